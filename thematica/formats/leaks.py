"""Look for names in everything a folder holds: file names, texts, archives, pages, tables of vectors."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from thematica.errors import MaterialError, Problem
from thematica.formats.archive import LARGEST_PART
from thematica.model.pseudonyms import Pseudonym

Find = Callable[[str], Iterable[tuple[int, int, Pseudonym]]]
TAG = re.compile(r"<[^<>]*>")
ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
MARKUP = (".xml", ".rels", ".html", ".htm", ".svg")
DEEPEST = 3  # archives within archives
WIDE = (b"\xff\xfe", b"\xfe\xff")  # how UTF-16 begins


@dataclass(frozen=True, slots=True)
class Leak:
    """A name that is still there: the file, its line (0: the name of the file), and the row of the key."""

    file: str
    line: int
    row: int
    replacement: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else f"{self.file} (its name)"
        return f"{place}: holds what row {self.row} of the key replaces by {self.replacement}"


def find_leaks(folder: Path, find: Find) -> list[Leak]:
    """Search every file of a folder, hidden ones too, and their names.

    Args:
        folder: A study, or a folder of results.
        find: Gives each name of a text.

    Returns:
        Every place once, in the order of the files.
    """
    leaks: dict[Leak, None] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        for _, _, pseudonym in find(path.name):
            leaks[Leak(name, 0, pseudonym.line, pseudonym.replacement)] = None
        if path.is_file():
            try:
                content = path.read_bytes()
            except OSError as error:
                raise MaterialError([Problem(f"cannot be read ({error.strerror})", name)]) from error
            leaks |= dict.fromkeys(_search(name, content, find))
    return list(leaks)


def _search(name: str, content: bytes, find: Find, depth: int = 0) -> Iterator[Leak]:
    if content.startswith(b"PK") and depth < DEEPEST and zipfile.is_zipfile(io.BytesIO(content)):
        yield from _search_archive(name, content, find, depth)
        return
    for text in _texts(name, content):
        for start, _, pseudonym in find(text):
            yield Leak(name, text.count("\n", 0, start) + 1, pseudonym.line, pseudonym.replacement)


def _search_archive(name: str, content: bytes, find: Find, depth: int) -> Iterator[Leak]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for part in archive.infolist():
            inner = f"{name}!{part.filename}"
            for _, _, pseudonym in find(part.filename):
                yield Leak(inner, 0, pseudonym.line, pseudonym.replacement)
            with archive.open(part) as opened:
                unpacked = opened.read(LARGEST_PART + 1)
            if len(unpacked) > LARGEST_PART:
                raise MaterialError([Problem("unpacks to more than 64 MiB and was not searched", inner)])
            yield from _search(inner, unpacked, find, depth + 1)


def _texts(name: str, content: bytes) -> Iterator[str]:
    """Give what a file says, in every way in which it could be written."""
    ending = Path(name).suffix.lower()
    if ending == ".npy":
        yield from _words_of_array(content)
        return
    wide = content.startswith(WIDE)
    text = content.decode("utf-16" if wide else "utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
    yield text
    if "\ufffd" in text and not wide:
        yield content.decode("latin-1").replace("\r", "\n")
    if ending in MARKUP or text.lstrip()[:1] == "<":
        # A name may be cut in two by a tag, or hold a letter that is written as its number.
        yield html.unescape(TAG.sub(_keep_lines, text))
        yield html.unescape(TAG.sub(lambda tag: _keep_lines(tag) or " ", text))
    if "\\u" in text or "\\n" in text:
        yield ESCAPED.sub(lambda match: chr(int(match[1], 16)), text).replace("\\n", " ")


def _keep_lines(tag: re.Match[str]) -> str:
    return "\n" * tag[0].count("\n")


def _words_of_array(content: bytes) -> Iterator[str]:
    """Give the texts of an array; numbers say nothing that could be read."""
    try:
        array = np.load(io.BytesIO(content), allow_pickle=False)
    except (ValueError, EOFError, OSError):
        yield content.decode("latin-1")
        return
    if array.dtype.kind in "US":
        yield "\n".join(str(each) for each in array.ravel().tolist())
