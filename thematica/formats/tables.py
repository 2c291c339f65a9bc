"""A table the researcher made, in CSV or in an Excel workbook: one way to read both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from thematica.errors import MaterialError, Problem
from thematica.formats.csv_table import ReadHeadings, Table, read_table
from thematica.formats.headings import find_column, name_columns
from thematica.formats.workbook import KINDS, is_workbook, read_workbook

ENDINGS = (".csv", *KINDS)


def read_any_table(
    path: Path,
    columns: Sequence[str],
    what: str,
    sheet: str = "",
    *,
    also: Sequence[str] = (),
    others: Mapping[str, Sequence[Sequence[str]]] | None = None,
    read_headings: ReadHeadings | None = None,
) -> Table:
    """Read a CSV file or the sheet of a workbook that has some columns, whatever the writing of their headings.

    Args:
        path: The file.
        columns: Columns that it should have; in a workbook they tell its sheet and the row of the headings.
        what: What is looked for, in words: ``answers``.
        sheet: The name of the sheet, where the researcher has said which.
        also: Columns that it may have.
        others: Other names of columns, as for ``find_column``.
        read_headings: Reads the headings; None: one row of them, which must differ.

    Raises:
        MaterialError: It cannot be read as a table.
    """

    def has_them(cells: Sequence[str]) -> bool:
        known = tuple(" ".join(cell.split()) for cell in cells)
        return bool(columns) and all(find_column(name, known, (others or {}).get(name, ())) for name in columns)

    if is_workbook(path):
        table = read_workbook(path, has_them, has_them, what, sheet, read_headings)
    else:
        table = read_table(path, read_headings)
    return name_columns(table, (*columns, *also), others)


def find_table(folder: Path, stem: str) -> Path | None:
    """Find ``stem.csv`` or ``stem.xlsx`` in a folder.

    Raises:
        MaterialError: There are several.
    """
    found = [folder / f"{stem}{ending}" for ending in ENDINGS if (folder / f"{stem}{ending}").is_file()]
    if len(found) > 1:
        names = " and ".join(path.name for path in found)
        raise MaterialError([Problem(f"there are {names}; keep the one that counts", str(folder))])
    return found[0] if found else None
