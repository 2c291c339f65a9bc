"""Transcripts with other words: in their own format where it is a text, else as text that is read as the same turns."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from thematica.formats.decode import read_text
from thematica.formats.headings import in_one_line
from thematica.formats.rewriting import rewrite_table
from thematica.formats.talk import Piece
from thematica.model.pseudonyms import Rewritten
from thematica.model.settings import TranscriptColumns

VOICE = re.compile(r"<v[^<>\n]{0,200}>")
Replace = Callable[[str, Sequence[tuple[int, int]]], Rewritten]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTurn:
    """A turn as it must be read back."""

    start: int
    end: int
    label: str
    time: float | None = None
    question: str = ""
    translation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTranscript:
    """A file of transcripts, and what it must be read as.

    Attributes:
        file: As it lies in the study.
        text: The new text, all documents of the file one behind the other.
        turns: Its turns.
        labels: The labels as they were.
    """

    file: Path
    text: str
    turns: tuple[NewTurn, ...]
    labels: tuple[str, ...]


def ways_to_write(
    new: NewTranscript, replace: Replace, columns: TranscriptColumns
) -> list[tuple[str, Callable[[], str]]]:
    """Give the ways in which a transcript can be written, the one that keeps most first: its ending, and its text."""
    ending = new.file.suffix.lower()
    plain = (".txt", lambda: new.text)
    ways = {
        ".txt": [plain],
        ".md": [(".md", lambda: new.text)],
        ".csv": [(".csv", lambda: _table(new, replace, columns))],
        ".vtt": [(".vtt", lambda: _captions(new, replace)), (".vtt", lambda: _as_captions(new)), plain],
        ".srt": [(".srt", lambda: _captions(new, replace)), (".vtt", lambda: _as_captions(new)), plain],
        ".json": [(".json", lambda: _as_json(new)), plain],
    }
    return ways.get(ending, [plain])


def _table(new: NewTranscript, replace: Replace, columns: TranscriptColumns) -> str:
    def write(text: str) -> str:
        return replace(text, [(0, len(text))]).text

    def write_cell(column: str, cell: str) -> str:
        values = ("", in_one_line(columns.speaker), in_one_line(columns.question))
        return replace(cell, []).text if column in values else write(cell)

    return rewrite_table(read_text(new.file).text, new.file.name, write_cell, write)


def _captions(new: NewTranscript, replace: Replace) -> str:
    """Replace within the captions as they are; a name that goes over two of them is not found so."""
    text = read_text(new.file).text
    names = "|".join(map(re.escape, sorted(new.labels, key=len, reverse=True)))
    labels = [m.span() for m in VOICE.finditer(text)]
    labels += [m.span() for m in re.finditer(rf"^(?:{names})(?=[ \t]*:)", text, re.MULTILINE)] if names else []
    speech, at = [], 0
    for start, end in sorted(labels):
        if start >= at:
            speech.append((at, start))
            at = end
    return replace(text, [*speech, (at, len(text))]).text


def _pieces(new: NewTranscript) -> list[Piece]:
    return [Piece(new.text[turn.start : turn.end], turn.label, turn.time) for turn in new.turns]


def _as_captions(new: NewTranscript) -> str:
    """Write a caption a turn; when it ends is not known any more, so each ends when the next begins."""
    cues = ["WEBVTT\n"]
    times = [turn.time or 0.0 for turn in new.turns]
    for piece, start, end in zip(_pieces(new), times, [*times[1:], times[-1] + 1 if times else 0.0], strict=True):
        words = html.escape(piece.words, quote=False)
        # The dash keeps turns of nobody apart.
        voice = f"<v {html.escape(piece.label, quote=False)}>{words}</v>" if piece.label else f"- {words}"
        cues.append(f"{_clock(start)} --> {_clock(max(start, end))}\n{voice}\n")
    return "\n".join(cues)


def _as_json(new: NewTranscript) -> str:
    segments = []
    for piece in _pieces(new):
        time = {} if piece.time is None else {"start": piece.time}
        # What names nobody says, as whisper.cpp does, that somebody else follows.
        who = {"speaker": piece.label} if piece.label else {"speaker_turn_next": True}
        segments.append({**time, "text": piece.words, **who})
    return json.dumps({"segments": segments}, ensure_ascii=False, indent=1) + "\n"


def _clock(seconds: float) -> str:
    whole = round(seconds * 1000)
    return f"{whole // 3_600_000:02d}:{whole // 60_000 % 60:02d}:{whole // 1000 % 60:02d}.{whole % 1000:03d}"
