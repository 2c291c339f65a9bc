"""What every SentenceSplitter must hold to, the fake included."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tests.fakes import PunctuationSplitter
from thematica.backends.spacy_sentences import SpacySentences
from thematica.model.protocols import SentenceSplitter

TEXTS = [
    "The lab was cold. She never came! Why?",
    "  Two blanks first.\n\nThen a new line.  And blanks at the end.  ",
    "no punctuation at all",
    "Line one\r\nline two\r\n",
    "Das Labor war kalt. Niemand kam z. B. am Montag.",
    "لیب بہت ٹھنڈی تھی۔ وہ کبھی نہیں آئی۔",
    "🙂👩‍🔬 Good. 👍",
    "e\u0301te\u0301. Ete.",
]
pytestmark = pytest.mark.parametrize(
    "splitter",
    [PunctuationSplitter(), SpacySentences("en"), SpacySentences("de"), SpacySentences("so")],
    ids=["fake", "en", "de", "so"],
)


def uncovered(text: str, spans: list[tuple[int, int]]) -> str:
    """Give what lies in no span, without blanks."""
    inside = {at for start, end in spans for at in range(start, end)}
    return "".join("".join(c for at, c in enumerate(text) if at not in inside).split())


def test_sentences_are_in_order_do_not_overlap_and_cover_every_word(splitter: SentenceSplitter) -> None:
    for text, spans in zip(TEXTS, splitter.split(TEXTS), strict=True):
        assert all(0 <= start < end <= len(text) for start, end in spans)
        assert all(before[1] <= after[0] for before, after in pairwise(spans))
        assert uncovered(text, spans) == ""


def test_sentences_are_told_apart(splitter: SentenceSplitter) -> None:
    (spans,) = splitter.split(["The lab was cold. Nobody was there."])

    assert [("The lab was cold. Nobody was there."[s:e]).strip() for s, e in spans] == [
        "The lab was cold.",
        "Nobody was there.",
    ]


def test_a_text_is_split_the_same_way_whatever_stands_beside_it(splitter: SentenceSplitter) -> None:
    assert splitter.split(TEXTS) == [splitter.split([text])[0] for text in TEXTS]


def test_no_texts_and_empty_texts_have_no_sentences(splitter: SentenceSplitter) -> None:
    assert splitter.split([]) == []
    assert splitter.split(["", "Cold.", ""]) == [[], [(0, 5)], []]


@pytest.mark.parametrize("unit", ["Cold lab. ", "cold\n", "x"])
def test_a_text_of_more_than_100_000_characters_is_covered_to_its_end(splitter: SentenceSplitter, unit: str) -> None:
    text = unit * (101_000 // len(unit))

    (spans,) = splitter.split([text])

    assert all(start < end for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    assert sum(len("".join(text[start:end].split())) for start, end in spans) == len("".join(text.split()))
