"""Which quotes of a code are shown first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from thematica.model.codings import MACHINE, Coding
from thematica.reports.material import ReportMaterial
from thematica.reports.tables import participants_of

GOOD_LENGTH = 140  # characters of a quote that reads well


def choose_quotes(material: ReportMaterial, codings: Sequence[Coding]) -> list[dict[str, Any]]:
    """Order quotes: the first come from different people, do not repeat each other, and read well in length."""
    once = {(c.document_id, c.start, c.end): c for c in reversed(codings)}.values()  # two coders, one quote
    memos: dict[tuple[str, int, int], list[str]] = {}
    for coding in codings:
        if coding.memo:
            memos.setdefault((coding.document_id, coding.start, coding.end), []).append(
                f"{coding.coder}: {coding.memo}"
            )
    ranked = sorted(once, key=lambda c: (abs(len(c.quote) - GOOD_LENGTH), c.document_id, c.start, c.coder))
    quotes = []
    turns_had: Counter[str] = Counter()
    heard: Counter[str] = Counter()
    for place, coding in enumerate(ranked):
        people = participants_of(material.corpus, coding.document_id, coding.start, coding.end)
        who = ", ".join(people) or material.corpus.documents[coding.document_id].session_id
        quotes.append((turns_had[who] + heard[coding.quote], place, who, coding))
        turns_had[who] += 1
        heard[coding.quote] += 1
    quotes.sort(key=lambda entry: entry[:2])
    return [
        {
            "text": coding.quote,
            "who": who,
            "where": f"{coding.document_id}, {coding.start}–{coding.end}",
            "coder": "" if coding.coder != MACHINE else "machine",
            "stance": coding.stance,
            "memos": memos.get((coding.document_id, coding.start, coding.end), []),
            "notes": [
                note.text
                for note in material.corpus.notes_at(coding.document_id, coding.start, coding.end)
                if note.text
            ],
            "translation": material.corpus.translation(coding.document_id, coding.start, coding.end),
        }
        for _, _, who, coding in quotes
    ]
