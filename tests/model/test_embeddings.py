from __future__ import annotations

import numpy as np
import pytest

from thematica.model.embeddings import Embeddings


def test_rows_are_given_by_id_in_the_order_asked_for() -> None:
    embeddings = Embeddings(("a", "b", "c"), np.eye(3, dtype=np.float32), "by hand")

    assert embeddings.rows(["c", "a"]).tolist() == [[0, 0, 1], [1, 0, 0]]
    assert embeddings.rows([]).shape == (0, 3)


def test_a_segment_without_a_row_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        Embeddings(("a",), np.eye(1, dtype=np.float32), "by hand").rows(["b"])


def test_a_matrix_with_another_number_of_rows_is_refused() -> None:
    with pytest.raises(ValueError, match="2 segments but a matrix of shape"):
        Embeddings(("a", "b"), np.eye(3, dtype=np.float32), "by hand")


def test_embeddings_cannot_be_changed() -> None:
    embeddings = Embeddings(("a",), np.ones((1, 2), dtype=np.float32), "by hand")

    with pytest.raises(ValueError, match="read-only"):
        embeddings.matrix[0, 0] = 2


def test_the_repr_names_size_and_embedder() -> None:
    embeddings = Embeddings(("a",), np.ones((1, 2), dtype=np.float32), "by hand")

    assert (len(embeddings), repr(embeddings)) == (1, "<Embeddings: 1 × 2 by by hand>")
