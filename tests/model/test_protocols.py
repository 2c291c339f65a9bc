from __future__ import annotations

import pytest

from tests.fakes import EverythingFits, FirstWords, PunctuationSplitter, SameTextClusterer, WordEmbedder
from thematica.backends.linear_coder import LinearCoder
from thematica.backends.phrases import PhraseLabeller
from thematica.backends.sentence_transformer import SentenceTransformerEmbedder
from thematica.backends.small_corpus import WardGroups
from thematica.backends.spacy_sentences import SpacySentences
from thematica.model.protocols import Clusterer, CodingModel, Embedder, Labeller, SentenceSplitter


@pytest.mark.parametrize(
    ("protocol", "backends"),
    [
        (SentenceSplitter, (PunctuationSplitter(), SpacySentences())),
        (Embedder, (WordEmbedder(), SentenceTransformerEmbedder())),
        (Clusterer, (SameTextClusterer(), WardGroups())),
        (Labeller, (FirstWords(), PhraseLabeller())),
        (CodingModel, (EverythingFits(), LinearCoder())),
    ],
)
def test_every_backend_and_its_fake_has_the_protocol_and_a_name(protocol: type, backends: tuple) -> None:
    for backend in backends:
        assert isinstance(backend, protocol)
        assert backend.name
