"""The default coding model: nearest description first, ridge regression as soon as a person has shown enough."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from thematica.model.protocols import Vectors

ENOUGH = 5  # segments to which she gave a code before the machine learns it from her rather than from its description
PENALTY = 1.0  # of the regression; the vectors have length 1
LEAST_LIKENESS = 0.3  # cosine; below it no description fits, and the segment gets no code
MARGIN = 0.03  # descriptions nearly as like as the best one fit, too
MOST_CODES = 2  # by description alone


Thresholds = Callable[[NDArray[np.float64], NDArray[np.float64]], NDArray[np.float64]]


def as_often_as_given(values: NDArray[np.float64], given: NDArray[np.float64]) -> NDArray[np.float64]:
    """Find for each code the value from which on as many rows say "yes" as were given the code.

    Args:
        values: Shape (n, n codes), what was predicted without knowing the row's own answer.
        given: Shape (n, n codes), 1 where she gave the code.

    Returns:
        Shape (n codes,), halfway between the last value taken and the first that is not.
    """
    counts = given.sum(axis=0).astype(np.intp)
    if len(values) < 2:
        return np.full(values.shape[1], np.inf)
    ranked = -np.sort(-values, axis=0)
    last = np.clip(counts, 1, len(values) - 1)
    at: NDArray[np.float64] = (
        np.take_along_axis(ranked, (last - 1)[None], axis=0)[0] + np.take_along_axis(ranked, last[None], axis=0)[0]
    ) / 2
    return np.where(counts > 0, at, np.inf)


class LinearCoder:
    """Learns each code from the segments a person gave it; until there are enough, from its description.

    Args:
        thresholds: Finds from which predicted value on a segment gets a code.
    """

    name = "ridge regression on people's codings; for a code with fewer than 5, likeness to its description"

    def __init__(self, thresholds: Thresholds = as_often_as_given) -> None:
        self.thresholds = thresholds

    def assign(
        self, vectors: Vectors, descriptions: Sequence[Vectors], taught: Mapping[int, frozenset[int]]
    ) -> NDArray[np.bool_]:
        """Say which codes fit each vector; for a taught vector, without knowing what was taught there."""
        if not descriptions:
            return np.zeros((len(vectors), 0), dtype=np.bool_)
        fits = _nearest(vectors, descriptions)
        described = fits.copy()
        rows = np.array(sorted(taught), dtype=np.intp)
        given = np.zeros((len(rows), len(descriptions)))
        for place, row in enumerate(rows):
            given[place, list(taught[int(row)])] = 1.0
        learnt = np.flatnonzero(given.sum(axis=0) >= ENOUGH)
        if len(learnt):
            fits[:, learnt] = _learn(vectors, rows, given[:, learnt], self.thresholds)
        # Without her answer here there would be one too few to learn the code from.
        for place, j in zip(*np.nonzero((given > 0) & (given.sum(axis=0) == ENOUGH)), strict=True):
            fits[rows[place], j] = described[rows[place], j]
        return fits


def _nearest(vectors: Vectors, descriptions: Sequence[Vectors]) -> NDArray[np.bool_]:
    """Fit the codes whose descriptions a segment is most like, if it is like any."""
    centres = np.array([d.mean(axis=0) for d in descriptions])
    centres /= np.maximum(np.linalg.norm(centres, axis=1, keepdims=True), 1e-12)
    likeness = np.round(vectors @ centres.T, 6)
    best = likeness.max(axis=1, keepdims=True)
    rank = (-likeness).argsort(axis=1, kind="stable").argsort(axis=1)
    fits: NDArray[np.bool_] = (likeness >= LEAST_LIKENESS) & (likeness >= best - MARGIN) & (rank < MOST_CODES)
    return fits


def _learn(
    vectors: Vectors, rows: NDArray[np.intp], given: NDArray[np.float64], thresholds: Thresholds
) -> NDArray[np.bool_]:
    """Fit codes by ridge regression; taught rows by their exact leave-one-out prediction.

    The threshold of each code is where leave-one-out predictions give it as often as she did, which agrees with
    her better than the threshold of the best F1 (decision record 0006). A taught row is judged by a threshold that
    comes from the other half of the taught rows alone, so that her answer there plays no part in it.
    """
    x = vectors[rows].astype(np.float64)
    fit = _Ridge(x, given)
    fits: NDArray[np.bool_] = fit.predict(vectors) >= thresholds(fit.without_own, given)
    even = np.arange(len(rows)) % 2 == 0
    for half in (even, ~even):
        other = _Ridge(x[~half], given[~half]).without_own if (~half).any() else given[:0]
        fits[rows[half]] = fit.without_own[half] >= thresholds(other, given[~half])
    return fits


class _Ridge:
    """Ridge regression of several columns at once, with each row's prediction by a fit without that row."""

    def __init__(self, x: NDArray[np.float64], given: NDArray[np.float64]) -> None:
        self._centre, self._mean = x.mean(axis=0), given.mean(axis=0)
        x = x - self._centre
        inverse = np.linalg.inv(x.T @ x + PENALTY * np.eye(x.shape[1]))
        self._weights = inverse @ x.T @ (given - self._mean)
        leverage = (1 / len(x) + np.einsum("ij,jk,ik->i", x, inverse, x))[:, None]
        self.without_own: NDArray[np.float64] = (x @ self._weights + self._mean - leverage * given) / np.maximum(
            1 - leverage, 1e-9
        )

    def predict(self, vectors: Vectors) -> NDArray[np.float64]:
        predicted: NDArray[np.float64] = (vectors - self._centre) @ self._weights + self._mean
        return predicted
