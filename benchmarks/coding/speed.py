"""How long does learning again take after one more decision?"""

from __future__ import annotations

import time

import numpy as np

from benchmarks.coding.sets import CodedSet
from thematica.backends.linear_coder import LinearCoder

SEGMENTS, CODES = 5_000, 40
DECISIONS = (100, 400, 1_000, 2_500)
REPEATS = 5  # decisions one after the other; the median counts


def measure_speed(study: CodedSet, seed: int = 0) -> list[dict[str, float]]:
    """Measure learning from so many decisions, and from one more: seconds of processor time on one core.

    Texts, their vectors and their codes' descriptions are known before; the first time, their features are made.

    Args:
        study: Of at least ``SEGMENTS`` segments and ``CODES`` codes; the first of each are taken.
        seed: Of what she decides on.
    """
    texts, vectors = list(study.texts[:SEGMENTS]), study.vectors[:SEGMENTS]
    described, truth = list(study.descriptions[:CODES]), study.truth[:SEGMENTS, :CODES]
    if len(texts) < SEGMENTS or len(described) < CODES:
        raise ValueError(f"{study.name} has fewer than {SEGMENTS} segments or {CODES} codes")
    order = np.random.default_rng(seed).permutation(SEGMENTS)
    answers = {int(row): frozenset(np.flatnonzero(truth[row]).tolist()) for row in order}
    rows = []
    for k in DECISIONS:
        coder, taken = LinearCoder(), []
        for n in range(k - REPEATS, k + 1):
            taught = {int(row): answers[int(row)] for row in order[:n]}
            begun = time.process_time()
            coder.assign(vectors, texts, described, taught, np.arange(SEGMENTS))
            taken.append(time.process_time() - begun)
        rows.append({"decisions": k, "first": round(taken[0], 2), "again": round(float(np.median(taken[1:])), 2)})
    return rows
