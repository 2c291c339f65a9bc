"""Columns of a table that hold what identifies people: addresses, numbers, places on a map, names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from thematica.model.pseudonyms import Passage
from thematica.steps.identifiers import PATTERNS
from thematica.steps.name_words import GIVEN, NO_NAMES, ROLES
from thematica.steps.pseudonymise import fold

MOST = 0.6  # of the filled cells of a column; rows of headings may stand among them
DIFFERENT = 0.8  # of its names, where the heading does not say that these are names
FEWEST = 3  # cells of a column whose heading says nothing
SHAPES = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in PATTERNS
    if kind in ("e-mail", "IP address", "phone", "account number", "handle", "web address", "postcode", "id number")
)
COORDINATE = re.compile(r"[-+]?\d{1,3}[.,]\d{2,}(?:\s*[,;]\s*[-+]?\d{1,3}[.,]\d{2,})?")
DAY = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}")
WHERE = re.compile(r"latitude|longitude|\blat\b|\blon\b|\blng\b|coord|\bgps\b|\bgeo", re.IGNORECASE)
BORN = re.compile(r"birth|\bdob\b|geburt|\bgeb\b|naiss|nacim|nascita|nascimento|geboorte", re.IGNORECASE)
PHONE = re.compile(r"phone|mobile|\btel|\bcell\b|handy|móvil", re.IGNORECASE)
FIRST = re.compile(r"first.?name|given.?name|forename|vorname|prénom|prenom\b|\bnombres?\b|voornaam|förnamn|imię", re.I)
LAST = re.compile(
    r"last.?name|surname|family.?name|nachname|familienname|\bnom\b|nom de famille|apellidos?|cognome|achternaam"
    r"|nazwisko",
    re.IGNORECASE,
)
NAMED = re.compile(
    r"(?<!user)(?<!file)\bname\b|full.?name|teilnehme|participant|interviewee|respondent|student\b|patient\b|contact|"
    r"signature|recipient(?!email)|\bnome\b|naam\b",
    re.IGNORECASE,
)
NAME = re.compile(r"(?:[^\W\d_](?:[^\W\d_]|[\u0300-\u036f'’.-])*(?:,?\s+|$)){1,5}")


@dataclass(frozen=True, slots=True)
class IdentifyingColumn:
    """A column of identifiers.

    Attributes:
        file, column: Where it is.
        kind: What it holds: ``e-mail``, ``person``, ``coordinate``.
        values: Each different value, in order.
        n: Filled cells that hold one.
        others: What else stands in it, each once: it stays as it is.
    """

    file: str
    column: str
    kind: str
    values: tuple[str, ...]
    n: int
    others: tuple[str, ...] = ()

    @property
    def group(self) -> str:
        """What its rows in a key are called together."""
        return f"column {self.column} of {self.file}"


def find_columns(cells: Sequence[Passage]) -> list[IdentifyingColumn]:
    """Find the columns most of whose cells identify somebody.

    Args:
        cells: The filled cells of tables, headings left out.
    """
    by_column: dict[tuple[str, str], list[str]] = {}
    for cell in cells:
        by_column.setdefault((cell.file, cell.column), []).append(" ".join(cell.text.split()))
    found = []
    for (file, column), values in by_column.items():
        kind, held = _what_holds(column, values)
        if kind:
            known = set(held)
            others = tuple(dict.fromkeys(v for v in values if v not in known and v.lstrip("+-") not in known))
            found.append(IdentifyingColumn(file, column, kind, tuple(dict.fromkeys(held)), len(held), others))
    return found


def _what_holds(column: str, values: Sequence[str]) -> tuple[str, list[str]]:
    for kind, shape in SHAPES:
        held = [value for value in values if shape.fullmatch(value)]
        if len(held) >= MOST * len(values):
            # An address that is typed wrongly, or in letters of another script, says as much.
            return kind, [value for value in values if shape.fullmatch(value) or (kind == "e-mail" and "@" in value)]
    for heading, shape, kind in ((WHERE, COORDINATE, "coordinate"), (BORN, DAY, "date")):
        held = [value for value in values if shape.fullmatch(value)]
        if heading.search(column) and len(held) >= MOST * len(values):
            return kind, [value.lstrip("+-") for value in held]
    if PHONE.search(column):
        held = [value for value in values if sum(c.isdigit() for c in value) > len(value) / 2 and len(value) > 5]
        if len(held) >= MOST * len(values):
            return "phone", held
    held = [value for value in values if _is_name(value)]
    if len(held) < MOST * len(values):
        return "", []
    if any(heading.search(column.replace("_", " ")) for heading in (FIRST, LAST, NAMED)):
        return "person", held
    given = [value for value in held if GIVEN & set(fold(value)[0].lower().replace(",", " ").split())]
    several = len(held) >= FEWEST and len(set(held)) >= DIFFERENT * len(held)
    return ("person", held) if several and 2 * len(given) >= len(held) else ("", [])


def _is_name(value: str) -> bool:
    words = [word for word in re.split(r"[\s,]+", value) if word]
    plain = [fold(word)[0].lower() for word in words]
    return (
        bool(NAME.fullmatch(value))
        and max(map(len, words)) > 2
        and (words[0][0].isupper() or not words[0].isascii() or bool(GIVEN & set(plain)))
        and not all(word in ROLES | NO_NAMES for word in plain)
    )


@dataclass(frozen=True, slots=True)
class FullName:
    """A given name and a surname that stand in one row of a table, in two columns."""

    first: str
    last: str
    first_column: IdentifyingColumn

    def __str__(self) -> str:
        return f"{self.first} {self.last}"


def join_name_columns(cells: Sequence[Passage], columns: Sequence[IdentifyingColumn]) -> list[FullName]:
    """Give full names from tables that have given names and surnames in two columns."""
    full: dict[FullName, None] = {}
    for file in dict.fromkeys(column.file for column in columns):
        names = {c.column: c for c in columns if c.file == file and c.kind == "person"}
        first = next((name for name in names if FIRST.search(name)), "")
        last = next((name for name in names if LAST.search(name) and name != first), "")
        if not first or not last:
            continue
        rows: dict[int, dict[str, str]] = {}
        for cell in cells:
            if cell.file == file and cell.column in (first, last):
                rows.setdefault(cell.line, {})[cell.column] = cell.text.strip()
        full |= dict.fromkeys(FullName(row[first], row[last], names[first]) for row in rows.values() if len(row) > 1)
    return list(full)
