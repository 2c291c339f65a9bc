"""New information: whether a run of sessions still brought new codes, by rules that people report."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from thematica.analyses.richness import estimate_coverage
from thematica.analyses.spread import SEED
from thematica.errors import AnalysisError
from thematica.model.incidence import Incidence

State = Literal["met", "not reached", "not evaluable"]
BASES = (4, 5, 6)
RUNS = (2, 3)
THRESHOLDS = (0.05, 0.0)
SUPERSCRIPT = str.maketrans("0123456789+", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺")
TOLERANCE = 1e-12
# Where the rule is met on interviews and focus groups, the sessions it has looked at are complete to 0.85 by their own
# estimate and hold 0.85 of all codes in 98 of 100 orders; on short answers, where it is met at once, in none.
# See "Do forecasts of saturation come true?" in benchmarks/README.md.
HOLLOW = 0.85
ORDERS = 1000
CELLS = 4_000_000  # ranks held at once


@dataclass(frozen=True, slots=True)
class Assessment:
    """Whether a run of sessions added little, for one base size, run length and threshold.

    Attributes:
        base: Sessions in the base.
        run: Sessions in a run.
        threshold: Share of new codes in the run, relative to the codes of the base, that counts as little.
        state: ``met``, ``not reached`` or ``not evaluable``.
        at: The session after which the run begins that met it, else None.
        shares: The share of new codes in each run that could be looked at, the earliest first.
        reason: In words, why it is so; with the doubt, where there is one.
        doubt: Why a threshold that is met says nothing here; else empty.
    """

    base: int
    run: int
    threshold: float
    state: State
    at: int | None
    shares: tuple[float, ...]
    reason: str
    doubt: str = ""

    @property
    def place(self) -> str:
        """The place in the notation of its authors, such as ``6⁺²``; empty unless met."""
        return "" if self.at is None else write_place(self.at, self.run)


def write_place(at: int, run: int) -> str:
    """Write a place in the notation of Guest, Namey and Chen.

    >>> write_place(6, 2)
    '6⁺²'
    """
    return f"{at}{f'+{run}'.translate(SUPERSCRIPT)}"


def assess_new_information(
    new: Sequence[int],
    *,
    base: int = 4,
    run: int = 2,
    threshold: float = 0.05,
    unit: str = "session",
    level: str = "code",
) -> Assessment:
    """Look for a run of sessions that adds little to what a base of sessions had brought.

    A met threshold says that little was new under this codebook in that run; it does not say that the codes
    are complete, nor that they are understood.

    Args:
        new: Number of codes that occur for the first time in each session, in the order of collection.
        base: Sessions in the base; its number of codes is fixed.
        run: Sessions in a run; runs slide by one session.
        threshold: Largest share, 0..1, of new codes in the run relative to the base.
        unit, level: What to call a session and a code in words.

    Returns:
        The earliest place that meets the threshold, or why there is none.

    Raises:
        AnalysisError: Base, run or threshold cannot be.

    Source: Guest, Namey and Chen (2020), PLoS ONE 15(5):e0232076.

    >>> assess_new_information([16, 10, 7, 4, 4, 3, 1, 0]).place
    '6⁺²'
    >>> assess_new_information([12, 5, 3, 1, 1, 0], threshold=0).state
    'not reached'
    """
    if base < 1 or run < 1 or not 0 <= threshold <= 1:
        raise AnalysisError("base and run must be at least 1, and the threshold a share from 0 to 1")
    total, in_base = len(new), sum(new[:base])
    if total < base + run or in_base == 0:
        reason = f"no {level} occurs in the first {base} {unit}s"
        if total < base + run:
            reason = f"{total} {unit}{'s' if total != 1 else ''}; a base of {base} and a run of {run} need {base + run}"
        return Assessment(base, run, threshold, "not evaluable", None, (), reason)
    counts = [sum(new[s : s + run]) for s in range(base, total - run + 1)]
    shares = tuple(n / in_base for n in counts)
    for step, n in enumerate(counts):
        if n <= threshold * in_base + TOLERANCE:
            at = base + step
            later = sum(new[at + run :])
            reason = (
                f"new information ≤ {100 * threshold:g}% at {write_place(at, run)}: {unit}s {at + 1} to {at + run} "
                f"added {n} to the {in_base} {name_level(level, in_base)} of the first {base}"
            )
            if later:
                reason += f", but the {unit}s after that brought {later} more"
            return Assessment(base, run, threshold, "met", at, shares, reason)
    reason = (
        f"the lowest share of new {name_level(level)} in {run} {unit}s running is {min(shares):.1%} of the {in_base} "
        f"of the first {base}"
    )
    return Assessment(base, run, threshold, "not reached", None, shares, reason)


def assess_incidence(
    incidence: Incidence, *, base: int = 4, run: int = 2, threshold: float = 0.05, level: str = "code"
) -> Assessment:
    """Assess new information as ``assess_new_information`` does, and say where a met threshold says nothing.

    The rule was made for interviews, which hold many codes each. Two short answers running often hold none that is
    new although most codes are still to come: what those sessions say of their own completeness shows it, and so do
    the sessions that came after.

    Source: Guest, Namey and Chen (2020), PLoS ONE 15(5):e0232076; for the doubt, ``benchmarks/saturation.py``.
    """
    new = [int(n) for n in incidence.new]
    found = assess_new_information(new, base=base, run=run, threshold=threshold, unit=incidence.unit, level=level)
    if found.at is None:
        return found
    end, unit = found.at + run, incidence.unit
    looked_at = replace(incidence, unit_ids=incidence.unit_ids[:end], matrix=incidence.matrix[:, :end])
    complete, seen, in_all = estimate_coverage(looked_at), sum(new[:end]), sum(new)
    if seen < HOLLOW * in_all:
        doubt = f"only {seen} of the {in_all} {name_level(level, in_all)} were heard in the first {end} {unit}s"
    elif complete is not None and complete < HOLLOW:
        doubt = f"the estimated completeness of the first {end} {unit}s is only {complete:.0%}"
    else:
        return found
    each = looked_at.matrix.sum() / end
    doubt = f"this says nothing here: {doubt}, with {each:.1f} {name_level(level)} each a run is quiet by chance"
    return replace(found, doubt=doubt, reason=f"{found.reason}; {doubt}")


def name_level(level: str, n: int = 2) -> str:
    """Give the word for so many of a level.

    >>> name_level("category"), name_level("code", 1)
    ('categories', 'code')
    """
    return level if n == 1 else {"category": "categories"}.get(level, f"{level}s")


@dataclass(frozen=True, slots=True)
class StoppingRule:
    """Whether, and when, a rule to stop collecting was met.

    Attributes:
        state: ``met``, ``not reached`` or ``not evaluable``.
        at: The session after which it was met, the confirming ones included; else None.
        reason: In words.
    """

    state: State
    at: int | None
    reason: str


def assess_ten_plus_three(
    new: Sequence[int], *, initial: int = 10, quiet: int = 3, unit: str = "session", level: str = "code"
) -> StoppingRule:
    """Look for three sessions running without a new code, after at least ten.

    Args:
        new: Number of codes that occur for the first time in each session, in the order of collection.
        initial: Sessions before the rule is asked; its authors say at least 10.
        quiet: Sessions running without a new code.
        unit, level: What to call a session and a code in words.

    Source: Francis et al. (2010), Psychol Health 25:1229–1245.

    >>> assess_ten_plus_three([9, 6, 4, 3, 2, 2, 1, 1, 1, 1, 0, 1, 0, 0, 0]).at
    15
    """
    if len(new) < initial + quiet:
        return StoppingRule("not evaluable", None, f"{len(new)} {unit}s; {initial}+{quiet} needs {initial + quiet}")
    for t in range(initial + quiet, len(new) + 1):
        if not sum(new[t - quiet : t]):
            first = t - quiet + 1
            return StoppingRule("met", t, f"{unit}s {first} to {t} brought no new {level}")
    return StoppingRule("not reached", None, f"no {quiet} {unit}s running without a new {level} after the {initial}th")


@dataclass(frozen=True, slots=True)
class Reordered:
    """What a rule says when the same sessions are put in other orders.

    Attributes:
        n_orders: Orders looked at.
        every: Whether these are all there are.
        share_met, share_not_reached: Of the orders, 0..1; in the rest the base holds no code.
        median, low, high: Of the place at which it was met, with 5th and 95th percentile, among the orders that meet
            it; None where none does.
        tail: Sessions at the end of the order of collection that brought nothing new.
        share_quiet: Share of the orders, 0..1, whose last sessions, as many as in the tail, bring nothing new.
    """

    n_orders: int
    every: bool
    share_met: float
    share_not_reached: float
    median: int | None
    low: int | None
    high: int | None
    tail: int
    share_quiet: float


def reorder_sessions(
    incidence: Incidence,
    *,
    base: int = 4,
    run: int = 2,
    threshold: float = 0.05,
    n_orders: int = ORDERS,
    seed: int = SEED,
) -> Reordered | None:
    """Ask the rule of base, run and threshold again with the sessions in other orders; None where it needs more.

    Args:
        incidence: Codes by sessions.
        base, run, threshold: As in ``assess_new_information``.
        n_orders: Random orders; where there are no more orders than that, all of them are taken.
        seed: Where the orders start.

    Source: Guest, Namey and Chen (2020), PLoS ONE 15(5):e0232076, resample too; this is not their procedure.
    """
    t, tail = len(incidence.unit_ids), count_quiet_tail(incidence.new)
    if t < base + run:
        return None
    places, evaluable, quiet = [], [], []
    for new in _count_new(incidence, n_orders, seed):
        seen = np.concatenate([np.zeros((len(new), 1), dtype=np.intp), new.cumsum(axis=1)], axis=1)
        in_base = seen[:, base]
        little = seen[:, base + run :] - seen[:, base : t - run + 1] <= threshold * in_base[:, None] + TOLERANCE
        little &= in_base[:, None] > 0
        places.append(np.where(little.any(axis=1), base + little.argmax(axis=1), 0))
        evaluable.append(in_base > 0)
        quiet.append(seen[:, t] == seen[:, t - tail])
    at = np.concatenate(places)
    met = at[at > 0]
    low, median, high = (
        (int(q) for q in np.percentile(met, (5, 50, 95), method="inverted_cdf")) if len(met) else (None, None, None)
    )
    not_reached = float((np.concatenate(evaluable) & (at == 0)).mean())
    every = _all_orders(t, n_orders)
    return Reordered(
        len(at),
        every,
        float((at > 0).mean()),
        not_reached,
        median,
        low,
        high,
        tail,
        float(np.concatenate(quiet).mean()),
    )


def count_quiet_tail(new: Sequence[int] | NDArray[np.intp]) -> int:
    """Count the sessions at the end that brought nothing new; 0 where there is nothing at all.

    >>> count_quiet_tail([5, 2, 0, 1, 0, 0])
    2
    """
    places = [place for place, n in enumerate(new, 1) if n]
    return len(new) - places[-1] if places else 0


def _all_orders(t: int, n_orders: int) -> bool:
    return t < 20 and math.factorial(t) <= n_orders


def _count_new(incidence: Incidence, n_orders: int, seed: int) -> Iterator[NDArray[np.intp]]:
    """Count the new codes of each place in other orders, shape (some orders, sessions)."""
    t = len(incidence.unit_ids)
    rows, columns = np.nonzero(incidence.matrix)
    starts = np.flatnonzero(np.diff(rows, prepend=-1))
    step = max(1, CELLS // max(len(columns), t, 1))
    for ranks in _rank_sessions(t, n_orders, step, seed):
        if not len(columns):
            yield np.zeros(ranks.shape, dtype=np.intp)
            continue
        first = np.minimum.reduceat(ranks[:, columns], starts, axis=1) + t * np.arange(len(ranks))[:, None]
        yield np.bincount(first.ravel(), minlength=ranks.size).reshape(ranks.shape)


def _rank_sessions(t: int, n_orders: int, step: int, seed: int) -> Iterator[NDArray[np.intp]]:
    """Give the place of each session in other orders, shape (some orders, sessions): all orders where there are few."""
    if _all_orders(t, n_orders):
        yield np.array(list(itertools.permutations(range(t))), dtype=np.intp).reshape(-1, t)
        return
    random = np.random.default_rng(seed)
    for first in range(0, n_orders, step):
        yield random.permuted(np.tile(np.arange(t), (min(step, n_orders - first), 1)), axis=1)
