"""What Word says of the paragraphs of a transcript, and what its headings are where they are no speakers."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from thematica.formats.columns import Row
from thematica.formats.heads import Head, Heads
from thematica.formats.talk import Places
from thematica.model.sentences import name_some, shorten

MOST_NAMED = 10  # in one remark
MOST_WORDS = 20  # of a heading; more, and somebody has said it
SHOWN = 40  # characters of a heading


@dataclass(frozen=True, slots=True)
class Marked:
    """What Word says of its paragraphs: rows of tables, bold beginnings, and which are headings."""

    rows: tuple[Row, ...] = ()
    bold: tuple[tuple[int, int], ...] = ()
    headings: tuple[tuple[int, int], ...] = ()


def apart_from_headings(
    text: str, heads: Heads, headings: Sequence[tuple[int, int]]
) -> tuple[Heads, tuple[tuple[int, int], ...]]:
    """Take headings out of the turn they stand in, which goes on behind them; give which these are."""
    if not headings or any(head.until is not None for head in heads.taken):
        return heads, ()
    apart: list[Head] = []
    starts = [head.start for head in heads.taken]  # in the order of the text, none within another
    for start, end in headings:
        last = bisect_left(starts, end) - 1
        if last < 0 or heads.taken[last].end > start:
            continue  # it stands above the first turn, or is a speaker
        if 0 < len(text[start:end].split()) <= MOST_WORDS:
            apart.append(Head(start, end, heads.taken[last].label, goes_on=True))
    taken = sorted((*heads.taken, *apart), key=lambda head: head.start)
    return replace(heads, taken=tuple(taken)), tuple((head.start, head.end) for head in apart)


def tell_headings(text: str, between: Sequence[tuple[int, int]], where: Places) -> str:
    """Name the headings that belong to no turn."""
    shown = [f"'{shorten(' '.join(text[start:end].split()), SHOWN)}' ({where.name(start)})" for start, end in between]
    return f"headings between the turns belong to none: {name_some(shown, MOST_NAMED)}"
