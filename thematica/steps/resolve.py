"""Make the one set of codings that analyses and reports rest on."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence

from thematica.errors import AnalysisError, suggest_spelling
from thematica.model.codings import (
    CONSENSUS,
    MACHINE,
    Basis,
    Coding,
    Codings,
    Reviewed,
    Span,
    count_by_coder,
    join_to_segments,
)

# Characters; what is left of a passage beside a consensus is a border when it is shorter (and less than half of the
# passage), as after another cutting into segments, and would fall back on words that were settled.
SHORTEST_REST = 10
BASES = ("consensus", "people", "people+machine", "machine")


def resolve(codings: Codings, basis: str = "", round: str = "") -> Codings:
    """Choose whose codings count.

    Args:
        codings: Everybody's codings side by side.
        basis: ``consensus`` (what the coders agreed on, and people's codings where there is none),
            ``people`` (every code that any person applied), ``people+machine`` (the machine only where no person has
            looked; of people whose own files are not there, their consensus), ``machine``, or a coder's name. Empty:
            the consensus if there is one, else people's, else the machine's.
        round: The one round of people's coding that counts; empty: all of them together, which the basis says.

    Returns:
        The chosen codings with what their coders have looked at, and a ``basis`` that names them.

    Raises:
        AnalysisError: Nobody of that name has coded, or no person at all, or nobody in that round.
    """
    codings = keep_round(codings, round)
    people = tuple(coder for coder in codings.coders if coder not in (MACHINE, CONSENSUS))
    if not basis:
        basis = CONSENSUS if CONSENSUS in codings.coders else "people" if people else "machine"
    chosen = {
        CONSENSUS: (*people, CONSENSUS),
        "people": people,
        "people+machine": (*(people or (CONSENSUS,)), MACHINE),
        "machine": (MACHINE,),
    }.get(basis, (basis,))
    if basis not in BASES and basis not in codings.coders:
        known = (*BASES, *people)
        raise AnalysisError(
            f"nobody called '{basis}' has coded{suggest_spelling(basis, known)} (basis: {', '.join(known)})"
        )
    needed = (CONSENSUS,) if basis == CONSENSUS else people
    if basis in ("consensus", "people") and not set(needed) & set(codings.coders):
        raise AnalysisError(
            f"basis '{basis}': no person has coded yet" + (" a consensus" if basis == CONSENSUS else "")
        )
    picked = codings.by(*chosen)
    if basis == "people+machine":
        picked = _people_first(picked)
    if basis == CONSENSUS:
        picked = _consensus_first(picked)
    rounds = picked.rounds if round or len(picked.rounds) > 1 else ()
    return Codings(
        picked,
        reviewed=picked.reviewed,
        basis=Basis(basis, count_by_coder(picked), rounds),
        remarks=codings.remarks,
    )


def keep_round(codings: Codings, round: str) -> Codings:
    """Keep of people's codings those of one round; the machine's have none, and a consensus without one stays.

    Raises:
        AnalysisError: No person has looked at anything in that round.
    """
    if not round:
        return codings
    if round not in codings.rounds:
        known = ", ".join(f"'{each}'" for each in codings.rounds if each) or "none is named"
        raise AnalysisError(f"nobody has coded in round '{round}' (rounds: {known})")

    def is_kept(each: Coding | Reviewed) -> bool:
        return each.coder == MACHINE or each.round == round or (each.coder == CONSENSUS and not each.round)

    return Codings(filter(is_kept, codings), reviewed=filter(is_kept, codings.reviewed), remarks=codings.remarks)


def join_machine(human: Codings, coded: Codings) -> Codings:
    """Put the machine's codings, learnt from some of people's, beside all of people's."""
    machine = coded.by(MACHINE)
    people = human.by(*(coder for coder in human.coders if coder != MACHINE))
    return Codings((*people, *machine), reviewed=(*people.reviewed, *machine.reviewed), remarks=coded.remarks)


def _consensus_first(codings: Codings) -> Codings:
    """Take people's codings out of the words on which a consensus was sought; elsewhere they stay.

    A passage that goes beyond these words keeps the rest: the consensus on one sentence of it says nothing of the
    others.
    """
    settled: dict[str, list[tuple[int, int]]] = {}
    for each in codings.reviewed:
        if each.coder == CONSENSUS:
            settled.setdefault(each.document_id, []).append((each.start, each.end))
    for spans in settled.values():
        spans.sort()
    kept: list[Coding] = []
    for coding in codings:
        for start, end in _outside(coding, () if coding.coder == CONSENSUS else settled.get(coding.document_id, ())):
            quote = coding.quote[start - coding.start : end - coding.start]
            kept.append(coding if (start, end) == (coding.start, coding.end) else _cut(coding, start, end, quote))
    looked = [
        each if (start, end) == (each.start, each.end) else dataclasses.replace(each, start=start, end=end)
        for each in codings.reviewed
        for start, end in _outside(each, () if each.coder == CONSENSUS else settled.get(each.document_id, ()))
    ]
    return Codings(kept, reviewed=looked, remarks=codings.remarks)


def _cut(coding: Coding, start: int, end: int, quote: str) -> Coding:
    return dataclasses.replace(coding, start=start, end=end, quote=quote)


def _outside(span: Span, settled: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Give the parts of a span that lie outside of sorted spans; all of it where none of them touches it."""
    touching = [(start, end) for start, end in settled if start < span.end and end > span.start]
    if not touching:
        yield span.start, span.end
        return
    at = span.start
    shortest = min(SHORTEST_REST, (span.end - span.start + 1) // 2)
    for start, end in [*touching, (span.end, span.end)]:
        if start - at >= shortest:
            yield at, start
        at = max(at, end)


def _people_first(codings: Codings) -> Codings:
    """Take the machine's rows out wherever a person has looked at the same segment."""
    machine = [r for r in codings.reviewed if r.coder == MACHINE]
    people = [r for r in codings.reviewed if r.coder != MACHINE]
    _, hers = join_to_segments(people, machine)
    taken = {(machine[i].document_id, machine[i].start, machine[i].end) for i in hers}
    return Codings(
        (c for c in codings if c.coder != MACHINE or (c.document_id, c.start, c.end) not in taken),
        reviewed=(*people, *(r for r in machine if (r.document_id, r.start, r.end) not in taken)),
        remarks=codings.remarks,
    )
