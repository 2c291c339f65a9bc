"""The files of a study that are neither transcripts nor codings, written anew: settings, tables, trees, notes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path, PurePath

from thematica.errors import InputError, MaterialError, Problem
from thematica.formats.answers import read_answer_table
from thematica.formats.csv_table import Table, read_table
from thematica.formats.decode import read_text
from thematica.formats.docx import read_word_notes
from thematica.formats.leaks import walk
from thematica.formats.rewriting import (
    cell_of_answers,
    cell_of_hers,
    format_as_csv,
    name_unused,
    rewrite_note,
    rewrite_table,
)
from thematica.formats.rewritten_yaml import drop_twins, rewrite_yaml, rule_of
from thematica.formats.study_folder import HERS, TEXTS, TREES
from thematica.formats.tables import read_any_table
from thematica.formats.workbook import is_workbook
from thematica.model.sentences import quote_some
from thematica.model.settings import AnswerColumns, Settings, TranscriptColumns
from thematica.study.new_folder import NewFolder

ELSEWHERE = ("transcripts", "translations", "codings", "results")  # written by others, or not at all
MOST_NAMED = 8
PEOPLE = ("participant", "session")  # the column of each table of hers that must be there


def write_files(new: NewFolder, settings: Settings) -> None:
    """Write every file of hers that is neither a transcript nor of codings.

    Raises:
        InputError: A file cannot be read.
        StudyError: Two files would have one name.
    """
    for file in walk(new.study):
        parts = file.relative_to(new.study).parts
        if parts[0] in ELSEWHERE or any(part.startswith((".", "~$")) for part in parts) or not file.is_file():
            continue
        old = "/".join(parts)
        content = _rewrite(new, file, parts, settings)
        if content is None:
            new.notices.append(f"{old}: not carried over, since its words cannot be replaced")
            continue
        ending = ".csv" if is_workbook(file) else ".txt" if _is_word_note(file, parts) else file.suffix
        name = f"{file.stem}{ending}" if old in HERS else new.rename(file, ending)
        new.put(old, "/".join((*map(new.writers.name, parts[:-1]), name)), content)


def tell_unused(new: NewFolder, old: str, table: Table, columns: AnswerColumns | TranscriptColumns) -> None:
    """Say which columns no analysis uses: what they hold beside names of the key is carried over as it is."""
    names = name_unused(table, columns)
    if names:
        listed = quote_some(map(new.writers.bare, names), MOST_NAMED)
        new.notices.append(
            f"{old}: no analysis uses {listed}; carried over with the names of the key replaced, so look whether "
            "what stands there says who somebody is (e-mail, IP address, place)"
        )


def _rewrite(new: NewFolder, file: Path, parts: tuple[str, ...], settings: Settings) -> str | bytes | None:
    """Give the new content of a file; None if its words cannot be replaced."""
    ending, writers = file.suffix.lower(), new.writers
    if ending in TREES:
        return _rewrite_yaml(new, file, parts)
    if _is_word_note(file, parts):
        new.notices.append(f"{'/'.join(parts)}: written as text, with the words that are read")
        return rewrite_note(read_word_notes(file), writers)
    if ending in TEXTS:
        text = read_text(file).text
        return rewrite_note(text, writers) if parts[0] == "notes" else writers.text(text)
    if ending != ".csv" and not is_workbook(file):
        return None
    if parts[0] in HERS:
        column = next((column for column in PEOPLE if parts[0].startswith(column)), "")
        return _rewrite_cells(new, file, partial(read_any_table, columns=(column,), what="it"), cell_of_hers(writers))
    if parts[0] == "answers" and len(parts) == 2:
        columns = settings.answers
        read = partial(read_answer_table, columns=columns)
        tell_unused(new, "/".join(parts), read(file), columns)
        return _rewrite_cells(new, file, read, cell_of_answers(columns, writers))
    return None if is_workbook(file) else _rewrite_other_table(new, file)


def _is_word_note(file: Path, parts: tuple[str, ...]) -> bool:
    return parts[0] == "notes" and len(parts) == 2 and file.suffix.lower() == ".docx"


def _rewrite_cells(
    new: NewFolder, file: Path, read: Callable[[Path], Table], write_cell: Callable[[str, str], str]
) -> str | bytes:
    if not is_workbook(file):
        return rewrite_table(read_text(file).text, file.name, write_cell, new.writers.text)
    new.notices.append(
        f"{file.relative_to(new.study).as_posix()}: written as CSV, which holds the cells that are read and nothing "
        "else; other sheets, comments and what the workbook says of its author were left out"
    )
    return format_as_csv(read(file), write_cell)


def _rewrite_other_table(new: NewFolder, file: Path) -> str:
    """Rewrite a table that no reader knows; one that is no table is a text."""
    text = read_text(file).text
    try:
        read_table(file)
    except MaterialError:
        return new.writers.text(text)
    return rewrite_table(text, file.name, lambda _, cell: new.writers.text(cell), new.writers.text)


def _rewrite_yaml(new: NewFolder, file: Path, parts: tuple[str, ...]) -> str:
    text, writers = read_text(file).text, new.writers
    write = writers.bare if PurePath(*parts).as_posix() in HERS else writers.text
    try:
        written = rewrite_yaml(text, file.name, rule_of(parts[0], writers), write)
        return drop_twins(written, text) if parts[0] == "speakers.yaml" else written
    except ValueError as error:
        if len(parts) > 1:
            return writers.text(text)  # no file of the study
        raise InputError([Problem(str(error))]) from error
