"""Everything a study says, and where: its talk turn by turn, its labels, and what stands in its other files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from thematica.formats.passages import list_words
from thematica.formats.study_folder import TEXTS
from thematica.model.pseudonyms import Passage

if TYPE_CHECKING:
    from thematica.study.study import Study


def gather_words(study: Study) -> tuple[tuple[Passage, ...], tuple[str, ...]]:
    """Give every passage that the new study will hold, and what could not be looked into, in sentences."""
    unread: list[str] = []
    passages = [*_of_transcripts(study), *list_words(study.path, study.settings, unread)]
    return tuple(sorted(passages, key=lambda passage: (passage.file, passage.line))), tuple(dict.fromkeys(unread))


def _of_transcripts(study: Study) -> list[Passage]:
    """Give the turns, the labels once each, and what stands between the turns."""
    corpus = study.corpus
    folder = study.path / "transcripts"
    passages: list[Passage] = []
    numbers: dict[str, int] = {}
    ends: dict[str, int] = {}
    seen: set[tuple[str, str]] = set()
    for turn in corpus.turns:
        document = corpus.documents[turn.document_id]
        ending = Path(document.source).suffix.lower()
        if ending in (".csv", ".xlsx", ".xlsm") or not (folder / document.source).is_file():
            continue  # tables are looked into cell by cell
        file = f"transcripts/{document.source}"
        number = numbers[document.id] = numbers.get(document.id, 0) + 1
        here = ending in TEXTS  # then the document is the file as it stands
        line = document.text.count("\n", 0, turn.start) + 1 if here else number
        place = "" if here else f"turn {number}"
        between = document.text[ends.get(document.id, 0) : turn.start]
        ends[document.id] = turn.end
        head = between[: between.rfind(turn.speaker)] if turn.speaker and turn.speaker in between else between
        if any(c.isalpha() for c in head):
            passages.append(Passage(file, max(1, line - between.count("\n")), head, place=place))
        if turn.speaker and (file, turn.speaker) not in seen:
            seen.add((file, turn.speaker))
            passages.append(Passage(file, line, turn.speaker, "label", bare=True, place=place))
        passages.append(
            Passage(file, line, document.text[turn.start : turn.end], "speech", place=place, language=document.language)
        )
    for document in corpus.documents:
        rest = document.text[ends.get(document.id, 0) :]
        if (folder / document.source).is_file() and any(c.isalpha() for c in rest) and document.id in ends:
            passages.append(Passage(f"transcripts/{document.source}", 0, rest, place="behind the last turn"))
    return passages
