"""The strands of a study: which documents are theirs, all of them run, and what is laid side by side."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from thematica.analyses.joint_display import lay_out
from thematica.api.joint import describe_strands
from thematica.errors import AnalysisError, InputError, Problem, SettingsError, StudyError, suggest_spelling
from thematica.formats import store, themes_yaml
from thematica.formats.study_yaml import find_strand_lines, name_folder
from thematica.model.codings import MACHINE, Codings
from thematica.model.corpus import Corpus
from thematica.model.sentences import name_some
from thematica.model.settings import Settings
from thematica.model.strands import Division, Strand, divide
from thematica.reports.history import tell_history
from thematica.reports.joint import JointMaterial, build_joint_results
from thematica.reports.material import ReportMaterial
from thematica.steps.resolve import resolve
from thematica.study.memory import FIRST_TREE
from thematica.study.running import report_all, run_all

if TYPE_CHECKING:
    from thematica.study.study import Study

MOST_NAMED = 6  # documents in one sentence
TEMPLATE = themes_yaml.TEMPLATE.format(head="").encode()


def choose_strand(study: Study, name: str) -> Study:
    """Give one strand of a study by its name."""
    found = {each.memory.strand: each for each in study.strands}
    if not found:
        raise StudyError(f"this study has no strands; study.yaml names them under 'strands:' ({study.path})")
    if name not in found:
        raise StudyError(f"there is no strand '{name}'{suggest_spelling(name, found)} (strands: {', '.join(found)})")
    return found[name]


def require_one(study: Study) -> None:
    """Raise a StudyError where there are several trees and nobody has said which."""
    if study.strands:
        names = [each.memory.strand for each in study.strands]
        raise StudyError(
            f"each strand of this study has its own tree; say which: --strand {' | '.join(names)} "
            f"(in a notebook: study.strand({names[0]!r}))"
        )


def divide_material(path: Path, settings: Settings, corpus: Corpus) -> Division:
    """Say which documents belong to which strand.

    Raises:
        InputError: The attribute is unknown, one of its values has no tree, a tree's file is misspelt, or participants
            of several strands speak in one document; every such problem.
    """
    by, trees = settings.strands.by, settings.strands.trees
    lines = find_strand_lines(path / "study.yaml")
    files = [each.name for each in sorted(path.glob("*.y*ml")) if each.name not in trees.values()]
    problems = [
        Problem(f"there is no {file}{near}", "study.yaml", lines.get(name))
        for name, file in trees.items()
        if not (path / file).exists() and (near := suggest_spelling(file, files))
    ]
    division = Division({}, ())
    try:
        division = divide(corpus, by)
    except AnalysisError as error:
        problems.append(Problem(f"'by: {by}': {error}", "study.yaml", lines.get("by")))
    except InputError as error:
        problems += error.problems
    for value, documents in division.parts.items():
        if value not in trees:
            near = suggest_spelling(value, trees) or f"; add it: {{{value}: themes-{name_folder(value)}.yaml}}"
            message = f"'{by}: {value}' ({_names(documents)}) has no tree{near}"
            problems.append(Problem(message, "study.yaml", lines.get("trees")))
    if problems:
        raise SettingsError(problems)
    return division


def describe_division(path: Path, settings: Settings, corpus: Corpus, division: Division) -> list[str]:
    """Say what belongs to no strand, and which strand has nothing yet."""
    by = settings.strands.by
    said = []
    first = path / FIRST_TREE
    if first.name not in settings.strands.trees.values() and first.exists() and first.read_bytes() != TEMPLATE:
        said.append(f"{first.name} belongs to no strand; it is not read")
    if division.without:
        words = sum(len(corpus.speech(turn).split()) for i in division.without for turn in corpus.turns_of(i))
        said.append(
            f"in no strand, because '{by}' is empty: {_names(division.without)} ({words:,} words); neither coded nor "
            "counted, nor are people's codings of them"
        )
    said += [
        f"there is no material with '{by}: {name}' yet; this strand is left out"
        for name in settings.strands.trees
        if name not in division.parts
    ]
    return said


def prepare_strands(whole: Study) -> None:
    """Make the tree of each strand that has none yet from the template."""
    if not whole.strands:
        return
    divide_material(whole.path, whole.settings, whole.corpus)
    for strand in whole.strands:
        if not strand.themes_path.exists():
            store.write_whole(strand.themes_path, TEMPLATE)
            whole.notices.append(f"{strand.themes_path.name} was made, for the themes of '{strand.memory.strand}'")


def list_strands(whole: Study) -> list[Study]:
    """Give the strands that have material; none in a study without strands."""
    if not whole.strands:
        return []
    division = divide_material(whole.path, whole.settings, whole.corpus)
    return [strand for strand in whole.strands if strand.memory.strand in division.parts]


def run_strands(whole: Study) -> None:
    """Do everything for each strand, then lay them side by side."""
    with whole.memory.lock:
        whole.read()
        strands = list_strands(whole)
        division = divide_material(whole.path, whole.settings, whole.corpus)
        whole.notices += [*whole.corpus.remarks, *describe_division(whole.path, whole.settings, whole.corpus, division)]
        if (whole.results / "codings.csv").exists():
            whole.notices.append(f"{whole.results} still holds tables of a run without strands; they can be deleted")
        _look_at_all(strands)
        made = [run_all(strand) for strand in strands]
        _save_joint(whole, strands, made, division)


def report_strands(whole: Study) -> None:
    """Write the report of each strand as the trees are now, then lay them side by side."""
    with whole.memory.lock:
        strands = list_strands(whole)
        _look_at_all(strands)
        made = [report_all(strand) for strand in strands]
        _save_joint(whole, strands, made, divide_material(whole.path, whole.settings, whole.corpus))


def tell_strands(whole: Study) -> list[str]:
    """Tell what happened in a study, in the order of time, and in all its strands."""
    memories = {strand.memory.tree: strand.memory for strand in whole.strands}
    events = whole.memory.events()
    told: dict[int, str] = {}
    for tree in dict.fromkeys(event.get("tree", "") for event in events):
        places = [i for i, event in enumerate(events) if event.get("tree", "") == tree]
        versions = memories.get(tree, whole.memory).versions()
        told |= dict(zip(places, tell_history([events[i] for i in places], versions), strict=True))
    return [told[i] for i in range(len(events))]


def _look_at_all(strands: Sequence[Study]) -> None:
    """Read every tree and the codings of every strand; all their mistakes show at once, before the long computing."""
    problems: list[Problem] = []
    for strand in strands:
        try:
            _, human = strand.look()
        except InputError as error:
            problems += error.problems
        else:
            problems += _check_basis(strand, human)
    if problems:
        raise InputError(dict.fromkeys(problems))


def _check_basis(strand: Study, human: Codings) -> list[Problem]:
    """Say which strand has not what ``basis:`` or ``round:`` asks for, before anything is computed."""
    settings = strand.settings
    try:
        resolve(human, "machine" if settings.basis == MACHINE else settings.basis, settings.round)
    except AnalysisError as error:
        name = "round" if settings.round and settings.round not in human.rounds else "basis"
        advice = f"leave '{name}:' empty in study.yaml, or code in this strand first"
        return [Problem(f"strand '{strand.memory.strand}': {error}; {advice}", "study.yaml")]
    return []


def _save_joint(whole: Study, strands: Sequence[Study], made: Sequence[ReportMaterial], division: Division) -> None:
    """Save the joint display of the strands that were made, and what else lies side by side."""
    whole.notices += [
        f"{strand.memory.strand}: {notice}"
        for strand in strands
        for notice in strand.notices
        if notice not in whole.notices
    ]
    laid = [
        Strand(
            name=strand.memory.strand,
            corpus=material.corpus,
            segments=material.segments,
            embeddings=strand.embeddings,
            tree=material.tree,
            codings=material.final,
        )
        for strand, material in zip(strands, made, strict=True)
    ]
    display = lay_out(laid, describe_strands(laid, whole.vectors.embed)) if len(laid) > 1 else None
    material = JointMaterial(
        settings=whole.settings,
        corpus=whole.corpus,
        remarks=tuple(describe_division(whole.path, whole.settings, whole.corpus, division)),
        strands={each.name: material for each, material in zip(laid, made, strict=True)},
        reports={each.memory.strand: f"{each.results.name}/report.html" for each in strands},
        display=display,
    )
    whole.save(build_joint_results(material))
    whole.memory.record("joint display", {"strands": [each.name for each in laid]})


def _names(documents: Sequence[str]) -> str:
    return name_some(documents, MOST_NAMED)
