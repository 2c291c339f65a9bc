"""What the machine leaves open so that at most a stated share of its codes is wrong."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thematica.model.protocols import Fit
from thematica.steps.abstain import Given, find_cut, leave_open

SHARES = st.floats(0.01, 0.99)


def upper(n_wrong: int, n: int) -> float:
    """Wilson's upper limit, written out once more."""
    z, p = 1.645, n_wrong / n
    return (p + z**2 / (2 * n) + z * ((p * (1 - p) + z**2 / (4 * n)) / n) ** 0.5) / (1 + z**2 / n)


def draw(n: int, seed: int = 0, exactness: float = 1.0) -> tuple[Fit, np.ndarray]:
    """Draw strengths that are as true as they say (or shifted), the codes that fit, and the truth."""
    random = np.random.default_rng(seed)
    strengths = np.round(random.beta(1, 1, size=(n, 3)), 3)
    return Fit(strengths, strengths >= 0.4), random.random((n, 3)) < strengths * exactness


def run(n: int, n_looked_at: int, error: float, seed: int = 0, exactness: float = 1.0) -> tuple[Given, Fit, np.ndarray]:
    fit, truth = draw(n, seed, exactness)
    looked_at = np.arange(n_looked_at)
    return leave_open(fit, looked_at, truth[looked_at], np.arange(n), error), fit, truth


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9), st.booleans()), max_size=60), SHARES)
def test_the_cut_is_the_lowest_from_which_on_the_upper_limit_is_the_stated_error(
    found: list[tuple[int, bool]], error: float
) -> None:
    found = sorted(found, reverse=True)
    strengths, wrong = np.array([s for s, _ in found]) / 10, np.array([w for _, w in found], dtype=bool)

    cut = find_cut(strengths, wrong, error)

    kept = {s for s in strengths if upper(int(wrong[strengths >= s].sum()), int((strengths >= s).sum())) <= error}
    assert cut == min(kept, default=float("inf"))


@pytest.mark.parametrize("error", [0.1, 0.2, 0.3])
@pytest.mark.parametrize("exactness", [1.0, 0.85])
def test_of_what_is_given_where_nobody_has_looked_at_most_the_stated_share_is_wrong(
    error: float, exactness: float
) -> None:
    broken = 0
    for seed in range(40):
        found, _, truth = run(1200, 300, error, seed, exactness)
        codes = found.codes[300:]
        broken += int((codes & ~truth[300:]).sum()) > error * codes.sum()

    assert broken <= 8  # of 40: 1 in 10, and what chance adds; without the limit's margin it is 1 in 2


def test_a_stricter_promise_gives_fewer_codes_and_never_one_that_did_not_fit() -> None:
    sets = [run(600, 300, error)[0].codes for error in (0.1, 0.2, 0.3, 0.4)]

    assert sets[0].sum() < sets[1].sum() < sets[2].sum() < sets[3].sum()
    for fewer, more in pairwise(sets):
        assert not (fewer & ~more).any()
    assert not (sets[-1] & ~run(600, 300, 0.4)[1].fits).any()


def test_her_answer_on_a_segment_plays_no_part_in_what_is_left_open_there() -> None:
    fit, truth = draw(200)
    looked_at, together = np.arange(120), np.arange(200)
    together[[3, 4, 5]] = 3
    before = leave_open(fit, looked_at, truth[looked_at], together, 0.25)
    assert before.codes[:120].any()
    for here in ([3, 4, 5], [17], [60]):
        for answer in (True, False):
            hers = truth[looked_at].copy()
            hers[here] = answer

            after = leave_open(fit, looked_at, hers, together, 0.25)

            assert (after.codes[here] == before.codes[here]).all()


def test_without_anything_to_go_by_everything_is_left_open() -> None:
    fit, truth = draw(50)
    none = np.zeros(0, dtype=np.intp)

    found = leave_open(fit, none, truth[none], np.arange(50), 0.3)

    assert not found.codes.any()
    assert (found.n_checked, found.n_wrong) == (0, 0)


def test_what_the_promise_rests_on_is_counted() -> None:
    found, fit, truth = run(600, 300, 0.25)
    sure = np.sort(fit.strengths[300:][found.codes[300:]])[0]

    looked = fit.fits[:300] & (fit.strengths[:300] >= sure)
    assert abs(found.n_checked - int(looked.sum())) <= 3  # the cut lies between two strengths
    assert found.n_wrong / found.n_checked < 0.25
    assert found.n_wrong <= int((looked & ~truth[:300]).sum())
