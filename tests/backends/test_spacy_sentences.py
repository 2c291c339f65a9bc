from __future__ import annotations

import pytest

from thematica.backends.spacy_sentences import LONGEST, SpacySentences, find_english
from thematica.errors import SettingsError


def test_the_packaged_english_model_is_the_one_that_was_tested() -> None:
    assert find_english().is_dir()


def test_names_tell_the_model_from_the_rules_of_another_language() -> None:
    assert SpacySentences("en").name == "spaCy en_core_web_sm 3.8.0 senter"
    assert SpacySentences("de").name == "spaCy sentencizer (de)"


def test_an_abbreviation_does_not_end_an_english_sentence() -> None:
    text = "I met Dr. Miller on Monday. He was kind."

    (spans,) = SpacySentences("en").split([text])

    assert [text[start:end] for start, end in spans] == ["I met Dr. Miller on Monday.", "He was kind."]


def test_a_language_that_spacy_does_not_know_is_refused_with_what_to_write() -> None:
    with pytest.raises(SettingsError, match="cannot read the language 'zz'; use an ISO 639 code"):
        SpacySentences("zz").split(["Cold."])


def test_a_very_long_text_is_cut_between_words() -> None:
    text = "cold " * (LONGEST // 5 + 100)

    (spans,) = SpacySentences("de").split([text])

    assert {word for start, end in spans for word in text[start:end].split()} == {"cold"}
