"""A sheet of the segments to look at next, to be filled in and put into codings/."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from thematica.formats.csv_table import format_table
from thematica.formats.store import write_whole
from thematica.model.segments import Segment
from thematica.steps.recognise import find_members
from thematica.steps.review import suggest_next

if TYPE_CHECKING:
    from thematica.study.study import Study

COLUMNS = "segment_id document session participant coder before quote after code memo done chosen".split()


def write_sheet(study: Study, file: Path, *, coder: str, n: int) -> int:
    """Write what a coder should look at next; give how many segments there are on the sheet.

    The sheet is blind: it shows neither the machine's codes nor anybody else's.
    """
    tree, human = study.look()
    chosen = suggest_next(
        study.segments,
        study.embeddings,
        tree,
        find_members(tree, study.memory.known().candidates, study.segments),
        human.by(coder),
        model=study.coding_model,
        embed_texts=study.vectors.embed,
        n=n,
        seed=study.settings.seed,
    )
    ordered = list(study.segments)

    def beside(segment: Segment, step: int) -> str:
        i = study.segments.position(segment.id) + step
        other = ordered[i] if 0 <= i < len(ordered) else None
        return other.text if other and other.document_id == segment.document_id else ""

    rows = []
    for each in chosen:
        s = study.segments[each.segment_id]
        why = "at random" if each.at_random else "teaches most"
        beside_it = (beside(s, -1), s.text, beside(s, 1))
        rows.append([s.id, s.document_id, s.session_id, s.participant_id, coder, *beside_it, "", "", "", why])
    write_whole(file, format_table(COLUMNS, rows))
    n_random = sum(each.at_random for each in chosen)
    study.memory.record("next", {"coder": coder, "segments": len(chosen), "at_random": n_random})
    return len(chosen)
