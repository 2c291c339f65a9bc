"""The numbers of a comparison: differences between groups, and tests at the level at which people are independent."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from thematica.analyses.contingency import MOST_TABLES, chi_square, cramers_v, cramers_v_corrected, freeman_halton
from thematica.analyses.permutation import measure_likeness, mix_groups, permute_groups, plan_exchange, share_rooms
from thematica.analyses.proportions import (
    Numbers,
    OddsRatio,
    adjust_benjamini_hochberg,
    adjust_holm,
    difference_interval,
    fisher_exact,
    odds_ratio,
    smallest_p,
)
from thematica.model.incidence import EVERYBODY, Incidence
from thematica.model.sentences import join_names
from thematica.model.themes import Code

Places = NDArray[np.intp]
LEVEL = 0.05  # a test that cannot come below it is not made
MOST_PAIRED = 6  # groups of an attribute; more make too many pairs to read
ENOUGH = 5  # units that each cell must expect for chi-square
FEW = 20  # units; with more, some margin always allows a p below .05


@dataclass(frozen=True, eq=False)
class Tally:
    """Who of which group, in which session, voiced what.

    A unit is a participant or a session; in mixed focus groups a session is a unit of each group that spoke in it.

    Attributes:
        by: The attribute.
        unit: ``participant`` or ``session``.
        groups: Groups in which anybody was looked at.
        nodes: Codes or themes.
        group_of, session_of: Place of the group and of the session of each unit, shape (n units,).
        x: Whether each unit voiced each code, shape (n units, n codes).
    """

    by: str
    unit: str
    groups: tuple[str, ...]
    nodes: tuple[Code, ...]
    group_of: Places
    session_of: Places
    x: Numbers

    @property
    def independent(self) -> bool:
        """Whether no session holds two units."""
        return not share_rooms(self.session_of)

    @property
    def mixed(self) -> bool:
        """Whether a session holds units of several groups."""
        return mix_groups(self.group_of, self.session_of)

    @property
    def sizes(self) -> Places:
        """Units of each group, shape (n groups,)."""
        return np.bincount(self.group_of, minlength=len(self.groups))

    @property
    def voiced(self) -> Places:
        """Units of each group that voiced each code, shape (n groups, n codes)."""
        counts = np.zeros((len(self.groups), self.x.shape[1]), dtype=np.intp)
        np.add.at(counts, self.group_of, self.x.astype(np.intp))
        return counts


@dataclass(frozen=True, slots=True)
class Contrast:
    """How two groups differ in voicing a code or theme.

    Attributes:
        by: The attribute.
        first, second: The groups; differences are of the first minus the second.
        id, name: Of the code or theme.
        n_first, of_first, n_second, of_second: How many of how many voiced it.
        design_effect: By how much participants of one session resemble each other, 1 where they are independent.
        independent: Whether no two units are of one session.
        freedom: Rooms less groups, from which the design effect was estimated; 0 where units are independent.
    """

    by: str
    first: str
    second: str
    id: str
    name: str
    n_first: int
    of_first: int
    n_second: int
    of_second: int
    design_effect: float = 1.0
    independent: bool = True
    freedom: int = 0

    @property
    def difference(self) -> float:
        """Difference of the shares, -1..1."""
        return self.n_first / self.of_first - self.n_second / self.of_second

    @property
    def interval(self) -> tuple[float, float]:
        """95% interval of the difference (Newcombe), with as many fewer participants as the design effect says."""
        counts = (self.n_first, self.of_first, self.n_second, self.of_second)
        return difference_interval(*counts, design_effect=self.design_effect, freedom=self.freedom)

    @property
    def excludes_none(self) -> bool:
        """Whether the interval lies on one side of 0."""
        low, high = self.interval
        return low > 0 or high < 0

    @property
    def odds_ratio(self) -> OddsRatio | None:
        """Exact odds ratio; None where units are not independent, or nobody or everybody voiced it."""
        if not self.independent:
            return None
        silent = (self.of_first - self.n_first, self.of_second - self.n_second)
        return odds_ratio(self.n_first, silent[0], self.n_second, silent[1])


@dataclass(frozen=True, slots=True)
class GroupTest:
    """Whether chance alone could make the groups of an attribute differ as they do.

    Attributes:
        by: The attribute.
        id, name: Of the code or theme.
        test: What was done, in words.
        p: None where no test was made.
        p_holm, p_bh: Adjusted over all tests of the comparison, after Holm and after Benjamini and Hochberg.
        smallest_p: The smallest p that was possible, or None where that is not known.
        error: Standard error of a p from random draws, else 0.
        v, v_corrected: Cramér's V, and less what chance adds in small samples (Bergsma).
        remark: Why there is no test, or why it says little.
    """

    by: str
    id: str
    name: str
    test: str
    p: float | None
    smallest_p: float | None
    error: float = 0.0
    v: float | None = None
    v_corrected: float | None = None
    p_holm: float | None = None
    p_bh: float | None = None
    remark: str = ""


def make_tally(
    by: str, unit: str, found: Mapping[str, Incidence], nodes: Sequence[Code], session_of: Mapping[str, str]
) -> Tally:
    """Lay side by side the incidence of each group of an attribute; everybody's is left out."""
    filled = {group: each for group, each in found.items() if group != EVERYBODY and each.unit_ids}
    units = [(place, unit_id) for place, each in enumerate(filled.values()) for unit_id in each.unit_ids]
    names: dict[str, int] = {}
    sessions = [names.setdefault(session_of.get(unit_id, unit_id), len(names)) for _, unit_id in units]
    x = np.concatenate([np.zeros((0, len(nodes))), *(each.matrix.T for each in filled.values())]).astype(np.float64)
    group_of = np.array([place for place, _ in units], dtype=np.intp)
    return Tally(by, unit, tuple(filled), tuple(nodes), group_of, np.array(sessions, dtype=np.intp), x)


def contrast_groups(tally: Tally) -> Iterator[Contrast]:
    """Give every difference between two groups, code by code; none where the groups are too many to pair."""
    if len(tally.groups) > MOST_PAIRED:
        return
    voiced, sizes, independent = tally.voiced, tally.sizes, tally.independent
    alike = np.zeros(len(tally.nodes)) if independent else estimate_likeness(tally)
    freedom = 0 if independent else int(_rooms(tally).max()) + 1 - len(tally.groups)
    for i, j in combinations(range(len(tally.groups)), 2):
        shared = 0.0 if independent else _shared_rooms(tally, i, j)
        for at, node in enumerate(tally.nodes):
            yield Contrast(
                tally.by, tally.groups[i], tally.groups[j], node.id, node.name,
                int(voiced[i, at]), int(sizes[i]), int(voiced[j, at]), int(sizes[j]),
                max(1.0, 1 + float(alike[at]) * shared), independent, freedom,
            )  # fmt: skip


def estimate_likeness(tally: Tally) -> Numbers:
    """Estimate how alike those are who talked in the same room, beyond their group: intraclass correlation, 0..1.

    Returns:
        For each code, shape (n codes,); 0 where it cannot be estimated, or strangers are more alike.

    Source: see ``measure_likeness``.
    """
    rooms = _rooms(tally)
    counts = np.zeros((int(rooms.max(initial=-1)) + 1, len(tally.nodes)))
    np.add.at(counts, rooms, tally.x)
    group_of = np.zeros(len(counts), dtype=np.intp)
    group_of[rooms] = tally.group_of
    found = measure_likeness(counts, np.bincount(rooms).astype(np.float64), group_of)
    return np.clip(np.nan_to_num(found), 0, 1)


def _rooms(tally: Tally) -> Places:
    """Number the rooms: each session, apart for each group that spoke in it, shape (n units,)."""
    rooms: Places = np.unique(tally.session_of * len(tally.groups) + tally.group_of, return_inverse=True)[1]
    return rooms


def _shared_rooms(tally: Tally, i: int, j: int) -> float:
    """Give by what the likeness within rooms is multiplied in the design effect of a difference.

    Units of one group in one room make it less certain, units of both groups in one room more.
    """
    of = np.zeros((int(tally.session_of.max()) + 1, 2))
    for column, group in enumerate((i, j)):
        np.add.at(of[:, column], tally.session_of[tally.group_of == group], 1)
    n1, n2 = of.sum(axis=0)
    one, two = of[:, 0], of[:, 1]
    same = (one * (one - 1)).sum() / n1**2 + (two * (two - 1)).sum() / n2**2 - 2 * (one * two).sum() / (n1 * n2)
    return float(same / (1 / n1 + 1 / n2))


def compute_tests(tally: Tally, seed: int) -> list[GroupTest]:
    """Test each code once over all groups of an attribute, as far as the design allows."""
    if len(tally.groups) < 2:
        return []
    return _test_units(tally, seed) if tally.independent else _exchange_labels(tally, seed)


def adjust(tests: Sequence[GroupTest]) -> tuple[GroupTest, ...]:
    """Adjust all p-values of a comparison together: they are one family."""
    p = [test.p for test in tests if test.p is not None]
    adjusted = iter(zip(adjust_holm(p), adjust_benjamini_hochberg(p), strict=True))
    return tuple(
        test if test.p is None else replace(test, p_holm=holm, p_bh=bh)
        for test in tests
        for holm, bh in ([(None, None)] if test.p is None else [next(adjusted)])
    )


def _test_units(tally: Tally, seed: int) -> list[GroupTest]:
    """Test units that are independent of each other, exactly; by chi-square where they are very many."""
    sizes = [int(size) for size in tally.sizes]
    words = "Fisher's exact test" if len(sizes) == 2 else "Freeman–Halton exact test"
    floor = _smallest_of_sizes(sizes)
    if floor > LEVEL:
        return _untested(tally, words, floor, f"groups of {join_names(map(str, sizes))} {tally.unit}s")
    tests = []
    for node, yes in zip(tally.nodes, tally.voiced.T.tolist(), strict=True):
        table = [yes, [size - n for size, n in zip(sizes, yes, strict=True)]]
        if (silent := _nobody(yes, sizes)) is not None:
            tests.append(GroupTest(tally.by, node.id, node.name, words, 1.0, 1.0, remark=silent))
            continue
        p, least, error, name = _test_table(table, words, seed)
        few = f"with {sum(yes)} who voiced it, no p below {least:.2g} is possible" if (least or 0) > LEVEL else ""
        v = (cramers_v(table), cramers_v_corrected(table))
        tests.append(GroupTest(tally.by, node.id, node.name, name, p, least, error, *v, remark=few))
    return tests


def _test_table(table: list[list[int]], words: str, seed: int) -> tuple[float, float | None, float, str]:
    """Give p, the smallest possible one, the error of p, and what was done.

    Where the tables are too many to be listed, chi-square takes the place of random tables if every cell expects
    five: its p has no error of drawing, and may be as small as it likes.
    """
    if len(table[0]) == 2:
        (a, c), (b, d) = table
        return fisher_exact(a, b, c, d), smallest_p(a, b, c, d), 0.0, words
    voices, silent = (sum(row) for row in table)
    sizes = sorted(yes + no for yes, no in zip(*table, strict=True))
    if math.prod(1 + min(size, voices, silent) for size in sizes[:-1]) > MOST_TABLES:
        large = chi_square(table)
        if (large.smallest_expected or 0) >= ENOUGH:
            return large.p, None, 0.0, "chi-square test"
    found = freeman_halton(table, seed=seed)
    name = f"{words}, {found.n_tables:,} random tables" if found.error else words
    return found.p, found.smallest_p, found.error, name


def _exchange_labels(tally: Tally, seed: int) -> list[GroupTest]:
    """Test units that share sessions: exchange sessions between groups, or units within their session."""
    design, carry = plan_exchange(tally.group_of, tally.session_of)
    words = f"{'participants' if tally.unit == 'participant' else 'groups'} exchanged within each session"
    how = f"groups that met in {len(np.unique(tally.session_of))} sessions"
    if not tally.mixed:
        words = "whole sessions exchanged between groups"
        how = f"groups of {join_names(map(str, np.bincount(design.groups)))} sessions"
    if design.smallest_p > LEVEL:
        return _untested(tally, words, design.smallest_p, how)
    x = np.zeros((len(design.groups), tally.x.shape[1]))
    np.add.at(x, carry, tally.x)
    found = permute_groups(x, np.bincount(carry).astype(np.float64), design, seed=seed)
    words += f", {found.n_drawn:,} random draws" if found.n_drawn else f", all {found.n_allocations:,} ways"
    sizes = tally.sizes.tolist()
    tests = []
    for at, (node, yes) in enumerate(zip(tally.nodes, tally.voiced.T.tolist(), strict=True)):
        table = [yes, [size - n for size, n in zip(sizes, yes, strict=True)]]
        v = (cramers_v(table), cramers_v_corrected(table))
        error, remark = float(found.error[at]), _nobody(yes, sizes) or ""
        p = 1.0 if remark else float(found.p[at])
        tests.append(GroupTest(tally.by, node.id, node.name, words, p, found.smallest_p, error, *v, remark=remark))
    return tests


def _untested(tally: Tally, words: str, floor: float, how: str) -> list[GroupTest]:
    reason = f"no test: with {how} the smallest possible p is {floor:.2g}"
    return [GroupTest(tally.by, node.id, node.name, words, None, floor, remark=reason) for node in tally.nodes]


def _smallest_of_sizes(sizes: Sequence[int]) -> float:
    """Give the smallest p of an exact test of these group sizes: all of some groups voice it, none of the others."""
    n, k = sum(sizes), len(sizes)
    if n > FEW:
        return 0.0
    halves = [yes for r in range(1, k) for yes in combinations(range(k), r)]
    tables = ([[size * (i in yes) for i, size in enumerate(sizes)]] for yes in halves)
    return min(
        freeman_halton([*table, [s - y for s, y in zip(sizes, table[0], strict=True)]]).smallest_p for table in tables
    )


def _nobody(yes: Sequence[int], sizes: Sequence[int]) -> str | None:
    if sum(yes) == 0:
        return "voiced by nobody"
    return "voiced by everybody" if list(yes) == list(sizes) else None
