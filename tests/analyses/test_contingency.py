from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2_contingency
from scipy.stats import fisher_exact as scipy_fisher
from scipy.stats.contingency import association

from thematica.analyses.contingency import (
    chi_square,
    cochran_q,
    cramers_v,
    cramers_v_corrected,
    freeman_halton,
)
from thematica.analyses.proportions import fisher_exact, smallest_p
from thematica.errors import AnalysisError

PARTY = [[762, 327, 468], [484, 239, 477]]
JOB = [[1, 3, 10, 6], [2, 3, 10, 7], [1, 6, 14, 12], [0, 1, 9, 11]]  # R's help page of fisher.test
small = st.lists(st.lists(st.integers(0, 4), min_size=3, max_size=3), min_size=2, max_size=3).filter(
    lambda t: sum(map(sum, t)) > 0
)


def test_chi_square_and_both_forms_of_v_are_found_again() -> None:
    found = chi_square(PARTY)

    assert (found.statistic, found.df) == (pytest.approx(30.0701, abs=5e-5), 2)
    assert found.p == pytest.approx(2.954e-07, rel=2e-4)
    assert cramers_v(PARTY) == pytest.approx(0.10444, abs=5e-6)
    assert cramers_v_corrected(PARTY) == pytest.approx(0.10092, abs=5e-6)


def test_chi_square_of_job_satisfaction_is_found_again() -> None:
    found = chi_square(JOB)

    assert (found.statistic, found.df, found.p) == (
        pytest.approx(5.9655, abs=5e-5), 9, pytest.approx(0.7434, abs=5e-5)
    )  # fmt: skip


@given(st.lists(st.lists(st.integers(1, 30), min_size=3, max_size=3), min_size=2, max_size=5))
def test_chi_square_and_v_agree_with_scipy(table: list[list[int]]) -> None:
    theirs = chi2_contingency(table, correction=False)
    found = chi_square(table)

    assert found.statistic == pytest.approx(theirs.statistic, abs=1e-9)
    assert found.p == pytest.approx(theirs.pvalue, rel=1e-6, abs=1e-300)
    assert found.smallest_expected == pytest.approx(theirs.expected_freq.min())
    assert cramers_v(table) == pytest.approx(association(np.array(table), method="cramer"), abs=1e-9)


def test_freeman_and_halton_draw_tables_where_there_are_too_many_to_list() -> None:
    found = freeman_halton(JOB)

    assert found.p == pytest.approx(0.7827, abs=0.01)
    assert found.error == pytest.approx(0.003, abs=0.001)
    assert found == freeman_halton(JOB)
    assert found.p != freeman_halton(JOB, seed=2).p
    assert found.p >= found.smallest_p == 1 / 20_001


def test_listed_and_drawn_tables_give_the_same_p_within_its_error() -> None:
    table = [[5, 3, 8], [10, 12, 2]]
    listed, drawn = freeman_halton(table), freeman_halton(table, most_tables=10)

    assert listed.error == 0
    assert drawn.n_tables == 20_000
    assert drawn.p == pytest.approx(listed.p, abs=4 * drawn.error)


def test_a_table_that_is_never_drawn_has_the_smallest_p_that_draws_can_give() -> None:
    found = freeman_halton([[60, 0, 0], [0, 60, 60]], most_tables=10)

    assert found.p == found.smallest_p == 1 / 20_001


def test_a_table_of_three_columns_is_as_counted_by_hand() -> None:
    found = freeman_halton([[3, 1, 2], [0, 4, 2]])

    assert found.p == pytest.approx(count_by_hand([[3, 1, 2], [0, 4, 2]]), rel=1e-9)


def count_by_hand(table: list[list[int]]) -> float:
    from itertools import product
    from math import comb

    columns = [sum(column) for column in zip(*table, strict=True)]
    first = sum(table[0])
    weight = {
        cells: np.prod([comb(c, x) for c, x in zip(columns, cells, strict=True)], dtype=float)
        for cells in product(*[range(c + 1) for c in columns])
        if sum(cells) == first
    }
    limit = weight[tuple(table[0])] * (1 + 1e-7)
    return sum(w for w in weight.values() if w <= limit) / sum(weight.values())


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=2, max_size=4))
def test_tables_of_two_rows_agree_with_counting_by_hand(columns: list[tuple[int, int]]) -> None:
    table = [[a for a, _ in columns], [b for _, b in columns]]
    if not sum(map(sum, table)):
        return

    assert freeman_halton(table).p == pytest.approx(count_by_hand(table), rel=1e-6)


@given(st.tuples(*[st.integers(0, 9)] * 4).filter(sum))
def test_a_table_of_two_by_two_is_fishers(table: tuple[int, int, int, int]) -> None:
    a, b, c, d = table
    found = freeman_halton([[a, b], [c, d]])

    assert found.p == pytest.approx(fisher_exact(*table), rel=1e-9)
    assert found.smallest_p == pytest.approx(smallest_p(*table), rel=1e-9)
    assert found.p == pytest.approx(scipy_fisher([[a, b], [c, d]]).pvalue, rel=1e-6)


@settings(max_examples=40)
@given(small, st.randoms())
def test_the_order_of_groups_and_answers_changes_nothing(table: list[list[int]], random: object) -> None:
    shuffled = [list(row) for row in table]
    random.shuffle(shuffled)
    columns = list(zip(*shuffled, strict=True))
    random.shuffle(columns)
    once, again = freeman_halton(table), freeman_halton(list(zip(*columns, strict=True)))

    assert once.p == pytest.approx(again.p, rel=1e-9)
    assert once.smallest_p <= once.p + 1e-12 <= 1 + 2e-12
    v = cramers_v(table)
    assert v is cramers_v(columns) is None or v == pytest.approx(cramers_v(columns), rel=1e-9)


@pytest.mark.parametrize("table", [[[0, 0], [0, 0]], [[1, -1], [2, 2]]])
def test_a_table_that_cannot_be_is_refused(table: list[list[int]]) -> None:
    with pytest.raises(AnalysisError, match="table of counts"):
        freeman_halton(table)


def test_one_group_has_no_v() -> None:
    assert cramers_v([[3, 4], [0, 0]]) is None
    assert cramers_v_corrected([[3, 4], [0, 0]]) is None
    with pytest.raises(AnalysisError, match="two rows"):
        chi_square([[3, 4]])


def test_cochrans_q_is_found_again() -> None:
    found = cochran_q([[int(c) for c in row] for row in "110 110 100 111 010 110".split()])

    assert found is not None
    assert (found.statistic, found.df, found.p) == (pytest.approx(6.4), 2, pytest.approx(0.0407622, abs=5e-8))
    assert cochran_q([[1, 1, 1], [0, 0, 0]]) is None
