"""One row of numbers a segment, with the name of what made it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Floats = TypeVar("Floats", NDArray[np.float32], NDArray[np.float64])


def normalise(rows: Floats) -> Floats:
    """Give rows length 1; a row of zeros stays.

    >>> normalise(np.array([[3.0, 4.0], [0.0, 0.0]])).tolist()
    [[0.6, 0.8], [0.0, 0.0]]
    """
    lengths: Floats = np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
    return rows / lengths


@dataclass(frozen=True, slots=True, eq=False)
class Embeddings:
    """Where each segment lies in the space of meanings.

    Attributes:
        segment_ids: The segments, in the order of the rows.
        matrix: Shape (n segments, d), float32, rows of length 1 (or 0 for a text without words); locked.
        embedder: Name and version of the model that made them.
    """

    segment_ids: tuple[str, ...]
    matrix: NDArray[np.float32]
    embedder: str
    _place: dict[str, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        if self.matrix.ndim != 2 or len(self.matrix) != len(self.segment_ids):
            raise ValueError(f"{len(self.segment_ids)} segments but a matrix of shape {self.matrix.shape}")
        self.matrix.setflags(write=False)
        object.__setattr__(self, "_place", {segment_id: i for i, segment_id in enumerate(self.segment_ids)})

    def __len__(self) -> int:
        return len(self.segment_ids)

    def __repr__(self) -> str:
        return f"<Embeddings: {self.matrix.shape[0]} × {self.matrix.shape[1]} by {self.embedder}>"

    def rows(self, segment_ids: Sequence[str]) -> NDArray[np.float32]:
        """Give the rows of some segments, in the order asked for; KeyError if one has none."""
        return self.matrix[[self._place[segment_id] for segment_id in segment_ids]]
