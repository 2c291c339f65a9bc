"""How alike texts are to a learner: by their vectors, their words, and groups of letters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from thematica.model.embeddings import normalise
from thematica.model.protocols import Vectors

WORDS = LETTERS = 0.5  # beside the vectors' 1; with .3 or .8 the match changes by less than .01 (decision record 0011)
GRID = np.float32(2048)  # vectors are rounded to 1/2048: a cosine moves by .0002, and sums of 384 products are exact
MOST_KEPT = 25_000_000  # likenesses, 100 MB: 2,500 taught of 10,000
ENOUGH_TEXTS = 50  # above it, what occurs in a single text says nothing
KINDS: tuple[tuple[float, dict[str, Any]], ...] = (
    (WORDS, {"ngram_range": (1, 2)}),
    (LETTERS, {"analyzer": "char_wb", "ngram_range": (3, 5)}),
)


class TextFeatures:
    """What is computed once for the texts of a study.

    The likeness with a text is the same to the last digit whichever others it is computed with, so what is kept from
    one decision to the next never shows.

    Args:
        vectors: Shape (n, d); what all have in common is taken off.
        texts: The n texts.
    """

    def __init__(self, vectors: Vectors, texts: Sequence[str]) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer

        own = normalise((vectors - vectors.mean(axis=0)).astype(np.float32))
        self.vectors: Vectors = np.round(own * GRID) / GRID
        self._sparse: list[tuple[np.float32, Any, Any]] = []
        least = 2 if len(texts) > ENOUGH_TEXTS else 1
        for weight, how in KINDS:
            try:
                made = TfidfVectorizer(sublinear_tf=True, min_df=least, dtype=np.float32, **how).fit_transform(texts)
            except ValueError:  # no word stands in two texts
                continue
            made.sort_indices()
            self._sparse.append((np.float32(weight), made, made.T.tocsr()))
        self._kept: tuple[NDArray[np.intp], Vectors] = (np.zeros(0, dtype=np.intp), self._compute(np.zeros(0, int)))

    def kernel(self, rows: NDArray[np.intp]) -> Vectors:
        """Give the likeness of some texts with all, shape (len(rows), n); a constant 1 in it is the intercept.

        Args:
            rows: Which, in rising order. Those of the call before are not computed again.
        """
        known, before = self._kept
        old = np.isin(rows, known, assume_unique=True)
        found = np.empty((len(rows), len(self.vectors)), dtype=np.float32)
        found[old] = before[np.searchsorted(known, rows[old])]
        found[~old] = self._compute(rows[~old])
        self._kept = (rows, found) if found.size <= MOST_KEPT else (known[:0], before[:0])
        return found

    def _compute(self, rows: NDArray[np.intp]) -> Vectors:
        found: Vectors = self.vectors[rows] @ self.vectors.T + np.float32(1)
        for weight, x, turned in self._sparse:
            found += weight * (x[rows] @ turned).toarray()
        return found
