"""What a command is, and what every command needs: a study opened, something said."""

from __future__ import annotations

import argparse
import shutil
import sys
import textwrap
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from thematica.errors import StudyError, ThematicaError

if TYPE_CHECKING:
    from thematica.study import Study

WIDTH = 110  # characters of a line, at most


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
        whole: Whether it knows what to do with a study in strands; if not, it is done for each strand.
        needs_one: Says from the arguments whether one strand must be named.
        has_strands: Whether it works on a study that may have strands at all.
        folder: The study's folder when none is named; empty: then there is none; None: it takes no folder.
    """

    name: str
    purpose: str
    run: Callable[[argparse.Namespace], None]
    add_arguments: Callable[[argparse.ArgumentParser], None] = no_arguments
    whole: bool = False
    needs_one: Callable[[argparse.Namespace], bool] = lambda _: False
    has_strands: bool = True
    folder: str | None = "."


def open_study(options: argparse.Namespace) -> Study:
    """Open the study that the arguments name, or the strand of it."""
    from thematica.study import Study

    study = options.opened = options.opened or Study.open(options.study)
    return study.strand(options.strand) if options.strand else study


def run_command(command: Command, options: argparse.Namespace) -> None:
    """Run a command; in a study with strands, for each of them unless one is named or it takes the whole."""
    from thematica.study.strands import list_strands, require_one

    options.opened = None
    if not command.has_strands:
        options.strand = ""
    needs_one = command.needs_one(options)
    alone = not command.has_strands or not options.study
    if options.strand or alone or (command.whole and not needs_one):
        command.run(options)
        return
    study = open_study(options)
    if needs_one:
        require_one(study)
    names = [strand.memory.strand for strand in list_strands(study)]
    if not names:
        command.run(options)
    problems = []
    for name in names:
        options.strand = name
        say(f"-- {name}")
        try:
            command.run(options)
        except ThematicaError as error:  # what cannot be answered in one strand may be in another
            problems.append(f"{name}: {error}")
    if problems:
        raise StudyError("\n".join(problems))


def notify(study: Study) -> None:
    """Say what the study has noticed."""
    for notice in study.notices:
        say(notice)


def tell(readings: Iterable[str]) -> None:
    """Print readings, a line a statement and no wider than the terminal; what is said of all of them stands once."""
    read = [reading.splitlines() for reading in readings]
    shared = [line for line in read[0] if all(line in lines for lines in read)] if len(read) > 1 else []
    own = [[line for line in lines if line not in shared] for lines in read]
    width = min(shutil.get_terminal_size((WIDTH, 24)).columns, WIDTH)
    blocks = [*filter(None, own), *([["Of all of these:", *shared]] if shared else [])]
    for number, lines in enumerate(blocks):
        if number:
            print()
        for place, line in enumerate(lines):
            first = "" if place == 0 else "- "
            print(textwrap.fill(line, width, initial_indent=first, subsequent_indent="  ", break_long_words=False))


def say(message: str) -> None:
    """Print a message where it does not mix with data."""
    print(message, file=sys.stderr)
