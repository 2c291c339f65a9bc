"""participants.csv: who took part, in which session, with which attributes."""

from __future__ import annotations

from pathlib import Path

import pytest

from thematica.errors import MaterialError
from thematica.formats.participants import fold_id, read_participants
from thematica.model.corpus import Participant


def write(folder: Path, text: str) -> Path:
    path = folder / "participants.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_other_column_is_an_attribute(tmp_path: Path) -> None:
    path = write(tmp_path, "participant,session,year,site\nFG1A,FG1,2,north\n")

    people = read_participants(path).participants

    assert people == (Participant(id="FG1A", session_ids=("FG1",), attributes={"year": "2", "site": "north"}),)


def test_the_column_session_may_be_missing(tmp_path: Path) -> None:
    people = read_participants(write(tmp_path, "participant,year\nP1,2\n")).participants

    assert people == (Participant(id="P1", attributes={"year": "2"}),)


def test_columns_without_a_name_are_no_attributes(tmp_path: Path) -> None:
    people = read_participants(write(tmp_path, "participant,#note,year,\nP1,shy,2,\n")).participants

    assert people[0].attributes == {"#note": "shy", "year": "2"}


def test_a_participant_of_several_sessions_has_a_row_for_each(tmp_path: Path) -> None:
    people = read_participants(
        write(tmp_path, "participant,session,year\nP1,S2,2\nP2,S1,3\nP1,S1,2\nP1,S2,2\n")
    ).participants

    assert [(person.id, person.session_ids) for person in people] == [("P1", ("S2", "S1")), ("P2", ("S1",))]


def test_ids_stay_text(tmp_path: Path) -> None:
    people = read_participants(write(tmp_path, "participant,year\n01,2\n1,2\n")).participants

    assert [person.id for person in people] == ["01", "1"]


def test_every_mistake_is_listed_with_its_line(tmp_path: Path) -> None:
    path = write(tmp_path, "# invented\nparticipant,session,year\nP1,S1,2\n,S1,2\nP1,S2,3\np-1,S1,2\n")

    with pytest.raises(MaterialError) as caught:
        read_participants(path)

    assert str(caught.value) == (
        "participants.csv:4: 'participant' is empty\n"
        "participants.csv:5: participant 'P1' has other attributes in an earlier row\n"
        "participants.csv: participants 'P1' and 'p-1' differ only in writing"
    )


def test_a_table_without_the_column_of_ids_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MaterialError) as caught:
        read_participants(write(tmp_path, "particpant,year\nP1,2\n"))

    message = "no column 'participant'; did you mean 'particpant'? (columns: 'particpant', 'year')"
    assert str(caught.value) == f"participants.csv: {message}"


@pytest.mark.parametrize("label", ["FG5C", "fg 5-c", "FG_5_C", " fg5c "])
def test_an_id_is_the_same_in_every_writing(label: str) -> None:
    assert fold_id(label) == "fg5c"
