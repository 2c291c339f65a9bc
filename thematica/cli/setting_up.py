"""Commands that set a study up, read it, and run it whole."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from thematica.cli.command import Command, notify, open_study, say
from thematica.errors import InputError, ThematicaError
from thematica.model.settings import APPROACHES, SUGGEST, UNITS_OF_TEXT

if TYPE_CHECKING:
    from thematica.study import Study

EXAMPLES = ("mentoring", "strands")
ASK_APPROACH = """\
Which kind of thematic analysis is this?
  codebook            themes and codes worked out together, applied with a codebook
  content_analysis    codes counted, categories built from them
  framework           participants by themes, a matrix
  coding_reliability  a fixed codebook, several coders, agreement
  reflexive           the researcher's interpretation; saturation and agreement are left out unless asked for
approach [codebook]: """


def _add_init_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--name", default="", help="title of the study")
    parser.add_argument("--approach", choices=APPROACHES, help="kind of thematic analysis (asked for when left out)")
    parser.add_argument("--unit", choices=UNITS_OF_TEXT, default="sentence", help="what is coded")
    parser.add_argument("--suggest", choices=SUGGEST, default="after_reading", help="when candidate codes are offered")
    parser.add_argument("--text", nargs="+", default=(), metavar="COLUMN", help="columns of answers in answers/")
    parser.add_argument("--participant", default="", metavar="COLUMN", help="column of the respondent's id")
    parser.add_argument(
        "--attributes", nargs="+", default=(), metavar="COLUMN", help="columns that describe the respondent"
    )
    parser.add_argument("--by", nargs="+", default=(), metavar="ATTRIBUTE", help="attributes to compare by")


def _add_demo_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--example", choices=EXAMPLES, default=EXAMPLES[0],
        help="mentoring: focus groups, one tree; strands: students and faculty, a tree each (default: %(default)s)",
    )  # fmt: skip


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
    say(f"{study.path / 'study.yaml'} holds the settings; put transcripts into {study.path / 'transcripts'} or")
    say(f"answers into {study.path / 'answers'}, then: thematica run {options.study}")


def _ask_approach() -> str:
    if not sys.stdin.isatty():
        return "codebook"
    while True:
        print(ASK_APPROACH, end="", file=sys.stderr, flush=True)
        answer = sys.stdin.readline().strip() or "codebook"
        if answer in APPROACHES:
            return answer
        say(f"'{answer}' is not one of them")


def _read(options: argparse.Namespace) -> None:
    from thematica.reports.reading import format_reading, format_surveys

    study = open_study(options)
    corpus = study.read()
    print(format_reading(corpus))
    if surveys := format_surveys(corpus, study.settings.non_answers.kinds):
        print(f"\n{surveys}")
    say(f"{corpus!r}; order of the sessions: {corpus.order_source}")
    for remark in corpus.remarks:
        say(remark)


def _check(options: argparse.Namespace) -> None:
    checked = open_study(options).check()
    for remark in checked.remarks:
        say(f"note: {remark}")
    if checked.problems:
        raise InputError(checked.problems)
    print("no mistakes in: " + "; ".join(checked.read))


def _report(options: argparse.Namespace) -> None:
    study = open_study(options)
    path = study.report()
    notify(study)
    print(path)


def _run(options: argparse.Namespace) -> None:
    study = open_study(options)
    _finish(study)


def _finish(study: Study) -> None:
    from thematica.study.strands import list_strands

    try:
        path = study.run()
    except ThematicaError:
        notify(study)  # what was noticed while reading may be the reason
        raise
    say(f"{study.corpus!r}")
    for part in list_strands(study) or [study]:
        say(f"{part.memory.strand}{': ' if part.memory.strand else ''}{part.candidates!r}")
        if not part.may_offer and part.settings.suggest == "after_reading" and len(part.candidates):
            say(f"the candidate codes are kept back until you have read; then: thematica offer {part.path}")
    notify(study)
    print(path)


def _demo(options: argparse.Namespace) -> None:
    from thematica.formats.study_folder import copy_example
    from thematica.study import Study

    path = Path(options.study)
    if (path / "study.yaml").exists():
        say(f"{path} is there already; it is opened as it is")
    else:
        copy_example(options.example, path)
    study = Study.open(path)
    _finish(study)
    say(f"The report on this invented study: {study.report_path.resolve()}")
    trees = " or ".join(str(part.themes_path) for part in study.strands or (study,))
    say(f"Now edit {trees} and run: thematica run {path}")


INIT = Command(
    name="init", purpose="make a study folder with its settings written out", run=_init,
    add_arguments=_add_init_arguments, has_strands=False,
)  # fmt: skip
READ = Command(
    name="read", purpose="read the material and print what was understood, session by session", run=_read, whole=True
)
CHECK = Command(
    name="check", purpose="check every file of the study at once; nothing is written", run=_check, has_strands=False
)
REPORT = Command(name="report", purpose="write the report", run=_report, whole=True)
RUN = Command(name="run", purpose="do all of it: read, find, offer, code, analyse, report", run=_run, whole=True)
DEMO = Command(
    name="demo", purpose="copy the invented example study into a folder and run it, offline", run=_demo,
    add_arguments=_add_demo_arguments, has_strands=False, folder="thematica-demo",
)  # fmt: skip
