from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thematica.analyses.denominators import find_denominators
from thematica.errors import AnalysisError

# Study C (Pak J Med Sci 41(2), 2025): counts and percentages as published, of 362 questionnaires.
STUDY_C = [
    ("first", 141, 40), ("second", 131, 35), ("third", 22, 6), ("fourth", 10, 3), ("none seen", 107, 29),
    ("positive", 327, "90.3"),
]  # fmt: skip
FOUND = find_denominators(STUDY_C, candidates=[("asked", 362)])


def test_the_published_percentages_of_study_c_fit_no_single_denominator() -> None:
    ranges = {c.name: (c.lowest, c.highest) for c in FOUND.counts}

    assert ranges["first"] == (349, 356)
    assert ranges["second"] == (370, 379)
    assert ranges["positive"] == (362, 362)
    assert FOUND.shared is None
    assert ("first", "second") in [(one.name, other.name) for one, other in FOUND.conflicts]


def test_the_sets_that_can_share_a_denominator_are_as_large_as_can_be() -> None:
    sets = [tuple(c.name for c in each) for each in FOUND.sets]

    assert sets == [
        ("first", "third", "fourth"), ("second", "third", "fourth", "none seen"), ("third", "fourth", "positive"),
    ]  # fmt: skip


def test_study_c_of_its_362_questionnaires_comes_with_intervals() -> None:
    frame = FOUND.to_frame().set_index("name")

    assert frame.loc["first", "share of asked"] == pytest.approx(0.390, abs=0.0005)
    assert frame.loc["second", "share of asked"] == pytest.approx(0.362, abs=0.0005)
    assert frame.loc["first", "low of asked"] == pytest.approx(0.3407, abs=0.00005)
    assert frame.loc["first", "high of asked"] == pytest.approx(0.4406, abs=0.00005)
    assert frame["fits asked"].tolist() == [False, False, True, True, False, True]


def test_the_description_says_what_does_not_come_out_as_printed() -> None:
    described = FOUND.describe()

    assert "No denominator fits them all" in described
    assert "141 is 39.0%, not 40%" in described
    assert "131 is 36.2%, not 35%" in described
    assert "107 is 29.6%, not 29%" in described
    assert "Together they count 738" in described


@given(st.integers(1, 400), st.lists(st.integers(0, 400), min_size=1, max_size=5), st.integers(0, 2))
def test_percentages_that_were_made_of_one_denominator_share_it(of: int, counts: list[int], digits: int) -> None:
    printed = [(f"c{i}", min(n, of), f"{100 * min(n, of) / of:.{digits}f}") for i, n in enumerate(counts)]

    found = find_denominators(printed)

    assert found.shared is not None
    assert found.shared[0] <= of
    assert found.shared[1] is None or of <= found.shared[1]
    assert found.conflicts == ()
    assert len(found.sets) == 1


@given(st.integers(0, 300), st.integers(0, 100))
def test_a_count_fits_just_the_denominators_that_give_its_percentage(n: int, percent: int) -> None:
    (count,) = find_denominators([("only", n, percent)]).counts

    for of in range(max(n, 1), 700):
        exact = Decimal(100 * n) / of
        assert count.fits(of) == (abs(exact - percent) <= Decimal("0.5"))


def test_decimals_count_as_printed() -> None:
    (whole,) = find_denominators([("only", 50, "50")]).counts
    (fine,) = find_denominators([("only", 50, "50.0")]).counts

    assert (whole.lowest, whole.highest) == (100, 101)
    assert (fine.lowest, fine.highest) == (100, 100)


def test_a_percentage_that_no_denominator_gives_is_told() -> None:
    found = find_denominators([("odd", 1, 99)])

    assert found.shared is None
    assert found.sets == ()
    assert "fits no denominator" in found.describe()


def test_all_that_fit_are_told_as_a_range() -> None:
    found = find_denominators([("a", 1, 50), ("b", 2, 100)], candidates=[("answered", 2)])

    assert found.shared == (2, 2)
    assert "All can be of 2." in found.describe()
    assert "Of 2 (answered) all come out as printed." in found.describe()
    assert "one fits all" in repr(found)
    assert "All can be of 2." in found._repr_html_()


def test_no_denominator_is_smaller_than_what_was_counted() -> None:
    (count,) = find_denominators([("all", 1000, 100)]).counts

    assert (count.lowest, count.highest) == (1000, 1005)


def test_nobody_fits_any_denominator() -> None:
    found = find_denominators([("nobody", 0, 0)], candidates=[("asked", 5)])

    assert found.shared == (1, None)
    assert "1 or more" in found.describe()


@pytest.mark.parametrize("wrong", [("a", -1, 5), ("a", 1, 101), ("a", 1, "many"), ("a", 1, "nan")])
def test_what_cannot_be_is_refused(wrong: tuple[str, int, str | int]) -> None:
    with pytest.raises(AnalysisError, match="a: "):
        find_denominators([wrong])


def test_a_name_twice_or_a_denominator_of_nothing_is_refused() -> None:
    with pytest.raises(AnalysisError, match="twice: a"):
        find_denominators([("a", 1, 5), ("a", 2, 5)])
    with pytest.raises(AnalysisError, match="below 1: asked"):
        find_denominators([("a", 1, 5)], candidates=[("asked", 0)])
