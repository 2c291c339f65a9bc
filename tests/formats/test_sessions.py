"""sessions.csv: the order of collection is said, never guessed."""

from __future__ import annotations

from pathlib import Path

import pytest

from thematica.errors import MaterialError
from thematica.formats.sessions import read_sessions
from thematica.model.corpus import Session


def write(folder: Path, text: str) -> Path:
    path = folder / "sessions.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_sessions_stand_in_the_order_of_collection(tmp_path: Path) -> None:
    table = read_sessions(write(tmp_path, "session,order,site\nFG2,10,north\nFG1,2.5,south\nFG3,-1,north\n"))

    assert table.sessions == (
        Session(id="FG3", order=-1.0, attributes={"site": "north"}),
        Session(id="FG1", order=2.5, attributes={"site": "south"}),
        Session(id="FG2", order=10.0, attributes={"site": "north"}),
    )
    assert table.order_source == "the column 'order' of sessions.csv"


def test_without_an_order_the_rows_give_it_and_that_is_said(tmp_path: Path) -> None:
    table = read_sessions(write(tmp_path, "session,site\nFG2,north\nFG1,south\n"))

    assert [(session.id, session.order) for session in table.sessions] == [("FG2", 0.0), ("FG1", 1.0)]
    assert table.order_source == "the rows of sessions.csv"


@pytest.mark.parametrize("name", ["fg1.txt", "fg1", "Interview No. 3.txt", "Interview No. 3"])
def test_a_document_is_named_with_or_without_its_ending(tmp_path: Path, name: str) -> None:
    table = read_sessions(write(tmp_path, f"session,document\nS1,{name}\n"))

    assert table.session_of_document == {name.removesuffix(".txt"): "S1"}
    assert table.sessions[0].attributes == {}


def test_every_mistake_is_listed_with_its_line(tmp_path: Path) -> None:
    path = write(tmp_path, "session,order\nFG1,1\n,2\nFG1,3\nFG2,soon\nFG3,\n")

    with pytest.raises(MaterialError) as caught:
        read_sessions(path)

    assert str(caught.value) == (
        "sessions.csv:3: 'session' is empty\n"
        "sessions.csv:4: session 'FG1' says something else in an earlier row\n"
        "sessions.csv:5: order 'soon' of session 'FG2' is not a number\n"
        "sessions.csv:6: order '' of session 'FG3' is not a number"
    )


def test_an_order_that_cannot_be_sorted_is_not_a_number(tmp_path: Path) -> None:
    with pytest.raises(MaterialError) as caught:
        read_sessions(write(tmp_path, "session,order\nFG2,2\nFG3,nan\nFG1,1\n"))

    assert str(caught.value) == "sessions.csv:3: order 'nan' of session 'FG3' is not a number"


def test_a_table_without_the_column_of_sessions_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MaterialError) as caught:
        read_sessions(write(tmp_path, "sesion,order\nFG1,1\n"))

    message = "no column 'session'; did you mean 'sesion'? (columns: 'sesion', 'order')"
    assert str(caught.value) == f"sessions.csv: {message}"


def test_a_session_of_several_transcripts_has_a_row_for_each(tmp_path: Path) -> None:
    table = read_sessions(write(tmp_path, "session,order,document\nFG1,1,fg1a.txt\nFG1,1,fg1b.txt\n"))

    assert [session.id for session in table.sessions] == ["FG1"]
    assert table.session_of_document == {"fg1a": "FG1", "fg1b": "FG1"}


def test_a_document_of_two_sessions_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(MaterialError) as caught:
        read_sessions(write(tmp_path, "session,document\nFG1,both.docx\nFG2,both\n"))

    assert str(caught.value) == (
        "sessions.csv:3: document 'both' is in session 'FG1' in an earlier row; in the file itself, a line such as "
        "'# FG2' before each session makes them several documents"
    )
