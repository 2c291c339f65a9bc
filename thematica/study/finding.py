"""Find the candidate codes of a study, keeping the groups that are known."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from thematica.api import making
from thematica.errors import StudyError
from thematica.formats.known_json import take_fingerprint
from thematica.model.candidates import CandidateCodes
from thematica.reports import tables
from thematica.steps.find import find_candidate_codes
from thematica.steps.recognise import align_keys, key_of, order_keys, recognise, renew
from thematica.steps.remainder import find_remainder
from thematica.steps.resolve import keep_round
from thematica.study.memory import VERSION
from thematica.study.strands import require_one

if TYPE_CHECKING:
    from thematica.study.study import Study


def find_all(study: Study, *, afresh: bool) -> CandidateCodes:
    """Find candidate codes, and save what they are and where."""
    if afresh:
        with study.memory.lock:
            study.candidates = find(study, afresh=True)
    study.save({"candidate_codes.csv": tables.format_candidates(study.candidates, study.segments, study.places())})
    study.memory.record("find", {"candidate_codes": len(study.candidates), "method": study.candidates.method})
    return study.candidates


def find(study: Study, *, afresh: bool = False) -> CandidateCodes:
    """Find candidate codes, unless the same has been through it already; groups are kept (decision record 0005)."""
    require_one(study)
    known = study.memory.known()
    clusterer = making.make_clusterer(study.settings.clusterer)
    labeller = making.make_labeller(study.settings.language, study.vectors.embed)
    made_by = (study.vectors.name, clusterer.name, study.settings.unit)
    others = (labeller.name, str(study.settings.seed), VERSION)
    fingerprint = take_fingerprint(study.segments, (*made_by, *others))
    if known.fingerprint == fingerprint and not afresh:
        return known.found
    ordered = order_keys(study.segments)
    successors = align_keys(known.segments, ordered)
    candidates = renew(known.candidates, successors)
    keep = known.made_by == made_by and not afresh
    found = find_candidate_codes(
        study.segments,
        study.embeddings,
        clusterer,
        labeller,
        latest={c.id: candidates[c.id] for c in known.found} if keep else None,
        corrected={key for keys in successors.values() for key in keys},
        seed=study.settings.seed,
    )
    seen = {key for keys in known.segments.values() for key in keys}
    found = recognise(found, study.segments, candidates, seen, known.found.ids if keep else ())
    keys = {c.id: tuple(key_of(study.segments[s]) for s in c.segment_ids) for c in found}
    study.memory.keep(
        dataclasses.replace(
            known,
            candidates={**candidates, **keys},
            names={**known.names, **{c.id: c.name for c in found}},
            found=found,
            made_by=made_by,
            segments=ordered,
            fingerprint=fingerprint,
        )
    )
    return found


def find_in_remainder(study: Study) -> CandidateCodes:
    """Find candidate codes in what fits no code of the tree; those of all segments stay as they are.

    A group that is known already, from all segments or from an earlier remainder, has the id it had; its segments are
    remembered as they were found first, because they teach the machine once she has placed it.

    Raises:
        StudyError: The tree has no codes.
    """
    tree, human = study.look()
    if not tree.codes:
        raise StudyError("the tree has no codes, so everything is left over; 'thematica offer' offers candidate codes")
    coded = keep_round(study.code_with(tree, human), study.settings.round)
    left = find_remainder(study.segments, coded, tree)
    found = find_candidate_codes(
        left,
        study.embeddings,
        making.make_clusterer(study.settings.clusterer),
        making.make_labeller(study.settings.language, study.vectors.embed),
        seed=study.settings.seed,
    )
    with study.memory.lock:
        known = study.memory.known()
        seen = {key for keys in known.segments.values() for key in keys}
        found = recognise(found, study.segments, known.candidates, seen)
        new = [c for c in found if c.id not in known.candidates]
        keys = {c.id: tuple(key_of(study.segments[s]) for s in c.segment_ids) for c in new}
        study.memory.keep(
            dataclasses.replace(
                known,
                candidates={**known.candidates, **keys},
                names={**known.names, **{c.id: c.name for c in new}},
            )
        )
    n_grouped = len(left) - len(found.left_out)
    study.notices.append(
        f"{len(left):,} of {len(study.segments):,} segments fit no code of the tree; {len(found)} candidate codes hold "
        f"{n_grouped:,} of them"
    )
    return found
