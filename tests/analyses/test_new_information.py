from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.analyses.test_rarefaction import MATRICES, TOY
from tests.model.builders import incidence_of_new, incidence_of_occurrences
from thematica.analyses.new_information import (
    Assessment,
    assess_incidence,
    assess_new_information,
    assess_ten_plus_three,
    count_quiet_tail,
    reorder_sessions,
)
from thematica.analyses.saturation import measure_saturation
from thematica.errors import AnalysisError
from thematica.model.incidence import Incidence

FIG_2 = [16, 10, 7, 4, 4, 3, 1, 0]
EXTENDED = [*FIG_2, 0, 0]
SIX_GROUPS = [12, 5, 3, 1, 1, 0]
FRANCIS = [9, 6, 4, 3, 2, 2, 1, 1, 1, 1, 0, 1, 0, 0, 0]
GUEST_2006 = (80, 20, 9, 5)  # new codes by interview 6, by 12, in the rest of Ghana's, in Nigeria's
QUANTILES = (0.05, 0.5, 0.95)
NEW = st.lists(st.integers(0, 20), max_size=14)
CELLS = [(b, r, t) for t in (0.05, 0.0) for b in (4, 5, 6) for r in (2, 3)]


def grid_of(new: list[int]) -> dict[tuple[int, int, float], Assessment]:
    (curve,) = measure_saturation(incidence_of_new(new)).curves
    return {(a.base, a.run, a.threshold): a for a in curve.grid}


def heard_from_then_on(new: list[int]) -> Incidence:
    """Give an incidence in which codes, once heard, are heard in every later session."""
    matrix = incidence_of_new(new).matrix.cumsum(axis=1).astype(bool)
    return Incidence(tuple(f"c{i}" for i in range(len(matrix))), tuple(f"S{j}" for j in range(len(new))), matrix)


# --- Base size, run length, threshold: the oracles of Guest, Namey and Chen (2020)


def test_figure_2_of_the_paper_is_met_at_six_plus_two() -> None:
    found = assess_new_information(FIG_2)

    assert (found.state, found.at, found.place) == ("met", 6, "6⁺²")
    assert found.shares == pytest.approx((7 / 37, 4 / 37, 1 / 37))
    assert [round(share, 4) for share in found.shares] == [0.1892, 0.1081, 0.0270]


def test_figure_2_of_the_paper_is_not_reached_with_a_run_of_three() -> None:
    found = assess_new_information(FIG_2, run=3)

    assert (found.state, found.at, found.place) == ("not reached", None, "")
    assert found.shares == pytest.approx((8 / 37, 4 / 37))


def test_the_extended_figure_is_met_at_seven_plus_two_without_anything_new() -> None:
    assert assess_new_information(EXTENDED, threshold=0).place == "7⁺²"


def test_a_base_of_six_has_44_codes_and_is_met_at_six_plus_two() -> None:
    found = assess_new_information(EXTENDED, base=6)

    assert found.place == "6⁺²"
    assert found.shares[0] == pytest.approx(1 / 44)


@pytest.mark.parametrize(("base", "run", "threshold"), CELLS)
def test_every_cell_of_the_extended_figure_is_at_six_or_at_seven(base: int, run: int, threshold: float) -> None:
    found = grid_of(EXTENDED)[base, run, threshold]

    assert (found.state, found.at) == ("met", 6 if threshold else 7)


def test_six_focus_groups_can_be_looked_at_in_two_of_twelve_cells() -> None:
    grid = grid_of(SIX_GROUPS)

    assert grid[4, 2, 0.05].place == "4⁺²"
    assert grid[4, 2, 0.05].shares == pytest.approx((1 / 21,))
    assert grid[4, 2, 0.0].state == "not reached"
    assert [a.state for cell, a in grid.items() if cell[:2] != (4, 2)] == ["not evaluable"] * 10


def test_a_seventh_focus_group_without_anything_new_meets_the_threshold_of_nothing() -> None:
    assert assess_new_information([*SIX_GROUPS, 0], threshold=0).place == "5⁺²"


def test_the_toy_matrix_is_not_reached() -> None:
    (curve,) = measure_saturation(TOY).curves

    assert curve.new == (5, 2, 1, 1, 1, 0)
    assert curve.assessment.state == "not reached"
    assert curve.assessment.shares == pytest.approx((1 / 9,))


def test_all_twelve_cells_are_always_given() -> None:
    assert sorted(grid_of([1])) == sorted(CELLS)


@pytest.mark.parametrize(
    ("new", "reason"),
    [
        ([], "0 sessions; a base of 4 and a run of 2 need 6"),
        ([3], "1 session; a base of 4 and a run of 2 need 6"),
        ([3, 1, 0, 0, 0], "5 sessions; a base of 4 and a run of 2 need 6"),
        ([0, 0, 0, 0, 2, 1], "no code occurs in the first 4 sessions"),
    ],
)
def test_what_cannot_be_looked_at_is_not_evaluable_and_says_why(new: list[int], reason: str) -> None:
    found = assess_new_information(new)

    assert (found.state, found.reason, found.shares) == ("not evaluable", reason, ())


def test_a_met_threshold_says_what_later_sessions_brought() -> None:
    assert "but the sessions after that brought 5 more" in assess_new_information([9, 1, 0, 0, 0, 0, 5]).reason


@given(NEW, st.sampled_from((4, 5, 6)), st.sampled_from((0.05, 0.0)))
def test_a_longer_run_is_never_met_earlier(new: list[int], base: int, threshold: float) -> None:
    two = assess_new_information(new, base=base, run=2, threshold=threshold)
    three = assess_new_information(new, base=base, run=3, threshold=threshold)

    assert three.at is None or (two.at is not None and two.at <= three.at)


@given(NEW, st.sampled_from((4, 5, 6)), st.sampled_from((2, 3)))
def test_a_stricter_threshold_is_never_met_earlier(new: list[int], base: int, run: int) -> None:
    loose = assess_new_information(new, base=base, run=run, threshold=0.05)
    strict = assess_new_information(new, base=base, run=run, threshold=0.0)

    assert strict.at is None or (loose.at is not None and loose.at <= strict.at)


@given(NEW, st.sampled_from(CELLS))
def test_the_place_is_the_first_run_that_adds_no_more_than_the_threshold(
    new: list[int], cell: tuple[int, int, float]
) -> None:
    base, run, threshold = cell
    found = assess_new_information(new, base=base, run=run, threshold=threshold)
    enough = [
        s
        for s in range(base, len(new) - run + 1)
        if 100 * sum(new[s : s + run]) <= round(100 * threshold) * sum(new[:base])
    ]
    evaluable = len(new) >= base + run and sum(new[:base]) > 0

    expected = "not evaluable" if not evaluable else "met" if enough else "not reached"
    assert found.state == expected
    assert found.at == (enough[0] if expected == "met" else None)
    assert found.reason


@given(NEW)
def test_a_further_session_does_not_move_a_place_that_was_met(new: list[int]) -> None:
    before, after = assess_new_information(new), assess_new_information([*new, 7])

    assert before.at is None or before.at == after.at


def test_80_codes_by_the_sixth_of_60_interviews_are_a_count_and_not_80_percent() -> None:
    ghana, everybody = sum(GUEST_2006[:3]), sum(GUEST_2006)

    shares = [80 / everybody, 80 / ghana, 100 / ghana, 100 / everybody]
    assert [round(share, 3) for share in shares] == [0.702, 0.734, 0.917, 0.877]


@pytest.mark.parametrize("choice", [{"base": 0}, {"run": 0}, {"threshold": 1.1}])
def test_a_base_run_or_threshold_that_cannot_be_is_refused(choice: dict[str, float]) -> None:
    with pytest.raises(AnalysisError, match="must be at least 1"):
        assess_new_information(FIG_2, **choice)


# --- Where a met threshold says nothing


def test_short_answers_meet_the_rule_and_the_result_says_that_it_says_nothing() -> None:
    answers = np.zeros((12, 20), dtype=bool)  # each answer holds one code; answers 5 and 6 repeat the first ones
    answers[[0, 1, 2, 3, 0, 1, *range(4, 12), *[0] * 6], range(20)] = True

    found = assess_incidence(Incidence(tuple("abcdefghijkl"), tuple(f"A{i}" for i in range(20)), answers))

    assert (found.state, found.place) == ("met", "4⁺²")
    assert found.doubt.startswith("this says nothing here: only 4 of the 12 codes were heard in the first 6 sessions")
    assert found.reason.endswith(found.doubt)


def test_where_no_session_came_after_the_completeness_raises_the_doubt() -> None:
    answers = np.zeros((4, 6), dtype=bool)
    answers[[0, 1, 2, 3, 0, 0], range(6)] = True

    found = assess_incidence(Incidence(tuple("abcd"), tuple("123456"), answers))

    assert found.state == "met"
    assert "the estimated completeness of the first 6 sessions is only 58%, with 1.0 codes each" in found.doubt


@pytest.mark.parametrize("new", [FIG_2, EXTENDED])
def test_rich_interviews_meet_the_rule_without_a_doubt(new: list[int]) -> None:
    found = assess_incidence(heard_from_then_on(new))

    assert (found.state, found.doubt) == ("met", "")


@given(MATRICES)
def test_a_doubt_never_changes_the_state_or_the_place(rows: list[list[bool]]) -> None:
    incidence = Incidence(tuple(map(str, range(len(rows)))), tuple(map(str, range(len(rows[0])))), np.array(rows))
    found, plain = assess_incidence(incidence), assess_new_information([int(n) for n in incidence.new])

    assert (found.state, found.place, found.shares) == (plain.state, plain.place, plain.shares)
    assert not found.doubt or found.state == "met"


# --- 10 + 3


def test_ten_plus_three_is_met_after_the_fifteenth() -> None:
    found = assess_ten_plus_three(FRANCIS)

    assert (found.state, found.at) == ("met", 15)
    assert found.reason == "sessions 13 to 15 brought no new code"


def test_ten_plus_three_is_not_reached_without_the_last() -> None:
    assert assess_ten_plus_three(FRANCIS[:-1]).state == "not reached"


def test_ten_plus_three_needs_thirteen_sessions() -> None:
    found = assess_ten_plus_three([1] * 12)

    assert (found.state, found.at, found.reason) == ("not evaluable", None, "12 sessions; 10+3 needs 13")


def test_a_quiet_run_before_the_tenth_does_not_count() -> None:
    assert assess_ten_plus_three([5, 0, 0, 0, 1, 1, 1, 1, 1, 1, 0, 0, 1]).state == "not reached"
    assert assess_ten_plus_three([5, 0, 0, 0, 1, 1, 1, 1, 1, 1, 0, 0, 0]).at == 13


# --- Other orders


def test_all_720_orders_of_six_sessions_are_asked_and_agree_with_the_rule_itself() -> None:
    found = reorder_sessions(TOY, base=3, run=2, threshold=0.2)
    orders = [TOY.matrix[:, list(order)] for order in permutations(range(6))]
    news = [[int(n) for n in np.bincount(matrix.argmax(axis=1), minlength=6)] for matrix in orders]
    asked = [assess_new_information(new, base=3, run=2, threshold=0.2) for new in news]
    places = sorted(a.at for a in asked if a.at is not None)

    assert found is not None
    assert (found.n_orders, found.every) == (720, True)
    assert found.share_met == pytest.approx(len(places) / 720)
    assert found.share_not_reached == pytest.approx(1 - len(places) / 720)
    assert (found.low, found.high) == (places[0], places[-1])
    assert found.median == places[(len(places) - 1) // 2]
    assert found.share_quiet == pytest.approx(sum(new[-1] == 0 for new in news) / 720)


def test_places_and_quiet_ends_of_all_orders_are_those_of_the_rule_itself() -> None:
    twice = Incidence(TOY.code_ids, tuple("123456"), TOY.matrix[:, [0, 1, 2, 3, 5, 5]][:, [0, 1, 3, 2, 4, 5]])
    found = reorder_sessions(twice, base=2, run=1, threshold=0)
    orders = [twice.matrix[:, list(order)] for order in permutations(range(6))]
    news = [np.bincount(matrix[matrix.any(axis=1)].argmax(axis=1), minlength=6).tolist() for matrix in orders]
    asked = [assess_new_information(new, base=2, run=1, threshold=0) for new in news]
    places = sorted(a.at for a in asked if a.at is not None)

    assert found is not None
    assert (found.low, found.median, found.high) == tuple(places[int(np.ceil(q * len(places))) - 1] for q in QUANTILES)
    assert (found.high, places[-1]) == (4, 5)  # so that the 95th percentile is not the last
    assert found.tail == count_quiet_tail(twice.new) == 2
    assert found.share_quiet == pytest.approx(sum(new[-2:] == [0, 0] for new in news) / 720)


def test_the_last_session_is_quiet_in_as_many_orders_as_sessions_hold_nothing_of_their_own() -> None:
    found = reorder_sessions(TOY)

    assert found is not None
    assert (found.tail, found.share_quiet) == (
        1,
        pytest.approx(3 / 6),
    )  # sessions 2, 3 and 6 hold no code that was heard once


def test_random_orders_are_near_to_what_holds_of_all_and_the_same_for_the_same_seed() -> None:
    seven = Incidence(TOY.code_ids, tuple("1234567"), np.hstack([TOY.matrix, TOY.matrix[:, :1]]))
    every, some = reorder_sessions(seven, n_orders=5040), reorder_sessions(seven, n_orders=2000)

    assert every is not None
    assert some is not None
    assert (every.every, some.every) == (True, False)
    assert some.share_met == pytest.approx(every.share_met, abs=0.04)
    assert reorder_sessions(seven, n_orders=2000) == some


def test_orders_in_which_the_base_is_empty_are_neither_met_nor_not_reached() -> None:
    found = reorder_sessions(incidence_of_occurrences([1], 6))

    assert found is not None
    assert found.share_met + found.share_not_reached == pytest.approx(4 / 6)


def test_too_few_sessions_are_not_put_in_other_orders() -> None:
    assert reorder_sessions(incidence_of_new([3, 2, 1, 0, 0])) is None


def test_sessions_without_any_code_have_no_place() -> None:
    found = reorder_sessions(incidence_of_occurrences([], 6))

    assert found is not None
    assert (found.share_met, found.median, found.tail) == (0.0, None, 0)


@pytest.mark.parametrize(("new", "tail"), [([5, 2, 0, 1, 0, 0], 2), ([1], 0), ([], 0), ([0, 0], 0)])
def test_the_quiet_tail_is_counted_from_the_last_new_code(new: list[int], tail: int) -> None:
    assert count_quiet_tail(new) == tail
