"""Phrases are the participants' words, cut where English cuts; all sentences are INVENTED."""

from __future__ import annotations

import pytest

from thematica.backends.english_phrases import read_phrases
from thematica.backends.spacy_sentences import load_english


def read(text: str) -> list[str]:
    pipeline = load_english("tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer")
    return [phrase.shown for phrase in read_phrases(pipeline(text)).phrases]


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("We sit there for two long hours.", "two long hours"),
        ("I spend an hour on a bus.", "spend an hour on a bus"),
        ("It is a matter of money.", "matter of money"),
        ("She never answers my letters.", "never answers my letters"),
        ("He didn't answer my letters.", "didn't answer my letters"),
        ("Her parents decide everything.", "parents decide"),
        ("Nobody told my sister.", "nobody told my sister"),
        ("The second paper was easier.", "second paper was easier"),
        ("I want to become a teacher.", "want to become a teacher"),
        ("He gave me her number.", "gave me her number"),
    ],
)
def test_a_phrase_keeps_what_makes_it_one(text: str, phrase: str) -> None:
    assert phrase in read(text)


@pytest.mark.parametrize(
    "text", ["So it is.", "Well, I did that, you know.", "No. No, sorry.", "", "R.5", "It's them."]
)
def test_words_that_carry_little_are_no_phrase(text: str) -> None:
    assert read(text) == []


def test_a_phrase_is_never_long_nor_across_punctuation_nor_with_brackets() -> None:
    found = read(
        "My very old and rather tired mentor (a surgeon), who came in late, saw [Tutor 1] in the long corridor."
    )

    assert all(len(phrase.split()) <= 6 and not set("()[],.") & set(phrase) for phrase in found)
    assert found


def test_a_proper_name_is_known_as_one() -> None:
    pipeline = load_english("tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer")

    reading = read_phrases(pipeline("Maria lives in London and sells bread."))

    assert set(reading.names) == {"maria", "london"}
    assert {"maria", "london", "bread"} <= set(reading.words)
