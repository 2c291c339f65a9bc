"""Ward's method: the plainest finder, which gives candidate codes from a handful of texts upward."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from thematica.model.protocols import NOT_DRAWN, Vectors

# Groups grow with the square root of the texts: 7 of 30, 13 of 120, 27 of 500 (decision record 0004).
GROUPS_PER_ROOT = 1.2
# Ward's method holds a distance for every pair of texts: 400 MB at this size. Above it, texts are first
# gathered around so many centres.
MOST_TEXTS = 10_000
CENTRES = 2_000
RESAMPLES = 10  # consistency is a share out of ten: enough to tell .5 from .9, quick enough to wait for
SHARE_KEPT = 0.8  # of the texts, in each resample


class WardGroups:
    """Groups texts by Ward's method into about 1.2·√n groups."""

    name = "Ward's method, 1.2·√n groups (above 10,000 distinct texts: of 2,000 k-means centres)"

    def group(
        self, vectors: Vectors, weights: NDArray[np.intp], seed: int, texts: Sequence[str] = ()
    ) -> NDArray[np.intp]:
        """Give the group of each vector; nothing is left out, but a group may hold one text only."""
        n = len(vectors)
        if n < 2:
            return np.zeros(n, dtype=np.intp)
        k = max(1, round(GROUPS_PER_ROOT * math.sqrt(n)))
        if n <= MOST_TEXTS:
            return _ward(vectors, k)
        from sklearn.cluster import MiniBatchKMeans

        gathered = MiniBatchKMeans(CENTRES, random_state=seed, n_init=1, batch_size=4096)
        centre_of: NDArray[np.intp] = gathered.fit_predict(vectors, sample_weight=weights.astype(float))
        return _ward(gathered.cluster_centers_, k)[centre_of]

    def resample(
        self, vectors: Vectors, weights: NDArray[np.intp], seed: int, texts: Sequence[str] = ()
    ) -> Iterator[NDArray[np.intp]]:
        """Group four fifths of the vectors, ten times."""
        return regroup_shares(self.group, vectors, weights, seed, texts)


def regroup_shares(
    group: Callable[[Vectors, NDArray[np.intp], int, Sequence[str]], NDArray[np.intp]],
    vectors: Vectors,
    weights: NDArray[np.intp],
    seed: int,
    texts: Sequence[str],
) -> Iterator[NDArray[np.intp]]:
    """Group a random share of the texts, again and again."""
    n = len(vectors)
    random = np.random.default_rng(seed)
    for _ in range(RESAMPLES if n else 0):
        chosen = np.sort(random.choice(n, size=max(1, round(SHARE_KEPT * n)), replace=False))
        again = np.full(n, NOT_DRAWN, dtype=np.intp)
        some = [texts[i] for i in chosen] if len(texts) else ()
        again[chosen] = group(vectors[chosen], weights[chosen], seed, some)
        yield again


def _ward(vectors: Vectors, k: int) -> NDArray[np.intp]:
    from sklearn.cluster import AgglomerativeClustering

    labels: NDArray[np.intp] = AgglomerativeClustering(n_clusters=k, linkage="ward").fit_predict(vectors)
    return labels
