"""The simulated researcher: she looks at one half only, and every answer is a decision."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from benchmarks.coding.sets import CodedSet

MOST_QUOTES = 8  # she sees of a candidate
Split = tuple[NDArray[np.intp], NDArray[np.intp]]


class Researcher:
    """Answers from the human codes about her half, and from nothing else.

    Args:
        study: The coded set.
        seen: The half she looks at.
    """

    def __init__(self, study: CodedSet, seen: NDArray[np.intp]) -> None:
        self.seen = seen
        self._truth = study.truth
        self._hers = frozenset(seen.tolist())
        self.decisions = 0

    def code(self, row: int) -> NDArray[np.bool_]:
        """Give all codes of one segment: one decision."""
        if row not in self._hers:
            raise LookupError(f"segment {row} is of the half she never sees")
        self.decisions += 1
        answer: NDArray[np.bool_] = self._truth[row]
        return answer

    def place(self, rows: Sequence[int]) -> int | None:
        """Place a candidate by its first quotes in her half: the code that half of them have, or none; one decision."""
        shown = [row for row in rows if row in self._hers][:MOST_QUOTES]
        self.decisions += 1
        given = Counter(int(j) for row in shown for j in np.flatnonzero(self._truth[row]))
        best = min(given, key=lambda j: (-given[j], j), default=None)
        return best if best is not None and given[best] * 2 >= len(shown) else None


def split_by_text(study: CodedSet, seed: int) -> Split:
    """Halve the set at random; its texts are distinct."""
    order = np.random.default_rng(seed).permutation(len(study.texts))
    return order[: len(order) // 2], order[len(order) // 2 :]


def split_by_group(study: CodedSet, seed: int) -> Split:
    """Halve the set by respondent, session or conclusion: who is in one half is not in the other."""
    random = np.random.default_rng(seed)
    sizes = np.bincount(study.groups)
    mixed = random.permutation(len(sizes))
    hers = mixed[np.cumsum(sizes[mixed]) <= len(study.texts) / 2]
    seen = np.isin(study.groups, hers)
    return random.permutation(np.flatnonzero(seen)), np.flatnonzero(~seen)
