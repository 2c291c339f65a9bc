"""What was understood of the material, as a table to look at before anything is computed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from thematica.model.attributes import sort_values
from thematica.model.corpus import Corpus, Document, Turn
from thematica.model.segments import AnswerKind
from thematica.model.sentences import name_some, shorten
from thematica.model.table_read import TableRead
from thematica.reports.beside import format_time
from thematica.reports.questions import cover_questions
from thematica.steps.non_answers import fold_answer
from thematica.steps.wording import INAUDIBLE, kind_of_answer

HEADER = (
    "document",
    "session",
    "turns",
    "speakers",
    "participants",
    "moderator",
    "unknown",
    "words",
    "longest",
    "inaudible",
    "time",
    "notes",
)
TABLES = (".csv", ".xlsx", ".xlsm")  # whose answers are told in one line
LEFT = 2  # columns of words; the others are numbers
COLUMNS = ("column", "read as", "filled", "values", "first")
ANSWERS = ("question", "asked", "answered", "with substance", "nothing", "declined", "see above", "blank")
ATTRIBUTES = ("attribute", "values", "missing", "how many have which")
MOST_VALUES = 6  # of an attribute
MOST_ATTRIBUTES = 30
LONGEST = 40  # characters of a name
KINDS = ("substantive", "none", "declined", "referral")  # of answers that are not blank


def format_reading(corpus: Corpus) -> str:
    """Lay out what was read, a line a transcript, or a line a table of answers.

    ``moderator`` and ``unknown`` are shares of the words, ``longest`` is the number of words of the longest turn (if it
    is far from that of the other transcripts, somebody's words were perhaps not told apart), ``inaudible`` counts the
    marks for what could not be heard, ``time`` is the last time mark, ``questions`` how many guiding questions were
    recognised, where there is a guide, ``notes`` how many remarks there are on this file.
    """
    turns = {document.id: corpus.turns_of(document.id) for document in corpus}
    rows = [_row(corpus, documents, [t for d in documents for t in turns[d.id]]) for documents in _by_source(corpus)]
    if len(rows) > 1:
        rows.append(_total(corpus, [t for found in turns.values() for t in found]))
    table = [HEADER, *rows]
    if corpus.guide.questions:
        covered = [cover_questions(corpus, [d.id for d in documents]) for documents in _by_source(corpus)]
        covered += [cover_questions(corpus, corpus.documents.ids)] if len(rows) > 1 else []
        table = [(*row[:-1], cell, row[-1]) for row, cell in zip(table, ("questions", *covered), strict=True)]
    return "\n".join(lay_out(table))


def format_surveys(corpus: Corpus, non_answers: Mapping[str, AnswerKind] = MappingProxyType({})) -> str:
    """Lay out what was made of tables of answers: each column, the answers to each question, each attribute.

    Empty where there are no such tables.
    """
    parts = [part for table in corpus.tables for part in _lay_out_columns(corpus, table)]
    if not parts:
        return ""
    rows = [
        (
            _short(row.question),
            str(row.asked),
            str(row.answered),
            *(str(row.kinds[kind]) for kind in KINDS),
            str(row.blank),
        )
        for row in count_answers(corpus, kinds_of_answers(corpus, non_answers))
    ]
    parts += ["\n".join(lay_out([ANSWERS, *rows], 1))] if rows else []
    attributes = [_lay_out_attribute(corpus, name) for name in _attributes_of_tables(corpus)]
    if attributes:
        parts.append("\n".join(lay_out([ATTRIBUTES, *attributes[:MOST_ATTRIBUTES]], 1, 1)))
        more = len(attributes) - MOST_ATTRIBUTES
        parts += [f"and {more} more attributes"] if more > 0 else []
    return "\n\n".join(parts)


@dataclass(frozen=True, slots=True)
class Answered:
    """How one question was answered: who was asked, and how many answers of each kind; blank is no answer."""

    question: str
    kinds: Mapping[str, int]
    blank: int

    @property
    def answered(self) -> int:
        """Answers of any kind but blank ones."""
        return sum(self.kinds[kind] for kind in KINDS)

    @property
    def asked(self) -> int:
        """Answers, and cells left blank."""
        return self.answered + self.blank


def kinds_of_answers(corpus: Corpus, non_answers: Mapping[str, AnswerKind]) -> dict[str, str]:
    """Give the kind of each written answer, by its turn."""
    hers = {fold_answer(answer): kind for answer, kind in non_answers.items()}
    return {t.id: kind_of_answer(corpus.speech(t), hers) for turns in corpus.answers.values() for t in turns}


def count_answers(corpus: Corpus, kind_of_turn: Mapping[str, str]) -> list[Answered]:
    """Count, for each question of a survey, who was asked, who answered, and how."""
    rows = []
    for question in dict.fromkeys((*corpus.answers, *corpus.blank_answers)):
        kinds = Counter(kind_of_turn[turn.id] for turn in corpus.answers.get(question, ()))
        blank = kinds.pop("blank", 0) + corpus.blank_answers.get(question, 0)
        rows.append(Answered(question, kinds, blank))
    return rows


def _lay_out_columns(corpus: Corpus, table: TableRead) -> Iterable[str]:
    made_by = f" looks like an export of {table.program}," if table.program else ""
    yield f"{table.file}:{made_by} {table.n_rows} rows, {table.n_respondents} respondents{_tell_listed(corpus, table)}"
    rows = [
        (_short(column.name), column.role or "(not read)", str(column.n_filled), str(column.n_values), column.example)
        for column in table.columns
    ]
    yield "\n".join(lay_out([COLUMNS, *rows], 2, 1))


def _tell_listed(corpus: Corpus, table: TableRead) -> str:
    """Say how many respondents have a row in the table of participants, where there is one."""
    if not corpus.listed:
        return ""
    sources = {document.id: document.source for document in corpus}
    here = {turn.participant_id for turn in corpus.turns if sources[turn.document_id] == table.file} - {None}
    return f"; of {len(here)} who wrote something, {len(here & corpus.listed)} have a row in the table of participants"


def _attributes_of_tables(corpus: Corpus) -> list[str]:
    """Name the attributes of those who wrote answers, in the order of the columns."""
    writers = [turn.participant_id for turns in corpus.answers.values() for turn in turns if turn.participant_id]
    names = dict.fromkeys(c.name for table in corpus.tables for c in table.columns if c.role == "attribute")
    for person in dict.fromkeys(writers):
        names.update(dict.fromkeys(corpus.participants[person].attributes))
    return list(names)


def _lay_out_attribute(corpus: Corpus, name: str) -> tuple[str, ...]:
    values = Counter(person.attributes.get(name, "") for person in corpus.participants)
    missing = values.pop("", 0)
    often = sorted(sort_values(values), key=lambda value: -values[value])
    listed = name_some((f"{_short(value)} {values[value]}" for value in often), MOST_VALUES)
    return _short(name), str(len(values)), str(missing), listed


def _by_source(corpus: Corpus) -> Iterable[Sequence[Document]]:
    """Give the documents of each file: a transcript alone, a table's answers together, a file's sessions apart."""
    groups: dict[tuple[str, str], list[Document]] = {}
    for document in corpus:
        is_answer = all(not turn.speaker for turn in corpus.turns_of(document.id)) and document.source.lower().endswith(
            TABLES
        )
        groups.setdefault((document.source, "" if is_answer else document.id), []).append(document)
    return groups.values()


def _row(corpus: Corpus, documents: Sequence[Document], turns: Sequence[Turn]) -> tuple[str, ...]:
    sessions = {document.session_id for document in documents}
    document = documents[0]
    name = document.id if len(documents) == 1 else f"{document.source} ({len(documents)})"
    notes = sum(remark.startswith((f"{document.source}:", f"{document.id}:")) for remark in corpus.remarks)
    session = document.session_id if len(sessions) == 1 else f"{len(sessions)} sessions"
    return (_short(name), _short(session), *_numbers(corpus, turns), str(notes or "-"))


def _total(corpus: Corpus, turns: Sequence[Turn]) -> tuple[str, ...]:
    return ("all", f"{len(corpus.sessions)} sessions", *_numbers(corpus, turns), str(len(corpus.remarks) or "-"))


def _numbers(corpus: Corpus, turns: Sequence[Turn]) -> tuple[str, ...]:
    words = [len(corpus.speech(turn).split()) for turn in turns]
    by_role = {
        role: sum(n for n, turn in zip(words, turns, strict=True) if turn.role == role)
        for role in ("moderator", "unknown")
    }
    times = [turn.time for turn in turns if turn.time is not None]
    return (
        str(len(turns)),
        str(len({(turn.document_id, turn.speaker) for turn in turns if turn.speaker})),
        str(len({turn.participant_id for turn in turns if turn.participant_id})),
        *(f"{n / sum(words):.0%}" if sum(words) else "-" for n in by_role.values()),
        str(sum(words)),
        str(max(words, default=0)),
        str(sum(len(INAUDIBLE.findall(corpus.speech(turn))) for turn in turns) or "-"),
        format_time(max(times)) if times else "-",
    )


def _short(name: str) -> str:
    return shorten(name, LONGEST)


def lay_out(rows: Sequence[tuple[str, ...]], left: int = LEFT, last: int = 0) -> Iterable[str]:
    """Lay out rows in columns: the first ``left`` and the last ``last`` ones begin at the left."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        cells = (
            cell.ljust(w) if i < left or i >= len(row) - last else cell.rjust(w)
            for i, (cell, w) in enumerate(zip(row, widths, strict=True))
        )
        yield "  ".join(cells).rstrip()
