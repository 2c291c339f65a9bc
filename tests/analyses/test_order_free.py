from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analyses.test_rarefaction import H1500M, H2000M, MATRICES, TOY
from tests.model.builders import incidence_of_occurrences
from thematica.analyses.order_free import (
    _codes_at,
    choose_sizes,
    compare_on_equal_terms,
    count_sessions_needed,
    draw_order_free,
    forecast_new,
)
from thematica.analyses.rarefaction import expect_codes, expect_new, sessions_for_completeness
from thematica.analyses.richness import Occurrences
from thematica.analyses.spread import (
    draw_occurrences,
    estimate_chances,
    leave_out,
    measure_bursts,
    measure_spread,
)
from thematica.errors import AnalysisError
from thematica.model.incidence import Incidence

HEARD = Occurrences.of_incidence(TOY)


def incidence_of(rows: list[list[bool]]) -> Incidence:
    return Incidence(tuple(f"c{i}" for i in range(len(rows))), tuple(map(str, range(len(rows[0])))), np.array(rows))


# --- The curve with its intervals


@settings(max_examples=40, deadline=None)
@given(MATRICES)
def test_intervals_hold_their_estimates_and_forecasts_begin_at_the_codes_heard(rows: list[list[bool]]) -> None:
    curve = draw_order_free(incidence_of(rows), n_resamples=20)
    if curve is None:
        return
    beyond = curve.sizes > curve.n_units
    seen = np.array(rows).any(axis=1).sum()

    assert (curve.codes_low <= curve.codes + 1e-9).all()
    assert (curve.codes <= curve.codes_high + 1e-9).all()
    assert (curve.completeness_low <= curve.completeness + 1e-9).all()
    assert (curve.completeness <= curve.completeness_high + 1e-9).all()
    assert (curve.codes_low[beyond] >= seen).all()
    assert (np.diff(curve.codes) >= -1e-9).all()


def test_the_curve_goes_to_twice_the_sessions_and_can_be_asked_at_any() -> None:
    curve = draw_order_free(TOY)

    assert curve is not None
    assert curve.sizes.tolist() == list(range(1, 13))
    assert curve.at(6).codes == 10
    assert curve.at(12).codes == pytest.approx(11.083987, abs=5e-7)
    assert curve.at(6).completeness == pytest.approx(0.9206, abs=5e-5)
    assert list(curve.to_frame()["extrapolated"]) == [False] * 6 + [True] * 6


def test_the_same_seed_gives_the_same_curve() -> None:
    one, other = draw_order_free(TOY, seed=4), draw_order_free(TOY, seed=4)

    assert one is not None
    assert other is not None
    assert one.to_frame().equals(other.to_frame())


@pytest.mark.parametrize("incidence", [incidence_of_occurrences([1, 1], 1), incidence_of_occurrences([0], 4)])
def test_one_session_or_no_code_has_no_curve(incidence: Incidence) -> None:
    assert draw_order_free(incidence) is None


@pytest.mark.parametrize("t", [2, 40, 41, 500, 7406])
def test_sizes_always_hold_the_sessions_at_hand_one_more_and_twice_as_many(t: int) -> None:
    sizes = choose_sizes(t).tolist()

    assert {1, t, t + 1, 2 * t} <= set(sizes)
    assert sizes == sorted(set(sizes))
    assert len(sizes) <= 81


def test_a_quiet_curve_promises_no_certainty() -> None:
    curve = draw_order_free(incidence_of_occurrences([6, 5, 4], 6))

    assert curve is not None
    assert curve.at(12).codes == 3
    assert curve.at(12).codes_high == pytest.approx(3 + 3.689, abs=1e-3)  # what goes unseen in 6 sessions at 97.5%
    assert curve.at(6).completeness == 1
    assert curve.at(6).completeness_low == pytest.approx(1 - 3.689 / 15, abs=1e-3)


def test_forecasts_are_wider_where_new_codes_come_in_bursts() -> None:
    even = np.eye(8, dtype=bool)
    common = np.ones((4, 8), dtype=bool)
    burst = np.zeros((8, 8), dtype=bool)
    burst[:, 0] = True
    further = np.array([4])
    calm = forecast_new(incidence_of([*common.tolist(), *even.tolist()]), further)
    wild = forecast_new(incidence_of([*common.tolist(), *burst.tolist()]), further)

    assert calm[0] == pytest.approx(wild[0])
    assert wild[2] > calm[2]


def test_forecasts_hold_the_error_of_the_estimate_and_the_chance_of_the_outcome() -> None:
    rows = [*TOY.matrix.tolist(), *[[True, *[False] * 5]] * 4]
    incidence, further = incidence_of(rows), np.array([6])

    new, _, high = (float(each[0]) for each in forecast_new(incidence, further))
    spread = float(measure_spread(incidence, lambda some: expect_new(some, further))[0])
    once = np.array([5, 0, 0, 1, 1, 0])  # codes heard once in each session
    bursts = once.var(ddof=1) / once.mean()

    assert high == pytest.approx(new + 1.959964 * np.sqrt(spread**2 + bursts * new), rel=1e-5)


# --- Spread


def test_leaving_out_each_session_takes_its_codes_away() -> None:
    without = leave_out(TOY)

    assert without.n_units == 5
    assert without.n_codes.tolist() == [9, 10, 10, 9, 9, 10]
    assert without.n_mentions.tolist() == (27 - TOY.matrix.sum(axis=0)).tolist()
    for j in range(6):
        kept = np.delete(TOY.matrix, j, axis=1).sum(axis=1)
        assert without.n_once[j] == (kept == 1).sum()


def test_the_chances_of_methods_are_found_again() -> None:
    found = estimate_chances(HEARD)

    assert found == pytest.approx([1, *[0.6654] * 3, *[0.2928] * 3, *[0.0894] * 3, 0.178571, 0.178571], abs=5e-5)


def test_codes_that_are_in_every_session_keep_their_chance() -> None:
    assert estimate_chances(Occurrences.of([4, 4], 4)).tolist() == [1.0, 1.0]


def test_drawing_in_pieces_gives_as_many_draws_as_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("thematica.analyses.spread.CELLS", 100)

    assert sum(len(some.n_codes) for some in draw_occurrences(TOY, 50)) == 50


@pytest.mark.parametrize("talkative", [True, False], ids=["one session brings much", "sessions are alike"])
def test_the_spread_is_the_wider_of_two(talkative: bool) -> None:
    once = np.zeros((12, 6), dtype=bool)
    once[range(12), [0] * 12 if talkative else [*range(6), *range(6)]] = True
    incidence = incidence_of([*TOY.matrix.tolist(), *once.tolist()])

    def measure(some: Occurrences) -> np.ndarray:
        return expect_new(some, [1])

    found = float(measure_spread(incidence, measure)[0])
    drawn = float(np.concatenate([measure(some) for some in draw_occurrences(incidence)]).std(ddof=1))
    without = measure(leave_out(incidence))[:, 0]
    left_out = float(np.sqrt(5 / 6 * ((without - without.mean()) ** 2).sum()))

    assert (left_out > drawn) == talkative
    assert found == pytest.approx(max(drawn, left_out))


def test_two_sessions_have_a_spread_from_drawing_alone() -> None:
    two = Incidence(("a", "b"), ("1", "2"), np.array([[True, True], [True, False]]))

    assert np.isfinite(measure_spread(two, lambda some: expect_new(some, [1]))).all()


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([[True, False], [False, True]], 1.0),
        ([[True, False, False], [True, False, False], [True, False, False]], 3.0),
        ([[True, True]], 1.0),
    ],
)
def test_bursts_are_variance_by_mean_of_the_codes_heard_once(rows: list[list[bool]], expected: float) -> None:
    assert measure_bursts(incidence_of(rows)) == pytest.approx(expected)


# --- Groups on equal terms


def test_groups_of_unlike_size_are_compared_at_one_completeness() -> None:
    small = Incidence(TOY.code_ids, TOY.unit_ids[:4], TOY.matrix[:, :4])
    rows = compare_on_equal_terms({"large": TOY, "small": small})

    assert rows[0].completeness == pytest.approx(rows[1].completeness, abs=1e-6)
    assert all(row.size is not None and row.size <= 2 * row.n_units for row in rows)
    assert all(row.codes_low <= row.codes <= row.codes_high for row in rows if row.codes is not None)


def test_ants_at_two_heights_are_compared_at_a_completeness_of_985_as_published() -> None:
    groups = {"2000 m": incidence_of_occurrences(H2000M, 200), "1500 m": incidence_of_occurrences(H1500M, 200)}

    rows = compare_on_equal_terms(groups, at=0.985, n_resamples=20)

    assert [row.size for row in rows] == [pytest.approx(104.631, abs=1e-3), pytest.approx(125.959, abs=1e-3)]
    assert [row.codes for row in rows] == [pytest.approx(12.910, abs=1e-3), pytest.approx(50.479, abs=1e-3)]
    assert [row.completeness for row in rows] == pytest.approx([0.985, 0.985])


@pytest.mark.parametrize("share", [0.6, 0.85, 0.93])
def test_codes_of_resamples_at_a_completeness_are_those_of_the_sessions_needed(share: float) -> None:
    draws = Occurrences.of([HEARD.counts, [6, 6, 5, 4, 3, 2, 2, 1, 1, 0]], 6)

    for found, counts in zip(_codes_at(draws, share)[:, 0], draws.counts, strict=True):
        one = Occurrences.of(counts, 6)
        assert found == pytest.approx(float(expect_codes(one, [sessions_for_completeness(one, share)])[0]), abs=0.15)


def test_groups_are_compared_at_one_number_of_sessions_too() -> None:
    small = Incidence(TOY.code_ids, TOY.unit_ids[:2], TOY.matrix[:, :2])
    large, little = compare_on_equal_terms({"large": TOY, "small": small}, "size")

    assert (large.size, little.size) == (4, 4)
    assert large.codes == pytest.approx(8.8)


def test_a_group_compared_with_itself_brings_the_same() -> None:
    one, other = compare_on_equal_terms({"one": TOY, "other": TOY})

    assert (one.codes, one.codes_low, one.codes_high) == (other.codes, other.codes_low, other.codes_high)
    assert one.size == pytest.approx(12)
    assert one.codes == pytest.approx(float(expect_codes(HEARD, [12])[0]), abs=1e-6)


def test_a_group_of_one_session_is_not_evaluable_and_does_not_hold_the_others_back() -> None:
    single, toy = compare_on_equal_terms({"single": incidence_of_occurrences([1, 1], 1), "toy": TOY})

    assert single.codes is None
    assert "not evaluable" in single.remark
    assert toy.size == pytest.approx(12)


def test_a_group_that_cannot_be_taken_so_far_is_not_evaluable() -> None:
    small = Incidence(TOY.code_ids, TOY.unit_ids[:2], TOY.matrix[:, :2])

    assert "farther than 4 sessions" in compare_on_equal_terms({"small": small}, "size", at=9)[0].remark
    assert "farther than 4 sessions" in compare_on_equal_terms({"small": small}, at=0.999)[0].remark


def test_groups_in_which_nothing_was_heard_once_are_compared_at_what_they_have() -> None:
    full = incidence_of_occurrences([5, 5, 4], 5)

    (row,) = compare_on_equal_terms({"full": full})

    assert (row.size, row.codes) == (5, 3)


def test_no_groups_are_no_rows_and_another_way_is_refused() -> None:
    assert compare_on_equal_terms({}) == ()
    with pytest.raises(AnalysisError, match="equal completeness or size, not 'words'"):
        compare_on_equal_terms({}, "words")


# --- Sessions needed


def test_sessions_needed_are_whole_and_say_how_many_more() -> None:
    found = count_sessions_needed(TOY, 0.95)

    assert (found.sessions, found.reason) == (8, "8 sessions (2 more)")
    assert count_sessions_needed(TOY, 0.9).reason == "6 sessions (reached)"
    assert count_sessions_needed(incidence_of_occurrences([6, 6], 6), 0.9).reason == "1 session (reached)"


def test_what_is_farther_than_twice_the_sessions_is_not_told() -> None:
    found = count_sessions_needed(TOY, 0.9999)

    assert (found.sessions, found.reason) == (None, "more than 12 sessions, twice those at hand: too far to say")


def test_sessions_needed_are_not_evaluable_from_one_session() -> None:
    assert count_sessions_needed(incidence_of_occurrences([1], 1), 0.9).reason.startswith("not evaluable")


@given(st.sampled_from([0.0, 1.0, 2.0]))
def test_a_share_that_cannot_be_is_refused(share: float) -> None:
    with pytest.raises(AnalysisError, match="between 0 and 1"):
        count_sessions_needed(TOY, share)
