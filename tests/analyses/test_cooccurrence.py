from __future__ import annotations

import dataclasses
import random

import numpy as np
import pytest

from tests.fakes import make_corpus
from tests.model.builders import TREE, apply_code, look_at
from thematica.analyses.cooccurrence import WITHIN, Cooccurrence, count_cooccurrence
from thematica.errors import AnalysisError
from thematica.model.codings import Codings
from thematica.model.corpus import Corpus, Sessions
from thematica.model.segments import Segments
from thematica.model.themes import Code, Theme, ThemeTree
from thematica.steps.segment import segment

CORPUS = make_corpus(
    [("Moderator", "How was it?"), ("A", "Labs and mail."), ("B", "Mail."), ("A", "Hours.")],
    [("C", "Labs."), ("D", "Labs again.")],
)
SEGMENTS = segment(CORPUS, "turn")
A, B, A2, C, D = SEGMENTS
APPLIED = [(A, "labs"), (A, "replies"), (B, "replies"), (A2, "hours"), (C, "labs"), (D, "labs")]
CODINGS = Codings(apply_code(each, code) for each, code in APPLIED)


def count(
    within: str = "segment", codings: Codings = CODINGS, corpus: Corpus = CORPUS, **choices: object
) -> Cooccurrence:
    segments = segment(corpus, "turn")
    return count_cooccurrence(codings, segments, corpus, TREE, within=within, **choices)


def pairs(found: Cooccurrence) -> dict[tuple[str, str], tuple[int, int, int, int]]:
    return {(p.first_id, p.second_id): (p.n_first, p.n_second, p.n_both, p.of) for p in found.pairs}


def many(n_sessions: int, *, seed: int = 1, together: bool = True) -> tuple[Codings, Segments, Corpus]:
    """Make interviews of four turns each, in which 'labs' and 'replies' come together or by chance."""
    corpus = make_corpus(*[[(f"P{i}", "Something.")] * 4 for i in range(n_sessions)])
    segments = segment(corpus, "turn")
    draw = random.Random(seed)
    codings = []
    for each in segments:
        labs = draw.random() < 0.4
        replies = labs if together and draw.random() < 0.8 else draw.random() < 0.4
        codings += [apply_code(each, "labs")] if labs else []
        codings += [apply_code(each, "replies")] if replies else []
    return Codings(codings, reviewed=[look_at(each) for each in segments]), segments, corpus


@pytest.mark.parametrize(
    ("within", "expected"),
    [
        ("segment", (2, 3, 1, 5)),
        ("turn", (2, 3, 1, 5)),
        ("participant", (2, 3, 1, 4)),
        ("session", (1, 2, 1, 2)),
    ],
)
def test_pairs_are_counted_within_what_was_asked_for(within: str, expected: tuple[int, int, int, int]) -> None:
    assert pairs(count(within))["replies", "labs"] == expected


def test_a_turn_holds_the_codes_of_all_its_segments() -> None:
    corpus = make_corpus([("A", "Labs are cold.\n\nMail waits."), ("B", "Nothing.")])
    segments = segment(corpus, "paragraph")
    first, second, third = segments
    codings = Codings([apply_code(first, "labs"), apply_code(second, "replies")], reviewed=[look_at(third)])

    counted = {w: pairs(count_cooccurrence(codings, segments, corpus, TREE, within=w)) for w in ("segment", "turn")}

    assert counted["segment"]["replies", "labs"] == (1, 1, 0, 3)
    assert counted["turn"]["replies", "labs"] == (1, 1, 1, 2)


def test_a_person_with_hours_and_labs_in_two_turns_has_both() -> None:
    assert pairs(count("segment"))["hours", "labs"][2] == 0
    assert pairs(count("participant"))["hours", "labs"] == (1, 3, 1, 4)


def test_expected_lift_and_jaccard_are_those_of_the_counts() -> None:
    pair = next(p for p in count("segment").pairs if (p.first_id, p.second_id) == ("replies", "labs"))

    assert pair.expected == pytest.approx(2 * 3 / 5)
    assert pair.lift == pytest.approx(1 / 1.2)
    assert pair.jaccard == pytest.approx(1 / 4)


def test_what_was_not_looked_at_is_in_no_denominator() -> None:
    codings = Codings([apply_code(A, "labs")], reviewed=[look_at(C)])

    assert pairs(count("segment", codings))["replies", "labs"] == (0, 1, 0, 2)
    assert pairs(count("participant", codings))["replies", "labs"] == (0, 1, 0, 2)


def test_a_code_that_never_occurs_has_no_lift() -> None:
    pair = next(p for p in count("segment", Codings([apply_code(A, "labs")])).pairs if p.first_id == "hours")

    assert (pair.lift, pair.expected, pair.jaccard, pair.low) == (None, 0.0, None, None)


def test_themes_are_counted_by_any_of_their_codes() -> None:
    found = count("segment", level="theme")

    assert pairs(found) == {("mentors", "learning"): (3, 3, 1, 5)}


def test_without_a_tree_codes_go_by_their_ids() -> None:
    found = count_cooccurrence(CODINGS, SEGMENTS, CORPUS)

    assert [(p.first, p.second) for p in found.pairs] == [("hours", "labs"), ("hours", "replies"), ("labs", "replies")]
    with pytest.raises(AnalysisError, match="needs the tree"):
        count_cooccurrence(CODINGS, SEGMENTS, CORPUS, level="theme")


def test_codes_that_left_the_tree_do_not_count() -> None:
    codings = Codings([*CODINGS, apply_code(A, "gone")])

    assert pairs(count("segment", codings)) == pairs(count("segment"))


def test_saying_the_same_again_changes_nothing_within_participants() -> None:
    codings, segments, corpus = many(12)
    twice = Codings([*codings, *(dataclasses.replace(c, coder="bea") for c in codings)], reviewed=codings.reviewed)

    once = count_cooccurrence(codings, segments, corpus, TREE, within="participant")
    again = count_cooccurrence(twice, segments, corpus, TREE, within="participant")

    assert once.pairs == again.pairs


def test_intervals_draw_sessions_and_hold_the_lift() -> None:
    codings, segments, corpus = many(40)
    found = count_cooccurrence(codings, segments, corpus, TREE, within="segment")
    (pair,) = (p for p in found.pairs if (p.first_id, p.second_id) == ("replies", "labs"))

    assert found.resampling.of == "session"
    assert found.resampling.n_clusters == 40
    assert pair.low is not None
    assert pair.high is not None
    assert 1 < pair.low < (pair.lift or 0) < pair.high
    assert "Together more often than their numbers make likely: Replies to mail and Lab work" in found.describe()


def test_the_interval_is_that_of_a_bootstrap_written_out() -> None:
    codings, segments, corpus = many(30, together=False)
    found = count_cooccurrence(codings, segments, corpus, TREE, within="segment", n_resamples=2000)
    (pair,) = (p for p in found.pairs if (p.first_id, p.second_id) == ("replies", "labs"))
    has = {code: {(c.document_id, c.start) for c in codings if c.code_id == code} for code in ("labs", "replies")}
    by_session: dict[str, list[tuple[bool, bool]]] = {}
    for s in segments:
        key = (s.document_id, s.start)
        by_session.setdefault(s.session_id, []).append((key in has["labs"], key in has["replies"]))
    rooms = np.array([list(rows) for rows in by_session.values()], dtype=float)
    drawn = np.random.default_rng(5).integers(0, 30, size=(2000, 30))
    labs, replies = rooms[drawn][..., 0].sum(axis=(1, 2)), rooms[drawn][..., 1].sum(axis=(1, 2))
    both = (rooms[drawn][..., 0] * rooms[drawn][..., 1]).sum(axis=(1, 2))
    low, high = np.quantile(both * 120 / (labs * replies), [0.025, 0.975])

    assert (pair.low, pair.high) == (pytest.approx(low, abs=0.05), pytest.approx(high, abs=0.05))


def test_the_same_seed_gives_the_same_limits_and_another_seed_others() -> None:
    material = many(12)
    first, again, other = (count_cooccurrence(*material, TREE, seed=seed).pairs for seed in (1, 1, 2))

    assert first == again
    assert first != other
    assert [dataclasses.replace(p, low=None, high=None) for p in first] == [
        dataclasses.replace(p, low=None, high=None) for p in other
    ]


def test_fewer_than_five_sessions_have_no_interval() -> None:
    found = count("segment")

    assert all(pair.low is None for pair in found.pairs)
    assert "2 sessions are too few to be drawn anew" in found.describe()


def test_codes_that_are_never_together_have_no_interval() -> None:
    codings, segments, corpus = many(12)
    alone = Codings([c for c in codings if c.code_id == "labs"], reviewed=codings.reviewed)

    found = count_cooccurrence(alone, segments, corpus, TREE)

    assert {(p.n_both, p.low, p.remark) for p in found.pairs} == {(0, None, "never together: no interval")}
    assert "Most often together" not in found.describe()


def test_the_most_frequent_pair_is_told_first() -> None:
    codings, segments, corpus = many(12)
    once = next(s for s in segments if any((c.document_id, c.start) == (s.document_id, s.start) for c in codings))

    described = count_cooccurrence(Codings([*codings, apply_code(once, "hours")]), segments, corpus, TREE).describe()

    assert "Most often together: Replies to mail and Lab work in" in described


def test_with_few_sessions_intervals_are_said_to_be_too_narrow() -> None:
    assert "narrower than they should be" in count_cooccurrence(*many(8), TREE).describe()
    assert "narrower than they should be" not in count_cooccurrence(*many(25), TREE).describe()


def test_a_code_in_every_unit_has_a_lift_that_says_nothing() -> None:
    codings, segments, corpus = many(12)
    everywhere = Codings([*codings, *(apply_code(s, "hours") for s in segments)])
    found = count_cooccurrence(everywhere, segments, corpus, TREE)

    (pair,) = (p for p in found.pairs if (p.first_id, p.second_id) == ("hours", "labs"))
    assert pair.lift == pytest.approx(1)
    assert pair.low is None
    assert pair.remark == "one of them is in every unit: the lift is 1 whatever was said"


def test_the_names_and_order_of_codes_change_no_number() -> None:
    codings, segments, corpus = many(12)
    turned = ThemeTree((Theme(id="t", name="T", codes=(Code(id="labs", name="Z"), Code(id="replies", name="Y"))),))
    once = count_cooccurrence(codings, segments, corpus, TREE)
    again = count_cooccurrence(codings, segments, corpus, turned)

    (p,) = (p for p in once.pairs if (p.first_id, p.second_id) == ("replies", "labs"))
    (q,) = again.pairs
    assert (p.n_first, p.n_second, p.n_both, p.of) == (q.n_second, q.n_first, q.n_both, q.of)
    assert (p.lift, p.low, p.high) == (pytest.approx(q.lift), pytest.approx(q.low), pytest.approx(q.high))


def test_an_unknown_unit_or_session_is_refused() -> None:
    with pytest.raises(AnalysisError, match="'turns'; did you mean 'turn'"):
        count("turns")
    with pytest.raises(AnalysisError, match="sessions that are not in the corpus: S1"):
        count_cooccurrence(CODINGS, SEGMENTS, dataclasses.replace(CORPUS, sessions=Sessions()), TREE)


def test_participants_cannot_be_counted_where_none_is_known() -> None:
    segments = Segments(dataclasses.replace(s, participant_id=None) for s in SEGMENTS)

    with pytest.raises(AnalysisError, match="count within sessions instead"):
        count_cooccurrence(CODINGS, segments, CORPUS, TREE, within="participant")


@pytest.mark.parametrize("within", WITHIN)
def test_nothing_coded_is_a_result_and_not_a_crash(within: str) -> None:
    found = count(within, Codings())

    assert found.of == 0
    assert {p.n_both for p in found.pairs} == {0}
    assert "no codings at all" in found.describe()
    assert found.plot() is not None


def test_the_frame_has_a_row_a_pair() -> None:
    frame = count("segment").to_frame()

    assert len(frame) == 3
    assert list(frame.columns)[:6] == ["level", "within", "by", "group", "first_id", "first"]
    assert frame["n_both"].sum() == 1


def test_the_repr_and_the_description_say_how_much_of_what() -> None:
    found = count("segment")

    assert repr(found) == "<Cooccurrence: 1 of 3 pairs at level code within 5 segments>"
    assert "Replies to mail and Lab work in 1 (expected 1.2)" in found.describe()
    assert "does not say that one leads to the other" in found.describe()
    assert "people's codings (ana 6)" in found.describe()
    assert "Most often together" in found._repr_html_()


def test_the_network_names_codes_with_their_counts() -> None:
    axes = count_cooccurrence(*many(12), TREE).plot()
    words = [text.get_text() for text in axes.texts]

    assert any(word.startswith("Lab work (") for word in words)
    assert not any(word.startswith("Office hours") for word in words)
    assert "segments with both, of 48" in axes.get_xlabel()


def test_a_network_of_many_codes_shows_the_most_frequent_pairs() -> None:
    codes = tuple(Code(id=f"c{i}", name=f"Code {i}") for i in range(16))
    tree = ThemeTree((Theme(id="t", name="T", codes=codes),))
    codings = Codings([apply_code(s, code.id) for s in (A, B) for code in codes])
    axes = count_cooccurrence(codings, SEGMENTS, CORPUS, tree).plot()

    assert len([line for line in axes.lines if len(line.get_xdata()) == 2]) == 30
    assert "the 30 most frequent of 120 pairs" in axes.get_xlabel()


def test_pairs_that_turn_up_together_come_with_the_most_frequent_first() -> None:
    found = count("session")

    assert [p.n_both for p in found.together] == sorted((p.n_both for p in found.pairs if p.n_both), reverse=True)
    assert "No two codes turn up together." not in found.describe()
    assert "No two codes turn up together." in count(codings=Codings(reviewed=[look_at(A)])).describe()


def test_long_names_are_cut_so_that_they_do_not_leave_the_figure() -> None:
    codes = tuple(Code(id=f"c{i}", name=f"A code with a name that is very long, number {i}") for i in range(20))
    tree = ThemeTree((Theme(id="t", name="T", codes=codes),))
    codings = Codings(apply_code(A, code.id) for code in codes)

    axes = count_cooccurrence(codings, SEGMENTS, CORPUS, tree).plot()

    assert max(len(text.get_text()) for text in axes.texts) <= 22 + len(" (1)")
