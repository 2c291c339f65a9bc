"""The cut by question: who answered a question is its denominator, and nothing is tested between questions."""

from __future__ import annotations

import pytest

from tests.fakes import make_corpus
from tests.model.builders import TREE, apply_code, look_at
from thematica.analyses.by_question import compare_questions, keep_questions, list_questions
from thematica.errors import AnalysisError
from thematica.model.codings import Codings
from thematica.model.segments import Segments
from thematica.steps.resolve import resolve
from thematica.steps.segment import segment

# INVENTED. A answers both questions, B the first, C and D the second; nobody has looked at D's answer.
CORPUS = make_corpus(
    [("Moderator", "How was it?"), ("A", "The lab was cold."), ("B", "Mail waits."), ("A", "I liked the lab.")],
    [("C", "The lab was dark."), ("D", "So did I.")],
)
QUESTIONS = ("good", "good", "bad", "bad", "bad")


def asked() -> Segments:
    from dataclasses import replace

    found = segment(CORPUS, "turn")
    return Segments(replace(each, question_id=q) for each, q in zip(found, QUESTIONS, strict=True))


SEGMENTS = asked()
A_GOOD, B_GOOD, A_BAD, C_BAD, D_BAD = SEGMENTS
CODINGS = resolve(
    Codings(
        [apply_code(A_GOOD, "labs"), apply_code(B_GOOD, "replies"), apply_code(C_BAD, "labs")],
        reviewed=[look_at(each) for each in (A_GOOD, B_GOOD, A_BAD, C_BAD)],
    )
)


def test_who_answered_a_question_is_its_denominator() -> None:
    found = compare_questions(CODINGS, SEGMENTS, CORPUS, TREE)

    counts = {(row.group, row.id): (row.n, row.of) for row in found.rows}
    assert counts["good", "labs"] == (1, 2)
    assert counts["bad", "labs"] == (1, 2)  # A and C; D's answer nobody has looked at
    assert counts["bad", "replies"] == (0, 2)
    assert found.unit == "participant"


def test_of_every_two_questions_those_who_answered_both_are_counted() -> None:
    pairs = {pair.id: pair for pair in compare_questions(CODINGS, SEGMENTS, CORPUS, TREE).pairs}

    labs = pairs["labs"]
    assert (labs.first, labs.second, labs.answered_both) == ("good", "bad", 1)  # A alone
    assert (labs.in_both, labs.only_first, labs.only_second, labs.in_neither) == (0, 1, 0, 0)
    assert "replies" not in pairs  # B answered one of them


def test_a_participant_counts_once_however_much_she_says() -> None:
    twice = resolve(Codings([*CODINGS, apply_code(A_BAD, "labs"), apply_code(C_BAD, "labs", coder="bea")]))

    rows = {(row.group, row.id): row.n for row in compare_questions(twice, SEGMENTS, CORPUS, TREE).rows}

    assert rows["bad", "labs"] == 2


def test_nothing_is_tested_and_that_is_said() -> None:
    found = compare_questions(CODINGS, SEGMENTS, CORPUS, TREE, level="theme")

    assert "no difference between them is tested" in found.describe()
    assert not any(name == "p" or name.startswith("p_") for name in found.to_frame().columns)
    assert "'good' (2 participants" in found.describe()


def test_questions_can_be_chosen_and_unknown_ones_are_refused() -> None:
    assert list_questions(CORPUS, SEGMENTS) == ("good", "bad")
    assert keep_questions(CORPUS, SEGMENTS, ["good"]).ids == (A_GOOD.id, B_GOOD.id)
    assert compare_questions(CODINGS, SEGMENTS, CORPUS, TREE, questions=["bad"]).questions == ("bad",)
    with pytest.raises(AnalysisError, match="did you mean 'good'"):
        compare_questions(CODINGS, SEGMENTS, CORPUS, TREE, questions=["goood"])
    with pytest.raises(AnalysisError, match="belongs to a question"):
        compare_questions(CODINGS, segment(CORPUS, "turn"), CORPUS, TREE)


def test_the_table_has_a_row_a_question_and_code_and_intervals() -> None:
    frame = compare_questions(CODINGS, SEGMENTS, CORPUS, TREE).to_frame()

    row = frame[(frame["question"] == "good") & (frame["id"] == "labs")].iloc[0]
    assert (row["n"], row["of"]) == (1, 2)
    assert (round(row["low"], 4), round(row["high"], 4)) == (0.0945, 0.9055)  # Wilson, 1 of 2
