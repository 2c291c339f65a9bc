"""A strand: a study over the documents of one value of an attribute, with a tree, a memory and results of its own."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import cached_property
from pathlib import Path

from thematica.errors import StudyError
from thematica.formats.study_yaml import name_folder
from thematica.formats.vector_cache import VectorCache
from thematica.model.corpus import Corpus
from thematica.model.settings import Settings, StrandSettings
from thematica.model.strands import Division
from thematica.study.strands import divide_material
from thematica.study.study import Study


class StrandStudy(Study):
    """One strand of a study; it shares the settings, the vectors and the lock of the whole.

    Args:
        whole: The study.
        name: The strand.
        divide: Gives which documents belong to which strand.
    """

    def __init__(self, whole: Study, name: str, divide: Callable[[], Division]) -> None:
        super().__init__(whole.path)
        self.whole = whole
        self.name = name
        self.tree_file = whole.settings.strands.trees[name]
        self.memory = whole.memory.of_strand(name, self.tree_file)
        self._divide = divide

    def __repr__(self) -> str:
        return f"<Study: {self.path}, strand {self.name}>"

    @property
    def themes_path(self) -> Path:
        """The tree of this strand."""
        return self.path / self.tree_file

    @property
    def results(self) -> Path:
        """The folder of its results."""
        return self.path / "results" / name_folder(self.name)

    @property
    def mark(self) -> str:
        """What stands in the names of its sheets."""
        return f"{name_folder(self.name)}-"

    @cached_property
    def settings(self) -> Settings:
        """The choices in study.yaml; attributes that nobody in this strand has divide nothing here."""
        chosen = self.whole.settings
        by = tuple(name for name in chosen.saturation.by if self._is_known(name))
        return dataclasses.replace(
            chosen,
            name=f"{chosen.name}: {self.name}" if chosen.name else self.name,
            saturation=dataclasses.replace(chosen.saturation, by=by),
            strands=StrandSettings(),
        )

    @cached_property
    def corpus(self) -> Corpus:
        """The documents of this strand.

        Raises:
            StudyError: There are none yet.
        """
        documents = self._divide().parts.get(self.name, ())
        if not documents:
            raise StudyError(f"there is no material with '{self.whole.settings.strands.by}: {self.name}' yet")
        part = self.whole.corpus.restrict(frozenset(documents))
        unknown = [name for name in self.whole.settings.saturation.by if not _has(part, name)]
        remarks = [f"nobody in the strand '{self.name}' has an attribute '{name}'" for name in unknown]
        if self.whole.corpus.blank_answers:
            remarks.append("how many left a question blank is known of the whole material only, not of each strand")
        return dataclasses.replace(part, remarks=(*part.remarks, *remarks))

    def read(self) -> Corpus:
        """Read the material of the whole study, if that has not been done; give that of this strand."""
        if "corpus" not in vars(self.whole):
            self.whole.read()
        return self.corpus

    @cached_property
    def vectors(self) -> VectorCache:
        """The embedder of the whole study, with what it has embedded before."""
        return self.whole.vectors

    def _is_known(self, attribute: str) -> bool:
        self.whole.corpus.require_attribute(attribute)
        return _has(self.corpus, attribute)


def open_strands(whole: Study) -> tuple[StrandStudy, ...]:
    """Give the strands that study.yaml names, in its order; none where it names none."""
    found: list[Division] = []

    def divide() -> Division:
        if not found:
            found.append(divide_material(whole.path, whole.settings, whole.corpus))
        return found[0]

    strands = tuple(StrandStudy(whole, name, divide) for name in whole.settings.strands.trees)
    for strand in strands:
        strand.memory.begin_from(whole.memory)
    return strands


def _has(corpus: Corpus, attribute: str) -> bool:
    groups = (corpus.groups_of_participants(attribute), corpus.groups_of_sessions(attribute))
    return any(group is not None for group in groups)
