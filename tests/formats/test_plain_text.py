"""Transcripts in plain text: who speaks where, and nothing lost."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thematica.formats.plain_text import find_turns, read_plain_text
from thematica.formats.talk import Talk

WORDS = st.text(st.sampled_from("abc élß.,?!😀 –'"), min_size=1, max_size=20).map(str.strip).filter(bool)
SPEECH = st.lists(WORDS, min_size=1, max_size=3).map("\n".join)
LABELS = st.sampled_from(["FG1A", "fg 1-b", "Moderator", "Ana Ruiz", "Ältere", "P07"])
HEADS = st.sampled_from(["{}:", "**{}:**", "**{}**:", "- {}:", "• {}:", "{}：", "{} :"])
GAPS = st.sampled_from(["\n", "\n\n", "\n \t\n"])


def anybody(label: str) -> bool:
    return True


def nobody(label: str) -> bool:
    return False


def said(text: str, turns: tuple[Talk, ...]) -> list[tuple[str, str]]:
    return [(turn.label, text[turn.start : turn.end]) for turn in turns]


def outside(text: str, turns: tuple[Talk, ...]) -> str:
    at, rest = 0, []
    for turn in turns:
        assert at <= turn.start <= turn.end <= len(text)
        rest.append(text[at : turn.start])
        at = turn.end
    return "\x00".join([*rest, text[at:]])


@settings(max_examples=100, deadline=None)
@given(talk=st.lists(st.tuples(LABELS, SPEECH, HEADS, GAPS), min_size=1, max_size=6))
def test_a_turn_is_exactly_what_was_said(talk: list[tuple[str, str, str, str]]) -> None:
    text = "".join(f"{head.format(label)} {speech}{gap}" for label, speech, head, gap in talk)

    turns = find_turns(text, anybody)

    assert said(text, turns) == [(label, speech) for label, speech, _, _ in talk]


@settings(max_examples=100, deadline=None)
@given(talk=st.lists(st.tuples(LABELS, SPEECH, HEADS, GAPS), min_size=1, max_size=6))
def test_between_turns_there_is_nothing_but_labels(talk: list[tuple[str, str, str, str]]) -> None:
    text = "".join(f"{head.format(label)} {speech}{gap}" for label, speech, head, gap in talk)

    rest = outside(text, find_turns(text, anybody))

    assert re.sub(r"[\s\x00]", "", rest) == re.sub(r"\s", "", "".join(head.format(label) for label, _, head, _ in talk))


@settings(max_examples=150, deadline=None)
@given(text=st.text(st.one_of(st.sampled_from("ab:：*-> \n\t\x0b\x0c\u2028"), st.characters()), max_size=60))
def test_of_prose_every_word_lies_in_a_turn(text: str) -> None:
    turns = find_turns(text, nobody)

    if not any(turn.label for turn in turns):
        assert outside(text, turns).replace("\x00", "").strip() == "" or "\x00" in text
        assert all(text[turn.start : turn.end].strip() for turn in turns)


@settings(max_examples=150, deadline=None)
@given(text=st.text(st.one_of(st.sampled_from("aB:：*-> \n"), st.characters()), max_size=60))
def test_turns_follow_each_other_whatever_the_text(text: str) -> None:
    turns = find_turns(text, anybody)

    outside(text, turns)
    for turn in turns:
        speech = text[turn.start : turn.end]
        assert speech == speech.strip()


def test_positions_count_characters_not_bytes() -> None:
    text = "FG1A: 😀 é yes\n"

    assert find_turns(text, anybody) == (Talk(6, 13, "FG1A"),)


def test_words_before_the_first_label_are_nobodys() -> None:
    text = "Recorded in the library.\n\nFG1A: Yes.\nFG1A: No.\n"

    assert said(text, find_turns(text, nobody)) == [("FG1A", "Yes."), ("FG1A", "No.")]


def test_where_lines_are_no_turns_a_label_that_nobody_knows_counts_from_the_second_time() -> None:
    text = "Nadia: Yes,\nit was\nas it is.\nTom: Hm.\nIt was.\nNadia: No.\n"

    read = read_plain_text(text, nobody)

    assert said(text, read.talk) == [("Nadia", "Yes,\nit was\nas it is.\nTom: Hm.\nIt was."), ("Nadia", "No.")]
    assert read.unsure == (("Tom", text.index("Tom")),)


def test_a_known_label_counts_even_if_it_occurs_once() -> None:
    text = "Nadia: Yes.\nTom: Hm.\nNadia: No.\n"

    turns = find_turns(text, lambda label: label == "Tom")

    assert said(text, turns) == [("Nadia", "Yes."), ("Tom", "Hm."), ("Nadia", "No.")]


@pytest.mark.parametrize(
    "line",
    [
        "Note: I was tired.",
        "e.g.: the rota.",
        "https: //rota.invalid",
        "At 10:30: we left.",
        "https://rota.invalid/a",
        "Participants: five.",
        "Transcribed: by hand.",
        "12: that was the room.",
        "What I wanted to say to her was: stop.",
    ],
)
def test_what_only_looks_like_a_label_stays_text(line: str) -> None:
    text = f"FG1A: Yes.\n{line}\n{line}\nFG1B: No.\n"

    turns = find_turns(text, lambda label: label.startswith("FG1"))

    assert said(text, turns) == [("FG1A", f"Yes.\n{line}\n{line}"), ("FG1B", "No.")]


def test_a_colon_in_the_middle_of_a_turn_is_speech() -> None:
    text = "FG1A: Yes. So: fine.\n"

    assert said(text, find_turns(text, anybody)) == [("FG1A", "Yes. So: fine.")]


def test_a_label_without_words_is_a_turn_without_words() -> None:
    text = "FG1A:\nFG1B: No.\n"

    assert said(text, find_turns(text, anybody)) == [("FG1A", ""), ("FG1B", "No.")]


def test_prose_is_cut_into_paragraphs() -> None:
    text = "\nShe was kind.\nMostly.\n\n \n  Then she left.  \n"

    turns = find_turns(text, nobody)

    assert said(text, turns) == [("", "She was kind.\nMostly."), ("", "Then she left.")]


@pytest.mark.parametrize("text", ["", "\n \n"])
def test_a_text_without_words_has_no_turns(text: str) -> None:
    assert find_turns(text, anybody) == ()


def rules(label: str) -> bool:
    return label.startswith(("FG1", "Moderator"))


def test_in_the_layout_of_otter_a_colon_is_speech() -> None:
    text = "FG1A  0:03\nYes.\nSo: fine.\n\nFG1B  0:09\nSo: no.\n\nFG1A  0:12\nSo: well.\n"

    assert said(text, find_turns(text, nobody)) == [
        ("FG1A", "Yes.\nSo: fine."),
        ("FG1B", "So: no."),
        ("FG1A", "So: well."),
    ]


def test_a_sentence_that_ends_in_a_time_of_day_is_speech_however_often_it_is_said() -> None:
    text = (
        "FG1A: Well.\nSee you at 10:30\nModerator: And?\nSee you at 10:30\nFG1A: We left by 11:00\nWe left by 11:00\n"
    )

    assert [label for label, _ in said(text, find_turns(text, rules))] == ["FG1A", "Moderator", "FG1A"]


def test_a_file_that_changes_its_layout_keeps_its_turns_and_says_where() -> None:
    text = "FG1A  0:03\nYes.\n\nFG1B  0:09\nNo.\n\nFG1A  0:10\nWhy?\n\nFG1B: Because.\nFG1A: Hm.\n"

    read = read_plain_text(text, nobody)

    assert [label for label, _ in said(text, read.talk)] == ["FG1A", "FG1B", "FG1A", "FG1B", "FG1A"]
    assert read.remarks == (
        "taken for speakers, though written in another way than usual: 'FG1B:' (line 10), 'FG1A:' (line 11)",
    )


@pytest.mark.parametrize("clock", ["10:30", "(10:30)", "at 10:30"])
def test_a_time_of_day_in_speech_is_no_time_mark(clock: str) -> None:
    text = f"FG1A: {clock}\nwas late.\nFG1B: No, {clock}\nFG1A: Yes.\n"

    read = read_plain_text(text, rules)

    assert [(text[t.start : t.end], t.time) for t in read.talk][1:] == [(f"No, {clock}", None), ("Yes.", None)]
    assert read.talk[0].end == text.index("FG1B") - 1


@pytest.mark.parametrize(
    ("label", "is_speaker"),
    [
        ("Particpant", True),
        ("Participants", False),
        ("Participan", True),
        ("Interview", False),
        ("Mr. Jo Lee (Northern Valley, Lib.)", True),
        ("My advice (again)", False),
        ("Participation", False),
    ],
)
def test_somebody_who_speaks_once_is_a_speaker_by_a_misspelt_label_or_a_name_in_full(
    label: str, is_speaker: bool
) -> None:
    text = f"Interviewer: Why?\nParticipant: Her.\nInterviewer: And?\nParticipant: It.\n{label}: Yes.\n"

    labels = [turn.label for turn in find_turns(text, nobody)]

    assert labels == ["Interviewer", "Participant", "Interviewer", "Participant", *([label] if is_speaker else [])]


def test_who_is_marked_once_may_speak_in_many_paragraphs() -> None:
    text = "FG1A: Yes.\n\nThen she left.\n\nShe wrote.\n"

    assert said(text, find_turns(text, rules)) == [("FG1A", "Yes.\n\nThen she left.\n\nShe wrote.")]


def test_paragraphs_between_two_who_are_marked_belong_to_the_one_before() -> None:
    text = "FG1A: Yes.\n\nThen she left.\n\nModerator: And?\n\nWhy?\n"

    assert said(text, find_turns(text, rules)) == [("FG1A", "Yes.\n\nThen she left."), ("Moderator", "And?\n\nWhy?")]


@settings(max_examples=150)
@given(
    talk=st.lists(st.tuples(LABELS, SPEECH, st.integers(0, 7000)), min_size=2, max_size=6),
    head=st.sampled_from(["{label}  {clock}\n", "{label} ({clock}):\n", "[{clock}] {label}:\n", "{label} ({clock}): "]),
)
def test_label_time_and_words_come_back_in_every_layout_with_times(talk: list[tuple[str, str, int]], head: str) -> None:
    clocks = [f"{s // 3600}:{s // 60 % 60:02d}:{s % 60:02d}" for _, _, s in talk]
    blocks = (
        head.format(label=label, clock=clock) + words for (label, words, _), clock in zip(talk, clocks, strict=True)
    )
    text = "\n\n".join(blocks) + "\n"

    read = find_turns(text, lambda label: label in ("FG1A", "fg 1-b", "Moderator", "Ana Ruiz", "Ältere", "P07"))

    assert [(t.label, text[t.start : t.end], t.time) for t in read] == [(label, words, s) for label, words, s in talk]


def test_a_label_in_use_counts_without_a_blank_behind_its_colon() -> None:
    text = (
        "I: Why?\nP1: At ten.\nI: Why so?\nP1:No blank: at all.\nNote:this is talk.\nI: Well?\nP1: Yes.\nhttp://a.org"
    )

    assert said(text, find_turns(text, nobody)) == [
        ("I", "Why?"), ("P1", "At ten."), ("I", "Why so?"), ("P1", "No blank: at all.\nNote:this is talk."),
        ("I", "Well?"), ("P1", "Yes.\nhttp://a.org"),
    ]  # fmt: skip
