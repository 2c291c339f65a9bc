"""Names by rules, for languages that write them with capitals: titles, given names, introductions, towns, houses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from thematica.steps.name_words import ANY_CASE, GIVEN, NO_NAMES, NO_PLACES, PARTICLES, PLACES, ROLES, TITLES
from thematica.steps.pseudonymise import fold

LETTERS = r"[^\W\d_]"
# A word of a name: O'Brien, Smith-Jones, Al-Khalil, McKay, an initial.
WORD = (
    rf"{LETTERS}(?:[’'‘ʼ]{LETTERS}+|{LETTERS}|[\u0300-\u036f])*(?:[-‐‑]{LETTERS}(?:[’'‘]?{LETTERS}|[\u0300-\u036f])*)*"
)
BLANK = r"(?:[^\S\n]+\n?[^\S\n]*|\n[^\S\n]*)"
GAP = rf"(?:(?<=\w)\.?{BLANK}|\.(?=\w))"
TOKEN = re.compile(WORD)
CAP = rf"(?=[A-ZÀ-ÖØ-ÞĀ-Ž\u0370-\u03ff\u0400-\u04ff]){WORD}"
NEXT = rf"(?:{BLANK}|(?<=\b[A-Z])\.{BLANK}?)"
NAME = rf"(?:(?:{PARTICLES})[\s-])*{CAP}\b"
FORMS = sorted({re.escape(form) for t in TITLES for form in (t, t.capitalize(), t.upper())}, key=lambda f: (-len(f), f))
TITLE = re.compile(
    rf"\b(?:{'|'.join(FORMS)})"
    rf"(?!\w)(?:{GAP}(?:Dr|Prof|Doktor|Professor)\b)*"
    rf"(?P<name>{GAP}{NAME}(?:{NEXT}{NAME}){{0,2}})"
)
INITIALS = re.compile(rf"(?<![\w.])(?:[A-ZÀ-Þ]\.[^\S\n]?){{1,3}}{CAP}\b")  # A. Khan
SMALL_TITLE = re.compile(rf"\b(?:{'|'.join(ANY_CASE)})\.?[^\S\n]+(?P<name>[a-zà-öø-ÿ'’-]{{3,}})\b")
SHORT_TITLE = re.compile(r"(?:dr|prof|mr|mrs|ms)\b")
MORE = re.compile(rf"(?:[^\S\n]+|\n)(?:(?:{PARTICLES})\s+)*(?:{CAP}\b|[A-Z]\.)")
INTRODUCED = re.compile(
    r"\b(?:my name is|my name's|i am called|ich heiße|ich heisse|mein name ist|namens|je m['’]appelle|je me nomme|"
    r"me llamo|mi nombre es|mi chiamo|il mio nome è|meu nome é|me chamo|ik heet|mijn naam is|jag heter|jeg hedder|"
    r"jeg heter|mam na imię|nazywam się|jmenuji se|(?:named|called|genannt|prénommée?|nommée?)(?=\s+[A-ZÀ-Þ]))\s+"
    rf"(?P<name>{WORD}(?:\s+{CAP}\b)?)",
    re.IGNORECASE,
)
HOUSE = (
    "Hospital|Hospice|Infirmary|University|College|Academy|Clinic|Surgery|School|Ward|Trust|Centre|Center|Church|Mosque|"
    "Street|Road|Lane|Avenue|Drive|Close|Court|House|Park|Square"
)
HOUSE_BEFORE = (
    "Universität|Universitätsklinikum|Uniklinik|Uni|Klinikum|Hochschule|Gymnasium|Krankenhaus|Sankt|St|Haus|"
    "Hôpital|Clinique|Université|Lycée|Centre hospitalier|Hospital|Clínica|Universidad|Ospedale|Università|"
    "Clinica|Ziekenhuis|Universiteit|University of|College of"
)
STREET = re.compile(r"(?:straße|strasse|str\.|gasse|allee|platz|krankenhaus|klinikum|spital)(?:\s+\d+[a-z]?)?$")
ANY_STREET = re.compile(
    r"(?:\w*(?:Park|park|Spiel|spiel|Stell|stell|Sport|Markt|Arbeits|Lager|Rast|Sitz|Haupt|Seiten|Neben|Einbahn|Fahrrad|Durch|"
    r"Wohn|Einkauf|Land|Schnell|Sack|Quer|Bus|Studien|Schlaf|Praktikums|Ausbildungs)\w*)(?:platz|straße|strasse|gasse)s?$"
)
HOUSES = re.compile(
    rf"(?:\b(?:St\.?|Saint)\s+)?(?:{CAP}\b[^\S\n]+){{1,3}}(?:{HOUSE})\b"
    rf"|\b(?:{HOUSE_BEFORE})\b\.?[^\S\n]+"
    rf"(?:(?:de|de la|del|du|di|della|La|Los|Las|El|Le|St\.|Sankt|Saint|San|Santa)[^\S\n]+)*{CAP}\b"
    rf"|\b(?:St\.|Sankt)-{CAP}"
    rf"|\b{CAP}(?:straße|strasse|str\.|gasse|allee|platz|krankenhaus|klinikum|spital)(?:[^\S\n]+\d{{1,3}}[a-z]?)?\b"
    rf"|\b\d{{1,4}}[a-z]?[^\S\n]+(?:{CAP}\b[^\S\n]+){{1,2}}(?:Street|Road|Lane|Avenue|Drive|Close|Court|St|Rd|Ave)\b"
    rf"|\b\d{{1,4}},?[^\S\n]+(?:rue|avenue|boulevard|calle|via)[^\S\n]+(?:(?:de|la|du|des|del|l['’])[^\S\n]*)*{CAP}\b"
)
# German: a noun behind these has no article where it is a town; "von" and "bei" are said of people as well.
TOWARDS = re.compile(rf"\b(?P<by>in|aus|nach|In|Aus|Nach|bei|Bei)[^\S\n]+(?P<name>{CAP}(?:[^\S\n]+am[^\S\n]+{CAP})?)\b")
ARTICLE = re.compile(
    r"\b(?:(?P<any>(?i:de[rnm]|die))|(?i:das|des|(?:k?ein|mein|dein|sein|ihr|unser|euer|dies|jed|welch|all|viel|wenig)"
    r"(?:e[rnms]?)?|zum|zur|im|am|beim|vom|ins|ans|mehr|ohne)|(?P<adjective>[a-zäöüß]{3,}(?:en|er|em|es|e)))\s+"
    rf"(?P<noun>{CAP})"
)
NOUN_ENDS = re.compile(
    r".*(?:gründen|gefahr|arbeiten|zeiten|sprache|schluss|schlag|ung|ungen|heit|keit|schaft|tion|ität|nis|ismus|erei|chen|lein|zeit|dienst|haus|arbeit)"
)
MIDDLE = re.compile(rf"(?<=[^\W\d_][ ])(?P<name>{CAP})\b|(?<=[^\W\d_][,;][ ])(?P<after>{CAP})\b")
NOUNS = frozenset(("de", "lb"))  # languages that write every noun with a capital
ELIDED = re.compile(r"(?:[ldjmnstcLDJMNSTC]|[Qq]u)['’](?=[^\W\d_]{2})")
SHORTEST = 2
ACRONYM = 4  # letters


@dataclass(frozen=True, slots=True)
class Wording:
    """What the whole material says about its words.

    Attributes:
        small: Words that occur without a capital.
        nouns: Words that stand behind an article or an adjective, where nouns have capitals.
        things: Those behind an article that people have not ("der Pohl" is said of him).
    """

    small: frozenset[str]
    nouns: frozenset[str]
    things: frozenset[str]


def learn_wording(texts: Sequence[str]) -> Wording:
    """Gather what tells a name from a word: whether it is ever written small, or stands behind an article."""
    small = {word for text in texts for word in re.findall(rf"(?<![\w@.]){LETTERS}+(?![\w@])", text) if word.islower()}
    small -= {match["name"] for text in texts for match in SMALL_TITLE.finditer(text)}  # "dr khan"
    found = [match for text in texts for match in ARTICLE.finditer(text)]
    things = {match["noun"] for match in found if not match["any"] and not match["adjective"]}
    return Wording(frozenset(small), frozenset(match["noun"] for match in found), frozenset(things))


def find_names(text: str, language: str, wording: Wording) -> Iterator[tuple[int, int, str]]:
    """Give what may be a name: first character, end, and what it is.

    >>> said = "Frau Dr. von Ahn kam mit Jana Kovac aus Celle."
    >>> [said[start:end] for start, end, _ in find_names(said, "de", learn_wording([said]))]
    ['Frau Dr. von Ahn', 'Jana Kovac', 'Celle']
    """
    taken: list[tuple[int, int, str]] = []
    for start, end, kind in _candidates(text, language, wording):
        if not any(start < other and at < end for at, other, _ in taken):
            taken.append((start, end, kind))
    yield from sorted(taken)


def _candidates(text: str, language: str, wording: Wording) -> Iterator[tuple[int, int, str]]:
    """Give them all, the surest first; they may overlap."""
    for match in HOUSES.finditer(text):
        start = match.start() + _leading(match[0], wording)
        of_town = STREET.search(match[0]) and not ANY_STREET.match(match[0])
        if " " in text[start : match.end()] or (start == match.start() and of_town):
            yield start, match.end(), "place"
    for match in TITLE.finditer(text):
        words = [word for word in TOKEN.findall(match["name"]) if word[0].isupper()]
        if words and not _is_word(words[0], wording, language):
            # "my sister Lucy", but "Dr Khan"
            small = match[0][0].islower() and not SHORT_TITLE.match(match[0])
            start = match.start("name") + len(match["name"]) - len(match["name"].lstrip()) if small else match.start()
            yield start, _cut_tail(text, match.start("name"), match.end(), wording, language), "person"
    for match in INITIALS.finditer(text):
        surname = TOKEN.findall(match[0])[-1]
        acronym = surname.isupper() and len(surname) <= ACRONYM
        if len(surname) > SHORTEST and not acronym and not _is_word(surname, wording, language):
            yield match.start(), match.end(), "person"
    for match in SMALL_TITLE.finditer(text):
        yield match.start(), match.end(), "person"
    for match in INTRODUCED.finditer(text):
        if match["name"][0].isupper() and fold(match["name"])[0].lower() not in NO_NAMES:
            yield match.start("name"), match.end("name"), "person"
    yield from _known(text, wording, language)
    if language in NOUNS:
        for match in TOWARDS.finditer(text):
            if _may_be_town(match["name"], wording):
                yield match.start("name"), match.end("name"), "capital" if match["by"] in ("bei", "Bei") else "place"
    elif language != "en":
        yield from _capitals(text, wording)


def _leading(words: str, wording: Wording) -> int:
    """Give how many characters of words that are none of a name stand at the beginning: "The Royal Infirmary"."""
    at = 0
    for match in re.finditer(rf"{CAP}\b\s+", words):
        if match.start() == at and match[0].strip().lower() in wording.small | {"the", "at", "in", "i"}:
            at = match.end()
        else:
            break
    return at


def _cut_tail(text: str, start: int, end: int, wording: Wording, language: str) -> int:
    """Give where a name ends that may have run into the next noun, or the next sentence."""
    kept = end
    before = ""
    for token in TOKEN.finditer(text, start, end):
        if not token[0][0].isupper():
            continue
        # Where every noun has a capital, a surname is the last: "Frau Schulz Bescheid sagen".
        done = language in NOUNS and before and not _is_given(before) and fold(before)[0].lower() not in TITLES
        if before and (done or _is_word(token[0], wording, language)):
            break
        before = token[0]
        kept = token.end()
    return kept


def _is_given(word: str) -> bool:
    plain = fold(word)[0].lower()
    return len(word) < SHORTEST or plain in GIVEN or re.split(r"[-‐‑]", plain)[0] in GIVEN


def _is_word(word: str, wording: Wording, language: str) -> bool:
    plain = fold(word)[0].lower()
    if plain in GIVEN:
        return False
    return (
        word.lower() in wording.small
        or plain in NO_NAMES
        or (plain in ROLES and len(plain) > 2)
        or (language in NOUNS and (word in wording.things or bool(NOUN_ENDS.fullmatch(word))))
    )


def _known(text: str, wording: Wording, language: str) -> Iterator[tuple[int, int, str]]:
    """Give given names, with the surname behind them, and towns."""
    end = 0
    for token in TOKEN.finditer(text):
        if token.start() < end or not token[0][0].isupper() or len(token[0]) < SHORTEST:
            continue
        elided = ELIDED.match(token[0])  # Qu'Anaïs
        start = token.start() + (elided.end() if elided else 0)
        word = text[start : token.end()]
        plain = fold(word)[0].lower()
        if plain in PLACES:
            yield start, token.end(), "place"
        elif language in NOUNS and plain.endswith("s") and plain not in GIVEN and plain[:-1] in GIVEN:
            yield start, token.end(), "person"  # Annas Mutter
        elif _is_given(word):
            end = _with_surname(text, token.end(), wording, language)
            if end > token.end() or word.lower() not in wording.small:
                yield start, end, "person"


def _with_surname(text: str, at: int, wording: Wording, language: str) -> int:
    before = ""
    for _ in range(3):
        more = MORE.match(text, at)
        word = TOKEN.findall(more[0])[-1] if more else ""
        done = language in NOUNS and before and not _is_given(before)
        before = word
        if more is None or done or _is_word(word, wording, language) or (more[0].endswith(".") and len(word) > 1):
            break
        at = more.end()
    return at


def _may_be_town(words: str, wording: Wording) -> bool:
    word = words.split()[0]
    return (
        len(word) > SHORTEST + 1
        and word not in wording.nouns
        and not word.isupper()
        and not word.endswith("-")
        and word.lower() not in wording.small
        and word.lower() not in NO_PLACES
        and fold(word)[0].lower() not in NO_NAMES | TITLES | ROLES
        and not NOUN_ENDS.fullmatch(word)
    )


def _capitals(text: str, wording: Wording) -> Iterator[tuple[int, int, str]]:
    """Give words with a capital in the middle of a sentence that are never written small."""
    for match in MIDDLE.finditer(text):
        start, end = match.span("name" if match["name"] else "after")
        word = text[start:end]
        plain = fold(word)[0].lower()
        if (
            word.lower() in wording.small
            or plain in NO_NAMES | TITLES | ROLES
            or len(word) < SHORTEST
            or word.isupper()
        ):
            continue
        if re.match(r"[’']", text[end : end + 1]) and len(word) <= SHORTEST:
            continue  # l'Université
        yield start, _with_surname(text, end, wording, ""), "capital"
