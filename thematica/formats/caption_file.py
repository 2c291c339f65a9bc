"""The cues of a file of captions, with their times; what is no cue is kept apart, so that nothing is lost unsaid."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from thematica.formats.talk import seconds

CLOCK = r"(?:\d{1,4}:)?\d{1,2}:\d{1,2}(?:[.,:]\d{3,9}|[.,]\d{1,2})?"
CUE = re.compile(rf"^[ \t]*(?P<start>{CLOCK})[ \t]*-{{1,2}}>[ \t]*(?:(?P<end>{CLOCK})(?!\S))?")
# A line that was meant to be the times of a cue: an arrow, and digits or nothing but signs before it.
TIMES = re.compile(
    r"^[ \t]*(?:[-+(\[]?\d[\d:.,;hms \t\])]{0,30}-{1,2}>|[^\w\n]{0,20}\d\S{0,20}[ \t]*-->|[^\w\n]{0,20}-->)"
)
GAPS = re.compile(r"[ \t]*([:.,])[ \t]*(?=\d)")  # a translator's program writes "00: 00: 01, 000"
NO_TALK = re.compile(r"NOTE(?:[ \t]|$)|(?:STYLE|REGION)[ \t]*$")  # blocks of WebVTT that are not captions
HEADER = re.compile(r"WEBVTT|[A-Z][A-Za-z-]{1,30}[:=]|X-TIMESTAMP-MAP")
ID = re.compile(r"\d{1,9}|[\w-]{0,60}\d[\w-]{0,60}(?:/[\w-]{1,30})?|[0-9a-f-]{36}\S{0,30}", re.IGNORECASE)
NAMED_ID = re.compile(r'\d+[ \t]+"(?P<label>[^"\n]{1,100})"[ \t]*\(\d+\)')  # as Webex is said to write it
QUOTED = 40  # characters of a line in a remark

Line = tuple[int, str, str]  # number, words, as written


@dataclass(frozen=True, slots=True)
class Cue:
    """One caption: its times in seconds, where they could be read, and its lines."""

    line: int
    start: float | None
    end: float | None
    lines: tuple[Line, ...] = ()
    id: str = ""


@dataclass(slots=True)
class CueFile:
    """The cues of a file, and the lines in which something is wrong or is no caption.

    Attributes:
        cues: In the order of the file.
        unread, backward, earlier: Lines of times that are none, that end before they begin, that go back.
        comments: Lines of notes, styles and regions.
        ids, preamble: What was taken for the name of a cue though it is words, and what stands before the first.
    """

    cues: list[Cue] = field(default_factory=list)
    unread: list[int] = field(default_factory=list)
    backward: list[int] = field(default_factory=list)
    earlier: list[int] = field(default_factory=list)
    comments: list[int] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    preamble: list[str] = field(default_factory=list)


def read_cues(text: str) -> CueFile:
    r"""Give the cues of a .vtt or .srt file.

    Words behind an empty line still belong to the cue above, and a time line begins a cue wherever it stands.

    >>> read_cues("1\n00:00:01,5 --> 00:00:02,0\nYes.\n\nNo.\n").cues[0].lines
    ((3, 'Yes.', 'Yes.'), (5, 'No.', 'No.'))
    """
    found = CueFile()
    lines: list[Line] = []
    blocks = list(_blocks(text))
    for place, (first, block) in enumerate(blocks):
        after = blocks[place + 1][1][0] if place + 1 < len(blocks) else ""
        lines = _read_block(found, first, block, lines, after)
    _close(found, lines)
    begun: float | None = None
    for cue in found.cues:
        if cue.start is not None:
            found.earlier += [cue.line] if begun is not None and cue.start < begun else []
            begun = cue.start
    return found


def _blocks(text: str) -> Iterator[tuple[int, list[str]]]:
    """Give what stands between empty lines, with the number of its first line."""
    block: list[str] = []
    first = 1
    for number, line in enumerate([*text.split("\n"), ""], 1):
        if line.strip():
            first = first if block else number
            block.append(line)
        elif block:
            yield first, block
            block = []


def _read_block(found: CueFile, first: int, block: list[str], lines: list[Line], after: str) -> list[Line]:
    """Read one block; ``lines`` are those of the cue before, which may go on here."""
    times = [place for place, line in enumerate(block) if TIMES.match(line)]
    bare = block[0].strip()
    if not times and NO_TALK.match(bare):
        found.comments.append(first)
        return lines
    if not times and ID.fullmatch(bare) and len(block) == 1 and (TIMES.match(after) or _is_next(found, bare)):
        return lines
    place = 0
    for time in times:
        above = block[place:time]
        # Above the first time of a block stands the cue's name; further down only a number can be one.
        has_id = bool(above) and (place == 0 or bool(ID.fullmatch(above[-1].strip())))
        name = above[-1].strip() if has_id and not HEADER.match(above[-1]) else ""
        lines = _take(found, first + place, above[: len(above) - bool(name)], lines)
        _close(found, lines)
        lines = []
        if name and not ID.fullmatch(name) and not NAMED_ID.fullmatch(name):
            found.ids.append(f"'{name[:QUOTED]}' (line {first + time - 1})")
        found.cues.append(_times(found, first + time, block[time], name))
        place = time + 1
    return _take(found, first + place, block[place:], lines)


def _is_next(found: CueFile, number: str) -> bool:
    """Say whether a number alone is that of a cue which has nothing in it."""
    last = found.cues[-1].id if found.cues else ""
    return last.isdecimal() and number.isdecimal() and int(number) == int(last) + 1


def _take(found: CueFile, first: int, words: list[str], lines: list[Line]) -> list[Line]:
    """Add lines to the open cue; before the first cue they are the header, or left out and named."""
    if found.cues:
        lines.extend((first + i, line, line) for i, line in enumerate(words))
        return lines
    if not (words and words[0].lstrip("\ufeff").startswith("WEBVTT")):
        found.preamble += [f"'{line.strip()[:QUOTED]}' (line {first + i})" for i, line in enumerate(words)]
    return lines


def _close(found: CueFile, lines: list[Line]) -> None:
    if found.cues and lines:
        last = found.cues[-1]
        found.cues[-1] = Cue(last.line, last.start, last.end, tuple(lines), last.id)


def _times(found: CueFile, number: int, line: str, name: str) -> Cue:
    match = CUE.match(line) if " :" not in line and ": " not in line else None
    match = match if match and match["end"] else CUE.match(GAPS.sub(r"\1", line))
    if not match:
        found.unread.append(number)
        return Cue(number, None, None, (), name)
    start = _seconds(match["start"])
    end = _seconds(match["end"]) if match["end"] else None
    if end is None:
        found.unread.append(number)
    elif end < start:
        found.backward.append(number)
        end = None
    return Cue(number, start, end, (), name)


def _seconds(clock: str) -> float:
    """Read a clock, in which some programs write a colon before the milliseconds."""
    return seconds(".".join(clock.rsplit(":", 1)) if clock.count(":") == 3 else clock)
