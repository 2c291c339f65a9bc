"""Interviews and answers of the same people, INVENTED: two sessions each, whatever their files are called."""

from __future__ import annotations

from pathlib import Path

import pytest

from thematica import cli
from thematica.errors import StudyError
from thematica.study.study import Study

KEY = "original,replacement,kind\nAnna Schmidt,[Student 1],person\nOmar Haddad,[Student 2],person\n"


def make(folder: Path, interview: str = "anna-schmidt", sessions: str = "") -> Study:
    (folder / "study" / "transcripts").mkdir(parents=True)
    (folder / "study" / "answers").mkdir()
    (folder / "study" / "codings").mkdir()
    (folder / "key.csv").write_text(KEY)
    (folder / "study" / "study.yaml").write_text("unit: turn\nanswers: {text: [good, bad], participant: id}\n")
    (folder / "study" / "themes.yaml").write_text("themes:\n  - {theme: T, codes: [{id: staff, code: Staff}]}\n")
    talk = "I: What was good?\nAnna Schmidt: The staff, and Haddad too.\nI: And Omar?\nAnna Schmidt: He is kind.\n"
    (folder / "study" / "transcripts" / f"{interview}.txt").write_text(talk)
    (folder / "study" / "answers" / "survey.csv").write_text(
        "id,good,bad\nAnna Schmidt,The staff,Parking\nOmar Haddad,The food,Noise\n"
    )
    (folder / "study" / "codings" / "maria.lopez.csv").write_text(
        "document,quote,code\nAnna Schmidt:good,staff,staff\n"
    )
    if sessions:
        (folder / "study" / "sessions.csv").write_text(sessions)
    return Study.open(folder / "study")


def test_a_file_called_like_a_respondent_is_one_session_with_her_answers_and_that_is_said(tmp_path: Path) -> None:
    corpus = make(tmp_path, "Anna Schmidt").corpus

    assert len(corpus.sessions) == 2
    assert any("count as one session" in remark and "Anna Schmidt" in remark for remark in corpus.remarks)


def test_nothing_is_said_where_the_interview_has_a_session_of_its_own(tmp_path: Path) -> None:
    corpus = make(tmp_path, "Anna Schmidt", "session,document\ninterview 1,Anna Schmidt\n").corpus

    assert len(corpus.sessions) == 3
    assert not [remark for remark in corpus.remarks if "count as one session" in remark]


def test_an_interview_and_answers_do_not_become_one_session_by_their_pseudonym(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match=r"would both be 'Student 1', and be counted as one; nothing was written"):
        make(tmp_path).pseudonymise(tmp_path / "key.csv", tmp_path / "new")

    assert not (tmp_path / "new").exists()


def test_with_a_session_of_its_own_the_interview_stays_apart(tmp_path: Path) -> None:
    study = make(tmp_path, sessions="session,document\ninterview 1,anna-schmidt\n")
    study.pseudonymise(tmp_path / "key.csv", tmp_path / "new")

    assert set(Study.open(tmp_path / "new").corpus.sessions.ids) == {"interview 1", "Student 1", "Student 2"}


def test_where_a_part_of_a_name_still_stands_is_said_without_the_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    study = make(tmp_path, sessions="session,document\ninterview 1,anna-schmidt\n")
    done = study.pseudonymise(tmp_path / "key.csv", tmp_path / "new")
    assert [notice for notice in done.notices if "a part of the name in row 3" in notice] == [
        "a part of the name in row 3 of the key still stands in transcripts/Student 1.txt:2, "
        "transcripts/Student 1.txt:3; if it is a name there, give it a row of its own"
    ]

    cli.main(["pseudonymise", str(tmp_path / "new"), "--key", str(tmp_path / "key.csv"), "--check"])

    assert "a part of the name in row 3 of the key still stands" in capsys.readouterr().err


def test_the_name_of_a_coder_is_offered_however_her_file_writes_it(tmp_path: Path) -> None:
    offered = [name.form for name in make(tmp_path).suggest_names(tmp_path / "new.csv").names]

    assert "maria.lopez" in offered


def test_a_word_that_may_be_no_name_is_said_with_its_place(tmp_path: Path) -> None:
    study = make(tmp_path, "interview")
    file = study.path / "transcripts" / "interview.txt"
    file.write_text("I: What was good?\nWill: Will they ask? I asked Will.\nI: And?\nWill: So I did.\n")
    (tmp_path / "key.csv").write_text("original,replacement,kind,match_case\nWill,[Student 3],person,yes\n")

    done = Study.open(study.path).pseudonymise(tmp_path / "key.csv", tmp_path / "new")

    assert [notice for notice in done.notices if "begin a sentence" in notice] == [
        "row 2 of the key: 1 of the words replaced by [Student 3] begin a sentence, or follow a comma, and may be no "
        "name; look at them (interview, line 2)"
    ]
