"""Small invented material for the tests of several folders."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from thematica.model.codings import Coding, Reviewed
from thematica.model.embeddings import Embeddings
from thematica.model.incidence import Incidence
from thematica.model.segments import AnswerKind, Segment, Segments
from thematica.model.themes import Code, Theme, ThemeTree

HOURS = Code(id="hours", name="Office hours", aliases=("times", "Opening times"))
REPLIES = Code(id="replies", name="Replies to mail")
LABS = Code(id="labs", name="Lab work", definition="What happens at the bench.")
ACCESS = Theme(id="access", name="Access", codes=(HOURS,))
ENGAGEMENT = Theme(id="engagement", name="Engagement", subthemes=(ACCESS,), codes=(REPLIES,))
MENTORS = Theme(id="mentors", name="Mentors", subthemes=(ENGAGEMENT,))
LEARNING = Theme(id="learning", name="Learning", codes=(LABS,))
# Three branches of different depth: theme > subtheme > category > code, theme > subtheme > code, theme > code.
TREE = ThemeTree((MENTORS, LEARNING))


def apply_code(segment: Segment, code_id: str, coder: str = "ana") -> Coding:
    """Give a coding of a whole segment."""
    return Coding(
        document_id=segment.document_id,
        start=segment.start,
        end=segment.end,
        quote=segment.text,
        code_id=code_id,
        coder=coder,
    )


def look_at(segment: Segment, coder: str = "ana") -> Reviewed:
    """Say that a coder has looked at a segment."""
    return Reviewed(document_id=segment.document_id, start=segment.start, end=segment.end, coder=coder)


def make_segments(
    *texts: str, document_id: str = "d1", kinds: Iterable[AnswerKind] = (), people: Iterable[str] = ()
) -> Segments:
    """Give segments that stand one after the other in a document; participants P1, P2, … unless named."""
    made: list[Segment] = []
    at = 0
    kind_of = dict(enumerate(kinds))
    person_of = dict(enumerate(people))
    for place, text in enumerate(texts):
        made.append(
            Segment(
                id=f"{document_id}:{at}-{at + len(text)}",
                document_id=document_id,
                turn_id=f"{document_id}:t{place + 1}",
                session_id="S1",
                participant_id=person_of.get(place, f"P{place + 1}"),
                start=at,
                end=at + len(text),
                text=text,
                answer_kind=kind_of.get(place, "substantive"),
            )
        )
        at += len(text) + 1
    return Segments(made)


def make_embeddings(segments: Segments, rows: Iterable[Iterable[float]]) -> Embeddings:
    """Give embeddings with these rows, each brought to length 1."""
    matrix = np.array([list(row) for row in rows], dtype=np.float32).reshape(len(segments), -1)
    matrix = matrix / np.maximum(np.linalg.norm(matrix, axis=1, keepdims=True), 1e-12)
    return Embeddings(segments.ids, matrix, "by hand")


def incidence_of_occurrences(occurrences: Iterable[int], n_units: int) -> Incidence:
    """Give an incidence in which each code occurs in so many of the units."""
    counts = list(occurrences)
    matrix = np.zeros((len(counts), n_units), dtype=np.bool_)
    for i, n in enumerate(counts):
        matrix[i, :n] = True
    return Incidence(tuple(f"c{i}" for i in range(len(counts))), tuple(f"S{j}" for j in range(n_units)), matrix)


def incidence_of_new(new: Iterable[int]) -> Incidence:
    """Give an incidence in which so many codes occur for the first time in each unit."""
    counts = list(new)
    matrix = np.zeros((sum(counts), len(counts)), dtype=np.bool_)
    row = 0
    for j, n in enumerate(counts):
        matrix[row : row + n, j] = True
        row += n
    return Incidence(tuple(f"c{i}" for i in range(len(matrix))), tuple(f"S{j + 1}" for j in range(len(counts))), matrix)
