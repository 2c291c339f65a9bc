"""How well the guiding questions of the invented example are recognised, without her corrections."""

from __future__ import annotations

import re
from pathlib import Path

import thematica as th

# Read by hand: the turn in which each group is asked start, contact, effects, programme, one-change.
ASKED = {
    "fg1": (5, 19, 39, 59, 76),
    "fg2": (4, 20, 39, 65, 81),
    "fg3": (3, 17, 37, 64, 78),
    "fg4": (4, 17, 32, 54, 76),
    "fg5": (1, 22, 39, 66, 82),
    "fg6": (3, 20, 34, 60, 81),
}
QUESTIONS = ("start", "contact", "effects", "programme", "one-change")


def test_the_guide_of_the_example(example: Path, tmp_path: Path) -> None:
    text = (example / "questions.yaml").read_text(encoding="utf-8")
    (tmp_path / "questions.yaml").write_text(re.sub(r"\nturns:.*", "\n", text, flags=re.DOTALL), encoding="utf-8")

    corpus = th.recognise_questions(th.read_transcripts(example / "transcripts"), tmp_path / "questions.yaml")

    right = {(f"{d}:t{n}", q) for d, turns in ASKED.items() for n, q in zip(turns, QUESTIONS, strict=True)}
    found = {(asked.turn_id, asked.question_id) for asked in corpus.guide.asked if asked.opens}
    assert len(corpus.guide.asked) == 116
    assert len(found & right) == 27
    assert {turn_id for turn_id, _ in found - right} == {"fg1:t25"}


def test_with_her_corrections_all_are_right(example: Path) -> None:
    corpus = th.recognise_questions(th.read_transcripts(example / "transcripts"), example / "questions.yaml")

    found = [(asked.turn_id, asked.question_id) for asked in corpus.guide.asked if asked.opens]
    assert found == [(f"{d}:t{n}", q) for d, turns in ASKED.items() for n, q in zip(turns, QUESTIONS, strict=True)]
    assert corpus.remarks == ()
