"""INVENTED talk that the fixtures hold in many layouts, and what reading it must give."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from thematica.formats.speakers import Speakers
from thematica.formats.transcript_files import Transcript, read_transcript
from thematica.model.settings import PARTICIPANT_ID, TranscriptColumns

FIXTURES = Path(__file__).parents[1] / "fixtures" / "transcripts"
RULES = Speakers.build({}, [], PARTICIPANT_ID)

Turns = list[tuple[str, float | None, str]]  # label, seconds, words

WORDS = (
    "How was your first year?",
    "Fine [laughs]. Yes. So: fine.",
    "Me too. [inaudible 00:12:44] At 10:30: we left.",
    "And [Tutor 1]?",
    "Très busy 😀 (pause), I waited.",
    "My advice: ask.",
)
LABELS = ("Moderator", "FG5C", "FG5D", "Moderator", "FG5C", "FG5D")
TIMES = (1.0, 5.0, 12.0, 20.0, 31.0, 3738.0)
NEVER = (None,) * len(WORDS)


def talk(times: Sequence[float | None] = NEVER, labels: Sequence[str] = LABELS, words: Sequence[str] = WORDS) -> Turns:
    return list(zip(labels, times, words, strict=True))


def read(path: Path) -> tuple[Transcript, ...]:
    return read_transcript(path, RULES, TranscriptColumns(speaker="speaker"))


def turns(transcripts: Iterable[Transcript]) -> Turns:
    return [(t.label, t.time, each.text[t.start : t.end]) for each in transcripts for t in each.talk]
