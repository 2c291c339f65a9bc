"""A coder's file to which decisions are added one by one: what stands in it is never rewritten."""

from __future__ import annotations

import codecs
import csv
import dataclasses
import io
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from thematica.errors import MaterialError, StudyError
from thematica.formats.csv_table import DELIMITERS, parse_table
from thematica.formats.decode import decode
from thematica.formats.sheets import guard
from thematica.formats.store import write_whole
from thematica.model.coders import fold_name

COLUMNS = "segment_id document session participant coder quote code stance memo done chosen made_at round".split()
NEEDED = frozenset("segment_id code memo done chosen made_at round".split())
UNFIT_FOR_NAMES = frozenset('<>:"/\\|?*')
MOST_FILES = 100  # NAME.csv, NAME-reviewed.csv, NAME-reviewed-2.csv, …
CUT_SHORT = "cut-short.txt"
LINE_ENDS = re.compile(r"[\r\n\0]+")
WAIT = 10.0  # seconds for another program to finish its row


@dataclass(frozen=True, slots=True)
class Layout:
    """How the rows of a file are written.

    Attributes:
        columns: Its headings, in order.
        delimiter: What stands between its cells.
        newline: How its lines end.
        ended: Whether its last line is ended.
    """

    columns: tuple[str, ...]
    delimiter: str
    newline: str
    ended: bool


class CoderFile:
    """Where a coder's decisions are added: ``codings/NAME.csv``, or a file beside it.

    A file that is there already is added to only where nothing of a decision would get lost or be misread: it has a
    column for all of it, and is in UTF-8. Otherwise the decisions go into ``NAME-reviewed.csv``.

    Args:
        folder: The folder of coders' files.
        coder: The coder.
        aside: Folder for what a crash left half-written.
    """

    def __init__(self, folder: Path, coder: str, aside: Path) -> None:
        self.folder, self.coder, self.aside = folder, coder, aside
        self._added: list[tuple[Path, int, bytes]] = []  # the file, its length before, what was added
        self._known: tuple[Path, tuple[int, int], Layout] | None = None  # as the file was left after our last row
        self._lock = FileLock(aside / "codings.lock", timeout=WAIT)

    @property
    def path(self) -> Path:
        """The file that the next decision goes into."""
        return self._choose()[0]

    def add(self, rows: Sequence[Mapping[str, str]]) -> None:
        """Add rows in one go, and have them on the disk before returning.

        Raises:
            StudyError: The file cannot be written; nothing was added.
        """
        with self._locked():
            self._add(rows)

    def take_back(self) -> None:
        """Take back what was added last, and has not been taken back yet.

        Raises:
            StudyError: Nothing was, or the file was changed since; it is left as it is.
        """
        with self._locked():
            self._take_back()

    @contextmanager
    def _locked(self) -> Iterator[None]:
        try:
            self.aside.mkdir(parents=True, exist_ok=True)
            with self._lock:
                yield
        except Timeout as error:
            raise StudyError("another program is writing into codings/; try again") from error
        except OSError as error:
            raise StudyError(f"{self.aside} cannot be written to ({error.strerror})") from error

    def _add(self, rows: Sequence[Mapping[str, str]]) -> None:
        path, layout = self._choose()
        fresh = layout is None
        layout = layout or Layout(tuple(COLUMNS), ",", "\n", ended=True)
        text = "" if layout.ended else layout.newline
        text += _format([layout.columns] if fresh else [], layout)
        text += _format([[row.get(column, "") for column in layout.columns] for row in rows], layout)
        added = (codecs.BOM_UTF8 if fresh else b"") + text.encode("utf-8", "replace")
        if fresh:
            write_whole(path, added)
            self._added.append((path, 0, added))
            return
        try:
            with path.open("ab") as file:
                before = file.tell()
                try:
                    file.write(added)
                    file.flush()
                    os.fsync(file.fileno())
                except OSError:
                    file.truncate(before)  # the disk is full: no half of a row is left
                    raise
        except OSError as error:
            raise StudyError(f"{path} cannot be written ({error.strerror}); is it open in another program?") from error
        self._added.append((path, before, added))
        self._known = (path, _stamp(path), dataclasses.replace(layout, ended=True))

    def _take_back(self) -> None:
        if not self._added:
            raise StudyError("there is nothing to undo; what was decided before today's start stands in the file")
        path, before, added = self._added[-1]
        try:
            with path.open("r+b") as file:
                file.seek(before)
                if file.read() != added:
                    raise StudyError(f"{path.name} was changed since by somebody else; take the last row out there")
                if before:
                    file.truncate(before)
                    os.fsync(file.fileno())
            if not before:
                path.unlink()
        except OSError as error:
            raise StudyError(f"{path} cannot be written ({error.strerror}); is it open in another program?") from error
        self._added.pop()

    def _choose(self) -> tuple[Path, Layout | None]:
        """Find the file to add to, and how it is written; None for one that is not there yet."""
        if self._known and self._known[0].exists() and _stamp(self._known[0]) == self._known[1]:
            return self._known[0], self._known[2]  # nobody but us has written since
        for number in range(MOST_FILES):
            ending = "" if not number else "-reviewed" if number == 1 else f"-reviewed-{number}"
            path = find_file(self.folder, f"{self.coder}{ending}.csv")
            try:
                raw = path.read_bytes() if path.exists() else b""
            except OSError as error:
                raise StudyError(f"{path} cannot be read ({error.strerror}); is it open in another program?") from error
            if not raw.removeprefix(codecs.BOM_UTF8).strip():
                return path, None
            layout = _find_layout(self._mend(path, raw), path.name)
            if layout and ("coder" in layout.columns or not number):
                return path, layout
        raise StudyError(f"{self.folder} has too many files that begin with {self.coder}-reviewed")

    def _mend(self, path: Path, raw: bytes) -> bytes:
        """Take out a row of ours that a crash cut short; it is kept aside."""
        head, body = raw.partition(b"\n")[0], raw.rfind(b"\n") + 1
        ours = head.removeprefix(codecs.BOM_UTF8).strip() == ",".join(COLUMNS).encode()
        rest = raw[body:]
        if not ours or not rest or not body:
            return raw
        if _is_whole(rest):
            return raw
        try:
            with (self.aside / CUT_SHORT).open("ab") as file:
                file.write(rest + b"\n")
            with path.open("r+b") as file:
                file.truncate(body)
                os.fsync(file.fileno())
        except OSError as error:
            raise StudyError(f"{path} cannot be written ({error.strerror}); is it open in another program?") from error
        return raw[:body]


def find_file(folder: Path, name: str) -> Path:
    """Give the file of a coder whose name is there, though in other capitals; else the path it would have."""
    there = (path for path in folder.glob("*") if fold_name(path.name) == fold_name(name)) if folder.is_dir() else ()
    return min(there, key=lambda path: (path.name != name, path.name), default=folder / name)


def require_name(coder: str) -> None:
    """Refuse a coder's name that cannot be the name of a file.

    Raises:
        StudyError: It holds a character that a file's name cannot have, or is empty.
    """
    if not coder.strip() or coder != coder.strip() or coder.startswith(".") or set(coder) & UNFIT_FOR_NAMES:
        raise StudyError(f"'{coder}' cannot be the name of a file in codings/; take letters, digits and hyphens")
    if not coder.isprintable():
        raise StudyError("a coder's name has to be printable")


def _stamp(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_size, found.st_mtime_ns


def _is_whole(line: bytes) -> bool:
    """Say whether a last line without its end has all the cells of a row."""
    try:
        rows = list(csv.reader([line.decode("utf-8")], strict=True))
    except (UnicodeDecodeError, csv.Error):
        return False
    return len(rows) == 1 and len(rows[0]) == len(COLUMNS)


def _find_layout(raw: bytes, file: str) -> Layout | None:
    """Say how a file is written; None where rows cannot be added to it safely."""
    try:
        raw.decode("utf-8-sig")
        table = parse_table(decode(raw, file).text, file)
    except (UnicodeDecodeError, MaterialError):
        return None
    if not set(table.columns) >= NEEDED or "" in table.columns:
        return None
    text = raw.decode("utf-8-sig")
    head = next(line for line in text.splitlines() if not line.startswith(("# ", "sep=")))
    cells = {mark: [cell.strip() for cell in next(csv.reader([head], delimiter=mark))] for mark in DELIMITERS}
    delimiter = next((mark for mark in DELIMITERS if tuple(cells[mark]) == table.columns), None)
    if delimiter is None:
        return None
    newline = "\r\n" if "\r\n" in text else "\n" if "\n" in text else "\r" if "\r" in text else "\n"
    return Layout(table.columns, delimiter, newline, text.endswith(("\n", "\r")))


def _format(rows: Sequence[Sequence[str]], layout: Layout) -> str:
    """Write rows; each takes one line, so that a cut can be seen."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=layout.delimiter, lineterminator=layout.newline)
    writer.writerows([guard(LINE_ENDS.sub(" ", cell)) for cell in row] for row in rows)
    return out.getvalue()
