from __future__ import annotations

from itertools import combinations, permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from thematica.analyses.rarefaction import (
    expect_codes,
    expect_completeness,
    expect_deviation,
    expect_new,
    sessions_for_completeness,
)
from thematica.analyses.richness import Occurrences, estimate_coverage
from thematica.errors import AnalysisError
from thematica.model.incidence import Incidence

ROWS = ["111111", "110110", "101101", "011011", "100100", "010010", "001001", "100000", "000100", "000010"]
TOY = Incidence(tuple("abcdefghij"), tuple("123456"), np.array([[c == "1" for c in row] for row in ROWS]))
TOY_COUNTS = [6, 4, 4, 4, 2, 2, 2, 1, 1, 1]
HEARD = Occurrences.of_incidence(TOY)
H2000M = [80, 59, 34, 23, 19, 15, 13, 8, 8, 4, 3, 2, 2, 1]
H1500M = [
    *(144, 113, 79, 76, 74, 73, 53, 50, 43, 33, 32, 30, 29, 25, 25, 25, 24, 23, 23, 19, 18, 17, 17, 11, 11),
    *(9, 9, 9, 9, 6, 6, 5, 5, 5, 5, 4, 4, 3, 3, 2, 2, 2, 2),
    *[1] * 13,
]
CILIATES = {
    "EtoshaPan": ((19, 216, 107, 44, 516), {20: 221.386, 88: 333.606, 150: 338.901}, 8.859),
    "CentralNamib": ((17, 130, 63, 28, 379), {24: 151.018, 87: 195.191, 150: 196.656}, 6.640),
    "SouthernNamib": ((15, 150, 82, 28, 358), {30: 207.213, 93: 259.337, 150: 261.886}, 8.009),
}
MATRICES = st.integers(2, 7).flatmap(
    lambda t: st.lists(st.lists(st.booleans(), min_size=t, max_size=t), min_size=1, max_size=9)
)


def heard_in(rows: list[list[bool]]) -> Occurrences:
    return Occurrences.of(np.array(rows).sum(axis=1), len(rows[0]))


# --- Published numbers, as recomputed in METHODS 1.6


def test_the_toy_matrix_has_the_curve_of_methods() -> None:
    assert expect_codes(HEARD, range(1, 7)) == pytest.approx([4.5, 6.6, 7.9, 8.8, 9.5, 10], abs=1e-12)
    assert expect_codes(HEARD, [7, 8, 12]) == pytest.approx([10.357143, 10.612245, 11.083987], abs=5e-7)


def test_the_toy_matrix_has_the_completeness_of_methods() -> None:
    expected = [0.5333, 0.7111, 0.8000, 0.8444, 0.8889, 0.9206, 0.9433, 0.9595]

    assert expect_completeness(HEARD, range(1, 9)) == pytest.approx(expected, abs=5e-5)


def test_the_toy_matrix_has_the_unconditional_deviations_of_methods() -> None:
    expected = [0.9747, 1.0746, 1.0595, 1.0311, 1.0301, 1.0541]

    assert expect_deviation(HEARD, range(1, 7)) == pytest.approx(expected, abs=5e-5)


def test_the_toy_matrix_has_the_next_session_and_sessions_needed_of_methods() -> None:
    assert float(expect_new(HEARD, [1])[0]) == pytest.approx(0.357143, abs=5e-7)
    assert sessions_for_completeness(HEARD, 0.95) == pytest.approx(7.373176, abs=5e-7)


@pytest.mark.parametrize(
    ("counts", "codes", "complete"),
    [
        (
            H2000M,
            [1.3550, 6.4801, 11.1673, 12.8119, 13.6084, 14.2441],
            [0.226446, 0.787631, 0.962854, 0.984043, 0.991802, 0.999932],
        ),
        (
            H1500M,
            [5.8500, 24.4595, 40.8755, 47.9826, 52.4631, 65.6841],
            [0.308199, 0.829860, 0.966006, 0.981970, 0.986736, 0.994026],
        ),
    ],
    ids=["2000 m", "1500 m"],
)
def test_ants_have_the_published_curves(counts: list[int], codes: list[float], complete: list[float]) -> None:
    heard, sizes = Occurrences.of(counts, 200), [1, 10, 50, 100, 150, 400]

    assert expect_codes(heard, sizes) == pytest.approx(codes, abs=5e-5)
    assert expect_completeness(heard, sizes) == pytest.approx(complete, abs=5e-7)


@pytest.mark.parametrize(
    ("heard", "size", "codes"),
    [
        (Occurrences.of(H2000M, 200), 104.631, 12.910),
        (Occurrences.of(H1500M, 200), 125.959, 50.479),
        (Occurrences.of_sums(230, 241, 71, 34, 2943), 342.859, 268.726),
        (Occurrences.of_sums(150, 122, 28, 16, 1730), 158.951, 123.609),
    ],
    ids=["2000 m", "1500 m", "500 m", "1070 m"],
)
def test_at_a_completeness_of_985_ants_have_the_published_sizes_and_codes(
    heard: Occurrences, size: float, codes: float
) -> None:
    found = sessions_for_completeness(heard, 0.985)

    assert found == pytest.approx(size, abs=1e-3)
    assert float(expect_codes(heard, [found])[0]) == pytest.approx(codes, abs=1e-3)


@pytest.mark.parametrize("site", CILIATES)
def test_ciliates_have_the_published_extrapolations(site: str) -> None:
    sums, codes, _ = CILIATES[site]
    heard = Occurrences.of_sums(*sums)

    assert expect_codes(heard, list(codes), farthest=10) == pytest.approx(list(codes.values()), abs=5e-4)


def test_ciliates_of_etosha_have_the_published_completeness() -> None:
    heard = Occurrences.of_sums(*CILIATES["EtoshaPan"][0])

    assert expect_completeness(heard, [20, 88, 150], farthest=10) == pytest.approx([0.810, 0.991, 0.999], abs=5e-4)


@pytest.mark.parametrize("site", CILIATES)
def test_ciliates_have_the_unconditional_deviation_at_the_sessions_at_hand(site: str) -> None:
    (t, codes, once, twice, _), _, deviation = CILIATES[site]
    counts = [1] * once + [2] * twice + [3] * (codes - once - twice)  # only these sums count at t = T

    assert float(expect_deviation(Occurrences.of(counts, t), [t])[0]) == pytest.approx(deviation, abs=5e-4)


# --- What must always hold


def test_the_curve_is_the_mean_of_all_720_orders_of_six_groups() -> None:
    curves = [TOY.matrix[:, list(order)].cumsum(axis=1).astype(bool).sum(axis=0) for order in permutations(range(6))]

    assert len(curves) == 720
    assert expect_codes(HEARD, range(1, 7)) == pytest.approx(np.mean(curves, axis=0), abs=1e-12)


@given(MATRICES)
def test_the_curve_is_the_mean_of_all_choices_of_sessions(rows: list[list[bool]]) -> None:
    matrix, t = np.array(rows), len(rows[0])
    means = [
        np.mean([matrix[:, list(chosen)].any(axis=1).sum() for chosen in combinations(range(t), n)])
        for n in range(1, t + 1)
    ]

    assert expect_codes(heard_in(rows), range(1, t + 1)) == pytest.approx(means, abs=1e-10)


@given(MATRICES)
def test_curves_and_completeness_never_fall_and_completeness_is_a_share(rows: list[list[bool]]) -> None:
    heard, sizes = heard_in(rows), range(1, 2 * len(rows[0]) + 1)
    codes, complete = expect_codes(heard, sizes), expect_completeness(heard, sizes)

    assert (np.diff(codes) >= -1e-9).all()
    if heard.is_evaluable:
        assert (np.diff(complete) >= -1e-9).all()
        assert (complete <= 1 + 1e-12).all()
        assert (complete >= -1e-12).all()


@given(MATRICES, st.randoms())
def test_the_order_of_codes_and_sessions_changes_nothing(rows: list[list[bool]], random: object) -> None:
    shuffled = [list(row) for row in np.array(rows)[:, np.random.default_rng(3).permutation(len(rows[0]))]]
    random.shuffle(shuffled)
    sizes = range(1, 2 * len(rows[0]) + 1)

    assert expect_codes(heard_in(rows), sizes) == pytest.approx(expect_codes(heard_in(shuffled), sizes), abs=1e-10)


@given(MATRICES)
def test_at_the_sessions_at_hand_the_curve_meets_the_codes_and_the_completeness(rows: list[list[bool]]) -> None:
    heard, t = heard_in(rows), len(rows[0])
    incidence = Incidence(tuple(f"c{i}" for i in range(len(rows))), tuple(f"s{j}" for j in range(t)), np.array(rows))

    assert float(expect_codes(heard, [t])[0]) == pytest.approx(int(heard.n_codes))
    if heard.is_evaluable:
        assert float(expect_completeness(heard, [t])[0]) == pytest.approx(estimate_coverage(incidence))


@given(MATRICES, st.floats(0.3, 0.99))
def test_the_sessions_needed_have_the_completeness_asked_for(rows: list[list[bool]], share: float) -> None:
    heard, t = heard_in(rows), len(rows[0])
    if not heard.is_evaluable:
        return
    needed = sessions_for_completeness(heard, share)

    if 1 < needed <= 2 * t and needed != t:
        assert float(expect_completeness(heard, [needed])[0]) == pytest.approx(share, abs=1e-6)
    elif needed <= t:
        assert float(expect_completeness(heard, [needed])[0]) >= share
    if 1 < needed <= t:
        assert float(expect_completeness(heard, [needed - 1e-6])[0]) < share


@given(MATRICES)
def test_between_whole_numbers_of_sessions_curves_never_fall_either(rows: list[list[bool]]) -> None:
    heard, sizes = heard_in(rows), np.linspace(1, 2 * len(rows[0]), 57)

    assert (np.diff(expect_codes(heard, sizes)) >= -1e-9).all()
    assert not heard.is_evaluable or (np.diff(expect_completeness(heard, sizes)) >= -1e-9).all()


@given(MATRICES)
def test_rows_of_resamples_give_the_same_as_one_at_a_time(rows: list[list[bool]]) -> None:
    counts, t = np.array(rows).sum(axis=1), len(rows[0])
    draws = np.array([counts, counts[::-1], np.minimum(counts, 1), counts * 0])
    together, sizes = Occurrences.of(draws, t), range(1, 2 * t + 1)

    for measure in (expect_codes, expect_completeness):
        one_by_one = np.array([measure(Occurrences.of(row, t), sizes) for row in draws])
        assert measure(together, sizes) == pytest.approx(one_by_one, abs=1e-10)


def test_where_no_code_was_heard_once_nothing_new_is_expected() -> None:
    heard = Occurrences.of([3, 2, 2], 5)

    assert expect_new(heard, [1, 5]).tolist() == [0.0, 0.0]
    assert expect_completeness(heard, [5, 10]).tolist() == [1.0, 1.0]


def test_one_code_heard_once_and_none_twice_never_reaches_more_completeness() -> None:
    assert sessions_for_completeness(Occurrences.of([4, 1], 4), 0.999) <= 4


def test_codes_that_were_all_heard_once_need_sessions_without_end_or_many() -> None:
    assert sessions_for_completeness(Occurrences.of([1, 1, 1, 1], 4), 0.95) > 8


@pytest.mark.parametrize("measure", [expect_codes, expect_completeness])
@pytest.mark.parametrize("size", [0, 13])
def test_sizes_below_one_and_beyond_twice_the_sessions_are_refused(measure: object, size: int) -> None:
    with pytest.raises(AnalysisError, match="from 1 to 12 sessions, 2 times those at hand"):
        measure(HEARD, [size])


@pytest.mark.parametrize("share", [0, 1, 1.5])
def test_a_completeness_that_cannot_be_is_refused(share: float) -> None:
    with pytest.raises(AnalysisError, match="between 0 and 1"):
        sessions_for_completeness(HEARD, share)


def test_sessions_needed_cannot_be_told_from_one_session() -> None:
    with pytest.raises(AnalysisError, match="fewer than two sessions"):
        sessions_for_completeness(Occurrences.of([1, 1], 1), 0.9)
