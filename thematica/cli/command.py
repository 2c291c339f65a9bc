"""What a command is, and what every command needs: a study opened, something said."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from thematica.study import Study


def no_arguments(parser: argparse.ArgumentParser) -> None:
    """Take nothing but the study's folder."""


@dataclass(frozen=True, kw_only=True)
class Command:
    """One command of the command line.

    Attributes:
        name: What is typed.
        purpose: What it is for, in half a sentence.
        run: Does it.
        add_arguments: Says what it takes beside the study's folder.
        folder: The study's folder when none is named; empty: then there is none; None: it takes no folder.
    """

    name: str
    purpose: str
    run: Callable[[argparse.Namespace], None]
    add_arguments: Callable[[argparse.ArgumentParser], None] = no_arguments
    folder: str | None = "."


def open_study(options: argparse.Namespace) -> Study:
    """Open the study that the arguments name."""
    from thematica.study import Study

    return Study.open(options.study)


def notify(study: Study) -> None:
    """Say what the study has noticed."""
    for notice in study.notices:
        say(notice)


def say(message: str) -> None:
    """Print a message where it does not mix with data."""
    print(message, file=sys.stderr)
