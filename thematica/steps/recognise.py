"""Recognise candidate codes of an earlier run, so that they keep their ids."""

from __future__ import annotations

import dataclasses
import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from difflib import SequenceMatcher

from thematica.model.candidates import CandidateCode, CandidateCodes
from thematica.model.segments import Segment, Segments
from thematica.model.themes import ThemeTree

SHARE_IN_COMMON = 0.5  # decision record 0005: of the segments in either, the share in both that makes them one


def key_of(segment: Segment) -> str:
    """Give a name to a segment that lasts when the text before it in its document is corrected.

    >>> from thematica.model.segments import Segment
    >>> common = {"document_id": "fg1", "turn_id": "fg1:t1", "session_id": "FG1", "text": "She is busy."}
    >>> key_of(Segment(id="fg1:0-12", start=0, end=12, **common))
    'fg1:3c80bc923f80'
    """
    return f"{segment.document_id}:{hashlib.sha256(segment.text.encode()).hexdigest()[:12]}"


def order_keys(segments: Iterable[Segment]) -> dict[str, tuple[str, ...]]:
    """Give for each document the keys of its segments, in their order."""
    keys: dict[str, list[str]] = {}
    for segment in segments:
        keys.setdefault(segment.document_id, []).append(key_of(segment))
    return {document_id: tuple(found) for document_id, found in keys.items()}


def align_keys(before: Mapping[str, Sequence[str]], now: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """Say which segments stand now where corrected ones stood, by the order of segments in their documents.

    Args:
        before, now: For each document the keys of its segments, in their order.

    Returns:
        Former key to the keys that stand in its place; keys that are still there are left out.

    >>> align_keys({"fg1": ["a", "b", "c"]}, {"fg1": ["a", "x", "c", "d"]})
    {'b': ('x',)}
    """
    successors: dict[str, tuple[str, ...]] = {}
    for document_id, keys in now.items():
        old = before.get(document_id, ())
        if tuple(old) == tuple(keys):
            continue
        for what, i, i_end, j, j_end in SequenceMatcher(None, old, keys, autojunk=False).get_opcodes():
            n, m = i_end - i, j_end - j
            for at in range(n if what == "replace" else 0):
                if old[i + at] not in keys:
                    successors[old[i + at]] = tuple(keys[j + at * m // n : j - (-(at + 1) * m // n)])
    return successors


def renew(known: Mapping[str, Sequence[str]], successors: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """Put the keys of corrected segments in the place of their former ones."""
    if not successors:
        return {known_id: tuple(keys) for known_id, keys in known.items()}
    return {
        known_id: tuple(dict.fromkeys(new for key in keys for new in successors.get(key, (key,))))
        for known_id, keys in known.items()
    }


def recognise(
    found: CandidateCodes,
    segments: Segments,
    known: Mapping[str, Sequence[str]],
    seen: Collection[str],
    kept: Collection[str] = (),
) -> CandidateCodes:
    """Give each candidate code the id of the known one that it continues, if there is one.

    Compared are the segments that were there both times. Pairs are joined from the greatest share of common
    segments downwards; a known candidate is continued once at most, and a new one never gets an id that was known
    before.

    Args:
        found: What this run found.
        segments: What it was found in.
        known: Id to the keys (``key_of``) of the segments of every candidate code of earlier runs.
        seen: The keys of all segments that were there at the run before.
        kept: Ids that need not be recognised, because their groups were kept.

    Returns:
        The same candidate codes, some with other ids.
    """
    shares = [pair for pair in _share_in_common(found, segments, known, seen) if found.ids[pair[1]] not in kept]
    continued: dict[int, str] = {}
    for share, place, known_id in sorted(shares, key=lambda pair: (-pair[0], *pair[1:])):
        free = place not in continued and known_id not in kept and known_id not in continued.values()
        if share >= SHARE_IN_COMMON and free:
            continued[place] = known_id
    taken = {*known, *continued.values()}
    named = []
    for place, candidate in enumerate(found):
        if candidate.id not in kept:
            candidate_id = continued.get(place) or _unused(candidate, taken)
            taken.add(candidate_id)
            candidate = dataclasses.replace(candidate, id=candidate_id)
        named.append(candidate)
    return CandidateCodes(named, method=found.method, set_aside=found.set_aside, left_out=found.left_out)


def _share_in_common(
    found: CandidateCodes, segments: Segments, known: Mapping[str, Sequence[str]], seen: Collection[str]
) -> list[tuple[float, int, str]]:
    """Give share, place in ``found`` and known id for each pair that has a segment in common."""
    present = {key_of(segment) for segment in segments}
    still_there = {known_id: present.intersection(keys) for known_id, keys in known.items()}
    holder: dict[str, list[str]] = {}
    for known_id, keys in still_there.items():
        for key in keys:
            holder.setdefault(key, []).append(known_id)
    before = present.intersection(seen).union(holder)
    shares = []
    for place, candidate in enumerate(found):
        keys_now = {key_of(segments[segment_id]) for segment_id in candidate.segment_ids} & before
        common = Counter(known_id for key in keys_now for known_id in holder.get(key, ()))
        shares += [
            (n / (len(keys_now) + len(still_there[known_id]) - n), place, known_id) for known_id, n in common.items()
        ]
    return shares


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
