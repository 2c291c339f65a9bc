"""Tables in CSV: every cell is text, every row knows its line."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from thematica.errors import MaterialError, Problem, suggest_spelling
from thematica.formats.decode import LARGEST_TABLE, read_text

DELIMITERS = (",", ";", "\t", "|")
EMPTY = "the table is empty; its first line must name the columns"
# What a file begins with that was given the wrong ending.
OFFICE, OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
NO_DELIMITER = "\x1f"  # a character nobody types: the table has one column
LONGEST_LINE = 16 * 1024 * 1024  # characters; parsing a line takes twenty times its memory
csv.field_size_limit(16 * 1024 * 1024)  # one cell may hold a whole transcript, which has a million characters


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its line in the file (from 1) and its cells by column."""

    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        """Give a cell without blanks around it; empty if the column is not there."""
        return self.cells.get(column, "").strip()


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it was read.

    Attributes:
        cut_numbers: In a workbook, the lines of a column in which a number has lost digits.
        wording: What further rows of headings say of a column.
    """

    file: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    remarks: tuple[str, ...] = ()
    cut_numbers: Mapping[str, tuple[int, ...]] = field(default_factory=dict, hash=False)
    wording: Mapping[str, str] = field(default_factory=dict, hash=False)

    def missing(self, *columns: str) -> list[Problem]:
        """Say which of these columns are not there, and which there are."""
        known = ", ".join(f"'{column}'" for column in self.columns)
        return [
            Problem(f"no column '{c}'{suggest_spelling(c, self.columns)} (columns: {known})", self.file)
            for c in columns
            if c not in self.columns
        ]


@dataclass(frozen=True, slots=True)
class Headings:
    """What the columns of a table are called.

    Attributes:
        names: A name for each column; empty: it has none.
        more: How many rows below the first are headings, too.
        wording: What else the headings say of a column, by its name.
        remarks: What is to be said of them.
    """

    names: tuple[str, ...]
    more: int = 0
    wording: Mapping[str, str] = field(default_factory=dict, hash=False)
    remarks: tuple[str, ...] = ()


ReadHeadings = Callable[[Sequence[Sequence[str]]], Headings]  # from the first rows of a table
HEADING_ROWS = 11  # that are given to it
NO_HEADING = "cells under no heading were not read"


def read_table(path: Path, read_headings: ReadHeadings | None = None) -> Table:
    """Read a CSV file whose separator is found out from the file itself.

    Lines at the top that begin with ``# `` are notes to the reader and are passed over.

    Args:
        path: The file.
        read_headings: Reads the headings; None: one row of them, which must differ.

    Raises:
        MaterialError: The file cannot be read as a table; every ragged row is listed.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            beginning = file.read(8)
    except OSError as error:
        raise MaterialError([Problem(f"cannot be read ({error.strerror})", str(path))]) from error
    if beginning.startswith((OFFICE, OLD_OFFICE)):
        message = "is a workbook that was given the ending of a text file; rename it to .xlsx"
        raise MaterialError([Problem(message, path.name)])
    if size > LARGEST_TABLE:
        raise MaterialError(
            [Problem("is larger than 128 MiB, which no table of a study is; it was not read", path.name)]
        )
    decoded = read_text(path)
    return parse_table(decoded.text, path.name, decoded.remarks, read_headings)


def parse_table(
    text: str, file: str, remarks: tuple[str, ...] = (), read_headings: ReadHeadings | None = None
) -> Table:
    r"""Parse the text of a CSV file.

    >>> table = parse_table("# invented\nperson;age\nP1;20\n", "people.csv")
    >>> table.columns, table.rows[0].line, table.rows[0]["age"]
    (('person', 'age'), 3, '20')
    """
    _refuse_long_lines(text, file)
    first_line = 1
    while text.startswith("# ") or (first_line == 1 and text.startswith("sep=")):
        _, _, text = text.partition("\n")
        first_line += 1
    if not text.strip():
        raise MaterialError([Problem(EMPTY, file)])
    delimiter = find_delimiter(text, file)
    records = _records(text, delimiter, first_line, file, strict=True)
    header_line, header = records[0]
    wide = [fields for _, fields in records[:HEADING_ROWS] if len(fields) == len(header)]
    headings = read_headings(wide) if read_headings else Headings(tuple(name.strip() for name in header))
    columns = headings.names
    problems = [
        Problem(f"column '{name}' occurs twice; names must differ", file, header_line)
        for i, name in enumerate(columns)
        if name and name in columns[:i]
    ]
    problems += [
        Problem(f"{len(fields)} cells, but the first line names {len(columns)} columns", file, line)
        for line, fields in records[1:]
        if len(fields) != len(columns)
    ]
    if problems:
        raise MaterialError(problems)
    body = records[1 + headings.more :]
    said = [f"{file}: {remark}" for remark in headings.remarks]
    if any(field.strip() for _, fields in body for name, field in zip(columns, fields, strict=True) if not name):
        said.append(f"{file}: {NO_HEADING}")
    rows = tuple(Row(line, dict(zip(columns, fields, strict=True))) for line, fields in body)
    return Table(file, columns, rows, (*remarks, *said), wording=headings.wording)


def _refuse_long_lines(text: str, file: str) -> None:
    half = LONGEST_LINE // 2  # a line that is longer holds one of these stretches whole
    for start in range(0, len(text) - half, half):
        if "\n" not in text[start : start + half]:
            line = text.count("\n", 0, start) + 1
            message = f"is a line of more than {half // 2**20} million characters, which no table of a study has"
            raise MaterialError([Problem(f"{message}; it was not read", file, line)])


def _records(
    text: str, delimiter: str, first_line: int, file: str, *, strict: bool = False
) -> list[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict)
    records: list[tuple[int, list[str]]] = []
    line = first_line
    try:
        for fields in reader:
            records.append((line, fields or [""]))
            line = first_line + reader.line_num
    except csv.Error as error:
        why = "a cell of more than 16 million characters" if "field limit" in str(error) else str(error)
        raise MaterialError([Problem(f"cannot be read as a table ({why})", file, line)]) from error
    # In a table of one column an empty line is an empty cell; elsewhere, and at the end, it is nothing.
    one_column = bool(records) and len(records[0][1]) == 1
    while records and not any(field.strip() for field in records[-1][1]):
        records.pop()
    return [record for record in records if one_column or any(field.strip() for field in record[1])]


def find_delimiter(text: str, file: str) -> str:
    """Find out what separates the columns, from the text below the notes.

    Raises:
        MaterialError: It is empty, or two characters could.
    """
    widths: dict[str, set[int]] = {}
    header: dict[str, int] = {}
    for delimiter in DELIMITERS:
        records = _records(text, delimiter, 1, file)
        widths[delimiter] = {len(fields) for _, fields in records}
        if not records:
            raise MaterialError([Problem(EMPTY, file)])
        header[delimiter] = len(records[0][1])
    even = [d for d in DELIMITERS if len(widths[d]) == 1 and header[d] >= 2]
    if len(even) > 1:
        names = " or ".join(repr(d) for d in even)
        message = f"the columns could be separated by {names}; put the answers in quotation marks"
        raise MaterialError([Problem(message, file)])
    if even:
        return even[0]
    widest = max(DELIMITERS, key=lambda d: header[d])
    return widest if header[widest] >= 2 else NO_DELIMITER


def format_table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Write a table as CSV in UTF-8 with a BOM, which spreadsheet programs need to show letters right."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(value) for value in row])
    return out.getvalue().encode("utf-8-sig")


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.6g}" if isinstance(value, float) else str(value)
