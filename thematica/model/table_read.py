"""What was made of the columns of a table of answers, so that a misread one is seen at once."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ColumnRead:
    """One column of a table.

    Attributes:
        name: Its heading.
        role: What it was taken for: ``answers``, ``respondent``, ``attribute``, …; empty: it was not read.
        n_filled: Rows in which it holds something.
        n_values: Different contents.
        example: The first content.
    """

    name: str
    role: str
    n_filled: int
    n_values: int
    example: str = ""


@dataclass(frozen=True, slots=True)
class TableRead:
    """One table of answers.

    Attributes:
        file: Its name.
        program: What made it, as far as it can be known.
        n_rows: Rows with answers.
        n_respondents: Different respondents.
        columns: In their order.
    """

    file: str
    program: str
    n_rows: int
    n_respondents: int
    columns: tuple[ColumnRead, ...]
