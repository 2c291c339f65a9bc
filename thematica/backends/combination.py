"""From what is learnt and what is described to a probability: eight numbers for a whole study.

The numbers start from constants learnt on other hand-coded sets and move as far as her codings say. They are learnt
from predictions made without the answers they are compared with, and so are honest about how well these generalise.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from thematica.model.embeddings import normalise
from thematica.model.protocols import Vectors

Floats = NDArray[np.floating]

# Of combine_evidence(), learnt on six sets; see decision record 0011.
START = np.array([3.24, 0.81, 0.07, 0.27, 1.21, -0.35, 0.96, -0.92])
BY_DESCRIPTION = np.array([0.41, 0.36, 0.12, -2.01])  # likeness, its lead, its positive lead, 1
PRIOR = 10.0  # how firmly START holds; held more firmly, strengths are less true, below it NHS loses at 25 decisions
STEPS = 20
LARGEST_STEP = 2.0


def measure_likeness(vectors: Vectors, descriptions: Sequence[Vectors]) -> Floats:
    """Give the cosine of each segment with each code's description, standardised over the segments.

    What all codes of a tree share says nothing, and is taken off.

    Args:
        vectors: Shape (n, d), of length 1.
        descriptions: For each code, its rows.

    Returns:
        Shape (n, n codes).
    """
    middles = normalise(np.array([rows.mean(axis=0) for rows in descriptions]))
    if len(middles) > 2:
        middles = normalise(middles - middles.mean(axis=0))
    found = np.round(vectors @ middles.T, 6)
    standardised: Floats = (found - found.mean(axis=0)) / np.maximum(found.std(axis=0), 1e-6)
    return standardised


def combine_evidence(value: Floats, likeness: Floats, known: Floats, n_taught: NDArray[np.intp]) -> Floats:
    """Give what strengths are made of, shape (n, n codes, 8).

    What was learnt counts ever less as it grows; taken as it is, what the machine is surest of would be right less
    often than it says, on GENNOVATE 14 times in a hundred (decision record 0011).

    Args:
        value: What was learnt, shape (n, n codes).
        likeness: With the descriptions, shape (n, n codes).
        known: How often each code was given, as far as ``value`` knows: one row, or n.
        n_taught: In how many segments: one number, or n.
    """
    rate = (known + 0.5) / (n_taught.reshape(-1, 1) + 2)
    few = 1 / (1 + known)
    parts = (
        np.arcsinh(value / np.sqrt(rate)),
        lead(value),
        likeness,
        lead(likeness),
        likeness * few,
        lead(likeness) * few,
        np.log(rate),
        np.ones_like(value),
    )
    return np.stack(np.broadcast_arrays(*parts), axis=-1).astype(np.float64)


def describe_evidence(likeness: Floats) -> Floats:
    """Give what strengths are made of before any decision, shape (n, n codes, 4)."""
    ahead = lead(likeness)
    return np.stack((likeness, ahead, np.maximum(ahead, 0), np.ones_like(likeness)), axis=-1)


def lead(values: Floats) -> Floats:
    """Say how far each code is above the best other code of its row; negative for all but one."""
    if values.shape[1] < 2:
        return np.zeros_like(values)
    two = np.partition(values, -2, axis=1)
    ahead: Floats = values - np.where(values >= two[:, -1:], two[:, -2:-1], two[:, -1:])
    return ahead


def fit_combination(evidence: Floats, given: Floats, start: Floats) -> Floats:
    """Fit a logistic regression that is held to its start, by Newton's method.

    Args:
        evidence: Shape (n, 8).
        given: Shape (n,), 1 where she gave the code.
        start: Shape (8,); the constant is held a tenth as firmly.
    """
    hold = np.full(len(start), PRIOR)
    hold[-1] /= 10
    at = start.copy()
    for _ in range(STEPS):
        p = sigmoid(evidence @ at)
        slope = evidence.T @ (p - given) + hold * (at - start)
        step = np.linalg.solve((evidence * (p * (1 - p))[:, None]).T @ evidence + np.diag(hold), slope)
        at = at - np.clip(step, -LARGEST_STEP, LARGEST_STEP)
        if np.abs(step).max() < 1e-4:
            break
    return at


def best_cut(strengths: Floats) -> Floats:
    """Give for each code the strength from which on the kappa that is to be expected is best.

    Of the segments with the highest strengths, as many are expected to be right as these add up to, and the code to be
    as frequent as the mean strength says. Kappa follows from these for every cut.

    >>> best_cut(np.array([[0.9], [0.8], [0.1], [0.05]]))
    array([0.8])
    """
    n = len(strengths)
    ranked = -np.sort(-strengths, axis=0)
    right = np.cumsum(ranked, axis=0, dtype=np.float64) / n
    share = (np.arange(1, n + 1) / n)[:, None]
    rate = right[-1]
    kappa = 2 * (right - rate * share) / (rate + share - 2 * rate * share + 1e-12)
    cut: Floats = np.take_along_axis(ranked, np.round(kappa, 9).argmax(axis=0)[None], axis=0)[0]
    return cut


def sigmoid(x: Floats) -> Floats:
    """Give the probability of a log odds."""
    p: Floats = 1 / (1 + np.exp(-np.clip(x, -30, 30)))
    return p
