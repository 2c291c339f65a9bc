"""Where a name in study.yaml becomes an object: each backend is imported when it is first asked for."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from thematica.errors import SettingsError, suggest_spelling
from thematica.model.corpus import Corpus
from thematica.model.protocols import Clusterer, CodingModel, Embedder, Labeller, SentenceSplitter, Vectors

SHOW_AFTER = 2.0  # seconds before a progress bar appears


def make_splitter(language: str) -> SentenceSplitter:
    """Make the sentence splitter of a language; its model is loaded at the first split."""
    from thematica.backends.spacy_sentences import SpacySentences

    return SpacySentences(language, progress=show_progress("cutting into sentences"))


def make_splitters(corpus: Corpus) -> dict[str, SentenceSplitter]:
    """Make the sentence splitter of each language of a corpus; a model is loaded at the first split."""
    return {language: make_splitter(language) for language in corpus.languages}


def make_name_finder(language: str) -> Callable[[Sequence[str]], Iterator[tuple[int, int, int, str]]] | None:
    """Make the model that finds possible names: the packaged English one, one that is installed, or None: rules do."""
    from thematica.backends.spacy_names import find_entities
    from thematica.backends.spacy_sentences import find_installed

    if language == "en":
        return find_entities
    installed = find_installed(language)
    return partial(find_entities, model=installed) if installed else None


def make_embedder(name: str, *, allow_download: bool = False) -> Embedder:
    """Make an embedder from its name in study.yaml; its model is loaded at the first text."""
    own: Embedder | None = _load_own(name)
    if own is not None:
        return own
    from thematica.backends.multilingual import MULTILINGUAL, UniversalSentenceEmbedder
    from thematica.backends.sentence_transformer import SentenceTransformerEmbedder

    if name == MULTILINGUAL:
        return UniversalSentenceEmbedder(progress=show_progress("embedding"))
    return SentenceTransformerEmbedder(name, allow_download=allow_download, progress=show_progress("embedding"))


def make_clusterer(clusterer: str | Clusterer) -> Clusterer:
    """Make a clusterer from its name in study.yaml."""
    if not isinstance(clusterer, str):
        return clusterer
    own: Clusterer | None = _load_own(clusterer)
    if own is not None:
        return own
    if clusterer not in CLUSTERERS:
        near, known = suggest_spelling(clusterer, CLUSTERERS), ", ".join(CLUSTERERS)
        raise SettingsError(
            f"there is no clusterer '{clusterer}'{near} (clusterers: {known}, or module:Name of your own)"
        )
    return CLUSTERERS[clusterer]()


def _make_communities() -> Clusterer:
    from thematica.backends.communities import ConsensusGroups

    return ConsensusGroups(progress=show_progress("resampling"))


def _make_ward() -> Clusterer:
    from thematica.backends.small_corpus import WardGroups

    return WardGroups()


def _make_bertopic() -> Clusterer:
    from thematica.backends.bertopic_groups import BertopicGroups

    return BertopicGroups()


def _make_umap_hdbscan() -> Clusterer:
    from thematica.backends.umap_hdbscan import DenseGroups

    return DenseGroups()


CLUSTERERS: dict[str, Callable[[], Clusterer]] = {
    "auto": _make_communities,
    "ward": _make_ward,
    "bertopic": _make_bertopic,
    "umap-hdbscan": _make_umap_hdbscan,
}


def make_labeller(language: str, embed_texts: Callable[[Sequence[str]], Vectors] | None = None) -> Labeller:
    """Make the labeller of a language; its model is loaded at the first group."""
    from thematica.backends.phrases import PhraseLabeller

    return PhraseLabeller(language, embed_texts, progress=show_progress("naming candidate codes"))


def make_coding_model() -> CodingModel:
    """Make the default coding model."""
    from thematica.backends.linear_coder import LinearCoder

    return LinearCoder()


def show_progress(what: str) -> Callable[[Sequence[int]], Sequence[int]]:
    """Give a wrapper that shows a bar on stderr for anything that takes more than two seconds."""

    def wrap(steps: Sequence[int]) -> Any:
        from tqdm import tqdm

        watched = sys.stderr.isatty() or "ipykernel" in sys.modules
        return tqdm(steps, desc=what, delay=SHOW_AFTER, file=sys.stderr, leave=False, disable=not watched)

    return wrap


def _load_own(name: str) -> Any:
    """Load ``module:Name`` of the researcher's own, or None if the name is not of that form."""
    module, colon, attribute = name.partition(":")
    if not colon or not module.replace(".", "").isidentifier() or not attribute.isidentifier():
        return None
    try:
        return getattr(importlib.import_module(module), attribute)()
    except (ImportError, AttributeError) as error:
        raise SettingsError(f"'{name}' cannot be loaded ({error})") from error
