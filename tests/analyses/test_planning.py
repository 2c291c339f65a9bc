from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.analyses.test_rarefaction import TOY
from tests.model.builders import incidence_of_occurrences
from thematica.analyses.accumulation import MODELS, accumulate, estimate_lowe, index_lowe
from thematica.analyses.planning import (
    participants_to_hear,
    participants_to_hear_once,
    plan_sample,
    smallest_share_heard,
)
from thematica.errors import AnalysisError
from thematica.model.incidence import Incidence

TIMES = (1, 2, 3, 4, 5, 10, 20, 30)
FUGARD_POTTS = {
    0.05: (32, 59, 85, 110, 134, 249, 471, 687),
    0.10: (16, 29, 42, 54, 66, 124, 234, 343),
    0.25: (6, 11, 16, 21, 26, 49, 93, 136),
    0.50: (3, 5, 8, 10, 12, 24, 45, 66),
    0.95: (1, 2, 3, 4, 6, 11, 22, 33),
}
CELLS = [(share, k, n) for share, row in FUGARD_POTTS.items() for k, n in zip(TIMES, row, strict=True)]
SHARES = st.floats(0.01, 0.99)


@pytest.mark.parametrize(("share", "n"), [(0.7, 3), (0.5, 5), (0.3, 9), (0.1, 29), (0.05, 59), (0.01, 299)])
def test_so_many_participants_let_hear_a_theme_once_with_95_percent(share: float, n: int) -> None:
    assert participants_to_hear_once(share) == n


def test_a_quarter_of_the_population_is_heard_from_nine_with_90_percent() -> None:
    assert participants_to_hear_once(0.25, 0.9) == 9


@pytest.mark.parametrize("share", [0.1, 0.2, 0.3, 0.5, 0.6, 0.7, 0.8])
@pytest.mark.parametrize("n", [1, 2, 3, 5, 7])
def test_a_number_that_comes_out_whole_is_not_raised_by_rounding(share: float, n: int) -> None:
    assert participants_to_hear_once(share, 1 - (1 - share) ** n) == n


@pytest.mark.parametrize(("share", "times", "n"), CELLS)
def test_every_cell_of_the_table_of_fugard_and_potts_is_found_again(share: float, times: int, n: int) -> None:
    assert participants_to_hear(share, times) == n


@given(SHARES, st.integers(1, 6), SHARES)
def test_the_number_is_the_smallest_that_has_the_power(share: float, times: int, power: float) -> None:
    n = participants_to_hear(share, times, power)

    def chance(size: int) -> float:
        return 1 - sum(math.comb(size, k) * share**k * (1 - share) ** (size - k) for k in range(times))

    assert n >= times
    assert chance(n) >= power - 1e-9
    assert n == times or chance(n - 1) < power + 1e-9


@given(st.integers(1, 400), SHARES)
def test_the_smallest_share_heard_needs_the_participants_there_are(n: int, assurance: float) -> None:
    assert participants_to_hear_once(min(smallest_share_heard(n, assurance) * (1 + 1e-9), 1 - 1e-12), assurance) == n


def test_a_plan_prints_its_assumptions_and_the_objection() -> None:
    plan = plan_sample([0.1], times=[1, 2])

    assert "16 participants to hear a theme that 10% would voice from at least 1" in plan.describe()
    assert "independently" in plan.describe()
    assert "Braun and Clarke (2021) reject the premise" in plan._repr_html_()
    assert plan.to_frame().to_numpy().tolist() == [[0.1, 1, 0.8, 16], [0.1, 2, 0.8, 29]]
    assert repr(plan) == "<Plan: 2 sample sizes>"
    assert plan_sample([]).describe().startswith("This supposes")


@pytest.mark.parametrize("wrong", [0, 1, -0.2, 1.2])
def test_shares_and_chances_that_cannot_be_are_refused(wrong: float) -> None:
    with pytest.raises(AnalysisError, match="share must be between 0 and 1"):
        participants_to_hear(wrong)
    with pytest.raises(AnalysisError, match="assurance must be between 0 and 1"):
        participants_to_hear_once(0.1, wrong)
    with pytest.raises(AnalysisError, match="power must be between 0 and 1"):
        plan_sample([0.1], power=wrong)


def test_no_times_and_no_participants_are_refused() -> None:
    with pytest.raises(AnalysisError, match="at least once"):
        participants_to_hear(0.1, 0)
    with pytest.raises(AnalysisError, match="at least one participant"):
        smallest_share_heard(0)


# --- Accumulation models of Lowe et al. (2018)


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        ("IS", [15, 25.5, 41.5965, 48.5876, 49.9601]),
        ("IW", [15, 23.0769, 34.0909, 40.5405, 44.7761]),
        ("SW", [15, 20.25, 26.7191, 30.8949, 34.4010]),
    ],
)
def test_the_models_give_the_numbers_of_methods(model: str, expected: list[float]) -> None:
    assert [accumulate(model, 50, 0.3, n) for n in (1, 2, 5, 10, 20)] == pytest.approx(expected, abs=5e-5)


def test_the_direct_estimate_finds_the_model_again() -> None:
    first, last = accumulate("IW", 50, 0.3, 1), accumulate("IW", 50, 0.3, 20)
    found = estimate_lowe(first, 20, 45)
    exact = (19 * first * last / (20 * first - last), first / (19 * first * last / (20 * first - last)))

    assert exact == pytest.approx((50, 0.3))
    assert found.total == pytest.approx(19 * 15 * 45 / 255)
    assert found.chance == pytest.approx(15 / found.total)


def test_the_index_takes_the_mean_session_and_rounds_the_total_down() -> None:
    found = index_lowe(TOY)  # 27 mentions in 6 sessions, 10 codes: 5·4.5·10 / (27 − 10) = 13.2

    assert found.total == pytest.approx(225 / 17)
    assert found.index == pytest.approx(100 * 10 / 13)
    assert found.expect(6) == pytest.approx(10)
    assert all(found.expect(n) is not None for n in (1, 12))


@pytest.mark.parametrize(
    ("incidence", "why"),
    [
        (incidence_of_occurrences([1, 1], 1), "too few sessions"),
        (incidence_of_occurrences([1, 1], 4), "no code was heard in two sessions"),
        (incidence_of_occurrences([], 4), "no code was heard in two sessions"),
    ],
)
def test_an_index_that_cannot_be_is_not_evaluable_and_says_why(incidence: Incidence, why: str) -> None:
    found = index_lowe(incidence)

    assert (found.index, found.expect(8)) == (None, None)
    assert found.reason == f"not evaluable: {why}"


def test_codes_that_are_in_every_session_are_all_there_are() -> None:
    found = index_lowe(incidence_of_occurrences([4, 4, 4], 4))

    assert (found.total, found.index, found.expect(8)) == (3.0, 100.0, 3.0)


@pytest.mark.parametrize("model", MODELS)
def test_a_chance_of_nothing_or_of_certainty_is_refused(model: str) -> None:
    with pytest.raises(AnalysisError, match="between 0 and 1"):
        accumulate(model, 50, 1, 4)


def test_an_unknown_model_is_refused() -> None:
    with pytest.raises(AnalysisError, match="no model 'XX'"):
        accumulate("XX", 50, 0.3, 4)
