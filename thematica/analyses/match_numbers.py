"""The numbers of the match: what the machine and a person both gave, either alone, neither; with intervals."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from thematica.analyses import coefficients as of
from thematica.analyses.proportions import wilson_interval
from thematica.analyses.ratings import Ratings
from thematica.analyses.resampling import SHARE, Resampling, estimate

Numbers = NDArray[np.float64]
Counts = tuple[int, int, int, int]
ALL = ""  # the id of what is about the decisions on all codes together
FEW_USES = 5  # segments; a code that fewer of the random share have from either is not known yet
TRUSTED = 0.5  # half of what either gives is given by the other, too
DRAWS = 2000  # of cross-tables, for the interval of kappa
READY, NOT_READY, NOT_KNOWN = "ready", "not ready", "not known yet"


@dataclass(frozen=True, slots=True)
class Number:
    """One number of the match.

    Attributes:
        value: 0..1 (kappa: -1..1); NaN where it is not evaluable.
        low, high: 95% interval; NaN where there is none.
        remark: In words, why it is not evaluable.
    """

    value: float
    low: float = np.nan
    high: float = np.nan
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """How the machine and the person meet on one code, or on the decisions about all codes together.

    Attributes:
        id, name: Of the code or theme; the id is empty for all of them together.
        n_both, n_machine_only, n_person_only, n_neither: Segments (for all codes: decisions, one a segment and code).
        numbers: ``positive`` and ``negative`` (how often a code, and its absence, given by either is given by the
            other), ``precision`` (share of the machine's codings that the person gives), ``recall`` (share of the
            person's that the machine gives), ``kappa`` (Cohen's), ``percent`` (of the segments decided alike).
        state: ``ready``, ``not ready`` or ``not known yet``; empty where it cannot be judged.
    """

    id: str
    name: str
    n_both: int
    n_machine_only: int
    n_person_only: int
    n_neither: int
    numbers: Mapping[str, Number] = field(default_factory=dict)
    state: str = ""

    @property
    def n_machine(self) -> int:
        """Where the machine gives it."""
        return self.n_both + self.n_machine_only

    @property
    def n_person(self) -> int:
        """Where the person gives it."""
        return self.n_both + self.n_person_only

    @property
    def n_used(self) -> int:
        """Where either gives it."""
        return self.n_both + self.n_machine_only + self.n_person_only


def precision(cells: Numbers) -> Numbers:
    """Give the share of the machine's codings that the person gives, too; cells as in ``tally_cells``."""
    return _divide(cells[..., 0], cells[..., 0] + cells[..., 1])


def recall(cells: Numbers) -> Numbers:
    """Give the share of the person's codings that the machine gives, too; cells as in ``tally_cells``."""
    return _divide(cells[..., 0], cells[..., 0] + cells[..., 2])


STATISTICS: dict[str, Callable[[Numbers], Numbers]] = {
    "positive": lambda cells: of.specific_agreement(tally_cells(cells))[..., 1],
    "negative": lambda cells: of.specific_agreement(tally_cells(cells))[..., 0],
    "precision": precision,
    "recall": recall,
    "kappa": lambda cells: of.cohen_kappa(tally_cells(cells)),
    "percent": lambda cells: of.percent_agreement(tally_cells(cells)),
}


def tally_cells(cells: Numbers) -> of.Tally:
    """Write cross-tables of two who code as the sums that coefficients are made of.

    Args:
        cells: Both give it, the machine only, the person only, neither; shape (…, 4).
    """
    both, machine, person, neither = np.moveaxis(cells, -1, 0)
    apart = machine + person
    chosen = np.stack((2 * neither + apart, 2 * both + apart), axis=-1)
    by_person = np.stack((neither + machine, both + person), axis=-1)
    by_machine = np.stack((neither + person, both + machine), axis=-1)
    n = cells.sum(axis=-1)
    return of.Tally(
        n_units=n,
        n_paired=n,
        agreeing=both + neither,
        disagreeing=2 * apart,
        chosen=chosen,
        matched=np.stack((2 * neither, 2 * both), axis=-1),
        possible=chosen,
        shares=chosen / 2,
        by_coder=np.stack((by_person, by_machine), axis=-2),
    )


def count_cells(ratings: Ratings) -> Numbers:
    """Count the cells of each segment and node, shape (n segments, n nodes, 4); the coders are person and machine."""
    given = np.zeros((2, len(ratings.segments), len(ratings.nodes)), dtype=np.bool_)
    at, coder, node = ratings.applied.T
    given[coder, at, node] = True
    person, machine = given
    return np.stack((person & machine, ~person & machine, person & ~machine, ~person & ~machine), axis=-1).astype(float)


def measure_codes(ratings: Ratings, cells: Numbers, *, intervals: bool, seed: int, trusted: float) -> list[Matched]:
    """Measure each code by itself.

    Args:
        ratings: What is compared.
        cells: As ``count_cells`` gives them, of the segments that count.
        intervals: Whether the segments were drawn at random, so that intervals say something.
        seed: Of the interval of kappa.
        trusted: Positive match from which on a code is ready.
    """
    found = []
    for node, counted in zip(ratings.nodes, cells.sum(axis=0), strict=True):
        counts = _whole(counted)
        numbers = {name: _number(name, counts, seed, interval=intervals) for name in STATISTICS}
        state = judge(counts, numbers, trusted) if intervals else ""
        found.append(_matched(node.id, node.name, counts, numbers, state))
    return found


def measure_all(cells: Numbers, cluster_of: NDArray[np.intp], resampling: Resampling | None, *, seed: int) -> Matched:
    """Measure the decisions about all codes together.

    A mean over codes would say too little here: of a code that two segments have, either number is nearly chance.

    Args:
        cells: As in ``measure_codes``.
        cluster_of: The session (or participant, document) of each of its segments.
        resampling: What is drawn anew; None: no intervals. An interval is the wider of two: decisions taken one by
            one, and whole sessions drawn anew.
        seed: Of the interval of kappa.
    """
    counts = _whole(cells.sum(axis=(0, 1)))
    numbers = {name: _number(name, counts, seed, interval=resampling is not None) for name in STATISTICS}
    if resampling is not None and resampling.n_draws:
        by_cluster = np.zeros((resampling.n_clusters, 4))
        np.add.at(by_cluster, cluster_of, cells.sum(axis=1))
        drawn = resampling.add_up(by_cluster)
        for name, measure in STATISTICS.items():
            one, found = numbers[name], estimate(measure(drawn))
            low, high = float(np.fmin(one.low, found.low)), float(np.fmax(one.high, found.high))
            numbers[name] = Number(one.value, low, high, one.remark) if not np.isnan(one.value) else one
    return _matched(ALL, "all together", counts, numbers, "")


def judge(counts: Counts, numbers: Mapping[str, Number], trusted: float) -> str:
    """Say whether a code is ready to be trusted, from the random share.

    Ready: the lower limit of the positive match is at least ``trusted``, and that of kappa is above 0, since a code
    that nearly every segment has is met by chance. Not ready: the upper limit is below. Otherwise, and where fewer
    than five segments have the code from either of them, it is not known yet.
    """
    positive, kappa = numbers["positive"], numbers["kappa"]
    if sum(counts[:3]) < FEW_USES:
        return NOT_KNOWN
    if positive.high < trusted:
        return NOT_READY
    return READY if positive.low >= trusted and kappa.low > 0 else NOT_KNOWN


def kappa_interval(counts: Counts, seed: int) -> tuple[float, float]:
    """Give the 95% interval of Cohen's kappa of a small cross-table.

    Every cross-table is taken as equally likely beforehand; the interval holds the middle of what is likely after
    these counts, and the value itself. Resamples of a small table hold far too little: where nothing differs by
    luck, nothing differs in any resample.

    Source: Basu, Banerjee and Sen (2000), Biometrics 56:577–582, with the flat prior.
    """
    random = np.random.default_rng([seed, *counts])
    drawn = random.dirichlet(np.array(counts) + 1.0, size=DRAWS)
    kappas = STATISTICS["kappa"](drawn)
    low, high = np.quantile(kappas, [(1 - SHARE) / 2, (1 + SHARE) / 2])
    value = float(STATISTICS["kappa"](np.array(counts, dtype=np.float64)))
    return float(np.fmin(low, value)), float(np.fmax(high, value))


def specific_interval(n: int, n_apart: int) -> tuple[float, float]:
    """Give the 95% interval of positive (or negative) match: Wilson's, of the share on which both are one.

    Positive match is 2s / (1 + s), where s is the share of the segments with the code from either that have it from
    both; it grows with s, so that the limits of s give its own.

    Args:
        n: Segments that have it from both.
        n_apart: Segments that have it from one of them; with ``n`` at least 1.

    Source: Hand, Christen and Kirielle (2021), Machine Learning 110:451–456; Wilson (1927), J Am Stat Assoc 22:209–212.

    >>> tuple(round(limit, 3) for limit in specific_interval(5, 0))
    (0.722, 1.0)
    """
    low, high = wilson_interval(n, n + n_apart)
    return 2 * low / (1 + low), 2 * high / (1 + high)


def _number(name: str, counts: Counts, seed: int, *, interval: bool) -> Number:
    value = float(STATISTICS[name](np.array(counts, dtype=np.float64)))
    if np.isnan(value):
        return Number(value, remark=f"not evaluable: {_say_why(name, counts)}")
    return Number(value, *_interval(name, counts, seed)) if interval else Number(value)


def _interval(name: str, counts: Counts, seed: int) -> tuple[float, float]:
    both, machine, person, neither = counts
    if name == "kappa":
        return kappa_interval(counts, seed)
    if name == "positive":
        return specific_interval(both, machine + person)
    if name == "negative":
        return specific_interval(neither, machine + person)
    if name == "precision":
        return wilson_interval(both, both + machine)
    if name == "recall":
        return wilson_interval(both, both + person)
    return wilson_interval(both + neither, sum(counts))


def _say_why(name: str, counts: Counts) -> str:
    both, machine, person, neither = counts
    if not sum(counts):
        return "there is no such segment"
    if name == "precision" and not both + machine and person:
        return "the machine gives it nowhere there"
    if name == "recall" and not both + person and machine:
        return "the person gives it nowhere there"
    return "neither gives it there" if neither else "both give it everywhere there"


def _matched(node_id: str, name: str, counts: Counts, numbers: Mapping[str, Number], state: str) -> Matched:
    both, machine, person, neither = counts
    return Matched(
        id=node_id,
        name=name,
        n_both=both,
        n_machine_only=machine,
        n_person_only=person,
        n_neither=neither,
        numbers=numbers,
        state=state,
    )


def _whole(cells: Numbers) -> Counts:
    both, machine, person, neither = (int(n) for n in cells)
    return both, machine, person, neither


def _divide(above: Numbers, below: Numbers) -> Numbers:
    quotient: Numbers = np.full(np.shape(above), np.nan)
    np.divide(above, below, out=quotient, where=np.asarray(below) > 0)
    return quotient
