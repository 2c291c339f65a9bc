"""Stand-ins with the Protocols of thematica.model.protocols: quick, exact, and without any model."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from thematica.backends.small_corpus import regroup_shares
from thematica.model.corpus import (
    Corpus,
    Document,
    Documents,
    Participant,
    Participants,
    Session,
    Sessions,
    Turn,
    Turns,
)
from thematica.model.protocols import Fit, Vectors

WIDTH = 64


class PunctuationSplitter:
    """Splits at full stops, question and exclamation marks."""

    name = "punctuation"

    def split(self, texts: Sequence[str]) -> list[list[tuple[int, int]]]:
        return [[m.span() for m in re.finditer(r"[^.?!]+[.?!]*", text)] for text in texts]


class WordEmbedder:
    """Places a text by its words: texts with the same words lie together. Counts what it was asked for."""

    name = "words 1"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        rows = np.zeros((len(texts), WIDTH), dtype=np.float32)
        for i, text in enumerate(texts):
            for word in re.findall(r"\w+", text.casefold()):
                rows[i, int(hashlib.sha256(word.encode()).hexdigest(), 16) % WIDTH] += 1
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)


class SameTextClusterer:
    """Groups vectors whose nearest axis is the same."""

    name = "nearest axis"

    def group(
        self, vectors: Vectors, weights: NDArray[np.intp], seed: int, texts: Sequence[str] = ()
    ) -> NDArray[np.intp]:
        if not len(vectors):
            return np.zeros(0, dtype=np.intp)
        _, labels = np.unique(vectors.argmax(axis=1), return_inverse=True)
        return labels.astype(np.intp)

    def resample(
        self, vectors: Vectors, weights: NDArray[np.intp], seed: int, texts: Sequence[str] = ()
    ) -> Iterator[NDArray[np.intp]]:
        return regroup_shares(self.group, vectors, weights, seed, texts)


class FirstWords:
    """Names a group by the first two words of its first text."""

    name = "first words"

    def label(self, groups: Sequence[Sequence[str]]) -> list[list[str]]:
        return [[" ".join(texts[0].split()[:2])] if texts else [] for texts in groups]


class EverythingFits:
    """A coding model that gives every vector the first code, and remembers what it was taught."""

    name = "everything"

    def __init__(self) -> None:
        self.taught: Mapping[int, frozenset[int]] = {}
        self.together = np.zeros(0, dtype=np.intp)

    def assign(
        self,
        vectors: Vectors,
        texts: Sequence[str],
        descriptions: Sequence[Vectors],
        taught: Mapping[int, frozenset[int]],
        together: NDArray[np.intp],
    ) -> Fit:
        self.taught, self.together = taught, together
        fits = np.zeros((len(vectors), len(descriptions)), dtype=np.bool_)
        fits[:, 0] = True
        return Fit(np.where(fits, 0.75, 0.25), fits)


def make_corpus(*sessions: Sequence[tuple[str, str]], groups: Mapping[str, str] | None = None) -> Corpus:
    """Make a corpus of transcripts ``s1, s2, …`` from (speaker, words) pairs; "Moderator" is the moderator.

    Args:
        sessions: For each session its turns.
        groups: Participant to the value of the attribute ``group``.
    """
    documents, turns, people = [], [], {}
    for number, said in enumerate(sessions, 1):
        text = ""
        for place, (speaker, words) in enumerate(said, 1):
            start = len(text) + len(speaker) + 2
            text += f"{speaker}: {words}\n"
            moderator = speaker == "Moderator"
            turns.append(
                Turn(
                    id=f"s{number}:t{place}",
                    document_id=f"s{number}",
                    start=start,
                    end=start + len(words),
                    speaker=speaker,
                    role="moderator" if moderator else "participant",
                    participant_id=None if moderator else speaker,
                )
            )
            if not moderator:
                people.setdefault(speaker, {})[f"S{number}"] = None
        documents.append(Document(id=f"s{number}", text=text, session_id=f"S{number}"))
    return Corpus(
        documents=Documents(documents),
        turns=Turns(turns),
        sessions=Sessions(Session(id=f"S{n}", order=n) for n in range(1, len(sessions) + 1)),
        participants=Participants(
            Participant(id=p, session_ids=tuple(s), attributes={"group": groups[p]} if groups and p in groups else {})
            for p, s in people.items()
        ),
    )
