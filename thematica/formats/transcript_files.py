"""One file of a folder of transcripts: which format it is by its name and its first bytes, and what it holds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path

from thematica.errors import MaterialError, Problem
from thematica.formats.captions import read_captions
from thematica.formats.csv_table import parse_table
from thematica.formats.decode import Decoded, read_text
from thematica.formats.docx import read_docx
from thematica.formats.headings import name_columns
from thematica.formats.heads import count_preamble
from thematica.formats.html_text import read_html
from thematica.formats.labels import IsKnown
from thematica.formats.pdf import read_pdf
from thematica.formats.plain_text import read_plain_text
from thematica.formats.speakers import Speakers
from thematica.formats.speech_json import read_otranscribe, read_speech_json
from thematica.formats.talk import ENDINGS, Piece, Places, Talk, Transcribed, compose
from thematica.model.settings import TranscriptColumns

LARGEST_TEXT = 32 * 1024 * 1024  # bytes; 10,000 words have 60,000
LARGEST_FILE = 256 * 1024 * 1024  # of Word and PDF, which may hold pictures
LARGE_ENDINGS = (".docx", ".pdf")
# How files begin that are not what their name says, and what they are.
BEGINNINGS = (
    (b"%PDF-", "a PDF", (".pdf",)),
    (b"PK\x03\x04", "a Word document, or another ZIP archive", (".docx",)),
    (b"{\\rtf", "Rich Text (.rtf), which is not read: save it as .docx in a word processor", ()),
    (b"\xd0\xcf\x11\xe0", "an older or a locked Office file: save it as .docx, without a password", ()),
    (b"WEBVTT", "captions", (".vtt", ".srt")),
    (b"\xef\xbb\xbfWEBVTT", "captions", (".vtt", ".srt")),
    (b"OggS", "a recording", ()),
    (b"ID3", "a recording", ()),
    (b"RIFF", "a recording", ()),
)
# Formats that are near, and what to do about them.
NEARLY = {
    ".doc": "save it as .docx",
    ".rtf": "save it as .docx",
    ".odt": "save it as .docx",
    ".pages": "export it as .docx",
    ".xlsx": "save its sheet as .csv",
    ".xls": "save its sheet as .csv",
    ".sbv": "export the captions as .vtt",
}
MOST_SESSIONS = 100  # in one file
# A line that opens a session, where one file holds several: "# FG2", "Interview 3, 4 May".
LONGEST_LINE = 80  # characters of a line in a remark
# Headings of the column that says who speaks.
SPEAKER_COLUMN = re.compile(
    r"speakers?|who|person|participants?|respondents?|labels?|names?|sprecher(?:in)?|wer|locuteur|intervenant|hablante",
    re.IGNORECASE,
)
SESSION = re.compile(
    r"^[#=*_ \t]*(?P<name>(?:Session|Interview|Focus[ -]?group|FG|GD|Group|Gruppe|Sitzung)[ \t_#-]*(?:\d{1,3}|[A-Z]))"
    r"(?:[ \t]*[,;–(-][^\n:]{0,60}?|[ \t]*:)?[#=*_ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Transcript:
    """One file, or one session of a file, as it was read, before its speakers are known.

    Attributes:
        id: The document's id: the file's name without its ending, and the session's, where the file holds several.
        file: The file's name.
        heading: The line that opens this session in the file, if the file holds several.
        unsure: What looks like a speaker, with its place in words.
        unnamed: What to say where no speaker is named.
    """

    id: str
    file: str
    text: str
    talk: tuple[Talk, ...]
    places: Places
    unsure: tuple[tuple[str, str], ...] = ()
    remarks: tuple[str, ...] = ()
    heading: str = ""
    unnamed: str = ""

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels in it, in order of first appearance."""
        return tuple(dict.fromkeys(talk.label for talk in self.talk if talk.label))

    @property
    def key(self) -> str:
        """What speakers.yaml calls it: the file, or the session of a file that holds several."""
        return self.id if self.heading else self.file

    def place_of(self, label: str) -> str:
        """Say where a label first speaks."""
        return next((self.places.name(talk.start) for talk in self.talk if talk.label == label), "")


def why_not_read(file: Path) -> str:
    """Say why a file is passed over; empty if it can be a transcript."""
    ending = file.suffix.lower()
    if ending in ENDINGS:
        return ""
    if ending in NEARLY:
        return f"not read; {NEARLY[ending]}"
    return f"not read; transcripts are {', '.join(ENDINGS[:-2])} or {ENDINGS[-2]} files"


def read_transcript(file: Path, speakers: Speakers, columns: TranscriptColumns) -> tuple[Transcript, ...]:
    """Read one file; a file that holds several sessions gives a transcript for each.

    Raises:
        MaterialError: The file is not what its name says, damaged, locked, or too large.
    """
    look_at_bytes(file)
    known: dict[str, bool | None] = {}

    def is_known(label: str) -> bool | None:
        if label not in known:
            known[label] = speakers.is_known(file.stem, label)
        return known[label]

    def is_rule(label: str) -> bool:
        return bool(is_known(label)) and not speakers.is_declared(file.stem, label)

    read, remarks = _read(file, is_known, columns)
    if n := count_preamble(read.text, read.talk, is_rule):
        read = _without(read, n)
    unsure = tuple((label, read.places.name(at)) for label, at in read.unsure)
    whole = Transcript(
        file.stem, file.name, read.text, read.talk, read.places, unsure,
        (*remarks, *(f"{file.name}: {remark}" for remark in read.remarks)), unnamed=read.unnamed,
    )  # fmt: skip
    return tuple(_sessions(whole))


def _without(read: Transcribed, n: int) -> Transcribed:
    """Take the first lines, which say who is who, out of the turns; they are named."""
    first = [
        (f"{t.label}: {' '.join(read.text[t.start : t.end].split())}", read.places.name(t.start)) for t in read.talk[:n]
    ]
    shown = ", ".join(f"'{line[:LONGEST_LINE]}' ({place})" for line, place in first)
    unsure = (*((turn.label, turn.start) for turn in read.talk[:n]), *read.unsure)
    remark = f"who is who, above the talk, is in no turn: {shown}"
    return replace(read, talk=read.talk[n:], unsure=unsure, remarks=(*read.remarks, remark))


def look_at_bytes(file: Path) -> None:
    """Refuse a file that is too large, or not what its name says.

    Raises:
        MaterialError: It is.
    """
    ending = file.suffix.lower()
    most = LARGEST_FILE if ending in LARGE_ENDINGS else LARGEST_TEXT
    try:
        size = file.stat().st_size
        with file.open("rb") as opened:
            first = opened.read(16)
    except OSError as error:
        raise MaterialError([Problem(f"cannot be read ({error.strerror})", file.name)]) from error
    if size > most:
        message = f"is larger than {most // 2**20} MiB, which no transcript is; split it, or take out what is no text"
        raise MaterialError([Problem(message, file.name)])
    for beginning, kind, endings in BEGINNINGS:
        if first.startswith(beginning) and ending not in endings:
            rename = f"; give it the ending {endings[0]}" if endings else ""
            raise MaterialError([Problem(f"is not a {ending} file by its first bytes but {kind}{rename}", file.name)])
    if ending == ".docx" and not first.startswith(b"PK"):
        what = "is empty" if not size else "is no Word document by its first bytes; if it is text, call it .txt"
        raise MaterialError([Problem(what, file.name)])
    if ending == ".pdf" and not size:
        raise MaterialError([Problem("is empty", file.name)])


def _read(file: Path, is_known: IsKnown, columns: TranscriptColumns) -> tuple[Transcribed, tuple[str, ...]]:
    """Read a file by its ending; the remarks are those on its encoding, which name the file already."""
    ending = file.suffix.lower()
    if ending == ".docx":
        return read_docx(file, is_known), ()
    if ending == ".pdf":
        return read_pdf(file, is_known), ()
    decoded = read_text(file)
    if ending == ".csv":
        return _read_table(decoded, file.name, columns)
    if not decoded.text.strip():
        return read_plain_text(decoded.text, is_known), decoded.remarks
    readers = {
        ".vtt": partial(read_captions, file=file.name, is_known=is_known),
        ".srt": partial(read_captions, file=file.name, is_known=is_known),
        ".json": partial(read_speech_json, file=file.name),
        ".otr": partial(read_otranscribe, file=file.name, is_known=is_known),
        ".html": partial(read_html, file=file.name, is_known=is_known),
        ".htm": partial(read_html, file=file.name, is_known=is_known),
    }
    read = readers.get(ending, partial(read_plain_text, is_known=is_known))
    return read(decoded.text), decoded.remarks


def _read_table(decoded: Decoded, file: str, columns: TranscriptColumns) -> tuple[Transcribed, tuple[str, ...]]:
    named_columns = tuple(filter(None, (columns.text, columns.speaker, columns.question, columns.translation)))
    table = name_columns(parse_table(decoded.text, file, decoded.remarks), named_columns)
    problems = table.missing(*named_columns)
    if problems:
        hint = "; study.yaml says which column is which, under 'transcripts:'"
        raise MaterialError(Problem(p.message + hint, p.file, p.line) for p in problems)
    pieces = [
        Piece(
            row[columns.text],
            row[columns.speaker] if columns.speaker else "",
            number=row.line,
            question=row[columns.question] if columns.question else "",
            translation=row[columns.translation] if columns.translation else "",
        )
        for row in table.rows
        if row[columns.text]
    ]
    remarks = [] if columns.speaker else _tell_speakers(table.columns, file)
    # The words alone: here the label is a cell beside them, not a part of the text.
    text, talk, places = compose([replace(piece, label="") for piece in pieces], "line")
    named = tuple(replace(turn, label=piece.label) for turn, piece in zip(talk, pieces, strict=True))
    return Transcribed(text, named, places), (*table.remarks, *remarks)


def _tell_speakers(columns: Sequence[str], file: str) -> list[str]:
    """Name the column of a table that looks like that of the speakers, where study.yaml names none."""
    return [
        f"{file}: column '{column}' is not read; if it names who speaks, write 'speaker: {column}' under "
        "'transcripts:' in study.yaml"
        for column in columns
        if SPEAKER_COLUMN.fullmatch(column.strip())
    ][:1]


def _sessions(whole: Transcript) -> Iterator[Transcript]:
    """Cut a file at the lines that open a session, if there are several, each with somebody who speaks."""
    lines = list(islice(SESSION.finditer(whole.text), MOST_SESSIONS + 1))
    found = [match for match in lines if len(lines) <= MOST_SESSIONS and not _is_speech(whole, match)]
    names = [" ".join(match["name"].split()) for match in found]
    starts = [match.start() for match in found]
    is_late = bool(starts) and any(talk.start < starts[0] for talk in whole.talk)
    starts[:1] = [0] if starts else []
    ends = [*starts[1:], len(whole.text)][: len(starts)]
    parts = [_part(whole, *each) for each in zip(names, starts, ends, strict=True)]
    differ = len({name.casefold() for name in names}) == len(names)
    if len(parts) < 2 or is_late or not differ or not all(part.labels for part in parts):
        yield whole
        return
    opened = ", ".join(f"'{p.id}' from {whole.places.name(start)}" for p, start in zip(parts, starts, strict=True))
    said = f"{whole.file}: holds {len(parts)} sessions, read as so many documents: {opened}"
    yield replace(parts[0], remarks=(*whole.remarks, said), unsure=whole.unsure)
    yield from parts[1:]


def _is_speech(whole: Transcript, match: re.Match[str]) -> bool:
    """Say whether a line that could open a session is a speaker's label, or stands in the middle of what was said."""
    after = next((talk for talk in whole.talk if talk.start >= match.start()), None)
    if after is not None and after.label and after.label in match[0]:
        return True
    is_apart = whole.text[: match.start()].endswith("\n\n")
    return not is_apart and any(talk.start <= match.start() and match.end() < talk.end for talk in whole.talk)


def _part(whole: Transcript, name: str, start: int, end: int) -> Transcript:
    text = whole.text[start:end]
    talk = []
    for turn in whole.talk:
        if start <= turn.start < end:
            until = turn.start + len(whole.text[turn.start : min(turn.end, end)].rstrip())
            talk.append(replace(turn, start=turn.start - start, end=until - start))
    part = f"{Path(whole.file).stem}-{name}"
    return Transcript(part, whole.file, text, tuple(talk), whole.places.between(start, end), heading=name)
