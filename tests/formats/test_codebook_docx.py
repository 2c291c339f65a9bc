"""A codebook in Word is read back as it was written, and as it was edited there. All of it INVENTED."""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.formats.office_files import deleted, inserted, paragraph, write_docx
from tests.formats.test_themes_writer import trees
from tests.study.test_study import make_study
from thematica.errors import StudyError, ThemesError
from thematica.formats.codebook_docx import read_docx_codebook
from thematica.formats.themes_yaml import read_themes
from thematica.model.themes import Code, Theme, ThemeTree
from thematica.reports.codebook import format_codebook

FAR = Code(
    id="far",
    name="Distance: by bus > on foot",
    definition="How far it is.\nMemo: this is still the definition.",
    use_when=("It is far.", "- No bus."),
    examples=("“Two hours.”",),
    derived_from="both",
    in_vivo=True,
    memo="Ask Ana.",
    aliases=("way",),
    candidate_ids=("k-3f2a91c0", "k-99b01d7e"),
)
TREE = ThemeTree(
    (
        Theme(
            id="access", name="Access", definition="Getting there.", codes=(FAR,), subthemes=(Theme(id="t", name="To"),)
        ),
    )
)
WORDS = st.text(st.sampled_from("abé:>-•1.# 🙂"), min_size=1, max_size=12).map(lambda t: " ".join(t.split()) or "x")


def without_colours(tree: ThemeTree) -> ThemeTree:
    """Word shows none."""

    def strip(node: Any) -> Any:
        inner = {name: tuple(map(strip, getattr(node, name))) for name in ("subthemes", "codes") if hasattr(node, name)}
        return dataclasses.replace(node, color="", **inner)

    return ThemeTree(tuple(map(strip, tree.themes)))


def write(path: Path, tree: ThemeTree, change: Callable[[Any], object] = lambda _: None) -> Path:
    """Write a codebook as the export does, and edit it as in Word."""
    document = docx.Document(io.BytesIO(format_codebook(tree, "docx", {"sessions": {"far": 3}})))
    change(document)
    document.save(str(path))
    return path


def find(document: Any, words: str) -> Any:
    return next(each for each in document.paragraphs if words in each.text)


def test_what_the_export_writes_is_read_as_the_same_tree(tmp_path: Path, example: Path) -> None:
    read, remarks = read_docx_codebook(write(tmp_path / "a.docx", TREE))
    whole = read_themes(example / "themes.yaml")

    assert read == TREE
    assert remarks == ("a.docx: how often a code was voiced is counted anew; left out: 1",)
    assert read_docx_codebook(write(tmp_path / "b.docx", whole))[0] == without_colours(whole)


def plain(tree: ThemeTree) -> list[list[object]]:
    """Give every field of every node with single blanks: a heading has no line breaks."""

    def flatten(value: object) -> object:
        if isinstance(value, tuple):
            return tuple(flatten(each) for each in value if not isinstance(each, Code))
        return " ".join(value.split()) if isinstance(value, str) else value

    fields = [field.name for field in dataclasses.fields(Code)]
    return [
        [type(node).__name__, len(tree.path(node.id)), *(flatten(getattr(node, each)) for each in fields)]
        for node in tree.nodes
    ]


@settings(deadline=None, max_examples=30)
@given(tree=trees(WORDS).filter(lambda tree: bool(tree.codes)))
def test_any_tree_comes_back_from_word(tmp_path_factory: pytest.TempPathFactory, tree: ThemeTree) -> None:
    path = tmp_path_factory.mktemp("word") / "a.docx"
    path.write_bytes(format_codebook(tree, "docx"))

    assert plain(read_docx_codebook(path)[0]) == plain(without_colours(tree))


def test_what_she_edits_in_word_is_in_the_tree(tmp_path: Path) -> None:
    def change(document: Any) -> None:
        find(document, "How far it is.").runs[0].text = "How far, and how dear."
        find(document, "It is far.").insert_paragraph_before("It is dear.", style="List Bullet")
        document.add_heading("Opening hours", 2)
        document.add_paragraph("When it is open.")
        document.add_paragraph("And when not.")
        document.add_paragraph().add_run("Use when: ").bold = True
        document.add_paragraph("It was closed.", style="List Bullet")

    tree, _ = read_docx_codebook(write(tmp_path / "a.docx", TREE, change))

    far, hours = tree.themes[0].codes
    assert (far.definition, far.use_when) == ("How far, and how dear.", ("It is dear.", "It is far.", "- No bus."))
    assert hours == Code(
        id="opening-hours",
        name="Opening hours",
        definition="When it is open.\nAnd when not.",
        use_when=("It was closed.",),
    )


def test_a_code_under_another_heading_belongs_there_whatever_the_line_in_italics_still_says(tmp_path: Path) -> None:
    tree = ThemeTree(
        (Theme(id="a", name="Access", codes=(Code(id="far", name="Distance"),)), Theme(id="b", name="Money"))
    )

    def change(document: Any) -> None:
        money = [find(document, "Money"), find(document, "Id: b")]
        first = find(document, "Distance")._p
        for each in money:
            first.addprevious(each._p)

    read, _ = read_docx_codebook(write(tmp_path / "a.docx", tree, change))

    assert [(theme.name, [code.name for code in theme.codes]) for theme in read.themes] == [
        ("Access", []), ("Money", ["Distance"]),
    ]  # fmt: skip


def test_a_table_in_word_is_a_codebook_too(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("Our codebook, May")
    table = document.add_table(rows=3, cols=4)
    cells = [
        ["Theme", "Code", "Definition", "Examples"],
        ["Access", "Distance", "How far.", "“Two hours.”\n“No bus.”"],
        ["", "Opening hours", "When.", ""],
    ]
    for row, texts in zip(table.rows, cells, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    document.save(str(tmp_path / "a.docx"))

    tree, _ = read_docx_codebook(tmp_path / "a.docx")

    assert [(code.name, code.definition, code.examples) for code in tree.themes[0].codes] == [
        ("Distance", "How far.", ("“Two hours.”", "“No bus.”")), ("Opening hours", "When.", ()),
    ]  # fmt: skip


def test_a_list_without_headings_is_an_outline(tmp_path: Path) -> None:
    document = docx.Document()
    for words, depth in (("Access", 0), ("Distance: how far", 1), ("Opening hours", 1)):
        properties = document.add_paragraph(words)._p.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_ilvl().val, properties.get_or_add_numId().val = depth, 1
    document.save(str(tmp_path / "a.docx"))

    tree, _ = read_docx_codebook(tmp_path / "a.docx")

    assert [(node.name, node.definition) for node in tree.nodes] == [
        ("Access", ""), ("Distance", "how far"), ("Opening hours", ""),
    ]  # fmt: skip


def test_tracked_changes_count_as_they_show(tmp_path: Path) -> None:
    heading = '<w:p><w:pPr><w:outlineLvl w:val="{}"/></w:pPr><w:r><w:t>{}</w:t></w:r></w:p>'
    path = write_docx(
        tmp_path / "a.docx",
        heading.format(0, "Access"),
        heading.format(1, "Distance"),
        paragraph("How ", deleted("long"), inserted("far"), "."),
    )

    assert read_docx_codebook(path)[0].codes[0].definition == "How far."


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut off", b"\xd0\xcf\x11\xe0 locked"])
def test_what_is_no_word_document_is_refused_in_a_sentence(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.docx").write_bytes(content)

    with pytest.raises(ThemesError, match=r"a\.docx: "):
        read_docx_codebook(tmp_path / "a.docx")


def test_names_that_stand_twice_are_named_with_their_paragraph(tmp_path: Path) -> None:
    document = docx.Document()
    for name, level in (("Access", 1), ("Distance", 2), ("Distance", 2)):
        document.add_heading(name, level)
    document.save(str(tmp_path / "a.docx"))

    with pytest.raises(ThemesError, match=r"a\.docx: paragraph \d: .*'Distance'"):
        read_docx_codebook(tmp_path / "a.docx")


def test_a_study_takes_its_codebook_back_from_word(tmp_path: Path) -> None:
    study = make_study(tmp_path / "study")
    before = study.tree
    study.export_codebook(tmp_path / "codes.docx")
    study.themes_path.unlink()

    study.import_codebook(tmp_path / "codes.docx")

    assert study.tree == before
    (tmp_path / "codes.odt").write_bytes(b"x")
    with pytest.raises(StudyError, match=r"codes\.odt: a codebook is read from .*\.docx; save it as \.docx"):
        study.import_codebook(tmp_path / "codes.odt")
