"""Pseudonyms: what stands for a name, and where a text was changed because of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Pseudonym:
    """One form of a name, and what stands for it.

    Attributes:
        original: A form as it is said: ``Dr Khan``.
        replacement: What stands for it: ``[Tutor 1]``.
        kind: What it is, in a word; for the researcher only.
        match_case: Whether capitals must agree: a name that is a word as well (Will, Grace, May).
        line: Where the key file has it.
        group: Forms of a group are filled in together: of one person, or of one column.
    """

    original: str
    replacement: str
    kind: str = ""
    match_case: bool = False
    line: int = 0
    group: str = ""

    @property
    def bare(self) -> str:
        """The replacement without its brackets, as it stands in labels, ids and names of files."""
        return self.replacement.strip("[]")


Kind = Literal["speech", "text", "cell", "label", "name"]


@dataclass(frozen=True, slots=True)
class Passage:
    """Some words that the new study will hold, and where they stand.

    Attributes:
        file: Path within the study.
        line: The line (or row) on which they begin; 0 where there is none: the name of a file.
        text: The words.
        kind: ``speech`` and ``text`` are sentences; ``cell`` stands in a table, ``label`` is a speaker or an id,
            ``name`` the name of a file.
        column: Of a table.
        bare: Whether pseudonyms stand here without their brackets.
        place: Said in the place of the line: ``turn 3``.
        language: Of the words, where it is known.
    """

    file: str
    line: int
    text: str
    kind: Kind = "text"
    column: str = ""
    bare: bool = False
    place: str = ""
    language: str = ""

    def where(self, at: int = 0) -> str:
        """Say where a character of it stands."""
        if self.place:
            return f"{self.file}, {self.place}"
        if not self.line:
            return f"{self.file} (its name)"
        line = f"{self.file}:{self.line + self.text.count(chr(10), 0, at)}"
        return f"{line}, column '{self.column}'" if self.column else line


@dataclass(frozen=True, slots=True)
class Replacement:
    """A span of a text, the span that stands in its place, and the pseudonym's line in the key file."""

    start: int
    end: int
    new_start: int
    new_end: int
    line: int


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A text with its names replaced.

    Attributes:
        text: The new text.
        replacements: What was replaced, in order.
    """

    text: str
    replacements: tuple[Replacement, ...] = ()

    def move(self, start: int, end: int) -> tuple[int, int]:
        """Give where a span stands in the new text; one that begins or ends within a name takes the whole pseudonym.

        >>> Rewritten("friend [Mother] would", (Replacement(7, 12, 7, 15, 2),)).move(7, 18)
        (7, 21)
        """
        if start == end:
            start = end = _move(self.replacements, start, first=True)
            return start, end
        return _move(self.replacements, start, first=True), _move(self.replacements, end, first=False)


def _move(replacements: Sequence[Replacement], at: int, *, first: bool) -> int:
    shift = 0
    for done in replacements:
        if at <= done.start:
            break
        if at < done.end:
            return done.new_start if first else done.new_end
        shift = done.new_end - done.end
    return at + shift
