"""Headings as people write them: which column is meant where the writing differs."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Mapping, Sequence

from thematica.formats.csv_table import Row, Table

# What else people call a column; tried only where no heading is the name itself.
OTHER_NAMES = {
    "participant": (
        ("participants", "participantid", "participantno", "participantnumber", "participantcode", "participantname"),
        ("pid", "respondent", "respondentid", "interviewee", "intervieweeid", "student", "studentid", "subjectid"),
        ("id",),
    ),
    "session": (
        ("sessions", "sessionid", "sessionno", "sessionnumber", "sessionname"),
        ("interview", "interviewid", "focusgroup", "focusgroupid"),
    ),
}


def fold_heading(text: str) -> str:
    """Write a heading without capitals, accents, blanks and marks: ``Participant_ID`` and ``participant id`` are one.

    >>> fold_heading("Participant ID") == fold_heading(" participant_id ")
    True
    """
    return "".join(re.findall(r"[^\W_]", fold_words(text)))


def fold_words(text: str) -> str:
    """Write a text without capitals, accents, and characters that nobody sees; blanks are single ones.

    Only accents of Latin, Greek and Cyrillic letters go: in other scripts such marks are part of the word.

    >>> fold_words("  Café\u00a0au lait\u200b "), fold_words("STRASSE") == fold_words("Straße")
    ('cafe au lait', True)
    """
    plain = []
    for character in unicodedata.normalize("NFKC", text):
        parted = unicodedata.normalize("NFD", character)
        first = parted[0]
        is_accented = len(parted) > 1 and unicodedata.name(first, "").startswith(("LATIN", "GREEK", "CYRILLIC"))
        plain.append("" if unicodedata.category(character) == "Cf" else first if is_accented else character)
    return " ".join("".join(plain).casefold().split())


def in_one_line(text: str) -> str:
    """Write a heading, or a cell, in one line with single blanks: so study.yaml can name it."""
    return " ".join(text.split())


def find_column(name: str, columns: Sequence[str], others: Sequence[Sequence[str]] = ()) -> str:
    """Find the one column that a name means; empty where there is none, or more than one.

    Args:
        name: As thematica, or study.yaml, writes it.
        columns: The headings of a table.
        others: Sets of other names for it (folded), each tried only where no set before it was found.
    """
    if name in columns:
        return name
    for meant in ((fold_heading(name),), *others):
        found = [column for column in columns if column and fold_heading(column) in meant]
        if found:
            return found[0] if len(found) == 1 else ""
    return ""


def name_columns(
    table: Table, names: Sequence[str], others: Mapping[str, Sequence[Sequence[str]]] | None = None
) -> Table:
    """Give columns the names that they are asked for by, where only the writing differs, and say so.

    Args:
        table: As it was read.
        names: What its columns should be called.
        others: Sets of other names of them, as for ``find_column``.
    """
    found: dict[str, str] = {}
    for name in dict.fromkeys(names):
        column = find_column(name, table.columns, (others or {}).get(name, ()))
        if column and column != name and column not in names and column not in found:
            found[column] = name
    if not found:
        return table
    said = ", ".join(f"'{column}' for '{name}'" for column, name in found.items())
    remark = f"{table.file}: these headings are written otherwise, and were taken: {said}"
    return dataclasses.replace(
        table,
        columns=tuple(found.get(column, column) for column in table.columns),
        rows=tuple(Row(row.line, {found.get(c, c): cell for c, cell in row.cells.items()}) for row in table.rows),
        wording={found.get(column, column): words for column, words in table.wording.items()},
        cut_numbers={found.get(column, column): lines for column, lines in table.cut_numbers.items()},
        remarks=(*table.remarks, remark),
    )
