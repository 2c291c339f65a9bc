"""What may help to say who a speaker is: comments for a first speakers.yaml, never decisions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from thematica.formats.labels import are_alike, tokens_of
from thematica.formats.speakers import Speaker
from thematica.formats.yaml_nodes import quote
from thematica.model.corpus import Corpus

LEAST_TURNS = 3  # of somebody whose talk is to have a pattern
# Turns that end in a question: of seven interviewers (PDPILOT) .26 to .54, of those they spoke with at most .11;
# of the moderators of the invented study .55 to .90, of its students at most .17.
ASKS = 0.25
ASKS_MORE = 0.15  # than anybody else in the document
SHORTEST_NAME = 3  # letters; shorter labels stand for whoever is interviewed
MOST_LABELS = 200  # of one document; with more, every pair would take minutes
MACHINE = re.compile(r"(?:unknown[ _]?)?speaker[ _#-]*\d*|spk[ _-]?\d+|[A-Z]+_\d\d", re.IGNORECASE)
QUESTION = re.compile(r"[?？][\"”’)\]\s]*$")

Labels = Mapping[str, Mapping[str, Speaker]]
Hints = dict[tuple[str, str], str]


@dataclass(frozen=True, slots=True)
class Manner:
    """How somebody talks in one document: turns, turns that end in a question, words."""

    turns: int
    questions: int
    words: int

    @property
    def share_asking(self) -> float:
        """Questions by turns, 0..1."""
        return self.questions / self.turns if self.turns else 0.0


def suggest_speakers(corpus: Corpus, labels: Labels) -> Hints:
    """Suggest who speakers are whom no rule knows, and which labels may be one person.

    Args:
        corpus: The corpus as it was read.
        labels: What speakers.yaml calls each document, then label, to what it was taken for.

    Returns:
        Name of the document and label to a remark of one line.
    """
    hints: Hints = {}
    n_documents = Counter(label for found in labels.values() for label in found)
    for document in corpus:
        key = document.source if document.source in labels else document.id
        found = {label: speaker for label, speaker in labels.get(key, {}).items() if speaker.is_speaker}
        manners = _manners(corpus, document.id)
        moderator = _moderator(found, manners)
        for label, speaker in found.items():
            if speaker.role == "unknown":
                manner = manners.get(label, Manner(0, 0, 0))
                hints[key, label] = _hint(label, manner, moderator, _person(document.id, label, n_documents[label]))
        for label, other in _doubles(found):
            roles = {found[label].role, found[other].role} | ({"moderator"} if moderator in (label, other) else set())
            same = "both are the moderator" if "moderator" in roles else "give both the same participant"
            also = f"perhaps the same as {quote(other)}: if so, {same}"
            hints[key, label] = "; ".join(filter(None, (hints.get((key, label)), also)))
    for (key, label), (other_key, other) in _across(labels):
        also = f"perhaps the same as {quote(other)} of {other_key}"
        hints[key, label] = "; ".join(filter(None, (hints.get((key, label)), also)))
    return {place: hint for place, hint in hints.items() if hint}


def _manners(corpus: Corpus, document_id: str) -> dict[str, Manner]:
    manners: dict[str, Manner] = {}
    for turn in corpus.turns_of(document_id):
        words = corpus.speech(turn)
        so_far = manners.get(turn.speaker, Manner(0, 0, 0))
        manners[turn.speaker] = Manner(
            so_far.turns + 1, so_far.questions + bool(QUESTION.search(words)), so_far.words + len(words.split())
        )
    return manners


def _moderator(found: Mapping[str, Speaker], manners: Mapping[str, Manner]) -> str:
    """Give the label that talks like a moderator, where none is called one; else an empty text."""
    if any(speaker.role == "moderator" for speaker in found.values()):
        return next(label for label, speaker in found.items() if speaker.role == "moderator")
    ranked = sorted(found, key=lambda label: -manners[label].share_asking)
    if not ranked:
        return ""
    first = manners[ranked[0]]
    runner_up = manners[ranked[1]].share_asking if len(ranked) > 1 else 0.0
    asks = first.share_asking >= ASKS and first.share_asking - runner_up >= ASKS_MORE
    return ranked[0] if asks and first.turns >= LEAST_TURNS and found[ranked[0]].role == "unknown" else ""


def _person(document_id: str, label: str, n_documents: int) -> str:
    """Give an id for a participant; ``B`` of eight interviews are eight people."""
    return f"{document_id}:{label}" if len(label) < SHORTEST_NAME and n_documents > 1 else label


def _hint(label: str, manner: Manner, moderator: str, person: str) -> str:
    if label == moderator:
        return f"perhaps the moderator: {manner.questions} of {manner.turns} turns end in a question"
    if MACHINE.fullmatch(label):
        return "a program's name for a voice: listen, and say who it is"
    return f"perhaps {{role: participant, participant: {quote(person)}}}" if moderator else ""


def _doubles(found: Mapping[str, Speaker]) -> Iterator[tuple[str, str]]:
    """Give pairs of labels of one document that may be one person, the later one first."""
    for earlier, later in combinations(found, 2) if len(found) <= MOST_LABELS else ():
        people = {found[earlier].participant_id, found[later].participant_id}
        known_apart = None not in people and len(people) > 1 and tokens_of(earlier) != tokens_of(later)
        same = len(people) == 1 and None not in people
        same = same or found[earlier].role == found[later].role == "moderator"  # however many they are
        if not known_apart and not same and are_alike(earlier, later):
            yield later, earlier


def _across(labels: Labels) -> Iterator[tuple[tuple[str, str], tuple[str, str]]]:
    """Give labels of other documents that differ only in writing, or are a part of one name, where nobody knows either.

    A first name alone is a part of a name in full only where no other name in full has it.
    """
    unknown = [
        (key, label, tokens)
        for key, found in labels.items()
        for label, speaker in found.items()
        if speaker.role == "unknown" and speaker.is_speaker and not MACHINE.fullmatch(label)
        if (tokens := tokens_of(label))
    ]
    first: dict[tuple[str, ...], tuple[str, str]] = {}
    in_full: dict[str, dict[tuple[str, ...], tuple[str, str]]] = {}
    for key, label, tokens in unknown:
        first.setdefault(tuple(sorted(tokens)), (key, label))
        for token in tokens if len(tokens) > 1 else ():
            in_full.setdefault(token, {}).setdefault(tuple(sorted(tokens)), (key, label))
    for key, label, tokens in unknown:
        other = first[tuple(sorted(tokens))]
        wholes = list(in_full.get(tokens[0], {}).values()) if len(tokens) == 1 and len(tokens[0]) > 2 else []
        if other == (key, label) and len(wholes) == 1:
            other = wholes[0]
        if other[0] != key and other[1] != label:
            yield (key, label), other
