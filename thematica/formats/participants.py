"""participants.csv or .xlsx: who took part, in which session, with which attributes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from thematica.errors import MaterialError, Problem
from thematica.formats.attribute_values import HOW, tell_values
from thematica.formats.headings import OTHER_NAMES
from thematica.formats.tables import read_any_table
from thematica.model.corpus import Participant
from thematica.model.sentences import name_some


@dataclass(frozen=True, slots=True)
class ParticipantTable:
    """What the table of participants says.

    Attributes:
        participants: In the order of the table.
        file: Its name.
        remarks: What is worth a look: missing values, rows that stand twice, ids that may be one person.
    """

    participants: tuple[Participant, ...]
    file: str = "participants.csv"
    remarks: tuple[str, ...] = ()


def read_participants(path: Path, read_as: Mapping[str, str] | None = None) -> ParticipantTable:
    """Read a table with a row a participant and the columns ``participant``, ``session`` (optional) and any others.

    A participant of several sessions has a row for each. The headings may be written otherwise (``Participant ID``).

    Args:
        path: The table.
        read_as: Values of attributes to what they are read as, as in tables of answers.

    Raises:
        MaterialError: A column is missing, ids are empty or too alike, or two rows contradict each other.
    """
    # "interview" may be an attribute here (by phone, in person).
    others = {"participant": OTHER_NAMES["participant"], "session": OTHER_NAMES["session"][:1]}
    table = read_any_table(path, ("participant",), "participants", also=("session",), others=others)
    problems = table.missing("participant")
    problems += [
        Problem("'participant' has lost digits in Excel; format the column as text", table.file, line)
        for line in table.cut_numbers.get("participant", ())
    ]
    names = [c for c in table.columns if c not in ("participant", "session", "")]
    attributes: dict[str, dict[str, str]] = {}
    sessions: dict[str, dict[str, None]] = {}
    meant, how = read_as or {}, "" if read_as is None else HOW
    lines: dict[str, int] = {}
    twice: dict[str, None] = {}
    for row in () if problems else table.rows:
        person = row["participant"]
        lines.setdefault(person, row.line)
        values = {name: meant.get(row[name], row[name]) for name in names}
        if not person:
            problems.append(Problem("'participant' is empty", table.file, row.line))
        elif attributes.setdefault(person, values) != values:
            message = f"participant '{person}' has other attributes in an earlier row"
            problems.append(Problem(message, table.file, row.line))
        elif person in sessions and (not row["session"] or row["session"] in sessions[person]):
            twice[person] = None
        sessions.setdefault(person, {}).update({row["session"]: None} if row["session"] else {})
    problems += _alike(attributes, table.file)
    if problems:
        raise MaterialError(problems)
    remarks = [*table.remarks]
    if twice:
        remarks.append(f"{table.file}: these rows stand twice: {name_some(twice)}; each participant counts once")
    remarks += tell_near_ids(attributes, table.file)
    remarks += tell_values({p: (lines[p], values) for p, values in attributes.items()}, names, table.file, how)
    people = tuple(
        Participant(id=person, session_ids=tuple(sessions[person]), attributes=values)
        for person, values in attributes.items()
    )
    return ParticipantTable(people, table.file, tuple(remarks))


def fold_id(label: str) -> str:
    """Write an id without capitals, blanks, ``_`` and ``-``: ``fg 5-c`` and ``FG5C`` are one person.

    >>> fold_id("fg 5-c") == fold_id("FG5C")
    True
    """
    return re.sub(r"[\s_\-]+", "", label).casefold()


def fold_number(label: str) -> str:
    """Write an id, folded, without zeros before its numbers: ``P01`` and ``p1`` may be one person.

    >>> fold_number("P01") == fold_number("p 1"), fold_number("P10") == fold_number("P1")
    (True, False)
    """
    return re.sub(r"(?<!\d)0+(?=\d)", "", fold_id(label))


def tell_near_ids(ids: Iterable[str], file: str) -> list[str]:
    """Name the ids that may be one person's; it is said, never done."""
    alike: dict[str, list[str]] = {}
    for person in ids:
        alike.setdefault(fold_number(person), []).append(person)
    near = [" and ".join(f"'{person}'" for person in people) for people in alike.values() if len(people) > 1]
    if not near:
        return []
    return [f"{file}: {name_some(near)} may be one person; they count as several"]


def _alike(ids: Iterable[str], file: str) -> list[Problem]:
    seen: dict[str, str] = {}
    problems = []
    for person in ids:
        other = seen.setdefault(fold_id(person), person)
        if other != person:
            problems.append(Problem(f"participants '{other}' and '{person}' differ only in writing", file))
    return problems
