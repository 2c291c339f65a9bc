"""Sheets to be filled in by a coder, as CSV or as an Excel workbook with the codes to choose from."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from thematica.errors import StudyError
from thematica.formats.csv_table import format_table
from thematica.formats.store import write_whole
from thematica.formats.workbook import LONGEST, UNWRITABLE, set_text, without_times
from thematica.model.themes import Code, ThemeTree

KINDS = (".csv", ".xlsx")
SHEET, CODES = "Segments", "Codes"
CODE_COLUMNS = ("write", "theme", "definition", "use when", "not when", "id")
WIDTHS = {
    "quote": 70,
    "translation": 70,
    "before": 45,
    "after": 45,
    "code": 30,
    "memo": 30,
    "reason": 40,
    "definition": 60,
}
OTHER_WIDTH = 14
# A spreadsheet program would take a cell that begins like this for a formula; a blank before it keeps it a text, and
# is passed over when the sheet is read.
LIKE_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
CONTEXT = ("before", "after")
TO_FILL_IN = frozenset("code memo done reason".split())


def write_sheet(file: Path, columns: Sequence[str], rows: Iterable[Sequence[str]], tree: ThemeTree) -> None:
    """Write a sheet as the ending of its name says; the same rows give the same bytes.

    Args:
        file: ``.csv``, or ``.xlsx``: there the codes stand on a second sheet, and can be chosen from a list.
        columns: The headings.
        rows: A text for each column.
        tree: The codes.

    Raises:
        StudyError: The ending is another one, or the file cannot be written.
    """
    require_kind(file)
    if file.suffix.lower() == ".csv":
        lines = ([guard(_in_one_line(*each)) for each in zip(columns, row, strict=True)] for row in rows)
        write_whole(file, format_table(columns, lines))
    else:
        write_whole(file, _format_workbook(columns, rows, tree))


def require_kind(file: Path) -> None:
    """Refuse a file that is no sheet by its name.

    Raises:
        StudyError: The ending is neither .csv nor .xlsx.
    """
    if file.suffix.lower() not in KINDS:
        raise StudyError(f"{file.name}: a sheet is a .csv or .xlsx file")


def require_new(file: Path, advice: str) -> None:
    """Refuse to write over a sheet, which somebody may have begun to fill in.

    Raises:
        StudyError: The file is there already.
    """
    if file.exists():
        raise StudyError(f"{file} is there already; {advice}")


def guard(text: str) -> str:
    """Keep a text from being taken for a formula when a CSV file is opened in a spreadsheet program.

    >>> guard("- not really"), guard("no")
    (' - not really', 'no')
    """
    return f" {text}" if text.startswith(LIKE_A_FORMULA) else text


def word_for(code: Code, tree: ThemeTree) -> str:
    """Give what to write for a code: its name, or its id where the name says too little or too much.

    >>> from thematica.model.themes import Theme
    >>> tree = ThemeTree((Theme(id="t", name="T", codes=(Code(id="a", name="Away"), Code(id="b", name="Ill; away"))),))
    >>> [word_for(code, tree) for code in tree.codes]
    ['Away', 'b']
    """
    clear = tree.find(code.name) == code and not set(code.name) & set(";\n") and code.name == code.name.strip()
    return code.name if clear and not code.name.startswith(LIKE_A_FORMULA) else code.id


def join_words(code_ids: Iterable[str], tree: ThemeTree) -> str:
    """Write several codes into one cell, in the order of the tree; a code that left the tree by its id."""
    wanted = set(code_ids)
    known = [word_for(code, tree) for code in tree.codes if code.id in wanted]
    gone = sorted(wanted - {code.id for code in tree.codes})
    return "; ".join((*known, *gone))


def _in_one_line(column: str, text: str) -> str:
    """Keep a cell in its line, so that a row of the sheet has one number in every program."""
    return (" / " if column in CONTEXT else " ").join(line for line in text.splitlines() if line.strip())


def _format_workbook(columns: Sequence[str], rows: Iterable[Sequence[str]], tree: ThemeTree) -> bytes:
    from openpyxl import Workbook  # type: ignore[import-untyped]
    from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]
    from openpyxl.worksheet.datavalidation import DataValidation  # type: ignore[import-untyped]

    book = Workbook()
    book.properties.creator = None
    segments, codes = book.active, book.create_sheet(CODES)
    segments.title = SHEET
    n = _fill(segments, columns, rows)
    n_codes = _fill(codes, CODE_COLUMNS, ([*_describe(code, tree)] for code in tree.codes))
    if n > 1 and n_codes > 1 and "code" in columns:
        letter = get_column_letter(columns.index("code") + 1)
        # Excel offers the codes; several of them, with semicolons, can still be typed.
        offered = DataValidation(
            type="list", formula1=f"{CODES}!$A$2:$A${n_codes}", allow_blank=True, showErrorMessage=False
        )
        segments.add_data_validation(offered)
        offered.add(f"{letter}2:{letter}{n}")
    out = io.BytesIO()
    book.save(out)
    return without_times(out.getvalue())


def _fill(sheet: Any, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> int:
    """Write a table into a sheet and lay it out; give its number of rows, the headings included."""
    from openpyxl.styles import Alignment, Font, PatternFill  # type: ignore[import-untyped]
    from openpyxl.utils import get_column_letter

    grey, yellow = PatternFill("solid", fgColor="DDDDDD"), PatternFill("solid", fgColor="FFF6CC")
    wrapped, bold = Alignment(wrap_text=True, vertical="top"), Font(bold=True)
    n = 0
    for n, row in enumerate([columns, *rows], 1):
        for place, text in enumerate(row, 1):
            if len(text) > LONGEST:
                raise StudyError(f"a text is longer than the {LONGEST} characters of an Excel cell; take a .csv sheet")
            cell = sheet.cell(n, place)
            set_text(cell, UNWRITABLE.sub(" ", text))
            cell.alignment = wrapped
            if n == 1:
                cell.font, cell.fill = bold, grey
            elif columns[place - 1] in TO_FILL_IN:
                cell.fill = yellow
    for place, column in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(place)].width = WIDTHS.get(column, OTHER_WIDTH)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    return n


def _describe(code: Code, tree: ThemeTree) -> Sequence[str]:
    path = " > ".join(above.name for above in tree.path(code.id)[:-1])
    uses = ("\n".join(texts) for texts in (code.use_when, code.not_when))
    return (word_for(code, tree), path, code.definition, *uses, code.id)
