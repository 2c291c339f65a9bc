"""Vectors on disk, keyed by embedder and text, so that nothing is embedded twice."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from thematica.formats.store import write_whole
from thematica.model.protocols import Embedder, Vectors

CHUNK = 4096  # texts
GROWTH = 1.5  # of the file from one writing to the next, while a large corpus is embedded


class VectorCache:
    """An embedder that remembers, in memory and (with a folder) on disk.

    Texts are stored as hashes only; the vectors of confidential texts still say something about them,
    so the folder belongs where the texts are.

    Args:
        embedder: Makes the vectors that are not there yet.
        folder: Where to keep them; None: in memory only.
    """

    def __init__(self, embedder: Embedder, folder: Path | None = None) -> None:
        self.embedder = embedder
        self._path: Path | None = None
        if folder is not None:
            key = hashlib.sha256(embedder.name.encode()).hexdigest()[:16]
            self._path = folder / f"{key}.npz"
        self._rows: dict[bytes, Vectors] | None = None

    @property
    def name(self) -> str:
        """Name and version of the embedder."""
        return self.embedder.name

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Give one row a text, shape (n, d); the embedder is asked only for texts it has not seen."""
        rows = self._load()
        keys = [hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest() for text in texts]
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in rows}
        todo = list(missing.items())
        saved = 0  # of these; the file is written whole, so ever more seldom as it grows
        for at in range(0, len(todo), CHUNK):  # what is finished is kept if the run is stopped
            chunk = todo[at : at + CHUNK]
            made = self.embedder.embed([text for _, text in chunk])
            rows.update(zip((key for key, _ in chunk), made, strict=True))
            if at + CHUNK >= len(todo) or len(rows) >= GROWTH * saved:
                self._save(rows)
                saved = len(rows)
        if not keys:
            width = len(next(iter(rows.values()))) if rows else 0
            return np.zeros((0, width), dtype=np.float32)
        return np.array([rows[key] for key in keys], dtype=np.float32)

    def _load(self) -> dict[bytes, Vectors]:
        if self._rows is None:
            self._rows = {}
            if self._path is not None and self._path.exists():
                try:
                    with np.load(io.BytesIO(self._path.read_bytes()), allow_pickle=False) as stored:
                        keys = [bytes(key) for key in stored["keys"]]
                        self._rows = dict(zip(keys, stored["rows"], strict=True))
                except (OSError, ValueError, KeyError, EOFError, BadZipFile):
                    self._rows = {}  # damaged: what it held can be made again
        return self._rows

    def _save(self, rows: dict[bytes, Vectors]) -> None:
        if self._path is None:
            return
        keys = np.frombuffer(b"".join(rows), dtype=np.uint8).reshape(len(rows), 32)
        buffer = io.BytesIO()
        np.savez(buffer, keys=keys, rows=np.array(list(rows.values()), dtype=np.float32))
        write_whole(self._path, buffer.getvalue())
