"""Transcripts in Word in which speakers are marked by bold letters alone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from thematica.formats.heads import DENSE, ONCE, Head, Heads
from thematica.formats.labels import IsKnown, choose_labels, clean_label, could_be_a_person, looks_like_a_name
from thematica.formats.talk import Places
from thematica.model.sentences import name_some

MARK = re.compile(r"[ \t\u00a0]*(?:[:：;|>]|[-–—](?=\s))?")
LEAST = 2  # times that a bold beginning must occur, where no rule knows it


def read_bold(text: str, is_known: IsKnown, bold: Sequence[tuple[int, int]]) -> Heads:
    """Take bold beginnings of paragraphs for speakers: those that recur, are known, or look like a name beside these.

    Args:
        bold: Where the bold beginnings of paragraphs stand.
    """
    labels = [clean_label(text[start:end].strip(" :：;|>–-")) for start, end in bold]
    counts = Counter(labels)
    chosen = [
        counted or (label.isdigit() and counts[label] >= LEAST)
        for label, counted in zip(labels, choose_labels(labels, is_known), strict=True)
    ]
    taken, unsure = [], []
    for (start, end), label, counted in zip(bold, labels, chosen, strict=True):
        behind = MARK.match(text, start + len(text[start:end].rstrip()))
        head = Head(start, max(end, behind.end() if behind else end), label)
        if counted:
            taken.append(head)
        elif looks_like_a_name(label):
            unsure.append(head)
    if len({head.label for head in taken}) < LEAST:
        return Heads()
    if len(taken) >= DENSE * len(bold):  # hardly anything else is bold
        taken += [replace(head, doubt=ONCE) for head in unsure if could_be_a_person(head.label)]
        unsure = [head for head in unsure if not could_be_a_person(head.label)]
    return Heads(tuple(sorted(taken, key=lambda head: head.start)), tuple(unsure))


def tell_bold(text: str, bold: Sequence[tuple[int, int]], where: Places) -> list[str]:
    """Name bold paragraphs of a text in which nobody is marked: an interviewer's questions are often set so."""
    whole = [start for start, end in bold if re.match(r"[ \t]*(?:\n|\Z)", text[end:])]
    if len(whole) < LEAST:
        return []
    at = name_some(map(where.name, whole))
    return [
        f"paragraphs in bold or italic letters ({at}) are read like the others; if they are an interviewer's, "
        "write 'I:' before each, and a label before the answers"
    ]
