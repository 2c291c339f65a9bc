from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes import make_corpus
from tests.model.builders import TREE, apply_code, look_at
from thematica.analyses.comparison import Comparison, Voiced, compare_groups, wilson_interval
from thematica.errors import AnalysisError
from thematica.model.codings import MACHINE, Codings
from thematica.model.corpus import Corpus
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


@pytest.mark.parametrize(
    ("n", "of", "low", "high", "digits"),
    [
        (81, 263, 0.2553, 0.3662, 4),
        (15, 148, 0.0624, 0.1605, 4),
        (0, 20, 0, 0.1611, 4),
        (1, 29, 0.0061, 0.1718, 4),
        (2, 40, 0.01382067, 0.16503877, 8),
        (3, 6, 0.1876, 0.8124, 4),
        (5, 6, 0.4365, 0.9699, 4),
        (6, 6, 0.6097, 1, 4),
        (0, 6, 0, 0.3903, 4),
    ],
)
def test_published_wilson_intervals_are_found_again(n: int, of: int, low: float, high: float, digits: int) -> None:
    found = wilson_interval(n, of)

    assert found == pytest.approx((low, high), abs=0.5 * 10**-digits, rel=0)


@given(st.integers(1, 500).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_an_interval_holds_its_share_and_mirrors_that_of_silence(pair: tuple[int, int]) -> None:
    n, of = pair
    low, high = wilson_interval(n, of)

    assert 0 <= low <= n / of <= high <= 1
    assert wilson_interval(of - n, of) == pytest.approx((1 - high, 1 - low), abs=1e-12)


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
    assert list(frame.columns) == ["level", "by", "group", "id", "name", "n", "of", "share", "low", "high"]
    assert frame["share"].iloc[2] == pytest.approx(0.4)


def test_the_repr_says_how_much_of_what() -> None:
    comparison = compare(by=["group"])

    assert repr(comparison) == "<Comparison: 3 at level code, 2 groups, unit participant>"
    assert comparison.describe() in comparison._repr_html_()
