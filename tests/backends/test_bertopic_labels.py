"""BERTopic's representation models as labellers; all texts are INVENTED."""

from __future__ import annotations

from typing import Any

from tests.backends.test_labeller_contract import GROUPS, load_representations
from tests.model.builders import make_embeddings, make_segments
from thematica import find_candidate_codes
from thematica.backends.bertopic_labels import BertopicLabels

Topics = dict[int, list[tuple[str, float]]]


def make_one_that_writes() -> Any:
    """Make a model that names every topic by words that nobody said, as language models do."""

    class WritesItsOwn(load_representations().BaseRepresentation):  # type: ignore[misc]
        def extract_topics(self, topic_model: object, documents: object, c_tf_idf: object, topics: Topics) -> Topics:
            return {topic: [(f"Topic of {words[0][0]}", 1.0)] for topic, words in topics.items()}

    return WritesItsOwn()


def test_a_phrase_is_never_made_of_the_end_of_one_text_and_the_beginning_of_the_next() -> None:
    (phrases, _) = BertopicLabels().label(GROUPS)

    assert phrases
    assert all(any(phrase in text.casefold() for text in GROUPS[0]) for phrase in phrases)


def test_a_name_that_a_model_wrote_itself_is_kept() -> None:
    labels = BertopicLabels(make_one_that_writes()).label(GROUPS)

    assert [phrases[0].startswith("Topic of ") for phrases in labels] == [True, True]


def test_the_name_says_which_model_names() -> None:
    model = make_one_that_writes()

    assert BertopicLabels().name == "BERTopic's class-based TF-IDF"
    assert BertopicLabels(model).name == "BERTopic's WritesItsOwn"
    assert BertopicLabels([model, model]).name == "BERTopic's WritesItsOwn, WritesItsOwn"


def test_it_names_candidate_codes() -> None:
    segments = make_segments(*GROUPS[0], *GROUPS[1])
    vectors = make_embeddings(segments, [[1, 0]] * 3 + [[0, 1]] * 3)

    found = find_candidate_codes(segments, vectors, clusterer="ward", labeller=BertopicLabels(make_one_that_writes()))

    assert found.method.endswith("named by BERTopic's WritesItsOwn; seed 1")
    assert {candidate.name.split()[0] for candidate in found} == {"Topic"}
