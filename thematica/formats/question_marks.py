"""Marks of guiding questions in transcripts (``[Q3]``) that would otherwise be passed over without a word."""

from __future__ import annotations

import re
from collections.abc import Iterator

from thematica.errors import suggest_spelling
from thematica.model.corpus import Corpus, Document, Turn
from thematica.model.questions import Guide

MARK = re.compile(r"\[[ \t]*([^\W_][^\[\]\n]{0,30}?)[ \t]*\]")
LIKE_A_QUESTION = re.compile(r"(?:q|qu|f|question|frage|pregunta|domanda|vraag)[ ._-]?\d{1,3}[a-z]?", re.IGNORECASE)
TEXTS = (".txt", ".md")  # whose lines are those of the document
MOST_NAMED = 10


def remark_on_marks(guide: Guide, corpus: Corpus) -> list[str]:
    """Name the marks that no question has, and those that stand where none is looked for, with their place."""
    ids = {question.id.casefold(): question.id for question in guide.questions}
    told: list[str] = []
    for document in corpus:
        expected = {question.id for question in guide.expected_in(document.id, document.session_id)}
        for number, turn in enumerate(corpus.turns_of(document.id), 1):
            for at, name in _marks(corpus.speech(turn)) if turn.id not in guide.decided else ():
                reason = _why_passed_over(name, at, turn, ids, expected)
                if reason:
                    told.append(f"{_place(corpus, document, turn, number, at)}: '[{name}]' {reason}")
    more = [f"{len(told) - MOST_NAMED} more marks of questions were passed over"] if len(told) > MOST_NAMED else []
    return [*told[:MOST_NAMED], *more]


def _marks(words: str) -> Iterator[tuple[int, str]]:
    for match in MARK.finditer(words):
        yield match.start(), match[1]


def _why_passed_over(name: str, at: int, turn: Turn, ids: dict[str, str], expected: set[str]) -> str:
    """Say why a mark does nothing; empty if it does something, or is no mark of a question."""
    known = ids.get(name.casefold())
    if known is None:
        near = suggest_spelling(name, tuple(ids.values())) if at == 0 and turn.role == "moderator" else ""
        shapes = {re.sub(r"\d+", "#", each) for each in ids if any(c.isdigit() for c in each)}
        is_like = LIKE_A_QUESTION.fullmatch(name) or re.sub(r"\d+", "#", name.casefold()) in shapes
        if not (near or is_like):
            return ""
        if not ids:
            return "is passed over: there are no questions in questions.yaml"
        return f"has no question in questions.yaml{near} (questions: {', '.join(ids.values())})"
    if turn.role != "moderator":
        return f"is passed over: '{turn.speaker}' is not the moderator; speakers.yaml or questions.yaml can say more"
    if at > 0:
        return "is passed over: a mark opens a turn; questions.yaml can say it of this turn"
    if known not in expected:
        return f"is passed over: questions.yaml says that '{known}' is asked elsewhere ('only_in:')"
    return ""


def _place(corpus: Corpus, document: Document, turn: Turn, number: int, at: int) -> str:
    alone = sum(other.source == document.source for other in corpus) == 1
    if document.source.lower().endswith(TEXTS) and alone:
        return f"{document.source}: line {document.text.count(chr(10), 0, turn.start + at) + 1}"
    return f"{document.source or document.id}: turn {number} of {document.id}"
