"""Labels: which words before a turn are a speaker, and which only look like one."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence

IsKnown = Callable[[str], bool]  # whether a label is a declared speaker, a moderator's or a participant's id

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
    r"i|(?:int|inter|interviewers?|iv|mod|moderator(?:in)?|facilitator|interviewerin|researcher)\.?\s*[-#]?\d{0,2}"
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
TITLES = frozenset("dr prof professor mr mrs ms miss herr frau mme m".split())
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
        and not label.isdigit()
        and not NEVER.fullmatch(label)
        and not label.lower().endswith(("http", "https"))
    )


def is_name_in_full(label: str) -> bool:
    """Say whether a label is two names or more, with capitals, and something in brackets: no sentence begins so.

    >>> is_name_in_full("Mr. Jo Lee (Northern Valley, Lib.)"), is_name_in_full("My advice (again)")
    (True, False)
    """
    names = re.sub(r"\(.*", "", label).split()
    long = 2 <= len(names) <= MOST_WORDS and all(name[0].isupper() for name in names)
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
    verdict = {
        label: is_known(label) or (may_be_label(label) and (n >= 2 or bool(NOTE.fullmatch(label))))
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
    return [verdict[label] for label in labels]


def looks_like_a_name(label: str) -> bool:
    """Say whether a label that was not taken should be named to the researcher: one or two words, all with capitals.

    >>> looks_like_a_name("Dr. Khan"), looks_like_a_name("My advice"), looks_like_a_name("Yes. So")
    (True, False, False)
    """
    words = label.split()
    ends_a_sentence = any(len(word) > 3 and word[-1] in ".!?," and not word.startswith("Prof") for word in words[:-1])
    short = len(words) <= (MOST_WORDS if words and words[0].rstrip(".").casefold() in TITLES else 2)
    capital = all(not word[0].islower() for word in words)
    return may_be_label(label) and ((short and capital and not ends_a_sentence) or is_name_in_full(label))


def are_alike(one: str, other: str) -> bool:
    """Say whether two labels may be one name, written twice.

    >>> are_alike("Dr Khan", "Dr. Khan"), are_alike("Participant", "Particpant"), are_alike("Student 1", "Student 2")
    (True, True, False)
    """
    first, second = tokens_of(one), tokens_of(other)
    if first == second:
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
    plain = "".join(c for c in unicodedata.normalize("NFKD", label.casefold()) if not unicodedata.combining(c))
    words = re.findall(r"[^\W\d_]+|\d+", plain)
    kept = tuple(word.lstrip("0") or "0" for word in words if word not in TITLES)
    return kept or tuple(words)


def _is_id(token: str) -> bool:
    """Say whether a word tells people of one name apart: a number or a letter."""
    return token.isdigit() or len(token) == 1
