"""Pseudonyms: what stands for a name, and where a text was changed because of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Pseudonym:
    """One form of a name, and what stands for it.

    Attributes:
        original: A form as it is said: ``Dr Khan``.
        replacement: What stands for it: ``[Tutor 1]``.
        kind: What it is, in a word; for the researcher only.
        match_case: Whether capitals must agree: a name that is a word as well (Will, Grace, May).
        line: Where the key file has it.
        in_labels: What stands in labels, where that is not the replacement without its brackets.
    """

    original: str
    replacement: str
    kind: str = ""
    match_case: bool = False
    line: int = 0
    in_labels: str = ""

    @property
    def bare(self) -> str:
        """The replacement without its brackets, as it stands in labels, ids and names of files."""
        return self.in_labels or self.replacement.strip("[]")


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
