"""How good are the candidate codes, from 30 segments to 100,000, beside topic models?

    python -m benchmarks.candidates --data DATA --peers PYTHON   six sets, written to benchmarks/results/candidates.json
    python -m benchmarks.candidates --quick                      the invented study, to see that it runs
    python -m benchmarks.candidates --table                      the tables of the results that are stored

PYTHON is that of an environment with benchmarks/peers/requirements.txt; without it BERTopic is left out. Every method
gets the same vectors and the same draws of texts with one code. Printed: adjusted mutual information with the codes
people gave (a text that is left out counts as a group of its own).
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from benchmarks.candidates.measure import measure_set, summarise
from benchmarks.candidates.methods import BASELINES, Group, make_finder
from benchmarks.candidates.scale import measure_scale
from benchmarks.candidates.sets import SOURCES, load_invented, load_set
from benchmarks.data import MissingData
from thematica.reports.versions import list_versions

MEASURED_FOR_STABILITY = ("GENNOVATE", "SERDIF")
RESULTS = Path(__file__).parents[1] / "results" / "candidates.json"


def main() -> int:
    """Measure and print; write the results of the whole run."""
    options = _read_options()
    if options.table:
        print(summarise(json.loads(options.out.read_text(encoding="utf-8"))["sets"]))
        return 0
    methods: dict[str, Group] = {"thematica": make_finder(options.finder), **BASELINES}
    try:
        if options.quick:
            names = ["mentoring (invented)"]
            sets = [measure_set(load_invented(), methods, draws=2)]
        else:
            names = options.sets or list(SOURCES)
            sets = []
            for name in names:
                coded = load_set(name, options.data, options.cache)
                stability = name in MEASURED_FOR_STABILITY
                found = measure_set(
                    coded, methods, options.draws, stability=stability, peers=options.peers, cache=options.cache
                )
                sets.append(found)
                print(f"{name}: {len(coded.texts)} texts, {len(coded.single)} with one code", file=sys.stderr)
    except MissingData as error:
        print(error, file=sys.stderr)
        return 1
    measured = dict(zip(names, sets, strict=True))
    print(summarise(measured))
    if options.quick:
        return 0
    record: dict[str, Any] = {"versions": list_versions(), "finder": options.finder, "draws": options.draws}
    record["sets"] = measured
    if options.scale:
        record["scale"] = measure_scale(options.finder, options.data, options.cache)
        print(json.dumps(record["scale"], indent=1))
    if options.finder != "auto" and options.out == RESULTS:
        return 0  # the stored results are the library's
    options.out.parent.mkdir(exist_ok=True)
    options.out.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


def _read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="How good are the candidate codes, beside topic models?")
    parser.add_argument("--data", type=Path, help="where the sets lie (default: THEMATICA_DATA)")
    parser.add_argument("--cache", type=Path, help="keep vectors in this folder (outside the repository)")
    parser.add_argument("--peers", type=Path, help="Python of the environment that BERTopic is in")
    parser.add_argument("--finder", default="auto", help="the finder: auto, or module:Name")
    parser.add_argument("--sets", nargs="*", choices=list(SOURCES), help="only these sets")
    parser.add_argument("--draws", type=int, default=20, help="draws of each size (default 20)")
    parser.add_argument("--scale", action="store_true", help="also 10,000 and 100,000 recombined sentences")
    parser.add_argument("--out", type=Path, default=RESULTS, help="where results are written")
    parser.add_argument("--table", action="store_true", help="measure nothing: print what is stored")
    parser.add_argument("--quick", action="store_true", help="the invented study only; nothing is written")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
