"""Join a corpus with participants.csv and sessions.csv, and say what does not fit, both ways."""

from __future__ import annotations

import dataclasses

from thematica.formats.sessions import SessionTable
from thematica.model.corpus import Corpus, Participant, Participants, Session, Sessions

MOST_NAMES = 20  # in one remark


def join_participants(corpus: Corpus, people: tuple[Participant, ...]) -> Corpus:
    """Give the participants of a corpus their attributes.

    People without words stay in the corpus: they belong to the denominator only if somebody has looked at
    words of theirs, so they change no count, and a remark names them.
    """
    if not people:
        return corpus
    heard = {person.id: person for person in corpus.participants}
    listed = {person.id: person for person in people}
    joined = []
    for person_id in dict.fromkeys((*listed, *heard)):
        said, known = heard.get(person_id, Participant(id=person_id)), listed.get(person_id)
        attributes = {**said.attributes, **{k: v for k, v in (known.attributes if known else {}).items() if v}}
        sessions = tuple(dict.fromkeys((*said.session_ids, *(known.session_ids if known else ()))))
        joined.append(Participant(id=person_id, session_ids=sessions, attributes=attributes))
    remarks = list(corpus.remarks)
    if unlisted := [person_id for person_id in heard if person_id not in listed]:
        remarks.append(f"participants.csv: no row for {_names(unlisted)}; they belong to no group")
    if silent := [person_id for person_id in listed if person_id not in heard]:
        remarks.append(f"participants.csv: no words by {_names(silent)}")
    elsewhere = [p.id for p in people if p.id in heard and set(p.session_ids) - set(heard[p.id].session_ids)]
    if elsewhere:
        remarks.append(f"participants.csv: {_names(elsewhere)} did not speak in the session named there")
    return dataclasses.replace(corpus, participants=Participants(joined), remarks=tuple(remarks))


def join_sessions(corpus: Corpus, table: SessionTable) -> Corpus:
    """Give the sessions of a corpus their order and attributes."""
    listed = {session.id: session for session in table.sessions}
    used = corpus.sessions.ids
    unlisted = [session_id for session_id in used if session_id not in listed]
    ordered = [session for session in table.sessions if session.id in corpus.sessions]
    remarks = list(corpus.remarks)
    if unlisted:
        remarks.append(f"sessions.csv: no row for {_names(unlisted)}; put after the others")
    if absent := [session_id for session_id in listed if session_id not in corpus.sessions]:
        remarks.append(f"sessions.csv: no words from {_names(absent)}")
    sessions = Sessions([*ordered, *(Session(id=session_id) for session_id in unlisted)])
    return dataclasses.replace(corpus, sessions=sessions, order_source=table.order_source, remarks=tuple(remarks))


def _names(ids: list[str]) -> str:
    more = f" and {len(ids) - MOST_NAMES} others" if len(ids) > MOST_NAMES else ""
    return ", ".join(ids[:MOST_NAMES]) + more
