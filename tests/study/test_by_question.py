"""A study of a survey with several questions, cut by question; the answers are INVENTED."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.fakes import WordEmbedder
from thematica import AnalysisError, QuestionComparison, Study
from thematica.cli.program import main
from thematica.formats.study_yaml import format_settings
from thematica.model.settings import AnswerColumns, Settings

ANSWERS = """\
id,ward,good,bad
P1,north,She answers at once,The rota
P2,north,Kind words,See above
P3,south,The rota is fair,
P4,south,Kind nurses,The rota again
"""
THEMES = """\
themes:
  - theme: Work
    codes:
      - {id: rota, code: The rota}
      - {id: kind, code: Kindness}
"""
CODINGS = """\
document,quote,code
P1:good,She answers at once,
P2:good,Kind words,kind
P3:good,The rota is fair,rota
P4:good,Kind nurses,kind
P1:bad,The rota,rota
P2:bad,See above,
P4:bad,The rota again,rota
"""


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Study:
    for folder in ("answers", "codings"):
        (tmp_path / "s" / folder).mkdir(parents=True)
    settings = Settings(
        name="INVENTED", unit="answer", suggest="never",
        answers=AnswerColumns(text=("good", "bad"), participant="ID", attributes=("ward",)),
    )  # fmt: skip
    files = {"answers/a.csv": ANSWERS, "themes.yaml": THEMES, "codings/ana.csv": CODINGS}
    for name, text in files.items():
        (tmp_path / "s" / name).write_text(text, encoding="utf-8")
    (tmp_path / "s" / "study.yaml").write_bytes(format_settings(settings))
    monkeypatch.setattr("thematica.api.making.make_embedder", lambda *_, **__: WordEmbedder())
    return Study(tmp_path / "s")


def table(study: Study, name: str) -> list[dict[str, str]]:
    with (study.results / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_the_questions_lie_side_by_side_with_who_answered_each(study: Study) -> None:
    found = study.compare(by=("question",), level="code")

    assert isinstance(found[0], QuestionComparison)
    rows = {(r["question"], r["id"]): (r["n"], r["of"], r["asked"]) for r in table(study, "by_question.csv")}
    assert rows == {
        ("good", "rota"): ("1", "4", "4"), ("good", "kind"): ("2", "4", "4"),
        ("bad", "rota"): ("2", "3", "4"), ("bad", "kind"): ("0", "3", "4"),
    }  # fmt: skip
    pairs = {r["id"]: r for r in table(study, "by_question_pairs.csv")}
    assert [pairs["rota"][n] for n in ("answered_both", "in_both", "only_first", "only_second", "in_neither")] == [
        "3", "0", "0", "2", "1",
    ]  # fmt: skip


def test_a_comparison_can_be_of_one_question_and_leaves_the_others_tables(study: Study) -> None:
    study.compare(by=("ward",), level="code")
    whole = (study.results / "comparison.csv").read_bytes()

    found = study.compare(by=("ward",), level="code", question=["bad"])

    assert "Only words in answer to 'bad' are counted here." in found[0].describe()
    rows = {(r["group"], r["id"]): (r["n"], r["of"]) for r in table(study, "comparison_of_bad.csv")}
    assert rows["north", "rota"] == ("1", "2")
    assert rows["south", "rota"] == ("1", "1")
    assert (study.results / "comparison.csv").read_bytes() == whole
    with pytest.raises(AnalysisError, match="nobody's words answer a question 'worse'"):
        study.compare(question=["worse"])


def test_the_report_has_a_row_a_question_and_the_cut_by_question(study: Study) -> None:
    study.run()
    page = study.report_path.read_text(encoding="utf-8")

    assert "<h3>By question</h3>" in page
    assert "<th>Session</th>" not in page  # no row a respondent
    assert "What was made of the columns of a.csv" in page


def test_read_prints_columns_answers_and_attributes(study: Study, capsys: pytest.CaptureFixture[str]) -> None:
    main(["read", str(study.path)])

    shown = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert "ID respondent 4 4 P1" in shown
    assert "bad 4 3 2 0 0 1 1" in shown  # asked, answered, with substance, nothing, declined, see above, blank
    assert "ward 2 0 north 2, south 2" in shown
