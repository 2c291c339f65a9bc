from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.analyses.test_rarefaction import H1500M, H2000M, TOY, TOY_COUNTS
from tests.model.builders import incidence_of_occurrences
from thematica.analyses.richness import (
    METHODS,
    NOBODY_ONCE,
    Occurrences,
    discount_once,
    estimate_bootstrap,
    estimate_chao2,
    estimate_completeness,
    estimate_coverage,
    estimate_ice,
    estimate_jackknife,
    estimate_number_of_codes,
    estimate_richness,
    estimate_unseen,
)
from thematica.errors import AnalysisError
from thematica.model.incidence import Incidence

HEARD = Occurrences.of(TOY_COUNTS, 6)
GIRDLED = [46, 22, 17, 15, 15, 9, 8, 6, 6, 4, 2, 2, 2, 2, *[1] * 12]
LOGGED = [88, 22, 16, 15, 13, 10, 8, 8, 7, 7, 7, 5, 4, 4, 4, 3, 3, 3, 3, 2, 2, 2, 2, *[1] * 14]
COUNTS = st.lists(st.integers(0, 8), max_size=14)
# n, codes, once, twice, 'nossc', its s.e., jackknife 1 and 2, Chao2, its s.e., 'bc' (METHODS 1.6, dune by management)
VEGAN = {
    "BF": (3, 16, 5, 7, 17.78571, 2.189126, 19.33333, 19.83333, 17.19048, 1.58957, 16.83333),
    "HF": (5, 21, 3, 7, 21.64286, 1.119337, 23.40000, 22.05000, 21.51429, 0.95117, 21.30000),
    "NM": (6, 21, 6, 8, 23.25000, 2.501562, 26.00000, 25.73333, 22.87500, 2.15829, 22.38889),
    "SF": (6, 21, 8, 3, 31.66667, 10.270418, 27.66667, 31.40000, 29.88889, 8.64480, 26.83333),
}
# sessions, mentions, codes, once, twice, completeness, Chao2, s.e., interval (METHODS 1.6, ciliates)
CILIATES = {
    "EtoshaPan": (19, 516, 216, 107, 44, 0.8017, 339.255, 32.194, (290.496, 419.928)),
    "CentralNamib": (17, 379, 130, 63, 28, 0.8425, 196.706, 22.542, (165.015, 257.078)),
    "SouthernNamib": (15, 358, 150, 82, 28, 0.7816, 262.067, 34.252, (212.388, 351.305)),
}


# --- Published numbers, as recomputed in METHODS 1.6


def test_the_toy_matrix_has_the_chao2_of_methods() -> None:
    found = estimate_chao2(HEARD)

    assert (found.n_codes, found.value) == (10, 11.25)
    assert found.standard_error == pytest.approx(1.963203, abs=5e-7)
    assert (found.low, found.high) == pytest.approx((10.140550, 21.117003), abs=5e-7)


def test_the_toy_matrix_has_the_bias_corrected_chao2_of_methods() -> None:
    found = estimate_chao2(HEARD, "bias-corrected")

    assert found.value == pytest.approx(10.625)
    assert found.standard_error == pytest.approx(1.22965, abs=5e-6)


def test_the_toy_matrix_has_the_other_estimates_of_methods() -> None:
    assert estimate_jackknife(HEARD, 1).value == pytest.approx(12.5)
    assert estimate_jackknife(HEARD, 2).value == pytest.approx(12.9)
    assert estimate_bootstrap(HEARD).value == pytest.approx(11.272184, abs=5e-7)
    assert estimate_ice(TOY).value == pytest.approx(12.375)


def test_the_toy_matrix_has_the_factor_and_completeness_of_methods() -> None:
    assert float(discount_once(HEARD)) == pytest.approx(0.714286, abs=5e-7)
    assert float(estimate_completeness(HEARD)) == pytest.approx(0.9206, abs=5e-5)


@pytest.mark.parametrize(
    ("counts", "value", "error", "interval", "jackknives"),
    [
        (H2000M, 14.249, 0.726, (14.013, 18.716), (14.995, 14.014950)),
        (H1500M, 77.019, 16.353, (61.458, 136.949), (68.935, 77.864899)),
    ],
    ids=["2000 m", "1500 m"],
)
def test_ants_have_the_published_chao2_and_jackknives(
    counts: list[int], value: float, error: float, interval: tuple[float, float], jackknives: tuple[float, float]
) -> None:
    heard = Occurrences.of(counts, 200)
    found = estimate_chao2(heard)

    assert found.value == pytest.approx(value, abs=5e-4)
    assert found.standard_error == pytest.approx(error, abs=5e-4)
    assert (found.low, found.high) == pytest.approx(interval, abs=5e-4)
    assert estimate_jackknife(heard, 1).value == pytest.approx(jackknives[0], abs=5e-4)
    assert estimate_jackknife(heard, 2).value == pytest.approx(jackknives[1], abs=5e-7)


@pytest.mark.parametrize("site", CILIATES)
def test_ciliates_have_the_published_chao2_and_completeness(site: str) -> None:
    t, mentions, codes, once, twice, complete, value, error, interval = CILIATES[site]
    heard = Occurrences.of_sums(t, codes, once, twice, mentions)
    found = estimate_chao2(heard)

    assert found.value == pytest.approx(value, abs=5e-4)
    assert found.standard_error == pytest.approx(error, abs=5e-4)
    assert (found.low, found.high) == pytest.approx(interval, abs=5e-4)
    assert float(estimate_completeness(heard)) == pytest.approx(complete, abs=5e-5)


@pytest.mark.parametrize("management", VEGAN)
def test_vegan_prints_the_same_for_dune_by_management(management: str) -> None:
    t, codes, once, twice, plain, error, jack1, jack2, classic, classic_error, corrected = VEGAN[management]
    heard = Occurrences.of_sums(t, codes, once, twice)
    large = estimate_chao2(heard, "large-sample")

    assert large.value == pytest.approx(plain, abs=5e-6)
    assert large.standard_error == pytest.approx(error, abs=5e-7)
    assert estimate_jackknife(heard, 1).value == pytest.approx(jack1, abs=5e-6)
    assert estimate_jackknife(heard, 2).value == pytest.approx(jack2, abs=5e-6)
    assert estimate_chao2(heard).value == pytest.approx(classic, abs=5e-6)
    assert estimate_chao2(heard).standard_error == pytest.approx(classic_error, abs=5e-6)
    assert estimate_chao2(heard, "bias-corrected").value == pytest.approx(corrected, abs=5e-6)


@pytest.mark.parametrize(
    ("counts", "chao1", "coverage"), [(GIRDLED, 43.893, 0.9289), (LOGGED, 61.403, 0.9446)], ids=["girdled", "logged"]
)
def test_with_mentions_for_sessions_it_is_the_published_chao1(counts: list[int], chao1: float, coverage: float) -> None:
    heard = Occurrences.of(counts, sum(counts))

    assert estimate_chao2(heard).value == pytest.approx(chao1, abs=5e-4)
    assert float(estimate_completeness(heard)) == pytest.approx(coverage, abs=5e-5)


def test_spiders_have_the_other_published_variants_too() -> None:
    heard = Occurrences.of(GIRDLED, 168)

    assert estimate_chao2(heard, "large-sample").value == pytest.approx(44.0, abs=0.05)
    assert estimate_chao2(heard, "bias-corrected, large-sample").value == pytest.approx(39.2, abs=0.05)


@pytest.mark.parametrize(
    ("counts", "variant", "value", "error", "interval"),
    [
        ([1, 1, 4, 2, 5, 2, 4, 1, 2], "bias-corrected, large-sample", 9.75, 1.42, (9.07, 17.45)),
        ([1, 1, 4, 2, 5, 2, 4, 1, 2], "large-sample", 10.5, 2.29, (9.17, 21.88)),
        ([1, 1, 4, 5], "large-sample", 5.0, 2.17, (4.08, 17.27)),
    ],
    ids=["bias-corrected", "classic", "none twice"],
)
def test_estimate_s_prints_the_same(
    counts: list[int], variant: str, value: float, error: float, interval: tuple[float, float]
) -> None:
    found = estimate_chao2(Occurrences.of(counts, 6), variant)

    assert found.value == pytest.approx(value)
    assert found.standard_error == pytest.approx(error, abs=0.005)
    assert (found.low, found.high) == pytest.approx(interval, abs=0.0051)


# --- What must always hold


@given(COUNTS, st.sampled_from(["classic", "large-sample", "bias-corrected"]))
def test_the_interval_holds_its_estimate_and_nothing_below_the_codes_heard(counts: list[int], variant: str) -> None:
    found = estimate_chao2(Occurrences.of(counts, 8), variant)

    if found.low is not None and found.high is not None and found.value is not None:
        assert found.n_codes <= found.low <= found.value <= found.high
    else:
        assert found.remark


@given(COUNTS, st.randoms())
def test_renaming_codes_and_sessions_changes_no_estimate(counts: list[int], random: object) -> None:
    before = incidence_of_occurrences(counts, 8)
    rows, columns = list(range(len(counts))), list(range(8))
    random.shuffle(rows)
    random.shuffle(columns)
    after = Incidence(
        tuple(f"x{i}" for i in rows), tuple(f"y{j}" for j in columns), before.matrix[np.ix_(rows, columns)]
    )

    for method in METHODS:
        one, other = estimate_richness(before, method), estimate_richness(after, method)
        assert one.remark == other.remark
        assert one.value == pytest.approx(other.value)


@given(COUNTS)
def test_resamples_in_rows_give_the_same_as_one_at_a_time(counts: list[int]) -> None:
    rows = [counts, [0] * len(counts), [min(n, 1) for n in counts]]
    together = Occurrences.of(np.array(rows).reshape(3, -1), 8)

    one_by_one = [float(estimate_unseen(Occurrences.of(row, 8))) for row in rows]
    assert estimate_unseen(together).tolist() == pytest.approx(one_by_one)


def test_where_no_code_was_heard_once_the_estimate_is_degenerate_and_says_so() -> None:
    found = estimate_chao2(Occurrences.of([3, 2, 2], 5))

    assert (found.value, found.low, found.remark) == (3.0, None, NOBODY_ONCE)
    assert estimate_coverage(incidence_of_occurrences([3, 2, 2], 5)) == 1.0


def test_one_code_heard_once_and_none_twice_is_degenerate_too() -> None:
    found = estimate_chao2(Occurrences.of([4, 1], 4))

    assert found.value == 2.0
    assert "one code was heard once, none twice" in found.remark


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(("counts", "sessions"), [([1, 1], 1), ([0, 0], 5), ([], 5)])
def test_one_session_or_no_code_is_not_evaluable(method: str, counts: list[int], sessions: int) -> None:
    found = estimate_richness(incidence_of_occurrences(counts, sessions), method)

    assert found.value is None
    assert found.remark.startswith("not evaluable")


def test_the_second_jackknife_needs_three_sessions() -> None:
    assert estimate_jackknife(Occurrences.of([2, 1], 2), 2).value is None


@pytest.mark.parametrize("apart", [True, False], ids=["in three sessions", "in one"])
def test_ice_says_where_it_gives_chao2(apart: bool) -> None:
    matrix = np.eye(3, 4, dtype=bool) if apart else np.eye(1, 4, dtype=bool).repeat(3, axis=0)

    found = estimate_ice(Incidence(("a", "b", "c"), tuple("1234"), matrix))

    assert found.remark == "ICE cannot be made here; this is Chao2"
    assert found.value == pytest.approx(3 + 0.75 * 3)


def test_an_unknown_method_is_refused_with_those_there_are() -> None:
    with pytest.raises(AnalysisError, match="did you mean 'chao2'"):
        estimate_richness(TOY, "chao")


def test_a_jackknife_of_order_three_is_refused() -> None:
    with pytest.raises(AnalysisError, match="order 1 or 2"):
        estimate_jackknife(HEARD, 3)


def test_numbers_of_codes_come_with_the_objection_to_them() -> None:
    found = estimate_number_of_codes({"all": TOY, "none": incidence_of_occurrences([], 3)}, ["chao2", "ice"])

    assert "all: 10 codes heard, 11.2 [10.1, 21.1] by Chao2, classic." in found.describe()
    assert "none: Chao2, classic is not evaluable" in found.describe()
    assert "Codes are not species" in found.describe()
    assert "lower bound" in found._repr_html_()
    assert list(found.to_frame()["group"]) == ["all", "all", "none", "none"]
    assert math.isclose(found.to_frame()["value"][0], 11.25)
    assert repr(found) == "<NumberOfCodes: 4 estimates>"
