"""Commands by which coders decide: one segment at a time, on sheets, together."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from thematica.cli.command import Command, open_study, say


def _add_review_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--coder", required=True, metavar="NAME", help="who decides")
    parser.add_argument("--sheet", metavar="FILE", help="go through this sheet (default: what teaches most)")
    parser.add_argument(
        "--round", default="", metavar="R", help="round of coding (default: study.yaml's); others do not count"
    )
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


def _add_double_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--coders", required=True, nargs="+", metavar="NAME", help="who codes the same segments")
    parser.add_argument(
        "--share", type=float, default=0.2, metavar="S", help="of what they have looked at, else of everything (0.2)"
    )
    parser.add_argument("--of", choices=("segments", "documents"), default="segments", help="what is drawn")
    parser.add_argument(
        "--round", default="", metavar="R", help="round of coding, written on the sheets (default: study.yaml's)"
    )
    parser.add_argument("--seed", type=int, metavar="N", help="where the draw starts (default: the study's)")
    parser.add_argument("--kind", choices=("csv", "xlsx"), default="csv", help="kind of sheet (default: csv)")


def _add_disagreements_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--coders", nargs="+", default=(), metavar="NAME", help="whose (default: everybody's)")
    parser.add_argument("--round", default="", metavar="R", help="round of coding (default: study.yaml's)")
    parser.add_argument("--sheet", metavar="FILE", help="where to write, .csv or .xlsx (default: to-settle.csv)")


def _add_consensus_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--sheet", required=True, metavar="FILE", help="the sheet of disagreements, filled in")
    parser.add_argument("--round", default="", metavar="R", help="round of coding (default: the one on the sheet)")


def _double(options: argparse.Namespace) -> None:
    study = open_study(options)
    made = study.double(
        options.coders,
        share=options.share,
        of=options.of,
        round=options.round,
        seed=options.seed,
        kind=options.kind,
    )
    say(f"{made.n_drawn} drawn at random from {made.frame}")
    if made.n_added:
        say(f"{made.n_added} added, so that no candidate code and no {made.strata} is missing")
    for coder, (file, n) in made.sheets.items():
        print(file)
        say(f"{coder}: {n} segments; fill it in and move it into {study.path / 'codings'}, or go through it with")
        say(f"  thematica review {study.path} --coder {coder} --sheet {file}")
    if not made.sheets:
        say("all of them have looked at all of it")
    coders = study.spell(*options.coders)
    unknown = [coder for coder in coders if coder not in study.settings.coded_blind]
    if unknown:
        say(f"the sheets are blind. If {' and '.join(coders)} do not show each other their codings, write")
        say(f"  coded_blind: [{', '.join(coders)}]  into study.yaml; until then every agreement says that")
        say("  whether they coded blind of each other is not recorded")


def _disagreements(options: argparse.Namespace) -> None:
    study = open_study(options)
    name = "-".join(("to-settle", *filter(None, (study.mark.strip("-"), options.round))))
    sheet = Path(options.sheet or study.path / f"{name}.csv")
    found = study.disagreements(sheet, coders=options.coders, round=options.round)
    print(sheet)
    who = ", ".join(found.coders)
    settled = f", {found.n_settled} of them settled before" if found.n_settled else ""
    say(f"{who} looked at {found.n_compared} segments together and differ on {found.n_apart}{settled}")
    say("write what you agree on into 'code' (several with ';'), or something into 'done' where nothing applies, and")
    say(f"the reason; then: thematica consensus {study.path} --sheet {sheet}")


def _consensus(options: argparse.Namespace) -> None:
    study = open_study(options)
    found = study.consensus(options.sheet, round=options.round)
    print(found.file)
    say(f"added: {found.n_agreed} segments on which all agree, {found.n_adjudicated} settled on the sheet")
    if found.n_before:
        say(f"{found.n_before} were in the consensus before")
    if found.n_without_reason:
        say(f"settled without a reason: {found.n_without_reason}")
    if found.n_open:
        say(f"still open: {found.n_open}; there, and where only one has looked, people's own codings count")


def _read(prompt: str) -> str:
    print(prompt, end="", flush=True)
    return sys.stdin.readline()


def _write(line: str) -> None:
    print(line, flush=True)


REVIEW = Command(
    name="review", purpose="look at one segment at a time and decide; every decision is saved at once", run=_review,
    add_arguments=_add_review_arguments, needs_one=lambda _: True,
)  # fmt: skip
DOUBLE = Command(
    name="double", purpose="draw a share for several coders, and write a blind sheet for each", run=_double,
    add_arguments=_add_double_arguments, needs_one=lambda _: True,
)  # fmt: skip
DISAGREEMENTS = Command(
    name="disagreements", purpose="write a sheet of the segments on which coders differ, to be settled",
    run=_disagreements, add_arguments=_add_disagreements_arguments, needs_one=lambda _: True,
)  # fmt: skip
CONSENSUS = Command(
    name="consensus", purpose="add what coders agree on, and what they settled on a sheet, to codings/consensus.csv",
    run=_consensus, add_arguments=_add_consensus_arguments, needs_one=lambda _: True,
)  # fmt: skip
