"""Does it help to group what people said in conversation together with what stands beside it?

    python -m benchmarks.candidates.talk --data DATA   written to benchmarks/results/talk.json

The sets of ``benchmarks.candidates`` are lists of texts; in transcripts a segment has neighbours. Measured are the
invented study and the three coded focus groups of GENNOVATE, cut by turn or paragraph and by sentence: adjusted
mutual information with the code of the segments that have exactly one, three seeds.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

import numpy as np

from benchmarks.candidates.measures import measure_information
from benchmarks.candidates.names import make_studies
from thematica import Study
from thematica.api.making import make_clusterer
from thematica.model.codings import join_to_segments
from thematica.model.protocols import Vectors
from thematica.steps import context
from thematica.steps.wording import is_codable

RESULTS = Path(__file__).parents[1] / "results" / "talk.json"
SEEDS = (1, 2, 3)
HALVES = (0, 5, 10, 20)  # words of a segment that takes half of each neighbour; 0: no context
CODERS = {"mentoring (invented)": "author", "GENNOVATE transcripts": "ENU_2"}  # who coded most


def measure(study: Study, coder: str) -> dict[str, float]:
    """Give the agreement of groups and codes, without context and with more and more of it."""
    segments = [segment for segment in study.segments if is_codable(segment)]
    vectors = study.embeddings.rows([segment.id for segment in segments])
    codings = [coding for coding in study.human_codings if coding.coder == coder]
    codes = sorted({coding.code_id for coding in codings})
    given = np.zeros((len(segments), len(codes)), dtype=np.bool_)
    for of_coding, of_segment in zip(*join_to_segments(codings, segments), strict=True):
        given[of_segment, codes.index(codings[of_coding].code_id)] = True
    single = np.flatnonzero(given.sum(axis=1) == 1)
    texts = [segment.text for segment in segments]
    found: dict[str, float] = {"segments": len(segments), "with_one_code": len(single)}
    for half in HALVES:
        rows: Vectors = context.add_context(segments, vectors, half) if half else vectors
        agreed = []
        for seed in SEEDS:
            labels = make_clusterer("auto").group(rows, np.ones(len(rows), dtype=np.intp), seed, texts)
            agreed.append(measure_information(given[single].argmax(axis=1), labels[single]))
        found[f"half at {half} words" if half else "no context"] = round(float(np.mean(agreed)), 3)
    return found


def main() -> int:
    """Measure each study by its own unit and by sentence, and write the results."""
    parser = argparse.ArgumentParser(description="Candidates in conversation, with and without context.")
    parser.add_argument("--data", type=Path, help="where the sets lie (default: THEMATICA_DATA)")
    parser.add_argument("--out", type=Path, default=RESULTS, help="where results are written")
    options = parser.parse_args()
    measured: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, study in make_studies(Path(folder), options.data).items():
            for unit in (study.settings.unit, "sentence"):
                file = study.path / "study.yaml"
                text = file.read_text(encoding="utf-8")
                file.write_text(text.replace(f"unit: {study.settings.unit}", f"unit: {unit}"), encoding="utf-8")
                measured[f"{name}, {unit}"] = measure(Study.open(study.path), CODERS[name])
                print(f"{name}, {unit}: {measured[f'{name}, {unit}']}")
                file.write_text(text, encoding="utf-8")
    options.out.write_text(json.dumps(measured, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
