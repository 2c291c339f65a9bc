"""New speakers are added to speakers.yaml by adding lines; what stood there stays, byte for byte."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thematica import Settings, Study
from thematica.formats.speakers import Speaker, format_speakers, parse_speakers
from thematica.formats.speakers_writer import add_speakers, tell_added
from thematica.formats.talk import stem_of

UNKNOWN = Speaker("unknown")
DOUBTFUL = Speaker("unknown", is_speaker=False, note="seen at fg1.txt, line 40: uncomment to make it a speaker")
HERS = (
    "# INVENTED, mine\n\ndocuments:\n  fg1.txt:   # first group\n    'Moderator':   {role: moderator}\n"
    "    Ana: {participant: FG1A}   # she left early\n    # to ask: who is Bo?\n\n  fg2.txt:\n"
    "    Moderator:\n      role: moderator\n# the end\n"
)


def added(hers: str, **labels: Speaker) -> str:
    return add_speakers(hers.encode(), "speakers.yaml", {"fg1.txt": labels}, {}).content.decode()


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("key", ["fg1.txt", "fg2.txt", "fg3.txt"])
def test_every_line_of_hers_stays_and_the_new_ones_stand_in_their_document(newline: str, mark: str, key: str) -> None:
    raw = (mark + HERS.replace("\n", newline)).encode()

    found = add_speakers(raw, "speakers.yaml", {key: {"Jo": UNKNOWN, "Kim": DOUBTFUL}}, {(key, "Jo"): "asks"})

    rest = iter(found.content.split(newline.encode()))
    assert found.is_spliced
    assert all(line in rest for line in raw.split(newline.encode()))
    assert b'"Jo": {role: unknown}  # asks' + newline.encode() in found.content
    text = found.content.decode("utf-8-sig").replace("\r\n", "\n")
    before = parse_speakers(HERS, "speakers.yaml")
    assert parse_speakers(text, "speakers.yaml") == {**before, (key.removesuffix(".txt"), "Jo"): UNKNOWN}


def test_nothing_is_added_twice() -> None:
    once = added(HERS, Jo=UNKNOWN, Kim=DOUBTFUL)

    assert added(once, Jo=UNKNOWN, Kim=DOUBTFUL) == once
    assert once.count("Kim") == 1


def test_who_is_known_by_rule_is_not_added() -> None:
    assert added(HERS, P1=Speaker("participant", "P1"), Int=Speaker("moderator")) == HERS


@pytest.mark.parametrize("hers", ["", "# mine\n", "documents:\n", "documents:\n  fg1.txt:\n", "documents:\n  fg1.txt:"])
def test_a_file_with_hardly_anything_in_it_is_added_to(hers: str) -> None:
    text = added(hers, Jo=UNKNOWN)

    assert parse_speakers(text, "speakers.yaml") == {("fg1", "Jo"): UNKNOWN}
    assert all(line in text for line in hers.split("\n"))


@pytest.mark.parametrize("hers", ["documents: {fg1.txt: {Ana: {role: moderator}}}\n", "documents:\n  fg1: {Ana: }\n"])
def test_where_nothing_can_be_added_safely_the_lines_to_paste_are_given(hers: str) -> None:
    found = add_speakers(hers.encode(), "speakers.yaml", {"fg1.txt": {"Jo": UNKNOWN}}, {})

    assert found.content == hers.encode()
    assert tell_added(found, "speakers.yaml")[0].endswith('\n  "fg1.txt":\n    "Jo": {role: unknown}')


def test_a_first_file_holds_what_may_be_a_speaker_as_a_comment_that_can_be_uncommented() -> None:
    nobody = Speaker("unknown", is_speaker=False, note="9 turns without a speaker")
    text = format_speakers({"fg1.txt": {"Kim": DOUBTFUL, "": nobody}}).decode()

    assert parse_speakers(text, "speakers.yaml") == {}
    assert parse_speakers(text.replace("    # ", "    "), "speakers.yaml") == {
        ("fg1", "Kim"): UNKNOWN,
        ("fg1", ""): Speaker("participant", "fg1"),
    }


def test_reading_again_adds_who_is_new_and_says_so_once(tmp_path: Path) -> None:
    study = Study.create(tmp_path / "study", Settings())
    folder = study.path / "transcripts"
    (folder / "fg1.txt").write_text("Moderator: Why?\nJo: Her.\nModerator: So?\nJo: No.\n", encoding="utf-8")
    study.read()
    path = study.path / "speakers.yaml"
    hers = path.read_text(encoding="utf-8").replace('"Jo": {role: unknown}', '"Jo": {participant: J}')
    path.write_text(hers, encoding="utf-8")
    (folder / "fg2.txt").write_text("Moderator: Why?\nZoe: Her.\nModerator: So?\nZoe: No.\n", encoding="utf-8")

    corpus = Study.open(study.path).read()

    assert path.read_text(encoding="utf-8").startswith(hers)
    assert 'speakers.yaml: added, for you to decide: "Zoe" of fg2.txt' in corpus.remarks
    now = path.read_bytes()
    again = Study.open(study.path).read()
    assert path.read_bytes() == now
    assert not any("added" in remark for remark in again.remarks)


LABELS = st.text(st.one_of(st.sampled_from("aB1 .,:'\"#-[]{}&*!|>%@`é😀"), st.characters(codec="utf-8")), max_size=12)
PEOPLE = st.one_of(
    st.just(Speaker("moderator")),
    st.just(Speaker("unknown")),
    LABELS.map(str.strip).filter(bool).map(lambda person: Speaker("participant", person)),
)
DECLARED = st.dictionaries(
    st.sampled_from(["fg1.txt", "Gruppe 2.docx", "a: b #.vtt"]),
    st.dictionaries(LABELS.filter(str.strip), PEOPLE, min_size=1, max_size=4),
    min_size=1,
)


@given(DECLARED)
def test_whoever_is_written_into_speakers_yaml_is_read_again(declared: dict[str, dict[str, Speaker]]) -> None:
    found = parse_speakers(format_speakers(declared).decode(), "speakers.yaml")

    assert found == {
        (stem_of(file), label): speaker for file, labels in declared.items() for label, speaker in labels.items()
    }


@given(DECLARED, DECLARED)
def test_whoever_is_added_to_speakers_yaml_is_read_beside_those_who_stood_there(
    hers: dict[str, dict[str, Speaker]], new: dict[str, dict[str, Speaker]]
) -> None:
    raw = format_speakers(hers)
    unknown = {file: dict.fromkeys(labels, UNKNOWN) for file, labels in new.items()}

    found = add_speakers(raw, "speakers.yaml", unknown, {})

    before, after = parse_speakers(raw.decode(), "s"), parse_speakers(found.content.decode(), "s")
    assert found.is_spliced
    assert {place: after[place] for place in before} == before
    rest = iter(found.content.split(b"\n"))
    assert all(line in rest for line in raw.split(b"\n"))
