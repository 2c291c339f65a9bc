"""Look for names in everything a folder holds: file names, texts, archives, pages, pictures, tables of vectors."""

from __future__ import annotations

import io
import os
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from thematica.errors import MaterialError, Problem
from thematica.formats.archive import LARGEST_PART
from thematica.formats.words_within import CannotSearch, unpack, words_within
from thematica.model.pseudonyms import Pseudonym

Find = Callable[[str], Iterable[tuple[int, int, Pseudonym]]]
DEEPEST = 4  # archives within archives


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

    Raises:
        MaterialError: Files that cannot be searched: damaged, locked, or packed too deep; what was found is told, too.
    """
    leaks: dict[Leak, None] = {}
    problems: list[Problem] = []
    for _, _, pseudonym in find(folder.resolve().name):
        leaks[Leak(folder.resolve().name, 0, pseudonym.line, pseudonym.replacement)] = None
    for path in walk(folder):
        name = path.relative_to(folder).as_posix()
        for _, _, pseudonym in find(path.name):
            leaks[Leak(name, 0, pseudonym.line, pseudonym.replacement)] = None
        if not path.is_file():
            continue
        try:
            leaks |= dict.fromkeys(_search(name, path.read_bytes(), find, problems))
        except OSError as error:
            problems.append(Problem(f"cannot be read ({error.strerror})", name))
    if problems:
        raise MaterialError([*(Problem(str(leak)) for leak in leaks), *problems])
    return list(leaks)


def walk(folder: Path) -> list[Path]:
    """Give everything in a folder and the folders within it, those behind a link too, in the order of their names."""
    seen: set[str] = set()
    found: list[Path] = []
    for place, folders, files in os.walk(folder, followlinks=True):
        real = os.path.realpath(place)
        if real in seen:
            folders.clear()  # a link that leads back up
            continue
        seen.add(real)
        found += [Path(place) / name for name in (*folders, *files)]
    return sorted(found)


def _search(name: str, content: bytes, find: Find, problems: list[Problem], depth: int = 0) -> Iterator[Leak]:
    if depth > DEEPEST:
        problems.append(Problem(f"lies within more than {DEEPEST} archives and was not searched", name))
        return
    try:
        if zipfile.is_zipfile(io.BytesIO(content)) and content.startswith(b"PK"):
            yield from _search_archive(name, content, find, problems, depth)
            return
        unpacked = unpack(content)
        if unpacked is not None:
            yield from _search(f"{name}!", unpacked, find, problems, depth + 1)
            return
        for text in words_within(name, content):
            for start, _, pseudonym in find(text):
                yield Leak(name, text.count("\n", 0, start) + 1, pseudonym.line, pseudonym.replacement)
    except CannotSearch as error:
        problems.append(Problem(f"{error} and was not searched; look at it yourself, or take it out", name))
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError) as error:
        locked = isinstance(error, RuntimeError) and "password" in str(error)
        why = "is protected by a password" if locked else "is damaged"
        problems.append(Problem(f"{why} and was not searched; look at it yourself, or take it out", name))


def _search_archive(name: str, content: bytes, find: Find, problems: list[Problem], depth: int) -> Iterator[Leak]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        comments = {1: archive.comment, **{n: part.comment for n, part in enumerate(archive.infolist(), 2)}}
        for n, comment in comments.items():
            for _, _, pseudonym in find(comment.decode("utf-8", "replace")):
                yield Leak(name, n, pseudonym.line, pseudonym.replacement)
        for part in archive.infolist():
            inner = f"{name}!{part.filename}"
            for _, _, pseudonym in find(part.filename):
                yield Leak(inner, 0, pseudonym.line, pseudonym.replacement)
            with archive.open(part) as opened:
                unpacked = opened.read(LARGEST_PART + 1)
            if len(unpacked) > LARGEST_PART:
                problems.append(Problem("unpacks to more than 64 MiB and was not searched", inner))
                continue
            yield from _search(inner, unpacked, find, problems, depth + 1)
