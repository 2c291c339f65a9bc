"""Tables of counts larger than two by two, and the same people asked twice."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from thematica.analyses.proportions import SAME, Numbers, log_factorials
from thematica.errors import AnalysisError

MOST_TABLES = 200_000  # listed one by one, in a fraction of a second; above it tables are drawn at random
DRAWS = 20_000  # tables drawn at random: the error of a p of .05 is then .0015
Counts = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class ChiSquare:
    """A statistic that is compared with the chi-square distribution.

    Attributes:
        statistic: X², or Q.
        df: Degrees of freedom.
        p: From the chi-square distribution; not to be trusted where a cell expects fewer than five.
        smallest_expected: The least count that a cell expects; None where no table was tested.
    """

    statistic: float
    df: int
    p: float
    smallest_expected: float | None = None


@dataclass(frozen=True, slots=True)
class TableTest:
    """An exact test of a table, or its estimate from tables drawn at random.

    Attributes:
        p: The p-value.
        n_tables: How many tables were listed, or drawn.
        error: Standard error of p where tables were drawn, else 0.
        smallest_p: The smallest p that the margins allow; drawn tables can give none below 1 in ``n_tables + 1``.
    """

    p: float
    n_tables: int
    error: float
    smallest_p: float


def chi_square(table: Sequence[Sequence[int]]) -> ChiSquare:
    """Test a table of counts of independent participants for independence, without continuity correction.

    Raises:
        AnalysisError: It has fewer than two rows or columns with counts.

    Source: Pearson (1900), Philos Mag 50:157–175.

    >>> found = chi_square([[762, 327, 468], [484, 239, 477]])
    >>> round(found.statistic, 4), found.df
    (30.0701, 2)
    """
    counts = _table(table)
    if min(counts.shape) < 2:
        raise AnalysisError("a test of independence needs two rows and two columns with counts")
    expected = counts.sum(axis=1, keepdims=True) * counts.sum(axis=0) / counts.sum()
    statistic = float(((counts - expected) ** 2 / expected).sum())
    df = (counts.shape[0] - 1) * (counts.shape[1] - 1)
    return ChiSquare(statistic, df, _upper_tail(df, statistic), float(expected.min()))


def cramers_v(table: Sequence[Sequence[int]]) -> float | None:
    """Give Cramér's V, how far two classifications go together, 0..1; small samples push it up.

    Returns:
        None where fewer than two rows or columns have counts.

    Source: Cramér (1946), Mathematical Methods of Statistics, 21.9.

    >>> round(cramers_v([[762, 327, 468], [484, 239, 477]]), 5)
    0.10444
    """
    counts = _table(table)
    if min(counts.shape) < 2:
        return None
    return math.sqrt(chi_square(table).statistic / counts.sum() / (min(counts.shape) - 1))


def cramers_v_corrected(table: Sequence[Sequence[int]]) -> float | None:
    """Give Cramér's V less what chance alone adds in small samples, 0..1.

    Returns:
        None where fewer than two rows or columns have counts.

    Source: Bergsma (2013), J Korean Stat Soc 42:323–328.

    >>> round(cramers_v_corrected([[762, 327, 468], [484, 239, 477]]), 5)
    0.10092
    """
    counts = _table(table)
    n = int(counts.sum())
    if min(counts.shape) < 2 or n < 2:
        return None
    r, c = counts.shape
    phi = max(0.0, chi_square(table).statistic / n - (r - 1) * (c - 1) / (n - 1))
    least = min(side - (side - 1) ** 2 / (n - 1) for side in (r, c))
    return math.sqrt(phi / (least - 1)) if least > 1 else None


def freeman_halton(
    table: Sequence[Sequence[int]], *, seed: int = 1, n_draws: int = DRAWS, most_tables: int = MOST_TABLES
) -> TableTest:
    """Test a table of any size exactly: Fisher's test for more than two groups or answers.

    All tables with these margins are listed; where there are more than ``most_tables``, ``n_draws`` of them are
    drawn at random, and p comes with its error.

    Args:
        table: Counts of independent participants.
        seed: Where the draws start.
        n_draws: How many tables are drawn where they are too many to list.
        most_tables: How many are listed at most.

    Raises:
        AnalysisError: A count is negative, or there is none.

    Source: Freeman and Halton (1951), Biometrika 38:141–149.

    >>> round(freeman_halton([[3, 1], [1, 3]]).p, 7)
    0.4857143
    """
    counts = _table(table)
    rows, columns, n = counts.sum(axis=1), counts.sum(axis=0), int(counts.sum())
    f = log_factorials(n)
    margins = float(f[rows].sum() + f[columns].sum() - f[n])
    observed = margins - float(f[counts].sum())
    limit = observed + math.log1p(SAME)
    listed = _list_tables(rows, columns, f, most_tables)
    if listed is None:
        drawn = margins - _draw_tables(rows, columns, f, n_draws, seed)
        p = (int((drawn <= limit).sum()) + 1) / (n_draws + 1)
        return TableTest(p, n_draws, math.sqrt(p * (1 - p) / n_draws), 1 / (n_draws + 1))
    logs = margins - listed
    least = logs <= logs.min() + math.log1p(SAME)
    p, smallest = (min(1.0, float(np.exp(logs[which]).sum())) for which in (logs <= limit, least))
    return TableTest(p, len(logs), 0.0, smallest)


def cochran_q(rows: Sequence[Sequence[int]]) -> ChiSquare | None:
    """Test whether several conditions differ that the same people went through, each voicing a theme or not.

    Args:
        rows: One row a person, one 0 or 1 a condition.

    Returns:
        Q as ``statistic``; None where nobody differs between conditions.

    Source: Cochran (1950), Biometrika 37:256–266.

    >>> q = cochran_q([[1, 1, 0], [1, 1, 0], [1, 0, 0], [1, 1, 1], [0, 1, 0], [1, 1, 0]])
    >>> round(q.statistic, 4), round(q.p, 7)
    (6.4, 0.0407622)
    """
    x = np.array(rows, dtype=np.intp)
    k = x.shape[1]
    by_condition, by_person = x.sum(axis=0), x.sum(axis=1)
    below = int(k * by_person.sum() - (by_person**2).sum())
    if below == 0:
        return None
    q = (k - 1) * float(k * (by_condition**2).sum() - by_condition.sum() ** 2) / below
    return ChiSquare(q, k - 1, _upper_tail(k - 1, q))


def _upper_tail(df: int, x: float) -> float:
    """Give the chance that chi-square with ``df`` degrees of freedom is larger: term by term, down to 1 or 2."""
    half = x / 2
    start = 0.5 if df % 2 else 1.0
    tail = math.erfc(math.sqrt(half)) if df % 2 else math.exp(-half)
    if half > 0:
        terms = (start + step for step in range((df - 1) // 2))
        tail += sum(math.exp(a * math.log(half) - half - math.lgamma(a + 1)) for a in terms)
    return min(1.0, tail)


def _table(table: Sequence[Sequence[int]]) -> Counts:
    """Give the counts without rows and columns that hold none."""
    counts = np.array(table, dtype=np.intp)
    if counts.ndim != 2 or (counts < 0).any() or not counts.sum():
        raise AnalysisError("a table of counts needs rows of equal length, no negative count, and something counted")
    filled: Counts = counts[counts.sum(axis=1) > 0][:, counts.sum(axis=0) > 0]
    return filled


def _list_tables(rows: Counts, columns: Counts, f: Numbers, most: int) -> Numbers | None:
    """Give Σ ln x! of every table with these margins; None if there are more than ``most``.

    Tables are filled cell by cell, all unfinished tables side by side.
    """
    left = rows[None, :].copy()  # what each row may still take, shape (tables, rows)
    logs = np.zeros(1)
    for column in columns[:-1]:
        need = np.full(len(left), column)  # what this column still takes
        for i in range(len(rows)):
            later = left[:, i + 1 :].sum(axis=1)
            least, largest = np.maximum(0, need - later), np.minimum(left[:, i], need)
            choices = largest - least + 1
            if int(choices.sum()) > most:
                return None
            came_from = np.repeat(np.arange(len(left)), choices)
            first = np.repeat(np.cumsum(choices) - choices, choices)
            x = least[came_from] + np.arange(len(came_from)) - first
            left, need, logs = left[came_from], need[came_from] - x, logs[came_from] + f[x]
            left[:, i] -= x
    found: Numbers = logs + f[left].sum(axis=1)  # the last column takes what is left
    return found


def _draw_tables(rows: Counts, columns: Counts, f: Numbers, n_draws: int, seed: int) -> Numbers:
    """Give Σ ln x! of tables drawn at random among those with these margins."""
    random = np.random.default_rng(seed)
    left = np.repeat(rows[None, :], n_draws, axis=0)
    logs = np.zeros(n_draws)
    for column in columns[:-1]:
        need = np.full(n_draws, column)
        for i in range(len(rows) - 1):
            later = left[:, i + 1 :].sum(axis=1)
            x = random.hypergeometric(left[:, i], later, need)
            left[:, i] -= x
            need -= x
            logs += f[x]
        left[:, -1] -= need
        logs += f[need]
    found: Numbers = logs + f[left].sum(axis=1)
    return found
