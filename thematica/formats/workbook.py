"""An Excel workbook: one sheet of it read as a table, tables written into it in which every text stays a text."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import re
import warnings
import zipfile
import zlib
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import ParseError

from thematica.errors import MaterialError, Problem, suggest_spelling
from thematica.formats.csv_table import (
    EMPTY,
    HEADING_ROWS,
    NO_HEADING,
    OLD_OFFICE,
    Headings,
    ReadHeadings,
    Row,
    Table,
)

KINDS = (".xlsx", ".xlsm")
DIGITS = 15  # Excel keeps no more digits of a number
HEADER_ROWS = 10  # a title and notes may stand above the headings
EXCEL_CODE = re.compile(r"_x((?!D[89A-F])[0-9A-F]{4})_", re.IGNORECASE)  # how Excel writes a character by its number
LIKE_A_CODE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")  # what Excel would take for the number of a character
LARGEST = 128 * 1024 * 1024  # bytes that a workbook may unpack to; a million filled cells are about 60 MB
SAID_ONE_BY_ONE = 3  # cells of a column that hold dates; more of them are said in one remark
MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3})(\d{1,7}):[A-Z]{1,3}(\d{1,7})"')
BROKEN = "cannot be read as an Excel workbook; save it again as .xlsx"
LONGEST = 32_767  # characters that a cell of Excel may hold; more would be cut off silently
# What XML, and with it Word and Excel, cannot hold.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
STAMPS = re.compile(rb"<dcterms:(created|modified)[^>]*>[^<]*</dcterms:\1>")

IsHead = Callable[[Sequence[str]], bool]


def is_workbook(path: Path) -> bool:
    """Say whether a file is an Excel workbook, by the ending of its name."""
    return path.suffix.lower() in KINDS


def read_workbook(
    path: Path,
    is_head: IsHead,
    is_ours: IsHead,
    what: str,
    sheet: str = "",
    read_headings: ReadHeadings | None = None,
) -> Table:
    """Read the one sheet of a workbook that is meant; else the first that is not empty.

    What stands in cells that are merged over several rows counts for each of these rows.

    Args:
        path: The workbook.
        is_head: Says of the cells of a row whether it names columns.
        is_ours: Says of the columns of a sheet whether they are those of what is looked for.
        what: What is looked for, in words: ``a codebook``.
        sheet: The name of the sheet, where the researcher has said which.
        read_headings: Reads the headings; None: one row of them, which must differ.

    Raises:
        MaterialError: It is no workbook, or several of its sheets could be meant.
    """
    sheets = _read_sheets(path, is_head, read_headings)
    if not sheets:
        raise MaterialError([Problem(EMPTY, path.name)])
    if sheet and sheet not in sheets:
        message = f"there is no sheet '{sheet}'{suggest_spelling(sheet, sheets)} (sheets: {', '.join(sheets)})"
        raise MaterialError([Problem(message, path.name)])
    ours = [name for name, found in sheets.items() if isinstance(found, Table) and is_ours(found.columns)]
    if len(ours) > 1 and not sheet:
        message = f"several sheets have the headings of {what}; keep the one that is meant ({', '.join(ours)})"
        raise MaterialError([Problem(message, path.name)])
    chosen = sheets[sheet or next(iter(ours), next(iter(sheets)))]
    if isinstance(chosen, MaterialError):
        raise chosen
    others = len(sheets) - 1
    remark = (f"{path.name}: other sheets, which were not read: {others}",) if others else ()
    return dataclasses.replace(chosen, remarks=(*chosen.remarks, *remark))


def _read_sheets(path: Path, is_head: IsHead, read_headings: ReadHeadings | None) -> dict[str, Table | MaterialError]:
    """Read every sheet that holds something, or what is wrong with it."""
    from openpyxl import load_workbook  # type: ignore[import-untyped]
    from openpyxl.utils.exceptions import InvalidFileException  # type: ignore[import-untyped]

    sheets: dict[str, Table | MaterialError] = {}
    try:
        content = _unpackable(path)
        merged = _merged_cells(content)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about what a table does not need: styles, validation, links
            shown = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
            typed = load_workbook(io.BytesIO(content), read_only=True)
            for sheet in shown.worksheets:
                sheet.reset_dimensions()  # what a sheet says of its size may be a million empty rows
                typed[sheet.title].reset_dimensions()
                try:
                    found = merged.get(sheet.title, ())
                    table = _read_sheet(path.name, sheet, typed[sheet.title], is_head, found, read_headings)
                except MaterialError as error:
                    sheets[sheet.title] = error
                else:
                    sheets.update({} if table is None else {sheet.title: table})
    except OSError as error:
        raise MaterialError([Problem(f"cannot be read ({error.strerror})", str(path))]) from error
    except (zipfile.BadZipFile, InvalidFileException, ParseError, SyntaxError, KeyError, ValueError, EOFError) as error:
        raise MaterialError([Problem(BROKEN, path.name)]) from error
    except (RuntimeError, zlib.error, NotImplementedError, TypeError, AttributeError) as error:  # damaged within
        raise MaterialError([Problem(BROKEN, path.name)]) from error
    return sheets


def _unpackable(path: Path) -> bytes:
    """Read the bytes of a workbook, once they are known to unpack to no more than a laptop can hold."""
    if path.stat().st_size > LARGEST:
        raise MaterialError([Problem("is larger than any table of a study; it was not read", path.name)])
    content = path.read_bytes()
    if content.startswith(OLD_OFFICE):
        message = "is protected by a password, or in Excel's old format; save a copy without a password as .xlsx"
        raise MaterialError([Problem(message, path.name)])
    if content and not content.startswith(b"PK") and b"\0" not in content[:4096]:
        message = f"{BROKEN}, or give it the ending .csv if it is a text file"
        raise MaterialError([Problem(message, path.name)])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(part.file_size for part in archive.infolist()) > LARGEST:
            message = "unpacks to more than 128 MiB, which no table of a study has; it was not read"
            raise MaterialError([Problem(message, path.name)])
    return content


def _merged_cells(content: bytes) -> dict[str, list[tuple[str, int, int]]]:
    """Give, for each sheet, the column, first and last row of cells that are merged over several rows."""
    found: dict[str, list[tuple[str, int, int]]] = {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        rels = ET.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
        parts = {rel.get("Id"): str(rel.get("Target")) for rel in rels}
        for sheet in ET.fromstring(archive.read("xl/workbook.xml")).iter():
            part = parts.get(next((value for key, value in sheet.items() if key.endswith("}id")), None), "")
            part = part.removeprefix("/") if part.startswith("/") else f"xl/{part}"
            if sheet.tag.endswith("}sheet") and part in archive.namelist():
                ranges = MERGED.findall(archive.read(part))
                found[str(sheet.get("name"))] = [(c.decode(), int(a), int(b)) for c, a, b in ranges if int(a) < int(b)]
    return found


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


def _read_sheet(
    file: str,
    sheet: Any,
    typed: Any,
    is_head: IsHead,
    merged: Sequence[tuple[str, int, int]],
    read_headings: ReadHeadings | None,
) -> Table | None:
    """Read a sheet into a table whose lines are its rows; None if it is empty."""
    notes: list[_Note] = []
    rows: list[tuple[int, list[str]]] = []
    for line, (cells, written) in enumerate(zip(sheet.iter_rows(), typed.iter_rows(), strict=True), 1):
        texts = list(_texts(cells, written, line, notes))
        if any(texts):
            rows.append((line, texts))
    if not rows:
        return None
    filled = _fill_merged(rows, merged)
    head = next((i for i, (_, texts) in enumerate(rows[:HEADER_ROWS]) if is_head(texts)), 0)
    width = len(rows[head][1])
    first = [(texts + [""] * width)[:width] for _, texts in rows[head : head + HEADING_ROWS]]
    headings = read_headings(first) if read_headings else Headings(tuple(rows[head][1]))
    columns, body_from = headings.names, head + 1 + headings.more
    repeated = sorted({column for column in columns if column and columns.count(column) > 1})
    if repeated:
        problems = [Problem(f"column '{c}' occurs twice; names must differ", file, rows[head][0]) for c in repeated]
        raise MaterialError(problems)
    named = [i for i, column in enumerate(columns) if column]
    remarks = _tell(file, notes, columns)
    if filled:
        remarks.append(f"{file}: what stands in merged cells was taken for each of their rows (rows filled: {filled})")
    remarks += [f"{file}: {remark}" for remark in headings.remarks]
    if any(texts[i] for _, texts in rows[body_from:] for i in range(len(texts)) if i not in named):
        remarks.append(f"{file}: {NO_HEADING}")
    body = (Row(line, {columns[i]: texts[i] for i in named if i < len(texts)}) for line, texts in rows[body_from:])
    cut: dict[str, tuple[int, ...]] = {}
    for note in notes:
        if note.kind == "cut" and note.column in named:
            cut[columns[note.column]] = (*cut.get(columns[note.column], ()), note.line)
    return Table(file, tuple(columns[i] for i in named), tuple(body), tuple(remarks), cut, headings.wording)


@dataclasses.dataclass(frozen=True, slots=True)
class _Note:
    """What is to be said of one cell: a ``date``, a ``formula`` without a result, a number ``cut`` by Excel."""

    kind: str
    line: int
    column: int
    words: str


def _fill_merged(rows: Sequence[tuple[int, list[str]]], merged: Sequence[tuple[str, int, int]]) -> int:
    """Write what stands in merged cells into each of their rows; give how many were filled."""
    from openpyxl.utils import column_index_from_string  # type: ignore[import-untyped]

    lines = [line for line, _ in rows]
    filled = 0
    for name, first, last in merged:
        column = int(column_index_from_string(name)) - 1
        own = [texts for line, texts in rows[bisect_left(lines, first) : bisect_right(lines, last)]]
        if not own or lines[bisect_left(lines, first)] != first or column >= len(own[0]) or not own[0][column]:
            continue
        for texts in own[1:]:
            texts += [""] * (column + 1 - len(texts))
            texts[column] = own[0][column]
            filled += 1
    return filled


def _tell(file: str, notes: Sequence[_Note], columns: Sequence[str]) -> list[str]:
    """Say what is to be said of cells; many dates of one column in one remark."""
    dates = Counter(note.column for note in notes if note.kind == "date")
    told: set[int] = set()
    remarks = []
    for note in notes:
        if note.kind != "date" or dates[note.column] <= SAID_ONE_BY_ONE:
            remarks.append(f"{file}:{note.line}: {note.words}")
        elif note.column not in told:
            told.add(note.column)
            name = columns[note.column] if note.column < len(columns) else ""
            remarks.append(f"{file}: '{name}': {dates[note.column]} cells hold dates, which were read as they are")
    return remarks


def _texts(cells: Sequence[Any], written: Sequence[Any], line: int, notes: list[_Note]) -> Iterator[str]:
    """Give the cells of a row as text, as Excel shows it: ``7``, not ``7.0``, and ``007`` where it is shown so."""
    for column, (cell, formula) in enumerate(zip(cells, written, strict=True)):
        value = cell.value
        if value is None and isinstance(formula.value, str) and formula.value.startswith("="):
            words = f"a formula without a result was left out ({formula.value}); save the file in Excel"
            notes.append(_Note("formula", line, column, words))
        elif isinstance(value, dt.date | dt.time):
            words = f"Excel holds a date, read as {value}; format the cell as text if it is none"
            notes.append(_Note("date", line, column, words))
        elif isinstance(value, int | float) and not isinstance(value, bool) and abs(value) >= 10**DIGITS:
            words = f"{_shown(value, '')} has more than {DIGITS} digits, of which Excel keeps no more"
            notes.append(_Note("cut", line, column, words))
        yield _shown(value, str(cell.number_format) if value is not None else "")


def _shown(value: object, number_format: str) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and set(number_format) == {"0"}:
        return str(value).zfill(len(number_format))
    text = "" if value is None else EXCEL_CODE.sub(lambda code: chr(int(code[1], 16)), str(value))
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()
