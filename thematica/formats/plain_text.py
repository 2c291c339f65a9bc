"""Transcripts in plain text: find the turns and who is named before them.

Two shapes are known: ``LABEL: what was said`` at the beginning of a line, and prose without labels.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

# A label at the beginning of a line, perhaps bold or after a dash, and its colon (also full-width).
LABEL = re.compile(
    r"^(?:[-–>*•][ \t]*)?(?:\*\*)?(?P<label>[^\W_][^\n:：]{0,39}?)(?:\*\*)?[ \t]*[:：](?:\*\*)?(?=\s|$)",
    re.MULTILINE,
)
# Words that stand before a colon and are never a speaker.
NEVER = re.compile(
    r"(?:note|nb|e\.?g\.?|i\.?e\.?|re|example|summary|title|date|time|location|duration|present"
    r"|participants|attendees|transcri\w*|project|https?|file|recording|speakers|summary keywords)",
    re.IGNORECASE,
)
MOST_WORDS = 6  # a longer "label" is the beginning of a sentence
PARAGRAPH = re.compile(r"\S(?:.*\S)?(?:\n[ \t]*\S.*)*")  # lines without an empty line between them


@dataclass(frozen=True, slots=True)
class Talk:
    """A stretch of text by one speaker: ``text[start:end]`` is the speech without the label."""

    start: int
    end: int
    label: str = ""
    question: str = ""


def find_turns(text: str, is_known: Callable[[str], bool]) -> tuple[Talk, ...]:
    r"""Cut a transcript into turns; a text without labels is cut into paragraphs.

    A word before a colon counts as a label when it is known, or when it occurs at least twice and is
    not one of the words that merely look like labels ("Note: …", "At 10:30 …").

    Args:
        text: The transcript.
        is_known: Whether a label is that of a declared speaker, a moderator or a participant's id.

    >>> talk = find_turns("FG1A: Yes. So: fine.\nModerator: Why?\n", lambda label: True)
    >>> [(t.label, t.start, t.end) for t in talk]
    [('FG1A', 6, 20), ('Moderator', 32, 36)]
    """
    heads = _heads(text, is_known)[0]
    if not heads:
        return tuple(Talk(m.start(), m.start() + len(m[0].rstrip())) for m in PARAGRAPH.finditer(text))
    ends = [head.start() for head in heads[1:]] + [len(text)]
    return tuple(_speech(text, head.end(), end, head["label"].strip()) for head, end in zip(heads, ends, strict=True))


def find_unsure(text: str, is_known: Callable[[str], bool]) -> tuple[tuple[str, int], ...]:
    r"""Find what looks like a label but was not taken for one, with its line from 1.

    Only a transcript that has labels can have unsure ones; a line of prose may hold any colon.

    >>> find_unsure("FG1A: Yes.\nMaria: I disagree.\n", lambda label: label == "FG1A")
    (('Maria', 2),)
    """
    taken, unsure = _heads(text, is_known)
    if not taken:
        return ()
    return tuple((head["label"].strip(), text.count("\n", 0, head.start()) + 1) for head in unsure)


def find_preamble(text: str, talk: tuple[Talk, ...]) -> str:
    """Give the words before the first label, notes that begin with ``#`` left out."""
    first = talk[0] if talk and talk[0].label else None
    if first is None:
        return ""
    before = text[: text.rfind(first.label, 0, first.start)]
    return " ".join(line for line in before.split("\n") if not line.startswith("#")).strip(" *->–•")


def _heads(text: str, is_known: Callable[[str], bool]) -> tuple[list[re.Match[str]], list[re.Match[str]]]:
    """Give the labels that count, and the look-alikes: one or two words with a capital, said once."""
    found = [(head, head["label"].strip()) for head in LABEL.finditer(text)]
    counts = Counter(label for _, label in found)
    taken, unsure = [], []
    for head, label in found:
        if is_known(label) or (_may_be_label(label) and counts[label] >= 2):
            taken.append(head)
        elif _may_be_label(label) and len(label.split()) <= 2 and label[0].isupper():
            unsure.append(head)
    return taken, unsure


def _may_be_label(label: str) -> bool:
    return len(label.split()) <= MOST_WORDS and not label.isdigit() and not NEVER.fullmatch(label)


def _speech(text: str, start: int, end: int, label: str) -> Talk:
    speech = text[start:end]
    if not speech.strip():
        return Talk(start, start, label)
    return Talk(start + len(speech) - len(speech.lstrip()), start + len(speech.rstrip()), label)
