from __future__ import annotations

import numpy as np
import pytest

from thematica.backends import small_corpus
from thematica.backends.small_corpus import WardGroups


def scatter(n: int) -> np.ndarray:
    rows = np.random.default_rng(0).normal(size=(n, 8)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@pytest.mark.parametrize(("n", "groups"), [(1, 1), (2, 2), (3, 2), (30, 7), (120, 13), (500, 27)])
def test_groups_grow_with_the_square_root_of_the_texts(n: int, groups: int) -> None:
    labels = WardGroups().group(scatter(n), np.ones(n, dtype=np.intp), 1)

    assert len(set(labels.tolist())) == groups
    assert (labels >= 0).all()


def test_very_many_texts_are_first_gathered_around_centres(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(small_corpus, "MOST_TEXTS", 100)
    monkeypatch.setattr(small_corpus, "CENTRES", 40)
    vectors, weights = scatter(200), np.arange(1, 201, dtype=np.intp)

    first, second = (WardGroups().group(vectors, weights, 5) for _ in range(2))

    assert first.shape == (200,)
    assert len(set(first.tolist())) == 17
    assert np.array_equal(first, second)
