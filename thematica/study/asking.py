"""Ask one question of a study: measured, saved in results/ with its figures, noted in the audit trail."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from thematica.analyses.agreement import Agreement
from thematica.analyses.by_question import QuestionComparison, keep_questions
from thematica.analyses.comparison import Comparison
from thematica.analyses.cooccurrence import Cooccurrence
from thematica.analyses.keywords import Keywords
from thematica.analyses.match import Match
from thematica.analyses.saturation import Saturation
from thematica.errors import AnalysisError
from thematica.model.codings import MACHINE, Codings
from thematica.model.sentences import quote_some
from thematica.model.themes import ThemeTree
from thematica.reports import figures, tables
from thematica.steps.resolve import resolve
from thematica.study.double import tell_drawn
from thematica.study.measure import (
    agree_all,
    compare_all,
    compare_answers,
    count_together,
    cut_by_question,
    find_all_keywords,
    match_all,
    measure_all,
)

if TYPE_CHECKING:
    from thematica.study.study import Study

MOST_LETTERS = 40  # of the name of a file
BY_QUESTION = "question"  # in the place of an attribute: the cut by question


def ask_saturation(study: Study, *, level: str = "", by: tuple[str, ...] | None = None) -> list[Saturation]:
    """Measure saturation of the resolved codings."""
    tree, final = _look(study)
    measured = measure_all(study.settings, final, study.segments, study.corpus, tree, level=level, by=by)
    study.save(tables.saturation_tables(measured) | figures.as_files(figures.draw_saturation(measured)))
    study.memory.record("saturation", {"levels": [s.level for s in measured], "by": [s.by for s in measured]})
    return measured


def ask_sessions_needed(study: Study) -> list[Saturation]:
    """Measure saturation of everybody, for what it says of further sessions; nothing is saved."""
    tree, final = _look(study)
    return measure_all(study.settings, final, study.segments, study.corpus, tree, by=("",))


def ask_agreement(
    study: Study, *, coders: Sequence[str] = (), level: str = "", frame: str = "reviewed", round: str = ""
) -> list[Agreement]:
    """Measure agreement of people's codings as they are in their files."""
    tree, human = study.look()
    measured = agree_all(
        study.settings, human, study.segments, study.corpus, tree, coders=coders, level=level, frame=frame, round=round
    )
    measured = tell_drawn(measured, study.memory.events())
    study.save(tables.agreement_tables(measured) | figures.as_files(figures.draw_agreement(measured)))
    details = {"levels": [a.level for a in measured], "rounds": [a.round for a in measured if a.round]}
    study.memory.record("agreement", {"coders": list(measured[0].coders), **details})
    return measured


def ask_match(study: Study, *, coder: str = "", level: str = "") -> list[Match]:
    """Measure the match of the machine's codings and a person's."""
    tree, human = study.look()
    codings = study.code_with(tree, human)
    measured = match_all(study.settings, codings, study.segments, study.corpus, tree, coder=coder, level=level)
    study.save(tables.match_tables(measured) | figures.as_files(figures.draw_matches(measured)))
    who = list(dict.fromkeys(m.coder for m in measured))
    levels = list(dict.fromkeys(m.level for m in measured))
    study.memory.record("match", {"coders": who, "levels": levels, "at_random": len(measured[0].random.segments)})
    return measured


def ask_comparison(
    study: Study,
    *,
    by: tuple[str, ...] | None = None,
    level: str = "",
    unit: str = "",
    tests: bool | None = None,
    question: Sequence[str] = (),
) -> list[Comparison | QuestionComparison]:
    """Compare groups by the resolved codings; of a survey with several questions, the answers to each come last.

    With ``by=("question",)`` the questions are laid side by side, unless an attribute is called so; with ``question``
    only words in answer to these questions are counted.
    """
    tree, final = _look(study)
    asked = _Asked(tree=tree, final=final, level=level, unit=unit, tests=tests)
    if by is not None and BY_QUESTION in by and BY_QUESTION not in study.corpus.attribute_names():
        others = tuple(name for name in by if name != BY_QUESTION)
        return _lay_questions_side_by_side(study, others, question, asked)
    if question:
        return list[Comparison | QuestionComparison](_compare_within(study, by, question, asked))
    parts = (study.settings, final, study.segments, study.corpus, tree)
    compared = compare_all(*parts, level=level, by=by, unit=unit, tests=tests)
    answers = compare_answers(*parts, by=by)
    study.save(tables.comparison_tables(compared, answers) | figures.as_files(figures.draw_comparison(compared)))
    names = [tally.by for tally in compared[0].tallies]
    study.memory.record("comparison", {"levels": [c.level for c in compared], "by": names, "unit": compared[0].unit})
    return [*compared, *answers.values()]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What a comparison rests on, and how it is to be made, as ``compare_groups`` takes it."""

    tree: ThemeTree
    final: Codings
    level: str
    unit: str
    tests: bool | None


def _lay_questions_side_by_side(
    study: Study, by: tuple[str, ...], question: Sequence[str], asked: _Asked
) -> list[Comparison | QuestionComparison]:
    """Lay the questions side by side; by attributes, compare groups in the answers to each."""
    parts = (asked.final, study.segments, study.corpus, asked.tree)
    compared = cut_by_question(*parts, level=asked.level, unit=asked.unit, questions=question)
    study.save(tables.by_question_tables(compared))
    details = {"levels": [c.level for c in compared], "questions": list(compared[0].questions)}
    study.memory.record("comparison by question", {**details, "unit": compared[0].unit})
    own: list[Comparison] = []
    for each in compared[0].questions if by else ():
        # Tests of each question apart would be many families of tests; they are made where she asks for them.
        own += _compare_within(study, by, [each], replace(asked, tests=bool(asked.tests)))
    return [*compared, *own]


def _compare_within(
    study: Study, by: tuple[str, ...] | None, question: Sequence[str], asked: _Asked
) -> list[Comparison]:
    """Compare groups in what was said in answer to some questions; the tables are files of their own."""
    own = keep_questions(study.corpus, study.segments, question)
    unit = asked.unit or ("participant" if study.segments.one_each else "session")
    parts = (study.settings, asked.final, own, study.corpus, asked.tree)
    found = compare_all(*parts, level=asked.level, by=by, unit=unit, tests=asked.tests)
    only = f"Only words in answer to {quote_some(question, len(question))} are counted here."
    compared = [replace(each, remarks=(only, *each.remarks)) for each in found]
    mark = re.sub(r"[^\w]+", "-", "-".join(question)).strip("-")[:MOST_LETTERS]
    files = tables.comparison_tables(compared, {})
    study.save({name.replace("comparison", f"comparison_of_{mark}", 1): content for name, content in files.items()})
    names = [tally.by for tally in compared[0].tallies]
    details = {"levels": [c.level for c in compared], "by": names, "unit": compared[0].unit}
    study.memory.record("comparison", {**details, "questions": list(question)})
    return compared


def ask_cooccurrence(study: Study, *, within: str = "", level: str = "code") -> Cooccurrence:
    """Count which codes of the resolved codings turn up together."""
    tree, final = _look(study)
    counted = count_together(study.settings, final, study.segments, study.corpus, tree, within=within, level=level)
    study.save(tables.cooccurrence_tables([counted]) | figures.as_files(figures.draw_cooccurrence([counted])))
    study.memory.record("cooccurrence", {"level": counted.level, "within": counted.within})
    return counted


def ask_keywords(study: Study, *, by: tuple[str, ...] | None = None, tests: bool | None = None) -> list[Keywords]:
    """Find the words of groups; codings have no part in it.

    Raises:
        AnalysisError: There is no attribute to go by, or none that gives groups with words.
    """
    found, missing = find_all_keywords(study.settings, study.segments, study.corpus, by=by, tests=tests)
    if missing and not found:
        raise AnalysisError("\n".join(missing.values()))
    study.notices += missing.values()
    if not found:
        raise AnalysisError(
            "keywords need an attribute to compare by: name it with --by, or in study.yaml under saturation: by:"
        )
    study.save(tables.keyword_tables(found) | figures.as_files(figures.draw_keywords(found)))
    study.memory.record("keywords", {"by": [k.by for k in found]})
    return found


def _look(study: Study) -> tuple[ThemeTree, Codings]:
    """Read the tree and the codings that count; the machine codes only where its codings are among them."""
    tree, human = study.look()
    basis = study.settings.basis
    people = [coder for coder in human.coders if coder != MACHINE]
    alone = people and basis not in ("machine", "people+machine", MACHINE)
    return tree, resolve(human if alone else study.code_with(tree, human), basis, study.settings.round)
