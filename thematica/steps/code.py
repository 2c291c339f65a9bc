"""Code segments with the tree: the machine's codings beside the people's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from thematica.model.codings import MACHINE, Coding, Codings, Reviewed, join_to_segments
from thematica.model.embeddings import Embeddings
from thematica.model.protocols import CodingModel, Fit, Vectors
from thematica.model.segments import Segment, Segments
from thematica.model.themes import Code, ThemeTree
from thematica.steps.abstain import leave_open
from thematica.steps.embed import embed_long_texts
from thematica.steps.resolve import resolve
from thematica.steps.wording import is_codable_by_machine

ENOUGH_TO_CALIBRATE = 100  # segments she has looked at; below it strengths are off by up to .11 (decision record 0011)


def assign_codes(
    segments: Segments,
    embeddings: Embeddings,
    tree: ThemeTree,
    members: Mapping[str, Sequence[str]],
    codings: Codings,
    *,
    model: CodingModel,
    embed_texts: Callable[[Sequence[str]], Vectors],
    error: float = 1.0,
) -> Codings:
    """Add the machine's codings to the people's.

    A segment gets every code that fits, or none. What the machine says of a segment that a person has looked
    at is made without knowing her answer there, nor on what she coded in one go with it, nor where the same words
    stand, so that the two can be compared. Strengths are given once she has looked at enough to calibrate them.

    With a stated error, the machine leaves open what it is not sure enough of. Where it gives none of the codes that
    would fit, it counts as not having looked.

    Args:
        segments: What is to be coded.
        embeddings: A row for each segment.
        tree: The researcher's codes; their names, definitions and examples are read.
        members: Candidate id to segment ids; the candidates she placed in the tree lend their segments to the code.
        codings: People's codings; rows of the machine from an earlier run are replaced.
        model: Decides.
        embed_texts: From texts to rows of length 1, by the embedder of ``embeddings``.
        error: At most this share of the machine's codes is expected to be wrong; 1: it codes everything.

    Returns:
        All people's codings, then the machine's in the order of the text; a remark says what came of ``error``.
    """
    people = codings.by(*(coder for coder in codings.coders if coder != MACHINE))
    codable = [segment for segment in segments if is_codable_by_machine(segment)]
    made: list[Coding] = []
    looked_at: list[Segment] = []
    remarks = codings.remarks
    if tree.codes and codable:
        vectors = embeddings.rows([segment.id for segment in codable])
        described = describe_codes(tree, members, embeddings, embed_texts)
        taught, together = gather_taught(codable, people, tree)
        fit = model.assign(vectors, [segment.text for segment in codable], described, taught, together)
        calibrated = len(taught) >= ENOUGH_TO_CALIBRATE
        given = fit.fits
        if error < 1:
            given, remark = _abstain(fit, taught, together, error)
            remarks = (*remarks, remark)
        for segment, fits, gives, strengths in zip(codable, fit.fits, given, fit.strengths, strict=True):
            if gives.any() or not fits.any():
                looked_at.append(segment)
            made += [
                _coding(segment, tree.codes[j], round(float(strengths[j]), 3) if calibrated else None)
                for j in np.flatnonzero(gives)
            ]
    reviewed = (Reviewed(document_id=s.document_id, start=s.start, end=s.end, coder=MACHINE) for s in looked_at)
    return Codings((*people, *made), reviewed=(*people.reviewed, *reviewed), remarks=remarks)


def _abstain(
    fit: Fit, taught: Mapping[int, frozenset[int]], together: NDArray[np.intp], error: float
) -> tuple[NDArray[np.bool_], str]:
    """Give the codes that the machine stands by, and say in a sentence what that promise rests on."""
    promise = f"at most {error:.0%} of the machine's codes wrong"
    if len(taught) < ENOUGH_TO_CALIBRATE:
        return fit.fits, (
            f"{promise}: not calibrated yet, people have looked at {len(taught)} segments and it takes "
            f"{ENOUGH_TO_CALIBRATE}; the machine left nothing open, and how many of its codes are wrong is not known"
        )
    rows = np.array(sorted(taught), dtype=np.intp)
    hers = np.zeros((len(rows), fit.fits.shape[1]), dtype=np.bool_)
    for place, row in enumerate(rows):
        hers[place, list(taught[int(row)])] = True
    found = leave_open(fit, rows, hers, together, error)
    n_open = int((fit.fits.any(axis=1) & ~found.codes.any(axis=1)).sum())
    n_held = int(fit.fits.sum() - found.codes.sum())
    rests_on = (
        f"where people have looked, they did not give {found.n_wrong:,} of {found.n_checked:,} codes that it is as "
        f"sure of; by chance the promise fails in up to one study of ten"
        if found.n_checked
        else "it is sure enough of none"
    )
    return found.codes, (
        f"{promise}: {rests_on}. It held back {n_held:,} of {int(fit.fits.sum()):,} codes and left "
        f"{n_open:,} of {len(fit.fits):,} segments open. Nothing is promised about codes it does not see"
    )


def describe_codes(
    tree: ThemeTree,
    members: Mapping[str, Sequence[str]],
    embeddings: Embeddings,
    embed_texts: Callable[[Sequence[str]], Vectors],
) -> list[Vectors]:
    """Give for each code the vectors of what describes it: its texts and the candidates placed in it.

    A candidate that stands in several codes was split: each of its segments goes to the one of them whose texts it
    lies nearest.

    Returns:
        For each code of the tree, in order, shape (at least 1, d).
    """
    texts = [describe_code(tree, code) for code in tree.codes]
    rows = embed_long_texts([text for each in texts for text in each], embed_texts)
    ends = np.cumsum([len(each) for each in texts])
    own = [rows[end - len(each) : end] for end, each in zip(ends, texts, strict=True)]
    placed: list[list[Vectors]] = [[each] for each in own]
    for candidate_id, holders in _holders(tree).items():
        found = list(members.get(candidate_id, ()))
        if not found:
            continue
        vectors = embeddings.rows(found)
        likeness = np.column_stack([vectors @ own[j].mean(axis=0) for j in holders])
        nearest = np.argmax(np.round(likeness, 6), axis=1)
        for place, j in enumerate(holders):
            placed[j].append(vectors[nearest == place])
    return [np.vstack(each) for each in placed]


def _holders(tree: ThemeTree) -> dict[str, list[int]]:
    """Give for each candidate the codes it is placed in."""
    holders: dict[str, list[int]] = {}
    for j, code in enumerate(tree.codes):
        for candidate_id in code.candidate_ids:
            holders.setdefault(candidate_id, []).append(j)
    return holders


def describe_code(tree: ThemeTree, code: Code) -> list[str]:
    """Give the texts that say what a code means: its name alone and with its theme, definition, uses and examples.

    >>> from thematica.model.themes import Theme
    >>> tree = ThemeTree((Theme(id="t", name="Engagement", codes=(Code(id="a", name="Availability"),)),))
    >>> describe_code(tree, tree.codes[0])
    ['Availability', 'Engagement: Availability']
    """
    name = f"{tree.path(code.id)[-2].name}: {code.name}"
    return [code.name, f"{name}. {code.definition}" if code.definition else name, *code.use_when, *code.examples]


def gather_taught(
    codable: Sequence[Segment], people: Codings, tree: ThemeTree
) -> tuple[dict[int, frozenset[int]], NDArray[np.intp]]:
    """Give for each segment that a person has looked at the codes she applied there, and what belongs together.

    Together are the segments of one coded passage, and segments of the same words.
    """
    hers = resolve(people)
    number = {code.id: j for j, code in enumerate(tree.codes)}
    segments = Segments(codable)
    spans = hers.reviewed
    span_at, looked_at = join_to_segments(spans, segments)
    taught: dict[int, set[int]] = {int(i): set() for i in np.unique(looked_at)}
    records = tuple(hers)
    for c, i in zip(*join_to_segments(records, segments), strict=True):
        if records[c].code_id in number:
            taught[int(i)].add(number[records[c].code_id])
    ties = [places.tolist() for places in np.split(looked_at, np.flatnonzero(np.diff(span_at)) + 1)]
    same: dict[str, list[int]] = {}
    for i, segment in enumerate(codable):
        same.setdefault(" ".join(segment.text.casefold().split()), []).append(i)
    return {i: frozenset(codes) for i, codes in taught.items()}, _tie(len(codable), [*ties, *same.values()])


def _tie(n: int, ties: Iterable[Sequence[int]]) -> NDArray[np.intp]:
    """Number what is tied, directly or by way of others.

    >>> _tie(5, [[0, 2], [2, 3]]).tolist()
    [0, 1, 0, 0, 4]
    """
    root = list(range(n))

    def find(i: int) -> int:
        while root[i] != i:
            root[i] = root[root[i]]
            i = root[i]
        return i

    for places in ties:
        for i in places[1:]:
            low, high = sorted((find(places[0]), find(i)))
            root[high] = low
    return np.array([find(i) for i in range(n)], dtype=np.intp)


def _coding(segment: Segment, code: Code, strength: float | None) -> Coding:
    return Coding(
        document_id=segment.document_id,
        start=segment.start,
        end=segment.end,
        quote=segment.text,
        code_id=code.id,
        coder=MACHINE,
        strength=strength,
    )
