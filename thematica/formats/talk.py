"""What a reader of one format gives: a text, who talks where in it, and where that stands in the file."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

# The endings of files that hold a transcript; sessions.csv may name a document with or without its own.
ENDINGS = (".txt", ".md", ".csv", ".docx", ".pdf", ".vtt", ".srt", ".json", ".otr", ".html", ".htm")
ENDING = re.compile(rf"(?:{'|'.join(map(re.escape, ENDINGS))})$", re.IGNORECASE)
# Time in a recording: m:ss, mm:ss.t, h:mm:ss; minutes may pass 59.
TIME = r"(?:\d{1,3}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?"
F4 = rf"#{TIME}(?:-\d{{1,3}})?#"  # as f4, f5 and MAXQDA write it, tenths after the dash


@dataclass(frozen=True, slots=True)
class Talk:
    """A stretch of text by one speaker: ``text[start:end]`` is the speech without label and time.

    Attributes:
        start, end: Unicode code points from 0, end exclusive.
        label: The speaker as written; empty where there is none.
        question: The guiding question, where a table names it.
        time: Seconds from the start of the recording, where the file says so.
        translation: The same words in another language, where a table holds them.
    """

    start: int
    end: int
    label: str = ""
    question: str = ""
    time: float | None = None
    translation: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A turn of a format that is not itself a text: its words, and the line, page or segment it came from.

    ``inner`` says where in the words later lines or segments begin: character and number.
    """

    words: str
    label: str = ""
    time: float | None = None
    number: int = 0
    question: str = ""
    translation: str = ""
    inner: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Places:
    """Where in the file a character stands: the number of its line, paragraph, page or segment.

    Attributes:
        unit: ``line``, ``paragraph``, ``page``, ``segment`` or ``row``.
        starts: First character of each, ascending.
        numbers: Their numbers.
    """

    unit: str
    starts: tuple[int, ...]
    numbers: tuple[int, ...]

    @classmethod
    def of_lines(cls, text: str) -> Places:
        """Give the places of a text that is the file itself."""
        starts = (0, *(match.end() for match in re.finditer("\n", text)))
        return cls("line", starts, tuple(range(1, len(starts) + 1)))

    def name(self, at: int) -> str:
        r"""Say where a character stands.

        >>> Places.of_lines("a\nb\n").name(2)
        'line 2'
        """
        place = bisect_right(self.starts, at) - 1
        return f"{self.unit} {self.numbers[max(0, place)]}" if self.numbers else f"{self.unit} 1"

    def between(self, start: int, end: int) -> Places:
        """Give the places of a part of the text, which then begins at 0."""
        first = max(0, bisect_right(self.starts, start) - 1)
        last = bisect_right(self.starts, end)
        starts = tuple(max(0, at - start) for at in self.starts[first:last])
        return Places(self.unit, starts, self.numbers[first:last])


@dataclass(frozen=True, slots=True)
class Transcribed:
    """One file as its reader gives it.

    Attributes:
        text: The document's text; for text files the file itself.
        talk: Who talks where in it, in order.
        places: Where in the file that stands.
        unsure: What looks like a speaker but was read as words: label and first character.
        remarks: What must be said about the reading, without the file's name.
        unnamed: What to say instead of "read as prose" where no speaker is named.
    """

    text: str
    talk: tuple[Talk, ...]
    places: Places
    unsure: tuple[tuple[str, int], ...] = ()
    remarks: tuple[str, ...] = ()
    unnamed: str = ""


def compose(pieces: Iterable[Piece], unit: str) -> tuple[str, tuple[Talk, ...], Places]:
    r"""Write turns one below the other, each after its label, and say where the words stand.

    >>> text, talk, _ = compose([Piece("Why?", "Moderator"), Piece("The rota.", time=2.5)], "line")
    >>> text, [(t.start, t.end, t.time) for t in talk]
    ('Moderator: Why?\nThe rota.', [(11, 15, None), (16, 25, 2.5)])
    """
    lines: list[str] = []
    talk: list[Talk] = []
    starts: list[int] = []
    numbers: list[int] = []
    at = 0
    for piece in pieces:
        head = f"{piece.label}: " if piece.label else ""
        starts.append(at)
        numbers.append(piece.number)
        start = at + len(head)
        starts += [start + place for place, _ in piece.inner]
        numbers += [number for _, number in piece.inner]
        end = start + len(piece.words)
        talk.append(Talk(start, end, piece.label, piece.question, piece.time, piece.translation))
        lines.append(head + piece.words)
        at += len(lines[-1]) + 1
    return "\n".join(lines), tuple(talk), Places(unit, tuple(starts), tuple(numbers))


def stem_of(name: str) -> str:
    """Give a document's id from the name of its file.

    >>> stem_of("fg1.final.docx"), stem_of("fg1.final")
    ('fg1.final', 'fg1.final')
    """
    return ENDING.sub("", name)


def seconds(mark: str) -> float:
    """Read a time mark as seconds; what stands around it does not matter.

    >>> seconds("[1:02:18]"), seconds("#00:01:40-5#"), seconds("75:10,250")
    (3738.0, 100.5, 4510.25)
    """
    clock = re.sub(r"[^\d:.,-]", "", mark).replace(",", ".").replace("-", ".")
    total = 0.0
    for part in clock.split(":"):
        total = total * 60 + float(part)
    return total
