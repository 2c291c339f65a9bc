"""Field notes and memos: text files about a document, a session or the study, with headings for time or turn."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from thematica.errors import MaterialError, Problem, suggest_spelling
from thematica.formats.decode import read_text
from thematica.formats.docx import read_word_notes
from thematica.formats.participants import fold_id
from thematica.formats.talk import TIME, seconds, stem_of
from thematica.formats.transcripts import list_files
from thematica.model.corpus import Corpus
from thematica.model.notes import Note

ENDINGS = (".md", ".txt", ".docx")
HEADING = re.compile(r"^(#{1,6})[ \t]+(.+?)[ \t]*#*[ \t]*$")
# A heading that is a place: "00:12:30", "at 12:30, FG1E", "turn 14 (the phone)"; what stands behind it is kept.
AT_TIME = re.compile(rf"(?:at[ \t]+)?[\[#(]?(?P<time>{TIME})[\])#]?(?:[ \t,.:–-]+(?P<rest>.*))?$", re.IGNORECASE)
AT_TURN = re.compile(r"(?:turn[ \t]*|t)(?P<turn>\d{1,6})\b(?:[ \t,.:–-]+(?P<rest>.*))?$", re.IGNORECASE)
# A line of its own that says where a note belongs, in files whose headings are not marked as such.
PLACE_LINE = re.compile(
    rf"(?:at[ \t]+)?(?:[\[#(]{TIME}[\])#]|\d{{1,2}}:\d{{2}}:\d{{2}}|{TIME}[ \t]*[:.–-]?$).*"
    r"|turn[ \t]*\d{1,6}\b.{0,60}",
    re.IGNORECASE,
)
MOST_WORDS = 12  # of a line that places a note; a longer one is a note
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A heading with the text below it, down to the next heading."""

    heading: str
    depth: int
    text: str
    line: int


def read_notes(folder: Path, corpus: Corpus) -> tuple[tuple[Note, ...], tuple[str, ...]]:
    """Read every note of a folder.

    Word documents are read with their headings; in these and in .txt, a line that is only a name, a time or a turn is
    a heading, too. A file belongs to the document or session that its name names, or that a heading in it names; else
    to the study as a whole, which is remarked on. A heading below may be a time (``## 00:12:30``) or a turn
    (``## turn 14``).

    Returns:
        The notes, and remarks on what could not be placed; nothing is left out but comments (``<!-- … -->``).

    Raises:
        MaterialError: A file cannot be read.
    """
    notes: list[Note] = []
    remarks: list[str] = []
    problems: list[Problem] = []
    places = _Places(corpus)
    for file in list_files(folder):
        if file.suffix.lower() not in ENDINGS:
            remarks.append(f"notes/{file.name}: not read; notes are .docx, .md or .txt files")
            continue
        is_word = file.suffix.lower() == ".docx"
        try:
            text = read_word_notes(file) if is_word else read_text(file).text
        except MaterialError as error:
            problems += error.problems
            continue
        if file.suffix.lower() != ".md":
            text = _mark_places(text, places)
        found, said = _read_file(file.name, text, places)
        notes += found
        remarks += said
    if problems:
        raise MaterialError(problems)
    return tuple(notes), tuple(remarks)


class _Places:
    """The documents and sessions that a note may be about."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self.documents_of: dict[str, list[str]] = {}
        for document in corpus:
            self.documents_of.setdefault(document.session_id, []).append(document.id)
        sessions = {fold_id(s.id): self._of_session(s.id) for s in corpus.sessions}
        documents = {fold_id(d.id): Note(text="", session_id=d.session_id, document_id=d.id) for d in corpus.documents}
        self.known = {**sessions, **documents}
        self.names = tuple(dict.fromkeys((*corpus.documents.ids, *corpus.sessions.ids)))

    def _of_session(self, session_id: str) -> Note:
        """A session of one document is that document: there the turns are."""
        documents = self.documents_of.get(session_id, [])
        return Note(text="", session_id=session_id, document_id=documents[0] if len(documents) == 1 else "")

    def find(self, name: str) -> Note | None:
        return self.known.get(fold_id(name)) or self.known.get(fold_id(stem_of(name)))

    def open(self, heading: str) -> tuple[Note | None, str]:
        """Say what a heading names, if anything, and what else it says: "fg1, in the seminar room"."""
        if found := self.find(heading):
            return found, ""
        name, _, rest = heading.partition(" ")
        found = self.find(name.rstrip(",.:;"))
        return found, rest.strip(" ,.:;–-") if found else heading


def _read_file(file: str, text: str, places: _Places) -> tuple[list[Note], list[str]]:
    notes: list[Note] = []
    remarks: list[str] = []
    about = places.find(file.rpartition(".")[0])
    strayed = False
    for piece in _cut(COMMENT.sub(lambda match: "\n" * match[0].count("\n"), text)):
        named, heading = places.open(piece.heading)
        about = named or about
        if not (piece.text or heading):
            continue
        note, remark = _place(piece, heading, about or Note(text=""), places.corpus)
        notes.append(replace(note, source=file))
        remarks += [f"notes/{file}:{piece.line}: {remark}"] if remark else []
        strayed = strayed or about is None
    if strayed:
        near = suggest_spelling(file.rpartition(".")[0], places.names)
        remarks.append(
            f"notes/{file}: names no document and no session{near}; shown as a note on the whole study. A file is "
            "called like its document, or has its name in a heading, such as '# fg1'"
        )
    return notes, remarks


def _mark_places(text: str, places: _Places) -> str:
    """Make a heading of each line that only says where a note belongs: a document, a session, a time or a turn.

    What stands behind a time in its line is the note itself.
    """
    lines: list[str] = []
    for line in text.split("\n"):
        plain = line.strip()
        at = AT_TIME.match(plain)
        if not plain or HEADING.match(plain):
            lines.append(line)
        elif places.find(plain.rstrip(" :.")) is not None:
            lines.append(f"# {plain.rstrip(' :.')}")
        elif PLACE_LINE.fullmatch(plain) and at is not None and at["rest"]:
            lines += [f"## {at['time']}", at["rest"]]
        elif PLACE_LINE.fullmatch(plain) and len(plain.split()) <= MOST_WORDS:
            lines.append(f"## {plain.rstrip(' :.')}")
        else:
            lines.append(line)
    return "\n".join(lines)


def _cut(text: str) -> Iterator[_Piece]:
    heading, depth, start = "", 0, 1
    lines: list[str] = []
    for number, line in enumerate(text.split("\n"), 1):
        match = HEADING.match(line)
        if not match:
            lines.append(line)
            continue
        yield _Piece(heading, depth, "\n".join(lines).strip(), start)
        heading, depth, start, lines = match[2], len(match[1]), number, []
    yield _Piece(heading, depth, "\n".join(lines).strip(), start)


def _place(piece: _Piece, heading: str, about: Note, corpus: Corpus) -> tuple[Note, str]:
    """Give a note its place, and what must be said where the place is not there."""
    unplaced = replace(about, text=piece.text, heading=heading)
    if match := AT_TIME.match(heading):
        time = seconds(match["time"])
        note = replace(about, text=piece.text, time=time, heading=match["rest"] or "")
        timed = [t for t in corpus.turns_of(about.document_id) if t.time is not None] if about.document_id else []
        if not timed:
            return note, f"'{heading}' cannot be placed in the text, which has no times; shown with its session"
        before = [turn for turn in timed if turn.time is not None and turn.time <= time]
        return replace(note, turn_id=(before or timed)[-1 if before else 0].id), ""
    if match := AT_TURN.match(heading):
        turns = corpus.turns_of(about.document_id) if about.document_id else ()
        turn_id = f"{about.document_id}:t{int(match['turn'])}"
        if any(turn.id == turn_id for turn in turns):
            return replace(unplaced, turn_id=turn_id, heading=match["rest"] or ""), ""
        where = f"{about.document_id} has {len(turns)} turns" if about.document_id else "no document is named"
        return unplaced, f"there is no '{heading}' ({where})"
    return unplaced, ""
