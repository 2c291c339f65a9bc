"""Tests of groups whose members talked in the same rooms: labels are exchanged at the level at which they were given.

Participants of one session heard each other, so a test that takes them as independent finds differences that are
not there. With few sessions no test can find any: the smallest possible p says so beforehand.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product

import numpy as np
from numpy.typing import NDArray

from thematica.analyses.proportions import Numbers
from thematica.errors import AnalysisError

MOST_LISTED = 100_000  # allocations; more are drawn at random
DRAWS = 9_999
CELLS = 4_000_000  # numbers held at once
ALMOST = 1e-12  # differences of shares nearer than this differ by rounding only
Places = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class PermutationTest:
    """How often labels given at random differ as much as the real ones.

    Attributes:
        observed: Largest difference between the shares of two groups, for each code, shape (n codes,).
        p: For each code, shape (n codes,).
        smallest_p: The smallest p that this design could give, whatever had been said.
        n_allocations: How many ways there are to give the labels.
        n_drawn: How many of them were drawn at random; 0 where all were listed.
    """

    observed: Numbers
    p: Numbers
    smallest_p: float
    n_allocations: int
    n_drawn: int

    @property
    def error(self) -> Numbers:
        """Standard error of each p; 0 where all allocations were listed."""
        found: Numbers = np.sqrt(self.p * (1 - self.p) / self.n_drawn) if self.n_drawn else np.zeros_like(self.p)
        return found


@dataclass(frozen=True, eq=False)
class Design:
    """Who could have had whose label.

    Attributes:
        groups: The group of each unit, from 0, shape (n units,).
        blocks: The block of each unit: labels are exchanged within a block only, shape (n units,).
    """

    groups: Places
    blocks: Places

    @property
    def n_groups(self) -> int:
        """How many groups there are."""
        return int(self.groups.max()) + 1

    @property
    def sizes(self) -> Places:
        """Units of each group in each block, shape (n blocks, n groups)."""
        counts = np.zeros((int(self.blocks.max()) + 1, self.n_groups), dtype=np.intp)
        np.add.at(counts, (self.blocks, self.groups), 1)
        return counts

    @property
    def n_allocations(self) -> int:
        """In how many ways the labels could have been given."""
        ways = 1
        for sizes in self.sizes.tolist():
            ways *= math.factorial(sum(sizes)) // math.prod(math.factorial(size) for size in sizes)
        return ways

    @property
    def smallest_p(self) -> float:
        """The smallest p that a test could give, whatever had been said.

        Where groups could change names without changing the design, as many allocations differ equally much.
        """
        columns = [tuple(column) for column in self.sizes.T.tolist()]
        alike = math.prod(math.factorial(n) for n in Counter(columns).values())
        if self.n_allocations > MOST_LISTED:
            return 1 / (DRAWS + 1)
        return min(1.0, alike / self.n_allocations)


def permute_groups(x: Numbers, m: Sequence[float] | Numbers, design: Design, *, seed: int = 1) -> PermutationTest:
    """Test whether groups differ in the share of those who voiced each code, by exchanging the groups' labels.

    Where the group belongs to the session, the units are sessions, in one block; where it varies within sessions
    (women and men in one room), the units are participants, and each session is a block. All allocations are
    listed, or, where there are more than 100,000, 9,999 of them drawn: then p is (count + 1) / (draws + 1).

    Args:
        x: How many in each unit voiced each code, shape (n units, n codes).
        m: How many there are in each unit, shape (n units,); at least 1 each.
        design: The groups and blocks of the units.
        seed: Where the draws start.

    Raises:
        AnalysisError: There are fewer than two groups.

    Source: Edgington and Onghena (2007), Randomization Tests, 4th ed., ch. 3; p from draws: Phipson and Smyth (2010),
    Stat Appl Genet Mol Biol 9(1):39.

    >>> arms = Design(np.array([0, 0, 0, 1, 1, 1]), np.zeros(6, dtype=int))
    >>> test = permute_groups(np.array([[5], [4], [6], [1], [2], [1.0]]), [6, 6, 7, 6, 7, 5], arms)
    >>> round(float(test.observed[0]), 6), float(test.p[0]), test.smallest_p
    (0.567251, 0.1, 0.1)
    """
    if not len(design.groups) or design.n_groups < 2:
        raise AnalysisError("a test needs two groups")
    sizes = np.asarray(m, dtype=np.float64)
    observed = _largest_difference(x, sizes, design.groups[None, :], design.n_groups)[0]
    exact = design.n_allocations <= MOST_LISTED
    batches = _list_allocations(design) if exact else draw_allocations(design, DRAWS, seed)
    step = max(1, CELLS // max(x.size, 1))
    as_much = np.zeros(x.shape[1])
    for labels in batches:
        for first in range(0, len(labels), step):
            found = _largest_difference(x, sizes, labels[first : first + step], design.n_groups)
            as_much += (found >= observed - ALMOST).sum(axis=0)
    p = as_much / design.n_allocations if exact else (as_much + 1) / (DRAWS + 1)
    return PermutationTest(observed, p, design.smallest_p, design.n_allocations, 0 if exact else DRAWS)


def draw_allocations(design: Design, n_draws: int, seed: int) -> Iterator[Places]:
    """Exchange labels at random within each block, again and again: shape (some draws, n units) at a time."""
    random = np.random.default_rng(seed)
    slots = np.argsort(design.blocks, kind="stable")
    step = max(1, CELLS // len(slots))
    for first in range(0, n_draws, step):
        rows = min(step, n_draws - first)
        takers = np.argsort(design.blocks + random.random((rows, len(slots))), axis=1)
        labels = np.empty((rows, len(slots)), dtype=np.intp)
        np.put_along_axis(labels, takers, np.broadcast_to(design.groups[slots], labels.shape), axis=1)
        yield labels


@dataclass(frozen=True, slots=True)
class Clustering:
    """How alike the members of a session are.

    Attributes:
        between, within: Mean squares between and within sessions.
        m0: Size of a session, adjusted for unequal sizes.
        correlation: Intraclass correlation; below 0 where members differ more than strangers would.
    """

    between: float
    within: float
    m0: float
    correlation: float


def measure_clustering(x: Sequence[int], m: Sequence[int]) -> Clustering | None:
    """Measure how alike the members of a session are in voicing a code or not.

    Args:
        x: How many members of each session voiced it.
        m: How many members each session has.

    Returns:
        None with fewer than two sessions, with one member each, or where everybody or nobody voiced it.

    Source: Donner and Klar (2000), Design and Analysis of Cluster Randomization Trials, ch. 1 (ANOVA estimator).

    >>> found = measure_clustering([5, 4, 6, 1, 2, 1], [6, 6, 7, 6, 7, 5])
    >>> round(found.correlation, 6)
    0.264911
    """
    counts, sizes = np.array(x, dtype=np.float64), np.array(m, dtype=np.float64)
    k, total = len(sizes), float(sizes.sum())
    if k < 2 or total <= k or counts.sum() in (0, total):
        return None
    shares = counts / sizes
    between = float((sizes * (shares - counts.sum() / total) ** 2).sum()) / (k - 1)
    within = float((counts * (1 - shares)).sum()) / (total - k)
    m0 = (total - float((sizes**2).sum()) / total) / (k - 1)
    return Clustering(between, within, m0, (between - within) / (between + (m0 - 1) * within))


def design_effect(mean_size: float, correlation: float) -> float:
    """Give how many times more participants are needed because they talked in the same rooms.

    Args:
        mean_size: Participants a session.
        correlation: Intraclass correlation; below 0 it counts as 0.

    Source: Kish (1965), Survey Sampling, 5.4.

    >>> design_effect(6, 0.1)
    1.5
    """
    return 1 + (mean_size - 1) * max(0.0, correlation)


def _largest_difference(x: Numbers, m: Numbers, labels: Places, n_groups: int) -> Numbers:
    """Give the largest difference between the shares of two groups, shape (n allocations, n codes)."""
    highest = np.full((len(labels), x.shape[1]), -np.inf)
    lowest = np.full((len(labels), x.shape[1]), np.inf)
    for group in range(n_groups):
        chosen = (labels == group).astype(np.float64)
        share = (chosen @ x) / (chosen @ m)[:, None]
        highest, lowest = np.maximum(highest, share), np.minimum(lowest, share)
    found: Numbers = highest - lowest
    return found


def _list_allocations(design: Design) -> Iterator[Places]:
    """Give every allocation once, shape (n allocations, n units), in parts."""
    members = [np.flatnonzero(design.blocks == block) for block in range(int(design.blocks.max()) + 1)]
    per_block = [
        [dict(zip(units.tolist(), arrangement, strict=True)) for arrangement in _arrange(sizes)]
        for units, sizes in zip(members, design.sizes.tolist(), strict=True)
    ]
    batch: list[list[int]] = []
    for choice in product(*per_block):
        label_of = {unit: label for part in choice for unit, label in part.items()}
        batch.append([label_of[unit] for unit in range(len(design.groups))])
        if len(batch) == 10_000:
            yield np.array(batch, dtype=np.intp)
            batch = []
    if batch:
        yield np.array(batch, dtype=np.intp)


def _arrange(sizes: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Give every order of so many labels of each group."""
    filled = [group for group, size in enumerate(sizes) if size]
    if len(filled) < 2:
        yield tuple(group for group in filled for _ in range(sizes[group]))
        return
    first, n = filled[0], sum(sizes)
    rest = [0 if group == first else size for group, size in enumerate(sizes)]
    for places in combinations(range(n), sizes[first]):
        taken = set(places)
        for others in _arrange(rest):
            remaining = iter(others)
            yield tuple(first if place in taken else next(remaining) for place in range(n))
