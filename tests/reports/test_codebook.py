"""The codebook that is written says what the tree says, and the tables of it read back to the same tree."""

from __future__ import annotations

import io
import tempfile
import zipfile
from pathlib import Path
from typing import get_args

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from tests.formats.test_themes_writer import trees
from tests.model.builders import TREE
from thematica.errors import ThemesError
from thematica.formats.codebook_table import read_codebook
from thematica.formats.outline import parse_outline
from thematica.formats.themes_yaml import read_themes
from thematica.model.themes import Code, Theme, ThemeTree
from thematica.reports.codebook import UNWRITABLE, Kind, format_codebook

OPEN = Code(
    id="007",
    name="=1+1",
    definition="Whether she can be met.\nOr reached.",
    use_when=("@once.",),
    examples=("She is busy.", "- She left.\nAgain."),
    derived_from="both",
    in_vivo=True,
    memo="Ask <b>Ana</b> & *Bea*_.",
    color="#3366CC",
    aliases=("door",),
    candidate_ids=("k-3f2a91c0", "k-99b01d7e"),
)
FULL = ThemeTree(
    (Theme(id="access", name="Access", definition="To people.", codes=(OPEN, Code(id="far", name="Far"))),)
)
WRITABLE = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), min_size=1, max_size=12
)


def read_back(content: bytes, ending: str) -> ThemeTree:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"codebook.{ending}"
        path.write_bytes(content)
        return read_codebook(path)[0]


@settings(deadline=None, max_examples=60)
@given(tree=trees().filter(lambda tree: bool(tree.themes)))
def test_the_csv_of_any_tree_reads_back_to_the_same_tree(tree: ThemeTree) -> None:
    assert read_back(format_codebook(tree, "csv"), "csv") == tree


@settings(deadline=None, max_examples=30)
@given(tree=trees(WRITABLE).filter(lambda tree: bool(tree.themes)))
def test_the_workbook_of_any_tree_reads_back_to_the_same_tree(tree: ThemeTree) -> None:
    assert read_back(format_codebook(tree, "xlsx"), "xlsx") == tree


def test_the_markdown_of_the_example_reads_back_to_the_same_tree(example: Path) -> None:
    tree = read_themes(example / "themes.yaml")

    assert parse_outline(format_codebook(tree, "md").decode(), "codebook.md")[0] == tree


def test_the_csv_begins_with_a_bom_and_its_headings() -> None:
    lines = format_codebook(TREE, "csv").decode("utf-8").split("\n")

    assert lines[0].startswith("\ufefflevel,path,name,id,parent,definition,use_when,not_when,examples,close_but_no,")
    assert lines[3] == "category,Mentors > Engagement,Access,access,engagement,,,,,,,no,,,,"


@pytest.mark.parametrize("kind", get_args(Kind))
def test_the_same_tree_gives_the_same_bytes_at_any_time(kind: Kind, monkeypatch: pytest.MonkeyPatch) -> None:
    first = format_codebook(FULL, kind)
    monkeypatch.setattr("time.time", lambda: 2e9)

    assert format_codebook(FULL, kind) == first
    if kind in ("xlsx", "docx"):
        with zipfile.ZipFile(io.BytesIO(first)) as archive:
            assert {part.date_time for part in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
            assert b"dcterms" not in archive.read("docProps/core.xml").replace(b"xmlns:dcterms", b"").replace(
                b"purl.org/dc/terms", b""
            )


@pytest.mark.parametrize("kind", get_args(Kind))
def test_a_codebook_without_themes_can_be_written(kind: Kind) -> None:
    assert format_codebook(ThemeTree(), kind)


def test_in_a_workbook_every_text_is_a_text_and_every_count_a_number() -> None:
    sheet = load_workbook(io.BytesIO(format_codebook(FULL, "xlsx", {"participants": {"007": 9}}))).active
    row = {head.value: cell for head, cell in zip(sheet[1], sheet[3], strict=True)}

    assert (row["Id"].value, row["Id"].data_type, row["Id"].number_format) == ("007", "s", "@")
    assert (row["Name"].value, row["Name"].data_type) == ("=1+1", "s")
    assert (row["Use when"].value, row["Use when"].data_type) == ("@once.", "s")
    assert row["Examples"].value == "• She is busy.\n• - She left.\n  Again."
    assert (row["Participants"].value, row["Participants"].data_type) == (9, "n")
    assert [cell.value for cell in sheet["Q"]] == ["Participants", None, 9, 0]


def test_a_text_that_looks_like_an_escape_of_excel_is_kept() -> None:
    tree = ThemeTree((Theme(id="a", name="_x000D_x0041_", memo="_xd83d_ and __x0041_"),))

    assert read_back(format_codebook(tree, "xlsx"), "xlsx") == tree


def test_a_workbook_is_laid_out_to_be_read() -> None:
    sheet = load_workbook(io.BytesIO(format_codebook(FULL, "xlsx"))).active

    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet.print_title_rows) == ("A2", "A1:P4", "$1:$1")
    assert all(cell.alignment.wrap_text and cell.alignment.vertical == "top" for row in sheet for cell in row)
    assert sheet.column_dimensions["F"].width > sheet.column_dimensions["D"].width
    assert [row[2].font.bold for row in sheet] == [True, True, False, False]


def test_a_text_that_excel_would_cut_off_is_refused() -> None:
    long = ThemeTree((Theme(id="a", name="A", memo="x" * 32_768),))

    with pytest.raises(ThemesError, match="longer than the 32767 characters of an Excel cell"):
        format_codebook(long, "xlsx")


def test_in_word_every_theme_and_code_has_a_heading_of_its_level_and_labels_below_it() -> None:
    pages = docx.Document(io.BytesIO(format_codebook(FULL, "docx", {"sessions": {"007": 5, "access": 6}})))

    assert [(p.style.name, p.text) for p in pages.paragraphs if p.style] == [
        ("Title", "Codebook"),
        ("Heading 1", "Access"),
        ("Normal", "To people."),
        ("Normal", "Id: access"),
        ("Normal", "Sessions: 6"),
        ("Heading 2", "=1+1"),
        ("Normal", "Access"),
        ("Normal", "Whether she can be met.\nOr reached."),
        ("Normal", "Use when: @once."),
        ("Normal", "Examples: "),
        ("List Bullet", "She is busy."),
        ("List Bullet", "- She left.\nAgain."),
        ("Normal", "Derived from: both"),
        ("Normal", "In vivo: yes"),
        ("Normal", "Memo: Ask <b>Ana</b> & *Bea*_."),
        ("Normal", "Also called: door"),
        ("Normal", "Id: 007"),
        ("Normal", "Candidates: k-3f2a91c0, k-99b01d7e"),
        ("Normal", "Sessions: 5"),
        ("Heading 2", "Far"),
        ("Normal", "Access"),
        ("Normal", "Id: far"),
        ("Normal", "Sessions: 0"),
    ]


def test_pages_in_word_are_numbered_and_name_nobody() -> None:
    with zipfile.ZipFile(io.BytesIO(format_codebook(FULL, "docx"))) as archive:
        footers = b"".join(archive.read(name) for name in archive.namelist() if "footer" in name)
        about = archive.read("docProps/core.xml")

    assert b"<w:instrText>PAGE</w:instrText>" in footers
    assert b"python" not in about


@pytest.mark.parametrize("kind", ["xlsx", "docx"])
def test_characters_that_office_files_cannot_hold_are_left_out(kind: Kind) -> None:
    tree = ThemeTree((Theme(id="a\x00", name="A\x0b\ufffe", definition="b\x1f"),))

    with zipfile.ZipFile(io.BytesIO(format_codebook(tree, kind))) as archive:
        assert not any(UNWRITABLE.search(archive.read(n).decode()) for n in archive.namelist() if n.endswith(".xml"))


def test_markdown_shows_every_character_as_it_is() -> None:
    assert format_codebook(FULL, "md").decode() == (
        "# Codebook\n\n## Access\n\nTo people.\n\n**Id:** access\n\n### =1+1\n\nWhether she can be met.\n\n"
        "Or reached.\n\n**Use when:** @once.\n\n**Examples:**\n\n- She is busy.\n- \\- She left. Again.\n\n"
        "**Derived from:** both\n\n"
        "**In vivo:** yes\n\n**Memo:** Ask \\<b\\>Ana\\</b\\> & \\*Bea\\*\\_.\n\n**Also called:** door\n\n"
        "**Id:** 007\n\n**Candidates:** k-3f2a91c0, k-99b01d7e\n\n### Far\n\n**Id:** far\n"
    )


def test_markdown_takes_no_number_at_the_start_of_a_name_for_a_list() -> None:
    tree = ThemeTree((Theme(id="a", name="1. First"), Theme(id="b", name="- Second")))

    assert "## 1\\. First\n" in format_codebook(tree, "md").decode()
    assert "## \\- Second\n" in format_codebook(tree, "md").decode()
