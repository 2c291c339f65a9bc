"""Ask one question of a study's codings: measured, saved in results/, noted in the audit trail."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from thematica.analyses.agreement import Agreement
from thematica.analyses.match import Match
from thematica.analyses.saturation import Saturation
from thematica.reports import tables
from thematica.steps.resolve import resolve
from thematica.study.double import tell_drawn
from thematica.study.measure import agree_all, match_all, measure_all

if TYPE_CHECKING:
    from thematica.study.study import Study


def ask_saturation(study: Study, *, level: str = "", by: tuple[str, ...] | None = None) -> list[Saturation]:
    """Measure saturation of the resolved codings."""
    tree, human = study.look()
    final = resolve(study.code_with(tree, human), study.settings.basis, study.settings.round)
    measured = measure_all(study.settings, final, study.segments, study.corpus, tree, level=level, by=by)
    study.save(tables.saturation_tables(measured))
    study.memory.record("saturation", {"levels": [s.level for s in measured], "by": [s.by for s in measured]})
    return measured


def ask_agreement(
    study: Study, *, coders: Sequence[str] = (), level: str = "", frame: str = "reviewed", round: str = ""
) -> list[Agreement]:
    """Measure agreement of people's codings as they are in their files."""
    tree, human = study.look()
    measured = agree_all(
        study.settings, human, study.segments, study.corpus, tree, coders=coders, level=level, frame=frame, round=round
    )
    measured = tell_drawn(measured, study.memory.events())
    study.save(tables.agreement_tables(measured))
    details = {"levels": [a.level for a in measured], "rounds": [a.round for a in measured if a.round]}
    study.memory.record("agreement", {"coders": list(measured[0].coders), **details})
    return measured


def ask_match(study: Study, *, coder: str = "", level: str = "") -> list[Match]:
    """Measure the match of the machine's codings and a person's."""
    tree, human = study.look()
    codings = study.code_with(tree, human)
    measured = match_all(study.settings, codings, study.segments, study.corpus, tree, coder=coder, level=level)
    study.save(tables.match_tables(measured))
    who = list(dict.fromkeys(m.coder for m in measured))
    levels = list(dict.fromkeys(m.level for m in measured))
    study.memory.record("match", {"coders": who, "levels": levels, "at_random": len(measured[0].random.segments)})
    return measured
