"""When codes were made: in which session each code was first applied by the date of the coding.

"No new themes after the fifth group" is usually meant this way: the sessions are coded one after the other, and in
the sixth nothing had to be added to the codebook. A code made late may still be applied to earlier sessions, so that
with the same order of sessions this curve lies below that of the first occurrence, or on it, never above.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from thematica.analyses.new_information import Assessment, assess_new_information, name_level
from thematica.model.codings import MACHINE, Coding, Codings
from thematica.model.segments import Segments
from thematica.model.themes import ThemeTree

DATE = 10  # characters of a date without a time


@dataclass(frozen=True, slots=True)
class Creation:
    """How many codes were made in each session, by the dates of the codings.

    Attributes:
        unit: What a session is called.
        unit_ids: The sessions in the order in which they were first coded; empty where it cannot be told.
        new: Codes whose first coding by date lies in each of them.
        assessment: The rule of base, run and threshold asked of ``new``; None where it cannot be told.
        reason: Why it cannot be told, or what to know.
    """

    unit: str
    unit_ids: tuple[str, ...]
    new: tuple[int, ...]
    assessment: Assessment | None
    reason: str


def trace_creation(
    codings: Codings,
    segments: Segments,
    tree: ThemeTree,
    *,
    level: str = "code",
    unit: str = "session",
    base: int = 4,
    run: int = 2,
    threshold: float = 0.05,
) -> Creation:
    """Find in which session each code, or theme, was first applied by date.

    Use the coders' own codings: a consensus bears the dates of the meetings in which it was reached.

    Args:
        codings: One resolved set, with ``made_at`` in ISO form (2026-03-04, or with a time).
        segments, tree: What the codings are about.
        level, unit: As in ``measure_saturation``.
        base, run, threshold: Of the assessment.
    """
    records = tuple(codings)
    dated: list[tuple[datetime, str, str]] = []
    problem = _find_problem(records)
    if problem:
        return Creation(unit, (), (), None, f"not evaluable: {problem}")
    times = _read_times(records)
    rows = {code.id: tree.roll_up(code.id, level).id for code in tree.codes}
    ordered = tuple(segments)
    joined = codings.join(segments)
    for i, place in zip(joined.coding_at.tolist(), joined.segment_at.tolist(), strict=True):
        segment = ordered[place]
        unit_id = segment.session_id if unit == "session" else segment.participant_id
        if unit_id is not None and records[i].code_id in rows:
            dated.append((times[i], unit_id, rows[records[i].code_id]))
    if len({time for time, _, _ in dated}) < 2:
        return Creation(unit, (), (), None, "not evaluable: all codings bear the same date")
    return _count_created(dated, level, unit, (base, run, threshold))


def _count_created(
    dated: list[tuple[datetime, str, str]], level: str, unit: str, choice: tuple[int, int, float]
) -> Creation:
    began: dict[str, datetime] = {}
    made: dict[str, tuple[datetime, set[str]]] = {}
    for time, unit_id, row in sorted(dated, key=lambda coding: coding[0]):
        began.setdefault(unit_id, time)
        first, homes = made.setdefault(row, (time, set()))
        if time == first:
            homes.add(unit_id)
    order = sorted(began, key=lambda unit_id: began[unit_id])
    place = {unit_id: i for i, unit_id in enumerate(order)}
    new = [0] * len(order)
    for _, homes in made.values():
        new[min(place[unit_id] for unit_id in homes)] += 1
    base, run, threshold = choice
    assessment = assess_new_information(new, base=base, run=run, threshold=threshold, unit=unit, level=level)
    shared = sum(len(homes) > 1 for _, homes in made.values())
    reason = f"the {unit}s are in the order in which they were first coded"
    if shared:
        reason += (
            f"; {shared} {name_level(level, shared)} first applied to several {unit}s on one date "
            f"{'is' if shared == 1 else 'are'} counted for the earliest"
        )
    return Creation(unit, tuple(order), tuple(new), assessment, reason)


def _find_problem(records: tuple[Coding, ...]) -> str:
    """Say why the dates of the codings cannot be used; empty where they can."""
    machine = sum(record.coder == MACHINE for record in records)
    if machine:
        return f"{machine:,} of the codings are the machine's, which makes no codes one after the other"
    undated = sum(not record.made_at.strip() for record in records)
    if undated or not records:
        return f"{undated:,} of {len(records):,} codings have no date (made_at)" if records else "there are no codings"
    unreadable = [record.made_at for record in records if _read_time(record.made_at) is None]
    if unreadable:
        return f"{len(unreadable):,} dates cannot be read, the first is '{unreadable[0]}'; write 2026-03-04"
    return ""


def _read_times(records: tuple[Coding, ...]) -> list[datetime]:
    """Read all dates; where one has no time of day, none is used."""
    times = [time for record in records if (time := _read_time(record.made_at))]
    if any(len(record.made_at.strip()) <= DATE for record in records):
        return [time.replace(hour=0, minute=0, second=0, microsecond=0) for time in times]
    return times


def _read_time(text: str) -> datetime | None:
    try:
        time = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return time if time.tzinfo else time.replace(tzinfo=UTC)
