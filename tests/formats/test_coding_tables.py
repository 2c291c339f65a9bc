"""Filled-in sheets as they come back: from Excel in any locale, with every mistake and its row."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from openpyxl import Workbook

from tests.fakes import make_corpus
from thematica.errors import CodingsError
from thematica.formats.codings_csv import Remembered, read_coded_rows
from thematica.model.codings import Codings
from thematica.model.themes import Code, Theme, ThemeTree

# s1: "P1: She is away.\nP2: The rota. The rota.\n"
CORPUS = make_corpus([("P1", "She is away."), ("P2", "The rota. The rota.")], [("P3", "No reply.")])
TREE = ThemeTree(
    (Theme(id="access", name="Access", codes=(Code(id="away", name="Availability"), Code(id="rota", name="Rota"))),)
)
COLUMNS = "segment_id document session participant coder before quote after code memo done chosen".split()
ONE = ["s1:4-16", "s1", "S1", "P1", "ana", "", "She is away.", "", "", "", "", "at random"]
TWO = ["s1:21-40", "s1", "S1", "P2", "ana", "", "The rota. The rota.", "", "", "", "", "teaches most"]
KNOWN = Remembered(former={"old": "old-id", "away": "away", "rota": "rota"})


def fill(row: list[str], **cells: object) -> list[object]:
    return [cells.get(column, cell) for column, cell in zip(COLUMNS, row, strict=True)]


def write_csv(folder: Path, *rows: list[object], mark: str = ",", encoding: str = "utf-8-sig") -> Path:
    lines = [mark.join(f'"{str(cell).replace(chr(34), chr(34) * 2)}"' for cell in row) for row in (COLUMNS, *rows)]
    path = folder / "next-ana.csv"
    path.write_bytes("\r\n".join(lines).encode(encoding))
    return path


def write_xlsx(folder: Path, *rows: list[object], columns: list[str] = COLUMNS) -> Path:
    book = Workbook()
    book.active.append(columns)
    for row in rows:
        book.active.append(row)
    book.create_sheet("Codes").append(["write", "theme"])
    path = folder / "next-ana.xlsx"
    book.save(path)
    return path


def read(path: Path, remembered: Remembered = KNOWN) -> Codings:
    return read_coded_rows(path, CORPUS, TREE, remembered)[0]


def problems_of(path: Path) -> list[str]:
    with pytest.raises(CodingsError) as caught:
        read(path)
    return str(caught.value).split("\n")


WRITERS = [write_csv, write_xlsx]


@pytest.mark.parametrize("write", WRITERS)
def test_a_filled_in_sheet_just_works(tmp_path: Path, write) -> None:  # type: ignore[no-untyped-def]
    write(tmp_path, fill(TWO, done="x"), fill(ONE, code="Availability; rota"))

    codings = read(tmp_path)

    assert [(c.coder, c.code_id, c.start) for c in codings] == [("ana", "away", 4), ("ana", "rota", 4)]
    assert {r.start for r in codings.reviewed} == {4, 21}


def test_a_sheet_may_be_sorted_and_rows_left_blank(tmp_path: Path) -> None:
    write_xlsx(tmp_path, fill(TWO, code="rota"), fill(ONE))

    assert [(r.start, r.coder) for r in read(tmp_path).reviewed] == [(21, "ana")]


@pytest.mark.parametrize(("mark", "encoding"), [(";", "utf-8-sig"), (";", "cp1252"), ("\t", "utf-16")])
def test_csv_as_excel_saves_it_in_other_countries_is_read(tmp_path: Path, mark: str, encoding: str) -> None:
    write_csv(tmp_path, fill(ONE, code="away; rota", memo="très"), mark=mark, encoding=encoding)

    codings = read(tmp_path)

    assert [(c.code_id, c.memo) for c in codings] == [("away", "très"), ("rota", "très")]
    assert (encoding == "cp1252") == any("read as Windows-1252" in remark for remark in codings.remarks)


@pytest.mark.parametrize("write", WRITERS)
def test_every_problem_of_a_sheet_is_listed_with_its_row(tmp_path: Path, write) -> None:  # type: ignore[no-untyped-def]
    path = write(
        tmp_path,
        fill(ONE, code="kindness"),
        fill(ONE, code="awya"),
        fill(ONE, quote=TWO[6], code="rota"),
        fill(ONE, segment_id="zz:1-9", code="rota"),
        fill(ONE, segment_id="fg9", code="rota"),
        fill(ONE, segment_id="s1:4-99", code="rota"),
        fill(ONE, coder="", code="rota"),
        fill(ONE, code="old"),
        fill(ONE, code="", memo="away", done="x"),
    )

    assert problems_of(path) == [
        f"{path.name}:2: 'kindness' is not a code of the tree",
        f"{path.name}:3: 'awya' is not a code of the tree; did you mean 'away'?",
        f"{path.name}:4: at 4-16 of 's1' stands “She is away.”, not “The rota. The rota.”; "
        "has the text been changed since it was coded?",
        f"{path.name}:5: there is no document 'zz' (documents: s1, s2)",
        f"{path.name}:6: 'fg9' is not the id of a segment (they look like fg1:120-164)",
        f"{path.name}:7: 4-99 does not lie in 's1', which has 41 characters",
        f"{path.name}:8: no coder, though other rows name one",
    ]


def test_codes_in_the_wrong_column_do_not_pass_in_silence(tmp_path: Path) -> None:
    path = write_csv(tmp_path, fill(ONE, done="rota"), fill(TWO, code="away, rota"))

    assert problems_of(path) == [
        "next-ana.csv:2: 'rota' stands in 'done'; codes go into 'code'",
        "next-ana.csv:3: 'away, rota' is not a code of the tree; several codes are separated by ';'",
    ]

    write_csv(tmp_path, fill(ONE, memo="away"), fill(TWO, code="rota"))

    assert read(path).remarks == (
        "next-ana.csv: rows with a memo, but with nothing in 'code' or 'done': 1; they count as not looked at",
    )


def test_a_code_that_left_the_tree_is_no_mistake_in_a_sheet(tmp_path: Path) -> None:
    write_csv(tmp_path, fill(ONE, code="old"))

    assert "1 coding by ana with 'old'" in read(tmp_path).remarks[0]


def test_swapped_columns_are_mistakes_in_each_row(tmp_path: Path) -> None:
    swapped = ["memo" if column == "code" else "code" if column == "memo" else column for column in COLUMNS]
    path = write_xlsx(tmp_path, fill(ONE, code="away", memo="she smiled"), fill(TWO, code="rota"), columns=swapped)

    assert problems_of(path) == ["next-ana.xlsx:2: 'she smiled' is not a code of the tree"]


@pytest.mark.parametrize("write", WRITERS)
def test_a_missing_header_is_said(tmp_path: Path, write) -> None:  # type: ignore[no-untyped-def]
    path = write(tmp_path, fill(ONE))
    if path.suffix == ".xlsx":
        write_xlsx(tmp_path, columns=fill(ONE))
    else:
        path.write_bytes(path.read_bytes().partition(b"\n")[2])

    assert problems_of(path)[0].startswith(f"{path.name}: no column 'code'")


def test_a_quote_that_excel_took_for_a_formula_is_as_good_as_none(tmp_path: Path) -> None:
    write_csv(tmp_path, fill(ONE, quote="#NAME?", code="away"))

    assert [c.quote for c in read(tmp_path)] == ["She is away."]


def test_dates_of_excel_are_read_as_text_and_remarked_on(tmp_path: Path) -> None:
    write_xlsx(tmp_path, fill(ONE, code="away", memo=dt.date(2024, 3, 4)))

    codings = read(tmp_path)

    assert [c.memo for c in codings] == ["2024-03-04 00:00:00"]
    assert any("Excel holds a date" in remark for remark in codings.remarks)


def test_the_same_row_twice_counts_once_and_a_contradiction_is_said(tmp_path: Path) -> None:
    write_csv(tmp_path, fill(ONE, code="away"), fill(ONE, code="away"), fill(ONE, done="x"))

    codings = read(tmp_path)

    assert len(codings) == 1
    (remark,) = codings.remarks
    assert remark.startswith("next-ana.csv:4: says that nothing applies where next-ana.csv:2 gives a code")


def test_several_coders_in_one_file_are_kept_apart(tmp_path: Path) -> None:
    write_xlsx(tmp_path, fill(ONE, code="away"), fill(ONE, code="rota", coder="bea"))

    assert [(c.coder, c.code_id) for c in read(tmp_path)] == [("ana", "away"), ("bea", "rota")]


def test_a_sheet_of_disagreements_is_not_a_coder(tmp_path: Path) -> None:
    (tmp_path / "to-settle.csv").write_text(
        "segment_id,codes_by_ana,codes_by_bea,code,done\ns1:4-16,away,rota,away,\n", encoding="utf-8"
    )

    assert problems_of(tmp_path) == [
        "to-settle.csv: this is a sheet of disagreements; take it out of codings/ and give it to 'thematica consensus'"
    ]


def test_the_round_and_what_was_looked_at_in_it_are_known(tmp_path: Path) -> None:
    path = tmp_path / "ana.csv"
    path.write_text("segment_id,code,round\ns1:4-16,away,1\ns1:4-16,,2\ns1:21-40,rota,2\n", encoding="utf-8")

    codings = read(path)

    assert codings.rounds == ("1", "2")
    assert [(c.code_id, c.start) for c in codings.of_round("2")] == [("rota", 21)]
    assert {r.start for r in codings.of_round("2").reviewed} == {4, 21}
