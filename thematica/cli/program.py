"""The command line: arguments in, a Study method called, a result printed."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from thematica import __version__
from thematica.cli.asking import AGREEMENT, COMPARE, COOCCURRENCE, KEYWORDS, MATCH, SATURATION
from thematica.cli.codebook import EXPORT, HISTORY, IMPORT
from thematica.cli.codes import CODE, FIND, NEXT, OFFER, RECODE
from thematica.cli.command import run_command
from thematica.cli.planning import DENOMINATORS, PLAN
from thematica.cli.pseudonyms import PSEUDONYMISE
from thematica.cli.reviewing import CONSENSUS, DISAGREEMENTS, DOUBLE, REVIEW
from thematica.cli.setting_up import CHECK, DEMO, INIT, READ, REPORT, RUN
from thematica.errors import ThematicaError

# In the order of work.
COMMANDS = (
    INIT, READ, CHECK, FIND, OFFER, CODE, NEXT, REVIEW, RECODE, MATCH, DOUBLE, SATURATION, AGREEMENT, DISAGREEMENTS,
    CONSENSUS, COMPARE, COOCCURRENCE, KEYWORDS, PLAN, DENOMINATORS, REPORT, IMPORT, EXPORT, HISTORY,
    PSEUDONYMISE, RUN, DEMO,
)  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when it worked, 1 when the researcher has something to put right."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    options = _parser().parse_args(arguments)
    try:
        run_command(options.command, options)
        sys.stdout.flush()
    except ThematicaError as error:
        print(error, file=sys.stderr)
        return 1
    except BrokenPipeError:  # the reader of our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print("stopped; what was finished is saved, run again to go on", file=sys.stderr)
        return 130
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="thematica",
        description="Thematic analysis on your own laptop: the researcher decides, the machine offers.",
    )
    parser.add_argument("--version", action="version", version=f"thematica {__version__}")
    commands = parser.add_subparsers(title="commands, in the order of work", metavar="COMMAND", required=True)
    for command in COMMANDS:
        purpose = command.purpose
        sub = commands.add_parser(command.name, help=purpose, description=purpose[0].upper() + purpose[1:] + ".")
        if command.folder is not None:
            usual = "default: %(default)s" if command.folder else "default: none"
            sub.add_argument("study", nargs="?", default=command.folder, help=f"the study's folder ({usual})")
        if command.has_strands:
            sub.add_argument(
                "--strand", default="", metavar="NAME", help="one strand only, in a study that has strands"
            )
        command.add_arguments(sub)
        sub.set_defaults(command=command)
    return parser
