"""The command that replaces names by pseudonyms, suggests what to replace, and looks for names that are left."""

from __future__ import annotations

import argparse
from pathlib import Path

from thematica.cli.command import Command, open_study, say
from thematica.errors import StudyError


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--key", metavar="FILE", help="the key (.csv or .yaml), kept outside of every study")
    parser.add_argument("--to", metavar="FOLDER", help="the new folder that the study is written into")
    parser.add_argument("--suggest", metavar="FILE", help="write what may be a name into a key, for you to decide")
    parser.add_argument("--check", action="store_true", help="only look for names of the key in the study's folder")
    parser.add_argument("--reverse", action="store_true", help="write a study with the names put back, for your eyes")


def _pseudonymise(options: argparse.Namespace) -> None:
    from thematica.study.pseudonymise import check_leaks, load_key

    if options.suggest:
        n = open_study(options).suggest_names(options.suggest)
        say(f"{n} new suggestions in {options.suggest}; those that you give a replacement will be replaced")
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
            raise StudyError("\n".join(map(str, leaks)) + f"\n{len(leaks)} places hold names of the key")
        print(f"none of the {len(key)} forms of the key in any file of {folder}")
        return
    done = open_study(options).pseudonymise(options.key, options.to, reverse=options.reverse)
    for notice in done.notices:
        say(notice)
    say(f"{done.n_replaced} names replaced in {done.n_documents} documents by {len(done.by_line)} rows of the key")
    say(f"{done.n_codings} codings read back, each on its words; .thematica was begun anew")
    if done.leaks:
        lines = "\n".join(map(str, done.leaks))
        raise StudyError(f"{lines}\n{len(done.leaks)} places of {done.folder} still hold names: do not share it")
    print(done.folder)


PSEUDONYMISE = Command(
    name="pseudonymise", purpose="write the study anew with pseudonyms in the place of names, by a key kept apart",
    run=_pseudonymise, add_arguments=_add_arguments, has_strands=False,
)  # fmt: skip
