from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests.fakes import FirstWords, SameTextClusterer, WordEmbedder
from tests.model.builders import make_embeddings, make_segments
from thematica.backends.small_corpus import WardGroups
from thematica.model.candidates import CandidateCodes
from thematica.model.protocols import Clusterer, Vectors
from thematica.model.segments import AnswerKind, Segments
from thematica.steps.embed import embed
from thematica.steps.find import choose_different, find_candidate_codes, new_id

ABOUT_LABS = ["The lab was cold.", "The lab was freezing.", "The lab was far away."]
ABOUT_MAIL = ["She never answers mail.", "Mail stays unread.", "My mail waits for weeks."]
# Two directions: texts of labs lie on the first axis, texts of mail on the second.
TWO = make_segments(*ABOUT_LABS, *ABOUT_MAIL)
TWO_ROWS = [[1, 0], [0.95, 0.05], [0.9, 0.1], [0, 1], [0.05, 0.95], [0.1, 0.9]]


class NobodyTogether(SameTextClusterer):
    """Puts every vector apart."""

    name = "apart"

    def group(
        self, vectors: Vectors, weights: NDArray[np.intp], seed: int, texts: Sequence[str] = ()
    ) -> NDArray[np.intp]:
        return np.arange(len(vectors), dtype=np.intp)


class LeavesOut(SameTextClusterer):
    """Leaves the last vector out."""

    def group(
        self, vectors: Vectors, weights: NDArray[np.intp], seed: int, texts: Sequence[str] = ()
    ) -> NDArray[np.intp]:
        labels = super().group(vectors, weights, seed, texts)
        labels[-1:] = -1
        return labels


class Remembering(SameTextClusterer):
    """Remembers the weights it was first asked with."""

    def __init__(self) -> None:
        self.weights: list[int] = []

    def group(
        self, vectors: Vectors, weights: NDArray[np.intp], seed: int, texts: Sequence[str] = ()
    ) -> NDArray[np.intp]:
        self.weights = self.weights or weights.tolist()
        return super().group(vectors, weights, seed, texts)


class Speechless:
    """Finds no phrase for any group."""

    name = "speechless"

    def label(self, groups: Sequence[Sequence[str]]) -> list[list[str]]:
        return [[] for _ in groups]


def make_answers(*texts: str) -> Segments:
    """Give segments that are documents of their own, with nothing beside them."""
    return Segments(s for i, text in enumerate(texts) for s in make_segments(text, document_id=f"a{i}"))


def find(segments: Segments, clusterer: Clusterer | None = None, seed: int = 1) -> CandidateCodes:
    embeddings = embed(segments, WordEmbedder().embed, "words 1")
    return find_candidate_codes(segments, embeddings, clusterer or SameTextClusterer(), FirstWords(), seed=seed)


def find_two(clusterer: Clusterer | None = None) -> CandidateCodes:
    embeddings = make_embeddings(TWO, TWO_ROWS)
    return find_candidate_codes(TWO, embeddings, clusterer or SameTextClusterer(), FirstWords())


def test_segments_that_lie_together_become_a_candidate_code() -> None:
    labs, mail = find_two()

    assert labs.segment_ids == TWO.ids[:3]
    assert mail.segment_ids == TWO.ids[3:]
    assert labs.name == "The lab"


def test_no_segments_give_no_candidate_codes() -> None:
    found = find(Segments())

    assert (len(found), found.left_out, found.set_aside) == (0, (), ())


def test_one_segment_gives_no_candidate_code_and_is_left_out() -> None:
    segments = make_segments("The lab was cold.")

    found = find(segments)

    assert len(found) == 0
    assert found.left_out == segments.ids


@pytest.mark.parametrize("clusterer", [SameTextClusterer(), WardGroups()])
def test_a_text_that_everybody_wrote_is_one_candidate_code(clusterer: Clusterer) -> None:
    segments = make_segments(*["The lab was cold."] * 5)

    (candidate,) = find(segments, clusterer)

    assert candidate.segment_ids == segments.ids
    assert candidate.consistency == 1.0
    assert candidate.quotes == segments.ids[:1]


def test_nothing_but_non_answers_gives_no_candidate_code_and_all_are_set_aside_with_their_reason() -> None:
    kinds: list[AnswerKind] = ["none", "declined", "blank", "substantive"]
    segments = make_segments("Nothing.", "No comment", "-", "Mm, yeah.", kinds=kinds)

    found = find(segments)

    assert len(found) == 0
    assert found.left_out == ()
    assert [ids for _, ids in found.set_aside] == [(each,) for each in segments.ids]
    assert len({reason for reason, _ in found.set_aside}) == 4


def test_segments_that_all_differ_are_all_left_out() -> None:
    found = find(TWO, NobodyTogether())

    assert len(found) == 0
    assert found.left_out == TWO.ids


def test_a_segment_that_lies_near_no_others_is_left_out() -> None:
    found = find_two(LeavesOut())

    assert found.left_out == TWO.ids[-1:]
    assert TWO.ids[-1] not in {s for candidate in found for s in candidate.segment_ids}


def test_a_text_that_occurs_several_times_is_grouped_once_and_weighs_as_often() -> None:
    clusterer = Remembering()

    find(make_segments("The lab was cold.", "She rang me.", "The lab was cold.", "The lab was cold."), clusterer)

    assert clusterer.weights == [3, 1]


def test_a_candidate_code_is_larger_or_earlier_than_the_next() -> None:
    texts = ["Mail waits.", "The lab was cold.", "The lab was cold.", "Mail waits.", "Mail waits."]
    segments = make_answers(*texts)

    found = find(segments)

    assert [len(candidate.segment_ids) for candidate in found] == [3, 2]
    assert find_two().ids[0] == new_id(TWO.ids[:3])


@pytest.mark.parametrize("clusterer", [SameTextClusterer(), WardGroups()])
def test_the_same_material_and_seed_give_the_same_candidate_codes(clusterer: Clusterer) -> None:
    first, second = find_two(clusterer), find_two(clusterer)

    assert first == second
    assert (first.method, first.left_out) == (second.method, second.left_out)


def test_the_method_names_who_grouped_who_named_and_the_seed() -> None:
    assert find(TWO, seed=7).method == "nearest axis, in context; named by first words; seed 7"


def test_a_group_without_phrases_is_named_by_its_own_words() -> None:
    found = find_candidate_codes(TWO, make_embeddings(TWO, TWO_ROWS), SameTextClusterer(), Speechless())

    for candidate in found:
        assert candidate.phrases == ()
        assert any(TWO[each].text.startswith(candidate.name) for each in candidate.segment_ids)


def test_groups_that_fall_apart_when_texts_are_left_out_are_less_consistent() -> None:
    class OnlyWhenComplete(NobodyTogether):
        def group(
            self, vectors: Vectors, weights: NDArray[np.intp], seed: int, texts: Sequence[str] = ()
        ) -> NDArray[np.intp]:
            apart = super().group(vectors, weights, seed, texts)
            return apart * 0 if len(vectors) == len(TWO) else apart

    (candidate,) = find_two(OnlyWhenComplete())

    assert candidate.consistency == 0.0
    assert [each.consistency for each in find_two()] == [1.0, 1.0]


def test_quotes_are_the_most_typical_first_and_then_those_that_differ() -> None:
    vectors = make_embeddings(make_segments("a", "b", "c", "d"), [[1, 0], [0.99, 0.1], [0.6, 0.8], [0.8, 0.6]]).matrix

    assert choose_different(vectors, [0, 1, 2, 3], 2) == [0, 2]
    assert choose_different(vectors, [0, 1, 2, 3], 3, first=2) == [0, 1, 2]
    assert choose_different(vectors, [1], 3) == [1]
    assert choose_different(vectors, [], 3) == []


WORDS = st.sampled_from([*ABOUT_LABS, *ABOUT_MAIL, "Mm.", "[laughs]", "She rang me.", "It rained."])
KINDS = st.sampled_from(["substantive", "substantive", "substantive", "none", "declined", "blank"])


@settings(deadline=None)  # the first call loads scikit-learn
@given(
    st.lists(st.tuples(WORDS, KINDS), max_size=15), st.sampled_from([SameTextClusterer(), LeavesOut(), WardGroups()])
)
def test_every_segment_is_in_one_candidate_code_or_left_out_or_set_aside(
    material: list[tuple[str, AnswerKind]], clusterer: Clusterer
) -> None:
    segments = make_segments(*(text for text, _ in material), kinds=[kind for _, kind in material])

    found = find(segments, clusterer)

    grouped = [s for candidate in found for s in candidate.segment_ids]
    aside = [s for _, ids in found.set_aside for s in ids]
    assert sorted([*grouped, *found.left_out, *aside]) == sorted(segments.ids)
    for candidate in found:
        assert len(candidate.segment_ids) >= 2
        assert re.fullmatch("k-[0-9a-f]{8}", candidate.id)
        assert set(candidate.quotes) <= set(candidate.segment_ids)
        assert 1 <= len(candidate.quotes) <= 4
        assert 0.0 <= candidate.consistency <= 1.0
        assert candidate.name


def test_a_short_reply_is_grouped_with_what_it_answers() -> None:
    """Without its context "No, never" lies nearer to what is said about mail."""
    about_labs, reply, about_mail = "The lab was " + "cold " * 30, "No, never.", "Mail stays " + "unread " * 30
    segments = make_segments(about_labs, reply, about_labs + "today", *[about_mail, about_mail + "today"])
    embeddings = make_embeddings(segments, [[1, 0], [0.6, 0.8], [1, 0], [0, 1], [0, 1]])

    found = find_candidate_codes(segments, embeddings, SameTextClusterer(), FirstWords())

    assert {candidate.segment_ids for candidate in found} == {segments.ids[:3], segments.ids[3:]}


def test_quotes_are_the_two_most_typical_and_two_that_differ() -> None:
    """Eight texts fan out from the first axis, alternately to the second and the third."""
    lean = [0.0, 0.05, 0.3, 0.6, 0.1, 0.2, 0.15, 0.25]
    rows = [[1, x, 0] if i % 2 else [1, 0, x] for i, x in enumerate(lean)]
    segments = make_answers(*(f"The lab was cold on day {i}." for i in range(8)))

    (candidate,) = find_candidate_codes(segments, make_embeddings(segments, rows), SameTextClusterer(), FirstWords())

    vectors = make_embeddings(segments, rows).rows(candidate.segment_ids)
    by_nearness = [candidate.segment_ids[i] for i in np.argsort(-(vectors @ vectors.mean(axis=0)))]
    assert len(candidate.quotes) == 4
    assert list(candidate.quotes[:2]) == by_nearness[:2]
    assert not set(candidate.quotes[2:]) & set(by_nearness[:2])
