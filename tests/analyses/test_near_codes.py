"""Near codes: each the other's nearest, and nearer than what the researcher herself keeps apart."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from tests.analyses.builders_of_strands import (
    DESCRIBED,
    FACULTY,
    STUDENTS,
    W,
    X,
    Y,
    Z,
    describe,
    make_strand,
    make_tree,
)
from thematica.analyses.near_codes import find_near_codes
from thematica.model.codings import Codings
from thematica.model.themes import ThemeTree
from thematica.steps.resolve import resolve


def pairs(found: object) -> list[tuple[str, str]]:
    return [(pair.first_id, pair.second_id) for pair in found[0]]


def test_codes_in_the_same_words_are_near_and_others_are_not() -> None:
    assert pairs(find_near_codes([STUDENTS, FACULTY], DESCRIBED)) == [("busy", "workload"), ("unclear", "aimless")]


def test_the_likeness_is_the_mean_of_that_of_descriptions_and_of_segments() -> None:
    found, _ = find_near_codes([STUDENTS, FACULTY], DESCRIBED)

    # Descriptions lose the same mean in both trees; those of busy and workload are equal.
    assert found[0].of_descriptions == 1.0
    # Segments lose the mean of their strand: that of (x, beside x, z, x, w) and that of (x, z, beside z, w, w).
    h = np.sqrt(0.5)
    a = np.array([5, 0, 0, 0]) - [2 + h, h, 1, 1]
    b = np.array([5, 0, 0, 0]) - [1, 0, 1 + h, 2 + h]
    assert found[0].of_segments == pytest.approx(float(a @ b / np.sqrt((a @ a) * (b @ b))), abs=0.001)
    assert found[0].likeness == pytest.approx((1 + found[0].of_segments) / 2, abs=0.001)


def test_the_threshold_is_what_three_quarters_of_the_codes_do_not_reach_in_their_own_tree() -> None:
    bare = [dataclasses.replace(s, codings=resolve(Codings())) for s in (STUDENTS, FACULTY)]
    rows = {name: np.vstack(described) for name, described in DESCRIBED.items()}
    centre = np.vstack(list(rows.values())).mean(axis=0)

    own = []
    for described in rows.values():
        unit = (described - centre) / np.linalg.norm(described - centre, axis=1, keepdims=True)
        own += (unit @ unit.T - 9 * np.eye(3)).max(axis=1).tolist()

    assert find_near_codes(bare, DESCRIBED)[1] == pytest.approx(float(np.quantile(own, 0.75)), abs=0.001)
    assert find_near_codes(bare, DESCRIBED, 0.5)[1] == pytest.approx(float(np.quantile(own, 0.5)), abs=0.001)


def test_codes_of_one_tree_with_nothing_in_common_count_as_codes_of_two_trees_with_nothing_in_common() -> None:
    tree = make_tree(a=["one", "two", "three"])
    rows = [("A", "one", X), ("A", "two", Y), ("A", "three", Z)]
    strands = [make_strand(name, tree, [rows]) for name in ("first", "second")]
    nothing = {s.name: [np.zeros((1, 4), dtype=np.float32)] * 3 for s in strands}

    assert find_near_codes(strands, nothing)[1] == 0.0


def test_a_pair_that_is_nearest_but_lies_no_nearer_than_codes_of_one_tree_is_not_named() -> None:
    close = make_tree(a=["one", "two"])
    first = make_strand("first", close, [[("A", "", X), ("A", "", Y)]])
    second = make_strand("second", close, [[("B", "", X), ("B", "", Y)]])
    described = {
        "first": describe(first, {"one": X, "two": [1, 0.1, 0, 0]}),  # she keeps apart what lies side by side
        "second": describe(second, {"one": [0, 1, 0, 0], "two": [0, 1, 0.1, 0]}),
    }

    assert pairs(find_near_codes([first, second], described)) == []


def test_a_code_without_segments_is_placed_by_its_description() -> None:
    empty = dataclasses.replace(FACULTY, codings=resolve(Codings()))

    found, _ = find_near_codes([STUDENTS, empty], DESCRIBED)

    assert [(pair.second_id, pair.of_segments) for pair in found] == [("workload", None), ("aimless", None)]
    assert [pair.likeness for pair in found] == [1.0, 1.0]


def test_three_strands_are_compared_two_by_two() -> None:
    third = dataclasses.replace(FACULTY, name="alumni")

    found, _ = find_near_codes([STUDENTS, FACULTY, third], {**DESCRIBED, "alumni": DESCRIBED["faculty"]})

    assert {(pair.first_strand, pair.second_strand) for pair in found} == {
        ("students", "faculty"),
        ("students", "alumni"),
        ("faculty", "alumni"),
    }


def test_the_order_of_the_strands_decides_only_who_is_named_first() -> None:
    one, threshold = find_near_codes([STUDENTS, FACULTY], DESCRIBED)
    other, same = find_near_codes([FACULTY, STUDENTS], DESCRIBED)

    assert threshold == same
    assert {(p.first_id, p.second_id, p.likeness) for p in one} == {
        (p.second_id, p.first_id, p.likeness) for p in other
    }


def test_trees_without_codes_have_no_near_codes() -> None:
    bare = dataclasses.replace(FACULTY, tree=ThemeTree(), codings=resolve(Codings()))

    assert find_near_codes([STUDENTS, bare], {**DESCRIBED, "faculty": []})[0] == ()
    assert find_near_codes([dataclasses.replace(bare, name="b"), bare], {"b": [], "faculty": []}) == ((), None)


def test_one_code_each_is_too_few_to_tell() -> None:
    first = make_strand("first", make_tree(a=["one"]), [[("A", "one", X), ("A", "", Z)]])
    second = make_strand("second", make_tree(b=["uno"]), [[("B", "uno", X), ("B", "", W)]])

    assert find_near_codes(
        [first, second], {"first": describe(first, {"one": X}), "second": describe(second, {"uno": X})}
    ) == ((), None)
