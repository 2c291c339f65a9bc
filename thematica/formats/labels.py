"""Labels: which words before a turn are a speaker, and which only look like one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence

IsKnown = Callable[[str], bool]  # whether a label is a declared speaker, a moderator's or a participant's id

# Words that stand before a colon and are never a speaker.
NEVER = re.compile(
    r"(?:note|nb|e\.?g\.?|i\.?e\.?|re|example|summary|title|date|time|location|duration|present"
    r"|participants|attendees|transcri\w*|project|https?|file|recording|speakers|summary keywords)",
    re.IGNORECASE,
)
# What an observer noted down: nobody's words, so in no turn.
NOTE = re.compile(r"(?:field ?notes?|observer(?:'s)?(?: comments?| notes?)?|o\.?c\.?|memo)", re.IGNORECASE)
MOST_WORDS = 6  # a longer "label" is the beginning of a sentence
MOST_LETTERS = 62  # as MAXQDA allows
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
        and len(label.split()) <= MOST_WORDS
        and not label.isdigit()
        and not NEVER.fullmatch(label)
        and not label.lower().endswith(("http", "https"))
    )


def is_note(label: str, is_known: IsKnown) -> bool:
    """Say whether a label announces an observer's note, not a speaker."""
    return bool(NOTE.fullmatch(label)) and not is_known(label)


def choose_labels(labels: Sequence[str], is_known: IsKnown, certain: Sequence[bool] = ()) -> list[bool]:
    """Say which labels count: those that are known, and those that occur at least twice.

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
    return [verdict[label] or (sure and may_be_label(label)) for label, sure in zip(labels, proven, strict=True)]


def looks_like_a_name(label: str) -> bool:
    """Say whether a label that was not taken should be named to the researcher: one or two words, all with capitals.

    >>> looks_like_a_name("Dr. Khan"), looks_like_a_name("My advice"), looks_like_a_name("Yes. So")
    (True, False, False)
    """
    words = label.split()
    ends_a_sentence = any(len(word) > 3 and word[-1] in ".!?," and not word.startswith("Prof") for word in words[:-1])
    return may_be_label(label) and len(words) <= 2 and all(not w[0].islower() for w in words) and not ends_a_sentence
