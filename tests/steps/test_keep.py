"""Known groups are kept, and what is new finds its place."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from thematica.steps.keep import keep_groups, known_groups
from thematica.steps.recognise import align_keys, renew

# Two heaps of three, then: near the first, near the second, near none, near none.
ROWS = np.array(
    [
        *([1, 0, 0], [0.98, 0.1, 0], [0.98, 0, 0.1]),
        *([0, 1, 0], [0.1, 0.98, 0], [0, 0.98, 0.1]),
        *([0.99, 0.05, 0.05], [0.05, 0.99, 0], [0, 0, 1], [0.02, 0.02, 1]),
    ],
    dtype=np.float32,
)
KNOWN = np.array([0, 0, 0, 1, 1, 1, -1, -1, -1, -1])
UNCHANGED = np.zeros(10, dtype=np.bool_)


def together(rows: NDArray[np.intp]) -> NDArray[np.intp]:
    return np.zeros(len(rows), dtype=np.intp)


def apart(rows: NDArray[np.intp]) -> NDArray[np.intp]:
    return np.full(len(rows), -1, dtype=np.intp)


def test_what_is_known_stays_and_what_is_new_goes_to_the_nearest_or_among_itself() -> None:
    assert keep_groups(ROWS, KNOWN, UNCHANGED, together).tolist() == [0, 0, 0, 1, 1, 1, 0, 1, 2, 2]


def test_what_lies_near_no_group_and_near_nothing_new_is_left_out() -> None:
    assert keep_groups(ROWS, KNOWN, UNCHANGED, apart).tolist()[8:] == [-1, -1]


def test_a_corrected_text_keeps_its_group_while_it_lies_near_it() -> None:
    corrected = UNCHANGED.copy()
    corrected[6] = True
    known = KNOWN.copy()
    known[6] = 0

    assert keep_groups(ROWS, known, corrected, apart)[6] == 0


def test_a_text_put_in_the_place_of_another_with_quite_other_words_is_new() -> None:
    known, corrected = KNOWN.copy(), UNCHANGED.copy()
    known[[7, 8]], corrected[[7, 8]] = 0, True

    labels = keep_groups(ROWS, known, corrected, apart)

    assert (labels[7], labels[8]) == (1, -1)


def test_a_group_of_which_every_text_was_corrected_keeps_its_number() -> None:
    corrected = KNOWN == 0

    labels = keep_groups(ROWS, KNOWN, corrected, apart)

    assert 0 in labels[:3]
    assert set(labels[:3].tolist()) <= {0, -1}


def test_a_group_nothing_is_left_of_leaves_its_number_free() -> None:
    known = np.where(KNOWN == 0, -1, KNOWN)

    labels = keep_groups(ROWS, known, UNCHANGED, together)

    assert set(labels[3:6].tolist()) == {1}
    assert 0 not in labels


@pytest.mark.parametrize("n", [0, 1])
def test_few_texts_are_a_case_like_any_other(n: int) -> None:
    assert keep_groups(ROWS[:n], KNOWN[:n], UNCHANGED[:n], together).tolist() == [0] * n


def test_a_text_that_occurs_several_times_is_known_by_any_of_its_segments() -> None:
    assert known_groups([["x", "b"], ["y"]], [["a"], ["b"]]).tolist() == [1, -1]


def test_a_corrected_segment_has_the_key_of_what_stands_in_its_place() -> None:
    successors = align_keys({"d": ["a", "b", "c"], "e": ["x"]}, {"d": ["a", "B", "c"], "e": ["x"]})

    assert successors == {"b": ("B",)}
    assert renew({"k": ("a", "b"), "l": ("c",)}, successors) == {"k": ("a", "B"), "l": ("c",)}


def test_a_segment_that_was_split_has_two_successors_and_joined_ones_share_theirs() -> None:
    assert align_keys({"d": ["a", "b", "c"]}, {"d": ["a", "b1", "b2", "c"]}) == {"b": ("b1", "b2")}
    assert align_keys({"d": ["a", "b", "c", "d"]}, {"d": ["a", "bc", "d"]}) == {"b": ("bc",), "c": ("bc",)}


def test_a_segment_that_is_still_there_has_no_successor() -> None:
    assert align_keys({"d": ["a", "b"]}, {"d": ["b", "new"]}).get("b") is None
