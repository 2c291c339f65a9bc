"""Where the files of a study lie, and how its material is read."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from thematica.errors import MaterialError, StudyError
from thematica.formats.speakers import Speaker
from thematica.formats.study_folder import copy_example, hash_inputs, read_material
from thematica.formats.study_yaml import read_settings
from thematica.formats.transcripts import list_files
from thematica.model.settings import AnswerColumns, Settings


def write(study: Path, **texts: str) -> Path:
    for name, text in texts.items():
        path = study / name.replace("__", "/").replace("_csv", ".csv").replace("_txt", ".txt").replace("_yaml", ".yaml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return study


def test_transcripts_and_answers_become_one_corpus(tmp_path: Path) -> None:
    study = write(
        tmp_path,
        transcripts__fg1_txt="FG1A: She is away.\nNadia: Often.\nNadia: Yes.\n",
        answers__exit_csv="who,comment\nP1,The rota.\n",
        participants_csv="participant,year\nFG1A,2\nFG1B,2\nP1,3\n",
        sessions_csv="session,order\nP1,1\nFG1,2\n",
        speakers_yaml="documents:\n  fg1.txt:\n    Nadia: {participant: FG1B}\n",
    )

    corpus, labels = read_material(
        study, Settings(answers=AnswerColumns(text=("comment",), participant="who"), language="de")
    )

    assert corpus.documents.ids == ("fg1", "P1")
    assert {document.language for document in corpus} == {"de"}
    assert corpus.participants["FG1B"].attributes == {"year": "2"}
    assert [turn.participant_id for turn in corpus.turns] == ["FG1A", "FG1B", "FG1B", "P1"]
    assert labels == {
        "fg1.txt": {"FG1A": Speaker("participant", "FG1A", "FG1"), "Nadia": Speaker("participant", "FG1B")}
    }


def test_nobody_is_said_to_be_silent_who_speaks_in_the_other_half(tmp_path: Path) -> None:
    study = write(
        tmp_path,
        transcripts__fg1_txt="FG1A: She is away.\n",
        answers__exit_csv="who,comment\nP1,The rota.\n",
        participants_csv="participant,year\nFG1A,2\nP1,3\n",
    )

    corpus, _ = read_material(study, Settings(answers=AnswerColumns(text=("comment",), participant="who")))

    assert [remark for remark in corpus.remarks if "no words by" in remark] == []


def test_sessions_of_transcripts_and_answers_stand_in_the_order_of_collection(tmp_path: Path) -> None:
    study = write(
        tmp_path,
        transcripts__fg1_txt="FG1A: She is away.\n",
        answers__exit_csv="who,comment\nP1,The rota.\n",
        sessions_csv="session,order\nP1,1\nFG1,2\n",
    )

    corpus, _ = read_material(study, Settings(answers=AnswerColumns(text=("comment",), participant="who")))

    assert corpus.sessions.ids == ("P1", "FG1")


def test_tables_of_other_kinds_are_passed_over_and_named(tmp_path: Path) -> None:
    study = write(tmp_path, transcripts__fg1_txt="FG1A: Yes.\n")
    write(study, **{"answers__exit.ods": "x", "answers__.hidden": "x"})

    corpus, _ = read_material(study, Settings())

    assert corpus.remarks == ("exit.ods: not read; tables of answers are .csv and .xlsx files",)


def test_a_folder_within_a_folder_is_named(tmp_path: Path) -> None:
    study = write(tmp_path, transcripts__fg1_txt="FG1A: Yes, often.\n", transcripts__more__fg2_txt="FG2A: No.\n")
    (study / "transcripts" / ".hidden").mkdir()

    corpus, _ = read_material(study, Settings())

    assert corpus.documents.ids == ("fg1",)
    assert "transcripts/more is a folder within a folder: what lies in it is not read; move it up" in corpus.remarks
    assert not [remark for remark in corpus.remarks if "hidden" in remark]


def test_a_study_with_nothing_to_read_is_told_where_to_put_it(tmp_path: Path) -> None:
    with pytest.raises(StudyError) as caught:
        read_material(tmp_path, Settings())

    assert str(caught.value) == (
        f"{tmp_path} has nothing to read: put transcripts (.docx, .txt, .vtt, .pdf, …) into {tmp_path / 'transcripts'} "
        f"or tables of answers (.csv, .xlsx) into {tmp_path / 'answers'}"
    )


@pytest.mark.parametrize(
    ("name", "remark"),
    [
        ("answers/exit.ods", "exit.ods: not read; tables of answers are .csv and .xlsx files"),
        ("transcripts/fg1.odt", "fg1.odt: not read; save it as .docx"),
    ],
)
def test_a_study_with_nothing_that_can_be_read_is_told_why(tmp_path: Path, name: str, remark: str) -> None:
    write(tmp_path, **{name: "x"})

    with pytest.raises(StudyError) as caught:
        read_material(tmp_path, Settings())

    assert str(caught.value) == f"{tmp_path} has nothing that can be read:\n{remark}"


def test_mistakes_in_the_material_are_listed_with_their_lines(tmp_path: Path) -> None:
    study = write(tmp_path, transcripts__fg1_txt="FG1A: Yes.\n", sessions_csv="session,order\nFG1,soon\n")

    with pytest.raises(MaterialError) as caught:
        read_material(study, Settings())

    assert str(caught.value) == "sessions.csv:2: order 'soon' of session 'FG1' is not a number"


def test_mistakes_in_transcripts_and_in_answers_are_listed_together(tmp_path: Path) -> None:
    study = write(tmp_path, transcripts__fg1_csv="text,who\nYes.\n", answers__exit_csv="who,comment\nP1\n")

    with pytest.raises(MaterialError) as caught:
        read_material(study, Settings(answers=AnswerColumns(text=("comment",))))

    assert str(caught.value).split("\n") == [
        "fg1.csv:2: 1 cells, but the first line names 2 columns",
        "exit.csv:2: 1 cells, but the first line names 2 columns",
    ]


def test_files_are_listed_as_people_count_without_hidden_ones(tmp_path: Path) -> None:
    write(tmp_path, fg10_txt="x", fg2_txt="x")
    write(tmp_path, **{".hidden": "x", "~$fg2.docx": "x", "old__fg1.txt": "x"})

    assert [path.name for path in list_files(tmp_path)] == ["fg2.txt", "fg10.txt"]
    assert list_files(tmp_path / "nowhere") == []


def test_every_file_that_results_rest_on_is_known_by_its_hash(tmp_path: Path) -> None:
    study = write(
        tmp_path,
        study_yaml="name: Rota\n",
        transcripts__fg1_txt="FG1A: Yes.\n",
        codings__ana_csv="document,code\n",
        questions_yaml="questions: []\n",
        translations__fg1_txt="FG1A: Ja.\n",
        notes__memo_txt="mine",
        results__codings_csv="x",
    )

    hashes = hash_inputs(study)

    assert list(hashes) == [
        "study.yaml",
        "questions.yaml",
        "transcripts/fg1.txt",
        "translations/fg1.txt",
        "codings/ana.csv",
        "notes/memo.txt",
    ]
    assert hashes["study.yaml"] == hashlib.sha256(b"name: Rota\n").hexdigest()


def test_the_example_is_copied_whole_into_a_new_folder(tmp_path: Path, example: Path) -> None:
    copy_example("mentoring", tmp_path / "mine")

    assert hash_inputs(tmp_path / "mine") == hash_inputs(example)
    corpus, _ = read_material(tmp_path / "mine", read_settings(tmp_path / "mine" / "study.yaml"))
    assert len(corpus) == 6


def test_an_example_never_overwrites_a_folder(tmp_path: Path) -> None:
    write(tmp_path, memo_txt="mine")

    with pytest.raises(StudyError) as caught:
        copy_example("mentoring", tmp_path)

    assert str(caught.value) == f"{tmp_path} is not empty; name a new folder for the example"
    assert [path.name for path in tmp_path.iterdir()] == ["memo.txt"]


def test_an_example_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(StudyError) as caught:
        copy_example("tutoring", tmp_path / "mine")

    assert str(caught.value) == "the example 'tutoring' is not part of this installation"
