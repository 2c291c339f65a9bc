"""Vectors on disk: nothing is embedded twice, and a damaged cache costs time only."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fakes import WIDTH, WordEmbedder
from thematica.formats.vector_cache import VectorCache
from thematica.model.protocols import Embedder

TEXTS = ["She is away.", "The rota.", "She is away.", "née 😀"]


class OtherEmbedder(WordEmbedder):
    name = "words 2"


def test_a_cache_gives_what_its_embedder_gives(tmp_path: Path) -> None:
    vectors = VectorCache(WordEmbedder(), tmp_path).embed(TEXTS)

    assert vectors.dtype == np.float32
    assert np.array_equal(vectors, WordEmbedder().embed(TEXTS))


def test_a_cache_is_an_embedder_with_the_name_of_its_embedder() -> None:
    cache = VectorCache(WordEmbedder())

    assert isinstance(cache, Embedder)
    assert cache.name == "words 1"


def test_identical_texts_are_embedded_once() -> None:
    embedder = WordEmbedder()

    VectorCache(embedder).embed(TEXTS)

    assert embedder.asked == ["She is away.", "The rota.", "née 😀"]


def test_a_text_is_never_embedded_again_not_even_by_the_next_run(tmp_path: Path) -> None:
    VectorCache(WordEmbedder(), tmp_path).embed(TEXTS[:2])
    embedder = WordEmbedder()
    cache = VectorCache(embedder, tmp_path)

    first = cache.embed(TEXTS)
    second = cache.embed(TEXTS)

    assert embedder.asked == ["née 😀"]
    assert np.array_equal(first, second)
    assert np.array_equal(first, WordEmbedder().embed(TEXTS))


def test_another_embedder_has_a_cache_of_its_own(tmp_path: Path) -> None:
    VectorCache(WordEmbedder(), tmp_path).embed(TEXTS)
    embedder = OtherEmbedder()

    VectorCache(embedder, tmp_path).embed(TEXTS)

    assert len(embedder.asked) == 3
    assert len(list(tmp_path.iterdir())) == 2


def test_without_a_folder_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    VectorCache(WordEmbedder()).embed(TEXTS)

    assert list(tmp_path.iterdir()) == []


def test_no_words_are_written_to_disk(tmp_path: Path) -> None:
    VectorCache(WordEmbedder(), tmp_path).embed(["confidential"])

    assert all(b"confidential" not in path.read_bytes() for path in tmp_path.iterdir())


def test_no_texts_have_no_vectors(tmp_path: Path) -> None:
    cache = VectorCache(WordEmbedder(), tmp_path)

    empty = cache.embed([])
    cache.embed(TEXTS)

    assert empty.shape == (0, 0)
    assert cache.embed([]).shape == (0, WIDTH)


def test_a_text_with_half_a_sign_can_be_remembered(tmp_path: Path) -> None:
    vectors = VectorCache(WordEmbedder(), tmp_path).embed(["away \ud83d"])

    assert vectors.shape == (1, WIDTH)


@settings(max_examples=30, deadline=None)
@given(share=st.floats(0, 1, exclude_max=True))
def test_a_cache_cut_short_is_made_again(tmp_path_factory: pytest.TempPathFactory, share: float) -> None:
    folder = tmp_path_factory.mktemp("vectors")
    VectorCache(WordEmbedder(), folder).embed(TEXTS)
    (path,) = folder.iterdir()
    path.write_bytes(path.read_bytes()[: int(share * path.stat().st_size)])

    vectors = VectorCache(WordEmbedder(), folder).embed(TEXTS)

    assert np.array_equal(vectors, WordEmbedder().embed(TEXTS))


@pytest.mark.parametrize("raw", [b"", b"not a cache", b"PK\x05\x06" + bytes(18)], ids=["empty", "text", "no members"])
def test_a_damaged_cache_is_made_again(tmp_path: Path, raw: bytes) -> None:
    VectorCache(WordEmbedder(), tmp_path).embed(TEXTS)
    (path,) = tmp_path.iterdir()
    path.write_bytes(raw)

    vectors = VectorCache(WordEmbedder(), tmp_path).embed(TEXTS)

    assert np.array_equal(vectors, WordEmbedder().embed(TEXTS))
