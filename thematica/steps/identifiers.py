"""What may give a participant away, for the researcher to judge: addresses, numbers, dates, and names a model found."""

from __future__ import annotations

import re
from collections.abc import Iterator

MONTH = (
    r"(?:Jan(?:uary|uar)?|Feb(?:ruary|ruar)?|Mar(?:ch)?|März|Apr(?:il)?|May|Mai|June?|Juni|July?|Juli|Aug(?:ust)?"
    r"|Sept?(?:ember)?|O[ck]t(?:ober)?|Nov(?:ember)?|De[cz](?:ember)?|janvier|février|mars|avril|mai|juin|juillet|août"
    r"|septembre|octobre|novembre|décembre|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre"
    r"|noviembre|diciembre)"
)
# The first that fits a place is taken.
PATTERNS = (
    # An apostrophe within a name (mary.o'neill@…), not one that opens a quotation.
    ("e-mail", r"[\w.+%&-]{1,64}(?:['’][\w.+%&-]{1,64}){0,2}@[\w-]{1,63}(?:\.[\w-]{2,63}){1,4}"),
    ("web address", r"(?:https?://|www\.)[^\s<>\"']{3,200}"),
    (
        "IP address",
        r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.]*\w)|(?<![\w:])(?:[0-9a-fA-F]{1,4}:){5,7}[0-9a-fA-F]{1,4}\b",
    ),
    ("account number", r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b"),
    ("handle", r"(?<![\w@.])@\w{2,30}"),
    (
        "date",
        rf"\b\d{{1,2}}(?:st|nd|rd|th|er|\.)?(?: of| de)? {MONTH},?(?: de| del)? \d{{4}}\b"
        rf"|\b{MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}\b",
    ),
    ("date", r"\b(?:\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2})\b"),
    ("id number", r"\b\d{5}-\d{7}-\d\b|\b\d{2,4}[-/][A-Z]{2,6}[-/]\d{2,5}\b|\b[A-Z]{1,4}[-/]?\d{5,9}\b"),
    ("phone", r"(?<![\w+])(?:\+|\(?0)\d[\d() ./-]{6,15}\d(?!\w)|(?<![\w(])\(?\d{3}\)?[ .-]\d{3}[ .-]\d{3,4}(?!\w)"),
    (
        "postcode",
        r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b|\b[A-Z]{2} \d{5}(?:-\d{4})?\b|(?<=[a-z][ -])\d{5}(?:-\d{4})?\b"
        r"|\b(?:D-)?\d{5}(?= [A-ZÄÖÜ][a-zäöüß]{2})",
    ),
    ("id number", r"\b\d{6,10}\b"),
)
FINDERS = tuple((kind, re.compile(pattern)) for kind, pattern in PATTERNS)


def find_patterns(text: str) -> Iterator[tuple[int, int, str]]:
    """Give what has the shape of an address, a number or a date.

    >>> text = "Ring 0300-1234567 or write to a.khan@example.org, W1A 1AA, born 3 May 2001."
    >>> [(text[start:end], kind) for start, end, kind in find_patterns(text)]  # doctest: +NORMALIZE_WHITESPACE
    [('0300-1234567', 'phone'), ('a.khan@example.org', 'e-mail'), ('W1A 1AA', 'postcode'), ('3 May 2001', 'date')]
    """
    taken: list[tuple[int, int, str]] = []
    for kind, finder in FINDERS:
        for match in finder.finditer(text):
            if not any(match.start() < end and start < match.end() for start, end, _ in taken):
                taken.append((match.start(), match.end(), kind))
    yield from sorted(taken)
