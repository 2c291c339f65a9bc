"""Which coder applied which code to which words, and what each coder has looked at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from thematica.model.collection import records_to_frame, shorten_frame
from thematica.model.segments import Segments

if TYPE_CHECKING:
    import pandas as pd

Places = NDArray[np.intp]
PAIRS = 1_000_000  # of spans and segments, looked at together
MACHINE = "thematica"  # the name under which the machine's codings are kept
CONSENSUS = "consensus"  # the name of the file in which coders write what they agreed on


class Span(Protocol):
    """Anything that stands in a document from ``start`` to ``end``."""

    @property
    def document_id(self) -> str:
        """The document."""

    @property
    def start(self) -> int:
        """First character, from 0."""

    @property
    def end(self) -> int:
        """One past the last character."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coding:
    """One code on one span of a document.

    Attributes:
        document_id, start, end: The span, in Unicode code points, end exclusive.
        quote: The words of the span.
        code_id: The code applied.
        coder: Who applied it; ``thematica`` is the machine.
        strength: Estimated probability that the researcher would apply the code, 0..1;
            None for a person, and for the machine until it can be calibrated.
        stance: Direction in words of the researcher's choice (praise, complaint), or None.
        memo: The coder's note.
        made_at: Date or time at which it was made, as the coder wrote it.
        round: Round of coding, as the coder wrote it.
        code_version: Version of the definition it was made under.
    """

    document_id: str
    start: int
    end: int
    quote: str
    code_id: str
    coder: str
    strength: float | None = None
    stance: str | None = None
    memo: str = ""
    made_at: str = ""
    round: str = ""
    code_version: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """A span that a coder has looked at, whether or not a code was applied there.

    Attributes:
        document_id, start, end: The span.
        coder: Who looked.
        at_random: Whether it was drawn at random for the coder to look at; only such spans stand for all the others.
        round: Round of coding, as the coder wrote it.
    """

    document_id: str
    start: int
    end: int
    coder: str
    at_random: bool = False
    round: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NextSegment:
    """A segment that is suggested to be looked at next.

    Attributes:
        segment_id: The segment.
        at_random: Whether it was drawn at random, and not because it teaches most.
    """

    segment_id: str
    at_random: bool


@dataclass(frozen=True, slots=True)
class Reanchored:
    """Where a span stands after its document was changed.

    Attributes:
        start, end: The span in the new text; an empty span where it stood, if it is lost.
        outcome: ``kept`` (same words, same place), ``moved`` (same words elsewhere), ``changed`` (at least half of
            its words are left), ``lost``, or ``untraced`` (nothing is known of the former text).
    """

    start: int
    end: int
    outcome: str


@dataclass(frozen=True, eq=False)
class Joined:
    """How a set of codings lies on segments.

    Attributes:
        coding_at, segment_at: Each coding with each segment it lies on, as positions, in the order of the codings.
        looked_at: Positions of the segments that anybody has looked at, ascending.
    """

    coding_at: Places
    segment_at: Places
    looked_at: Places


@dataclass(frozen=True, slots=True)
class Basis:
    """Whose codings a number rests on.

    Attributes:
        name: ``consensus``, ``people``, ``people+machine``, ``machine`` or a coder's name.
        counts: Coder and number of codings, in alphabetical order.
        rounds: The rounds of people's coding, where there are several or one was asked for.
    """

    name: str
    counts: tuple[tuple[str, int], ...]
    rounds: tuple[str, ...] = ()

    @property
    def n_machine(self) -> int:
        """How many of the codings are the machine's."""
        return dict(self.counts).get(MACHINE, 0)

    @property
    def n_people(self) -> int:
        """How many of the codings are people's."""
        return sum(n for coder, n in self.counts if coder != MACHINE)

    def describe(self) -> str:
        """Say in a sentence whose codings these are.

        >>> Basis("people", (("ana", 12), ("bea", 3))).describe()
        "people's codings (ana 12, bea 3)"
        >>> Basis("machine", (("thematica", 40),)).describe()
        "the machine's codings (40), which no person has checked"
        """
        if self.name == CONSENSUS:
            return self._describe_consensus() + self._describe_rounds()
        people = ", ".join(f"{coder} {n:,}" for coder, n in self.counts if coder != MACHINE)
        people += self._describe_rounds()
        machine = f"the machine's codings ({self.n_machine:,}), which no person has checked"
        if self.n_people and self.n_machine:
            return f"people's codings ({people}) and {machine}"
        if self.n_machine:
            return machine
        return f"people's codings ({people})" if self.n_people else "no codings at all"

    def _describe_consensus(self) -> str:
        agreed = f"what the coders agreed on ({dict(self.counts).get(CONSENSUS, 0):,})"
        others = ", ".join(f"{coder} {n:,}" for coder, n in self.counts if coder != CONSENSUS)
        return f"{agreed}, and people's codings where there is no consensus ({others})" if others else agreed

    def _describe_rounds(self) -> str:
        if not self.rounds:
            return ""
        named = ", ".join(name or "none named" for name in self.rounds)
        return f"; round {named}" if len(self.rounds) == 1 else f"; rounds {named} together"


class Codings:
    """Codings of people and of the machine, side by side.

    Args:
        records: The codings.
        reviewed: What each coder has looked at; the spans of the codings are added.
        basis: Set by ``resolve``: whose codings these are.
        remarks: What a reader of the results must know about these codings.
    """

    def __init__(
        self,
        records: Iterable[Coding] = (),
        *,
        reviewed: Iterable[Reviewed] = (),
        basis: Basis | None = None,
        remarks: Iterable[str] = (),
    ) -> None:
        self._records = tuple(records)
        own = (
            Reviewed(document_id=c.document_id, start=c.start, end=c.end, coder=c.coder, round=c.round)
            for c in self._records
        )
        self.reviewed = _once((*reviewed, *own))
        self.basis = basis or Basis("as given", count_by_coder(self._records))
        self.remarks = tuple(remarks)
        self._joined: tuple[Segments, Joined] | None = None

    def __len__(self) -> int:
        return len(self._records)

    def __iter__(self) -> Iterator[Coding]:
        return iter(self._records)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Codings):
            return NotImplemented
        return (self._records, set(self.reviewed)) == (other._records, set(other.reviewed))

    def __hash__(self) -> int:
        return hash(self._records)

    def __repr__(self) -> str:
        return f"<Codings: {len(self)}, {self.basis.describe()}>"

    @cached_property
    def rounds(self) -> tuple[str, ...]:
        """Every round of people's coding, in order; an empty one where some decisions name none."""
        found = {r.round for r in self.reviewed if r.coder not in (MACHINE, CONSENSUS)}
        return tuple(sorted(found, key=lambda name: (not name.isdecimal(), int(name) if name.isdecimal() else 0, name)))

    @cached_property
    def coders(self) -> tuple[str, ...]:
        """Everybody who has looked at anything, in alphabetical order, the machine last."""
        names = {r.coder for r in self.reviewed}
        return tuple(sorted(names, key=lambda name: (name == MACHINE, name)))

    def by(self, *coders: str) -> Codings:
        """Give the codings of some coders, with what they have looked at."""
        return Codings(
            (c for c in self if c.coder in coders),
            reviewed=(r for r in self.reviewed if r.coder in coders),
            remarks=self.remarks,
        )

    def join(self, segments: Segments) -> Joined:
        """Say which codings lie on which segments, and which segments were looked at.

        Worked out once for the segments that were asked about last: every analysis of a run asks about the same.
        """
        if self._joined is None or self._joined[0] is not segments:
            coding_at, segment_at = join_to_segments(self._records, segments)
            looked_at = np.unique(join_to_segments(self.reviewed, segments)[1])
            self._joined = segments, Joined(coding_at, segment_at, looked_at)
        return self._joined[1]

    def of_round(self, round: str) -> Codings:
        """Give the codings of one round of coding, with what was looked at in it."""
        return Codings(
            (c for c in self if c.round == round),
            reviewed=(r for r in self.reviewed if r.round == round),
            remarks=self.remarks,
        )

    def to_frame(self) -> pd.DataFrame:
        """Give a pandas table with one row a coding."""
        return records_to_frame(self._records, Coding)

    def _repr_html_(self) -> str:
        return shorten_frame(self.to_frame(), repr(self))


def _once(reviewed: Iterable[Reviewed]) -> tuple[Reviewed, ...]:
    """Give each span of a coder once a round; drawn at random where any of its mentions says so."""
    found: dict[tuple[str, int, int, str, str], Reviewed] = {}
    for each in reviewed:
        place = (each.document_id, each.start, each.end, each.coder, each.round)
        if place not in found or each.at_random:
            found[place] = each
    return tuple(found.values())


def count_by_coder(codings: Iterable[Coding]) -> tuple[tuple[str, int], ...]:
    """Count codings by coder, in alphabetical order."""
    return tuple(sorted(Counter(c.coder for c in codings).items()))


def join_to_segments(spans: Sequence[Span], segments: Iterable[Span]) -> tuple[Places, Places]:
    """Find which spans lie on which segments.

    A span lies on a segment when their overlap covers at least half of one of the two: a coded
    clause belongs to its sentence, a coded passage to each sentence of which it holds the most. A span that does
    neither anywhere lies on the segment it shares most with, so that no coding gets lost between two sentences.

    Args:
        spans: Codings or reviewed spans.
        segments: Segments in any unit, or other spans.

    Returns:
        Two arrays of equal length: positions in ``spans``, ascending, and positions in ``segments``.
    """
    ordered = tuple(segments)
    number = {name: i for i, name in enumerate(dict.fromkeys(segment.document_id for segment in ordered))}
    known = np.array([i for i, span in enumerate(spans) if span.document_id in number], dtype=np.intp)
    if not len(known):
        return known, known.copy()
    own, others = _lay_out([spans[i] for i in known.tolist()], number), _lay_out(ordered, number)
    length = max(own.max(), others.max()) + 1  # all documents stand one after the other, so far apart
    own, others = own[1:] + length * own[0], others[1:] + length * others[0]
    pairs = [_choose(*each, own, others) for each in _pair_touching(own, others)]
    span_at, segment_at = (np.concatenate(each) for each in zip(*pairs, strict=True))
    return known[span_at], segment_at


def _lay_out(spans: Sequence[Span], number: Mapping[str, int]) -> Places:
    """Give the number of the document, the start and the end of each span, shape (3, n spans)."""
    return np.array([(number[s.document_id], s.start, s.end) for s in spans], dtype=np.intp).T


def _pair_touching(own: Places, others: Places) -> Iterator[tuple[Places, Places]]:
    """Pair each span with every segment that may touch it, some spans at a time."""
    order = np.argsort(others[0], kind="stable")
    # Segments may stand within each other: one is out of reach once it and all that begin before it have ended.
    first = np.searchsorted(np.maximum.accumulate(others[1][order]), own[0], side="right")
    n = np.maximum(np.searchsorted(others[0][order], own[1], side="left") - first, 0)
    part = np.cumsum(n) // PAIRS
    for begin, end in pairwise([0, *(np.flatnonzero(np.diff(part)) + 1).tolist(), len(n)]):
        some = n[begin:end]
        step = np.arange(some.sum()) - np.repeat(np.cumsum(some) - some, some)
        yield np.repeat(np.arange(begin, end), some), order[np.repeat(first[begin:end], some) + step]


def _choose(span_at: Places, segment_at: Places, own: Places, others: Places) -> tuple[Places, Places]:
    """Keep the pairs that overlap by half of one of the two, or, where a span has none, by the most."""
    (starts, ends), (begins, stops) = own[:, span_at], others[:, segment_at]
    overlap = np.minimum(ends, stops) - np.maximum(starts, begins)
    enough = (overlap > 0) & (2 * overlap >= np.minimum(ends - starts, stops - begins))
    settled = np.zeros(own.shape[1], dtype=np.bool_)
    settled[span_at[enough]] = True
    left = np.flatnonzero((overlap > 0) & ~settled[span_at])
    left = left[np.lexsort((segment_at[left], -overlap[left], span_at[left]))]
    most = left[np.flatnonzero(np.diff(span_at[left], prepend=-1))]
    kept = np.concatenate([np.flatnonzero(enough), most])
    kept = kept[np.lexsort((segment_at[kept], span_at[kept]))]
    return span_at[kept], segment_at[kept]


def share_looked_at(codings: Codings, segments: Segments) -> float:
    """Give the share of segments, 0..1, that the coders of these codings have looked at."""
    return len(codings.join(segments).looked_at) / len(segments) if len(segments) else 0.0
