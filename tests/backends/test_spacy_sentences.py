from __future__ import annotations

from pathlib import Path

import pytest
import spacy

from thematica.backends.rule_sentences import split_by_rules
from thematica.backends.spacy_sentences import LONGEST, SpacySentences, find_english


def test_the_packaged_english_model_is_the_one_that_was_tested() -> None:
    assert find_english().is_dir()


def test_names_tell_the_model_from_the_rules_of_another_language() -> None:
    assert SpacySentences("en").name == "spaCy en_core_web_sm 3.8.0 senter"
    assert SpacySentences("de").name == "spaCy sentencizer (de)"


def test_an_abbreviation_does_not_end_an_english_sentence() -> None:
    text = "I met Dr. Miller on Monday. He was kind."

    (spans,) = SpacySentences("en").split([text])

    assert [text[start:end] for start, end in spans] == ["I met Dr. Miller on Monday.", "He was kind."]


@pytest.mark.parametrize("language", ["en", "de", "xx"])
@pytest.mark.parametrize(
    "sentences",
    [
        ["I asked [Tutor 1] about it.", "She said no."],
        ["And [Tutor 1]?", "[Tutor 2] said no.", "Then [she] left [the ward]."],
        ["[Tutor 1] came."],
        ["We went to [hospital] [town]."],
        ["She is kind [Student 12]."],
    ],
)
def test_what_stands_in_square_brackets_is_not_cut_from_its_brackets(language: str, sentences: list[str]) -> None:
    text = " ".join(sentences)

    (spans,) = SpacySentences(language).split([text])

    assert [text[start:end] for start, end in spans] == sentences


@pytest.mark.parametrize("text", ["[", "] a [", "[[Ana]", "[]", "Fine. [", "][ Ana ][ Bo. ]"])
def test_brackets_without_their_other_half_lose_nothing(text: str) -> None:
    (spans,) = SpacySentences("en").split([text])

    assert "".join("".join(text[start:end].split()) for start, end in spans) == "".join(text.split())


def test_a_language_that_spacy_has_no_rules_of_is_split_by_punctuation_and_says_so() -> None:
    text = "Qolka waa qabow. Maxay tahay? Ma garanayo!"
    splitter = SpacySentences("so")

    (spans,) = splitter.split([text])

    assert [text[start:end] for start, end in spans] == ["Qolka waa qabow.", "Maxay tahay?", "Ma garanayo!"]
    assert splitter.name == "punctuation (so, of which spaCy has no rules)"


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Sie kam am 3. Mai. Gut.", ["Sie kam am 3. Mai.", "Gut."]),
        ("The U.S. office. Closed.", ["The U.S. office.", "Closed."]),
        ("彼女は来ない。なぜ？寒い。", ["彼女は来ない。", "なぜ？", "寒い。"]),
        ("وہ نہیں آئی۔ کیوں؟", ["وہ نہیں آئی۔", "کیوں؟"]),
        ("वह नहीं आई। क्यों?", ["वह नहीं आई।", "क्यों?"]),
        ('"Was?" Sie ging …\nUnd dann', ['"Was?"', "Sie ging …", "Und dann"]),
        ("3.5 km. Far.", ["3.5 km.", "Far."]),
        ("", []),
        (" . ", ["."]),
    ],
)
def test_punctuation_of_many_scripts_ends_a_sentence(text: str, sentences: list[str]) -> None:
    assert [text[start:end] for start, end in split_by_rules(text)] == sentences


def test_a_model_that_is_installed_for_the_language_is_used_and_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "nl_core_news_sm"
    model = spacy.blank("nl")
    model.add_pipe("sentencizer", config={"punct_chars": ["|"]})
    model.to_disk(package)
    loader = "from spacy.util import load_model_from_path\nfrom pathlib import Path\n"
    loader += "def load(**options):\n    return load_model_from_path(Path(__file__).parent, **options)\n"
    (package / "__init__.py").write_text(loader)
    (tmp_path / "nl_core_news_sm-1.2.3.dist-info").mkdir()
    metadata = "Metadata-Version: 2.1\nName: nl_core_news_sm\nVersion: 1.2.3\n"
    (tmp_path / "nl_core_news_sm-1.2.3.dist-info" / "METADATA").write_text(metadata)
    monkeypatch.syspath_prepend(tmp_path)
    splitter = SpacySentences("nl")

    assert splitter.name == "spaCy nl_core_news_sm 1.2.3"
    assert splitter.split(["Koud | nat. Ja"]) == [[(0, 6), (7, 14)]]


def test_a_very_long_text_is_cut_between_words() -> None:
    text = "cold " * (LONGEST // 5 + 100)

    (spans,) = SpacySentences("de").split([text])

    assert {word for start, end in spans for word in text[start:end].split()} == {"cold"}
