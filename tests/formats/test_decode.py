"""From bytes to text: nothing is guessed, and what was assumed is said."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thematica.errors import MaterialError
from thematica.formats.decode import BOMS, LARGEST, decode, read_text

PLAIN_TEXT = st.text(st.characters(exclude_characters="\0\r\ufeff", exclude_categories=["Cs"]), max_size=40)


@pytest.mark.parametrize("raw", [b"One\r\nTwo\r\n", b"One\rTwo\r", b"One\nTwo\n"])
def test_every_kind_of_line_end_becomes_one(raw: bytes) -> None:
    assert decode(raw, "a.txt").text == "One\nTwo\n"


@settings(max_examples=40, deadline=None)
@given(text=PLAIN_TEXT, bom=st.sampled_from(BOMS))
def test_a_byte_order_mark_settles_the_encoding(text: str, bom: tuple[bytes, str]) -> None:
    mark, encoding = bom

    decoded = decode(mark + text.encode(encoding), "a.txt")

    assert decoded.text == text
    assert decoded.remarks == ()


@settings(max_examples=40, deadline=None)
@given(text=PLAIN_TEXT)
def test_utf_8_is_read_as_it_was_written(text: str) -> None:
    decoded = decode(text.encode(), "a.txt")

    assert (decoded.text, decoded.remarks) == (text, ())


def test_letters_are_not_composed_because_that_would_move_positions() -> None:
    assert len(decode("cafe\u0301".encode(), "a.txt").text) == 5


def test_utf_32_is_not_taken_for_utf_16() -> None:
    raw = codecs.BOM_UTF32_LE + "Aye.".encode("utf-32-le")

    assert decode(raw, "a.txt").text == "Aye."


def test_windows_1252_is_read_with_a_remark_that_quotes_the_words_to_check() -> None:
    decoded = decode("The café was naïve, so we met at the kiosk.".encode("cp1252"), "fg1.txt")

    assert decoded.text == "The café was naïve, so we met at the kiosk."
    assert decoded.remarks == ("fg1.txt: not UTF-8, read as Windows-1252; check these words: café, naïve",)


def test_the_remark_quotes_words_with_signs_where_no_letter_is_in_doubt() -> None:
    decoded = decode("It cost £20 for her.".encode("cp1252"), "fg1.txt")

    assert decoded.remarks == ("fg1.txt: not UTF-8, read as Windows-1252; check these words: £20",)


@pytest.mark.parametrize("byte", [0x81, 0x8D, 0x8F, 0x90, 0x9D])
def test_bytes_that_no_known_encoding_has_are_refused(byte: int) -> None:
    with pytest.raises(MaterialError, match=r"^fg1\.txt: its encoding cannot be known; save it as UTF-8$"):
        decode(b"caf\xe9 " + bytes([byte]), "fg1.txt")


def test_a_byte_order_mark_that_does_not_fit_its_text_is_refused() -> None:
    with pytest.raises(MaterialError, match=r"^fg1\.txt: its encoding cannot be known"):
        decode(codecs.BOM_UTF8 + b"caf\xe9", "fg1.txt")


def test_a_file_with_nul_bytes_is_not_text() -> None:
    with pytest.raises(MaterialError, match=r"^scan\.txt: holds NUL bytes"):
        decode("Aye.".encode("utf-16-le"), "scan.txt")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "fg9.txt"

    with pytest.raises(MaterialError) as caught:
        read_text(path)

    assert str(caught.value) == f"{path}: cannot be read (No such file or directory)"


def test_a_file_too_large_to_be_text_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "film.txt"
    with path.open("wb") as file:
        file.truncate(LARGEST + 1)

    with pytest.raises(MaterialError, match=r"^film\.txt: the file is larger than 32 MiB; split it$"):
        read_text(path)
