"""Find candidate codes: groups of segments that say something alike."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from thematica.model.candidates import CandidateCode, CandidateCodes
from thematica.model.embeddings import Embeddings, normalise
from thematica.model.protocols import NOT_DRAWN, Clusterer, Labeller, Vectors
from thematica.model.segments import Segment, Segments
from thematica.steps.arrange import arrange
from thematica.steps.context import add_context
from thematica.steps.keep import keep_groups, known_groups
from thematica.steps.recognise import key_of
from thematica.steps.wording import has_words, is_back_channel, is_codable_by_machine, mask_marks

TYPICAL = 2  # quotes shown of what is most typical
DIFFERENT = 2  # and of what differs most from these
QUOTES = TYPICAL + DIFFERENT
REASONS = {
    "none": "says there is nothing",
    "declined": "declines to answer",
    "referral": "points to another answer",
    "blank": "blank",
}
NEAR_CENTRE = 25  # quotes are chosen, and names are taken, from this many most typical segments


def find_candidate_codes(
    segments: Segments,
    embeddings: Embeddings,
    clusterer: Clusterer,
    labeller: Labeller,
    *,
    latest: Mapping[str, Sequence[str]] | None = None,
    corrected: Collection[str] = (),
    seed: int = 1,
) -> CandidateCodes:
    """Group segments into candidate codes; none and one are results, too.

    Answers without substance and mere agreement are set aside first, and a text that occurs several
    times is grouped once and weighs as often as it occurs.

    Args:
        segments: The segments.
        embeddings: A row for each of them.
        clusterer: Forms the groups.
        labeller: Names them.
        latest: Id to the keys (``key_of``) of the segments of each candidate code of the run before. These groups are
            kept, and what is new finds its place in them or forms groups of its own; None: all is grouped afresh.
        corrected: Those of the keys that stand in the place of segments as they were then.
        seed: Where random choices start.

    Returns:
        Candidate codes of at least two segments, the largest first.
    """
    kept = [segment for segment in segments if is_codable_by_machine(segment)]
    distinct = list(dict.fromkeys(segment.text for segment in kept))
    place = {text: i for i, text in enumerate(distinct)}
    of_text: list[list[Segment]] = [[] for _ in distinct]
    for segment in kept:
        of_text[place[segment.text]].append(segment)
    vectors = embeddings.rows([found[0].id for found in of_text])
    in_context = _in_context(kept, embeddings, [place[segment.text] for segment in kept], len(distinct))
    weights = np.array([len(found) for found in of_text], dtype=np.intp)

    def regroup(rows: NDArray[np.intp]) -> NDArray[np.intp]:
        return clusterer.group(in_context[rows], weights[rows], seed, [distinct[i] for i in rows])

    keys = [[key_of(s) for s in found] for found in of_text]
    known = known_groups(keys, list((latest or {}).values()))
    ids = list(latest or {}) if (known >= 0).any() else []
    renewed = np.array([all(key in corrected for key in each) for each in keys], dtype=np.bool_)
    labels = keep_groups(in_context, known, renewed, regroup) if ids else regroup(np.arange(len(distinct)))
    groups = _groups(labels, weights)
    resamples = clusterer.resample(in_context, weights, seed, distinct) if groups else iter(())
    together = _consistency(groups, resamples)
    central = [_most_typical(vectors, members) for members in groups]
    phrases = labeller.label([[mask_marks(distinct[i]) for i in found[:NEAR_CENTRE]] for found in central])
    order = {segment_id: i for i, segment_id in enumerate(segments.ids)}
    candidates = [
        _candidate(_id_of(labels[members[0]], ids), members, found, named, share, of_text, vectors, order)
        for members, found, named, share in zip(groups, central, phrases, together, strict=True)
    ]
    proposed = _propose_groups(groups, central, vectors, distinct, [c.name for c in candidates], labeller)
    candidates = [dataclasses.replace(c, group=above) for c, above in zip(candidates, proposed, strict=True)]
    placed = {segment_id for candidate in candidates for segment_id in candidate.segment_ids}
    candidates.sort(key=lambda c: (-len(c.segment_ids), order[c.segment_ids[0]]))
    return CandidateCodes(
        candidates,
        method=f"{clusterer.name}, in context; named by {labeller.name}; seed {seed}{_tell_kept(known, ids)}",
        set_aside=_set_aside(segments),
        left_out=(segment.id for segment in kept if segment.id not in placed),
    )


def _in_context(segments: Sequence[Segment], embeddings: Embeddings, of_text: Sequence[int], n_texts: int) -> Vectors:
    """Give for each distinct text where it lies in its contexts, on average: shape (n_texts, d)."""
    rows = add_context(segments, embeddings.rows([segment.id for segment in segments]))
    summed = np.zeros((n_texts, rows.shape[1]), dtype=np.float32)
    np.add.at(summed, np.array(of_text, dtype=np.intp), rows)
    return normalise(summed)


def _groups(labels: NDArray[np.intp], weights: NDArray[np.intp]) -> list[NDArray[np.intp]]:
    """Give the members of each group that holds at least two segments."""
    members = (np.flatnonzero(labels == label) for label in np.unique(labels[labels >= 0]))
    return [found for found in members if weights[found].sum() >= 2]


def _consistency(groups: Sequence[NDArray[np.intp]], resamples: Iterable[NDArray[np.intp]]) -> list[float]:
    """Say for each group which share of its pairs of texts stays together when others are left out."""
    stayed, asked = np.zeros(len(groups)), np.zeros(len(groups))
    for again in resamples:
        for g, members in enumerate(groups):
            found = again[members]
            found = found[found != NOT_DRAWN]
            counts = np.bincount(found[found >= 0]) if (found >= 0).any() else np.zeros(1)
            stayed[g] += (counts * (counts - 1)).sum()
            asked[g] += len(found) * (len(found) - 1)
    # A group of one text that occurs several times has no pairs to part.
    return [float(s / a) if a else 1.0 for s, a in zip(stayed, asked, strict=True)]


def _propose_groups(
    groups: Sequence[NDArray[np.intp]],
    central: Sequence[Sequence[int]],
    vectors: Vectors,
    texts: Sequence[str],
    names: Sequence[str],
    labeller: Labeller,
) -> list[tuple[str, ...]]:
    """Give for each candidate the names of the groups it is proposed to stand in, outermost first.

    A group is named by what is typical of its candidates' most typical texts; one of a single candidate is none.
    """
    if not groups:
        return []
    centres = np.array([vectors[members].mean(axis=0) for members in groups])
    above: list[list[str]] = [[] for _ in groups]
    used = {name.casefold() for name in names}
    for labels in arrange(centres, np.array([len(members) for members in groups], dtype=np.intp)):
        held = [np.flatnonzero(labels == g) for g in range(int(labels.max()) + 1)]
        shared = [members for members in held if len(members) > 1]
        typical = [
            [mask_marks(texts[i]) for c in members for i in central[int(c)][: max(3, NEAR_CENTRE // len(members))]]
            for members in shared
        ]
        for members, phrases in zip(shared, labeller.label(typical), strict=True):
            name = next((phrase for phrase in phrases if phrase.casefold() not in used), "")
            used.add(name.casefold())
            for c in members if name else ():
                above[c].append(name)
    return [tuple(each) for each in above]


def _most_typical(vectors: Vectors, members: NDArray[np.intp]) -> list[int]:
    """Order the members of a group by how near they lie to its centre, the nearest first."""
    nearness = vectors[members] @ vectors[members].mean(axis=0)
    return [int(i) for i in members[np.argsort(-np.round(nearness, 6), kind="stable")]]


def _id_of(label: int, ids: Sequence[str]) -> str:
    """Give the id of a group that was kept; empty for a new one."""
    return ids[label] if label < len(ids) else ""


def _candidate(
    known_id: str,
    members: NDArray[np.intp],
    typical: Sequence[int],
    phrases: Sequence[str],
    consistency: float,
    of_text: Sequence[Sequence[Segment]],
    vectors: Vectors,
    order: Mapping[str, int],
) -> CandidateCode:
    segment_ids = tuple(sorted((s.id for i in members for s in of_text[i]), key=order.__getitem__))
    core = typical[: max(QUOTES, min(NEAR_CENTRE, len(typical) // 2))]
    quotes = choose_different(vectors, core, QUOTES, first=TYPICAL)
    return CandidateCode(
        id=known_id or new_id(segment_ids),
        name=phrases[0] if phrases else " ".join(of_text[typical[0]][0].text.split()[:6]),
        segment_ids=segment_ids,
        phrases=tuple(phrases),
        quotes=tuple(of_text[i][0].id for i in quotes),
        consistency=round(consistency, 3),
    )


def choose_different(vectors: Vectors, ranked: Sequence[int], n: int, first: int = 1) -> list[int]:
    """Choose the first of a ranking, then again and again the one most unlike those already chosen."""
    chosen = list(ranked[: min(first, n)])
    while len(chosen) < min(n, len(ranked)):
        rest = [i for i in ranked if i not in chosen]
        likeness = (vectors[rest] @ vectors[chosen].T).max(axis=1)
        chosen.append(rest[int(np.argmin(np.round(likeness, 6)))])
    return chosen


def _tell_kept(known: NDArray[np.intp], ids: Sequence[str]) -> str:
    return f"; groups of the run before kept, {(known < 0).sum()} new texts" if ids else ""


def new_id(segment_ids: Sequence[str]) -> str:
    """Make the id of a group nobody has seen before, from its segments.

    >>> new_id(["fg1:0-5", "fg1:6-9"])
    'k-235fe6ec'
    """
    return "k-" + hashlib.sha256("\n".join(segment_ids).encode()).hexdigest()[:8]


def _set_aside(segments: Segments) -> list[tuple[str, tuple[str, ...]]]:
    """Say which segments were not looked at, by reason."""
    reasons: dict[str, list[str]] = {}
    for segment in segments:
        if segment.answer_kind != "substantive":
            reasons.setdefault(REASONS[segment.answer_kind], []).append(segment.id)
        elif is_back_channel(segment.text):
            reasons.setdefault("only agreement, hesitation or a mark", []).append(segment.id)
        elif not has_words(segment.text):
            reasons.setdefault("a picture without words", []).append(segment.id)
    return [(reason, tuple(ids)) for reason, ids in reasons.items()]
