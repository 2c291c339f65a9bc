"""Offer candidate codes in the researcher's tree, by adding lines only."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from thematica.formats.suggestions_yaml import save_suggestions
from thematica.model.candidates import CandidateCode
from thematica.model.protocols import Vectors
from thematica.model.themes import ThemeTree
from thematica.steps.code import describe_codes
from thematica.steps.merge import check_recall, choose_offer, recall, suggest
from thematica.study.finding import find_in_remainder

if TYPE_CHECKING:
    from thematica.study.study import Study


def offer_candidates(study: Study, again: Sequence[str] = (), *, remainder: bool = False) -> tuple[str, ...]:
    """Add what she has not seen under ``suggestions:``, and what she wants to see again; give their ids.

    Of the remainder only those candidate codes are offered that were found in what fits no code of the tree; asking for
    them does not say that she wants to see the others from then on.
    """
    found = find_in_remainder(study) if remainder else study.candidates
    with study.memory.lock:
        tree, listed = study.read_tree()
        study.memory.note_tree(tree, listed)
        known = study.memory.known()
        check_recall(again, known.candidates, tree, listed)
        keys = {i: known.candidates[i] for i in again}
        recalled = recall(keys, known.names, found, study.segments, study.embeddings) if again else ()
        offer = choose_offer(found, tree, listed, known.offered)
        wanted = _side_by_side((*recalled, *(c for c in offer.new if c.id not in again)))
        if wanted:
            centres = _centres(study, tree)
            suggestions = [suggest(c, study.segments, study.embeddings, centres) for c in wanted]
            study.notices += save_suggestions(study.themes_path, study.beside, suggestions)
        new = tuple(c.id for c in wanted)
        offered = tuple(dict.fromkeys((*known.offered, *new)))
        if offered != known.offered or new:
            study.memory.keep(dataclasses.replace(known, offered=offered, listed=(*listed, *new)))
    removed = tuple(i for i in offer.removed if i not in again)
    kind = "offer_remainder" if remainder else "offer"
    study.memory.record(kind, {"offered": new, "again": tuple(again), "found_again_but_removed": removed})
    return new


def _side_by_side(candidates: Sequence[CandidateCode]) -> tuple[CandidateCode, ...]:
    """Put candidates of one proposed group beside each other; the groups in the order of their first one."""
    place: dict[tuple[str, ...], int] = {}
    for candidate in candidates:
        for depth in range(len(candidate.group) + 1):
            place.setdefault(candidate.group[:depth] or (candidate.id,), len(place))
    return tuple(
        sorted(candidates, key=lambda c: [place[c.group[: d + 1]] for d in range(len(c.group))] or [place[(c.id,)]])
    )


def _centres(study: Study, tree: ThemeTree) -> dict[str, Vectors]:
    """Give for each code the mean vector of its texts, by which the nearest code of a candidate is named."""
    described = describe_codes(tree, {}, study.embeddings, study.vectors.embed)
    return {code.id: np.mean(rows, axis=0) for code, rows in zip(tree.codes, described, strict=True)}
