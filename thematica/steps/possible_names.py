"""What was found, put in order for the researcher: each form once, counted, those of one person together."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from thematica.model.pseudonyms import Passage, Pseudonym
from thematica.steps.identifying_columns import FullName, IdentifyingColumn
from thematica.steps.name_rules import CAP, Wording
from thematica.steps.name_words import GIVEN, NO_NAMES, PLACES, TITLES
from thematica.steps.people import group_people
from thematica.steps.pseudonymise import Names, fold, fold_form

TRIMMED = "& \t\n.,;:!?\"'()‘’“”-–—…*_"
NAME = re.compile(r"(?:(?:[^\W\d_]|['’\u0300-\u036f])(?:[^\W\d_]|[\u0300-\u036f'’.-])*(?:,?\s+|$)){1,6}")
AROUND = 40  # characters of an example before and behind
OF_A_COLUMN = 1000  # what stands in a column of addresses is one, whatever else it was taken for
LONGEST = 60  # characters of a name
LOCAL = re.compile(r"([\w.+-]+)@")
SHORTENED = re.compile(r"['’](?:d|ll|ve|re|m|t)$", re.IGNORECASE)  # "Nobody'd"
SURE = ("person", "speaker")
UNSURE = ("capital", "organisation", "place", "group")  # a model takes any word with a capital for an organisation
Found = tuple[int, int, int, str]


@dataclass(frozen=True, slots=True)
class PossibleName:
    """Something that may have to be replaced.

    Attributes:
        form, kind: As it is written, and what it may be.
        n: How often it occurs, where no longer form does.
        example: Where first, in context.
        group: What it is filled in together with: a person's name in full, or a column.
        match_case: Whether it is a word as well, so that its capitals count.
    """

    form: str
    kind: str
    n: int
    example: str
    group: str = ""
    match_case: bool = False


@dataclass(frozen=True, slots=True)
class Suggested:
    """What is offered for a key, and what was looked at to find it.

    Attributes:
        names: Every possible name, in the order of the key.
        by_file: Each file that was looked into, and how many of the names stand in it.
        columns: Columns that hold identifiers.
        notices: What could not be looked into, in sentences.
        n_new: How many rows were added to the key.
    """

    names: tuple[PossibleName, ...]
    by_file: Mapping[str, int] = field(default_factory=dict, hash=False)
    columns: tuple[IdentifyingColumn, ...] = ()
    notices: tuple[str, ...] = ()
    n_new: int = 0


def gather_possible(
    passages: Sequence[Passage],
    found: Iterable[Found],
    known: Names,
    wording: Wording,
    *,
    columns: Sequence[IdentifyingColumn] = (),
    full_names: Sequence[FullName] = (),
) -> Suggested:
    """Count what was found, each form once; forms that the key replaces already are left out.

    Args:
        passages: What was searched.
        found: Number of the passage, first character, end, and kind.
        known: What the key replaces.
        wording: What the material says about its words.
        columns: Columns of identifiers, all of whose values are offered.
        full_names: Given names and surnames that stand in one row of a table: filled in by the column of surnames.
    """
    forms: dict[str, str] = {}
    kinds: dict[str, Counter[str]] = {}

    def take(form: str, kind: str, n: int = 1) -> None:
        key = fold_form(form).casefold()
        whole = len(form) <= LONGEST and not set("[]{}<>") & set(form) and not SHORTENED.search(form)
        if whole and sum(c.isalnum() for c in key) >= 2:
            forms.setdefault(key, form)
            kinds.setdefault(key, Counter())[kind] += n

    for i, start, end, kind in found:
        text = passages[i].text
        while end < len(text) and unicodedata.combining(text[end]):
            end += 1
        take(_tidy(text[start:end], kind, wording), kind)
    group_of: dict[str, str] = {}
    joined_columns = {name.first_column for name in full_names}  # filled in by the column of surnames
    for column in columns:
        for value in column.values:
            forms.setdefault(fold_form(value).casefold(), value)  # however long it is, and whatever stands in it
            take(value, column.kind, OF_A_COLUMN)
            kinds.setdefault(fold_form(value).casefold(), Counter({column.kind: OF_A_COLUMN}))
            if column not in joined_columns:
                group_of.setdefault(fold_form(value).casefold(), column.group)
    capitals = _capitals(passages)
    for form in _from_addresses(forms.values(), capitals, wording):
        take(form, "person")
    kept = {
        key: form for key, form in forms.items() if key in group_of or _is_kept(form, kinds[key], wording, capitals)
    }
    for key in [key for key, form in kept.items() if _runs_into(form, kinds[key], kept)]:
        del kept[key]
    people = [form for key, form in kept.items() if _kind(kinds[key]) in SURE]
    joined = group_people([*map(str, full_names), *people], capitals, wording.small)
    for form in joined.groups:
        key = fold_form(form).casefold()
        kept.setdefault(key, form)
        kinds.setdefault(key, Counter()).update({"person": 1})
    surnames = Counter(name.last for name in full_names)
    heads = {str(name): name.last for name in full_names if surnames[name.last] == 1}
    for form, home in joined.groups.items():
        head = heads.get(home or form, home)
        if head and head != form:
            group_of.setdefault(fold_form(form).casefold(), head)
    kept = {key: form for key, form in kept.items() if not _is_known(form, known)}
    said = {key: _kind(kinds[key]) for key in kept}
    for form, other in joined.perhaps.items():
        said[fold_form(form).casefold()] = f"person, perhaps {other}"
    return _count(passages, kept, said, group_of, wording, columns, known)


def _count(
    passages: Sequence[Passage],
    forms: Mapping[str, str],
    kinds: Mapping[str, str],
    group_of: Mapping[str, str],
    wording: Wording,
    columns: Sequence[IdentifyingColumn],
    known: Names,
) -> Suggested:
    ordered = list(forms)
    # What is written small as well is a word, or a name typed in haste, which is replaced too.
    exact = {
        key: forms[key].lower() in wording.small and " " not in forms[key] and fold(forms[key])[0].lower() not in GIVEN
        for key in ordered
    }
    new = [
        Pseudonym(original=forms[key], replacement="?", line=-1 - i, match_case=exact[key])
        for i, key in enumerate(ordered)
    ]
    finder = Names([*new, *known.pseudonyms])
    counts: Counter[int] = Counter()
    first: dict[int, str] = {}
    by_file = {passage.file: 0 for passage in passages}
    for passage in passages:
        for start, end, pseudonym in finder.find(passage.text):
            if pseudonym.line >= 0:
                continue
            place = -1 - pseudonym.line
            counts[place] += 1
            by_file[passage.file] += 1
            if place not in first:
                first[place] = _example(passage, start, end)
    names = [
        PossibleName(forms[key], kinds[key], counts[i], first[i], group_of.get(key, ""), exact[key])
        for i, key in enumerate(ordered)
        if counts[i]
    ]
    together = Counter(name.group for name in names) + Counter(name.form for name in names)
    names = [dataclasses.replace(n, group="") if together[n.group] == 1 else n for n in names]
    return Suggested(tuple(_in_order(names)), by_file, tuple(columns))


def _in_order(names: Sequence[PossibleName]) -> list[PossibleName]:
    """Put forms of one person behind the longest of them, whoever is named most first, and the rest by kind."""
    heads = {name.form: name for name in names}
    together: dict[str, list[PossibleName]] = {}
    for name in names:
        home = name.group if name.group in heads or _is_person(name.kind) else name.form
        together.setdefault(home or name.form, []).append(name)

    def rank(home: str) -> tuple[object, ...]:
        of_home = together[home]
        head = heads.get(home, of_home[0])
        kind = "person" if _is_person(head.kind) else head.kind
        column = head.group if head.group not in heads else ""
        return (kind != "person", kind, bool(column), column, -sum(n.n for n in of_home), home.casefold())

    ordered = sorted(together, key=rank)
    return [
        name
        for home in ordered
        for name in sorted(together[home], key=lambda n: (n.form != home, -len(n.form), n.form.casefold()))
    ]


def _runs_into(form: str, kinds: Counter[str], others: Mapping[str, str]) -> bool:
    """Say whether a model took the word before a name for a part of it: "Call K. Wojcik"."""
    first, _, rest = form.partition(" ")
    is_name = " " in rest and fold_form(rest).casefold() in others
    return is_name and set(kinds) == {"person"} and not _is_given(first) and len(_plain(first)) > 1


def _is_person(kind: str) -> bool:
    return kind.partition(",")[0] in SURE


def _tidy(words: str, kind: str, wording: Wording) -> str:
    """Give a form as it belongs into a key: in one line, without what stands around it."""
    form = " ".join(unicodedata.normalize("NFC", words).split()).strip(TRIMMED if "@" not in words else " .,")
    form = re.sub(r"['’]s?$", "", re.sub(r"^(?:the|a|an) ", "", form, flags=re.IGNORECASE))
    if kind == "speaker":
        return form
    parts = form.split()
    if kind == "person":  # "Definitely David", "Mary's reputation"
        while len(parts) > 1 and not _is_given(parts[0]) and parts[0].lower() in wording.small:
            parts = parts[1:]
        while len(parts) > 1 and parts[-1].islower() and _plain(parts[0]) not in TITLES:
            parts = parts[:-1]
        parts = re.sub(r"['’]s?$", "", " ".join(parts)).split()
    title = next((i for i, word in enumerate(parts) if _plain(word) in TITLES), 0)
    behind = " ".join(parts[title:])
    return behind if title and behind[0].isupper() else " ".join(parts)  # "GP Dr Hart"


def _plain(word: str) -> str:
    return fold(word)[0].casefold().strip(".")


def _is_given(word: str) -> bool:
    return _plain(word) in GIVEN | TITLES


def _kind(kinds: Counter[str]) -> str:
    """Give what a form is: what it was taken for most often, and a person where anybody knew one."""
    return (
        "speaker"
        if set(kinds) == {"speaker"}
        else next((k for k in ("person", "speaker") if kinds[k]), kinds.most_common(1)[0][0])
    )


def _is_kept(form: str, kinds: Counter[str], wording: Wording, capitals: Mapping[str, Mapping[str, int]]) -> bool:
    kind = _kind(kinds)
    plain = fold(form)[0].lower()
    if kind not in (*SURE, *UNSURE) or "speaker" in kinds or plain in GIVEN | PLACES:
        return True
    if kind == "person" and not NAME.fullmatch(form):
        return False
    if kind in UNSURE and re.fullmatch(r"[\d:.,apmAPM\s]+" + r"|.*\s\d+" * (kind != "place"), form):
        return False  # "9:00AM", "Focus group 10"
    small = [word.lower() in wording.small or _plain(word) in NO_NAMES for word in form.split()]
    if len(small) > 1 and all(small) and not any(map(_is_given, form.split())):
        return False
    if plain in NO_NAMES or not any(c.isupper() for c in form):
        return plain.split()[0] in TITLES if kind in SURE else False
    if form.lower() not in wording.small:
        return kind in SURE or len(form) > 2
    # A word that is written small as well: a name only where it has a capital within a sentence ("and Will said").
    return kind == "person" and bool(capitals.get(plain, {}).get(f"{form} "))


def _capitals(passages: Iterable[Passage]) -> dict[str, dict[str, int]]:
    """Give each plain word to how it is written with a capital; with a blank behind it, where a sentence goes on."""
    found: dict[str, dict[str, int]] = {}
    for passage in passages:
        for match in re.finditer(rf"(?<![\w@])(?P<word>{CAP})", passage.text):
            word = re.sub(r"['’]s$", "", match["word"])
            key = fold(word)[0].casefold()
            ways = found.setdefault(key, {})
            ways[word] = ways.get(word, 0) + 1
            if re.search(r"[^\W\d_A-Z],? $", passage.text[max(0, match.start() - 3) : match.start()]):
                ways[f"{word} "] = ways.get(f"{word} ", 0) + 1
    return found


def _from_addresses(forms: Iterable[str], capitals: Mapping[str, object], wording: Wording) -> list[str]:
    """Give the names that e-mail addresses are made of, where they occur elsewhere with a capital."""
    words = [
        word
        for form in forms
        for local in LOCAL.findall(form)
        for word in re.split(r"[\W\d_]+", local.lower())
        if len(word) > 2 and word in capitals and word not in wording.small and word not in NO_NAMES
    ]
    return [word.capitalize() for word in dict.fromkeys(words)]


def _is_known(form: str, known: Names) -> bool:
    spans = [(done.start, done.end) for done in known.replace(form).replacements]
    left = "".join(c for i, c in enumerate(form) if not any(start <= i < end for start, end in spans))
    return bool(spans) and not any(c.isalnum() for c in left)


def _example(passage: Passage, start: int, end: int) -> str:
    text = passage.text
    words = " ".join(text[max(0, start - AROUND) : end + AROUND].split())
    if passage.kind == "name":
        return f"name of the file {passage.file}"
    if passage.kind in ("cell", "label") and passage.column:
        return f"column {passage.column} of {passage.file}: {words}"
    return f"speaker in {passage.file}" if passage.kind == "label" else words
