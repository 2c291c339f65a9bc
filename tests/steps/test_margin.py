"""What a comment says, and which words of the study it stands on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thematica.model.corpus import Turn
from thematica.model.themes import Code, Theme, ThemeTree
from thematica.steps.margin import CodeNames, Given, follow_spans, keep_to_speech, read_comment

TREE = ThemeTree(
    (
        Theme(
            id="t",
            name="Contact",
            codes=(
                Code(id="late", name="Can’t wait – late"),
                Code(id="time", name="Time: too little"),
                Code(id="away", name="Away; abroad", aliases=("gone",)),
                Code(id="s1", name="Same"),
                Code(id="s2", name="Same"),
            ),
        ),
    )
)
NAMES = CodeNames(TREE, {"old name": "lost-code"})


def read(text: str) -> list[tuple[str, str]]:
    return [(given.word, given.memo) for given in read_comment(text, NAMES.knows)]


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("late", [("late", "")]),
        ("late: why", [("late", "why")]),
        ("late:why", [("late", "why")]),
        ("late ; gone", [("late", ""), ("gone", "")]),
        ("late\ngone", [("late", ""), ("gone", "")]),
        ("late: one; gone: two", [("late", "one"), ("gone", "two")]),
        ("late; gone: for both", [("late", "for both"), ("gone", "for both")]),
        ("late: she waits; and waits; gone: two", [("late", "she waits; and waits"), ("gone", "two")]),
        ("late: at 10:30: noon", [("late", "at 10:30: noon")]),
        ("Time: too little", [("Time: too little", "")]),
        ("Time: too little: always", [("Time: too little", "always")]),
        ("Away; abroad", [("Away; abroad", "")]),
        ("late: one\nlate: two", [("late", "one\ntwo")]),
        ("late\nShe says so herself.", [("late", "She says so herself.")]),
        ("late: one\nwhat she told me the week before that, too", [
            ("late", "one\nwhat she told me the week before that, too")]),
        ("- late\n- gone", [("late", ""), ("gone", "")]),
        ("new idea: why", [("new idea", "why")]),
        ("new idea; other idea", [("new idea", ""), ("other idea", "")]),
        ("old name", [("old name", "")]),
        ("late;", [("late", "")]),
        (";", []),
        ("", []),
        ("??", []),
        ("Ask her again?", []),
        ("I wonder what this means for the whole of the second part", []),
    ],
)  # fmt: skip
def test_a_comment_gives_its_codes_and_memos(text: str, given: list[tuple[str, str]]) -> None:
    assert read(text) == given


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["late", "gone", "time", "old name"]),
            st.text(st.sampled_from("ab c.,;:?'é\t"), max_size=20).map(lambda memo: " ".join(memo.split())),
        ),
        min_size=1,
        max_size=4,
        unique_by=lambda pair: pair[0],
    )
)
def test_codes_a_line_each_come_back_with_their_memos(pairs: list[tuple[str, str]]) -> None:
    text = "\n".join(f"{word}: {memo}" for word, memo in pairs)

    assert read(text) == pairs


@pytest.mark.parametrize("typed", ["late", "LATE", "can't wait - late", "Can’t  wait – late", "Can‘t wait — Late"])
def test_a_code_is_known_whatever_the_word_processor_made_of_its_name(typed: str) -> None:
    assert (NAMES.find(typed), NAMES.is_new(typed)) == ("late", False)


def test_a_name_of_several_codes_is_refused_and_a_name_of_none_is_new() -> None:
    with pytest.raises(ValueError, match=r"'same' is the name of several codes; write the id \('s1', 's2'\)"):
        NAMES.find("same")
    assert (NAMES.find("brand new"), NAMES.is_new("brand new")) == ("brand new", True)
    assert (NAMES.find("old name"), NAMES.is_new("old name")) == ("old name", False)
    assert read_comment("same", NAMES.knows) == (Given("same"),)


LETTERS = st.text(st.sampled_from("ab é😀\n\t.\u00a0"), min_size=1, max_size=40)


@given(
    document=LETTERS, blanks=st.lists(st.sampled_from(["", " ", "\n", "\t "]), min_size=40, max_size=40), data=st.data()
)
def test_spans_are_exact_whatever_blanks_lie_between(document: str, blanks: list[str], data: st.DataObject) -> None:
    shown, places = "HEADING\n", []
    for letter, blank in zip(document, blanks, strict=False):
        places.append(len(shown))
        shown += ("" if letter.isspace() else letter) + blank
    shown += "\nAPPENDIX"
    first = data.draw(st.integers(0, len(document) - 1))
    last = data.draw(st.integers(first, len(document) - 1))

    (found,) = follow_spans(shown, [(places[first], places[last] + (not document[last].isspace()))], document)

    words = document[first : last + 1]
    if not words.strip():
        assert found.outcome == "lost"
    else:
        start = first + len(words) - len(words.lstrip())
        assert (found.start, found.end) == (start, start + len(words.strip()))


def test_words_that_were_corrected_in_word_are_found_again() -> None:
    document = "Ana: The clinic is far away from us.\nBen: Yes.\nAna: She never answers my mails at all."
    text = "fg1\nAna: The clinic, you know, is far away from us.\nBen: Yes.\nAna: She nevr answers my mails at all.\nX"
    spans = [(text.index(w), text.index(w) + len(w)) for w in ("is far away", "She nevr answers my mails", "X")]

    found = follow_spans(text, spans, document)

    assert [document[f.start : f.end] for f in found[:2]] == ["is far away", "She never answers my mails"]
    assert [f.outcome for f in found] == ["moved", "changed", "lost"]


def test_labels_at_the_edges_are_left_out_and_a_label_alone_is_nothing() -> None:
    text = "Ana: one two\nBen: three\n"
    turns = (Turn(id="d:t1", document_id="d", start=5, end=12), Turn(id="d:t2", document_id="d", start=18, end=23))

    assert keep_to_speech(text, 0, 12, turns) == (5, 12)
    assert keep_to_speech(text, 6, 16, turns) == (6, 12)
    assert keep_to_speech(text, 9, 20, turns) == (9, 20)
    assert keep_to_speech(text, 13, 17, turns) is None
    assert keep_to_speech(text, 0, 5, turns) is None
