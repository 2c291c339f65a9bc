"""What speech recognition writes as JSON (Whisper, WhisperX, whisper.cpp, services), and oTranscribe's own files."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise
from typing import Any

from thematica.errors import MaterialError, Problem
from thematica.formats.captions import MOST_LINES
from thematica.formats.html_text import plain_of_html
from thematica.formats.labels import IsKnown
from thematica.formats.plain_text import read_plain_text
from thematica.formats.speech_services import label_of, read_service, time_of
from thematica.formats.spoken import Link, Said, join_said, say_that_nobody_is_named
from thematica.formats.talk import Transcribed, compose
from thematica.model.sentences import name_places

NOT_KNOWN = (
    "is JSON, but no transcript of Whisper or WhisperX (a list 'segments' with 'start' and 'text'), nor one of "
    "AssemblyAI, Deepgram, Amazon Transcribe, Google or Rev AI; export it as .vtt, .srt or .docx"
)
HAVE_NAMES = (
    "Have the speakers recognised too (WhisperX does so with --diarize), or export captions (.srt) and write the name "
    "before each with which somebody begins"
)
# The lists of segments: Whisper and its like, whisper.cpp, the pipelines of transformers.
LISTS = ("segments", "transcription", "speakers", "chunks")


@dataclass(slots=True)
class Odd:
    """Numbers of segments in which something is amiss."""

    untimed: list[int] = field(default_factory=list)
    backward: list[int] = field(default_factory=list)
    empty: list[int] = field(default_factory=list)
    divided: list[int] = field(default_factory=list)
    unmatched: list[int] = field(default_factory=list)


def read_speech_json(text: str, file: str) -> Transcribed:
    """Read what speech recognition heard; neighbouring segments of one named speaker become one turn.

    Raises:
        MaterialError: It is not JSON, or not of these programs; each segment that cannot be read is listed.

    >>> (turn,) = read_speech_json('{"segments": [{"start": 1.5, "end": 2, "text": " Yes."}]}', "a.json").talk
    >>> turn.start, turn.end, turn.time
    (0, 4, 1.5)
    """
    found = _load(text, file)
    segments = _segments(found)
    odd = Odd()
    said = read_service(found) if segments is None else _read_segments(segments, odd, file)
    if said is None:
        raise MaterialError([Problem(NOT_KNOWN, file)])
    pieces = join_said(said)
    composed, talk, places = compose(pieces, "segment")
    unnamed = say_that_nobody_is_named("segment", len(said), len(talk), HAVE_NAMES)
    return Transcribed(composed, talk, places, (), tuple(_remark(odd, len(said))), unnamed)


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
        if error.msg == "Extra data" and (lines := _load_lines(text)):
            return lines
        raise MaterialError([Problem(f"is not JSON ({error.msg}); it may be cut off", file, error.lineno)]) from error
    except (RecursionError, ValueError) as error:
        raise MaterialError([Problem("cannot be read: its JSON is nested too deeply or too large", file)]) from error


def _load_lines(text: str) -> list[Any]:
    """Read one segment a line, as some write them; nothing if these are not segments."""
    try:
        lines = [json.loads(line) for line in text.split("\n") if line.strip()]
    except (ValueError, RecursionError):
        return []
    return lines if all(isinstance(line, Mapping) and "text" in line for line in lines) else []


def _segments(found: Any) -> list[Any] | None:
    """Give the list of segments, where it is one that programs around Whisper write."""
    listed = [found.get(key) for key in LISTS] if isinstance(found, Mapping) else [found]
    lists = [each for each in listed if isinstance(each, list)]
    filled = (each for each in lists if any(isinstance(one, Mapping) and "text" in one for one in each))
    return next(filled, [] if lists == [[]] else None)


def _read_segments(segments: Sequence[Any], odd: Odd, file: str) -> list[Said]:
    """Give what was said in segments.

    Raises:
        MaterialError: Each segment that is none.
    """
    problems: list[Problem] = []
    said: list[Said] = []
    # whisper.cpp can hear that somebody else begins, without knowing who.
    turns = {
        n for n, each in enumerate(segments, 2) if isinstance(each, Mapping) and each.get("speaker_turn_next") is True
    }
    for number, segment in enumerate(segments, 1):
        heard = list(_said(segment, number, odd, file, problems))
        link: Link = "begins" if number in turns else "goes on" if turns else "open"
        if turns and heard:
            heard[0] = replace(heard[0], link=link)
        said += heard
    if problems:
        raise MaterialError(problems)
    return said


def _said(segment: Any, number: int, odd: Odd, file: str, problems: list[Problem]) -> Iterator[Said]:
    words = segment.get("text", "") if isinstance(segment, Mapping) else 0
    if not isinstance(words, str | None):
        problems.append(Problem(f"segment {number} has no 'text'", file))
        return
    bare = " ".join((words or "").split())
    if not bare:
        odd.empty.append(number)
        return
    start, end = _times(segment, number, odd)
    said = Said(bare, label_of(segment.get("speaker")), start, end, number)
    spoken = segment.get("words")
    if isinstance(spoken, list) and spoken:
        yield from _by_word(said, spoken, odd)
    else:
        yield said


def _times(segment: Mapping[str, Any], number: int, odd: Odd) -> tuple[float | None, float | None]:
    """Give from when to when: seconds, or milliseconds as whisper.cpp has them."""
    marks, thousand = (segment.get("start"), segment.get("end")), 1
    if "start" not in segment and isinstance(segment.get("offsets"), Mapping):
        marks, thousand = (segment["offsets"].get("from"), segment["offsets"].get("to")), 1000
    elif "start" not in segment and isinstance(segment.get("timestamp"), list) and len(segment["timestamp"]) == 2:
        marks = (segment["timestamp"][0], segment["timestamp"][1])
    start, end = (time_of(mark) for mark in marks)
    if start is None:
        odd.untimed.append(number)
        return None, None
    if end is not None and end < start:
        odd.backward.append(number)
        end = None
    return start / thousand, None if end is None else end / thousand


def _by_word(said: Said, words: Sequence[Any], odd: Odd) -> Iterator[Said]:
    """Cut a segment where its words name different speakers; a word that names none belongs to the one before."""
    heard = [word for word in words if isinstance(word, Mapping)]
    runs: list[tuple[str, float | None, int]] = []
    at = 0
    label = next((label for word in heard if (label := label_of(word.get("speaker")))), "")
    for word in heard:
        label = label_of(word.get("speaker")) or label
        bare = str(word.get("word", "")).strip()
        place = said.words.find(bare, at)
        if not bare or place < 0 or any(character.isalnum() for character in said.words[at:place]):
            if len({label_of(each.get("speaker")) for each in heard} - {""}) > 1:
                odd.unmatched.append(said.number)
            runs = []
            break
        at = place + len(bare)
        if not runs or runs[-1][0] != label:
            runs.append((label, time_of(word.get("start")), place))
    if len(runs) < 2:
        lone = runs[0][0] if runs and not said.label else said.label
        yield Said(said.words, lone, said.start, said.end, said.number)
        return
    odd.divided.append(said.number)
    places = [0, *(place for _, _, place in runs[1:]), len(said.words)]
    times = [said.start, *(time for _, time, _ in runs[1:])]
    ends = [*times[1:], said.end]
    for (who, _, _), start, end, (first, last) in zip(runs, times, ends, pairwise(places), strict=True):
        yield Said(said.words[first:last].strip(), who, start, end, said.number)


def _remark(odd: Odd, n: int) -> Iterator[str]:
    if len(odd.untimed) >= n > 0:
        yield "no segment says when it was said; the words are read, without times"
    elif odd.untimed:
        yield f"times that are missing or no times, in {_list(odd.untimed)}; the words are read, without a time"
    if odd.backward:
        yield f"times that end before they begin, in {_list(odd.backward)}; the beginning was taken"
    if odd.empty:
        yield f"nothing is said in {_list(odd.empty)}"
    if odd.divided:
        yield f"words of several speakers in {_list(odd.divided)}; cut where the words name another speaker"
    if odd.unmatched:
        yield f"the words of {_list(odd.unmatched)} name several speakers but are not its text; it was not cut"


def _list(numbers: Sequence[int]) -> str:
    kept = [number for number, _ in groupby(numbers)]
    return name_places("segment", kept, MOST_LINES)
