"""Open-text answers in a table: each cell of an answer column becomes a document."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from thematica.errors import MaterialError, Problem
from thematica.formats.csv_table import Row, Table, read_table
from thematica.formats.joins import join_participants, join_sessions
from thematica.formats.participants import read_participants
from thematica.formats.sessions import read_sessions
from thematica.model.corpus import (
    Corpus,
    Document,
    Documents,
    Participant,
    Participants,
    Session,
    Sessions,
    Turn,
    Turns,
)
from thematica.model.settings import AnswerColumns

if TYPE_CHECKING:
    import pandas as pd


def read_answers(
    source: Path | pd.DataFrame,
    columns: AnswerColumns,
    *,
    participants: Path | None = None,
    sessions: Path | None = None,
    language: str = "en",
    prefix: str = "",
) -> Corpus:
    """Read a table of answers.

    Empty cells are kept as counts of the question, not as documents: who was asked and wrote nothing
    still belongs to the denominator.

    Args:
        source: A CSV file or a pandas table.
        columns: Which columns hold what; at least one column of text.
        participants, sessions: participants.csv and sessions.csv, where there are any.
        language: ISO 639 code.
        prefix: Put before document ids, and before the numbers of respondents who have no id of their own, where
            several tables are read.

    Raises:
        MaterialError: Columns are missing, or rows have no respondent.
    """
    table = read_table(source) if isinstance(source, Path) else _from_frame(source)
    _require(table, columns)
    reading = _Reading(table, columns, language, prefix)
    for number, row in enumerate(table.rows, 1):
        reading.add(number, row)
    corpus = reading.corpus()
    if sessions is not None:
        corpus = join_sessions(corpus, read_sessions(sessions))
    return corpus if participants is None else join_participants(corpus, read_participants(participants))


class _Reading:
    """The corpus while its rows are being read."""

    def __init__(self, table: Table, columns: AnswerColumns, language: str, prefix: str) -> None:
        self.table, self.columns, self.language, self.prefix = table, columns, language, prefix
        self.documents: list[Document] = []
        self.turns: list[Turn] = []
        self.sessions: dict[str, None] = {}
        self.participants: dict[str, dict[str, str]] = {}
        self.sessions_of: dict[str, dict[str, None]] = {}
        self.blank: Counter[str] = Counter()
        self.contradictions: dict[str, set[str]] = {}
        self.ids: Counter[str] = Counter()
        self.questions: dict[str, str] = {}
        self.translations: dict[str, str] = {}

    def add(self, number: int, row: Row) -> None:
        columns = self.columns
        person = row[columns.participant] if columns.participant else f"{self.prefix}R{number:04d}"
        session = (row[columns.session] if columns.session else "") or person
        before = self.participants.setdefault(person, {})
        for name in columns.attributes:
            if row[name] and before.setdefault(name, row[name]) != row[name]:
                self.contradictions.setdefault(name, set()).add(person)
        self.sessions[session] = None
        self.sessions_of.setdefault(person, {})[session] = None
        translated = columns.translation or ("",) * len(columns.text)
        for column, other in zip(columns.text, translated, strict=True):
            question = " ".join((row[columns.question] if columns.question else "").split()) or column
            translation = row.cells[other].strip() if other else ""
            self._add_answer(person, session, question, column, row.cells[column].strip(), translation)

    def _add_answer(self, person: str, session: str, question: str, column: str, text: str, translation: str) -> None:
        if not text:
            self.blank[question] += 1
            return
        base = person if person.startswith(self.prefix) else f"{self.prefix}{person}"
        if self.columns.question:
            base += f":{self._short(question)}"
        elif len(self.columns.text) > 1:
            base += f":{column}"
        self.ids[base] += 1
        document_id = base if self.ids[base] == 1 else f"{base}#{self.ids[base]}"
        self.documents.append(
            Document(id=document_id, text=text, session_id=session, language=self.language, source=self.table.file)
        )
        if translation:
            self.translations[f"{document_id}:t1"] = translation
        self.turns.append(
            Turn(
                id=f"{document_id}:t1",
                document_id=document_id,
                start=0,
                end=len(text),
                role="participant",
                participant_id=person,
                question_id=question,
            )
        )

    def _short(self, question: str) -> str:
        """Give a question a short name that depends on its words only, not on the order of the rows."""
        if question not in self.questions:
            words = "-".join(re.findall(r"\w+", question.casefold()))
            self.questions[question] = f"{words[:24]}-{hashlib.sha256(question.encode()).hexdigest()[:4]}"
        return self.questions[question]

    def corpus(self) -> Corpus:
        people = (
            Participant(id=person, session_ids=tuple(self.sessions_of[person]), attributes=attributes)
            for person, attributes in self.participants.items()
        )
        remarks = list(self.table.remarks)
        if not self.columns.participant and self.documents:
            remarks.append(
                f"{self.table.file}: no column names the respondents; they are numbered by row, so the rows must stay "
                "in this order once something is coded"
            )
        for name, persons in self.contradictions.items():
            first = ", ".join(sorted(persons)[:5]) + (", …" if len(persons) > 5 else "")
            remarks.append(
                f"{self.table.file}: '{name}' differs between rows of the same respondent ({len(persons)}: {first}); "
                "the first row counts"
            )
        return Corpus(
            documents=Documents(self.documents),
            turns=Turns(self.turns),
            sessions=Sessions(Session(id=session) for session in self.sessions),
            participants=Participants(people),
            order_source=f"the rows of {self.table.file}",
            blank_answers=dict(self.blank),
            remarks=tuple(remarks),
            translations=self.translations,
        )


def _require(table: Table, columns: AnswerColumns) -> None:
    if not columns.text:
        known = ", ".join(f"'{column}'" for column in table.columns)
        message = f"nobody has said which column holds the answers (columns: {known}); study.yaml: answers: text:"
        raise MaterialError([Problem(message, table.file)])
    named = (
        *columns.text,
        columns.participant,
        columns.session,
        columns.question,
        *columns.attributes,
        *columns.translation,
    )
    problems = table.missing(*filter(None, named))
    if columns.translation and len(columns.translation) != len(columns.text):
        counts = f"{len(columns.text)} columns of text and {len(columns.translation)} of translation"
        problems.append(Problem(f"{counts}; answers: translation: names one for each of text:", table.file))
    if not problems and columns.participant:
        problems = [
            Problem(f"no respondent: '{columns.participant}' is empty", table.file, row.line)
            for row in table.rows
            if not row[columns.participant]
        ]
    if problems:
        raise MaterialError(problems)


def _from_frame(frame: pd.DataFrame) -> Table:
    names = tuple(str(name) for name in frame.columns)
    rows: Sequence[Sequence[object]] = frame.astype(object).where(frame.notna(), None).to_numpy().tolist()
    return Table(
        "the table",
        names,
        tuple(
            Row(number, {name: _text(value) for name, value in zip(names, values, strict=True)})
            for number, values in enumerate(rows, 1)
        ),
    )


def _text(value: object) -> str:
    """Give a cell as text: missing is empty, 7.0 is 7."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace("\r\n", "\n").replace("\r", "\n")
