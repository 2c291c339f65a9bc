"""Near codes: which codes of two trees are put in words that lie near each other; an aid to reading, no finding.

Whether two codes mean the same is for the researcher to judge. Nearness does not corroborate: two strands may use the
same words for different things, and different words for the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from thematica.model.codings import join_to_segments
from thematica.model.embeddings import normalise
from thematica.model.protocols import Vectors
from thematica.model.strands import Strand

Rows = NDArray[np.float64]

NEAREST = 0.75  # share of the codes that lie further from the nearest code of their own tree; decision record 0012


@dataclass(frozen=True, slots=True, kw_only=True)
class NearCodes:
    """Two codes of different strands, each the nearest to the other.

    Attributes:
        first_strand, first_id, first: The code of one strand.
        second_strand, second_id, second: The code of the other.
        likeness: Cosine, -1..1: mean of the two below, or the first where the second is missing.
        of_descriptions: Cosine of what the two codes are described by: name, definition, when to use, examples.
        of_segments: Cosine of the segments coded with them, each less the mean of its strand; None where a code has
            no segments.
    """

    first_strand: str
    first_id: str
    first: str
    second_strand: str
    second_id: str
    second: str
    likeness: float
    of_descriptions: float
    of_segments: float | None


@dataclass(frozen=True, slots=True)
class _Placed:
    """The codes of one strand: rows of length 1, or 0 where there is nothing to place a code by."""

    described: Rows
    coded: Rows


def find_near_codes(
    strands: Sequence[Strand], described: Mapping[str, Sequence[Vectors]], nearest: float = NEAREST
) -> tuple[tuple[NearCodes, ...], float | None]:
    """Find codes of different strands whose words lie near each other.

    A pair is named if each is the nearest to the other, and they lie at least as near as only a quarter of all codes
    do to the nearest code of their own tree: what lies no nearer than codes that the researcher herself keeps apart
    is nothing to look at.

    Args:
        strands: The strands.
        described: For each strand and each code of its tree, in order, the vectors of its texts, shape (n, d).
        nearest: Share of the codes, 0..1, that may lie further from the nearest code of their own tree.

    Returns:
        The pairs, strand by strand in the order of the trees, and the likeness they had to reach; None where there are
        too few codes to tell.
    """
    placed = _place(strands, described)
    own = [float(near) for each in placed.values() for near in _nearest_of_own_tree(each)]
    if not own:
        return (), None
    threshold = float(np.quantile(own, nearest))
    found = []
    for first, second in combinations(strands, 2):
        if not (len(first.tree) and len(second.tree)):
            continue
        a, b = placed[first.name], placed[second.name]
        alike, words, segments = _compare(a, b)
        best, best_back = np.argmax(np.round(alike, 6), axis=1), np.argmax(np.round(alike, 6), axis=0)
        for i, j in enumerate(best.tolist()):
            if best_back[j] != i or alike[i, j] < threshold:
                continue
            one, other = first.tree.codes[i], second.tree.codes[j]
            found.append(
                NearCodes(
                    first_strand=first.name,
                    first_id=one.id,
                    first=one.name,
                    second_strand=second.name,
                    second_id=other.id,
                    second=other.name,
                    likeness=round(float(alike[i, j]), 3),
                    of_descriptions=round(float(words[i, j]), 3),
                    of_segments=None if np.isnan(segments[i, j]) else round(float(segments[i, j]), 3),
                )
            )
    return tuple(found), round(threshold, 3)


def _place(strands: Sequence[Strand], described: Mapping[str, Sequence[Vectors]]) -> dict[str, _Placed]:
    """Place the codes of each strand, by their descriptions and by their segments.

    Descriptions lose the mean of all trees, segments that of their strand: students do not talk like faculty, and
    what all talk of a strand has in common says nothing about its codes.
    """
    means = {s.name: [np.mean(rows, axis=0, dtype=np.float64) for rows in described[s.name]] for s in strands}
    everything = [row for rows in means.values() for row in rows]
    centre = np.mean(everything, axis=0) if everything else np.zeros(0)
    return {
        strand.name: _Placed(
            normalise(np.array(means[strand.name]) - centre) if len(strand.tree) else np.zeros((0, len(centre))),
            _place_by_segments(strand),
        )
        for strand in strands
    }


def _place_by_segments(strand: Strand) -> Rows:
    matrix = strand.embeddings.rows(strand.segments.ids).astype(np.float64)
    rows = np.zeros((len(strand.tree), matrix.shape[1]))
    number = {code.id: i for i, code in enumerate(strand.tree.codes)}
    records = tuple(strand.codings)
    members: dict[int, set[int]] = {}
    for c, place in zip(*join_to_segments(records, strand.segments), strict=True):
        if records[c].code_id in number:
            members.setdefault(number[records[c].code_id], set()).add(int(place))
    for i, places in members.items():
        rows[i] = matrix[sorted(places)].mean(axis=0) - matrix.mean(axis=0)
    return normalise(rows)


def _compare(a: _Placed, b: _Placed) -> tuple[Rows, Rows, Rows]:
    """Give the likeness of each pair of codes: in all, of descriptions, of segments (nan where there are none)."""
    words, segments = a.described @ b.described.T, a.coded @ b.coded.T
    segments[np.logical_not(np.outer(a.coded.any(axis=1), b.coded.any(axis=1)))] = np.nan
    return _mean(words, segments), words, segments


def _mean(words: Rows, segments: Rows) -> Rows:
    return np.where(np.isnan(segments), words, (words + np.nan_to_num(segments)) / 2)


def _nearest_of_own_tree(placed: _Placed) -> Rows:
    """Give for each code of a tree how near its nearest neighbour in it lies; nothing for a tree of one code.

    Less their own mean, k codes that have nothing in common have a cosine of -1 / (k - 1), and codes of two trees, each
    less its own, one of 0; that difference is taken out.
    """
    _, words, segments = _compare(placed, placed)
    if len(words) < 2:
        return np.zeros(0)
    k = max(1, int(placed.coded.any(axis=1).sum()))
    alike = _mean(words, ((k - 1) * segments + 1) / k)
    np.fill_diagonal(alike, -np.inf)
    nearest: Rows = alike.max(axis=1)
    return nearest
