"""What is worth a look in the table of participants is said, and nothing is changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from thematica.formats.joins import join_participants, join_sessions
from thematica.formats.participants import ParticipantTable, read_participants
from thematica.formats.sessions import read_sessions
from thematica.model.attributes import sort_values
from thematica.model.corpus import Corpus, Document, Documents, Participant, Participants, Session, Sessions


def remarks(folder: Path, text: str) -> tuple[str, ...]:
    path = folder / "participants.csv"
    path.write_text(text, encoding="utf-8")
    return read_participants(path).remarks


@pytest.mark.parametrize(
    ("rows", "remark"),
    [
        ("P1,2\nP01,2\n", "'P1' and 'P01' may be one person; they count as several"),
        ("P1,2\nP1,2\nP2,2\n", "these rows stand twice: P1; each participant counts once"),
        ("P1,2\nP2,\n", "'year' is empty for 1 of 2 participants (P2); they belong to no group of it"),
        (
            "P1,2\nP2,n/a\n",
            "'year' is 'n/a' (1), counted as a group like any other; leave the cell empty if that means that nobody "
            "knows",
        ),
        (
            "P1,First\nP2,first\n",
            "'year' is written 'First' (1) and 'first' (1: line 3); they are groups of their own until they are "
            "written alike",
        ),
        (
            "P1,2\nP2,2.0\n",
            "'year' is written '2' (1) and '2.0' (1: line 3); they are groups of their own until they are "
            "written alike",
        ),
        (
            "".join(f"P{n},{20 + n}\n" for n in range(1, 15)),
            "'year' has 14 different numbers from 21 to 34; a column with ranges or kinds of it makes groups that can "
            "be compared",
        ),
    ],
)
def test_what_may_be_a_mistake_is_said(tmp_path: Path, rows: str, remark: str) -> None:
    assert remarks(tmp_path, f"participant,year\n{rows}") == (f"participants.csv: {remark}",)


def test_a_clean_table_has_no_remarks(tmp_path: Path) -> None:
    assert remarks(tmp_path, "participant,session,year\nP1,S1,2\nP1,S2,2\nP10,S1,3\n") == ()


def test_who_is_written_otherwise_in_the_table_is_suggested() -> None:
    corpus = Corpus(participants=Participants([Participant(id="P1"), Participant(id="P7")]))

    joined = join_participants(corpus, ParticipantTable((Participant(id="P01"),), "participants.xlsx"))

    assert joined.remarks == (
        "participants.xlsx: no row for P1, P7; they belong to no group; 'P1' may be 'P01'",
        "participants.xlsx: no words by P01",
    )


def test_values_stand_in_the_order_in_which_people_count() -> None:
    assert sort_values(["10", "9", "year 10", "year 9", "-1", "2,5", ""]) == [
        "-1", "2,5", "9", "10", "", "year 9", "year 10",
    ]  # fmt: skip


def test_the_language_of_a_document_goes_before_that_of_its_session(tmp_path: Path) -> None:
    path = tmp_path / "sessions.csv"
    path.write_text("session,document,language\nS1,one.docx,ur\nS1,one-en.docx,en\nS2,,de\n", encoding="utf-8")
    corpus = Corpus(
        documents=Documents(
            Document(id=name, text="x", session_id=session)
            for name, session in (("one", "S1"), ("one-en", "S1"), ("two", "S2"))
        ),
        sessions=Sessions([Session(id="S1"), Session(id="S2")]),
    )

    joined = join_sessions(corpus, read_sessions(path))

    assert [document.language for document in joined] == ["ur", "en", "de"]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (("Female", "Female", "Femal"), "'Femal' (1: line 4) may be 'Female' (2), misspelt"),
        (("Medicine", "Medicine", "Medecine"), "'Medecine' (1: line 4) may be 'Medicine' (2), misspelt"),
        (("Year 1", "Year 1", "Year 2"), ""),
        (("Ward A", "WardA", "WardB"), ""),
        (("Agree", "Strongly agree", "Strongly disagree"), ""),
        (("Male", "Male", "Mile"), ""),
    ],
)
def test_values_a_letter_apart_are_said_and_those_that_are_meant_are_not(
    tmp_path: Path, values: tuple[str, ...], said: str
) -> None:
    file = tmp_path / "participants.csv"
    file.write_text("participant,kind\n" + "".join(f"R{n},{value}\n" for n, value in enumerate(values)))

    remarks = [remark for remark in read_participants(file).remarks if "misspelt" in remark]

    assert [said in remark for remark in remarks] == [True] * bool(said)


def test_what_is_read_as_another_value_is_so_in_the_table_of_participants_too(tmp_path: Path) -> None:
    file = tmp_path / "participants.csv"
    file.write_text("participant,site\nR1,North\nR2,north\nR3,NORTH\nR4,South\n")

    told = [remark for remark in read_participants(file, {}).remarks if "written" in remark]
    read = read_participants(file, {"north": "North", "NORTH": "North"})

    assert told[0].endswith("read_as: {'north': 'North', 'NORTH': 'North'}")
    assert [person.attributes["site"] for person in read.participants] == ["North", "North", "North", "South"]
    assert not [remark for remark in read.remarks if "written" in remark]
