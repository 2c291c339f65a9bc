"""Who a speaker may be: comments in a first speakers.yaml that decide nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from thematica.formats.speaker_hints import suggest_speakers
from thematica.formats.speakers import format_speakers, read_speakers
from thematica.formats.transcripts import read_transcripts
from thematica.model.corpus import Corpus


def hints_on(folder: Path, **texts: str) -> dict[str, str]:
    corpus, labels = transcribe(folder, **texts)
    return {label: hint for (_, label), hint in suggest_speakers(corpus, labels).items()}


def transcribe(folder: Path, **texts: str) -> tuple[Corpus, dict]:
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return read_transcripts(folder)


ASKING = "Sara: Why?\nJo: The rota.\nSara: And then?\nJo: Her.\nSara: Anything else?\nJo: No.\nAna: No.\nAna: Yes?\n"


def test_who_asks_most_is_perhaps_the_moderator_and_the_others_perhaps_participants(tmp_path: Path) -> None:
    assert hints_on(tmp_path, talk=ASKING) == {
        "Sara": "perhaps the moderator: 3 of 3 turns end in a question",
        "Jo": 'perhaps {role: participant, participant: "Jo"}',
        "Ana": 'perhaps {role: participant, participant: "Ana"}',
    }


def test_nobody_is_suggested_beside_a_moderator_by_name(tmp_path: Path) -> None:
    found = hints_on(tmp_path, talk=f"Moderator: Welcome.\nModerator: So.\n{ASKING}")

    assert found["Sara"] == 'perhaps {role: participant, participant: "Sara"}'


@pytest.mark.parametrize("text", ["Sara: Why?\nJo: Hm.\nSara: No.\nJo: Yes.\n", "Sara: Why?\nJo: Why?\n" * 4])
def test_two_who_ask_alike_or_too_little_are_not_told_apart(tmp_path: Path, text: str) -> None:
    assert hints_on(tmp_path, talk=text) == {}


def test_a_program_s_name_for_a_voice_is_never_a_participant(tmp_path: Path) -> None:
    text = ASKING.replace("Jo:", "Speaker 1:").replace("Ana:", "SPEAKER_02:")

    found = hints_on(tmp_path, talk=text)

    assert {found["Speaker 1"], found["SPEAKER_02"]} == {"a program's name for a voice: listen, and say who it is"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Dr Khan", "Dr. Khan"),
        ("Dr Khan", "Khan"),
        ("dr khan", "Dr Khan"),
        ("Participant", "Particpant"),
        ("Renée", "Renee"),
        ("Female 2", "female 02"),
        ("P1", "P01"),
    ],
)
def test_labels_that_may_be_one_person_are_named_and_never_joined(tmp_path: Path, one: str, other: str) -> None:
    corpus, labels = transcribe(tmp_path, talk=f"{one}: A.\n{other}: B.\n{one}: C.\n{other}: D.\n")

    found = suggest_speakers(corpus, labels)

    assert found["talk.txt", other].endswith(f'perhaps the same as "{one}": if so, give both the same participant')
    assert [turn.speaker for turn in corpus.turns] == [one, other, one, other]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Participant 1", "Participant 2"),
        ("Participant A", "Participant B"),
        ("FG12A", "FG12B"),
        ("Female 1", "Male 1"),
        ("Sara M", "Sara K"),
        ("Anna", "Hanno"),
        ("Speaker 1", "Speaker 11"),
    ],
)
def test_labels_of_two_people_are_not_said_to_be_one(tmp_path: Path, one: str, other: str) -> None:
    found = hints_on(tmp_path, talk=f"{one}: A.\n{other}: B.\n{one}: C.\n{other}: D.\n")

    assert not any("same" in hint for hint in found.values())


def test_hundreds_of_labels_are_not_compared_in_pairs(tmp_path: Path) -> None:
    text = "".join(f"Name{chr(97 + n % 26)}{chr(97 + n // 26)}: A.\n" * 2 for n in range(250))

    assert not any("same" in hint for hint in hints_on(tmp_path, talk=text).values())


def test_a_name_written_otherwise_in_another_document_is_named(tmp_path: Path) -> None:
    corpus, labels = transcribe(tmp_path, one="Dr Khan: A.\nDr Khan: B.\n", two="Dr. Khan: A.\nDr. Khan: B.\n")

    assert suggest_speakers(corpus, labels) == {("two.txt", "Dr. Khan"): 'perhaps the same as "Dr Khan" of one.txt'}


def test_suggestions_are_comments_that_change_nothing(tmp_path: Path) -> None:
    corpus, labels = transcribe(tmp_path, talk=f"{ASKING}Jo K: No.\nJo K: Yes.\n")
    hints = suggest_speakers(corpus, labels)
    path = tmp_path / "speakers.yaml"

    path.write_bytes(format_speakers(labels, hints=hints))

    assert '    "Sara": {role: unknown}  # perhaps the moderator: 3 of 3 turns end in a question\n' in path.read_text()
    declared = read_speakers(path)
    path.write_bytes(format_speakers(labels))
    assert declared == read_speakers(path)
    assert len(hints) == 4


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Anna Becker", "Becker, Anna"),
        ("Omar Haddad", "Omar Haddad (he/him)"),
        ("Jana Novak", "Novak, Jana [External]"),
        ("Dr Khan", "DR. KHAN"),
    ],
)
def test_names_as_programs_write_them_may_be_one_person(tmp_path: Path, one: str, other: str) -> None:
    found = hints_on(tmp_path, talk=f"{one}: A.\n{other}: B.\n{one}: C.\n{other}: D.\n")

    assert found[other].startswith(f'perhaps the same as "{one}"')


@pytest.mark.parametrize(
    ("one", "other", "named"),
    [("Anna Becker", "Anna", True), ("Anna Becker", "Becker, Anna", True), ("Anna Becker", "Omar", False)],
)
def test_a_first_name_in_another_document_may_be_the_name_in_full(
    tmp_path: Path, one: str, other: str, named: bool
) -> None:
    corpus, labels = transcribe(tmp_path, fg1=f"{one}: A.\n{one}: B.\n", fg2=f"{other}: A.\n{other}: B.\n")

    found = suggest_speakers(corpus, labels)

    assert (found.get(("fg2.txt", other)) == f'perhaps the same as "{one}" of fg1.txt') is named


def test_a_first_name_that_two_have_is_nobody_s(tmp_path: Path) -> None:
    fg1 = "Anna Becker: A.\nAnna Ruiz: B.\nAnna Becker: A.\nAnna Ruiz: B.\n"
    corpus, labels = transcribe(tmp_path, fg1=fg1, fg2="Anna: A.\nAnna: B.\n")

    assert ("fg2.txt", "Anna") not in suggest_speakers(corpus, labels)


def test_two_moderators_are_not_said_to_be_one_participant(tmp_path: Path) -> None:
    text = "Moderator: A.\nModerator Anna: B.\nModerator: C.\nModerator Anna: D.\n"

    assert not any("participant" in hint for hint in hints_on(tmp_path, talk=text).values())


def test_the_interviewees_of_several_documents_who_have_one_letter_get_ids_of_their_own(tmp_path: Path) -> None:
    said = "I: Why?\nB: The rota.\nI: And?\nB: Her.\n"
    corpus, labels = transcribe(tmp_path, int1=said, int2=said, int3="I: Why?\nA: The rota.\nI: And?\nA: Her.\n")

    found = suggest_speakers(corpus, labels)

    assert [hint for (_, label), hint in sorted(found.items()) if label in "AB"] == [
        'perhaps {role: participant, participant: "int1:B"}', 'perhaps {role: participant, participant: "int2:B"}',
        'perhaps {role: participant, participant: "A"}',
    ]  # fmt: skip
