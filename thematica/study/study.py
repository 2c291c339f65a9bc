"""One study folder on disk: load, call, save."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path

from thematica.analyses.agreement import Agreement
from thematica.analyses.saturation import Saturation
from thematica.api import making
from thematica.errors import StudyError
from thematica.formats import store, study_yaml, themes_yaml
from thematica.formats.codings_csv import AS_WRITTEN, CodedRow
from thematica.formats.decode import read_text
from thematica.formats.speaker_hints import suggest_speakers
from thematica.formats.speakers import format_speakers
from thematica.formats.study_folder import read_material
from thematica.formats.vector_cache import VectorCache
from thematica.model.candidates import CandidateCodes
from thematica.model.codings import Codings
from thematica.model.corpus import Corpus
from thematica.model.embeddings import Embeddings
from thematica.model.protocols import CodingModel
from thematica.model.segments import Segments
from thematica.model.settings import Settings
from thematica.model.themes import ThemeTree
from thematica.reports import tables
from thematica.reports.coded_rows import OlderCoding, format_reanchored
from thematica.reports.history import format_comparison, tell_history
from thematica.reports.material import ReportMaterial
from thematica.reports.results import build_results
from thematica.steps.code import assign_codes
from thematica.steps.embed import embed
from thematica.steps.merge import place_candidates
from thematica.steps.recognise import find_members
from thematica.steps.resolve import resolve
from thematica.steps.segment import segment
from thematica.study.asking import ask_agreement, ask_saturation
from thematica.study.check import Checked, check_study
from thematica.study.exchange import export_codebook, import_codebook
from thematica.study.finding import find
from thematica.study.measure import gather_material
from thematica.study.memory import StudyMemory
from thematica.study.offering import offer_candidates
from thematica.study.recoding import list_older
from thematica.study.reviewing import write_sheet
from thematica.study.running import run_all

FOLDERS = ("transcripts", "answers", "codings", "notes")


class Study:
    """A study folder: its files are read when they are needed, and each step saves what it made.

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

    @classmethod
    def open(cls, path: str | Path) -> Study:
        """Open a study.

        Raises:
            StudyError: There is no study.yaml.
        """
        study = cls(path)
        if study.path.is_file():
            raise StudyError(f"{study.path} is a file; name the folder of the study")
        if not (study.path / "study.yaml").is_file():
            raise StudyError(
                f"{study.path} is not a study: it has no study.yaml; 'thematica init {study.path}' makes one"
            )
        return study

    @classmethod
    def create(cls, path: str | Path, settings: Settings) -> Study:
        """Make a study folder with its settings written out.

        Raises:
            StudyError: There is a study already.
        """
        study = cls(Path(path))
        if (study.path / "study.yaml").exists():
            raise StudyError(f"{study.path} is a study already; it was left as it is")
        try:
            for folder in FOLDERS:
                (study.path / folder).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StudyError(f"{study.path} cannot be made ({error.strerror})") from error
        if not study.themes_path.exists():
            store.write_whole(study.themes_path, themes_yaml.TEMPLATE.format(head="").encode())
        store.write_whole(study.path / "study.yaml", study_yaml.format_settings(settings))
        study.memory.record("init", {"settings": dataclasses.asdict(settings)})
        return study

    def __repr__(self) -> str:
        return f"<Study: {self.path}>"

    @property
    def themes_path(self) -> Path:
        """The researcher's tree."""
        return self.path / "themes.yaml"

    @property
    def report_path(self) -> Path:
        """The report."""
        return self.path / "results" / "report.html"

    @cached_property
    def settings(self) -> Settings:
        """The choices in study.yaml."""
        return study_yaml.read_settings(self.path / "study.yaml")

    @cached_property
    def corpus(self) -> Corpus:
        """Transcripts and answers, with participants and sessions."""
        return read_material(self.path, self.settings)[0]

    @property
    def tree(self) -> ThemeTree:
        """The researcher's tree as it is in the file now."""
        return self.read_tree()[0]

    @property
    def human_codings(self) -> Codings:
        """People's codings as they are in the files now."""
        return self.look()[1]

    def read(self) -> Corpus:
        """Read the material; where there is no speakers.yaml yet, one is proposed."""
        self.corpus, labels = read_material(self.path, self.settings)
        with self.memory.lock:
            self.memory.write_schema()
            if not (self.path / "speakers.yaml").exists() and any(labels.values()):
                proposed = format_speakers(labels, hints=suggest_speakers(self.corpus, labels))
                store.write_whole(self.path / "speakers.yaml", proposed)
        return self.corpus

    @cached_property
    def segments(self) -> Segments:
        """The segments of the corpus."""
        return segment(self.corpus, self.settings.unit, making.make_splitter(self.settings.language))

    @cached_property
    def embeddings(self) -> Embeddings:
        """The vectors of the segments; nothing is embedded twice."""
        return embed(self.segments, self.vectors.embed, self.vectors.name)

    @cached_property
    def candidates(self) -> CandidateCodes:
        """The candidate codes, with the ids they had before."""
        with self.memory.lock:
            return find(self)

    def find(self, *, afresh: bool = False) -> CandidateCodes:
        """Find candidate codes and save them; ``afresh`` groups all segments anew, instead of keeping the groups."""
        if afresh:
            with self.memory.lock:
                self.candidates = find(self, afresh=True)
        self.save({"candidate_codes.csv": tables.format_candidates(self.candidates, self.segments, self._places())})
        self.memory.record("find", {"candidate_codes": len(self.candidates), "method": self.candidates.method})
        return self.candidates

    def offer(self, *, again: Sequence[str] = ()) -> tuple[str, ...]:
        """Offer the candidate codes that she has not seen, by adding lines to themes.yaml.

        Args:
            again: Ids of candidate codes that she removed and wants to see again.

        Returns:
            The ids offered now; none if there is nothing new.

        Raises:
            ThemesError: themes.yaml has mistakes; nothing is written.
            StudyError: An id of ``again`` cannot be offered; nothing is written.
        """
        return offer_candidates(self, again)

    def code(self) -> Codings:
        """Code the segments with the tree, beside people's codings, and save all codings."""
        tree, human = self.look()
        codings = self.code_with(tree, human)
        final = resolve(codings, self.settings.basis)
        self.save(tables.coding_tables(codings, final, self.segments, self.corpus, tree, self.candidates))
        self.save_reanchored()
        self.memory.record("code", {"codings": dict(codings.basis.counts), "basis": final.basis.name})
        return codings

    def recode(self, *, done: Sequence[str] = ()) -> tuple[OlderCoding, ...]:
        """List the codings made under an older definition of their code, and save them as results/recode.csv.

        Args:
            done: Codes (ids or names) whose codings she has looked at again, under the definition of now.
        """
        return list_older(self, done)

    def next(self, file: str | Path, *, coder: str, n: int = 20) -> int:
        """Write a sheet of segments that a coder should look at next; give how many there are."""
        return write_sheet(self, Path(file), coder=coder, n=n)

    def check(self) -> Checked:
        """Check every file of the study at once; nothing is written."""
        return check_study(self.path)

    def import_codebook(self, file: str | Path) -> Path:
        """Bring in the themes of a codebook (CSV, Excel, or an outline in plain text); say where they went."""
        return import_codebook(self, Path(file))

    def export_codebook(self, file: str | Path) -> Path:
        """Write the codebook: ``.csv``, ``.xlsx``, ``.docx`` or ``.md``."""
        return export_codebook(self, Path(file))

    def history(self) -> list[str]:
        """Tell what happened in the study so far, as the audit trail has it, in sentences."""
        return tell_history(self.memory.events(), self.memory.versions())

    def compare_codebooks(self, before: int, after: int) -> str:
        """Lay two versions of the codebook side by side, in Markdown."""
        return format_comparison(self.memory.versions(), before, after)

    def saturation(self, *, level: str = "", by: tuple[str, ...] | None = None) -> list[Saturation]:
        """Measure saturation at each level of the tree and by each attribute, and save it."""
        return ask_saturation(self, level=level, by=by)

    def agreement(self, *, coders: Sequence[str] = (), level: str = "", frame: str = "reviewed") -> list[Agreement]:
        """Measure agreement between people at each level of the tree, and save it; see ``measure_agreement``."""
        return ask_agreement(self, coders=coders, level=level, frame=frame)

    def report(self) -> Path:
        """Write the report and everything it rests on; the tree is not touched."""
        tree, human = self.look()
        material = self.gather(self.code_with(tree, human), tree)
        self.save(build_results(material))
        self.save_reanchored()
        self.memory.record("report", {"basis": material.final.basis.name})
        return self.report_path

    def run(self) -> Path:
        """Do all of it: read, find, offer (as ``suggest:`` says), code, analyse, report."""
        run_all(self)
        return self.report_path

    @property
    def may_offer(self) -> bool:
        """Whether a run offers candidate codes: at once, or once she has asked for them."""
        if self.settings.suggest == "after_reading":
            return any(event.get("event") == "offer" for event in self.memory.events())
        return self.settings.suggest == "at_once"

    @property
    def beside(self) -> Path:
        """Where suggestions go when nothing can be added to the tree safely."""
        return self.path / "themes.suggestions.yaml"

    def save(self, files: Mapping[str, bytes]) -> None:
        """Save files in results/."""
        with self.memory.lock:
            for name, content in files.items():
                store.write_whole(self.path / "results" / name, content)

    def save_reanchored(self) -> None:
        """Save where codings stand whose document was changed; without any there is no such table."""
        if any(row.outcome != AS_WRITTEN for row in self.rows):
            self.save({"reanchored.csv": format_reanchored(self.rows, self.corpus)})
        else:
            (self.path / "results" / "reanchored.csv").unlink(missing_ok=True)

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

    def code_with(self, tree: ThemeTree, human: Codings) -> Codings:
        """Add the machine's codings by a tree to people's."""
        return assign_codes(
            self.segments,
            self.embeddings,
            tree,
            find_members(tree, self.memory.known().candidates, self.segments),
            human,
            model=self.coding_model,
            embed_texts=self.vectors.embed,
        )

    def gather(self, codings: Codings, tree: ThemeTree) -> ReportMaterial:
        """Gather everything that results are made from."""
        places = self._places()
        return gather_material(
            self.settings, self.corpus, self.segments, self.candidates, places, tree, codings, self.embeddings.embedder
        )

    def _places(self) -> dict[str, str]:
        tree, listed = self.read_tree()
        return place_candidates(self.candidates, tree, listed, self.memory.known().offered)
