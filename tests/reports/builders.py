"""An invented study, small enough to be read whole, and the material of its report."""

from __future__ import annotations

import dataclasses

from tests.fakes import FirstWords, SameTextClusterer, WordEmbedder, make_corpus
from tests.model.builders import TREE, apply_code, look_at
from thematica.analyses.comparison import compare_groups
from thematica.analyses.saturation import measure_saturation
from thematica.model.candidates import CandidateCodes
from thematica.model.codings import MACHINE, Codings
from thematica.model.corpus import Corpus
from thematica.model.segments import Segments
from thematica.model.settings import SaturationSettings, Settings
from thematica.model.themes import ThemeTree
from thematica.reports.material import ReportMaterial
from thematica.steps.embed import embed
from thematica.steps.find import find_candidate_codes
from thematica.steps.resolve import resolve
from thematica.steps.segment import segment

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
