"""Blind sheets for several coders on the same segments, and what agreement says of how they were drawn."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from thematica.analyses.agreement import Agreement
from thematica.errors import StudyError
from thematica.formats.coder_file import require_name
from thematica.formats.sheets import require_new, write_sheet
from thematica.model.codings import CONSENSUS, MACHINE, Codings, join_to_segments
from thematica.model.segments import Segment
from thematica.steps.draw import NO_CANDIDATE, Drawn, draw_share, draw_whole
from thematica.steps.wording import is_codable
from thematica.study.reviewing import AT_RANDOM, fill_row, list_columns

if TYPE_CHECKING:
    from thematica.study.study import Study

DRAWN = "drawn for double coding"
ADDED = "added so that rare matters are seen"
UNITS = ("segments", "documents")


@dataclass(frozen=True, slots=True)
class DoubleSheets:
    """What was drawn, and the sheets that were written.

    Attributes:
        sheets: Each coder's sheet, with the number of its segments; a coder who has looked at all of them needs none.
        n_drawn, n_added: Segments drawn at random, and added so that rare matters are seen.
        frame: What they were drawn from, in words.
        strata: Over what they were spread, beside candidate codes: ``session``, and ``question`` for a survey.
    """

    sheets: Mapping[str, tuple[Path, int]]
    n_drawn: int
    n_added: int
    frame: str
    strata: str = "session"


def write_double_sheets(
    study: Study,
    coders: Sequence[str],
    *,
    share: float,
    of: str = "segments",
    round: str = "",
    seed: int | None = None,
    kind: str = "csv",
) -> DoubleSheets:
    """Draw a share of what the coders have looked at (of everything, if nothing yet) and write the missing sheets.

    Raises:
        StudyError: The coders are not two people, the share is not above 0 and up to 1, or a sheet is there already.
    """
    _check(coders, share, of)
    which = round or study.settings.round
    require_name(which or "1")
    tree, human = study.look()
    looked = {coder: _looked_at(study, human, coder, which) for coder in coders}
    frame, said = _choose_frame(study, looked, which)
    seed = study.settings.seed if seed is None else seed
    drawn, strata = _draw(study, frame, share, of, seed), _name_strata(study, frame)
    places = sorted((*drawn.at_random, *drawn.added))
    files = {coder: study.path / f"double-{study.mark}{coder}{f'-{which}' if which else ''}.{kind}" for coder in coders}
    needed = {coder: [i for i in places if frame[i].id not in looked[coder]] for coder in coders}
    for coder in coders:
        if needed[coder]:
            require_new(files[coder], "move it into codings/ when it is filled in, or delete it")
    whole = said.startswith("all") and of == "segments"
    why = {i: ADDED if i in set(drawn.added) else AT_RANDOM if whole else DRAWN for i in places}
    sheets = {}
    for coder, wanted in needed.items():
        if wanted:
            rows = [fill_row(study, frame[i], coder, why[i], [which]) for i in wanted]
            write_sheet(files[coder], list_columns(study, ["round"]), rows, tree)
            sheets[coder] = (files[coder], len(wanted))
    study.memory.record(
        "double",
        {
            "coders": list(coders),
            "round": which,
            "share": share,
            "of": of,
            "seed": seed,
            "frame": said,
            "strata": strata,
            "drawn": [frame[i].id for i in drawn.at_random],
            "added": [frame[i].id for i in drawn.added],
            "sheets": {coder: n for coder, (_, n) in sheets.items()},
        },
    )
    return DoubleSheets(sheets, len(drawn.at_random), len(drawn.added), said, strata)


def tell_drawn(measured: Iterable[Agreement], events: Sequence[Mapping[str, Any]]) -> list[Agreement]:
    """Say of each agreement whether the segments compared were drawn at random, as the audit trail has it."""
    return [dataclasses.replace(each, drawn=_describe_draw(each, events)) for each in measured]


def _describe_draw(agreement: Agreement, events: Sequence[Mapping[str, Any]]) -> str:
    compared = {segment.id for segment in agreement.ratings.segments}
    best, n_best = None, 0
    for event in events:
        if event.get("event") != "double" or not set(agreement.coders) <= set(event.get("coders", ())):
            continue
        if agreement.round is not None and agreement.round != event.get("round", ""):
            continue
        n = len(compared & {*event.get("drawn", ()), *event.get("added", ())})
        if n and n >= n_best:
            best, n_best = event, n
    if best is None:
        return ""
    n_drawn, n_added = len(compared & set(best["drawn"])), len(compared & set(best["added"]))
    strata = f"stratified by {best.get('strata') or 'session'} and candidate code"
    spread = strata if best["of"] == "segments" else "whole documents"
    said = f"drawn at random: {best['share']:.0%} of {best['frame']}, {spread} (seed {best['seed']})"
    first = f"They were {said}" if n_best == len(compared) else f"{n_drawn:,} of them were {said}"
    more = f"; {n_added:,} were added so that rare matters are seen" if n_added else ""
    rest = len(compared) - n_best
    return f"{first}{more}" + (f"; {rest:,} were not drawn, and are no random share." if rest else ".")


def _check(coders: Sequence[str], share: float, of: str) -> None:
    for coder in coders:
        require_name(coder)
    if strange := sorted({MACHINE, CONSENSUS} & set(coders)):
        raise StudyError(f"'{strange[0]}' is not a person who codes")
    if len(set(coders)) < 2 or len(set(coders)) < len(coders):
        raise StudyError("double coding needs two different people: --coders ana bea")
    if not 0 < share <= 1:
        raise StudyError(f"the share is {share:g}; it lies above 0, and 1 is all of it")
    if of not in UNITS:
        raise StudyError(f"a share of '{of}' cannot be drawn ({', '.join(UNITS)})")


def _looked_at(study: Study, human: Codings, coder: str, round: str) -> set[str]:
    own = human.by(coder)
    own = own.of_round(round) if round else own
    segments = tuple(study.segments)
    return {segments[i].id for i in join_to_segments(own.reviewed, segments)[1].tolist()}


def _choose_frame(study: Study, looked: Mapping[str, set[str]], round: str) -> tuple[list[Segment], str]:
    """Give what is drawn from: what any of the coders has looked at, else all that can be coded; and say so."""
    seen = set().union(*looked.values())
    if seen:
        who = " or ".join(coder for coder, ids in looked.items() if ids)
        frame = [segment for segment in study.segments if segment.id in seen]
        return frame, f"the {len(frame):,} segments that {who} had looked at{f' in round {round}' if round else ''}"
    frame = [segment for segment in study.segments if is_codable(segment)]
    return frame, f"all {len(frame):,} segments"


def _draw(study: Study, frame: Sequence[Segment], share: float, of: str, seed: int) -> Drawn:
    if of == "documents":
        return draw_whole([segment.document_id for segment in frame], share, seed)
    candidate_of: dict[str, str] = {}
    for candidate in study.candidates:
        for segment_id in candidate.segment_ids:
            candidate_of.setdefault(segment_id, candidate.id)
    return draw_share([(_place(study, s), candidate_of.get(s.id, NO_CANDIDATE)) for s in frame], share, seed)


def _place(study: Study, segment: Segment) -> str:
    """Give over what a share is spread: sessions, and the questions of a survey, where each respondent is a session."""
    of_survey = segment.question_id in study.corpus.answers
    return f"question {segment.question_id}" if of_survey else segment.session_id


def _name_strata(study: Study, frame: Sequence[Segment]) -> str:
    kinds = {"question" if segment.question_id in study.corpus.answers else "session" for segment in frame}
    return " or ".join(sorted(kinds, reverse=True))
