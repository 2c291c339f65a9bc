"""Names in the participants' own words: noun and verb phrases that tell a group apart and lie near what it says."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from thematica.backends.english_phrases import Phrase, Reading, read_phrases
from thematica.backends.spacy_sentences import Progress, load_blank, load_english
from thematica.model.embeddings import normalise
from thematica.model.protocols import Vectors

if TYPE_CHECKING:
    from spacy.tokens import Doc

MOST_PHRASES = 5
ONE_WORD = 0.3  # merit of a single word beside a phrase: "e-mails" says less than "answer e-mails"
PROPER_NAME = 0.05  # merit of a phrase with a proper name: a group is named by what is said, hardly by whom
LONGER = 0.3  # power of the number of content words: "answers e-mails late" says more than "answers e-mails"
SAID_OFTEN = 1 / 3  # power of the number of texts that say it: what one person said may be a turn of speech
CLOSELY_LOOKED_AT = 80  # of the phrases of a group, those whose meaning is compared with the group's
CLOSENESS = 2  # power of the closeness: of two phrases, half as close counts a quarter

Embed = Callable[[Sequence[str]], Vectors]


class PhraseLabeller:
    """Finds phrases that are frequent in one group of texts and rare in the others (class-based TF-IDF).

    Args:
        language: ISO 639 code; phrases are parsed in English, and are words and pairs of neighbouring words elsewhere.
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
        self._parsed: dict[str, Reading] = {}
        closely = ", closeness to the rest of the group" if embed else ""
        self.name = f"phrases of the participants (spaCy, class-based TF-IDF{closely})"

    def label(self, groups: Sequence[Sequence[str]]) -> list[list[str]]:
        """Give, for each group, up to five phrases, the most typical first; the first ones all differ."""
        merits = _weigh(self._parse(groups))
        if self.embed is not None:
            merits = _weigh_by_meaning(groups, merits, self.embed)
        used: set[frozenset[str]] = set()
        return [_choose(merit, used) for merit in merits]

    def _parse(self, groups: Sequence[Sequence[str]]) -> list[list[Reading]]:
        """Parse each text once, however often it is asked for: proposed groups hold what candidates held."""
        todo = list(dict.fromkeys(text for group in groups for text in group if text not in self._parsed))
        if todo:
            read = read_phrases if self.language == "en" else _read_words
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


_Merits = dict[str, tuple[float, Phrase, frozenset[int]]]  # of each phrase, and which texts of the group hold it


def _weigh(groups: Sequence[Sequence[Reading]]) -> list[_Merits]:
    """Weigh the phrases of each group by how many of its texts hold their words, and in how few groups these occur."""
    texts_with = [Counter(word for text in group for word in set(text.words)) for group in groups]
    in_groups = Counter(word for counts in texts_with for word in counts)
    names = _proper_names(groups)
    merits: list[_Merits] = []
    for group, counts in zip(groups, texts_with, strict=True):
        weight = {word: n * math.log((len(groups) + 1) / in_groups[word]) for word, n in counts.items()}
        holders: dict[str, tuple[Phrase, set[int]]] = {}
        for i, text in enumerate(group):
            for phrase in text.phrases:
                holders.setdefault(phrase.shown, (phrase, set()))[1].add(i)
        said = [[set(phrase.lemmas) for phrase in text.phrases] for text in group]
        merit: _Merits = {}
        for shown, (phrase, texts) in holders.items():
            n_texts = sum(any(words.issuperset(phrase.lemmas) for words in phrases) for phrases in said)
            worth = _merit(phrase, weight, n_texts) * (PROPER_NAME if names & set(phrase.lemmas) else 1)
            merit[shown] = worth, phrase, frozenset(texts)
        merits.append(merit)
    return merits


def _merit(phrase: Phrase, weight: dict[str, float], n_texts: int) -> float:
    words = sum(math.log(1 + weight[word]) for word in phrase.lemmas) / len(phrase.lemmas)
    merit: float = math.sqrt(words) * n_texts**SAID_OFTEN * len(set(phrase.lemmas)) ** LONGER
    return merit * ONE_WORD if phrase.n_words == 1 else merit


def _proper_names(groups: Sequence[Sequence[Reading]]) -> set[str]:
    """Give the words that stand mostly as proper names: of people, places, days."""
    texts = list({id(text): text for group in groups for text in group}.values())
    words = Counter(word for text in texts for word in text.words)
    names = Counter(word for text in texts for word in text.names)
    return {word for word, n in names.items() if 2 * n > words[word]}


def _choose(merits: _Merits, used: set[frozenset[str]]) -> list[str]:
    """Choose the best phrases, none of which says what one before it says; the first is not another group's."""
    ranked = sorted(merits, key=lambda shown: (-round(merits[shown][0], 6), shown))
    words = {shown: frozenset(merits[shown][1].lemmas) for shown in ranked}
    first = next((shown for shown in ranked if words[shown] not in used), None)
    if first is None:
        return []
    used.add(words[first])
    chosen = [first]
    for shown in ranked:
        if len(chosen) < MOST_PHRASES and not any(_alike(words[shown], words[other]) for other in chosen):
            chosen.append(shown)
    return chosen


def _alike(a: frozenset[str], b: frozenset[str]) -> bool:
    """Say whether two phrases share half of the words of the shorter."""
    return 2 * len(a & b) >= min(len(a), len(b))


def _weigh_by_meaning(groups: Sequence[Sequence[str]], merits: Sequence[_Merits], embed: Embed) -> list[_Merits]:
    """Multiply the merit of the best phrases by how close they lie to the other texts, and by how typical their own is.

    The texts that hold a phrase do not count for it, so that one vivid story does not name its group.
    """
    best = [sorted(m, key=lambda p: (-round(m[p][0], 6), p))[:CLOSELY_LOOKED_AT] for m in merits]
    phrases = sorted({phrase for chosen in best for phrase in chosen})
    if not phrases:
        return list(merits)
    texts = sorted({text for group in groups for text in group})
    place = {text: i for i, text in enumerate(texts)}
    row = {phrase: i for i, phrase in enumerate(phrases)}
    several = sum(map(bool, groups)) > 1
    of_texts, of_phrases = _from_the_middle(embed(texts), several), _from_the_middle(embed(phrases), several)
    weighed: list[_Merits] = []
    for group, chosen, merit in zip(groups, best, merits, strict=True):
        rows = of_texts[[place[text] for text in group]]
        typical = _typicality(rows)
        closer: _Merits = {}
        for phrase in chosen:
            worth, kind, holders = merit[phrase]
            others = rows[[i for i in range(len(rows)) if i not in holders]] if len(holders) < len(rows) else rows
            closeness = float(of_phrases[row[phrase]] @ normalise(others.sum(axis=0, keepdims=True))[0])
            standing = max(typical[i] for i in holders)
            closer[phrase] = (worth * max(0.0, closeness) ** CLOSENESS * standing, kind, holders)
        weighed.append(closer)
    return weighed


def _typicality(rows: Vectors) -> list[float]:
    """Say of each text how near it lies to all of its group, as a share of the nearest: 0..1."""
    if not len(rows):
        return []
    nearness = np.maximum(rows @ normalise(rows.sum(axis=0, keepdims=True))[0], 0.0)
    return [float(share) for share in nearness / max(float(nearness.max()), 1e-9)]


def _from_the_middle(rows: Vectors, several: bool) -> Vectors:
    """Take what all rows have in common off them, where there are several groups, and give them length 1 again."""
    return normalise(rows - rows.mean(axis=0)) if several and len(rows) > 1 else rows


def _read_words(document: Doc) -> Reading:
    """Read the words that carry meaning, and pairs of them that stand side by side, as phrases."""
    words: list[str] = []
    phrases: dict[str, Phrase] = {}
    before = ""
    for token in document:
        word = token.text.casefold()
        if not (token.is_alpha and not token.is_stop and len(token.text) > 2):
            before = ""
            continue
        words.append(word)
        phrases.setdefault(word, Phrase(word, (word,)))
        if before and before != word:
            phrases.setdefault(f"{before} {word}", Phrase(f"{before} {word}", (before, word), 2))
        before = word
    return Reading(tuple(words), (), tuple(phrases.values()))
