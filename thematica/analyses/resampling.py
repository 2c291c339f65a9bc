"""Bootstrap intervals that draw whole sessions, participants or documents, never segments.

Segments of one transcript resemble each other; drawing them one by one would make every interval too narrow.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from thematica.errors import AnalysisError, suggest_spelling
from thematica.model.segments import Segment

Numbers = NDArray[np.float64]
CLUSTERS = ("session", "participant", "document")
CELLS = 10_000_000  # numbers held at once: larger sums are made piece by piece
SHARE = 0.95  # of the draws that lie within an interval


@dataclass(frozen=True, eq=False)
class Estimate:
    """Values with their intervals; NaN where there is none.

    Attributes:
        value, low, high: Of any shape.
        dropped: Resamples in which the value was not defined and which were left out, of the same shape.
    """

    value: Numbers
    low: Numbers
    high: Numbers
    dropped: NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Resampling:
    """How often whole clusters are drawn anew.

    Attributes:
        of: ``session``, ``participant`` or ``document``.
        n_clusters: How many there are.
        n_resamples: How often as many of them are drawn with replacement.
        seed: Where the draws start.
    """

    of: str
    n_clusters: int
    n_resamples: int
    seed: int

    @property
    def n_draws(self) -> int:
        """How often anything is drawn: not at all where there is only one cluster."""
        return self.n_resamples if self.n_clusters > 1 else 0

    def add_up(self, by_cluster: Numbers) -> Numbers:
        """Add up clusters, each as often as it was drawn.

        Args:
            by_cluster: Anything that can be added up, shape (n clusters, …).

        Returns:
            Shape (1 + n draws, …): every cluster once, then one row a resample; the same draws for the same seed.
        """
        flat = by_cluster.reshape(self.n_clusters, math.prod(by_cluster.shape[1:]))
        sums = np.concatenate([weights @ flat for weights in self._draw()])
        return sums.reshape(1 + self.n_draws, *by_cluster.shape[1:])

    def count(self, cluster_of: NDArray[np.intp], kind_of: NDArray[np.intp], n_kinds: int) -> Numbers:
        """Count things by kind, each as often as its cluster was drawn: ``add_up`` where there are very many kinds.

        Args:
            cluster_of, kind_of: The cluster and the kind of each thing, shape (n things,).
            n_kinds: How many kinds there are.

        Returns:
            Shape (1 + n draws, n kinds).
        """
        from scipy.sparse import csr_array  # most kinds are in few clusters: their product skips the others

        times = np.ones(len(kind_of))
        by_cluster = csr_array((times, (kind_of, cluster_of)), shape=(n_kinds, self.n_clusters))
        return np.concatenate([(by_cluster @ weights.T).T for weights in self._draw()])

    def _draw(self) -> Iterator[Numbers]:
        """Take each cluster once, then as many as there are with replacement, again and again.

        Yields:
            How often each was drawn, shape (some draws, n clusters); the same seed gives the same draws.
        """
        yield np.ones((1, self.n_clusters))
        if self.n_draws * self.n_clusters <= CELLS:
            yield from _remember(self.n_clusters, self.n_draws, self.seed)
        else:
            yield from _draw_clusters(self.n_clusters, self.n_draws, self.seed)


@lru_cache(maxsize=1)
def _remember(n: int, n_draws: int, seed: int) -> tuple[Numbers, ...]:
    """Draw once what the parts of one analysis ask for one after the other."""
    return tuple(_draw_clusters(n, n_draws, seed))


def _draw_clusters(n: int, n_draws: int, seed: int) -> Iterator[Numbers]:
    """Give how often each of n clusters is drawn, shape (some draws, n)."""
    random = np.random.default_rng(seed)
    step = max(1, CELLS // max(n, 1))
    for first in range(0, n_draws, step):
        rows = min(step, n_draws - first)
        drawn = random.integers(0, n, size=(rows, n)) + n * np.arange(rows)[:, None]
        times = np.bincount(drawn.ravel(), minlength=rows * n).reshape(rows, n).astype(np.float64)
        times.setflags(write=False)
        yield times


def estimate(values: Numbers) -> Estimate:
    """Give each value its 95% interval: the middle of the draws, leaving out those in which it is not defined.

    Args:
        values: Shape (1 + n draws, …): the value, then one a resample.

    Source: Efron and Tibshirani (1993), An Introduction to the Bootstrap, ch. 13; of whole clusters: Davison and
    Hinkley (1997), Bootstrap Methods and their Application, 3.8.
    """
    value, draws = values[0], values[1:]
    dropped = np.isnan(draws).sum(axis=0)
    if not len(draws):
        nothing = np.full(value.shape, np.nan)
        return Estimate(value, nothing, nothing, dropped)
    ranked = np.sort(draws, axis=0)  # NaN comes last
    top = np.maximum(len(draws) - dropped - 1, 0)
    limits = []
    for quantile in ((1 - SHARE) / 2, (1 + SHARE) / 2):
        at = quantile * top
        below = np.floor(at).astype(np.intp)
        low = np.take_along_axis(ranked, below[None], axis=0)[0]
        high = np.take_along_axis(ranked, np.minimum(below + 1, top)[None], axis=0)[0]
        limits.append(low + (at - below) * (high - low))
    return Estimate(value, limits[0], limits[1], dropped)


def cluster_segments(segments: Iterable[Segment], of: str) -> tuple[tuple[str, ...], NDArray[np.intp]]:
    """Give the clusters that segments belong to, and the place of each segment's among them.

    A segment whose participant is not known belongs to its document.

    Raises:
        AnalysisError: There is no such kind of cluster.
    """
    if of not in CLUSTERS:
        near = suggest_spelling(of, CLUSTERS)
        raise AnalysisError(f"'{of}' cannot be drawn anew{near} (resample: {', '.join(CLUSTERS)}; never segments)")
    place: dict[tuple[str, str], int] = {}
    found = []
    for segment in segments:
        key = (of, segment.document_id)
        if of == "session":
            key = (of, segment.session_id)
        elif of == "participant":
            key = (of, segment.participant_id) if segment.participant_id else ("document", segment.document_id)
        found.append(place.setdefault(key, len(place)))
    return tuple(name for _, name in place), np.array(found, dtype=np.intp)
