"""The default coding model, from no decision to many."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from thematica.backends.combination import (
    BY_DESCRIPTION,
    START,
    best_cut,
    combine_evidence,
    fit_combination,
    lead,
    measure_likeness,
)
from thematica.backends.linear_coder import MOST_CODES, LinearCoder
from thematica.backends.ridge import PENALTY, Inverse, invert, regress
from thematica.backends.text_features import TextFeatures
from thematica.model.protocols import Fit, Vectors

AXES = np.eye(8, dtype=np.float32)
DESCRIPTIONS = [AXES[0:1], AXES[1:2], AXES[2:3]]
SAID = ("the lab was cold", "nobody answers mail", "the bus is late")


def draw(n: int, seed: int = 0, noise: float = 0.35) -> tuple[Vectors, list[str], NDArray[np.intp]]:
    """Draw texts about three things in turn, with their vectors and what they are about."""
    about = np.arange(n) % 3
    rows = AXES[about] + noise * np.random.default_rng(seed).normal(size=(n, 8))
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return rows.astype(np.float32), [f"{SAID[a]} {i}" for i, a in enumerate(about)], about


EVERYTHING = TextFeatures(*draw(60)[:2]).kernel(np.arange(60))


def assign(n: int, taught: dict[int, frozenset[int]], together: NDArray[np.intp] | None = None, seed: int = 0) -> Fit:
    vectors, texts, _ = draw(n, seed)
    groups = np.arange(n) if together is None else together
    return LinearCoder().assign(vectors, texts, DESCRIPTIONS, taught, groups)


def teach(n: int, codes: tuple[int, int, int] = (0, 1, 2)) -> dict[int, frozenset[int]]:
    return {i: frozenset({codes[i % 3]}) for i in range(n)}


def share_right(fit: Fit, codes: tuple[int, int, int] = (0, 1, 2), since: int = 0) -> float:
    wanted = np.eye(3, dtype=bool)[np.array(codes)[np.arange(len(fit.fits)) % 3]]
    return float((fit.fits[since:] == wanted[since:]).mean())


def test_without_a_decision_the_codes_with_the_likest_descriptions_fit() -> None:
    fit = assign(60, {})

    assert share_right(fit) > 0.85
    assert (fit.fits.sum(axis=1) <= MOST_CODES).all()


def test_strengths_are_probabilities_and_what_fits_is_stronger_than_what_does_not() -> None:
    for taught in ({}, teach(30)):
        fit = assign(60, taught)

        assert ((fit.strengths >= 0) & (fit.strengths <= 1)).all()
        later = slice(30, None)
        for j in range(3):
            fits = fit.fits[later, j]
            assert fit.strengths[later, j][fits].min() >= fit.strengths[later, j][~fits].max()


def test_what_a_person_shows_goes_before_the_description() -> None:
    turned = (1, 2, 0)  # she uses each code for what another one's description says

    fit = assign(120, teach(60, turned), seed=1)

    assert share_right(fit, turned, since=60) > 0.9


@pytest.mark.parametrize("n_taught", [0, 1, 2, 5])
def test_few_decisions_are_a_case_like_any_other(n_taught: int) -> None:
    fit = assign(30, teach(n_taught))

    assert fit.strengths.shape == fit.fits.shape == (30, 3)
    assert np.isfinite(fit.strengths).all()


def test_nothing_to_code_and_nothing_to_code_with_are_results() -> None:
    none = np.zeros(0, dtype=np.intp)

    assert LinearCoder().assign(AXES[:0], [], DESCRIPTIONS, {}, none).fits.shape == (0, 3)
    assert LinearCoder().assign(AXES[:3], ["a", "b", "c"], [], {}, np.arange(3)).fits.shape == (3, 0)


def test_texts_without_words_are_a_case_like_any_other() -> None:
    fit = LinearCoder().assign(AXES[:4], ["", ".", "🙂", ""], DESCRIPTIONS, {0: frozenset({0})}, np.arange(4))

    assert np.isfinite(fit.strengths).all()


@pytest.mark.parametrize("row", [0, 7, 31])
def test_her_answer_on_a_segment_plays_no_part_in_the_machines_there(row: int) -> None:
    taught = teach(40)
    before = assign(90, taught)

    for codes in (frozenset(), frozenset({0, 1, 2})):
        after = assign(90, {**taught, row: codes})

        assert np.allclose(after.strengths[row], before.strengths[row], atol=1e-9)
        assert (after.fits[row] == before.fits[row]).all()


def test_her_answers_on_what_belongs_together_play_no_part_in_it_either() -> None:
    together = np.arange(90)
    together[[4, 5, 6]] = 4
    taught = teach(40)
    before = assign(90, taught, together)

    after = assign(90, {**taught, 4: frozenset(), 5: frozenset({0, 1}), 6: frozenset()}, together)

    assert np.allclose(after.strengths[[4, 5, 6]], before.strengths[[4, 5, 6]], atol=1e-9)
    assert (after.fits[[4, 5, 6]] == before.fits[[4, 5, 6]]).all()
    alone = assign(90, {**taught, 5: frozenset({0, 1})})
    assert not np.allclose(alone.strengths[4], assign(90, taught).strengths[4], atol=1e-6)


def test_if_all_that_was_taught_belongs_together_the_descriptions_decide_there() -> None:
    together = np.zeros(30, dtype=np.intp)

    fit = assign(30, teach(6, (1, 2, 0)), together)

    assert np.array_equal(fit.strengths[:6], assign(30, {}).strengths[:6])


def test_the_same_inputs_give_the_same_answer_and_are_not_changed() -> None:
    vectors, texts, _ = draw(60)
    vectors.setflags(write=False)
    coder = LinearCoder()

    first, second = (coder.assign(vectors, texts, DESCRIPTIONS, teach(20), np.arange(60)) for _ in range(2))
    other = LinearCoder().assign(vectors, texts, DESCRIPTIONS, teach(20), np.arange(60))

    for again in (second, other):
        assert np.array_equal(first.strengths, again.strengths)
        assert np.array_equal(first.fits, again.fits)


def test_other_texts_are_not_taken_for_the_ones_before() -> None:
    coder = LinearCoder()
    vectors, texts, _ = draw(30)
    coder.assign(vectors, texts, DESCRIPTIONS, teach(9), np.arange(30))

    changed = coder.assign(vectors, texts[::-1], DESCRIPTIONS, teach(9), np.arange(30))

    fresh = LinearCoder().assign(vectors, texts[::-1], DESCRIPTIONS, teach(9), np.arange(30))
    assert np.array_equal(changed.strengths, fresh.strengths)


@pytest.mark.parametrize("kept", [np.arange(20), np.setdiff1d(np.arange(20), [1, 4, 11, 19])])
def test_the_regression_without_a_group_is_the_regression_that_never_saw_it(kept: NDArray[np.intp]) -> None:
    vectors, texts, about = draw(40)
    k = TextFeatures(vectors, texts).kernel(np.arange(20))[:, :20]
    codes = np.eye(3, dtype=np.float32)[about[kept]]
    groups = np.array([0, 0, 1, 2, 2, 2, *range(3, 17)])[kept]

    weights, own, left = regress(Inverse(invert(k), kept), codes, groups)

    k = k[np.ix_(kept, kept)].astype(float)
    for group in np.unique(groups):
        mine, rest = groups == group, groups != group
        without = np.linalg.solve(k[np.ix_(rest, rest)] + PENALTY * np.eye(rest.sum()), codes[rest])
        assert np.allclose(own[mine], k[np.ix_(mine, rest)] @ without, atol=1e-6)
        assert np.allclose(left[mine], codes[rest].sum(axis=0))
    assert np.allclose(weights, np.linalg.solve(k + PENALTY * np.eye(len(kept)), codes), atol=1e-9)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sets(st.integers(0, 59), min_size=1), min_size=1, max_size=5))
def test_a_likeness_is_the_same_to_the_last_digit_whatever_was_asked_before(asked: list[set[int]]) -> None:
    vectors, texts, _ = draw(60)
    features = TextFeatures(vectors, texts)

    for rows in (np.array(sorted(each)) for each in asked):
        found = features.kernel(rows)

        assert np.array_equal(found, EVERYTHING[rows])


def test_decisions_taken_one_by_one_end_where_all_at_once_do() -> None:
    vectors, texts, _ = draw(90)
    coder, taught = LinearCoder(), teach(30)
    order = np.random.default_rng(2).permutation(30)

    for n in range(1, 31):
        fit = coder.assign(vectors, texts, DESCRIPTIONS, {int(i): taught[int(i)] for i in order[:n]}, np.arange(90))

    once = LinearCoder().assign(vectors, texts, DESCRIPTIONS, taught, np.arange(90))
    assert np.array_equal(fit.strengths, once.strengths)
    assert np.array_equal(fit.fits, once.fits)


def test_the_lead_is_measured_from_the_best_other() -> None:
    assert np.allclose(lead(np.array([[3.0, 1.0, 2.0]])), [[1.0, -2.0, -1.0]])
    assert lead(np.array([[3.0]])).tolist() == [[0.0]]


def test_likeness_is_that_which_codes_do_not_share() -> None:
    shared = [AXES[0:1] + AXES[7:8], AXES[1:2] + AXES[7:8], AXES[2:3] + AXES[7:8]]
    vectors = np.vstack([AXES[:3], AXES[7:8]])

    likeness = measure_likeness(vectors, shared)

    assert likeness[:3].argmax(axis=1).tolist() == [0, 1, 2]
    assert np.ptp(likeness[3]) < 1e-5


def test_what_was_learnt_counts_ever_less_as_it_grows() -> None:
    one, two, four = (
        combine_evidence(np.array([[size]]), np.zeros((1, 1)), np.ones(1), np.array([9]))[0, 0] for size in (1, 2, 4)
    )

    assert one[0] < two[0] < 1.5 * one[0]
    assert two[0] < four[0] < 1.5 * two[0]
    assert (four[1:] == one[1:]).all()


def test_strengths_are_as_high_as_they_are_right_also_where_people_are_of_two_minds() -> None:
    vectors, texts, about = draw(600, noise=0.5)
    random = np.random.default_rng(3)
    other = (about + random.integers(1, 3, size=600)) % 3
    said = np.where(random.random(600) < 0.3, other, about)  # nobody can be right more often than 7 times in 10
    coder = LinearCoder()

    fit = coder.assign(vectors, texts, DESCRIPTIONS, {i: frozenset({int(said[i])}) for i in range(300)}, np.arange(600))

    strong = fit.strengths[300:].max(axis=1) >= 0.6
    right = fit.strengths[300:].argmax(axis=1)[strong] == said[300:][strong]
    assert strong.sum() > 50
    assert abs(float(fit.strengths[300:].max(axis=1)[strong].mean()) - float(right.mean())) < 0.08


def test_few_decisions_leave_the_combination_near_its_start_and_many_move_it() -> None:
    random = np.random.default_rng(0)

    def moved(n: int) -> float:
        evidence = random.normal(size=(n, 8))
        return float(np.abs(fit_combination(evidence, (evidence[:, 0] < 0).astype(float), START) - START).max())

    assert moved(3) < 1 < 2 < moved(3000)


@pytest.mark.parametrize("seed", range(5))
def test_the_best_cut_has_the_best_expected_kappa(seed: int) -> None:
    strengths = np.random.default_rng(seed).beta(0.5, 2, size=(40, 1))

    def expect(cut: float) -> float:
        taken = strengths[:, 0] >= cut
        right, share, rate = strengths[taken, 0].sum() / 40, taken.mean(), strengths.mean()
        return (2 * (right - rate * share)) / (rate + share - 2 * rate * share)

    assert expect(best_cut(strengths)[0]) == pytest.approx(max(expect(s) for s in strengths[:, 0]))


def test_the_constants_are_as_many_as_what_they_weigh() -> None:
    assert (len(START), len(BY_DESCRIPTION)) == (8, 4)
