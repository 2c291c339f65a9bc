"""Answers that may be none: single letters, the same words from several people; they are said, never dropped."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from thematica.formats.headings import fold_words
from thematica.model.sentences import name_places, name_some, quote_some

HARDLY_WORDS = re.compile(r"[\W_]*(?:[+-]?\d+(?:[.,]\d+)?\s*%?|[^\W\d_])[\W_]*")  # a number or a single letter
LONG = 8  # words that hardly three people write alike
VERY_LONG = 15  # words that hardly two do
MOST_WORDS = 8  # of an answer that is quoted


class Given(NamedTuple):
    """An answer as it was given: by whom, to what, in which line."""

    person: str
    question: str
    text: str
    line: int


def tell_suspicious(answers: Sequence[Given], file: str) -> list[str]:
    """Say which answers are a number or a single letter, and which were given in the same words by several people."""
    return [*_tell_short(answers, file), *_tell_alike(answers, file)]


def _tell_short(answers: Sequence[Given], file: str) -> list[str]:
    found: dict[str, list[Given]] = {}
    for answer in answers:
        # Of scripts without capitals one letter may be a word.
        if answer.text.isascii() and HARDLY_WORDS.fullmatch(answer.text):
            found.setdefault(answer.question, []).append(answer)
    return [
        f"{file}: answers to '{_short(question)}' that are a number or a single letter: {len(short)} "
        f"({quote_some(dict.fromkeys(answer.text for answer in short))}; {_lines(short)}); "
        "they count as answers; 'non_answers:' in study.yaml can say otherwise; a closed question is an attribute"
        for question, short in found.items()
    ]


def _tell_alike(answers: Sequence[Given], file: str) -> list[str]:
    found: dict[str, list[Given]] = {}
    for answer in answers:
        found.setdefault(fold_words(answer.text), []).append(answer)
    alike, by_one = [], []
    for words, same in found.items():
        n_words, n_people = len(words.split()), len({answer.person for answer in same})
        if (n_words >= LONG and n_people > 2) or (n_words >= VERY_LONG and n_people > 1):
            alike.append(same)
        elif n_words >= LONG and n_people == 1 and len(same) > 1:
            by_one.append(same)
    remarks = []
    if alike:
        alike.sort(key=len, reverse=True)
        said = [f"'{_short(same[0].text)}' ({len(same)}: {_lines(same)})" for same in alike]
        remarks.append(
            f"{file}: the same long answer from several respondents: {name_some(said, between='; ')}; a respondent may "
            "be in the table twice, or the words were pasted; each counts"
        )
    if by_one:
        said = [f"'{_short(same[0].text)}' ({same[0].person}: {_lines(same)})" for same in by_one]
        named = name_some(said, between="; ")
        remarks.append(f"{file}: the same long answer several times from one respondent: {named}; each counts")
    return remarks


def _lines(answers: Sequence[Given]) -> str:
    return name_places("line", list(dict.fromkeys(answer.line for answer in answers)))


def _short(text: str) -> str:
    words = text.split()
    return " ".join(words) if len(words) <= MOST_WORDS else f"{' '.join(words[:MOST_WORDS])} …"
