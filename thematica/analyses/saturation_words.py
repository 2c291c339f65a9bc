"""How saturation reads in plain English: never that it was reached, always how complete the sessions are."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from thematica.analyses.new_information import BASES, RUNS, count_quiet_tail, name_level
from thematica.model.incidence import EVERYBODY

FEWEST = min(BASES) + min(RUNS)  # sessions with which one combination can be asked

if TYPE_CHECKING:
    from thematica.analyses.order_free import Expected, OnEqualTerms
    from thematica.analyses.saturation import Saturation, SaturationCurve


def describe_curve(saturation: Saturation, curve: SaturationCurve) -> str:
    """Say how many codes one group brought, what the rule says, and how complete it is estimated to be."""
    level, unit, n = saturation.level, saturation.unit, len(curve.new)
    seen = curve.cumulative[-1] if n else 0
    who = "In all" if curve.group == EVERYBODY else f"{saturation.by} {curve.group}"
    told = f"{who}: {seen} {name_level(level, seen)} in {n} {unit}{'s' if n != 1 else ''}"
    tail = count_quiet_tail(curve.new)
    if tail:
        told += f", none of them new in the last {tail}" if tail > 1 else ", none of them new in the last one"
    state = curve.assessment
    rule = f"base {state.base}, run {state.run}, {100 * state.threshold:g}%: {state.state}, {state.reason}"
    told += f" ({rule}; {_describe_completeness(saturation, curve)})."
    if curve.group != EVERYBODY:
        return told
    return "\n".join([told, *_describe_further(saturation, curve)])


def _describe_completeness(saturation: Saturation, curve: SaturationCurve) -> str:
    if curve.coverage is None or curve.at_hand is None:
        return "completeness cannot be estimated"
    low, high = curve.at_hand.completeness_low, curve.at_hand.completeness_high
    little = ", none in two, so that this estimate is worth little" if curve.is_degenerate else ""
    once = f"{curve.n_once} heard in one {saturation.unit} only{little}"
    return f"estimated completeness {curve.coverage:.0%} [{low:.0%}, {high:.0%}], {once}"


def _describe_further(saturation: Saturation, curve: SaturationCurve) -> list[str]:
    """Say what the other combinations and orders say, and what further sessions are expected to bring."""
    unit = saturation.unit
    states = Counter(found.state for found in curve.grid)
    counted = [f"{states[state]} {state}" for state in ("met", "not reached", "not evaluable") if states[state]]
    few = ""
    if states["not evaluable"] and len(curve.new) >= FEWEST:
        few = f": {len(curve.new)} {unit}s are too few for these, and one quiet {unit} at the end is no run"
    told = [f"Of the twelve usual combinations of base, run and threshold, {_join(counted)}{few}."]
    told += _describe_orders(curve)
    if curve.ten_plus_three.state != "not evaluable":
        told.append(f"10+3: {curve.ten_plus_three.state}, {curve.ten_plus_three.reason}.")
    created = curve.creation
    if created and created.assessment:
        tail = count_quiet_tail(created.new)
        quiet = (
            f"none made in the last {tail if tail > 1 else 'one'}"
            if tail
            else f"{created.new[-1]} made in the last one"
        )
        told.append(
            f"By when {name_level(saturation.level)} were made: {quiet} ({created.assessment.state}, "
            f"{created.assessment.reason}; {created.reason})."
        )
    if curve.order_free is not None and curve.expected_new is not None:
        told.append(_describe_forecast(saturation, curve, curve.order_free.at(2 * len(curve.new)), curve.expected_new))
    return told


def _describe_orders(curve: SaturationCurve) -> list[str]:
    orders, rule, unit = curve.reordered, curve.assessment, curve.incidence.unit
    if orders is None:
        return []
    which = f"all {orders.n_orders:,} orders" if orders.every else f"{orders.n_orders:,} other orders"
    named = f"base {rule.base}, run {rule.run}, {100 * rule.threshold:g}%"
    told = f"In {which} of these {unit}s, {named} is met in {orders.share_met:.0%}"
    if orders.median is not None:
        told += f", at {orders.median} ({orders.low} to {orders.high})"
    if orders.tail:
        last = f"last {unit}" if orders.tail == 1 else f"last {orders.tail} {unit}s"
        told += f"; nothing is new in the {last} in {orders.share_quiet:.0%}"
    return [f"{told}."]


def _describe_forecast(
    saturation: Saturation, curve: SaturationCurve, twice: Expected, new: tuple[float, float, float]
) -> str:
    level, unit = saturation.level, saturation.unit
    needed = ", ".join(f"{found.share:.0%}: {found.reason}" for found in curve.sessions_needed)
    return (
        f"One more {unit} like these is expected to bring {new[0]:.1f} new {name_level(level)} [{new[1]:.1f}, "
        f"{new[2]:.1f}]; twice as many {unit}s {twice.codes:.0f} in all [{twice.codes_low:.0f}, "
        f"{twice.codes_high:.0f}]. Estimated completeness of {needed}."
    )


def describe_equal_terms(saturation: Saturation) -> list[str]:
    """Say how the groups compare at equal completeness; nothing where fewer than two can be compared."""
    rows = [row for row in saturation.compare_on_equal_terms() if row.codes is not None]
    if len(rows) < 2:
        return []
    complete = min(row.completeness or 0.0 for row in rows)
    told = "; ".join(_describe_row(saturation, row) for row in rows)
    return [
        f"At equal completeness ({complete:.0%}): {told}.",
        "Intervals that overlap do not show that groups are alike.",
    ]


def _describe_row(saturation: Saturation, row: OnEqualTerms) -> str:
    return (
        f"{row.group} {row.codes:.1f} {name_level(saturation.level)} [{row.codes_low:.1f}, {row.codes_high:.1f}] in "
        f"{row.size:.1f} {saturation.unit}s"
    )


def describe_basis(saturation: Saturation) -> str:
    """Say what the curves rest on, and what they cannot show."""
    basis, share, unit = saturation.basis, saturation.share_looked_at, saturation.unit
    told = [
        f"It rests on {basis.describe()}, with {share:.0%} of the segments looked at." if basis else "",
        f"The {unit}s are in the order of {saturation.order_source}.",
        _describe_few(saturation),
        "Counted is what turns up under this codebook; whether it is understood no count can say.",
    ]
    return "\n".join(filter(None, told))


def _describe_few(saturation: Saturation) -> str:
    """Say what so few sessions can and cannot show, where they are too few for some of the usual combinations."""
    curve, unit = saturation.curves[0], saturation.unit
    if curve.expected_new is None or all(found.state != "not evaluable" for found in curve.grid):
        return ""
    return (
        f"{len(curve.new)} {unit}s can show that the last of them brought little that is new, not that a further one "
        f"would bring nothing: it may bring up to {curve.expected_new[2]:.1f} new {name_level(saturation.level)}."
    )


def _join(parts: list[str]) -> str:
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
