"""The nearest neighbours of texts placed by meaning and words."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from thematica.model.embeddings import normalise
from thematica.model.protocols import Vectors

WORD_DIMENSIONS = 300
FEW_ENOUGH = 10_000  # texts; up to here every pair is compared
CELL = 250  # texts a cell, above it
PROBED = 12  # cells in which the neighbours of a text are looked for
BLOCK = 1_000  # rows compared at a time
NOT_NEAR = -9.0  # likeness of what is no neighbour

Neighbours = tuple[NDArray[np.int32], NDArray[np.float32]]


def place(vectors: Vectors, texts: Sequence[str], word_weight: float) -> Vectors:
    """Place texts by their meaning and, beside it, by their words.

    Args:
        vectors: Shape (n, d); what all of them have in common is taken off.
        texts: The n texts; none: by meaning alone.
        word_weight: How much the words count, as a share of the meaning.

    Returns:
        Shape (n, d + up to 300), rows of length 1 (0 where there is neither meaning nor a word).
    """
    meaning: Vectors = normalise((vectors - vectors.mean(axis=0)).astype(np.float32))
    words = _place_words(texts) if len(texts) else None
    if words is None:
        return meaning
    both: Vectors = np.hstack([meaning, math.sqrt(word_weight) * words]).astype(np.float32)
    return normalise(both)


def _place_words(texts: Sequence[str]) -> Vectors | None:
    """Place texts by the words that occur in two of them or more (TF-IDF, reduced); None if there are too few."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.utils.extmath import randomized_svd

    try:
        counts = TfidfVectorizer(sublinear_tf=True, min_df=2, dtype=np.float32).fit_transform(texts)
    except ValueError:  # no word occurs twice
        return None
    dimensions = min(WORD_DIMENSIONS, counts.shape[0] - 1, counts.shape[1] - 1)
    if dimensions < 2:
        return None
    left, sizes, _ = randomized_svd(counts, dimensions, random_state=0)
    placed: Vectors = (left * sizes).astype(np.float32)
    return normalise(placed)


def find_neighbours(rows: Vectors, k: int, seed: int) -> Neighbours:
    """Give the k nearest of each row by cosine, nearest first, and how near: each of shape (n, k)."""
    n = len(rows)
    k = min(k, n - 1)
    if n > FEW_ENOUGH:
        return _find_in_cells(rows, k, seed)
    near, likeness = np.empty((n, k), dtype=np.int32), np.empty((n, k), dtype=np.float32)
    for start in range(0, n, BLOCK):
        block = rows[start : start + BLOCK] @ rows.T
        block[np.arange(len(block)), np.arange(start, start + len(block))] = NOT_NEAR
        near[start : start + BLOCK], likeness[start : start + BLOCK] = _first(block, k)
    return near, likeness


def _find_in_cells(rows: Vectors, k: int, seed: int) -> Neighbours:
    """Look for neighbours in the nearest cells only; time grows with n, not with its square."""
    n = len(rows)
    probed = _probe(rows, round(n / CELL), seed)
    order = np.argsort(probed[:, 0], kind="stable")
    bounds = np.searchsorted(probed[order, 0], np.arange(round(n / CELL) + 1))
    asking = np.argsort(probed.ravel(), kind="stable")
    edges = np.searchsorted(probed.ravel()[asking], np.arange(round(n / CELL) + 1))
    near, likeness = np.zeros((n, k), dtype=np.int32), np.full((n, k), NOT_NEAR, dtype=np.float32)
    for cell in range(round(n / CELL)):
        there = order[bounds[cell] : bounds[cell + 1]]
        who = asking[edges[cell] : edges[cell + 1]] // PROBED
        if not len(there) or not len(who):
            continue
        block = rows[who] @ rows[there].T
        block[who[:, None] == there[None]] = NOT_NEAR
        found, value = _first(block, min(k, len(there)))
        all_near, all_like = np.hstack([near[who], there[found]]), np.hstack([likeness[who], value])
        pick = np.argsort(-np.round(all_like, 6), axis=1, kind="stable")[:, :k]
        near[who] = np.take_along_axis(all_near, pick, 1)
        likeness[who] = np.take_along_axis(all_like, pick, 1)
    return near, likeness


def _probe(rows: Vectors, n_cells: int, seed: int) -> NDArray[np.int32]:
    """Give for each row the cells whose centres are nearest, its own first."""
    from sklearn.cluster import MiniBatchKMeans

    n = len(rows)
    sample = np.sort(np.random.default_rng(seed).choice(n, min(n, 50 * n_cells), replace=False))
    cells = MiniBatchKMeans(n_cells, random_state=seed, n_init=1, batch_size=4096, max_iter=20, init="random")
    centres = normalise(cells.fit(rows[sample]).cluster_centers_)
    probed = np.empty((n, PROBED), dtype=np.int32)
    for start in range(0, n, BLOCK):
        probed[start : start + BLOCK], _ = _first(rows[start : start + BLOCK] @ centres.T, PROBED)
    return probed


def _first(block: NDArray[np.float32], k: int) -> Neighbours:
    """Give the k largest of each row and their places; what differs in the seventh digit only counts as equal."""
    found = np.argpartition(-block, k - 1, axis=1)[:, :k]
    value = np.take_along_axis(block, found, 1)
    order = np.lexsort((found, -np.round(value, 6)), axis=1)
    return np.take_along_axis(found, order, 1).astype(np.int32), np.take_along_axis(value, order, 1)
