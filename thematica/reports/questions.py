"""Guiding questions: which turn was taken to ask which, and who said what in answer to each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from thematica.analyses.by_question import QuestionComparison
from thematica.analyses.comparison import Comparison
from thematica.formats.csv_table import format_table
from thematica.model.corpus import Corpus
from thematica.model.segments import Segments
from thematica.reports.tables import format_frames

ASKED_COLUMNS = "document turn time question how nearest likeness apart words".split()


def question_tables(corpus: Corpus, answered: Mapping[str, Sequence[Comparison]]) -> dict[str, bytes]:
    """Write what each moderator's turn was taken for, and each code by guiding question; nothing without a guide."""
    if not corpus.guide.questions:
        return {}
    files = {"questions_asked.csv": format_asked(corpus)}
    frames = [each.to_frame().assign(question=question) for question, found in answered.items() for each in found]
    return files | ({"questions.csv": format_frames(*frames)} if frames else {})


def format_asked(corpus: Corpus) -> bytes:
    """Write one row a moderator's turn: the question it asks, how that is known, and which question is nearest."""
    rows = []
    for asked in corpus.guide.asked:
        turn = corpus.turns[asked.turn_id]
        rows.append(
            [
                turn.document_id, turn.id.rpartition(":")[2], turn.time, asked.question_id, asked.how, asked.nearest,
                asked.likeness, None if asked.apart is None else round(asked.apart, 4), corpus.speech(turn),
            ]
        )  # fmt: skip
    return format_table(ASKED_COLUMNS, rows)


def cover_questions(corpus: Corpus, document_ids: Sequence[str]) -> str:
    """Say how many of the questions that were to be asked in some documents were recognised, as ``4 of 5``."""
    expected = _expect(corpus, document_ids)
    heard: set[tuple[str, str]] = set()
    for document_id in document_ids:
        session_id = corpus.documents[document_id].session_id
        heard |= {(session_id, turn.question_id) for turn in corpus.turns_of(document_id) if turn.question_id}
    return f"{len(heard & expected)} of {len(expected)}" if expected else "-"


def _expect(corpus: Corpus, document_ids: Sequence[str]) -> set[tuple[str, str]]:
    """Give the session and question of what was to be asked where a moderator speaks."""
    expected: set[tuple[str, str]] = set()
    for document_id in document_ids:
        if any(turn.role == "moderator" for turn in corpus.turns_of(document_id)):
            session_id = corpus.documents[document_id].session_id
            expected |= {(session_id, q.id) for q in corpus.guide.expected_in(document_id, session_id)}
    return expected


def show_guide(corpus: Corpus, segments: Segments) -> list[dict[str, Any]]:
    """Give for each question where it was recognised, of where it was to be asked, and how much was said to it."""
    sessions: dict[str, set[str]] = {}
    for turn_id, asked in corpus.guide.opened.items():
        document_id = corpus.turns[turn_id].document_id
        sessions.setdefault(asked.question_id, set()).add(corpus.documents[document_id].session_id)
    of = Counter(question_id for _, question_id in _expect(corpus, corpus.documents.ids))
    said = Counter(segment.question_id for segment in segments)
    people: dict[str | None, set[str]] = {}
    for segment in segments:
        if segment.participant_id:
            people.setdefault(segment.question_id, set()).add(segment.participant_id)
    return [
        {
            "question": question,
            "sessions": len(sessions.get(question.id, ())),
            "of": of[question.id],
            "segments": said[question.id],
            "people": len(people.get(question.id, ())),
        }
        for question in corpus.guide.questions
    ]


def show_by_question(compared: Sequence[QuestionComparison], most: int) -> list[dict[str, Any]]:
    """Lay the questions side by side, a table a level, the themes first; what nobody voiced is left out."""
    shown = []
    for each in compared:
        heads = [(q, next((row for row in each.rows if row.group == q), None)) for q in each.questions[:most]]
        cells = {(row.group, row.id): row for row in each.rows}
        names = {row.id: row.name for row in each.rows}
        laid = [(name, [cells[q, node_id] for q, _ in heads]) for node_id, name in names.items()]
        rows = [(name, own) for name, own in laid if any(cell.n for cell in own)]
        shown.append(
            {
                "level": each.level, "unit": each.unit, "heads": heads, "rows": rows, "dropped": len(laid) - len(rows),
                "left": len(each.questions) - len(heads), "pairs": bool(each.pairs),
            }
        )  # fmt: skip
    return shown


def show_answered(answered: Mapping[str, Sequence[Comparison]]) -> dict[str, Any]:
    """Lay side by side in answer to which question each code was voiced; codes that none brought are left out."""
    finest = {question: found[-1] for question, found in answered.items()}
    if not finest:
        return {"heads": [], "rows": [], "dropped": 0, "unit": ""}
    cells = {question: {row.id: row for row in each.rows if not row.by} for question, each in finest.items()}
    heads = [(question, next(iter(rows.values()))) for question, rows in cells.items() if rows]
    names = {row.id: row.name for rows in cells.values() for row in rows.values()}
    laid = [(name, [cells[question][node_id] for question, _ in heads]) for node_id, name in names.items()]
    rows = [(name, each) for name, each in laid if any(cell.n for cell in each)]
    unit = next(iter(finest.values())).unit
    return {"heads": heads, "rows": rows, "dropped": len(laid) - len(rows), "unit": unit}
