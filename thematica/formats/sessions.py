"""sessions.csv or .xlsx: the order of collection and what is known of each session."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from thematica.errors import MaterialError, Problem, suggest_spelling
from thematica.formats.csv_table import Row
from thematica.formats.headings import OTHER_NAMES
from thematica.formats.tables import read_any_table
from thematica.formats.talk import stem_of
from thematica.model.corpus import Session


@dataclass(frozen=True, slots=True)
class SessionTable:
    """What sessions.csv says.

    Attributes:
        sessions: In the order of collection.
        session_of_document: Document id to session id, where the table has a column ``document``.
        order_source: In words, where the order comes from.
        languages: Where the table has a column ``language``: of sessions, and of documents, by ``session:`` or
            ``document:`` and the id.
        file: Its name.
        remarks: What is worth a look.
    """

    sessions: tuple[Session, ...]
    session_of_document: dict[str, str]
    order_source: str
    languages: Mapping[str, str] = field(default_factory=dict)
    file: str = "sessions.csv"
    remarks: tuple[str, ...] = ()

    def language_of(self, document_id: str, session_id: str) -> str:
        """Give the language of a document, or nothing if the table does not say."""
        return self.languages.get(f"document:{document_id}", "") or self.languages.get(f"session:{session_id}", "")


def read_sessions(path: Path) -> SessionTable:
    """Read a table with the columns ``session``, ``order`` and any attributes.

    Without a column ``order`` the order of the rows is taken, and said to be taken. A column ``document`` (file
    name, with or without its ending) says which transcript belongs to the session; a session of several transcripts has
    a row for each. A column ``language`` says in which language a session, or with ``document`` that document, is.

    Raises:
        MaterialError: A column is missing, a session contradicts itself, or an order is not a number.
    """
    table = read_any_table(path, ("session",), "sessions", also=("order", "document", "language"), others=OTHER_NAMES)
    problems = table.missing("session")
    has_order = "order" in table.columns
    if not has_order and suggest_spelling("order", table.columns):
        problems += table.missing("order")
    names = [c for c in table.columns if c not in ("session", "order", "document", "")]
    sessions: list[Session] = []
    documents: dict[str, str] = {}
    rows: dict[str, list[str]] = {}
    languages: dict[str, str] = {}
    # The documents of one session may be in different languages, such as a transcript and its translation.
    compared = (*(name for name in names if name != "language" or "document" not in table.columns), "order")
    for place, row in enumerate(() if problems else table.rows):
        order = _order(row["order"]) if has_order else float(place)
        if not row["session"]:
            problems.append(Problem("'session' is empty", table.file, row.line))
        elif row["session"] in rows and rows[row["session"]] != [row[name] for name in compared]:
            message = f"session '{row['session']}' says something else in an earlier row"
            problems.append(Problem(message, table.file, row.line))
        elif order is None:
            message = f"order '{row['order']}' of session '{row['session']}' is not a number"
            problems.append(Problem(message, table.file, row.line))
        else:
            attributes = {name: row[name] for name in names}
            problems += _note_language(row, table.file, languages)
            if row["session"] not in rows:
                sessions.append(Session(id=row["session"], order=order, attributes=attributes))
            rows[row["session"]] = [row[name] for name in compared]
            if row["document"]:
                document = stem_of(row["document"])
                if documents.setdefault(document, row["session"]) != row["session"]:
                    message = (
                        f"document '{row['document']}' is in session '{documents[document]}' in an earlier row; in the "
                        f"file itself, a line such as '# {row['session']}' before each session makes them several "
                        "documents"
                    )
                    problems.append(Problem(message, table.file, row.line))
    if problems:
        raise MaterialError(problems)
    source = f"the column 'order' of {table.file}" if has_order else f"the rows of {table.file}"
    if len({session.order for session in sessions}) < len(sessions):
        source += ", where some share a place"
    ordered = sorted(sessions, key=lambda s: s.order or 0.0)
    return SessionTable(tuple(ordered), documents, source, languages, table.file, table.remarks)


def is_language(text: str) -> bool:
    """Say whether a text could be the ISO 639 code of a language.

    >>> is_language("de"), is_language("pt-BR"), is_language("German")
    (True, False, False)
    """
    return re.fullmatch(r"[A-Za-z]{2,3}", text) is not None


def _note_language(row: Row, file: str, languages: dict[str, str]) -> list[Problem]:
    language = row["language"]
    if language and not is_language(language):
        message = f"'{language}' is no ISO 639 code of a language, such as en or de"
        return [Problem(message, file, row.line)]
    if language:
        place = f"document:{stem_of(row['document'])}" if row["document"] else f"session:{row['session']}"
        languages.setdefault(place, language.casefold())
    return []


def _order(text: str) -> float | None:
    try:
        order = float(text)
    except ValueError:
        return None
    return order if math.isfinite(order) else None
