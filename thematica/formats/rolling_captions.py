"""Captions that roll: each repeats the last lines of the one before, as YouTube and live captions do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from thematica.formats.caption_file import Cue

SHARE = 0.3  # of the captions repeat the end of the one before; people who agree do so far less
LEAST = 3
MOST_LINES = 8  # of one caption
JOINED = 0.5  # seconds between two captions of which one rolls on from the other


def without_repeats(cues: Sequence[Cue]) -> tuple[list[Cue], int]:
    """Take out of each caption the lines that it repeats, if the captions of this file roll; count them.

    A word said twice stays: only whole lines count, right behind each other in time, and only if many do so.
    """
    filled = [cue for cue in cues if cue.lines]
    repeats = [_repeated(before, cue) for before, cue in pairwise(filled)]
    if sum(map(bool, repeats)) < max(LEAST, SHARE * len(filled)):
        return list(cues), 0
    kept = filled[:1]
    taken = 0
    for cue, (n, cut) in zip(filled[1:], [(*each, 0)[:2] if each else (0, 0) for each in repeats], strict=True):
        lines = cue.lines[n:]
        if cut and lines:
            number, plain, raw = lines[0]
            lines = ((number, plain[cut:].strip(), raw), *lines[1:])
        taken += n + bool(cut)
        kept.append(replace(cue, lines=lines))
    return kept, taken


def _repeated(before: Cue, cue: Cue) -> tuple[int, int] | tuple[()]:
    """Give how many first lines a caption repeats, and how many characters of the next line; nothing if none."""
    if any("<v" in raw for _, _, raw in cue.lines):
        return ()  # a voice tag begins in one line and may end in another
    if before.end is None or cue.start is None or cue.start - before.end > JOINED or cue.start < (before.start or 0.0):
        return ()
    old, new = [plain for _, plain, _ in before.lines], [plain for _, plain, _ in cue.lines]
    for n in range(min(len(old), len(new), MOST_LINES), 0, -1):
        if old[-n:] == new[:n]:
            return n, 0
    # A caption that grows: all of the one before, and more.
    *whole, last = old
    grows = new[: len(whole)] == whole and len(new) > len(whole) and new[len(whole)].startswith(f"{last} ")
    return (len(whole), len(last)) if grows else ()
