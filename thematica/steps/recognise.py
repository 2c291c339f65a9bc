"""Recognise candidate codes of an earlier run, so that they keep their ids."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Mapping, Sequence

from thematica.model.candidates import CandidateCode, CandidateCodes

SHARE_IN_COMMON = 0.5  # decision record 0005: of all segments in either, the share in both that makes them one


def recognise(found: CandidateCodes, known: Mapping[str, Sequence[str]]) -> CandidateCodes:
    """Give each candidate code the id of the known one that it continues, if there is one.

    Pairs are joined from the greatest share of common segments downwards; a known candidate is continued
    once at most, and a new one never gets an id that was known before.

    Args:
        found: What this run found.
        known: Id to segment ids of every candidate code of earlier runs.

    Returns:
        The same candidate codes, some with other ids.
    """
    holder: dict[str, list[str]] = {}
    for known_id, segment_ids in known.items():
        for segment_id in segment_ids:
            holder.setdefault(segment_id, []).append(known_id)
    pairs = []
    for place, candidate in enumerate(found):
        common: dict[str, int] = {}
        for segment_id in candidate.segment_ids:
            for known_id in holder.get(segment_id, ()):
                common[known_id] = common.get(known_id, 0) + 1
        for known_id, n in common.items():
            share = n / (len(candidate.segment_ids) + len(known[known_id]) - n)
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


def _unused(candidate: CandidateCode, taken: set[str]) -> str:
    candidate_id = candidate.id
    while candidate_id in taken:
        candidate_id = "k-" + hashlib.sha256(candidate_id.encode()).hexdigest()[:8]
    return candidate_id
