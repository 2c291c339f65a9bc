"""Of the codes of two trees that are named as near, how many are the same code?

    python -m benchmarks.near_codes --data DATA    written to benchmarks/results/near_codes.json
    python -m benchmarks.near_codes --quick        the invented study, to see that it runs

A hand-coded set is halved by respondent or session, so that who is in one half is not in the other. Each half is a
strand of 150 coded segments drawn at random, with a tree of the codes that two of them have; a third of the codes that
both halves have is then taken out of one of the two trees, half of it here and half of it there. A pair of near codes
is right if it is the same code. The codes are placed by their segments alone: their descriptions would be the same.

named   pairs, mean over the draws
right   share of these that are the same code
found   share of the codes in both trees that are named as a pair
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.candidates.sets import SOURCES
from benchmarks.coding.researcher import split_by_group, split_by_text
from benchmarks.coding.sets import CodedSet, load_coded_set, load_invented_set
from benchmarks.data import MissingData
from thematica.analyses.near_codes import find_near_codes
from thematica.model.codings import Coding, Codings
from thematica.model.corpus import Corpus
from thematica.model.embeddings import Embeddings
from thematica.model.segments import Segment, Segments
from thematica.model.strands import Strand
from thematica.model.themes import Code, Theme, ThemeTree
from thematica.reports.versions import list_versions

SEGMENTS = 150  # of each strand: some six interviews
FEWEST = 2  # segments of a code
DRAWS = 40
SHARES = (0.0, 0.5, 0.75, 0.9)  # 0: hardly more is asked than that each is the other's nearest
RESULTS = Path(__file__).parent / "results" / "near_codes.json"

Row = dict[str, object]


def measure(study: CodedSet, draws: int) -> list[Row]:
    """Halve a set again and again; one row for each share."""
    counts = {share: np.zeros(3) for share in SHARES}
    for seed in range(draws):
        strands = _halve(study, seed)
        nothing = {s.name: [np.zeros((1, study.vectors.shape[1]), dtype=np.float32)] * len(s.tree) for s in strands}
        first, second = ({code.id for code in strand.tree.codes} for strand in strands)
        for share in SHARES:
            pairs, _ = find_near_codes(strands, nothing, share)
            right = sum(pair.first_id == pair.second_id for pair in pairs)
            counts[share] += (len(pairs), right, len(first & second))
    return [
        {
            "set": study.name,
            "share": share,
            "named": round(float(named) / draws, 1),
            "right": round(float(right / named), 2) if named else None,
            "found": round(float(right / both), 2) if both else None,
        }
        for share, (named, right, both) in counts.items()
    ]


def _halve(study: CodedSet, seed: int) -> list[Strand]:
    """Make two strands of a set, with a third of their common codes in one tree only."""
    random = np.random.default_rng(seed)
    halves = (split_by_group if study.group_kind else split_by_text)(study, seed)
    drawn = [_draw(study, half, random) for half in halves]
    first, second = (set(np.flatnonzero(study.truth[rows].sum(axis=0) >= FEWEST).tolist()) for rows in drawn)
    both = random.permutation(sorted(first & second)).tolist()
    first -= set(both[: len(both) // 6])
    second -= set(both[len(both) // 6 : len(both) // 3])
    return [_make_strand(study, *each) for each in zip("ab", drawn, (sorted(first), sorted(second)), strict=True)]


def _draw(study: CodedSet, half: NDArray[np.intp], random: np.random.Generator) -> NDArray[np.intp]:
    coded = half[study.truth[half].any(axis=1)]
    return np.sort(random.permutation(coded)[:SEGMENTS])


def _make_strand(study: CodedSet, name: str, rows: NDArray[np.intp], codes: Sequence[int]) -> Strand:
    segments = Segments(
        Segment(id=f"{i}:0-1", document_id=str(i), turn_id=f"{i}:t1", session_id=str(i), start=0, end=1, text="x")
        for i in rows
    )
    tree = ThemeTree((Theme(id="t", name="t", codes=tuple(Code(id=f"c{c}", name=f"c{c}") for c in codes)),))
    codings = Codings(
        Coding(document_id=str(i), start=0, end=1, quote="x", code_id=f"c{c}", coder="person")
        for i in rows
        for c in codes
        if study.truth[i, c]
    )
    vectors = Embeddings(segments.ids, np.array(study.vectors[rows], dtype=np.float32), "as measured")
    return Strand(name=name, corpus=Corpus(), segments=segments, embeddings=vectors, tree=tree, codings=codings)


def _show(rows: Iterable[Row]) -> None:
    for row in rows:
        print("  ".join(f"{name} {value}" for name, value in row.items()))


def main() -> int:
    """Measure and print; write the results of a whole run."""
    parser = argparse.ArgumentParser(description="Of the codes named as near, how many are the same code?")
    parser.add_argument("--data", type=Path, help="where the sets lie (default: THEMATICA_DATA)")
    parser.add_argument("--cache", type=Path, help="a folder to keep vectors in")
    parser.add_argument("--quick", action="store_true", help="the invented study only; nothing is written")
    parser.add_argument("--sets", nargs="+", choices=SOURCES, default=list(SOURCES))
    options = parser.parse_args()
    if options.quick:
        _show(measure(load_invented_set(), 2))
        return 0
    rows: list[Row] = []
    for name in options.sets:
        try:
            found = measure(load_coded_set(name, options.data, options.cache), DRAWS)
        except MissingData as error:
            print(error, file=sys.stderr)
            return 1
        _show(found)
        rows += found
    RESULTS.write_text(json.dumps({"draws": DRAWS, "versions": list_versions(), "rows": rows}, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
