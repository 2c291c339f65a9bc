"""The command that replaces names by pseudonyms, suggests what to replace, and looks for names that are left."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from thematica.cli.command import Command, open_study, say
from thematica.errors import StudyError
from thematica.model.sentences import count

if TYPE_CHECKING:
    from thematica.model.pseudonyms import Pseudonym
    from thematica.steps.possible_names import Suggested
    from thematica.study.pseudonymise import NewStudy


MOST_SHOWN = 5  # cells of a column that are told


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--key", metavar="FILE", help="the key (.csv or .yaml), kept outside of every study")
    parser.add_argument("--to", metavar="FOLDER", help="the new folder that the study is written into")
    parser.add_argument("--suggest", metavar="FILE", help="write what may be a name into a key, for you to decide")
    parser.add_argument("--check", action="store_true", help="only look for names of the key in the study's folder")
    parser.add_argument("--reverse", action="store_true", help="write a study with the names put back, for your eyes")


def _tell_suggested(suggested: Suggested, key: str) -> None:
    """Say what was looked at, what was found there, and how the key is filled in."""
    for file, n in suggested.by_file.items():
        say(f"{file}: {n or 'none'} found")
    for column in suggested.columns:
        n, kind = len(column.values), column.kind
        say(
            f"{column.file}: column '{column.column}' holds what identifies people ({kind}, {n} different): write "
            f"[{kind} #] in one of its rows in the key, and each gets a number; or take the column out of the file"
        )
        if column.others:
            first = ", ".join(repr(value) for value in column.others[:MOST_SHOWN])
            say(f"{column.file}: column '{column.column}' also holds what is no {kind}, and stays as it is: {first}")
    for notice in suggested.notices:
        say(notice)
    say(f"{count(suggested.n_new, 'new suggestion')} in {key}; those that you give a replacement will be replaced")
    if any(name.group for name in suggested.names):
        say("rows of one 'group' are filled in together: write the replacement once; '-' keeps a form as it is")


def _tell_rows(done: NewStudy) -> None:
    """Say how often each row of the key was found, and which was found nowhere."""
    by_replacement: dict[str, list[Pseudonym]] = {}
    for pseudonym in done.key:
        by_replacement.setdefault(pseudonym.replacement, []).append(pseudonym)
    for replacement, rows in by_replacement.items():
        said = [f"row {p.line}: {_times(done, p.line)}" for p in rows if _times(done, p.line)]
        if said:
            say(f"{replacement}: {'; '.join(said)}")
    for pseudonym in done.key:
        if not _times(done, pseudonym.line):
            say(f"row {pseudonym.line} of the key ({pseudonym.replacement}): found nowhere; is it misspelt?")
    n_others = sum(done.elsewhere.values())
    others = f", {n_others} in other files" if n_others else ""
    documents = count(done.n_documents, "document")
    say(f"{count(done.n_replaced, 'name')} replaced in {done.n_changed} of {documents}{others}")


def _times(done: NewStudy, row: int) -> str:
    documents, others = done.by_line.get(row, 0), done.elsewhere.get(row, 0)
    said = [f"{documents} in documents"] * bool(documents) + [f"{others} in other files"] * bool(others)
    return ", ".join(said)


def _pseudonymise(options: argparse.Namespace) -> None:
    from thematica.study.pseudonymise import check_leaks, find_parts, load_key, tell_parts

    if options.suggest:
        suggested = open_study(options).suggest_names(options.suggest)
        _tell_suggested(suggested, options.suggest)
        say("many names are missed by any model, and what points to a person is more than names: read the transcripts")
        print(options.suggest)
        return
    if not options.key or bool(options.to) == options.check:
        raise StudyError("say what to do: --suggest FILE, --key FILE --to FOLDER, or --key FILE --check")
    if options.check:
        folder = Path(options.study)
        if not folder.is_dir():
            raise StudyError(f"there is no folder {folder}")
        key = load_key(Path(options.key), folder)
        leaks = check_leaks(folder, key)
        if leaks:
            places = count(len(leaks), "place")
            raise StudyError(
                "\n".join(map(str, leaks)) + f"\n{places} {'holds' if len(leaks) == 1 else 'hold'} names of the key"
            )
        for part in tell_parts(find_parts(folder, key)):
            say(part)
        print(f"none of the {count(len(key), 'form')} of the key in any file of {folder}")
        return
    done = open_study(options).pseudonymise(options.key, options.to, reverse=options.reverse)
    for notice in done.notices:
        say(notice)
    _tell_rows(done)
    say(f"{count(done.n_codings, 'coding')} read back, each on its words; .thematica was begun anew")
    if any(leak.file == "study.yaml" for leak in done.leaks):
        say(
            "what is left in study.yaml is the name of a strand or of a column: rename it there and where it comes from"
        )
    if done.leaks:
        lines = "\n".join(map(str, done.leaks))
        raise StudyError(
            f"{lines}\n{count(len(done.leaks), 'place')} of {done.folder} still with names: do not share it"
        )
    print(done.folder)


PSEUDONYMISE = Command(
    name="pseudonymise", purpose="write the study anew with pseudonyms in the place of names, by a key kept apart",
    run=_pseudonymise, add_arguments=_add_arguments, has_strands=False,
)  # fmt: skip
