"""Make the one set of codings that analyses and reports rest on."""

from __future__ import annotations

from thematica.errors import AnalysisError, suggest_spelling
from thematica.model.codings import (
    CONSENSUS,
    MACHINE,
    Basis,
    Codings,
    count_by_coder,
    join_to_segments,
)

BASES = ("consensus", "people", "people+machine", "machine")


def resolve(codings: Codings, basis: str = "") -> Codings:
    """Choose whose codings count.

    Args:
        codings: Everybody's codings side by side.
        basis: ``consensus`` (what the coders agreed on), ``people`` (every code that any person applied),
            ``people+machine`` (the machine only where no person has looked), ``machine``, or a coder's name.
            Empty: the consensus if there is one, else people's, else the machine's.

    Returns:
        The chosen codings with what their coders have looked at, and a ``basis`` that names them.

    Raises:
        AnalysisError: Nobody of that name has coded, or no person at all.
    """
    people = tuple(coder for coder in codings.coders if coder not in (MACHINE, CONSENSUS))
    if not basis:
        basis = CONSENSUS if CONSENSUS in codings.coders else "people" if people else "machine"
    chosen = {
        "people": people,
        "people+machine": (*people, MACHINE),
        "machine": (MACHINE,),
    }.get(basis, (basis,))
    if basis not in BASES and basis not in codings.coders:
        known = (*BASES, *people)
        raise AnalysisError(
            f"nobody called '{basis}' has coded{suggest_spelling(basis, known)} (basis: {', '.join(known)})"
        )
    if basis in ("consensus", "people") and not set(chosen) & set(codings.coders):
        raise AnalysisError(
            f"basis '{basis}': no person has coded yet" + (" a consensus" if basis == CONSENSUS else "")
        )
    picked = codings.by(*chosen)
    if basis == "people+machine":
        picked = _people_first(picked)
    return Codings(
        picked,
        reviewed=picked.reviewed,
        basis=Basis(basis, count_by_coder(picked)),
        remarks=codings.remarks,
    )


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
