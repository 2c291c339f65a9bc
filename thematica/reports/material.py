"""Everything a report is made from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from thematica.analyses.agreement import Agreement
from thematica.analyses.by_question import QuestionComparison
from thematica.analyses.comparison import Comparison, Voiced
from thematica.analyses.cooccurrence import Cooccurrence
from thematica.analyses.keywords import Keywords
from thematica.analyses.match import Match
from thematica.analyses.saturation import Saturation
from thematica.model.candidates import CandidateCodes
from thematica.model.codings import Coding, Codings
from thematica.model.corpus import Corpus
from thematica.model.incidence import EVERYBODY, count_incidence
from thematica.model.segments import Segments
from thematica.model.settings import Settings
from thematica.model.themes import ThemeTree
from thematica.reports import figures
from thematica.reports.tables import counted_codings


@dataclass(frozen=True, kw_only=True)
class ReportMaterial:
    """Everything a report is made from.

    Attributes:
        settings, corpus, segments, found, tree: The study.
        places: Candidate id to what became of it, in words.
        codings: Everybody's codings.
        final: The one set that the numbers rest on.
        saturation, comparison: Results, one a level; no saturation where it was left out.
        made_with: What made what, in words.
        agreement: Agreement between people, one a level; none where fewer than two have coded.
        no_agreement: Why it could not be measured, where two or more have coded.
        match: Match of the machine and each person, one a level; none where nothing was drawn at random.
        no_match: Why it is not known, where people and the machine have coded.
        answers: For each question of a survey with several, who answered it with each code.
        questions: The cut by question, one a level; none where fewer than two were answered.
        by_question: For each guiding question, who voiced what in answer to it, one a level.
        cooccurrence: Which codes turn up together; none where there are fewer than two codes.
        keywords: The words of the groups, one an attribute.
        no_keywords: Attribute to why there are none.
    """

    settings: Settings
    corpus: Corpus
    segments: Segments
    found: CandidateCodes
    places: Mapping[str, str]
    tree: ThemeTree
    codings: Codings
    final: Codings
    saturation: tuple[Saturation, ...]
    comparison: tuple[Comparison, ...]
    made_with: Mapping[str, str] = field(default_factory=dict)
    agreement: tuple[Agreement, ...] = ()
    no_agreement: str = ""
    match: tuple[Match, ...] = ()
    no_match: str = ""
    answers: Mapping[str, Comparison] = field(default_factory=dict)
    by_question: Mapping[str, Sequence[Comparison]] = field(default_factory=dict)
    questions: tuple[QuestionComparison, ...] = ()
    cooccurrence: tuple[Cooccurrence, ...] = ()
    keywords: tuple[Keywords, ...] = ()
    no_keywords: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def figures(self) -> dict[str, str]:
        """Every figure as SVG, by its name; none of codings where there are none."""
        if not len(self.final):
            return figures.draw_keywords(self.keywords)
        return {
            **figures.draw_comparison(self.comparison),
            **figures.draw_saturation(self.saturation),
            **figures.draw_cooccurrence(self.cooccurrence),
            **figures.draw_keywords(self.keywords),
            **figures.draw_agreement(self.agreement),
            **figures.draw_matches(self.match),
        }

    @cached_property
    def codings_of(self) -> dict[str, list[Coding]]:
        """The counted codings of each code of the tree."""
        found: dict[str, list[Coding]] = {code.id: [] for code in self.tree.codes}
        for coding in counted_codings(self.final, self.segments, self.tree):
            found[coding.code_id].append(coding)
        return found

    @cached_property
    def voiced(self) -> dict[tuple[str, str], Voiced]:
        """Everybody's row of the comparison, by level and node id."""
        return {(c.level, row.id): row for c in self.comparison for row in c.rows if not row.by}

    @cached_property
    def sessions_with(self) -> dict[tuple[str, str], tuple[int, int]]:
        """In how many of how many sessions each node was voiced, by level and node id."""
        found = {}
        for level in self.tree.levels:
            incidence = count_incidence(self.final, self.segments, self.corpus, self.tree, level=level)[EVERYBODY]
            for node_id, n in zip(incidence.code_ids, incidence.occurrences, strict=True):
                found[level, node_id] = (int(n), len(incidence.unit_ids))
        return found
