"""BERTopic as a clusterer: stock, with a seed, or a model that was fitted before."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from thematica.backends.small_corpus import regroup_shares
from thematica.model.protocols import Vectors

FEWEST = 8  # texts; fewer make UMAP fail


class BertopicGroups:
    """Groups texts by BERTopic's topics; its outliers are left out.

    Args:
        model: A fitted BERTopic model, whose topics are then given to the texts; None: one is fitted, seeded.
    """

    def __init__(self, model: Any = None) -> None:
        self.model = model
        self.name = "topics of a fitted BERTopic model" if model is not None else "BERTopic, stock, seeded"

    def group(
        self, vectors: Vectors, weights: NDArray[np.intp], seed: int, texts: Sequence[str] = ()
    ) -> NDArray[np.intp]:
        """Give the topic of each text from 0, or -1."""
        n = len(vectors)
        if not n or (self.model is None and n < FEWEST):
            return np.zeros(n, dtype=np.intp)
        words = [text if text.strip() else "–" for text in texts] or ["–"] * n
        with warnings.catch_warnings():  # its libraries' own, which a researcher can do nothing about
            warnings.simplefilter("ignore")
            if self.model is not None:
                topics, _ = self.model.transform(words, vectors)
            else:
                topics = _fit(words, vectors, seed)
        given = np.asarray(topics)
        _, labels = np.unique(given[given >= 0], return_inverse=True)
        found = np.full(n, -1, dtype=np.intp)
        found[given >= 0] = labels
        return found

    def resample(
        self, vectors: Vectors, weights: NDArray[np.intp], seed: int, texts: Sequence[str] = ()
    ) -> Iterator[NDArray[np.intp]]:
        """Group four fifths of the texts, ten times."""
        return regroup_shares(self.group, vectors, weights, seed, texts)


def _fit(words: Sequence[str], vectors: Vectors, seed: int) -> Sequence[int]:
    """Fit stock BERTopic, with its UMAP seeded."""
    from bertopic import BERTopic
    from umap import UMAP

    n = len(words)
    reduce = UMAP(
        n_neighbors=min(15, n - 1),
        n_components=min(5, n - 3),
        min_dist=0.0,
        metric="cosine",
        low_memory=False,
        random_state=seed,
        init="random" if n < 60 else "spectral",
    )
    model = BERTopic(umap_model=reduce, embedding_model=None, min_topic_size=min(10, max(2, n // 3)))
    # Its words are not used here; a pattern that takes any text keeps its counter from failing on "–".
    model.vectorizer_model.set_params(token_pattern=r"\S+")
    topics, _ = model.fit_transform(list(words), vectors)
    return list(topics)
