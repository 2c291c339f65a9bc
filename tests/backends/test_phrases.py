from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tests.fakes import WordEmbedder
from thematica.backends.phrases import MOST_PHRASES, PhraseLabeller
from thematica.model.embeddings import normalise
from thematica.model.protocols import Vectors

LAB = ["Cold lab benches hurt.", "The lab was freezing in winter.", "Our lab has no heating."]
MAIL = ["My mentor never answers e-mails.", "She answers e-mails after weeks.", "They must answer e-mails sooner."]


def test_phrases_are_the_participants_own_words() -> None:
    labels = PhraseLabeller("en").label([LAB, MAIL])

    for texts, phrases in zip((LAB, MAIL), labels, strict=True):
        assert all(any(phrase in text.casefold() for text in texts) for phrase in phrases)
        assert len(phrases) <= MOST_PHRASES
        assert len(set(phrases)) == len(phrases)


def test_an_english_group_is_named_by_what_it_says_and_not_by_what_all_say() -> None:
    lab, mail = PhraseLabeller("en").label([[*LAB, "A student said so."], [*MAIL, "Another student said so."]])

    assert "lab" in lab[0]
    assert "e-mails" in mail[0]
    assert len(lab[0].split()) > 1


def test_a_word_with_a_hyphen_stays_one_word() -> None:
    (phrases,) = PhraseLabeller("en").label([["E-mails pile up.", "I hate e-mails."]])

    assert phrases
    assert all("e-mails" in phrase for phrase in phrases)


def test_another_language_is_named_by_single_words_and_never_by_stop_words() -> None:
    (phrases,) = PhraseLabeller("de").label([["Das Labor war kalt und das Labor war dunkel."]])

    assert phrases[0] in {"labor", "kalt", "dunkel"}
    assert not {"das", "war", "und"} & set(phrases)


def test_texts_without_content_get_no_phrases() -> None:
    assert PhraseLabeller("en").label([["", "..."], ["🙂"]]) == [[], []]


def test_groups_that_say_the_same_get_different_names_as_long_as_there_are_phrases() -> None:
    first, second = PhraseLabeller("en").label(
        [["The cold lab.", "A kind mentor."], ["The cold lab.", "A kind mentor."]]
    )

    assert first[0] != second[0]


def test_a_name_is_not_given_twice_even_where_the_phrases_have_run_out() -> None:
    labels = PhraseLabeller("en").label([["The lab."], ["A lab."], ["Lab!"]])

    names = [phrases[0] for phrases in labels if phrases]
    assert len(set(names)) == len(names)
    assert names


def test_a_language_that_spacy_has_no_rules_of_is_named_by_its_words() -> None:
    labels = PhraseLabeller("so").label([["Qolka waa qabow.", "Qolka waa qabow maanta."], ["Macallinka ma joogo."]])

    assert "qolka" in labels[0][0]
    assert all(labels)


def test_neighbouring_words_that_many_say_name_a_group_in_another_language() -> None:
    labels = PhraseLabeller("de").label(
        [
            ["Es fehlen sichere Radwege.", "Ich wünsche mir sichere Radwege!", "Sichere Radwege für Kinder."],
            ["Die Busse kommen zu spät.", "Busse kommen nie."],
        ]
    )

    assert labels[0][0] == "sichere radwege"


def test_a_group_is_named_by_what_is_said_and_not_by_a_proper_name() -> None:
    ana = ["Ana sells vegetables at the market.", "Will Ana sell vegetables?", "Ana may sell vegetables here."]

    selling, _ = PhraseLabeller("en").label([ana, LAB])

    assert "vegetables" in selling[0]
    assert "ana" not in selling[0].split()


def test_one_vivid_story_does_not_name_its_group() -> None:
    benches = ["Cold benches all day.", "Benches are cold.", "We freeze at cold benches.", "Cold benches, cold hands."]
    story = "A ginger cat ate my ginger biscuits."

    with_story, _ = PhraseLabeller("en", WordEmbedder().embed).label([[*benches, story], MAIL])

    assert "benches" in with_story[0]


def test_a_group_is_named_from_a_typical_text() -> None:
    """Both phrases lie at the centre of the group; the text that holds the first by alphabet lies at its edge."""
    at = {"They hate blue benches.": [1, 3, 0], "They hate cold rooms.": [1, 0, 0], "Wet wood.": [1, 0.1, 0]}

    def embed(texts: Sequence[str]) -> Vectors:
        return normalise(np.array([at.get(text, [1, 0, 0] if "hate" in text else [0, 0, 1]) for text in texts], float))

    def name(*group: str) -> str:
        return PhraseLabeller("en", embed).label([group, MAIL])[0][0]

    assert name(*at) == "hate cold rooms"
    at["They hate blue benches."], at["They hate cold rooms."] = [1, 0, 0], [1, 3, 0]
    assert name(*at) == "hate blue benches"


def test_phrases_of_a_group_do_not_say_the_same_again() -> None:
    (phrases, _) = PhraseLabeller("en").label([MAIL, LAB])

    words = [set(phrase.split()) for phrase in phrases]
    assert all(a == b or 2 * len(a & b) <= max(len(a), len(b)) for a in words for b in words)
