"""Which coder applied which code to which segment, among the segments that several coders have looked at."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from thematica.analyses.coefficients import Tally, masi_distances, masi_of_pairs
from thematica.analyses.resampling import CELLS, Resampling
from thematica.model.codings import Codings, join_to_segments
from thematica.model.segments import Segment, Segments
from thematica.model.themes import Code, ThemeTree

Numbers = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Ratings:
    """The segments that two coders or more have looked at, and what each applied there.

    Attributes:
        coders: Their names.
        nodes: The codes or themes, in the order of the tree.
        segments: The segments compared, in the order of the text.
        looked: Who looked at which of them, shape (n segments, n coders).
        applied: Rows of segment, coder and node, each once and in this order, shape (n, 3).
        n_looked_once: Segments left out because one coder alone has looked at them.
        n_not_looked: Segments left out because none of these coders has.
        n_uncounted: Codings that count nowhere: their code has left the tree, or they lie on no segment.
    """

    coders: tuple[str, ...]
    nodes: tuple[Code, ...]
    segments: tuple[Segment, ...]
    looked: NDArray[np.bool_]
    applied: NDArray[np.intp]
    n_looked_once: int
    n_not_looked: int
    n_uncounted: int

    @cached_property
    def n_applied(self) -> NDArray[np.intp]:
        """In how many of the segments each coder applied each node, shape (n nodes, n coders)."""
        counts = np.zeros((len(self.nodes), len(self.coders)), dtype=np.intp)
        np.add.at(counts, (self.applied[:, 2], self.applied[:, 1]), 1)
        return counts

    @cached_property
    def n_looked(self) -> NDArray[np.intp]:
        """How many of the segments each coder looked at, shape (n coders,)."""
        counts: NDArray[np.intp] = self.looked.sum(axis=0)
        return counts

    @cached_property
    def n_uncoded(self) -> int:
        """How many of the segments nobody applied anything to."""
        return len(self.segments) - len(np.unique(self.applied[:, 0]))

    @cached_property
    def without_empty(self) -> tuple[str, ...]:
        """Coders to whom no segment is known that they looked at and left without a code."""
        coded = np.zeros_like(self.looked)
        coded[self.applied[:, 0], self.applied[:, 1]] = True
        left_empty = (self.looked & ~coded).any(axis=0)
        return tuple(self.coders[j] for j in np.flatnonzero(~left_empty))

    @cached_property
    def cells(self) -> NDArray[np.intp]:
        """Rows of segment, node, coders who applied it there, and coders who looked there, where anybody applied it."""
        width = max(len(self.nodes), 1)
        flat, n = np.unique(self.applied[:, 0] * width + self.applied[:, 2], return_counts=True)
        at, node = np.divmod(flat, width)
        return np.column_stack((at, node, n, self.looked.sum(axis=1)[at]))

    @cached_property
    def codes_given(self) -> dict[tuple[int, int], tuple[int, ...]]:
        """The nodes that a coder (second) applied to a segment (first), where there are any."""
        given: dict[tuple[int, int], list[int]] = {}
        for at, coder, node in self.applied.tolist():
            given.setdefault((at, coder), []).append(node)
        return {place: tuple(nodes) for place, nodes in given.items()}


def nodes_of_codes(tree: ThemeTree, level: str) -> tuple[tuple[Code, ...], dict[str, int]]:
    """Give what is counted at a level, and the place in it of each code."""
    nodes = tree.at_level(level)
    place = {node.id: i for i, node in enumerate(nodes)}
    return nodes, {code.id: place[tree.roll_up(code.id, level).id] for code in tree.codes}


def collect_ratings(
    codings: Codings, segments: Segments, tree: ThemeTree, level: str, coders: tuple[str, ...], *, whole: bool
) -> Ratings:
    """Find out who looked at which segment and applied what there.

    Args:
        codings: The codings of these coders, and what they have looked at.
        segments, tree, level: What is compared.
        coders: Two or more.
        whole: Whether coders have looked at the whole of every document in which they looked at anything.

    Raises:
        AnalysisError: The tree has no such level.
    """
    nodes, node_of = nodes_of_codes(tree, level)
    column = {coder: j for j, coder in enumerate(coders)}
    ordered = tuple(segments)
    looked = np.zeros((len(ordered), len(coders)), dtype=np.bool_)
    spans, places = join_to_segments(codings.reviewed, ordered)
    looked[places, np.array([column[r.coder] for r in codings.reviewed], dtype=np.intp)[spans]] = True
    if whole:
        opened = {(r.document_id, r.coder) for r in codings.reviewed}
        pairs = [[(segment.document_id, coder) in opened for coder in coders] for segment in ordered]
        looked |= np.array(pairs, dtype=np.bool_).reshape(looked.shape)
    records = [coding for coding in codings if coding.code_id in node_of]
    spans, places = join_to_segments(records, ordered)
    of_record = np.array([(column[c.coder], node_of[c.code_id]) for c in records], dtype=np.intp).reshape(-1, 2)
    n_looked = looked.sum(axis=1)
    kept = n_looked > 1
    applied = np.column_stack((places, of_record[spans]))
    applied = applied[kept[applied[:, 0]]]
    applied[:, 0] = np.cumsum(kept)[applied[:, 0]] - 1
    return Ratings(
        coders,
        nodes,
        tuple(segment for segment, keep in zip(ordered, kept, strict=True) if keep),
        looked[kept],
        np.unique(applied, axis=0),
        int((n_looked == 1).sum()),
        int((n_looked == 0).sum()),
        len(codings) - len(np.unique(spans)),
    )


@dataclass(frozen=True, eq=False)
class Sums:
    """What the coefficients of every node need, added up within each cluster (session, participant, document).

    A segment counts by how many coders looked at it (2, 3, …), since that is how a missing rating comes in.

    Attributes:
        sizes: The numbers of coders that occur, shape (n sizes,).
        fixed: Segments of each size, then segments each coder looked at, shape (n clusters, sizes + coders).
        varied: For each node, shape (n clusters, n nodes, 2 sizes + coders): applications in segments of each size;
            pairs of a coder who applied it and one who did not, in segments of each size; each coder's applications.
    """

    sizes: Numbers
    fixed: Numbers
    varied: Numbers

    def tally(self, resampling: Resampling) -> Tally:
        """Add the clusters up.

        Returns:
            Sums with axes (1 + n draws, n nodes); the categories are "not applied" and "applied".
        """
        k, r = len(self.sizes), self.sizes
        n_clusters, n_nodes, width = self.varied.shape
        flat = np.concatenate((self.fixed, self.varied.reshape(n_clusters, n_nodes * width)), axis=1)
        added = resampling.add_up(flat)
        fixed, varied = np.split(added, [self.fixed.shape[1]], axis=1)
        varied = varied.reshape(len(added), n_nodes, width)
        n_of_size, looked = fixed[:, None, :k], fixed[:, None, k:]
        ones, mixed, by_coder = varied[..., :k], varied[..., k : 2 * k], varied[..., 2 * k :]
        n = np.broadcast_to(n_of_size.sum(axis=-1), ones.shape[:2])
        shared, chosen = (ones / r).sum(axis=-1), ones.sum(axis=-1)
        possible, apart = (ones * (r - 1)).sum(axis=-1), mixed.sum(axis=-1)
        ratings, pairs = (n_of_size * r).sum(axis=-1), (n_of_size * r * (r - 1)).sum(axis=-1)
        return Tally(
            n_units=n,
            n_paired=n,
            agreeing=n - (2 * mixed / (r * (r - 1))).sum(axis=-1),
            disagreeing=(2 * mixed / (r - 1)).sum(axis=-1),
            chosen=np.stack((ratings - chosen, chosen), axis=-1),
            matched=np.stack((pairs - possible - apart, possible - apart), axis=-1),
            possible=np.stack((pairs - possible, possible), axis=-1),
            shares=np.stack((n - shared, shared), axis=-1),
            by_coder=np.stack((looked - by_coder, by_coder), axis=-1),
        )


def sum_by_cluster(ratings: Ratings, cluster_of: NDArray[np.intp], n_clusters: int, nodes: slice) -> Sums:
    """Add up what the coefficients of some nodes need.

    Args:
        ratings: Who applied what.
        cluster_of: The cluster of each segment, shape (n segments,).
        n_clusters: How many there are.
        nodes: Which nodes, so that very many can be done piece by piece.
    """
    sizes, size_of = np.unique(ratings.looked.sum(axis=1), return_inverse=True)
    k, first, count = len(sizes), nodes.start, nodes.stop - nodes.start
    fixed = np.zeros((n_clusters, k + len(ratings.coders)))
    np.add.at(fixed, (cluster_of, size_of), 1)
    np.add.at(fixed[:, k:], cluster_of, ratings.looked)
    varied = np.zeros((n_clusters, count, 2 * k + len(ratings.coders)))
    cells = ratings.cells
    at, node, n, r = cells[(cells[:, 1] >= first) & (cells[:, 1] < nodes.stop)].T
    np.add.at(varied, (cluster_of[at], node - first, size_of[at]), n)
    np.add.at(varied, (cluster_of[at], node - first, k + size_of[at]), n * (r - n))
    rows = ratings.applied[(ratings.applied[:, 2] >= first) & (ratings.applied[:, 2] < nodes.stop)]
    np.add.at(varied, (cluster_of[rows[:, 0]], rows[:, 2] - first, 2 * k + rows[:, 1]), 1)
    return Sums(sizes.astype(np.float64), fixed, varied)


@dataclass(frozen=True, eq=False)
class SetSums:
    """What agreement on whole sets of codes needs, added up within each cluster.

    Attributes:
        sets: Which node is in each distinct set, shape (n sets, n nodes).
        n_units: Segments, shape (n clusters,).
        equal: Sum over segments of the share of pairs of coders with the same set, shape (n clusters,).
        apart: Sum over segments of the MASI distances of ordered pairs, divided by the coders less one, shape
            (n clusters,).
        cluster_of, set_of: The cluster and the set of each set that a coder gave a segment, shape (n given,).
    """

    sets: NDArray[np.bool_]
    n_units: Numbers
    equal: Numbers
    apart: Numbers
    cluster_of: NDArray[np.intp]
    set_of: NDArray[np.intp]

    def measure(self, resampling: Resampling) -> Numbers:
        """Give the share of equal sets and MASI alpha, shape (1 + n draws, 2)."""
        n_units, equal, apart = resampling.add_up(np.column_stack((self.n_units, self.equal, self.apart))).T
        chosen = resampling.count(self.cluster_of, self.set_of, len(self.sets))
        n, expected = chosen.sum(axis=1), np.zeros(len(chosen))
        step = max(1, CELLS // (4 * max(len(self.sets), 1)))
        for first in range(0, len(self.sets), step):
            here = slice(first, first + step)
            far = masi_distances(self.sets[here], self.sets[first:])  # each pair of sets once, then doubled
            far[:, : len(far)] /= 2
            expected += 2 * np.einsum("bi,bi->b", chosen[:, here], chosen[:, first:] @ far.T)
        with np.errstate(invalid="ignore", divide="ignore"):
            same = np.where(n_units > 0, equal / n_units, np.nan)
            alpha = np.where(expected > 0, 1 - (n - 1) * apart / expected, np.nan)
        return np.stack((same, alpha), axis=-1)


def sum_sets_by_cluster(ratings: Ratings, cluster_of: NDArray[np.intp], n_clusters: int) -> SetSums:
    """Add up what agreement on whole sets of codes needs; segments without a code have the empty set."""
    sets, set_of = _distinct_sets(ratings)
    r = ratings.looked.sum(axis=1)
    equal, apart = np.zeros(n_clusters), np.zeros(n_clusters)
    for i in range(len(ratings.coders)):
        for j in range(i + 1, len(ratings.coders)):
            at = np.flatnonzero(ratings.looked[:, i] & ratings.looked[:, j])
            one, other = set_of[at, i], set_of[at, j]
            far = np.concatenate(
                [
                    masi_of_pairs(sets[one[first : first + 4096]], sets[other[first : first + 4096]])
                    for first in range(0, max(len(at), 1), 4096)
                ]
            )
            np.add.at(equal, cluster_of[at], 2 * (one == other) / (r[at] * (r[at] - 1)))
            np.add.at(apart, cluster_of[at], 2 * far / (r[at] - 1))
    at, who = np.nonzero(ratings.looked)
    n_units = np.bincount(cluster_of, minlength=n_clusters).astype(np.float64)
    return SetSums(sets, n_units, equal, apart, cluster_of[at], set_of[at, who])


def _distinct_sets(ratings: Ratings) -> tuple[NDArray[np.bool_], NDArray[np.intp]]:
    """Give the distinct sets, and which of them each coder gave each segment (the empty one first)."""
    number: dict[tuple[int, ...], int] = {(): 0}
    set_of = np.zeros(ratings.looked.shape, dtype=np.intp)
    for place, nodes in ratings.codes_given.items():
        set_of[place] = number.setdefault(nodes, len(number))
    sets = np.zeros((len(number), len(ratings.nodes)), dtype=np.bool_)
    for members, i in number.items():
        sets[i, list(members)] = True
    return sets, set_of
