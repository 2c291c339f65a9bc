"""Coded spans are found again in a changed document, or reported as lost; they never shift silently."""

from __future__ import annotations

import itertools
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thematica.model.codings import Reanchored
from thematica.steps.reanchor import FEWEST_ALONE, MANY_AROUND, reanchor, take_words

# Every word once: what stands where can be said without doubt.
DISTINCT = tuple(f"{head}{tail}" for head in ("ba", "ce", "di", "fo", "gu") for tail in "klmnprstvz")
NEW_WORDS = ("quux", "quuz", "quuy", "quuw", "quuv")
FEW_WORDS = ("yeah", "she", "is", "busy", "no")
MARKS = ("", ".", ",", "?", " –", "!")
REPLY = "the mentor told us about the clinic rota and how nights were shared out"


def follow(before: str, span: tuple[int, int], after: str) -> Reanchored:
    return reanchor([span], take_words(before), after)[0]


def place(text: str, words: str, turn: int = 0) -> tuple[int, int]:
    """Give the span of words in a text, the first time they occur or a later one."""
    start = [m.start() for m in re.finditer(re.escape(words), text)][turn]
    return start, start + len(words)


def follow_words(before: str, words: str, after: str, turn: int = 0) -> tuple[str, str]:
    """Give what became of words, and which words of the new text stand there."""
    now = follow(before, place(before, words, turn), after)
    return now.outcome, after[now.start : now.end]


def words_of(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def test_a_span_before_the_change_is_kept() -> None:
    assert follow("She is busy. No.", (0, 12), "She is busy. No, never.") == Reanchored(0, 12, "kept")


def test_a_span_after_the_change_moves_with_its_words() -> None:
    assert follow_words("FG1A: Hm. She is busy.", "She is busy.", "FG1A: Hm, well. She is busy.") == (
        "moved",
        "She is busy.",
    )


def test_capitals_and_marks_do_not_make_other_words() -> None:
    assert follow_words("Hm, she is busy", "she is busy", "She is busy!") == ("moved", "She is busy")


def test_a_span_with_a_word_corrected_stands_on_the_changed_words() -> None:
    before, after = "FG1A: She were away. FG1B: Oh.", "FG1A: She was away. FG1B: Oh."

    assert follow_words(before, "She were away.", after) == ("changed", "She was away.")


def test_a_word_put_into_a_span_belongs_to_it() -> None:
    assert follow_words("She is busy.", "She is busy.", "She is very busy.") == ("changed", "She is very busy.")


def test_a_word_corrected_at_the_end_of_a_span_stays_in_it() -> None:
    assert follow_words("In Bosten. Yes.", "In Bosten.", "In Boston. Yes.") == ("changed", "In Boston.")


def test_marks_around_a_span_stay_in_it_when_its_first_and_last_words_are_corrected() -> None:
    before, after = "FG1A: “Bosten is too farr.” Oh.", "FG1A: “Boston is too far.” Oh."

    assert follow_words(before, "“Bosten is too farr.”", after) == ("changed", "“Boston is too far.”")


def test_a_span_whose_marks_are_gone_takes_nothing_of_the_words_around_it() -> None:
    _, words = follow_words("Oh. ((She is busy)) Yes.", "((She is busy))", "Hm oh She is busy yes")

    assert words.strip() == "She is busy"


def test_a_span_that_lost_more_than_half_of_its_words_is_lost() -> None:
    before = "FG1A: She never had time for us. FG1B: Oh."

    assert follow_words(before, "She never had time for us.", "FG1A: She left. FG1B: Oh.") == ("lost", "")


def test_a_lost_span_is_empty_and_lies_where_it_was() -> None:
    before, after = "FG1A: One two. FG1B: Three four. FG1C: Five.", "FG1A: One two. FG1C: Five."

    now = follow(before, place(before, "Three four."), after)

    assert (now.outcome, now.start, now.end) == ("lost", now.start, now.start)
    assert after[: now.start] == "FG1A: One two"


def test_repeated_words_keep_their_turn() -> None:
    before = "A: Yeah. B: Well. A: Yeah. C: Rain. A: Yeah."
    after = "A: Hello. A: Yeah. B: Well. A: Yeah. C: Rain. A: Yeah."

    found = [follow(before, place(before, "Yeah.", turn), after) for turn in range(3)]

    assert [(now.start, now.end) for now in found] == [place(after, "Yeah.", turn) for turn in range(3)]
    assert {now.outcome for now in found} == {"moved"}


@pytest.mark.parametrize("gone", range(3))
def test_a_deleted_yeah_never_jumps_to_another_yeah(gone: int) -> None:
    turns = ["A: Yeah. It rains.", "B: Yeah. Night falls.", "C: Yeah. Doors close."]
    before = " ".join(turns)
    after = " ".join(turn.replace(" Yeah.", "") if i == gone else turn for i, turn in enumerate(turns))

    outcomes = [follow(before, place(before, "Yeah.", turn), after).outcome for turn in range(3)]

    assert [i for i, outcome in enumerate(outcomes) if outcome == "lost"] == [gone]


def test_a_deleted_yeah_does_not_jump_to_one_that_is_new_elsewhere() -> None:
    before = f"A: Yeah. B: {REPLY}. C: Rain."

    assert follow_words(before, "Yeah.", f"B: {REPLY}. C: Rain. A: Yeah.") == ("lost", "")


def test_a_deleted_yeah_does_not_jump_along_with_a_passage_put_elsewhere() -> None:
    rest = " ".join(DISTINCT[:30])
    before, after = f"A: Yeah. B: {REPLY}. C: {rest}. D: Snow.", f"C: {rest}. Yeah, fine. D: Snow. B: {REPLY}."

    assert follow_words(before, "Yeah.", after) == ("lost", "")


def test_a_passage_put_elsewhere_is_found_there() -> None:
    before = f"A: {REPLY}. B: One two. C: It rains and the night falls. D: Three four."
    after = f"B: One two. C: It rains and the night falls. D: Three four. A: {REPLY}."

    assert follow_words(before, REPLY, after) == ("moved", REPLY)


def test_a_passage_put_elsewhere_and_corrected_is_found_there() -> None:
    corrected = REPLY.replace("nights", "evenings")
    before = f"A: {REPLY}. B: One two. C: It rains and the night falls. D: Three four."
    after = f"B: One two. C: It rains and the night falls. D: Three four. A: {corrected}."

    assert follow_words(before, REPLY, after) == ("changed", corrected)


def test_two_passages_that_change_places_are_both_found() -> None:
    first, second = "she never answers when we write to her", "our clinic lies far behind those hills"
    before, after = f"A: {first}. B: {second}.", f"A: {second}. B: {first}."

    assert [follow_words(before, words, after) for words in (first, second)] == [("moved", first), ("moved", second)]


def test_words_of_a_span_that_were_scattered_over_the_document_are_lost() -> None:
    before = "A: She says so often that nobody hears us. " + "B: Filler talk goes on. " * 3
    filler = ["Filler words go on and on here"] * 12
    pieces = ["She says so", *filler, "often that", *filler, "nobody hears us"]

    assert follow_words(before, "She says so often that nobody hears us.", ". ".join(pieces)) == ("lost", "")


@pytest.mark.parametrize("marks", ["…", "👍👍", "?!", "– –"])
def test_a_span_of_marks_only_moves_with_the_words_around_it(marks: str) -> None:
    before, after = f"FG1A: Well {marks} yes.", f"FG1A: Oh. Well {marks} yes."

    assert follow_words(before, marks, after) == ("moved", marks)
    assert follow_words(before, marks, before) == ("kept", marks)


@pytest.mark.parametrize(
    "after",
    ["FG1A: Oh yes.", "FG1A: Well no.", "FG1A: Well … oh … yes.", "FG1A: Well yes.", ""],
    ids=["word before gone", "word after gone", "words put between", "marks gone", "everything gone"],
)
def test_a_span_of_marks_only_is_lost_when_what_stands_around_it_changes(after: str) -> None:
    before = "FG1A: Well … yes."

    assert follow(before, place(before, "…"), after).outcome == "lost"


@pytest.mark.parametrize("text", ["👍👍", "…", " "])
def test_marks_of_a_text_without_words_are_kept(text: str) -> None:
    assert follow(text, (0, len(text)), text) == Reanchored(0, len(text), "kept")
    assert follow(text, (0, len(text)), "").outcome == "lost"


def test_a_span_cut_within_words_stays_cut_there() -> None:
    assert follow_words("e-mail answers", "mail ans", "Her e-mail answers") == ("moved", "mail ans")
    assert follow_words("unanswered", "answer", "Oh, unanswered") == ("moved", "answer")


def test_a_span_cut_within_words_that_changed_takes_the_whole_words() -> None:
    before, after = "She is unanswered today.", "She was unanswered today."

    assert follow_words(before, "s unanswered tod", after) == ("changed", "was unanswered today")


@pytest.mark.parametrize(
    ("before", "words", "after"),
    [
        ("Oh. 😀 Great mentor 👍", "😀 Great mentor 👍", "Well. 😀 Great mentor 👍"),
        ("Oh. 👩‍👩‍👧 A family", "👩‍👩‍👧 A family", "Well. 👩‍👩‍👧 A family"),
        ("Oh. Cafe\u0301 au lait\u0308", "Cafe\u0301 au lait\u0308", "Well. Cafe\u0301 au lait\u0308"),
        ("Oh. 𝒻ancy words", "𝒻ancy words", "Well 😀. 𝒻ancy words"),
        ("نعم. المرشد مشغول دائما.", "المرشد مشغول دائما.", "لا. المرشد مشغول دائما."),
        ("כן. היא עסוקה מאוד.", "היא עסוקה מאוד.", "לא כן. היא עסוקה מאוד."),
        ("हाँ। वह बहुत व्यस्त है।", "वह बहुत व्यस्त है।", "नहीं हाँ। वह बहुत व्यस्त है।"),
        ("Oh. Die STRASSE ist weit.", "Die STRASSE ist weit.", "Well. Die STRASSE ist weit."),
    ],
    ids=["emoji", "joined emoji", "combining", "beyond the BMP", "Arabic", "Hebrew", "Hindi", "German"],
)
def test_words_of_any_script_are_found_again(before: str, words: str, after: str) -> None:
    assert follow_words(before, words, after)[1] == words


def test_a_text_that_became_empty_has_lost_everything() -> None:
    assert follow("She is busy.", (0, 12), "") == Reanchored(0, 0, "lost")


def test_nothing_is_found_again_in_a_text_that_was_empty() -> None:
    assert reanchor([], take_words(""), "She is busy.") == []
    assert take_words("").shape == (3, 0)


def test_spans_come_back_in_the_order_in_which_they_were_given() -> None:
    before, after = "One two three four.", "Zero. One two three four."
    spans = [place(before, word) for word in ("three", "One", "four.", "two")]

    found = reanchor(spans, take_words(before), after)

    assert [after[now.start : now.end] for now in found] == ["three", "One", "four.", "two"]


def test_the_words_that_are_kept_are_numbers_only() -> None:
    words = take_words("She is BUSY.")

    assert words.dtype == "uint32"
    assert words[2].tolist() == take_words("she is busy")[2].tolist()


def test_a_list_of_words_does_not_help_to_read_the_words_back() -> None:
    words = ["".join(letters) for letters in itertools.product("abcdefghij", repeat=5)]

    shared_by = np.bincount(take_words(" ".join(words))[2].astype(np.intp))

    assert shared_by[shared_by > 0].min() >= 10


@st.composite
def texts(draw: st.DrawFn, vocabulary: tuple[str, ...], *, repeat: bool, most: int = 24) -> list[str]:
    """Give the words of a text, each with the marks after it."""
    words = draw(st.lists(st.sampled_from(vocabulary), min_size=1, max_size=most, unique=not repeat))
    return [word + draw(st.sampled_from(MARKS)) for word in words]


def span_of(words: list[str], first: int, last: int) -> tuple[int, int]:
    """Give the span from one word to another, without the marks after the last."""
    start = len(" ".join(words[:first])) + (first > 0)
    return start, start + len(" ".join(words[first : last + 1])) - len(re.sub(r"\w", "", words[last]))


@st.composite
def texts_with_a_span(
    draw: st.DrawFn, *, vocabulary: tuple[str, ...] = DISTINCT, repeat: bool = False
) -> tuple[list[str], int, int]:
    words = draw(texts(vocabulary, repeat=repeat))
    first = draw(st.integers(0, len(words) - 1))
    return words, first, draw(st.integers(first, min(len(words) - 1, first + 8)))


@given(text=st.text(max_size=40), data=st.data())
def test_an_unchanged_text_keeps_every_span_exactly(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))

    assert follow(text, (start, end), text) == Reanchored(start, end, "kept")


@given(drawn=texts_with_a_span(), at=st.integers(0, 24), new=texts(NEW_WORDS, repeat=True, most=6))
def test_words_put_in_anywhere_leave_the_spans_outside_exactly_as_they_were(
    drawn: tuple[list[str], int, int], at: int, new: list[str]
) -> None:
    words, first, last = drawn
    at = min(at, len(words))
    before, after = " ".join(words), " ".join([*words[:at], *new, *words[at:]])
    start, end = span_of(words, first, last)

    now = follow(before, (start, end), after)

    if first < at <= last:
        assert now.outcome in ("changed", "lost")  # lost where so much was put in that it is no passage any more
    elif at > last:
        assert now == Reanchored(start, end, "kept")
    else:
        assert (now.outcome, after[now.start : now.end]) == ("moved", before[start:end])
        assert now.start - start == len(after) - len(before)


@given(drawn=texts_with_a_span(), gone=st.sets(st.integers(0, 23)), put=st.sampled_from(["", *NEW_WORDS]))
def test_words_deleted_or_replaced_leave_a_span_whose_words_are_all_there_with_its_words(
    drawn: tuple[list[str], int, int], gone: set[int], put: str
) -> None:
    words, first, last = drawn
    gone -= set(range(first, last + 1))
    if last - first + 1 < FEWEST_ALONE:  # a word or two amid many changes may be there by chance
        gone = set(sorted(i for i in gone if i < len(words))[: MANY_AROUND - 1])
    changed = [put if i in gone else word for i, word in enumerate(words)]
    before, after = " ".join(words), " ".join(filter(None, changed))
    start, end = span_of(words, first, last)

    now = follow(before, (start, end), after)

    assert now.outcome in ("kept", "moved")
    assert after[now.start : now.end] == before[start:end]


@given(drawn=texts_with_a_span(), gone=st.sets(st.integers(0, 23)))
def test_a_span_that_keeps_half_of_its_words_is_found_with_these_and_one_that_does_not_is_lost(
    drawn: tuple[list[str], int, int], gone: set[int]
) -> None:
    words, first, last = drawn
    inside = range(first, last + 1)
    left = [words_of(words[i])[0] for i in inside if i not in gone]
    before = " ".join(words)
    after = " ".join(word for i, word in enumerate(words) if i not in gone)

    now = follow(before, span_of(words, first, last), after)

    assert (now.outcome == "lost") == (2 * len(left) < len(inside))
    if now.outcome != "lost":
        assert words_of(after[now.start : now.end]) == left


@settings(max_examples=300)
@given(drawn=texts_with_a_span(vocabulary=FEW_WORDS, repeat=True), other=texts(FEW_WORDS, repeat=True), data=st.data())
def test_a_span_comes_back_with_half_of_its_words_or_is_lost_and_lies_in_the_new_text(
    drawn: tuple[list[str], int, int], other: list[str], data: st.DataObject
) -> None:
    words, first, last = drawn
    before, after = " ".join(words), " ".join(data.draw(st.permutations([*words, *other])) if other else words)
    start, end = span_of(words, first, last)

    now = follow(before, (start, end), after)

    assert 0 <= now.start <= now.end <= len(after)
    had, has = words_of(before[start:end]), words_of(after[now.start : now.end])
    if now.outcome in ("kept", "moved"):
        assert has == had
    elif now.outcome == "changed":
        assert 2 * sum(min(had.count(word), has.count(word)) for word in set(had)) >= len(had)
    else:
        assert now.start == now.end


@given(before=st.text(max_size=30), after=st.text(max_size=30), data=st.data())
def test_whatever_the_texts_a_span_lies_in_the_new_one_and_shares_words_with_the_old(
    before: str, after: str, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(before)))
    end = data.draw(st.integers(start, len(before)))

    now = follow(before, (start, end), after)

    assert 0 <= now.start <= now.end <= len(after)
    if now.outcome == "lost":
        assert now.start == now.end
    elif words_of(before[start:end]):
        touched = take_words(after)
        there = {h for a, b, h in touched.T.tolist() if a < now.end and now.start < b}
        assert there & set(take_words(before)[2].tolist())
