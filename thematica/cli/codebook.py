"""Commands that take a codebook in and out, and tell what was done."""

from __future__ import annotations

import argparse

from thematica.cli.command import Command, notify, open_study, say


def _add_import_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--codebook", required=True, metavar="FILE", help="a .csv, .xlsx, .txt or .md file")


def _add_export_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--codebook", required=True, metavar="FILE", help="a .csv, .xlsx, .docx or .md file")


def _add_history_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--codebook", nargs=2, type=int, metavar=("OLD", "NEW"), help="compare two versions of the codebook instead"
    )


def _import(options: argparse.Namespace) -> None:
    study = open_study(options)
    print(study.import_codebook(options.codebook))
    notify(study)


def _export(options: argparse.Namespace) -> None:
    print(open_study(options).export_codebook(options.codebook))


def _history(options: argparse.Namespace) -> None:
    study = open_study(options)
    if options.codebook:
        print(study.compare_codebooks(*options.codebook), end="")
        return
    for sentence in study.history():
        print(sentence)
    say("times are UTC")


IMPORT = Command(
    name="import", purpose="bring in a codebook: CSV, Excel, or an outline in plain text", run=_import,
    add_arguments=_add_import_arguments, needs_one=lambda _: True,
)  # fmt: skip
EXPORT = Command(
    name="export", purpose="write the codebook as CSV, Excel, Word or Markdown", run=_export,
    add_arguments=_add_export_arguments, needs_one=lambda _: True,
)  # fmt: skip
HISTORY = Command(
    name="history", purpose="tell what was done in the study so far, or compare two versions of the codebook",
    run=_history, add_arguments=_add_history_arguments, whole=True,
    needs_one=lambda options: bool(options.codebook),
)  # fmt: skip
