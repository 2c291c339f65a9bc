"""Saturation: how many codes each further session still adds, in all and by group.

Only code saturation is measured: when new codes stop turning up. Whether what was said is understood
(meaning saturation) cannot be computed from which codes occur where.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from thematica.analyses.drawing import DASHES, MARKED, PALETTE, name_the_ends
from thematica.errors import AnalysisError
from thematica.model.codings import Basis, Codings, share_looked_at
from thematica.model.collection import shorten_frame
from thematica.model.corpus import Corpus
from thematica.model.incidence import EVERYBODY, Incidence, count_incidence
from thematica.model.segments import Segments
from thematica.model.themes import ThemeTree

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

State = Literal["met", "not reached", "not evaluable"]
BASES = (4, 5, 6)
RUNS = (2, 3)
THRESHOLDS = (0.05, 0.0)
SUPERSCRIPT = str.maketrans("0123456789+", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺")
TOLERANCE = 1e-12


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
        reason: In words, why it is so.
    """

    base: int
    run: int
    threshold: float
    state: State
    at: int | None
    shares: tuple[float, ...]
    reason: str

    @property
    def place(self) -> str:
        """The place in the notation of its authors, such as ``6⁺²``; empty unless met."""
        return "" if self.at is None else f"{self.at}{f'+{self.run}'.translate(SUPERSCRIPT)}"


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
    total = len(new)
    if total < base + run:
        reason = f"{total} {unit}{'s' if total != 1 else ''}; a base of {base} and a run of {run} need {base + run}"
        return Assessment(base, run, threshold, "not evaluable", None, (), reason)
    in_base = sum(new[:base])
    if in_base == 0:
        reason = f"no {level} occurs in the first {base} {unit}s"
        return Assessment(base, run, threshold, "not evaluable", None, (), reason)
    counts = [sum(new[s : s + run]) for s in range(base, total - run + 1)]
    shares = tuple(n / in_base for n in counts)
    for step, n in enumerate(counts):
        if n <= threshold * in_base + TOLERANCE:
            at = base + step
            later = sum(new[at + run :])
            place = f"{at}{f'+{run}'.translate(SUPERSCRIPT)}"
            reason = (
                f"new information ≤ {100 * threshold:g}% at {place}: {unit}s {at + 1} to {at + run} added {n} to the "
                f"{in_base} {_plural(level, in_base)} of the first {base}"
            )
            if later:
                reason += f", but the {unit}s after that brought {later} more"
            return Assessment(base, run, threshold, "met", at, shares, reason)
    reason = (
        f"the lowest share of new {_plural(level)} in {run} {unit}s running is {min(shares):.1%} of the {in_base} "
        f"of the first {base}"
    )
    return Assessment(base, run, threshold, "not reached", None, shares, reason)


def estimate_coverage(incidence: Incidence) -> float | None:
    """Estimate which share of all mentions belongs to codes already seen.

    High coverage says that the next session will mostly repeat known codes; it does not say that what was said
    is understood, nor that rare views are covered.

    Args:
        incidence: Codes by sessions.

    Returns:
        Estimated completeness (sample coverage), 0..1; None with fewer than two sessions or no code at all.

    Source: Chao and Jost (2012), Ecology 93(12):2533–2547, eq. 4, incidence form.

    >>> toy = ["111111", "110110", "101101", "011011", "100100", "010010", "001001", "100000", "000100", "000010"]
    >>> matrix = np.array([[c == "1" for c in row] for row in toy])
    >>> estimate_coverage(Incidence(tuple("abcdefghij"), tuple("123456"), matrix))
    0.9206...
    """
    y = incidence.occurrences
    t = len(incidence.unit_ids)
    u = int(y.sum())
    if t < 2 or u == 0:
        return None
    q1, q2 = int((y == 1).sum()), int((y == 2).sum())
    if q1 == 0:
        return 1.0
    a = (t - 1) / t
    q0 = a * q1**2 / (2 * q2) if q2 else a * q1 * (q1 - 1) / 2
    return 1 - q1 / u * (t * q0 / (t * q0 + q1))


@dataclass(frozen=True)
class SaturationCurve:
    """How codes accumulate over the sessions of one group.

    Attributes:
        group: The group, or ``all``.
        incidence: Codes by sessions, in the order of collection.
        assessment: For the base, run and threshold asked for.
        grid: For every usual base, run and threshold.
        coverage: Estimated completeness, 0..1, or None.
    """

    group: str
    incidence: Incidence
    assessment: Assessment
    grid: tuple[Assessment, ...]
    coverage: float | None

    @cached_property
    def new(self) -> tuple[int, ...]:
        """New codes in each session."""
        return tuple(int(n) for n in self.incidence.new)

    @cached_property
    def cumulative(self) -> tuple[int, ...]:
        """Codes seen up to each session."""
        return tuple(int(n) for n in np.cumsum(self.incidence.new))

    @property
    def is_degenerate(self) -> bool:
        """Whether completeness comes out as 1 although a code was heard once: one once, none twice."""
        return self.n_once == 1 and self.coverage == 1.0

    @property
    def n_once(self) -> int:
        """Codes that occur in one session only."""
        return int((self.incidence.occurrences == 1).sum())


@dataclass(frozen=True)
class Saturation:
    """Saturation curves of all sessions and of each group.

    Attributes:
        level: ``code``, ``category``, ``subtheme`` or ``theme``.
        unit: ``session`` or ``participant``.
        by: The attribute of the groups, or empty.
        curves: The curve of everybody, then one a group.
        basis: Whose codings it rests on, or None for a table.
        share_looked_at: Share of the segments that were looked at, 0..1.
        order_source: In words, where the order comes from.
    """

    level: str
    unit: str
    by: str
    curves: tuple[SaturationCurve, ...]
    basis: Basis | None
    share_looked_at: float
    order_source: str

    def __repr__(self) -> str:
        seen = self.curves[0].cumulative[-1] if self.curves[0].cumulative else 0
        where = f"{len(self.curves[0].new)} {self.unit}s, {len(self.curves) - 1} groups"
        return f"<Saturation: {seen} {_plural(self.level)} in {where}>"

    def to_frame(self) -> pd.DataFrame:
        """Give a pandas table with one row a group and session: new and cumulative codes."""
        import pandas as pd

        rows = [
            [self.level, self.by if curve.group != EVERYBODY else "", curve.group, place, unit_id, new, seen]
            for curve in self.curves
            for place, (unit_id, new, seen) in enumerate(
                zip(curve.incidence.unit_ids, curve.new, curve.cumulative, strict=True), 1
            )
        ]
        return pd.DataFrame(rows, columns=["level", "by", "group", "place", self.unit, "new", "cumulative"])

    def assessments_to_frame(self) -> pd.DataFrame:
        """Give a pandas table with one row a group, base, run and threshold."""
        import pandas as pd

        rows = [
            [self.level, c.group, a.base, a.run, a.threshold, a.state, a.place, a.reason]
            for c in self.curves
            for a in c.grid
        ]
        return pd.DataFrame(rows, columns=["level", "group", "base", "run", "threshold", "state", "place", "reason"])

    def describe(self) -> str:
        """Say in plain English what the curves show and what they do not."""
        return " ".join([*(self._describe_curve(curve) for curve in self.curves), self.describe_basis()])

    def describe_basis(self) -> str:
        """Say what the curves rest on, and what they cannot show."""
        basis, share = self.basis, self.share_looked_at
        rests = f"It rests on {basis.describe()}, with {share:.0%} of the segments looked at. " if basis else ""
        return (
            f"{rests}The {self.unit}s are in the order of {self.order_source}. This counts {_plural(self.level)} that "
            "turn up under this codebook; whether they are understood it cannot say."
        )

    def _describe_curve(self, curve: SaturationCurve) -> str:
        who = "In all" if curve.group == EVERYBODY else f"{self.by} {curve.group}"
        n = len(curve.new)
        seen = curve.cumulative[-1] if n else 0
        first = f"{who}: {seen} {_plural(self.level, seen)} in {n} {self.unit}{'s' if n != 1 else ''}"
        tail = _quiet_tail(curve.new)
        if tail:
            first += f", none of them new in the last {tail}" if tail > 1 else ", none of them new in the last one"
        state = curve.assessment
        rule = f"base {state.base}, run {state.run}, {100 * state.threshold:g}%: {state.state}, {state.reason}"
        if curve.coverage is None:
            complete = "completeness cannot be estimated"
        else:
            little = ", none in two, so that this estimate is worth little" if curve.is_degenerate else ""
            complete = (
                f"estimated completeness {curve.coverage:.0%}, {curve.n_once} heard in one {self.unit} only{little}"
            )
        return f"{first} ({rule}; {complete})."

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the curves: sessions in the order of collection, codes seen so far."""
        import matplotlib.pyplot as plt
        from matplotlib.ticker import MaxNLocator

        axes = ax if ax is not None else plt.subplots(figsize=(6.4, 3.8), layout="constrained")[1]
        drawn = [curve for curve in self.curves if curve.new]
        ends: dict[tuple[int, int], list[int]] = {}
        for i, curve in enumerate(drawn):
            n, top = len(curve.new), curve.cumulative[-1]
            marker: Any = "o" if n <= MARKED else None
            style = {"color": PALETTE[i % len(PALETTE)], "linestyle": DASHES[i % len(DASHES)], "marker": marker}
            axes.plot(range(1, n + 1), curve.cumulative, markersize=3.5, zorder=len(drawn) - i, **style)
            ends.setdefault((n, top), []).append(i)
        name_the_ends(axes, ends, [curve.group for curve in drawn])
        axes.set_xlabel(f"{self.unit.capitalize()}s, one after the other")
        axes.set_ylabel(f"{_plural(self.level).capitalize()} heard so far")
        axes.set_ylim(0, 1.06 * max((top for _, top in ends), default=1) or 1)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.yaxis.set_major_locator(MaxNLocator(integer=True))
        axes.spines[["top", "right"]].set_visible(False)
        axes.margins(x=0.02)
        return axes

    def _repr_html_(self) -> str:
        return f"<p>{self.describe()}</p>" + shorten_frame(self.to_frame(), repr(self), rows=60)


def measure_saturation(
    codings: Codings | Incidence,
    segments: Segments | None = None,
    corpus: Corpus | None = None,
    tree: ThemeTree | None = None,
    *,
    level: str = "code",
    by: str = "",
    unit: str = "session",
    base: int = 4,
    run: int = 2,
    threshold: float = 0.05,
) -> Saturation:
    """Measure how many codes each further session still added.

    Args:
        codings: One resolved set of codings; or an ``Incidence``, which needs nothing else.
        segments, corpus, tree: What the codings are about.
        level: ``code``, ``category``, ``subtheme`` or ``theme``.
        by: An attribute of sessions or participants. In mixed focus groups a session counts for a group with
            what that group's participants said in it.
        unit: ``session`` or ``participant``.
        base, run, threshold: For the assessment named first; the usual twelve are always given, too.

    Raises:
        AnalysisError: There is no such level, unit or attribute.

    Source: Guest, Namey and Chen (2020), PLoS ONE 15(5):e0232076; Chao and Jost (2012), Ecology 93(12).
    """
    if not isinstance(by, str):
        raise AnalysisError("saturation is measured by one attribute at a time; call it once for each")
    choice = (base, run, threshold)
    if isinstance(codings, Incidence):
        if by or unit != "session":
            raise AnalysisError("an Incidence has its unit already, and no groups; make one for each group")
        curve = _curve(EVERYBODY, codings, choice, level)
        return Saturation(level, codings.unit, "", (curve,), None, 1.0, codings.order_source)
    if segments is None or corpus is None or tree is None:
        raise AnalysisError("codings need their segments, corpus and tree; only an Incidence stands alone")
    incidences = count_incidence(codings, segments, corpus, tree, level=level, unit=unit, by=by)
    curves = tuple(_curve(group, incidence, choice, level) for group, incidence in incidences.items())
    share = share_looked_at(codings, segments)
    return Saturation(level, unit, by, curves, codings.basis, share, incidences[EVERYBODY].order_source)


def _curve(group: str, incidence: Incidence, choice: tuple[int, int, float], level: str) -> SaturationCurve:
    new = [int(n) for n in incidence.new]
    words = {"unit": incidence.unit, "level": level}
    asked = assess_new_information(new, base=choice[0], run=choice[1], threshold=choice[2], **words)
    grid = tuple(
        assess_new_information(new, base=b, run=r, threshold=t, **words)
        for t in THRESHOLDS
        for b in BASES
        for r in RUNS
    )
    return SaturationCurve(group, incidence, asked, grid, estimate_coverage(incidence))


def _quiet_tail(new: Sequence[int]) -> int:
    """Count the sessions at the end that brought nothing new."""
    places = [place for place, n in enumerate(new, 1) if n]
    return len(new) - places[-1] if places else 0


def _plural(level: str, n: int = 2) -> str:
    return level if n == 1 else {"category": "categories"}.get(level, f"{level}s")
