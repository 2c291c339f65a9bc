"""The default finder: groups of texts that stay together when part of the texts is left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from thematica.backends.louvain import Graph, cut, find_communities
from thematica.backends.neighbours import FEW_ENOUGH, NOT_NEAR, Neighbours, find_neighbours, place
from thematica.model.protocols import NOT_DRAWN, Vectors

# Chosen over six hand-coded sets at every size (decision record 0010, benchmarks/candidates).
NEIGHBOURS = 20
SPARE = 1.6  # neighbours looked up, per neighbour used, so that enough are left when a fifth of the texts is not there
RESOLUTION = 2.0
WORD_WEIGHT = 0.5
RUNS = 40
RUNS_OF_MANY = 20  # above FEW_ENOUGH texts, where groups are large and twenty tell the same
SHARE_KEPT = 0.8
TIES = 25  # neighbours whose ties are counted
FEWEST = 4  # texts; fewer have no groups
RESAMPLES = 10  # runs from which consistency is told

Progress = Callable[[Sequence[int]], Sequence[int]]


class ConsensusGroups:
    """Groups texts in four steps, the same at every size.

    Each text is placed by its meaning and its words, and joined to its 20 nearest. Forty times (twenty above 10,000
    texts) a fifth of the texts is left out, and the rest falls into communities (Louvain). Neighbours are tied by how
    often they fell into the same one; communities of these ties are the groups. A text that is in none with another
    is left out.

    Args:
        progress: Wraps the resamples, to show how far they are.
    """

    name = "communities of neighbours by meaning and words that stay together over 40 resamples (20 above 10,000 texts)"

    def __init__(self, *, progress: Progress = lambda steps: steps) -> None:
        self.progress = progress

    def group(
        self, vectors: Vectors, weights: NDArray[np.intp], seed: int, texts: Sequence[str] = ()
    ) -> NDArray[np.intp]:
        """Give the group of each text from 0, the largest first, or -1."""
        n = len(vectors)
        if n < FEWEST:
            return np.zeros(n, dtype=np.intp)
        neighbours = _find(vectors, seed, texts)
        a, b = _pairs(neighbours[0], TIES)
        together, asked = np.zeros(len(a)), np.zeros(len(a))
        for labels in self._runs(neighbours, seed, RUNS if n <= FEW_ENOUGH else RUNS_OF_MANY):
            both = (labels[a] != NOT_DRAWN) & (labels[b] != NOT_DRAWN)
            asked += both
            together += both & (labels[a] == labels[b])
        share = (together / np.maximum(asked, 1)) ** 2 + 1e-6
        ties = sp.csr_matrix((share, (a, b)), shape=(n, n))
        return _without_lone(cut((ties + ties.T).tocsr(), RESOLUTION, seed))

    def resample(
        self, vectors: Vectors, weights: NDArray[np.intp], seed: int, texts: Sequence[str] = ()
    ) -> Iterator[NDArray[np.intp]]:
        """Give the communities of ten runs."""
        if len(vectors) < FEWEST:
            return iter(())
        return self._runs(_find(vectors, seed, texts), seed, RESAMPLES)

    def _runs(self, neighbours: Neighbours, seed: int, runs: int) -> Iterator[NDArray[np.intp]]:
        """Leave a fifth of the texts out and give the communities of the others, again and again."""
        n = len(neighbours[0])
        random = np.random.default_rng(seed)
        for run in self.progress(range(runs)):
            kept = np.zeros(n, dtype=np.bool_)
            kept[random.choice(n, max(2, round(SHARE_KEPT * n)), replace=False)] = True
            labels = np.full(n, NOT_DRAWN, dtype=np.intp)
            labels[kept] = find_communities(_join(neighbours, kept), RESOLUTION, run)
            yield labels


def _find(vectors: Vectors, seed: int, texts: Sequence[str]) -> Neighbours:
    return find_neighbours(place(vectors, texts, WORD_WEIGHT), round(NEIGHBOURS * SPARE), seed)


def _join(neighbours: Neighbours, kept: NDArray[np.bool_]) -> Graph:
    """Join each kept text to the nearest that are kept; its nodes are the kept texts only."""
    near, likeness = neighbours
    there = kept[near] & kept[:, None] & (likeness > NOT_NEAR)
    there &= np.cumsum(there, axis=1, dtype=np.int32) <= NEIGHBOURS
    row, column = np.nonzero(there)
    place_of = np.cumsum(kept) - 1
    weight = np.maximum(likeness[row, column], 1e-3).astype(np.float64)
    n = int(kept.sum())
    graph = sp.csr_matrix((weight, (place_of[row], place_of[near[row, column]])), shape=(n, n))
    return graph.maximum(graph.T).tocsr()


def _pairs(near: NDArray[np.int32], k: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give every pair of a text and one of its k nearest, once."""
    n, width = near.shape
    row = np.repeat(np.arange(n, dtype=np.int64), min(k, width))
    column = near[:, :k].ravel().astype(np.int64)
    codes = np.unique(np.minimum(row, column) * n + np.maximum(row, column))
    a, b = codes // n, codes % n
    return a[a != b], b[a != b]


def _without_lone(labels: NDArray[np.intp]) -> NDArray[np.intp]:
    """Number groups by size, the largest first, and leave out what is alone in its group."""
    sizes = np.bincount(labels)
    rank = np.full(len(sizes), -1, dtype=np.intp)
    order = [g for g in np.argsort(-sizes, kind="stable") if sizes[g] >= 2]
    rank[order] = np.arange(len(order))
    return rank[labels]
