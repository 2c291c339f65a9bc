"""Do groups that are found in German answers agree with people's codes, and by which embedder?

    python -m benchmarks.languages --data DATA    written to benchmarks/results/languages.json
    python -m benchmarks.languages --quick        a few invented German answers, to see that it runs

The set is FreiRaum Ottensen: German contributions to a participation process, each coded by people, title and text put
together as in the set's own paper, distinct texts only, codes that occur twice or more, none that no person coded. The
finder is the default; half of the texts are drawn for each of the draws, the same for every embedder.

information   adjusted mutual information with the code, of the texts with one code at the leaves, mean over the draws
b_cubed       F1 of B-cubed with all codes of each text
purity        harmonic purity
near          of the ten texts nearest to one, the share that has a code with it, less what chance gives
seconds       to embed all texts on one core, the model loaded
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.candidates.measures import measure_b_cubed, measure_harmonic_purity, measure_information, place_apart
from benchmarks.data import FREIRAUM, MissingData, read_rows
from thematica.api.making import make_clusterer, make_embedder
from thematica.model.protocols import Vectors
from thematica.reports.versions import list_versions

RESULTS = Path(__file__).parent / "results" / "languages.json"
EMBEDDERS = ("packaged-minilm", "packaged-multilingual")
PARENTS = ("motorized transport", "non-motorized transport")  # set whenever a child is
NEAREST = 10
INVENTED = (
    ("Es fehlen sichere Radwege an der Hauptstraße.", "rad"),
    ("Bitte mehr Fahrradständer vor dem Bahnhof.", "rad"),
    ("Radfahrer werden auf der Kreuzung übersehen.", "rad"),
    ("Der Bus kommt immer zu spät.", "bus"),
    ("Abends fährt kein Bus mehr nach Hause.", "bus"),
    ("Die Busse sind morgens völlig überfüllt.", "bus"),
)


def load_freiraum(folder: Path) -> tuple[list[str], NDArray[np.bool_], list[str]]:
    """Read the contributions that people gave a code, each distinct text once, and the codes that occur twice."""
    rows = read_rows(folder / "dataset-Ottensen-thematic-d1a.csv")
    codes = [c for c in rows[0] if c not in ("document_id", "title", "text", "url")]
    given: dict[str, NDArray[np.bool_]] = {}
    for row in rows:
        text = " ".join(f"{row['title']}. {row['text']}".split())
        truth = np.array([row[code].strip() == "1" for code in codes])
        given[text] = given.get(text, np.zeros(len(codes), dtype=bool)) | truth
    truth = np.array(list(given.values()))
    often = np.flatnonzero(truth.sum(axis=0) >= 2)
    coded = np.flatnonzero(truth[:, often].any(axis=1))
    texts = list(given)
    return [texts[i] for i in coded], truth[np.ix_(coded, often)], [codes[i] for i in often]


def measure(texts: list[str], truth: NDArray[np.bool_], codes: list[str], name: str, draws: int) -> dict[str, object]:
    """Group the texts by one embedder's vectors and compare with the codes."""
    embedder = make_embedder(name)
    embedder.embed(texts[:1])
    began = time.process_time()
    vectors = embedder.embed(texts)
    seconds = time.process_time() - began
    leaves = truth[:, [i for i, code in enumerate(codes) if code not in PARENTS]]
    found: list[tuple[float, float, float, int]] = []
    for seed in range(draws):
        drawn = np.sort(np.random.default_rng(seed).permutation(len(texts))[: max(2, len(texts) // 2)])
        labels = place_apart(_group([texts[i] for i in drawn], vectors[drawn]))
        single = np.flatnonzero(leaves[drawn].sum(axis=1) == 1)
        code = leaves[drawn].argmax(axis=1)
        found.append(
            (
                measure_information(code[single], labels[single]),
                measure_b_cubed(truth[drawn], labels),
                measure_harmonic_purity(truth[drawn], labels),
                len(set(labels.tolist())),
            )
        )
    information, b_cubed, purity, groups = np.array(found).mean(axis=0).tolist()
    return {
        "embedder": embedder.name,
        "groups": round(groups, 1),
        "information": round(information, 3),
        "b_cubed": round(b_cubed, 3),
        "purity": round(purity, 3),
        "near": round(_nearness(vectors, leaves), 3),
        "seconds": round(seconds, 1),
    }


def _group(texts: list[str], vectors: Vectors) -> NDArray[np.intp]:
    return make_clusterer("auto").group(vectors, np.ones(len(texts), dtype=np.intp), 1, texts)


def _nearness(vectors: Vectors, truth: NDArray[np.bool_]) -> float:
    """Give how much more often the nearest texts share a code than any two texts do."""
    rows = np.flatnonzero(truth.any(axis=1))
    shares = (truth[rows].astype(int) @ truth[rows].astype(int).T) > 0
    likeness = vectors[rows] @ vectors[rows].T
    np.fill_diagonal(likeness, -np.inf)
    n = min(NEAREST, len(rows) - 1)
    nearest = np.argsort(-likeness, axis=1, kind="stable")[:, :n]
    others = (shares.sum() - len(rows)) / (len(rows) * (len(rows) - 1))
    return float(np.take_along_axis(shares, nearest, axis=1).mean() - others)


def main() -> int:
    """Measure every embedder and write the result."""
    parser = argparse.ArgumentParser(description=str(__doc__).split("\n", maxsplit=1)[0])
    parser.add_argument("--data", type=Path)
    parser.add_argument("--draws", type=int, default=20)
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    if options.quick:
        truth = np.array([[code == "rad", code == "bus"] for _, code in INVENTED])
        print(measure([text for text, _ in INVENTED], truth, ["rad", "bus"], EMBEDDERS[0], 1))
        return 0
    try:
        texts, truth, codes = load_freiraum(FREIRAUM.find(options.data))
    except MissingData as missing:
        print(missing, file=sys.stderr)
        return 1
    rows = [measure(texts, truth, codes, name, options.draws) for name in EMBEDDERS]
    for row in rows:
        print(row)
    result = {
        "set": "freiraum-ottensen-de",
        "texts": len(texts),
        "codes": len(codes),
        "draws": options.draws,
        "embedders": rows,
        "versions": dict(list_versions()),
    }
    RESULTS.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
