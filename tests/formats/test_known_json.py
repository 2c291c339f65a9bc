"""What is remembered of a study between runs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thematica.errors import StudyError
from thematica.formats.known_json import Known, read_known, write_known
from thematica.model.candidates import CandidateCode, CandidateCodes

WORD = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
WORDS = st.lists(WORD, max_size=3).map(tuple)
CANDIDATES = st.lists(
    st.builds(
        CandidateCode,
        id=st.from_regex(r"k-[0-9a-f]{8}", fullmatch=True),
        name=WORD,
        segment_ids=WORDS,
        phrases=WORDS,
        quotes=WORDS,
        consistency=st.floats(0, 1),
        group=WORDS,
    ),
    max_size=3,
    unique_by=lambda candidate: candidate.id,
)
KNOWN = st.builds(
    Known,
    candidates=st.dictionaries(WORD, WORDS, max_size=3),
    offered=WORDS,
    codes=st.dictionaries(WORD, WORD, max_size=3),
    found=st.builds(
        CandidateCodes,
        CANDIDATES,
        method=WORD,
        set_aside=st.lists(st.tuples(WORD, WORDS), max_size=2),
        left_out=WORDS,
    ),
    fingerprint=WORD,
)


@settings(max_examples=60, deadline=None)
@given(known=KNOWN)
def test_what_is_remembered_is_read_as_it_was_written(tmp_path_factory: pytest.TempPathFactory, known: Known) -> None:
    path = tmp_path_factory.mktemp("known") / ".thematica" / "known.json"

    write_known(path, known)

    again = read_known(path)
    assert again == known
    assert list(again.candidates) == list(known.candidates)
    assert (again.found.method, again.found.set_aside, again.found.left_out) == (
        known.found.method,
        known.found.set_aside,
        known.found.left_out,
    )


def test_a_study_that_never_ran_remembers_nothing(tmp_path: Path) -> None:
    assert read_known(tmp_path / "known.json") == Known()


def test_the_same_memory_is_written_with_the_same_bytes(tmp_path: Path) -> None:
    known = Known(candidates={"k-0000000a": ("fg1:4-16",)}, offered=("k-0000000a",), codes={"away": "Availability"})

    write_known(tmp_path / "a.json", known)
    write_known(tmp_path / "b.json", read_known(tmp_path / "a.json"))

    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()


@pytest.mark.parametrize(
    "raw",
    [b"", b"{", b"[]", b"null", b"{}", b"\xff", b'{"found": null}'],
    ids=["empty", "cut short", "list", "null", "no keys", "not text", "nothing found"],
)
def test_a_damaged_memory_is_refused_with_what_to_do(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "known.json"
    path.write_bytes(raw)

    with pytest.raises(StudyError) as caught:
        read_known(path)

    assert str(caught.value).startswith(f"{path} is damaged (")
    assert str(caught.value).endswith(
        "put back a copy of it, or delete it: then suggestions you have removed from themes.yaml will be offered again"
    )


@pytest.mark.parametrize("key", ["candidates", "offered", "codes", "found", "fingerprint"])
def test_a_memory_with_a_part_missing_is_refused(tmp_path: Path, key: str) -> None:
    path = tmp_path / "known.json"
    write_known(path, Known())
    stored = json.loads(path.read_bytes())
    del stored[key]
    path.write_text(json.dumps(stored))

    with pytest.raises(StudyError, match="is damaged"):
        read_known(path)


@pytest.mark.parametrize("value", [None, 7, "k-0000000a"])
@pytest.mark.parametrize("key", ["candidates", "found"])
def test_a_memory_with_a_part_of_another_kind_is_refused(tmp_path: Path, key: str, value: object) -> None:
    path = tmp_path / "known.json"
    write_known(path, Known())
    path.write_text(json.dumps({**json.loads(path.read_bytes()), key: value}))

    with pytest.raises(StudyError, match="is damaged"):
        read_known(path)
