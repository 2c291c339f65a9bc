"""What may give a participant away, for the researcher to judge: addresses, numbers, dates, and names a model found."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from thematica.model.pseudonyms import Pseudonym
from thematica.steps.pseudonymise import Names, fold_form

MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)"
)
# The first that fits a place is taken.
PATTERNS = (
    ("e-mail", r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{2,63}){1,4}"),
    ("web address", r"(?:https?://|www\.)[^\s<>\"']{3,200}"),
    ("handle", r"(?<![\w@.])@\w{2,30}"),
    (
        "date",
        rf"\b\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {MONTH},? \d{{4}}\b|\b{MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}\b",
    ),
    ("date", r"\b(?:\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2})\b"),
    ("id number", r"\b\d{5}-\d{7}-\d\b|\b\d{2,4}[-/][A-Z]{2,6}[-/]\d{2,5}\b|\b[A-Z]{1,4}[-/]?\d{5,9}\b"),
    ("phone", r"(?<![\w+])(?:\+|\(?0)\d[\d() .-]{6,15}\d(?!\w)|(?<![\w(])\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}(?!\w)"),
    (
        "postcode",
        r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b|\b[A-Z]{2} \d{5}(?:-\d{4})?\b|(?<=[a-z][ -])\d{5}(?:-\d{4})?\b",
    ),
    ("id number", r"\b\d{6,10}\b"),
)
FINDERS = tuple((kind, re.compile(pattern)) for kind, pattern in PATTERNS)
CAPITAL = re.compile(r"(?<=[^\W\d_] )[^\W\d_]\w+(?: [^\W\d_]\w+)?")  # a word that does not begin a sentence
TRIMMED = " \t\n.,;:!?\"'()‘’“”-–—…"
AROUND = 40  # characters of an example before and behind
LONGEST = 60  # characters of a name


@dataclass(frozen=True, slots=True)
class PossibleName:
    """Something that may have to be replaced, how often it occurs, and where first, in context."""

    form: str
    kind: str
    n: int
    example: str


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


def find_capitals(text: str) -> Iterator[tuple[int, int, str]]:
    """Give words with a capital in the middle of a sentence, for languages without a model."""
    for match in CAPITAL.finditer(text):
        if match[0][0].isupper():
            yield match.start(), match.end(), "capital"


def gather_possible(
    texts: Sequence[str], found: Iterable[tuple[int, int, int, str]], known: Names
) -> list[PossibleName]:
    """Count what was found, each form once; forms that the key replaces already are left out.

    Args:
        texts: What was searched.
        found: Number of the text, first character, end, and kind.
        known: What the key replaces.
    """
    kinds: dict[str, Counter[str]] = {}
    forms: dict[str, str] = {}
    for i, start, end, kind in found:
        form = " ".join(texts[i][start:end].split()).strip(TRIMMED if "@" not in texts[i][start:end] else " .,")
        form = re.sub(r"['’]s?$", "", re.sub(r"^(?:the|a|an) ", "", form, flags=re.IGNORECASE))
        key = fold_form(form).casefold()
        letters = sum(c.isalnum() for c in key)
        if not letters >= 2 or len(form) > LONGEST or set("[]{}<>") & set(form) or _is_known(form, known):
            continue
        forms.setdefault(key, form)
        kinds.setdefault(key, Counter())[kind] += 1
    lower = {word for text in texts for word in re.findall(r"\b[^\W\d_]+", text) if word.islower()}
    # A model takes any word with a capital for an organisation: "Mine was fine."
    forms = {key: form for key, form in forms.items() if _is_person(kinds[key]) or form.lower() not in lower}
    counts: Counter[int] = Counter()
    first: dict[int, str] = {}
    ordered = list(forms)
    finder = Names(Pseudonym(original=forms[key], replacement="?", line=i) for i, key in enumerate(ordered))
    for text in texts:
        for start, end, pseudonym in finder.find(text):
            counts[pseudonym.line] += 1
            if pseudonym.line not in first:
                first[pseudonym.line] = _in_context(text, start, end)
    possible = [
        PossibleName(forms[key], kinds[key].most_common(1)[0][0], counts[i], first.get(i, ""))
        for i, key in enumerate(ordered)
    ]
    return sorted(possible, key=lambda name: (name.kind, -name.n, name.form.casefold()))


def _is_person(kinds: Counter[str]) -> bool:
    return kinds.most_common(1)[0][0] in ("person", "speaker")


def _is_known(form: str, known: Names) -> bool:
    left = known.replace(form)
    covered = sum(done.end - done.start for done in left.replacements)
    return bool(covered) and not any(c.isalnum() for c in _without(form, [(d.start, d.end) for d in left.replacements]))


def _without(text: str, spans: Sequence[tuple[int, int]]) -> str:
    return "".join(c for i, c in enumerate(text) if not any(start <= i < end for start, end in spans))


def _in_context(text: str, start: int, end: int) -> str:
    return " ".join(text[max(0, start - AROUND) : end + AROUND].split())
