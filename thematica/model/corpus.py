"""Who spoke where, in which session: documents, turns, sessions, participants."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection as Several
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from thematica.errors import AnalysisError, MaterialError, suggest_spelling
from thematica.model.collection import Collection, shorten_frame
from thematica.model.notes import Note
from thematica.model.questions import Guide
from thematica.model.sentences import name_some
from thematica.model.table_read import TableRead

if TYPE_CHECKING:
    import pandas as pd

Role = Literal["participant", "moderator", "unknown"]
Attributes = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One transcript, or one respondent's answer to one question.

    Attributes:
        id: Unique in the corpus; for a transcript the file name without its ending.
        text: The whole text, newlines as LF, otherwise exactly as it was written.
        session_id: The session it belongs to.
        language: ISO 639 code.
        source: The file it came from.
    """

    id: str
    text: str
    session_id: str
    language: str = "en"
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A stretch of talk by one speaker; ``document.text[start:end]`` is what was said, without the label.

    Attributes:
        id: ``document:t`` and the number of the turn.
        document_id: The document it stands in.
        start: First character, counted in Unicode code points from 0.
        end: One past the last character.
        speaker: The label as written; empty where there is none.
        role: ``participant``, ``moderator`` or ``unknown``.
        participant_id: Who spoke, if known.
        question_id: The guiding or survey question, if known.
        time: Seconds from the start of the recording, if known.
    """

    id: str
    document_id: str
    start: int
    end: int
    speaker: str = ""
    role: Role = "unknown"
    participant_id: str | None = None
    question_id: str | None = None
    time: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """An interview, a focus group, or one respondent's questionnaire.

    Attributes:
        id: Unique in the corpus.
        order: Place in the order of collection, or None if nobody has said.
        attributes: Name to value, as text.
    """

    id: str
    order: float | None = None
    attributes: Attributes = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """A person whose words are in the corpus.

    Attributes:
        id: Unique in the corpus.
        session_ids: The sessions she took part in.
        attributes: Name to value, as text.
    """

    id: str
    session_ids: tuple[str, ...] = ()
    attributes: Attributes = field(default_factory=dict, hash=False)


class Documents(Collection[Document]):
    """The documents of a corpus, in the order in which they were read."""

    record_type = Document


class Turns(Collection[Turn]):
    """The turns of a corpus, document by document."""

    record_type = Turn


class Sessions(Collection[Session]):
    """The sessions of a corpus, in the order of collection."""

    record_type = Session


class Participants(Collection[Participant]):
    """The participants of a corpus."""

    record_type = Participant


@dataclass(frozen=True, kw_only=True)
class Corpus:
    """Everything that was read: who said what, in which session.

    Attributes:
        documents: Transcripts or answers.
        turns: Who spoke where in them.
        sessions: In the order of collection.
        participants: With their attributes.
        order_source: In words, where the order of the sessions comes from.
        blank_answers: For each survey question, how many were asked and left it blank.
        remarks: What a reader of the results must know about the reading.
        elsewhere: In a part of a corpus, the documents of the other parts.
        notes: Field notes and memos: shown beside the text, never counted.
        translations: Turn id to what was said there in another language: shown, never coded or counted.
        guide: The guiding questions, and which turn asked which.
        tables: What was made of the columns of tables of answers.
        listed: Who has a row in the table of participants.
    """

    documents: Documents = field(default_factory=Documents)
    turns: Turns = field(default_factory=Turns)
    sessions: Sessions = field(default_factory=Sessions)
    participants: Participants = field(default_factory=Participants)
    order_source: str = "the file names, which nobody has confirmed"
    blank_answers: Mapping[str, int] = field(default_factory=dict, hash=False)
    remarks: tuple[str, ...] = ()
    elsewhere: frozenset[str] = frozenset()
    notes: tuple[Note, ...] = ()
    translations: Mapping[str, str] = field(default_factory=dict, hash=False)
    guide: Guide = field(default_factory=Guide)
    tables: tuple[TableRead, ...] = ()
    listed: frozenset[str] = frozenset()

    def __len__(self) -> int:
        return len(self.documents)

    def __iter__(self) -> Iterator[Document]:
        return iter(self.documents)

    def __repr__(self) -> str:
        return (
            f"<Corpus: {len(self.documents)} documents, {len(self.sessions)} sessions, "
            f"{len(self.participants)} participants, {len(self.turns)} turns>"
        )

    @cached_property
    def _turns_by_document(self) -> dict[str, list[Turn]]:
        found: dict[str, list[Turn]] = {document.id: [] for document in self.documents}
        for turn in self.turns:
            found[turn.document_id].append(turn)
        return found

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the documents, in the order in which they come up."""
        return tuple(dict.fromkeys(document.language for document in self.documents))

    @cached_property
    def answers(self) -> dict[str, tuple[Turn, ...]]:
        """The written answers to each question of a survey; those left blank are counted in ``blank_answers``."""
        found: dict[str, list[Turn]] = {}
        for turn in self.turns:
            if turn.question_id and not turn.speaker and turn.participant_id:
                found.setdefault(turn.question_id, []).append(turn)
        return {question: tuple(turns) for question, turns in found.items()}

    @property
    def present(self) -> tuple[Participant, ...]:
        """Everybody who was asked: of a survey the respondents, and not who only stands in a table of participants."""
        return tuple(person for person in self.participants if person.session_ids or not self.tables)

    def count_asked(self, question: str) -> int:
        """Count the respondents of a survey who were asked a question: those who answered it, or left it blank."""
        people = {turn.participant_id for turn in self.answers.get(question, ())}
        return len(people) + self.blank_answers.get(question, 0)

    def join(self, other: Corpus) -> Corpus:
        """Put two corpora together, such as the interviews and the questionnaires of one study.

        Raises:
            MaterialError: They have documents of the same name.
        """
        if twice := [document.id for document in other if document.id in self.documents]:
            raise MaterialError(f"documents of the same name: {name_some(twice)}; rename one of each pair")
        people = {person.id: person for person in (*self.participants, *other.participants)}
        for person in self.participants:
            if person.id in other.participants:
                twin = other.participants[person.id]
                sessions = tuple(dict.fromkeys((*person.session_ids, *twin.session_ids)))
                attributes = {**twin.attributes, **person.attributes}
                people[person.id] = Participant(id=person.id, session_ids=sessions, attributes=attributes)
        sources = dict.fromkeys((self.order_source, other.order_source))
        return Corpus(
            documents=Documents((*self.documents, *other.documents)),
            turns=Turns((*self.turns, *other.turns)),
            sessions=Sessions((*self.sessions, *(s for s in other.sessions if s.id not in self.sessions))),
            participants=Participants(people.values()),
            order_source=", then ".join(sources),
            blank_answers=dict(Counter(self.blank_answers) + Counter(other.blank_answers)),
            remarks=tuple(dict.fromkeys((*self.remarks, *other.remarks))),
            notes=(*self.notes, *other.notes),
            translations={**self.translations, **other.translations},
            guide=self.guide if self.guide.questions else other.guide,
            tables=(*self.tables, *other.tables),
            listed=self.listed | other.listed,
        )

    def restrict(self, document_ids: Several[str]) -> Corpus:
        """Give the part of a corpus that consists of some documents, with whoever belongs to them.

        A participant without words belongs to the part that her session is in. How many left a question blank is
        known of the whole only; the part has no such counts.
        """
        documents = Documents(document for document in self.documents if document.id in document_ids)
        turns = Turns(turn for turn in self.turns if turn.document_id in documents)
        sessions = {document.session_id for document in documents}
        heard = {turn.participant_id for turn in turns}
        heard_at_all = {turn.participant_id for turn in self.turns}
        people = [
            replace(person, session_ids=tuple(s for s in person.session_ids if s in sessions))
            for person in self.participants
            if person.id in heard or (person.id not in heard_at_all and sessions.intersection(person.session_ids))
        ]
        return Corpus(
            documents=documents,
            turns=turns,
            sessions=Sessions(session for session in self.sessions if session.id in sessions),
            participants=Participants(people),
            order_source=self.order_source,
            remarks=self.remarks,
            elsewhere=frozenset(document.id for document in self.documents if document.id not in documents),
            notes=tuple(
                note
                for note in self.notes
                if (note.document_id in documents if note.document_id else note.session_id in {"", *sessions})
            ),
            translations={turn.id: self.translations[turn.id] for turn in turns if turn.id in self.translations},
            guide=replace(self.guide, asked=tuple(a for a in self.guide.asked if a.turn_id in turns)),
            tables=tuple(
                table for table in self.tables if any(document.source == table.file for document in documents)
            ),
            listed=self.listed,
        )

    def turns_of(self, document_id: str) -> tuple[Turn, ...]:
        """Give the turns of one document, in order."""
        return tuple(self._turns_by_document[document_id])

    def turns_between(self, document_id: str, start: int, end: int) -> tuple[Turn, ...]:
        """Give the turns of a document that a span touches."""
        turns = self._turns_by_document[document_id]
        first = bisect_right(turns, start, key=lambda turn: turn.end)
        last = bisect_left(turns, end, key=lambda turn: turn.start)
        return tuple(turns[first:last])

    def speech(self, turn: Turn) -> str:
        """Give the words of a turn, without the speaker's label."""
        return self.documents[turn.document_id].text[turn.start : turn.end]

    def translation(self, document_id: str, start: int, end: int) -> str:
        """Give the translation of the turns that a span touches, whole; empty where there is none."""
        if not self.translations:
            return ""
        turns = self.turns_between(document_id, start, end)
        return "\n".join(self.translations[turn.id] for turn in turns if self.translations.get(turn.id))

    def notes_at(self, document_id: str, start: int, end: int) -> tuple[Note, ...]:
        """Give the notes on the turns that a span touches."""
        turns = {turn.id for turn in self.turns_between(document_id, start, end)} if self.notes else set()
        return tuple(note for note in self.notes if note.turn_id in turns)

    def attribute_names(self) -> tuple[str, ...]:
        """Name every attribute of participants and of sessions."""
        names: dict[str, None] = {}
        for record in (*self.participants, *self.sessions):
            names.update(dict.fromkeys(record.attributes))
        return tuple(names)

    def groups_of_sessions(self, attribute: str) -> dict[str, str] | None:
        """Give the group of each session by an attribute of sessions, or None if sessions lack it."""
        return _values(self.sessions, attribute)

    def groups_of_participants(self, attribute: str) -> dict[str, str] | None:
        """Give the group of each participant by an attribute of participants, or None if they lack it."""
        return _values(self.participants, attribute)

    def require_attribute(self, attribute: str) -> None:
        """Raise an AnalysisError that names the known attributes if this is none of them."""
        names = self.attribute_names()
        if attribute not in names:
            known = ", ".join(names) if names else "none; they come from participants.csv and sessions.csv"
            raise AnalysisError(
                f"no participant and no session has an attribute '{attribute}'"
                f"{suggest_spelling(attribute, names)} (known attributes: {known})"
            )

    def to_frame(self) -> pd.DataFrame:
        """Give a pandas table with one row a document: session, turns, participants, words."""
        import pandas as pd

        rows = []
        for document in self.documents:
            turns = self.turns_of(document.id)
            words = [len(self.speech(turn).split()) for turn in turns]
            moderated = sum(n for n, turn in zip(words, turns, strict=True) if turn.role == "moderator")
            rows.append(
                {
                    "document": document.id,
                    "session": document.session_id,
                    "turns": len(turns),
                    "participants": len({t.participant_id for t in turns} - {None}),
                    "words": sum(words),
                    "share_moderator": round(moderated / sum(words), 3) if sum(words) else 0.0,
                    "unknown_turns": sum(t.role == "unknown" for t in turns),
                }
            )
        columns = ["document", "session", "turns", "participants", "words", "share_moderator", "unknown_turns"]
        return pd.DataFrame(rows, columns=columns)

    def _repr_html_(self) -> str:
        return shorten_frame(self.to_frame(), repr(self))


def _values(records: Iterable[Session | Participant], attribute: str) -> dict[str, str] | None:
    found = {record.id: record.attributes.get(attribute, "") for record in records}
    return found if any(found.values()) else None
