"""participants.csv: who took part, in which session, with which attributes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from thematica.errors import MaterialError, Problem
from thematica.formats.csv_table import read_table
from thematica.model.corpus import Participant


def read_participants(path: Path) -> tuple[Participant, ...]:
    """Read a table with a row a participant and the columns ``participant``, ``session`` (optional) and any others.

    A participant of several sessions has a row for each.

    Raises:
        MaterialError: A column is missing, ids are empty or too alike, or two rows contradict each other.
    """
    table = read_table(path)
    problems = table.missing("participant")
    names = [c for c in table.columns if c not in ("participant", "session", "")]
    attributes: dict[str, dict[str, str]] = {}
    sessions: dict[str, dict[str, None]] = {}
    for row in () if problems else table.rows:
        person = row["participant"]
        values = {name: row[name] for name in names}
        if not person:
            problems.append(Problem("'participant' is empty", table.file, row.line))
        elif attributes.setdefault(person, values) != values:
            message = f"participant '{person}' has other attributes in an earlier row"
            problems.append(Problem(message, table.file, row.line))
        sessions.setdefault(person, {}).update({row["session"]: None} if row["session"] else {})
    problems += _alike(attributes, table.file)
    if problems:
        raise MaterialError(problems)
    return tuple(
        Participant(id=person, session_ids=tuple(sessions[person]), attributes=values)
        for person, values in attributes.items()
    )


def fold_id(label: str) -> str:
    """Write an id without capitals, blanks, ``_`` and ``-``: ``fg 5-c`` and ``FG5C`` are one person.

    >>> fold_id("fg 5-c") == fold_id("FG5C")
    True
    """
    return re.sub(r"[\s_\-]+", "", label).casefold()


def _alike(ids: Iterable[str], file: str) -> list[Problem]:
    seen: dict[str, str] = {}
    problems = []
    for person in ids:
        other = seen.setdefault(fold_id(person), person)
        if other != person:
            problems.append(Problem(f"participants '{other}' and '{person}' differ only in writing", file))
    return problems
