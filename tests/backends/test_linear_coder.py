from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from thematica.backends.linear_coder import ENOUGH, LEAST_LIKENESS, LinearCoder
from thematica.model.protocols import Vectors

AXES = np.eye(8, dtype=np.float32)
TWO_CODES = [AXES[:1], AXES[1:2]]


def near(axis: int, n: int, seed: int = 0) -> Vectors:
    """Give vectors of length 1 around an axis."""
    rows = AXES[axis] + np.random.default_rng(seed).normal(scale=0.04, size=(n, 8))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def assign(vectors: Vectors, taught: dict[int, frozenset[int]] | None = None) -> NDArray[np.bool_]:
    return LinearCoder().assign(vectors, TWO_CODES, taught or {})


def test_without_a_teacher_the_code_with_the_likest_description_fits() -> None:
    assert assign(np.vstack([near(0, 3), near(1, 3)])).tolist() == [[True, False]] * 3 + [[False, True]] * 3


def test_a_vector_that_no_description_is_like_gets_no_code() -> None:
    assert not assign(near(5, 4)).any()
    assert not assign(np.zeros((1, 8), dtype=np.float32)).any()


def test_a_vector_like_two_descriptions_gets_both() -> None:
    between = (AXES[0] + AXES[1])[None] / np.sqrt(2)

    assert assign(between.astype(np.float32)).tolist() == [[True, True]]


def test_two_codes_at_most_fit_by_description_alone() -> None:
    fits = LinearCoder().assign(AXES[:1], [AXES[:1]] * 4, {})

    assert fits.sum() == 2


def test_likeness_just_below_the_least_is_not_enough() -> None:
    def at(likeness: float) -> Vectors:
        return np.array([[likeness, 0, np.sqrt(1 - likeness**2), 0, 0, 0, 0, 0]], dtype=np.float32)

    assert assign(at(LEAST_LIKENESS + 0.01)).tolist() == [[True, False]]
    assert not assign(at(LEAST_LIKENESS - 0.01)).any()


def test_a_code_is_described_by_all_its_texts() -> None:
    descriptions = [np.vstack([AXES[0], AXES[2]]), AXES[1:2]]

    assert LinearCoder().assign(AXES[2:3], descriptions, {}).tolist() == [[True, False]]


def test_no_vectors_get_no_codes() -> None:
    assert assign(np.zeros((0, 8), dtype=np.float32)).shape == (0, 2)


def test_no_codes_give_no_columns() -> None:
    assert LinearCoder().assign(AXES[:3], [], {}).shape == (3, 0)


def teach() -> tuple[Vectors, dict[int, frozenset[int]]]:
    """Give 8 vectors around the third axis taught the first code, 8 around the fourth taught none, and 4 untaught."""
    vectors = np.vstack([near(2, 8, 1), near(3, 8, 2), near(2, 2, 3), near(3, 2, 4)])
    return vectors, {i: frozenset({0} if i < 8 else ()) for i in range(16)}


def test_what_a_person_shows_often_enough_goes_before_the_description() -> None:
    vectors, taught = teach()

    fits = assign(vectors, taught)

    assert fits[16:, 0].tolist() == [True, True, False, False]
    assert not fits[:, 1].any()


def test_a_code_shown_too_seldom_is_still_found_by_its_description() -> None:
    vectors, _ = teach()
    taught = {i: frozenset({0}) for i in range(ENOUGH - 1)}

    assert not assign(vectors, taught).any()
    assert assign(near(0, 3), {0: frozenset()}).tolist() == [[True, False]] * 3


@pytest.mark.parametrize("row", [3, 4, 11, 12])
def test_flipping_what_was_taught_at_one_clear_row_leaves_the_answer_there(row: int) -> None:
    vectors, taught = teach()
    flipped = taught | {row: frozenset({0}) ^ taught[row]}

    assert assign(vectors, taught)[row, 0] == (row < 8)
    assert assign(vectors, flipped)[row, 0] == (row < 8)


def leave_one_out(vectors: Vectors, given: NDArray[np.float64]) -> NDArray[np.float64]:
    """Predict each row by a ridge regression that has never seen it (unpenalised intercept, penalty 1)."""
    values = np.zeros(len(vectors))
    for i in range(len(vectors)):
        x, y = np.delete(vectors.astype(np.float64), i, axis=0), np.delete(given, i)
        # The centre of all rows is kept as origin: where it lies says nothing about y, and the intercept is free.
        one = np.column_stack([np.ones(len(x)), x])
        penalty = np.diag([0.0, *[1.0] * x.shape[1]])
        beta = np.linalg.solve(one.T @ one + penalty, one.T @ y)
        values[i] = np.array([1.0, *vectors[i]]) @ beta
    return values


def halfway(values: NDArray[np.float64], given: NDArray[np.float64]) -> float:
    """Give the value from which on as many rows say yes as were given the code."""
    ranked, count = sorted(values, reverse=True), int(given.sum())
    if count == 0:
        return np.inf
    last = min(count, len(ranked) - 1)
    return (ranked[last - 1] + ranked[last]) / 2


@pytest.mark.parametrize("seed", range(5))
def test_a_taught_row_is_predicted_by_a_regression_without_it_and_judged_by_the_threshold_of_the_other_half(
    seed: int,
) -> None:
    vectors, given, taught = draw(seed)

    fits = assign(vectors, taught)[:, 0]

    values = leave_one_out(vectors, given)
    even = np.arange(24) % 2 == 0
    of_odd = halfway(leave_one_out(vectors[~even], given[~even]), given[~even])
    of_even = halfway(leave_one_out(vectors[even], given[even]), given[even])
    assert fits.tolist() == np.where(even, values >= of_odd, values >= of_even).tolist()


@pytest.mark.parametrize("seed", range(10))
def test_what_she_said_of_a_segment_plays_no_part_in_what_the_machine_says_of_it(seed: int) -> None:
    vectors, _, taught = draw(seed)
    before = assign(vectors, taught)[:, 0]

    for row in range(24):
        other_answer = {**taught, row: frozenset() if taught[row] else frozenset({0})}
        assert assign(vectors, other_answer)[row, 0] == before[row]


def draw(seed: int) -> tuple[np.ndarray, np.ndarray, dict[int, frozenset[int]]]:
    """Give 24 vectors, which of them have the code, and the same as something taught."""
    random = np.random.default_rng(seed)
    vectors = random.normal(size=(24, 8))
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    given = (vectors[:, 0] + random.normal(scale=0.3, size=24) > 0).astype(float)
    return vectors, given, {i: frozenset({0} if given[i] else ()) for i in range(24)}


def test_the_same_inputs_give_the_same_answer_and_are_not_changed() -> None:
    vectors, taught = teach()
    vectors.setflags(write=False)
    before = dict(taught)

    first, second = assign(vectors, taught), assign(vectors, taught)

    assert np.array_equal(first, second)
    assert first.dtype == np.bool_
    assert taught == before


def test_a_code_that_was_given_everywhere_fits_everywhere() -> None:
    vectors = near(0, 10)

    assert assign(vectors, {i: frozenset({1}) for i in range(6)})[:, 1].all()


def test_one_half_without_the_code_does_not_break_the_other() -> None:
    vectors, _ = teach()
    taught = {i: frozenset({0} if i % 2 == 0 and i < 10 else ()) for i in range(16)}

    assert assign(vectors, taught).shape == (20, 2)
