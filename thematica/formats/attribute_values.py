"""Values of attributes as people and survey programs write them: what may keep them from telling groups apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

from thematica.formats.headings import fold_words
from thematica.model.attributes import read_number, sort_values
from thematica.model.sentences import name_places, name_some

# What people write where they do not know; an empty cell says it so that nothing is counted as a group of its own.
LIKE_MISSING = frozenset(
    "na|n/a|n.a.|n.a|nan|null|missing|unknown|not known|not stated|not available|not applicable|not recorded|tbc|"
    "?|??|-|--|---|–|—|.|..|...|…|*|/|99|999|9999|-9|-99|-999|-9999|#n/a|#null!|(blank)|blank|"
    "k.a.|k. a.|ka|keine angabe|ohne angabe|unbekannt|entfallt|nicht bekannt|inconnu|inconnue|non renseigne|nsp|nr|"
    "desconocido|desconocida|sin dato|sin datos|ns/nc|nc|onbekend|n.v.t.|nvt|sconosciuto|sconosciuta|non noto|"
    "desconhecido|desconhecida|sem dados|نامعلوم|معلوم نہیں".split("|")
)
# What people answer who were asked and would rather not say: they are known to have declined.
LIKE_DECLINED = frozenset(
    "prefer not to say|prefer not to answer|prefer not to disclose|prefer not to state|i prefer not to say|"
    "i'd prefer not to say|i would prefer not to say|i'd rather not say|rather not say|do not wish to say|"
    "do not wish to answer|decline to answer|declined|refused|no answer|no response|don't know|do not know|"
    "dont know|i don't know|not sure|unsure|mochte ich nicht sagen|keine antwort|"
    "weiss nicht|je prefere ne pas repondre|je prefere ne pas le dire|ne souhaite pas repondre|je ne sais pas|"
    "sans reponse|prefiero no decirlo|prefiero no responder|prefiero no contestar|no se|no contesta|"
    "zeg ik liever niet|wil ik niet zeggen|weet niet|"
    "geen antwoord|preferisco non dirlo|preferisco non rispondere|non so|prefiro nao dizer|prefiro nao responder|"
    "nao sei|sem resposta".split("|")
)
HOW = "or say so in study.yaml, under answers: read_as:"  # to join values without changing the file
LONG_ENOUGH = 5  # letters of a value that may be misspelt: "Male" and "Mile" are two words
MOST_COMPARED = 60  # values of one attribute that are held against each other
MOST_GROUPS = 12  # values of an attribute by which groups can still be told apart


def tell_values(
    people: Mapping[str, tuple[int, Mapping[str, str]]], names: Sequence[str], file: str, how: str = ""
) -> list[str]:
    """Say of each attribute what may keep it from telling groups apart; it is said, never done.

    Args:
        people: Each person's line in the file, and her values.
        names: The attributes.
        file: What the table is called.
        how: How values that mean the same can be joined without changing the file, in words.
    """
    remarks = []
    for name in names:
        lines: dict[str, list[int]] = {}
        for line, values in people.values():
            if values.get(name, ""):
                lines.setdefault(values[name], []).append(line)
        missing = [person for person, (_, values) in people.items() if not values.get(name, "")]
        if missing and lines:
            remarks.append(
                f"{file}: '{name}' is empty for {len(missing)} of {len(people)} participants ({name_some(missing)}); "
                "they belong to no group of it"
            )
        remarks += _tell_unsaid(name, lines, file, how)
        remarks += _tell_spelling(name, lines, file, how)
        remarks += _tell_near(name, lines, file, how)
        if len(lines) > MOST_GROUPS:
            numbers = [number for value in lines if (number := read_number(value)) is not None]
            kind = f"numbers from {min(numbers):g} to {max(numbers):g}" if len(numbers) == len(lines) else "values"
            remarks.append(
                f"{file}: '{name}' has {len(lines)} different {kind}; a column with ranges or kinds of it "
                "makes groups that can be compared"
            )
    return remarks


def fold_value(value: str) -> str:
    """Write a value as it is compared: as a number, or without capitals, accents, blanks, ``_`` and ``-``.

    >>> fold_value(" FEMALE") == fold_value("female"), fold_value("2,0") == fold_value("2")
    (True, True)
    """
    number = read_number(value.strip())
    if number is not None:
        return f"{number:g}"
    folded = fold_words(value)
    return "".join(c for c in folded if not c.isspace() and c not in "_-.") or folded


def _tell_unsaid(name: str, lines: Mapping[str, Sequence[int]], file: str, how: str) -> list[str]:
    """Name values that say that nobody knows, and those that decline to say."""
    remarks = []
    if unsaid := [value for value in lines if fold_words(value) in LIKE_MISSING]:
        said = ", ".join(f"'{value}' ({len(lines[value])})" for value in sort_values(unsaid))
        remarks.append(
            f"{file}: '{name}' is {said}, counted as a group like any other; leave the cell empty if that means that "
            f"nobody knows{_or(how, unsaid, '')}"
        )
    if declined := [value for value in lines if fold_words(value).strip(".! ").replace("’", "'") in LIKE_DECLINED]:
        said = ", ".join(f"'{value}' ({len(lines[value])})" for value in sort_values(declined))
        remarks.append(
            f"{file}: '{name}' is {said}: who declined to say is counted as a group of its own; an empty cell belongs "
            f"to no group{_or(how, declined, '')}"
        )
    return remarks


def _tell_spelling(name: str, lines: Mapping[str, Sequence[int]], file: str, how: str) -> list[str]:
    alike: dict[str, list[str]] = {}
    for value in lines:
        alike.setdefault(fold_value(value), []).append(value)
    remarks = []
    for several in alike.values():
        if len(several) < 2:
            continue
        usual, *others = sorted(several, key=lambda value: -len(lines[value]))
        said = [f"'{value}' ({len(lines[value])}: {name_places('line', lines[value])})" for value in others]
        remarks.append(
            f"{file}: '{name}' is written '{usual}' ({len(lines[usual])}) and {' and '.join(said)}; they are groups of "
            f"their own until they are written alike{_or(how, others, usual)}"
        )
    return remarks


def _tell_near(name: str, lines: Mapping[str, Sequence[int]], file: str, how: str) -> list[str]:
    """Name values that are one letter apart, such as Femal and Female: the rarer one may be misspelt."""
    forms = {value: fold_words(value).split() for value in lines}
    remarks = []
    for one, other in combinations(forms, 2) if len(forms) <= MOST_COMPARED else ():
        apart = [pair for pair in zip(forms[one], forms[other], strict=False) if pair[0] != pair[1]]
        if len(forms[one]) == len(forms[other]) and len(apart) == 1 and _is_letter_apart(*apart[0]):
            rare, usual = sorted((one, other), key=lambda value: len(lines[value]))
            remarks.append(
                f"{file}: '{name}': '{rare}' ({len(lines[rare])}: {name_places('line', lines[rare])}) may be '{usual}' "
                f"({len(lines[usual])}), misspelt; they are groups of their own{_or(how, [rare], usual)}"
            )
    return remarks


def _is_letter_apart(one: str, other: str) -> bool:
    """Say whether a letter more, less or otherwise makes one word of the other, within it: not WardA and WardB."""
    short, long = sorted((one, other), key=len)
    start = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    otherwise = len(short) == len(long)
    within = 0 < start < len(long) - otherwise
    letters = (short[start : start + otherwise] + long[start : start + 1]).isalpha()
    return len(short) >= LONG_ENOUGH and within and letters and short[start + otherwise :] == long[start + 1 :]


def _or(how: str, values: Sequence[str], meant: str) -> str:
    return f", {how} {{{', '.join(f'{value!r}: {meant!r}' for value in values)}}}" if how else ""
