"""What is measured: the library's finder, simple baselines, and BERTopic in an environment of its own."""

from __future__ import annotations

import hashlib
import json
import math
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.candidates.measures import Labels
from benchmarks.candidates.sets import CodedTexts
from thematica.api.making import make_clusterer

Places = NDArray[np.intp]
Group = Callable[[CodedTexts, Places, int], Labels]
RUNNER = Path(__file__).parents[1] / "peers" / "run_bertopic.py"
PEERS = {"stock": "BERTopic", "reassigned": "BERTopic, outliers reassigned"}


def make_finder(name: str) -> Group:
    """Make the finder that the library uses by default, or another one: ``module:Name``."""
    clusterer = make_clusterer(name)

    def group(coded: CodedTexts, places: Places, seed: int) -> Labels:
        texts = [coded.texts[i] for i in places]
        return clusterer.group(coded.vectors[places], np.ones(len(places), dtype=np.intp), seed, texts)

    return group


def group_by_ward(coded: CodedTexts, places: Places, _: int) -> Labels:
    """Ward's method with 1.2·√n groups: simple, and hard to beat on few texts."""
    from sklearn.cluster import AgglomerativeClustering

    k = max(2, round(1.2 * math.sqrt(len(places))))
    return np.asarray(AgglomerativeClustering(k, linkage="ward").fit_predict(coded.vectors[places]))


def group_by_k_means(coded: CodedTexts, places: Places, seed: int) -> Labels:
    """K-means that is told the true number of codes: nobody knows it beforehand."""
    from sklearn.cluster import KMeans

    k = min(len(places), int(coded.truth[places].any(axis=0).sum()))
    return np.asarray(KMeans(k, n_init=3, random_state=seed).fit_predict(coded.vectors[places]))


def group_at_random(coded: CodedTexts, places: Places, seed: int) -> Labels:
    """Labels thrown at random, as many as there are codes: every measure's floor."""
    k = int(coded.truth[places].any(axis=0).sum())
    return np.random.default_rng(seed).integers(0, k, len(places))


BASELINES: Mapping[str, Group] = {
    "Ward, 1.2·√n groups": group_by_ward,
    "k-means, true number": group_by_k_means,
    "random": group_at_random,
}


def run_bertopic(python: Path, coded: CodedTexts, draws: Sequence[Places], cache: Path | None) -> dict[str, Any]:
    """Run stock BERTopic on each draw, in the peers' environment, or take what it found before from the cache.

    Returns:
        ``versions``, ``megabytes``, ``seconds_to_import`` and, for each draw, ``stock``, ``reassigned`` (labels),
        ``seconds``, and ``failed``.
    """
    inputs = json.dumps({"texts": coded.texts, "draws": [draw.tolist() for draw in draws]})
    key = hashlib.sha256(inputs.encode() + coded.vectors.tobytes()).hexdigest()[:16]
    with tempfile.TemporaryDirectory() as temporary:
        folder = cache / f"bertopic-{key}" if cache else Path(temporary)
        found = folder / "labels.json"
        if not found.is_file():
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "inputs.json").write_text(inputs, encoding="utf-8")
            np.save(folder / "vectors.npy", coded.vectors)
            subprocess.run([str(python), str(RUNNER), str(folder)], check=True)
        labels: dict[str, Any] = json.loads(found.read_text(encoding="utf-8"))
    return labels
