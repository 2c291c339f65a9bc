"""Spread: how far an estimate would lie elsewhere if other sessions had been held.

Two ways, and the wider counts. Codes drawn one by one (the published way) take the codes of a session as independent;
they are not: a talkative interview brings many at once. Leaving each session out in turn keeps them together, but says
little with four or five sessions. ``benchmarks/README.md`` has how often the intervals of either hold the truth.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from thematica.analyses.richness import Numbers, Occurrences, discount_once, estimate_unseen
from thematica.model.incidence import Incidence

RESAMPLES = 200  # enough for a standard deviation
SEED = 1
CELLS = 2_000_000  # numbers drawn at once
NEVER_SEEN = -math.log(0.025)  # an upper limit of 97.5% for what was not seen once ("rule of three")

Measure = Callable[[Occurrences], Numbers]  # shape (draws, …) from occurrences with one row a draw


def measure_spread(
    incidence: Incidence, measure: Measure, *, n_resamples: int = RESAMPLES, seed: int = SEED
) -> Numbers:
    """Give the standard deviation of a measure, the wider of two ways to tell it.

    Args:
        incidence: Codes by sessions; at least two sessions and a code.
        measure: Gives one row a draw.
        n_resamples: How often codes are drawn anew.
        seed: Where the draws start.

    Source: Efron and Stein (1981), Ann Stat 9:586–596 (leaving out one session); Hsieh, Ma and Chao (2016), iNEXT,
    Methods Ecol Evol 7:1451–1456 (drawing codes).
    """
    drawn = np.concatenate([measure(some) for some in draw_occurrences(incidence, n_resamples, seed)])
    by_codes: Numbers = drawn.std(axis=0, ddof=1)
    t = len(incidence.unit_ids)
    without = measure(leave_out(incidence))
    by_sessions = np.sqrt((t - 1) / t * ((without - without.mean(axis=0)) ** 2).sum(axis=0))
    widest: Numbers = np.maximum(by_codes, by_sessions)
    return widest


def leave_out(incidence: Incidence) -> Occurrences:
    """Give the occurrences without each session in turn, one row a session."""
    return Occurrences.of(incidence.occurrences - incidence.matrix.T, len(incidence.unit_ids) - 1)


def draw_occurrences(incidence: Incidence, n_resamples: int = RESAMPLES, seed: int = SEED) -> list[Occurrences]:
    """Draw as many sessions anew, each code by itself, with codes nobody has heard yet; some rows at a time.

    Source: Hsieh, Ma and Chao (2016), iNEXT, Methods Ecol Evol 7:1451–1456.
    """
    chances = estimate_chances(Occurrences.of_incidence(incidence))
    t, random = len(incidence.unit_ids), np.random.default_rng(seed)
    step = max(1, CELLS // max(len(chances), 1))
    return [
        Occurrences.of(random.binomial(t, chances, size=(min(step, n_resamples - first), len(chances))), t)
        for first in range(0, n_resamples, step)
    ]


def estimate_chances(heard: Occurrences) -> Numbers:
    """Estimate with which chance a session holds each code: those heard, then as many as were presumably missed.

    Source: Hsieh, Ma and Chao (2016), iNEXT, Methods Ecol Evol 7:1451–1456.

    >>> estimate_chances(Occurrences.of([6, 4, 4, 4, 2, 2, 2, 1, 1, 1], 6)).round(3)[3:].tolist()
    [0.665, 0.293, 0.293, 0.293, 0.089, 0.089, 0.089, 0.179, 0.179]
    """
    t = heard.n_units
    share = heard.counts[heard.counts > 0] / t
    missing = float(heard.n_once) / t * float(discount_once(heard))
    silent: Numbers = (1 - share) ** t
    weight = float((share * silent).sum())
    seen = share * (1 - (missing / weight if weight > 0 else 0.0) * silent)
    n_unseen = math.ceil(float(estimate_unseen(heard)))
    unseen = np.full(n_unseen, missing / n_unseen if n_unseen else 0.0)
    chances: Numbers = np.clip(np.concatenate([seen, unseen]), 0, 1)
    return chances


def measure_bursts(incidence: Incidence) -> float:
    """Say how unevenly the codes heard once lie on the sessions: variance by mean, at least 1.

    1 is what chance alone does; 2 says that new codes come in bursts, a talkative session at a time.
    """
    once: NDArray[np.intp] = incidence.matrix[incidence.occurrences == 1].sum(axis=0)
    if len(once) < 2 or not once.any():
        return 1.0
    return max(1.0, float(once.var(ddof=1) / once.mean()))
