"""Do forecasts of saturation come true, and when does a rule that is met say something?

    python -m benchmarks.saturation --data DATA   written to benchmarks/results/saturation.json
    python -m benchmarks.saturation --quick       the invented study, to see that it runs

Sets: 14 interviews (ML-PRACTICES; all axial categories, and techniques alone), 7 interviews (PDPILOT),
30 focus groups (GENNOVATE); short answers: NHS, and the survey of ML-PRACTICES.

curves     every set in its order, by group where it has groups: codes, completeness, the rule, the next session
hindcast   200 orders; from the first s sessions the codes at min(2s, T) are forecast. error: mean of forecast less
           truth; off: mean absolute error; held: how often the 95% interval holds the truth. published: the same
           forecast with the interval from drawing codes one by one; flat: no more codes come; straight: the last two
           sessions go on; Lowe: model IW
complete   estimated completeness after s sessions against the share of the other sessions' mentions whose code had
           been heard; held as above
rule       how often base 4, run 2, 5% is met, what share of all codes had been heard by then, how often it is doubted
six        six sessions drawn from each set: how often the sixth brings nothing new, and what the others bring then
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.data import MissingData
from benchmarks.saturation_sets import (
    Heard,
    load_gennovate,
    load_mentoring,
    load_ml_practices,
    load_nhs,
    load_pdpilot,
    pick,
)
from thematica.analyses.accumulation import index_lowe
from thematica.analyses.new_information import assess_incidence
from thematica.analyses.order_free import draw_order_free, forecast_new
from thematica.analyses.proportions import Z
from thematica.analyses.rarefaction import expect_new
from thematica.analyses.richness import estimate_completeness
from thematica.analyses.saturation import Saturation, measure_saturation
from thematica.analyses.spread import draw_occurrences
from thematica.model.incidence import Incidence
from thematica.reports.versions import list_versions

RESULTS = Path(__file__).parent / "results" / "saturation.json"
ORDERS, SEED = 200, 1
FROM = (4, 6, 8, 10, 15, 20)
SHORT = 40  # short answers that are forecast: as many as a small survey has
LOOKED_AT = 300  # of short answers, in which the rule is asked: it is met long before


def shuffle(incidence: Incidence, n_orders: int, most: int | None = None) -> Iterator[Incidence]:
    """Put the sessions in other orders, or some of them."""
    random = np.random.default_rng(SEED)
    for _ in range(n_orders):
        yield pick(incidence, random.permutation(len(incidence.unit_ids))[:most])


def tell_curves(heard: Heard) -> list[dict[str, Any]]:
    """Tell the curve of everybody, and those of groups."""
    told = [_tell("all", measure_saturation(heard.incidence))]
    for attribute, values in heard.groups.items():
        for value in sorted(set(values)):
            some = pick(heard.incidence, [i for i, each in enumerate(values) if each == value])
            told.append(_tell(f"{attribute} {value}", measure_saturation(some)))
    return told


def _tell(group: str, saturation: Saturation) -> dict[str, Any]:
    (row,) = saturation.summary_to_frame().to_dict("records")
    rule = saturation.curves[0].assessment
    kept = ("n_units", "n_codes", "n_once", "completeness", "completeness_low", "next_new", "next_new_high")
    told = {name: round(row[name], 3) if isinstance(row[name], float) else row[name] for name in kept}
    return {"group": group, **told, "rule": f"{rule.state} {rule.place}".strip(), "orders_met": row["orders_met"]}


def hindcast(incidence: Incidence, s: int, n_orders: int) -> dict[str, Any]:
    """Forecast the codes at min(2s, T) sessions from the first s, in many orders."""
    t = min(2 * s, len(incidence.unit_ids))
    rows = []
    for ordered in shuffle(incidence, n_orders):
        first = pick(ordered, range(s))
        seen, truth = len(first.code_ids), int(ordered.matrix[:, :t].any(axis=1).sum())
        new, low, high = (float(each[0]) for each in forecast_new(first, np.array([t - s])))
        drawn = np.concatenate([some.n_codes + expect_new(some, [t - s])[:, 0] for some in draw_occurrences(first)])
        half = Z * drawn.std(ddof=1)
        lowe = index_lowe(first).expect(t)
        straight = seen + first.new[-2:].mean() * (t - s)
        rows.append(
            [
                *(guess - truth for guess in (seen + new, seen, straight, np.nan if lowe is None else lowe)),
                seen + low - 1e-9 <= truth <= seen + high + 1e-9,
                abs(truth - seen - new) <= half,
                truth - seen,
                high - low,
            ]
        )
    table = np.array(rows, dtype=float)
    error, off = np.nanmean(table[:, :4], axis=0), np.nanmean(np.abs(table[:, :4]), axis=0)
    names = ("forecast", "flat", "straight", "lowe")
    return {
        "from": s,
        "to": t,
        "new": round(float(table[:, 6].mean()), 2),
        "error": {name: round(float(e), 2) for name, e in zip(names, error, strict=True)},
        "off": {name: round(float(e), 2) for name, e in zip(names, off, strict=True)},
        "held": round(float(table[:, 4].mean()), 3),
        "held_published": round(float(table[:, 5].mean()), 3),
        "width": round(float(table[:, 7].mean()), 1),
        "lowe_missing": round(float(np.isnan(table[:, 3]).mean()), 3),
    }


def check_completeness(incidence: Incidence, s: int, n_orders: int) -> dict[str, Any]:
    """Compare the estimated completeness after s sessions with that of the sessions that follow."""
    rows = []
    for ordered in shuffle(incidence, n_orders):
        first, later = pick(ordered, range(s)), ordered.matrix[:, s:]
        truth = later[ordered.matrix[:, :s].any(axis=1)].sum() / max(later.sum(), 1)
        curve = draw_order_free(first)
        if curve is None:
            continue
        found = curve.at(s)
        drawn = np.concatenate([estimate_completeness(some) for some in draw_occurrences(first)]).std(ddof=1)
        rows.append(
            [
                truth,
                found.completeness,
                found.completeness_low - 1e-9 <= truth <= found.completeness_high + 1e-9,
                abs(truth - found.completeness) <= Z * drawn + 1e-9,
            ]
        )
    means = np.mean(np.array(rows, dtype=float), axis=0)
    names = ("truth", "estimate", "held", "held_published")
    return {"after": s, **{name: round(float(value), 3) for name, value in zip(names, means, strict=True)}}


def try_rule(incidence: Incidence, n_orders: int) -> dict[str, Any]:
    """Ask base 4, run 2, 5% in many orders: how much had been heard where it was met."""
    heard, doubted = [], 0
    for ordered in shuffle(incidence, n_orders, LOOKED_AT):
        found = assess_incidence(ordered)
        if found.at is not None:
            doubted += bool(found.doubt)
            heard.append(ordered.matrix[:, : found.at + found.run].any(axis=1).sum() / len(incidence.code_ids))
    return {
        "codes_each": round(float(incidence.matrix.sum() / len(incidence.unit_ids)), 1),
        "met": round(len(heard) / n_orders, 3),
        "heard_where_met": round(float(np.mean(heard)), 3) if heard else None,
        "doubted_of_met": round(doubted / len(heard), 3) if heard else None,
    }


def try_six(incidence: Incidence, n_orders: int) -> dict[str, Any]:
    """Draw six sessions: how often the sixth is quiet, and how much the sessions left over bring then."""
    quiet, missing, met = 0, [], 0
    for ordered in shuffle(incidence, n_orders):
        six = pick(ordered, range(6))
        met += assess_incidence(six).state == "met"
        if six.new[-1] == 0:
            quiet += 1
            missing.append(1 - len(six.code_ids) / len(incidence.code_ids))
    return {
        "sixth_quiet": round(quiet / n_orders, 3),
        "missing_then": round(float(np.mean(missing)), 3) if missing else None,
        "rule_met": round(met / n_orders, 3),
    }


def measure_set(heard: Heard, n_orders: int, *, short: bool = False) -> dict[str, Any]:
    """Measure everything on one set."""
    incidence = heard.incidence
    draw = np.random.default_rng(SEED).permutation(len(incidence.unit_ids))[:SHORT]
    some = pick(incidence, draw) if short else incidence
    starts = [s for s in FROM if s < len(some.unit_ids)]
    record: dict[str, Any] = {} if short else {"curves": tell_curves(heard), "six": try_six(incidence, n_orders)}
    record["hindcast"] = [hindcast(some, s, n_orders) for s in starts]
    record["complete"] = [check_completeness(some, s, n_orders) for s in starts]
    record["rule"] = try_rule(incidence, n_orders)
    return record


def show(name: str, record: dict[str, Any]) -> None:
    """Print what was measured on one set."""
    print(f"\n{name}")
    for row in record.get("curves", ()):
        print("  ", row)
    print("   from  to   new  error: forecast flat straight Lowe | off | held (published)  completeness: true, held")
    for row, complete in zip(record["hindcast"], record["complete"], strict=True):
        error, off = (" ".join(f"{value:7.2f}" for value in row[kind].values()) for kind in ("error", "off"))
        print(
            f"   {row['from']:4d} {row['to']:3d} {row['new']:6.1f}  {error} | {off} | {row['held']:.2f} "
            f"({row['held_published']:.2f})  {complete['truth']:.3f} {complete['estimate']:.3f} {complete['held']:.2f} "
            f"({complete['held_published']:.2f})"
        )
    print("   rule", record["rule"], "six", record.get("six"))


def load_all(data: Path | None) -> Iterator[tuple[Heard, bool]]:
    """Give every set, and whether it is of short answers."""
    interviews, techniques, survey = load_ml_practices(data)
    yield interviews, False
    yield techniques, False
    yield load_pdpilot(data), False
    yield load_gennovate(data), False
    yield survey, True
    yield load_nhs(data), True


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; write the results of the whole run."""
    parser = argparse.ArgumentParser(description="Forecasts of saturation against what came, and a rule's worth.")
    parser.add_argument("--data", type=Path, help="where the sets lie (default: THEMATICA_DATA)")
    parser.add_argument("--quick", action="store_true", help="the invented study only; nothing is written")
    options = parser.parse_args(arguments)
    mentoring = load_mentoring()
    print(measure_saturation(mentoring.incidence).describe())
    if options.quick:
        show(mentoring.name, measure_set(mentoring, 20))
        return 0
    found: dict[str, Any] = {}
    try:
        for heard, short in load_all(options.data):
            found[heard.name] = measure_set(heard, ORDERS, short=short)
            show(heard.name, found[heard.name])
    except MissingData as error:
        print(error, file=sys.stderr)
        return 1
    record = {"versions": list_versions(), "seed": SEED, "orders": ORDERS, "sets": found}
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
