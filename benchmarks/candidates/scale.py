"""Does the finder manage 100,000 segments, and does its time grow with their number?

    python -m benchmarks.candidates.scale FINDER TEXTS.json VECTORS.npy N      one size, in a process of its own

The texts are sentences of the sets, two at a time, recombined with a seed; their vectors are given.
"""

from __future__ import annotations

import json
import re
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.candidates.sets import SOURCES, embed, load_set
from thematica.api.making import make_clusterer
from thematica.model.protocols import Vectors

SIZES = (200, 10_000, 100_000)
LENGTHS = range(10, 200)  # characters of a sentence
SEED = 1


def recombine(data: Path | None, cache: Path | None, n: int) -> tuple[list[str], Vectors]:
    """Make n texts of two sentences, both from the same set, and their vectors: the mean of the sentences'."""
    random = np.random.default_rng(SEED)
    sentences: list[str] = []
    bounds = [0]
    for name in SOURCES:
        texts = load_set(name, data, cache).texts
        parts = (part.strip() for text in texts for part in re.split(r"(?<=[.!?])\s+", text))
        sentences += [part for part in dict.fromkeys(parts) if len(part) in LENGTHS]
        bounds.append(len(sentences))
    vectors = embed(tuple(sentences), cache)
    first = random.integers(0, len(sentences), n)
    which = np.searchsorted(bounds, first, side="right")
    second = random.integers(np.take(bounds, which - 1), np.take(bounds, which))
    rows = vectors[first] + vectors[second]
    texts = [f"{sentences[a]} {sentences[b]}" for a, b in zip(first, second, strict=True)]
    return texts, rows / np.linalg.norm(rows, axis=1, keepdims=True)


def measure_scale(finder: str, data: Path | None, cache: Path | None) -> dict[str, Any]:
    """Time each size in a fresh process, with its peak memory; growth is by CPU time, which others disturb least."""
    with tempfile.TemporaryDirectory() as name:
        texts, vectors = Path(name) / "texts.json", Path(name) / "vectors.npy"
        made, rows = recombine(data, cache, max(SIZES))
        texts.write_text(json.dumps(made), encoding="utf-8")
        np.save(vectors, rows)
        return _measure_sizes(finder, texts, vectors)


def _measure_sizes(finder: str, texts: Path, vectors: Path) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for n in SIZES:
        command = [sys.executable, "-m", "benchmarks.candidates.scale", finder, str(texts), str(vectors), str(n)]
        found[str(n)] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    small, large = (found[str(n)]["cpu_seconds"] for n in SIZES[1:])
    found["times_linear"] = round(large / small / (SIZES[2] / SIZES[1]), 2)
    return found


def run_one(finder: str, texts: Path, vectors: Path, n: int) -> dict[str, Any]:
    """Group the first n texts; loading libraries is part of the time, and the smallest size is grouped again."""
    used = json.loads(texts.read_text(encoding="utf-8"))[:n]
    rows = np.load(vectors)[:n]
    begun, computed = time.perf_counter(), time.process_time()
    clusterer = make_clusterer(finder)
    labels = clusterer.group(rows, np.ones(n, dtype=np.intp), SEED, used)
    found = {
        "seconds": round(time.perf_counter() - begun, 1),
        "cpu_seconds": round(time.process_time() - computed, 1),
        "megabytes": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "candidates": int(labels.max() + 1),
        "share_distinct": round(len(set(used)) / n, 3),
    }
    if n == min(SIZES):
        begun = time.perf_counter()
        clusterer.group(rows, np.ones(n, dtype=np.intp), SEED, used)
        found["seconds_warm"] = round(time.perf_counter() - begun, 1)
    return found


if __name__ == "__main__":
    finder, texts, vectors, n = sys.argv[1:]
    print(json.dumps(run_one(finder, Path(texts), Path(vectors), int(n))))
