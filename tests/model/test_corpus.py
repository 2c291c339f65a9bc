from __future__ import annotations

import pytest

from tests.fakes import make_corpus
from thematica.errors import AnalysisError, MaterialError
from thematica.model.corpus import Corpus, Document, Documents, Participant, Participants, Session, Sessions

CORPUS = make_corpus([("Moderator", "And you?"), ("A", "The lab was cold today."), ("B", "Yes.")], groups={"A": "old"})


def test_a_turn_gives_the_words_without_the_label_of_the_speaker() -> None:
    assert [CORPUS.speech(turn) for turn in CORPUS.turns] == ["And you?", "The lab was cold today.", "Yes."]
    assert CORPUS.turns_of("s1") == tuple(CORPUS.turns)


def test_attributes_of_participants_give_groups() -> None:
    assert CORPUS.groups_of_participants("group") == {"A": "old", "B": ""}
    assert CORPUS.groups_of_sessions("group") is None
    assert CORPUS.attribute_names() == ("group",)


def test_an_attribute_that_nobody_has_is_refused_with_where_attributes_come_from() -> None:
    with pytest.raises(AnalysisError, match=r"'age'.*participants.csv and sessions.csv"):
        make_corpus([("A", "Cold.")]).require_attribute("age")


def test_two_corpora_are_put_together_and_a_person_in_both_stays_one() -> None:
    one = Corpus(
        documents=Documents([Document(id="d1", text="Cold.", session_id="S1")]),
        sessions=Sessions([Session(id="S1")]),
        participants=Participants([Participant(id="A", session_ids=("S1",), attributes={"year": "1"})]),
        order_source="sessions.csv",
    )
    other = Corpus(
        documents=Documents([Document(id="d2", text="Warm.", session_id="S2")]),
        sessions=Sessions([Session(id="S2")]),
        participants=Participants([Participant(id="A", session_ids=("S2",), attributes={"year": "2", "age": "20"})]),
        order_source="the rows of answers.csv",
    )

    both = one.join(other)

    assert both.documents.ids == ("d1", "d2")
    assert both.sessions.ids == ("S1", "S2")
    assert both.participants["A"].session_ids == ("S1", "S2")
    assert both.participants["A"].attributes == {"year": "1", "age": "20"}
    assert both.order_source == "sessions.csv, then the rows of answers.csv"


def test_documents_of_the_same_name_are_refused_by_name() -> None:
    with pytest.raises(MaterialError, match="s1"):
        CORPUS.join(CORPUS)


def test_the_frame_says_how_much_the_moderator_spoke() -> None:
    row = CORPUS.to_frame().iloc[0]

    assert (row["turns"], row["participants"], row["words"]) == (3, 2, 8)
    assert row["share_moderator"] == 0.25
    assert list(Corpus().to_frame().columns) == list(CORPUS.to_frame().columns)


def test_the_repr_counts_everything() -> None:
    assert repr(CORPUS) == "<Corpus: 1 documents, 1 sessions, 2 participants, 3 turns>"
    assert len(CORPUS) == 1
    assert [document.id for document in CORPUS] == ["s1"]
    assert "s1" in CORPUS._repr_html_()
