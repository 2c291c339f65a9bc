"""Open-text answers in a table: each cell of an answer column becomes a document."""

from __future__ import annotations

import dataclasses
import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from thematica.errors import MaterialError, Problem
from thematica.formats.attribute_values import HOW, tell_values
from thematica.formats.choices import columns_of_choices, split_choices
from thematica.formats.csv_table import Row, Table
from thematica.formats.headings import find_column, name_columns
from thematica.formats.joins import join_participants, join_sessions
from thematica.formats.participants import read_participants, tell_near_ids
from thematica.formats.sessions import is_language, read_sessions
from thematica.formats.surveys import Survey, find_long, guess_columns, read_headings, read_survey
from thematica.formats.suspicious_answers import Given, tell_suspicious
from thematica.formats.tables import read_any_table
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
from thematica.model.sentences import name_some, quote_some, shorten
from thematica.model.settings import AnswerColumns
from thematica.model.table_read import ColumnRead, TableRead

if TYPE_CHECKING:
    import pandas as pd

LONGEST = 40  # characters of an example


def read_answers(
    source: Path | pd.DataFrame,
    columns: AnswerColumns,
    *,
    participants: Path | None = None,
    sessions: Path | None = None,
    language: str = "en",
    prefix: str = "",
) -> Corpus:
    """Read a table of answers, as people make it or as Qualtrics, REDCap, Google Forms and Microsoft Forms export it.

    Empty cells are kept as counts of the question, not as documents: who was asked and wrote nothing
    still belongs to the denominator.

    Args:
        source: A CSV file, an Excel workbook, or a pandas table.
        columns: Which columns hold what; at least one column of text.
        participants, sessions: participants.csv and sessions.csv, where there are any.
        language: ISO 639 code of answers of which the table does not say it.
        prefix: Put before document ids, and before the numbers of respondents who have no id of their own, where
            several tables are read.

    Raises:
        MaterialError: Columns are missing, or rows have no respondent.
    """
    columns = _in_one_line(columns)
    if isinstance(source, Path):
        table = read_answer_table(source, columns)
    else:
        table = name_columns(_from_frame(source), _named(columns))
    survey = read_survey(table, columns.heading_rows)
    _require(survey, columns)
    reading = _Reading(survey, columns, language, prefix)
    for number, row in enumerate(survey.table.rows):
        reading.add(number, row)
    corpus = reading.corpus()
    if sessions is not None:
        corpus = join_sessions(corpus, read_sessions(sessions))
    return (
        corpus if participants is None else join_participants(corpus, read_participants(participants, columns.read_as))
    )


def read_answer_table(source: Path, columns: AnswerColumns) -> Table:
    """Read the cells of a table of answers, before it is known what they are.

    Raises:
        MaterialError: It cannot be read as a table.
    """
    columns = _in_one_line(columns)
    heads = partial(read_headings, n_given=columns.heading_rows)
    return read_any_table(source, _named(columns), "answers", columns.sheet, read_headings=heads)


class _Reading:
    """The corpus while its rows are being read."""

    def __init__(self, survey: Survey, columns: AnswerColumns, language: str, prefix: str) -> None:
        self.survey = survey
        self.table, self.columns, self.language, self.prefix = survey.table, columns, language, prefix
        self.documents: list[Document] = []
        self.turns: list[Turn] = []
        self.sessions: dict[str, None] = {}
        self.participants: dict[str, dict[str, str]] = {}
        self.lines: dict[str, int] = {}
        self.given: list[Given] = []
        self.sessions_of: dict[str, dict[str, None]] = {}
        self.blank: dict[tuple[str, str, str], None] = {}  # person, session, question; of several rows, all are blank
        self.answered: set[tuple[str, str, str]] = set()
        self.contradictions: dict[str, set[str]] = {}
        self.ids: Counter[str] = Counter()
        self.twice: dict[str, None] = {}
        self.questions: dict[str, str] = {}
        self.translations: dict[str, str] = {}
        self.choices: list[dict[str, str]] = [{} for _ in survey.table.rows]
        self.said: list[str] = [
            f"{self.table.file}: '{c}' asks: {survey.wording[c]}" for c in columns.text if c in survey.wording
        ]
        for question in columns.choices:
            found, remarks = split_choices(
                survey.table, question, survey.wording, separator=columns.separator, whole=columns.whole_choices
            )
            self.choices = [{**before, **new} for before, new in zip(self.choices, found, strict=True)]
            self.said += remarks

    def add(self, number: int, row: Row) -> None:
        columns = self.columns
        person = row[columns.participant] if columns.participant else f"{self.prefix}R{number + 1:04d}"
        session = (row[columns.session] if columns.session else "") or person
        before = self.participants.setdefault(person, {})
        self.lines.setdefault(person, row.line)
        own = {name: columns.read_as.get(row[name], row[name]) for name in columns.attributes}
        for name, value in {**own, **self.choices[number]}.items():
            if value and before.setdefault(name, value) != value:
                self.contradictions.setdefault(name, set()).add(person)
        self.sessions[session] = None
        self.sessions_of.setdefault(person, {})[session] = None
        language = (row[columns.language].casefold() if columns.language else "") or self.language
        translated = columns.translation or ("",) * len(columns.text)
        for column, other in zip(columns.text, translated, strict=True):
            question = " ".join((row[columns.question] if columns.question else "").split()) or column
            place = (person, session, question)
            translation = row.cells.get(other, "").strip() if other else ""
            text = row.cells.get(column, "").strip()
            if text:
                self.given.append(Given(person, question, text, row.line))
                self._add_answer(place, column, text, language, translation)
            else:
                self.blank[place] = None

    def _add_answer(self, place: tuple[str, str, str], column: str, text: str, language: str, translation: str) -> None:
        person, session, question = place
        if (person, session, question) in self.answered:
            self.twice[person] = None
        self.answered.add((person, session, question))
        base = person if person.startswith(self.prefix) else f"{self.prefix}{person}"
        if self.columns.question:
            base += f":{self._short(question)}"
        elif len(self.columns.text) > 1:
            base += f":{column}"
        self.ids[base] += 1
        document_id = base if self.ids[base] == 1 else f"{base}#{self.ids[base]}"
        self.documents.append(
            Document(id=document_id, text=text, session_id=session, language=language, source=self.table.file)
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
        remarks = [*self.table.remarks, *self.said]
        if not self.columns.participant and self.documents:
            remarks.append(
                f"{self.table.file}: no column names the respondents; they are numbered by row, so the rows must stay "
                "in this order once something is coded"
            )
        if self.twice:
            remarks.append(
                f"{self.table.file}: several rows answer the same question for one respondent "
                f"({len(self.twice)}: {name_some(self.twice)}); each is an answer of its own"
            )
        if self.columns.participant:
            remarks += tell_near_ids(self.participants, self.table.file)
        for name, persons in self.contradictions.items():
            remarks.append(
                f"{self.table.file}: '{name}' differs between rows of the same respondent ({len(persons)}: "
                f"{name_some(sorted(persons))}); "
                "the first row counts"
            )
        made = _tell_columns(self.survey, self.columns, len(self.participants))
        used = {column.name for column in made.columns if column.role}
        if unread := [column for column in find_long(self.table) if column not in used]:
            remarks.append(f"{self.table.file}: columns that hold several words and are not read: {quote_some(unread)}")
        people_and_lines = {person: (self.lines[person], values) for person, values in self.participants.items()}
        remarks += tell_values(people_and_lines, self.columns.attributes, self.table.file, HOW)
        remarks += tell_suspicious(self.given, self.table.file)
        return Corpus(
            tables=(made,),
            documents=Documents(self.documents),
            turns=Turns(self.turns),
            sessions=Sessions(Session(id=session) for session in self.sessions),
            participants=Participants(people),
            order_source=f"the rows of {self.table.file}",
            blank_answers=dict(Counter(place[2] for place in self.blank if place not in self.answered)),
            remarks=tuple(remarks),
            translations=self.translations,
        )


def _tell_columns(survey: Survey, columns: AnswerColumns, n_respondents: int) -> TableRead:
    """Say what was made of each column."""
    roles = dict.fromkeys(columns.attributes, "attribute")
    for question in columns.choices:
        own = find_column(question, survey.table.columns)
        of_choices = [*columns_of_choices(survey.table.columns, question), *filter(None, [own])]
        roles |= dict.fromkeys(of_choices, f"choices of '{question}'")
    roles |= dict.fromkeys(columns.translation, "translation") | dict.fromkeys(columns.text, "answers")
    one_each = {
        columns.participant: "respondent", columns.session: "session", columns.question: "question",
        columns.language: "language",
    }  # fmt: skip
    roles |= {column: role for column, role in one_each.items() if column}
    found = []
    for column in filter(None, survey.table.columns):
        cells = [row[column] for row in survey.table.rows if row[column]]
        example = " ".join(cells[0].split()) if cells else ""
        found.append(ColumnRead(column, roles.get(column, ""), len(cells), len(set(cells)), shorten(example, LONGEST)))
    return TableRead(survey.table.file, survey.program, len(survey.table.rows), n_respondents, tuple(found))


def _named(columns: AnswerColumns) -> tuple[str, ...]:
    """Give every column that is named and must be there."""
    one_each = (columns.participant, columns.session, columns.question, columns.language)
    return tuple(filter(None, (*columns.text, *one_each, *columns.attributes, *columns.translation)))


def _in_one_line(columns: AnswerColumns) -> AnswerColumns:
    """Write each name as the headings are written: in one line, with single blanks."""

    def line(name: str) -> str:
        return " ".join(name.split())

    return dataclasses.replace(
        columns,
        text=tuple(map(line, columns.text)),
        participant=line(columns.participant),
        session=line(columns.session),
        question=line(columns.question),
        attributes=tuple(map(line, columns.attributes)),
        translation=tuple(map(line, columns.translation)),
        choices=tuple(map(line, columns.choices)),
        language=line(columns.language),
    )


def _require(survey: Survey, columns: AnswerColumns) -> None:
    table = survey.table
    if not columns.text:
        known = ", ".join(f"'{column}'" for column in table.columns)
        message = f"nobody has said which column holds the answers (columns: {known}); study.yaml: answers: text:"
        hint = guess_columns(survey)
        raise MaterialError([Problem(f"{message}; {hint}" if hint else message, table.file)])
    problems = table.missing(*dict.fromkeys(_named(columns)))
    if columns.translation and len(columns.translation) != len(columns.text):
        counts = f"{len(columns.text)} columns of text and {len(columns.translation)} of translation"
        problems.append(Problem(f"{counts}; answers: translation: names one for each of text:", table.file))
    if not problems and columns.participant:
        problems = [
            Problem(f"no respondent: '{columns.participant}' is empty", table.file, row.line)
            for row in table.rows
            if not row[columns.participant]
        ]
        problems += [
            Problem(f"'{columns.participant}' has lost digits in Excel; format the column as text", table.file, line)
            for line in table.cut_numbers.get(columns.participant, ())
        ]
    if not problems and columns.language:
        problems = [
            Problem(
                f"'{row[columns.language]}' is no ISO 639 code of a language, such as en or de", table.file, row.line
            )
            for row in table.rows
            if row[columns.language] and not is_language(row[columns.language])
        ]
    if problems:
        raise MaterialError(problems)


def _from_frame(frame: pd.DataFrame) -> Table:
    """Take a pandas table; where it has several rows of headings, those below the first are rows."""
    labels: list[object] = list(frame.columns)
    heads = [tuple(str(part) for part in (name if isinstance(name, tuple) else (name,))) for name in labels]
    names = tuple(head[0] for head in heads)
    if repeated := sorted(name for name, n in Counter(names).items() if n > 1):
        raise MaterialError(
            [Problem(f"column '{name}' occurs twice; names must differ", "the table") for name in repeated]
        )
    rows: list[Sequence[object]] = [[head[i] for head in heads] for i in range(1, len(heads[0]) if heads else 1)]
    rows += frame.astype(object).where(frame.notna(), None).to_numpy().tolist()
    found: list[Mapping[str, str]] = [
        {name: _text(value) for name, value in zip(names, values, strict=True)} for values in rows
    ]
    return Table("the table", names, tuple(Row(number, dict(cells)) for number, cells in enumerate(found, 1)))


def _text(value: object) -> str:
    """Give a cell as text: missing is empty, 7.0 is 7."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace("\r\n", "\n").replace("\r", "\n")
