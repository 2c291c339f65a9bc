"""Commands by which coders decide: one segment at a time, on sheets, together."""

from __future__ import annotations

import argparse
import sys

from thematica.cli.command import Command, open_study, say


def _add_review_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--coder", required=True, metavar="NAME", help="who decides")
    parser.add_argument("--sheet", metavar="FILE", help="go through this sheet (default: what teaches most)")
    parser.add_argument("--round", default="", metavar="R", help="round of coding; those of other rounds do not count")
    parser.add_argument("--show-machine", action="store_true", help="show the machine's codes (default: blind)")
    parser.add_argument(
        "--every", type=int, default=5, metavar="N", help="choose anew after so many decisions (default: %(default)s)"
    )


def _review(options: argparse.Namespace) -> None:
    from thematica.cli.conversation import converse

    study = open_study(options)
    say("looking for what to look at first …")
    review = study.review(
        options.coder,
        round=options.round,
        sheet=options.sheet,
        show_machine=options.show_machine,
        every=options.every,
    )
    if hasattr(sys.stdin, "reconfigure"):
        sys.stdin.reconfigure(errors="replace")
    try:
        converse(review, _read, _write)
    finally:
        review.close()
    say(f"{review.n_decided} decided, {review.n_left} not yet looked at; decisions are in {review.file}")
    if review.noted:
        say(
            f"possible new codes you noted: {'; '.join(review.noted)}. {study.themes_path.name} is yours to add them to"
        )


def _read(prompt: str) -> str:
    print(prompt, end="", flush=True)
    return sys.stdin.readline()


def _write(line: str) -> None:
    print(line, flush=True)


REVIEW = Command(
    name="review", purpose="look at one segment at a time and decide; every decision is saved at once", run=_review,
    add_arguments=_add_review_arguments,
)  # fmt: skip
