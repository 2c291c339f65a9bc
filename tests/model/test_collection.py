from __future__ import annotations

import pytest

from tests.model.builders import make_segments
from thematica.model.collection import shorten_frame
from thematica.model.corpus import Session, Sessions
from thematica.model.segments import Segments


def test_two_records_with_one_id_are_refused_by_name() -> None:
    with pytest.raises(ValueError, match="'S1'"):
        Sessions([Session(id="S1"), Session(id="S2"), Session(id="S1")])


def test_a_record_is_found_by_its_id() -> None:
    first, second = Session(id="S1"), Session(id="S2")

    sessions = Sessions([first, second])

    assert sessions["S2"] is second
    assert sessions.position("S2") == 1
    assert "S1" in sessions
    assert "S3" not in sessions


def test_an_unknown_id_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        Sessions([Session(id="S1")])["S2"]


def test_records_keep_the_order_in_which_they_were_given() -> None:
    sessions = Sessions(Session(id=name) for name in ("b", "a", "c"))

    assert sessions.ids == ("b", "a", "c")
    assert [session.id for session in sessions] == ["b", "a", "c"]
    assert len(sessions) == 3


def test_collections_are_equal_when_their_records_are() -> None:
    assert Sessions([Session(id="S1")]) == Sessions([Session(id="S1")])
    assert hash(Sessions([Session(id="S1")])) == hash(Sessions([Session(id="S1")]))
    assert Sessions([Session(id="S1")]) != Sessions([Session(id="S2")])
    assert Sessions([Session(id="S1"), Session(id="S2")]) != Sessions([Session(id="S2"), Session(id="S1")])


def test_collections_of_different_kinds_are_not_equal() -> None:
    assert Sessions() != Segments()
    assert Sessions() != ()


def test_a_frame_has_one_row_a_record_and_one_column_a_field() -> None:
    frame = make_segments("We met twice.", "She rang me.").to_frame()

    assert len(frame) == 2
    assert list(frame["text"]) == ["We met twice.", "She rang me."]
    assert {"id", "document_id", "participant_id", "start", "end", "answer_kind"} <= set(frame.columns)


def test_an_empty_collection_has_a_frame_with_its_columns() -> None:
    frame = Segments().to_frame()

    assert len(frame) == 0
    assert "text" in frame.columns


def test_a_notebook_shows_the_words_of_participants_escaped() -> None:
    shown = make_segments("I said <b>no</b> & left.")._repr_html_()

    assert "<b>no</b>" not in shown
    assert "&lt;b&gt;no&lt;/b&gt; &amp; left." in shown


def test_a_long_table_is_cut_and_says_how_much_is_missing() -> None:
    frame = make_segments(*[f"Meeting number {n}." for n in range(25)]).to_frame()

    assert "5 more rows" in shorten_frame(frame, "Segments", rows=20)
    assert "more rows" not in shorten_frame(frame, "Segments", rows=25)


def test_the_repr_says_what_it_is_and_how_many() -> None:
    assert repr(make_segments("We met twice.")) == "<Segments: 1>"
