"""People's codings as they were first read: in which text, where in it, under which version of the codebook.

A coder's file is hers and never rewritten. When a transcript is corrected, its codings are found again from what is
kept here: for each text that was coded, the places and hashes of its words, from which it cannot be read.
"""

from __future__ import annotations

import dataclasses
import hashlib
import io
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from thematica.errors import StudyError
from thematica.formats.store import write_whole

ROWS = "codings.json"
TEXTS = "texts.npz"

# Shape (3, n): first character, one past the last, and hash of every word of a text.
Words = NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class SeenWord:
    """A code as it stood in a row when it was first read.

    Attributes:
        code_id: The code it stood for; empty where it stood for none of the tree.
        codebook: Number of the version of the codebook then.
        confirmed: Number of the version under which she has looked at it again; 0 if she has not.
    """

    code_id: str
    codebook: int
    confirmed: int = 0


@dataclass(frozen=True, slots=True)
class SeenCoding:
    """One place in a coder's file when it was first read.

    Attributes:
        document_id: The document.
        text: Fingerprint of the document's text then (``fingerprint``).
        start, end: The span in that text.
        words: The codes written for it.
    """

    document_id: str
    text: str
    start: int
    end: int
    words: Mapping[str, SeenWord] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SeenCodings:
    """Every place in every coder's file, by the key of what stands in it (``key_of_place``)."""

    rows: Mapping[str, SeenCoding] = field(default_factory=dict)

    def find(self, key: str, word: str) -> SeenWord | None:
        """Give a code of a row as it was first read; None for a new one."""
        row = self.rows.get(key)
        return row.words.get(word) if row else None

    def version_of(self, key: str, word: str, written: str, codebook: int) -> str:
        """Give the version of the codebook that a coding was made or confirmed under.

        Args:
            key: Of the place.
            word: The code as it is written.
            written: What the row itself says in ``code_version``; it counts before the day it was first read.
            codebook: The version now, for a coding that is read for the first time.
        """
        seen = self.find(key, word)
        made = written or str(seen.codebook if seen else codebook)
        if seen and seen.confirmed and not (made.isdecimal() and int(made) >= seen.confirmed):
            return str(seen.confirmed)
        return made


def key_of_place(coder: str, document_id: str, place: str) -> str:
    """Give a name to a place in a coder's file, from what is written there.

    Args:
        coder: Whose it is.
        document_id: The document.
        place: As it is written: ``start-end``, or the quote where there are no numbers.
    """
    written = json.dumps([coder, document_id, place], ensure_ascii=False)
    return hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def fingerprint(text: str) -> str:
    """Give a name to the text of a document."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def read_seen(folder: Path) -> SeenCodings:
    """Read what is remembered; nothing for a study that never ran.

    Raises:
        StudyError: The file is damaged.
    """
    path = folder / ROWS
    if not path.exists():
        return SeenCodings()
    try:
        rows = json.loads(path.read_bytes())
        return SeenCodings(
            {
                key: SeenCoding(document_id, text, start, end, {word: SeenWord(*seen) for word, seen in words.items()})
                for key, (document_id, text, start, end, words) in rows.items()
            }
        )
    except (ValueError, TypeError, AttributeError) as error:
        raise StudyError(
            f"{path} is damaged ({type(error).__name__}); put back a copy of it, or delete it: then codings of "
            "transcripts that were corrected since cannot be found again"
        ) from error


def write_seen(folder: Path, seen: SeenCodings, words: Mapping[str, Words]) -> None:
    """Write what is to be remembered; texts that no row refers to are forgotten.

    Args:
        folder: The folder of the study's memory.
        seen: The rows.
        words: Fingerprint to the words of every text that is not kept yet.
    """
    needed = {row.text for row in seen.rows.values()}
    before = read_words(folder)
    kept = {name: found for name, found in (before | dict(words)).items() if name in needed}
    if kept.keys() != before.keys():
        buffer = io.BytesIO()
        np.savez(
            buffer,
            names=np.array(list(kept), dtype="S16"),
            lengths=np.array([found.shape[1] for found in kept.values()], dtype=np.int64),
            words=np.hstack([np.zeros((3, 0), dtype=np.uint32), *kept.values()]),
        )
        write_whole(folder / TEXTS, buffer.getvalue())
    stored = {
        key: [row.document_id, row.text, row.start, row.end, {w: dataclasses.astuple(s) for w, s in row.words.items()}]
        for key, row in seen.rows.items()
    }
    write_whole(folder / ROWS, json.dumps(stored, ensure_ascii=False, indent=0).encode("utf-8", "surrogatepass"))


def read_words(folder: Path) -> dict[str, Words]:
    """Give the words of every text that is kept, by its fingerprint; none if the file is missing or damaged.

    Raises:
        StudyError: The file is there and cannot be read now; what it holds must not be overwritten.
    """
    path = folder / TEXTS
    try:
        raw = path.read_bytes() if path.exists() else b""
    except OSError as error:
        raise StudyError(f"{path} cannot be read ({error.strerror}); is it open in another program?") from error
    try:
        with np.load(io.BytesIO(raw), allow_pickle=False) as stored:
            names = [name.decode() for name in stored["names"].tolist()]
            parts = np.split(stored["words"], np.cumsum(stored["lengths"])[:-1], axis=1)
    except (OSError, ValueError, KeyError, EOFError, BadZipFile, NotImplementedError, RuntimeError, zlib.error):
        return {}
    if any(part.shape[0] != 3 or part.dtype != np.uint32 for part in parts):
        return {}
    return dict(zip(names, parts, strict=False))
