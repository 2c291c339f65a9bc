"""Commands that ask what the codings say."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from thematica.cli.command import Command, notify, open_study, say, tell

if TYPE_CHECKING:
    from thematica.study import Study

UNITS = ("participant", "session")


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


def _add_compare_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--by", nargs="+", default=None, metavar="ATTRIBUTE",
        help="attributes; several are crossed, too. 'question' lays the questions side by side",
    )  # fmt: skip
    parser.add_argument(
        "--question", nargs="+", default=(), metavar="ID", help="count only what was said in answer to these questions"
    )
    parser.add_argument("--level", default="", help="theme, subtheme, category or code (default: all of them)")
    parser.add_argument(
        "--unit", choices=UNITS, default="",
        help="what is counted (default: participant where each session is one participant's, else session)",
    )  # fmt: skip
    _add_tests(parser)


def _add_cooccurrence_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--within", choices=("segment", "turn", "participant", "session"), default="",
        help="in what two codes are together (default: segment; turn where segments are sentences)",
    )  # fmt: skip
    parser.add_argument("--level", default="code", help="theme, subtheme, category or code (default: %(default)s)")


def _add_keywords_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--by", nargs="+", default=None, metavar="ATTRIBUTE", help="attributes to compare by")
    _add_tests(parser)


def _add_tests(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--tests", action=argparse.BooleanOptionalAction, default=None,
        help="whether to give p-values (default: yes, but with approach: reflexive no)",
    )  # fmt: skip


def _saturation(options: argparse.Namespace) -> None:
    study = open_study(options)
    by = None if options.by is None else tuple(options.by)
    if study.settings.approach == "reflexive":
        say("note: study.yaml says 'approach: reflexive', with which saturation does not go together;")
        say("it is computed because you ask")
    tell(measured.describe() for measured in study.saturation(level=options.level, by=by))


def _agreement(options: argparse.Namespace) -> None:
    study = open_study(options)
    if study.settings.approach == "reflexive":
        say("note: study.yaml says 'approach: reflexive', with which agreement does not go together;")
        say("it is computed because you ask")
    measures = study.agreement(coders=options.coders, level=options.level, frame=options.frame, round=options.round)
    tell(measured.describe() for measured in measures)
    say(f"all coefficients: {study.results / 'agreement.csv'}; every disagreement: disagreements.csv beside it")


def _match(options: argparse.Namespace) -> None:
    study = open_study(options)
    tell(measured.describe() for measured in study.match(coder=options.coder, level=options.level))
    say(f"all numbers: {study.results / 'match.csv'}; what they are counted from: match_counts.csv beside it")


def _compare(options: argparse.Namespace) -> None:
    from thematica.analyses.by_question import QuestionComparison

    study = open_study(options)
    by = None if options.by is None else tuple(options.by)
    _explain_p_values(study, options.tests)
    found = study.compare(by=by, level=options.level, unit=options.unit, tests=options.tests, question=options.question)
    tell(compared.describe() for compared in found)
    if isinstance(found[0], QuestionComparison):
        say(f"every count by question: {study.results / 'by_question.csv'} and those beside it")
    elif options.question:
        say(f"every count of these questions: comparison_of_….csv in {study.results}")
    else:
        say(f"every count, difference and crossed cell: {study.results / 'comparison.csv'} and those beside it")


def _cooccurrence(options: argparse.Namespace) -> None:
    study = open_study(options)
    tell([study.cooccurrence(within=options.within, level=options.level).describe()])
    say(f"every pair: {study.results / 'cooccurrence.csv'}; the network: figures beside it")


def _keywords(options: argparse.Namespace) -> None:
    study = open_study(options)
    by = None if options.by is None else tuple(options.by)
    _explain_p_values(study, options.tests)
    tell(found.describe() for found in study.keywords(by=by, tests=options.tests))
    notify(study)
    say(f"every word: {study.results / 'keywords.csv'}")


def _explain_p_values(study: Study, tests: bool | None) -> None:
    """Say why there are no p-values with the reflexive approach, or that they do not go together."""
    if study.settings.approach != "reflexive" or tests is False:
        return
    say("note: study.yaml says 'approach: reflexive', with which p-values do not go together;")
    say("they are computed because you ask" if tests else "they are left out; --tests gives them")


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
COMPARE = Command(
    name="compare", purpose="count who voiced what, and how groups differ", run=_compare,
    add_arguments=_add_compare_arguments,
)  # fmt: skip
COOCCURRENCE = Command(
    name="cooccurrence", purpose="count which codes turn up together", run=_cooccurrence,
    add_arguments=_add_cooccurrence_arguments,
)  # fmt: skip
KEYWORDS = Command(
    name="keywords", purpose="find the words that each group of participants uses more than the others", run=_keywords,
    add_arguments=_add_keywords_arguments,
)  # fmt: skip
