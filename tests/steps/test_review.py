"""Which segments to look at next."""

from __future__ import annotations

import numpy as np
import pytest

from thematica.steps.review import FEW, RANDOM_EVERY, choose_next


def heaps(*sizes: int) -> np.ndarray:
    """Give vectors in heaps along the axes, each as large as said."""
    rows = np.repeat(np.eye(8, dtype=np.float32)[: len(sizes)], sizes, axis=0)
    return rows + 0.05 * np.random.default_rng(0).normal(size=rows.shape).astype(np.float32)


def places(vectors: np.ndarray, taught: dict[int, list[int]], n: int, strengths: np.ndarray | None = None) -> list[int]:
    return [choice.place for choice in choose_next(vectors, strengths, taught, n)]


def test_the_first_choices_stand_for_the_largest_heaps_one_each() -> None:
    vectors = heaps(12, 8, 5)

    chosen = places(vectors, {}, 3)

    assert [0 if i < 12 else 1 if i < 20 else 2 for i in chosen] == [0, 1, 2]


def test_what_is_like_something_she_has_looked_at_waits() -> None:
    assert places(heaps(12, 8, 5), {0: []}, 1)[0] >= 12


def test_nothing_is_chosen_twice_nor_what_she_has_looked_at() -> None:
    taught = {i: [0] for i in range(7)}

    chosen = places(heaps(12, 8), taught, 100)

    assert sorted(chosen) == list(range(7, 20))


def test_each_fifth_is_drawn_at_random_and_says_so() -> None:
    choices = choose_next(heaps(12, 8, 5), None, {}, 20)

    assert [choice.at_random for choice in choices] == [i % RANDOM_EVERY == RANDOM_EVERY - 1 for i in range(20)]


def test_what_is_uncertain_comes_first_once_enough_is_known() -> None:
    vectors = heaps(30, 10, 10)
    strengths = np.zeros((50, 2))
    strengths[40:] = 0.5
    taught = {i: [0] for i in range(FEW)}

    assert places(vectors, taught, 1, strengths)[0] >= 40


def test_only_what_may_be_chosen_is() -> None:
    chosen = choose_next(heaps(12, 8), None, {}, 5, pool=np.array([3, 15]))

    assert sorted(choice.place for choice in chosen) == [3, 15]


@pytest.mark.parametrize("n", [0, 1])
def test_few_segments_are_a_case_like_any_other(n: int) -> None:
    assert places(heaps(12)[:n], {}, 3) == list(range(n))


def test_the_same_inputs_and_seed_give_the_same_choices() -> None:
    vectors = heaps(12, 8, 5)

    assert choose_next(vectors, None, {1: []}, 10, seed=3) == choose_next(vectors, None, {1: []}, 10, seed=3)
