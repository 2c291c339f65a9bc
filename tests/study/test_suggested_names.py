"""What is suggested for a key: names in everything the new study will hold, in several languages."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path

import pytest
from openpyxl import Workbook

from thematica import cli
from thematica.model.pseudonyms import Pseudonym
from thematica.steps.pseudonymise import Names
from thematica.study import Study

PLANTED = Path(__file__).parents[1] / "fixtures" / "names"


def make(folder: Path, settings: str = "", **files: str) -> Study:
    """Make a study of files; '__' in a name stands for a folder, '_' at its end for a dot."""
    for name, text in {"study_yaml": f"name: INVENTED\n{settings}", **files}.items():
        *parents, last = name.split("__")
        path = folder / "study" / "/".join(parents) / ".".join(last.rsplit("_", 1))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return Study.open(folder / "study")


def key_of(file: Path) -> dict[str, dict[str, str]]:
    text = "".join(line for line in file.read_text(encoding="utf-8").splitlines(True) if not line.startswith("# "))
    return {row["original"]: row for row in csv.DictReader(io.StringIO(text))}


def planted(language: str) -> list[str]:
    lines = (PLANTED / f"{language}.csv").read_text(encoding="utf-8").splitlines()
    return [row["name"] for row in csv.DictReader(line for line in lines if not line.startswith("# "))]


@pytest.mark.parametrize(
    ("file", "code", "n_planted", "most_missed", "most_others"),
    [
        ("english", "en", 47, 0, 0),
        ("german", "de", 49, 0, 1),
        ("english-unseen", "en", 30, 1, 1),
        ("german-unseen", "de", 30, 5, 2),
    ],
)
def test_planted_names_are_offered_and_little_else(
    file: str, code: str, n_planted: int, most_missed: int, most_others: int, tmp_path: Path
) -> None:
    study = make(tmp_path, f"language: {code}\n")
    (study.path / "transcripts").mkdir()
    shutil.copy(PLANTED / f"{file}.txt", study.path / "transcripts" / "i.txt")

    offered = [name.form for name in Study.open(study.path).suggest_names(tmp_path / "key.csv").names]

    names = planted(file)
    left = Names(Pseudonym(original=form, replacement="") for form in offered).write(
        (PLANTED / f"{file}.txt").read_text(encoding="utf-8").partition("\n")[2]
    )
    missed = [name for name in names if any(Names([Pseudonym(original=name, replacement="")]).find(left))]
    known = Names(Pseudonym(original=name, replacement="") for name in names)
    others = [form for form in offered if not any(known.find(form))]
    assert len(names) == n_planted
    assert len(missed) <= most_missed, missed
    assert len(others) <= most_others, others


def test_every_file_of_hers_is_looked_into_and_what_was_found_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    study = _everywhere(tmp_path)

    assert cli.main(["pseudonymise", str(study.path), "--suggest", str(tmp_path / "key.csv")]) == 0

    said = capsys.readouterr().err
    offered = key_of(tmp_path / "key.csv")
    assert {
        "Katarzyna", "j.doe@example.org", "Leeds", "Wojciech", "Coventry", "Siobhan", "Zbigniew", "Thorsten", "Petra",
        "Lucy", "Annika",
    } <= set(offered)  # fmt: skip
    assert "notes/visit.md: 1 found" in said
    assert "speakers.yaml: none found" in said
    assert "notes/plan.png: not looked into" in said


def _everywhere(folder: Path) -> Study:
    settings = (
        "answers:\n  text: [good]\n  participant: id\n"
        "strands:\n  by: town\n  trees: {Zbigniew: themes-a.yaml, north: themes-b.yaml}\n"
    )
    files = {
        "transcripts__Interview Katarzyna_txt": "Moderator: Well?\n\nFG1A: Yes.\n\nFG1B: No.\n",
        "answers__a_csv": "id,good,contact\nP1,Nothing,j.doe@example.org\nP2,Much,none\n",
        "participants_csv": "participant,town,remark\nFG1A,Leeds,sister of Wojciech\n",
        "sessions_csv": "session,place\nFG1,Coventry\n",
        "notes__visit_md": "Met Siobhan on the ward.\n",
        "themes-a_yaml": "# Annika says no.\nthemes:\n- theme: T\n  memo: Ask Thorsten now\n  codes: [{code: A}]\n",
        "questions_yaml": "questions:\n- {id: a, question: What did Petra do?}\n",
        "codings__ana_csv": "document,quote,code,memo\nInterview Katarzyna,Yes.,A,Lucy said the same\n",
        "speakers_yaml": "documents: {}\n",
        "notes__plan_png": "",
    }
    return make(folder, settings, **files)


def test_columns_of_identifiers_are_offered_whole_and_filled_in_by_one_cell(tmp_path: Path) -> None:
    table = (
        "IPAddress,RecipientLastName,RecipientFirstName,RecipientEmail,LocationLatitude,Q1,Ward\n"
        "192.0.2.17,Okafor,Mary,mary.okafor@example.org,51.5074,Omar never answers.,A\n"
        '192.0.2.18,Haddad,Omar,omar.haddad@example.org,53.4808,"Ask Mary Okafor, or Okafor\'s sister.",B\n'
    )
    study = make(tmp_path, "answers: {text: [Q1], attributes: [Ward]}\n", answers__q_csv=table)
    key = tmp_path / "key.csv"

    suggested = study.suggest_names(key)

    assert [(c.column, c.kind) for c in suggested.columns] == [
        ("IPAddress", "IP address"), ("RecipientLastName", "person"), ("RecipientFirstName", "person"),
        ("RecipientEmail", "e-mail"), ("LocationLatitude", "coordinate"),
    ]  # fmt: skip
    text = key.read_text(encoding="utf-8")
    for form, said in (
        ("Haddad", "[Nurse #]"),
        ("192.0.2.17", "[address #]"),
        ("mary.okafor@example.org", "[e-mail #]"),
        ("51.5074", "[place #]"),
    ):
        text = text.replace(f"\n{form},,", f"\n{form},{said},")
    key.write_text(text, encoding="utf-8")
    done = study.pseudonymise(key, tmp_path / "new")
    assert done.leaks == ()
    assert (tmp_path / "new" / "answers" / "q.csv").read_text(encoding="utf-8").splitlines()[1:] == [
        "[address 1],[Nurse 2],[Nurse 2],[e-mail 1],[place 1],[Nurse 1] never answers.,A",
        '[address 2],[Nurse 1],[Nurse 1],[e-mail 2],[place 2],"Ask [Nurse 2], or [Nurse 2]\'s sister.",B',
    ]


def test_a_table_in_excel_is_looked_into(tmp_path: Path) -> None:
    study = make(tmp_path, transcripts__a_txt="FG1A: Yes.\n\nFG1B: No.\n")
    book = Workbook()
    for row in (["participant", "friend"], ["FG1A", "Siobhan"], ["FG1B", "Wojciech"]):
        book.active.append(row)
    book.save(study.path / "participants.xlsx")

    study.suggest_names(tmp_path / "key.csv")

    assert {"Siobhan", "Wojciech"} <= set(key_of(tmp_path / "key.csv"))


def test_labels_of_captions_are_offered_whole_with_the_forms_of_the_same_person(tmp_path: Path) -> None:
    cues = (
        "WEBVTT\n\nNOTE made by Ingrid\n\n00:01.000 --> 00:02.000\n<v Novak, Jana [External]>Ask Omar.\n\n"
        "00:02.000 --> 00:03.000\n<v Omar Haddad (he/him)>Jana Novak knows, and Haddad's wife. Jana is kind.\n"
    )
    study = make(tmp_path, transcripts__a_vtt=cues)

    study.suggest_names(tmp_path / "key.csv")

    groups = {form: row["group"] for form, row in key_of(tmp_path / "key.csv").items()}
    assert groups == {
        "Jana Novak": "", "Novak, Jana": "Jana Novak", "Jana": "Jana Novak",
        "Omar Haddad": "", "Omar": "Omar Haddad", "Haddad": "Omar Haddad", "Ingrid": "",
    }  # fmt: skip


def test_one_replacement_fills_in_a_person_and_a_dash_keeps_a_form(tmp_path: Path) -> None:
    said = "Omar Haddad: I am Omar, of the Haddads.\n\nAnn: Haddad is late, Omar.\n\nOmar Haddad: No.\n\nAnn: Yes.\n"
    study = make(tmp_path, transcripts__a_txt=said)
    key = tmp_path / "key.csv"
    study.suggest_names(key)
    text = key.read_text(encoding="utf-8").replace("\nOmar Haddad,,", "\nOmar Haddad,[Guest 1],")
    key.write_text(text.replace("\nHaddads,,", "\nHaddads,-,"), encoding="utf-8")

    study.pseudonymise(key, tmp_path / "new")

    written = (tmp_path / "new" / "transcripts" / "a.txt").read_text(encoding="utf-8")
    assert written.startswith("Guest 1: I am [Guest 1], of the Haddads.\n\nAnn: [Guest 1] is late, [Guest 1].")
    assert study.suggest_names(key).n_new == 0


def test_a_model_that_is_installed_for_the_language_is_used_beside_the_rules(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from thematica.backends import spacy_sentences

    said = "FG1A: Yesterday I met Thornbury from Ecclesthorpe at work.\n\nFG1B: No.\n"
    study = make(tmp_path, "language: lb\n", transcripts__a_txt=said)
    assert study.suggest_names(tmp_path / "a.csv").n_new == 0
    monkeypatch.setattr(spacy_sentences, "find_installed", lambda language: spacy_sentences.PACKAGE)

    study.suggest_names(tmp_path / "b.csv")

    assert "Ecclesthorpe" in key_of(tmp_path / "b.csv")


def test_a_key_in_yaml_has_the_forms_of_a_person_in_one_line(tmp_path: Path) -> None:
    said = "Omar Haddad: I am Omar.\n\nMod: Haddad?\n\nOmar Haddad: Write to o.h@example.org.\n\nMod: Yes.\n"
    study = make(tmp_path, transcripts__a_txt=said)
    key = tmp_path / "key.yaml"

    n = study.suggest_names(key).n_new

    text = key.read_text(encoding="utf-8")
    assert '\n# ?: ["Omar Haddad", "Haddad", "Omar"]  # person, 3 times: ' in text
    assert (n, study.suggest_names(key).n_new, key.read_text(encoding="utf-8")) == (4, 0, text)
    key.write_text(text.replace("# ?: [", "Guest 1: [", 1), encoding="utf-8")
    study.pseudonymise(key, tmp_path / "new")
    assert "Guest 1: I am [Guest 1].\n\nMod: [Guest 1]?" in (tmp_path / "new" / "transcripts" / "a.txt").read_text()
