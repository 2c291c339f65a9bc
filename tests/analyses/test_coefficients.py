from __future__ import annotations

import itertools
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from sklearn.metrics import cohen_kappa_score

from thematica.analyses.coefficients import (
    MISSING,
    Tally,
    alpha_standard_error,
    bias_index,
    brennan_prediger,
    cohen_kappa,
    fleiss_kappa,
    fleiss_null_error,
    gwet_ac1,
    krippendorff_alpha,
    krippendorff_alpha_by_distance,
    masi_distances,
    masi_of_pairs,
    percent_agreement,
    prevalence,
    prevalence_index,
    ratings_of_table,
    specific_agreement,
    standard_error,
    tally_counts,
    tally_ratings,
)

Ratings = NDArray[np.intp]
FOUR_BY_TWELVE = """
    1 2 3 3 2 1 4 1 2 . . .
    1 2 3 3 2 2 4 1 2 5 . .
    . 3 3 3 2 3 4 2 2 5 1 3
    1 2 3 3 2 4 4 1 2 5 1 ."""
FLEISS_1971 = """
    444444 222555 233335 555555 222444 113333 333355 113334 114444 555555 144444 124444 222333 144444 224445
    333335 111455 111112 224444 133555 555555 244444 224555 114444 144445 222224 111155 224444 133333 555555"""
FLEISS_10_BY_5 = [
    *([0, 0, 0, 0, 14], [0, 2, 6, 4, 2], [0, 0, 3, 5, 6], [0, 3, 9, 2, 0], [2, 2, 8, 1, 1]),
    *([7, 7, 0, 0, 0], [3, 2, 6, 3, 0], [2, 5, 3, 2, 2], [6, 5, 2, 1, 0], [0, 2, 2, 3, 7]),
]
GWET = ratings_of_table([[13, 0, 0], [0, 20, 7], [0, 4, 56]])
COEFFICIENTS = [percent_agreement, cohen_kappa, fleiss_kappa, gwet_ac1, brennan_prediger, krippendorff_alpha]
CORRECTED = COEFFICIENTS[1:]


def read_ratings(rows: str) -> Ratings:
    """One row a coder; a dot is missing, the first category is 1."""
    table = [[MISSING if cell in ".*" else int(cell) - 1 for cell in row.split()] for row in rows.strip().splitlines()]
    return np.array(table).T


def count(ratings: Ratings, n_categories: int) -> NDArray[np.intp]:
    counts: NDArray[np.intp] = (ratings[..., None] == np.arange(n_categories)).sum(axis=1)
    return counts


def letters(first: str, second: str) -> Ratings:
    known = sorted({*first, *second})
    return np.array([[known.index(a), known.index(b)] for a, b in zip(first, second, strict=True)])


def near(expected: float, digits: int) -> object:
    return pytest.approx(expected, abs=0.5 * 10**-digits, rel=0)


COMPLETE = read_ratings(FOUR_BY_TWELVE)
FLEISS = np.array([[token.count(str(k)) for k in range(1, 6)] for token in FLEISS_1971.split()])


# --- Published and worked numbers


@pytest.mark.parametrize(
    ("coefficient", "value", "error", "low"),
    [
        (fleiss_kappa, 0.76117, 0.15302, 0.42438),
        (cohen_kappa, 0.76282, 0.14917, 0.43450),
        (gwet_ac1, 0.77544, 0.14295, 0.46081),
        (brennan_prediger, 0.77273, 0.14472, 0.45421),
    ],
)
def test_four_coders_and_twelve_units_give_the_published_numbers(
    coefficient: Callable[[Tally], NDArray[np.float64]], value: float, error: float, low: float
) -> None:
    found, its_error = float(coefficient(tally_ratings(COMPLETE, 5))), standard_error(COMPLETE, 5, coefficient)

    assert found == near(value, 5)
    assert its_error == near(error, 5)
    t_975_11 = 2.200985  # the 97.5% point of t with 11 degrees of freedom
    assert found - t_975_11 * its_error == near(low, 5)
    assert found + t_975_11 * its_error > 1


def test_four_coders_and_twelve_units_agree_on_so_much() -> None:
    tally = tally_ratings(COMPLETE, 5)
    agree, ac1 = float(percent_agreement(tally)), float(gwet_ac1(tally))

    assert agree == near(0.81818, 5)
    by_chance = (agree - ac1) / (1 - ac1)
    assert by_chance == near(0.19032, 5)


def test_alpha_of_four_coders_is_the_published_one() -> None:
    alpha, error = float(krippendorff_alpha(tally_ratings(COMPLETE, 5))), alpha_standard_error(count(COMPLETE, 5))

    assert alpha == near(0.743421052632, 12)
    assert error == near(0.14557, 5)
    t_975_10 = 2.228139
    assert alpha - t_975_10 * error == near(0.41906, 5)


@pytest.mark.parametrize(("metric", "alpha"), [("ordinal", 0.81539), ("interval", 0.84911), ("ratio", 0.79740)])
def test_alpha_takes_any_distance(metric: str, alpha: float) -> None:
    counts = count(COMPLETE, 5)
    n = counts[counts.sum(axis=1) > 1].sum(axis=0)
    between = {
        "ordinal": lambda c, k: (n[min(c, k) : max(c, k) + 1].sum() - (n[c] + n[k]) / 2) ** 2,
        "interval": lambda c, k: (c - k) ** 2,
        "ratio": lambda c, k: ((c - k) / (c + k + 2)) ** 2,
    }[metric]
    distances = np.array([[between(c, k) for k in range(5)] for c in range(5)])

    assert krippendorff_alpha_by_distance(counts, distances) == near(alpha, 5)
    nominal = krippendorff_alpha_by_distance(counts, 1 - np.eye(5))
    assert nominal == pytest.approx(float(krippendorff_alpha(tally_counts(counts))))


def test_a_unit_rated_once_counts_for_ac1_and_not_for_alpha() -> None:
    without = tally_ratings(COMPLETE[:11], 5)

    assert float(krippendorff_alpha(without)) == near(0.743421052632, 12)
    assert float(gwet_ac1(without)) == near(0.77515, 5)


def test_the_table_of_fleiss_gives_his_numbers() -> None:
    tally = tally_counts(FLEISS)
    kappa = float(fleiss_kappa(tally))

    assert kappa == near(0.4302445, 7)
    assert kappa / fleiss_null_error(FLEISS) == near(17.65, 2)
    assert float(gwet_ac1(tally)) == near(0.44788, 5)
    assert float(brennan_prediger(tally)) == near(0.44444, 5)
    assert float(krippendorff_alpha(tally)) == near(0.43341, 5)
    assert alpha_standard_error(FLEISS) == near(0.0542, 4)


def test_the_table_of_fleiss_gives_standard_errors_that_do_not_need_to_know_who_rated() -> None:
    ratings = np.array([np.repeat(np.arange(5), row) for row in FLEISS])

    errors = [standard_error(ratings, 5, each) for each in (fleiss_kappa, gwet_ac1, brennan_prediger)]
    assert errors == [near(0.0542, 4), near(0.05566, 5), near(0.05512, 5)]


def test_half_of_the_table_of_fleiss() -> None:
    tally = tally_counts(FLEISS[:15])

    assert float(gwet_ac1(tally)) == near(0.4448007, 7)
    assert float(fleiss_kappa(tally)) == near(0.4139265, 7)
    assert float(krippendorff_alpha(tally)) == near(0.4204384, 7)
    assert float(percent_agreement(tally)) == near(0.5511111, 7)


@pytest.mark.parametrize(
    ("counts", "fleiss", "free"),
    [
        (FLEISS_10_BY_5, 0.209930704422, None),
        ([[7, 1], [3, 5]], 0.161905, 0.214286),
        ([[6.99, 0.01], [6.99, 0.01]], -0.166667, 0.993343),
    ],
)
def test_fixed_and_free_margins(counts: list[list[float]], fleiss: float, free: float | None) -> None:
    tally = tally_counts(counts)

    assert float(fleiss_kappa(tally)) == near(fleiss, 6)
    if free is not None:
        assert float(brennan_prediger(tally)) == near(free, 6)


@pytest.mark.parametrize(
    ("coefficient", "value", "by_table", "by_unit"),
    [(cohen_kappa, 0.7964094, 0.0589107, 0.0592075), (gwet_ac1, 0.8493305, 0.0432175, 0.0434352)],
)
def test_the_table_of_gwet_gives_his_numbers_and_both_forms_of_the_standard_error(
    coefficient: Callable[[Tally], NDArray[np.float64]], value: float, by_table: float, by_unit: float
) -> None:
    error = standard_error(GWET, 3, coefficient)

    assert float(coefficient(tally_ratings(GWET, 3))) == near(value, 7)
    assert error == near(by_unit, 7)
    assert error * np.sqrt((len(GWET) - 1) / len(GWET)) == near(by_table, 7)


def test_the_table_of_gwet_gives_alpha_and_both_forms_of_its_standard_error() -> None:
    error = alpha_standard_error(count(GWET, 3))

    assert float(krippendorff_alpha(tally_ratings(GWET, 3))) == near(0.7972585, 7)
    assert error == near(0.0593522, 7)
    assert error * np.sqrt((len(GWET) - 1) / len(GWET)) == near(0.0590547, 7)


def test_artstein_and_poesio() -> None:
    tally = tally_ratings(ratings_of_table([[46, 6, 0], [0, 32, 0], [0, 6, 10]]), 3)

    assert float(percent_agreement(tally)) == near(0.88, 2)
    assert float(fleiss_kappa(tally)) == near(0.79953, 5)
    assert float(brennan_prediger(tally)) == near(0.82, 2)
    assert float(cohen_kappa(tally)) == near(0.80132, 5)


@pytest.mark.parametrize(
    ("first", "second", "alpha"),
    [("0100000010", "1110010000", 0.095238), ("aabbdcccedda", "babbbccceddd", 0.691964)],
)
def test_the_examples_of_krippendorff(first: str, second: str, alpha: float) -> None:
    assert float(krippendorff_alpha(tally_ratings(letters(first, second), 5))) == near(alpha, 6)


def test_three_coders_with_many_ratings_missing() -> None:
    ratings = read_ratings(
        """
        * * * * * 3 4 1 2 1 1 3 3 * 3
        1 * 2 1 3 3 4 3 * * * * * * *
        * * 2 1 3 4 4 * 2 1 1 3 3 * 4"""
    )
    interval = (np.arange(4)[:, None] - np.arange(4)[None]) ** 2

    assert float(krippendorff_alpha(tally_ratings(ratings, 4))) == near(0.691358, 6)
    assert krippendorff_alpha_by_distance(count(ratings, 4), interval) == near(0.810845, 6)


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ([[40, 9], [6, 45]], (0.85, 0.6995, 0.6992, 0.7008, 0.7007, 0.70, 0.05, 0.03, 0.8421, 0.8571)),
        ([[80, 10], [5, 5]], (0.85, 0.3182, 0.3143, 0.3177, 0.8080, 0.70, 0.75, 0.05, 0.9143, 0.4000)),
        ([[118, 5], [2, 0]], (0.944, -0.0234, -0.0288, -0.0247, 0.9408, 0.888, 0.944, 0.024, 0.9712, 0.0)),
        ([[45, 15], [25, 15]], (0.60, 0.1304, 0.1209, 0.1253, 0.2661, 0.20, 0.30, 0.10, 0.6923, 0.4286)),
        ([[25, 35], [5, 35]], (0.60, 0.2593, 0.1919, 0.1960, 0.2079, 0.20, 0.10, 0.30, 0.5556, 0.6364)),
    ],
)
def test_the_paradox_of_kappa(table: list[list[int]], row: tuple[float, ...]) -> None:
    tally = tally_ratings(ratings_of_table(table), 2)
    found = [
        *(percent_agreement, cohen_kappa, fleiss_kappa, krippendorff_alpha, gwet_ac1, brennan_prediger),
        *(prevalence_index, bias_index),
    ]

    assert [float(each(tally)) for each in found] == [near(value, 4) for value in row[:8]]
    assert specific_agreement(tally).tolist() == [near(value, 4) for value in row[8:]]


# --- Sets of codes

ONE = ["a", "ab", "b", "bc", "c", "ac", "d", "abc"]
OTHER = ["a", "a", "b", "bc", "cd", "b", "d", "ab"]


def membership(sets: list[str]) -> NDArray[np.bool_]:
    return np.array([[code in each for code in "abcd"] for each in sets])


def set_alpha(distance: Callable[[set[str], set[str]], float]) -> float:
    known = sorted({*ONE, *OTHER})
    counts = np.zeros((len(ONE), len(known)))
    for i, pair in enumerate(zip(ONE, OTHER, strict=True)):
        for each in pair:
            counts[i, known.index(each)] += 1
    return krippendorff_alpha_by_distance(counts, [[distance(set(a), set(b)) for b in known] for a in known])


def masi(a: set[str], b: set[str]) -> float:
    return float(masi_distances(membership(["".join(a)]), membership(["".join(b)]))[0, 0])


@pytest.mark.parametrize(
    ("first", "second", "distance"),
    [("ab", "abcd", 2 / 3), ("ab", "bc", 8 / 9), ("ab", "cd", 1), ("ab", "ab", 0), ("", "", 0), ("", "a", 1)],
)
def test_masi_distances(first: str, second: str, distance: float) -> None:
    assert masi(set(first), set(second)) == pytest.approx(distance)
    assert masi(set(second), set(first)) == pytest.approx(distance)
    assert masi_of_pairs(membership([first]), membership([second])).tolist() == [pytest.approx(distance)]


def test_alpha_of_sets() -> None:
    assert set_alpha(masi) == near(0.552880, 6)
    assert set_alpha(lambda a, b: 1 - len(a & b) / len(a | b)) == near(0.601896, 6)
    assert set_alpha(lambda a, b: float(a != b)) == near(0.459459, 6)


def test_alpha_of_each_code_of_the_sets() -> None:
    one, other = membership(ONE), membership(OTHER)
    alphas = [
        float(krippendorff_alpha(tally_ratings(np.stack(pair, axis=1), 2))) for pair in zip(one.T, other.T, strict=True)
    ]

    assert alphas == [near(value, 6) for value in (0.761905, 0.531250, 0.500000, 0.615385)]
    assert np.mean(alphas) == near(0.602135, 6)


# --- Where nothing can be said


def test_without_variation_only_what_does_not_divide_by_it_is_defined() -> None:
    tally = tally_ratings([[0, 0], [0, 0], [0, 0]], 2)

    assert float(percent_agreement(tally)) == 1
    assert np.isnan([float(each(tally)) for each in (cohen_kappa, fleiss_kappa, krippendorff_alpha)]).all()
    assert [float(gwet_ac1(tally)), float(brennan_prediger(tally))] == [1, 1]
    assert np.isnan(specific_agreement(tally)).tolist() == [False, True]


def test_categories_that_nobody_chose_move_brennan_and_prediger_and_ac1_only() -> None:
    two, five = tally_ratings(letters("ababab", "abaaab"), 2), tally_ratings(letters("ababab", "abaaab"), 5)

    assert float(brennan_prediger(five)) > float(brennan_prediger(two))
    assert float(gwet_ac1(five)) > float(gwet_ac1(two))
    for same in (cohen_kappa, fleiss_kappa, krippendorff_alpha):
        assert float(same(five)) == pytest.approx(float(same(two)))


@pytest.mark.parametrize("ratings", [[[MISSING, MISSING]], [[0, MISSING], [MISSING, 1]], np.empty((0, 2))])
def test_where_nothing_was_rated_twice_nothing_is_defined(ratings: object) -> None:
    tally = tally_ratings(ratings, 2)  # type: ignore[arg-type]

    assert np.isnan([float(each(tally)) for each in COEFFICIENTS]).all()


def test_one_declared_category_is_no_choice() -> None:
    tally = tally_ratings([[0, 0], [0, 0]], 1)

    assert np.isnan([float(each(tally)) for each in CORRECTED]).all()


def test_kappa_needs_to_know_who_rated() -> None:
    assert np.isnan(cohen_kappa(tally_counts([[2, 0], [1, 1]])))


# --- What must hold for any ratings

tables = st.integers(2, 4).flatmap(
    lambda m: st.lists(st.lists(st.integers(MISSING, 2), min_size=m, max_size=m), min_size=1, max_size=12)
)


def same(first: object, second: object) -> bool:
    return bool(np.allclose(np.asarray(first, float), np.asarray(second, float), atol=1e-9, equal_nan=True))


@given(tables, st.randoms(use_true_random=False))
def test_renaming_coders_categories_and_units_changes_nothing(table: list[list[int]], random: object) -> None:
    ratings = np.array(table)
    coders, units = list(range(ratings.shape[1])), list(range(len(ratings)))
    names = list(range(3))
    for order in (coders, units, names):
        random.shuffle(order)  # type: ignore[attr-defined]
    renamed = np.where(ratings == MISSING, MISSING, np.array(names)[ratings])[units][:, coders]

    before, after = tally_ratings(ratings, 3), tally_ratings(renamed, 3)
    for coefficient in COEFFICIENTS:
        assert same(coefficient(before), coefficient(after))
    assert same(specific_agreement(before), specific_agreement(after)[names])


@given(tables)
def test_perfect_agreement_is_one_and_no_coefficient_is_above_it(table: list[list[int]]) -> None:
    ratings = np.array(table)
    perfect = np.repeat(np.maximum(ratings[:, :1], 0), ratings.shape[1], axis=1)

    for coefficient in COEFFICIENTS:
        best = float(coefficient(tally_ratings(perfect, 3)))
        assert np.isnan(best) or best == pytest.approx(1)
        value = float(coefficient(tally_ratings(ratings, 3)))
        assert np.isnan(value) or value <= 1 + 1e-9


@given(tables)
def test_coefficients_equal_their_definitions_counted_pair_by_pair(table: list[list[int]]) -> None:
    units = [[value for value in row if value != MISSING] for row in table]
    paired = [values for values in units if len(values) > 1]
    agree = [np.mean([a == b for a, b in itertools.permutations(values, 2)]) for values in paired]
    pool = [value for values in paired for value in values]
    seen = sum(sum(a != b for a, b in itertools.permutations(v, 2)) / (len(v) - 1) for v in paired)
    by_chance = sum(a != b for a, b in itertools.permutations(pool, 2)) / (len(pool) - 1) if len(pool) > 1 else 0
    tally = tally_ratings(table, 3)

    assert same(percent_agreement(tally), np.mean(agree) if agree else np.nan)
    assert same(krippendorff_alpha(tally), 1 - seen / by_chance if by_chance else np.nan)
    for category in range(3):
        first = [(a, b) for values in paired for a, b in itertools.permutations(values, 2) if a == category]
        met = np.mean([a == b for a, b in first]) if first else np.nan
        assert same(specific_agreement(tally)[category], met)
    rated = [np.mean(np.array(values) == 2) for values in units if values]
    assert same(prevalence(tally), np.mean(rated) if rated else np.nan)


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=2, max_size=30))
def test_cohens_kappa_equals_that_of_scikit_learn(pairs: list[tuple[int, int]]) -> None:
    kappa = float(cohen_kappa(tally_ratings(pairs, 3)))
    first, second = zip(*pairs, strict=True)

    if len({*first, *second}) > 1:
        assert kappa == pytest.approx(cohen_kappa_score(first, second))
    else:
        assert np.isnan(kappa)


def test_tallies_of_many_codes_give_the_coefficients_of_each() -> None:
    tallies = [tally_ratings(ratings_of_table(table), 2) for table in ([[40, 9], [6, 45]], [[80, 10], [5, 5]])]
    both = Tally(*(np.stack([getattr(t, name) for t in tallies]) for name in Tally.__dataclass_fields__))

    for coefficient in COEFFICIENTS:
        assert coefficient(both).tolist() == pytest.approx([float(coefficient(each)) for each in tallies])
