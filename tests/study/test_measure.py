from __future__ import annotations

import io
from dataclasses import replace

import pandas as pd
import pytest

from tests.fakes import make_corpus
from tests.model.builders import TREE, apply_code
from thematica.errors import AnalysisError
from thematica.formats.answers import read_answers
from thematica.model.codings import Codings
from thematica.model.corpus import Corpus, Participants
from thematica.model.segments import Segments
from thematica.model.settings import AnswerColumns, SaturationSettings, Settings
from thematica.steps.segment import segment
from thematica.study.measure import compare_all, compare_answers, count_together, find_all_keywords

WIDE = "id,ward,good,bad\nA,north,Labs.,\nB,north,Labs.,Mail.\nC,south,,Mail.\nD,south,,\n"
LONG = "id,ward,question,text\nA,north,good,Labs.\nB,north,bad,Mail.\nC,south,bad,\nC,south,good,Labs.\n"
BY_WARD = Settings(unit="answer", saturation=SaturationSettings(by=("ward",)))


def read(table: str, **columns: object) -> tuple[Codings, Segments, Corpus]:
    """Read an invented survey in which everybody who answered was coded."""
    own = AnswerColumns(participant="id", attributes=("ward",), **columns)
    corpus = read_answers(pd.read_csv(io.StringIO(table)), columns=own)
    segments = segment(corpus, "answer")
    code_of = {"Labs.": "labs", "Mail.": "replies"}
    return Codings([apply_code(s, code_of[s.text]) for s in segments]), segments, corpus


def rows_of(asked: str, table: str, **columns: object) -> dict[tuple[str, str], tuple[int, int, int]]:
    found = compare_answers(BY_WARD, *read(table, **columns), TREE)[asked]
    return {(row.group, row.id): (row.n, row.of, row.asked) for row in found.rows}


def test_answers_to_a_question_are_counted_of_those_who_answered_it_and_of_those_asked() -> None:
    good, bad = (rows_of(question, WIDE, text=("good", "bad")) for question in ("good", "bad"))

    assert (good["all", "labs"], bad["all", "replies"]) == ((2, 2, 4), (2, 2, 4))
    assert (good["north", "labs"], bad["south", "replies"]) == ((2, 2, 2), (1, 1, 2))
    assert good["all", "replies"] == (0, 2, 4)


def test_where_not_everybody_was_asked_there_are_no_groups_and_the_number_asked_is_that_of_the_question() -> None:
    found = rows_of("bad", LONG, text=("text",), question="question")

    assert found["all", "replies"] == (1, 1, 2)
    assert {group for group, _ in found} == {"all"}


def test_one_question_is_not_counted_twice() -> None:
    assert compare_answers(BY_WARD, *read(WIDE, text=("bad",)), TREE) == {}


def test_a_comparison_says_whose_answers_it_counts() -> None:
    found = compare_answers(BY_WARD, *read(WIDE, text=("good", "bad")), TREE)

    assert "Only answers to 'good' are counted here." in found["good"].describe()


def test_p_values_are_left_out_with_the_reflexive_approach_unless_asked_for() -> None:
    reflexive = Settings(approach="reflexive", unit="answer", saturation=SaturationSettings(by=("ward",)))
    material = read(WIDE, text=("good", "bad"))

    assert not any(each.tests for each in compare_all(reflexive, *material, TREE))
    assert all(each.tests for each in compare_all(reflexive, *material, TREE, tests=True))
    assert all(each.tests for each in compare_all(BY_WARD, *material, TREE))
    assert not any(each.tests for each in compare_all(BY_WARD, *material, TREE, tests=False))


@pytest.mark.parametrize(("unit", "within"), [("sentence", "turn"), ("turn", "segment"), ("answer", "segment")])
def test_sentences_are_too_short_to_hold_two_codes_so_turns_are_counted(unit: str, within: str) -> None:
    material = read(WIDE, text=("good",))

    assert count_together(Settings(unit=unit), *material, TREE).within == within
    assert count_together(Settings(unit=unit), *material, TREE, within="session").within == "session"


def test_an_attribute_without_words_is_told_and_the_others_are_found() -> None:
    said = {f"{group}{i}": f"The {group} was late." for group in ("mail", "labs") for i in range(3)}
    corpus = make_corpus(*[[(p, words)] for p, words in said.items()], groups={p: p[:4] for p in said})
    everybody = (replace(person, attributes={**person.attributes, "ward": "north"}) for person in corpus.participants)
    corpus = replace(corpus, participants=Participants(everybody))
    settings = Settings(saturation=SaturationSettings(by=("group", "ward")))

    found, missing = find_all_keywords(settings, segment(corpus, "turn"), corpus)

    assert [each.by for each in found] == ["group"]
    assert found[0].n_draws == 1000
    assert list(missing) == ["ward"]
    assert "need two groups with words" in missing["ward"]
    with pytest.raises(AnalysisError, match="did you mean 'ward'"):
        find_all_keywords(settings, segment(corpus, "turn"), corpus, by=("group", "wards"))


def test_words_get_no_p_values_with_the_reflexive_approach() -> None:
    said = {f"{group}{i}": f"The {group} was late." for group in ("mail", "labs") for i in range(3)}
    corpus = make_corpus(*[[(p, words)] for p, words in said.items()], groups={p: p[:4] for p in said})
    settings = Settings(approach="reflexive", saturation=SaturationSettings(by=("group",)))

    (found,), _ = find_all_keywords(settings, segment(corpus, "turn"), corpus)
    (asked,), _ = find_all_keywords(settings, segment(corpus, "turn"), corpus, tests=True)

    assert all(word.p is None for word in found.words)
    assert all(word.p is not None for word in asked.words)
