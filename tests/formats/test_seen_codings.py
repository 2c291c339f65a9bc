"""What is remembered of coders' rows and of the texts they were made in."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thematica.errors import StudyError
from thematica.formats.seen_codings import (
    ROWS,
    TEXTS,
    SeenCoding,
    SeenCodings,
    SeenWord,
    Words,
    fingerprint,
    key_of_place,
    read_seen,
    read_words,
    write_seen,
)
from thematica.steps.reanchor import take_words

TEXT = "FG1A: Dr. Wellington never answers; she is unreachable."
OTHER = "FG2A: Quite different words."
PRINTS = st.text(max_size=12).map(fingerprint)
ROW = st.builds(
    SeenCoding,
    document_id=st.text(max_size=6),
    text=PRINTS,
    start=st.integers(0, 10**6),
    end=st.integers(0, 10**6),
    words=st.dictionaries(
        st.text(max_size=6),
        st.builds(SeenWord, code_id=st.text(max_size=6), codebook=st.integers(0, 99), confirmed=st.integers(0, 99)),
        max_size=2,
    ),
)
SEEN = st.dictionaries(
    st.builds(key_of_place, st.text(max_size=4), st.text(max_size=4), st.text(max_size=4)),
    ROW,
    max_size=4,
).map(SeenCodings)


def row_in(text: str, codebook: int = 1, confirmed: int = 0) -> SeenCoding:
    return SeenCoding("fg1", fingerprint(text), 6, 20, {"away": SeenWord("away", codebook, confirmed)})


def same_words(found: dict[str, Words], wanted: dict[str, Words]) -> bool:
    return found.keys() == wanted.keys() and all(np.array_equal(found[name], wanted[name]) for name in wanted)


@settings(max_examples=60, deadline=None)
@given(seen=SEEN, texts=st.lists(st.text(max_size=20), max_size=4))
def test_rows_and_words_are_read_as_they_were_written(
    tmp_path_factory: pytest.TempPathFactory, seen: SeenCodings, texts: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("seen") / ".thematica"
    held = {f"row {i}": row_in(text) for i, text in enumerate(texts)}
    words = {fingerprint(text): take_words(text) for text in texts}

    write_seen(folder, SeenCodings({**seen.rows, **held}), words)

    assert read_seen(folder) == SeenCodings({**seen.rows, **held})
    assert same_words(read_words(folder), words)


def test_a_study_that_never_ran_remembers_no_rows_and_no_texts(tmp_path: Path) -> None:
    assert read_seen(tmp_path) == SeenCodings()
    assert read_words(tmp_path) == {}


def test_a_text_is_kept_as_long_as_a_row_refers_to_it(tmp_path: Path) -> None:
    write_seen(tmp_path, SeenCodings({"a": row_in(TEXT)}), {fingerprint(TEXT): take_words(TEXT)})

    write_seen(tmp_path, SeenCodings({"a": row_in(TEXT), "b": row_in(OTHER)}), {fingerprint(OTHER): take_words(OTHER)})

    wanted = {fingerprint(text): take_words(text) for text in (TEXT, OTHER)}
    assert same_words(read_words(tmp_path), wanted)


def test_a_text_that_no_row_refers_to_any_more_is_forgotten(tmp_path: Path) -> None:
    words = {fingerprint(text): take_words(text) for text in (TEXT, OTHER)}
    write_seen(tmp_path, SeenCodings({"a": row_in(TEXT), "b": row_in(OTHER)}), words)

    write_seen(tmp_path, SeenCodings({"b": row_in(OTHER)}), {})

    assert list(read_words(tmp_path)) == [fingerprint(OTHER)]


def test_no_word_of_a_text_stands_in_the_files(tmp_path: Path) -> None:
    key = key_of_place("ana", "fg1", "Dr. Wellington never answers")
    write_seen(tmp_path, SeenCodings({key: row_in(TEXT)}), {fingerprint(TEXT): take_words(TEXT)})

    stored = b"".join(path.read_bytes() for path in tmp_path.iterdir()).lower()
    assert {path.name for path in tmp_path.iterdir()} == {ROWS, TEXTS}
    for word in (b"wellington", b"answers", b"unreachable", b"ana"):
        assert word not in stored


def test_the_same_memory_is_written_with_the_same_bytes(tmp_path: Path) -> None:
    seen, words = SeenCodings({"a": row_in(TEXT)}), {fingerprint(TEXT): take_words(TEXT)}
    write_seen(tmp_path / "a", seen, words)
    write_seen(tmp_path / "b", seen, words)

    write_seen(tmp_path / "a", read_seen(tmp_path / "a"), read_words(tmp_path / "a"))

    for name in (ROWS, TEXTS):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


@pytest.mark.parametrize(
    "raw",
    [b"", b"{", b"[]", b"null", b"7", b'{"a": null}', b'{"a": ["fg1"]}', b'{"a": 3}', b"\xff\xfe"],
    ids=["empty", "cut short", "list", "null", "number", "no row", "short row", "number for a row", "not text"],
)
def test_damaged_rows_are_refused_with_what_to_do(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / ROWS).write_bytes(raw)

    with pytest.raises(StudyError) as caught:
        read_seen(tmp_path)

    assert str(caught.value).startswith(f"{tmp_path / ROWS} is damaged (")
    assert str(caught.value).endswith("then codings of transcripts that were corrected since cannot be found again")


def test_texts_cut_anywhere_are_as_good_as_none(tmp_path: Path) -> None:
    write_seen(tmp_path, SeenCodings({"a": row_in(TEXT)}), {fingerprint(TEXT): take_words(TEXT)})
    whole = (tmp_path / TEXTS).read_bytes()

    for length in range(0, len(whole), 7):
        (tmp_path / TEXTS).write_bytes(whole[:length])

        assert read_words(tmp_path) == {}, length


def test_damaged_texts_do_not_stop_new_ones_from_being_kept(tmp_path: Path) -> None:
    write_seen(tmp_path, SeenCodings({"a": row_in(TEXT)}), {fingerprint(TEXT): take_words(TEXT)})
    (tmp_path / TEXTS).write_bytes(b"PK\x03\x04")

    write_seen(tmp_path, SeenCodings({"a": row_in(TEXT), "b": row_in(OTHER)}), {fingerprint(OTHER): take_words(OTHER)})

    assert list(read_words(tmp_path)) == [fingerprint(OTHER)]


def test_rows_that_say_the_same_have_one_key_and_others_have_another() -> None:
    same = ("ana", "fg1", "4-16")

    assert key_of_place(*same) == key_of_place(*same)
    others = {("bea", *same[1:]), ("ana", "fg2", *same[2:]), ("ana", "fg1", "4-17")}
    assert len({key_of_place(*each) for each in (same, *others)}) == 4
    assert key_of_place("ana", "fg1", "") != key_of_place("ana", "", "fg1")


@pytest.mark.parametrize(
    ("row", "written", "now", "version"),
    [
        (None, "", 3, "3"),
        (None, "2", 3, "2"),
        (row_in(TEXT, codebook=1), "", 3, "1"),
        (row_in(TEXT, codebook=1), "2", 3, "2"),
        (row_in(TEXT, codebook=1, confirmed=3), "", 4, "3"),
        (row_in(TEXT, codebook=1, confirmed=3), "2", 4, "3"),
        (row_in(TEXT, codebook=1, confirmed=3), "4", 4, "4"),
        (row_in(TEXT, codebook=1, confirmed=3), "10", 12, "10"),
        (row_in(TEXT, codebook=1, confirmed=3), "draft", 4, "3"),
        (row_in(TEXT, codebook=1), "draft", 4, "draft"),
    ],
    ids=[
        "new: the version now",
        "new: what the row says",
        "known: when it was first read",
        "what the row says counts before",
        "looked at again",
        "looked at again since what the row says",
        "the row says a later one",
        "versions are numbers",
        "looked at again since a word of her own",
        "a word of her own",
    ],
)
def test_a_row_was_made_or_confirmed_under_a_version(
    row: SeenCoding | None, written: str, now: int, version: str
) -> None:
    seen = SeenCodings({"key": row} if row else {})

    assert seen.version_of("key", "away", written, now) == version


def test_what_is_kept_of_rows_can_be_read_by_people(tmp_path: Path) -> None:
    write_seen(tmp_path, SeenCodings({"key": row_in(TEXT, 2, 3)}), {})

    assert json.loads((tmp_path / ROWS).read_text()) == {
        "key": ["fg1", fingerprint(TEXT), 6, 20, {"away": ["away", 2, 3]}]
    }
