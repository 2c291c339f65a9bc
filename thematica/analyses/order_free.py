"""What other sessions would have brought: the order-free curve with its intervals, and groups on equal terms."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from thematica.analyses.proportions import Z
from thematica.analyses.rarefaction import (
    FARTHEST,
    expect_codes,
    expect_completeness,
    expect_deviation,
    expect_new,
    sessions_for_completeness,
)
from thematica.analyses.richness import Numbers, Occurrences, estimate_coverage
from thematica.analyses.spread import NEVER_SEEN, RESAMPLES, SEED, measure_bursts, measure_spread
from thematica.errors import AnalysisError
from thematica.model.incidence import Incidence
from thematica.model.sentences import count

if TYPE_CHECKING:
    import pandas as pd

KNOTS = 40  # sizes on either side of the sessions at hand; with fewer sessions every size is one
SHARES = (0.9, 0.95)  # of completeness, for which the sessions needed are told
HOW = ("completeness", "size")


@dataclass(frozen=True, eq=False)
class OrderFreeCurve:
    """Codes and completeness by number of sessions, whatever their order, to twice the sessions at hand.

    Up to the sessions at hand the interval says what other sessions would have brought; beyond, what further ones will
    add to these: it begins at the codes heard and never falls below them.

    Attributes:
        n_units: Sessions at hand.
        sizes: Numbers of sessions, shape (sizes,); all up to twice those at hand, or 80 of them.
        codes, codes_low, codes_high: Expected codes with 95% interval, shape (sizes,).
        completeness, completeness_low, completeness_high: Estimated completeness, 0..1, with 95% interval.
    """

    n_units: int
    sizes: NDArray[np.intp]
    codes: Numbers
    codes_low: Numbers
    codes_high: Numbers
    completeness: Numbers
    completeness_low: Numbers
    completeness_high: Numbers

    def at(self, size: int) -> Expected:
        """Give what is expected of a number of sessions among ``sizes``; those at hand and the next always are."""
        (place,) = np.flatnonzero(self.sizes == size)
        columns = (self.codes, self.codes_low, self.codes_high)
        shares = (self.completeness, self.completeness_low, self.completeness_high)
        return Expected(size, *(float(column[place]) for column in (*columns, *shares)))

    def to_frame(self) -> pd.DataFrame:
        """Give a pandas table with one row a number of sessions; ``extrapolated`` beyond those at hand."""
        import pandas as pd

        columns = {name: getattr(self, name) for name in COLUMNS}
        return pd.DataFrame({"size": self.sizes, "extrapolated": self.sizes > self.n_units, **columns})


COLUMNS = ("codes", "codes_low", "codes_high", "completeness", "completeness_low", "completeness_high")


@dataclass(frozen=True, slots=True)
class Expected:
    """What so many sessions are expected to bring, with 95% intervals."""

    size: int
    codes: float
    codes_low: float
    codes_high: float
    completeness: float
    completeness_low: float
    completeness_high: float


def draw_order_free(incidence: Incidence, *, n_resamples: int = RESAMPLES, seed: int = SEED) -> OrderFreeCurve | None:
    """Give the order-free curve with its intervals; None with fewer than two sessions or no code.

    Args:
        incidence: Codes by sessions.
        n_resamples, seed: Of the intervals of completeness and of further sessions.

    Source: Colwell et al. (2012), J Plant Ecol 5:3–21; Chao and Jost (2012), Ecology 93(12):2533–2547.
    """
    heard = Occurrences.of_incidence(incidence)
    if not heard.is_evaluable:
        return None
    t, seen = heard.n_units, int(heard.n_codes)
    sizes = choose_sizes(t)
    at_hand, further = sizes[sizes <= t], sizes[sizes > t] - t
    deviation = Z * expect_deviation(heard, at_hand)
    codes = expect_codes(heard, at_hand)
    new, low, high = forecast_new(incidence, further, n_resamples=n_resamples, seed=seed)
    complete = expect_completeness(heard, sizes)
    spread = Z * measure_spread(
        incidence,
        lambda some: expect_completeness(some, sizes, farthest=4 * FARTHEST),
        n_resamples=n_resamples,
        seed=seed,
    )
    certain = max(0.0, 1 - NEVER_SEEN / float(heard.n_mentions))
    return OrderFreeCurve(
        t,
        sizes,
        np.concatenate([codes, seen + new]),
        np.concatenate([np.maximum(codes - deviation, 0), seen + low]),
        np.concatenate([codes + deviation, seen + high]),
        complete,
        np.clip(np.minimum(complete - spread, certain), 0, 1),
        np.minimum(complete + spread, 1),
    )


def forecast_new(
    incidence: Incidence, further: NDArray[np.intp], *, n_resamples: int = RESAMPLES, seed: int = SEED
) -> tuple[Numbers, Numbers, Numbers]:
    """Forecast the new codes in so many further sessions: expected, and the limits that hold 95% of the outcomes.

    The interval holds the error of the estimate and the chance of the outcome itself, both wider where new codes come
    in bursts. Its upper end is never below what can go unseen that often in the sessions at hand, so that no quiet
    curve promises certainty.

    Args:
        incidence: Codes by sessions; at least two sessions and a code.
        further: Numbers of further sessions, shape (further,).
        n_resamples, seed: Of the draws.

    Source: Colwell et al. (2012), J Plant Ecol 5:3–21, for the expectation; the interval is ours, chosen on
    ``benchmarks/saturation.py``.
    """
    heard = Occurrences.of_incidence(incidence)
    new = expect_new(heard, further)
    spread = measure_spread(incidence, lambda some: expect_new(some, further), n_resamples=n_resamples, seed=seed)
    half = Z * np.sqrt(spread**2 + measure_bursts(incidence) * new)
    unseen = NEVER_SEEN * np.asarray(further) / heard.n_units
    return new, np.maximum(new - half, 0), np.maximum(new + half, unseen)


def choose_sizes(n_units: int) -> NDArray[np.intp]:
    """Choose numbers of sessions from 1 to twice those at hand, always with those at hand and one more."""
    if n_units <= KNOTS:
        return np.arange(1, FARTHEST * n_units + 1)
    within = np.geomspace(1, n_units, KNOTS).round()
    beyond = np.linspace(n_units, FARTHEST * n_units, KNOTS).round()
    return np.unique(np.concatenate([within, beyond, [n_units + 1]]).astype(np.intp))


@dataclass(frozen=True, slots=True)
class OnEqualTerms:
    """What one group is expected to bring at the completeness, or the number of sessions, of all.

    Attributes:
        group: The group.
        n_units, n_codes: Sessions it has, and codes heard in them.
        size: Sessions at which it is compared; not a whole number at equal completeness.
        completeness: Estimated completeness there, 0..1.
        codes, codes_low, codes_high: Codes expected there, with 95% interval; None where nothing can be estimated.
        remark: Why not, or what to know; else empty.
    """

    group: str
    n_units: int
    n_codes: int
    size: float | None
    completeness: float | None
    codes: float | None
    codes_low: float | None
    codes_high: float | None
    remark: str = ""


def compare_on_equal_terms(
    groups: Mapping[str, Incidence],
    how: str = "completeness",
    *,
    at: float | None = None,
    n_resamples: int = RESAMPLES,
    seed: int = SEED,
) -> tuple[OnEqualTerms, ...]:
    """Compare how many codes groups bring, at equal completeness or at an equal number of sessions.

    The codes heard in six sessions and in twelve cannot be compared. At an equal number of sessions, a group whose
    sessions are richer has been heard less completely; at equal completeness both have said the same share of what
    they had to say. Overlapping intervals do not show that there is no difference, and samples are purposive.

    Args:
        groups: Codes by sessions of each group.
        how: ``completeness`` or ``size`` (sessions).
        at: The completeness, 0..1, or number of sessions; None: the largest that every group can be taken to, which
            is twice its sessions.
        n_resamples, seed: Of the intervals.

    Returns:
        A row a group, in their order; a group of one session, or without a code, is not evaluable.

    Raises:
        AnalysisError: There is no such way to compare.

    Source: Chao and Jost (2012), Ecology 93(12):2533–2547; Hsieh, Ma and Chao (2016), iNEXT.
    """
    if how not in HOW:
        raise AnalysisError(f"groups are compared at equal {' or '.join(HOW)}, not '{how}'")
    heard = {group: Occurrences.of_incidence(incidence) for group, incidence in groups.items()}
    able = [some for some in heard.values() if some.is_evaluable]
    if at is None and how == "size":
        at = float(min((FARTHEST * some.n_units for some in able), default=0))
    elif at is None:
        at = min((float(expect_completeness(some, [FARTHEST * some.n_units])[0]) for some in able), default=0.0)
    return tuple(
        _place_group(group, incidence, heard[group], how, at, n_resamples, seed) for group, incidence in groups.items()
    )


def _place_group(
    group: str, incidence: Incidence, heard: Occurrences, how: str, at: float, n_resamples: int, seed: int
) -> OnEqualTerms:
    t, seen = heard.n_units, int(heard.n_codes)
    if not heard.is_evaluable:
        return OnEqualTerms(group, t, seen, None, None, None, None, None, "not evaluable: too few sessions or no code")
    size = at if how == "size" else _size_at(heard, at)
    if size > FARTHEST * t + 1e-6:
        why = f"not evaluable: farther than {FARTHEST * t} sessions, twice those at hand"
        return OnEqualTerms(group, t, seen, None, None, None, None, None, why)
    size = min(size, float(FARTHEST * t))
    codes, share = float(expect_codes(heard, [size])[0]), float(expect_completeness(heard, [size])[0])

    def measure(some: Occurrences) -> Numbers:
        if how == "size":
            return expect_codes(some, [size], farthest=4 * FARTHEST)
        return _codes_at(some, at)

    half = Z * float(measure_spread(incidence, measure, n_resamples=n_resamples, seed=seed)[0])
    return OnEqualTerms(group, t, seen, size, share, codes, max(codes - half, 0.0), codes + half)


def _size_at(heard: Occurrences, share: float) -> float:
    return float(heard.n_units) if share >= 1 else sessions_for_completeness(heard, share)


def _codes_at(heard: Occurrences, share: float) -> Numbers:
    """Give the codes expected at a completeness in each draw, between the nearest sizes, shape (draws, 1)."""
    sizes = np.unique(np.concatenate([choose_sizes(heard.n_units), [2 * FARTHEST * heard.n_units]]))
    complete = expect_completeness(heard, sizes, farthest=2 * FARTHEST)
    codes = expect_codes(heard, sizes, farthest=2 * FARTHEST)
    after = np.clip((complete < share).sum(axis=-1, keepdims=True), 1, len(sizes) - 1)
    low, high = (np.take_along_axis(complete, place, axis=-1) for place in (after - 1, after))
    from_, to = (np.take_along_axis(codes, place, axis=-1) for place in (after - 1, after))
    part = np.clip((share - low) / np.maximum(high - low, 1e-12), 0, 1)
    return np.asarray(from_ + part * (to - from_), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class SessionsNeeded:
    """How many sessions bring the estimated completeness to a share.

    Attributes:
        share: Estimated completeness asked for, 0..1.
        sessions: In all, those at hand included; None where that is farther than twice those at hand, or unknown.
        reason: In words.
    """

    share: float
    sessions: int | None
    reason: str


def count_sessions_needed(incidence: Incidence, share: float) -> SessionsNeeded:
    """Say how many sessions bring the estimated completeness to a share, as far as that can be told.

    Raises:
        AnalysisError: The share is not between 0 and 1.
    """
    heard, unit = Occurrences.of_incidence(incidence), incidence.unit
    if not 0 < share < 1:
        raise AnalysisError("the completeness asked for must be a share between 0 and 1")
    if not heard.is_evaluable:
        return SessionsNeeded(share, None, "not evaluable: it needs two sessions and a code")
    needed, most = sessions_for_completeness(heard, share), FARTHEST * heard.n_units
    if needed > most:
        return SessionsNeeded(share, None, f"more than {most} {unit}s, twice those at hand: too far to say")
    whole = math.ceil(needed - 1e-9)
    now = estimate_coverage(incidence) or 0.0
    why = "reached" if now >= share else f"{whole - heard.n_units} more"
    return SessionsNeeded(share, whole, f"{count(whole, unit)} ({why})")
