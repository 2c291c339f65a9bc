"""What every Labeller must hold to, the fake included."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import pytest

from tests.fakes import FirstWords, WordEmbedder
from thematica.backends.bertopic_labels import BertopicLabels
from thematica.backends.phrases import PhraseLabeller
from thematica.model.protocols import Labeller

GROUPS = [
    ["Cold lab benches hurt.", "The lab was freezing in winter.", "Our lab has no heating."],
    ["My mentor never answers e-mails.", "Late e-mails are the rule.", "She answers e-mails after weeks."],
]
GERMAN = [["Kaltes Labor im Winter.", "Das Labor war eisig."], ["Briefe bleiben liegen.", "Niemand liest Briefe."]]


def name_as_key_bert() -> Labeller:
    return BertopicLabels(load_representations().KeyBERTInspired(), WordEmbedder().embed)


def name_by_a_chain() -> Labeller:
    models = load_representations()
    return BertopicLabels([models.KeyBERTInspired(), models.MaximalMarginalRelevance()], WordEmbedder().embed)


def load_representations() -> Any:
    """Load BERTopic only where it is used: that takes a while, and its libraries warn."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import bertopic.representation

    return bertopic.representation


LABELLERS: dict[str, Callable[[], Labeller]] = {
    "fake": FirstWords,
    "en": lambda: PhraseLabeller("en"),
    "de": lambda: PhraseLabeller("de"),
    "en by meaning": lambda: PhraseLabeller("en", WordEmbedder().embed),
    "BERTopic": BertopicLabels,
    "KeyBERT": name_as_key_bert,
    "KeyBERT and MMR": name_by_a_chain,
}


@pytest.fixture(params=LABELLERS.values(), ids=LABELLERS.keys())
def labeller(request: pytest.FixtureRequest) -> Labeller:
    made: Labeller = request.param()
    return made


@pytest.mark.parametrize("groups", [GROUPS, GERMAN], ids=["english", "german"])
def test_every_group_gets_phrases_and_their_names_differ(labeller: Labeller, groups: list[list[str]]) -> None:
    labels = labeller.label(groups)

    assert len(labels) == len(groups)
    assert all(phrases and all(phrases) for phrases in labels)
    assert len({phrases[0] for phrases in labels}) == len(groups)


def test_the_same_groups_get_the_same_phrases(labeller: Labeller) -> None:
    assert labeller.label(GROUPS) == labeller.label(GROUPS)


def test_no_groups_get_no_phrases(labeller: Labeller) -> None:
    assert labeller.label([]) == []


def test_a_group_without_texts_gets_no_phrases_and_keeps_its_place(labeller: Labeller) -> None:
    labels = labeller.label([[], GROUPS[0], []])

    assert [bool(phrases) for phrases in labels] == [False, True, False]


def test_texts_without_words_get_no_phrases(labeller: Labeller) -> None:
    if not isinstance(labeller, FirstWords):
        assert labeller.label([["!", "..."], ["🙂"]]) == [[], []]
