"""A key that would call somebody what another is called, or make another person of a speaker, is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from thematica import cli
from thematica.errors import InputError, MaterialError
from thematica.study import Study

TALK = (
    "Moderator: Where is Anna?\n\nOmar Haddad: She is with Beata, my mother says.\n\nModerator: And [Nurse 1]?\n\n"
    "Omar Haddad: Mother knows Anna.\n\nMary: Anna is here.\n\nMary: Yes.\n"
)


def make(folder: Path, key: str, talk: str = TALK, **files: str) -> Study:
    study = folder / "study"
    (study / "transcripts").mkdir(parents=True)
    (study / "study.yaml").write_text("name: INVENTED\n")
    (study / "transcripts" / "int1.txt").write_text(talk)
    for name, text in files.items():
        (study / f"{name}.csv").write_text(text)
    (folder / "key.csv").write_text(f"original,replacement\n{key}")
    return Study.open(study)


@pytest.mark.parametrize(
    ("row", "places"),
    [
        ("Anna,Beata", "transcripts/int1.txt:3"),  # a name without brackets that somebody has
        ("Anna,[Nurse 1]", "transcripts/int1.txt:5"),
        ("Anna,[nurse 1]", "transcripts/int1.txt:5"),
        ("Anna,[Mary]", "transcripts/int1.txt:9"),  # a label
        ("Anna,[P7]", "participants.csv:2"),  # an id, in a table only
        ("Anna,[Ward North]", "sessions.csv:2"),
        ("Anna,[int1]", r"transcripts/int1.txt \(its name\)"),
    ],
)
def test_a_replacement_that_is_in_the_study_already_is_refused_with_its_places(
    row: str, places: str, tmp_path: Path
) -> None:
    study = make(
        tmp_path, f"{row}\n", participants="participant\nP7\n", sessions="session,document,place\nS1,int1,Ward North\n"
    )

    with pytest.raises(InputError, match=rf"key\.csv:2: .* stands in the study already \(.*{places}"):
        study.pseudonymise(tmp_path / "key.csv", tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_a_word_in_brackets_may_be_said_without_them_and_is_no_name_on_the_way_back(tmp_path: Path) -> None:
    study = make(tmp_path, "Anna,[Mother]\n")

    study.pseudonymise(tmp_path / "key.csv", tmp_path / "new")
    Study.open(tmp_path / "new").pseudonymise(tmp_path / "key.csv", tmp_path / "back", reverse=True)

    assert "Mother knows [Mother]." in (tmp_path / "new" / "transcripts" / "int1.txt").read_text()
    assert (tmp_path / "back" / "transcripts" / "int1.txt").read_text() == TALK


@pytest.mark.parametrize("other", ["[nurse 2]", "Nurse 2", "[Nurse-2]"])
def test_replacements_that_differ_in_capitals_or_brackets_only_are_refused(other: str, tmp_path: Path) -> None:
    study = make(tmp_path, f"Anna,[Nurse 2]\nBeata,{other}\n")

    with pytest.raises(InputError, match=r"key\.csv:3: .* differs from '\[Nurse 2\]' in row 2 only in capitals"):
        study.pseudonymise(tmp_path / "key.csv", tmp_path / "new")


def test_a_pseudonym_that_is_read_as_the_id_of_another_session_is_refused(tmp_path: Path) -> None:
    study = make(tmp_path, "Mary,[FG3-A]\n")

    with pytest.raises(
        MaterialError, match=r"int1\.txt: turns 1, 2, 3 and \d+ more would be read as session FG3.*row 2 of"
    ):
        study.pseudonymise(tmp_path / "key.csv", tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_two_participants_that_become_one_are_named(tmp_path: Path) -> None:
    study = make(tmp_path, "Omar Haddad,[Nurse 2]\nMary,[Nurse 2]\n")
    (study.path / "speakers.yaml").write_text(
        "documents:\n  int1.txt:\n    Mary: {participant: Mary}\n    Omar Haddad: {participant: Omar Haddad}\n"
    )

    done = study.pseudonymise(tmp_path / "key.csv", tmp_path / "new")

    assert "2 participants have become one, Nurse 2, since the key calls them the same" in " ".join(done.notices)


def test_what_each_row_replaced_is_said_and_a_row_that_found_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    study = make(tmp_path, "Anna,[Guest 1]\nMary,[Guest 2]\nOmar Hadad,[Guest 3]\n", participants="participant\nMary\n")
    (study.path / "transcripts" / "int2.txt").write_text("A: Nobody.\n\nB: No.\n\nA: Yes.\n\nB: Well.\n")

    arguments = ["pseudonymise", str(study.path), "--key", str(tmp_path / "key.csv"), "--to", str(tmp_path / "new")]
    assert cli.main(arguments) == 0

    said = capsys.readouterr().err.splitlines()
    assert "[Guest 1]: row 2: 3 in documents" in said
    assert "[Guest 2]: row 3: 2 in documents, 1 in other files" in said
    assert "row 4 of the key ([Guest 3]): found nowhere; is it misspelt?" in said
    assert "5 names replaced in 1 of 2 documents, 1 in other files" in said


def test_a_group_with_two_replacements_asks_for_the_third(tmp_path: Path) -> None:
    study = make(tmp_path, "")
    (tmp_path / "key.csv").write_text(
        "original,replacement,group\nAnna,[G 1],column a\nBeata,[G 2],column a\nMary,,column a\n"
    )

    with pytest.raises(InputError, match=r"key\.csv:4: the group 'column a' has several replacements"):
        study.pseudonymise(tmp_path / "key.csv", tmp_path / "new")


def test_names_are_put_back_though_a_name_is_no_id(tmp_path: Path) -> None:
    study = make(tmp_path, "Omar Haddad,[Person 1]\n")

    study.pseudonymise(tmp_path / "key.csv", tmp_path / "new")
    Study.open(tmp_path / "new").pseudonymise(tmp_path / "key.csv", tmp_path / "back", reverse=True)

    assert (tmp_path / "back" / "transcripts" / "int1.txt").read_text() == TALK
