"""Noun and verb phrases of English as it is spoken: "new mentor", "never answers e-mails", "parents decide"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

CONTENT = frozenset({"NOUN", "PROPN", "VERB", "ADJ"})
BRACKETS = frozenset('[](){}=/".')
LABEL = re.compile(r"[A-Za-z]{1,2}[.]?\d+", re.ASCII)  # what a typist left of a speaker's label: "R.5"
MOST_WORDS = 6
OBJECTS = frozenset({"dobj", "attr", "oprd"})
SUBJECTS = frozenset({"nsubj", "nsubjpass"})


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase that a group can be named by.

    Attributes:
        shown: As it was said, in lower case.
        lemmas: Its content words.
        n_words: All its words.
    """

    shown: str
    lemmas: tuple[str, ...]
    n_words: int = 1


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text holds: its content words, those of them that stand there as proper names, and its phrases."""

    words: tuple[str, ...]
    names: tuple[str, ...]
    phrases: tuple[Phrase, ...]


def read_phrases(document: Doc) -> Reading:
    """Give the content words of a parsed text, and its phrases, each once."""
    spans = dict.fromkeys((*_noun_phrases(document), *_verb_phrases(document)))
    found = (_trim(document, start, end) for start, end in spans)
    content = [token for token in document if _is_content(token)]
    return Reading(
        tuple(map(_lemma, content)),
        tuple(_lemma(token) for token in content if token.pos_ == "PROPN"),
        tuple({phrase.shown: phrase for phrase in found if phrase}.values()),
    )


def _noun_phrases(document: Doc) -> Iterator[tuple[int, int]]:
    """Give noun phrases, with what hangs on them behind as well: "two buses", "an hour on a bus"."""
    for chunk in document.noun_chunks:
        yield chunk.start, chunk.end
        for end in _ends_after(chunk.root, ("prep",)):
            if any(child.i == chunk.end for child in chunk.root.children):
                yield chunk.start, end


def _verb_phrases(document: Doc) -> Iterator[tuple[int, int]]:
    """Give verbs with what follows them, and with who did it where that is a noun or "nobody".

    A form of "to be" says nothing without who or what is so: "paper was easier".
    """
    for verb in document:
        if verb.pos_ not in ("VERB", "AUX"):
            continue
        ends = [end for end in _ends_after(verb, (*OBJECTS, "prep", "xcomp", "acomp", "prt")) if end]
        subjects = [t for t in verb.children if t.dep_ in SUBJECTS and t.i < verb.i and _can_act(t)]
        for subject in subjects:
            start = min(t.i for t in subject.subtree) if subject.n_lefts else subject.i
            yield from ((start, end) for end in (verb.i + 1, *ends))
        if verb.pos_ == "VERB":
            yield from ((_with_no(verb), end) for end in ends)


def _can_act(token: Token) -> bool:
    return token.pos_ in ("NOUN", "PROPN") or "Ind" in token.morph.get("PronType")


def _with_no(verb: Token) -> int:
    """Give where a verb begins with its "not" or "never" just before it: "didn't answer"."""
    no = [token for token in verb.children if token.dep_ == "neg" and token.i < verb.i]
    start: int = no[0].i if no else verb.i
    if no and no[0].text in ("n't", "n’t") and start:
        start -= 1
    return start if verb.i - start <= 2 else int(verb.i)


def _ends_after(head: Token, links: tuple[str, ...]) -> Iterator[int]:
    """Give where phrases end that begin with a word and go on to what depends on it."""
    for child in head.children:
        if child.i < head.i or child.dep_ not in links:
            continue
        if child.dep_ == "prep":
            yield from (_noun_end(token) for token in child.children if token.dep_ == "pobj")
        elif child.dep_ == "xcomp":
            ends = list(_ends_after(child, (*OBJECTS, "prep", "acomp", "prt")))
            yield from ends if child.n_rights else [child.i + 1]
        else:
            yield _noun_end(child) if child.dep_ in OBJECTS else child.i + 1


def _noun_end(token: Token) -> int:
    """Give where a noun ends, with the nouns joined to it by a hyphen or standing just behind."""
    ends = [child.i + 1 for child in token.children if child.dep_ in ("compound", "nummod") and child.i > token.i]
    return int(max([token.i + 1, *ends]))


def _trim(document: Doc, start: int, end: int) -> Phrase | None:
    """Take off what carries nothing at either end; None when what is left is no phrase to name a group by."""
    tokens = [token for token in document[start:end] if not token.is_space]
    while tokens and not (_is_content(tokens[0]) or _opens(tokens[0])):
        tokens = tokens[1:]
    while tokens and not (_is_content(tokens[-1]) or tokens[-1].dep_ == "prt"):
        tokens = tokens[:-1]
    content = [token for token in tokens if _is_content(token)]
    if not content or len(tokens) > MOST_WORDS or not _is_whole(tokens, content):
        return None
    shown = "".join(token.text_with_ws for token in tokens).strip().casefold()
    return Phrase(" ".join(shown.split()), tuple(map(_lemma, content)), len(tokens))


def _opens(token: Token) -> bool:
    """Say whether a word that carries little may begin a phrase: "not", "didn't", "nobody", "two"."""
    no_follows = token.pos_ == "AUX" and token.i + 1 < len(token.doc) and token.nbor().dep_ == "neg"
    return token.dep_ == "neg" or token.pos_ == "NUM" or "Ind" in token.morph.get("PronType") or no_follows


def _is_whole(tokens: list[Token], content: list[Token]) -> bool:
    """Say whether words make a phrase: with a noun or two content words, and not cut off behind an adjective."""
    if any((token.is_punct and not _joins(token)) or BRACKETS & set(token.text) for token in tokens):
        return False
    if tokens[-1].pos_ == "ADJ" and tokens[-1].dep_ != "acomp":
        return False
    nouns = [token for token in content if token.pos_ in ("NOUN", "PROPN")]
    return bool(nouns) or len(set(map(_lemma, content))) > 1


def _joins(token: Token) -> bool:
    return token.text in ("-", "'", "’")


def _is_content(token: Token) -> bool:
    if token.pos_ not in CONTENT or LABEL.fullmatch(token.text):
        return False
    return len(token) > 1 and token.text[0].isalpha()


def _lemma(token: Token) -> str:
    return str(token.lemma_ or token.text).casefold()
