"""The six hand-coded sets that candidate codes are measured on, all by one clean recipe, and an invented one."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.coding import Coded, load_gennovate, load_mentoring, load_nhs
from benchmarks.coding import _clean as clean
from benchmarks.data import BILLS, GENNOVATE, NHS, SERDIF, SIGHT, VALUEEVAL, DataSet, read_rows
from thematica.api.making import make_embedder
from thematica.model.protocols import Vectors

EXAMPLE = Path(__file__).parents[2] / "examples" / "mentoring"


@dataclass(frozen=True, slots=True)
class CodedTexts:
    """A set as it is measured on: distinct texts, which codes people gave each, and a vector for each."""

    name: str
    texts: tuple[str, ...]
    truth: NDArray[np.bool_]  # texts × codes
    vectors: Vectors

    @property
    def single(self) -> NDArray[np.intp]:
        """Which texts have exactly one code: those that adjusted mutual information is measured on."""
        return np.flatnonzero(self.truth.sum(axis=1) == 1)

    @property
    def code(self) -> NDArray[np.intp]:
        """The code of each text that has exactly one; without meaning for the others."""
        code: NDArray[np.intp] = self.truth.argmax(axis=1)
        return code


@dataclass(frozen=True, slots=True)
class Source:
    """Where a set comes from, how it is read, and what the recipe must leave: texts, codes, codes a text."""

    files: DataSet
    load: Callable[[Path], Coded]
    expected: tuple[int, int, float]


def _nhs(folder: Path) -> Coded:
    # The published figures were made where the answer "None" is read as a missing value: one unit fewer.
    return [unit for unit in load_nhs(folder)[0] if unit[0] != "None"]


def _gennovate(folder: Path) -> Coded:
    return load_gennovate(folder)[0]


def _bills(folder: Path) -> Coded:
    lines = (folder / "bills_subset.jsonl").read_text(encoding="utf-8").splitlines()
    bills = [json.loads(line) for line in lines]
    return clean((bill["summary"].strip(), frozenset([bill["topic"]])) for bill in bills)


def _serdif(folder: Path) -> Coded:
    """Give the highlights: one unit a session and text, with the union of its tags ("Moderator assist" is one)."""
    found: dict[tuple[str, str], set[str]] = {}
    for row in read_rows(folder / "all_tags_20220303.csv"):
        found.setdefault((row["document"], row["content"].strip()), set()).add(row["tag"])
    return clean((text, frozenset(tags)) for (_, text), tags in found.items())


def _valueeval(folder: Path) -> Coded:
    arguments, labels = (_read_tsv(folder / f"{name}-validation.tsv") for name in ("arguments", "labels"))
    given = {key: frozenset(code for code, value in row.items() if value == "1") for key, row in labels.items()}
    return clean((row["Premise"].strip(), given[key]) for key, row in arguments.items())


def _read_tsv(path: Path) -> dict[str, dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return {row.pop("Argument ID"): row for row in csv.DictReader(file, delimiter="\t")}


def _sight(folder: Path) -> Coded:
    """Give the comments with the codes of the first coder."""
    rows = read_rows(folder / "sample_dataset.csv")
    codes = [name for name in rows[0] if name.startswith("annotator_H1_") and name != "annotator_H1_na"]
    return clean((row["comment"].strip(), frozenset(c for c in codes if row[c] == "1.0")) for row in rows)


SOURCES: Mapping[str, Source] = {
    "NHS": Source(NHS, _nhs, (5166, 41, 1.46)),
    "GENNOVATE": Source(GENNOVATE, _gennovate, (2976, 31, 1.01)),
    "Bills": Source(BILLS, _bills, (994, 20, 1.00)),
    "SERDIF": Source(SERDIF, _serdif, (1739, 22, 1.08)),
    "ValueEval": Source(VALUEEVAL, _valueeval, (1861, 20, 3.35)),
    "SIGHT": Source(SIGHT, _sight, (193, 9, 1.24)),
}


def load_set(name: str, data: Path | None, cache: Path | None) -> CodedTexts:
    """Read a set, check its counts, and embed it.

    Raises:
        MissingData: Its files are not there or differ.
        AssertionError: The recipe leaves other numbers than it must.
    """
    source = SOURCES[name]
    found = _as_arrays(name, source.load(source.files.find(data)), cache)
    counts = (len(found.texts), found.truth.shape[1], round(float(found.truth.sum(axis=1).mean()), 2))
    if counts != source.expected:
        raise AssertionError(f"{name}: texts, codes and codes a text are {counts}, not {source.expected}")
    return found


def load_invented() -> CodedTexts:
    """Read the invented study: so small that it only shows that everything runs."""
    return _as_arrays("mentoring (invented)", load_mentoring(EXAMPLE)[0], None)


def _as_arrays(name: str, units: Coded, cache: Path | None) -> CodedTexts:
    codes = sorted({code for _, found in units for code in found})
    texts = tuple(text for text, _ in units)
    truth = np.array([[code in found for code in codes] for _, found in units])
    return CodedTexts(name, texts, truth, embed(texts, cache))


def embed(texts: tuple[str, ...], cache: Path | None) -> Vectors:
    """Embed texts, or take their vectors from a folder where they were kept, by embedder and texts."""
    embedder = make_embedder("packaged-minilm")
    if cache is None:
        return embedder.embed(texts)
    key = hashlib.sha256("\0".join((embedder.name, *texts)).encode()).hexdigest()[:16]
    kept = cache / f"vectors-{key}.npy"
    if not kept.is_file():
        cache.mkdir(parents=True, exist_ok=True)
        np.save(kept, embedder.embed(texts))
    vectors: Vectors = np.load(kept)
    return vectors
