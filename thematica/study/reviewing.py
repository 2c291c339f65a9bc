"""A sheet of the segments to look at next, to be filled in and put into codings/."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from thematica.formats.coder_file import require_name
from thematica.formats.sheets import require_kind, require_new, write_sheet
from thematica.model.codings import Codings, NextSegment
from thematica.model.segments import Segment
from thematica.model.themes import ThemeTree
from thematica.steps.recognise import find_members
from thematica.steps.review import suggest_next
from thematica.steps.surroundings import look_around

if TYPE_CHECKING:
    from thematica.study.study import Study

COLUMNS = "segment_id document session participant coder before quote after code memo done chosen".split()
AT_RANDOM, TEACHES_MOST = "at random", "teaches most"


def write_next(study: Study, file: Path, *, coder: str, n: int) -> int:
    """Write what a coder should look at next; give how many segments there are on the sheet.

    The sheet is blind: it shows neither the machine's codes nor anybody else's.

    Raises:
        StudyError: The file is neither .csv nor .xlsx or is there already, or the coder's name cannot be that of a
            file.
    """
    require_name(coder)
    require_kind(file)
    require_new(file, "move it into codings/ when it is filled in, or name another --sheet")
    tree, human = study.look()
    which, own = study.settings.round, human.by(coder)
    chosen = choose_next(study, tree, own.of_round(which) if which else own, n)
    more = [which] if which else []
    rows = [
        fill_row(study, study.segments[each.segment_id], coder, AT_RANDOM if each.at_random else TEACHES_MOST, more)
        for each in chosen
    ]
    write_sheet(file, list_columns(study, ["round"] if which else []), rows, tree)
    n_random = sum(each.at_random for each in chosen)
    study.memory.record("next", {"coder": coder, "segments": len(chosen), "at_random": n_random})
    return len(chosen)


def choose_next(
    study: Study, tree: ThemeTree, own: Codings, n: int, passed_over: Collection[str] = ()
) -> list[NextSegment]:
    """Choose what to look at next, from a coder's own codings alone.

    Args:
        study: The study.
        tree: The codes.
        own: What this coder has looked at and coded.
        n: How many.
        passed_over: Ids of segments that are not to be chosen now.
    """
    found = suggest_next(
        study.segments,
        study.embeddings,
        tree,
        find_members(tree, study.memory.known().candidates, study.segments),
        own,
        model=study.coding_model,
        embed_texts=study.vectors.embed,
        n=n + len(passed_over),
        seed=study.settings.seed,
    )
    return [each for each in found if each.segment_id not in passed_over][:n]


def list_columns(study: Study, more: Iterable[str] = ()) -> list[str]:
    """Give the columns of a sheet; the translation stands beside the quote, where there are translations."""
    at = COLUMNS.index("quote") + 1
    return [*COLUMNS[:at], *(["translation"] if study.corpus.translations else []), *COLUMNS[at:], *more]


def fill_row(study: Study, segment: Segment, coder: str, chosen: str, more: Iterable[str] = ()) -> list[str]:
    """Give a row of a blind sheet, with the columns that are to be filled in left empty."""
    before, after = look_around(study.corpus, segment)
    place = [segment.id, segment.document_id, segment.session_id, segment.participant_id or ""]
    translation = study.corpus.translation(segment.document_id, segment.start, segment.end)
    both = [segment.text, translation] if study.corpus.translations else [segment.text]
    return [*place, coder, before, *both, after, "", "", "", chosen, *more]
