"""Agreement where coders cut their own passages: on where they begin and end, and on what they are about.

A text is a continuum that each coder divides into passages with a value (a code) and gaps between them. Several texts
lie one after the other; no passage and no gap runs over their edges.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from thematica.model.codings import Coding, Span
from thematica.model.segments import Segment

Numbers = NDArray[np.float64]
GAP = 0  # the value of what a coder left out
NOTHING = 1e-9  # of the whole length: less than this is disagreement only by rounding


@dataclass(frozen=True, eq=False)
class Passages:
    """One coder's passages, in order; none overlaps another.

    Attributes:
        starts, ends: Where they begin and end, shape (n passages,).
        values: What each is about, counted from 1; 0 is the gap between them.
    """

    starts: Numbers
    ends: Numbers
    values: NDArray[np.intp]

    @classmethod
    def of(cls, spans: ArrayLike) -> Passages:
        """Make them from rows of start, end (exclusive) and value; passages without length are left out.

        Raises:
            ValueError: Two of them overlap.
        """
        table = np.asarray(spans, dtype=np.float64).reshape(-1, 3)
        table = table[table[:, 1] > table[:, 0]]
        table = table[np.argsort(table[:, 0], kind="stable")]
        if (table[1:, 0] < table[:-1, 1]).any():
            raise ValueError("passages of one coder overlap")
        return cls(table[:, 0], table[:, 1], table[:, 2].astype(np.intp))

    def with_value(self, value: int) -> Passages:
        """Give those of one value."""
        chosen = self.values == value
        return Passages(self.starts[chosen], self.ends[chosen], self.values[chosen])


@dataclass(frozen=True, eq=False)
class ContinuumTally:
    """The sums that unitizing coefficients are made of; leading axes (texts, resamples, codes) are free.

    Attributes:
        lengths: Length that all coders together gave each value, the gap first, shape (…, values).
        common: Length on which pairs of coders agree about the value: over ordered pairs, divided by the coders
            less one, shape (…, values).
        squares: Sum of squared lengths of all coders' passages of each value, shape (…, values); for the gap the sum
            of lengths, since a gap is no unit but as many positions, each left out by itself.
    """

    lengths: Numbers
    common: Numbers
    squares: Numbers


def tally_passages(coders: Sequence[Passages], edges: ArrayLike, n_values: int) -> ContinuumTally:
    """Add up, text by text, what the coders made of a continuum.

    Args:
        coders: Each coder's passages, two coders or more, in whole positions (characters, say). Passages that only
            touch stay separate.
        edges: Where the texts begin, and where the last one ends, in order; no passage crosses one.
        n_values: How many values there are besides the gap.

    Returns:
        Sums with one row a text.
    """
    at = np.asarray(edges, dtype=np.float64)
    shape = (len(at) - 1, n_values + 1)
    lengths, common, squares = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    pieces = [_with_gaps(passages, at) for passages in coders]
    for i, mine in enumerate(pieces):
        texts = np.searchsorted(at, mine.starts, side="right") - 1
        long = mine.ends - mine.starts
        np.add.at(lengths, (texts, mine.values), long)
        np.add.at(squares, (texts, mine.values), long**2)
        for value in range(n_values + 1):
            chosen = mine.values == value
            for theirs in pieces[:i] + pieces[i + 1 :]:
                other = theirs.with_value(value)
                both = _covered(other, mine.ends[chosen]) - _covered(other, mine.starts[chosen])
                np.add.at(common[:, value], texts[chosen], both / (len(coders) - 1))
    squares[:, GAP] = lengths[:, GAP]
    return ContinuumTally(lengths, common, squares)


def unitizing_alpha(tally: ContinuumTally) -> Numbers:
    """Give Krippendorff's alpha for passages that coders cut themselves (u-alpha), each position of equal weight.

    It is 1 where all cut the same passages and gave them the same codes, and 0 for as much as by chance. It judges
    borders as well as codes, and rises with the length of what everybody left out.

    Returns:
        NaN where nobody marked anything, or where all marked everything with one value.

    Source: Krippendorff, Mathet, Bouvry and Widlöcher (2016), Qual Quant 50:2347–2364; Krippendorff (2019), Content
    Analysis, 4th ed., 12.6.

    >>> first, second = Passages.of([(0, 7, 1), (7, 13, 2)]), Passages.of([(0, 7, 1), (7, 13, 2)])
    >>> float(unitizing_alpha(sum_texts(tally_passages([first, second], [0, 20], 2))))
    1.0
    """
    total = tally.lengths.sum(axis=-1)
    by_chance = ((tally.lengths**2 - tally.squares) / _spread(tally)[..., None]).sum(axis=-1)
    return _one_less(total - tally.common.sum(axis=-1), total - by_chance, total)


def binary_unitizing_alpha(tally: ContinuumTally) -> Numbers:
    """Give u-alpha for what was marked at all, whatever the code.

    Source: Krippendorff (2019), Content Analysis, 4th ed., 12.6.
    """
    gap = tally.lengths[..., GAP]
    marked = tally.lengths.sum(axis=-1) - gap
    return _one_less(gap - tally.common[..., GAP], gap * marked / _spread(tally), gap + marked)


def sum_texts(tally: ContinuumTally) -> ContinuumTally:
    """Add up the rows of several texts."""
    return ContinuumTally(tally.lengths.sum(axis=0), tally.common.sum(axis=0), tally.squares.sum(axis=0))


def merge_overlapping(spans: ArrayLike) -> Numbers:
    """Make one passage of those that overlap; passages that only touch stay separate.

    Args:
        spans: Rows of start and end (exclusive).

    Returns:
        Rows of start and end, in order; rows without length are left out.

    >>> merge_overlapping([(5, 9), (0, 6), (9, 12), (3, 3)]).tolist()
    [[0.0, 9.0], [9.0, 12.0]]
    """
    table = np.asarray(spans, dtype=np.float64).reshape(-1, 2)
    table = table[table[:, 1] > table[:, 0]]
    if not len(table):
        return table
    table = table[np.argsort(table[:, 0], kind="stable")]
    reach = np.maximum.accumulate(table[:, 1])
    first = np.concatenate(([True], table[1:, 0] >= reach[:-1]))
    last = np.concatenate((first[1:], [True]))
    return np.column_stack((table[first, 0], reach[last]))


@dataclass(frozen=True, eq=False)
class Continuum:
    """The words that all coders have looked at, one after the other, and the passages each coder cut from them.

    Attributes:
        document_ids: The documents, in order.
        edges: Where each begins, in characters, and where the last one ends.
        cut: For each coder rows of start, end (exclusive) and value, from 1; they may overlap.
        is_cut: Whether any passage is anything but one whole segment.
    """

    document_ids: tuple[str, ...]
    edges: Numbers
    cut: tuple[Numbers, ...]
    is_cut: bool

    def tally_value(self, value: int) -> ContinuumTally:
        """Add up, document by document, where one value was given; its overlapping passages count as one."""
        coders = [Passages.of(_passages_of(rows, value, 1)) for rows in self.cut]
        return tally_passages(coders, self.edges, 1)

    def tally_values(self, n_values: int) -> ContinuumTally | None:
        """Add up, document by document, where which value was given; None if a coder's passages overlap."""
        coders = []
        for rows in self.cut:
            parts = [_passages_of(rows, value, value) for value in range(1, n_values + 1)]
            try:
                coders.append(Passages.of(np.concatenate(parts) if parts else []))
            except ValueError:
                return None
        return tally_passages(coders, self.edges, n_values)


def lay_out(
    codings: Iterable[Coding], segments: Iterable[Segment], coders: Sequence[str], value_of: Mapping[str, int]
) -> Continuum:
    """Lay the words that all coders have looked at one after the other, with the passages they cut.

    Moderators' words and the blanks between segments are not part of it: a passage that runs over them is one passage.

    Args:
        codings: The coders' codings.
        segments: What all of them have looked at.
        coders: Their names.
        value_of: The value, from 1, of each code; codings of other codes are left out.
    """
    seen = tuple(segments)
    place = {document_id: i for i, document_id in enumerate(dict.fromkeys(s.document_id for s in seen))}
    kept = [c for c in codings if c.code_id in value_of and c.document_id in place and c.coder in coders]
    ends = [segment.end for segment in seen] + [coding.end for coding in kept]
    apart = 1 + max(ends, default=0)  # sets documents apart on one axis
    axis = Passages.of([(*row, 1) for row in merge_overlapping(_on_axis(seen, place, apart))])
    edges = _covered(axis, apart * np.arange(len(place) + 1, dtype=np.float64))
    at = _covered(axis, _on_axis(kept, place, apart).ravel()).reshape(-1, 2)
    whole = set(map(tuple, _covered(axis, _on_axis(seen, place, apart).ravel()).reshape(-1, 2).tolist()))
    values = np.array([value_of[coding.code_id] for coding in kept], dtype=np.float64)
    rows = np.column_stack((at, values))
    who = np.array([coders.index(coding.coder) for coding in kept], dtype=np.intp)
    real = rows[:, 1] > rows[:, 0]
    cut = tuple(rows[real & (who == j)] for j in range(len(coders)))
    return Continuum(tuple(place), edges, cut, any(tuple(pair) not in whole for pair in at[real].tolist()))


def _on_axis(spans: Iterable[Span], place: Mapping[str, int], apart: int) -> Numbers:
    rows = [
        (apart * place[span.document_id] + span.start, apart * place[span.document_id] + span.end) for span in spans
    ]
    return np.array(rows, dtype=np.float64).reshape(-1, 2)


def window_diff(reference: Sequence[int], hypothesis: Sequence[int], k: int | None = None) -> float:
    """Give the share of windows, 0..1, in which two divisions of a text have different numbers of borders.

    0 is the same division. A border that is nearly right costs less than one that is missing.

    Args:
        reference, hypothesis: The lengths of the parts, in order; both must have the same sum.
        k: Length of the window; if None, half the mean length of the reference's parts, 2 at least.

    Raises:
        ValueError: The sums differ.

    Source: Pevzner and Hearst (2002), Comput Linguist 28:19–36.

    >>> round(window_diff([2, 3, 3, 1, 3, 6, 3], [2, 6, 4, 2, 4, 3]), 6)
    0.315789
    """
    return float(np.mean(np.diff(_borders_in_windows(reference, hypothesis, k), axis=0) != 0))


def p_k(reference: Sequence[int], hypothesis: Sequence[int], k: int | None = None) -> float:
    """Give the share of windows, 0..1, whose ends lie in one part by one division and in two by the other.

    Args:
        reference, hypothesis, k: As in ``window_diff``.

    Raises:
        ValueError: The sums differ.

    Source: Beeferman, Berger and Lafferty (1999), Machine Learning 34:177–210.

    >>> round(p_k([2, 3, 3, 1, 3, 6, 3], [2, 6, 4, 2, 4, 3]), 6)
    0.263158
    """
    none = _borders_in_windows(reference, hypothesis, k) == 0
    return float(np.mean(none[0] != none[1]))


def _borders_in_windows(reference: Sequence[int], hypothesis: Sequence[int], k: int | None) -> NDArray[np.intp]:
    n = sum(reference)
    if sum(hypothesis) != n:
        raise ValueError(f"one division is of {n} units, the other of {sum(hypothesis)}")
    width = k if k is not None else max(2, math.floor(n / (2 * len(reference)) + 0.5))
    seen = []
    for masses in (reference, hypothesis):
        border = np.zeros(n, dtype=np.intp)
        border[np.cumsum(masses)[:-1]] = 1  # between unit i - 1 and unit i
        until = np.cumsum(border)
        seen.append(until[width:] - until[: n - width])
    return np.stack(seen)


def _passages_of(rows: Numbers, value: int, called: int) -> Numbers:
    spans = merge_overlapping(rows[rows[:, 2] == value, :2])
    return np.column_stack((spans, np.full(len(spans), called)))


def _with_gaps(passages: Passages, edges: Numbers) -> Passages:
    """Add the gaps as pieces of their own."""
    borders = np.concatenate((passages.starts, edges)), np.concatenate((passages.ends, edges))
    order = np.lexsort((borders[1], borders[0]))
    gap_starts, gap_ends = borders[1][order][:-1], borders[0][order][1:]
    real = gap_ends > gap_starts
    gap_starts, gap_ends = gap_starts[real], gap_ends[real]
    return Passages(
        np.concatenate((passages.starts, gap_starts)),
        np.concatenate((passages.ends, gap_ends)),
        np.concatenate((passages.values, np.full(len(gap_starts), GAP, dtype=np.intp))),
    )


def _covered(passages: Passages, at: Numbers) -> Numbers:
    """Give how much of the continuum up to each position these passages cover."""
    if not len(passages.starts):
        return np.zeros(len(at))
    order = np.argsort(passages.starts, kind="stable")
    starts, ends = passages.starts[order], passages.ends[order]
    before = np.concatenate(([0.0], np.cumsum(ends - starts)))
    place = np.searchsorted(starts, at, side="right") - 1
    inside = np.minimum(at, ends[place]) - starts[place]
    covered: Numbers = np.where(place < 0, 0.0, before[place] + inside)
    return covered


def _spread(tally: ContinuumTally) -> Numbers:
    total = tally.lengths.sum(axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        spread: Numbers = total - tally.squares.sum(axis=-1) / total
    return spread


def _one_less(observed: Numbers, expected: Numbers, total: Numbers) -> Numbers:
    with np.errstate(invalid="ignore", divide="ignore"):
        alpha: Numbers = 1 - observed / expected
    return np.where(np.abs(expected) > NOTHING * total, alpha, np.nan)
