"""BERTopic as a clusterer."""

from __future__ import annotations

import warnings

import numpy as np

from tests.backends.test_clusterer_contract import say
from thematica.backends.bertopic_groups import BertopicGroups


def test_the_topics_of_a_fitted_model_are_given_to_texts_it_has_not_seen() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from bertopic import BERTopic
        from umap import UMAP
    heaps = np.repeat(np.eye(16, dtype=np.float32)[[0, 5]], 30, axis=0)
    vectors = heaps + 0.02 * np.random.default_rng(0).normal(size=heaps.shape).astype(np.float32)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = BERTopic(umap_model=UMAP(n_neighbors=10, random_state=1), min_topic_size=5)
        model.fit(say(60), vectors)

    clusterer = BertopicGroups(model)
    labels = clusterer.group(vectors[::7], np.ones(9, dtype=np.intp), 1, say(9))

    assert clusterer.name == "topics of a fitted BERTopic model"
    first, second = set(labels[:5].tolist()) - {-1}, set(labels[5:].tolist()) - {-1}
    assert first
    assert second
    assert not first & second
