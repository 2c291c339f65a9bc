"""Transcripts written as Word documents to be coded in the margin, and comments read back as codings."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from thematica.errors import CodingsError, InputError, MaterialError, Problem, StudyError
from thematica.formats.coder_file import require_name
from thematica.formats.coding_tables import list_coders
from thematica.formats.store import write_whole
from thematica.formats.transcript_files import NEARLY
from thematica.formats.transcripts import list_files
from thematica.formats.word_codings import Rewritten, find_same, rewrite
from thematica.model.corpus import Document
from thematica.model.sentences import count
from thematica.reports.coding_copy import format_copy
from thematica.steps.margin import CodeNames
from thematica.study.margin_reading import MarginReading

if TYPE_CHECKING:
    from thematica.study.study import Study

ENDING = ".docx"
SAVE_AS = "open it in the program it was written with, and save it as .docx (in LibreOffice: Word 2007-365)"


def export_word(study: Study, folder: Path, coder: str = "") -> tuple[Path, ...]:
    """Write each transcript as a Word document to be coded in its margin.

    Args:
        study: The study.
        folder: Where to.
        coder: Whom the copies are for; their names end in hers.

    Returns:
        The files.

    Raises:
        StudyError: There is no transcript, a name cannot be that of a file, or other files of these names are there.
    """
    if coder:
        require_name(coder := list_coders(study.path / "codings").spell(coder))
    documents = _transcripts(study)
    if not documents:
        raise StudyError("there are no transcripts; answers are coded in a sheet ('thematica next')")
    tree, listed = study.read_tree()
    files: dict[Path, bytes] = {}
    for document in documents:
        path = folder / f"{document.id}{f'-{coder}' if coder else ''}{ENDING}"
        turns = [turn for turn in study.corpus.turns if turn.document_id == document.id]
        files[path] = format_copy(document, turns, tree, coder)
    if others := [str(path) for path, content in files.items() if path.exists() and path.read_bytes() != content]:
        raise StudyError(
            f"there already, and may hold comments: {', '.join(others)}; name another folder (nothing was written)"
        )
    for path, content in files.items():
        write_whole(path, content)
    if left := len(study.corpus.documents) - len(documents):
        study.notices.append(f"{count(left, 'answer')} not written: answers are coded in a sheet ('thematica next')")
    with study.memory.lock:
        codebook = study.memory.note_tree(tree, listed)
        study.memory.record("exported to Word", {"documents": len(files), "coder": coder, "codebook": codebook})
    return tuple(files)


def import_word(study: Study, path: Path, coder: str = "") -> tuple[Path, ...]:
    """Read the comments of a Word document, or of all in a folder, as codings into codings/NAME-word.csv.

    Where there is nothing wrong, what an earlier import of the same documents wrote for the same coder gives way.

    Args:
        study: The study.
        path: A .docx file or a folder of these.
        coder: Whose codings they are; else whom a copy is for, else the author of each comment.

    Returns:
        The files that were written.

    Raises:
        StudyError: There is no such file.
        CodingsError: Every problem in every file; nothing is written.
    """
    files, passed_over = _list_documents(path)
    coders = list_coders(study.path / "codings")
    if coder:
        require_name(coder := coders.spell(coder))
    with study.memory.lock:
        names = CodeNames(study.read_tree()[0], study.memory.known().codes)
        reading = MarginReading(study.corpus, names, _transcripts(study), coders, coder)
        for file in files:
            reading.read(file)
        reading.problems += _find_same(study.path / "codings", reading)
        if reading.problems:
            raise CodingsError(reading.problems)
        try:
            written = [
                rewrite(study.path / "codings", who, rows, reading.files[who])
                for who, rows in sorted(reading.rows.items())
            ]
        except MaterialError as error:
            raise CodingsError(error.problems) from error
        study.notices += [*reading.tell(), *passed_over, *_write(study, written)]
        counts = {"files": len(files), "codings": sum(map(len, reading.rows.values())), "coders": sorted(reading.rows)}
        new = {"unused": len(reading.unused), "new_codes": len(reading.new)}
        study.memory.record("imported from Word", {**counts, **new})
        with contextlib.suppress(InputError):  # a mistake in another file is told when that is read
            study.look()
    return tuple(each.path for each in written)


def _transcripts(study: Study) -> list[Document]:
    """Give the documents that are transcripts; answers are many, and a line each."""
    folder = study.path / "transcripts"
    return [document for document in study.corpus.documents if (folder / document.source).is_file()]


def _list_documents(path: Path) -> tuple[list[Path], list[str]]:
    """Give the Word documents that are meant, and what is to be said of other files in their folder."""
    if not path.exists():
        raise StudyError(f"there is no file or folder {path}")
    if not path.is_dir():
        if path.suffix.lower() != ENDING:
            raise StudyError(f"{path.name}: comments are read from {ENDING} files; {SAVE_AS}")
        return [path], []
    found = list_files(path)
    files = [file for file in found if file.suffix.lower() == ENDING]
    near = [file.name for file in found if file.suffix.lower() in NEARLY]
    others = f"{', '.join(near)}: comments are read from {ENDING} files; {SAVE_AS}" if near else ""
    if not files:
        raise StudyError(f"{path} holds no {ENDING} file{f'; {others}' if others else ''}")
    return files, [f"not read: {others}"] if others else []


def _write(study: Study, written: Sequence[Rewritten]) -> Iterator[str]:
    """Write the files of codings; what gives way is kept aside, as it was."""
    aside = study.memory.lock.path.parent / "replaced"
    for each in written:
        if each.gone:
            number = 1 + sum(1 for _ in aside.glob(f"{each.path.stem}-*.csv"))
            kept = aside / f"{each.path.stem}-{number}.csv"
            write_whole(kept, each.before)
            yield (
                f"{each.path.name}: {count(each.gone, 'row')} of an earlier import gave way; the file as it was: {kept}"
            )
        write_whole(each.path, each.content)
        for file, n in sorted(each.left.items()):
            yield (
                f"{each.path.name}: still there: {count(n, 'row')} from {file}, of which other comments were read now "
                "from a file of another name; if it is the same document, delete these rows (column 'file')"
            )


def _find_same(codings: Path, reading: MarginReading) -> Iterator[Problem]:
    """Say where comments were read before as another coder's: they would agree with themselves."""
    for who, rows in sorted(reading.rows.items()):
        for file, other in find_same(codings, who, rows).items():
            message = (
                f"the same comments are there already by '{other}'; name that coder (--coder \"{other}\"), or delete "
                f"this file if they are by '{who}'"
            )
            yield Problem(message, f"codings/{file}")
