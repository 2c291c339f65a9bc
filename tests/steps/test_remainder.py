"""What was looked at and fits no code of the tree."""

from __future__ import annotations

from tests.model.builders import TREE, apply_code, look_at, make_segments
from thematica.model.codings import CONSENSUS, MACHINE, Codings
from thematica.steps.remainder import find_remainder

SEGMENTS = make_segments(
    "The lab was cold.", "She rang me.", "Nothing.", "Mm, yeah.", "My mail waits.", kinds=["substantive"] * 2 + ["none"]
)
COLD, RANG, NOTHING, NOD, MAIL = SEGMENTS


def left(codings: Codings) -> list[str]:
    return [segment.text for segment in find_remainder(SEGMENTS, codings, TREE)]


def test_what_was_looked_at_without_a_code_is_left() -> None:
    codings = Codings([apply_code(COLD, "labs")], reviewed=[look_at(RANG), look_at(MAIL, MACHINE)])

    assert left(codings) == [RANG.text, MAIL.text]


def test_what_nobody_has_looked_at_is_not_left() -> None:
    assert left(Codings([apply_code(COLD, "labs")])) == []


def test_where_a_person_has_looked_the_machine_does_not_count() -> None:
    codings = Codings([apply_code(RANG, "replies", MACHINE), apply_code(COLD, "labs")], reviewed=[look_at(RANG)])
    other_way = Codings([apply_code(RANG, "replies")], reviewed=[look_at(RANG, MACHINE)])

    assert left(codings) == [RANG.text]
    assert left(other_way) == []


def test_the_machines_codes_count_elsewhere() -> None:
    assert left(Codings([apply_code(RANG, "replies", MACHINE)], reviewed=[look_at(COLD, MACHINE)])) == [COLD.text]


def test_codes_that_left_the_tree_fit_nothing() -> None:
    assert left(Codings([apply_code(COLD, "gone")])) == [COLD.text]


def test_one_person_who_gave_a_code_is_enough_unless_they_agreed_on_none() -> None:
    apart = [apply_code(COLD, "labs", "ana")]

    assert left(Codings(apart, reviewed=[look_at(COLD, "bea")])) == []
    assert left(Codings(apart, reviewed=[look_at(COLD, "bea"), look_at(COLD, CONSENSUS)])) == [COLD.text]


def test_where_there_is_nothing_to_code_nothing_is_left() -> None:
    assert left(Codings(reviewed=[look_at(NOTHING), look_at(NOD, MACHINE)])) == []
