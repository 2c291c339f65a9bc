"""How alike texts are to a learner: by their vectors, their words, and groups of letters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from thematica.model.embeddings import normalise
from thematica.model.protocols import Vectors

WORDS = LETTERS = 0.5  # beside the vectors' 1; with .3 or .8 the match changes by less than .01 (decision record 0011)
ENOUGH_TEXTS = 50  # above it, what occurs in a single text says nothing
KINDS: tuple[tuple[float, dict[str, Any]], ...] = (
    (WORDS, {"ngram_range": (1, 2)}),
    (LETTERS, {"analyzer": "char_wb", "ngram_range": (3, 5)}),
)


class TextFeatures:
    """What is computed once for the texts of a study.

    Args:
        vectors: Shape (n, d); what all have in common is taken off.
        texts: The n texts.
    """

    def __init__(self, vectors: Vectors, texts: Sequence[str]) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer

        self.vectors = normalise((vectors - vectors.mean(axis=0)).astype(np.float32))
        self._sparse: list[tuple[np.float32, Any]] = []
        least = 2 if len(texts) > ENOUGH_TEXTS else 1
        for weight, how in KINDS:
            try:
                made = TfidfVectorizer(sublinear_tf=True, min_df=least, dtype=np.float32, **how).fit_transform(texts)
            except ValueError:  # no word stands in two texts
                continue
            self._sparse.append((np.float32(weight), made))

    def kernel(self, rows: NDArray[np.intp]) -> Vectors:
        """Give the likeness of all texts with some, shape (n, len(rows)); a constant 1 in it is the intercept."""
        found: Vectors = self.vectors @ self.vectors[rows].T + np.float32(1)
        for weight, x in self._sparse:
            found += weight * (x @ x[rows].T).toarray()
        return found
