"""Recognise candidate codes of an earlier run, so that they keep their ids."""

from __future__ import annotations

import dataclasses
import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence

from thematica.model.candidates import CandidateCode, CandidateCodes
from thematica.model.segments import Segment, Segments
from thematica.model.themes import ThemeTree

SHARE_IN_COMMON = 0.5  # decision record 0005: of all segments in either, the share in both that makes them one


def key_of(segment: Segment) -> str:
    """Give a name to a segment that lasts when the text before it in its document is corrected.

    >>> from thematica.model.segments import Segment
    >>> common = {"document_id": "fg1", "turn_id": "fg1:t1", "session_id": "FG1", "text": "She is busy."}
    >>> key_of(Segment(id="fg1:0-12", start=0, end=12, **common))
    'fg1:3c80bc923f80'
    """
    return f"{segment.document_id}:{hashlib.sha256(segment.text.encode()).hexdigest()[:12]}"


def recognise(found: CandidateCodes, segments: Segments, known: Mapping[str, Sequence[str]]) -> CandidateCodes:
    """Give each candidate code the id of the known one that it continues, if there is one.

    Pairs are joined from the greatest share of common segments downwards; a known candidate is continued
    once at most, and a new one never gets an id that was known before.

    Args:
        found: What this run found.
        segments: What it was found in.
        known: Id to the keys (``key_of``) of the segments of every candidate code of earlier runs.

    Returns:
        The same candidate codes, some with other ids.
    """
    holder: dict[str, list[str]] = {}
    for known_id, keys in known.items():
        for key in set(keys):
            holder.setdefault(key, []).append(known_id)
    pairs = []
    for place, candidate in enumerate(found):
        keys_now = {key_of(segments[segment_id]) for segment_id in candidate.segment_ids}
        common = Counter(known_id for key in keys_now for known_id in holder.get(key, ()))
        for known_id, n in common.items():
            share = n / (len(keys_now) + len(set(known[known_id])) - n)
            if share >= SHARE_IN_COMMON:
                pairs.append((-share, place, known_id))
    continued: dict[int, str] = {}
    for _, place, known_id in sorted(pairs):
        if place not in continued and known_id not in continued.values():
            continued[place] = known_id
    taken = {*known, *continued.values()}
    named = []
    for place, candidate in enumerate(found):
        candidate_id = continued.get(place) or _unused(candidate, taken)
        taken.add(candidate_id)
        named.append(dataclasses.replace(candidate, id=candidate_id))
    return CandidateCodes(named, method=found.method, set_aside=found.set_aside, left_out=found.left_out)


def find_members(tree: ThemeTree, known: Mapping[str, Sequence[str]], segments: Segments) -> dict[str, list[str]]:
    """Give the segments of each candidate placed in the tree, even if this run has found it no more.

    Args:
        tree: Her tree.
        known: Id to the keys of the segments of every candidate code ever found.
        segments: The segments as they are now.
    """
    placed = {candidate_id for node in tree.nodes for candidate_id in node.candidate_ids}
    return find_segments({candidate_id: known.get(candidate_id, ()) for candidate_id in placed}, segments)


def find_segments(keys: Mapping[str, Sequence[str]], segments: Segments) -> dict[str, list[str]]:
    """Give for each candidate the ids of the segments that its keys (``key_of``) stand for now."""
    by_key: dict[str, list[str]] = {}
    for segment in segments:
        by_key.setdefault(key_of(segment), []).append(segment.id)
    return {
        candidate_id: [segment_id for key in dict.fromkeys(wanted) for segment_id in by_key.get(key, ())]
        for candidate_id, wanted in keys.items()
    }


def _unused(candidate: CandidateCode, taken: set[str]) -> str:
    candidate_id = candidate.id
    while candidate_id in taken:
        candidate_id = "k-" + hashlib.sha256(candidate_id.encode()).hexdigest()[:8]
    return candidate_id
