"""Put pseudonyms in the place of names: whole words, the longest form first, in one pass."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from thematica.model.pseudonyms import Pseudonym, Replacement, Rewritten

# Letters that no decomposition takes apart, and signs that are typed in several ways.
PLAIN = {
    **dict(zip("ßøØłŁđĐæÆœŒıþÞðÐ", "ss o O l L d D ae AE oe OE i th Th d D".split(), strict=True)),
    **dict.fromkeys("‘’ʼ´`", "'"),
    **dict.fromkeys("‐‑‒–—−", "-"),
}
UNSEEN = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")  # soft hyphens, joiners
LETTER = r"[^\W_]"  # letters and digits: "_" joins words, it is none
HYPHENATED = r"(?:-\n[ \t]*)?"  # a word cut at the end of a line
# Between the words of a name: blanks, a hyphen or "_", at most one line end; a dot after a title or an initial.
BETWEEN = r"(?:\.?(?=[\s_-])[^\S\n]*[-_]?[^\S\n]*\n?[^\S\n]*|\.)"
BLANKS = re.compile(r"[\s_-]+")


def fold(text: str) -> tuple[str, list[int]]:
    r"""Write a text without accents and with one sort of apostrophe and dash.

    Returns:
        The plain text, and for each of its characters (and its end) where it comes from.

    >>> fold("Zoë’s"), fold("Zoe\u0308") == ("Zoe", [0, 1, 2, 4])
    (("Zoe's", [0, 1, 2, 3, 4, 5]), True)
    """
    plain: list[str] = []
    at: list[int] = []
    for i, character in enumerate(text):
        for letter in character if character.isascii() else _plain(character):
            plain.append(letter)
            at.append(i)
    return "".join(plain), [*at, len(text)]


@cache
def _plain(character: str) -> str:
    if character in UNSEEN:
        return ""
    known = PLAIN.get(character)
    if known is not None:
        return known
    return "".join(c for c in unicodedata.normalize("NFKD", character) if not unicodedata.combining(c))


def fold_form(form: str) -> str:
    """Write a form so that forms which find the same words are the same.

    >>> fold_form("Dr. Zoë  Al-Khan") == fold_form("Dr Zoe Al Khan")
    True
    """
    return " ".join(_words(form))


class Names:
    """The forms of names, ready to be found.

    Args:
        pseudonyms: What stands for which form.

    Attributes:
        pseudonyms: The same, the longest form first.
    """

    def __init__(self, pseudonyms: Iterable[Pseudonym]) -> None:
        ordered = sorted(pseudonyms, key=lambda p: (-len(fold_form(p.original)), p.line))
        self.pseudonyms = tuple(ordered)
        self._by_group = [p for p in ordered if _words(p.original)]
        groups: dict[str, list[str]] = {}
        for number, pseudonym in enumerate(self._by_group):
            first = _words(pseudonym.original)[0][0].lower()
            groups.setdefault(first, []).append(f"(?P<n{number}>{_pattern(pseudonym)})")
        self._patterns = {c: re.compile(rf"(?:{'|'.join(parts)})(?!{LETTER})") for c, parts in groups.items()}
        firsts = "".join(sorted({re.escape(x) for c in groups for x in (c, c.upper()) if len(x) == 1}))
        self._start = re.compile(rf"(?<!{LETTER})(?=[{firsts}])") if groups else None

    def find(self, text: str, cuts: Sequence[int] = ()) -> Iterator[tuple[int, int, Pseudonym]]:
        """Give each name: its first character, its end, and what stands for it; none goes over a cut."""
        if self._start is None:
            return
        plain, at = fold(text)
        borders = [bisect_left(at, cut) for cut in sorted(cuts)]
        end = 0
        for start in self._start.finditer(plain):
            if start.start() < end:
                continue
            border = bisect_left(borders, start.start() + 1)
            until = borders[border] if border < len(borders) else len(plain)
            match = self._patterns[plain[start.start()].lower()].match(plain, start.start(), until)
            if match and match.lastgroup:
                end = match.end()
                yield at[start.start()], at[end], self._by_group[int(match.lastgroup[1:])]

    def replace(self, text: str, speech: Sequence[tuple[int, int]] | None = None) -> Rewritten:
        """Replace every name.

        Args:
            text: A document, a cell, a line.
            speech: The spans that are speech, in order; outside them, where labels are, pseudonyms have no brackets,
                since a label in brackets is none. None: all of it is speech.

        >>> first = Pseudonym(original="Sara", replacement="[Student 3]")
        >>> second = Pseudonym(original="Sara Khan", replacement="[Tutor]")
        >>> Names([first, second]).replace("Sara's mark, said SARA  KHAN.").text
        "[Student 3]'s mark, said [Tutor]."
        """
        found = self.find_by_place(text, speech)
        pieces: list[str] = []
        done: list[Replacement] = []
        last = size = 0
        for start, end, pseudonym, within in found:
            words = pseudonym.replacement if within else pseudonym.bare
            pieces += [text[last:start], words]
            size += start - last
            done.append(Replacement(start, end, size, size + len(words), pseudonym.line))
            size += len(words)
            last = end
        return Rewritten("".join([*pieces, text[last:]]), tuple(done))

    def find_by_place(
        self, text: str, speech: Sequence[tuple[int, int]] | None
    ) -> Iterator[tuple[int, int, Pseudonym, bool]]:
        """Give each name, and whether it stands in speech."""
        ends = [end for _, end in speech or ()]
        for start, end, pseudonym in self.find(text, [cut for span in speech or () for cut in span]):
            yield start, end, pseudonym, speech is None or _is_within(speech, ends, start)

    def write(self, text: str) -> str:
        """Give a text with its names replaced."""
        return self.replace(text).text

    def write_bare(self, text: str) -> str:
        """Give an id, a label or the name of a file with its names replaced, without brackets."""
        return self.replace(text, ()).text


class NamesBack(Names):
    """The way back: pseudonyms as they were written, with brackets in speech and without them elsewhere.

    A word of a pseudonym that anybody says ("my mother", where [Mother] stands for a name) is no pseudonym.

    Args:
        pseudonyms: The key; where several forms have one pseudonym, the first of them is put back.
    """

    def __init__(self, pseudonyms: Iterable[Pseudonym]) -> None:
        first: dict[str, Pseudonym] = {}
        for pseudonym in pseudonyms:
            first.setdefault(pseudonym.replacement, pseudonym)
        super().__init__(_back(p.replacement, p) for p in first.values())
        self._elsewhere = Names(_back(p.bare, p) for p in first.values())
        self.pseudonyms = ()  # none of them is a word as well

    def find_by_place(
        self, text: str, speech: Sequence[tuple[int, int]] | None
    ) -> Iterator[tuple[int, int, Pseudonym, bool]]:
        """Give each pseudonym as it was written there, and whether it stands in speech."""
        found = [each for each in super().find_by_place(text, speech) if each[3]]
        if speech is not None:
            found += [each for each in self._elsewhere.find_by_place(text, speech) if not each[3]]
        yield from sorted(found, key=lambda each: each[:2])


def _back(written: str, pseudonym: Pseudonym) -> Pseudonym:
    return Pseudonym(
        original=written, replacement=pseudonym.original, kind=pseudonym.kind, match_case=True, line=pseudonym.line
    )


def _is_within(speech: Sequence[tuple[int, int]], ends: Sequence[int], at: int) -> bool:
    place = bisect_left(ends, at + 1)
    return place < len(speech) and speech[place][0] <= at


def _words(form: str) -> list[str]:
    words = [word for word in BLANKS.split(fold(form)[0].strip()) if word]
    return [word.rstrip(".") or word for word in words[:-1]] + words[-1:]


def _pattern(pseudonym: Pseudonym) -> str:
    words = (HYPHENATED.join(map(re.escape, word)) for word in _words(pseudonym.original))
    return f"(?{'' if pseudonym.match_case else 'i'}:{BETWEEN.join(words)})"
