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


def share_rooms(session_of: Places) -> bool:
    """Say whether any session holds two units, which have then heard each other."""
    return len(np.unique(session_of)) < len(session_of)


def mix_groups(group_of: Places, session_of: Places) -> bool:
    """Say whether any session holds units of two groups."""
    pairs = np.unique(np.column_stack((session_of, group_of)), axis=0)
    return share_rooms(pairs[:, 0])


def plan_exchange(group_of: Places, session_of: Places) -> tuple[Design, Places]:
    """Plan at which level groups may be exchanged: the one at which they were given.

    Units that have not heard each other are exchanged freely. Where the group belongs to the session, whole sessions
    are; where sessions are mixed, units within their session.

    Args:
        group_of, session_of: Of each unit, both counted from 0, shape (n units,).

    Returns:
        What is exchanged, and which of these each unit goes with, shape (n units,).
    """
    alone = np.arange(len(group_of))
    if not share_rooms(session_of):
        return Design(group_of, np.zeros_like(alone)), alone
    if mix_groups(group_of, session_of):
        return Design(group_of, session_of), alone
    of_session = np.zeros(int(session_of.max()) + 1, dtype=np.intp)
    of_session[session_of] = group_of
    return Design(of_session, np.zeros_like(of_session)), session_of


def measure_likeness(x: Numbers, m: Numbers, group_of: Places) -> Numbers:
    """Measure how alike those are who talked in one room, beyond their group: intraclass correlation.

    Args:
        x: How many in each room voiced each code, shape (n rooms, n codes).
        m: How many there are in each room, shape (n rooms,).
        group_of: The group of each room, from 0, shape (n rooms,).

    Returns:
        For each code, shape (n codes,), at most 1; below 0 where those in one room differ more than strangers. NaN
        where nothing varies, no group has two rooms, or no room has two people.

    Source: Donner and Klar (2000), Design and Analysis of Cluster Randomization Trials, ch. 1 (ANOVA estimator), pooled
    within groups.

    >>> rooms = np.array([[5.0], [4], [6], [1], [2], [1]]), np.array([6.0, 6, 7, 6, 7, 5])
    >>> measure_likeness(*rooms, np.zeros(6, dtype=int)).round(6).tolist()
    [0.264911]
    """
    n, k, g = float(m.sum()), len(m), int(group_of.max(initial=0)) + 1
    if k <= g or n <= k:
        return np.full(x.shape[1], np.nan)
    sizes = np.bincount(group_of, weights=m, minlength=g)
    of_group = np.zeros((g, x.shape[1]))
    np.add.at(of_group, group_of, x)
    share, mean = x / m[:, None], (of_group / sizes[:, None])[group_of]
    between = (m[:, None] * (share - mean) ** 2).sum(axis=0) / (k - g)
    within = (x * (1 - share)).sum(axis=0) / (n - k)
    m0 = (n - float((np.bincount(group_of, weights=m**2, minlength=g) / sizes).sum())) / (k - g)
    below = between + (m0 - 1) * within
    found: Numbers = np.divide(between - within, below, out=np.full_like(below, np.nan), where=below > 0)
    return found


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
