"""The command line, a module for each kind of command."""

from thematica.cli.program import COMMANDS, main

__all__ = ["COMMANDS", "main"]
