"""What a study folder holds: its files, read when they are needed, and where its results go."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from thematica.api import making
from thematica.formats import store, study_yaml, themes_yaml
from thematica.formats.coding_tables import list_coders
from thematica.formats.codings_csv import AS_WRITTEN, CodedRow
from thematica.formats.decode import read_text
from thematica.formats.study_folder import read_material
from thematica.formats.vector_cache import VectorCache
from thematica.model.codings import Codings
from thematica.model.corpus import Corpus
from thematica.model.embeddings import Embeddings
from thematica.model.protocols import CodingModel
from thematica.model.segments import Segments
from thematica.model.settings import Settings
from thematica.model.themes import ThemeTree
from thematica.reports.coded_rows import format_reanchored
from thematica.steps.embed import embed
from thematica.steps.guide import recognise_questions
from thematica.steps.resolve import BASES
from thematica.steps.segment import segment
from thematica.study.memory import StudyMemory

THEMES = "themes.yaml"
CODINGS = "codings"


def spell_settings(settings: Settings, study: Path) -> Settings:
    """Spell the coders that study.yaml names as they are spelled in codings/."""
    if not settings.coded_blind and settings.basis in ("", *BASES):
        return settings
    names = list_coders(study / CODINGS)
    basis = settings.basis if settings.basis in ("", *BASES) else names.spell(settings.basis)
    return dataclasses.replace(settings, basis=basis, coded_blind=tuple(map(names.spell, settings.coded_blind)))


class StudyFiles:
    """The files of a study: each is read when it is needed; the tree and the codings as they are in that moment.

    Args:
        path: The folder, with a study.yaml in it.

    Attributes:
        notices: What the researcher should know of the steps done so far, in sentences.
        memory: What is remembered of the study between runs.
        rows: The rows of coders' files, as ``look`` found them.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = path = Path(path)
        self.notices: list[str] = []
        self.memory = StudyMemory(path)
        self._parsed: tuple[str, tuple[ThemeTree, tuple[str, ...]]] | None = None
        self.rows: tuple[CodedRow, ...] = ()

    @property
    def themes_path(self) -> Path:
        """The researcher's tree."""
        return self.path / THEMES

    @property
    def results(self) -> Path:
        """The folder of the results."""
        return self.path / "results"

    @property
    def mark(self) -> str:
        """What stands in the names of sheets, so that those of two strands differ; empty where there is one tree."""
        return ""

    @property
    def report_path(self) -> Path:
        """The report."""
        return self.results / "report.html"

    @cached_property
    def settings(self) -> Settings:
        """The choices in study.yaml."""
        return spell_settings(study_yaml.read_settings(self.path / "study.yaml"), self.path)

    @cached_property
    def corpus(self) -> Corpus:
        """Transcripts and answers, with participants and sessions."""
        return self.ask(read_material(self.path, self.settings)[0])

    def ask(self, corpus: Corpus) -> Corpus:
        """Find which guiding question each turn answers, where there is a questions.yaml; else load no model."""
        return recognise_questions(corpus, self.vectors.embed) if corpus.guide.questions else corpus

    def spell(self, *coders: str) -> list[str]:
        """Give names of coders as they are spelled in codings/, where they are known."""
        names = list_coders(self.path / CODINGS)
        return [names.spell(coder) for coder in coders]

    @property
    def tree(self) -> ThemeTree:
        """The researcher's tree as it is in the file now."""
        return self.read_tree()[0]

    @property
    def human_codings(self) -> Codings:
        """People's codings as they are in the files now."""
        return self.look()[1]

    @cached_property
    def segments(self) -> Segments:
        """The segments of the corpus."""
        return segment(
            self.corpus,
            self.settings.unit,
            splitter_of=making.make_splitters(self.corpus),
            non_answers=self.settings.non_answers.kinds,
        )

    @cached_property
    def embeddings(self) -> Embeddings:
        """The vectors of the segments; nothing is embedded twice."""
        return embed(self.segments, self.vectors.embed, self.vectors.name)

    @property
    def may_offer(self) -> bool:
        """Whether a run offers candidate codes: at once, or once she has asked for them."""
        if self.settings.suggest == "after_reading":
            return any(event.get("event") == "offer" for event in self.memory.events())
        return self.settings.suggest == "at_once"

    @property
    def beside(self) -> Path:
        """Where suggestions go when nothing can be added to the tree safely."""
        return self.themes_path.with_suffix(".suggestions.yaml")

    def save(self, files: Mapping[str, bytes]) -> None:
        """Save files in results/."""
        with self.memory.lock:
            for name, content in files.items():
                store.write_whole(self.results / name, content)

    def save_reanchored(self) -> None:
        """Save where codings stand whose document was changed; without any there is no such table."""
        if any(row.outcome != AS_WRITTEN for row in self.rows):
            self.save({"reanchored.csv": format_reanchored(self.rows, self.corpus)})
        else:
            (self.results / "reanchored.csv").unlink(missing_ok=True)

    def look(self) -> tuple[ThemeTree, Codings]:
        """Read the tree and people's codings as they are now, and note what she changed."""
        tree, listed = self.read_tree()
        codebook = self.memory.note_tree(tree, listed)
        codings, self.rows = self.memory.read_people(self.path / "codings", self.corpus, tree, codebook)
        return tree, codings

    def read_tree(self) -> tuple[ThemeTree, tuple[str, ...]]:
        """Read the tree, and the ids that stand under ``suggestions:``."""
        if not self.themes_path.exists():
            return ThemeTree(), ()
        text = read_text(self.themes_path).text
        if self._parsed is None or self._parsed[0] != text:
            self._parsed = (text, themes_yaml.parse_themes(text, self.themes_path.name))
        tree, listed = self._parsed[1]
        if self.beside.exists():
            listed += themes_yaml.parse_themes(read_text(self.beside).text, self.beside.name)[1]
        return tree, listed

    @cached_property
    def vectors(self) -> VectorCache:
        """The embedder, with what it has embedded before."""
        embedder = making.make_embedder(self.settings.embedder, allow_download=self.settings.allow_download)
        return VectorCache(embedder, self.path / ".thematica" / "vectors")

    @cached_property
    def coding_model(self) -> CodingModel:
        """What codes by the tree; it keeps what it has made of the texts."""
        return making.make_coding_model()
