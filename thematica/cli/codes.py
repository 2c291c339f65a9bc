"""Commands about candidate codes, codings and what to look at next."""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from thematica.cli.command import Command, notify, open_study, say

if TYPE_CHECKING:
    from thematica.reports.coded_rows import OlderCoding


def _add_find_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--afresh", action="store_true", help="group all segments anew, instead of placing new ones in the known groups"
    )


def _add_offer_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--again",
        action="append",
        default=[],
        metavar="ID",
        help="a suggestion you removed, to see again (may be repeated)",
    )
    parser.add_argument(
        "--remainder",
        action="store_true",
        help="only what is found in the segments that fit no code of the tree: possible new codes",
    )


def _add_next_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--coder", required=True, metavar="NAME", help="who will look at them")
    parser.add_argument("-n", type=int, default=20, metavar="N", help="how many (default: %(default)s)")
    parser.add_argument("--sheet", metavar="FILE", help="where to write, a .csv or .xlsx file (default: next-NAME.csv)")


def _add_recode_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--done",
        action="append",
        default=[],
        metavar="CODE",
        help="a code whose older codings you have looked at again (may be repeated)",
    )


def _find(options: argparse.Namespace) -> None:
    study = open_study(options)
    found = study.find(afresh=options.afresh)
    for candidate in found:
        print(f"{candidate.id}\t{len(candidate.segment_ids)}\t{candidate.consistency or 0:.2f}\t{candidate.name}")
    say(f"{found!r}; 'thematica offer' puts them under suggestions: of {study.themes_path}")


def _offer(options: argparse.Namespace) -> None:
    study = open_study(options)
    new = study.offer(again=options.again, remainder=options.remainder)
    names = study.memory.known().names
    for candidate_id in new:
        print(f"{candidate_id}\t{names[candidate_id]}")
    say(f"candidate codes offered in {study.themes_path}: {len(new)}" if new else "nothing new to offer")
    notify(study)


def _code(options: argparse.Namespace) -> None:
    codings = open_study(options).code()
    for coder, n in codings.basis.counts:
        print(f"{coder}\t{n}")
    for remark in codings.remarks:
        say(remark)


def _next(options: argparse.Namespace) -> None:
    study = open_study(options)
    sheet = Path(options.sheet or study.path / f"next-{study.mark}{study.spell(options.coder)[0]}.csv")
    n = study.next(sheet, coder=options.coder, n=options.n)
    print(sheet)
    say(f"{n} segments to look at. Write into 'code' what applies (several codes with ';'), or something into 'done'")
    say(f"where nothing does, and move the sheet into {study.path / 'codings'}; rows left blank count as not looked at")


def _recode(options: argparse.Namespace) -> None:
    study = open_study(options)
    older = study.recode(done=options.done)
    notify(study)
    by_code: dict[str, list[OlderCoding]] = {}
    for each in older:
        by_code.setdefault(each.now.id, []).append(each)
    for code_id, found in by_code.items():
        coders = Counter(each.row.coder for each in found)
        print(f"{code_id}\t{len(found)}\t{', '.join(f'{coder} {n}' for coder, n in sorted(coders.items()))}")
    if older:
        say(f"{len(older)} codings were made under an older definition; {study.results / 'recode.csv'} lists")
        say("them with both definitions. When you have looked at those of a code: thematica recode --done CODE")
    else:
        say("every coding was made under the definition its code has now")


FIND = Command(
    name="find", purpose="find candidate codes; the theme tree is not touched", run=_find,
    add_arguments=_add_find_arguments,
)  # fmt: skip
OFFER = Command(
    name="offer", purpose="offer candidate codes under 'suggestions:' of themes.yaml, by adding lines only", run=_offer,
    add_arguments=_add_offer_arguments, needs_one=lambda options: bool(options.again),
)  # fmt: skip
CODE = Command(name="code", purpose="code the segments with the theme tree, beside people's codings", run=_code)
NEXT = Command(
    name="next", purpose="write a sheet of the segments that teach the machine most, for a coder to fill in", run=_next,
    add_arguments=_add_next_arguments, needs_one=lambda options: bool(options.sheet),
)  # fmt: skip
RECODE = Command(
    name="recode", purpose="list the codings made under an older definition of their code", run=_recode,
    add_arguments=_add_recode_arguments, needs_one=lambda options: bool(options.done),
)  # fmt: skip
