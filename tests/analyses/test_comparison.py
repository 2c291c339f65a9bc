from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from scipy.stats import chi2_contingency

from tests.fakes import make_corpus
from tests.model.builders import TREE, apply_code, look_at
from thematica.analyses.comparison import Comparison, Voiced, compare_groups
from thematica.analyses.comparison_figure import size_comparison
from thematica.analyses.permutation import measure_likeness
from thematica.analyses.proportions import wilson_interval
from thematica.errors import AnalysisError
from thematica.model.codings import MACHINE, Codings
from thematica.model.corpus import Corpus, Participant, Participants, Sessions
from thematica.model.segments import Segments
from thematica.model.themes import Code, Theme, ThemeTree
from thematica.steps.resolve import resolve
from thematica.steps.segment import segment

GROUPS = {"A": "first year", "B": "first year", "C": "final year", "D": "final year"}
CORPUS = make_corpus(
    [("Moderator", "How was it?"), ("A", "The lab was cold."), ("B", "Mail waits.")],
    [("C", "The lab was dark."), ("D", "I liked it."), ("E", "So did I.")],
    groups=GROUPS,
)
SEGMENTS = segment(CORPUS, "turn")
A, B, C, D, E = SEGMENTS
CODINGS = resolve(
    Codings(
        [apply_code(A, "labs"), apply_code(B, "replies"), apply_code(C, "labs")],
        reviewed=[look_at(each) for each in SEGMENTS],
    )
)


def compare(codings: Codings = CODINGS, corpus: Corpus = CORPUS, **choices: object) -> Comparison:
    return compare_groups(codings, segment(corpus, "turn"), corpus, TREE, **choices)


def counts(comparison: Comparison) -> dict[tuple[str, str], tuple[int, int]]:
    return {(row.group, row.id): (row.n, row.of) for row in comparison.rows}


def test_counted_are_the_participants_of_each_group_who_voiced_a_code() -> None:
    found = counts(compare(by=["group"]))

    assert found["all", "labs"] == (2, 5)
    assert found["first year", "labs"] == (1, 2)
    assert found["final year", "labs"] == (1, 2)
    assert found["final year", "replies"] == (0, 2)
    assert found["first year", "hours"] == (0, 2)


def test_everybody_comes_first_and_rows_keep_the_order_of_the_tree() -> None:
    rows = compare(by=["group"]).rows

    assert [row.by for row in rows] == [""] * 3 + ["group"] * 6
    assert [row.id for row in rows[:3]] == ["hours", "replies", "labs"]


def test_themes_are_counted_by_any_of_their_codes() -> None:
    found = counts(compare(level="theme"))

    assert found == {("all", "mentors"): (1, 5), ("all", "learning"): (2, 5)}


def test_sessions_can_be_counted_instead() -> None:
    comparison = compare(unit="session")

    assert counts(comparison)["all", "labs"] == (2, 2)
    assert "Counted are sessions" in comparison.describe()


def test_saying_the_same_thing_again_changes_no_number() -> None:
    said = [("A", "The lab was cold."), ("B", "Mail waits.")]
    once = make_corpus(said, groups=GROUPS)
    often = make_corpus(said + [("A", "The lab was cold.")] * 9, groups=GROUPS)
    codings = [
        Codings([apply_code(s, "labs") for s in segment(c, "turn") if s.participant_id == "A"]) for c in (once, often)
    ]
    looked = [
        Codings(each, reviewed=[look_at(s) for s in segment(corpus, "turn")])
        for each, corpus in zip(codings, (once, often), strict=True)
    ]

    for unit in ("participant", "session"):
        first = compare(looked[0], once, by=["group"], unit=unit)
        second = compare(looked[1], often, by=["group"], unit=unit)

        assert first.rows == second.rows
        assert counts(first)["all", "labs"] == (1, 2 if unit == "participant" else 1)


def test_who_was_not_looked_at_is_in_no_denominator() -> None:
    found = counts(compare(Codings([apply_code(A, "labs")], reviewed=[look_at(C)]), by=["group"]))

    assert found["all", "labs"] == (1, 2)
    assert found["first year", "labs"] == (1, 1)
    assert found["final year", "labs"] == (0, 1)


def test_a_group_that_nobody_looked_at_has_no_share_and_no_interval() -> None:
    rows = compare(Codings([apply_code(A, "labs")]), by=["group"]).rows

    (row,) = (row for row in rows if (row.group, row.id) == ("final year", "labs"))
    assert (row.n, row.of, row.share, row.interval) == (0, 0, None, None)


def test_a_voiced_share_comes_with_its_interval() -> None:
    row = Voiced("", "all", "labs", "Lab work", 3, 6)

    assert row.share == 0.5
    assert row.interval == wilson_interval(3, 6)


def test_a_group_that_is_called_all_does_not_vanish() -> None:
    corpus = make_corpus([("A", "The lab was cold."), ("B", "Mail waits.")], groups={"A": "all", "B": "some"})
    codings = Codings([apply_code(s, "labs") for s in segment(corpus, "turn")])

    with pytest.raises(AnalysisError, match="'all'"):
        compare(codings, corpus, by=["group"])


def test_an_unknown_attribute_is_refused_with_the_nearest_known_one() -> None:
    with pytest.raises(AnalysisError, match="'groop'; did you mean 'group'"):
        compare(by=["groop"])


@pytest.mark.parametrize("choice", [{"level": "topic"}, {"unit": "segment"}])
def test_an_unknown_level_or_unit_is_refused(choice: dict[str, str]) -> None:
    with pytest.raises(AnalysisError, match=next(iter(choice.values()))):
        compare(**choice)


def test_participants_cannot_be_counted_where_none_is_known() -> None:
    anonymous = Corpus(documents=CORPUS.documents, sessions=CORPUS.sessions)

    with pytest.raises(AnalysisError, match=r"no participant is known.*count sessions instead"):
        compare(Codings(), anonymous)


def test_the_description_names_the_basis_and_what_silence_does_not_mean() -> None:
    described = compare().describe()

    assert "people's codings (ana 3)" in described
    assert "Not voicing a view is not lacking it" in described


def test_the_description_says_that_no_person_has_checked_the_machine() -> None:
    machine = resolve(Codings([apply_code(A, "labs", MACHINE)]), "machine")

    assert "the machine's codings (1), which no person has checked" in compare(machine).describe()


def test_the_frame_has_one_row_a_group_and_code() -> None:
    frame = compare(by=["group"]).to_frame()

    assert len(frame) == 9
    assert list(frame.columns[:10]) == ["level", "by", "group", "id", "name", "n", "of", "share", "low", "high"]
    assert list(frame.columns[10:15]) == ["stance", "asked", "n_speakers", "of_speakers", "speakers"]
    assert list(frame.columns[15:]) == ["share_of_asked", "low_of_asked", "high_of_asked"]
    assert frame["share"].iloc[2] == pytest.approx(0.4)


def test_the_repr_says_how_much_of_what() -> None:
    comparison = compare(by=["group"])

    assert repr(comparison) == "<Comparison: 3 at level code, 2 groups, unit participant>"
    assert comparison.describe() in comparison._repr_html_()


def study(
    sessions: Sequence[Sequence[str]],
    voiced: Mapping[str, str],
    groups: Mapping[str, str],
    **attributes: Mapping[str, str],
) -> tuple[Codings, Segments, Corpus]:
    """Make a study in which each participant takes one turn; ``voiced`` says who gave voice to which codes."""
    corpus = make_corpus(*[[(person, f"{person} talks.") for person in people] for people in sessions], groups=groups)
    people = (
        dataclasses.replace(p, attributes={**p.attributes, **{k: v[p.id] for k, v in attributes.items()}})
        for p in corpus.participants
    )
    corpus = dataclasses.replace(corpus, participants=Participants(people))
    segments = segment(corpus, "turn")
    codings = [apply_code(s, code) for s in segments for code in voiced.get(s.participant_id or "", "").split() if code]
    return resolve(Codings(codings, reviewed=[look_at(s) for s in segments])), segments, corpus


def with_session_attribute(corpus: Corpus, name: str, values: Mapping[str, str]) -> Corpus:
    sessions = (dataclasses.replace(s, attributes={name: values[s.id]}) for s in corpus.sessions)
    return dataclasses.replace(corpus, sessions=Sessions(sessions))


def interviews(*arms: tuple[int, int]) -> tuple[Codings, Segments, Corpus]:
    """Make interviews: in each arm so many of so many voiced 'labs'."""
    people = [f"{arm}{i}" for arm, (_, of) in zip("abcdefgh", arms, strict=False) for i in range(of)]
    said = {f"{arm}{i}": "labs" for arm, (n, _) in zip("abcdefgh", arms, strict=False) for i in range(n)}
    return study([[p] for p in people], said, {p: p[0] for p in people})


ROOMS = [[f"{room}{i}" for i in range(m)] for room, m in zip("pqrstu", [6, 6, 7, 6, 7, 5], strict=True)]
IN_ROOMS = {f"{room}{i}": "labs" for room, n in zip("pqrstu", [5, 4, 6, 1, 2, 1], strict=True) for i in range(n)}
SITES = {f"S{i + 1}": "north" if i < 3 else "south" for i in range(6)}


def focus_groups() -> tuple[Codings, Segments, Corpus]:
    codings, segments, corpus = study(ROOMS, IN_ROOMS, {})
    return codings, segments, with_session_attribute(corpus, "site", SITES)


def test_a_focus_group_counts_once_and_its_speakers_are_named_beside_it() -> None:
    everybody = next(row for row in compare(unit="session").rows if row.id == "labs")

    assert (everybody.n, everybody.of) == (2, 2)
    assert (everybody.speakers, everybody.of_speakers) == (("A", "C"), 5)
    assert "Lab work in 2 of 2 sessions (2 of 5 named speakers)" in compare(unit="session").describe()
    assert "A; C" in compare(unit="session").to_frame()["speakers"].tolist()


def test_many_speakers_are_counted_in_the_table_and_not_named() -> None:
    codings, segments, corpus = interviews((40, 40))

    frame = compare_groups(codings, segments, corpus, TREE).to_frame()

    assert "40 participants" in frame["speakers"].tolist()


def test_in_a_mixed_focus_group_a_session_counts_for_each_group_with_its_own_voices() -> None:
    people = [["w1", "m1"], ["w2", "m2"], ["w3"]]
    codings, segments, corpus = study(
        people, {"w1": "labs", "m2": "labs", "w3": "labs"}, {p: p[0] for s in people for p in s}
    )
    found = compare_groups(codings, segments, corpus, TREE, by="group", unit="session")

    assert counts(found)["w", "labs"] == (2, 3)
    assert counts(found)["m", "labs"] == (1, 2)
    assert "the larger one voices more" in found.describe()


def test_independent_participants_are_compared_as_newcombe_and_fisher_do() -> None:
    found = compare_groups(*interviews((5, 6), (1, 6)), TREE, by="group", tests=True)
    contrast = next(c for c in found.contrasts if c.id == "labs")
    test = next(t for t in found.tests if t.id == "labs")

    assert (contrast.first, contrast.second) == ("a", "b")
    assert contrast.difference == pytest.approx(0.6667, abs=5e-5)
    assert contrast.interval == pytest.approx((0.1055, 0.8599), abs=5e-5)
    assert contrast.odds_ratio is not None
    assert contrast.odds_ratio.value == pytest.approx(16.6031, rel=1e-5)
    assert test.test == "Fisher's exact test"
    assert test.p == pytest.approx(0.0800866, abs=5e-8)
    assert test.smallest_p == pytest.approx(0.0021645, abs=5e-8)
    assert test.p_holm == pytest.approx(3 * test.p)  # three codes are one family


def test_more_than_two_groups_are_tested_exactly_and_compared_in_pairs() -> None:
    found = compare_groups(*interviews((5, 5), (2, 5), (0, 5)), TREE, by="group", tests=True)
    test = next(t for t in found.tests if t.id == "labs")

    assert test.test == "Freeman–Halton exact test"
    assert (test.p or 1) < 0.01
    assert [(c.first, c.second) for c in found.contrasts if c.id == "labs"] == [("a", "b"), ("a", "c"), ("b", "c")]
    assert test.v is not None
    assert test.v_corrected is not None
    assert test.v_corrected < test.v <= 1


def test_very_many_participants_are_tested_by_chi_square_and_fewer_exactly() -> None:
    large = compare_groups(*interviews((300, 700), (390, 700), (410, 800)), TREE, by="group", tests=True)
    rare = compare_groups(*interviews((3, 700), (4, 700), (5, 800)), TREE, by="group", tests=True)
    test, few = (next(t for t in found.tests if t.id == "labs") for found in (large, rare))

    assert (test.test, test.smallest_p, test.error) == ("chi-square test", None, 0)
    assert test.p == pytest.approx(float(chi2_contingency([[300, 390, 410], [400, 310, 390]]).pvalue), rel=1e-9)
    assert few.test == "Freeman–Halton exact test"
    assert "Of 3 tests, 1 have p" in large.describe()


def test_whole_sessions_are_exchanged_where_the_group_belongs_to_the_session() -> None:
    codings, segments, corpus = study(
        [[f"{r}{i}" for i in range(6)] for r in "pqrstuvw"], {f"{r}{i}": "labs" for r in "pqrs" for i in range(4)}, {}
    )
    corpus = with_session_attribute(corpus, "site", {f"S{i + 1}": "north" if i < 4 else "south" for i in range(8)})

    found = compare_groups(codings, segments, corpus, TREE, by="site", tests=True)
    test = next(t for t in found.tests if t.id == "labs")

    assert test.test == "whole sessions exchanged between groups, all 70 ways"
    assert test.p == test.smallest_p == pytest.approx(2 / 70)


def test_three_against_three_sessions_get_no_test_and_the_reason_is_given() -> None:
    found = compare_groups(*focus_groups(), TREE, by="site", tests=True)

    assert {test.p for test in found.tests} == {None}
    assert "site: no test: with groups of 3 and 3 sessions the smallest possible p is 0.1." in found.remarks
    assert "smallest possible p is 0.1" in found.describe()


def test_who_talked_in_one_room_makes_a_difference_less_certain() -> None:
    contrast = next(c for c in compare_groups(*focus_groups(), TREE, by="site").contrasts if c.id == "labs")
    plain = dataclasses.replace(contrast, design_effect=1.0)

    assert contrast.difference == pytest.approx(0.567251, abs=5e-7)
    assert contrast.odds_ratio is None
    assert contrast.design_effect >= 1
    assert contrast.interval[0] <= plain.interval[0] <= plain.interval[1] <= contrast.interval[1]


def test_the_design_effect_of_rooms_of_six_is_that_of_kish() -> None:
    rooms = [[f"{room}{i}" for i in range(6)] for room in "pqrs"]
    said = {f"{room}{i}": "labs" for room, n in zip("pqrs", [5, 3, 3, 1], strict=True) for i in range(n)}
    codings, segments, corpus = study(rooms, said, {})
    corpus = with_session_attribute(corpus, "site", {f"S{i + 1}": "north" if i < 2 else "south" for i in range(4)})
    likeness = measure_likeness(np.array([[5.0], [3], [3], [1]]), np.full(4, 6.0), np.array([0, 0, 1, 1]))[0]

    contrast = next(c for c in compare_groups(codings, segments, corpus, TREE, by="site").contrasts if c.id == "labs")

    assert likeness > 0
    assert contrast.design_effect == pytest.approx(1 + (6 - 1) * likeness)


def test_rooms_that_agree_within_themselves_widen_the_interval() -> None:
    said = {f"{room}{i}": "labs" for room, m in zip("prt", [6, 7, 7], strict=True) for i in range(m)}
    codings, segments, corpus = study(ROOMS, said, {})
    corpus = with_session_attribute(corpus, "site", SITES)

    contrast = next(c for c in compare_groups(codings, segments, corpus, TREE, by="site").contrasts if c.id == "labs")

    assert contrast.design_effect == pytest.approx(6.2, abs=0.3)
    assert not contrast.excludes_none


def test_in_mixed_rooms_labels_are_exchanged_within_the_session() -> None:
    people = [[f"w{i}", f"m{i}"] for i in range(9)]
    said = {**{f"w{i}": "labs" for i in range(8)}, "m8": "labs"}
    material = study(people, said, {p: p[0] for s in people for p in s})

    found = {
        unit: next(
            t for t in compare_groups(*material, TREE, by="group", unit=unit, tests=True).tests if t.id == "labs"
        )
        for unit in ("participant", "session")
    }

    assert found["participant"].test == "participants exchanged within each session, all 512 ways"
    assert found["session"].test == "groups exchanged within each session, all 512 ways"
    assert found["session"].p == found["participant"].p == pytest.approx(0.0390625)  # McNemar's, 1 against 8


def test_people_interviewed_before_and_after_are_compared_with_themselves() -> None:
    people = [f"p{i}" for i in range(12)]
    corpus = make_corpus(*[[(p, "Before." if wave == 0 else "After.")] for wave in (0, 1) for p in people])
    corpus = with_session_attribute(corpus, "wave", {s.id: "12"[i >= 12] for i, s in enumerate(corpus.sessions)})
    segments = tuple(segment(corpus, "turn"))
    before, after = set(people[:8]), {people[8]}  # 8 gave it up, 1 took it up, 3 stayed silent
    said = [s for i, s in enumerate(segments) if s.participant_id in (before if i < 12 else after)]
    final = resolve(Codings([apply_code(s, "labs") for s in said], reviewed=[look_at(s) for s in segments]))

    found = compare_groups(final, segment(corpus, "turn"), corpus, TREE, by="wave", tests=True)
    test = next(t for t in found.tests if t.id == "labs")

    assert test.p == pytest.approx(0.0390625)  # McNemar's, 8 against 1
    assert test.test.startswith("participants exchanged within each session")


def test_no_p_value_is_given_unless_it_is_asked_for() -> None:
    found = compare_groups(*interviews((5, 6), (1, 6)), TREE, by="group")

    assert found.tests == ()
    assert len(found.tests_to_frame()) == 0
    assert not re.search(r"\bp [=≤]", found.describe())


def test_a_theme_that_nobody_or_everybody_voiced_has_an_interval_and_no_odds_ratio() -> None:
    found = compare_groups(*interviews((10, 10), (10, 10)), TREE, by="group", tests=True)
    rows = {(c.id): c for c in found.contrasts}
    tests = {t.id: t for t in found.tests}

    for node_id, words in (("labs", "voiced by everybody"), ("hours", "voiced by nobody")):
        assert rows[node_id].difference == 0
        assert rows[node_id].interval == pytest.approx((-0.2775, 0.2775), abs=5e-5)
        assert rows[node_id].odds_ratio is None
        assert (tests[node_id].p, tests[node_id].remark) == (1.0, words)


def test_a_rare_code_says_that_no_small_p_was_possible() -> None:
    found = compare_groups(*interviews((1, 8), (0, 8)), TREE, by="group", tests=True)
    test = next(t for t in found.tests if t.id == "labs")

    assert test.p == pytest.approx(1)
    assert test.remark == "with 1 who voiced it, no p below 1 is possible"


def test_a_large_p_is_never_called_no_difference() -> None:
    for arms in [((1, 6), (1, 6)), ((5, 6), (1, 6)), ((3, 8), (4, 8), (2, 8))]:
        described = compare_groups(*interviews(*arms), TREE, by="group", tests=True).describe()

        assert "no difference" not in described.lower()
        assert "not significant" not in described.lower()
        assert "does not say that the groups are alike" in described
        assert re.search(r"exclude differences of more than \d+", described)


def test_the_largest_difference_is_told_with_its_interval() -> None:
    described = compare_groups(*interviews((5, 6), (1, 6)), TREE, by="group").describe()

    assert "Lab work, a: 5 of 6, b: 1 of 6, +67 points (95% interval +11 to +86)" in described


def test_what_is_most_widely_voiced_and_what_differs_most_come_first() -> None:
    people = [f"{arm}{i}" for arm in "ab" for i in range(6)]
    said = {p: " ".join(["labs"] * (p != "a5") + ["replies"] * (p in ("a0", "a1", "a2")) + ["hours"] * (p == "a0"))
            for p in people}  # fmt: skip
    material = study([[p] for p in people], said, {p: p[0] for p in people})

    described = compare_groups(*material, TREE, by="group").describe()

    assert "Voiced most widely: Lab work by 11 of 12 participants; Replies to mail by 3 of 12" in described
    assert "the largest differences: Replies to mail, a: 3 of 6, b: 0 of 6, +50 points" in described


def test_participants_who_heard_each_other_are_said_not_to_be_independent() -> None:
    heard = "Participants of one session heard each other"

    assert heard in compare_groups(*focus_groups(), TREE).describe()
    assert heard not in compare_groups(*focus_groups(), TREE, unit="session").describe()
    assert heard not in compare_groups(*interviews((5, 6)), TREE).describe()


def cross_study(per_cell: int) -> Comparison:
    people = [f"{g}{s}{i}" for g in "fm" for s in "cp" for i in range(per_cell)]
    said = {p: "labs" for p in people if p.startswith("fc")}
    material = study([[p] for p in people], said, {}, gender={p: p[0] for p in people}, stage={p: p[1] for p in people})
    return compare_groups(*material, TREE, by=["gender", "stage"], tests=True)


def test_crossed_attributes_are_a_table_and_cells_of_two_get_no_test() -> None:
    found = cross_study(2)
    table = found.crossed_to_frame().set_index("name")

    assert table.loc["Lab work"].to_dict() == {
        "f × c": "2 of 2",
        "f × p": "0 of 2",
        "m × c": "0 of 2",
        "m × p": "0 of 2",
    }
    assert {test.by for test in found.tests} == {"gender", "stage"}
    assert "gender × stage: shown as a table and not tested, because cells hold fewer than 5" in found.describe()
    assert {row.by for row in found.rows} == {"", "gender", "stage"}


def test_crossed_attributes_with_larger_cells_are_tested_together() -> None:
    found = cross_study(6)

    assert {test.by for test in found.tests} == {"gender", "stage", "gender × stage"}
    assert "not tested" not in found.describe()


def test_an_attribute_of_sessions_can_be_crossed_with_one_of_participants() -> None:
    people = [["w1", "m1"], ["w2", "m2"]]
    codings, segments, corpus = study(people, {"w1": "labs"}, {p: p[0] for s in people for p in s})
    corpus = with_session_attribute(corpus, "site", {"S1": "north", "S2": "south"})

    for unit in ("participant", "session"):
        found = compare_groups(codings, segments, corpus, TREE, by=["group", "site"], unit=unit)
        crossed = {(row.group, row.id): (row.n, row.of) for row in found.crossed}

        assert crossed["w × north", "labs"] == (1, 1)
        assert crossed["m × north", "labs"] == (0, 1)
        assert len({group for group, _ in crossed}) == 4


def test_two_attributes_of_sessions_can_be_crossed() -> None:
    codings, segments, corpus = study([["A"], ["B"]], {"A": "labs"}, {})
    sessions = (
        dataclasses.replace(s, attributes={"site": s.id, "year": "1" if s.id == "S1" else ""}) for s in corpus.sessions
    )
    corpus = dataclasses.replace(corpus, sessions=Sessions(sessions))

    found = compare_groups(codings, segments, corpus, TREE, by=["site", "year"], unit="session")

    assert {(row.group, row.n, row.of) for row in found.crossed if row.id == "labs"} == {("S1 × 1", 1, 1)}
    anonymous = Segments(dataclasses.replace(s, participant_id=None) for s in segments)
    unnamed = dataclasses.replace(corpus, participants=Participants())
    again = compare_groups(codings, anonymous, unnamed, TREE, by=["site", "year"], unit="session")
    assert [(row.group, row.n, row.of) for row in again.crossed] == [(r.group, r.n, r.of) for r in found.crossed]


def test_stances_are_counted_apart_with_the_same_denominator() -> None:
    praise = dataclasses.replace(apply_code(A, "labs"), stance="praise")
    complaint = dataclasses.replace(apply_code(C, "labs"), stance="complaint")
    codings = Codings([praise, complaint, apply_code(B, "replies")], reviewed=[look_at(s) for s in SEGMENTS])

    found = compare(codings, by=["group"])
    stances = {(row.stance, row.group, row.id): (row.n, row.of) for row in found.stances}

    assert stances["praise", "all", "labs"] == (1, 5)
    assert stances["complaint", "final year", "labs"] == (1, 2)
    assert stances["praise", "final year", "labs"] == (0, 2)
    assert not any(node == "replies" for _, _, node in stances)
    assert counts(found)["all", "labs"] == (2, 5)
    assert set(found.to_frame()["stance"]) == {"", "praise", "complaint"}


def test_who_was_asked_and_said_nothing_is_in_the_second_denominator() -> None:
    codings, segments, corpus = study([["A"], ["B"]], {"A": "labs"}, {"A": "x", "B": "y"})
    silent = Participant(id="C", session_ids=("S3",), attributes={"group": "y"})
    corpus = dataclasses.replace(corpus, participants=Participants([*corpus.participants, silent]))

    found = compare_groups(codings, segments, corpus, TREE, by="group")
    rows = {(row.group, row.id): row for row in found.rows}
    profiles = {p.group: p for p in found.profiles}

    assert (rows["all", "labs"].n, rows["all", "labs"].of, rows["all", "labs"].asked) == (1, 2, 3)
    assert (rows["y", "labs"].of, rows["y", "labs"].asked) == (1, 2)
    assert (profiles["y"].n_asked, profiles["y"].n_answered) == (2, 1)
    assert "the material has 3" in found.describe()


def test_words_per_participant_stand_beside_the_shares() -> None:
    corpus = make_corpus(
        [("A", "The lab was cold and dark and far away from home.")], [("B", "Mail waits.")],
        groups={"A": "talkers", "B": "others"},
    )  # fmt: skip
    codings = Codings([apply_code(s, "labs") for s in segment(corpus, "turn")])
    found = compare(codings, corpus, by=["group"])

    assert {p.group: p.words_per_participant for p in found.profiles} == {"all": 6.5, "talkers": 11, "others": 2}
    assert "talkers said 11 words a participant, others 2" in found.describe()
    assert list(found.profiles_to_frame()["n_words"]) == [13, 2, 11]


def test_the_names_of_groups_and_codes_change_no_number() -> None:
    codings, segments, corpus = interviews((5, 6), (1, 6))
    renamed = (
        dataclasses.replace(p, attributes={"group": {"a": "z", "b": "b"}[p.attributes["group"]]})
        for p in corpus.participants
    )
    once = compare_groups(codings, segments, corpus, TREE, by="group", tests=True)
    again = compare_groups(
        codings, segments, dataclasses.replace(corpus, participants=Participants(renamed)), TREE, by="group", tests=True
    )

    assert [(t.id, t.p, t.p_holm, t.p_bh, t.v) for t in once.tests] == [
        (t.id, pytest.approx(t.p), pytest.approx(t.p_holm), pytest.approx(t.p_bh), pytest.approx(t.v))
        for t in again.tests
    ]
    assert [c.difference for c in once.contrasts] == [-c.difference for c in again.contrasts]


def test_saying_it_more_often_changes_no_interval_and_no_p() -> None:
    people = [f"p{i}" for i in range(12)]
    groups = {p: "a" if i < 6 else "b" for i, p in enumerate(people)}
    once = make_corpus(*[[(p, "The lab was cold.")] for p in people], groups=groups)
    often = make_corpus(*[[(p, "The lab was cold.")] * (9 if p == "p0" else 1) for p in people], groups=groups)
    found = []
    for corpus in (once, often):
        segments = segment(corpus, "turn")
        said = [apply_code(s, "labs") for s in segments if s.participant_id in ("p0", "p1", "p2", "p3", "p4", "p6")]
        codings = Codings(said, reviewed=[look_at(s) for s in segments])
        found.append(compare_groups(codings, segments, corpus, TREE, by="group", tests=True))

    assert found[0].contrasts == found[1].contrasts
    assert found[0].tests == found[1].tests


def test_too_many_groups_are_not_paired() -> None:
    found = compare_groups(*interviews(*[(1, 3)] * 8), TREE, by="group")

    assert found.contrasts == ()
    assert "8 groups, too many to pair" in found.describe()


def test_the_tables_of_differences_and_tests_have_a_row_each() -> None:
    found = compare_groups(*interviews((5, 6), (1, 6)), TREE, by="group", tests=True)

    contrasts, tests = found.contrasts_to_frame(), found.tests_to_frame()
    assert len(contrasts) == len(tests) == 3
    assert contrasts.loc[2, "odds_ratio"] == pytest.approx(16.6031, rel=1e-5)
    assert tests.loc[2, "p"] == pytest.approx(0.0800866, abs=5e-8)


def test_the_figure_names_each_group_and_its_counts() -> None:
    found = compare_groups(*interviews((5, 6), (1, 6)), TREE, by="group")
    axes = found.plot()
    words = [text.get_text() for text in axes.texts]

    assert "a  5 of 6" in words
    assert "b  1 of 6" in words
    assert "participants who voiced it" in axes.get_xlabel()
    assert compare(unit="session").plot(axes) is axes


def test_a_figure_of_nothing_can_be_drawn() -> None:
    assert compare(Codings()).plot() is not None


def test_names_that_look_like_html_are_shown_as_they_are() -> None:
    corpus = make_corpus([("A", "The lab."), ("B", "Mail.")], groups={"A": "<b>x</b>", "B": "y"})
    codings = Codings([apply_code(s, "labs") for s in segment(corpus, "turn") if s.participant_id == "A"],
                      reviewed=[look_at(s) for s in segment(corpus, "turn")])  # fmt: skip

    assert "<b>x</b>" not in compare(codings, corpus, by=["group"])._repr_html_()


def test_three_against_three_interviews_get_no_test_either() -> None:
    found = compare_groups(*interviews((3, 3), (0, 3)), TREE, by="group", tests=True)

    assert {(test.p, test.p_holm) for test in found.tests} == {(None, None)}
    assert "group: no test: with groups of 3 and 3 participants the smallest possible p is 0.1." in found.remarks


def test_an_interval_on_one_side_of_0_is_not_among_those_that_hold_it() -> None:
    found = compare_groups(*interviews((5, 6), (1, 6)), TREE, by="group")

    assert [c.excludes_none for c in found.contrasts] == [False, False, True]
    assert "2 of 3 intervals hold 0" in found.describe()


def test_the_share_of_those_asked_stands_beside_the_share_of_those_looked_at() -> None:
    row = Voiced("", "all", "labs", "Lab work", 141, 341, asked=362)

    assert round(100 * row.share, 1) == 41.3
    assert round(100 * row.share_of_asked, 1) == 39.0
    assert row.interval_of_asked == wilson_interval(141, 362)
    assert (Voiced("", "a", "x", "X", 0, 0).share_of_asked, Voiced("", "a", "x", "X", 0, 0).interval_of_asked) == (
        None,
        None,
    )


def test_the_reading_names_both_shares_where_not_everybody_was_looked_at() -> None:
    codings, segments, corpus = study([["A"], ["B"]], {"A": "labs"}, {"A": "x", "B": "y"})
    silent = Participant(id="C", session_ids=("S3",), attributes={"group": "y"})
    more = dataclasses.replace(corpus, participants=Participants([*corpus.participants, silent]))

    assert "1 of 2 participants (50.0%; 33.3% of all 3)" in compare_groups(codings, segments, more, TREE).describe()
    assert "of all" not in compare_groups(codings, segments, corpus, TREE).describe()


def test_a_figure_of_many_groups_draws_fewer_codes_and_says_how_many_are_left_out() -> None:
    codes = tuple(Code(id=f"c{i:02d}", name=f"Code {i:02d}") for i in range(40))
    tree = ThemeTree((Theme(id="t", name="T", codes=codes),))
    people = [f"P{i}" for i in range(36)]
    corpus = make_corpus(*[[(p, "Something.")] for p in people], groups={p: f"g{i % 6}" for i, p in enumerate(people)})
    segments = segment(corpus, "turn")
    codings = Codings([apply_code(s, code.id) for s in segments for code in codes[: 1 + int(s.participant_id[1:])]])

    by_group = compare_groups(codings, segments, corpus, tree, by="group")
    names = [tick.get_text() for tick in by_group.plot().get_yticklabels()]
    everybody = compare_groups(codings, segments, corpus, tree).plot()

    assert names == [f"Code {i:02d}" for i in range(12)]  # 12 codes of six groups; the most widely voiced are the first
    assert "28 less widely voiced are not drawn" in by_group.plot().get_xlabel()
    assert "10 less widely voiced are not drawn" in everybody.get_xlabel()
    assert size_comparison(by_group)[1] < 17


def test_while_answers_are_not_looked_at_there_is_no_share_of_those_asked() -> None:
    part = Codings([apply_code(A, "labs")], reviewed=[look_at(B), look_at(C), look_at(D)])

    (row,) = (row for row in compare(part).rows if row.id == "labs")
    (whole,) = (row for row in compare().rows if row.id == "labs")

    assert (row.n, row.of, row.asked, row.unseen) == (1, 4, 5, 1)
    assert (row.share_of_asked, row.interval_of_asked) == (None, None)
    assert (whole.unseen, whole.share_of_asked) == (0, 0.4)
    assert "of all" not in compare(part).describe()
