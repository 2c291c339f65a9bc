"""Would a researcher keep the names of the candidate codes?

    python -m benchmarks.candidates.names --data DATA              the first 20 names of two studies
    python -m benchmarks.candidates.names --data DATA --quotes 8   with quotes, to judge each name by
    python -m benchmarks.candidates.names                          the invented study only

The studies are the invented one on mentoring and the 14 transcribed focus groups of GENNOVATE. Nothing is stored.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

import numpy as np

from benchmarks.candidates.sets import EXAMPLE
from benchmarks.data import GENNOVATE, MissingData
from benchmarks.studies import make_gennovate
from thematica import Study
from thematica.model.candidates import CandidateCode

SHOWN = 20


def make_studies(folder: Path, data: Path | None) -> dict[str, Study]:
    """Set up the invented study and, where its set is at hand, that of the focus groups."""
    shutil.copytree(EXAMPLE, folder / "mentoring")
    studies = {"mentoring (invented)": Study.open(folder / "mentoring")}
    try:
        make_gennovate(GENNOVATE.find(data), folder / "gennovate")
        studies["GENNOVATE transcripts"] = Study.open(folder / "gennovate")
    except MissingData as error:
        print(error, file=sys.stderr)
    return studies


def tell_names(study: Study, quotes: int) -> list[str]:
    """Give a line for each of the first candidates: segments, consistency, name, other phrases; and quotes."""
    lines = []
    for candidate in list(study.find(afresh=True))[:SHOWN]:
        others = " · ".join(candidate.phrases[1:])
        lines.append(f"{len(candidate.segment_ids):5} {candidate.consistency:5.2f}  {candidate.name}  ({others})")
        lines += [f"               {text}" for text in _draw_quotes(study, candidate, quotes)]
    return lines


def _draw_quotes(study: Study, candidate: CandidateCode, n: int) -> list[str]:
    """Draw quotes evenly over what is most and least typical, so that a name is not judged by its best ones."""
    rows = study.embeddings.rows(candidate.segment_ids)
    order = np.argsort(-(rows @ rows.mean(axis=0)), kind="stable")
    places = np.unique(np.linspace(0, len(order) - 1, n).round().astype(int)) if n else []
    return [" ".join(study.segments[candidate.segment_ids[order[i]]].text.split())[:200] for i in places]


def main() -> int:
    """Print the names of each study."""
    parser = argparse.ArgumentParser(description="The names of the first candidate codes.")
    parser.add_argument("--data", type=Path, help="where the sets lie (default: THEMATICA_DATA)")
    parser.add_argument("--quotes", type=int, default=0, help="quotes to show of each (default 0)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for name, study in make_studies(Path(folder), options.data).items():
            print(f"\n{name}", *tell_names(study, options.quotes), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
