"""What stands around a segment."""

from __future__ import annotations

from tests.fakes import make_corpus
from thematica.steps.segment import segment
from thematica.steps.surroundings import look_around

CORPUS = make_corpus(
    [("Moderator", "How was it?"), ("P1", "It was cold."), ("P2", "Not at all.")], [("P3", "Yes, it was.")]
)
SEGMENTS = {each.text: each for each in segment(CORPUS, "turn")}


def test_the_moderators_words_and_the_labels_stand_around_it() -> None:
    assert look_around(CORPUS, SEGMENTS["It was cold."]) == ("Moderator: How was it?\nP1:", "P2: Not at all.")


def test_it_ends_with_the_document() -> None:
    assert look_around(CORPUS, SEGMENTS["Not at all."])[1] == ""
    assert look_around(CORPUS, SEGMENTS["Yes, it was."])[0] == "P3:"


def test_long_surroundings_are_cut_between_words() -> None:
    before, after = look_around(CORPUS, SEGMENTS["It was cold."], length=11)

    assert (before, after) == ("… it?\nP1:", "P2: Not at …")


def test_a_script_without_blanks_is_cut_anywhere() -> None:
    corpus = make_corpus([("P1", "冷" * 50), ("P2", "热")])
    hot = [each for each in segment(corpus, "turn") if each.text == "热"]

    assert look_around(corpus, hot[0], length=3)[0] == "… P2:"
