"""Run stock BERTopic on vectors that are given; started by benchmarks.candidates with the peers' own Python.

    python run_bertopic.py FOLDER

FOLDER holds ``inputs.json`` (texts, and draws as lists of places) and ``vectors.npy``; ``labels.json`` is written
there, a record a draw: the groups with outliers as -1, the groups after BERTopic reassigned them (by embeddings), and
the seconds that the first took.
Nothing of thematica is imported.
"""

from __future__ import annotations

import json
import resource
import sys
import time
import warnings
from importlib.metadata import version
from pathlib import Path

STARTED = time.perf_counter()
PACKAGES = ("bertopic", "hdbscan", "umap-learn", "scikit-learn", "numpy")


def run(folder: Path) -> None:
    """Group each draw and write what was found."""
    import numpy as np
    from bertopic import BERTopic

    imported = time.perf_counter() - STARTED
    inputs = json.loads((folder / "inputs.json").read_text(encoding="utf-8"))
    texts, vectors = inputs["texts"], np.load(folder / "vectors.npy")
    records = [_group(BERTopic, [texts[i] for i in draw], vectors[draw]) for draw in inputs["draws"]]
    found = {
        "versions": {name: version(name) for name in PACKAGES},
        "seconds_to_import": imported,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "draws": records,
    }
    (folder / "labels.json").write_text(json.dumps(found), encoding="utf-8")


def _group(make, texts, vectors) -> dict:
    """Fit one model; what BERTopic raises on is recorded, and its segments count as left out."""
    begun = time.perf_counter()
    model = make()
    try:
        stock = [int(label) for label in model.fit_transform(texts, vectors)[0]]
    except Exception as error:
        left_out = [-1] * len(texts)
        return {"stock": left_out, "reassigned": left_out, "seconds": 0.0, "failed": type(error).__name__}
    seconds = time.perf_counter() - begun
    reassigned = stock
    if -1 in stock and max(stock) >= 0:
        reassigned = model.reduce_outliers(texts, stock, strategy="embeddings", embeddings=vectors)
        reassigned = [int(label) for label in reassigned]
    return {"stock": stock, "reassigned": reassigned, "seconds": seconds, "failed": None}


if __name__ == "__main__":
    warnings.filterwarnings("ignore")
    run(Path(sys.argv[1]))
