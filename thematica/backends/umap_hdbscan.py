"""UMAP and HDBSCAN: groups by density, for method people who want to compare; it leaves much out."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from thematica.backends.small_corpus import regroup_shares
from thematica.model.protocols import Vectors

DIMENSIONS = 5
NEIGHBOURS = 15
SMALLEST = 10  # members of a group; BERTopic's default, fewer in small studies
FEWEST = 8  # texts; UMAP cannot place fewer in five dimensions


class DenseGroups:
    """Groups texts that lie densely after UMAP, by HDBSCAN; what lies between the heaps is left out."""

    name = "UMAP (5 dimensions, 15 neighbours) and HDBSCAN (10 members or √n, whichever is less)"

    def group(
        self, vectors: Vectors, weights: NDArray[np.intp], seed: int, texts: Sequence[str] = ()
    ) -> NDArray[np.intp]:
        """Give the group of each vector, or -1."""
        n = len(vectors)
        if n < FEWEST:
            return np.zeros(n, dtype=np.intp)
        smallest = max(2, min(SMALLEST, round(np.sqrt(n))))
        with warnings.catch_warnings():  # umap asks for TensorFlow, and says that a seed means one thread
            warnings.simplefilter("ignore")
            from hdbscan import HDBSCAN
            from umap import UMAP

            reduce = UMAP(
                n_neighbors=min(NEIGHBOURS, n - 1),
                n_components=min(DIMENSIONS, n - 3),
                min_dist=0.0,
                metric="cosine",
                random_state=seed,
                init="random" if n < 4 * NEIGHBOURS else "spectral",
            )
            placed = reduce.fit_transform(vectors)
            found: NDArray[np.intp] = HDBSCAN(min_cluster_size=smallest).fit_predict(placed)
        return found.astype(np.intp)

    def resample(
        self, vectors: Vectors, weights: NDArray[np.intp], seed: int, texts: Sequence[str] = ()
    ) -> Iterator[NDArray[np.intp]]:
        """Group four fifths of the vectors, ten times."""
        return regroup_shares(self.group, vectors, weights, seed, texts)
