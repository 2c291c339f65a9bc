"""The order-free curve: how many codes so many sessions bring on average, and how complete they are.

Within the sessions at hand it is the exact mean over every order and choice of them; beyond, an extrapolation to at
most twice as many. Arrays have the sizes as their last axis; leading axes (resamples) are those of the occurrences.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from thematica.analyses.richness import (
    Numbers,
    Occurrences,
    discount_once,
    estimate_completeness,
    estimate_unseen,
)
from thematica.errors import AnalysisError

FARTHEST = 2  # times the sessions at hand: beyond, the estimate rests on the codes heard once and twice alone
_log_gamma = np.frompyfunc(math.lgamma, 1, 1)


def expect_codes(heard: Occurrences, sizes: ArrayLike, *, farthest: float = FARTHEST) -> Numbers:
    """Give the number of codes that so many sessions bring on average.

    Args:
        heard: In how many sessions each code was heard.
        sizes: Numbers of sessions, from 1 to ``farthest`` times those at hand, shape (sizes,).
        farthest: How far an extrapolation may go, in times the sessions at hand. Beyond twice it is a guess.

    Returns:
        Shape (…, sizes). Up to the sessions at hand the mean over all choices of them, exactly.

    Raises:
        AnalysisError: A size is below 1 or too far.

    Source: Colwell et al. (2012), J Plant Ecol 5:3–21 (there Mao's tau); Hsieh, Ma and Chao (2016), iNEXT.

    >>> heard = Occurrences.of([6, 4, 4, 4, 2, 2, 2, 1, 1, 1], 6)
    >>> expect_codes(heard, [1, 3, 6, 12]).round(3).tolist()
    [4.5, 7.9, 10.0, 11.084]
    """
    at, t = _sizes(heard, sizes, farthest), heard.n_units
    found = np.empty((*np.shape(heard.n_codes), len(at)))
    within = at < t
    if within.any():
        kinds, times = _tabulate(heard)
        found[..., within] = times @ (1 - _share_missed(t, kinds, at[within])).T
    if not within.all():
        found[..., ~within] = np.asarray(heard.n_codes)[..., None] + expect_new(heard, at[~within] - t)
    return found


def expect_new(heard: Occurrences, further: ArrayLike) -> Numbers:
    """Give the number of new codes that so many further sessions are expected to bring, shape (…, further).

    Source: Colwell et al. (2012), J Plant Ecol 5:3–21.

    >>> expect_new(Occurrences.of([6, 4, 4, 4, 2, 2, 2, 1, 1, 1], 6), [1]).round(4).tolist()
    [0.3571]
    """
    once, unseen = np.asarray(heard.n_once, float), estimate_unseen(heard)
    rate = np.where(once > 0, once / np.maximum(heard.n_units * unseen + once, 1), 0.0)
    new: Numbers = unseen[..., None] * (1 - (1 - rate[..., None]) ** np.asarray(further, float))
    return new


def expect_deviation(heard: Occurrences, sizes: ArrayLike) -> Numbers:
    """Give the standard deviation of ``expect_codes`` up to the sessions at hand, if others had been held instead.

    It does not shrink to 0 at the sessions at hand, unlike the deviation over orders of the same sessions.

    Source: Colwell et al. (2012), J Plant Ecol 5:3–21 (unconditional variance, Chao2 for the total).
    """
    at, t = _sizes(heard, sizes, 1), heard.n_units
    kinds, times = _tabulate(heard)
    met = 1 - _share_missed(t, kinds, at)
    total = (np.asarray(heard.n_codes) + estimate_unseen(heard))[..., None]
    variance = times @ (met**2).T - (times @ met.T) ** 2 / np.maximum(total, 1e-300)
    return np.sqrt(np.maximum(variance, 0))


def expect_completeness(heard: Occurrences, sizes: ArrayLike, *, farthest: float = FARTHEST) -> Numbers:
    """Give the estimated completeness (sample coverage, 0..1) after so many sessions, shape (…, sizes).

    Args:
        heard: In how many sessions each code was heard.
        sizes: Numbers of sessions, from 1 to ``farthest`` times those at hand; they need not be whole.
        farthest: How far an extrapolation may go, in times the sessions at hand.

    Raises:
        AnalysisError: A size is below 1 or too far.

    Source: Chao and Jost (2012), Ecology 93(12):2533–2547, incidence form.

    >>> heard = Occurrences.of([6, 4, 4, 4, 2, 2, 2, 1, 1, 1], 6)
    >>> expect_completeness(heard, [1, 6, 8]).round(4).tolist()
    [0.5333, 0.9206, 0.9595]
    """
    at, t = _sizes(heard, sizes, farthest), heard.n_units
    mentions = np.maximum(np.asarray(heard.n_mentions, float), 1)[..., None]
    found = np.empty((*np.shape(heard.n_codes), len(at)))
    within = at < t
    if within.any():
        kinds, times = _tabulate(heard)
        missed = _share_missed(t, kinds, at[within]) * t / np.maximum(t - at[within, None], 1e-300)
        # C(T−y, t)/C(T−1, t) is the share that misses the code, C(T−y, t)/C(T, t), times T/(T−t).
        found[..., within] = 1 - times * kinds @ missed.T / mentions
    if not within.all():
        once, factor = np.asarray(heard.n_once, float)[..., None], discount_once(heard)[..., None]
        found[..., ~within] = 1 - once / mentions * factor ** (at[~within] - t + 1)
    return found


def sessions_for_completeness(heard: Occurrences, share: float) -> float:
    """Estimate how many sessions bring the estimated completeness to a share; not a whole number.

    Args:
        heard: In how many sessions each code was heard.
        share: Estimated completeness asked for, 0..1.

    Returns:
        Sessions, at least 1; infinity where the estimate never gets there. More than twice the sessions at hand is
        too far to be relied on.

    Raises:
        AnalysisError: The share is not between 0 and 1, or nothing can be estimated.

    Source: Chao and Jost (2012), Ecology 93(12):2533–2547, as in iNEXT.

    >>> round(sessions_for_completeness(Occurrences.of([6, 4, 4, 4, 2, 2, 2, 1, 1, 1], 6), 0.95), 3)
    7.373
    """
    if not 0 < share < 1:
        raise AnalysisError("the completeness asked for must be a share between 0 and 1")
    if not heard.is_evaluable:
        raise AnalysisError("completeness cannot be estimated from fewer than two sessions or without a code")
    t = heard.n_units
    if share > float(estimate_completeness(heard)):
        factor, once = float(discount_once(heard)), float(heard.n_once)
        if not 0 < factor < 1:
            return math.inf
        return t + (math.log(float(heard.n_mentions) / once) + math.log1p(-share)) / math.log(factor) - 1
    return _find_size(heard, share, float(t))


def _find_size(heard: Occurrences, share: float, top: float) -> float:
    """Halve the interval from 1 to the sessions at hand until the completeness is the share."""
    low, high = 1.0, top
    if float(expect_completeness(heard, [1.0])[0]) >= share:
        return 1.0
    while high - low > 1e-9:
        middle = (low + high) / 2
        short = float(expect_completeness(heard, [middle])[0]) < share
        low, high = (middle, high) if short else (low, middle)
    return top if high == top else (low + high) / 2  # at the sessions at hand the estimate leaps to its end


def _share_missed(n_units: int, kinds: NDArray[np.intp], sizes: Numbers) -> Numbers:
    """Give the share of choices of so many sessions in which a code heard so often is missing, shape (sizes, kinds)."""
    t, y, n = float(n_units), kinds.astype(np.float64)[None, :], sizes[:, None]
    possible = t - y - n > -1 + 1e-12  # a size need not be whole: the binomials are continued until they vanish
    left = np.where(possible, t - y - n, 0.0)
    logs = _log_gamma(t - y + 1) + _log_gamma(t - n + 1) - _log_gamma(left + 1) - math.lgamma(t + 1)
    share: Numbers = np.where(possible, np.exp(logs.astype(np.float64)), 0.0)
    return share


def _tabulate(heard: Occurrences) -> tuple[NDArray[np.intp], Numbers]:
    """Give the numbers of sessions that occur, shape (kinds,), and how many codes have each, shape (…, kinds)."""
    kinds, place = np.unique(heard.counts, return_inverse=True)
    rows = place.reshape(-1, heard.counts.shape[-1])
    flat = (rows + len(kinds) * np.arange(len(rows))[:, None]).ravel()
    times = np.bincount(flat, minlength=len(rows) * len(kinds)).astype(np.float64)
    return kinds, times.reshape(*heard.counts.shape[:-1], len(kinds))


def _sizes(heard: Occurrences, sizes: ArrayLike, farthest: float) -> Numbers:
    at = np.atleast_1d(np.asarray(sizes, dtype=np.float64))
    if len(at) and (at.min() < 1 or at.max() > farthest * heard.n_units):
        raise AnalysisError(
            f"the curve is known from 1 to {farthest * heard.n_units:g} sessions, {farthest:g} times those at hand"
        )
    return at
