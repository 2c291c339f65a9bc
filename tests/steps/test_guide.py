"""Which guiding question each turn answers."""

from __future__ import annotations

import dataclasses

import pytest

from tests.fakes import WordEmbedder, make_corpus
from thematica.model.corpus import Corpus
from thematica.model.questions import A_PROBE, BY_MARK, BY_RESEARCHER, BY_WORDING, Guide, GuidingQuestion
from thematica.steps.guide import recognise_questions

FIRST = GuidingQuestion(id="Q1", text="What was the first meeting with your mentor like?")
TOUCH = GuidingQuestion(id="Q2", text="How do you keep in touch?", wordings=("When do you see each other?",))
TALK = [
    ("Moderator", "Welcome to everybody."),
    ("A", "Hello."),
    ("Moderator", "Thanks. So, what was the first meeting with your mentor like? Anyone."),
    ("A", "Cold."),
    ("Moderator", "Go on."),
    ("B", "Quiet."),
    ("Moderator", "And when do you see each other?"),
    ("A", "Never."),
]


def recognise(corpus: Corpus, *questions: GuidingQuestion, decided: dict[str, str | None] | None = None) -> Corpus:
    guide = Guide(questions=questions or (FIRST, TOUCH), decided=decided or {})
    return recognise_questions(dataclasses.replace(corpus, guide=guide), WordEmbedder().embed)


def answered(corpus: Corpus) -> list[str | None]:
    return [turn.question_id for turn in corpus.turns]


def test_a_question_holds_until_the_next_and_a_probe_changes_nothing() -> None:
    corpus = recognise(make_corpus(TALK))

    assert answered(corpus) == [None, None, "Q1", "Q1", "Q1", "Q1", "Q2", "Q2"]
    assert [(a.turn_id, a.question_id, a.how) for a in corpus.guide.asked if a.opens] == [
        (corpus.turns.ids[2], "Q1", BY_WORDING),
        (corpus.turns.ids[6], "Q2", BY_WORDING),
    ]
    assert corpus.remarks == ()


def test_the_same_words_are_as_near_as_can_be_whatever_their_capitals() -> None:
    corpus = recognise(
        make_corpus([("Moderator", "WHAT was the first meeting, with your mentor, like"), ("A", "Fine.")])
    )

    assert corpus.guide.asked[0].likeness == 1.0


def test_what_is_near_to_two_questions_is_left_open() -> None:
    near = dataclasses.replace(FIRST, id="Q9", text="What was the first meeting with your tutor like?")

    corpus = recognise(
        make_corpus([("Moderator", "What was the first meeting with your dean like?"), ("A", "Cold.")]), FIRST, near
    )

    assert answered(corpus) == [None, None]
    assert corpus.guide.asked[0].likeness > 0.6


def test_a_question_is_not_looked_for_where_it_was_not_to_be_asked() -> None:
    elsewhere = dataclasses.replace(FIRST, only_in=("another",))

    corpus = recognise(make_corpus(TALK), elsewhere, TOUCH)

    assert set(answered(corpus)) == {None, "Q2"}
    assert corpus.remarks == ()


def test_only_moderators_ask() -> None:
    corpus = recognise(make_corpus([("A", FIRST.text), ("B", "Cold.")]))

    assert answered(corpus) == [None, None]


@pytest.mark.parametrize("words", ["[Q2] And then?", "[ q2 ] And then?", "Q2: And then?", "q2. And then?"])
def test_a_mark_in_the_transcript_decides(words: str) -> None:
    corpus = recognise(make_corpus([("Moderator", words), ("A", "By mail.")]))

    assert answered(corpus) == ["Q2", "Q2"]
    assert corpus.guide.asked[0].how == BY_MARK


def test_a_word_is_a_mark_in_brackets_only() -> None:
    contact = dataclasses.replace(TOUCH, id="contact")

    corpus = recognise(make_corpus([("Moderator", "Contact: the leaflet says so."), ("A", "Hm.")]), FIRST, contact)

    assert answered(corpus) == [None, None]


def test_the_researcher_decides_over_wording_and_mark() -> None:
    corpus = make_corpus(TALK)
    ids = corpus.turns.ids

    corpus = recognise(corpus, decided={ids[0]: "Q2", ids[2]: None, ids[5]: "Q1", ids[6]: ""})

    assert answered(corpus) == ["Q2", "Q2", "Q2", "Q2", "Q2", "Q1", None, None]
    how = {a.turn_id: a.how for a in corpus.guide.asked}
    assert [how[ids[i]] for i in (0, 2, 5, 6)] == [BY_RESEARCHER, A_PROBE, BY_RESEARCHER, BY_RESEARCHER]


def test_what_was_not_recognised_is_remarked_on() -> None:
    corpus = recognise(make_corpus(TALK[:4]))

    assert len(corpus.remarks) == 1
    assert "guiding questions not recognised: 'Q2'" in corpus.remarks[0]


def test_each_document_begins_without_a_question() -> None:
    corpus = recognise(make_corpus(TALK, [("Moderator", "Hello."), ("C", "Hello.")]))

    assert answered(corpus)[-2:] == [None, None]


def test_turns_with_a_question_of_their_own_keep_it() -> None:
    corpus = make_corpus(TALK)
    turns = [dataclasses.replace(turn, question_id="E1") for turn in corpus.turns]

    corpus = recognise(dataclasses.replace(corpus, turns=type(corpus.turns)(turns)))

    assert set(answered(corpus)) == {"E1"}


def test_without_a_guide_nothing_is_embedded() -> None:
    embedder = WordEmbedder()
    corpus = make_corpus(TALK)

    assert recognise_questions(corpus, embedder.embed) is corpus
    assert embedder.asked == []


def test_a_turn_of_marks_only_is_no_question() -> None:
    corpus = recognise(make_corpus([("Moderator", "[laughs] ..."), ("A", "Hm.")]))

    assert answered(corpus) == [None, None]
