from __future__ import annotations

import numpy as np
import pytest

from benchmarks.candidates.measures import measure_b_cubed, measure_harmonic_purity, measure_information

# Manning, Raghavan and Schütze (2008), fig. 16.4: three clusters of crosses, circles and diamonds.
BOOK_CODES = np.array(["xod".index(code) for code in "xxxxxo" + "xooood" + "xxddd"])
BOOK_GROUPS = np.repeat([0, 1, 2], [6, 6, 5])


def give(codes: str) -> np.ndarray:
    """Give which codes each item has: items are separated by blanks, each letter is a code."""
    items = codes.split()
    letters = sorted(set("".join(items)))
    return np.array([[letter in item for letter in letters] for item in items])


def test_the_clusters_of_the_book_have_their_adjusted_mutual_information() -> None:
    assert measure_information(BOOK_CODES, BOOK_GROUPS) == pytest.approx(0.26018, abs=5e-6)


def test_the_clusters_of_the_book_have_their_b_cubed() -> None:
    truth = BOOK_CODES[:, None] == np.arange(3)

    assert measure_b_cubed(truth, BOOK_GROUPS) == pytest.approx(0.57586, abs=5e-6)


def test_the_clusters_of_the_book_have_their_class_weighted_f() -> None:
    truth = BOOK_CODES[:, None] == np.arange(3)

    assert measure_harmonic_purity(truth, BOOK_GROUPS) == pytest.approx(0.70690, abs=5e-6)


@pytest.mark.parametrize(("groups", "expected"), [("AAABBCC", 0.8136), ("AAAAABB", 0.9134)])
def test_items_with_several_codes_have_the_published_b_cubed(groups: str, expected: float) -> None:
    labels = np.array(["ABC".index(group) for group in groups])

    assert measure_b_cubed(give("gb gb g b b d d"), labels) == pytest.approx(expected, abs=5e-5)


def test_names_of_groups_do_not_matter_and_one_group_an_item_is_not_rewarded() -> None:
    truth, alone = give("gb gb g b b d d"), np.arange(7)
    labels = np.array([0, 0, 0, 1, 1, 2, 2])

    assert measure_b_cubed(truth, labels) == pytest.approx(measure_b_cubed(truth, 2 - labels))
    assert measure_b_cubed(truth, alone) < measure_b_cubed(truth, labels)
    assert measure_information(BOOK_CODES, np.arange(len(BOOK_CODES))) == pytest.approx(0, abs=1e-9)


def test_groups_at_random_tell_nothing_about_codes() -> None:
    random = np.random.default_rng(1)
    codes = random.integers(0, 5, 400)

    found = [measure_information(codes, random.integers(0, 5, 400)) for _ in range(20)]

    assert abs(float(np.mean(found))) < 0.01
