"""How well groups that a machine found fit the codes that people gave."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import adjusted_mutual_info_score

Labels = NDArray[np.intp]
NOT_THERE = -2  # in a resample: this text was not in it


def place_apart(labels: Labels) -> Labels:
    """Make a group of its own of each text that was left out (-1)."""
    out = labels == -1
    placed = labels.copy()
    placed[out] = labels.max(initial=-1) + 1 + np.arange(out.sum())
    return placed


def measure_information(code: Labels, labels: Labels) -> float:
    """Give the adjusted mutual information of codes and groups: 0 by chance, 1 when they are the same."""
    return float(adjusted_mutual_info_score(code, place_apart(labels)))


def measure_stability(runs: Sequence[Labels]) -> float:
    """Give the mean adjusted mutual information of runs on parts of a set, on the texts that each two share."""
    shared = [(a, b, (a != NOT_THERE) & (b != NOT_THERE)) for a, b in combinations(runs, 2)]
    return float(np.mean([adjusted_mutual_info_score(place_apart(a[s]), place_apart(b[s])) for a, b, s in shared]))


def measure_b_cubed(truth: NDArray[np.bool_], labels: Labels) -> float:
    """Give extended B-cubed F1, for texts with several codes.

    Precision asks, of each text and those grouped with it, whether they share a code; recall asks, of each text and
    those it shares codes with, whether it is grouped with them, once for every code shared.

    Source: Amigó et al. (2009), Information Retrieval 12, section 6.
    """
    codes = truth.astype(np.float32)
    placed = place_apart(labels)
    precision, recall = np.zeros(len(codes)), np.zeros(len(codes))
    for i in range(len(codes)):
        shared = codes @ codes[i]
        together = placed == placed[i]
        precision[i] = (shared[together] > 0).mean()
        coded_alike = shared > 0
        recall[i] = (together[coded_alike] / shared[coded_alike]).mean()
    return _f1(float(precision.mean()), float(recall.mean()))


def measure_harmonic_purity(truth: NDArray[np.bool_], labels: Labels) -> float:
    """Give for each code the best F1 of any group, and their mean weighted by how often the code was given.

    Source: Amigó et al. (2009), section 2 (the F measure of purity and inverse purity).
    """
    placed = place_apart(labels)
    inside = np.zeros((truth.shape[1], placed.max() + 1))
    np.add.at(inside.T, placed, truth.astype(float))
    uses, sizes = truth.sum(axis=0)[:, None], np.bincount(placed)[None]
    best = (2 * inside / (uses + sizes)).max(axis=1)
    return float((best * uses[:, 0]).sum() / uses.sum())


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall)


def describe_difference(ours: Sequence[float], theirs: Sequence[float]) -> tuple[float, float, float]:
    """Give the mean paired difference over draws and its 95% interval (normal approximation)."""
    differences = np.subtract(ours, theirs)
    half = 1.96 * differences.std(ddof=1) / np.sqrt(len(differences)) if len(differences) > 1 else np.nan
    mean = float(differences.mean())
    return mean, float(mean - half), float(mean + half)
