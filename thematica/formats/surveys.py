"""What survey programs make of a table of answers: rows of headings, columns of choices, rows that are no answers."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from thematica.errors import MaterialError, Problem
from thematica.formats.csv_table import Row, Table

IMPORT_ID = re.compile(r'\{\s*"ImportId"\s*:')  # what stands in the third row of Qualtrics
SECOND_ROW = {
    "ResponseId": "Response ID",
    "StartDate": "Start Date",
    "EndDate": "End Date",
}  # where the third is left out
# The heading that Google Forms gives the first column, in the language of the form.
TIMESTAMPS = frozenset(
    (
        "timestamp|zeitstempel|horodateur|marca temporal|tijdstempel|carimbo de data/hora|informazioni cronologiche"
        "|ٹائم اسٹیمپ"
    ).split("|")
)
MICROSOFT = {"start time", "completion time"}
NO_ANSWERS = frozenset(
    ("survey preview", "survey test", "spam", "1", "2", "8")
)  # Qualtrics' Status, as words or numbers
SEPARATORS = (";", "|", "\n")  # between several choices in one cell; where none of them occurs, the comma
NOT_TICKED = frozenset(("", "0", "0.0", "no", "false", "unchecked", "not selected", "nicht ausgewählt", "nein", "non"))
ONLY_TICKED = frozenset(("1", "yes", "true", "checked", "selected", "x", "ja", "oui", "sí", "sì"))
MOST_CHOICES = 40
LIKE_WORDS = 4  # words of a cell, on average, from which on a column may hold answers
MOST_NAMED = 8


@dataclass(frozen=True, slots=True)
class Survey:
    """A table of answers, without the rows that are headings.

    Attributes:
        table: The answers; headings are written in one line each.
        program: The program that made it, as far as it can be known.
        wording: For each column, what was asked, where a row of headings says so.
    """

    table: Table
    program: str = ""
    wording: Mapping[str, str] = field(default_factory=dict, hash=False)


def read_survey(table: Table) -> Survey:
    """Recognise what program made a table of answers, and take off what are no answers."""
    table = _in_one_line(table)
    columns = {column.casefold() for column in table.columns}
    n_heads = _extra_heads(table)
    wording = {column: " ".join(table.rows[0][column].split()) for column in table.columns} if n_heads else {}
    if n_heads:
        remark = f"{table.file}: looks like an export of Qualtrics; {n_heads} more rows of headings were passed over"
        table = dataclasses.replace(table, rows=table.rows[n_heads:], remarks=(*table.remarks, remark))
        return Survey(_tell_previews(table), "Qualtrics", wording)
    if "responseid" in columns and "recordeddate" in columns:
        return Survey(_tell_previews(table), "Qualtrics")
    if table.columns and table.columns[0].casefold() in TIMESTAMPS:
        return Survey(table, "Google Forms")
    if columns >= MICROSOFT:
        return Survey(table, "Microsoft Forms")
    if "redcap_event_name" in columns or any(re.fullmatch(r"\w+?___\w+", column) for column in table.columns):
        return Survey(table, "REDCap")
    return Survey(table)


def split_choices(survey: Survey, question: str) -> tuple[list[dict[str, str]], str]:
    """Give, for each row, each choice of a closed question with ``yes`` or ``no``; a row without an answer has none.

    The choices stand in one cell (``a;b``), or in a column each: ``Q3_1``, ``field___1``, ``Question (choice=…)``.

    Returns:
        For each row, ``question: choice`` to ``yes`` or ``no``; and a remark that lists the choices.

    Raises:
        MaterialError: There is no such column and none of its choices.
    """
    table = survey.table
    answers = _from_cells(table, question) if question in table.columns else _from_columns(survey, question)
    ticked = Counter(choice for answer in answers if answer for choice, is_ticked in answer.items() if is_ticked)
    names = sorted({choice for answer in answers if answer for choice in answer}, key=str.casefold)
    if len(names) > MOST_CHOICES:
        message = (
            f"'{question}' would have {len(names)} choices, which no closed question has; take it out of 'choices:'"
        )
        raise MaterialError([Problem(message, table.file)])
    listed = ", ".join(f"'{name}' ({ticked[name]})" for name in names)
    remark = f"{table.file}: choices of '{question}' (ticked by how many): {listed or 'none'}"
    found = [
        {} if answer is None else {f"{question}: {name}": "yes" if answer.get(name) else "no" for name in names}
        for answer in answers
    ]
    return found, remark


def guess_columns(survey: Survey) -> str:
    """Say in words which columns may hold answers and ids; the researcher decides."""
    table = survey.table
    long = []
    for column in table.columns:
        cells = [row[column] for row in table.rows if row[column]]
        if cells and sum(len(cell.split()) for cell in cells) / len(cells) >= LIKE_WORDS:
            long.append(column)
    said = []
    if long:
        more = f" and {len(long) - MOST_NAMED} more" if len(long) > MOST_NAMED else ""
        said.append(f"longer answers stand in {', '.join(repr(column) for column in long[:MOST_NAMED])}{more}")
    ids = {"Qualtrics": "ResponseId", "REDCap": table.columns[0] if table.columns else "", "Microsoft Forms": "ID"}
    if (own := ids.get(survey.program, "")) in table.columns and own:
        said.append(f"{survey.program} names respondents in '{own}'")
    return "; ".join(said)


def _in_one_line(table: Table) -> Table:
    """Write each heading in one line with single blanks, so that it can be named in study.yaml."""
    names = {column: " ".join(column.split()) for column in table.columns}
    if all(old == new for old, new in names.items()):
        return table
    repeated = sorted(name for name, n in Counter(names.values()).items() if n > 1 and name)
    if repeated:
        raise MaterialError(
            [Problem(f"column '{name}' occurs twice; names must differ", table.file) for name in repeated]
        )
    rows = tuple(Row(row.line, {names[column]: cell for column, cell in row.cells.items()}) for row in table.rows)
    cut = {names[column]: lines for column, lines in table.cut_numbers.items()}
    return dataclasses.replace(table, columns=tuple(names.values()), rows=rows, cut_numbers=cut)


def _extra_heads(table: Table) -> int:
    """Count the rows below the first that are headings, too."""
    for place, row in enumerate(table.rows[:3]):
        cells = [cell for cell in row.cells.values() if cell.strip()]
        if cells and all(IMPORT_ID.match(cell.strip()) for cell in cells):
            return place + 1
    first = table.rows[0] if table.rows else None
    return int(first is not None and any(first[column] == text for column, text in SECOND_ROW.items()))


def _tell_previews(table: Table) -> Table:
    n = sum(row["Status"].casefold() in NO_ANSWERS for row in table.rows)
    if not n:
        return table
    remark = f"{table.file}: {n} rows are previews, tests or spam ('Status'); they were read like any other"
    return dataclasses.replace(table, remarks=(*table.remarks, remark))


def _from_cells(table: Table, question: str) -> list[dict[str, bool] | None]:
    cells = [row[question] for row in table.rows]
    mark = next((mark for mark in SEPARATORS if any(mark in cell for cell in cells)), ",")
    return [
        {" ".join(choice.split()): True for choice in cell.split(mark) if choice.strip()} if cell else None
        for cell in cells
    ]


def _from_columns(survey: Survey, question: str) -> list[dict[str, bool] | None]:
    table = survey.table
    pattern = re.compile(rf"{re.escape(question)}(?:___(\w+)|_(\d+)|\s*\(choice=(.*)\))")
    columns = {column: found for column in table.columns if (found := pattern.fullmatch(column))}
    if not columns:
        message = f"no column '{question}', nor a column for each of its choices ('{question}_1', '{question}___1', …)"
        raise MaterialError([Problem(message, table.file)])
    names = {
        column: _name_choice([row[column] for row in table.rows], survey.wording.get(column, ""), found)
        for column, found in columns.items()
    }
    answers: list[dict[str, bool] | None] = []
    for row in table.rows:
        ticked = {name: row[column].casefold() not in NOT_TICKED for column, name in names.items()}
        answers.append(ticked if any(row[column] for column in names) else None)
    return answers


def _name_choice(cells: Sequence[str], wording: str, heading: re.Match[str]) -> str:
    """Give the words of a choice: as the heading says, else as those who ticked it have it in their cells."""
    if " - " in wording:
        return wording.rpartition(" - ")[2]
    if heading[3]:
        return heading[3].strip()
    said = {cell for cell in cells if cell.casefold() not in NOT_TICKED | ONLY_TICKED}
    return said.pop() if len(said) == 1 else heading[1] or heading[2]
