"""What every Labeller must hold to, the fake included."""

from __future__ import annotations

import pytest

from tests.fakes import FirstWords, WordEmbedder
from thematica.backends.phrases import PhraseLabeller
from thematica.model.protocols import Labeller

GROUPS = [
    ["Cold lab benches hurt.", "The lab was freezing in winter.", "Our lab has no heating."],
    ["My mentor never answers e-mails.", "Late e-mails are the rule.", "She answers e-mails after weeks."],
]
GERMAN = [["Kaltes Labor im Winter.", "Das Labor war eisig."], ["Briefe bleiben liegen.", "Niemand liest Briefe."]]
pytestmark = pytest.mark.parametrize(
    "labeller",
    [FirstWords(), PhraseLabeller("en"), PhraseLabeller("de"), PhraseLabeller("en", WordEmbedder().embed)],
    ids=["fake", "en", "de", "en by meaning"],
)


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
