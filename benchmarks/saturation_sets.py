"""The sets that saturation is measured on: which code was heard in which session, and in which group of sessions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

import thematica as th
from benchmarks.data import GENNOVATE, ML_PRACTICES, NHS, PDPILOT, read_rows
from thematica.model.incidence import Incidence

EXAMPLE = Path(__file__).parents[1] / "examples" / "mentoring"
DOCUMENTS_END, CODES_END = 130, 870  # where the columns of PDPILOT's print-out end, in points
# New codes in each session, as the description of the sets has them: a loader that gives others is wrong.
KNOWN = {
    "ML-PRACTICES": [74, 53, 35, 14, 27, 18, 11, 8, 16, 7, 5, 9, 7, 2],
    "ML-PRACTICES, techniques": [23, 24, 16, 7, 14, 8, 5, 5, 8, 4, 2, 6, 2, 1],
    "PDPILOT": [28, 21, 5, 13, 3, 3, 3],
    "GENNOVATE": [20, 8, 1, 0, 1, *[0] * 10, 1, 0, 0, 0, 1, *[0] * 10],
}


@dataclass(frozen=True)
class Heard:
    """A set: its codes by sessions, and the group of each session."""

    name: str
    incidence: Incidence
    groups: dict[str, tuple[str, ...]]  # attribute and the value of each session


def gather(name: str, pairs: Iterable[tuple[str, str]], sessions: Iterable[str], unit: str = "session") -> Heard:
    """Make a set from the pairs of session and code that occur.

    Raises:
        AssertionError: The new codes of each session are not the known ones.
    """
    cells = {(code, session) for session, code in pairs}
    codes = sorted({code for code, _ in cells})
    incidence = Incidence.fill(codes, list(sessions), cells, unit, "the set")
    new = [int(n) for n in incidence.new]
    if KNOWN.get(name, new) != new:
        raise AssertionError(f"{name} should bring {KNOWN[name]} new codes a session, not {new}")
    return Heard(name, incidence, {})


def load_ml_practices(data: Path | None) -> tuple[Heard, Heard, Heard]:
    """Give the axial categories of 14 interviews, those of techniques alone, and those of the survey's answers."""
    import pandas as pd

    table = pd.read_excel(ML_PRACTICES.find(data) / "result_Axial_categories.xlsx", dtype=str)
    variables = [column for column in table.columns if column.endswith("_axial")]
    interviews, answers = [], []
    for row in table.to_dict("records"):
        found = {(v, str(row[v]).strip().lower()) for v in variables if not pd.isna(row[v]) and str(row[v]).strip()}
        codes = [f"{variable}: {category}" for variable, category in found]
        if not pd.isna(row["Interview"]):
            interviews += [(row["Interview"].strip().upper(), code) for code in codes]
        if not pd.isna(row["ID - Survey"]):
            answers += [(f"{row['Survey']} {row['ID - Survey']}", code) for code in codes]
    sessions = sorted({session for session, _ in interviews}, key=lambda name: int(re.sub(r"\D", "", name)))
    techniques = [(session, code) for session, code in interviews if code.startswith("Technique_axial")]
    return (
        gather("ML-PRACTICES", interviews, sessions),
        gather("ML-PRACTICES, techniques", techniques, sessions),
        gather("ML-PRACTICES, survey", answers, sorted({session for session, _ in answers}), "participant"),
    )


def load_pdpilot(data: Path | None) -> Heard:
    """Give the code paths of 7 interviews, read from MAXQDA's print-out by the places of its columns."""
    from pypdf import PdfReader

    pairs: list[list[str]] = []
    for page in PdfReader(PDPILOT.find(data) / "coded-segments.pdf").pages:
        words: list[tuple[float, str]] = []

        def note(text: str, cm: list[float], tm: list[float], *_: object, words: list = words) -> None:
            if text.strip():
                words.append((tm[4] * cm[0] + cm[4], text.strip()))

        page.extract_text(visitor_text=note)
        for x, text in words:
            if x < DOCUMENTS_END:
                pairs.append([text, ""])
            elif x < CODES_END and pairs:
                pairs[-1][1] = f"{pairs[-1][1]} {text}".strip()
    interviews = [(document, code) for document, code in pairs if re.fullmatch(r"P\d", document) and code]
    return gather("PDPILOT", interviews, sorted({document for document, _ in interviews}))


def load_gennovate(data: Path | None) -> Heard:
    """Give the codes of 30 focus groups, by gender and country."""
    pairs, sessions, genders, countries = [], [], [], []
    for template in sorted(GENNOVATE.find(data).glob("template_*_*_[FM].csv")):
        _, community, _, gender = template.stem.split("_")
        sessions.append(template.stem)
        genders.append("women" if gender == "F" else "men")
        countries.append(re.sub(r"\d", "", community))
        rows = [row for row in read_rows(template) if row["text"].strip() and row["category_label"].strip()]
        pairs += [(template.stem, row["category_label"].strip()) for row in rows]
    found = gather("GENNOVATE", pairs, sessions)
    return Heard(found.name, found.incidence, {"gender": tuple(genders), "country": tuple(countries)})


def load_nhs(data: Path | None) -> Heard:
    """Give the codes of 7,406 patients' answers, each an answer of its own."""
    rows = [row for row in read_rows(NHS.find(data) / "v6framework_230831.csv") if row["FFT answer"].strip()]
    columns = list(rows[0])[11:]
    pairs = [(str(i), code) for i, row in enumerate(rows) for code in columns if row[code].strip()]
    return gather("NHS answers", pairs, [str(i) for i in range(len(rows))], "participant")


def load_mentoring() -> Heard:
    """Give the codes of the invented study of six focus groups."""
    corpus = th.read_transcripts(EXAMPLE / "transcripts", sessions=EXAMPLE / "sessions.csv")
    segments, tree = th.segment(corpus, "turn"), th.read_themes(EXAMPLE / "themes.yaml")
    final = th.resolve(th.read_codings(EXAMPLE / "codings", corpus, tree), basis="author")
    curve = th.measure_saturation(final, segments, corpus, tree).curves[0]
    return Heard("mentoring (invented)", curve.incidence, {})


def pick(incidence: Incidence, places: Iterable[int]) -> Incidence:
    """Give some of the sessions, in this order, with the codes heard in them."""
    chosen = list(places)
    matrix = incidence.matrix[:, chosen]
    heard = np.flatnonzero(matrix.any(axis=1))
    codes = tuple(incidence.code_ids[i] for i in heard)
    return Incidence(codes, tuple(incidence.unit_ids[i] for i in chosen), matrix[heard], incidence.unit, "an order")
