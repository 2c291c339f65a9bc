"""What a segment means where it was said: "No, never" takes its meaning from what it answers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from thematica.model.embeddings import normalise
from thematica.model.protocols import Vectors
from thematica.model.segments import Segment

HALF = 10  # words of a segment that takes half of what stands beside it; chosen with benchmarks/candidates/talk.py


def add_context(segments: Sequence[Segment], vectors: Vectors, half: int = HALF) -> Vectors:
    """Move each segment towards what stands just before and just after it in its document, the more the shorter it is.

    A segment of w words takes half / (half + w) of each of the two. An answer in a table is a document of its own, has
    nothing beside it and stays where it is.

    Args:
        segments: In the order of the text.
        vectors: Shape (n, d), a row of length 1 for each.
        half: How many words a segment has that takes half of each.

    Returns:
        Shape (n, d), rows of length 1.
    """
    documents = np.array([segment.document_id for segment in segments])
    words = np.array([len(segment.text.split()) for segment in segments], dtype=np.float32)
    share = (half / (half + words))[:, None]
    beside = (documents[1:] == documents[:-1])[:, None]
    blended = vectors.copy()
    blended[1:] += beside * share[1:] * vectors[:-1]
    blended[:-1] += beside * share[:-1] * vectors[1:]
    return normalise(blended)
