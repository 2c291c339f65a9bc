"""Bring a codebook into a study, and take it out again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from thematica.errors import StudyError
from thematica.formats.codebook_docx import read_docx_codebook
from thematica.formats.codebook_table import read_codebook
from thematica.formats.outline import read_outline
from thematica.formats.store import write_whole
from thematica.formats.suggestions_yaml import CannotSplice
from thematica.formats.themes_writer import format_themes, import_tree
from thematica.formats.themes_yaml import TEMPLATE
from thematica.model.themes import ThemeTree
from thematica.reports.codebook import KINDS, format_codebook

if TYPE_CHECKING:
    from thematica.study.study import Study

TABLES = (".csv", ".tsv", ".xlsx", ".xlsm")
WORD = ".docx"
# Formats that are near, and what to do about them.
NEARLY = {
    **dict.fromkeys((".doc", ".odt", ".rtf", ".pages"), "save it as .docx in the program that it was written with"),
    **dict.fromkeys((".xls", ".ods", ".numbers"), "save it as .xlsx"),
}
OUTLINES = (".txt", ".md", ".text", ".markdown")


def import_codebook(study: Study, file: Path) -> Path:
    """Add the themes of a codebook to the tree; where it has themes already, write them beside it."""
    tree, remarks = _read(file)
    path, beside = study.themes_path, study.themes_path.with_suffix(".imported.yaml")
    with study.memory.lock:
        raw = path.read_bytes() if path.exists() else TEMPLATE.format(head="").encode()
        try:
            added = import_tree(raw.decode("utf-8"), tree, path.name)
        except (CannotSplice, UnicodeDecodeError) as error:
            if beside.exists():
                raise StudyError(
                    f"{path.name}: {error}; and {beside} is there already, so nothing was written"
                ) from error
            write_whole(beside, format_themes(tree).encode())
            study.notices.append(f"{path.name} was left untouched ({error}); the imported themes are in {beside}")
            path = beside
        else:
            write_whole(path, added.encode("utf-8"))
        study.memory.record("imported", {"codes": len(tree.codes), "into": path.name})
        if path == study.themes_path:
            study.memory.note_tree(*study.read_tree())
    study.notices += remarks
    return path


def export_codebook(study: Study, file: Path) -> Path:
    """Write the codebook as CSV, Excel, Word or Markdown, as the ending of the file says."""
    kind = next((each for each in KINDS if file.suffix.lower() == f".{each}"), None)
    if kind is None:
        raise StudyError(f"{file.name}: the codebook is written as {', '.join(f'.{each}' for each in KINDS)}")
    tree, listed = study.read_tree()
    write_whole(file, format_codebook(tree, kind))
    study.memory.record("exported", {"codebook": study.memory.note_tree(tree, listed), "kind": kind})
    return file


def _read(file: Path) -> tuple[ThemeTree, tuple[str, ...]]:
    if not file.is_file():
        raise StudyError(f"there is no file {file}")
    if file.suffix.lower() in TABLES:
        return read_codebook(file)
    if file.suffix.lower() in OUTLINES:
        return read_outline(file)
    if file.suffix.lower() == WORD:
        return read_docx_codebook(file)
    near = f"; {NEARLY[file.suffix.lower()]}" if file.suffix.lower() in NEARLY else ""
    raise StudyError(f"{file.name}: a codebook is read from {', '.join((*TABLES, *OUTLINES, WORD))}{near}")
