from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes import PunctuationSplitter, make_corpus
from thematica.errors import SettingsError
from thematica.formats.transcripts import read_transcripts
from thematica.model.corpus import Corpus, Document, Documents, Session, Sessions, Turn, Turns
from thematica.steps.segment import segment

UNITS = ("sentence", "turn", "answer", "paragraph")
PIECES = st.sampled_from(
    [
        "She rang me. ",
        "مرحبا بكم. ",
        "שלום! ",
        "🙂👩‍🔬 ",
        "e\u0301",
        "[laughs] ",
        "(…)",
        "\r\n",
        "\r",
        "\n\n",
        "\u2028",
        "\t",
    ]
)
TEXTS = st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=12).map("".join))


def make_document(said: list[str], labels: bool = True) -> Corpus:
    text, turns = "", []
    for place, words in enumerate(said, 1):
        text += "P1: " if labels else ""
        turns.append(
            Turn(
                id=f"d1:t{place}",
                document_id="d1",
                start=len(text),
                end=len(text) + len(words),
                speaker="P1" if labels else "",
                role="participant",
                participant_id="P1",
                question_id="q1",
            )
        )
        text += words + "\n"
    documents = Documents([Document(id="d1", text=text, session_id="S1")])
    return Corpus(documents=documents, turns=Turns(turns), sessions=Sessions([Session(id="S1")]))


def test_moderators_turns_yield_no_segments() -> None:
    corpus = make_corpus([("Moderator", "How was it? Tell me."), ("A", "Fine. It was cold."), ("Moderator", "Thanks.")])

    for unit in UNITS:
        found = segment(corpus, unit, PunctuationSplitter())

        assert {s.participant_id for s in found} == {"A"}
        assert not {"How was it?", "Thanks."} & set(found.texts)


@pytest.mark.parametrize("unit", UNITS)
@given(said=st.lists(TEXTS, max_size=4))
def test_a_segment_is_exactly_the_words_at_its_place(unit: str, said: list[str]) -> None:
    corpus = make_document(said)

    for s in segment(corpus, unit, PunctuationSplitter()):
        assert corpus.documents[s.document_id].text[s.start : s.end] == s.text
        assert s.id == f"{s.document_id}:{s.start}-{s.end}"
        assert s.text == s.text.strip()
        assert s.text


@pytest.mark.parametrize("unit", ["turn", "paragraph"])
@given(said=st.lists(TEXTS, max_size=4))
def test_no_word_of_a_participant_is_lost(unit: str, said: list[str]) -> None:
    corpus = make_document(said)

    found = segment(corpus, unit)

    assert "".join("".join(found.texts).split()) == "".join("".join(said).split())


def test_segments_know_their_turn_session_person_and_question() -> None:
    corpus = make_document(["Cold. Noisy too."])

    first, second = segment(corpus, "sentence", PunctuationSplitter())

    assert (first.text, second.text) == ("Cold.", "Noisy too.")
    assert {(s.turn_id, s.session_id, s.participant_id, s.question_id) for s in (first, second)} == {
        ("d1:t1", "S1", "P1", "q1")
    }


def test_an_unknown_speaker_is_kept_without_a_participant() -> None:
    corpus = Corpus(
        documents=Documents([Document(id="d1", text="Cold.", session_id="S1")]),
        turns=Turns([Turn(id="d1:t1", document_id="d1", start=0, end=5)]),
        sessions=Sessions([Session(id="S1")]),
    )

    assert [(s.text, s.participant_id) for s in segment(corpus, "turn")] == [("Cold.", None)]


@pytest.mark.parametrize("mark", ["[laughs]", "(long pause)", "[inaudible 00:12]", "(...)", "((crying))"])
def test_a_mark_does_not_cut_a_sentence_and_stays_in_its_text(mark: str) -> None:
    corpus = make_corpus([("A", f"I rang {mark} her twice. She was out.")])

    assert segment(corpus, "sentence", PunctuationSplitter()).texts == (f"I rang {mark} her twice.", "She was out.")


def test_a_paragraph_ends_at_the_end_of_a_line_and_blank_lines_are_none() -> None:
    corpus = make_document(["First thing.\n\n  Second thing, longer.  \n"])

    assert segment(corpus, "paragraph").texts == ("First thing.", "Second thing, longer.")


def test_a_function_of_the_researchers_own_can_cut() -> None:
    corpus = make_document(["cold; noisy;  ;dark"])

    found = segment(corpus, lambda text: [m.span() for m in re.finditer("[^;]+", text)])

    assert found.texts == ("cold", "noisy", "dark")


def test_turns_without_words_yield_nothing() -> None:
    assert len(segment(make_document(["", "  ", "\r\n"]), "turn")) == 0
    assert len(segment(Corpus(), "turn")) == 0


def test_answers_have_a_kind_and_talk_is_always_substantive() -> None:
    said = ["Nothing.", "No comment", "-", "The lab was cold."]

    answers = segment(make_document(said, labels=False), "answer")
    talk = segment(make_document(said), "turn")

    assert [s.answer_kind for s in answers] == ["none", "declined", "blank", "substantive"]
    assert {s.answer_kind for s in talk} == {"substantive"}


def test_an_unknown_unit_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(SettingsError, match="no unit 'sentences'; did you mean 'sentence'"):
        segment(make_document(["Cold."]), "sentences", PunctuationSplitter())


def test_each_document_is_cut_by_the_splitter_of_its_language() -> None:
    corpus = Corpus(
        documents=Documents(
            Document(id=name, text="A b|c. D", session_id=name, language=language)
            for name, language in (("one", "en"), ("two", "xx"), ("three", "en"))
        ),
        turns=Turns(
            Turn(id=f"{name}:t1", document_id=name, start=0, end=8, role="participant", participant_id=name)
            for name in ("one", "two", "three")
        ),
    )

    found = segment(corpus, "sentence", PunctuationSplitter(), splitter_of={"xx": _AtBars()})

    assert [(s.document_id, s.text) for s in found] == [
        ("one", "A b|c."), ("one", "D"), ("two", "A b|"), ("two", "c. D"), ("three", "A b|c."), ("three", "D"),
    ]  # fmt: skip


class _AtBars:
    name = "bars"

    def split(self, texts: Sequence[str]) -> list[list[tuple[int, int]]]:
        return [[(0, text.index("|") + 1), (text.index("|") + 1, len(text))] for text in texts]


def test_an_answer_is_what_the_researcher_says_it_is() -> None:
    corpus = Corpus(
        documents=Documents(
            Document(id=name, text=text, session_id="S") for name, text in (("a", "All  good!"), ("b", "No"))
        ),
        turns=Turns(
            Turn(id=f"{name}:t1", document_id=name, start=0, end=end, role="participant", participant_id=name)
            for name, end in (("a", 10), ("b", 2))
        ),
    )

    found = segment(corpus, "answer", non_answers={"all good": "none", "NO": "substantive"})

    assert [s.answer_kind for s in found] == ["none", "substantive"]


def test_times_at_the_ends_of_paragraphs_within_a_turn_are_in_no_segment(tmp_path: Path) -> None:
    said = "I: Und?\nB1: Erstens das. #00:00:15-3#\n[00:00:17] Zweitens #00:00:20-1# das. #00:00:25-4#\n#00:00:26-1#\n"
    (tmp_path / "int.txt").write_text(f"{said}I: Aha.\nB1: Ja, so.\n", encoding="utf-8")
    corpus, _ = read_transcripts(tmp_path)

    found = [each.text for each in segment(corpus, unit="paragraph")]

    assert found == ["Erstens das.", "Zweitens #00:00:20-1# das.", "Ja, so."]
