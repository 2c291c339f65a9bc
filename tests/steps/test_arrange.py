from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from thematica.steps.arrange import FEWEST, arrange


def heaps(n: int, k: int) -> np.ndarray:
    """Give n centres around k directions, in turn."""
    rows = np.eye(16, dtype=np.float32)[np.arange(n) % k]
    return rows + 0.05 * np.random.default_rng(0).normal(size=(n, 16)).astype(np.float32)


@pytest.mark.parametrize("n", [0, 1, 2, 5])
def test_few_candidates_are_not_grouped(n: int) -> None:
    assert arrange(np.zeros((n, 4), dtype=np.float32), np.ones(n, dtype=np.intp)) == []


@pytest.mark.parametrize(("n", "groups"), [(6, [5]), (24, [10]), (25, [5, 10]), (100, [10, 20])])
def test_the_number_of_groups_follows_the_number_of_candidates(n: int, groups: list[int]) -> None:
    levels = arrange(heaps(n, 5), np.ones(n, dtype=np.intp))

    assert [len(np.unique(level)) for level in levels] == groups


def test_candidates_that_lie_together_are_in_one_group() -> None:
    outer, inner = arrange(heaps(30, 5), np.ones(30, dtype=np.intp))

    for level in (outer, inner):
        for group in np.unique(level):
            assert len({i % 5 for i in np.flatnonzero(level == group)}) == 1


@given(n=st.integers(FEWEST, 60), seed=st.integers(0, 9))
def test_what_is_together_within_is_together_above(n: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    levels = arrange(random.normal(size=(n, 8)).astype(np.float32), random.integers(1, 9, n))

    for above, within in itertools.pairwise(levels):
        for group in np.unique(within):
            assert len(set(above[within == group].tolist())) == 1
