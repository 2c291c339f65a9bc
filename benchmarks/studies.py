"""Set up study folders from hand-coded sets, to run thematica on real material.

    python -m benchmarks.studies gennovate gennovate-study --data DATA
    python -m benchmarks.studies nhs nhs-study --data DATA

What is made is written in the docstring of each function; the folders belong outside the repository.
"""

from __future__ import annotations

import argparse
import csv
import json
import shutil
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from benchmarks.data import GENNOVATE, NHS, MissingData, read_rows
from thematica import Settings, Study
from thematica.model.settings import AnswerColumns, SaturationSettings, TranscriptColumns

COUNTRIES = {"BD": "Bangladesh", "ET": "Ethiopia", "IN": "India", "NP": "Nepal", "PK": "Pakistan", "UZ": "Uzbekistan"}
KIND = "quote or transcriber's summary"
ROLES = {"quote": "participant", "trans": "moderator"}  # by how the label begins: its apostrophes differ
NON_CODES = ("Labelling not possible", "Not assigned")


def make_gennovate(source: Path, study: Path) -> None:
    """Make a study of the 14 transcribed focus groups: grouped by gender and country, coded where quotes are found.

    The transcripts are copied as they are (12 are Windows-1252). A transcriber's summaries are context, like a
    moderator's turns. The tree is the published codebook, one theme an indicator. For the three sessions that
    have coded quotes, each quote found once, letter by letter, becomes a person's coding; the order of
    collection is not published, and sessions.csv takes the order of the file names.
    """
    settings = Settings(
        name="Gendered dreams and realities (GENNOVATE focus groups)",
        unit="paragraph",
        suggest="at_once",
        basis="people+machine",
        saturation=SaturationSettings(by=("gender", "country")),
        transcripts=TranscriptColumns(text="transcript", speaker=KIND, question="data_container"),
    )
    Study.create(study, settings)
    sessions, speakers = [], ["documents:"]
    for order, file in enumerate(sorted(source.glob("[Tt][Rr]*_*_*_[FM].csv"), key=lambda p: p.name.upper()), 1):
        _, community, _, gender = file.stem.split("_")
        session = f"{community}{gender}"
        shutil.copyfile(file, study / "transcripts" / f"{session}.csv")
        country = COUNTRIES[community[:2]]
        sessions.append([session, order, country, community, {"F": "women", "M": "men"}[gender]])
        labels = {row[KIND].strip() for row in read_rows(file)} - {""}
        roles = (f"{json.dumps(each)}: {{role: {ROLES.get(each[:5].lower(), 'unknown')}}}" for each in sorted(labels))
        speakers.append(f"  {session}.csv: {{{', '.join(roles)}}}")
    _write(study / "sessions.csv", ["session", "order", "country", "community", "gender"], sessions)
    (study / "speakers.yaml").write_text("\n".join(speakers) + "\n", encoding="utf-8")
    (study / "themes.yaml").write_text(_gennovate_tree(source / "codebook.csv"), encoding="utf-8")
    _gennovate_codings(source, study)


def make_nhs(source: Path, study: Path) -> None:
    """Make a study of the NHS patients' answers: grouped by trust and service, with the published labels as codings.

    Each row is one answer to one question by a respondent. "Did not answer" stays in as it was typed and is recognised
    as declining. The tree is the published one (12 themes, 44 codes); its non-codes become "looked, nothing applies".
    """
    settings = Settings(
        name="Patients' experience (NHS friends and family test)",
        approach="codebook",
        unit="answer",
        suggest="at_once",
        answers=AnswerColumns(
            text=("FFT answer",),
            participant="Respondent ID",
            question="FFT question",
            attributes=("Trust", "Service type 1"),
        ),
        saturation=SaturationSettings(by=("Trust",)),
    )
    Study.create(study, settings)
    shutil.copyfile(source / "v6framework_230831.csv", study / "answers" / "answers.csv")
    names = json.loads((source / "theme_tree_v6.json").read_text(encoding="utf-8"))["tree"]
    tree = ["themes:"]
    for theme, codes in names.items():
        tree += [f"  - theme: {json.dumps(theme)}", "    codes:"]
        tree += [f"      - code: {json.dumps(code)}" for code in codes if code not in NON_CODES]
    (study / "themes.yaml").write_text("\n".join(tree) + "\nsuggestions:\n", encoding="utf-8")
    known = {code for codes in names.values() for code in codes} - set(NON_CODES)
    answers = read_rows(source / "v6framework_230831.csv")
    corpus = Study.open(study).corpus
    turns = iter(corpus.turns)
    coded = []
    for row in answers:
        if row["FFT answer"].strip():
            turn = next(turns)
            codes = [name for name in row if name in known and row[name].strip() == "1"]
            coded += [[turn.document_id, 0, turn.end, code] for code in codes or [""]]
    _write(study / "codings" / "nhs.csv", ["document", "start", "end", "code"], coded)


def _gennovate_tree(codebook: Path) -> str:
    themes: dict[str, tuple[str, list[str]]] = {}
    for row in read_rows(codebook):
        indicator, code = row["indicator_label"].strip(), row["category_label"].strip()
        _, codes = themes.setdefault(indicator, (row["indicator"].strip() or indicator, []))
        name = f"{indicator} {code.removeprefix(indicator + '_')}"
        definition = json.dumps(" ".join(row["indicator_category"].split()), ensure_ascii=False)
        codes += [f"      - id: {code}", f"        code: {json.dumps(name)}", f"        definition: {definition}"]
    lines = ["themes:"]
    for indicator, (name, codes) in themes.items():
        lines += [f"  - id: {indicator}", f"    theme: {json.dumps(name, ensure_ascii=False)}", "    codes:", *codes]
    return "\n".join(lines) + "\nsuggestions:\n"


def _gennovate_codings(source: Path, study: Path) -> None:
    """Write the coded quotes that occur once, letter by letter, in their session's transcript."""
    corpus = Study.open(study).corpus
    coded: dict[str, list[list[object]]] = {}
    found = missed = 0
    for template in sorted(source.glob("template_*_*_[FM].csv")):
        _, community, _, gender = template.stem.split("_")
        session = f"{community}{gender}"
        if session not in corpus.documents:
            continue
        text = corpus.documents[session].text
        for row in read_rows(template):
            quote, code = row["text"].strip(), row["category_label"].strip()
            if not quote or not code:
                continue
            if text.count(quote) == 1:
                start = text.index(quote)
                coded.setdefault(row["enumerator_id"].strip(), []).append([session, start, start + len(quote), code])
                found += 1
            else:
                missed += 1
    for coder, rows in coded.items():
        _write(study / "codings" / f"{coder}.csv", ["document", "start", "end", "code"], sorted(rows))
    print(
        f"{found} coded quotes found once in their transcript, {missed} not found or found several times",
        file=sys.stderr,
    )


def _write(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(rows)


def main() -> int:
    """Make one study folder."""
    makers = {"gennovate": (GENNOVATE, make_gennovate), "nhs": (NHS, make_nhs)}
    parser = argparse.ArgumentParser(description="Set up a study folder from a hand-coded set.")
    parser.add_argument("set", choices=makers)
    parser.add_argument("study", type=Path, help="the folder to make")
    parser.add_argument("--data", type=Path, help="where the sets lie (default: THEMATICA_DATA)")
    options = parser.parse_args()
    data_set, make = makers[options.set]
    try:
        make(data_set.find(options.data), options.study)
    except MissingData as error:
        print(error, file=sys.stderr)
        return 1
    print(f"thematica run {options.study}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
