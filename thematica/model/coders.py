"""Names of coders: one person, however her name was typed."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from thematica.model.codings import CONSENSUS, MACHINE


def fold_name(name: str) -> str:
    """Give what two spellings of one name have in common: capitals, blanks and how accents are stored do not count.

    Two files whose names differ in nothing else are one file on Windows and macOS.

    >>> fold_name(" Ana  Lima") == fold_name("ana lima")
    True
    """
    return " ".join(unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold()).split())


class CoderNames:
    """Coders by their names, spelled as they were first seen.

    Args:
        known: Names that are known, in order.
    """

    def __init__(self, known: Iterable[str] = ()) -> None:
        self._spelled: dict[str, str] = {}
        self.others: dict[str, str] = {}  # another spelling -> the first
        for name in (MACHINE, CONSENSUS, *known):
            self.spell(name)

    def spell(self, name: str) -> str:
        """Give a name as it was first spelled; blanks around it and twice in it are left out.

        >>> names = CoderNames(["Ana"])
        >>> names.spell("ana "), names.spell("Bea"), names.others
        ('Ana', 'Bea', {'ana': 'Ana'})
        """
        plain = " ".join(unicodedata.normalize("NFC", name).split())
        first = self._spelled.setdefault(fold_name(name), plain)
        if first != plain:
            self.others[plain] = first
        return first
