"""What services of speech recognition write as JSON: AssemblyAI, Deepgram, Amazon Transcribe, Google, Rev AI, OpenAI.

Amazon, Deepgram and Google: the shapes of their documentation (2026); the others from memory. None of our files
were made by these services.
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from thematica.formats.spoken import PAUSE, Said, has_stop

SECONDS = re.compile(r"\d{1,7}(?:\.\d{1,9})?s?")
NEAR = 200  # characters in which the next word is looked for
LONGEST_WORD = 20.0  # seconds; if a word lasts longer, the times are milliseconds


@dataclass(frozen=True, slots=True)
class Word:
    """One word with its time, or a sign that stands close behind the word before."""

    text: str
    label: str = ""
    start: float | None = None
    end: float | None = None
    is_close: bool = False


def time_of(mark: Any) -> float | None:
    """Give a time that is a number, and none for anything else.

    >>> time_of(1), time_of(-1), time_of(True), time_of("1")
    (1.0, None, None, None)
    """
    if isinstance(mark, bool) or not isinstance(mark, int | float):
        return None
    return float(mark) if 0 <= mark < 1e9 else None


def label_of(speaker: Any) -> str:
    """Give the label of a speaker; a mere number says who it is only with a word before.

    >>> label_of("SPEAKER_00"), label_of(0), label_of("A"), label_of("?"), label_of(None)
    ('SPEAKER_00', 'Speaker 0', 'A', '', '')
    """
    if speaker is None:
        return ""
    if isinstance(speaker, Mapping):
        speaker = speaker.get("name", speaker.get("id"))
    if isinstance(speaker, bool) or not isinstance(speaker, str | int):
        return ""
    bare = " ".join(str(speaker).split())
    return f"Speaker {bare}" if bare.isdecimal() else bare.strip("?")


def read_service(found: Any) -> list[Said] | None:
    """Give what was said, in order; None if it is of none of these services."""
    if not isinstance(found, Mapping):
        return None
    for read in (_utterances, _deepgram, _amazon, _google, _rev, _words_alone, _text_alone):
        said = read(found)
        if said:
            return said
    return None


def _utterances(found: Mapping[str, Any]) -> list[Said]:
    """AssemblyAI's in milliseconds, others' in seconds; Deepgram's stand under ``results``."""
    results = found.get("results")
    listed = found.get("utterances") or (results.get("utterances") if isinstance(results, Mapping) else None)
    kept = [each for each in _mappings(listed) if isinstance(each.get("text", each.get("transcript")), str)]
    said = [
        Said(
            " ".join(str(each.get("text", each.get("transcript"))).split()),
            label_of(each.get("speaker")), time_of(each.get("start")), time_of(each.get("end")), number,
        )
        for number, each in enumerate(kept, 1)
    ]  # fmt: skip
    lengths = [(each.end or 0) - (each.start or 0) for each in said]
    per_word = [length / max(1, len(each.words.split())) for each, length in zip(said, lengths, strict=True)]
    thousand = 1000.0 if per_word and statistics.median(per_word) > LONGEST_WORD else 1.0
    return [
        Said(
            each.words, each.label,
            None if each.start is None else each.start / thousand,
            None if each.end is None else each.end / thousand, each.number,
        )
        for each in said
        if each.words
    ]  # fmt: skip


def _deepgram(found: Mapping[str, Any]) -> list[Said]:
    results = found.get("results")
    channels = _mappings(results.get("channels")) if isinstance(results, Mapping) else []
    said: list[Said] = []
    for number, channel in enumerate(channels, 1):
        best = next(iter(_mappings(channel.get("alternatives"))), {})
        words = [
            Word(
                str(word.get("punctuated_word", word.get("word", ""))),
                label_of(word.get("speaker")) if len(channels) == 1 else f"Channel {number}",
                time_of(word.get("start")), time_of(word.get("end")),
            )
            for word in _mappings(best.get("words"))
        ]  # fmt: skip
        said += _sentences(words)
    return _in_order(said) if len(channels) > 1 else said


def _amazon(found: Mapping[str, Any]) -> list[Said]:
    results = found.get("results")
    if not isinstance(results, Mapping):
        return []
    items = _mappings(results.get("items"))
    # Older files name the speaker in a list of its own, by the time of the word.
    labels = results.get("speaker_labels")
    parts = _mappings(labels.get("segments")) if isinstance(labels, Mapping) else []
    speaker_at = {
        str(item.get("start_time")): item.get("speaker_label") for p in parts for item in _mappings(p.get("items"))
    }
    words: list[Word] = []
    for each in items:
        best = next(iter(_mappings(each.get("alternatives"))), {})
        is_close = each.get("type") == "punctuation"
        said_by = each.get("speaker_label") or each.get("channel_label") or speaker_at.get(str(each.get("start_time")))
        label = words[-1].label if is_close and words else label_of(said_by)
        words.append(
            Word(
                str(best.get("content", "")),
                label,
                _clock(each.get("start_time")),
                _clock(each.get("end_time")),
                is_close,
            )
        )
    return _sentences(words)


def _google(found: Mapping[str, Any]) -> list[Said]:
    """Google's results; with speakers, the last result holds every word once more with its speaker."""
    best = [next(iter(_mappings(each.get("alternatives"))), {}) for each in _mappings(found.get("results"))]
    if "speaker_labels" in found or not any(isinstance(each.get("transcript"), str) for each in best):
        return []
    words = [
        [
            Word(
                str(word.get("word", "")),
                label_of(word.get("speakerTag", word.get("speaker_tag", word.get("speakerLabel"))) or None),
                _clock(word.get("startTime", word.get("startOffset", word.get("start_time")))),
                _clock(word.get("endTime", word.get("endOffset", word.get("end_time")))),
            )
            for word in _mappings(each.get("words"))
        ]
        for each in best
    ]
    if words and any(word.label for word in words[-1]) and len(words[-1]) >= sum(map(len, words[:-1])):
        return _sentences(words[-1])
    said: list[Said] = []
    for each, of in zip(best, words, strict=True):
        if said_here := " ".join(str(each.get("transcript", "")).split()):
            times = (of[0].start, of[-1].end) if of else (None, None)
            said.append(Said(said_here, "", *times, len(said) + 1))
    return said


def _rev(found: Mapping[str, Any]) -> list[Said]:
    words = []
    for monologue in _mappings(found.get("monologues")):
        label = label_of(monologue.get("speaker"))
        for each in _mappings(monologue.get("elements")):
            text = str(each.get("value", ""))
            if text.strip():
                is_close = each.get("type") == "punct"
                words.append(Word(text.strip(), label, time_of(each.get("ts")), time_of(each.get("end_ts")), is_close))
    return _sentences(words)


def _words_alone(found: Mapping[str, Any]) -> list[Said]:
    """Words with speakers, without segments (ElevenLabs, and AssemblyAI where nobody was told apart)."""
    kept = [each for each in _mappings(found.get("words")) if each.get("type", "word") != "spacing"]
    words = [
        Word(
            str(each.get("text", each.get("word", ""))), label_of(each.get("speaker_id", each.get("speaker"))),
            time_of(each.get("start")), time_of(each.get("end")),
        )
        for each in kept
    ]  # fmt: skip
    lengths = [(word.end or 0) - (word.start or 0) for word in words]
    if lengths and statistics.median(lengths) > LONGEST_WORD:
        words = [
            Word(w.text, w.label, w.start and w.start / 1000, w.end and w.end / 1000)
            for w in words
        ]  # fmt: skip
    text = found.get("text")
    has_stops = any(has_stop(word.text.strip()) for word in words)
    # OpenAI's words have no full stops, its text has: then the text counts, and the words say when.
    return _timed_text(text, words) if isinstance(text, str) and not has_stops else _sentences(words)


def _text_alone(found: Mapping[str, Any]) -> list[Said]:
    text = found.get("text")
    return _timed_text(text, []) if isinstance(text, str) and "media" not in found else []  # that is oTranscribe's


def _timed_text(text: str, words: Iterable[Word]) -> list[Said]:
    """Cut a text into sentences, each with the time of its first word that is found in it."""
    whole = " ".join(text.split())
    said: list[Said] = []
    starts = [0, *(match.end() for match in re.finditer(r"[.!?…。！？][\"'”’)]*\s+", whole)), len(whole)]
    times: list[tuple[int, float | None, float | None]] = []
    at = 0
    for word in words:
        place = whole.find(word.text.strip(), at, at + NEAR + len(word.text))
        if word.text.strip() and place >= 0:
            times.append((place, word.start, word.end))
            at = place + len(word.text.strip())
    used = 0
    for first, last in pairwise(starts):
        inside = []
        while used < len(times) and times[used][0] < last:
            inside.append(times[used])
            used += 1
        if words_here := whole[first:last].strip():
            start, end = (inside[0][1], inside[-1][2]) if inside else (None, None)
            said.append(Said(words_here, "", start, end, len(said) + 1))
    return said


def _sentences(words: Iterable[Word]) -> list[Said]:
    """Join words until a sentence ends, another speaks, or there is a pause."""
    runs: list[list[Word]] = []
    is_over = True
    for word in words:
        if not word.text.strip():
            continue
        last = runs[-1][-1] if runs else None
        waits = bool(last and word.start is not None and last.end is not None and word.start - last.end >= PAUSE)
        if last and (word.is_close or not (is_over or waits or word.label != last.label)):
            runs[-1].append(word)
        else:
            runs.append([word])
        is_over = has_stop(word.text.strip())
    return [_join(run, number) for number, run in enumerate(runs, 1)]


def _join(run: list[Word], number: int) -> Said:
    text = "".join(("" if word.is_close or i == 0 else " ") + word.text.strip() for i, word in enumerate(run))
    ends = [word.end for word in run if word.end is not None]
    return Said(text, run[0].label, run[0].start, ends[-1] if ends else None, number)


def _in_order(said: list[Said]) -> list[Said]:
    """Bring what was said on several channels into the order of time."""
    ordered = sorted(said, key=lambda each: -1.0 if each.start is None else each.start)
    return [Said(s.words, s.label, s.start, s.end, number) for number, s in enumerate(ordered, 1)]


def _mappings(listed: Any) -> list[Mapping[str, Any]]:
    return [each for each in listed if isinstance(each, Mapping)] if isinstance(listed, list) else []


def _clock(mark: Any) -> float | None:
    """Read seconds that are text ("4.87", "1.200s"), or an object of seconds and nanoseconds."""
    if isinstance(mark, Mapping):
        whole, nanos = mark.get("seconds", 0), mark.get("nanos", 0)
        return (
            _clock(str(whole)) if not nanos else time_of(float(_clock(str(whole)) or 0) + (time_of(nanos) or 0) / 1e9)
        )
    if isinstance(mark, str):
        return float(mark.rstrip("s")) if SECONDS.fullmatch(mark) else None
    return time_of(mark)
