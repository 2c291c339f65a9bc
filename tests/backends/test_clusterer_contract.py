"""What every Clusterer must hold to, the fake included."""

from __future__ import annotations

import numpy as np
import pytest

from tests.fakes import SameTextClusterer
from thematica.backends.bertopic_groups import BertopicGroups
from thematica.backends.communities import ConsensusGroups
from thematica.backends.small_corpus import WardGroups
from thematica.backends.umap_hdbscan import DenseGroups
from thematica.model.protocols import NOT_DRAWN, Clusterer, Vectors

SIZES = (0, 1, 2, 3, 30, 500)
CLUSTERERS = [SameTextClusterer(), ConsensusGroups(), WardGroups(), DenseGroups(), BertopicGroups()]
pytestmark = pytest.mark.parametrize("clusterer", CLUSTERERS, ids=lambda each: each.name[:12])


def scatter(n: int, seed: int = 0) -> Vectors:
    """Give vectors of length 1 in all directions."""
    rows = np.random.default_rng(seed).normal(size=(n, 16))
    return (rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)).astype(np.float32)


def once(n: int) -> np.ndarray:
    return np.ones(n, dtype=np.intp)


def say(n: int) -> list[str]:
    """Give texts that share some words."""
    words = "mentor clinic bus e-mail form notes exam office late kind".split()
    return [f"{words[i % 10]} {words[(i * 3) % 7]} {i}" for i in range(n)]


@pytest.mark.parametrize("n", SIZES)
def test_every_vector_gets_a_group_from_0_or_minus_1(clusterer: Clusterer, n: int) -> None:
    labels = clusterer.group(scatter(n), once(n), 1, say(n))

    assert labels.shape == (n,)
    assert np.issubdtype(labels.dtype, np.integer)
    assert (labels >= -1).all()
    used = np.unique(labels[labels >= 0])
    assert used.tolist() == list(range(len(used)))


@pytest.mark.parametrize("n", SIZES)
def test_the_same_vectors_and_seed_give_the_same_groups(clusterer: Clusterer, n: int) -> None:
    first, second = (clusterer.group(scatter(n), once(n), 3, say(n)) for _ in range(2))

    assert np.array_equal(first, second)


def test_vectors_and_weights_are_not_changed(clusterer: Clusterer) -> None:
    vectors, weights = scatter(30), once(30)
    vectors.setflags(write=False)
    weights.setflags(write=False)

    clusterer.group(vectors, weights, 1, say(30))

    assert np.array_equal(vectors, scatter(30))


def test_vectors_that_lie_far_apart_are_not_in_one_group_when_there_are_two_heaps(clusterer: Clusterer) -> None:
    heaps = np.repeat(np.eye(16, dtype=np.float32)[[0, 5]], 15, axis=0)
    heaps = heaps + 0.01 * np.abs(scatter(30))

    labels = clusterer.group(heaps, once(30), 1, say(30))

    assert not set(labels[:15]) & set(labels[15:])


def test_rows_of_zeros_are_a_case_like_any_other(clusterer: Clusterer) -> None:
    labels = clusterer.group(np.zeros((4, 16), dtype=np.float32), once(4), 1, ["", ".", "a", "🙂"])

    assert labels.shape == (4,)


@pytest.mark.parametrize("n", [0, 3, 60])
def test_resamples_leave_some_texts_out_and_group_the_others(clusterer: Clusterer, n: int) -> None:
    runs = list(clusterer.resample(scatter(n), once(n), 1, say(n)))

    for labels in runs:
        assert labels.shape == (n,)
        assert (labels >= NOT_DRAWN).all()
        assert (labels > NOT_DRAWN).any()
    if n == 60:
        assert len(runs) > 1
        assert all((labels == NOT_DRAWN).any() for labels in runs)
