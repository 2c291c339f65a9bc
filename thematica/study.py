"""One study folder on disk: load, call, save."""

from __future__ import annotations

import dataclasses
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from thematica import api
from thematica.analyses.comparison import Comparison, compare_groups
from thematica.analyses.saturation import Saturation, measure_saturation
from thematica.errors import StudyError
from thematica.formats import store, study_yaml, suggestions_yaml, themes_yaml
from thematica.formats.audit_trail import append_event, read_events
from thematica.formats.codings_csv import read_codings
from thematica.formats.decode import read_text
from thematica.formats.known_json import Known, read_known, take_fingerprint, write_known
from thematica.formats.speakers import format_speakers
from thematica.formats.study_folder import hash_inputs, read_material
from thematica.formats.themes_schema import format_schema
from thematica.formats.vector_cache import VectorCache
from thematica.model.candidates import CandidateCodes
from thematica.model.codings import Codings
from thematica.model.corpus import Corpus
from thematica.model.embeddings import Embeddings
from thematica.model.segments import Segments
from thematica.model.settings import Settings
from thematica.model.themes import ThemeTree
from thematica.reports import tables
from thematica.reports.html import ReportMaterial
from thematica.reports.results import build_results
from thematica.reports.versions import list_versions
from thematica.steps.code import assign_codes, describe_codes
from thematica.steps.embed import embed
from thematica.steps.find import find_candidate_codes
from thematica.steps.merge import choose_offer, place_candidates, suggest
from thematica.steps.recognise import find_members, key_of, recognise
from thematica.steps.resolve import resolve
from thematica.steps.segment import segment

VERSION = list_versions()["thematica"]
FOLDERS = ("transcripts", "answers", "codings", "notes")


class Study:
    """A study folder: its files are read when they are needed, and each step saves what it made.

    Args:
        path: The folder, with a study.yaml in it.

    Attributes:
        notices: What the researcher should know of the steps done so far, in sentences.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = path = Path(path)
        self.notices: list[str] = []
        self._lock = store.StudyLock(path / ".thematica" / "lock")
        self._parsed: tuple[str, tuple[ThemeTree, tuple[str, ...]]] | None = None

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
        study._record("init", {"settings": dataclasses.asdict(settings)})
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
        return self._themes()[0]

    @property
    def human_codings(self) -> Codings:
        """People's codings as they are in the files now."""
        return read_codings(self.path / "codings", self.corpus, self.tree, former=self._known().codes)

    def read(self) -> Corpus:
        """Read the material; where there is no speakers.yaml yet, one is proposed."""
        self.corpus, labels = read_material(self.path, self.settings)
        with self._lock:
            store.write_whole(self.path / ".thematica" / "themes.schema.json", format_schema())
            if not (self.path / "speakers.yaml").exists() and any(labels.values()):
                store.write_whole(self.path / "speakers.yaml", format_speakers(labels))
        return self.corpus

    @cached_property
    def segments(self) -> Segments:
        """The segments of the corpus."""
        return segment(self.corpus, self.settings.unit, api.make_splitter(self.settings.language))

    @cached_property
    def embeddings(self) -> Embeddings:
        """The vectors of the segments; nothing is embedded twice."""
        return embed(self.segments, self._vectors.embed, self._vectors.name)

    @cached_property
    def candidates(self) -> CandidateCodes:
        """The candidate codes, with the ids they had before."""
        with self._lock:
            return self._find()

    def find(self) -> CandidateCodes:
        """Find candidate codes and save them; the tree is not touched."""
        self._save({"candidate_codes.csv": tables.format_candidates(self.candidates, self.segments, self._places())})
        self._record("find", {"candidate_codes": len(self.candidates), "method": self.candidates.method})
        return self.candidates

    def offer(self) -> tuple[str, ...]:
        """Offer the candidate codes that she has not seen, by adding lines to themes.yaml.

        Returns:
            The ids offered now; none if there is nothing new.

        Raises:
            ThemesError: themes.yaml has mistakes; nothing is written.
        """
        found = self.candidates
        with self._lock:
            known = self._known()
            tree, listed = self._themes()
            offer = choose_offer(found, tree, listed, known.offered)
            if offer.new:
                centres = self._centres(tree)
                suggestions = [suggest(c, self.segments, self.embeddings, centres) for c in offer.new]
                self.notices += suggestions_yaml.save_suggestions(self.themes_path, self._beside, suggestions)
            offered = tuple(dict.fromkeys((*known.offered, *listed, *(c.id for c in offer.new))))
            if offered != known.offered:
                write_known(self._memory, dataclasses.replace(known, offered=offered))
        new = tuple(c.id for c in offer.new)
        self._record("offer", {"offered": new, "found_again_but_removed": offer.removed})
        return new

    def code(self) -> Codings:
        """Code the segments with the tree, beside people's codings, and save all codings."""
        tree = self.tree
        codings = self._assign(tree, self.human_codings)
        final = resolve(codings, self.settings.basis)
        self._save(tables.coding_tables(codings, final, self.segments, self.corpus, tree, self.candidates))
        self._record("code", {"codings": dict(codings.basis.counts), "basis": final.basis.name})
        return codings

    def saturation(self, *, level: str = "", by: tuple[str, ...] | None = None) -> list[Saturation]:
        """Measure saturation at each level of the tree and by each attribute, and save it."""
        tree = self.tree
        final = resolve(self._assign(tree, self.human_codings), self.settings.basis)
        measured = self._saturation(final, tree, level=level, by=by)
        self._save(tables.saturation_tables(measured))
        self._record("saturation", {"levels": [s.level for s in measured], "by": [s.by for s in measured]})
        return measured

    def report(self) -> Path:
        """Write the report and everything it rests on; the tree is not touched."""
        tree = self.tree
        material = self._material(self._assign(tree, self.human_codings), tree)
        self._save(build_results(material))
        self._record("report", {"basis": material.final.basis.name})
        return self.report_path

    def run(self) -> Path:
        """Do all of it: read, find, offer (as ``suggest:`` says), code, analyse, report."""
        with self._lock:
            self.read()
            inputs = hash_inputs(self.path)
            self.notices += self.corpus.remarks
            human = self.human_codings  # mistakes in the tree or in codings show now, before the long computing
            self.notices += human.remarks
            found = self.candidates
            offered = self.offer() if self.may_offer else ()
            tree = self.tree  # read once from here on: all results rest on the same tree
            codings = self._assign(tree, human)
            self._save(build_results(self._material(codings, tree)))
            counts = {"documents": len(self.corpus), "segments": len(self.segments), "candidate_codes": len(found)}
            self._record(
                "run",
                {
                    "settings": dataclasses.asdict(self.settings),
                    "versions": list_versions(),
                    "inputs": inputs,
                    "embedder": self.embeddings.embedder,
                    "method": found.method,
                    "counts": {**counts, "codings": dict(codings.basis.counts)},
                    "offered": offered,
                },
            )
        return self.report_path

    @property
    def may_offer(self) -> bool:
        """Whether a run offers candidate codes: at once, or once she has asked for them."""
        if self.settings.suggest == "after_reading":
            return any(event.get("event") == "offer" for event in read_events(self._trail))
        return self.settings.suggest == "at_once"

    @property
    def _beside(self) -> Path:
        return self.path / "themes.suggestions.yaml"

    @property
    def _memory(self) -> Path:
        return self.path / ".thematica" / "known.json"

    @property
    def _trail(self) -> Path:
        return self.path / ".thematica" / "audit_trail.jsonl"

    def _known(self) -> Known:
        return read_known(self._memory)

    def _record(self, event: str, details: dict[str, Any]) -> None:
        append_event(self._trail, event, {"version": VERSION, **details})

    def _save(self, files: dict[str, bytes]) -> None:
        with self._lock:
            for name, content in files.items():
                store.write_whole(self.path / "results" / name, content)

    def _themes(self) -> tuple[ThemeTree, tuple[str, ...]]:
        if not self.themes_path.exists():
            return ThemeTree(), ()
        text = read_text(self.themes_path).text
        if self._parsed is None or self._parsed[0] != text:
            self._parsed = (text, themes_yaml.parse_themes(text, self.themes_path.name))
        tree, listed = self._parsed[1]
        if self._beside.exists():
            listed += themes_yaml.parse_themes(read_text(self._beside).text, self._beside.name)[1]
        return tree, listed

    @cached_property
    def _vectors(self) -> VectorCache:
        embedder = api.make_embedder(self.settings.embedder, allow_download=self.settings.allow_download)
        return VectorCache(embedder, self.path / ".thematica" / "vectors")

    def _find(self) -> CandidateCodes:
        """Find candidate codes, unless the same material and settings have been through it already."""
        known = self._known()
        clusterer = api.make_clusterer(self.settings.clusterer)
        labeller = api.make_labeller(self.settings.language)
        made_by = (self._vectors.name, clusterer.name, labeller.name, str(self.settings.seed), VERSION)
        fingerprint = take_fingerprint(self.segments, made_by)
        if known.fingerprint == fingerprint:
            return known.found
        found = find_candidate_codes(
            self.segments,
            self.embeddings,
            clusterer,
            labeller,
            seed=self.settings.seed,
            progress=api.show_progress("resampling"),
        )
        found = recognise(found, self.segments, known.candidates)
        keys = {c.id: tuple(key_of(self.segments[s]) for s in c.segment_ids) for c in found}
        candidates = {**known.candidates, **keys}
        write_known(
            self._memory,
            dataclasses.replace(known, candidates=candidates, found=found, fingerprint=fingerprint),
        )
        return found

    def _centres(self, tree: ThemeTree) -> dict[str, Any]:
        described = describe_codes(tree, {}, self.embeddings, self._vectors.embed)
        return {code.id: np.mean(rows, axis=0) for code, rows in zip(tree.codes, described, strict=True)}

    def _assign(self, tree: ThemeTree, human: Codings) -> Codings:
        codings = assign_codes(
            self.segments,
            self.embeddings,
            tree,
            find_members(tree, self._known().candidates, self.segments),
            human,
            model=api.make_coding_model(),
            embed_texts=self._vectors.embed,
        )
        with self._lock:
            known = self._known()
            words = {word: code.id for code in tree.codes for word in (code.id, code.name)}
            codes = {**known.codes, **words}
            if codes != known.codes:
                write_known(self._memory, dataclasses.replace(known, codes=codes))
        return codings

    def _saturation(
        self, final: Codings, tree: ThemeTree, *, level: str = "", by: tuple[str, ...] | None = None
    ) -> list[Saturation]:
        wanted = self.settings.saturation
        groupings = (wanted.by if by is None else by) or ("",)
        return [
            measure_saturation(
                final,
                self.segments,
                self.corpus,
                tree,
                level=each,
                by=attribute,
                unit=wanted.unit,
                base=wanted.base,
                run=wanted.run,
                threshold=wanted.threshold,
            )
            for each in ((level,) if level else tree.levels)
            for attribute in groupings
        ]

    def _compare(self, final: Codings, tree: ThemeTree) -> list[Comparison]:
        known = {segment.session_id for segment in self.segments if segment.participant_id}
        unit = "participant" if known and known == {segment.session_id for segment in self.segments} else "session"
        by = self.settings.saturation.by
        return [
            compare_groups(final, self.segments, self.corpus, tree, level=level, by=by, unit=unit)
            for level in tree.levels
        ]

    def _material(self, codings: Codings, tree: ThemeTree) -> ReportMaterial:
        """Gather everything that results are made from."""
        final = resolve(codings, self.settings.basis)
        reflexive = self.settings.approach == "reflexive"
        return ReportMaterial(
            settings=self.settings,
            corpus=self.corpus,
            segments=self.segments,
            found=self.candidates,
            places=self._places(),
            tree=tree,
            codings=codings,
            final=final,
            saturation=() if reflexive else tuple(self._saturation(final, tree)),
            comparison=tuple(self._compare(final, tree)),
            made_with={
                "Segments": f"{self.settings.unit}, by {api.make_splitter(self.settings.language).name}",
                "Embeddings": self.embeddings.embedder,
                "Candidate codes": self.candidates.method,
                "The machine's codings": f"{api.make_coding_model().name}; taught by the consensus, else by all coders",
                "Seed": str(self.settings.seed),
                "Versions": ", ".join(f"{name} {number}" for name, number in list_versions().items()),
            },
        )

    def _places(self) -> dict[str, str]:
        tree, listed = self._themes()
        return place_candidates(self.candidates, tree, listed, self._known().offered)
