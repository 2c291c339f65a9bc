from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import fisher_exact as scipy_fisher
from scipy.stats.contingency import odds_ratio as scipy_odds_ratio

from thematica.analyses.proportions import (
    adjust_benjamini_hochberg,
    adjust_bonferroni,
    adjust_holm,
    difference_interval,
    fisher_exact,
    odds_ratio,
    smallest_p,
    wilson_interval,
)
from thematica.errors import AnalysisError

# Benjamini and Hochberg (1995): fifteen p-values of one family.
FAMILY = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
    0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0,
]  # fmt: skip
HOLM = [0.0015, 0.0056, 0.0247, 0.1140, 0.2211, *[0.2780] * 3, 0.3213, *[1.0] * 6]
BH = [
    0.0015, 0.0030, 0.0095, 0.0356, 0.0603, 0.0639, 0.0639, 0.0645,
    0.0765, 0.4860, 0.5812, 0.7149, 0.7532, 0.8132, 1.0,
]  # fmt: skip
tables = st.tuples(*[st.integers(0, 12)] * 4).filter(lambda t: sum(t) > 0)
pairs = st.integers(1, 60).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of)))


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


def test_study_c_has_39_percent_of_362_with_its_interval() -> None:
    low, high = wilson_interval(141, 362)

    assert round(100 * 141 / 362, 1) == 39.0
    assert (low, high) == pytest.approx((0.3407, 0.4406), abs=0.00005)


@given(pairs)
def test_an_interval_holds_its_share_and_mirrors_that_of_silence(pair: tuple[int, int]) -> None:
    n, of = pair
    low, high = wilson_interval(n, of)

    assert 0 <= low <= n / of <= high <= 1
    assert wilson_interval(of - n, of) == pytest.approx((1 - high, 1 - low), abs=1e-12)


@pytest.mark.parametrize(("n", "of"), [(1, 0), (-1, 5), (6, 5), (0, 0)])
def test_a_proportion_that_cannot_be_is_refused(n: int, of: int) -> None:
    with pytest.raises(AnalysisError, match=f"{n} of {of} is no proportion"):
        wilson_interval(n, of)
    with pytest.raises(AnalysisError, match="no proportion"):
        difference_interval(1, 2, n, of)


@pytest.mark.parametrize(
    ("counts", "difference", "low", "high"),
    [
        ((56, 70, 48, 80), 0.2, 0.0524, 0.3339),
        ((9, 10, 3, 10), 0.6, 0.1705, 0.8090),
        ((6, 7, 2, 7), 0.5714, 0.0582, 0.8062),
        ((5, 56, 0, 29), 0.0893, -0.0381, 0.1926),
        ((0, 10, 0, 20), 0, -0.1611, 0.2775),
        ((0, 10, 0, 10), 0, -0.2775, 0.2775),
        ((10, 10, 0, 20), 1, 0.6791, 1),
        ((10, 10, 0, 10), 1, 0.6075, 1),
        ((5, 6, 1, 6), 0.6667, 0.1055, 0.8599),
    ],
)
def test_newcombes_intervals_are_found_again(
    counts: tuple[int, int, int, int], difference: float, low: float, high: float
) -> None:
    n1, of1, n2, of2 = counts

    assert n1 / of1 - n2 / of2 == pytest.approx(difference, abs=5e-5)
    assert difference_interval(*counts) == pytest.approx((low, high), abs=5e-5)


@given(pairs, pairs, st.floats(1, 5))
def test_a_difference_lies_in_its_interval_which_grows_with_the_design_effect(
    first: tuple[int, int], second: tuple[int, int], effect: float
) -> None:
    low, high = difference_interval(*first, *second)
    lower, higher = difference_interval(*first, *second, design_effect=effect)

    assert -1 <= lower <= low + 1e-12
    assert low - 1e-12 <= first[0] / first[1] - second[0] / second[1] <= high + 1e-12
    assert high - 1e-12 <= higher <= 1
    assert difference_interval(*second, *first) == pytest.approx((-high, -low), abs=1e-12)


def test_a_design_effect_from_few_rooms_is_less_certain_and_one_from_very_many_is_known() -> None:
    known, few, many = (difference_interval(12, 21, 6, 21, design_effect=3, freedom=n) for n in (0, 4, 10**7))
    single = difference_interval(12, 21, 6, 21, freedom=4)

    assert few[0] < known[0] < known[1] < few[1]
    assert many == pytest.approx(known, abs=1e-6)
    assert single == difference_interval(12, 21, 6, 21)


def test_a_design_effect_of_two_halves_the_participants() -> None:
    assert difference_interval(4, 12, 8, 20, design_effect=2) == pytest.approx(difference_interval(2, 6, 4, 10))


@pytest.mark.parametrize(
    ("table", "p", "ratio", "low", "high"),
    [
        ((3, 1, 1, 3), 0.4857143, 6.408320, 0.2117356, 626.2435),
        ((2, 10, 15, 3), 0.0005367241, 0.0469366, 0.0033172, 0.3631896),
        ((0, 6, 4, 2), 0.0606061, 0, 0, 1.09918),
        ((5, 1, 1, 5), 0.0800866, 16.6031, 0.800356, 1410.23),
    ],
)
def test_fishers_test_and_the_conditional_odds_ratio_are_found_again(
    table: tuple[int, int, int, int], p: float, ratio: float, low: float, high: float
) -> None:
    odds = odds_ratio(*table)

    assert fisher_exact(*table) == pytest.approx(p, abs=5e-8)
    assert odds is not None
    assert (odds.value, odds.low, odds.high) == pytest.approx((ratio, low, high), rel=2e-5)


def test_the_upper_limit_of_the_tea_is_that_of_r_within_a_percent() -> None:
    tea = odds_ratio(3, 1, 1, 3)

    assert tea is not None
    assert tea.high == pytest.approx(621.9337505, rel=0.01)


@given(tables)
def test_exact_tests_agree_with_scipy(table: tuple[int, int, int, int]) -> None:
    a, b, c, d = table

    assert fisher_exact(*table) == pytest.approx(scipy_fisher([[a, b], [c, d]]).pvalue, rel=1e-6)
    assert smallest_p(*table) <= fisher_exact(*table) + 1e-12


@pytest.mark.parametrize("table", [(3, 7, 8, 2), (1, 9, 5, 5), (12, 30, 4, 41), (0, 9, 5, 5), (7, 0, 5, 5)])
def test_odds_ratios_agree_with_scipy(table: tuple[int, int, int, int]) -> None:
    a, b, c, d = table
    theirs = scipy_odds_ratio([[a, b], [c, d]])
    odds = odds_ratio(*table)

    assert odds is not None
    assert odds.value == pytest.approx(theirs.statistic, rel=1e-6)
    limits = theirs.confidence_interval(0.95)
    assert (odds.low, odds.high) == pytest.approx((limits.low, limits.high), rel=1e-5)


@given(tables)
def test_exchanging_the_groups_turns_the_odds_ratio_over(table: tuple[int, int, int, int]) -> None:
    a, b, c, d = table
    odds, other = odds_ratio(a, b, c, d), odds_ratio(c, d, a, b)

    assert fisher_exact(a, b, c, d) == pytest.approx(fisher_exact(c, d, a, b), rel=1e-9)
    if odds is None or other is None:
        assert odds is other is None
        return
    assert odds.low <= odds.value <= odds.high
    assert odds.low == pytest.approx(0 if math.isinf(other.high) else 1 / other.high, rel=1e-6)


@pytest.mark.parametrize("table", [(0, 5, 0, 7), (5, 0, 7, 0), (0, 0, 3, 4)])
def test_where_nobody_or_everybody_did_there_is_no_odds_ratio(table: tuple[int, int, int, int]) -> None:
    assert odds_ratio(*table) is None
    assert fisher_exact(*table) == pytest.approx(1)


def test_a_negative_count_is_refused() -> None:
    with pytest.raises(AnalysisError, match="negative"):
        fisher_exact(3, -1, 1, 3)


def test_the_smallest_p_of_three_against_three_is_a_tenth() -> None:
    assert smallest_p(3, 0, 0, 3) == pytest.approx(0.1)
    assert smallest_p(2, 1, 1, 2) == pytest.approx(0.1)
    assert smallest_p(2, 0, 0, 4) == pytest.approx(1 / 15)


def test_the_published_family_is_adjusted_as_published() -> None:
    holm, bh, bonferroni = (f(FAMILY) for f in (adjust_holm, adjust_benjamini_hochberg, adjust_bonferroni))

    assert holm == pytest.approx(HOLM, abs=5.1e-5)
    assert bh == pytest.approx(BH, abs=5.1e-5)
    assert [sum(p <= 0.05 for p in each) for each in (bonferroni, holm, bh)] == [3, 3, 4]


@given(st.lists(st.floats(0, 1), max_size=12), st.randoms())
def test_adjusting_keeps_to_each_p_its_own_in_any_order(p: list[float], random: object) -> None:
    order = list(range(len(p)))
    random.shuffle(order)
    for adjust in (adjust_holm, adjust_benjamini_hochberg, adjust_bonferroni):
        found = adjust(p)
        again = adjust([p[i] for i in order])

        assert again == pytest.approx([found[i] for i in order])
        assert all(mine >= raw - 1e-12 for mine, raw in zip(found, p, strict=True))
        assert all(mine <= 1 for mine in found)
    assert all(np.array(adjust_benjamini_hochberg(p)) <= np.array(adjust_holm(p)) + 1e-12)
