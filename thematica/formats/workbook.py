"""An Excel workbook: one sheet of it read as a table, tables written into it in which every text stays a text."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import re
import warnings
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from thematica.errors import MaterialError, Problem
from thematica.formats.csv_table import EMPTY, Row, Table

KINDS = (".xlsx", ".xlsm")
DIGITS = 15  # Excel keeps no more digits of a number
HEADER_ROWS = 10  # a title and notes may stand above the headings
EXCEL_CODE = re.compile(r"_x((?!D[89A-F])[0-9A-F]{4})_", re.IGNORECASE)  # how Excel writes a character by its number
LIKE_A_CODE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")  # what Excel would take for the number of a character
BROKEN = "cannot be read as an Excel workbook; save it again as .xlsx"
LONGEST = 32_767  # characters that a cell of Excel may hold; more would be cut off silently
# What XML, and with it Word and Excel, cannot hold.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
STAMPS = re.compile(rb"<dcterms:(created|modified)[^>]*>[^<]*</dcterms:\1>")

IsHead = Callable[[Sequence[str]], bool]


def is_workbook(path: Path) -> bool:
    """Say whether a file is an Excel workbook, by the ending of its name."""
    return path.suffix.lower() in KINDS


def read_workbook(path: Path, is_head: IsHead, is_ours: IsHead, what: str) -> Table:
    """Read the one sheet of a workbook that is meant; else the first that is not empty.

    Args:
        path: The workbook.
        is_head: Says of the cells of a row whether it names columns.
        is_ours: Says of the columns of a sheet whether they are those of what is looked for.
        what: What is looked for, in words: ``a codebook``.

    Raises:
        MaterialError: It is no workbook, or several of its sheets could be meant.
    """
    from openpyxl import load_workbook  # type: ignore[import-untyped]
    from openpyxl.utils.exceptions import InvalidFileException  # type: ignore[import-untyped]

    try:
        content = path.read_bytes()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about what a table does not need: styles, validation, links
            shown = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
            typed = load_workbook(io.BytesIO(content), read_only=True)
            sheets = [_read_sheet(path.name, sheet, typed[sheet.title], is_head) for sheet in shown.worksheets]
    except OSError as error:
        raise MaterialError([Problem(f"cannot be read ({error.strerror})", str(path))]) from error
    except (zipfile.BadZipFile, InvalidFileException, ParseError, KeyError, ValueError) as error:
        raise MaterialError([Problem(BROKEN, path.name)]) from error
    filled = [table for table in sheets if table is not None]
    if not filled:
        raise MaterialError([Problem(EMPTY, path.name)])
    ours = [table for table in filled if is_ours(table.columns)]
    if len(ours) > 1:
        message = f"several sheets have the headings of {what}; keep the one that is meant"
        raise MaterialError([Problem(message, path.name)])
    chosen = ours[0] if ours else filled[0]
    others = len(filled) - 1
    remark = (f"{path.name}: {others} other sheets were not read",) if others else ()
    return dataclasses.replace(chosen, remarks=(*chosen.remarks, *remark))


def set_text(cell: Any, text: str) -> None:
    """Put a text into a cell so that it stays one: an id stays ``007``, and ``=1+1`` is no formula."""
    if text:
        cell.value = LIKE_A_CODE.sub("_x005F_", UNWRITABLE.sub("", text))
        cell.data_type = "s"
    cell.number_format = "@"


def without_times(archive: bytes) -> bytes:
    """Give the same Office file without the times at which it was made."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = zipfile.ZipInfo(name)  # of 1 January 1980, the first day that a ZIP knows
            part.compress_type = zipfile.ZIP_DEFLATED
            part.create_system = 3
            content = old.read(name)
            new.writestr(part, STAMPS.sub(b"", content) if name == "docProps/core.xml" else content)
    return out.getvalue()


def _read_sheet(file: str, sheet: Any, typed: Any, is_head: IsHead) -> Table | None:
    """Read a sheet into a table whose lines are its rows; None if it is empty."""
    remarks: list[str] = []
    rows: list[tuple[int, list[str]]] = []
    formulas = typed.iter_rows()
    for line, (cells, written) in enumerate(zip(sheet.iter_rows(), formulas, strict=True), 1):
        texts = list(_texts(cells, written, f"{file}:{line}", remarks))
        if any(texts):
            rows.append((line, texts))
    if not rows:
        return None
    head = next((i for i, (_, texts) in enumerate(rows[:HEADER_ROWS]) if is_head(texts)), 0)
    columns = tuple(rows[head][1])
    repeated = sorted({column for column in columns if column and columns.count(column) > 1})
    if repeated:
        problems = [Problem(f"column '{c}' occurs twice; names must differ", file, rows[head][0]) for c in repeated]
        raise MaterialError(problems)
    named = [i for i, column in enumerate(columns) if column]
    if any(texts[i] for _, texts in rows[head + 1 :] for i in range(len(texts)) if i not in named):
        remarks.append(f"{file}: cells under no heading were not read")
    body = (Row(line, {columns[i]: texts[i] for i in named if i < len(texts)}) for line, texts in rows[head + 1 :])
    return Table(file, tuple(columns[i] for i in named), tuple(body), tuple(remarks))


def _texts(cells: Sequence[Any], written: Sequence[Any], where: str, remarks: list[str]) -> Iterator[str]:
    """Give the cells of a row as text, as Excel shows it: ``7``, not ``7.0``, and ``007`` where it is shown so."""
    for cell, formula in zip(cells, written, strict=True):
        value = cell.value
        if value is None and isinstance(formula.value, str) and formula.value.startswith("="):
            remarks.append(
                f"{where}: a formula without a result was left out ({formula.value}); save the file in Excel"
            )
        elif isinstance(value, dt.date | dt.time):
            remarks.append(f"{where}: Excel holds a date, read as {value}; format the cell as text if it is none")
        elif isinstance(value, int | float) and not isinstance(value, bool) and abs(value) >= 10**DIGITS:
            remarks.append(f"{where}: {_shown(value, '')} has more than {DIGITS} digits, of which Excel keeps no more")
        yield _shown(value, str(cell.number_format) if value is not None else "")


def _shown(value: object, number_format: str) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and set(number_format) == {"0"}:
        return str(value).zfill(len(number_format))
    text = "" if value is None else EXCEL_CODE.sub(lambda code: chr(int(code[1], 16)), str(value))
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()
