"""Forms of a name that are one person's: Jana Novak; Novak, Jana; Dr Novak; Novak; Jana; the Novaks; J. Novak."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from thematica.steps.name_words import GIVEN, OWN_TITLES, PARTICLES, ROLES, TITLES
from thematica.steps.pseudonymise import fold

PARTICLE = frozenset(PARTICLES.split("|"))
# What programs and people write behind a name: [External], (he/him), (Guest); and before it: iPhone von Petra.
BEHIND = re.compile(r"\s*[\[(][^\])]*[\])]?\s*$")
DEVICE = re.compile(
    r"(?:['’]s?)?\s+(?:iphone|ipad|phone|laptop|macbook\w*|galaxy\w*|computer)\b.*|^(?:iphone|ipad|galaxy\w*|handy|laptop)\s+(?:von|de|di|d['’]|van|of)\s+",
    re.IGNORECASE,
)
BY_GIVEN = frozenset(
    "schwester bruder sister nurse oma opa tante onkel aunt auntie uncle zuster suor sor don dona".split()
)
PLURALS = ("s", "es", "'s")


@dataclass(frozen=True, slots=True)
class Parts:
    """A name in parts, as plain words: given names, surname; a single word without a title may be either."""

    given: tuple[str, ...] = ()
    surname: str = ""
    single: str = ""

    @property
    def is_full(self) -> bool:
        """Whether both are there, the given name in full."""
        return bool(self.surname) and bool(self.given) and len(_plain(self.given[0])) > 1


def names_in_label(label: str) -> Iterator[str]:
    """Give what in a speaker's label may be a name: without marks, roles and numbers.

    >>> [*names_in_label("Novak, Jana [External]"), *names_in_label("Moderator (Dr. Kunz)"), *names_in_label("R1/R2")]
    ['Novak, Jana', 'Dr. Kunz']
    >>> [*names_in_label("SPEAKER_00"), *names_in_label("iPhone von Petra"), *names_in_label("Omar (he/him)")]
    ['Petra', 'Omar']
    """
    behind = BEHIND.search(label)
    parts = [label[: behind.start()], behind[0].strip(" []()")] if behind else [label]
    for part in parts:
        bare = DEVICE.sub("", part).strip(" ,;:.-–_*")
        words = [word for word in re.split(r"[\s_/]+", bare) if word]
        while words and _is_role(words[0]):
            words = words[1:]
        while words and _is_role(words[-1]):
            words = words[:-1]
        pronouns = part is not label and "/" in part
        if words and not pronouns and any(word[0].isalpha() and len(word) > 1 for word in words):
            yield bare[bare.index(words[0]) : bare.rindex(words[-1]) + len(words[-1])]


def _is_role(word: str) -> bool:
    plain = _plain(word).strip(".,:")
    return plain in ROLES or any(c.isdigit() for c in word) or not any(c.isalpha() for c in word)


def _plain(word: str) -> str:
    return fold(word)[0].casefold().strip(".,")


def part_name(form: str) -> Parts:
    """Take a name apart.

    >>> part_name("Prof. Dr. Anna von der Heide")
    Parts(given=('Anna',), surname='von der Heide', single='')
    >>> part_name("Novak, Jana"), part_name("Schwester Monika")
    (Parts(given=('Jana',), surname='Novak', single=''), Parts(given=('Monika',), surname='', single=''))
    """
    before, comma, after = form.partition(",")
    if comma and after.strip():
        given = part_name(f"{after.strip()} {before.strip()}")
        return Parts(given.given, before.strip()) if given.given else given
    words = [word for word in re.split(r"\s+|(?<=[A-Za-z]\.)(?=[A-Z])", form) if word]
    titles = []
    while len(words) > 1 and _plain(words[0]) in TITLES:
        titles.append(_plain(words[0]))
        words = words[1:]
    at = next((i for i, word in enumerate(words) if word in PARTICLE and i + 1 < len(words)), len(words) - 1)
    if len(words) > 1 and at > 0:
        return Parts(tuple(words[:at]), " ".join(words[at:]))
    if not titles:
        return Parts(surname=" ".join(words)) if len(words) > 1 else Parts(single=words[0] if words else "")
    if BY_GIVEN & set(titles) and _plain(words[0]) in GIVEN:
        return Parts(given=(words[0],))
    return Parts(surname=" ".join(words))


@dataclass(frozen=True, slots=True)
class People:
    """Which forms of names go together.

    Attributes:
        groups: Each form, those that were found first, to the form in full that it goes with; empty where it is that
            form itself, or where nobody can know.
        perhaps: Forms that may be somebody's, to that somebody: "Mrs Haddad" where Omar Haddad is known.
    """

    groups: Mapping[str, str]
    perhaps: Mapping[str, str]


def group_people(forms: Iterable[str], occurring: Mapping[str, Collection[str]], words: Collection[str]) -> People:
    """Put forms of names that are one person's together, and add the shorter ones that occur.

    Args:
        forms: Forms that were found; what is a name in full comes from them.
        occurring: Plain word to the ways in which it is written with a capital, anywhere in the material.
        words: Words that are written small as well: as a part of a name on its own they have no group.
    """
    found = list(dict.fromkeys(forms))
    parts = {form: part_name(form) for form in found}
    known = _Known(found, parts)
    groups: dict[str, str] = {}
    perhaps: dict[str, str] = {}

    def place(form: str, homes: Collection[str], *, sure: bool = True) -> None:
        home = next(iter(homes)) if len(homes) == 1 else ""
        groups.setdefault(form, home if sure and home != form else "")
        if not groups[form] and (len(homes) > 1 or not sure) and set(homes) != {form}:
            perhaps.setdefault(form, " or ".join(each for each in homes if each != form))

    for form in found:
        place(form, known.homes(form, parts[form]), sure=not _may_be_kin(form))
    singles = {_plain(form): form for form in found if parts[form].single}
    for plain, form in singles.items():  # "Annas" beside "Anna"
        if not groups[form] and plain.endswith("s") and plain[:-1] in singles:
            groups[form] = singles[plain[:-1]]
    for form in found:
        for short in _shorter(parts[form], occurring):
            place(short, known.homes(short, Parts(single=short)), sure=short.lower() not in words)
    for word in known.by_word:
        for ending in PLURALS:
            for written in sorted(occurring.get(f"{word}{ending}", ())):
                if len(word) > 2 and written == written.strip() and written.lower() not in words:
                    place(written, known.by_word[word])
    return People(groups, perhaps)


class _Known:
    """Names in full, and whom each word of a name can mean."""

    def __init__(self, found: Iterable[str], parts: Mapping[str, Parts]) -> None:
        self.full: dict[tuple[str, str], str] = {}
        self.by_word: dict[str, dict[str, None]] = {}
        for form in sorted(found, key=lambda form: ("," in form, _titles(form) != [], len(form), form)):
            if parts[form].is_full:
                self.full.setdefault((_plain(parts[form].given[0]), _plain(parts[form].surname)), form)
        for (given, surname), form in self.full.items():
            for word in dict.fromkeys((given, surname, surname.split()[-1], *map(_plain, parts[form].given))):
                self.by_word.setdefault(word, {})[form] = None
        full = set(self.by_word)
        for form in sorted(found, key=lambda form: (-len(form), form)):
            here = parts[form]
            word = _plain(here.surname or next(iter(here.given), ""))
            # People of whom only "Mrs Patel" or "A. Khan" is known; and Mrs Haddad, beside Omar Haddad.
            other = word not in self.by_word or (word in full and _may_be_kin(form))
            if word and other and not here.is_full and not here.single:
                self.by_word.setdefault(word, {})[form] = None

    def homes(self, form: str, parts: Parts) -> Collection[str]:
        """Give everybody whom a form can mean."""
        if parts.is_full:
            own = self.full[_plain(parts.given[0]), _plain(parts.surname)]
            # "María José" beside "María José Ruiz"
            longer = [other for other in self.full.values() if other.startswith(f"{own} ") and "," not in own]
            return longer if len(longer) == 1 and _plain(parts.surname) in GIVEN else [own]
        word = _plain(parts.surname or parts.single or next(iter(parts.given), ""))
        homes = list(self.by_word.get(word, ()))
        if _may_be_kin(form) and len(homes) > 1:
            return [home for home in homes if home != form and not _may_be_kin(home)] or [form]
        if parts.single:
            return homes
        homes = [home for home in homes if not _may_be_kin(home) or home == form] or homes
        if parts.surname and parts.given:  # A. Khan
            initial = _plain(parts.given[0])[:1]
            named = [f for (given, surname), f in self.full.items() if surname == word and given.startswith(initial)]
            return named or ([form] if form in homes else homes if not self.full else [form])
        return homes


def _titles(form: str) -> list[str]:
    words = form.split()
    return [_plain(word) for word in words[:-1] if _plain(word) in TITLES]


def _may_be_kin(form: str) -> bool:
    """Say whether a form may be of a relative as well: "Mrs Haddad"."""
    titles = _titles(form)
    return bool(titles) and not set(titles) & OWN_TITLES


def _shorter(parts: Parts, occurring: Mapping[str, Collection[str]]) -> Iterator[str]:
    """Give the surname and the given names, as they are written, where they occur."""
    for word in (parts.surname, *parts.given):
        last = word.split()[-1] if word else ""
        if len(_plain(last)) > 1 and last[0].isupper() and _plain(last) in occurring:
            yield word
            if last != word:
                yield last
