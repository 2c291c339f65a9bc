"""What a page carries beside the talk: headers, footers, page numbers, a browser's print marks, line numbers.

Only what stands at the top or bottom of a page can be one of these, and only if it recurs there, or is by its form
nothing else. A line of a speaker never is, and whatever is left out is counted, so that it can be listed.
"""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from thematica.formats.labels import NEVER, IsKnown, clean_label
from thematica.formats.plain_text import COLON, HEAD

ZONE = 0.15  # of the height of a page, at its top and bottom
MARGIN = 0.06  # of the height, where no program sets talk
ROWS = 3  # at the top and at the bottom
SAME_HEIGHT = 0.006  # of the height
APART = 1.25  # times the space that paragraphs leave between them
OTHER_SIZE = 0.1  # letters larger or smaller than most, by that share
LEAST_PAGES = 3  # on which something recurs, unless it counts the pages
NEARLY_EVERY = 0.8  # of the pages
LEAST_NUMBERED = 0.6  # of all lines begin with the number that follows the one before
LEAST_LINES = 8
EVERY_FIFTH = 5
MOST_LINES = 2_000  # a page with more is no page of a transcript

PAGE_NUMBER = re.compile(
    r"(?:page|seite|p\.|s\.)?[ ]?[-–\[(]?[ ]?(?P<number>\d{1,4})[ ]?[-–\])]?"
    r"(?:[ ]?(?:/|\||of|von|de|sur)[ ]?(?P<total>\d{1,4}))?",
    re.IGNORECASE,
)
# What browsers print at the edge of a page: when, and from where.
PRINTED = re.compile(
    r"\d{1,4}[./-]\d{1,2}[./-]\d{2,4},?[ ]\d{1,2}:\d{2}(?::\d{2})?(?:[ ]?[AP]M)?(?:[ ].{0,120})?"
    r"|(?:https?|file|about|blob|chrome-extension):\S{1,300}(?:[ ]\d{1,4}[ ]?(?:/|of|von)[ ]?\d{1,4})?",
    re.IGNORECASE,
)
NUMBERED = re.compile(r"^[ \t]*(?P<number>\d{1,4})[ \t]+(?=\S)")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page: its words, how high it stands (0 the bottom, 1 the top of the page), and its letters' size."""

    words: str
    height: float
    size: float = 0.0


@dataclass(frozen=True, slots=True)
class Layout:
    """What is usual in a document.

    Attributes:
        space: Height between the lines of two paragraphs.
        size: Size of most letters.
        seen: On how many pages a pattern stands at a height.
        varies: Patterns whose numbers differ from page to page.
        counted: Differences between printed page numbers and the pages, and how often they occur.
        n_pages: How many pages there are.
        has_margins: Whether talk keeps away from the edges; a long print that was cut into pages does not.
    """

    space: float
    size: float
    seen: Counter[tuple[str, int]]
    varies: frozenset[str]
    counted: Counter[int]
    n_pages: int
    has_margins: bool


def without_furniture(pages: Sequence[Sequence[Line]], is_known: IsKnown) -> tuple[list[list[Line]], Counter[str]]:
    """Take out what is no talk; give the lines that stay, and what was taken out with how often."""
    left_out: Counter[str] = Counter()
    numbers = [columns_of_numbers([line.words for line in page]) for page in pages]
    left_out.update("line numbers" for found in numbers for _ in found)
    bare = [[line for i, line in enumerate(page) if i not in gone] for page, gone in zip(pages, numbers, strict=True)]
    bare, n_numbered = _without_line_numbers(bare)
    if n_numbered:
        left_out["line numbers"] += n_numbered
    layout = _measure(bare)
    speaking = _speakers(bare)

    def is_turn(words: str) -> bool:
        match = COLON.match(words) or HEAD.match(words)
        groups = match.groupdict() if match else {}
        label = clean_label(groups.get("label") or groups.get("second") or groups.get("caption") or "")
        return bool(label) and not NEVER.fullmatch(label) and (is_known(label) or label in speaking)

    kept = []
    taken: dict[str, Counter[str]] = {}
    for number, page in enumerate(bare, 1):
        gone = {
            i for i in _edges(page) if not is_turn(page[i].words.strip()) and _is_furniture(page, i, number, layout)
        }
        marks = [page[i].height for i in gone if PRINTED.fullmatch(page[i].words.strip())]
        # The title stands beside the date that a browser prints.
        gone |= {
            i
            for i in _edges(page)
            if not is_turn(page[i].words.strip()) and any(abs(page[i].height - h) < SAME_HEIGHT for h in marks)
        }
        for i in sorted(gone):
            taken.setdefault(pattern_of(page[i].words), Counter())[" ".join(page[i].words.split())] += 1
        kept.append([line for i, line in enumerate(page) if i not in gone])
    for pattern, spelt in taken.items():
        left_out[pattern if len(spelt) > 1 else next(iter(spelt))] += spelt.total()
    return kept, left_out


def pattern_of(line: str) -> str:
    """Write a line without its numbers, which differ from page to page."""
    return re.sub(r"\d+", "#", " ".join(line.split()))


def columns_of_numbers(page: Sequence[str]) -> set[int]:
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


def _is_furniture(page: Sequence[Line], place: int, number: int, layout: Layout) -> bool:
    """Say whether a line at the edge of a page is no talk."""
    line = page[place]
    words = line.words.strip()
    in_margin = layout.has_margins and not MARGIN < line.height < 1 - MARGIN
    apart = in_margin or _is_apart(page, place, layout)
    if PRINTED.fullmatch(words):
        return apart
    if match := PAGE_NUMBER.fullmatch(words):
        counts = int(match["number"]) - number
        if match["total"]:
            return int(match["total"]) == layout.n_pages or apart or layout.counted[counts] >= 2
        return apart or layout.counted[counts] >= max(2, layout.n_pages / 2)
    pattern = pattern_of(words)
    n = _times(line, layout)
    least = 2 if in_margin or pattern in layout.varies else LEAST_PAGES
    # Word sets a header close to the talk: it stands at one height on nearly every page, and what follows does not.
    if _recurs(line, layout) and _ends_in_talk(page, place, layout):
        return True
    return apart and n >= max(least, layout.n_pages / 2)


def _times(line: Line, layout: Layout) -> int:
    """Say on how many pages a line stands at its height, whatever numbers are in it."""
    return sum(layout.seen[pattern_of(line.words), _step(line.height) + near] for near in (-1, 0, 1))


def _recurs(line: Line, layout: Layout) -> bool:
    return _times(line, layout) >= max(LEAST_PAGES, NEARLY_EVERY * layout.n_pages)


def _ends_in_talk(page: Sequence[Line], place: int, layout: Layout) -> bool:
    """Say whether nothing but lines that recur stands outwards of a line, and others do inwards, near the edge."""
    height, is_top = page[place].height, page[place].height > 0.5
    side = [page[i] for i in _edges(page) if (page[i].height > 0.5) == is_top]
    outward = [line for line in side if (line.height > height) == is_top and line is not page[place]]
    inward = [line for line in side if line not in outward and line is not page[place]]
    return all(_recurs(line, layout) for line in outward) and not all(_recurs(line, layout) for line in inward)


def _edges(page: Sequence[Line]) -> set[int]:
    """Give the places of the lines in the first and last rows of a page, near its top and bottom."""
    if len(page) > MOST_LINES:
        return set()
    inside = [i for i, line in enumerate(page) if line.words.strip() and 0 <= line.height <= 1]
    heights = sorted({_step(page[i].height) for i in inside})
    rows = {*heights[:ROWS], *heights[-ROWS:]}
    return {i for i in inside if _step(page[i].height) in rows and not ZONE < page[i].height < 1 - ZONE}


def _is_apart(page: Sequence[Line], place: int, layout: Layout) -> bool:
    """Say whether a line stands further from the next one inwards than paragraphs do, or is of another size."""
    line = page[place]
    if line.size and layout.size and abs(line.size - layout.size) > OTHER_SIZE * layout.size:
        return True
    is_top = line.height > 0.5
    inward = [
        other.height
        for other in page
        if other.words.strip()
        and abs(other.height - line.height) > SAME_HEIGHT
        and (other.height < line.height) == is_top
    ]
    return not inward or min(abs(height - line.height) for height in inward) > APART * layout.space


def _measure(pages: Sequence[Sequence[Line]]) -> Layout:
    seen: Counter[tuple[str, int]] = Counter()
    spelt: dict[str, set[str]] = {}
    counted: Counter[int] = Counter()
    gaps: list[float] = []
    sizes: Counter[float] = Counter()
    for number, page in enumerate(pages, 1):
        edges = _edges(page)
        seen.update({(pattern_of(page[i].words), _step(page[i].height)) for i in edges})
        for i in edges:
            spelt.setdefault(pattern_of(page[i].words), set()).add(" ".join(page[i].words.split()))
        found = {PAGE_NUMBER.fullmatch(page[i].words.strip()) for i in edges}
        counted.update({int(match["number"]) - number for match in found if match})
        for line in page:
            sizes[round(line.size, 1)] += len(line.words)
        heights = sorted((line.height for line in page if line.words.strip() and 0 <= line.height <= 1), reverse=True)
        inner = heights[ROWS:-ROWS]
        gaps += [high - low for high, low in pairwise(inner) if high - low > SAME_HEIGHT]
    varies = frozenset(pattern for pattern, found in spelt.items() if len(found) > 1)
    space = statistics.quantiles(gaps, n=10)[-1] if len(gaps) > 1 else 0.03
    size = sizes.most_common(1)[0][0] if sizes else 0.0
    has_margins = all(_has_margins(page) for page in pages)
    return Layout(space, size, seen, varies, counted, len(pages), has_margins)


def _has_margins(page: Sequence[Line]) -> bool:
    heights = {_step(line.height) for line in page if line.words.strip()}
    is_inside = all(0 <= height <= _step(1) for height in heights)
    top, bottom = sum(h > _step(1 - MARGIN) for h in heights), sum(h < _step(MARGIN) for h in heights)
    return is_inside and max(top, bottom) < ROWS


def _speakers(pages: Iterable[Sequence[Line]]) -> set[str]:
    """Give the labels that stand before different words, or in the middle of a page: no header does."""
    before: dict[str, set[str]] = {}
    within: set[str] = set()
    for page in pages:
        edges = _edges(page)
        for place, line in enumerate(page):
            words = line.words.strip()
            if match := COLON.match(words):
                label, rest = clean_label(match["label"]), pattern_of(words)
            elif match := HEAD.match(words):
                label, rest = clean_label(match["label"] or match["second"] or match["caption"]), words
            else:
                continue
            before.setdefault(label, set()).add(rest)
            within |= set() if place in edges else {label}
    return within | {label for label, found in before.items() if len(found) > 1}


def _step(height: float) -> int:
    return round(height / SAME_HEIGHT)


def _without_line_numbers(pages: Sequence[Sequence[Line]]) -> tuple[list[list[Line]], int]:
    """Take the numbers off lines that are numbered one by one, or every fifth, over the whole document or each page."""
    lines = [(p, i) for p, page in enumerate(pages) for i, line in enumerate(page) if line.words.strip()]
    numbers = [int(m["number"]) if (m := NUMBERED.match(pages[p][i].words)) else None for p, i in lines]
    taken: set[tuple[int, int]] = set()
    for step in (1, EVERY_FIFTH):
        inner = [
            k
            for k, number in enumerate(numbers)
            if number is not None
            and number % step == 0
            and any(
                0 <= other < len(numbers) and numbers[other] == number + (other - k) for other in (k - step, k + step)
            )
        ]
        if len(inner) >= max(LEAST_LINES if step == 1 else 4, LEAST_NUMBERED * len(lines) / step):
            taken = {lines[k] for k in inner}
            break
    kept = [
        [
            replace(line, words=NUMBERED.sub("", line.words, count=1)) if (p, i) in taken else line
            for i, line in enumerate(page)
        ]
        for p, page in enumerate(pages)
    ]
    return kept, len(taken)
