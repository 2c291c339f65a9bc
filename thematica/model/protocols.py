"""What a backend must be able to do: strings and arrays in, strings and arrays out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


@runtime_checkable
class SentenceSplitter(Protocol):
    """Cuts a text into sentences."""

    @property
    def name(self) -> str:
        """Name and version."""

    def split(self, texts: Sequence[str]) -> list[list[tuple[int, int]]]:
        """Give, for each text, (start, end) of its sentences in order; together they cover all its words."""


@runtime_checkable
class Embedder(Protocol):
    """Places texts in a space where nearness is likeness of meaning."""

    @property
    def name(self) -> str:
        """Name and version; a different model must have a different name."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Give one row of length 1 a text, shape (n, d)."""


NOT_DRAWN = -2  # group of a text that a resample left out


@runtime_checkable
class Clusterer(Protocol):
    """Groups texts that lie together, by their vectors or by their words as well."""

    @property
    def name(self) -> str:
        """In words, what it does."""

    def group(self, vectors: Vectors, weights: NDArray[np.intp], seed: int, texts: Sequence[str]) -> NDArray[np.intp]:
        """Give the group of each text from 0, or -1 where it lies near no others.

        Args:
            vectors: Shape (n, d), one row a distinct text; n may be 0.
            weights: Shape (n,), how many segments have that text.
            seed: Where random choices start.
            texts: The n texts.
        """

    def resample(
        self, vectors: Vectors, weights: NDArray[np.intp], seed: int, texts: Sequence[str]
    ) -> Iterator[NDArray[np.intp]]:
        """Group the texts again and again, each time without some of them, whose group is then ``NOT_DRAWN``."""


@runtime_checkable
class Labeller(Protocol):
    """Finds phrases that tell groups of texts apart."""

    @property
    def name(self) -> str:
        """In words, what it does."""

    def label(self, groups: Sequence[Sequence[str]]) -> list[list[str]]:
        """Give, for each group of texts, phrases typical of it, the most typical first."""


@runtime_checkable
class CodingModel(Protocol):
    """Learns from codes' descriptions and a person's codings which codes fit which vectors."""

    @property
    def name(self) -> str:
        """In words, what it does."""

    def assign(
        self, vectors: Vectors, descriptions: Sequence[Vectors], taught: Mapping[int, frozenset[int]]
    ) -> NDArray[np.bool_]:
        """Say which codes fit each vector, shape (n, n codes).

        Args:
            vectors: Shape (n, d).
            descriptions: For each code, rows for its name, definition and examples; never empty.
            taught: For each vector that a person has looked at, the codes she applied. The answer for
                such a vector must be made without knowing hers.
        """
