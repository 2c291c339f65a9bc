"""codings/NAME-word.csv: the codings that stood in the comments of Word documents, a row a code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from thematica.formats.coder_file import UNFIT_FOR_NAMES, find_file
from thematica.formats.csv_table import format_table, read_table
from thematica.formats.sheets import guard

COLUMNS = "document start end quote coder code memo made_at file comment".split()
MOST_FILES = 100  # NAME-word.csv, NAME-word-2.csv, …


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A file of codings as it is to be written.

    Attributes:
        path: Where.
        content: What.
        before: What stands there now and is to go, as it is; empty if nothing goes.
        gone: How many rows go.
    """

    path: Path
    content: bytes
    before: bytes = b""
    gone: int = 0


def rewrite(folder: Path, coder: str, rows: Iterable[Mapping[str, str]], files: Iterable[str]) -> Rewritten:
    """Say how a coder's file will be, with rows from some Word documents in the place of what these gave before.

    What came from other Word documents stays as it is; a file that is no such file is not touched, another is taken.

    Args:
        folder: The folder of coders' files.
        coder: The coder.
        rows: A text for each of ``COLUMNS``.
        files: Names of the Word documents.

    Raises:
        MaterialError: The file that is there cannot be read.
    """
    path, old = _choose(folder, _name_file(coder))
    read = set(files)
    lines = [[guard(row[column]) for column in COLUMNS] for row in rows]
    kept = [[row[column] for column in COLUMNS] for row in old if row["file"] not in read]
    given = {tuple(cell.strip() for cell in line) for line in lines}
    gone = sum(row["file"] in read and tuple(cell.strip() for cell in row.values()) not in given for row in old)
    merged = sorted([*kept, *lines], key=lambda line: (line[0], int(line[1]), int(line[2])))
    return Rewritten(path, format_table(COLUMNS, merged), path.read_bytes() if gone else b"", gone)


def _choose(folder: Path, name: str) -> tuple[Path, list[dict[str, str]]]:
    """Find the file to write to, and the rows that are in it."""
    for number in range(1, MOST_FILES):
        path = find_file(folder, f"{name}-word.csv" if number == 1 else f"{name}-word-{number}.csv")
        if not path.exists():
            return path, []
        table = read_table(path)
        rows = [{column: row.cells.get(column, "") for column in COLUMNS} for row in table.rows]
        if list(table.columns) == COLUMNS and all(r["start"].isdecimal() and r["end"].isdecimal() for r in rows):
            return path, rows
    return folder / f"{name}-word-{MOST_FILES}.csv", []


def _name_file(coder: str) -> str:
    letters = ("-" if letter in UNFIT_FOR_NAMES or not letter.isprintable() else letter for letter in coder)
    return "".join(letters).lstrip(".") or "-"
