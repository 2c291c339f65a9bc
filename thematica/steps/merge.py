"""Decide which candidate codes are still to be offered: found − already in the tree − offered before."""

from __future__ import annotations

from collections.abc import Collection as AnyCollection
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from thematica.errors import StudyError, suggest_spelling
from thematica.model.candidates import CandidateCode, CandidateCodes, Suggestion
from thematica.model.embeddings import Embeddings
from thematica.model.protocols import Vectors
from thematica.model.segments import Segment, Segments
from thematica.model.themes import ThemeTree
from thematica.steps.find import QUOTES, choose_different
from thematica.steps.recognise import find_segments

LEAST_LIKENESS = 0.4  # cosine; below it no code of hers is named as near
LONGEST_QUOTE = 240  # characters


@dataclass(frozen=True, slots=True)
class Offer:
    """What is new for the researcher.

    Attributes:
        new: Candidate codes to be offered now.
        removed: Ids of candidate codes that she removed and that were found again; they stay removed.
    """

    new: tuple[CandidateCode, ...]
    removed: tuple[str, ...]


def choose_offer(
    found: CandidateCodes, tree: ThemeTree, listed: AnyCollection[str], offered: AnyCollection[str]
) -> Offer:
    """Subtract from what was found all that she has seen already.

    Args:
        found: Candidate codes with the ids they keep.
        tree: Her tree; a candidate placed anywhere in it is hers now.
        listed: Ids that stand under ``suggestions:`` now.
        offered: Ids that were ever offered.
    """
    placed = {candidate_id for node in tree.nodes for candidate_id in node.candidate_ids}
    unseen = [c for c in found if c.id not in placed and c.id not in listed]
    return Offer(
        new=tuple(c for c in unseen if c.id not in offered),
        removed=tuple(c.id for c in unseen if c.id in offered),
    )


def check_recall(wanted: Sequence[str], known: AnyCollection[str], tree: ThemeTree, listed: AnyCollection[str]) -> None:
    """Check that candidate codes can be offered again: they were found once, and stand nowhere now.

    Raises:
        StudyError: Every one that cannot, and why.
    """
    holder = {candidate_id: node.name for node in tree.nodes for candidate_id in node.candidate_ids}
    wrong = [
        f"'{i}' is in the tree, under '{holder[i]}'"
        if i in holder
        else f"'{i}' stands under suggestions"
        if i in listed
        else f"there never was a candidate code '{i}'{suggest_spelling(i, known)}"
        for i in wanted
        if i in holder or i in listed or i not in known
    ]
    if wrong:
        raise StudyError("nothing was offered again: " + "; ".join(wrong))


def recall(
    keys: Mapping[str, Sequence[str]],
    names: Mapping[str, str],
    found: CandidateCodes,
    segments: Segments,
    embeddings: Embeddings,
) -> tuple[CandidateCode, ...]:
    """Give candidate codes of earlier runs: as they were found now, else with those of their segments that are left.

    Args:
        keys: Id to the keys of its segments, of each that is wanted.
        names: Id to the name it had.
        found: What this run found.
        segments: The segments as they are now.
        embeddings: Their vectors.

    Raises:
        StudyError: None of the segments of one is left.
    """
    members = find_segments(keys, segments)
    if empty := [f"'{i}'" for i in keys if i not in found and not members[i]]:
        raise StudyError(f"nothing was offered again: no segment of {', '.join(empty)} is left in the material")
    return tuple(
        found[i] if i in found else _as_before(i, names.get(i, ""), members[i], segments, embeddings) for i in keys
    )


def _as_before(
    candidate_id: str, name: str, members: Sequence[str], segments: Segments, embeddings: Embeddings
) -> CandidateCode:
    vectors = embeddings.rows(members)
    ranked = np.argsort(-np.round(vectors @ vectors.mean(axis=0), 6), kind="stable")
    chosen = choose_different(vectors, [int(i) for i in ranked], QUOTES)
    return CandidateCode(
        id=candidate_id,
        name=name or " ".join(segments[members[chosen[0]]].text.split()[:6]),
        segment_ids=tuple(members),
        quotes=tuple(members[i] for i in chosen),
    )


def place_candidates(
    found: CandidateCodes, tree: ThemeTree, listed: AnyCollection[str], offered: AnyCollection[str]
) -> dict[str, str]:
    """Say in words what became of each candidate code: in the tree, under suggestions, removed, or not offered yet."""
    holder = {candidate_id: node.name for node in tree.nodes for candidate_id in node.candidate_ids}
    places = {}
    for candidate in found:
        if candidate.id in holder:
            places[candidate.id] = f"in the tree, under {holder[candidate.id]}"
        elif candidate.id in listed:
            places[candidate.id] = "under suggestions"
        else:
            places[candidate.id] = "removed by you" if candidate.id in offered else "not offered yet"
    return places


def suggest(
    candidate: CandidateCode, segments: Segments, embeddings: Embeddings, centres: Mapping[str, Vectors]
) -> Suggestion:
    """Gather what helps the researcher to decide about a candidate code.

    Args:
        candidate: The candidate code.
        segments: The segments it was found in.
        embeddings: Their vectors.
        centres: Code id to the mean vector of its descriptions, shape (d,), for the nearest code.
    """
    members = [segments[segment_id] for segment_id in candidate.segment_ids]
    centre = embeddings.rows(candidate.segment_ids).mean(axis=0)
    return Suggestion(
        id=candidate.id,
        name=candidate.name,
        seen=count_in_words(members),
        near=_nearest(centre, centres),
        group=candidate.group,
        consistency=candidate.consistency,
        quotes=tuple(_quote(segments[segment_id]) for segment_id in candidate.quotes),
    )


def count_in_words(members: AnyCollection[Segment]) -> str:
    """Say how many segments, participants and sessions; participants only where all are known."""
    people = {segment.participant_id for segment in members}
    counts = [(len(members), "segment")]
    counts += [] if None in people else [(len(people), "participant")]
    counts += [(len({segment.session_id for segment in members}), "session")]
    return ", ".join(f"{n} {noun}{'s' if n != 1 else ''}" for n, noun in counts)


def _nearest(centre: Vectors, centres: Mapping[str, Vectors]) -> str:
    best, likeness = "", LEAST_LIKENESS
    for code_id, other in centres.items():
        cosine = float(centre @ other) / max(float(np.linalg.norm(centre) * np.linalg.norm(other)), 1e-12)
        if cosine > likeness:
            best, likeness = code_id, cosine
    return best


def _quote(segment: Segment) -> str:
    text = " ".join(segment.text.split())
    if len(text) > LONGEST_QUOTE:
        text = text[: text.rfind(" ", 0, LONGEST_QUOTE) + 1 or LONGEST_QUOTE].rstrip() + " …"
    return f"{segment.participant_id or segment.session_id}: {text}"
