"""Names of people, organisations and places by a model of spaCy's: many are missed, and some are none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from thematica.backends.spacy_sentences import cut_pieces, load_english, load_with_names

KINDS = {
    "PERSON": "person", "PER": "person", "ORG": "organisation", "GPE": "place", "LOC": "place", "FAC": "place",
    "NORP": "group",
}  # fmt: skip


def find_entities(texts: Sequence[str], model: str = "") -> Iterator[tuple[int, int, int, str]]:
    """Give what may be a name: the number of the text, first character, end, and what it is.

    Args:
        texts: Turns, answers, notes.
        model: A model of spaCy's that the researcher has installed; empty: the packaged English one.
    """
    language = load_with_names(model) if model else load_english("tok2vec", "ner")
    pieces = [(i, at, piece) for i, text in enumerate(texts) for at, piece in cut_pieces(text)]
    parsed = language.pipe((piece for _, _, piece in pieces), batch_size=64)
    for (i, at, _), document in zip(pieces, parsed, strict=True):
        for entity in document.ents:
            if entity.label_ in KINDS:
                yield i, at + entity.start_char, at + entity.end_char, KINDS[entity.label_]
