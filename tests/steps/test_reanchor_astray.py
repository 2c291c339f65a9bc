"""Cases in which spans once went astray."""

from __future__ import annotations

from tests.steps.test_reanchor import REPLY, follow, follow_words

FILLER = " ".join(f"filler{i}" for i in range(120))


def test_a_last_word_replaced_by_several_is_replaced_whole() -> None:
    # Anonymising: the span ends in "[a"; stands_for[word] knows only the first of the new words.
    assert follow_words("FG1A: She lives in Boston.", "She lives in Boston.", "FG1A: She lives in [a large city].") == (
        "changed",
        "She lives in [a large city].",
    )


def test_a_sentence_put_before_a_span_that_begins_alike_does_not_become_part_of_it() -> None:
    # The common head takes "She is" of the new sentence; the span grows over words nobody coded.
    assert follow_words(
        "A: Hm. She is busy today.", "She is busy today.", "A: Hm. She is nice. She is busy today."
    ) == (
        "moved",
        "She is busy today.",
    )


def test_a_few_words_never_jump_in_the_shadow_of_a_long_passage() -> None:
    # FEWEST_WORDS guards the longest block of a pass only; with one long block, two-word blocks are taken as well.
    before = f"A: I know. B: {REPLY}. C: One. D: Two. E: Three four."
    after = f"A: Hm. C: One. D: Two. I know. E: Three four. B: {REPLY}."

    assert follow_words(before, "I know.", after)[0] == "lost"


def test_words_that_only_the_leftovers_have_side_by_side_are_no_passage() -> None:
    # In the later passes "Yeah" and the passage are one block, though other words stand between them in the new text.
    before = f"A: Yeah. B: {REPLY}. C: {FILLER}. D: Snow."
    after = f"C: {FILLER}. Yeah. D: Snow. B: {REPLY}."

    assert follow_words(before, "Yeah.", after)[0] == "lost"


def test_a_pair_of_words_found_elsewhere_does_not_stretch_a_span_over_other_turns() -> None:
    said = "she said the clinic was far away and you know nobody drove us there at night in the winter"
    left = said.replace(" you know", "")
    before = f"A: {said}. B: {REPLY}. F: {FILLER}. C: One."
    after = f"D: three you know. A: {left}. F: {FILLER}. B: {REPLY}. C: One."

    assert follow_words(before, said, after) == ("changed", left)


def test_another_emoji_is_another_answer() -> None:
    # Marks are not hashed: praise becomes a complaint and is reported as "kept: same words, same place".
    assert follow("👍👍", (0, 2), "👎👎").outcome == "lost"
    assert follow("Well 👍 yes.", (5, 6), "Well 👎 yes.").outcome == "lost"


def test_a_sentence_without_blanks_is_not_one_word() -> None:
    # Chinese, Japanese, Thai: any correction within a sentence loses every coding in it.
    assert follow_words("学生：我觉得她总是很忙没有时间。", "她总是很忙", "学生：我真觉得她总是很忙没有时间。") == (
        "moved",
        "她总是很忙",
    )


def test_a_yeah_does_not_jump_into_a_text_that_was_rewritten() -> None:
    assert follow_words("A: Yeah. B: No.", "Yeah.", "C: Maybe it is. D: I said yeah to her.")[0] == "lost"


def test_a_yeah_does_not_jump_in_the_first_pass_either_when_a_passage_was_put_elsewhere() -> None:
    # The passage put elsewhere is the anchor here; what stood before it is aligned with what stands before it now.
    before = f"A: Yeah. B: {REPLY}. C: It rains and the night falls. D: Rain. E: Snow."
    after = f"C: It rains and the night falls. D: Rain, yeah. E: Snow. B: {REPLY}."

    assert follow_words(before, "Yeah.", after)[0] == "lost"


def test_marks_that_are_gone_do_not_pull_a_blank_into_the_span() -> None:
    assert follow_words('A: "She is busy." B: x', '"She is busy."', "A: oh She is busy. B: x")[1] == "She is busy."


def test_a_span_of_which_most_stands_where_it_stood_is_not_lost_because_the_rest_was_put_elsewhere() -> None:
    said = "one two three four five six seven eight nine ten"
    before = f"A: {said}. F: {FILLER}. C: End."
    after = f"A: one two three four five six. F: {FILLER}. B: seven eight nine ten. C: End."

    assert follow_words(before, said, after) == ("changed", "one two three four five six")
