"""Keep the groups that are known, and find a place for what is new."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from thematica.model.embeddings import normalise
from thematica.model.protocols import Vectors

FARTHEST = 0.02  # of the known members lie farther from their centre than what is new may: decision record 0005
HALFWAY = 0.5  # of that nearness, for a corrected text to stay where nothing is nearer

Regroup = Callable[[NDArray[np.intp]], NDArray[np.intp]]


def keep_groups(
    vectors: Vectors, known: NDArray[np.intp], corrected: NDArray[np.bool_], regroup: Regroup
) -> NDArray[np.intp]:
    """Leave everything in the group it is in, put what is new into the nearest one, and group the rest among itself.

    What is new lies near enough to a group when it is nearer to its centre than the outermost members of all groups
    are to theirs. So candidate codes keep their ids, however much material is added. A corrected text keeps its
    group as long as it lies so near to it, or half so near but nearer than to any other; with quite other words it is
    new.

    Args:
        vectors: Shape (n, d).
        known: Shape (n,), the group of each, counted from 0; -1: it is new.
        corrected: Shape (n,), whether it stands in the place of a text that was in that group.
        regroup: From positions to groups counted from 0, or -1; asked for what lies near no group.

    Returns:
        Shape (n,), groups counted from 0, the known ones first; -1: left out.
    """
    labels = np.where(corrected, -1, known)
    groups = [_firmest(g, labels, known) for g in range(int(known.max(initial=-1)) + 1)]
    standing = [g for g, members in enumerate(groups) if len(members)]
    new = np.flatnonzero(labels < 0)
    if standing and len(new):
        centres = normalise(np.array([vectors[groups[g]].mean(axis=0) for g in standing]))
        rows = normalise(vectors)
        nearness = np.concatenate([rows[groups[g]] @ centre for g, centre in zip(standing, centres, strict=True)])
        likeness = np.round(rows[new] @ centres.T, 6)
        own = known[new][:, None] == np.array(standing)
        limit = max(0.0, float(np.quantile(nearness, FARTHEST)))
        fits = likeness >= limit
        nearest = (likeness >= HALFWAY * limit) & (likeness == likeness.max(axis=1, keepdims=True))
        stays = own & (fits | nearest)
        best = np.where(stays.any(axis=1, keepdims=True), stays, fits) * (1 + likeness)
        labels[new] = np.where(best.max(axis=1) > 0, np.array(standing)[best.argmax(axis=1)], -1)
    rest = np.flatnonzero(labels < 0)
    if len(rest):
        found = regroup(rest)
        labels[rest] = np.where(found >= 0, found + len(groups), -1)
    return labels


def _firmest(g: int, labels: NDArray[np.intp], known: NDArray[np.intp]) -> NDArray[np.intp]:
    """Give the members of a group that are as they were; where all of them were corrected, all of them."""
    unchanged = np.flatnonzero(labels == g)
    return unchanged if len(unchanged) else np.flatnonzero(known == g)


def known_groups(texts: Sequence[Sequence[str]], latest: Sequence[Sequence[str]]) -> NDArray[np.intp]:
    """Give for each text, by the keys of its segments, the known group that holds one of them; -1 if none does.

    >>> known_groups([["a"], ["b", "c"], ["d"]], [["c"], ["a"]])
    array([ 1,  0, -1])
    """
    holder = {key: g for g, keys in reversed(list(enumerate(latest))) for key in keys}
    return np.array([next((holder[key] for key in keys if key in holder), -1) for keys in texts], dtype=np.intp)
