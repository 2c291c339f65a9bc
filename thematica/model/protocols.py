"""What a backend must be able to do: strings and arrays in, strings and arrays out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Fit:
    """Which codes fit which texts.

    Attributes:
        strengths: Shape (n, n codes), 0..1: how likely she would give the code there.
        fits: Shape (n, n codes).
    """

    strengths: NDArray[np.floating]
    fits: NDArray[np.bool_]


@runtime_checkable
class CodingModel(Protocol):
    """Learns from codes' descriptions and a person's codings which codes fit which texts."""

    @property
    def name(self) -> str:
        """In words, what it does."""

    def assign(
        self,
        vectors: Vectors,
        texts: Sequence[str],
        descriptions: Sequence[Vectors],
        taught: Mapping[int, frozenset[int]],
        together: NDArray[np.intp],
    ) -> Fit:
        """Say which codes fit each text.

        Args:
            vectors: Shape (n, d).
            texts: The n texts.
            descriptions: For each code, rows for its name, definition and examples; never empty.
            taught: For each text that a person has looked at, the codes she applied. The answer for
                such a text must be made without knowing hers.
            together: Shape (n,); texts of the same number were coded in one go, or say the same: the answer for one
                must be made without knowing hers for any of them.
        """
