"""The tables of saturation: one row a session, a number of sessions, a group, or a code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from thematica.analyses.order_free import COLUMNS, HOW
from thematica.analyses.proportions import Z
from thematica.analyses.rarefaction import expect_codes, expect_completeness, expect_deviation
from thematica.analyses.richness import Occurrences
from thematica.model.incidence import EVERYBODY, Incidence

if TYPE_CHECKING:
    import pandas as pd

    from thematica.analyses.saturation import Saturation, SaturationCurve

DIGITS = 6  # of estimates in tables
CURVES = ("new", "cumulative", "expected", "expected_low", "expected_high", "completeness")


def tabulate_curves(saturation: Saturation) -> pd.DataFrame:
    """Give one row a group and session: new and cumulative codes, and what any so many sessions would bring."""
    import pandas as pd

    rows: list[list[Any]] = []
    for curve in saturation.curves:
        by = _by(saturation, curve)
        columns = zip(curve.incidence.unit_ids, curve.new, curve.cumulative, *_expect(curve.incidence), strict=True)
        rows += [[saturation.level, by, curve.group, place, *row] for place, row in enumerate(columns, 1)]
    return pd.DataFrame(rows, columns=["level", "by", "group", "place", saturation.unit, *CURVES])


def tabulate_assessments(saturation: Saturation) -> pd.DataFrame:
    """Give one row a group, base, run and threshold."""
    import pandas as pd

    names = ["base", "run", "threshold", "state", "place", "reason"]
    rows = [
        [saturation.level, _by(saturation, curve), curve.group, *(getattr(found, name) for name in names)]
        for curve in saturation.curves
        for found in curve.grid
    ]
    return pd.DataFrame(rows, columns=["level", "by", "group", *names])


def tabulate_equal_terms(saturation: Saturation) -> pd.DataFrame:
    """Give one row a group and way to compare: expected codes at equal completeness, and at equally many sessions."""
    import pandas as pd

    names = ["group", "n_units", "n_codes", "size", "completeness", "codes", "codes_low", "codes_high", "remark"]
    rows = [
        [saturation.level, saturation.by, how, *(getattr(row, name) for name in names)]
        for how in HOW
        for row in saturation.compare_on_equal_terms(how)
    ]
    return pd.DataFrame(rows, columns=["level", "by", "at_equal", *names]).round(DIGITS)


def _by(saturation: Saturation, curve: SaturationCurve) -> str:
    """Name the attribute of a curve: everybody's has none."""
    return saturation.by if curve.group != EVERYBODY else ""


def _expect(incidence: Incidence) -> list[list[float | None]]:
    """Give expected codes with their interval, and completeness, at every number of sessions."""
    heard = Occurrences.of_incidence(incidence)
    if not heard.is_evaluable:
        return [[None] * heard.n_units for _ in CURVES[2:]]
    sizes = np.arange(1, heard.n_units + 1)
    codes, half = expect_codes(heard, sizes), Z * expect_deviation(heard, sizes)
    columns = (codes, np.maximum(codes - half, 0), codes + half, expect_completeness(heard, sizes))
    return [[round(float(value), DIGITS) for value in column] for column in columns]


def tabulate_expected(saturation: Saturation) -> pd.DataFrame:
    """Give one row a group and number of sessions: codes and completeness with intervals, extrapolated or not."""
    import pandas as pd

    names = ["level", "by", "group", "size", "extrapolated", *COLUMNS]
    tables = []
    for curve in saturation.curves:
        if curve.order_free is not None:
            frame = curve.order_free.to_frame().round(DIGITS)
            own = {"level": saturation.level, "by": _by(saturation, curve), "group": curve.group}
            tables.append(frame.assign(**own)[names])
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=names)


def tabulate_summary(saturation: Saturation) -> pd.DataFrame:
    """Give one row a group: what a methods section says of it."""
    import pandas as pd

    rows = [
        {"level": saturation.level, "by": _by(saturation, curve), "group": curve.group, **_summarise(curve)}
        for curve in saturation.curves
    ]
    return pd.DataFrame(rows)


def _summarise(curve: SaturationCurve) -> dict[str, Any]:
    at_hand, new, orders = curve.at_hand, curve.expected_new or (None, None, None), curve.reordered
    needed = {f"sessions_for_{found.share:.0%}": found.sessions for found in curve.sessions_needed}
    created = curve.creation.assessment if curve.creation else None
    found = {
        "n_units": len(curve.new),
        "n_codes": curve.cumulative[-1] if curve.cumulative else 0,
        "n_once": curve.n_once,
        "completeness": curve.coverage,
        "completeness_low": at_hand.completeness_low if at_hand else None,
        "completeness_high": at_hand.completeness_high if at_hand else None,
        "next_new": new[0],
        "next_new_low": new[1],
        "next_new_high": new[2],
        **needed,
        "state": curve.assessment.state,
        "place": curve.assessment.place,
        "doubt": curve.assessment.doubt,
        "orders_met": orders.share_met if orders else None,
        "orders_median": orders.median if orders else None,
        "orders_low": orders.low if orders else None,
        "orders_high": orders.high if orders else None,
        "ten_plus_three": curve.ten_plus_three.state,
        "lowe_index": curve.lowe.index,
        "created_state": created.state if created else "not evaluable" if curve.creation else None,
        "created_place": created.place if created else None,
    }
    return {name: round(value, DIGITS) if isinstance(value, float) else value for name, value in found.items()}


def tabulate_codes(saturation: Saturation) -> pd.DataFrame:
    """Give one row a group and code: in how many sessions and participants, where first, whether once only."""
    import pandas as pd

    names = ["id", "name", "n_sessions", "n_participants", "share", "first_seen", "heard_once"]
    rows = [
        [saturation.level, _by(saturation, curve), curve.group, *(getattr(use, name) for name in names)]
        for curve in saturation.curves
        for use in curve.uses
    ]
    frame = pd.DataFrame(rows, columns=["level", "by", "group", *names])
    return frame.assign(share=frame["share"].astype(float).round(DIGITS))
