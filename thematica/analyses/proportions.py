"""Proportions of small groups: intervals, differences, odds ratios and exact tests of two by two counts.

Counts are of participants or sessions, never of segments: those of one person are not independent.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from thematica.errors import AnalysisError

Numbers = NDArray[np.float64]
Z = 1.959963984540054  # standard normal quantile of .975
TAIL = 0.025  # of a 95% interval, on each side
SAME = 1e-7  # probabilities nearer than this, relatively, differ by rounding only (as in R's fisher.test)
FARTHEST = 700.0  # ln of an odds ratio beyond which exp() no longer fits a float
NEAR = 1e-13  # of the logarithm of an odds ratio


def wilson_interval(n: int, of: int) -> tuple[float, float]:
    """Give the 95% interval of a proportion that keeps its promise in small groups, too.

    It takes the ``of`` as independent of each other: for participants who talked in one room it is too narrow.

    Args:
        n: How many of them.
        of: Of how many; at least 1.

    Returns:
        Lower and upper limit, 0..1.

    Raises:
        AnalysisError: ``n`` of ``of`` cannot be.

    Source: Wilson (1927), J Am Stat Assoc 22:209–212.

    >>> tuple(round(limit, 4) for limit in wilson_interval(81, 263))
    (0.2553, 0.3662)
    """
    _check(n, of)
    return _wilson(n / of, of)


def difference_interval(
    n1: int, of1: int, n2: int, of2: int, *, design_effect: float = 1.0, freedom: int = 0
) -> tuple[float, float]:
    """Give the 95% interval of the difference of two proportions, the first minus the second.

    Read it for what it excludes: an interval that holds 0 does not say that the groups are alike.

    Args:
        n1, of1: How many of the first group.
        n2, of2: How many of the second group.
        design_effect: How many times more participants are needed because they talked in the same rooms; 1 where
            they are independent of each other.
        freedom: Rooms less groups, where the design effect was estimated from so many; 0: it is known. What rooms add
            to the uncertainty then counts with the quantile of Student's t.

    Returns:
        Lower and upper limit, -1..1.

    Raises:
        AnalysisError: A count cannot be.

    Source: Newcombe (1998), Stat Med 17:873–890, method 10 (hybrid score); for rooms, decision 0014.

    >>> tuple(round(limit, 4) for limit in difference_interval(56, 70, 48, 80))
    (0.0524, 0.3339)
    """
    _check(n1, of1)
    _check(n2, of2)
    p1, p2 = n1 / of1, n2 / of2
    z = _mix_quantiles(design_effect, freedom) if freedom and design_effect > 1 else Z
    (low1, high1), (low2, high2) = _wilson(p1, of1 / design_effect, z), _wilson(p2, of2 / design_effect, z)
    d = p1 - p2
    low = d - math.hypot(p1 - low1, high2 - p2)
    high = d + math.hypot(high1 - p1, p2 - low2)
    return max(-1.0, low), min(1.0, high)


@dataclass(frozen=True, slots=True)
class OddsRatio:
    """How many times higher the odds are in the first group.

    Attributes:
        value: Conditional maximum likelihood estimate; 0 or infinite where a cell is empty.
        low, high: Exact 95% interval; infinite where it has no upper end.
    """

    value: float
    low: float
    high: float


def odds_ratio(a: int, b: int, c: int, d: int) -> OddsRatio | None:
    """Give the conditional odds ratio of a two by two table with its exact interval.

    An odds ratio is no ratio of shares, and looks larger than one. Where a cell is empty the estimate is 0 or
    infinite, and only the interval says something.

    Args:
        a, b: Who did and who did not, in the first group.
        c, d: Who did and who did not, in the second group.

    Returns:
        The ratio, or None where nobody or everybody did (or a group is empty): nothing can be said then.

    Raises:
        AnalysisError: A count is negative.

    Source: Fisher (1935), J R Stat Soc 98:39–82; the interval after Cornfield (1956), as R's fisher.test gives it.

    >>> tea = odds_ratio(3, 1, 1, 3)
    >>> round(tea.value, 6), round(tea.low, 7), round(tea.high, 4)
    (6.40832, 0.2117356, 626.2435)
    """
    low, high, weights = _hypergeometric(a, b, c, d)
    if low == high:
        return None
    support = np.arange(low, high + 1, dtype=np.float64)

    def mean(log_ratio: float) -> float:
        return float(_tilt(weights, support, log_ratio) @ support) - a

    def upper_tail(log_ratio: float) -> float:
        return float(_tilt(weights, support, log_ratio)[a - low :].sum()) - TAIL

    def lower_tail(log_ratio: float) -> float:
        return TAIL - float(_tilt(weights, support, log_ratio)[: a - low + 1].sum())

    value = 0.0 if a == low else math.inf if a == high else _solve(mean)
    return OddsRatio(value, 0.0 if a == low else _solve(upper_tail), math.inf if a == high else _solve(lower_tail))


def fisher_exact(a: int, b: int, c: int, d: int) -> float:
    """Give Fisher's exact two-sided p of a two by two table.

    Of all tables with these margins, it adds up those that are no more probable than this one. A large p is no
    evidence that the groups are alike: see ``smallest_p`` for what so few could show at best.

    Args:
        a, b: Who did and who did not, in the first group.
        c, d: Who did and who did not, in the second group.

    Raises:
        AnalysisError: A count is negative.

    Source: Fisher (1935), The Design of Experiments, ch. 2.

    >>> round(fisher_exact(3, 1, 1, 3), 7)
    0.4857143
    """
    low, _, weights = _hypergeometric(a, b, c, d)
    share = np.exp(weights)
    return min(1.0, float(share[share <= share[a - low] * (1 + SAME)].sum()))


def smallest_p(a: int, b: int, c: int, d: int) -> float:
    """Give the smallest p that Fisher's exact test could have with the margins of this table.

    >>> round(smallest_p(3, 0, 0, 3), 4)
    0.1
    """
    _, _, weights = _hypergeometric(a, b, c, d)
    share = np.exp(weights)
    return min(1.0, float(share[share <= share.min() * (1 + SAME)].sum()))


def adjust_bonferroni(p_values: Sequence[float]) -> tuple[float, ...]:
    """Multiply each p by their number, cut at 1: the chance of any false finding stays below the level.

    >>> adjust_bonferroni([0.01, 0.4, 0.03])
    (0.03, 1.0, 0.09)
    """
    return tuple(min(1.0, len(p_values) * p) for p in p_values)


def adjust_holm(p_values: Sequence[float]) -> tuple[float, ...]:
    """Adjust p-values so that the chance of any false finding stays below the level; for what was planned.

    Source: Holm (1979), Scand J Stat 6:65–70.

    >>> [round(p, 4) for p in adjust_holm([0.01, 0.04, 0.03])]
    [0.03, 0.06, 0.06]
    """
    p, order = _ranked(p_values)
    factors = len(p) - np.arange(len(p))
    return _unrank(np.minimum(1.0, np.maximum.accumulate(factors * p[order])), order)


def adjust_benjamini_hochberg(p_values: Sequence[float]) -> tuple[float, ...]:
    """Adjust p-values so that few of the findings are false on average; for what is explored.

    Source: Benjamini and Hochberg (1995), J R Stat Soc B 57:289–300.

    >>> [round(p, 4) for p in adjust_benjamini_hochberg([0.01, 0.04, 0.03])]
    [0.03, 0.04, 0.04]
    """
    p, order = _ranked(p_values)
    factors = len(p) / np.arange(1, len(p) + 1)
    return _unrank(np.minimum(1.0, np.minimum.accumulate((factors * p[order])[::-1])[::-1]), order)


def log_factorials(up_to: int) -> Numbers:
    """Give ln 0!, ln 1!, … ln of ``up_to``!, shape (up_to + 1,)."""
    return np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, up_to + 1, dtype=np.float64)))])


def _mix_quantiles(design_effect: float, freedom: int) -> float:
    """Give a quantile between the normal one and Student's t, by the part of the variance that comes from rooms."""
    from scipy.special import stdtrit

    t = float(stdtrit(freedom, 1 - TAIL))
    return math.sqrt((Z * Z + t * t * (design_effect - 1)) / design_effect)


def _wilson(p: float, of: float, z: float = Z) -> tuple[float, float]:
    z2 = z * z
    centre = (p + z2 / (2 * of)) / (1 + z2 / of)
    half = z / (1 + z2 / of) * math.sqrt(p * (1 - p) / of + z2 / (4 * of * of))
    low = 0.0 if p == 0 else min(p, max(0.0, centre - half))
    return low, 1.0 if p == 1 else max(p, min(1.0, centre + half))


def _check(n: int, of: int) -> None:
    if of < 1 or not 0 <= n <= of:
        raise AnalysisError(f"{n} of {of} is no proportion: it takes at least one, and no more than there are")


def _hypergeometric(a: int, b: int, c: int, d: int) -> tuple[int, int, Numbers]:
    """Give the least and the largest first cell that the margins allow, and the ln of each one's probability."""
    if min(a, b, c, d) < 0:
        raise AnalysisError(f"a table of counts cannot hold a negative one ({a}, {b}, {c}, {d})")
    row, column, n = a + b, a + c, a + b + c + d
    low, high = max(0, row + column - n), min(row, column)
    k = np.arange(low, high + 1)
    f = log_factorials(n)
    ways = f[column] - f[k] - f[column - k] + f[n - column] - f[row - k] - f[n - column - row + k]
    return low, high, ways - (f[n] - f[row] - f[n - row])


def _tilt(weights: Numbers, support: Numbers, log_ratio: float) -> Numbers:
    """Give the probabilities of the first cell when the odds differ by a ratio."""
    logs = weights + support * log_ratio
    share = np.exp(logs - logs.max())
    tilted: Numbers = share / share.sum()
    return tilted


def _solve(rising: Callable[[float], float]) -> float:
    """Find the ratio at which a function that rises with its logarithm is 0, by halving."""
    low, high = -FARTHEST, FARTHEST
    while high - low > NEAR * max(1.0, abs(low)):
        middle = (low + high) / 2
        low, high = (low, middle) if rising(middle) > 0 else (middle, high)
    return math.exp((low + high) / 2)


def _ranked(p_values: Sequence[float]) -> tuple[Numbers, NDArray[np.intp]]:
    p = np.array(p_values, dtype=np.float64)
    return p, np.argsort(p, kind="stable")


def _unrank(adjusted: Numbers, order: NDArray[np.intp]) -> tuple[float, ...]:
    found = np.empty_like(adjusted)
    found[order] = adjusted
    return tuple(found.tolist())
