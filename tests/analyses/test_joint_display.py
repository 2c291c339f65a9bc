"""The joint display: each strand counted for itself, side by side."""

from __future__ import annotations

import dataclasses

import pytest

from tests.analyses.builders_of_strands import DESCRIBED, FACULTY, STUDENTS, X, describe, make_strand, make_tree
from thematica.analyses.joint_display import CAVEAT, lay_out
from thematica.errors import AnalysisError
from thematica.model.codings import Codings
from thematica.steps.resolve import resolve

DISPLAY = lay_out([STUDENTS, FACULTY], DESCRIBED)


def test_every_theme_and_code_of_every_strand_has_a_row_in_the_order_of_its_tree() -> None:
    assert [(row.strand, row.level, row.path, row.id) for row in DISPLAY.rows] == [
        ("students", "theme", (), "reaching"),
        ("students", "code", ("Reaching",), "busy"),
        ("students", "code", ("Reaching",), "chasing"),
        ("students", "theme", (), "purpose"),
        ("students", "code", ("Purpose",), "unclear"),
        ("faculty", "theme", (), "time"),
        ("faculty", "code", ("Time",), "workload"),
        ("faculty", "theme", (), "role"),
        ("faculty", "code", ("Role",), "aimless"),
        ("faculty", "code", ("Role",), "alone"),
    ]


def test_each_row_says_how_many_of_its_own_strand_voiced_it() -> None:
    counts = {
        row.id: (row.n_sessions, row.of_sessions, row.n_participants, row.of_participants) for row in DISPLAY.rows
    }

    assert counts["busy"] == (2, 2, 2, 3)
    assert counts["chasing"] == (1, 2, 1, 3)
    assert counts["reaching"] == (2, 2, 3, 3)  # a theme is voiced by whoever voiced one of its codes, once
    assert counts["role"] == (2, 3, 2, 3)
    assert counts["workload"] == (1, 3, 1, 3)


def test_focus_groups_are_counted_by_session_and_interviews_by_participant() -> None:
    said = {row.id: row.describe_counts() for row in DISPLAY.rows}

    assert said["chasing"] == "1 of 2 sessions, 1 of 3 speakers"
    assert said["role"] == "2 of 3 participants"


def test_what_nobody_looked_at_is_in_no_denominator() -> None:
    partly = make_strand(
        "faculty", FACULTY.tree, [[("P", "workload", X)], [("Q", "alone", X)], [("R", "", X)]], unseen=1
    )

    rows = lay_out([STUDENTS, partly], DESCRIBED).of_strand("faculty")

    assert {(row.of_sessions, row.of_participants) for row in rows} == {(2, 2)}


def test_near_codes_stand_with_their_code_and_its_theme() -> None:
    near = {row.id: row.near for row in DISPLAY.rows}

    assert near["busy"] == near["reaching"] == ("Workload (faculty)",)
    assert near["workload"] == ("Busy (students)",)
    assert near["chasing"] == near["alone"] == ()


def test_a_theme_without_near_codes_is_named_as_in_one_strand_only() -> None:
    alone = make_strand("faculty", make_tree(time=["workload"], garden=["roses", "alone"]), [[("P", "workload", X)]])
    described = {
        **DESCRIBED,
        "faculty": describe(alone, {"workload": X, "roses": [0, -1, 0, 0], "alone": [0, 0, 0, 1]}),
    }

    display = lay_out([STUDENTS, alone], described)

    assert [row.id for row in display.themes_without_near_codes("faculty")] == ["garden"]


def test_a_strand_without_codings_has_zeros_and_says_so() -> None:
    display = lay_out([STUDENTS, dataclasses.replace(FACULTY, codings=resolve(Codings()))], DESCRIBED)

    assert {(row.n_sessions, row.of_sessions) for row in display.of_strand("faculty")} == {(0, 0)}
    assert "no codings at all on 0% of the segments" in display.describe()


def test_the_reading_names_the_basis_of_each_strand_and_what_nearness_is_not() -> None:
    said = DISPLAY.describe()

    assert said.startswith(
        "students: 2 themes with 3 codes, from people's codings (ana 4) on 100% of the segments: 'Reaching' "
        "(2 of 2 sessions, 3 of 3 speakers), 'Purpose' (1 of 2 sessions, 1 of 3 speakers).\nfaculty: 2 themes with"
    )
    assert "2 pairs of codes of different strands lie near each other" in said
    assert said.endswith(CAVEAT)


def test_the_tables_hold_every_row_and_every_pair() -> None:
    frame, near = DISPLAY.to_frame(), DISPLAY.near_to_frame()

    assert len(frame) == 10
    assert frame.loc[frame["id"] == "workload", "near_codes"].tolist() == ["Busy (students)"]
    assert near[["first_id", "second_id"]].values.tolist() == [["busy", "workload"], ["unclear", "aimless"]]
    assert "<b>&lt;JointDisplay: 2 strands, 10 themes and codes&gt;</b>" in DISPLAY._repr_html_()


@pytest.mark.parametrize("strands", [[], [STUDENTS], [STUDENTS, STUDENTS]])
def test_it_takes_two_strands_of_different_names(strands: list) -> None:
    with pytest.raises(AnalysisError, match="two strands or more, each with its own name"):
        lay_out(strands, DESCRIBED)
