"""The segments that two coders or more have looked at: where they agree on the whole set of codes, and where not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from thematica.analyses.agreement import choose_people
from thematica.analyses.ratings import collect_ratings
from thematica.model.codings import Codings
from thematica.model.segments import Segment, Segments
from thematica.model.themes import ThemeTree


@dataclass(frozen=True, slots=True)
class DoubleCoded:
    """A segment that two coders or more have looked at.

    Attributes:
        segment: The segment.
        codes: For each coder the ids of the codes applied there, in the order of the tree; None: not looked at.
    """

    segment: Segment
    codes: tuple[tuple[str, ...] | None, ...]

    @property
    def agreed(self) -> bool:
        """Whether all who looked applied the same codes, or none."""
        return len({given for given in self.codes if given is not None}) == 1


def list_double_coded(
    codings: Codings, segments: Segments, tree: ThemeTree, *, coders: Sequence[str] = (), round: str | None = None
) -> tuple[tuple[str, ...], tuple[DoubleCoded, ...]]:
    """List the segments that two coders or more have looked at, in the order of the text.

    Args:
        codings: Everybody's codings as they were read.
        segments, tree: What they are about.
        coders: People, two or more; empty: everybody but the machine and the consensus.
        round: The round of coding; None: all together.

    Returns:
        The coders, and the segments.

    Raises:
        AnalysisError: The coders are not two people who have coded.
    """
    codings = codings if round is None else codings.of_round(round)
    people = choose_people(codings, tuple(coders))
    ratings = collect_ratings(codings.by(*people), segments, tree, "code", people, whole=False)
    given = ratings.codes_given
    found = []
    for at, segment in enumerate(ratings.segments):
        codes = tuple(
            tuple(ratings.nodes[i].id for i in given.get((at, j), ())) if ratings.looked[at, j] else None
            for j in range(len(people))
        )
        found.append(DoubleCoded(segment, codes))
    return people, tuple(found)
