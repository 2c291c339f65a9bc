"""One study folder on disk: load, call, save."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from thematica.analyses.agreement import Agreement
from thematica.analyses.by_question import QuestionComparison
from thematica.analyses.comparison import Comparison
from thematica.analyses.cooccurrence import Cooccurrence
from thematica.analyses.keywords import Keywords
from thematica.analyses.match import Match
from thematica.analyses.saturation import Saturation
from thematica.errors import StudyError
from thematica.model.candidates import CandidateCodes
from thematica.model.codings import Codings
from thematica.model.corpus import Corpus
from thematica.model.settings import Settings
from thematica.model.themes import ThemeTree
from thematica.reports.coded_rows import OlderCoding
from thematica.reports.history import format_comparison
from thematica.reports.material import ReportMaterial
from thematica.steps.code import assign_codes
from thematica.steps.merge import place_candidates
from thematica.steps.possible_names import Suggested
from thematica.steps.recognise import find_members
from thematica.steps.resolve import join_machine, keep_round
from thematica.study.asking import (
    ask_agreement,
    ask_comparison,
    ask_cooccurrence,
    ask_keywords,
    ask_match,
    ask_saturation,
    ask_sessions_needed,
)
from thematica.study.check import Checked, check_study
from thematica.study.consensus import Disagreements, Settled, settle, write_disagreements
from thematica.study.double import DoubleSheets, tell_drawn, write_double_sheets
from thematica.study.exchange import export_codebook, import_codebook
from thematica.study.files import StudyFiles
from thematica.study.finding import find, find_all
from thematica.study.measure import gather_material
from thematica.study.naming import suggest_names
from thematica.study.offering import offer_candidates
from thematica.study.pseudonymise import NewStudy, pseudonymise
from thematica.study.reading import make_folder, read_all
from thematica.study.recoding import list_older
from thematica.study.review import EVERY, Review
from thematica.study.reviewing import write_next
from thematica.study.running import code_all, report_all, run_all
from thematica.study.strands import (
    choose_strand,
    report_strands,
    require_one,
    run_strands,
    tell_strands,
)
from thematica.study.word import export_word, import_word


class Study(StudyFiles):
    """A study folder: its files are read when they are needed, and each step saves what it made.

    Args:
        path: The folder, with a study.yaml in it.
    """

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
        make_folder(study, settings)
        return study

    def __repr__(self) -> str:
        return f"<Study: {self.path}>"

    @property
    def themes_path(self) -> Path:
        """The researcher's tree; a StudyError in a study with strands, each of which has its own."""
        require_one(self)
        return super().themes_path

    @cached_property
    def strands(self) -> tuple[Study, ...]:
        """The parts of the study that have a tree of their own, each a study; none where there is one tree."""
        from thematica.study.strand import open_strands

        return open_strands(self)

    def strand(self, name: str) -> Study:
        """Give one strand by its name."""
        return choose_strand(self, name)

    def read(self) -> Corpus:
        """Read the material; where there is no speakers.yaml yet, one is proposed."""
        return read_all(self)

    @cached_property
    def candidates(self) -> CandidateCodes:
        """The candidate codes, with the ids they had before."""
        with self.memory.lock:
            return find(self)

    def find(self, *, afresh: bool = False) -> CandidateCodes:
        """Find candidate codes and save them; ``afresh`` groups all segments anew, instead of keeping the groups."""
        return find_all(self, afresh=afresh)

    def offer(self, *, again: Sequence[str] = (), remainder: bool = False) -> tuple[str, ...]:
        """Offer the candidate codes that she has not seen, by adding lines to themes.yaml.

        Args:
            again: Ids of candidate codes that she removed and wants to see again.
            remainder: Offer only what is found in the segments that fit no code of the tree, as possible new codes.

        Returns:
            The ids offered now; none if there is nothing new.

        Raises:
            ThemesError: themes.yaml has mistakes; nothing is written.
            StudyError: An id of ``again`` cannot be offered; nothing is written.
        """
        return offer_candidates(self, again, remainder=remainder)

    def code(self) -> Codings:
        """Code the segments with the tree, beside people's codings, and save all codings."""
        return code_all(self)

    def recode(self, *, done: Sequence[str] = ()) -> tuple[OlderCoding, ...]:
        """List the codings made under an older definition of their code, and save them as results/recode.csv.

        Args:
            done: Codes (ids or names) whose codings she has looked at again, under the definition of now.
        """
        return list_older(self, done)

    def next(self, file: str | Path, *, coder: str, n: int = 20) -> int:
        """Write a sheet of segments that a coder should look at next; give how many there are."""
        return write_next(self, Path(file), coder=self.spell(coder)[0], n=n)

    def review(
        self,
        coder: str,
        *,
        round: str = "",
        sheet: str | Path | None = None,
        show_machine: bool = False,
        every: int = EVERY,
    ) -> Review:
        """Look at one segment at a time and decide; every decision is saved at once. See ``Review``."""
        return Review(self, self.spell(coder)[0], round=round, sheet=sheet, show_machine=show_machine, every=every)

    def double(
        self,
        coders: Sequence[str],
        *,
        share: float = 0.2,
        of: str = "segments",
        round: str = "",
        seed: int | None = None,
        kind: str = "csv",
    ) -> DoubleSheets:
        """Draw a share for several coders to code, and write a blind sheet for each who has not looked there."""
        return write_double_sheets(self, self.spell(*coders), share=share, of=of, round=round, seed=seed, kind=kind)

    def disagreements(self, file: str | Path, *, coders: Sequence[str] = (), round: str = "") -> Disagreements:
        """Write a sheet of the segments on which coders differ, to be settled."""
        return write_disagreements(self, Path(file), coders=self.spell(*coders), round=round)

    def consensus(self, sheet: str | Path, *, round: str = "") -> Settled:
        """Add what coders agree on, and what they settled on a sheet of disagreements, to codings/consensus.csv."""
        return settle(self, Path(sheet), round=round)

    def check(self) -> Checked:
        """Check every file of the study at once; nothing is written."""
        return check_study(self.path)

    def import_codebook(self, file: str | Path) -> Path:
        """Bring in the themes of a codebook (CSV, Excel, or an outline in plain text); say where they went."""
        return import_codebook(self, Path(file))

    def export_codebook(self, file: str | Path) -> Path:
        """Write the codebook: ``.csv``, ``.xlsx``, ``.docx`` or ``.md``."""
        return export_codebook(self, Path(file))

    def import_word(self, path: str | Path, *, coder: str = "", whole: bool = False) -> tuple[Path, ...]:
        """Read comments in Word documents as codings; ``whole``: words without a comment were looked at, too."""
        return import_word(self, Path(path), coder, whole=whole)

    def export_word(self, folder: str | Path, *, coder: str = "") -> tuple[Path, ...]:
        """Write each transcript as a Word document to be coded in its margin; ``coder``: whom the copies are for."""
        return export_word(self, Path(folder), coder)

    def pseudonymise(self, key: str | Path, to: str | Path, *, reverse: bool = False) -> NewStudy:
        """Write the study anew with the pseudonyms of a key, which lies outside; what is left of names is listed."""
        return pseudonymise(self, Path(key), Path(to), reverse=reverse)

    def suggest_names(self, key: str | Path) -> Suggested:
        """Add what may be a name to a key file, for her to decide; what was looked at is in the result."""
        return suggest_names(self, Path(key))

    def history(self) -> list[str]:
        """Tell what happened in the study so far, as the audit trail has it, in sentences."""
        return tell_strands(self)

    def compare_codebooks(self, before: int, after: int) -> str:
        """Lay two versions of the codebook side by side, in Markdown."""
        require_one(self)
        return format_comparison(self.memory.versions(), before, after)

    def saturation(self, *, level: str = "", by: tuple[str, ...] | None = None) -> list[Saturation]:
        """Measure saturation at each level of the tree and by each attribute, and save it."""
        return ask_saturation(self, level=level, by=by)

    def agreement(
        self, *, coders: Sequence[str] = (), level: str = "", frame: str = "reviewed", round: str = ""
    ) -> list[Agreement]:
        """Measure agreement between people in each round, at each level, and save it; see ``measure_agreement``."""
        return ask_agreement(self, coders=self.spell(*coders), level=level, frame=frame, round=round)

    def match(self, *, coder: str = "", level: str = "") -> list[Match]:
        """Measure how well the machine's codings meet a person's, and save it; see ``measure_match``."""
        return ask_match(self, coder=self.spell(coder)[0], level=level)

    def compare(
        self,
        *,
        by: tuple[str, ...] | None = None,
        level: str = "",
        unit: str = "",
        tests: bool | None = None,
        question: Sequence[str] = (),
    ) -> list[Comparison | QuestionComparison]:
        """Compare groups at each level, or questions (``by=("question",)``), and save it; see ``ask_comparison``."""
        return ask_comparison(self, by=by, level=level, unit=unit, tests=tests, question=question)

    def cooccurrence(self, *, within: str = "", level: str = "code") -> Cooccurrence:
        """Count which codes turn up together, and save it; see ``count_cooccurrence``."""
        return ask_cooccurrence(self, within=within, level=level)

    def keywords(self, *, by: tuple[str, ...] | None = None, tests: bool | None = None) -> list[Keywords]:
        """Find which words each group uses more than the others, and save them; see ``find_keywords``."""
        return ask_keywords(self, by=by, tests=tests)

    def sessions_needed(self) -> list[Saturation]:
        """Measure saturation of everybody at each level, for what it says of further sessions; nothing is saved."""
        return ask_sessions_needed(self)

    def report(self) -> Path:
        """Write the report and everything it rests on; the tree is not touched."""
        report_strands(self) if self.strands else report_all(self)
        return self.report_path

    def run(self) -> Path:
        """Do all of it: read, find, offer (as ``suggest:`` says), code, analyse, report."""
        run_strands(self) if self.strands else run_all(self)
        return self.report_path

    def code_with(self, tree: ThemeTree, human: Codings, *, round: str | None = None) -> Codings:
        """Add the machine's codings by a tree to people's; it learns from the round that counts, or another.

        Args:
            tree: The codes.
            human: People's codings.
            round: What it learns from; empty: all of them; None: the round of study.yaml.
        """
        taught_in = self.settings.round if round is None else round
        coded = assign_codes(
            self.segments,
            self.embeddings,
            tree,
            find_members(tree, self.memory.known().candidates, self.segments),
            keep_round(human, taught_in),
            model=self.coding_model,
            embed_texts=self.vectors.embed,
            error=self.settings.machine_error,
        )
        return join_machine(human, coded) if taught_in else coded

    def gather(self, codings: Codings, tree: ThemeTree) -> ReportMaterial:
        """Gather everything that results are made from."""
        places = self.places()
        material = gather_material(
            self.settings, self.corpus, self.segments, self.candidates, places, tree, codings, self.embeddings.embedder
        )
        return dataclasses.replace(material, agreement=tuple(tell_drawn(material.agreement, self.memory.events())))

    def places(self) -> dict[str, str]:
        """Say for each candidate code where it is now: in the tree, suggested, removed, or not offered yet."""
        tree, listed = self.read_tree()
        return place_candidates(self.candidates, tree, listed, self.memory.known().offered)
