"""Segments drawn for a second coder."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thematica.steps.draw import NO_CANDIDATE, draw_share, draw_whole

STRATA = [
    (f"s{session}", candidate)
    for session in range(6)
    for candidate, n in (("k-1", 9), ("k-2", 4), (NO_CANDIDATE, 12))
    for _ in range(n)
]


def test_a_fifth_is_a_fifth_in_every_session_to_within_one() -> None:
    drawn = draw_share(STRATA, 0.2, seed=1)

    assert len(drawn.at_random) == len(STRATA) // 5
    assert set(Counter(STRATA[i][0] for i in drawn.at_random).values()) <= {4, 5, 6}
    cells = Counter(STRATA[i] for i in drawn.at_random)
    assert all(abs(cells[cell] - 0.2 * n) < 1 for cell, n in Counter(STRATA).items())
    assert drawn.added == ()


def test_the_same_seed_draws_the_same_and_another_others() -> None:
    assert draw_share(STRATA, 0.2, seed=1) == draw_share(STRATA, 0.2, seed=1)
    assert draw_share(STRATA, 0.2, seed=1) != draw_share(STRATA, 0.2, seed=2)


def test_every_segment_has_the_same_chance() -> None:
    n = 2000
    times = Counter(i for seed in range(n) for i in draw_share(STRATA, 0.1, seed).at_random)

    wanted = 0.1 * n
    assert set(times) == set(range(len(STRATA)))
    assert all(abs(times[i] - wanted) < 5 * (wanted * 0.9) ** 0.5 for i in range(len(STRATA)))


def test_a_rare_candidate_and_a_short_session_are_seen_and_said_to_be_added() -> None:
    strata = [("s1", NO_CANDIDATE)] * 300 + [("s1", "k-rare")] + [("s2", NO_CANDIDATE)]

    drawn = [draw_share(strata, 0.02, seed) for seed in range(20)]

    assert all({300, 301} <= {*each.at_random, *each.added} for each in drawn)
    assert any(300 in each.added for each in drawn)
    assert all(len(each.at_random) == 6 for each in drawn)


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["", "x", "y"])), max_size=60),
    st.floats(0.01, 1),
    st.integers(0, 1000),
)
def test_whatever_the_strata_as_many_are_drawn_as_asked_for(
    strata: list[tuple[str, str]], share: float, seed: int
) -> None:
    drawn = draw_share(strata, share, seed)

    assert len(drawn.at_random) == (min(len(strata), max(1, round(share * len(strata)))) if strata else 0)
    assert not set(drawn.at_random) & set(drawn.added)
    both = {*drawn.at_random, *drawn.added}
    assert {strata[i][0] for i in both} == {session for session, _ in strata}
    assert {strata[i][1] for i in both} | {""} == {candidate for _, candidate in strata} | {""}


@pytest.mark.parametrize(("share", "n"), [(0.5, 2), (0.01, 1), (1, 4)])
def test_documents_are_drawn_whole(share: float, n: int) -> None:
    documents = ["a", "a", "b", "c", "c", "c", "d"]

    drawn = draw_whole(documents, share, seed=3)

    chosen = {documents[i] for i in drawn.at_random}
    assert len(chosen) == n
    assert len(drawn.at_random) == sum(documents.count(name) for name in chosen)
    assert draw_whole([], share, seed=3).at_random == ()
