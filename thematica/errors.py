"""Every error a researcher can meet.

ThematicaError
├── InputError           a file or table has mistakes; every one of them is listed
│   ├── MaterialError    transcripts, answers, participants.csv, sessions.csv, speakers.yaml
│   ├── SettingsError    study.yaml, or a choice made in a notebook
│   ├── ThemesError      themes.yaml
│   └── CodingsError     codings/NAME.csv
├── StudyError           a study folder is missing, incomplete or in use
├── ModelError           a model is missing, or is not the one it should be
└── AnalysisError        the codings cannot answer this question
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass


class ThematicaError(Exception):
    """Anything that a researcher can put right; the message says how."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in one place.

    Attributes:
        message: What is wrong and what to do.
        file: The file as the researcher knows it, or None for a table from a notebook.
        line: Line number counted from 1, or None when the whole file is meant.
    """

    message: str
    file: str | None = None
    line: int | None = None

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line) if part is not None)
        return f"{place}: {self.message}" if place else self.message


class InputError(ThematicaError):
    """Mistakes in what was given to thematica, all at once.

    Attributes:
        problems: Every mistake found, in reading order.
    """

    def __init__(self, problems: Iterable[Problem] | str) -> None:
        self.problems: tuple[Problem, ...] = (Problem(problems),) if isinstance(problems, str) else tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class MaterialError(InputError):
    """Transcripts, answers, participants or sessions cannot be read."""


class SettingsError(InputError):
    """A setting does not exist or has a value that it cannot have."""


class ThemesError(InputError):
    """The theme tree has mistakes."""


class CodingsError(InputError):
    """A file of codings has mistakes."""


class StudyError(ThematicaError):
    """A study folder is missing, incomplete or in use by another run."""


class ModelError(ThematicaError):
    """A model is missing, or its files are not the ones that were tested."""


class AnalysisError(ThematicaError):
    """The codings cannot answer this question."""


def suggest_spelling(word: str, known: Iterable[str]) -> str:
    """Give "; did you mean 'x'?" for the nearest known word, or an empty text.

    >>> suggest_spelling("definiton", ["definition", "memo"])
    "; did you mean 'definition'?"
    >>> suggest_spelling("zzz", ["definition"])
    ''
    """
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.7)
    return f"; did you mean '{near[0]}'?" if near else ""
