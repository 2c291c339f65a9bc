"""Marks of guiding questions that do nothing are named with their line, and with what was perhaps meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from thematica.formats.question_marks import remark_on_marks
from thematica.formats.transcripts import read_transcripts
from thematica.model.questions import Guide, GuidingQuestion

GUIDE = Guide(
    questions=(
        GuidingQuestion(id="q1", text="Why nights?"),
        GuidingQuestion(id="rota", text="How is the rota?"),
        GuidingQuestion(id="q9", text="And then?", only_in=("fg7",)),
    )
)


def remarks(folder: Path, turn: str, guide: Guide = GUIDE) -> list[str]:
    (folder / "fg1.txt").write_text(f"Moderator: Hello.\nP1: Hm.\n{turn}\nP1: So.\n", encoding="utf-8")
    return remark_on_marks(guide, read_transcripts(folder)[0])


@pytest.mark.parametrize(
    ("turn", "reason"),
    [
        ("Moderator: [Q3] Well?", "'[Q3]' has no question in questions.yaml (questions: q1, rota, q9)"),
        ("Moderator: [rotta] Well?", "'[rotta]' has no question in questions.yaml; did you mean 'rota'? (questions: "),
        ("Moderator: So. [q1] Well?", "'[q1]' is passed over: a mark opens a turn"),
        ("P1: [q1] Well?", "'[q1]' is passed over: 'P1' is not the moderator"),
        ("Moderator: [q9] Well?", "'[q9]' is passed over: questions.yaml says that 'q9' is asked elsewhere"),
    ],
)
def test_a_mark_that_does_nothing_is_named_with_its_line(tmp_path: Path, turn: str, reason: str) -> None:
    found = remarks(tmp_path, turn)

    assert len(found) == 1
    assert found[0].startswith(f"fg1.txt: line 3: {reason}")


@pytest.mark.parametrize("turn", ["Moderator: [q1] Why?", "Moderator: [Q1] Why?", "P1: [laughs] No.", "P1: [Tutor 1]."])
def test_marks_that_work_and_other_brackets_are_not_named(tmp_path: Path, turn: str) -> None:
    assert remarks(tmp_path, turn) == []


def test_without_any_question_a_mark_is_named_too(tmp_path: Path) -> None:
    assert remarks(tmp_path, "Moderator: [Q3] Well?", Guide()) == [
        "fg1.txt: line 3: '[Q3]' is passed over: there are no questions in questions.yaml"
    ]
