from __future__ import annotations

import numpy as np
import pytest

from tests.fakes import WIDTH, WordEmbedder
from tests.model.builders import make_segments
from thematica.model.segments import Segments
from thematica.steps.embed import WINDOW, embed, embed_long_texts


def test_every_segment_gets_a_row_of_length_1_in_its_place() -> None:
    segments = make_segments("The lab was cold.", "She rang me.", "The lab was cold.")

    embeddings = embed(segments, WordEmbedder().embed, "words 1")

    assert embeddings.segment_ids == segments.ids
    assert embeddings.embedder == "words 1"
    assert np.linalg.norm(embeddings.matrix, axis=1) == pytest.approx(1, abs=1e-5)
    assert embeddings.matrix.dtype == np.float32


def test_identical_texts_are_asked_for_once_and_get_the_same_row() -> None:
    embedder = WordEmbedder()

    embeddings = embed(make_segments("Cold.", "Noisy.", "Cold.", " Cold.\n"), embedder.embed, "words 1")

    assert embedder.asked == ["Cold.", "Noisy."]
    assert np.array_equal(embeddings.matrix[0], embeddings.matrix[2])
    assert np.array_equal(embeddings.matrix[0], embeddings.matrix[3])


def test_marks_are_not_read() -> None:
    embedder = WordEmbedder()

    embed(make_segments("I rang [laughs] her."), embedder.embed, "words 1")

    assert embedder.asked == ["I rang her."]


def test_a_text_without_words_gets_a_row_of_zeros_and_is_not_asked_for() -> None:
    embedder = WordEmbedder()

    embeddings = embed(make_segments("[laughs]", "Cold.", "   "), embedder.embed, "words 1")

    assert embedder.asked == ["Cold."]
    assert not embeddings.matrix[0].any()
    assert not embeddings.matrix[2].any()
    assert embeddings.matrix[1].any()


def test_nothing_to_embed_gives_no_rows() -> None:
    embeddings = embed(Segments(), WordEmbedder().embed, "words 1")

    assert embeddings.matrix.shape == (0, WIDTH)


def test_a_text_that_fits_a_window_is_read_whole() -> None:
    embedder = WordEmbedder()
    text = " ".join(["cold"] * WINDOW)

    embed_long_texts([text], embedder.embed)

    assert embedder.asked == [text]


def test_the_end_of_a_long_text_counts_as_much_as_its_beginning() -> None:
    embedder = WordEmbedder()
    beginning, end = " ".join(["cold"] * WINDOW), " ".join(["mentor"] * WINDOW)

    row = embed_long_texts([f"{beginning} {end}"], embedder.embed)[0]

    assert embedder.asked == [beginning, end]
    assert np.linalg.norm(row) == pytest.approx(1, abs=1e-5)
    assert row @ embedder.embed(["cold"])[0] == pytest.approx(row @ embedder.embed(["mentor"])[0], abs=1e-5)
    assert row @ embedder.embed(["mentor"])[0] == pytest.approx(0.5**0.5, abs=1e-5)
