"""Speakers: from the label before a turn to a role and a participant, her own decisions first."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thematica.errors import MaterialError
from thematica.formats.speakers import Speaker, Speakers, format_speakers, read_speakers
from thematica.model.corpus import Participant
from thematica.model.settings import PARTICIPANT_ID

RULES = Speakers.build({}, [], PARTICIPANT_ID)
LABEL = st.text(st.characters(exclude_characters="\n\r:：", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12)
SPEAKER = st.one_of(
    st.sampled_from([Speaker("moderator"), Speaker("unknown")]),
    LABEL.map(str.strip).filter(bool).map(lambda person: Speaker("participant", person)),
)


def write(folder: Path, text: str) -> Path:
    path = folder / "speakers.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("label", "speaker"),
    [
        ("FG5C", Speaker("participant", "FG5C", "FG5")),
        ("fg 5-c", Speaker("participant", "fg 5-c", "fg 5")),
        ("Group 2 B", Speaker("participant", "Group 2 B", "Group 2")),
        ("FG12_3", Speaker("participant", "FG12_3", "FG12")),
        ("P07", Speaker("participant", "P07")),
        ("B1", Speaker("participant", "B1")),
        ("Respondent A", Speaker("participant", "Respondent A")),
        ("Moderator", Speaker("moderator")),
        ("Interviewer 2", Speaker("moderator")),
        ("I", Speaker("moderator")),
        ("FG12", Speaker("unknown")),
        ("Speaker 1", Speaker("unknown")),
        ("So", Speaker("unknown")),
        ("Sara M", Speaker("unknown")),
    ],
)
def test_a_label_becomes_a_person_by_rule_only(label: str, speaker: Speaker) -> None:
    assert RULES.identify("fg1", label) == speaker


def test_a_known_participant_is_found_in_any_writing() -> None:
    known = Speakers.build({}, [Participant(id="FG5C")], PARTICIPANT_ID)

    assert known.identify("fg5", "fg 5-c") == Speaker("participant", "FG5C", "fg 5")


def test_a_participant_known_by_name_needs_no_rule() -> None:
    known = Speakers.build({}, [Participant(id="Host")], PARTICIPANT_ID)

    assert known.identify("fg5", "host") == Speaker("participant", "Host")


def test_what_she_declared_goes_before_every_rule() -> None:
    declared = {("fg1", "FG1A"): Speaker("moderator"), ("fg1", "Speaker 1"): Speaker("participant", "FG1B")}

    known = Speakers.build(declared, [Participant(id="FG1A")], PARTICIPANT_ID)

    assert known.identify("fg1", "FG1A") == Speaker("moderator", None, "FG1")
    assert known.identify("fg1", "Speaker 1") == Speaker("participant", "FG1B")
    assert known.identify("fg2", "Speaker 1") == Speaker("unknown")


@pytest.mark.parametrize(
    ("label", "known"), [("FG1A", True), ("Moderator", True), ("I", False), ("So", False), ("Nadia", False)]
)
def test_a_single_letter_is_a_label_only_if_it_recurs(label: str, known: bool) -> None:
    assert RULES.is_known("fg1", label) is known


def test_a_declared_label_counts_even_if_it_is_one_letter() -> None:
    assert Speakers.build({("fg1", "N"): Speaker("unknown")}, [], PARTICIPANT_ID).is_known("fg1", "N")


def test_speakers_yaml_says_who_is_who(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "documents:\n  fg1.txt:\n    Moderator: {role: moderator}\n    Nadia: {participant: FG1A}\n"
        "    Tom:\n      role: unknown\n    1: {participant: FG1B}\n    Ana:\n",
    )

    assert read_speakers(path) == {
        ("fg1", "Moderator"): Speaker("moderator"),
        ("fg1", "Nadia"): Speaker("participant", "FG1A"),
        ("fg1", "Tom"): Speaker("unknown"),
        ("fg1", "1"): Speaker("participant", "FG1B"),
        ("fg1", "Ana"): Speaker("unknown"),
    }


@pytest.mark.parametrize("text", ["", "# nobody yet\n", "documents:\n", "documents: {}\n"])
def test_an_empty_speakers_yaml_declares_nobody(tmp_path: Path, text: str) -> None:
    assert read_speakers(write(tmp_path, text)) == {}


def test_every_mistake_is_listed_with_its_line(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "documents:\n  fg1.txt:\n    Nadia: {role: mderator}\n    Tom: {participant: 007}\n    Tom: {role: unknown}\n"
        "    Ana: {particpant: FG1C}\n    Bo: moderator\n",
    )

    with pytest.raises(MaterialError) as caught:
        read_speakers(path)

    assert sorted(str(caught.value).split("\n")) == [
        "speakers.yaml:3: 'role: mderator' is not a role (participant, moderator, unknown, none)",
        "speakers.yaml:4: 'participant: 007' is a number; put it in quotation marks: 'participant: \"007\"'",
        "speakers.yaml:5: key 'Tom:' occurs twice here; keep one",
        "speakers.yaml:6: unknown key 'particpant:'; did you mean 'participant'?",
        "speakers.yaml:7: 'key: value' lines are expected here",
    ]


def test_a_proposal_is_written_for_people(tmp_path: Path) -> None:
    found = {"fg1.txt": {"Moderator": Speaker("moderator"), "FG1A": Speaker("participant", "FG1A", "FG1")}}

    assert format_speakers(found, "# invented\n").decode() == (
        "# invented\n"
        "# Who speaks: proposed by thematica from the labels, yours to correct. It is never overwritten: new\n"
        "# speakers are added below those of their document.\n"
        "# role: participant | moderator | unknown | none (no speaker: words of the turn before)\n"
        "documents:\n"
        '  "fg1.txt":\n'
        '    "Moderator": {role: moderator}\n'
        '    "FG1A": {role: participant, participant: "FG1A"}\n'
    )


@settings(max_examples=100, deadline=None)
@given(labels=st.dictionaries(LABEL, SPEAKER, min_size=1, max_size=4))
def test_a_proposal_is_read_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, labels: dict[str, Speaker]
) -> None:
    path = tmp_path_factory.mktemp("speakers") / "speakers.yaml"
    path.write_bytes(format_speakers({"fg1.txt": labels}))

    assert read_speakers(path) == {("fg1", label): speaker for label, speaker in labels.items()}


@pytest.mark.parametrize("label", ["O\x92Hara", "Ana\tB", "Ana\x85B", "Ana\u2028B", 'Ana "B"', "Ana \\ B", "Ana\x7f"])
def test_a_label_may_hold_characters_nobody_sees(tmp_path: Path, label: str) -> None:
    path = tmp_path / "speakers.yaml"
    path.write_bytes(format_speakers({"fg1.txt": {label: Speaker("moderator")}}))

    assert read_speakers(path) == {("fg1", label): Speaker("moderator")}


def test_a_proposal_without_speakers_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "speakers.yaml"
    path.write_bytes(format_speakers({}))

    assert read_speakers(path) == {}
