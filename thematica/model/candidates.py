"""Candidate codes: groups of segments that the machine found and nobody has judged yet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from thematica.model.collection import Collection


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateCode:
    """Segments that say something alike.

    Attributes:
        id: ``k-`` and 8 hexadecimal digits; kept over re-runs.
        name: A short phrase in the participants' own words.
        segment_ids: Its segments, in the order of the corpus.
        phrases: Phrases typical of it, the most typical first.
        quotes: Segments to read first, chosen to differ from each other.
        consistency: How often its segments stay together when the material is resampled, 0..1; None for one that
            was found by an earlier run only.
        group: Names of the proposed grouping, outermost first; empty where none is proposed.
    """

    id: str
    name: str
    segment_ids: tuple[str, ...]
    phrases: tuple[str, ...] = ()
    quotes: tuple[str, ...] = ()
    consistency: float | None = None
    group: tuple[str, ...] = ()


class CandidateCodes(Collection[CandidateCode]):
    """Candidate codes, the largest first, and what was left out.

    Args:
        records: The candidate codes; none at all is a result, too.
        method: In words, how they were found.
        set_aside: For each reason in words, the segments that were not looked at for it.
        left_out: Segments that were looked at and lie near no others.
    """

    record_type = CandidateCode

    def __init__(
        self,
        records: Iterable[CandidateCode] = (),
        *,
        method: str = "",
        set_aside: Iterable[tuple[str, tuple[str, ...]]] = (),
        left_out: Iterable[str] = (),
    ) -> None:
        super().__init__(records)
        self.method = method
        self.set_aside: tuple[tuple[str, tuple[str, ...]], ...] = tuple(set_aside)
        self.left_out: tuple[str, ...] = tuple(left_out)

    def __repr__(self) -> str:
        placed = len({segment_id for candidate in self for segment_id in candidate.segment_ids})
        return f"<CandidateCodes: {len(self)} from {placed} segments, {len(self.left_out)} left out>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """What the researcher is shown of a candidate code under ``suggestions:`` of her tree.

    Attributes:
        id, name: Of the candidate code.
        seen: In words, how many segments, participants and sessions.
        near: Id of her nearest code, or empty.
        group: Names of the proposed grouping, outermost first.
        consistency: 0..1, or None where it is not known.
        quotes: Participant (or session) and words, to read first.
    """

    id: str
    name: str
    seen: str
    near: str = ""
    group: tuple[str, ...] = ()
    consistency: float | None = None
    quotes: tuple[str, ...] = ()
