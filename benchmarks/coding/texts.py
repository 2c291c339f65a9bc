"""Read hand-coded sets by one clean recipe: texts and the codes that people gave them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import thematica as th
from benchmarks.data import read_rows
from benchmarks.studies import NON_CODES
from thematica.model.codings import join_to_segments

Coded = list[tuple[str, frozenset[str]]]


def load_nhs(folder: Path) -> tuple[Coded, dict[str, str]]:
    """Give the patients' answers with their codes, and the text that describes each code (its name).

    5,167 answers: one more than where pandas reads the answer "None" as a missing value.
    """
    rows = read_rows(folder / "v6framework_230831.csv")
    names = [name for name in list(rows[0])[11:] if name not in NON_CODES]
    units = [(row["FFT answer"].strip(), frozenset(n for n in names if row[n].strip() == "1")) for row in rows]
    return clean(units), {name: name for name in names}


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
    return clean(units), {code: described.get(code, code) for code in used}


def load_mentoring(folder: Path) -> tuple[Coded, dict[str, str]]:
    """Give the turns of the invented study with the author's codes."""
    corpus = th.read_transcripts(folder / "transcripts")
    segments, tree = th.segment(corpus, "turn"), th.read_themes(folder / "themes.yaml")
    codings = tuple(th.read_codings(folder / "codings" / "author.csv", corpus, tree))
    codes: dict[int, set[str]] = {}
    for i, place in zip(*join_to_segments(codings, segments), strict=True):
        codes.setdefault(int(place), set()).add(codings[i].code_id)
    units = [(s.text, frozenset(codes.get(i, ()))) for i, s in enumerate(segments)]
    return clean(units), {code.id: f"{code.name}. {code.definition}" for code in tree.codes}


def clean(units: Iterable[tuple[str, frozenset[str]]]) -> Coded:
    """Drop rare codes, units without a code or of two characters, and all but the first of equal texts."""
    units = list(units)
    uses = Counter(code for _, codes in units for code in codes)
    kept: dict[str, tuple[str, frozenset[str]]] = {}
    for text, codes in units:
        often = frozenset(code for code in codes if uses[code] >= 5)
        if often and len(text) > 2:
            kept.setdefault(text.lower(), (text, often))
    return list(kept.values())
