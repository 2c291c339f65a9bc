"""A survey whose tables do not quite fit: INVENTED answers, counted by respondent, drawn by question."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from thematica.errors import ThemesError
from thematica.formats.answers import read_answers
from thematica.formats.themes_yaml import parse_themes
from thematica.model.settings import AnswerColumns
from thematica.study.measure import compare_answers
from thematica.study.study import Study

SETTINGS = """\
unit: answer
suggest: never
saturation: {by: [ward]}
answers: {text: [good, bad], participant: id, attributes: [ward]}
"""
TREE = """\
themes:
  - theme: Wishes
    codes:
      - {id: staff, code: Staff}
      - {id: rota, code: Rota}
"""


@pytest.fixture
def survey(tmp_path: Path) -> Study:
    """Thirty respondents, one of them twice, and a table of participants with two whom nobody knows."""
    (tmp_path / "answers").mkdir()
    (tmp_path / "codings").mkdir()
    (tmp_path / "study.yaml").write_text(SETTINGS)
    (tmp_path / "themes.yaml").write_text(TREE)
    rows = [[f"R{n:02}", "AB"[n % 2], f"The staff of day {n}", f"The rota of week {n}" * (n > 2)] for n in range(1, 31)]
    rows.append(["R30", "A", "Once more the staff", ""])
    with (tmp_path / "answers" / "survey.csv").open("w", newline="") as file:
        csv.writer(file).writerows([["id", "ward", "good", "bad"], *rows])
    people = ["participant,site", *(f"R{n:02},N" for n in range(1, 31)), "r_1,N", "R99,S"]
    (tmp_path / "participants.csv").write_text("\n".join(people))
    coded = ["document,quote,code", *(f"R{n:02}:good,staff,{'staff' if n < 11 else 'none'}" for n in range(1, 31))]
    (tmp_path / "codings" / "ana.csv").write_text("\n".join(coded))
    return Study.open(tmp_path)


def test_who_only_stands_in_the_table_of_participants_was_not_asked(survey: Study) -> None:
    assert len(survey.corpus.present) == 30
    assert {row.asked for found in survey.compare(tests=False) for row in found.rows if not row.by} == {30}


def test_who_answers_a_question_twice_was_asked_once_and_groups_are_counted_all_the_same(survey: Study) -> None:
    tree, human = survey.look()
    found = compare_answers(survey.settings, human, survey.segments, survey.corpus, tree)

    assert {row.asked for row in found["good"].rows if not row.by} == {30}
    assert {row.group: (row.of, row.asked) for row in found["good"].rows if row.by == "ward"} == {
        "A": (15, 15),
        "B": (15, 15),
    }


def test_a_share_of_a_survey_is_spread_over_questions_and_no_respondent_is_added(survey: Study) -> None:
    made = survey.double(["bea", "cleo"], share=0.2)

    assert made.n_drawn == round(0.2 * 59)
    assert made.n_added == 0
    assert made.strata == "question"


def test_none_in_a_cell_for_codes_says_that_none_applies(survey: Study) -> None:
    codings = survey.look()[1]

    assert {coding.code_id for coding in codings} == {"staff"}
    assert len(codings.reviewed) == 30


def test_two_respondents_with_the_same_words_are_not_said_to_be_one(tmp_path: Path) -> None:
    words = "my mentor always explained everything to me twice over"
    file = tmp_path / "survey.csv"
    file.write_text(f"id,good\nR1,{words}\nR2,{words}\nR3,the parking was too dear for a student like me\n")
    corpus = read_answers(file, AnswerColumns(text=("good",), participant="id"))

    assert not [remark for remark in corpus.remarks if "one respondent" in remark]


def test_an_id_made_of_a_name_that_another_has_is_explained() -> None:
    text = "themes:\n  - theme: Peers\n    codes:\n      - id: peers\n        code: Peers\n"

    with pytest.raises(ThemesError, match="it is made of the name where none is given"):
        parse_themes(text, "themes.yaml")
