"""How sentences to a researcher count and name things: one way, wherever something is said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

MOST_NAMED = 5  # in one sentence, where nothing speaks for another number
PLURALS = {"category": "categories"}  # of nouns that take more than an s


def name_some(names: Iterable[str], most: int = MOST_NAMED, between: str = ", ") -> str:
    """Name the first of several, and say how many more there are.

    >>> name_some(["fg1", "fg2"]), name_some(["fg1", "fg2", "fg3", "fg4"], most=2)
    ('fg1, fg2', 'fg1, fg2 and 2 more')
    """
    names = list(names)
    more = f" and {len(names) - most:,} more" if len(names) > most else ""
    return between.join(names[:most]) + more


def join_names(names: Iterable[str], most: int = 12) -> str:
    """Name all of several as a sentence does; of more than ``most``, how many are left.

    >>> join_names(["ana", "bea", "cleo"]), join_names(["ana", "bea", "cleo"], most=2)
    ('ana, bea and cleo', 'ana, bea and 1 more')
    """
    names = list(names)
    if len(names) > most:
        return name_some(names, most)
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)


def quote_some(names: Iterable[str], most: int = MOST_NAMED) -> str:
    """Name the first of several, each in quotation marks.

    >>> quote_some(["ward", "stage"])
    "'ward', 'stage'"
    """
    return name_some([f"'{name}'" for name in names], most)


def name_places(unit: str, numbers: Sequence[int], most: int = MOST_NAMED) -> str:
    """Name places in a file by their numbers.

    >>> name_places("line", [3]), name_places("turn", [3, 4, 9], most=2)
    ('line 3', 'turns 3, 4 and 1 more')
    """
    return f"{unit}{'' if len(numbers) == 1 else 's'} {name_some(map(str, numbers), most)}"


def count(n: int, noun: str) -> str:
    """Give a number with its noun, in the plural unless it is one.

    >>> count(1, "theme"), count(2000, "code"), count(2, "category")
    ('1 theme', '2,000 codes', '2 categories')
    """
    return f"{n:,} {noun if n == 1 else PLURALS.get(noun, f'{noun}s')}"


def shorten(text: str, most: int) -> str:
    """Cut a text that has more than ``most`` characters, and show that it was cut.

    >>> shorten("Chief Sustainability Officer", 9), shorten("Nurse", 9)
    ('Chief Su…', 'Nurse')
    """
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
