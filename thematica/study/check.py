"""Check every file of a study at once; nothing is written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from thematica.errors import InputError, Problem, StudyError, ThematicaError, suggest_spelling
from thematica.formats import study_yaml, themes_yaml
from thematica.formats.codings_csv import read_coded_rows
from thematica.formats.decode import read_text
from thematica.formats.study_folder import read_material
from thematica.formats.transcripts import list_files
from thematica.model.codings import CONSENSUS, MACHINE, Codings
from thematica.model.corpus import Corpus
from thematica.model.sentences import count
from thematica.model.settings import Settings
from thematica.model.themes import ThemeTree
from thematica.steps.resolve import BASES, keep_round
from thematica.study.files import spell_settings
from thematica.study.memory import StudyMemory
from thematica.study.strands import describe_division, divide_material

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found in the files of a study.

    Attributes:
        problems: Mistakes that a run would stop at, with file and line.
        remarks: What is worth a look, though a run would go on.
        read: In words, what was read without a mistake.
    """

    problems: tuple[Problem, ...]
    remarks: tuple[str, ...]
    read: tuple[str, ...]


class _Check:
    """The files of a study while they are checked."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.memory = StudyMemory(path)
        self.problems: list[Problem] = []
        self.remarks: list[str] = []
        self.read: list[str] = []
        self.settings_are_right = False

    def settings(self) -> Settings:
        try:
            settings = spell_settings(study_yaml.read_settings(self.path / "study.yaml"), self.path)
        except InputError as error:
            self.problems += error.problems
            return Settings()  # the other files can still be looked at
        self.read.append("study.yaml")
        self.settings_are_right = True
        return settings

    def tree(self, file: str) -> ThemeTree | None:
        path = self.path / file
        beside = path.with_suffix(".suggestions.yaml")
        if not path.exists():
            return ThemeTree()
        try:
            text = read_text(path).text
            tree, _ = themes_yaml.parse_themes(text, path.name)
            if beside.exists():
                themes_yaml.parse_themes(read_text(beside).text, beside.name)
        except InputError as error:
            self.problems += error.problems
            return None
        self.read.append(f"{file} ({count(len(tree.themes), 'theme')}, {count(len(tree.codes), 'code')})")
        self._look_into(file, tree, text)
        return tree

    def material(self, settings: Settings) -> Corpus | None:
        if not self.settings_are_right and list_files(self.path / "answers"):
            self.remarks.append("the material is checked once study.yaml can be read, which names the columns")
            return None
        material = self._attempt(lambda: read_material(self.path, settings))
        if material is None:
            return None
        corpus = material[0]
        self.read.append(f"{count(len(corpus), 'document')}, {count(len(corpus.participants), 'participant')}")
        self.remarks += corpus.remarks
        return corpus

    def of_strand(self, name: str, file: str) -> _Check:
        """Go over to the memory of a strand's tree."""
        if name:
            self.memory = StudyMemory(self.path).of_strand(name, file)
        return self

    def divide(self, settings: Settings, corpus: Corpus | None) -> dict[str, Corpus]:
        """Give each strand with material its part of it; without strands, all of it."""
        if corpus is None or not settings.strands.by:
            return {} if corpus is None else {"": corpus}
        division = self._attempt(partial(divide_material, self.path, settings, corpus))
        if division is None:
            return {}
        self.remarks += describe_division(self.path, settings, corpus, division)
        parts = {name: division.parts.get(name) for name in settings.strands.trees}
        return {name: corpus.restrict(frozenset(ids)) for name, ids in parts.items() if ids}

    def codings(self, corpus: Corpus, tree: ThemeTree | None) -> Codings | None:
        """Check the coders' files; without a tree, all but the codes in them."""
        found = self._attempt(
            lambda: read_coded_rows(
                self.path / "codings", corpus, tree or ThemeTree(), self.memory.remembered(corpus, 0)
            )
        )
        if found is None or tree is None:
            return None
        codings, rows = found
        files = {row.file for row in rows}
        strand = f" for {self.memory.strand}" if self.memory.strand else ""
        self.read.append(f"{count(len(rows), 'row')} of {count(len(files), 'file')} in codings/{strand}")
        self.remarks += codings.remarks
        return codings

    def choices(self, settings: Settings, corpus: Corpus | None, codings: Mapping[str, Codings | None]) -> None:
        """Check what study.yaml says of the other files: attributes and coders."""
        if corpus is not None:
            for attribute in settings.saturation.by:
                try:
                    corpus.require_attribute(attribute)
                except ThematicaError as error:
                    self._note(str(error), "study.yaml", r"\s*(saturation:.*)?by:")
        known = {name: each for name, each in codings.items() if each is not None}
        if known and len(known) == len(codings):
            self._whose(settings, known)

    def _whose(self, settings: Settings, codings: Mapping[str, Codings]) -> None:
        """Note a basis or a round that stands for nobody's codings, in all of the study or in one strand."""
        basis, which = settings.basis, settings.round
        people = sorted({coder for each in codings.values() for coder in each.coders if coder != MACHINE})
        rounds = sorted({each_round for each in codings.values() for each_round in each.rounds})
        if basis and basis not in (*BASES, *people):
            near = suggest_spelling(basis, (*BASES, *people))
            self._note(f"'basis: {basis}': nobody of that name has coded{near}", "study.yaml", r"basis:")
        if which and which not in rounds:
            near = suggest_spelling(which, rounds)
            self._note(f"'round: {which}': nobody has coded in that round{near}", "study.yaml", r"round:")
        for name, each in codings.items():
            where = f" in the strand '{name}'" if name else ""
            if which and which not in each.rounds:
                if which in rounds:
                    self._note(f"'round: {which}': nobody has coded in it{where}", "study.yaml", r"round:")
                continue
            if basis in (*BASES, *people) and not _has_basis(keep_round(each, which), basis):
                told = {"people": "no person has coded", CONSENSUS: "there is no consensus"}
                there = f"{where}{f' in round {which}' if which else ''} yet"
                said = told.get(basis, f"{basis} has not coded")
                self._note(f"'basis: {basis}': {said}{there}", "study.yaml", r"basis:")
        for coder in settings.coded_blind:
            if coder not in people:
                near = suggest_spelling(coder, people)
                self.remarks.append(f"study.yaml: coded_blind names '{coder}', who has not coded (yet){near}")

    def memory_files(self) -> None:
        self._attempt(self.memory.known)
        self._attempt(self.memory.versions)

    def _attempt(self, read: Callable[[], Found]) -> Found | None:
        """Read something; None, and its problems noted, if it cannot be read."""
        try:
            return read()
        except InputError as error:
            self.problems += error.problems
        except StudyError as error:
            self.problems.append(Problem(str(error)))
        return None

    def _look_into(self, file: str, tree: ThemeTree, text: str) -> None:
        """Remark on ids in the tree that stand for nothing, or for two things."""
        lines = text.splitlines()
        try:
            known = self.memory.known().candidates
        except StudyError:
            return
        placed = {i: node.name for node in tree.nodes for i in node.candidate_ids}
        for candidate_id in placed if known else ():
            if candidate_id not in known:
                message = f"no candidate code ever had the id '{candidate_id}'{suggest_spelling(candidate_id, known)}"
                self.remarks.append(f"{file}:{_line(lines, rf'[^#]*{candidate_id}')}: {message}")
        ids = {node.id: node.name for node in tree.nodes}
        for node in tree.nodes:
            for alias in node.aliases:
                if alias in ids and alias != node.id:
                    message = f"'{alias}' is a former id of '{node.name}' and the id of '{ids[alias]}'; the id counts"
                    self.remarks.append(f"{file}:{_line_of_alias(lines, alias)}: {message}")

    def _note(self, message: str, file: str, pattern: str) -> None:
        text = read_text(self.path / file).text
        self.problems.append(Problem(message, file, _line(text.splitlines(), pattern)))


def check_study(path: Path) -> Checked:
    """Read every file of a study and give every mistake in all of them, each with file and line."""
    check = _Check(path)
    settings = check.settings()
    trees = settings.strands.trees or {"": "themes.yaml"}
    read = {name: check.of_strand(name, file).tree(file) for name, file in trees.items()}
    corpus = check.material(settings)
    codings = {}
    for name, part in check.divide(settings, corpus).items():
        check.of_strand(name, trees[name])
        codings[name] = check.codings(part, read[name])
    if None in read.values() or corpus is None:
        check.remarks.append("the codings are checked whole once the tree and the material can be read")
    check.choices(settings, corpus, codings)
    for name, file in trees.items():
        check.of_strand(name, file).memory_files()
    return Checked(tuple(dict.fromkeys(check.problems)), tuple(dict.fromkeys(check.remarks)), tuple(check.read))


def _has_basis(codings: Codings, basis: str) -> bool:
    """Say whether there are the people's codings that a basis asks for."""
    people = set(codings.coders) - {MACHINE}
    if basis == "people":
        return bool(people - {CONSENSUS})
    return basis in ("machine", "people+machine") or basis in people


def _line(lines: Iterable[str], pattern: str) -> int:
    """Give the number of the first line that a pattern matches; 1 if it matches none."""
    return next((number for number, line in enumerate(lines, 1) if re.match(pattern, line)), 1)


def _line_of_alias(lines: Sequence[str], alias: str) -> int:
    """Give the number of the line in which a former id or name stands, under its ``aliases:``."""
    indent = None
    for number, line in enumerate(lines, 1):
        depth = len(line) - len(line.lstrip())
        if re.match(r"\s*-?\s*aliases:", line):
            indent = depth
        elif indent is not None and line.strip() and not (line.lstrip().startswith("-") or depth > indent):
            indent = None
        if indent is not None and re.search(rf"(?<![\w-]){re.escape(alias)}(?![\w-])", line):
            return number
    return 1
