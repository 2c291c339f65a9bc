"""The versions of the codebook are kept whole, and lines are only ever added."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thematica.errors import StudyError
from thematica.formats.codebook_versions import add_version, read_versions
from thematica.model.themes import Code, Theme, ThemeTree

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
TEXTS = st.lists(TEXT, max_size=3).map(tuple)
FIELDS = {
    "id": TEXT,
    "name": TEXT,
    "definition": TEXT,
    "use_when": TEXTS,
    "not_when": TEXTS,
    "examples": TEXTS,
    "close_but_no": TEXTS,
    "derived_from": st.sampled_from(["", "data", "theory", "both"]),
    "in_vivo": st.booleans(),
    "memo": TEXT,
    "color": st.sampled_from(["", "#3366CC"]),
    "aliases": TEXTS,
    "candidate_ids": TEXTS,
}
CODES = st.lists(st.builds(Code, **FIELDS), max_size=2).map(tuple)
THEMES = st.recursive(
    st.builds(Theme, **FIELDS, codes=CODES),
    lambda inner: st.builds(Theme, **FIELDS, codes=CODES, subthemes=st.lists(inner, max_size=2).map(tuple)),
    max_leaves=4,
)
TREES = st.lists(THEMES, max_size=2).map(lambda themes: ThemeTree(tuple(themes)))
FIRST = ThemeTree((Theme(id="access", name="Access", codes=(Code(id="away", name="Weg für immer 😀"),)),))
SECOND = ThemeTree((Theme(id="access", name="Access"),))


@settings(max_examples=60, deadline=None)
@given(trees=st.lists(TREES, min_size=1, max_size=3))
def test_every_version_is_read_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, trees: list[ThemeTree]
) -> None:
    path = tmp_path_factory.mktemp("codebook") / ".thematica" / "codebook.jsonl"

    added = [add_version(path, tree) for tree in trees]

    assert read_versions(path) == tuple(added)
    assert [version.tree for version in added] == trees
    assert [version.number for version in added] == list(range(1, len(trees) + 1))


def test_a_study_that_never_ran_has_no_versions(tmp_path: Path) -> None:
    assert read_versions(tmp_path / "codebook.jsonl") == ()


def test_a_version_says_when_it_was_found_and_who_ran_thematica(tmp_path: Path) -> None:
    version = add_version(tmp_path / "codebook.jsonl", FIRST)

    assert version.who
    assert version.at.endswith("+00:00")


def test_a_new_version_leaves_every_byte_before_it(tmp_path: Path) -> None:
    path = tmp_path / "codebook.jsonl"
    add_version(path, FIRST)
    before = path.read_bytes()

    add_version(path, SECOND)

    assert path.read_bytes().startswith(before)
    assert path.read_bytes().count(b"\n") == 2


@pytest.mark.parametrize("left", [0, 1, 20, -30, -2, -1])
def test_a_last_line_cut_by_a_crash_is_passed_over_and_its_number_is_given_again(tmp_path: Path, left: int) -> None:
    path = tmp_path / "codebook.jsonl"
    add_version(path, FIRST)
    whole = path.read_bytes()
    add_version(path, SECOND)
    last = path.read_bytes()[len(whole) :]
    path.write_bytes(whole + last[:left])
    complete = left == -1  # only the end of the line is missing

    assert [version.number for version in read_versions(path)] == ([1, 2] if complete else [1])

    added = add_version(path, SECOND)

    assert added.number == (3 if complete else 2)
    assert read_versions(path)[-1].tree == SECOND


@pytest.mark.parametrize(
    "line",
    [
        "123",
        "null",
        "[]",
        '"text"',
        "{}",
        '{"version": 1, "at": "", "who": ""}',
        '{"version": 1, "at": "", "who": "", "themes": 3}',
        '{"version": 1, "at": "", "who": "", "themes": [{"id": "a"}]}',
        '{"version": 1, "at": "", "who": "", "themes": [{"id": "a", "name": "A", "subthemes": [], "codes": [7]}]}',
        '{"version": 1, "at": "", "who": "", "themes": [{"id": "a", "nom": "A", "subthemes": [], "codes": []}]}',
    ],
)
def test_a_line_that_says_something_else_than_a_tree_is_refused_with_the_file(tmp_path: Path, line: str) -> None:
    path = tmp_path / "codebook.jsonl"
    add_version(path, FIRST)
    path.write_bytes(path.read_bytes() + line.encode() + b"\n")

    with pytest.raises(StudyError, match=r"codebook\.jsonl is damaged .*; put back a copy of it"):
        read_versions(path)


def test_letters_stand_in_the_file_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "codebook.jsonl"

    add_version(path, FIRST)

    assert "Weg für immer 😀" in path.read_text(encoding="utf-8")
    assert list(json.loads(path.read_text(encoding="utf-8")))[:3] == ["at", "who", "event"]
