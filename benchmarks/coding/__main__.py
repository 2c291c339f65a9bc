"""How well does the machine code after so many decisions of hers?

    python -m benchmarks.coding --data DATA     six hand-coded sets, written to benchmarks/results/coding.json
    python -m benchmarks.coding --part speed    how long learning again takes at 5,000 segments and 40 codes (NHS)
    python -m benchmarks.coding --part remainder --sets NHS GENNOVATE SERDIF
                                                are codes that the tree does not know found in what fits nothing?
    python -m benchmarks.coding --quick         the invented study, to see that it runs

A simulated researcher makes k decisions about one half of a set (coding a segment with all its codes, or placing a
candidate of which she sees at most 8 quotes); the machine, which knows all texts, codes the half she never sees.
Printed: mean Cohen's kappa over the codes used often enough (at least max(20, 1%) of the segments; 10 in sets under
800), an undefined kappa counting 0. The halves are split by text, and once more by respondent, session or conclusion.
A method decides for itself what fits.
"""

from __future__ import annotations

import argparse
import importlib
import json
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from benchmarks.candidates.sets import SOURCES
from benchmarks.coding.methods import METHODS, Method
from benchmarks.coding.peers import PEERS
from benchmarks.coding.remainder import measure_remainder
from benchmarks.coding.researcher import Researcher, split_by_group, split_by_text
from benchmarks.coding.scores import kappas, score, score_promise
from benchmarks.coding.sets import CodedSet, load_coded_set, load_invented_set
from benchmarks.coding.speed import measure_speed
from benchmarks.data import MissingData
from thematica.reports.versions import list_versions

SEEDS = 5
DECISIONS = (0, 25, 50, 100, 200, 400)
RESULTS = Path(__file__).parents[1] / "results" / "coding.json"
SPLITS = {"text": split_by_text, "group": split_by_group}
Row = dict[str, object]


def measure(study: CodedSet, method: Method, decisions: Sequence[int], seeds: int, split: str) -> list[Row]:
    """Measure one method on one set: a row for each number of decisions, the mean over the seeds."""
    found: dict[int, list[dict[str, float]]] = {}
    for seed in range(min(seeds, method.seeds or seeds)):
        seen, unseen = SPLITS[split](study, seed)
        wanted = sorted({k for k in (*decisions, len(seen)) if k <= min(len(seen), method.most or len(seen))})
        if method.most == 0:
            wanted = [0]
        begun = time.perf_counter()
        for outcome in method.run(study, Researcher(study, seen), wanted, seed):
            seconds = time.perf_counter() - begun
            key = -1 if outcome.decisions == len(seen) else outcome.decisions
            scores = score(study, unseen, outcome.fits, outcome.strengths)
            for error, given in outcome.sure.items():
                scores |= score_promise(study, unseen, outcome.fits, error, given)
            found.setdefault(key, []).append(scores | {"seconds": seconds})
            begun = time.perf_counter()
    return [
        {
            "set": study.name,
            "split": split,
            "method": method.name,
            "decisions": "half" if k < 0 else k,
            "seeds": len(runs),
            **{name: _mean([run[name] for run in runs]) for name in runs[0]},
            "kappa_sd": round(float(np.std([run["kappa"] for run in runs])), 3),
        }
        for k, runs in found.items()
    ]


def _mean(values: Sequence[float]) -> float | None:
    """Give the mean of what is defined."""
    defined = [value for value in values if not np.isnan(value)]
    return round(float(np.mean(defined)), 3) if defined else None


def describe(study: CodedSet) -> Row:
    """Describe a set: its size, and how two people agree on it where two coded it."""
    described: Row = {
        "segments": len(study.texts),
        "codes": len(study.codes),
        "codes_scored": len(study.scored),
        "codes_a_segment": round(float(study.truth.sum(axis=1).mean()), 2),
        "groups": study.group_kind or "none",
    }
    if study.second is not None:
        agreed = kappas(study.truth, study.second)[study.scored]
        described["kappa_of_two_people"] = round(float(agreed.mean()), 3)
    return described


def keep(rows: Iterable[Row], sets: dict[str, Row], path: Path) -> None:
    """Write the rows; what was measured before of other sets, splits and methods stays."""
    kept = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    known = {_key(row): row for row in kept.get("rows", ())}
    known |= {_key(row): row for row in rows}
    record = kept | {
        "versions": list_versions(),
        "sets": dict(sorted((kept.get("sets", {}) | sets).items())),
        "rows": [known[key] for key in sorted(known)],
    }
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


def keep_part(name: str, rows: Sequence[Row], path: Path) -> None:
    """Write a part beside what else was measured."""
    kept = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    path.write_text(json.dumps(kept | {name: rows}, indent=1) + "\n", encoding="utf-8")


def _key(row: Row) -> tuple[str, ...]:
    return (*(str(row[name]) for name in ("set", "split", "method")), f"{row['decisions']:>5}")


def time_learning(options: argparse.Namespace) -> list[Row]:
    """Measure and print how long learning takes."""
    rows = measure_speed(load_coded_set("NHS", options.data, options.cache))
    for row in rows:
        print(
            f"  {row['decisions']:>5} decisions  first {row['first']:.2f} s  again after one more {row['again']:.2f} s"
        )
    return [dict(row) for row in rows]


def look_at_remainder(options: argparse.Namespace) -> list[Row]:
    """Measure and print whether codes that the tree does not know are found again."""
    rows = []
    for name in options.sets:
        rows += measure_remainder(load_coded_set(name, options.data, options.cache), options.seeds)
        for row in rows[-4:]:
            print("  " + "  ".join(f"{key} {value}" for key, value in row.items()), flush=True)
    return rows


PARTS = {"speed": time_learning, "remainder": look_at_remainder}


def main() -> int:
    """Measure and print; write the results of the whole run."""
    parser = argparse.ArgumentParser(description="How well does the machine code after so many decisions of hers?")
    parser.add_argument("--data", type=Path, help="where the sets lie (default: THEMATICA_DATA)")
    parser.add_argument("--cache", type=Path, help="a folder to keep vectors in")
    parser.add_argument("--quick", action="store_true", help="the invented study only; nothing is written")
    parser.add_argument("--part", choices=PARTS, help="measure this and no more")
    parser.add_argument("--sets", nargs="+", choices=SOURCES, default=list(SOURCES))
    parser.add_argument("--splits", nargs="+", choices=SPLITS, default=list(SPLITS))
    parser.add_argument("--methods", nargs="+", choices=[*METHODS, *PEERS], default=list(METHODS))
    parser.add_argument("--also", metavar="MODULE:NAME", help="a method of your own, in the place of --methods")
    parser.add_argument("--seeds", type=int, default=SEEDS)
    parser.add_argument("--results", type=Path, default=RESULTS)
    options = parser.parse_args()
    if options.part:
        try:
            keep_part(options.part, PARTS[options.part](options), options.results)
        except MissingData as error:
            print(error, file=sys.stderr)
            return 1
        return 0
    methods = [(METHODS | PEERS)[name] for name in options.methods]
    if options.also:
        module, _, name = options.also.partition(":")
        methods = [getattr(importlib.import_module(module), name)]
    rows: list[Row] = []
    sets: dict[str, Row] = {}
    for name in ["mentoring"] if options.quick else options.sets:
        try:
            study = load_invented_set() if options.quick else load_coded_set(name, options.data, options.cache)
        except MissingData as error:
            print(error, file=sys.stderr)
            return 1
        sets[study.name] = describe(study)
        print(study.name, sets[study.name])
        for split in ["text"] if options.quick else options.splits:
            if split == "group" and not study.group_kind:
                continue
            for method in methods:
                decisions, seeds = ((25,), 1) if options.quick else (DECISIONS, options.seeds)
                found = measure(study, method, decisions, seeds, split)
                rows += found
                for row in found:
                    print(
                        f"  {split:<5}  {method.name:<44} {row['decisions']!s:>4}  kappa {row['kappa']:.3f}", flush=True
                    )
                if not options.quick:
                    keep(rows, sets, options.results)
    return 0


if __name__ == "__main__":
    sys.exit(main())
