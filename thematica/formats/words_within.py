"""Every way in which a file of any kind may say something: as text, in markup, escaped, packed, in arrays, in pages."""

from __future__ import annotations

import base64
import binascii
import bz2
import gzip
import html
import io
import lzma
import re
import struct
import zlib
from collections.abc import Callable, Iterator
from pathlib import PurePath
from typing import Any
from urllib.parse import unquote

import numpy as np
from numpy.typing import NDArray

from thematica.formats.archive import LARGEST_PART

TAG = re.compile(r"<[^<>]*>")
# Tags between which words are not one: a name is not cut in two by them.
BLOCK = re.compile(
    r"</?(?:\w+:)?(?:p|br|cr|tab|tc|tr|td|th|li|div|h[1-6]|si|is|c|row|text|title|comment|creator|lastModifiedBy)\b[^<>]*>"
)
ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
PERCENT = re.compile(r"%[0-9A-Fa-f]{2}")
DATA_URI = re.compile(r"base64,([A-Za-z0-9+/\s]{16,}={0,2})")
RTF_LETTER = re.compile(r"\\'([0-9a-fA-F]{2})|\\u(-?\d{1,5}) ?\??")
RTF_CONTROL = re.compile(r"\\[a-z]+-?\d* ?|[{}]")
MARKUP = (".xml", ".rels", ".html", ".htm", ".svg", ".qde")
WIDE = (b"\xff\xfe", b"\xfe\xff")  # how UTF-16 begins
# Runs of UTF-16 within other bytes, as old Office files and pictures hold them: letters of Europe and the Near East.
WIDE_RUNS = (
    (re.compile(rb"(?:[\t\n\r\x20-\xff][\x00-\x06]){3,}"), "utf-16-le"),
    (re.compile(rb"(?:[\x00-\x06][\t\n\r\x20-\xff]){3,}"), "utf-16-be"),
)
PNG = b"\x89PNG\r\n\x1a\n"
PACKED: dict[bytes, Callable[[io.BytesIO], Any]] = {
    b"\x1f\x8b": gzip.open,
    b"BZh": bz2.open,
    b"\xfd7zXZ\x00": lzma.open,
}


class CannotSearch(Exception):
    """What a file says cannot be known; the message says why."""


def unpack(content: bytes) -> bytes | None:
    """Give what a .gz, .bz2 or .xz holds; None where it is none.

    Raises:
        CannotSearch: It is damaged, or unpacks to more than 64 MiB.
    """
    opened = next((kind for beginning, kind in PACKED.items() if content.startswith(beginning)), None)
    if opened is None:
        return None
    try:
        unpacked: bytes = opened(io.BytesIO(content)).read(LARGEST_PART + 1)
    except (OSError, EOFError, lzma.LZMAError, zlib.error) as error:
        raise CannotSearch("is damaged") from error
    if len(unpacked) > LARGEST_PART:
        raise CannotSearch("unpacks to more than 64 MiB")
    return unpacked


def words_within(name: str, content: bytes) -> Iterator[str]:
    """Give what a file says, in every way in which it could be written; line ends stay where they are in a text.

    Raises:
        CannotSearch: It is damaged or locked.
    """
    ending = PurePath(name).suffix.lower()
    if ending == ".npy":
        yield from _of_array(content)
        return
    if content.startswith(b"%PDF-"):
        yield from _of_pdf(content)
    if content.startswith(PNG):
        yield from _of_png(content)
    is_wide = content.startswith(WIDE)
    text = content.decode("utf-16" if is_wide else "utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
    yield text
    if "\ufffd" in text and not is_wide:
        yield content.decode("latin-1").replace("\r", "\n")
    if b"\0" in content and not is_wide:
        for runs, encoding in WIDE_RUNS:
            yield "\x0b".join(run.decode(encoding, "replace") for run in runs.findall(content))
    yield from _of_text(text, is_markup=ending in MARKUP or text.lstrip("\ufeff \n\t")[:1] == "<")


def _of_text(text: str, *, is_markup: bool) -> Iterator[str]:
    if is_markup:
        # A name may be cut in two by a tag, or hold a letter that is written as its number.
        yield html.unescape(text)
        yield html.unescape(TAG.sub(_keep_lines, BLOCK.sub(lambda tag: _keep_lines(tag) or "\x0b", text)))
        yield html.unescape(TAG.sub(lambda tag: _keep_lines(tag) or " ", text))
    if "\\u" in text or "\\n" in text:
        yield ESCAPED.sub(lambda match: chr(int(match[1], 16)), text).replace("\\n", " ")
    if PERCENT.search(text):
        yield unquote(text)
    if text.startswith("{\\rtf"):
        yield RTF_CONTROL.sub("", RTF_LETTER.sub(_rtf_letter, text))
    for uri in DATA_URI.finditer(text):
        try:
            held = base64.b64decode(re.sub(r"\s", "", uri[1]))
        except (binascii.Error, ValueError):
            continue
        lines = "\n" * text.count("\n", 0, uri.start())
        yield from (lines + words for words in words_within("", held))


def _rtf_letter(match: re.Match[str]) -> str:
    return bytes([int(match[1], 16)]).decode("cp1252", "replace") if match[1] else chr(int(match[2]) % 65536)


def _keep_lines(tag: re.Match[str]) -> str:
    return "\n" * tag[0].count("\n")


def _of_array(content: bytes) -> Iterator[str]:
    """Give the texts of an array; numbers say nothing that could be read."""
    try:
        array = np.load(io.BytesIO(content), allow_pickle=False)
    except (ValueError, EOFError, OSError):
        yield content.decode("latin-1")
        yield content.decode("utf-8", "replace")
        return
    for name in array.dtype.names or ():
        yield name
        yield from _texts(array[name])
    yield from _texts(array)


def _texts(array: NDArray[np.generic]) -> Iterator[str]:
    if array.dtype.kind in "US":
        cells = array.ravel().tolist()
        yield "\n".join(each.decode("utf-8", "replace") if isinstance(each, bytes) else str(each) for each in cells)


def _of_png(content: bytes) -> Iterator[str]:
    """Give the texts that a picture carries: its title, its author, what it was made with."""
    at = len(PNG)
    while at + 8 <= len(content):
        (size,) = struct.unpack(">I", content[at : at + 4])
        kind, chunk = content[at + 4 : at + 8], content[at + 8 : at + 8 + size]
        at += size + 12
        if kind not in (b"zTXt", b"iTXt"):
            continue  # a text that is not packed is found as it stands
        for start in (i for i in range(len(chunk)) if chunk[i : i + 1] == b"\x78"):
            try:
                unpacked = zlib.decompressobj().decompress(chunk[start:], LARGEST_PART)
            except zlib.error:
                continue
            yield unpacked.decode("utf-8", "replace")
            yield unpacked.decode("latin-1")
            break


def _of_pdf(content: bytes) -> Iterator[str]:
    """Give the words of the pages of a PDF, of what stands on them as remarks, and of what it says of its author."""
    from pypdf import PdfReader

    from thematica.formats.pdf import quiet

    with quiet("pypdf"):
        try:
            reader = PdfReader(io.BytesIO(content))
            if reader.is_encrypted and not reader.decrypt(""):
                raise CannotSearch("is protected by a password")
            pages = [page.extract_text() for page in reader.pages]
            said = [str(value) for value in (reader.metadata or {}).values()]
            for page in reader.pages:
                remarks = (note.get_object() for note in page.get("/Annots") or ())
                said += [str(remark[key]) for remark in remarks for key in ("/Contents", "/T") if key in remark]
        except CannotSearch:
            raise
        except Exception as error:  # a damaged file can break a parser anywhere, and it is the file that is wrong
            raise CannotSearch(f"is damaged ({type(error).__name__})") from error
    yield "\n".join(pages)
    yield "\n".join(said)
