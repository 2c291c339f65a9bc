"""A study with guiding questions, notes and translations: shown everywhere, and changing no number."""

from __future__ import annotations

import csv
import html
import re
from pathlib import Path

import pytest

from tests.study.test_study import make_study
from thematica import InputError, Study
from thematica.reports.reading import format_reading

QUESTIONS = """\
questions:
  - id: state
    question: How is it?
    also_asked_as: [And you?]
  - id: wishes
    question: What would you change?
    only_in: [fg2]
"""
TRANSLATION = (
    "Moderatorin: Wie ist es?\nFG1A: Sie antwortet nie.\nFG1B: Die Klinik ist weit weg.\nFG1A: Ja.\n"
)  # fmt: skip
# What rests on codings and counts; the other files hold the new columns and sections.
SHOWN_IN = {"report.html", "segments.csv", "codings.csv", "questions.csv", "questions_asked.csv"}


def add_context(path: Path) -> None:
    (path / "questions.yaml").write_text(QUESTIONS, encoding="utf-8")
    for folder in ("notes", "translations"):
        (path / folder).mkdir(exist_ok=True)
    (path / "notes" / "fg1.md").write_text("Rain.\n## turn 2\nLooks at the floor.\n", encoding="utf-8")
    (path / "translations" / "fg1.txt").write_text(TRANSLATION, encoding="utf-8")


def results(study: Study) -> dict[str, bytes]:
    folder = study.results
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def table(study: Study, name: str) -> list[dict[str, str]]:
    with (study.results / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("# ")))


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    path = tmp_path_factory.mktemp("with") / "study"
    make_study(path)
    add_context(path)
    study = Study.open(path)
    study.run()
    return study


def test_no_number_changes(study: Study, tmp_path: Path) -> None:
    plain = make_study(tmp_path / "without")
    plain.run()

    before, after = results(plain), results(study)

    assert set(after) - set(before) == {"questions.csv", "questions_asked.csv"}
    assert {name for name in before if before[name] != after[name]} <= SHOWN_IN
    assert plain.candidates == study.candidates


def test_each_segment_knows_its_question(study: Study) -> None:
    assert {row["question"] for row in table(study, "segments.csv")} == {"state"}
    assert [(r["document"], r["turn"], r["question"], r["how"]) for r in table(study, "questions_asked.csv")] == [
        ("fg1", "t1", "state", "wording"),
        ("fg2", "t1", "state", "wording"),
    ]


def test_codes_are_counted_by_question(study: Study) -> None:
    rows = {(r["level"], r["id"], r["question"]): (r["n"], r["of"]) for r in table(study, "questions.csv")}

    everybody = {r["id"]: (r["n"], r["of"]) for r in table(study, "comparison.csv") if not r["by"] and not r["stance"]}
    assert rows["code", "unanswered", "state"] == everybody["unanswered"]
    assert {question for _, _, question in rows} == {"state"}


def test_the_report_shows_all_three_beside_the_text(study: Study) -> None:
    page = study.report_path.read_text(encoding="utf-8")
    words = " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page)).split())

    assert "By guiding question" in words
    assert "state How is it? 2 of 2" in words
    assert "She never answers e-mails. FG1A (fg1, " in words
    assert "Sie antwortet nie. field note: Looks at the floor." in words
    assert "Rain." in words
    assert "Looks at the floor. FG1A: She never answers e-mails. Sie antwortet nie." in words


def test_a_survey_beside_the_talk_is_no_session_in_which_a_question_was_to_be_asked(tmp_path: Path) -> None:
    study = make_study(tmp_path / "study")
    add_context(study.path)
    (study.path / "answers").mkdir(exist_ok=True)
    (study.path / "answers" / "exit.csv").write_text("id,what\nS1,The clinic is far away.\nS2,-\n", encoding="utf-8")
    settings = study.path / "study.yaml"
    settings.write_text(settings.read_text(encoding="utf-8") + "answers: {text: [what], participant: id}\n", "utf-8")
    study = Study.open(study.path)
    study.run()

    words = " ".join(html.unescape(re.sub(r"<[^>]*>", " ", study.report_path.read_text(encoding="utf-8"))).split())

    assert len(study.corpus.sessions) == 4
    assert "state How is it? 2 of 2" in words
    assert "wishes What would you change? 0 of 1" in words
    # asked, answered, with substance, nothing, declined, see above, blank, participants, words
    assert "what 2 1 1 0 0 0 1 1" in words


def test_the_quotes_of_candidate_codes_stand_beside_their_translation(study: Study) -> None:
    page = study.report_path.read_text(encoding="utf-8")
    candidates = page[page.index('<section id="candidates">') : page.index('<section id="aside">')]

    assert re.search(
        r"The clinic is far away\. <cite>[^<]*</cite><div[^>]*>Die Klinik ist weit weg\.</div>", candidates
    )


def test_codings_and_sheets_hold_the_translation(study: Study, tmp_path: Path) -> None:
    translated = {r["text"]: r["translation"] for r in table(study, "codings.csv")}
    assert translated["She never answers e-mails."] == "Sie antwortet nie."
    assert translated["She never answers e-mails at all."] == ""

    study.next(tmp_path / "next.csv", coder="bea", n=10)
    with (tmp_path / "next.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))

    assert {r["quote"]: r["translation"] for r in rows}["The clinic is far away."] == "Die Klinik ist weit weg."


def test_a_filled_sheet_with_translations_is_read_back(tmp_path: Path) -> None:
    study = make_study(tmp_path / "study")
    add_context(study.path)
    study = Study.open(study.path)
    sheet = study.path / "codings" / "bea.csv"
    study.next(sheet, coder="bea", n=10)
    with sheet.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    with sheet.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows({**row, "code": "distance"} for row in rows)

    hers = Study.open(study.path).human_codings.by("bea")

    assert len(hers) == len(rows) > 0


def test_the_segment_under_review_stands_beside_its_translation(study: Study) -> None:
    shown = study.review("cleo").current

    assert shown is not None
    own = study.corpus.translation(shown.segment.document_id, shown.segment.start, shown.segment.end)
    assert shown.translation == own
    assert html.escape(own, quote=False) in shown._repr_html_()


def test_read_says_how_many_questions_were_recognised(study: Study) -> None:
    header, first, second, whole = format_reading(study.corpus).split("\n")

    assert "questions" in header.split()
    assert [" ".join(line.split()[-4:-1]) for line in (first, second, whole)] == ["1 of 1", "1 of 2", "2 of 3"]
    assert any("fg2.txt: guiding questions not recognised: 'wishes'" in remark for remark in study.corpus.remarks)


def test_check_knows_the_three(tmp_path: Path) -> None:
    study = make_study(tmp_path / "study")
    add_context(study.path)
    (study.path / "questions.yaml").write_text(QUESTIONS + "turns: {ffg1: {t1: state}}\n", encoding="utf-8")
    (study.path / "notes" / "fg22.md").write_text("Who?\n", encoding="utf-8")

    checked = study.check()

    assert checked.problems == ()
    assert any(
        "questions.yaml:8: there is no document 'ffg1'; did you mean 'fg1'" in remark for remark in checked.remarks
    )
    assert any("notes/fg22.md: names no document and no session; did you mean 'fg2'" in r for r in checked.remarks)
    assert any("translations/: none of fg2" in remark for remark in checked.remarks)

    (study.path / "questions.yaml").write_text("questions: [{id: a}]\n", encoding="utf-8")
    (study.path / "translations" / "fg1.txt").write_text("FG1A: Ja.\n", encoding="utf-8")

    messages = [str(problem) for problem in study.check().problems]

    assert any(message.startswith("questions.yaml:1: 'question:' is missing") for message in messages)
    assert any(message.startswith("translations/fg1.txt: does not fit fg1.txt from turn 2 on") for message in messages)


def test_a_translation_among_the_transcripts_is_pointed_out(tmp_path: Path) -> None:
    study = make_study(tmp_path / "study")
    (study.path / "transcripts" / "fg1.ur.txt").write_text(TRANSLATION, encoding="utf-8")

    remarks = Study.open(study.path).read().remarks

    assert any(
        "fg1.ur.txt: read as a transcript of its own; if it is a translation of fg1, put it into translations/"
        in remark
        for remark in remarks
    )


def test_without_questions_reading_needs_no_model(tmp_path: Path) -> None:
    study = make_study(tmp_path / "study")
    text = (study.path / "study.yaml").read_text(encoding="utf-8")
    (study.path / "study.yaml").write_text(
        text.replace("tests.fakes:WordEmbedder", "nowhere:Nothing"), encoding="utf-8"
    )

    assert len(Study.open(study.path).read()) == 2

    add_context(study.path)
    with pytest.raises(InputError):
        Study.open(study.path).read()
