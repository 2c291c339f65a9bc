"""What a corpus and the tables about it do not have in common is said, both ways."""

from __future__ import annotations

import pytest

from tests.fakes import make_corpus
from thematica.formats.joins import join_participants, join_sessions
from thematica.formats.participants import ParticipantTable
from thematica.formats.sessions import SessionTable
from thematica.model.corpus import Corpus, Participant, Session


@pytest.fixture
def corpus() -> Corpus:
    return make_corpus([("P1", "She is away.")], [("P2", "The rota."), ("P1", "Yes.")], groups={"P1": "north"})


def test_participants_get_their_attributes_in_the_order_of_the_table(corpus: Corpus) -> None:
    people = (Participant(id="P2", attributes={"year": "3"}), Participant(id="P1", attributes={"year": "2"}))

    joined = join_participants(corpus, ParticipantTable(people))

    assert tuple(joined.participants) == (
        Participant(id="P2", session_ids=("S2",), attributes={"year": "3"}),
        Participant(id="P1", session_ids=("S1", "S2"), attributes={"group": "north", "year": "2"}),
    )
    assert joined.remarks == ()


def test_who_is_not_in_the_table_and_who_never_speaks_is_named(corpus: Corpus) -> None:
    joined = join_participants(
        corpus, ParticipantTable((Participant(id="P1"), Participant(id="P9", session_ids=("S1",))))
    )

    assert joined.participants.ids == ("P1", "P9", "P2")
    assert joined.remarks == (
        "participants.csv: no row for P2; they belong to no group",
        "participants.csv: no words by P9",
    )


def test_without_a_table_nothing_is_said(corpus: Corpus) -> None:
    assert join_participants(corpus, ParticipantTable(())) is join_participants(corpus, None) is corpus


def test_a_long_list_of_names_is_cut_and_counted(corpus: Corpus) -> None:
    people = tuple(Participant(id=f"X{n}") for n in range(23))

    joined = join_participants(corpus, ParticipantTable((*people, *corpus.participants)))

    names = ", ".join(f"X{n}" for n in range(20))
    assert joined.remarks == (f"participants.csv: no words by {names} and 3 more",)


def test_sessions_get_their_order_and_attributes(corpus: Corpus) -> None:
    sessions = (Session(id="S2", order=1.0, attributes={"site": "north"}), Session(id="S1", order=2.0))

    joined = join_sessions(corpus, SessionTable(sessions, {}, "the column 'order' of sessions.csv"))

    assert tuple(joined.sessions) == sessions
    assert (joined.order_source, joined.remarks) == ("the column 'order' of sessions.csv", ())


def test_sessions_that_are_missing_on_either_side_are_named(corpus: Corpus) -> None:
    table = SessionTable((Session(id="S9"), Session(id="S2")), {}, "the rows of sessions.csv")

    joined = join_sessions(corpus, table)

    assert joined.sessions.ids == ("S2", "S1")
    assert joined.remarks == (
        "sessions.csv: no row for S1; put after the others",
        "sessions.csv: no words from S9",
    )


def test_a_first_name_without_a_row_may_be_a_name_in_full_that_has_one() -> None:
    talk = make_corpus([("Grace", "It was."), ("Anna", "It was not.")])
    people = tuple(Participant(id=name) for name in ("Grace Okonjo", "Anna Schmidt", "Anna Lindqvist"))

    joined = join_participants(talk, ParticipantTable(people))

    assert "'Grace' may be 'Grace Okonjo', 'Anna' may be 'Anna Schmidt' or 'Anna Lindqvist'" in joined.remarks[0]
