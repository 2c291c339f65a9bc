"""Are codes that the tree does not know found again in what fits nothing?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from benchmarks.coding.researcher import split_by_text
from benchmarks.coding.sets import CodedSet
from thematica.api.making import make_clusterer
from thematica.backends.linear_coder import LinearCoder
from thematica.steps.review import choose_next

LEFT_OUT = 4  # one in four of the scored codes is taken out of the tree
DECISIONS = (0, 100)
BATCH = 20
Groups = list[NDArray[np.intp]]


def measure_remainder(study: CodedSet, seeds: int) -> list[dict[str, object]]:
    """Take codes out of the tree, let her and the machine code with the rest, and look at what fits nothing.

    Two ways to offer it: to group what is left over, or to take from the candidate codes of all segments those of which
    at least half is left over. A candidate is *outside* if most of its segments belong to codes taken out only, and a
    code taken out is *found* if most of the segments of some candidate have it.
    """
    every = np.arange(len(study.texts))
    of_all = _group(study, every)
    rows: list[dict[str, object]] = []
    for k in DECISIONS:
        found: dict[str, list[tuple[float, float, float]]] = {"of what is left": [], "half left, of all": []}
        left_over, outside = [], []
        for seed in range(seeds):
            out = np.sort(np.random.default_rng(seed).permutation(study.scored)[: len(study.scored) // LEFT_OUT])
            kept = np.setdiff1d(np.arange(len(study.codes)), out)
            left = _code(study, kept, k, seed)
            truly = study.truth[:, out].any(axis=1) & ~study.truth[:, kept].any(axis=1)
            left_over.append(float(left.mean()))
            outside.append(float(truly[left].mean()) if left.any() else float("nan"))
            offers = {
                "of what is left": _group(study, np.flatnonzero(left)),
                "half left, of all": [members for members in of_all if left[members].mean() >= 0.5],
            }
            for how, groups in offers.items():
                found[how].append(_judge(groups, truly, study.truth[:, out]))
        for how, each in found.items():
            offered, right, again = np.array(each).T
            rows.append(
                {
                    "set": study.name,
                    "decisions": k,
                    "offered": how,
                    "left_over": round(float(np.mean(left_over)), 3),
                    "left_over_outside": _mean(outside),
                    "candidates": round(float(offered.mean()), 1),
                    "candidates_outside": _mean(right),
                    "codes_found": _mean(again),
                    "seeds": seeds,
                }
            )
    return rows


def _code(study: CodedSet, kept: NDArray[np.intp], k: int, seed: int) -> NDArray[np.bool_]:
    """Give the segments that got no code after k decisions with the codes that are kept."""
    truth, alone = study.truth[:, kept], np.arange(len(study.texts))
    described, pool = [study.descriptions[j] for j in kept], np.sort(split_by_text(study, seed)[0])
    coder, taught = LinearCoder(), dict[int, frozenset[int]]()
    while True:
        fit = coder.assign(study.vectors, study.texts, described, taught, alone)
        if len(taught) >= k:
            break
        n = min(BATCH, k - len(taught))
        for choice in choose_next(study.vectors, fit.strengths if taught else None, taught, n, seed, pool):
            taught[choice.place] = frozenset(np.flatnonzero(truth[choice.place]).tolist())
    coded = fit.fits.any(axis=1)
    looked_at = sorted(taught)
    coded[looked_at] = truth[looked_at].any(axis=1)
    return ~coded


def _group(study: CodedSet, rows: NDArray[np.intp]) -> Groups:
    """Find the candidate codes of some segments."""
    if len(rows) < 2:
        return []
    weights = np.ones(len(rows), dtype=np.intp)
    labels = make_clusterer("auto").group(study.vectors[rows], weights, 1, [study.texts[i] for i in rows])
    members = [rows[labels == label] for label in np.unique(labels[labels >= 0])]
    return [each for each in members if len(each) > 1]


def _judge(groups: Groups, truly: NDArray[np.bool_], out: NDArray[np.bool_]) -> tuple[float, float, float]:
    """Give how many are offered, the share of them outside the tree, and the share of codes found again."""
    outside = [truly[members].mean() >= 0.5 for members in groups]
    again = [any(out[members, j].mean() >= 0.5 for members in groups) for j in range(out.shape[1])]
    return len(groups), float(np.mean(outside)) if groups else float("nan"), float(np.mean(again))


def _mean(values: Sequence[float] | NDArray[np.float64]) -> float | None:
    defined = np.array(values, dtype=float)
    defined = defined[~np.isnan(defined)]
    return round(float(defined.mean()), 3) if len(defined) else None
