"""Sentences by punctuation alone, for languages of which spaCy has no rules."""

from __future__ import annotations

import re

# Full stops of many scripts: those that stand before a blank, and those after which no blank is written.
ENDS = re.compile(r"[.!?…؟۔।॥։።]+[\"'”’»)\]]*(?=\s|$)|[。！？｡]+[」』”’）]*|\n+")
ABBREVIATED = re.compile(r"(?:^|\s|\.)[^\W\d_]\.$|\d\.$")  # "z. B.", "U.S.", "3.": no end where small letters go on


def split_by_rules(text: str) -> list[tuple[int, int]]:
    """Give (start, end) of the sentences of a text, outer blanks left out.

    >>> text = "Sie kam am 3. Mai, z. B. spät. Wirklich? Ja!"
    >>> [text[start:end] for start, end in split_by_rules(text)]
    ['Sie kam am 3. Mai, z. B. spät.', 'Wirklich?', 'Ja!']
    """
    spans = []
    at = 0
    for stop in ENDS.finditer(text):
        if _goes_on(text, stop.end()):
            continue
        spans.append((at, stop.end()))
        at = stop.end()
    spans.append((at, len(text)))
    return [_trimmed(text, start, end) for start, end in spans if text[start:end].strip()]


def _goes_on(text: str, end: int) -> bool:
    """Say whether a full stop belongs to an abbreviation or a number rather than to the end of a sentence."""
    if not ABBREVIATED.search(text[max(0, end - 4) : end]):
        return False
    rest = text[end:].lstrip(" ")
    return bool(rest) and rest[0] != "\n"


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    words = text[start:end]
    return start + len(words) - len(words.lstrip()), start + len(words.rstrip())
