"""Per code: in how many sessions and participants it was heard, where first, and whether only once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from thematica.model.incidence import Incidence


@dataclass(frozen=True, slots=True)
class CodeUse:
    """Where one code, or theme, was heard.

    Attributes:
        id, name: Of the code; the name is the id where only a table was given.
        n_sessions, n_participants: In how many of them it was heard; None where that is not known.
        share: Of the units of the curve, 0..1; None where there are none.
        first_seen: The first session (or participant) in the order of collection; empty if it was not heard.
        heard_once: Whether it was heard in one unit only. It may be rare, or early to tell; it is not unimportant.
    """

    id: str
    name: str
    n_sessions: int | None
    n_participants: int | None
    share: float | None
    first_seen: str
    heard_once: bool


def list_code_uses(
    incidence: Incidence, other: Incidence | None = None, names: Mapping[str, str] | None = None
) -> tuple[CodeUse, ...]:
    """List where each code was heard, in the order of the rows.

    Args:
        incidence: Codes by the unit of the curve.
        other: The same codes by the other unit, participants beside sessions, where that is known.
        names: Names of the codes by id.
    """
    units = len(incidence.unit_ids)
    beside: dict[str, int] = {}
    if other is not None:
        beside = {code_id: int(n) for code_id, n in zip(other.code_ids, other.occurrences, strict=True)}
    uses = []
    for code_id, row in zip(incidence.code_ids, incidence.matrix, strict=True):
        n = int(row.sum())
        by_unit: dict[str, int | None] = {incidence.unit: n}
        if other is not None:
            by_unit[other.unit] = beside.get(code_id)
        uses.append(
            CodeUse(
                code_id,
                (names or {}).get(code_id, code_id),
                by_unit.get("session"),
                by_unit.get("participant"),
                n / units if units else None,
                incidence.unit_ids[int(np.argmax(row))] if n else "",
                n == 1,
            )
        )
    return tuple(uses)
