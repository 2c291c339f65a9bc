"""The tables in which people's codings come: CSV or Excel, made by hand or a sheet that was filled in."""

from __future__ import annotations

import contextlib
import dataclasses
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from thematica.errors import MaterialError, Problem
from thematica.formats.csv_table import Row, Table, read_table
from thematica.formats.headings import find_column, name_columns
from thematica.formats.transcripts import list_files
from thematica.formats.workbook import is_workbook, read_workbook
from thematica.model.coders import CoderNames, fold_name

if TYPE_CHECKING:
    from thematica.formats.codings_csv import CodedRow

# What became of a row whose document was changed, in words.
OUTCOMES = {
    "kept": "where they stood",
    "moved": "moved along with their words",
    "changed": "on changed words",
    "lost": "lost, their words being gone (not counted)",
    "untraced": "not to be followed, .thematica having no record of the former text (not counted)",
}
PLACES = ("segment_id", "document")
MORE = "code start end quote coder done stance memo made_at round code_version chosen comment".split()
OF_A_SHEET = frozenset(("segment_id", "before", "after", "done"))  # headings of a sheet that thematica wrote
# What a spreadsheet program leaves of a text that it took for a formula.
BROKEN_CELLS = frozenset("#NAME? #VALUE! #REF! #N/A #DIV/0! #NUM! #NULL! Err:508 Err:509 Err:510".split())
# What says in 'done' that it is not: a box to tick that is not ticked.
NOT_DONE = frozenset("false no 0 falsch nein faux non falso falsk nej".split())
CODES_BY = "codes_by_"  # begins the headings of a sheet of disagreements


def list_coding_files(path: Path) -> list[Path]:
    """Give the files of codings of a folder, or the one file itself; none where nothing is there."""
    if path.is_dir():
        return [file for file in list_files(path) if is_coding_file(file)]
    return [path] if path.exists() else []


def list_coders(folder: Path) -> CoderNames:
    """Give the coders whose files are in a folder; what cannot be read is told when codings are."""
    names = CoderNames()
    for file in list_coding_files(folder):
        with contextlib.suppress(MaterialError):
            for row in read_any_table(file).rows:
                names.spell(row["coder"] or file.stem)
    names.others.clear()
    return names


def is_coding_file(file: Path) -> bool:
    """Say whether a file in codings/ is read, by the ending of its name."""
    return file.suffix.lower() == ".csv" or is_workbook(file)


def read_coding_table(file: Path) -> tuple[Table, list[Problem]]:
    """Read a table of codings.

    A quote that a spreadsheet program broke is as good as none: its place says where it stands.

    Returns:
        The table, and what is wrong with it as a table of codings.

    Raises:
        MaterialError: It cannot be read as a table.
    """
    table = read_any_table(file)
    if any(column.startswith(CODES_BY) for column in table.columns):
        message = "this is a sheet of disagreements; take it out of codings/ and give it to 'thematica consensus'"
        return dataclasses.replace(table, rows=()), [Problem(message, table.file)]
    named = [bool(row["coder"]) for row in table.rows]
    problems = [
        Problem("no coder, though other rows name one", table.file, row.line)
        for row, has_name in zip(table.rows, named, strict=True)
        if any(named) and not has_name and (row["code"] or row["done"])
    ]
    rows = tuple(
        Row(row.line, {**row.cells, "quote": ""}) if row["quote"] in BROKEN_CELLS else row for row in table.rows
    )
    return dataclasses.replace(table, rows=rows), problems


def read_any_table(file: Path) -> Table:
    """Read a CSV file, or the sheet of a workbook that has the headings of codings, however these are written.

    Raises:
        MaterialError: It cannot be read as a table.
    """
    table = read_workbook(file, _is_head, _is_head, "codings") if is_workbook(file) else read_table(file)
    table = name_columns(table, (*PLACES, *MORE))
    if "done" not in table.columns:
        return table
    undone = [row["done"].casefold() in NOT_DONE for row in table.rows]
    rows = (
        Row(row.line, {**row.cells, "done": ""}) if is_undone else row
        for row, is_undone in zip(table.rows, undone, strict=True)
    )
    n = sum(is_undone and not row["code"] for row, is_undone in zip(table.rows, undone, strict=True))
    said = (f"{file.name}: rows without a code that say FALSE, no or 0 in 'done': {n}; they count as not looked at",)
    return dataclasses.replace(table, rows=tuple(rows), remarks=(*table.remarks, *(said if n else ())))


def is_sheet(table: Table) -> bool:
    """Say whether a table is a sheet that thematica wrote, in which every code was one of the tree."""
    return set(table.columns) >= OF_A_SHEET


def tell_contradictions(rows: Iterable[CodedRow]) -> list[str]:
    """Say where a coder gives a code and says as well that nothing applies."""
    empty: dict[tuple[str, str, str, int, int], CodedRow] = {}
    coded: dict[tuple[str, str, str, int, int], CodedRow] = {}
    for row in rows:
        place = (row.coder, row.round, row.document_id, row.start, row.end)
        (coded if row.word else empty).setdefault(place, row)
    return [
        f"{row.file}:{row.line}: says that nothing applies where {coded[place].file}:{coded[place].line} gives a code "
        "to the same words; the code counts"
        for place, row in empty.items()
        if place in coded
    ]


def tell_names(names: CoderNames, sheets: Mapping[str, set[str]]) -> Iterator[str]:
    """Say which coder goes by two spellings, and which sheet is called otherwise than the coder it names.

    Args:
        names: The coders.
        sheets: File of a sheet to the coders that its rows name.
    """
    for name, first in names.others.items():
        yield f"the coder '{name}' was taken for '{first}': the names differ in capitals or blanks only"
    for file, coders in sheets.items():
        who = next(iter(coders))
        if len(coders) == 1 and fold_name(who) not in fold_name(Path(file).stem):
            yield (
                f"{file}: every row of this sheet says that it is by '{who}' (column 'coder'), and so it counts; if it "
                f"is somebody else's, correct that column; if it is not, give the file a name with '{who}' in it"
            )


def _is_head(cells: Sequence[str]) -> bool:
    return bool(find_column("code", cells)) and any(find_column(place, cells) for place in PLACES)


def tell_reanchored(rows: Iterable[CodedRow]) -> list[str]:
    """Say for each coder and document that was changed what became of the codings."""
    counts: dict[tuple[str, str], Counter[str]] = {}
    for row in rows:
        if row.outcome in OUTCOMES:
            counts.setdefault((row.document_id, row.coder), Counter())[row.outcome] += 1
    return [
        f"{document_id} was changed since {coder} coded it: "
        + ", ".join(f"{n[outcome]} {words}" for outcome, words in OUTCOMES.items() if n[outcome])
        + " (results/reanchored.csv)"
        for (document_id, coder), n in sorted(counts.items())
    ]
