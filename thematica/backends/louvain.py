"""Louvain's method: communities in a graph, by numpy and scipy alone.

Source: Blondel et al. (2008), J. Stat. Mech. P10008; resolution: Reichardt and Bornholdt (2006).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

Graph = Any  # scipy.sparse.csr_matrix, which has no types
MOST_SWEEPS = 40
TRIALS = 5  # the best of so many cuts is taken
MOST_TURNS = 12  # of the resolution, until the number of communities is a sensible one


def find_communities(graph: Graph, resolution: float, seed: int) -> NDArray[np.intp]:
    """Give the community of each node, counted from 0.

    In each sweep half of the nodes that want to move do so, chosen at random: all at once would chase each other.

    Args:
        graph: Symmetric, with weights above 0.
        resolution: 1 is plain modularity; more gives more and smaller communities.
        seed: Where random choices start.
    """
    random = np.random.default_rng(seed)
    labels = np.arange(graph.shape[0])
    while True:
        found, upper = np.unique(_move(graph, resolution, random), return_inverse=True)
        labels = upper[labels]
        if len(found) == graph.shape[0]:
            return labels.astype(np.intp)
        member = _indicator(upper, len(found))
        graph = (member.T @ (graph @ member)).tocsr()


def cut(graph: Graph, resolution: float, seed: int) -> NDArray[np.intp]:
    """Give communities of which 2 to 2·√n have two members or more, the best of several cuts by modularity."""
    n = graph.shape[0]
    most = max(2, math.floor(2 * math.sqrt(n)))
    for _ in range(MOST_TURNS):
        cuts = [find_communities(graph, resolution, seed + trial) for trial in range(TRIALS)]
        labels = cuts[int(np.argmax([round(measure_modularity(graph, c, resolution), 9) for c in cuts]))]
        n_found = int((np.bincount(labels) >= 2).sum())
        if 2 <= n_found <= most:
            break
        resolution *= 1.25 if n_found < 2 else 0.8
    return labels


def measure_modularity(graph: Graph, labels: NDArray[np.intp], resolution: float) -> float:
    """Measure how much more weight lies within communities than by chance."""
    strength = np.asarray(graph.sum(axis=1)).ravel()
    edges = graph.tocoo()
    inside = edges.data[labels[edges.row] == labels[edges.col]].sum() / strength.sum()
    return float(inside - resolution * (np.bincount(labels, strength) ** 2).sum() / strength.sum() ** 2)


def _indicator(labels: NDArray[np.intp], m: int) -> Graph:
    return sp.csr_matrix((np.ones(len(labels)), labels, np.arange(len(labels) + 1)), shape=(len(labels), m))


def _move(graph: Graph, resolution: float, random: np.random.Generator) -> NDArray[np.intp]:
    """Move nodes to the neighbouring community that raises modularity most, until none wants to move."""
    n = graph.shape[0]
    strength = np.asarray(graph.sum(axis=1)).ravel()
    share = resolution * strength / strength.sum()
    links = (graph - sp.diags(graph.diagonal())).tocsr()
    links.eliminate_zeros()
    labels, active = np.arange(n), np.arange(n)
    for _ in range(MOST_SWEEPS):
        target, wants = _choose(links, labels, active, strength, share)
        if not wants.any():
            break
        goes = wants & (random.random(len(active)) < 0.5)
        labels[active[goes]] = target[goes]
        moved = np.zeros(n)
        moved[active[goes]] = 1
        touched = (links @ moved) > 0
        touched[active[wants]] = True
        active = np.flatnonzero(touched)
    return labels


def _choose(
    links: Graph,
    labels: NDArray[np.intp],
    active: NDArray[np.intp],
    strength: NDArray[np.float64],
    share: NDArray[np.float64],
) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """Give for each active node the community it would rather be in, and whether that is better than to stay."""
    towards = (links[active] @ _indicator(labels, len(labels))).tocsr()
    width = np.diff(towards.indptr)
    rows = np.repeat(np.arange(len(active)), width)
    there, node = towards.indices, active[rows]
    total = np.bincount(labels, strength, minlength=len(labels))
    own = there == labels[node]
    gain = towards.data - share[node] * (total[there] - own * strength[node])
    stay = -share[active] * (total[labels[active]] - strength[active])
    stay[rows[own]] = gain[own]
    best = np.full(len(active), -np.inf)
    filled = np.flatnonzero(width)
    if len(filled):
        best[filled] = np.maximum.reduceat(gain, towards.indptr[filled])
    hit = np.flatnonzero(gain >= best[rows] - 1e-12)
    row, first = np.unique(rows[hit], return_index=True)
    target = labels[active]
    target[row] = there[hit[first]]
    return target, best > stay + 1e-10
