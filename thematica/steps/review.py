"""Choose which segments to look at next, so that the fewest decisions teach the most."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from thematica.model.codings import Codings, NextSegment
from thematica.model.embeddings import Embeddings, normalise
from thematica.model.protocols import CodingModel, Vectors
from thematica.model.segments import Segments
from thematica.model.themes import ThemeTree
from thematica.steps.code import describe_codes, gather_taught
from thematica.steps.wording import is_codable

FEW = 20  # decisions; below it nothing is known of what is uncertain, and what stands for most comes first
MOST_COVERED = 5_000  # segments that are represented, and chosen from
RANDOM_EVERY = 5  # each fifth is drawn at random: what honest estimates are made from


@dataclass(frozen=True, slots=True)
class Choice:
    """A segment to look at.

    Attributes:
        place: Its position.
        at_random: Whether it was drawn at random, and not because it stands for others.
    """

    place: int
    at_random: bool


def suggest_next(
    segments: Segments,
    embeddings: Embeddings,
    tree: ThemeTree,
    members: Mapping[str, Sequence[str]],
    codings: Codings,
    *,
    model: CodingModel,
    embed_texts: Callable[[Sequence[str]], Vectors],
    n: int = 20,
    seed: int = 1,
) -> list[NextSegment]:
    """Suggest which segments to look at next.

    Args:
        segments: All segments; those in which there is nothing to code are not suggested.
        embeddings: A row for each.
        tree: The codes.
        members: Candidate id to segment ids, of the candidates she placed.
        codings: Hers; what she has looked at is not suggested again.
        model: Says how likely she would give each code.
        embed_texts: From texts to rows of length 1, by the embedder of ``embeddings``.
        n: How many.
        seed: Of those drawn at random.
    """
    codable = [segment for segment in segments if is_codable(segment)]
    if not codable:
        return []
    vectors = embeddings.rows([segment.id for segment in codable])
    taught, together = gather_taught(codable, codings, tree)
    strengths = None
    if tree.codes and taught:
        described = describe_codes(tree, members, embeddings, embed_texts)
        strengths = model.assign(vectors, [s.text for s in codable], described, taught, together).strengths
    chosen = choose_next(vectors, strengths, taught, n, seed)
    return [NextSegment(segment_id=codable[c.place].id, at_random=c.at_random) for c in chosen]


def choose_next(
    vectors: Vectors,
    strengths: NDArray[np.floating] | None,
    taught: Mapping[int, Collection[int]],
    n: int,
    seed: int = 1,
    pool: NDArray[np.intp] | None = None,
) -> list[Choice]:
    """Choose each time the segment that stands for most of what is not yet known.

    A segment counts as known as far as it is like one she has looked at; what adds most is chosen, weighted by how
    uncertain the codes of the segments are that it adds to, codes given rarely counting more. That it must stand for
    many keeps odd segments out; that what is near a chosen one counts as known keeps the choices diverse.

    Args:
        vectors: Shape (n, d), a row for each segment.
        strengths: Shape (n, n codes), how likely she would give each code; None before any decision.
        taught: For each segment she has looked at, her codes.
        n: How many to choose.
        seed: Of the random ones.
        pool: Which may be chosen; None: all.

    Returns:
        The segments in the order in which to look at them.
    """
    rows = normalise(vectors - vectors.mean(axis=0)) if len(vectors) else vectors
    known = np.array(sorted(taught), dtype=np.intp)
    random = np.random.default_rng([seed, len(known)])
    cover = _some(np.arange(len(rows)), np.random.default_rng(seed))
    may = _some(np.setdiff1d(np.arange(len(rows)) if pool is None else pool, known), random)
    best = np.zeros(len(cover), dtype=np.float32)
    for part in np.array_split(known, max(1, len(known) // 500)):
        if len(part):
            best = np.maximum(best, _likeness(rows[cover], rows[part]).max(axis=1))
    weight = _weigh(strengths, taught, cover)
    near = _likeness(rows[cover], rows[may])
    return _cover(near, best, weight, may, n, len(known), random)


def _cover(
    near: Vectors,
    best: Vectors,
    weight: Vectors,
    may: NDArray[np.intp],
    n: int,
    n_known: int,
    random: np.random.Generator,
) -> list[Choice]:
    """Choose greedily; what a segment adds only shrinks, so one that stays the largest is the largest."""
    adds = weight @ np.maximum(near - best[:, None], 0)
    as_of = np.zeros(len(may), dtype=np.intp)
    left = np.ones(len(may), dtype=np.bool_)
    chosen: list[Choice] = []
    while len(chosen) < min(n, len(may)):
        turn = len(chosen)
        by_chance = (n_known + turn) % RANDOM_EVERY == RANDOM_EVERY - 1
        if by_chance:
            i = int(random.choice(np.flatnonzero(left)))
        else:
            i = int(np.where(left, adds, -1).argmax())
            while as_of[i] != turn:
                adds[i], as_of[i] = weight @ np.maximum(near[:, i] - best, 0), turn
                i = int(np.where(left, adds, -1).argmax())
        left[i] = False
        chosen.append(Choice(int(may[i]), by_chance))
        best = np.maximum(best, near[:, i])
    return chosen


def _weigh(
    strengths: NDArray[np.floating] | None, taught: Mapping[int, Collection[int]], cover: NDArray[np.intp]
) -> Vectors:
    """Weigh segments by how uncertain their codes are, once enough is known to say."""
    if strengths is None or len(taught) < FEW:
        return np.ones(len(cover), dtype=np.float32)
    given = np.zeros(strengths.shape[1])
    for codes in taught.values():
        given[list(codes)] += 1
    weight = (strengths * (1 - strengths) / np.sqrt(1 + given)).sum(axis=1)[cover]
    weighed: Vectors = (weight / max(float(weight.mean()), 1e-9)).astype(np.float32)
    return weighed


def _some(rows: NDArray[np.intp], random: np.random.Generator) -> NDArray[np.intp]:
    return rows if len(rows) <= MOST_COVERED else np.sort(random.choice(rows, MOST_COVERED, replace=False))


def _likeness(a: Vectors, b: Vectors) -> Vectors:
    """Give the cosine to the power of 1.5: near counts more than middling."""
    found: Vectors = np.maximum(a @ b.T, 0)
    return found * np.sqrt(found)
