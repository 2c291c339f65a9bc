"""questions.yaml: read whole, or refused with every mistake and its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fakes import make_corpus
from thematica import MaterialError
from thematica.formats.questions_yaml import place_guide, read_questions
from thematica.model.questions import GuidingQuestion

GUIDE = """\
# INVENTED
questions:
  - id: Q1
    question: How was it?
    also_asked_as: [And how did you find it?]
  - id: Q2
    question: "What next: study or work?"
    only_in: [{document}.txt, nowhere]
turns:
  {document}: {{t2: Q2, 3: none, turn 1: probe, t99: Q1}}
  missing: {{t1: Q1}}
"""


def write(tmp_path: Path, text: str) -> Path:
    (tmp_path / "questions.yaml").write_text(text, encoding="utf-8")
    return tmp_path / "questions.yaml"


def test_questions_and_decisions_find_their_documents_and_the_rest_is_remarked_on(tmp_path: Path) -> None:
    corpus = make_corpus([("Moderator", "How was it?"), ("A", "Cold."), ("B", "Hm.")])
    document = corpus.documents.ids[0]

    guide, remarks = place_guide(read_questions(write(tmp_path, GUIDE.format(document=document))), corpus)

    assert guide.questions == (
        GuidingQuestion(id="Q1", text="How was it?", wordings=("And how did you find it?",)),
        GuidingQuestion(id="Q2", text="What next: study or work?", only_in=(document, "nowhere")),
    )
    assert guide.decided == {f"{document}:t2": "Q2", f"{document}:t3": "", f"{document}:t1": None}
    assert remarks == (
        "questions.yaml:6: there is no document or session 'nowhere'",
        f"questions.yaml:10: there is no turn 99 ({document} has 3)",
        "questions.yaml:11: there is no document 'missing'",
    )


@pytest.mark.parametrize("text", ["", "questions:\n", "questions: []\nturns:\n"])
def test_an_empty_file_is_no_guide(tmp_path: Path, text: str) -> None:
    assert read_questions(write(tmp_path, text)).questions == ()


def test_every_mistake_is_listed_with_its_line(tmp_path: Path) -> None:
    text = (
        "questions:\n"
        "  - id: Q1\n    question: How?\n"
        "  - id: Q1\n    question: Why?\n"
        "  - question: Who?\n"
        "  - id: probe\n    question: What?\n"
        "  - id: 7\n    question: When?\n"
        "turns:\n"
        "  fg1: {t1: Q11, x1: Q1}\n"
    )

    with pytest.raises(MaterialError) as caught:
        read_questions(write(tmp_path, text))

    messages = str(caught.value).split("\n")
    assert messages[0] == "questions.yaml:4: id 'Q1' is used twice, here and in line 2; ids must differ"
    assert messages[1] == "questions.yaml:6: 'id:' is missing; a guiding question needs an id and its words"
    assert messages[2].startswith("questions.yaml:7: 'probe' cannot be an id")
    assert messages[3].startswith("questions.yaml:9: 'id: 7' is a number; put it in quotation marks")
    assert any("questions.yaml:12: there is no question 'Q11'; did you mean 'Q1'?" in m for m in messages)
    assert any("questions.yaml:12: 'x1:' is no turn; a turn is written t14" in m for m in messages)
