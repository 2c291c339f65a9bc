"""The default coding model: learns from few decisions which codes fit which segments, from their descriptions on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from thematica.backends.combination import (
    BY_DESCRIPTION,
    START,
    Floats,
    best_cut,
    combine_evidence,
    describe_evidence,
    fit_combination,
    measure_likeness,
    sigmoid,
)
from thematica.backends.ridge import Inverse, invert, regress
from thematica.backends.text_features import TextFeatures
from thematica.model.protocols import Fit, Vectors

CUT = 0.85  # of the best cut: a code too many is the smaller mistake; +.005 on four of six sets
MOST_CODES = 2  # a segment gets before any decision
FOLDS = 3
MOST_COMBINED = 600  # taught segments that the eight numbers are learnt from; more only cost time


class LinearCoder:
    """Ridge regression on vectors, words and letters, combined with likeness to the codes' descriptions.

    A taught segment's strengths come from a regression without it and without all that must be left out with it, and
    from a combination and thresholds that the other folds made: her answer there plays no part in the machine's.

    The features of the last texts are kept, so that learning again after one decision does not make them again.
    """

    name = (
        "ridge regression on vectors and words, combined with likeness to the codes' descriptions; thresholds by the "
        "kappa to be expected"
    )

    def __init__(self) -> None:
        self._kept: tuple[object, TextFeatures] | None = None

    def assign(
        self,
        vectors: Vectors,
        texts: Sequence[str],
        descriptions: Sequence[Vectors],
        taught: Mapping[int, frozenset[int]],
        together: NDArray[np.intp],
    ) -> Fit:
        """Say how likely she would give each code to each segment, and which codes fit."""
        n, n_codes = len(vectors), len(descriptions)
        if not n or not n_codes:
            return Fit(np.zeros((n, n_codes)), np.zeros((n, n_codes), dtype=np.bool_))
        made = self._prepare(vectors, texts)
        likeness = measure_likeness(made.vectors, descriptions)
        rows = np.array(sorted(taught), dtype=np.intp)
        if not len(rows):
            return _by_description(likeness)
        given = np.zeros((len(rows), n_codes), dtype=np.float32)
        for place, row in enumerate(rows):
            given[place, list(taught[int(row)])] = 1
        groups = np.unique(together[rows], return_inverse=True)[1]
        return _learn(made.kernel(rows), likeness, rows, given, groups)

    def _prepare(self, vectors: Vectors, texts: Sequence[str]) -> TextFeatures:
        key = (tuple(texts), vectors.shape, float(vectors.sum()))
        if self._kept is None or self._kept[0] != key:
            self._kept = (key, TextFeatures(vectors, texts))
        return self._kept[1]


def _by_description(likeness: Floats) -> Fit:
    """Before any decision: the codes whose descriptions a segment is most like."""
    strengths = sigmoid(describe_evidence(likeness) @ BY_DESCRIPTION)
    rank = (-strengths).argsort(axis=1, kind="stable").argsort(axis=1, kind="stable")
    return Fit(strengths, (strengths >= best_cut(strengths)) & (rank < MOST_CODES))


def _learn(kernel: Vectors, likeness: Floats, rows: NDArray[np.intp], given: Vectors, groups: NDArray[np.intp]) -> Fit:
    """Learn from the taught rows; what is said of these is made fold by fold, without her answers there."""
    full = invert(kernel[:, rows])
    strengths, own, left, _ = _estimate(kernel, Inverse(full, np.arange(len(rows))), likeness, rows, given, groups)
    fits = strengths >= CUT * best_cut(strengths)
    for fold in range(FOLDS):
        mine, rest = np.flatnonzero(groups % FOLDS == fold), np.flatnonzero(groups % FOLDS != fold)
        if not len(mine):
            continue
        here = rows[mine]
        if not len(rest):  # all of it must be left out together: nothing is known without it
            described = _by_description(likeness)
            strengths[here], fits[here] = described.strengths[here], described.fits[here]
            continue
        others, _, _, combination = _estimate(
            kernel[rest], Inverse(full, rest), likeness, rows[rest], given[rest], groups[rest]
        )
        evidence = combine_evidence(own[mine], likeness[here], left[mine], _count_left(groups)[mine])
        strengths[here] = sigmoid(evidence @ combination)
        fits[here] = strengths[here] >= CUT * best_cut(others)
    return Fit(strengths, fits)


def _estimate(
    kernel: Vectors,
    inverse: Inverse,
    likeness: Floats,
    rows: NDArray[np.intp],
    given: Vectors,
    groups: NDArray[np.intp],
) -> tuple[Floats, Floats, Floats, Floats]:
    """Give strengths, of a taught row without its group; what the ridge says without it; counts; the combination."""
    weights, own, left = regress(inverse, given, groups)
    everywhere = kernel.T @ weights.astype(np.float32)
    evidence = combine_evidence(own, likeness[rows], left, _count_left(groups))
    some = slice(None, None, -(-len(rows) // MOST_COMBINED))
    combination = fit_combination(evidence[some].reshape(-1, evidence.shape[-1]), given[some].ravel(), START)
    n_taught = np.array([len(rows)])
    strengths = sigmoid(combine_evidence(everywhere, likeness, given.sum(axis=0), n_taught) @ combination)
    strengths[rows] = sigmoid(evidence @ combination)
    return strengths, own, left, combination


def _count_left(groups: NDArray[np.intp]) -> NDArray[np.intp]:
    """Count the taught rows that are left without the group of each."""
    return len(groups) - np.bincount(groups, minlength=int(groups.max(initial=0)) + 1)[groups]
