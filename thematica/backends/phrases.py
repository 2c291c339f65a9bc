"""Names in the participants' own words: noun and verb phrases that tell a group apart and lie near what it says."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from thematica.backends.spacy_sentences import Progress, load_blank, load_english
from thematica.model.embeddings import normalise
from thematica.model.protocols import Vectors

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

CONTENT = frozenset({"NOUN", "PROPN", "VERB", "ADJ"})
BRACKETS = frozenset('[](){}=/"')
# Nouns that carry nothing when they stand alone.
LIGHT = frozenset("thing things bit way ways lot kind sort one ones time times stuff case point".split())
LABEL = re.compile(r"[A-Za-z]{1,2}[.]?\d+", re.ASCII)  # what a typist left of a speaker's label: "R.5"
MOST_PHRASES = 5
MOST_WORDS = 5
SEVERAL_WORDS = 1.6  # merit of a phrase over a single word: "answer e-mails" says more than "e-mails"
ONE_TEXT_ONLY = 0.5  # merit of a phrase that one text alone holds: it may be that person's turn of speech
CLOSELY_LOOKED_AT = 30  # of the phrases of a group, those whose meaning is compared with the group's
CLOSENESS = 1.5  # power of the closeness: of two phrases, half as close counts a third

Embed = Callable[[Sequence[str]], Vectors]


class PhraseLabeller:
    """Finds phrases that are frequent in one group of texts and rare in the others (class-based TF-IDF).

    Args:
        language: ISO 639 code; phrases are parsed in English, and are single words elsewhere.
        embed: From texts to rows of length 1. With it, a phrase counts the more the closer its meaning is to what
            the group is about and the others are not.
        progress: Wraps the texts, to show how far they are.
    """

    def __init__(
        self, language: str = "en", embed: Embed | None = None, *, progress: Progress = lambda steps: steps
    ) -> None:
        self.language = language
        self.embed = embed
        self.progress = progress
        self._parsed: dict[str, _Parsed] = {}
        self.name = "phrases of the participants (spaCy, class-based TF-IDF" + (", closeness)" if embed else ")")

    def label(self, groups: Sequence[Sequence[str]]) -> list[list[str]]:
        """Give, for each group, up to five phrases, the most typical first; the first ones all differ."""
        if not groups:
            return []
        parsed = self._parse(groups)
        words = [Counter(w for found, _ in group for w in found) for group in parsed]
        total: Counter[str] = sum(words, Counter())
        mean_size = max(1.0, sum(total.values()) / len(groups))
        merits = []
        for group, counts in zip(parsed, words, strict=True):
            weight = {w: n * math.log(1 + mean_size / total[w]) for w, n in counts.items()}
            merits.append(_weigh(group, weight))
        if self.embed is not None:
            merits = _weigh_by_meaning(groups, merits, self.embed)
        used: set[str] = set()
        labels = []
        for merit in merits:
            ranked = sorted(merit, key=lambda shown: (-round(merit[shown], 6), shown))
            first = next((phrase for phrase in ranked if phrase not in used), None)
            used.add(first or "")
            chosen = [first, *(p for p in ranked if p != first)] if first else []
            labels.append(chosen[:MOST_PHRASES])
        return labels

    def _parse(self, groups: Sequence[Sequence[str]]) -> list[list[_Parsed]]:
        """Parse each text once, however often it is asked for: proposed groups hold what candidates held."""
        todo = list(dict.fromkeys(text for group in groups for text in group if text not in self._parsed))
        if todo:
            read = _read_english if self.language == "en" else _read_words
            documents = self._pipeline().pipe(todo, batch_size=128)
            for place, document in zip(self.progress(range(len(todo))), documents, strict=True):
                self._parsed[todo[place]] = read(document)
        return [[self._parsed[text] for text in group] for group in groups]

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
_Parsed = tuple[list[str], list[_Phrase]]  # words, and phrases


def _weigh(group: list[_Parsed], weight: dict[str, float]) -> dict[str, float]:
    """Weigh the phrases of a group by their words and by how many texts hold these, under their commonest form.

    Returns:
        The phrase as it is shown, to its merit.
    """
    forms: dict[tuple[str, ...], Counter[str]] = {}
    for _, phrases in group:
        for shown, lemmas in dict(phrases).items():
            forms.setdefault(lemmas, Counter())[shown] += 1
    said = [set(found) for found, _ in group]
    merits: dict[str, float] = {}
    for lemmas, written in forms.items():
        texts = sum(all(word in words for word in lemmas) for words in said)
        words = sum(weight[w] for w in lemmas) / math.sqrt(len(lemmas)) * math.log(1 + texts)
        merit = words * (SEVERAL_WORDS if len(lemmas) > 1 else 1) * (ONE_TEXT_ONLY if texts == 1 else 1)
        form = sorted(written.items(), key=_commonest)[0][0]
        merits[form] = max(merit, merits.get(form, 0.0))
    return merits


def _commonest(form: tuple[str, int]) -> tuple[int, str]:
    return -form[1], form[0]


def _weigh_by_meaning(
    groups: Sequence[Sequence[str]], merits: Sequence[dict[str, float]], embed: Embed
) -> list[dict[str, float]]:
    """Multiply the merit of the best phrases by how close they lie to their group, seen from the middle of all."""
    best = [sorted(m, key=lambda p: (-round(m[p], 6), p))[:CLOSELY_LOOKED_AT] for m in merits]
    phrases = sorted({phrase for chosen in best for phrase in chosen})
    if not phrases:
        return list(merits)
    texts = sorted({text for group in groups for text in group})
    place = {text: i for i, text in enumerate(texts)}
    row = {phrase: i for i, phrase in enumerate(phrases)}
    of_texts, of_phrases = embed(texts), _from_the_middle(embed(phrases))
    filled = [g for g, group in enumerate(groups) if group]
    centres = _from_the_middle(np.array([of_texts[[place[t] for t in groups[g]]].mean(axis=0) for g in filled]))
    weighed: list[dict[str, float]] = [{} for _ in groups]
    for g, centre in zip(filled, centres, strict=True):
        for phrase in best[g]:
            closeness = max(0.0, float(of_phrases[row[phrase]] @ centre))
            weighed[g][phrase] = merits[g][phrase] * closeness**CLOSENESS
    return weighed


def _from_the_middle(rows: Vectors) -> Vectors:
    """Take what all rows have in common off them, and give them length 1 again; a single row stays as it is."""
    return normalise(rows - rows.mean(axis=0) if len(rows) > 1 else rows)


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
    if len(tokens) == 1 and (tokens[0].lower_ in LIGHT or tokens[0].pos_ not in ("NOUN", "PROPN")):
        return
    if tokens and len(tokens) <= MOST_WORDS and not any(BRACKETS & set(token.text) for token in tokens):
        shown = "".join(t.text_with_ws for t in tokens).strip().casefold()
        yield shown, tuple(_lemma(t) for t in tokens if _counts(t))


def _read_words(document: Doc) -> tuple[list[str], list[_Phrase]]:
    words = [t.text.casefold() for t in document if t.is_alpha and not t.is_stop and len(t.text) > 2]
    return words, [(word, (word,)) for word in words]


def _counts(token: Token) -> bool:
    if token.pos_ not in CONTENT or token.is_stop or LABEL.fullmatch(token.text):
        return False
    return len(token) > 1 and any(c.isalpha() for c in token.text)


def _lemma(token: Token) -> str:
    return str(token.lemma_ or token.text).casefold()
