"""Quoted words: found in a document, and named in a message."""

from __future__ import annotations

import re

from thematica.formats.workbook import UNWRITABLE
from thematica.model.sentences import name_some


def find_quote(text: str, quote: str, document_id: str) -> tuple[int, int]:
    """Find where words stand in a document, whatever the blanks and line ends between them.

    Raises:
        ValueError: They stand nowhere in it, or several times.
    """
    found = [m.span() for m in re.finditer(r"\s+".join(map(re.escape, quote.split())), text)]
    if len(found) == 1:
        return found[0]
    if not found:
        raise ValueError(f"{cite(quote)} does not occur in '{document_id}'")
    places = name_some(f"{first}-{last}" for first, last in found)
    raise ValueError(
        f"{cite(quote)} occurs {len(found)} times in '{document_id}', at {places}; say which with 'start' and 'end'"
    )


def same_words(quote: str, text: str) -> bool:
    r"""Say whether two texts have the same words, whatever stands between them; Excel cannot hold every character.

    >>> same_words("so  cold", "so\ncold\x07"), same_words("cold", "so cold")
    (True, False)
    """
    return UNWRITABLE.sub(" ", quote).split() == UNWRITABLE.sub(" ", text).split()


def cite(text: str) -> str:
    """Put the beginning of a text in quotation marks."""
    text = " ".join(text.split())
    return f"“{text[:50]}…”" if len(text) > 50 else f"“{text}”"
