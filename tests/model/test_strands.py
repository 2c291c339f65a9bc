"""A corpus in parts: every document in one part or named as in none."""

from __future__ import annotations

import dataclasses

import pytest

from tests.fakes import make_corpus
from thematica.errors import AnalysisError, MaterialError
from thematica.model.corpus import Corpus, Participant, Participants, Session, Sessions
from thematica.model.strands import divide


def with_arms(corpus: Corpus, **arms: str) -> Corpus:
    """Give the sessions of a corpus the attribute ``arm``."""
    sessions = (Session(id=s.id, order=s.order, attributes={"arm": arms.get(s.id, "")}) for s in corpus.sessions)
    return dataclasses.replace(corpus, sessions=Sessions(sessions))


THREE = make_corpus(
    [("Moderator", "Well?"), ("A", "Yes."), ("B", "No.")], [("C", "Maybe.")], [("A", "Again.")],
    groups={"A": "red", "B": "red", "C": "blue"},
)  # fmt: skip


def test_documents_have_the_value_of_their_session() -> None:
    found = divide(with_arms(THREE, S1="students", S2="faculty", S3="students"), "arm")

    assert found.parts == {"students": ("s1", "s3"), "faculty": ("s2",)}
    assert found.without == ()


def test_documents_have_the_value_of_those_who_speak_in_them() -> None:
    assert divide(THREE, "group").parts == {"red": ("s1", "s3"), "blue": ("s2",)}


def test_the_session_decides_where_it_has_a_value_and_its_speakers_elsewhere() -> None:
    people = (dataclasses.replace(p, attributes={"arm": p.attributes["group"]}) for p in THREE.participants)
    corpus = with_arms(dataclasses.replace(THREE, participants=Participants(people)), S1="blue")

    assert divide(corpus, "arm").parts == {"blue": ("s1", "s2"), "red": ("s3",)}


def test_what_has_no_value_is_named() -> None:
    assert divide(with_arms(THREE, S2="faculty"), "arm").without == ("s1", "s3")


def test_a_speaker_without_a_value_follows_the_others_of_her_document() -> None:
    corpus = make_corpus([("A", "Yes."), ("B", "No.")], groups={"A": "red"})

    assert divide(corpus, "group").parts == {"red": ("s1",)}


def test_every_document_in_which_several_strands_speak_is_listed() -> None:
    mixed = make_corpus(
        [("A", "Yes."), ("B", "No."), ("A", "Yes.")], [("B", "No."), ("A", "Yes.")], [("A", "Yes.")],
        groups={"A": "red", "B": "blue"},
    )  # fmt: skip

    with pytest.raises(MaterialError) as caught:
        divide(mixed, "group")

    advice = "and a document belongs to one: give session '{}' its 'group' in sessions.csv, or divide the transcript"
    assert str(caught.value).split("\n") == [
        f"s1: participants of several strands speak here (blue: B; red: A), {advice.format('S1')}",
        f"s2: participants of several strands speak here (blue: B; red: A), {advice.format('S2')}",
    ]


def test_an_attribute_that_nobody_has_is_refused() -> None:
    with pytest.raises(AnalysisError, match="no participant and no session has an attribute 'grup'; did you mean"):
        divide(THREE, "grup")


def test_a_part_holds_its_documents_and_whoever_belongs_to_them() -> None:
    silent = Participant(id="D", session_ids=("S2",), attributes={})
    corpus = dataclasses.replace(THREE, participants=Participants((*THREE.participants, silent)), remarks=("Torn.",))

    part = corpus.restrict({"s1", "s2"})

    assert part.documents.ids == ("s1", "s2")
    assert [turn.id for turn in part.turns] == ["s1:t1", "s1:t2", "s1:t3", "s2:t1"]
    assert part.sessions.ids == ("S1", "S2")
    assert {person.id: person.session_ids for person in part.participants} == {
        "A": ("S1",),
        "B": ("S1",),
        "C": ("S2",),
        "D": ("S2",),
    }
    assert part.elsewhere == {"s3"}
    assert part.remarks == ("Torn.",)
    assert part.order_source == corpus.order_source


def test_a_participant_heard_in_another_part_only_is_not_in_this_one() -> None:
    people = (dataclasses.replace(p, session_ids=("S1", "S2", "S3")) for p in THREE.participants)

    part = dataclasses.replace(THREE, participants=Participants(people)).restrict({"s2"})

    assert part.participants.ids == ("C",)


def test_the_parts_hold_the_whole_and_nothing_twice() -> None:
    parts = [THREE.restrict(ids) for ids in divide(THREE, "group").parts.values()]

    assert sorted(d.id for part in parts for d in part) == sorted(THREE.documents.ids)
    assert sorted(t.id for part in parts for t in part.turns) == sorted(t.id for t in THREE.turns)
