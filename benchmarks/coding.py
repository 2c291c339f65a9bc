"""How well does the machine code after so many decisions of hers?

    python -m benchmarks.coding --data DATA     NHS and GENNOVATE, written to benchmarks/results/coding.json
    python -m benchmarks.coding --quick         the invented study, to see that it runs

A simulated researcher codes k segments drawn at random with all their codes; the machine codes the half she never
sees. Printed: mean Cohen's kappa over the codes used often enough (at least max(20, 1%) of the segments; 10 in sets
under 800), an undefined kappa counting 0, and codes a segment. "as often as she" is the library; "best F1" is the
threshold it was chosen over (decision record 0006).
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import cohen_kappa_score

import thematica as th
from benchmarks.data import GENNOVATE, NHS, MissingData, read_rows
from benchmarks.studies import NON_CODES
from thematica.api import make_embedder
from thematica.backends.linear_coder import LinearCoder
from thematica.model.codings import join_to_segments
from thematica.reports.versions import list_versions

SEEDS = range(5)
DECISIONS = (50, 100, 200, 400)
RESULTS = Path(__file__).parent / "results" / "coding.json"
EXAMPLE = Path(__file__).parents[1] / "examples" / "mentoring"
LINE = "  {decisions:>5} decisions  {threshold:<16} kappa {kappa:.3f}  {codes_a_segment:.2f} codes a segment"
Coded = list[tuple[str, frozenset[str]]]


def load_nhs(folder: Path) -> tuple[Coded, dict[str, str]]:
    """Give the patients' answers with their codes, and the text that describes each code (its name).

    5,167 answers: one more than where pandas reads the answer "None" as a missing value.
    """
    rows = read_rows(folder / "v6framework_230831.csv")
    names = [name for name in list(rows[0])[11:] if name not in NON_CODES]
    units = [(row["FFT answer"].strip(), frozenset(n for n in names if row[n].strip() == "1")) for row in rows]
    return _clean(units), {name: name for name in names}


def load_gennovate(folder: Path) -> tuple[Coded, dict[str, str]]:
    """Give the coded quotes of all 30 focus groups, and the text that describes each code (its definition)."""
    units: Coded = []
    for template in sorted(folder.glob("template_*_*_[FM].csv")):
        found: dict[str, set[str]] = {}
        for row in read_rows(template):
            if row["text"].strip() and row["category_label"].strip():
                found.setdefault(row["text"].strip(), set()).add(row["category_label"].strip())
        units += [(text, frozenset(codes)) for text, codes in found.items()]
    book = read_rows(folder / "codebook.csv")
    described = {r["category_label"].strip(): f"{r['indicator'].strip()}: {r['indicator_category']}" for r in book}
    used = {code for _, codes in units for code in codes}
    return _clean(units), {code: described.get(code, code) for code in used}


def load_mentoring(folder: Path) -> tuple[Coded, dict[str, str]]:
    """Give the turns of the invented study with the author's codes."""
    corpus = th.read_transcripts(folder / "transcripts")
    segments, tree = th.segment(corpus, "turn"), th.read_themes(folder / "themes.yaml")
    codings = tuple(th.read_codings(folder / "codings" / "author.csv", corpus, tree))
    codes: dict[int, set[str]] = {}
    for i, place in zip(*join_to_segments(codings, segments), strict=True):
        codes.setdefault(int(place), set()).add(codings[i].code_id)
    units = [(s.text, frozenset(codes.get(i, ()))) for i, s in enumerate(segments)]
    return _clean(units), {code.id: f"{code.name}. {code.definition}" for code in tree.codes}


def _clean(units: Iterable[tuple[str, frozenset[str]]]) -> Coded:
    """Drop rare codes, units without a code or of two characters, and all but the first of equal texts."""
    units = list(units)
    uses = Counter(code for _, codes in units for code in codes)
    kept: dict[str, tuple[str, frozenset[str]]] = {}
    for text, codes in units:
        often = frozenset(code for code in codes if uses[code] >= 5)
        if often and len(text) > 2:
            kept.setdefault(text.lower(), (text, often))
    return list(kept.values())


def best_f1(values: NDArray[np.float64], given: NDArray[np.float64]) -> NDArray[np.float64]:
    """Find for each column the value from which on "yes" gives the best F1: what the library does not do."""
    order = np.argsort(-values, axis=0, kind="stable")
    right = np.cumsum(np.take_along_axis(given, order, axis=0), axis=0)
    n = np.arange(1, len(values) + 1)[:, None]
    best = np.argmax(2 * right / (n + given.sum(axis=0)), axis=0)
    ranked = np.take_along_axis(values, order, axis=0)
    at: NDArray[np.float64] = np.take_along_axis(ranked, best[None], axis=0)[0]
    return np.where(given.sum(axis=0) > 0, at, np.inf)


def measure(
    units: Coded, described: dict[str, str], decisions: Iterable[int], seeds: Iterable[int]
) -> list[dict[str, object]]:
    """Measure one set: a row for each number of decisions and each threshold."""
    codes = sorted({code for _, found in units for code in found})
    truth = np.array([[code in found for code in codes] for _, found in units])
    embedder = make_embedder("packaged-minilm")
    vectors = embedder.embed([text for text, _ in units])
    descriptions = [row[None] for row in embedder.embed([described[code] for code in codes])]
    enough = 10 if len(units) < 800 else max(20, 0.01 * len(units))
    scored = np.flatnonzero(truth.sum(axis=0) >= enough)
    ways = {"as often as she": LinearCoder(), "best F1": LinearCoder(best_f1)}
    rows: list[dict[str, object]] = []
    for k in (*decisions, len(units) // 2):
        for way, coder in ways.items():
            kappas, per_segment = [], []
            for seed in seeds:
                order = np.random.default_rng(seed).permutation(len(units))
                unseen, seen = order[len(units) // 2 :], order[: min(k, len(units) // 2)]
                taught = {int(i): frozenset(np.flatnonzero(truth[i]).tolist()) for i in seen}
                fits = coder.assign(vectors, descriptions, taught)[unseen]
                kappas.append(np.mean([_kappa(truth[unseen, j], fits[:, j]) for j in scored]))
                per_segment.append(fits.sum() / len(fits))
            rows.append(
                {
                    "decisions": k,
                    "threshold": way,
                    "kappa": round(float(np.mean(kappas)), 3),
                    "codes_a_segment": round(float(np.mean(per_segment)), 2),
                }
            )
    return rows


def _kappa(truth: NDArray[np.bool_], fits: NDArray[np.bool_]) -> float:
    if truth.all() or not truth.any() or not fits.any():
        return 0.0
    return float(cohen_kappa_score(truth, fits))


def main() -> int:
    """Measure and print; write the results of the whole run."""
    parser = argparse.ArgumentParser(description="How well does the machine code after so many decisions of hers?")
    parser.add_argument("--data", type=Path, help="where the sets lie (default: THEMATICA_DATA)")
    parser.add_argument("--quick", action="store_true", help="the invented study only; nothing is written")
    options = parser.parse_args()
    try:
        if options.quick:
            sets = {"mentoring (invented)": load_mentoring(EXAMPLE)}
        else:
            sets = {"NHS": load_nhs(NHS.find(options.data)), "GENNOVATE": load_gennovate(GENNOVATE.find(options.data))}
    except MissingData as error:
        print(error, file=sys.stderr)
        return 1
    results = {}
    for name, (units, described) in sets.items():
        decisions, seeds = ((50,), (0,)) if options.quick else (DECISIONS, SEEDS)
        results[name] = {"segments": len(units), "rows": measure(units, described, decisions, seeds)}
        by_hand = sum(len(codes) for _, codes in units) / len(units)
        print(f"{name}: {len(units)} segments, {by_hand:.2f} codes a segment by hand")
        for row in results[name]["rows"]:
            print(LINE.format(**row))
    if not options.quick:
        RESULTS.parent.mkdir(exist_ok=True)
        record = {"versions": list_versions(), "seeds": len(SEEDS), "sets": results}
        RESULTS.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
