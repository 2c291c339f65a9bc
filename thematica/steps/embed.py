"""Give every segment its place in the space of meanings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from thematica.model.embeddings import Embeddings
from thematica.model.protocols import Vectors
from thematica.model.segments import Segments
from thematica.steps.wording import mask_marks

# The packaged model reads 256 word pieces, about 190 words; a longer text is read in windows and averaged,
# so that the end of a long turn counts as much as its beginning.
WINDOW = 150  # words


def embed(segments: Segments, embed_texts: Callable[[Sequence[str]], Vectors], embedder: str) -> Embeddings:
    """Embed segments; each distinct text once.

    Args:
        segments: What is to be embedded; non-verbal marks in it are not read.
        embed_texts: From texts to rows of length 1.
        embedder: Name and version of what does it.

    Returns:
        One row a segment, in their order.
    """
    texts = [" ".join(mask_marks(segment.text).split()) for segment in segments]
    return Embeddings(segments.ids, embed_long_texts(texts, embed_texts), embedder)


def embed_long_texts(texts: Sequence[str], embed_texts: Callable[[Sequence[str]], Vectors]) -> Vectors:
    """Embed texts of any length: windows of a long one are averaged.

    Returns:
        Shape (n, d), rows of length 1; a text without words gets a row of zeros.
    """
    windows = [list(_windows(text)) for text in texts]
    distinct = list(dict.fromkeys(window for found in windows for window in found))
    rows = embed_texts(distinct)
    place = {window: i for i, window in enumerate(distinct)}
    matrix = np.zeros((len(texts), rows.shape[1] if rows.ndim == 2 else 0), dtype=np.float32)
    for i, found in enumerate(windows):
        if found:
            mean = rows[[place[window] for window in found]].mean(axis=0)
            matrix[i] = mean / max(float(np.linalg.norm(mean)), 1e-12)
    return matrix


def _windows(text: str) -> Iterator[str]:
    words = text.split()
    for at in range(0, len(words), WINDOW):
        yield " ".join(words[at : at + WINDOW])
