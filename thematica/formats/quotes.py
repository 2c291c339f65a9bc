"""Quoted words: found in a document, and named in a message."""

from __future__ import annotations

import re


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
    places = ", ".join(f"{first}-{last}" for first, last in found[:5])
    raise ValueError(
        f"{cite(quote)} occurs {len(found)} times in '{document_id}', at {places}; say which with 'start' and 'end'"
    )


def cite(text: str) -> str:
    """Put the beginning of a text in quotation marks."""
    text = " ".join(text.split())
    return f"“{text[:50]}…”" if len(text) > 50 else f"“{text}”"
