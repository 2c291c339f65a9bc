"""What was written anew, read as a study: each document joined to what it has become, and what differs said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from thematica.errors import MaterialError, Problem, StudyError
from thematica.formats.moved_codings import MovedDocument
from thematica.model.corpus import Corpus, Document, Turn
from thematica.study.new_folder import NewFolder
from thematica.study.rewritten_talk import BE_LABELS, SAME_TIME, Plan

MOST_NAMED = 8


def pair_documents(new: NewFolder, plans: Sequence[Plan], corpus: Corpus) -> dict[str, MovedDocument]:
    """Join each document to the one it has become; within a file they stand in the same order.

    Raises:
        StudyError: What was written is not read as the same documents.
    """
    old: dict[str, list[Plan]] = {}
    for plan in plans:
        old.setdefault(new.rename(Path(plan.source), ""), []).append(plan)
    found: dict[str, list[Document]] = {}
    for document in corpus.documents:
        found.setdefault(Path(document.source).stem, []).append(document)
    moved = {}
    for stem, own in old.items():
        if [p.rewritten.text for p in own] != [d.text for d in found.get(stem, [])]:
            file = own[0].source
            raise StudyError(f"{file}: what is written is not read back as the same documents; nothing was kept")
        for plan, document in zip(own, found[stem], strict=True):
            moved[plan.id] = MovedDocument(document.id, plan.text, plan.rewritten)
    return moved


def compare_people(new: NewFolder, before: Corpus, after: Corpus, moved: Mapping[str, MovedDocument]) -> None:
    """Hold every turn against the one it has become: who spoke, in which role and session, when, on which question.

    Raises:
        MaterialError: Somebody whose role was known is another now, or nobody known.
    """
    lost: dict[str, dict[str, None]] = {}
    found: dict[str, None] = {}
    sessions: dict[str, None] = {}
    n_questions = n_times = 0
    for document in before.documents:
        place = moved[document.id]
        own, now = before.turns_of(document.id), after.turns_of(place.id)
        session, expected = after.documents[place.id].session_id, new.writers.bare(document.session_id)
        if session not in (expected, new.writers.name(document.session_id)):
            sessions[f"{place.id} belongs to the session '{session}', which was '{expected}'"] = None
        for old, turn in zip(own, now, strict=True):
            if (old.role, _person(new, old, place)) != (turn.role, turn.participant_id):
                if old.role == "unknown":
                    found[f"'{turn.speaker}' in {place.id} ({turn.role})"] = None
                else:
                    lost.setdefault(document.source, {})[f"'{turn.speaker}' ({old.role})"] = None
            n_questions += new.writers.bare(old.question_id or "") != (turn.question_id or "")
            n_times += (old.time is None) != (turn.time is None) or abs((old.time or 0) - (turn.time or 0)) > SAME_TIME
    if lost:
        raise MaterialError(
            Problem(f"{', '.join(labels)} would be somebody else, or nobody known, so {BE_LABELS}", file)
            for file, labels in lost.items()
        )
    if found:
        new.notices.append(
            f"speakers whom nobody knew before are known by their pseudonyms now: {_first(list(found))}; "
            "speakers.yaml can say otherwise"
        )
    new.notices += [*list(sessions)[:MOST_NAMED]]
    if n_questions:
        new.notices.append(f"{n_questions} turns are taken for an answer to another guiding question than before")
    _compare_tables(new, before, after)


def _compare_tables(new: NewFolder, before: Corpus, after: Corpus) -> None:
    """Say who or what has become one, and whether the sessions stand in another order."""
    for what, ids in (("participants", before.participants.ids), ("sessions", before.sessions.ids)):
        ones: dict[str, int] = {}
        for each in ids:
            ones[new.writers.bare(each)] = ones.get(new.writers.bare(each), 0) + 1
        merged = [f"'{name}' ({n})" for name, n in ones.items() if n > 1]
        if merged:
            new.notices.append(f"{what} who have one pseudonym are one now: {_first(merged)}")
    was = [new.writers.bare(each) for each in before.sessions.ids]
    if sorted(was) == sorted(after.sessions.ids) and was != list(after.sessions.ids):
        new.notices.append(
            f"the sessions stand in another order than before, since it comes from {after.order_source}; a "
            "sessions.csv with a column 'order' says which it was"
        )
    n = len(before.translations) - len(after.translations)
    if n > 0:
        new.notices.append(f"{n} turns have no translation any more; 'thematica read' says why")
    if len(before.notes) != len(after.notes) or sum(bool(note.turn_id) for note in before.notes) != sum(
        bool(note.turn_id) for note in after.notes
    ):
        new.notices.append("not all notes stand where they stood; 'thematica read' says why")


def _person(new: NewFolder, turn: Turn, place: MovedDocument) -> str | None:
    """Give who spoke, by the new name; ``fg1:P1`` is P1 of the document fg1."""
    if turn.participant_id is None:
        return None
    document, mark, person = turn.participant_id.partition(f"{turn.document_id}:")
    if mark and not document:
        return f"{place.id}:{new.writers.bare(person)}"
    return new.writers.bare(turn.participant_id)


def _first(names: Sequence[str]) -> str:
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return ", ".join(names[:MOST_NAMED]) + more
