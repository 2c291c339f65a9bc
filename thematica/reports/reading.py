"""What was understood of the material, as a table to look at before anything is computed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from thematica.model.corpus import Corpus, Document, Turn
from thematica.reports.beside import format_time
from thematica.reports.questions import cover_questions
from thematica.steps.wording import INAUDIBLE

HEADER = (
    "document",
    "session",
    "turns",
    "speakers",
    "participants",
    "moderator",
    "unknown",
    "words",
    "inaudible",
    "time",
    "notes",
)
TABLES = (".csv", ".xlsx", ".xlsm")  # whose answers are told in one line
LEFT = 2  # columns of words; the others are numbers
LONGEST = 40  # characters of a name


def format_reading(corpus: Corpus) -> str:
    """Lay out what was read, a line a transcript, or a line a table of answers.

    ``moderator`` and ``unknown`` are shares of the words, ``inaudible`` counts the marks for what could not be heard,
    ``time`` is the last time mark, ``questions`` how many guiding questions were recognised, where there is a guide,
    ``notes`` how many remarks there are on this file.
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
        str(sum(len(INAUDIBLE.findall(corpus.speech(turn))) for turn in turns) or "-"),
        format_time(max(times)) if times else "-",
    )


def _short(name: str) -> str:
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"


def lay_out(rows: Sequence[tuple[str, ...]]) -> Iterable[str]:
    """Give the lines of a table: the first two columns are words, the others numbers."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        cells = (
            cell.ljust(w) if i < LEFT else cell.rjust(w) for i, (cell, w) in enumerate(zip(row, widths, strict=True))
        )
        yield "  ".join(cells).rstrip()
