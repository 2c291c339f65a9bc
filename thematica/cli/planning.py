"""Commands that need no study: how many to ask, and which denominators published percentages can have."""

from __future__ import annotations

import argparse
import re
from typing import TYPE_CHECKING

from thematica.cli.command import Command, open_study, say, tell
from thematica.errors import AnalysisError
from thematica.model.sentences import count

if TYPE_CHECKING:
    from thematica.analyses.saturation import Saturation

SHARES = (0.05, 0.1, 0.2, 0.3, 0.5)
INSTANCES = (1, 2, 3)
POWER = 0.8
COUNT = re.compile(r"(?:(?P<name>.+):)?(?P<n>\d+)=(?P<percent>\d+(?:\.\d+)?)%?")
CANDIDATE = re.compile(r"(?:(?P<name>.+)=)?(?P<of>\d+)")


def _add_plan_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--share", nargs="+", type=float, default=SHARES, metavar="SHARE",
        help="shares of the population, 0 to 1, that would voice a theme (default: 0.05 0.1 0.2 0.3 0.5)",
    )  # fmt: skip
    parser.add_argument(
        "--instances", nargs="+", type=int, default=INSTANCES, metavar="N",
        help="from how many participants it is to be heard (default: 1 2 3)",
    )  # fmt: skip
    parser.add_argument(
        "--power", type=float, default=POWER, metavar="CHANCE", help="chance, 0 to 1, that it is (default: %(default)s)"
    )
    parser.add_argument(
        "--participants", type=int, metavar="N", help="the other way round: the smallest share that N let one hear"
    )


def _add_denominators_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "counts",
        nargs="+",
        metavar="[NAME:]N=PERCENT",
        help="a count and its percentage as printed: 141=40 or busy:141=40",
    )
    parser.add_argument(
        "--of", nargs="+", default=(), metavar="[NAME=]N", help="denominators to try: 362 or asked=362 answered=341"
    )


def _plan(options: argparse.Namespace) -> None:
    from thematica.analyses.planning import ASSUMPTIONS, plan_sample, smallest_share_heard

    if options.participants is not None:
        share = smallest_share_heard(options.participants, options.power)
        print(
            f"With {options.participants:,} participants there is a chance of {options.power:.0%} to hear, from at "
            f"least one of them, a theme that {share:.1%} or more of the population would voice."
        )
    else:
        print(plan_sample(options.share, times=options.instances, power=options.power).to_table())
    print(ASSUMPTIONS)
    if options.study:
        study = open_study(options)
        if study.settings.approach == "reflexive":
            say("note: study.yaml says 'approach: reflexive', with which saturation does not go together;")
            say("further sessions are forecast because you name the study")
        for measured in study.sessions_needed():
            print(_tell_sessions(measured))


def _tell_sessions(measured: Saturation) -> str:
    """Say what further sessions are expected to bring, from those that were coded."""
    everybody = measured.curves[0]
    n = len(everybody.new)
    first = f"{measured.level}: {everybody.cumulative[-1] if n else 0} in {count(n, measured.unit)}"
    if everybody.expected_new is None or everybody.coverage is None:
        return f"{first}; further {measured.unit}s cannot be forecast from so few"
    new, low, high = everybody.expected_new
    needed = "; ".join(f"{found.share:.0%} complete: {found.reason}" for found in everybody.sessions_needed)
    return (
        f"{first}, estimated completeness {everybody.coverage:.0%}; one more is expected to bring {new:.1f} new "
        f"[{low:.1f}, {high:.1f}]; {needed}"
    )


def _denominators(options: argparse.Namespace) -> None:
    from thematica.analyses.denominators import find_denominators

    read = [(text, COUNT.fullmatch(text.strip())) for text in options.counts]
    tried = [(text, CANDIDATE.fullmatch(text.strip())) for text in options.of]
    wrong = [
        f"'{text}' is no count with its percentage, such as 141=40 or busy:141=40" for text, match in read if not match
    ]
    wrong += [f"'{text}' is no denominator, such as 362 or asked=362" for text, match in tried if not match]
    if wrong:
        raise AnalysisError("\n".join(wrong))
    counts = [(m["name"] or f"{m['n']}={m['percent']}", int(m["n"]), m["percent"]) for _, m in read if m]
    candidates = [(m["name"] or m["of"], int(m["of"])) for _, m in tried if m]
    tell([find_denominators(counts, candidates=candidates).describe()])


PLAN = Command(
    name="plan", purpose="say how many participants to ask so that a theme of some share is heard", run=_plan,
    add_arguments=_add_plan_arguments, folder="",
)  # fmt: skip
DENOMINATORS = Command(
    name="denominators", purpose="say which denominators published counts and percentages can share",
    run=_denominators, add_arguments=_add_denominators_arguments, folder=None, has_strands=False,
)  # fmt: skip
