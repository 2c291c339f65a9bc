"""Codes found by what is typed."""

from __future__ import annotations

import pytest

from thematica.errors import AnalysisError
from thematica.model.themes import Code, Theme, ThemeTree
from thematica.steps.look_up import look_up, require_code

CODES = (
    Code(id="busy", name="Mentor too busy"),
    Code(id="cancelled", name="Meetings cancelled", aliases=("called off",)),
    Code(id="formality", name="Meetings as a formality"),
    Code(id="3", name="Third wheel"),
    Code(id="busy-2", name="Busy"),
)
TREE = ThemeTree((Theme(id="t", name="T", codes=CODES),))


@pytest.mark.parametrize(
    ("typed", "ids"),
    [
        ("busy", ["busy"]),  # an id goes before a name
        ("MENTOR TOO BUSY", ["busy"]),
        ("called off", ["cancelled"]),
        ("1", ["busy"]),
        ("3", ["3"]),  # an id goes before a number
        ("#3", ["formality"]),
        ("#9", []),
        ("meet", ["cancelled", "formality"]),
        ("meetings a", ["formality"]),
        ("too", ["busy"]),
        ("ormal", ["formality"]),
        (" form ", ["formality"]),
        ("", []),
    ],
)
def test_what_was_typed_stands_for_these(typed: str, ids: list[str]) -> None:
    assert [code.id for code in look_up(TREE, typed)] == ids


def test_one_code_is_required_and_several_are_named() -> None:
    assert require_code(TREE, "third").id == "3"
    with pytest.raises(AnalysisError, match="'meet' may be 2 Meetings cancelled, 3 Meetings as a formality"):
        require_code(TREE, "meet")
    with pytest.raises(AnalysisError, match="'formalty' is not a code of the tree; did you mean 'formality'"):
        require_code(TREE, "formalty")
