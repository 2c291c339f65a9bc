"""A folder of transcripts becomes a corpus: turns, speakers, sessions, participants."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import TypeVar

from thematica.errors import MaterialError, Problem
from thematica.formats.doubts import remark_on
from thematica.formats.joins import join_participants, join_sessions
from thematica.formats.participants import fold_id, read_participants
from thematica.formats.sessions import SessionTable, read_sessions
from thematica.formats.speakers import Speaker, Speakers, read_speakers
from thematica.formats.transcript_files import Transcript, read_transcript, why_not_read
from thematica.model.corpus import (
    Corpus,
    Document,
    Documents,
    Participant,
    Participants,
    Session,
    Sessions,
    Turn,
    Turns,
)
from thematica.model.sentences import count, name_some
from thematica.model.settings import PARTICIPANT_ID, TranscriptColumns

T = TypeVar("T")


def read_transcripts(
    path: Path,
    *,
    speakers: Path | None = None,
    participants: Path | None = None,
    sessions: Path | None = None,
    columns: TranscriptColumns | None = None,
    participant_id: str = PARTICIPANT_ID,
    language: str = "en",
) -> tuple[Corpus, dict[str, dict[str, Speaker]]]:
    """Read every transcript of a folder, or one file.

    Args:
        path: Folder of transcripts in any format that ``talk.ENDINGS`` lists, or one such file.
        speakers, participants, sessions: speakers.yaml, participants.csv, sessions.csv, where there are any.
        columns: Which columns of CSV transcripts hold what.
        participant_id: Regular expression of participants' ids.
        language: ISO 639 code.

    Returns:
        The corpus, and for each file what each label was taken for (the stuff of a first speakers.yaml).

    Raises:
        MaterialError: Every problem in every file.
    """
    problems: list[Problem] = []
    people = attempt(problems, read_participants, participants)
    table = attempt(problems, read_sessions, sessions)
    declared = attempt(problems, read_speakers, speakers) or {}
    known = Speakers.build(declared, people.participants if people else (), participant_id)
    read = partial(read_turns, speakers=known, sessions=table, columns=columns or TranscriptColumns())
    found = attempt(problems, partial(read, language=language), path)
    if problems or found is None:
        raise MaterialError(problems)
    corpus, identified = found
    if table is not None:
        corpus = join_sessions(corpus, table)
    return join_participants(corpus, people), identified


def read_turns(
    path: Path,
    *,
    speakers: Speakers,
    sessions: SessionTable | None,
    columns: TranscriptColumns,
    language: str,
) -> tuple[Corpus, dict[str, dict[str, Speaker]]]:
    """Read the turns of every transcript of a folder, or of one file, before they are joined with any table.

    Raises:
        MaterialError: Every problem in every transcript.
    """
    transcripts, remarks = read_files(path, speakers, columns)
    identified = {t.key: {label: speakers.identify(t.id, label) for label in t.labels} for t in transcripts}
    for t in transcripts:
        if speakers.is_declared(t.id, ""):  # she knows whose the turns without a label are
            identified[t.key][""] = speakers.identify(t.id, "")
    remarks += _tell_apart(identified, {t.key: t.id for t in transcripts}, speakers)
    remarks += speakers.unused({t.id: {turn.label for turn in t.talk} for t in transcripts})
    documents: list[Document] = []
    turns: list[Turn] = []
    translations: dict[str, str] = {}
    for transcript in transcripts:
        speakers_here = identified[transcript.key]
        session_id, note = _session_of(transcript, speakers_here, sessions)
        documents.append(
            Document(
                id=transcript.id,
                text=transcript.text,
                session_id=session_id,
                language=language,
                source=transcript.file,
            )
        )
        here = _turns(transcript, speakers_here)
        turns += here
        translations |= {
            turn.id: talk.translation for turn, talk in zip(here, transcript.talk, strict=True) if talk.translation
        }
        remarks += [*transcript.remarks, *note, *remark_on(transcript, speakers_here, speakers)]
    corpus = Corpus(
        documents=Documents(documents),
        turns=Turns(turns),
        sessions=Sessions(Session(id=i) for i in dict.fromkeys(d.session_id for d in documents)),
        participants=_heard(turns, {d.id: d.session_id for d in documents}),
        remarks=tuple(remarks),
        translations=translations,
    )
    return corpus, {t.key: {**identified[t.key], **_candidates(t, identified[t.key], speakers)} for t in transcripts}


def _candidates(transcript: Transcript, found: Mapping[str, Speaker], known: Speakers) -> dict[str, Speaker]:
    """Give what may be a speaker, with why: labels that were read as words, and turns without a label."""
    candidates: dict[str, Speaker] = {}
    for label, place in transcript.unsure:
        if label not in found and not known.is_declared(transcript.id, label):
            note = f"seen at {transcript.file}, {place}: uncomment to make it a speaker"
            candidates.setdefault(label, Speaker("unknown", is_speaker=False, note=note))
    if (n := sum(not talk.label for talk in transcript.talk)) and "" not in found:
        note = f"{count(n, 'turn')} without a speaker: uncomment if one participant says all of them"
        candidates[""] = Speaker("unknown", is_speaker=False, note=note)
    return candidates


def list_files(folder: Path) -> list[Path]:
    """Give the files of a folder that are the researcher's, in natural order; none if there is no folder."""
    if not folder.is_dir():
        return []
    found = (p for p in folder.iterdir() if p.is_file() and not p.name.startswith((".", "~$")))
    return sorted(found, key=lambda p: (natural_key(p.name), p.name))


def natural_key(name: str) -> tuple[tuple[int, str], ...]:
    """Sort FG10 after FG2.

    >>> sorted(["fg10", "fg2"], key=natural_key)
    ['fg2', 'fg10']
    """
    parts = re.findall(r"\d+|\D+", name.casefold())
    return tuple((int(p), "") if p.isdecimal() else (-1, p) for p in parts)


def attempt(problems: list[Problem], read: Callable[[Path], T], path: Path | None) -> T | None:
    """Read a file if there is one; its mistakes join the others, so that all are listed at once."""
    try:
        return None if path is None else read(path)
    except MaterialError as error:
        problems.extend(error.problems)
        return None


def read_files(path: Path, known: Speakers, columns: TranscriptColumns) -> tuple[list[Transcript], list[str]]:
    """Read every transcript of a folder, or one file, as it stands; give remarks on what was passed over.

    Raises:
        MaterialError: Every problem in every file.
    """
    if not path.exists():
        raise MaterialError([Problem("there is no such file or folder", str(path))])
    files = [path] if path.is_file() else sorted(path.iterdir(), key=lambda p: natural_key(p.name))
    transcripts: list[Transcript] = []
    remarks: list[str] = []
    problems: list[Problem] = []
    for file in files:
        if file.name.startswith((".", "~$")) or file.is_dir():
            continue
        if reason := why_not_read(file):
            remarks.append(f"{file.name}: {reason}")
            continue
        try:
            found = read_transcript(file, known, columns)
        except MaterialError as error:
            problems.extend(error.problems)
            continue
        for transcript in found:
            twin = next((t.file for t in transcripts if t.id == transcript.id), None)
            if twin:
                problems.append(Problem(f"has the same name as {twin}; rename one of them", file.name))
            transcripts.append(transcript)
    if problems:
        raise MaterialError(problems)
    return transcripts, remarks


def _session_of(
    transcript: Transcript, speakers: dict[str, Speaker], table: SessionTable | None
) -> tuple[str, list[str]]:
    named = table.session_of_document.get(transcript.id) if table else None
    if named:
        return named, []
    found = list({fold_id(s.session_id): s.session_id for s in speakers.values() if s.session_id}.values())
    if len(found) == 1:
        return found[0], []
    if len(found) > 1:
        names = ", ".join(found)
        return transcript.id, [
            f"{transcript.key}: its participants' ids name several sessions ({names}); taken as one session, "
            f"'{transcript.id}'; a column 'document' in sessions.csv can say otherwise, and a line such as "
            f"'# {found[0]}' before each of them makes them several"
        ]
    return transcript.heading or transcript.id, []


def _turns(transcript: Transcript, speakers: dict[str, Speaker]) -> list[Turn]:
    turns = []
    for number, talk in enumerate(transcript.talk, 1):
        speaker = speakers.get(talk.label, Speaker("unknown"))
        turns.append(
            Turn(
                id=f"{transcript.id}:t{number}",
                document_id=transcript.id,
                start=talk.start,
                end=talk.end,
                speaker=talk.label,
                role=speaker.role,
                participant_id=speaker.participant_id,
                question_id=talk.question or None,
                time=talk.time,
            )
        )
    return turns


def _tell_apart(identified: dict[str, dict[str, Speaker]], ids: Mapping[str, str], known: Speakers) -> list[str]:
    """Decide which ids are one person, where only the rule for ids knows them.

    ``FG1A`` and ``fg1 a`` are one person; ``P1`` of two focus groups are two, until a table says that they are one.
    """
    spelling: dict[str, str] = {}
    documents: dict[str, list[str]] = {}
    by_rule = [
        (file, label, speaker)
        for file, found in identified.items()
        for label, speaker in found.items()
        if speaker.participant_id and known.is_by_rule(ids[file], label)
    ]
    for file, _, speaker in by_rule:
        folded = fold_id(str(speaker.participant_id))
        spelling.setdefault(folded, str(speaker.participant_id))
        if not speaker.session_id and file not in documents.setdefault(folded, []):
            documents[folded].append(file)
    for file, label, speaker in by_rule:
        folded = fold_id(str(speaker.participant_id))
        person = spelling[folded]
        if len(documents.get(folded, ())) > 1:
            person = f"{ids[file]}:{person}"
        session = (
            spelling.setdefault(f"session {fold_id(speaker.session_id)}", speaker.session_id)
            if speaker.session_id
            else None
        )
        identified[file][label] = Speaker(speaker.role, person, session)
    return [
        f"'{spelling[folded]}' speaks in {len(files)} documents ({name_some(files)}); taken for as many people; "
        "participants.csv or speakers.yaml can say that they are one"
        for folded, files in documents.items()
        if len(files) > 1
    ]


def _heard(turns: Iterable[Turn], session_of: dict[str, str]) -> Participants:
    """Give everybody who speaks, with the sessions they speak in."""
    sessions: dict[str, dict[str, None]] = {}
    for turn in turns:
        if turn.participant_id:
            sessions.setdefault(turn.participant_id, {})[session_of[turn.document_id]] = None
    return Participants(Participant(id=i, session_ids=tuple(found)) for i, found in sessions.items())
