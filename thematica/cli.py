"""The command line: arguments in, a Study method called, a result printed."""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from thematica import __version__
from thematica.errors import InputError, StudyError, ThematicaError
from thematica.model.settings import APPROACHES, SUGGEST, UNITS_OF_TEXT

if TYPE_CHECKING:
    from thematica.reports.coded_rows import OlderCoding
    from thematica.study import Study

ASK_APPROACH = """\
Which kind of thematic analysis is this?
  codebook            themes and codes worked out together, applied with a codebook
  content_analysis    codes counted, categories built from them
  framework           participants by themes, a matrix
  coding_reliability  a fixed codebook, several coders, agreement
  reflexive           the researcher's interpretation; saturation and agreement are left out unless asked for
approach [codebook]: """


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when it worked, 1 when the researcher has something to put right."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    options = _parser().parse_args(arguments)
    try:
        options.command(options)
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

    subs: dict[str, argparse.ArgumentParser] = {}
    for name, (command, purpose) in COMMANDS.items():
        subs[name] = commands.add_parser(name, help=purpose, description=purpose[0].upper() + purpose[1:] + ".")
        folder = "thematica-demo" if name == "demo" else "."
        subs[name].add_argument("study", nargs="?", default=folder, help="the study's folder (default: %(default)s)")
        subs[name].set_defaults(command=command)
    init, saturation = subs["init"], subs["saturation"]
    subs["import"].add_argument("--codebook", required=True, metavar="FILE", help="a .csv, .xlsx, .txt or .md file")
    subs["export"].add_argument("--codebook", required=True, metavar="FILE", help="a .csv, .xlsx, .docx or .md file")
    subs["find"].add_argument(
        "--afresh", action="store_true", help="group all segments anew, instead of placing new ones in the known groups"
    )
    subs["offer"].add_argument(
        "--again",
        action="append",
        default=[],
        metavar="ID",
        help="a suggestion you removed, to see again (may be repeated)",
    )
    subs["next"].add_argument("--coder", required=True, metavar="NAME", help="who will look at them")
    subs["next"].add_argument("-n", type=int, default=20, metavar="N", help="how many (default: %(default)s)")
    subs["next"].add_argument("--sheet", metavar="FILE", help="where to write (default: next-NAME.csv in the study)")
    subs["recode"].add_argument(
        "--done",
        action="append",
        default=[],
        metavar="CODE",
        help="a code whose older codings you have looked at again (may be repeated)",
    )
    subs["history"].add_argument(
        "--codebook", nargs=2, type=int, metavar=("OLD", "NEW"), help="compare two versions of the codebook instead"
    )
    init.add_argument("--name", default="", help="title of the study")
    init.add_argument("--approach", choices=APPROACHES, help="kind of thematic analysis (asked for when left out)")
    init.add_argument("--unit", choices=UNITS_OF_TEXT, default="sentence", help="what is coded")
    init.add_argument("--suggest", choices=SUGGEST, default="after_reading", help="when candidate codes are offered")
    init.add_argument("--text", nargs="+", default=(), metavar="COLUMN", help="columns of answers in answers/")
    init.add_argument("--participant", default="", metavar="COLUMN", help="column of the respondent's id")
    init.add_argument(
        "--attributes", nargs="+", default=(), metavar="COLUMN", help="columns that describe the respondent"
    )
    init.add_argument("--by", nargs="+", default=(), metavar="ATTRIBUTE", help="attributes to compare by")
    saturation.add_argument("--by", nargs="+", default=None, metavar="ATTRIBUTE", help="attributes to draw curves by")
    subs["agreement"].add_argument(
        "--coders", nargs="+", default=(), metavar="NAME", help="whose (default: everybody's)"
    )
    subs["agreement"].add_argument(
        "--frame", choices=("reviewed", "documents"), default="reviewed",
        help="what they are compared on: what at least two have looked at, or the whole of the documents they coded in",
    )  # fmt: skip
    subs["agreement"].add_argument("--level", default="", help="theme, subtheme, category or code (default: all)")
    saturation.add_argument("--level", default="", help="theme, subtheme, category or code (default: all of them)")
    return parser


def _open(options: argparse.Namespace) -> Study:
    from thematica.study import Study

    return Study.open(options.study)


def _init(options: argparse.Namespace) -> None:
    from thematica.model.settings import AnswerColumns, SaturationSettings, Settings
    from thematica.study import Study

    approach = options.approach or _ask_approach()
    settings = Settings(
        name=options.name or Path(options.study).resolve().name,
        approach=approach,
        unit=options.unit,
        suggest=options.suggest,
        saturation=SaturationSettings(by=tuple(options.by)),
        answers=AnswerColumns(
            text=tuple(options.text), participant=options.participant, attributes=tuple(options.attributes)
        ),
    )
    study = Study.create(options.study, settings)
    _say(f"{study.path / 'study.yaml'} holds the settings; put transcripts into {study.path / 'transcripts'} or")
    _say(f"answers into {study.path / 'answers'}, then: thematica run {options.study}")


def _ask_approach() -> str:
    if not sys.stdin.isatty():
        return "codebook"
    while True:
        print(ASK_APPROACH, end="", file=sys.stderr, flush=True)
        answer = sys.stdin.readline().strip() or "codebook"
        if answer in APPROACHES:
            return answer
        _say(f"'{answer}' is not one of them")


def _read(options: argparse.Namespace) -> None:
    corpus = _open(options).read()
    print(_table(corpus.to_frame()))
    _say(f"{corpus!r}; order of the sessions: {corpus.order_source}")
    for remark in corpus.remarks:
        _say(remark)


def _find(options: argparse.Namespace) -> None:
    study = _open(options)
    found = study.find(afresh=options.afresh)
    for candidate in found:
        print(f"{candidate.id}\t{len(candidate.segment_ids)}\t{candidate.consistency or 0:.2f}\t{candidate.name}")
    _say(f"{found!r}; 'thematica offer' puts them under suggestions: of {study.themes_path}")


def _offer(options: argparse.Namespace) -> None:
    study = _open(options)
    new = study.offer(again=options.again)
    names = study.memory.known().names
    for candidate_id in new:
        print(f"{candidate_id}\t{names[candidate_id]}")
    _say(f"{len(new)} candidate codes offered in {study.themes_path}" if new else "nothing new to offer")
    _notify(study)


def _code(options: argparse.Namespace) -> None:
    codings = _open(options).code()
    for coder, n in codings.basis.counts:
        print(f"{coder}\t{n}")
    for remark in codings.remarks:
        _say(remark)


def _check(options: argparse.Namespace) -> None:
    checked = _open(options).check()
    for remark in checked.remarks:
        _say(f"note: {remark}")
    if checked.problems:
        raise InputError(checked.problems)
    print("no mistakes in: " + "; ".join(checked.read))


def _next(options: argparse.Namespace) -> None:
    study = _open(options)
    sheet = Path(options.sheet or study.path / f"next-{options.coder}.csv")
    if sheet.exists():
        raise StudyError(
            f"{sheet} is there already; move it into codings/ when it is filled in, or name another --sheet"
        )
    n = study.next(sheet, coder=options.coder, n=options.n)
    print(sheet)
    _say(f"{n} segments to look at. Write into 'code' what applies (several codes with ';'), or something into 'done'")
    _say(
        f"where nothing does, and move the sheet into {study.path / 'codings'}; rows left blank count as not looked at"
    )


def _recode(options: argparse.Namespace) -> None:
    study = _open(options)
    older = study.recode(done=options.done)
    _notify(study)
    by_code: dict[str, list[OlderCoding]] = {}
    for each in older:
        by_code.setdefault(each.now.id, []).append(each)
    for code_id, found in by_code.items():
        coders = Counter(each.row.coder for each in found)
        print(f"{code_id}\t{len(found)}\t{', '.join(f'{coder} {n}' for coder, n in sorted(coders.items()))}")
    if older:
        _say(f"{len(older)} codings were made under an older definition; {study.path / 'results' / 'recode.csv'} lists")
        _say("them with both definitions. When you have looked at those of a code: thematica recode --done CODE")
    else:
        _say("every coding was made under the definition its code has now")


def _import(options: argparse.Namespace) -> None:
    study = _open(options)
    print(study.import_codebook(options.codebook))
    _notify(study)


def _export(options: argparse.Namespace) -> None:
    print(_open(options).export_codebook(options.codebook))


def _history(options: argparse.Namespace) -> None:
    study = _open(options)
    if options.codebook:
        print(study.compare_codebooks(*options.codebook), end="")
        return
    for sentence in study.history():
        print(sentence)
    _say("times are UTC")


def _saturation(options: argparse.Namespace) -> None:
    study = _open(options)
    by = None if options.by is None else tuple(options.by)
    if study.settings.approach == "reflexive":
        _say("note: study.yaml says 'approach: reflexive', with which saturation does not go together;")
        _say("it is computed because you ask")
    for measured in study.saturation(level=options.level, by=by):
        print(measured.describe())


def _agreement(options: argparse.Namespace) -> None:
    study = _open(options)
    if study.settings.approach == "reflexive":
        _say("note: study.yaml says 'approach: reflexive', with which agreement does not go together;")
        _say("it is computed because you ask")
    for measured in study.agreement(coders=options.coders, level=options.level, frame=options.frame):
        print(measured.describe())
    _say(
        f"all coefficients: {study.path / 'results' / 'agreement.csv'}; every disagreement: disagreements.csv beside it"
    )


def _report(options: argparse.Namespace) -> None:
    print(_open(options).report())


def _run(options: argparse.Namespace) -> None:
    study = _open(options)
    _finish(study)


def _finish(study: Study) -> None:
    try:
        path = study.run()
    except ThematicaError:
        _notify(study)  # what was noticed while reading may be the reason
        raise
    _say(f"{study.corpus!r}")
    _say(f"{study.candidates!r}")
    if not study.may_offer and study.settings.suggest == "after_reading" and len(study.candidates):
        _say(f"the candidate codes are kept back until you have read; then: thematica offer {study.path}")
    _notify(study)
    print(path)


def _demo(options: argparse.Namespace) -> None:
    from thematica.formats.study_folder import copy_example
    from thematica.study import Study

    path = Path(options.study)
    if (path / "study.yaml").exists():
        _say(f"{path} is there already; it is opened as it is")
    else:
        copy_example("mentoring", path)
    study = Study.open(path)
    _finish(study)
    _say(f"The report on this invented study: {study.report_path.resolve()}")
    _say(f"Now edit {study.themes_path} and run: thematica run {path}")


def _table(frame: Any) -> str:
    """Print a pandas table whole, whatever its size."""
    return str(frame.to_string(index=False))


def _notify(study: Study) -> None:
    for notice in study.notices:
        _say(notice)


def _say(message: str) -> None:
    print(message, file=sys.stderr)


# In the order of work.
COMMANDS: dict[str, tuple[Callable[[argparse.Namespace], None], str]] = {
    "init": (_init, "make a study folder with its settings written out"),
    "read": (_read, "read the material and print what was understood, session by session"),
    "check": (_check, "check every file of the study at once; nothing is written"),
    "find": (_find, "find candidate codes; the theme tree is not touched"),
    "offer": (_offer, "offer candidate codes under 'suggestions:' of themes.yaml, by adding lines only"),
    "code": (_code, "code the segments with the theme tree, beside people's codings"),
    "next": (_next, "write a sheet of the segments that teach the machine most, for a coder to fill in"),
    "recode": (_recode, "list the codings made under an older definition of their code"),
    "saturation": (_saturation, "print how many new codes each further session added"),
    "agreement": (_agreement, "measure how far coders agree, and list where they do not"),
    "report": (_report, "write the report"),
    "import": (_import, "bring in a codebook: CSV, Excel, or an outline in plain text"),
    "export": (_export, "write the codebook as CSV, Excel, Word or Markdown"),
    "history": (_history, "tell what was done in the study so far, or compare two versions of the codebook"),
    "run": (_run, "do all of it: read, find, offer, code, analyse, report"),
    "demo": (_demo, "copy the invented example study into a folder and run it, offline"),
}

if __name__ == "__main__":
    sys.exit(main())
