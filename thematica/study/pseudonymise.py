"""A study written anew with pseudonyms in the place of names: every file of hers, and her codings on their words."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from thematica.errors import StudyError
from thematica.formats.audit_trail import hash_file
from thematica.formats.leaks import Leak, find_leaks
from thematica.formats.pseudonym_key import read_key
from thematica.model.pseudonyms import Pseudonym
from thematica.steps.name_parts import NameParts
from thematica.steps.pseudonymise import Names, NamesBack, fold_form
from thematica.study.key_checks import compare_people, count_elsewhere, refuse_taken
from thematica.study.new_folder import put_in_place, remove_unfinished, unfinished_folder
from thematica.study.rewritten_study import Pseudonymised, StudyRewriting
from thematica.study.words import gather_words

if TYPE_CHECKING:
    from thematica.study.study import Study


MOST_NAMED = 5  # places of one row


@dataclass(frozen=True, slots=True, kw_only=True)
class NewStudy(Pseudonymised):
    """What was done, and what the key had to do with it.

    Attributes:
        n_changed: Documents that held a name.
        key: The rows of the key; none on the way back.
        elsewhere: How often each row stood in other files than documents.
    """

    n_changed: int = 0
    key: tuple[Pseudonym, ...] = ()
    elsewhere: Mapping[int, int] = field(default_factory=dict, hash=False)


def load_key(file: Path, *folders: Path) -> tuple[Pseudonym, ...]:
    """Read a key that lies outside of every study folder.

    Raises:
        StudyError: It lies within one, is not there, or has no row with a replacement.
        InputError: Every mistake with its row.
    """
    require_outside(file, *folders)
    if not file.is_file():
        raise StudyError(f"there is no key file {file}; 'thematica pseudonymise STUDY --suggest {file}' begins one")
    key = read_key(file, fold_form)
    if not key:
        raise StudyError(f"{file.name} replaces nothing yet: no row has both an original and a replacement")
    return key


def require_outside(file: Path, *folders: Path) -> None:
    """Refuse a key within a study: it would be given away with it.

    Raises:
        StudyError: It lies within one.
    """
    for folder in folders:
        if Path(os.path.realpath(folder)) in Path(os.path.realpath(file)).parents:  # a link may lead in a circle
            raise StudyError(
                f"the key {file} lies within {folder}, and would be given away with it; keep it somewhere else"
            )


def check_leaks(folder: Path, key: Sequence[Pseudonym]) -> tuple[Leak, ...]:
    """Search everything a folder holds for every name of the key."""
    return tuple(find_leaks(folder, Names(key).find))


def find_parts(folder: Path, key: Sequence[Pseudonym]) -> tuple[Leak, ...]:
    """Search everything a folder holds for single words of the names of a key, which may be names as well."""
    return tuple(find_leaks(folder, NameParts(key).find))


def tell_parts(parts: Sequence[Leak]) -> list[str]:
    """Say, for each row of a key, where a word of its name still stands; the word itself is not said."""
    by_row: dict[int, list[str]] = {}
    for leak in parts:
        by_row.setdefault(leak.row, []).append(f"{leak.file}:{leak.line}" if leak.line else f"{leak.file} (its name)")
    return [
        f"a part of the name in row {row} of the key still stands in {', '.join(places[:MOST_NAMED])}"
        f"{f' and {len(places) - MOST_NAMED} places more' if len(places) > MOST_NAMED else ''}; if it is a name there, "
        "give it a row of its own"
        for row, places in sorted(by_row.items())
    ]


def pseudonymise(study: Study, key_file: Path, to: Path, *, reverse: bool = False) -> NewStudy:
    """Write a study anew with the pseudonyms of a key.

    Args:
        study: It is not touched.
        key_file: The key, outside of both folders.
        to: A new folder.
        reverse: Put back the first form of each name, where the pseudonyms are.

    Raises:
        StudyError: The folders or the key do not do, or what was written is not read back as the same turns.
        InputError: Every mistake in the key, or in a file of the study.
    """
    key = load_key(key_file, study.path, to)
    old, new = study.path.resolve(), to.resolve()
    if new == old or old in new.parents or new in old.parents:
        raise StudyError(f"{to} and {study.path} lie within each other; name a new folder beside the study")
    if to.exists() and (not to.is_dir() or any(to.iterdir())):
        raise StudyError(f"{to} is there already; name a new folder")
    passages = gather_words(study)[0]
    if not reverse:
        refuse_taken(passages, key, key_file.name)
    names = NamesBack(key) if reverse else Names(key)
    n_left = remove_unfinished(to.parent)
    with unfinished_folder(to) as folder:
        writing = StudyRewriting(study, names, folder)
        done = writing.write(hash_file(key_file), to, reverse=reverse)
        said = list(compare_people(study.corpus, writing.twin.corpus, names, key, reverse=reverse))
        n_changed = sum(bool(plan.rewritten.replacements) for plan in writing.plans)
        put_in_place(folder, to)
    if not reverse:
        said += tell_parts(find_parts(to, key))
    if n_left:
        said.append(f"{n_left} folders beside {to}, which an interrupted run had left unfinished, were removed")
    return NewStudy(
        folder=done.folder, n_replaced=done.n_replaced, n_documents=done.n_documents, n_codings=done.n_codings,
        by_line=done.by_line, notices=(*done.notices, *said), leaks=() if reverse else check_leaks(to, key),
        n_changed=n_changed, key=() if reverse else key, elsewhere=count_elsewhere(passages, names),
    )  # fmt: skip
