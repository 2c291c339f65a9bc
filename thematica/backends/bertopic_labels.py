"""BERTopic's representation models as labellers: KeyBERTInspired, MaximalMarginalRelevance, one of your own."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from thematica.model.protocols import Vectors

MOST_PHRASES = 5
LONGEST = 3  # words of a phrase, where no vectorizer is given


class BertopicLabels:
    """Names groups by what a representation model of BERTopic finds for them.

    Args:
        representation_model: One of ``bertopic.representation``, a list of them (a chain), or None: class-based TF-IDF.
        embed: From texts to rows of length 1; needed by models that compare meanings.
        vectorizer_model: Counts words and phrases; by default phrases of up to three words.
    """

    def __init__(
        self,
        representation_model: Any = None,
        embed: Callable[[Sequence[str]], Vectors] | None = None,
        *,
        vectorizer_model: Any = None,
    ) -> None:
        self.representation_model = representation_model
        self.embed = embed
        self.vectorizer_model = vectorizer_model
        models = representation_model if isinstance(representation_model, list) else [representation_model]
        named = ", ".join(type(model).__name__ for model in models if model is not None)
        self.name = f"BERTopic's {named or 'class-based TF-IDF'}"

    def label(self, groups: Sequence[Sequence[str]]) -> list[list[str]]:
        """Give, for each group, up to five words or phrases, the most typical first; the first ones all differ."""
        found: list[list[str]] = [[] for _ in groups]
        vectorizer = self.vectorizer_model or _count_phrases()
        cut = vectorizer.build_analyzer()
        said = [{phrase for text in group for phrase in cut(text)} for group in groups]
        if not any(said):
            return found
        texts = [text for group in groups for text in group]
        given = np.array([g for g, group in enumerate(groups) for _ in group], dtype=np.intp)
        with warnings.catch_warnings():  # its libraries' own, which a researcher can do nothing about
            warnings.simplefilter("ignore")
            model = self._describe(texts, given, vectorizer)
        counted = set(model.vectorizer_model.get_feature_names_out())
        used: set[str] = set()
        for g, phrases_said in enumerate(said):
            if phrases_said:
                topic = model.topics_[int(np.flatnonzero(given == g)[0])]
                # BERTopic counts across the ends of texts: what nobody said is no name, but a model may write its own.
                phrases = [word for word, _ in model.get_topic(topic) if word in phrases_said or word not in counted]
                found[g] = _put_unused_first([phrase for phrase in phrases if phrase.strip()], used)
        return found

    def _describe(self, texts: list[str], given: NDArray[np.intp], vectorizer: Any) -> Any:
        """Make a BERTopic model of groups that are known ("manual topic modelling" in its documentation)."""
        from bertopic import BERTopic
        from bertopic.backend import BaseEmbedder
        from bertopic.cluster import BaseCluster
        from bertopic.dimensionality import BaseDimensionalityReduction

        embed = self.embed

        class Given(BaseEmbedder):  # type: ignore[misc]
            def embed(self, documents: Sequence[str], verbose: bool = False) -> Any:
                return embed(list(documents)) if embed else np.zeros((len(documents), 1), dtype=np.float32)

        model = BERTopic(
            embedding_model=Given(),
            umap_model=BaseDimensionalityReduction(),
            hdbscan_model=BaseCluster(),
            vectorizer_model=vectorizer,
            representation_model=self.representation_model,
        )
        return model.fit(texts, Given().embed(texts), y=given)


def _count_phrases() -> Any:
    from sklearn.feature_extraction.text import CountVectorizer

    return CountVectorizer(ngram_range=(1, LONGEST))


def _put_unused_first(phrases: list[str], used: set[str]) -> list[str]:
    """Give the first phrases, led by the first that is not the name of another group; none if all are."""
    first = next((phrase for phrase in phrases if phrase not in used), None)
    if first is None:
        return []
    used.add(first)
    return [first, *(phrase for phrase in phrases if phrase != first)][:MOST_PHRASES]
