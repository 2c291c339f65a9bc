"""What every Embedder must hold to, the fake included."""

from __future__ import annotations

import numpy as np
import pytest

from tests.fakes import WordEmbedder
from thematica.backends.multilingual import UniversalSentenceEmbedder
from thematica.backends.sentence_transformer import SentenceTransformerEmbedder
from thematica.model.protocols import Embedder

TEXTS = [
    "The lab was cold.",
    "She never answers my mail, whatever I write and however often I ask.",
    "Cold!",
    "لیب بہت ٹھنڈی تھی۔",
    "🙂 good",
    "The lab was cold.",
]
MINILM = SentenceTransformerEmbedder()
pytestmark = pytest.mark.parametrize(
    "embedder",
    [
        pytest.param(WordEmbedder(), id="fake"),
        pytest.param(MINILM, id="minilm"),
        pytest.param(UniversalSentenceEmbedder(), id="multilingual"),
    ],
)


def test_every_text_gets_a_row_of_length_1(embedder: Embedder) -> None:
    rows = embedder.embed(TEXTS)

    assert rows.shape[0] == len(TEXTS)
    assert rows.dtype == np.float32
    assert np.linalg.norm(rows, axis=1) == pytest.approx(1, abs=1e-4)


def test_a_row_does_not_depend_on_the_order_of_the_texts(embedder: Embedder) -> None:
    assert np.array_equal(embedder.embed(TEXTS), embedder.embed(TEXTS[::-1])[::-1])


def test_a_row_depends_on_its_own_text_only(embedder: Embedder) -> None:
    together = embedder.embed(TEXTS)
    alone = np.vstack([embedder.embed([text]) for text in TEXTS])

    assert together == pytest.approx(alone, abs=1e-4)


def test_the_same_texts_give_the_same_bytes(embedder: Embedder) -> None:
    assert embedder.embed(TEXTS).tobytes() == embedder.embed(TEXTS).tobytes()


def test_the_same_text_gets_the_same_row(embedder: Embedder) -> None:
    rows = embedder.embed(TEXTS)

    assert rows[0] == pytest.approx(rows[5], abs=1e-4)


def test_texts_that_say_something_alike_lie_nearer_than_others(embedder: Embedder) -> None:
    lab, cold, mail = embedder.embed(["The lab was cold.", "It was cold in the lab.", "She never answers me."])

    assert lab @ cold > lab @ mail


def test_no_texts_give_no_rows_of_the_usual_width(embedder: Embedder) -> None:
    assert embedder.embed([]).shape == (0, embedder.embed(["Cold."]).shape[1])
