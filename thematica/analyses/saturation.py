"""Saturation: how many codes each further session still adds, in all and by group.

Only code saturation is measured: when new codes stop turning up. Whether what was said is understood
(meaning saturation) cannot be computed from which codes occur where.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from thematica.analyses.accumulation import LoweIndex, index_lowe
from thematica.analyses.code_uses import CodeUse, list_code_uses
from thematica.analyses.creation import Creation, trace_creation
from thematica.analyses.new_information import (
    BASES,
    RUNS,
    THRESHOLDS,
    Assessment,
    Reordered,
    StoppingRule,
    assess_incidence,
    assess_ten_plus_three,
    name_level,
    reorder_sessions,
)
from thematica.analyses.order_free import (
    SHARES,
    Expected,
    OnEqualTerms,
    OrderFreeCurve,
    SessionsNeeded,
    compare_on_equal_terms,
    count_sessions_needed,
    draw_order_free,
)
from thematica.analyses.richness import METHODS, NumberOfCodes, estimate_coverage, estimate_number_of_codes
from thematica.analyses.saturation_figure import draw_collected, draw_expected
from thematica.analyses.saturation_tables import (
    tabulate_assessments,
    tabulate_codes,
    tabulate_curves,
    tabulate_equal_terms,
    tabulate_expected,
    tabulate_summary,
)
from thematica.analyses.saturation_words import describe_basis, describe_curve, describe_equal_terms
from thematica.analyses.spread import SEED
from thematica.errors import AnalysisError
from thematica.model.codings import Basis, Codings, share_looked_at
from thematica.model.collection import describe_in_html, shorten_frame
from thematica.model.corpus import Corpus
from thematica.model.incidence import EVERYBODY, UNITS, Incidence, count_incidence
from thematica.model.segments import Segments
from thematica.model.themes import ThemeTree

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


@dataclass(frozen=True)
class SaturationCurve:
    """How codes accumulate over the sessions of one group.

    What takes time is computed when it is first asked for: ``order_free``, ``reordered``.

    Attributes:
        group: The group, or ``all``.
        incidence: Codes by sessions, in the order of collection.
        assessment: For the base, run and threshold asked for.
        grid: For every usual base, run and threshold.
        coverage: Estimated completeness, 0..1, or None.
        level: ``code``, ``category``, ``subtheme`` or ``theme``.
        uses: Each code with where it was heard.
        creation: New codes by when they were made; None for a group and for a table.
        seed: Where random draws start.
    """

    group: str
    incidence: Incidence
    assessment: Assessment
    grid: tuple[Assessment, ...]
    coverage: float | None
    level: str = "code"
    uses: tuple[CodeUse, ...] = ()
    creation: Creation | None = None
    seed: int = SEED

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

    @cached_property
    def order_free(self) -> OrderFreeCurve | None:
        """Codes and completeness whatever the order, with intervals, to twice the sessions; None if not evaluable."""
        return draw_order_free(self.incidence, seed=self.seed)

    @property
    def at_hand(self) -> Expected | None:
        """Codes and completeness of the sessions at hand, with intervals; None if not evaluable."""
        return self.order_free.at(len(self.new)) if self.order_free else None

    @property
    def expected_new(self) -> tuple[float, float, float] | None:
        """New codes expected in the next session, with the limits that hold 95% of the outcomes; None if unknown."""
        if self.order_free is None:
            return None
        seen, further = self.cumulative[-1], self.order_free.at(len(self.new) + 1)
        return further.codes - seen, further.codes_low - seen, further.codes_high - seen

    @cached_property
    def reordered(self) -> Reordered | None:
        """What the rule says with the same sessions in other orders; None where they are too few."""
        chosen = self.assessment
        return reorder_sessions(
            self.incidence, base=chosen.base, run=chosen.run, threshold=chosen.threshold, seed=self.seed
        )

    @property
    def sessions_needed(self) -> tuple[SessionsNeeded, ...]:
        """How many sessions bring the estimated completeness to 90% and to 95%."""
        return tuple(count_sessions_needed(self.incidence, share) for share in SHARES)

    @property
    def ten_plus_three(self) -> StoppingRule:
        """Three sessions running without a new code, after ten (Francis et al. 2010)."""
        return assess_ten_plus_three(self.new, unit=self.incidence.unit, level=self.level)

    @property
    def lowe(self) -> LoweIndex:
        """The index of Lowe et al. (2018); secondary."""
        return index_lowe(self.incidence)


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
        return f"<Saturation: {seen} {name_level(self.level)} in {where}>"

    def to_frame(self) -> pd.DataFrame:
        """Give a pandas table with one row a group and session: new, cumulative and expected codes, completeness."""
        return tabulate_curves(self)

    def assessments_to_frame(self) -> pd.DataFrame:
        """Give a pandas table with one row a group, base, run and threshold."""
        return tabulate_assessments(self)

    def expected_to_frame(self) -> pd.DataFrame:
        """Give a pandas table with one row a group and number of sessions, to twice those at hand, with intervals."""
        return tabulate_expected(self)

    def summary_to_frame(self) -> pd.DataFrame:
        """Give a pandas table with one row a group: completeness, the next session, the rules, other orders."""
        return tabulate_summary(self)

    def codes_to_frame(self) -> pd.DataFrame:
        """Give a pandas table with one row a group and code: in how many sessions, where first, whether once only."""
        return tabulate_codes(self)

    def equal_terms_to_frame(self) -> pd.DataFrame:
        """Give a pandas table with one row a group: codes at equal completeness, then at equally many sessions."""
        return tabulate_equal_terms(self)

    def compare_on_equal_terms(self, how: str = "completeness", *, at: float | None = None) -> tuple[OnEqualTerms, ...]:
        """Compare the codes of the groups at equal completeness, or at an equal number of sessions (``size``).

        Raises:
            AnalysisError: There is no such way to compare.
        """
        groups = {curve.group: curve.incidence for curve in self.curves if curve.group != EVERYBODY}
        return compare_on_equal_terms(groups, how, at=at, seed=self.curves[0].seed)

    def estimate_number_of_codes(self, methods: Sequence[str] = METHODS) -> NumberOfCodes:
        """Estimate how many codes there are, heard or not; its ``describe()`` says what speaks against it.

        Raises:
            AnalysisError: There is no such method.
        """
        return estimate_number_of_codes({curve.group: curve.incidence for curve in self.curves}, methods)

    def describe(self) -> str:
        """Say in plain English what the curves show and what they do not."""
        told = [describe_curve(self, curve) for curve in self.curves]
        return "\n".join([*told, *describe_equal_terms(self), self.describe_basis()])

    def describe_basis(self) -> str:
        """Say what the curves rest on, and what they cannot show."""
        return describe_basis(self)

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the curves: sessions in the order of collection, codes heard so far.

        Without groups the order-free curve stands beside it, with its interval, to twice the sessions; with groups
        ``plot_expected`` draws those.
        """
        return draw_collected(self, ax)

    def plot_expected(self, ax: Axes | None = None) -> Axes:
        """Draw the order-free curves with their intervals, to twice the sessions of each group."""
        return draw_expected(self, ax)

    def _repr_html_(self) -> str:
        return describe_in_html(self.describe()) + shorten_frame(self.to_frame(), repr(self), rows=60)


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
    seed: int = SEED,
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
        seed: Where the draws of intervals and of other orders start.

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
        curve = _curve(EVERYBODY, codings, choice, level, list_code_uses(codings), None, seed)
        return Saturation(level, codings.unit, "", (curve,), None, 1.0, codings.order_source)
    if segments is None or corpus is None or tree is None:
        raise AnalysisError("codings need their segments, corpus and tree; only an Incidence stands alone")
    incidences = count_incidence(codings, segments, corpus, tree, level=level, unit=unit, by=by)
    other_unit = next(each for each in UNITS if each != unit)
    others = count_incidence(codings, segments, corpus, tree, level=level, unit=other_unit, by=by)
    names = {node.id: node.name for node in tree.at_level(level)}
    created = trace_creation(codings, segments, tree, level=level, unit=unit, base=base, run=run, threshold=threshold)
    curves = tuple(
        _curve(
            group,
            incidence,
            choice,
            level,
            list_code_uses(incidence, others[group] if others[group].unit_ids else None, names),
            created if group == EVERYBODY else None,
            seed,
        )
        for group, incidence in incidences.items()
    )
    share = share_looked_at(codings, segments)
    return Saturation(level, unit, by, curves, codings.basis, share, incidences[EVERYBODY].order_source)


def _curve(
    group: str,
    incidence: Incidence,
    choice: tuple[int, int, float],
    level: str,
    uses: tuple[CodeUse, ...],
    creation: Creation | None,
    seed: int,
) -> SaturationCurve:
    asked = assess_incidence(incidence, base=choice[0], run=choice[1], threshold=choice[2], level=level)
    grid = tuple(
        assess_incidence(incidence, base=b, run=r, threshold=t, level=level)
        for t in THRESHOLDS
        for b in BASES
        for r in RUNS
    )
    complete = estimate_coverage(incidence)
    return SaturationCurve(group, incidence, asked, grid, complete, level, uses, creation, seed)
