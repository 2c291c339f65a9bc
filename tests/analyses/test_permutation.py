from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thematica.analyses.permutation import Design, measure_likeness, permute_groups, plan_exchange
from thematica.analyses.proportions import fisher_exact
from thematica.errors import AnalysisError

X, M = [5, 4, 6, 1, 2, 1], [6, 6, 7, 6, 7, 5]


def arms(*sizes: int) -> Design:
    groups = np.repeat(np.arange(len(sizes)), sizes)
    return Design(groups, np.zeros(len(groups), dtype=np.intp))


def column(*counts: float) -> np.ndarray:
    return np.array(counts, dtype=float)[:, None]


def test_three_against_three_sessions_cannot_come_below_a_tenth() -> None:
    found = permute_groups(column(*X), M, arms(3, 3))

    assert found.observed[0] == pytest.approx(0.567251, abs=5e-7)
    assert found.p[0] == pytest.approx(2 / 20)
    assert (found.n_allocations, found.n_drawn) == (20, 0)
    # As if participants had not heard each other:
    assert fisher_exact(15, 4, 4, 14) == pytest.approx(0.0009, abs=5e-5)


def test_four_against_four_sessions_are_found_again() -> None:
    found = permute_groups(column(5, 4, 6, 2, 1, 2, 1, 3), [6, 6, 7, 6, 6, 7, 5, 6], arms(4, 4))

    assert found.observed[0] == pytest.approx(0.388333, abs=5e-7)
    assert found.p[0] == pytest.approx(4 / 70)
    assert fisher_exact(17, 8, 7, 17) == pytest.approx(0.0101, abs=5e-5)


@pytest.mark.parametrize(
    ("sizes", "floor"),
    [((3, 3), 0.1), ((4, 4), 0.02857), ((5, 5), 0.00794), ((6, 6), 0.00216), ((2, 4), 0.0667), ((3, 4), 0.0286)],
)
def test_the_smallest_possible_p_is_known_beforehand(sizes: tuple[int, int], floor: float) -> None:
    assert arms(*sizes).smallest_p == pytest.approx(floor, abs=5e-5)


def test_the_smallest_possible_p_is_reached_where_all_of_one_group_differ() -> None:
    found = permute_groups(column(3, 3, 3, 0, 0, 0, 0), [3] * 7, arms(3, 4))

    assert found.p[0] == pytest.approx(found.smallest_p) == pytest.approx(1 / 35)


@pytest.mark.parametrize(("b", "c", "p"), [(1, 8, 0.0390625), (8, 1, 0.0390625), (0, 0, 1.0), (3, 3, 1.0)])
def test_within_sessions_two_groups_give_mcnemars_p(b: int, c: int, p: float) -> None:
    pairs = [[1, 0]] * b + [[0, 1]] * c + [[1, 1], [0, 0]]  # who does not differ says nothing
    groups, sessions = np.tile([0, 1], len(pairs)), np.repeat(np.arange(len(pairs)), 2)

    found = permute_groups(column(*[x for pair in pairs for x in pair]), np.ones(len(groups)), Design(groups, sessions))

    assert found.p[0] == pytest.approx(p)


def test_a_session_of_one_group_says_nothing_where_labels_are_exchanged_within() -> None:
    design = Design(np.array([0, 0, 0, 1, 0, 1]), np.array([0, 0, 1, 1, 2, 2]))

    assert design.n_allocations == 4


def test_too_many_allocations_are_drawn_and_p_has_an_error() -> None:
    x = column(*[1] * 7, *[0] * 5, *[1] * 3, *[0] * 9)
    found = permute_groups(x, np.ones(24), arms(12, 12))

    exact = fisher_exact(7, 5, 3, 9)
    assert found.n_drawn == 9_999
    assert found.p[0] == pytest.approx(exact, abs=4 * found.error[0])
    assert found.p[0] == permute_groups(x, np.ones(24), arms(12, 12)).p[0]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2), st.integers(0, 3)), min_size=4, max_size=7),
    st.randoms(use_true_random=False),
)
def test_no_p_is_below_the_smallest_possible_one_and_names_of_groups_do_not_matter(
    units: list[tuple[int, int, int]], random: object
) -> None:
    _, groups = np.unique([g for g, _, _ in units], return_inverse=True)
    _, blocks = np.unique([b for _, b, _ in units], return_inverse=True)
    if len(set(groups.tolist())) < 2:
        return
    x = column(*[v for _, _, v in units])
    m = np.full(len(units), 3.0)
    found = permute_groups(x, m, Design(groups, blocks))
    names = list(range(groups.max() + 1))
    random.shuffle(names)
    order = list(range(len(units)))
    random.shuffle(order)
    again = permute_groups(x[order], m, Design(np.array(names)[groups][order], blocks[order]))

    assert found.smallest_p - 1e-12 <= found.p[0] <= 1
    assert again.p[0] == pytest.approx(found.p[0])
    assert again.smallest_p == pytest.approx(found.smallest_p)


def test_drawn_labels_stay_within_their_session() -> None:
    from thematica.analyses.permutation import draw_allocations

    design = Design(np.array([0, 1, 1, 0, 0, 1]), np.array([0, 0, 0, 1, 1, 1]))
    (labels,) = draw_allocations(design, 200, 1)

    assert labels.shape == (200, 6)
    assert (labels[:, :3].sum(axis=1) == 2).all()
    assert (labels[:, 3:].sum(axis=1) == 1).all()
    assert len(np.unique(labels, axis=0)) == 9


def test_one_group_cannot_be_tested() -> None:
    with pytest.raises(AnalysisError, match="two groups"):
        permute_groups(column(1, 2), [3, 3], arms(2))


def likeness(x: list[int], m: list[int], groups: list[int] | None = None) -> float:
    of = np.array(groups or [0] * len(m), dtype=np.intp)
    (found,) = measure_likeness(column(*x), np.array(m, dtype=float), of)
    return float(found)


def test_the_likeness_of_those_who_met_is_found_again() -> None:
    assert likeness(X, M) == pytest.approx(0.264911, abs=5e-7)


def test_what_groups_differ_by_is_no_likeness_of_those_who_met() -> None:
    rooms = [6, 6, 0, 0], [6, 6, 6, 6]

    assert likeness(*rooms) == pytest.approx(1)
    assert np.isnan(likeness(*rooms, [0, 0, 1, 1]))
    assert likeness(X, M, [0, 0, 0, 1, 1, 1]) < likeness(X, M)


@pytest.mark.parametrize(
    ("x", "m", "groups"),
    [
        ([3], [5], None), ([1, 0], [1, 1], None), ([0, 0], [5, 5], None), ([5, 5], [5, 5], None),
        ([3, 1], [5, 5], [0, 1]),
    ],
)  # fmt: skip
def test_no_likeness_can_be_estimated_where_nothing_varies(
    x: list[int], m: list[int], groups: list[int] | None
) -> None:
    assert np.isnan(likeness(x, m, groups))


def test_a_negative_likeness_is_told() -> None:
    assert likeness([3, 3, 3, 3], [6, 6, 6, 6]) == pytest.approx(-1 / 5)


@pytest.mark.parametrize(
    ("groups", "sessions", "expected"),
    [
        ([0, 1, 1], [0, 1, 2], ([0, 1, 1], [0, 0, 0], [0, 1, 2])),
        ([0, 0, 1, 1], [0, 0, 1, 2], ([0, 1, 1], [0, 0, 0], [0, 0, 1, 2])),
        ([0, 1, 1, 1], [0, 0, 1, 1], ([0, 1, 1, 1], [0, 0, 1, 1], [0, 1, 2, 3])),
    ],
)
def test_groups_are_exchanged_at_the_level_at_which_they_were_given(
    groups: list[int], sessions: list[int], expected: tuple[list[int], list[int], list[int]]
) -> None:
    design, carry = plan_exchange(np.array(groups), np.array(sessions))

    assert (design.groups.tolist(), design.blocks.tolist(), carry.tolist()) == expected
