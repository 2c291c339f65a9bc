"""Join a corpus with the tables of participants and sessions, and say what does not fit, both ways."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from thematica.formats.participants import ParticipantTable, fold_number
from thematica.formats.sessions import SessionTable
from thematica.model.corpus import Corpus, Documents, Participant, Participants, Session, Sessions
from thematica.model.sentences import name_some

MOST_NAMED = 20  # in one remark
MOST_NEAR = 3  # of one name


def join_participants(corpus: Corpus, table: ParticipantTable | None) -> Corpus:
    """Give the participants of a corpus their attributes.

    People without words stay in the corpus, and a remark names them. They belong to a denominator only if somebody has
    looked at words of theirs; among all who were asked they count where the material is talk, since they may have been
    silent, and not where it is a survey, whose rows say who was asked (``Corpus.present``).
    """
    if table is None or not table.participants:
        return corpus
    people, file = table.participants, table.file
    heard = {person.id: person for person in corpus.participants}
    listed = {person.id: person for person in people}
    joined = []
    for person_id in dict.fromkeys((*listed, *heard)):
        said, known = heard.get(person_id, Participant(id=person_id)), listed.get(person_id)
        attributes = {**said.attributes, **{k: v for k, v in (known.attributes if known else {}).items() if v}}
        sessions = tuple(dict.fromkeys((*said.session_ids, *(known.session_ids if known else ()))))
        joined.append(Participant(id=person_id, session_ids=sessions, attributes=attributes))
    remarks = [*corpus.remarks, *table.remarks]
    silent = [person_id for person_id in listed if person_id not in heard]
    if unlisted := [person_id for person_id in heard if person_id not in listed]:
        remarks.append(
            f"{file}: no row for {_names(unlisted)}; they belong to no group{_near(unlisted, silent, listed)}"
        )
    if silent:
        remarks.append(f"{file}: no words by {_names(silent)}")
    elsewhere = [p.id for p in people if p.id in heard and set(p.session_ids) - set(heard[p.id].session_ids)]
    if elsewhere:
        remarks.append(f"{file}: {_names(elsewhere)} did not speak in the session named there")
    ids = corpus.listed | frozenset(listed)
    return dataclasses.replace(corpus, participants=Participants(joined), remarks=tuple(remarks), listed=ids)


def join_sessions(corpus: Corpus, table: SessionTable) -> Corpus:
    """Give the sessions of a corpus their order and attributes."""
    listed = {session.id: session for session in table.sessions}
    used = corpus.sessions.ids
    unlisted = [session_id for session_id in used if session_id not in listed]
    ordered = [session for session in table.sessions if session.id in corpus.sessions]
    remarks = [*corpus.remarks, *table.remarks]
    if unlisted:
        remarks.append(f"{table.file}: no row for {_names(unlisted)}; put after the others")
    if absent := [session_id for session_id in listed if session_id not in corpus.sessions]:
        remarks.append(f"{table.file}: no words from {_names(absent)}")
    sessions = Sessions([*ordered, *(Session(id=session_id) for session_id in unlisted)])
    documents = Documents(
        dataclasses.replace(document, language=table.language_of(document.id, document.session_id) or document.language)
        for document in corpus.documents
    )
    return dataclasses.replace(
        corpus, documents=documents, sessions=sessions, order_source=table.order_source, remarks=tuple(remarks)
    )


def point_out_shared_sessions(corpus: Corpus) -> list[str]:
    """Say which transcripts are in one session with answers, because a file is called like a respondent: ``P01``."""
    tables = {table.file for table in corpus.tables}
    talk = {document.session_id: document.source for document in corpus if document.source not in tables}
    of_answers = dict.fromkeys(document.session_id for document in corpus if document.source in tables)
    shared = [session_id for session_id in of_answers if session_id in talk]
    if not shared:
        return []
    return [
        f"transcripts and answers of one name count as one session, and as one strand where sessions have strands: "
        f"{_names(shared)}; if an interview is a session of its own, give it a name in sessions.csv, under 'session', "
        f"such as 'interview {shared[0]}', with '{shared[0]}' under 'document'"
    ]


def _near(unlisted: list[str], silent: list[str], listed: Iterable[str]) -> str:
    """Suggest who those without a row may be: ``P1`` for ``P01`` without words, ``Grace`` for ``Grace Okonjo``."""
    known = {fold_number(person): person for person in silent}
    named: dict[str, list[str]] = {}
    for person in listed:
        for word in dict.fromkeys(person.casefold().split()) if " " in person else ():
            named.setdefault(word, []).append(person)
    near = {person: [known[fold_number(person)]] for person in unlisted if fold_number(person) in known}
    near |= {person: named[person.casefold()] for person in unlisted if person.casefold() in named}
    pairs = [f"'{person}' may be {' or '.join(map(repr, people[:MOST_NEAR]))}" for person, people in near.items()]
    return f"; {_names(pairs)}" if pairs else ""


def _names(ids: list[str]) -> str:
    return name_some(ids, MOST_NAMED)
