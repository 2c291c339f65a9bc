"""Sheets to be filled in: what is written stays what it is in a spreadsheet program."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.model.builders import HOURS, LABS, TREE
from thematica.errors import StudyError
from thematica.formats.coding_tables import read_coding_table
from thematica.formats.quotes import same_words
from thematica.formats.sheets import CODES, join_words, word_for, write_sheet
from thematica.model.themes import Code, Theme, ThemeTree

COLUMNS = ["segment_id", "quote", "code", "done"]
WORDS = ["=1+1", "+44 rang", "- no", "@home", "she said _x000D_", "0012", "line\nline"]
ROWS = [[f"007:{i}-{i + 9}", word, "", ""] for i, word in enumerate(WORDS)]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_is_written_is_read_again_whatever_it_begins_with(tmp_path: Path, kind: str) -> None:
    write_sheet(tmp_path / f"s.{kind}", COLUMNS, ROWS, TREE)

    table, problems = read_coding_table(tmp_path / f"s.{kind}")

    assert [row["segment_id"] for row in table.rows] == [row[0] for row in ROWS]
    assert all(same_words(row["quote"], word) for row, word in zip(table.rows, WORDS, strict=True))
    assert [row.line for row in table.rows] == list(range(2, len(ROWS) + 2))
    assert problems == []


def test_a_character_that_excel_cannot_hold_does_not_make_it_another_quote(tmp_path: Path) -> None:
    said = "she\x0brang\x07 me"
    write_sheet(tmp_path / "s.xlsx", COLUMNS, [["a:1-2", said, "", ""]], TREE)

    (row,) = read_coding_table(tmp_path / "s.xlsx")[0].rows

    assert same_words(row["quote"], said)
    assert not same_words(row["quote"], "sherang me")


def test_the_lines_around_a_segment_are_kept_apart_in_csv(tmp_path: Path) -> None:
    write_sheet(tmp_path / "s.csv", ["before"], [["A: one.\n\nB: two."]], TREE)

    assert (tmp_path / "s.csv").read_text(encoding="utf-8-sig") == "before\nA: one. / B: two.\n"


def test_no_text_of_a_csv_sheet_begins_like_a_formula(tmp_path: Path) -> None:
    write_sheet(tmp_path / "s.csv", COLUMNS, ROWS, TREE)

    with (tmp_path / "s.csv").open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]

    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)


def test_every_text_of_a_workbook_is_a_text(tmp_path: Path) -> None:
    write_sheet(tmp_path / "s.xlsx", COLUMNS, ROWS, TREE)

    sheet = load_workbook(tmp_path / "s.xlsx").active

    assert {cell.data_type for row in sheet.iter_rows(max_col=2) for cell in row} == {"s"}
    assert {cell.number_format for row in sheet.iter_rows() for cell in row} == {"@"}


def test_the_codes_can_be_chosen_from_a_list_and_others_still_be_typed(tmp_path: Path) -> None:
    write_sheet(tmp_path / "s.xlsx", COLUMNS, ROWS, TREE)

    book = load_workbook(tmp_path / "s.xlsx")

    (offered,) = book.active.data_validations.dataValidation
    assert (str(offered.sqref), offered.formula1, bool(offered.showErrorMessage)) == ("C2:C8", "Codes!$A$2:$A$4", False)
    assert [row[0].value for row in book[CODES].iter_rows(min_row=2)] == [HOURS.name, "Replies to mail", LABS.name]
    assert [cell.value for cell in book[CODES][4]][1:3] == ["Learning", LABS.definition]


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_sheet(tmp_path / f"{name}.xlsx", COLUMNS, ROWS, TREE)

    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_a_tree_without_codes_and_a_sheet_without_rows_are_written_too(tmp_path: Path) -> None:
    write_sheet(tmp_path / "s.xlsx", COLUMNS, [], ThemeTree())

    assert load_workbook(tmp_path / "s.xlsx").active.max_row == 1


def test_a_sheet_is_csv_or_xlsx(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match=r"s\.ods: a sheet is a \.csv or \.xlsx file"):
        write_sheet(tmp_path / "s.ods", COLUMNS, ROWS, TREE)


def test_a_code_is_written_by_its_name_unless_that_is_not_clear() -> None:
    codes = tuple(
        Code(id=f"c{i}", name=name) for i, name in enumerate(["Away", "Same", "Same", "Ill; away", "=Rota", "c0"])
    )
    tree = ThemeTree((Theme(id="t", name="T", codes=codes),))

    assert [word_for(code, tree) for code in codes] == ["Away", "c1", "c2", "c3", "c4", "c5"]
    assert [tree.find(word_for(code, tree)) for code in codes] == list(codes)
    assert join_words(["gone", "c5", "c0"], tree) == "Away; c5; gone"
