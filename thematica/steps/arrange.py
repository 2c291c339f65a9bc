"""Propose which candidate codes lie together, as a draft of a tree that the researcher may tear apart."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from thematica.model.embeddings import normalise
from thematica.model.protocols import Vectors

FEWEST = 6  # candidates; fewer need no grouping
MANY = 24  # candidates; more are grouped at two levels


def arrange(centres: Vectors, sizes: NDArray[np.intp]) -> list[NDArray[np.intp]]:
    """Group candidate codes by their centres, the outermost level first.

    About 2·√n groups of n candidates, and above 24 candidates about √n groups of those.

    Args:
        centres: Shape (n, d), the mean vector of each candidate.
        sizes: Shape (n,), how many texts each holds.

    Returns:
        For each level a group for each candidate, shape (n,), counted from 0; no level for few candidates.
    """
    n = len(centres)
    if n < FEWEST:
        return []
    wanted = [max(2, round(math.sqrt(n)))] if n > MANY else []
    return _join(centres, sizes, [*wanted, max(2, round(2 * math.sqrt(n)))])


def _join(centres: Vectors, sizes: NDArray[np.intp], wanted: list[int]) -> list[NDArray[np.intp]]:
    """Join the two groups whose union is tightest, again and again (Ward's method), down to the fewest wanted."""
    means = centres.astype(np.float64) - np.average(centres, axis=0, weights=sizes)
    means = normalise(means)
    weight = sizes.astype(np.float64)
    labels = np.arange(len(means))
    alive = list(range(len(means)))
    found: dict[int, NDArray[np.intp]] = {}
    while True:
        if len(alive) in wanted:
            found[len(alive)] = np.unique(labels, return_inverse=True)[1]
        if len(alive) <= min(wanted):
            return [found[n] for n in wanted]
        rows, w = means[alive], weight[alive]
        squares = (rows**2).sum(axis=1)
        distance = squares[:, None] + squares[None] - 2 * rows @ rows.T
        apart = distance * (w[:, None] * w[None] / (w[:, None] + w[None]))
        apart[np.tril_indices(len(alive))] = np.inf
        i, j = np.unravel_index(int(np.argmin(np.round(apart, 9))), apart.shape)
        a, b = alive[int(i)], alive[int(j)]
        means[a] = (means[a] * weight[a] + means[b] * weight[b]) / (weight[a] + weight[b])
        weight[a] += weight[b]
        labels[labels == b] = a
        alive.remove(b)
