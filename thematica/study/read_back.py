"""What was written anew, read as a study: each document joined to what it has become, and what differs said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from thematica.errors import StudyError
from thematica.formats.moved_codings import MovedDocument
from thematica.model.corpus import Corpus, Document
from thematica.model.sentences import name_some
from thematica.study.new_folder import NewFolder
from thematica.study.rewritten_talk import SAME_TIME, Plan

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


def compare_turns(new: NewFolder, before: Corpus, after: Corpus, moved: Mapping[str, MovedDocument]) -> None:
    """Hold every turn against the one it has become, and the sessions, translations and notes against theirs.

    Who spoke, and in which role, is held against the key (``key_checks.py``).
    """
    n_questions = n_times = 0
    for document in before.documents:
        pairs = zip(before.turns_of(document.id), after.turns_of(moved[document.id].id), strict=True)
        for old, turn in pairs:
            n_questions += new.writers.bare(old.question_id or "") != (turn.question_id or "")
            n_times += (old.time is None) != (turn.time is None) or abs((old.time or 0) - (turn.time or 0)) > SAME_TIME
    if n_questions:
        new.notices.append(f"{n_questions} turns are taken for an answer to another guiding question than before")
    if n_times:
        new.notices.append(f"{n_times} turns have another time than before, or none")
    _compare_tables(new, before, after)


def _compare_tables(new: NewFolder, before: Corpus, after: Corpus) -> None:
    """Say which sessions have become one, and whether the sessions stand in another order."""
    ones = Counter(new.writers.bare(each) for each in before.sessions.ids)
    merged = [f"'{name}' ({n})" for name, n in ones.items() if n > 1]
    _require_apart(new, before)
    if merged:
        new.notices.append(f"sessions that have one pseudonym are one now: {name_some(merged, MOST_NAMED)}")
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


def _require_apart(new: NewFolder, before: Corpus) -> None:
    """Refuse that an interview and the answers of the same person, two sessions till now, become one.

    Raises:
        StudyError: They would, because the name of a file and an id are one name: other codes would be new in other
            sessions, and answers would stand in the strand of the interview.
    """
    tables = {table.file for table in before.tables}
    of_answers = {document.session_id for document in before.documents if document.source in tables}
    now = {new.writers.bare(session_id): session_id for session_id in sorted(of_answers)}
    wrong = [
        f"the session '{document.session_id}' ({document.source}) and that of the answers of "
        f"'{now[new.writers.bare(document.session_id)]}' would both be '{new.writers.bare(document.session_id)}'"
        for document in before.documents
        if document.session_id not in of_answers and new.writers.bare(document.session_id) in now
    ]
    if wrong:
        raise StudyError(
            "; ".join(_list_first(wrong)) + ", and be counted as one; nothing was written. Give the transcript's "
            "session a name of its own: in sessions.csv, under 'session', such as 'interview 1', with the name of the "
            "file under 'document'"
        )


def _list_first(said: Sequence[str]) -> list[str]:
    more = [f"and {len(said) - MOST_NAMED} more"] if len(said) > MOST_NAMED else []
    return [*said[:MOST_NAMED], *more]
