"""What the report shows beside what was said: field notes, and where they belong."""

from __future__ import annotations

from typing import Any

from thematica.model.corpus import Corpus
from thematica.model.notes import Note

SAID = 120  # characters of the turn that a note belongs to
WHOLE = "The study as a whole"


def show_notes(corpus: Corpus) -> list[dict[str, Any]]:
    """Give the notes of each session in the order of collection, those on the whole study last."""
    groups: dict[str, list[Note]] = {session_id: [] for session_id in (*corpus.sessions.ids, "")}
    for note in corpus.notes:
        groups[note.session_id].append(note)
    return [
        {"name": name or WHOLE, "rows": [_show(corpus, note) for note in notes]}
        for name, notes in groups.items()
        if notes
    ]


def format_time(seconds: float) -> str:
    """Write a time in a recording.

    >>> format_time(3738.4)
    '1:02:18'
    """
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}"


def _show(corpus: Corpus, note: Note) -> dict[str, Any]:
    turn = corpus.turns[note.turn_id] if note.turn_id else None
    where = [note.document_id if note.document_id != note.session_id else ""]
    where += [format_time(note.time)] if note.time is not None else []
    where += [f"turn {turn.id.rpartition(':t')[2]}"] if turn else []
    words = corpus.speech(turn) if turn else ""
    who = (turn.participant_id or turn.speaker) if turn else ""
    return {
        "note": note,
        "where": ", ".join(filter(None, where)),
        "said": f"{who}: {_shorten(words)}" if who else _shorten(words),
        "translation": _shorten(corpus.translations.get(turn.id, "")) if turn else "",
    }


def _shorten(words: str) -> str:
    return words if len(words) <= SAID else f"{words[:SAID].rstrip()} …"
