"""What must be said of a transcript that was read: everything in it that may have been misread."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from thematica.formats.speakers import Speaker, Speakers
from thematica.formats.transcript_files import Transcript
from thematica.model.sentences import name_some

MOST_NAMED = 10  # in one remark
# Words; the longest of 20,123 turns of 35 meetings (QMSum) has 725, of 826 of seven interviews (PDPILOT) 401.
LONG_TURN = 1_500
LONG_PART = 300  # words of a turn that is most of its transcript
LARGE_SHARE = 0.6
MANY_CHARACTERS = 1_000_000  # of a turn
WORD = re.compile(r"\S+")
MANY_TURNS = 12  # of a transcript in which one turn is few


def remark_on(transcript: Transcript, speakers: Mapping[str, Speaker], known: Speakers) -> list[str]:
    """Say what may have been misread: who is unknown, silent, or speaks once, and turns that are too long to be one."""
    file = transcript.key
    if not transcript.talk:
        return [f"{file}: no words in it"]
    remarks = []
    if transcript.unsure:
        names = name_some((f"'{label}' ({place})" for label, place in transcript.unsure), MOST_NAMED)
        remarks.append(
            f"{file}: these look like speakers, and were read as words, not as speakers: "
            f"{names}; speakers.yaml can say that they are speakers"
        )
    if not transcript.labels and "" not in speakers:
        said = transcript.unnamed or "no speakers are marked; read as prose, which counts for its session only"
        remarks.append(f"{file}: {said}")
    counts = Counter(talk.label for talk in transcript.talk)
    if transcript.labels and counts[""] and "" not in speakers:
        remarks.append(f"{file}: turns without a speaker: {counts['']}; they count for the session only")
    if silent := [talk for talk in transcript.talk if talk.start == talk.end]:
        at = name_some((transcript.places.name(talk.start) for talk in silent), MOST_NAMED)
        remarks.append(f"{file}: turns without words: {at}")
    remarks += _tell_long(transcript)
    remarks += _tell_rare(transcript, speakers, counts)
    unknown = [label for label, speaker in speakers.items() if speaker.role == "unknown"]
    undecided = [label for label in unknown if not known.is_declared(transcript.id, label)]
    names = ", ".join(f"'{label}' ({counts[label]}, {transcript.place_of(label)})" for label in unknown)
    if undecided and known.declared:
        names = ", ".join(f"'{label}' ({counts[label]}, {transcript.place_of(label)})" for label in undecided)
        remarks.append(
            f"{file}: not in speakers.yaml, and no rule knows them (turns, first in): {names}; until a line there says "
            "who they are, their words count for the session, not for a participant"
        )
    elif unknown:
        remarks.append(
            f"{file}: nobody has said who these speakers are (turns, first in): {names}; their words count for the "
            "session, not for a participant, until speakers.yaml says more"
        )
    return remarks


def _tell_long(transcript: Transcript) -> list[str]:
    """Name turns with so many words that somebody else's may be among them."""
    sizes = [(_count_words(transcript.text, talk.start, talk.end), talk) for talk in transcript.talk]
    total = sum(size for size, _ in sizes)
    long = [
        f"{size} words ({transcript.places.name(talk.start)})"
        for size, talk in sizes
        if size >= LONG_TURN or (size >= LONG_PART and size > total * LARGE_SHARE and talk.label)
    ]
    if not long:
        return []
    names = name_some(long, MOST_NAMED)
    return [f"{transcript.key}: turns so long that somebody may be missing in them: {names}"]


def _count_words(text: str, start: int, end: int) -> int:
    """Count words, one by one where they are so many that a list of them would take more memory than the text."""
    if end - start < MANY_CHARACTERS:
        return len(text[start:end].split())
    return sum(1 for _ in WORD.finditer(text, start, end))


def _tell_rare(transcript: Transcript, speakers: Mapping[str, Speaker], counts: Mapping[str, int]) -> list[str]:
    """Name the known who have one turn among many, and say so where nobody is the moderator."""
    told = []
    rare = [label for label, speaker in speakers.items() if counts[label] == 1 and speaker.role != "unknown"]
    if rare and len(transcript.talk) >= MANY_TURNS:
        names = name_some((f"'{label}' ({transcript.place_of(label)})" for label in rare), MOST_NAMED)
        told.append(f"{transcript.key}: with one turn only, so perhaps misspelt: {names}")
    roles = {speaker.role for speaker in speakers.values()}
    if roles == {"participant"} and len(speakers) > 1 and len(transcript.talk) >= MANY_TURNS:
        told.append(
            f"{transcript.key}: nobody is the moderator, so questions count as a participant's words, too; if one of "
            "these asks, speakers.yaml can say so"
        )
    return told
