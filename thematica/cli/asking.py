"""Commands that ask what the codings say."""

from __future__ import annotations

import argparse

from thematica.cli.command import Command, open_study, say


def _add_saturation_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--by", nargs="+", default=None, metavar="ATTRIBUTE", help="attributes to draw curves by")
    parser.add_argument("--level", default="", help="theme, subtheme, category or code (default: all of them)")


def _add_agreement_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--coders", nargs="+", default=(), metavar="NAME", help="whose (default: everybody's)")
    parser.add_argument(
        "--frame", choices=("reviewed", "documents"), default="reviewed",
        help="what they are compared on: what at least two have looked at, or the whole of the documents they coded in",
    )  # fmt: skip
    parser.add_argument("--level", default="", help="theme, subtheme, category or code (default: all)")
    parser.add_argument("--round", default="", metavar="R", help="round of coding (default: each on its own)")


def _add_match_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--coder", default="", metavar="NAME", help="whose (default: all who had a random share)")
    parser.add_argument("--level", default="", help="theme, subtheme, category or code (default: all)")


def _saturation(options: argparse.Namespace) -> None:
    study = open_study(options)
    by = None if options.by is None else tuple(options.by)
    if study.settings.approach == "reflexive":
        say("note: study.yaml says 'approach: reflexive', with which saturation does not go together;")
        say("it is computed because you ask")
    for measured in study.saturation(level=options.level, by=by):
        print(measured.describe())


def _agreement(options: argparse.Namespace) -> None:
    study = open_study(options)
    if study.settings.approach == "reflexive":
        say("note: study.yaml says 'approach: reflexive', with which agreement does not go together;")
        say("it is computed because you ask")
    for measured in study.agreement(
        coders=options.coders, level=options.level, frame=options.frame, round=options.round
    ):
        print(measured.describe())
    say(f"all coefficients: {study.results / 'agreement.csv'}; every disagreement: disagreements.csv beside it")


def _match(options: argparse.Namespace) -> None:
    study = open_study(options)
    for measured in study.match(coder=options.coder, level=options.level):
        print(measured.describe())
    say(f"all numbers: {study.path / 'results' / 'match.csv'}; what they are counted from: match_counts.csv beside it")


SATURATION = Command(
    name="saturation", purpose="print how many new codes each further session added", run=_saturation,
    add_arguments=_add_saturation_arguments,
)  # fmt: skip
AGREEMENT = Command(
    name="agreement", purpose="measure how far coders agree, and list where they do not", run=_agreement,
    add_arguments=_add_agreement_arguments,
)  # fmt: skip
MATCH = Command(
    name="match", purpose="measure how well the machine's codes match a person's, and which are not ready", run=_match,
    add_arguments=_add_match_arguments,
)  # fmt: skip
