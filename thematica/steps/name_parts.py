"""Single words of names that a key replaces, where they still stand by themselves or within another word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from thematica.model.pseudonyms import Pseudonym
from thematica.steps.name_words import GIVEN, NO_NAMES, PARTICLES, PLACES, ROLES, TITLES
from thematica.steps.pseudonymise import fold

FEWEST = 4  # letters: "Lee" and "May" stand in too many words
WITHIN = 5  # letters from which on a part is looked for within words, and written small: whughes@…, annaschmidt
NO_PARTS = ROLES | NO_NAMES | TITLES | PLACES | frozenset(PARTICLES.split("|"))
WORD = re.compile(r"[^\W\d_]+")


class NameParts:
    """The words of the names of a key, ready to be found; a word that has a row of its own is found as any name is.

    Args:
        key: What stands for which form. Of places and organisations no parts are looked for.
    """

    def __init__(self, key: Sequence[Pseudonym]) -> None:
        self.parts: dict[str, Pseudonym] = {}
        # A word as well, as she has decided of it: only its capitals count.
        self.words = {fold(p.original)[0].lower() for p in key if p.match_case}
        for pseudonym in key:
            for part in _parts(pseudonym):
                self.parts.setdefault(part, pseudonym)
        longest = sorted(self.parts, key=lambda part: (-len(part), part))
        self._finder = re.compile("|".join(map(re.escape, longest)), re.IGNORECASE) if longest else None

    def find(self, text: str) -> Iterator[tuple[int, int, Pseudonym]]:
        """Give each part: its first character, its end, and the row of the key whose name it is of."""
        if self._finder is None:
            return
        plain, at = fold(text)
        for match in self._finder.finditer(plain):
            around = plain[match.start() - 1 : match.start()] + plain[match.end() : match.end() + 1]
            alone = not any(c.isalnum() for c in around)
            small_too = len(match[0]) >= WITHIN and match[0].lower() not in self.words
            if (alone and match[0][0].isupper()) or small_too:
                yield at[match.start()], at[match.end()], self.parts[match[0].lower()]


def _parts(pseudonym: Pseudonym) -> Iterator[str]:
    is_person = pseudonym.kind.startswith(("person", "speaker"))
    words = [fold(word)[0].lower() for word in WORD.findall(pseudonym.original)]
    if not is_person and (pseudonym.kind or not (GIVEN | TITLES) & set(words)):
        return
    kept = {fold(word)[0].lower() for word in WORD.findall(pseudonym.replacement)}
    yield from (word for word in words if len(word) >= FEWEST and word not in NO_PARTS | kept)
