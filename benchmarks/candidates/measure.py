"""Measure every method on one set: the same draws, the same vectors."""

from __future__ import annotations

import math
import resource
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.candidates.measures import (
    NOT_THERE,
    Labels,
    describe_difference,
    measure_b_cubed,
    measure_harmonic_purity,
    measure_information,
    measure_stability,
)
from benchmarks.candidates.methods import PEERS, Group, Places, run_bertopic
from benchmarks.candidates.sets import CodedTexts

SIZES = (30, 60, 120, 250, 500)
SUBSAMPLES = 5  # ten pairs
SHARE = 0.9
FEWEST_CODES = 4  # that people found, where 2 to 2·√n candidates are asked for
Measured = dict[str, Any]


def draw_places(coded: CodedTexts, draws: int, *, stability: bool) -> list[tuple[str, Places]]:
    """Give what every method is run on: draws of texts with one code, the whole set, and 90% of it."""
    n = len(coded.texts)
    found = [
        (str(size), np.sort(np.random.default_rng([draw, size]).choice(coded.single, size, replace=False)))
        for size in SIZES
        if size <= len(coded.single)
        for draw in range(draws)
    ]
    found.append(("all", np.arange(n)))
    for part in range(SUBSAMPLES if stability else 0):
        chosen = np.random.default_rng([part, 90]).choice(n, round(SHARE * n), replace=False)
        found.append(("90%", np.sort(chosen)))
    return found


def measure_set(
    coded: CodedTexts,
    methods: Mapping[str, Group],
    draws: int,
    *,
    stability: bool = False,
    peers: Path | None = None,
    cache: Path | None = None,
) -> Measured:
    """Run every method on the same draws and measure what it found."""
    runs = draw_places(coded, draws, stability=stability)
    labels: dict[str, list[Labels]] = {}
    seconds: dict[str, list[float]] = {}
    for name, group in methods.items():
        labels[name], seconds[name] = [], []
        for i, (_, places) in enumerate(runs):
            begun = time.perf_counter()
            labels[name].append(group(coded, places, i))
            seconds[name].append(time.perf_counter() - begun)
    record: Measured = {"texts": len(coded.texts), "with_one_code": len(coded.single)}
    if peers:
        found = run_bertopic(peers, coded, [places for _, places in runs], cache)
        record["peers"] = {key: value for key, value in found.items() if key != "draws"}
        record["peers"]["failed"] = [draw["failed"] for draw in found["draws"] if draw["failed"]]
        for key, name in PEERS.items():
            labels[name] = [np.array(draw[key], dtype=np.intp) for draw in found["draws"]]
            seconds[name] = [draw["seconds"] for draw in found["draws"]]
    record["methods"] = {name: _measure_runs(coded, runs, labels[name], seconds[name]) for name in labels}
    first = next(iter(record["methods"].values()))
    for measured in record["methods"].values():
        if measured is not first:
            measured["ours_minus_this"] = _compare(first["draws"], measured["draws"])
    record["megabytes_at_most"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    return record


def _measure_runs(
    coded: CodedTexts, runs: list[tuple[str, Places]], labels: list[Labels], seconds: list[float]
) -> Measured:
    draws: dict[str, list[float]] = {}
    sizes: dict[str, Measured] = {}
    for kind in dict.fromkeys(kind for kind, _ in runs):
        which = [i for i, run in enumerate(runs) if run[0] == kind]
        if kind == "90%":
            parts = [_over_all(coded, runs[i][1], labels[i]) for i in which]
            sizes[kind] = {"stability": round(measure_stability(parts), 3)}
            continue
        draws[kind] = [_information(coded, runs[i][1], labels[i]) for i in which]
        numbers = [int(labels[i].max(initial=-1) + 1) for i in which]
        sizes[kind] = {
            "ami": round(float(np.mean(draws[kind])), 3),
            "candidates": [min(numbers), round(float(np.mean(numbers)), 1), max(numbers)],
            "outside": sum(is_outside(coded, runs[i][1], number) for i, number in zip(which, numbers, strict=True)),
            "share_left_out": round(float(np.mean([(labels[i] == -1).mean() for i in which])), 3),
            "seconds": round(float(np.mean([seconds[i] for i in which])), 2),
        }
        if kind == "all":
            sizes[kind]["b_cubed"] = round(measure_b_cubed(coded.truth, labels[which[0]]), 3)
            sizes[kind]["harmonic_purity"] = round(measure_harmonic_purity(coded.truth, labels[which[0]]), 3)
    return {"sizes": sizes, "draws": {kind: [round(v, 4) for v in values] for kind, values in draws.items()}}


def is_outside(coded: CodedTexts, places: Places, candidates: int) -> bool:
    """Say whether there are fewer than 2 candidates or more than 2·√n where people found 4 codes or more."""
    codes = int(coded.truth[places].any(axis=0).sum())
    return codes >= FEWEST_CODES and not 2 <= candidates <= 2 * math.sqrt(len(places))


def _information(coded: CodedTexts, places: Places, labels: Labels) -> float:
    """Measure on the texts with one code, whatever else was grouped with them."""
    single = np.isin(places, coded.single)
    return measure_information(coded.code[places[single]], labels[single])


def _over_all(coded: CodedTexts, places: Places, labels: Labels) -> Labels:
    found = np.full(len(coded.texts), NOT_THERE, dtype=np.intp)
    found[places] = labels
    return found


def _compare(ours: Mapping[str, list[float]], theirs: Mapping[str, list[float]]) -> dict[str, list[float]]:
    return {
        kind: [round(v, 3) for v in describe_difference(ours[kind], theirs[kind])] for kind in ours if kind != "all"
    }


def summarise(sets: Mapping[str, Measured]) -> str:
    """Write a table a size: a row a method, a column a set, and the mean over the sets."""
    lines: list[str] = []
    methods = list(dict.fromkeys(name for measured in sets.values() for name in measured["methods"]))
    for kind in (*map(str, SIZES), "all", "90%"):
        columns = [name for name, measured in sets.items() if kind in measured["methods"][methods[0]]["sizes"]]
        if not columns:
            continue
        what = "stability between 90% of the texts" if kind == "90%" else f"adjusted mutual information, n = {kind}"
        lines += ["", f"| {what} | {' | '.join(columns)} | mean |", "|---" * (len(columns) + 2) + "|"]
        for method in methods:
            found = [sets[column]["methods"][method]["sizes"][kind] for column in columns]
            values = [each["stability" if kind == "90%" else "ami"] for each in found]
            cells = [f"{value:.2f}" for value in values]
            lines.append(f"| {method} | {' | '.join(cells)} | {np.mean(values):.3f} |")
    return "\n".join([*lines, *_tell_numbers(sets, methods)])


def _tell_numbers(sets: Mapping[str, Measured], methods: list[str]) -> list[str]:
    """Write a table: how many candidates each method gave, fewest to most, and how often not 2 to 2·√n."""
    kinds = [kind for kind in (*map(str, SIZES), "all") if any(_size(s, methods[0], kind) for s in sets.values())]
    lines = ["", f"| candidates, over all sets and draws | {' | '.join(kinds)} |", "|---" * (len(kinds) + 1) + "|"]
    for method in methods:
        cells = []
        for kind in kinds:
            found = [each for measured in sets.values() if (each := _size(measured, method, kind))]
            fewest, most = (choose(each["candidates"][at] for each in found) for choose, at in ((min, 0), (max, 2)))
            outside = sum(each.get("outside", 0) for each in found)
            cells.append(f"{fewest}–{most}" + (f" ({outside} not 2 to 2·√n)" if outside else ""))
        lines.append(f"| {method} | {' | '.join(cells)} |")
    return lines


def _size(measured: Measured, method: str, kind: str) -> Measured | None:
    found: Measured | None = measured["methods"][method]["sizes"].get(kind)
    return found
