"""What speech recognition writes as JSON (Whisper, WhisperX, whisper.cpp), and oTranscribe's own files."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from thematica.errors import MaterialError, Problem
from thematica.formats.html_text import plain_of_html
from thematica.formats.labels import IsKnown
from thematica.formats.plain_text import read_plain_text
from thematica.formats.talk import Piece, Transcribed, compose

NOT_KNOWN = "is JSON, but no transcript of Whisper or WhisperX: it has no list 'segments' with 'start' and 'text'"


def read_speech_json(text: str, file: str) -> Transcribed:
    """Read Whisper's segments; neighbouring segments of one named speaker become one turn.

    Raises:
        MaterialError: It is not JSON, or not of these programs; each segment that cannot be read is listed.

    >>> (turn,) = read_speech_json('{"segments": [{"start": 1.5, "end": 2, "text": " Yes."}]}', "a.json").talk
    >>> turn.start, turn.end, turn.time
    (0, 4, 1.5)
    """
    found = _load(text, file)
    segments = found.get("segments", found.get("transcription")) if isinstance(found, Mapping) else found
    if not isinstance(segments, list):
        raise MaterialError([Problem(NOT_KNOWN, file)])
    problems: list[Problem] = []
    pieces: list[Piece] = []
    for piece in _pieces(segments, file, problems):
        before = pieces[-1] if pieces else None
        if before and piece.label and before.label == piece.label:
            pieces[-1] = Piece(f"{before.words} {piece.words}", before.label, before.time, before.number)
        else:
            pieces.append(piece)
    if problems:
        raise MaterialError(problems)
    composed, talk, places = compose(pieces, "segment")
    return Transcribed(composed, talk, places)


def read_otranscribe(text: str, file: str, is_known: IsKnown) -> Transcribed:
    """Read a file of oTranscribe (.otr): a text with time marks, in JSON.

    Raises:
        MaterialError: It is not such a file.
    """
    found = _load(text, file)
    words = found.get("text") if isinstance(found, Mapping) else None
    if not isinstance(words, str):
        raise MaterialError([Problem("is JSON, but no file of oTranscribe: it has no 'text'", file)])
    return read_plain_text(plain_of_html(words), is_known)


def _load(text: str, file: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise MaterialError([Problem(f"is not JSON ({error.msg}); it may be cut off", file, error.lineno)]) from error
    except (RecursionError, ValueError) as error:
        raise MaterialError([Problem("cannot be read: its JSON is nested too deeply or too large", file)]) from error


def _pieces(segments: list[Any], file: str, problems: list[Problem]) -> Iterator[Piece]:
    for number, segment in enumerate(segments, 1):
        words = segment.get("text") if isinstance(segment, Mapping) else None
        if not isinstance(words, str):
            problems.append(Problem(f"segment {number} has no 'text'" if segments else NOT_KNOWN, file))
            continue
        speaker = segment.get("speaker")
        if said := " ".join(words.split()):
            yield Piece(said, str(speaker).strip() if speaker else "", _start(segment), number)


def _start(segment: Mapping[str, Any]) -> float | None:
    """Give when a segment starts: seconds, or milliseconds as whisper.cpp has them."""
    start = segment.get("start")
    if start is None and isinstance(segment.get("offsets"), Mapping):
        offset = segment["offsets"].get("from")
        return float(offset) / 1000 if isinstance(offset, int | float) else None
    if isinstance(start, bool) or not isinstance(start, int | float):
        return None
    return float(start) if 0 <= start < float("inf") else None
