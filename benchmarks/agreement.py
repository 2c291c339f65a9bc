"""Does agreement between two people come out as it was counted before?

    python -m benchmarks.agreement --data DATA    SIGHT, written to benchmarks/results/agreement.json
    python -m benchmarks.agreement --quick        the invented study, to see that it runs; nothing is written

SIGHT: two people coded 289 students' comments with ten codes. Cohen's kappa is taken over the comments that both
judged for that code, and compared with the numbers known from the set's description; then the library measures the
comments that both judged for all codes, with intervals.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import thematica as th
from benchmarks.data import SIGHT, MissingData, read_rows
from thematica.analyses.agreement import Agreement, measure_agreement
from thematica.analyses.coefficients import MISSING, cohen_kappa, tally_ratings
from thematica.model.codings import Coding, Codings, Reviewed
from thematica.model.corpus import Corpus, Document, Documents, Session, Sessions
from thematica.model.segments import Segment, Segments
from thematica.model.themes import Code, Theme, ThemeTree
from thematica.reports.versions import list_versions

EXAMPLE = Path(__file__).parents[1] / "examples" / "mentoring"
RESULTS = Path(__file__).parent / "results" / "agreement.json"
CODERS = ("H1", "H2")
# Cohen's kappa of each code as the set's description has it, to two digits.
KNOWN = {
    "setup": 0.95,
    "non_english": 0.94,
    "gratitude": 0.92,
    "confusion": 0.91,
    "clarification": 0.83,
    "pedagogy": 0.79,
    "general": 0.75,
    "personal_experience": 0.74,
    "na": 0.74,
    "bookmark": 0.66,
}
SHOWN = ("prevalence", "percent", "positive", "cohen", "alpha", "ac1")
SEED = 1

Judged = dict[str, list[list[int]]]


def load_sight(folder: Path) -> tuple[Judged, Agreement]:
    """Give each code's ratings (a row a comment, -1: blank), and agreement on comments without any blank."""
    rows = read_rows(folder / "sample_dataset.csv")
    cells = {code: [[row[f"annotator_{who}_{code}"].strip() for who in CODERS] for row in rows] for code in KNOWN}
    judged = {code: [[int(float(cell)) if cell else MISSING for cell in row] for row in t] for code, t in cells.items()}
    whole = [i for i in range(len(rows)) if all(MISSING not in table[i] for table in judged.values())]
    applied = np.array([[[judged[code][i][j] for code in KNOWN] for j in range(2)] for i in whole], dtype=bool)
    return judged, measure_answers(applied, tuple(KNOWN), CODERS, 1000)


def measure_answers(applied: NDArray[np.bool_], codes: tuple[str, ...], coders: tuple[str, ...], n: int) -> Agreement:
    """Measure agreement on answers, each a document and session of its own, that all coders have looked at.

    Args:
        applied: Who applied what, shape (n answers, n coders, n codes).
        codes, coders: Their names.
        n: Resamples.
    """
    ids = [f"R{i:05d}" for i in range(len(applied))]
    corpus = Corpus(
        documents=Documents(Document(id=each, text="answer", session_id=each) for each in ids),
        sessions=Sessions(Session(id=each) for each in ids),
    )
    segments = Segments(
        Segment(id=f"{e}:0-6", document_id=e, turn_id=e, session_id=e, start=0, end=6, text="answer") for e in ids
    )
    codings = Codings(
        (
            Coding(document_id=ids[i], start=0, end=6, quote="answer", code_id=codes[k], coder=coders[j])
            for i, j, k in np.argwhere(applied)
        ),
        reviewed=(Reviewed(document_id=e, start=0, end=6, coder=coder) for e in ids for coder in coders),
    )
    tree = ThemeTree((Theme(id="all", name="All", codes=tuple(Code(id=c, name=c) for c in codes)),))
    return measure_agreement(codings, segments, corpus, tree, unit="answer", n_resamples=n, seed=SEED)


def measure_sight(judged: Judged, agreement: Agreement) -> dict[str, Any]:
    """Give the table of codes, and of all of them."""
    table = []
    for code, ratings in judged.items():
        both = [row for row in ratings if MISSING not in row]
        alpha = agreement.find("alpha", code)
        table.append(
            {
                "code": code,
                "comments": len(both),
                "applied": np.sum(both, axis=0).tolist(),
                "kappa": round(float(cohen_kappa(tally_ratings(both, 2))), 3),
                "known": KNOWN[code],
                **{name: round(agreement.find(name, code).value, 3) for name in SHOWN},
                "alpha_interval": [round(alpha.low, 3), round(alpha.high, 3)],
            }
        )
    means = {name: round(agreement.find(name).value, 3) for name in (*SHOWN, "equal_sets", "alpha_masi")}
    return {"comments_with_every_code": len(agreement.ratings.segments), "codes": table, "all": means}


def measure_mentoring() -> Agreement:
    """Measure the agreement of the two coders of the invented study, on the passages that both have looked at."""
    corpus = th.read_transcripts(EXAMPLE / "transcripts", sessions=EXAMPLE / "sessions.csv")
    tree = th.read_themes(EXAMPLE / "themes.yaml")
    codings = th.read_codings(EXAMPLE / "codings", corpus, tree)
    return measure_agreement(codings, th.segment(corpus, "turn"), corpus, tree, unit="turn", seed=SEED)


def main() -> int:
    """Measure and print; write the results of the whole run."""
    parser = argparse.ArgumentParser(description="Agreement between two people.")
    parser.add_argument("--data", type=Path, help="where the sets lie (default: THEMATICA_DATA)")
    parser.add_argument("--quick", action="store_true", help="the invented study only; nothing is written")
    options = parser.parse_args()
    if options.quick:
        print(measure_mentoring().describe())
        return 0
    try:
        judged, agreement = load_sight(SIGHT.find(options.data))
    except MissingData as error:
        print(error, file=sys.stderr)
        return 1
    sight = measure_sight(judged, agreement)
    print(f"{'code':<20} comments  kappa  known  alpha (95% interval)    AC1    positive  applied")
    for row in sight["codes"]:
        low, high = row["alpha_interval"]
        print(
            f"{row['code']:<20} {row['comments']:>8}  {row['kappa']:.3f}  {row['known']:.2f}   {row['alpha']:.3f} "
            f"({low:.3f} to {high:.3f})  {row['ac1']:.3f}  {row['positive']:.3f}     {row['applied']}"
        )
    print(f"mean kappa {np.mean([row['kappa'] for row in sight['codes']]):.3f}; all codes: {sight['all']}")
    RESULTS.parent.mkdir(exist_ok=True)
    record = {"versions": list_versions(), "seed": SEED, "sight": sight}
    RESULTS.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    differing = [row["code"] for row in sight["codes"] if round(row["kappa"], 2) != row["known"]]
    if differing:
        print(f"kappa is not the known one for: {', '.join(differing)}", file=sys.stderr)
    return bool(differing)


if __name__ == "__main__":
    sys.exit(main())
