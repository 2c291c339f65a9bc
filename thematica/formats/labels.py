"""Labels: which words before a turn are a speaker, and which only look like one."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence

# Whether a label is a declared speaker, a moderator's or a participant's id; None: she said that it is no speaker.
IsKnown = Callable[[str], bool | None]

# Words that stand before a colon and are never a speaker.
NEVER = re.compile(
    r"(?:note|nb|e\.?g\.?|i\.?e\.?|re|example|summary|title|date|time|location|duration|present"
    r"|participants|attendees|interview|transcri\w*|project|https?|file|recording|speakers|summary keywords)",
    re.IGNORECASE,
)
# What an observer noted down: nobody's words, so in no turn.
NOTE = re.compile(r"(?:field ?notes?|observer(?:'s)?(?: comments?| notes?)?|o\.?c\.?|memo)", re.IGNORECASE)
MODERATOR = re.compile(
    # Not M, F, Q or S: in many transcripts these are a man, a woman, a question, a student.
    r"i|(?:int|inter|interviewers?|iv|mod|moderator(?:in)?|facilitator|interviewerin|researcher|befrager(?:in)?"
    r"|enquêt(?:eur|rice)|intervieweu(?:r|se)|entrevistadora?|moderadora?|facilitadora?|intervistat(?:ore|rice)"
    r"|moderat(?:ore|rice|eur)|访谈者|采访者|主持人)\.?\s*[-#]?\d{0,2}(?:(?<!i)\s*\([^()]*\))?"
    r"|(?:moderator|interviewer|facilitator|researcher).*",
    re.IGNORECASE,
)
# A name with who it is in brackets, as minutes have it: "Jane Smith (Staff)".
NAME_IN_FULL = re.compile(r"[^\W\d_][^()]*\s[^()]*?\s*\((?:[^()]|\([^()]*\))*\)")
MOST_WORDS = 6  # a longer "label" is the beginning of a sentence
MOST_LETTERS = 62  # as MAXQDA allows
LONGEST = 160  # letters of a label that speakers.yaml names, or that is a name in full
ALIKE = 0.85  # of the letters of two labels that are perhaps one misspelt
MOST_COMPARED = 100_000  # pairs of labels
MOST_DIFFERENCE = 2  # letters, between a label and what misspells it
SHORTEST = 5  # letters; shorter labels are alike by chance
TITLES = frozenset(
    "dr prof professor mr mrs ms miss hon sir dame sister brother herr frau mme m don doña sr sra".split()
)
PARTICLES = frozenset(
    "de da do dos das del della di du der den van von zu la le las los el al bin ibn ter ten y e".split()
)
FEW_WORDS = 3  # of a name, particles and titles not counted
# What begins a line with a colon and is nobody: words that begin sentences, and heads of lists and forms. A label that
# occurs twice needs no such list.
NOBODY = frozenset(
    # what is said
    """
    a about actually after again also an and another answer anyway as aspect at because before best both but
    choice conclusion correct disadvantage disadvantages end even every everybody everyone everything fact few
    finally first firstly for fourth frankly he her here hers his however i idea if in indeed is it its just
    last lastly later likewise look maybe me meaning mine my namely never next no nobody none nothing now ok
    okay on once one only or our part perhaps please point problem question quote reason reasons rather result
    right second secondly see she since so some somebody somehow someone something sometimes still suggestion
    summary sure tbc that the their them then there therefore these they thing things third thirdly this those
    though thus today too translation two unfortunately us very was we well were what when where which while who
    why with word words worst wrong yeah yes yesterday yet you your advantage advantages benefit benefits con
    cons pro pros plus minus aber allerdings ansonsten antwort auch außerdem beispiel bis da daher damals dann
    darum das dass denn der deshalb die dies diese doch ein eine einfach einmal endlich erstens es etwas fazit
    folgendes frage ganz genau gut hier idee ihr im immer ja jedenfalls jetzt kurz lösung manchmal mein meine
    mit nein nicht noch nun nur ob oder schließlich sie sondern sonst trotzdem über um und uns unser vielleicht
    vor vorschlag vorteil nachteil war warum weil wenn wer wie wir wo zitat ziel zuerst zum zweitens drittens
    zwar ainsi alors après aussi avec avant bon car ce cela ces comme donc elle en encore enfin ensuite est et
    exemple idée il je les leur mais même moi nous ou oui non par parce pas peut pour puis puisque quand que
    quelque qui raison réponse sa sans ses si son sur tout très un une vous voilà además ahora así aunque bueno
    como creo cuando de después ejemplo el ella entonces era eso esta este esto fue hay la las lo los luego más
    muy nada nosotros para pero porque pregunta primero quizás razón respuesta se según sí sobre su también
    tanto tengo todo una y ya yo altrimenti anche ancora allora bene che ci come cosa così dopo e esempio
    infatti invece io ma mai noi perché però poi prima quando quindi risposta domanda sempre sono tutto uno va
    daarom dan dat dus een het ik maar niet nog of omdat ook toen vraag antwoord voorbeeld want wat zij
    """
    # the heads of forms, records and lists
    """
    abstract activity address affiliation age agenda alter anmerkung anonymisation appendix apartment area
    attendance audio background beginn beruf case category chapter city class clip code comment comments consent
    consented contact context country course day dauer decision department details diagnosis discussion district
    dob document documents datum draft duration education email employment end ende ethnicity exercise fgd field
    figure filename finish fragen gender geschlecht goal group-size goals heading highlights hint hospital id
    instruction instructions introduction item keywords language lang lec lecture lesson level lieu link list
    location lugar length marital material materials method minute minutes module month months name names
    nationality no number objective occupation option opening order organisation organization ort outcome
    outline page participant-id pause phase phone place preamble profession profile prompt protocol purpose
    quelle question-set recorded recorder reference region religion remark remarks response results role room
    round sample scenario schedule school section sector session setting sex site size software source sources
    species stage start status step strand street subject-line summary table tags task tel telephone test thema
    theme themes topic topics tool total town type university unit url utterances venue version video village
    voice-file vote ward warm-up website week weeks word-count wordcount year years step1 step2 step3 step4
    step5
    """
    .split()
)  # fmt: skip
ABSTRACT = re.compile(r"\w{3,}(?:tion|sion|ness|ments|heit|keit|ción|ität|ungen|schaft)s?", re.IGNORECASE)
# A sentence that ends in a time of day: "See you at 10:30".
BEFORE_A_TIME = re.compile(
    r".*\b(?:at|by|until|till|from|around|about|before|after|to|is|was|since|and|um|bis|gegen|ab|seit|vor|nach)",
    re.IGNORECASE | re.DOTALL,
)
# Non-verbal marks between label and colon are no part of the name: "FG5C (laughs): …".
MARK_AFTER = re.compile(
    r"\s*[\[(](?:\w+\s+)?(?:laugh\w*|lacht|pause\w*|sigh\w*|cough\w*|nod\w*|smil\w*|crosstalk|overlap\w*"
    r"|whisper\w*|inaudible|unclear|cries|crying|\.{1,3})[^\])]{0,20}[\])]$",
    re.IGNORECASE,
)


# What meeting programs set behind a name.
BESIDE_A_NAME = re.compile(
    r"\s*[\[(]\s*(?:(?:she|her|hers|he|him|his|they|them|theirs|any|all|sie|er)\s*[/|,]\s*[\w\s/|,]+|pronouns[^\])]*"
    r"|extern(?:al)?|guest|gast|unverified|host|co-host|me)\s*[\])]",
    re.IGNORECASE,
)
PHONE = re.compile(r"\+?\d[\d*x•() .-]{5,20}")  # who is called by a telephone number: "+44 ******1234"
NUMBER_BEFORE = re.compile(r"^\d{1,4}[.)]?[ \t]+(?=[^\W\d_])")  # numbered lines: "12  FG5C: …"


def clean_label(label: str) -> str:
    """Give a label without the marks around it, and without the number of its line.

    >>> clean_label("**FG5C (laughs)**"), clean_label("12 Moderator (Dr. A. Müller)")
    ('FG5C', 'Moderator (Dr. A. Müller)')
    """
    bare = NUMBER_BEFORE.sub("", label.strip(" \t\u00a0*_"), count=1)
    return MARK_AFTER.sub("", bare).strip(" \t\u00a0*_")


def may_be_label(label: str) -> bool:
    """Say whether a label that recurs can be a speaker."""
    return (
        bool(label)
        and (is_name_in_full(label) or (len(label) <= MOST_LETTERS and len(label.split()) <= MOST_WORDS))
        and (not label.isdigit() or PHONE.fullmatch(label) is not None)
        and not NEVER.fullmatch(label)
        and not label.lower().endswith(("http", "https"))
    )


def is_name_in_full(label: str) -> bool:
    """Say whether a label is two names or more, with capitals, and something in brackets: no sentence begins so.

    >>> is_name_in_full("Mr. Jo Lee (Northern Valley, Lib.)"), is_name_in_full("My advice (again)")
    (True, False)
    """
    names = re.sub(r"\(.*", "", label).split()
    long = 2 <= len(names) <= MOST_WORDS and all(_is_name(name) and not name[0].isdigit() for name in names)
    return long and bool(NAME_IN_FULL.fullmatch(label))


def is_note(label: str, is_known: IsKnown) -> bool:
    """Say whether a label announces an observer's note, not a speaker."""
    return bool(NOTE.fullmatch(label)) and not is_known(label)


def choose_labels(labels: Sequence[str], is_known: IsKnown, certain: Sequence[bool] = ()) -> list[bool]:
    """Say which labels count: those that are known, that occur at least twice, or that misspell one of these.

    Args:
        labels: Every look-alike, in order.
        is_known: Whether a label counts even if it occurs once.
        certain: Which of them their layout alone proves to be a speaker.

    >>> choose_labels(["Ana", "FG1A", "Ana", "So", "Note", "Note"], lambda label: label == "FG1A")
    [True, True, True, False, False, False]
    """
    counts = Counter(labels)
    known = {label: is_known(label) for label in counts}
    verdict = {
        label: known[label]
        or (known[label] is not None and may_be_label(label) and (n >= 2 or bool(NOTE.fullmatch(label))))
        for label, n in counts.items()
    }
    proven = certain or [False] * len(labels)
    verdict.update(
        dict.fromkeys((la for la, sure in zip(labels, proven, strict=True) if sure and may_be_label(la)), True)
    )
    taken = [label for label, counts in verdict.items() if counts and len(label) >= SHORTEST]
    names = [label for label, counts in verdict.items() if not counts and looks_like_a_name(label)]
    if len(names) * len(taken) > MOST_COMPARED:
        taken = []  # no transcript has so many: this is a list, or a dictionary
    for label in names:
        near = (other for other in taken if abs(len(other) - len(label)) <= MOST_DIFFERENCE)
        verdict[label] = is_name_in_full(label) or any(are_alike(label, other) for other in near)
    series = {_series(label) for label, counts in verdict.items() if counts}
    verdict.update({label: True for label in verdict if looks_like_a_name(label) and _series(label) in series - {""}})
    return [bool(verdict[label]) and known[label] is not None for label in labels]


def looks_like_a_name(label: str) -> bool:
    """Say whether a label that was not taken should be named to the researcher: up to three words, all with capitals.

    >>> looks_like_a_name("Dr. Khan"), looks_like_a_name("My advice"), looks_like_a_name("Yes. So")
    (True, False, False)
    """
    words = BESIDE_A_NAME.sub("", label).split()
    surname_first = 2 <= len(words) <= FEW_WORDS and words[0].endswith(",") and label.count(",") == 1
    ends_a_sentence = any(
        len(word) > 3 and word[-1] in ".!?," and word.casefold().rstrip(".") not in TITLES for word in words[:-1]
    )
    names = [word for word in words if word.casefold().rstrip(".") not in PARTICLES | TITLES]
    short = len(names) <= FEW_WORDS and len(words) <= MOST_WORDS
    capital = all(_is_name(word) for word in words) and any(not word[0].islower() for word in words)
    return may_be_label(label) and (
        (short and capital and (surname_first or not ends_a_sentence)) or is_name_in_full(label)
    )


def _is_name(word: str) -> bool:
    """Say whether a word may be part of a name: a capital, or ``van``, or ``d'Entremont``."""
    return not word[0].islower() or word in PARTICLES or re.match(r"[dlo]['’][^\W\d_a-z]", word) is not None


def could_be_a_person(label: str) -> bool:
    """Say whether a label that stands once may be a speaker, if everything around it is turns.

    >>> could_be_a_person("Maria"), could_be_a_person("Nurse 3"), could_be_a_person("Lecture 3")
    (True, True, False)
    """
    words = [word.casefold().strip(".,") for word in re.split(r"[\s/]+", BESIDE_A_NAME.sub("", label))]
    return (
        looks_like_a_name(label)
        and (label[:1].isalpha() or label[:1] in "0?")
        and not any(word in NOBODY or ABSTRACT.fullmatch(word) for word in (words if len(words) < 3 else words[:1]))
    )


def _series(label: str) -> str:
    """Write a label without its numbers, so that "Nurse 3" is one of those that "Nurse 1" is; empty if it has none.

    >>> _series("Nurse 3") == _series("nurse 12"), _series("Anna")
    (True, '')
    """
    return re.sub(r"\d+", "#", re.sub(r"[\s._-]", "", label.casefold())) if re.search(r"[^\W\d_].*\d", label) else ""


def are_alike(one: str, other: str) -> bool:
    """Say whether two labels may be one name, written twice.

    >>> are_alike("Dr Khan", "Dr. Khan"), are_alike("Participant", "Particpant"), are_alike("Student 1", "Student 2")
    (True, True, False)
    >>> are_alike("Becker, Anna", "Anna Becker"), are_alike("Omar (he/him)", "Omar")
    (True, True)
    """
    first, second = tokens_of(one), tokens_of(other)
    if first == second or sorted(first) == sorted(second):
        return True
    if "".join(first).rstrip("s") == "".join(second).rstrip("s"):
        return False  # "Students:" is no student
    if [token for token in first if _is_id(token)] != [token for token in second if _is_id(token)]:
        return False
    if set(first) < set(second) or set(second) < set(first):
        return bool(set(first) & set(second))
    joined, twin = "".join(first), "".join(second)
    if min(len(joined), len(twin)) < SHORTEST or any(c.isdigit() for c in joined + twin):
        return False
    return difflib.SequenceMatcher(None, joined, twin, autojunk=False).ratio() >= ALIKE


def tokens_of(label: str) -> tuple[str, ...]:
    """Give the words of a label without capitals, accents, titles and zeros before numbers."""
    bare = BESIDE_A_NAME.sub("", label)
    plain = "".join(c for c in unicodedata.normalize("NFKD", bare.casefold()) if not unicodedata.combining(c))
    words = re.findall(r"[^\W\d_]+|\d+", plain)
    kept = tuple(word.lstrip("0") or "0" for word in words if word not in TITLES)
    return kept or tuple(words)


def _is_id(token: str) -> bool:
    """Say whether a word tells people of one name apart: a number or a letter."""
    return token.isdigit() or len(token) == 1
