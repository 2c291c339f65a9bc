"""Commands that take codebooks and Word documents in and out, and tell what was done."""

from __future__ import annotations

import argparse

from thematica.cli.command import Command, notify, open_study, say
from thematica.errors import StudyError


def _add_import_arguments(parser: argparse.ArgumentParser) -> None:
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--codebook", metavar="FILE", help="a .csv, .xlsx, .docx, .txt or .md file")
    what.add_argument(
        "--word", metavar="FILE_OR_FOLDER", help="Word documents (.docx) whose comments are codes: 'code: memo'"
    )
    parser.add_argument("--coder", default="", metavar="NAME", help="whose comments they are (default: their authors)")
    parser.add_argument(
        "--whole",
        action="store_true",
        help="she read these documents to their end: words without a comment have no code",
    )


def _add_export_arguments(parser: argparse.ArgumentParser) -> None:
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--codebook", metavar="FILE", help="a .csv, .xlsx, .docx or .md file")
    what.add_argument("--word", metavar="FOLDER", help="write each transcript there as a Word document, to be coded")
    parser.add_argument("--coder", default="", metavar="NAME", help="whom the Word documents are for")


def _add_history_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--codebook", nargs=2, type=int, metavar=("OLD", "NEW"), help="compare two versions of the codebook instead"
    )


def _import(options: argparse.Namespace) -> None:
    study = open_study(options)
    _refuse_coder(options)
    if options.word:
        for path in study.import_word(options.word, coder=options.coder, whole=options.whole):
            print(path)
    else:
        print(study.import_codebook(options.codebook))
    notify(study)


def _export(options: argparse.Namespace) -> None:
    study = open_study(options)
    _refuse_coder(options)
    if options.word:
        for path in study.export_word(options.word, coder=options.coder):
            print(path)
    else:
        print(study.export_codebook(options.codebook))
    notify(study)


def _refuse_coder(options: argparse.Namespace) -> None:
    if options.coder and not options.word:
        raise StudyError("--coder goes with --word; a codebook is nobody's")
    if getattr(options, "whole", False) and not options.word:
        raise StudyError("--whole goes with --word: it says that the documents were read to their end")


def _history(options: argparse.Namespace) -> None:
    study = open_study(options)
    if options.codebook:
        print(study.compare_codebooks(*options.codebook), end="")
        return
    for sentence in study.history():
        print(sentence)
    say("times are UTC")


IMPORT = Command(
    name="import", purpose="bring in a codebook (CSV, Excel, an outline), or comments in Word as codings", run=_import,
    add_arguments=_add_import_arguments, needs_one=lambda _: True,
)  # fmt: skip
EXPORT = Command(
    name="export", purpose="write the codebook, or the transcripts as Word documents to be coded in the margin",
    run=_export, add_arguments=_add_export_arguments, needs_one=lambda _: True,
)  # fmt: skip
HISTORY = Command(
    name="history", purpose="tell what was done in the study so far, or compare two versions of the codebook",
    run=_history, add_arguments=_add_history_arguments, whole=True,
    needs_one=lambda options: bool(options.codebook),
)  # fmt: skip
