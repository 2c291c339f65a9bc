"""Open-text answers in a table: each cell of an answer column becomes a document."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from thematica.errors import MaterialError
from thematica.formats.answers import read_answers
from thematica.model.corpus import Participant
from thematica.model.settings import AnswerColumns


def write(folder: Path, text: str, name: str = "answers.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_each_answer_is_a_document_with_one_turn(tmp_path: Path) -> None:
    path = write(tmp_path, 'who,comment,site\nP1," Never there.\nOften. ",north\nP2,😀 Kind.,south\n')

    corpus = read_answers(
        path, AnswerColumns(text=("comment",), participant="who", attributes=("site",)), language="de"
    )

    assert [(d.id, d.text, d.session_id, d.language, d.source) for d in corpus] == [
        ("P1", "Never there.\nOften.", "P1", "de", "answers.csv"),
        ("P2", "😀 Kind.", "P2", "de", "answers.csv"),
    ]
    assert [(t.id, t.start, t.end, t.role, t.participant_id, t.question_id) for t in corpus.turns] == [
        ("P1:t1", 0, 19, "participant", "P1", "comment"),
        ("P2:t1", 0, 7, "participant", "P2", "comment"),
    ]
    assert corpus.participants["P2"] == Participant(id="P2", session_ids=("P2",), attributes={"site": "south"})
    assert corpus.order_source == "the rows of answers.csv"


def test_without_a_column_of_respondents_each_row_is_one(tmp_path: Path) -> None:
    corpus = read_answers(write(tmp_path, "comment\nKind.\nAway.\n"), AnswerColumns(text=("comment",)))

    assert corpus.documents.ids == corpus.participants.ids == corpus.sessions.ids == ("R0001", "R0002")


def test_an_empty_answer_is_counted_and_its_respondent_stays(tmp_path: Path) -> None:
    path = write(tmp_path, "who,good,bad\nP1,Kind.,\nP2, ,\nP3,Near.,Late.\n")

    corpus = read_answers(path, AnswerColumns(text=("good", "bad"), participant="who"))

    assert corpus.documents.ids == ("P1:good", "P3:good", "P3:bad")
    assert corpus.blank_answers == {"good": 1, "bad": 2}
    assert corpus.participants.ids == ("P1", "P2", "P3")


def test_a_column_may_name_the_question_of_each_answer(tmp_path: Path) -> None:
    path = write(tmp_path, "who,q,a\nP1,What  helped?,Her.\nP1,What was hard?,The rota.\nP2,What was hard?,\n")

    corpus = read_answers(path, AnswerColumns(text=("a",), participant="who", question="q"))

    assert [(turn.document_id, turn.question_id) for turn in corpus.turns] == [
        ("P1:what-helped-46c6", "What helped?"),
        ("P1:what-was-hard-7a77", "What was hard?"),
    ]
    assert corpus.blank_answers == {"What was hard?": 1}


def test_a_respondent_who_answers_twice_has_two_documents(tmp_path: Path) -> None:
    path = write(tmp_path, "who,wave,a\nP1,W1,Her.\nP1,W2,The rota.\n")

    corpus = read_answers(path, AnswerColumns(text=("a",), participant="who", session="wave"))

    assert [(document.id, document.session_id) for document in corpus] == [("P1", "W1"), ("P1#2", "W2")]
    assert corpus.participants["P1"].session_ids == ("W1", "W2")


def test_attributes_that_contradict_each_other_are_named(tmp_path: Path) -> None:
    path = write(tmp_path, "who,site,a\nP1,north,Her.\nP1,south,Him.\nP1,,Both.\n")

    corpus = read_answers(path, AnswerColumns(text=("a",), participant="who", attributes=("site",)))

    assert corpus.participants["P1"].attributes == {"site": "north"}
    assert corpus.remarks == (
        "answers.csv: several rows answer the same question for one respondent (1: P1); each is an answer of its own",
        "answers.csv: 'site' differs between rows of the same respondent (1: P1); the first row counts",
    )


def test_participants_and_sessions_are_joined(tmp_path: Path) -> None:
    path = write(tmp_path, "who,wave,a\nP1,W1,Her.\nP2,W2,The rota.\n")

    corpus = read_answers(
        path,
        AnswerColumns(text=("a",), participant="who", session="wave"),
        participants=write(tmp_path, "participant,year\nP1,2\nP2,3\n", "participants.csv"),
        sessions=write(tmp_path, "session,order\nW2,1\nW1,2\n", "sessions.csv"),
    )

    assert corpus.participants["P2"].attributes == {"year": "3"}
    assert corpus.sessions.ids == ("W2", "W1")


def test_a_pandas_table_is_read_like_a_file() -> None:
    frame = pd.DataFrame({"who": [7.0, 8.0, 9.0], "a": ["Her.\r\nAlways.", None, float("nan")], "year": [2, 3, 4]})

    corpus = read_answers(frame, AnswerColumns(text=("a",), participant="who", attributes=("year",)))

    assert [(document.id, document.text) for document in corpus] == [("7", "Her.\nAlways.")]
    assert corpus.participants["8"].attributes == {"year": "3"}
    assert corpus.blank_answers == {"a": 2}


def test_nobody_guesses_which_column_holds_the_answers(tmp_path: Path) -> None:
    with pytest.raises(MaterialError) as caught:
        read_answers(write(tmp_path, "who,comment\nP1,Kind.\n"), AnswerColumns())

    assert str(caught.value) == (
        "answers.csv: nobody has said which column holds the answers (columns: 'who', 'comment'); "
        "study.yaml: answers: text:"
    )


def test_every_missing_column_is_named(tmp_path: Path) -> None:
    columns = AnswerColumns(text=("coment",), participant="who", session="wave", question="q", attributes=("site",))

    with pytest.raises(MaterialError) as caught:
        read_answers(write(tmp_path, "who,comment\nP1,Kind.\n"), columns)

    known = "(columns: 'who', 'comment')"
    assert str(caught.value).split("\n") == [
        f"answers.csv: no column 'coment'; did you mean 'comment'? {known}",
        f"answers.csv: no column 'wave' {known}",
        f"answers.csv: no column 'q' {known}",
        f"answers.csv: no column 'site' {known}",
    ]


def test_every_row_without_a_respondent_is_listed_with_its_line(tmp_path: Path) -> None:
    path = write(tmp_path, 'who,a\nP1,"Her.\nAlways."\n,Kind.\nP2,Late.\n ,Away.\n')

    with pytest.raises(MaterialError) as caught:
        read_answers(path, AnswerColumns(text=("a",), participant="who"))

    assert str(caught.value) == (
        "answers.csv:4: no respondent: 'who' is empty\nanswers.csv:6: no respondent: 'who' is empty"
    )
