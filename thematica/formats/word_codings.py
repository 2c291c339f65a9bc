"""codings/NAME-word.csv: the codings that stood in the comments of Word documents, a row a code."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from thematica.errors import MaterialError
from thematica.formats.coder_file import UNFIT_FOR_NAMES, find_file
from thematica.formats.csv_table import format_table, read_table
from thematica.formats.sheets import guard
from thematica.model.coders import fold_name

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
        left: Word documents that were not read now and had some of the same comments, with how many of their rows
            stay.
    """

    path: Path
    content: bytes
    before: bytes = b""
    gone: int = 0
    left: Mapping[str, int] = field(default_factory=dict)


def rewrite(folder: Path, coder: str, rows: Iterable[Mapping[str, str]], files: Iterable[str]) -> Rewritten:
    """Say how a coder's file will be, with rows from some Word documents in the place of what these gave before.

    What came from other Word documents stays as it is, unless it is of the same comments (made at the same time on the
    same transcript): then a document was given another name. A file that is no such file is not touched, another is
    taken.

    Args:
        folder: The folder of coders' files.
        coder: The coder.
        rows: A text for each of ``COLUMNS``.
        files: Names of the Word documents.

    Raises:
        MaterialError: The file that is there cannot be read.
    """
    path, old = _choose(folder, _name_file(coder))
    read, new = set(files), list(rows)
    made = {(row["document"], row["made_at"]) for row in new if row["made_at"]}
    gives_way = [row["file"] in read or (row["document"], row["made_at"]) in made for row in old]
    going = [row for row, goes in zip(old, gives_way, strict=True) if goes]
    kept = [row for row, goes in zip(old, gives_way, strict=True) if not goes]
    lines = [{column: guard(row[column]) for column in COLUMNS} for row in new]
    given = set(map(_say, lines))
    gone = sum(_say(row) not in given for row in going)
    renamed = {row["file"] for row in going} - read
    left = Counter(row["file"] for row in kept if row["file"] in renamed)
    merged = sorted([*kept, *lines], key=lambda row: (row["document"], int(row["start"]), int(row["end"])))
    content = format_table(COLUMNS, [[row[column] for column in COLUMNS] for row in merged])
    return Rewritten(path, content, path.read_bytes() if gone else b"", gone, dict(left))


def _say(row: Mapping[str, str]) -> tuple[str, ...]:
    """Give what a row says; programs number comments anew whenever they save."""
    return tuple(row[column].strip() for column in COLUMNS if column not in ("file", "comment"))


def find_same(folder: Path, coder: str, rows: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Find the files in which the same comments already stand as another coder's: name of the file to her name."""
    alike = ("document", "start", "end", "code", "made_at")
    new = {tuple(row[column] for column in alike) for row in rows if row["made_at"]}
    found: dict[str, str] = {}
    for path in sorted(folder.glob("*-word*.csv")) if new else ():
        with contextlib.suppress(MaterialError):
            table = read_table(path)
            for row in table.rows if list(table.columns) == COLUMNS else ():
                is_same = tuple(row[column] for column in alike) in new
                if is_same and fold_name(row["coder"]) != fold_name(coder):
                    found[path.name] = row["coder"]
    return found


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
