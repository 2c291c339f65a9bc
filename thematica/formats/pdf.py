"""Transcripts in PDF: the words page by page, without what stands on every page, and with wrapped lines joined."""

from __future__ import annotations

import logging
import re
import statistics
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from thematica.errors import MaterialError, Problem
from thematica.formats.labels import IsKnown
from thematica.formats.line_ends import put_together
from thematica.formats.page_furniture import Line, without_furniture
from thematica.formats.plain_text import find_heads, read_plain_text
from thematica.formats.talk import TIME, Places, Transcribed
from thematica.model.sentences import name_places, name_some

if TYPE_CHECKING:
    from pypdf import PageObject

MOST_SECONDS = 300.0  # for one file; a long transcript takes two or three
LARGEST_PAGE = 8 * 1024 * 1024  # bytes of drawing instructions; a page of text has some thousand
MOST_PAGES = 5_000
LEAST_LETTERS = 10  # a file with fewer is a picture of a transcript
ON_TWO_PAGES = 6  # lines at most that a cut through a long print repeats
FULL = 0.8  # of the usual length; a shorter line that ends a sentence ends its paragraph
MOST_NAMED = 10
LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
# A line break inside a turn; a time alone on its line, and what a program wrote below all turns, keep theirs.
WRAP = re.compile(rf"(?<=\S) *\n *(?=\S)(?!\[?{TIME}\]?[ ]*(?:\n|\Z)|Transcribed by http|[^\n]+ stopped transcription)")


def read_pdf(path: Path, is_known: IsKnown) -> Transcribed:
    """Read a PDF with a text layer.

    Raises:
        MaterialError: It is damaged, locked, too large, or has no text in it.
    """
    with quiet("pypdf"):  # what it mends silently is no message to a researcher
        pages, overlap = _pages(path)
    placed, left_out = without_furniture(pages, is_known)
    kept = [[line.words for line in page] for page in placed]
    if overlap:
        kept, repeated = _without_repeats(kept)
        left_out += repeated
    if sum(character.isalpha() for page in kept for line in page for character in line) < LEAST_LETTERS:
        message = "has no text in it, only pictures of pages; run text recognition (OCR) on it, or type it out"
        raise MaterialError([Problem(message, path.name)])
    kept, joined = put_together(kept)
    starts, at = [], 0
    for page in kept:
        starts.append(at)
        at += sum(len(line) + 1 for line in page)
    places = Places("page", tuple(starts), tuple(range(1, len(starts) + 1)))
    text = "\n".join(line for page in kept for line in page)
    heads = find_heads(text, is_known).taken
    text, places = (
        _join_speech(text, [h.start for h in heads], [h.end for h in heads], places)
        if heads
        else (_join_prose(text, places))
    )
    read = read_plain_text(text, is_known, places)
    remarks = [*read.remarks, *_remark_on_pages(pages)]
    if joined:
        remarks.append(f"words put together that the end of a line had cut: {_list(joined)}")
    if left_out:
        remarks.append(f"left out as headers, footers and line numbers (times): {_list(left_out)}")
    return Transcribed(read.text, read.talk, read.places, read.unsure, tuple(remarks))


def _list(counted: Counter[str]) -> str:
    return name_some((f"'{line}' ({n})" for line, n in counted.most_common()), MOST_NAMED)


def _remark_on_pages(pages: Sequence[Sequence[Line]]) -> list[str]:
    """Name the pages without a word, which may be pictures of pages."""
    bare = [n for n, page in enumerate(pages, 1) if not any(c.isalpha() for line in page for c in line.words)]
    if not bare:
        return []
    what = f"{name_places('page', bare, MOST_NAMED)} of {len(pages)}"
    return [f"no text on {what}; if there are pictures of text on them, run text recognition (OCR), or type it out"]


def _pages(path: Path) -> tuple[list[list[Line]], bool]:
    """Give the lines of each page, and whether pages hold words that lie outside of them."""
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, PyPdfError

    began = time.monotonic()
    outside = False
    try:
        reader = PdfReader(path)
        if reader.is_encrypted and not reader.decrypt(""):
            raise _refuse(path, "is protected by a password; save a copy without one")
        if len(reader.pages) > MOST_PAGES:
            raise _refuse(path, f"has more than {MOST_PAGES} pages; split it")
        pages = []
        for number, page in enumerate(reader.pages, 1):
            if time.monotonic() - began > MOST_SECONDS:
                raise _refuse(path, f"takes too long to read (page {number}); save it as .docx or .txt")
            content = page.get_contents()
            if content is not None and len(content.get_data()) > LARGEST_PAGE:
                raise _refuse(path, f"page {number} is too large to be a page of text")
            lines = _lines_of(page)
            outside = outside or any(line.words.strip() and not -0.002 <= line.height <= 1.002 for line in lines)
            pages.append(lines)
    except MaterialError:
        raise
    except DependencyError as error:  # some ciphers need a library of their own, even where the password is empty
        message = "is protected; open it and print it to a new PDF without protection, or save it as .docx or .txt"
        raise _refuse(path, message) from error
    except (PyPdfError, OSError, RecursionError, MemoryError) as error:
        raise _refuse(path, f"is damaged or cut off ({_first_line(error)}); get it anew") from error
    except Exception as error:  # a damaged file can break a parser anywhere, and it is the file that is wrong
        raise _refuse(path, f"is damaged ({type(error).__name__}); save it anew, or as .docx or .txt") from error
    return pages, outside


def _lines_of(page: PageObject) -> list[Line]:
    """Give the lines of a page in the order in which they were drawn, each with its place.

    On a page that is turned, and where a library gives places for other words than those it reads, lines are taken to
    stand one below the other.
    """
    parts: list[tuple[str, float, float]] = []
    bottom, top = float(page.mediabox.bottom), float(page.mediabox.top)
    tall = max(1.0, top - bottom)

    def note(text: str, cm: Sequence[float], tm: Sequence[float], _: object, size: float) -> None:
        height = (tm[4] * cm[1] + tm[5] * cm[3] + cm[5] - bottom) / tall
        parts.append((text, height, abs(size * tm[3] * cm[3])))

    text = page.extract_text(visitor_text=note)
    lines = [_clean(words) for words in text.replace("\r", "\n").split("\n")]
    first: dict[int, tuple[float, float]] = {}
    row = 0
    for part, height, size in parts:
        for piece in re.split(r"(\n|\r)", part):
            row += piece in ("\n", "\r")
            if piece.strip():
                first.setdefault(row, (height, size))
    if page.rotation or "".join(part for part, _, _ in parts) != text:
        return [Line(words, 1 - (i + 0.5) / len(lines)) for i, words in enumerate(lines)]
    return [Line(words, *first.get(i, (0.5, 0.0))) for i, words in enumerate(lines)]


def _clean(words: str) -> str:
    """Write ligatures as letters; a soft hyphen counts only where it ends a line."""
    bare = words.replace("\t", " ").translate(LIGATURES).rstrip()
    return bare[:-1].replace("\u00ad", "") + bare[-1:] if bare else ""


@contextmanager
def quiet(library: str) -> Iterator[None]:
    """Keep a library from logging meanwhile."""
    logger = logging.getLogger(library)
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(before)


def _refuse(path: Path, message: str) -> MaterialError:
    return MaterialError([Problem(message, path.name)])


def _first_line(error: BaseException) -> str:
    return (str(error) or type(error).__name__).split("\n")[0][:80]


def _without_repeats(pages: Sequence[Sequence[str]]) -> tuple[list[list[str]], Counter[str]]:
    """Take out the first lines of a page that are the last ones of the page before.

    Some programs print one long page and cut it: a line on the cut is then on both pages.
    """
    left_out: Counter[str] = Counter()
    kept: list[list[str]] = []
    for page in pages:
        lines = [line for line in page if line.strip()]
        before = kept[-1] if kept else []
        most = min(len(before), len(lines), ON_TWO_PAGES)
        n = next((n for n in range(most, 0, -1) if before[-n:] == lines[:n]), 0)
        if n:
            left_out["lines printed on two pages"] += n
        kept.append(lines[n:])
    return kept, left_out


def _join_speech(text: str, starts: Sequence[int], ends: Sequence[int], places: Places) -> tuple[str, Places]:
    """Join the lines of each turn; no character changes its position, since a line break becomes a blank."""
    pieces = [text[: starts[0]]]
    for start, end, after in zip(starts, ends, [*starts[1:], len(text)], strict=True):
        body = text[end:after]
        speech = body.strip("\n")
        before = body[: len(body) - len(body.lstrip("\n"))] if speech else body
        behind = body[len(before) + len(speech) :]
        pieces += [text[start:end], before, WRAP.sub(_blank, speech), behind]
    return "".join(pieces), places


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _join_prose(text: str, places: Places) -> tuple[str, Places]:
    """Join wrapped lines into paragraphs: a short line that ends a sentence ends its paragraph."""
    lines = text.split("\n")
    usual = statistics.quantiles([len(line) for line in lines if line.strip()] or [0, 0], n=10)[-1] if lines[1:] else 0
    pieces: list[str] = []
    starts, shift, at, page = [], 0, 0, 0
    for line in lines:
        while page < len(places.starts) and places.starts[page] <= at:
            starts.append(places.starts[page] + shift)
            page += 1
        is_end = bool(re.search(r"[.!?…:][\"”’)]*$", line)) and len(line) < FULL * usual
        joint = "\n\n" if is_end or not line.strip() else " "
        pieces.append(line + joint)
        shift += len(joint) - 1
        at += len(line) + 1
    starts += [len(text) + shift] * (len(places.starts) - len(starts))
    return "".join(pieces).rstrip(), Places(places.unit, tuple(starts), places.numbers)
