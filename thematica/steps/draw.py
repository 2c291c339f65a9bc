"""Draw the segments that a second coder is to code: at random, stratified, the same for the same seed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

NO_CANDIDATE = ""


@dataclass(frozen=True, slots=True)
class Drawn:
    """What was drawn, as positions in ascending order.

    Attributes:
        at_random: Each had the same chance.
        added: Taken in addition, so that no candidate code and no session is missing; they are no random share.
    """

    at_random: tuple[int, ...]
    added: tuple[int, ...]


def draw_share(strata: Sequence[tuple[str, str]], share: float, seed: int) -> Drawn:
    """Draw a share of the segments, spread over sessions and candidate codes as the segments are.

    From every cell (session and candidate code) its whole number is drawn; which cells give one more is a systematic
    draw over what is left, so that every segment has the same chance and each session its share, to within one.

    Args:
        strata: For each segment its session and its candidate code (``NO_CANDIDATE`` where it has none).
        share: Above 0, up to 1.
        seed: Where the draw starts.

    >>> drawn = draw_share([("s1", "k"), ("s1", ""), ("s2", ""), ("s2", "")], 0.5, seed=1)
    >>> len(drawn.at_random)
    2
    """
    n = len(strata)
    if not n:
        return Drawn((), ())
    random = np.random.default_rng(seed)
    wanted = min(n, max(1, round(share * n)))
    cells: dict[tuple[str, str], list[int]] = {}
    for i, stratum in enumerate(strata):
        cells.setdefault(stratum, []).append(i)
    keys = sorted(cells)
    expected = np.array([len(cells[key]) for key in keys]) * wanted / n
    whole = np.floor(expected + 1e-9).astype(int)
    passed = np.floor(np.cumsum(expected - whole) + random.random() + 1e-9)
    one_more = np.diff(passed, prepend=0) >= 1
    one_more &= _first(one_more, wanted - int(whole.sum()))
    chosen = {
        int(i)
        for key, size in zip(keys, (whole + one_more).tolist(), strict=True)
        for i in random.choice(cells[key], min(size, len(cells[key])), replace=False)
    }
    added: set[int] = set()
    for position in (1, 0):
        for name in sorted({stratum[position] for stratum in strata} - {NO_CANDIDATE}):
            members = [i for i, stratum in enumerate(strata) if stratum[position] == name]
            if not (chosen | added) & set(members):
                added.add(int(random.choice(members)))
    return Drawn(tuple(sorted(chosen)), tuple(sorted(added)))


def draw_whole(groups: Sequence[str], share: float, seed: int) -> Drawn:
    """Draw a share of the documents, each with all its segments.

    Args:
        groups: For each segment its document.
        share: Of the documents, above 0, up to 1.
        seed: Where the draw starts.
    """
    names = sorted(set(groups))
    if not names:
        return Drawn((), ())
    wanted = min(len(names), max(1, round(share * len(names))))
    chosen = set(np.random.default_rng(seed).choice(len(names), wanted, replace=False).tolist())
    of_document = {name for i, name in enumerate(names) if i in chosen}
    return Drawn(tuple(i for i, group in enumerate(groups) if group in of_document), ())


def _first(marks: np.ndarray, n: int) -> np.ndarray:
    """Keep the first marks only, in case rounding made one too many."""
    kept: np.ndarray = np.cumsum(marks) <= n
    return kept
