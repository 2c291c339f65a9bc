from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.model.builders import make_embeddings, make_segments
from thematica.model.candidates import CandidateCode, CandidateCodes
from thematica.model.themes import Code, Theme, ThemeTree
from thematica.steps.merge import LONGEST_QUOTE, choose_offer, count_in_words, suggest

IDS = ("k-1", "k-2", "k-3", "k-4")
SOME_IDS = st.sets(st.sampled_from(IDS))


def find(*ids: str) -> CandidateCodes:
    return CandidateCodes(CandidateCode(id=each, name=each, segment_ids=("a", "b")) for each in ids)


def place(*ids: str) -> ThemeTree:
    return ThemeTree((Theme(id="t", name="T", codes=(Code(id="c", name="C", candidate_ids=ids),)),))


def test_a_candidate_nobody_has_seen_is_offered() -> None:
    offer = choose_offer(find("k-1", "k-2"), ThemeTree(), (), ())

    assert [candidate.id for candidate in offer.new] == ["k-1", "k-2"]
    assert offer.removed == ()


def test_a_candidate_in_the_tree_is_not_offered() -> None:
    offer = choose_offer(find("k-1", "k-2"), place("k-1"), (), ("k-1",))

    assert [candidate.id for candidate in offer.new] == ["k-2"]
    assert offer.removed == ()


def test_a_candidate_under_a_theme_is_in_the_tree() -> None:
    tree = ThemeTree((Theme(id="t", name="T", candidate_ids=("k-1",)),))

    assert choose_offer(find("k-1"), tree, (), ()).new == ()


def test_a_candidate_that_is_listed_is_not_offered_again() -> None:
    offer = choose_offer(find("k-1"), ThemeTree(), ("k-1",), ("k-1",))

    assert (offer.new, offer.removed) == ((), ())


def test_a_candidate_the_researcher_removed_stays_removed_and_is_reported() -> None:
    offer = choose_offer(find("k-1"), ThemeTree(), (), ("k-1",))

    assert (offer.new, offer.removed) == ((), ("k-1",))


@given(found=SOME_IDS, placed=SOME_IDS, listed=SOME_IDS, offered=SOME_IDS)
def test_the_offer_is_what_was_found_less_the_tree_less_what_was_offered(
    found: set[str], placed: set[str], listed: set[str], offered: set[str]
) -> None:
    offer = choose_offer(find(*sorted(found)), place(*placed), listed, offered)

    assert {candidate.id for candidate in offer.new} == found - placed - listed - offered
    assert set(offer.removed) == (found & offered) - placed - listed


@given(found=SOME_IDS, placed=SOME_IDS, listed=SOME_IDS, offered=SOME_IDS)
def test_merging_twice_is_merging_once(found: set[str], placed: set[str], listed: set[str], offered: set[str]) -> None:
    once = choose_offer(find(*sorted(found)), place(*placed), listed, offered)
    new = {candidate.id for candidate in once.new}

    again = choose_offer(find(*sorted(found)), place(*placed), listed | new, offered | new)

    assert again.new == ()
    assert again.removed == once.removed


SEGMENTS = make_segments("The lab was cold.", "The lab\n was freezing.", "Cold lab again.", people=["A", "B", "A"])
EMBEDDINGS = make_embeddings(SEGMENTS, [[1, 0], [0.8, 0.6], [1, 0]])
CANDIDATE = CandidateCode(
    id="k-1", name="cold lab", segment_ids=SEGMENTS.ids, quotes=SEGMENTS.ids[:2], consistency=0.9, group=("Rooms",)
)


def test_a_suggestion_says_who_said_it_and_shows_quotes_on_one_line() -> None:
    made = suggest(CANDIDATE, SEGMENTS, EMBEDDINGS, {})

    assert made.seen == "3 segments, 2 participants, 1 session"
    assert made.quotes == ("A: The lab was cold.", "B: The lab was freezing.")
    assert (made.id, made.name, made.group, made.consistency) == ("k-1", "cold lab", ("Rooms",), 0.9)


def test_a_suggestion_names_the_nearest_code() -> None:
    centres = {"noise": EMBEDDINGS.matrix[1], "rooms": EMBEDDINGS.matrix[0]}

    assert suggest(CANDIDATE, SEGMENTS, EMBEDDINGS, centres).near == "rooms"


def test_a_suggestion_names_no_code_where_none_is_near() -> None:
    away = make_embeddings(make_segments("x"), [[0, 1]]).matrix[0]

    assert suggest(CANDIDATE, SEGMENTS, EMBEDDINGS, {"mail": -away}).near == ""
    assert suggest(CANDIDATE, SEGMENTS, EMBEDDINGS, {}).near == ""


def test_a_long_quote_is_cut_at_a_word() -> None:
    segments = make_segments("The laboratory was cold. " * 20)
    candidate = CandidateCode(id="k-1", name="cold", segment_ids=segments.ids, quotes=segments.ids)

    (quote,) = suggest(candidate, segments, make_embeddings(segments, [[1, 0]]), {}).quotes

    assert quote.endswith(" …")
    shown = quote.removeprefix("P1: ").removesuffix(" …")
    assert len(shown) <= LONGEST_QUOTE
    assert ("The laboratory was cold. " * 20).startswith(shown + " ")


def test_a_long_quote_without_blanks_is_cut_all_the_same() -> None:
    segments = make_segments("冷" * 400)
    candidate = CandidateCode(id="k-1", name="冷", segment_ids=segments.ids, quotes=segments.ids)

    (quote,) = suggest(candidate, segments, make_embeddings(segments, [[1, 0]]), {}).quotes

    assert quote == "P1: " + "冷" * LONGEST_QUOTE + " …"


@pytest.mark.parametrize(
    ("people", "words"),
    [(["A", "A"], "2 segments, 1 participant, 1 session"), (["A", None], "2 segments, 1 session")],
)
def test_participants_are_counted_only_where_all_are_known(people: list, words: str) -> None:
    assert count_in_words(list(make_segments("Cold.", "Noisy.", people=people))) == words
