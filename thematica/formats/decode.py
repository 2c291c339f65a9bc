"""From bytes to text, without guessing: BOM, then UTF-8, then cp1252 with a remark, else a refusal."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from pathlib import Path

from thematica.errors import MaterialError, Problem
from thematica.model.sentences import name_some

# UTF-32 stands before UTF-16: its BOM FF FE 00 00 begins with UTF-16's FF FE.
BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
LARGEST = 512 * 1024 * 1024  # a larger text file is a mistake; reading it would only exhaust the memory


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file's text with LF newlines and no BOM, and what must be said about how it was read."""

    text: str
    remarks: tuple[str, ...] = ()


def read_text(path: Path) -> Decoded:
    """Read a text file.

    Raises:
        MaterialError: The file is missing, too large, or not text in an encoding that can be known.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise MaterialError([Problem("the file is larger than 512 MiB; split it", path.name)])
        raw = path.read_bytes()
    except OSError as error:
        raise MaterialError([Problem(f"cannot be read ({error.strerror})", str(path))]) from error
    return decode(raw, path.name)


def decode(raw: bytes, file: str) -> Decoded:
    r"""Turn the bytes of a file into text.

    >>> decode("Très bien\r\n".encode("utf-8-sig"), "a.txt").text
    'Très bien\n'
    """
    for bom, encoding in BOMS:
        if raw.startswith(bom):
            return Decoded(_newlines(_strictly(raw[len(bom) :], encoding, file)))
    if b"\0" in raw:
        message = "holds NUL bytes, so it is not a text file; save it as text in UTF-8"
        raise MaterialError([Problem(message, file)])
    try:
        return Decoded(_newlines(raw.decode("utf-8")))
    except UnicodeDecodeError:
        text = _strictly(raw, "cp1252", file)
    found = re.findall(r"[\w’]*[^\W\d_a-zA-Z][\w’]*", text) or re.findall(r"\w*[^\x00-\x7f]\w*", text)
    remark = f"{file}: not UTF-8, read as Windows-1252; check these words: {name_some(dict.fromkeys(found))}"
    return Decoded(_newlines(text), (remark,))


def _strictly(raw: bytes, encoding: str, file: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        message = "its encoding cannot be known; save it as UTF-8"
        raise MaterialError([Problem(message, file)]) from error


def _newlines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
