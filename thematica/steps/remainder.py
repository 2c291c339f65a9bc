"""What was looked at and fits no code of the tree."""

from __future__ import annotations

from thematica.model.codings import CONSENSUS, MACHINE, Codings, join_to_segments
from thematica.model.segments import Segment, Segments
from thematica.model.themes import ThemeTree
from thematica.steps.wording import is_codable


def find_remainder(segments: Segments, codings: Codings, tree: ThemeTree) -> Segments:
    """Give the segments that have something to code and got no code of the tree.

    Where a person has looked, people's codes count, and nowhere else the machine's. What nobody has looked at, and what
    the machine leaves open because it is not sure enough, fits nothing only as far as is known, and is not among them.

    Args:
        segments: The segments.
        codings: Everybody's, the machine's as well.
        tree: The codes; codings of codes that left it count as none.
    """
    places = {segment.id: i for i, segment in enumerate(segments)}
    people = codings.by(*(coder for coder in codings.coders if coder != MACHINE))
    agreed = people.by(CONSENSUS)
    seen, coded = _mark(segments, people, tree)
    if agreed.reviewed:  # what the coders agreed on goes before what each of them said
        settled, kept = _mark(segments, agreed, tree)
        coded = (coded - settled) | kept
    by_machine, given = _mark(segments, codings.by(MACHINE), tree)
    left = (seen - coded) | (by_machine - seen - given)

    def fits_nothing(segment: Segment) -> bool:
        return places[segment.id] in left and is_codable(segment)

    return Segments(segment for segment in segments if fits_nothing(segment))


def _mark(segments: Segments, codings: Codings, tree: ThemeTree) -> tuple[set[int], set[int]]:
    """Give the places of the segments that were looked at, and of those that got a code of the tree."""
    codes = {code.id for code in tree.codes}
    looked_at = join_to_segments(codings.reviewed, segments)[1]
    coded = join_to_segments([coding for coding in codings if coding.code_id in codes], segments)[1]
    return set(looked_at.tolist()), set(coded.tolist())
