"""The joint page: strands side by side, near codes with words to judge them by, and nothing that could be run."""

from __future__ import annotations

import dataclasses
import re

from tests.analyses.builders_of_strands import describe
from tests.fakes import WordEmbedder
from tests.reports.builders import NASTY, make_material
from thematica.analyses.joint_display import CAVEAT, lay_out
from thematica.model.settings import Settings, StrandSettings
from thematica.model.strands import Strand
from thematica.reports.joint import JointMaterial, build_joint_page, build_joint_results, join_saturation
from thematica.reports.material import ReportMaterial
from thematica.steps.embed import embed

X, Y, Z = [1.0, 0, 0], [0, 1.0, 0], [0, 0, 1.0]


def make_joint(**changes: object) -> JointMaterial:
    own = {name: make_material() for name in ("students", "staff & <deans>")}
    strands = [_strand(name, material) for name, material in own.items()]
    described = {s.name: describe(s, {"hours": X, "replies": Y, "labs": Z}) for s in strands}
    whole = JointMaterial(
        settings=Settings(
            name="Mentors & <labs>", strands=StrandSettings(by="arm", trees={n: f"{n[:2]}.yaml" for n in own})
        ),
        corpus=own["students"].corpus,
        remarks=("in no strand, because 'arm' is <empty>: fg7",),
        strands=own,
        reports={"students": "students/report.html", "staff & <deans>": "staff-deans/report.html"},
        display=lay_out(strands, described),
    )
    return dataclasses.replace(whole, **changes)


def _strand(name: str, material: ReportMaterial) -> Strand:
    return Strand(
        name=name,
        corpus=material.corpus,
        segments=material.segments,
        embeddings=embed(material.segments, WordEmbedder().embed, "words 1"),
        tree=material.tree,
        codings=material.final,
    )


JOINT = make_joint()
PAGE = build_joint_page(JOINT).decode()


def test_the_same_material_gives_the_same_bytes() -> None:
    assert build_joint_page(make_joint()) == PAGE.encode()


def test_each_strand_has_a_column_with_its_own_counts_and_a_link_to_its_report() -> None:
    assert 'href="staff-deans/report.html"' in PAGE
    assert (
        len(
            re.findall(
                r'class="name">Replies to mail</span> <span class="count">1 of 2 sessions, 1 of 3 speakers<', PAGE
            )
        )
        == 2
    )


def test_what_is_in_no_strand_stands_at_the_top() -> None:
    assert PAGE.index("In no strand, because &#39;arm&#39; is &lt;empty&gt;: fg7.") < PAGE.index('id="strands"')


def test_near_codes_stand_with_a_quote_of_each_strand_and_the_caveat() -> None:
    near = PAGE[PAGE.index('id="near"') : PAGE.index('id="saturation"')]

    assert CAVEAT.replace("'", "&#39;") in near
    assert near.count('class="card"') == 3
    assert near.count("<blockquote") == 4  # one of each strand for the two codes that have quotes


def test_nothing_that_a_participant_said_or_a_researcher_wrote_is_run() -> None:
    assert "<script>" not in PAGE
    assert NASTY not in PAGE
    assert "<deans>" not in PAGE


def test_the_page_stands_alone() -> None:
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', PAGE)
    assert "<title>Mentors &amp; &lt;labs&gt;</title>" in PAGE


def test_saturation_has_a_curve_for_each_strand_under_its_name() -> None:
    joined = join_saturation(JOINT.strands, "code")

    assert [curve.group for curve in joined.curves] == list(JOINT.strands)
    assert [curve.new for curve in joined.curves] == [m.saturation[-1].curves[0].new for m in JOINT.strands.values()]
    assert PAGE.count("<svg") == 2


def test_without_saturation_nothing_is_drawn_and_the_page_says_so() -> None:
    reflexive = {name: make_material(approach="reflexive") for name in JOINT.strands}

    page = build_joint_page(make_joint(strands=reflexive)).decode()

    assert "There is nothing to lay side by side" in page
    assert "<svg" not in page


def test_a_strand_that_stands_alone_has_a_page_without_a_display() -> None:
    alone = make_joint(
        display=None, strands={"students": make_material()}, reports={"students": "students/report.html"}
    )

    assert list(build_joint_results(alone)) == ["report.html"]
    assert 'id="display"' not in build_joint_page(alone).decode()


def test_the_tables_go_beside_the_page() -> None:
    files = build_joint_results(JOINT)

    assert list(files) == ["report.html", "joint_display.csv", "near_codes.csv"]
    assert files["joint_display.csv"].decode("utf-8-sig").splitlines()[0].startswith("strand,level,path,id,name")
    assert len(files["near_codes.csv"].decode("utf-8-sig").splitlines()) == 4


def test_a_level_that_one_tree_lacks_is_not_drawn() -> None:
    deep = JOINT.strands["students"]
    flat = dataclasses.replace(deep, saturation=deep.saturation[-1:])

    assert join_saturation({"students": flat, "staff": deep}, "category") is None
