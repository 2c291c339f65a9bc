"""Names in the participants' own words: noun and verb phrases by spaCy, scored by how they tell groups apart."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from thematica.backends.spacy_sentences import Progress, load_blank, load_english

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

CONTENT = frozenset({"NOUN", "PROPN", "VERB", "ADJ"})
BRACKETS = frozenset("[](){}")
# Nouns that carry nothing when they stand alone.
LIGHT = frozenset("thing things bit way ways lot kind sort one ones time times stuff case point".split())
MOST_PHRASES = 5
MOST_WORDS = 5
SEVERAL_WORDS = 1.4  # merit of a phrase over a single word: "answer e-mails" says more than "e-mails"
ONE_TEXT_ONLY = 0.5  # merit of a phrase that one text alone holds: it may be that person's turn of speech


class PhraseLabeller:
    """Finds phrases that are frequent in one group of texts and rare in the others (class-based TF-IDF).

    Args:
        language: ISO 639 code; phrases are parsed in English, and are single words elsewhere.
        progress: Wraps the groups, to show how far they are.
    """

    name = "phrases of the participants (spaCy, class-based TF-IDF)"

    def __init__(self, language: str = "en", *, progress: Progress = lambda steps: steps) -> None:
        self.language = language
        self.progress = progress

    def label(self, groups: Sequence[Sequence[str]]) -> list[list[str]]:
        """Give, for each group, up to five phrases, the most typical first; the first ones all differ."""
        if not groups:
            return []
        parsed = self._parse(groups)
        words = [Counter(w for found, _ in group for w in found) for group in parsed]
        total: Counter[str] = sum(words, Counter())
        mean_size = max(1.0, sum(total.values()) / len(groups))
        used: set[str] = set()
        labels = []
        for group, counts in zip(parsed, words, strict=True):
            weight = {w: n * math.log(1 + mean_size / total[w]) for w, n in counts.items()}
            ranked = _rank(group, weight)
            first = next((phrase for phrase in ranked if phrase not in used), None)
            used.add(first or "")
            chosen = [first, *(p for p in ranked if p != first)] if first else []
            labels.append(chosen[:MOST_PHRASES])
        return labels

    def _parse(self, groups: Sequence[Sequence[str]]) -> list[list[tuple[list[str], list[_Phrase]]]]:
        texts = [text for group in groups for text in group]
        documents = iter(self._pipeline().pipe(texts, batch_size=128))
        read = _read_english if self.language == "en" else _read_words
        return [[read(next(documents)) for _ in groups[place]] for place in self.progress(range(len(groups)))]

    def _pipeline(self) -> Any:
        if self.language == "en":
            import spacy

            pipeline = load_english("tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer")
            # Keep "e-mail" one word.
            infixes = [rule for rule in pipeline.Defaults.infixes or () if "-|–|—" not in rule]
            pipeline.tokenizer.infix_finditer = spacy.util.compile_infix_regex(infixes).finditer
            return pipeline

        return load_blank(self.language)


_Phrase = tuple[str, tuple[str, ...]]  # as it is shown, and the words that are scored


def _rank(group: list[tuple[list[str], list[_Phrase]]], weight: dict[str, float]) -> list[str]:
    """Order the phrases of a group by the weight of their words and by how many texts hold them."""
    texts: Counter[str] = Counter()
    scored: dict[str, tuple[str, ...]] = {}
    for _, phrases in group:
        for shown, lemmas in dict(phrases).items():
            texts[shown] += 1
            scored[shown] = lemmas

    def merit(shown: str) -> float:
        lemmas = scored[shown]
        words = sum(weight[w] for w in lemmas) / math.sqrt(len(lemmas)) * math.log(1 + texts[shown])
        return words * (SEVERAL_WORDS if len(lemmas) > 1 else 1) * (ONE_TEXT_ONLY if texts[shown] == 1 else 1)

    return sorted(scored, key=lambda shown: (-round(merit(shown), 6), shown))


def _read_english(document: Doc) -> tuple[list[str], list[_Phrase]]:
    content = [_lemma(token) for token in document if _counts(token)]
    return content, [*_noun_phrases(document), *_verb_phrases(document)]


def _noun_phrases(document: Doc) -> Iterator[_Phrase]:
    for chunk in document.noun_chunks:
        yield from _phrase(chunk)


def _verb_phrases(document: Doc) -> Iterator[_Phrase]:
    """Give a verb with its object ("answer e-mails") or with what it says of somebody ("is busy")."""
    for token in document:
        if token.dep_ in ("dobj", "acomp") and _counts(token) and token.head.pos_ in ("VERB", "AUX"):
            yield from _phrase(document[token.head.i : token.i + 1])


def _phrase(span: Span) -> Iterator[_Phrase]:
    tokens = [token for token in span if not token.is_space]
    while tokens and (not _counts(tokens[0])):
        tokens = tokens[1:]
    while tokens and not _counts(tokens[-1]):
        tokens = tokens[:-1]
    if len(tokens) == 1 and tokens[0].lower_ in LIGHT:
        return
    if tokens and len(tokens) <= MOST_WORDS and not any(token.text in BRACKETS for token in tokens):
        shown = "".join(t.text_with_ws for t in tokens).strip().casefold()
        yield shown, tuple(_lemma(t) for t in tokens if _counts(t))


def _read_words(document: Doc) -> tuple[list[str], list[_Phrase]]:
    words = [t.text.casefold() for t in document if t.is_alpha and not t.is_stop and len(t.text) > 2]
    return words, [(word, (word,)) for word in words]


def _counts(token: Token) -> bool:
    return token.pos_ in CONTENT and not token.is_stop and len(token) > 1 and any(c.isalnum() for c in token.text)


def _lemma(token: Token) -> str:
    return str(token.lemma_ or token.text).casefold()
