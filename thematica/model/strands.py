"""A corpus in parts by an attribute: each part with a tree of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from thematica.errors import MaterialError, Problem
from thematica.model.codings import Codings
from thematica.model.corpus import Corpus
from thematica.model.embeddings import Embeddings
from thematica.model.segments import Segments
from thematica.model.sentences import name_some
from thematica.model.themes import ThemeTree

MOST_NAMED = 8  # participants in one problem


@dataclass(frozen=True, kw_only=True)
class Strand:
    """A part of the material with its own tree.

    Attributes:
        name: Value of the attribute that tells the strands apart.
        corpus, segments, embeddings: The material of this part.
        tree: Its tree.
        codings: The one set that its numbers rest on (``resolve``).
    """

    name: str
    corpus: Corpus
    segments: Segments
    embeddings: Embeddings
    tree: ThemeTree
    codings: Codings

    def __repr__(self) -> str:
        return (
            f"<Strand {self.name}: {len(self.corpus)} documents, {len(self.tree)} codes, {len(self.codings)} codings>"
        )


@dataclass(frozen=True)
class Division:
    """Which documents belong to which value of an attribute.

    Attributes:
        parts: Value to its documents; values and documents in the order of the corpus.
        without: The documents that have no value.
    """

    parts: Mapping[str, tuple[str, ...]]
    without: tuple[str, ...]


def divide(corpus: Corpus, by: str) -> Division:
    """Divide the documents of a corpus by an attribute.

    A document has the value of its session; where that has none, the one of the participants who speak in it.

    Raises:
        AnalysisError: There is no such attribute.
        MaterialError: Every document in which participants of several values speak.
    """
    corpus.require_attribute(by)
    values = {person.id: person.attributes.get(by, "") for person in corpus.participants}
    parts: dict[str, list[str]] = {}
    problems: list[Problem] = []
    for document in corpus:
        found = {corpus.sessions[document.session_id].attributes.get(by, ""): [""]}
        if "" in found:
            found = {}
            for turn in corpus.turns_of(document.id):
                person = turn.participant_id or ""
                found.setdefault(values.get(person, ""), []).append(person)
            found.pop("", None)
        if len(found) > 1:
            problems.append(_tell_mixed(document.source or document.id, document.session_id, by, found))
        parts.setdefault(next(iter(found), ""), []).append(document.id)
    if problems:
        raise MaterialError(problems)
    without = tuple(parts.pop("", ()))
    return Division({value: tuple(ids) for value, ids in parts.items()}, without)


def _tell_mixed(file: str, session_id: str, by: str, found: Mapping[str, list[str]]) -> Problem:
    who = "; ".join(
        f"{value}: {name_some(dict.fromkeys(people), MOST_NAMED)}" for value, people in sorted(found.items())
    )
    return Problem(
        f"participants of several strands speak here ({who}), and a document belongs to one: give session "
        f"'{session_id}' its '{by}' in sessions.csv, or divide the transcript",
        file,
    )
