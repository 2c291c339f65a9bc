"""An invented study, small enough to be read whole, and the material of its report."""

from __future__ import annotations

import dataclasses
import io

import pandas as pd

from tests.fakes import FirstWords, SameTextClusterer, WordEmbedder, make_corpus
from tests.model.builders import TREE, apply_code, look_at
from thematica.analyses.comparison import compare_groups
from thematica.analyses.cooccurrence import count_cooccurrence
from thematica.analyses.keywords import find_keywords
from thematica.analyses.saturation import measure_saturation
from thematica.formats.answers import read_answers
from thematica.model.candidates import CandidateCodes
from thematica.model.codings import MACHINE, Codings
from thematica.model.corpus import Corpus
from thematica.model.segments import Segments
from thematica.model.settings import AnswerColumns, SaturationSettings, Settings
from thematica.model.themes import ThemeTree
from thematica.reports.material import ReportMaterial
from thematica.steps.embed import embed
from thematica.steps.find import find_candidate_codes
from thematica.steps.resolve import resolve
from thematica.steps.segment import segment
from thematica.study.measure import compare_all, compare_answers

NASTY = 'I said <b>"no" & left</b> <script>alert(1)</script> the lab.'


def make_material(*, nasty: str = NASTY, approach: str = "codebook", machine: bool = True) -> ReportMaterial:
    """Give the material of a study of seven sessions, coded by ana in part and by the machine."""
    corpus = make_corpus(
        *[
            [("Moderator", "How was it?"), (f"P{n}", nasty if n == 1 else "The lab was cold."), ("Q", "Mail waits.")]
            for n in range(1, 8)
        ],
        groups={"P1": "first year", "P2": "first year", "Q": "final year"},
    )
    segments = segment(corpus, "turn")
    embeddings = embed(segments, WordEmbedder().embed, "words 1")
    found = find_candidate_codes(segments, embeddings, SameTextClusterer(), FirstWords())
    first, second, third, fourth, *_ = segments
    codings = Codings(
        [
            apply_code(first, "labs", "ana"),
            dataclasses.replace(apply_code(second, "replies", "ana"), memo="Ask again.", stance="complaint"),
            apply_code(third, "gone", "ana"),
            *(apply_code(s, "labs", MACHINE) for s in (first, fourth) if machine),
        ],
        reviewed=[look_at(each, "ana") for each in (first, second, third)],
    )
    final = resolve(codings, "people+machine" if machine else "people")
    levels = TREE.levels
    return ReportMaterial(
        settings=Settings(name="Mentors & <labs>", approach=approach, saturation=SaturationSettings(by=("group",))),
        corpus=corpus,
        segments=segments,
        found=found,
        places=dict.fromkeys(found.ids, "offered"),
        tree=TREE,
        codings=codings,
        final=final,
        saturation=()
        if approach == "reflexive"
        else tuple(measure_saturation(final, segments, corpus, TREE, level=level, by="group") for level in levels),
        comparison=tuple(compare_groups(final, segments, corpus, TREE, level=level, by=["group"]) for level in levels),
        made_with={"Embedder": "words 1"},
        cooccurrence=(count_cooccurrence(final, segments, corpus, TREE, within="session"),),
        keywords=(find_keywords(segments, corpus, "group", fewest=1),),
        no_keywords={"ward": "keywords of 'ward' need two groups"},
    )


def make_survey_material() -> ReportMaterial:
    """Give the material of an invented survey of two questions: five were asked, and not all answered."""
    rows = "id,ward,good,bad\nA,north,The lab.,\nB,north,The lab.,Mail waits.\nC,south,The lab.,Mail waits.\n"
    rows += "D,south,Nothing.,\nE,south,,\n"
    corpus = read_answers(
        pd.read_csv(io.StringIO(rows)),
        columns=AnswerColumns(text=("good", "bad"), participant="id", attributes=("ward",)),
    )
    segments = segment(corpus, "answer")
    code_of = {"The lab.": "labs", "Mail waits.": "replies"}
    coded = [apply_code(s, code_of[s.text], "ana") for s in segments if s.text in code_of]
    final = resolve(Codings(coded, reviewed=[look_at(s, "ana") for s in segments]))
    settings = Settings(unit="answer", saturation=SaturationSettings(by=("ward",)))
    return dataclasses.replace(
        make_empty_material(),
        settings=settings,
        corpus=corpus,
        segments=segments,
        tree=TREE,
        codings=final,
        final=final,
        comparison=tuple(compare_all(settings, final, segments, corpus, TREE)),
        answers=compare_answers(settings, final, segments, corpus, TREE),
    )


def make_empty_material() -> ReportMaterial:
    """Give the material of a study of which nothing has been read."""
    return ReportMaterial(
        settings=Settings(),
        corpus=Corpus(),
        segments=Segments(),
        found=CandidateCodes(),
        places={},
        tree=ThemeTree(),
        codings=Codings(),
        final=resolve(Codings()),
        saturation=(),
        comparison=(),
    )
