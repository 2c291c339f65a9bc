"""Transcripts in plain text: who speaks where, and nothing lost."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thematica.formats.plain_text import Talk, find_turns

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


def test_a_label_that_nobody_knows_counts_from_the_second_time() -> None:
    text = "Nadia: Yes.\nTom: Hm.\nNadia: No.\n"

    assert said(text, find_turns(text, nobody)) == [("Nadia", "Yes.\nTom: Hm."), ("Nadia", "No.")]


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
