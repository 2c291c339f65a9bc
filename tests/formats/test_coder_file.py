"""Decisions added to a coder's file: what stands there stays, byte for byte."""

from __future__ import annotations

import codecs
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thematica.errors import StudyError
from thematica.formats.coder_file import COLUMNS, CUT_SHORT, CoderFile, require_name
from thematica.formats.csv_table import Table, read_table

ROW = {
    "segment_id": "fg1:4-16",
    "coder": "ana",
    "quote": "- She\nis away.",
    "code": "away; rota",
    "memo": "“hm”; 3",
    "done": "yes",
    "chosen": "at random",
    "made_at": "2026-01-01T10:00:00+00:00",
    "round": "2",
}
HEAD = ",".join(COLUMNS)


def open_file(folder: Path) -> CoderFile:
    return CoderFile(folder / "codings", "ana", folder / ".thematica")


def table_of(path: Path) -> Table:
    return read_table(path)


def write(folder: Path, raw: bytes, name: str = "ana.csv") -> Path:
    (folder / "codings").mkdir(exist_ok=True)
    path = folder / "codings" / name
    path.write_bytes(raw)
    return path


def test_a_new_file_has_a_header_and_the_row(tmp_path: Path) -> None:
    open_file(tmp_path).add([ROW])

    (row,) = table_of(tmp_path / "codings" / "ana.csv").rows
    assert {column: row[column] for column in ROW} == {**ROW, "quote": "- She is away."}


@pytest.mark.parametrize("mark", [";", "\t", ","])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("bom", [b"", codecs.BOM_UTF8])
@pytest.mark.parametrize("ended", [True, False])
def test_rows_are_added_the_way_the_file_is_written(
    tmp_path: Path, mark: str, newline: str, bom: bytes, *, ended: bool
) -> None:
    columns = ["mood", *reversed(COLUMNS)]  # her own column, and another order
    lines = ["# mine", mark.join(columns), mark.join(["é"] * len(columns))]
    before = bom + newline.join(lines).encode() + (newline.encode() if ended else b"")
    path = write(tmp_path, before)

    open_file(tmp_path).add([ROW, ROW])

    after = path.read_bytes()
    assert after.startswith(before)
    assert after.endswith(newline.encode())
    assert after.count(newline.encode()) == after.count(b"\n")
    rows = table_of(path).rows
    assert [row["code"] for row in rows] == ["é", "away; rota", "away; rota"]
    assert (rows[1]["mood"], rows[1]["memo"]) == ("", "“hm”; 3")


@given(
    st.lists(st.tuples(st.text(max_size=20), st.sampled_from(["away", "a; b", "", "=x"])), min_size=1, max_size=4),
    st.sampled_from([",", ";", "\t", "|"]),
)
def test_whatever_is_typed_is_read_again_but_for_line_ends(decisions: list[tuple[str, str]], mark: str) -> None:
    with TemporaryDirectory() as folder:
        path = write(Path(folder), (mark.join(COLUMNS) + "\r\n").encode())
        file = open_file(Path(folder))

        for memo, code in decisions:
            file.add([{**ROW, "memo": memo, "code": code}])

        read = [(" ".join(row["memo"].split()), row["code"]) for row in table_of(path).rows]
        typed = [
            (" ".join(memo.replace("\0", " ").encode("utf-8", "replace").decode().split()), code)
            for memo, code in decisions
        ]
        assert read == typed


UNFIT = {
    "columns for less than a decision": b"document,quote,code\nfg1,She is away.,away\n",
    "Windows-1252": HEAD.encode() + b"\nfg1:4-16,,,,,\xe9t\xe9,away,,,,,,\n",
    "UTF-16": (HEAD + "\n").encode("utf-16"),
    "ragged rows": HEAD.encode() + b"\nfg1:4-16,away\nfg1:4-16,away\n",
    "a column twice": (HEAD + ",memo\n").encode(),
}


@pytest.mark.parametrize("case", UNFIT)
def test_a_file_that_is_not_safe_to_add_to_is_left_alone(tmp_path: Path, case: str) -> None:
    path = write(tmp_path, UNFIT[case])

    for _ in range(2):
        open_file(tmp_path).add([ROW])

    assert path.read_bytes() == UNFIT[case]
    assert len(table_of(tmp_path / "codings" / "ana-reviewed.csv").rows) == 2


def test_a_file_beside_needs_a_column_for_the_coder(tmp_path: Path) -> None:
    bare = ",".join(column for column in COLUMNS if column != "coder").encode() + b"\n"
    write(tmp_path, b"document,quote,code\n", "ana.csv")
    write(tmp_path, bare, "ana-reviewed.csv")

    open_file(tmp_path).add([ROW])

    assert (tmp_path / "codings" / "ana-reviewed.csv").read_bytes() == bare
    assert len(table_of(tmp_path / "codings" / "ana-reviewed-2.csv").rows) == 1


@pytest.mark.parametrize("raw", [b"", codecs.BOM_UTF8, b"\n"])
def test_an_empty_file_gets_its_header(tmp_path: Path, raw: bytes) -> None:
    path = write(tmp_path, raw)

    open_file(tmp_path).add([ROW])

    assert len(table_of(path).rows) == 1


def test_what_was_added_last_is_taken_back_again_and_again(tmp_path: Path) -> None:
    file = open_file(tmp_path)
    file.add([ROW])
    one = file.path.read_bytes()
    file.add([ROW, ROW])
    file.add([ROW])

    file.take_back()
    file.take_back()

    assert file.path.read_bytes() == one
    file.take_back()
    assert list((tmp_path / "codings").iterdir()) == []
    with pytest.raises(StudyError, match="nothing to undo"):
        file.take_back()


def test_nothing_is_taken_back_once_somebody_else_has_written(tmp_path: Path) -> None:
    file = open_file(tmp_path)
    file.add([ROW])
    path = file.path
    with path.open("ab") as other:
        other.write(b"hers\n")
    before = path.read_bytes()

    with pytest.raises(StudyError, match=r"ana\.csv was changed since"):
        file.take_back()

    assert path.read_bytes() == before


def test_a_file_that_was_saved_another_way_meanwhile_is_looked_at_anew(tmp_path: Path) -> None:
    file = open_file(tmp_path)
    file.add([{**ROW, "code": "away", "memo": "hm"}])
    path = file.path

    path.write_bytes(path.read_bytes().replace(b",", b";").replace(b"\n", b"\r\n"))
    file.add([ROW])
    assert [row["code"] for row in table_of(path).rows] == ["away", "away; rota"]

    path.write_bytes(b"document,quote,code\nfg1,x,y\n")
    file.add([ROW])
    assert file.path.name == "ana-reviewed.csv"
    assert path.read_bytes() == b"document,quote,code\nfg1,x,y\n"


def test_a_row_cut_anywhere_by_a_crash_is_put_aside_and_the_rest_stays(tmp_path: Path) -> None:
    file = open_file(tmp_path)
    file.add([ROW])
    one = file.path.read_bytes()
    file.add([ROW])
    two = file.path.read_bytes()

    for cut in range(len(one) + 1, len(two)):
        file.path.write_bytes(two[:cut])

        open_file(tmp_path).add([ROW])

        rows = table_of(tmp_path / "codings" / "ana.csv").rows
        assert [rows[0]["code"], rows[-1]["code"]] == ["away; rota"] * 2
        assert len(rows) in (2, 3)
        kept = (tmp_path / ".thematica" / CUT_SHORT).read_bytes() if len(rows) == 2 else b""
        assert len(rows) == 3 or kept.endswith(two[len(one) : cut] + b"\n")
    assert sorted(path.name for path in (tmp_path / "codings").iterdir()) == ["ana.csv"]


@pytest.mark.parametrize("name", ["", " ", "a/b", "..", "a\\b", "a:b", " ana", "a\nb", 'a"b'])
def test_a_name_that_no_file_can_have_is_refused(name: str) -> None:
    with pytest.raises(StudyError, match="name"):
        require_name(name)


def test_names_of_all_scripts_are_fine() -> None:
    for name in ("ana", "Ana-Lucía", "冷", "second coder"):
        require_name(name)
