"""Transcripts in PDF: the words page by page, without what stands on every page, and with wrapped lines joined."""

from __future__ import annotations

import logging
import re
import statistics
import time
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from contextlib import contextmanager
from pathlib import Path

from thematica.errors import MaterialError, Problem
from thematica.formats.labels import IsKnown
from thematica.formats.plain_text import COLON, HEAD, find_heads, read_plain_text
from thematica.formats.talk import TIME, Places, Transcribed

MOST_SECONDS = 300.0  # for one file; a long transcript takes two or three
LARGEST_PAGE = 8 * 1024 * 1024  # bytes of drawing instructions; a page of text has some thousand
MOST_PAGES = 5_000
LEAST_LETTERS = 10  # a file with fewer is a picture of a transcript
AT_THE_EDGE = 3  # lines at the top and at the bottom of a page that may be header or footer
PAGE_NUMBER = re.compile(r"(?:page|seite|p\.|[-–])?\s*\d{1,4}\s*(?:(?:/|of|von|-|–)\s*\d{0,4})?", re.IGNORECASE)
FULL = 0.8  # of the usual length; a shorter line that ends a sentence ends its paragraph
MOST_NAMED = 5
# A line break inside a turn; a time alone on its line, and what a program wrote below all turns, keep theirs.
WRAP = re.compile(rf"(?<=\S) *\n *(?=\S)(?!\[?{TIME}\]?[ ]*(?:\n|\Z)|Transcribed by http|[^\n]+ stopped transcription)")


def read_pdf(path: Path, is_known: IsKnown) -> Transcribed:
    """Read a PDF with a text layer.

    Raises:
        MaterialError: It is damaged, locked, too large, or has no text in it.
    """
    with quiet("pypdf"):  # what it mends silently is no message to a researcher
        pages, overlap = _pages(path)
    pages = [[line.replace("\t", " ").replace("\u00ad", "").rstrip() for line in page] for page in pages]
    kept, left_out = _without_furniture(pages)
    if overlap:
        kept, repeated = _without_repeats(kept)
        left_out += repeated
    if sum(character.isalpha() for page in kept for line in page for character in line) < LEAST_LETTERS:
        message = "has no text in it, only pictures of pages; run text recognition (OCR) on it, or type it out"
        raise MaterialError([Problem(message, path.name)])
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
    remarks = list(read.remarks)
    if left_out:
        names = ", ".join(f"'{line}' ({n})" for line, n in left_out.most_common(MOST_NAMED))
        more = f" and {len(left_out) - MOST_NAMED} others" if len(left_out) > MOST_NAMED else ""
        remarks.append(f"left out as headers, footers and line numbers (times): {names}{more}")
    return Transcribed(read.text, read.talk, read.places, read.unsure, tuple(remarks))


def _pages(path: Path) -> tuple[list[list[str]], bool]:
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
            bottom, top = float(page.mediabox.bottom), float(page.mediabox.top)
            heights: list[float] = []
            words = page.extract_text(
                visitor_text=lambda t, cm, tm, *_, h=heights: (
                    h.append(tm[4] * cm[1] + tm[5] * cm[3] + cm[5]) if t.strip() else None
                )
            )
            outside = outside or any(not bottom - 1 <= height <= top + 1 for height in heights)
            pages.append(words.replace("\r", "\n").split("\n"))
    except MaterialError:
        raise
    except DependencyError as error:  # some ciphers need a library of their own, even where the password is empty
        raise _refuse(path, "is protected; open it and print it to a new PDF without protection") from error
    except (PyPdfError, OSError, RecursionError, MemoryError) as error:
        raise _refuse(path, f"is damaged or cut off ({_first_line(error)}); get it anew") from error
    except Exception as error:  # a damaged file can break a parser anywhere, and it is the file that is wrong
        raise _refuse(path, f"is damaged ({type(error).__name__}); save it anew, or as .docx or .txt") from error
    return pages, outside


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


def _without_furniture(pages: Sequence[Sequence[str]]) -> tuple[list[list[str]], Counter[str]]:
    """Take out what stands on most pages at the top or bottom, page numbers, and columns of line numbers.

    A line that could be a turn stays, however often it occurs, and so does what stands below or above it.
    """
    numbers = [_columns_of_numbers(page) for page in pages]
    edges = [_edges(page, found) for page, found in zip(pages, numbers, strict=True)]
    seen: Counter[str] = Counter()
    for page, (top, bottom) in zip(pages, edges, strict=True):
        seen.update({_pattern(page[i]) for i in (*top, *bottom)})
    on_most = {line for line, n in seen.items() if len(pages) >= 3 and n > len(pages) / 2}
    left_out: Counter[str] = Counter()
    kept = []
    for page, found, edge in zip(pages, numbers, edges, strict=True):
        gone = set(found)
        for side in edge:
            for place in side:  # from the edge inwards
                bare = page[place].strip()
                if not PAGE_NUMBER.fullmatch(bare) and (_pattern(bare) not in on_most or _may_be_turn(bare)):
                    break
                gone.add(place)
        left_out.update("line numbers" if i in found else _pattern(page[i]) for i in sorted(gone))
        kept.append([line for i, line in enumerate(page) if i not in gone])
    return kept, left_out


def _edges(page: Sequence[str], numbers: Set[int]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Give the places of the first lines of a page and of the last ones, from the edge inwards."""
    filled = [i for i, line in enumerate(page) if line.strip() and i not in numbers]
    return tuple(filled[:AT_THE_EDGE]), tuple(reversed(filled[-AT_THE_EDGE:]))


def _pattern(line: str) -> str:
    """Write a line without its numbers, which differ from page to page."""
    return re.sub(r"\d+", "#", " ".join(line.split()))


def _may_be_turn(line: str) -> bool:
    return bool(COLON.match(line.strip()) or HEAD.match(line.strip()))


def _columns_of_numbers(page: Sequence[str]) -> set[int]:
    """Give the places of lines that are numbers one above the other, each one more than the last."""
    found: set[int] = set()
    run: list[int] = []
    for place, line in enumerate([*page, ""]):
        bare = line.strip()
        goes_on = bare.isdecimal() and (not run or int(bare) == int(page[run[-1]].strip()) + 1)
        if goes_on:
            run.append(place)
            continue
        if len(run) > 1:
            found.update(run)
        run = [place] if bare.isdecimal() else []
    return found


def _without_repeats(pages: Sequence[Sequence[str]]) -> tuple[list[list[str]], Counter[str]]:
    """Take out the first lines of a page that are the last ones of the page before.

    Some programs print one long page and cut it: a line on the cut is then on both pages.
    """
    left_out: Counter[str] = Counter()
    kept: list[list[str]] = []
    for page in pages:
        lines = [line for line in page if line.strip()]
        before = kept[-1] if kept else []
        most = min(len(before), len(lines), 2 * AT_THE_EDGE)
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
