"""Tables in CSV: every cell stays text, every row knows its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thematica.errors import MaterialError
from thematica.formats.csv_table import format_table, parse_table, read_table

CELL = st.text(st.one_of(st.sampled_from(",;\t|\"'\n#= "), st.characters(categories=["L", "N", "P", "S"])), max_size=12)


@settings(max_examples=100, deadline=None)
@given(rows=st.lists(st.tuples(CELL, CELL, CELL), max_size=6))
def test_cells_that_are_written_are_read_as_they_were(rows: list[tuple[str, str, str]]) -> None:
    raw = format_table(("person", "answer", "memo"), rows)

    table = parse_table(raw.decode("utf-8-sig"), "a.csv")

    assert table.columns == ("person", "answer", "memo")
    expected = [row for row in rows if any(cell.strip() for cell in row)]  # an empty row says nothing
    assert [tuple(row.cells.values()) for row in table.rows] == expected


@settings(max_examples=50, deadline=None)
@given(cells=st.lists(CELL.filter(str.strip), max_size=6))
def test_a_table_of_one_column_needs_no_separator(cells: list[str]) -> None:
    raw = format_table(("answer",), [(cell,) for cell in cells])

    table = parse_table(raw.decode("utf-8-sig"), "a.csv")

    assert [row.cells["answer"] for row in table.rows] == cells


@settings(max_examples=50, deadline=None)
@given(rows=st.lists(st.tuples(CELL.filter(str.strip), CELL), max_size=6))
def test_every_row_knows_the_line_it_begins_in(rows: list[tuple[str, str]]) -> None:
    raw = format_table(("answer", "memo"), rows)

    table = parse_table(raw.decode("utf-8-sig"), "a.csv")

    line, expected = 2, []
    for row in rows:
        expected.append(line)
        line += 1 + sum(cell.count("\n") for cell in row)
    assert [row.line for row in table.rows] == expected


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_found_out_from_the_table(separator: str) -> None:
    table = parse_table(f"person{separator}age\nP1{separator}20\n", "a.csv")

    assert table.rows[0].cells == {"person": "P1", "age": "20"}


def test_commas_in_answers_do_not_hide_the_semicolons_between_them() -> None:
    table = parse_table("person;answer\nP1;Late, as ever\nP2;She didn't, no, never\n", "a.csv")

    assert [row["answer"] for row in table.rows] == ["Late, as ever", "She didn't, no, never"]


@pytest.mark.parametrize("cell", ["007", "NA", "None", "1.10", "=1+1", "-3", "don't", "2024-05-01", "TRUE"])
def test_a_cell_stays_the_text_it_is(cell: str) -> None:
    table = parse_table(f"person,answer\nP1,{cell}\n", "a.csv")

    assert table.rows[0]["answer"] == cell


def test_notes_at_the_top_are_passed_over_and_counted_as_lines() -> None:
    table = parse_table("# invented\n# by hand\nperson,age\nP1,20\n", "a.csv")

    assert (table.columns, table.rows[0].line) == (("person", "age"), 4)


def test_a_line_that_names_the_separator_is_passed_over() -> None:
    table = parse_table("sep=;\nperson;age\nP1;20\n", "a.csv")

    assert (table.columns, table.rows[0].line) == (("person", "age"), 3)


def test_a_byte_order_mark_does_not_stick_to_the_first_column(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("person,age\r\nP1,20\r\n".encode("utf-8-sig"))

    assert read_table(path).columns == ("person", "age")


def test_how_a_table_was_decoded_is_passed_on(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("person,answer\nP1,naïve\n".encode("cp1252"))

    assert read_table(path).remarks == ("a.csv: not UTF-8, read as Windows-1252; check these words: naïve",)


def test_line_breaks_in_an_answer_stay_and_empty_rows_are_passed_over() -> None:
    table = parse_table('person,answer\nP1,"Yes.\n\nAnd no."\n\n,\nP2,No.\n', "a.csv")

    assert [(row.line, row["answer"]) for row in table.rows] == [(2, "Yes.\n\nAnd no."), (7, "No.")]


def test_every_ragged_row_is_listed_with_its_line() -> None:
    with pytest.raises(MaterialError) as caught:
        parse_table('person,age,site\nP1,20,north\nP2,21\nP3,"2\n2",south\nP4,23,south,x\n', "people.csv")

    assert str(caught.value) == (
        "people.csv:3: 2 cells, but the first line names 3 columns\n"
        "people.csv:6: 4 cells, but the first line names 3 columns"
    )


def test_a_column_named_twice_is_refused_with_the_line_of_the_header() -> None:
    with pytest.raises(MaterialError) as caught:
        parse_table("# invented\nperson,age,age\nP1,20,21\n", "people.csv")

    assert str(caught.value) == "people.csv:2: column 'age' occurs twice; names must differ"


def test_two_possible_separators_are_refused_rather_than_guessed() -> None:
    with pytest.raises(MaterialError) as caught:
        parse_table("person,a;b,c\nP1,x;y,z\n", "people.csv")

    message = "people.csv: the columns could be separated by ',' or ';'; put the answers in quotation marks"
    assert str(caught.value) == message


@pytest.mark.parametrize("text", ["", "\n\n", "# only a note\n", "# only a note", ",,,\n,,,\n", '""\n'])
def test_a_table_without_anything_in_it_is_refused(text: str) -> None:
    with pytest.raises(MaterialError) as caught:
        parse_table(text, "people.csv")

    assert str(caught.value) == "people.csv: the table is empty; its first line must name the columns"


def test_a_quotation_mark_that_is_never_closed_does_not_swallow_the_rows_below_it() -> None:
    with pytest.raises(MaterialError, match=r"^answers\.csv:3: "):
        parse_table('person,answer\nP1,Fine.\nP2,"Late again.\nP3,Never there.\nP4,Kind.\n', "answers.csv")


def test_a_missing_column_is_named_with_the_likely_one_and_all_there_are() -> None:
    table = parse_table("person,anwser\nP1,Yes.\n", "a.csv")

    problems = table.missing("person", "answer")

    message = "a.csv: no column 'answer'; did you mean 'anwser'? (columns: 'person', 'anwser')"
    assert [str(problem) for problem in problems] == [message]


def test_a_cell_is_given_without_blanks_around_it_and_empty_where_there_is_none() -> None:
    row = parse_table("person,answer\nP1,  Yes.  \n", "a.csv").rows[0]

    assert (row["answer"], row["memo"]) == ("Yes.", "")


def test_numbers_truth_values_and_nothing_are_written_for_people() -> None:
    raw = format_table(("a", "b", "c", "d", "e"), [(None, True, False, 0.123456789, 7)])

    assert raw == b"\xef\xbb\xbfa,b,c,d,e\n,yes,no,0.123457,7\n"
