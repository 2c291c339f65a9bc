"""People's codings moved along with their words, and what is remembered of the candidate codes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from thematica.errors import InputError, Problem
from thematica.formats.coding_tables import list_coding_files, read_any_table
from thematica.formats.codings_csv import GONE, CodedRow, read_coded_rows
from thematica.formats.decode import read_text
from thematica.formats.known_json import Known
from thematica.formats.moved_codings import MovedDocument, Mover
from thematica.formats.rewriting import write_id
from thematica.formats.transcripts import list_files
from thematica.formats.workbook import is_workbook
from thematica.model.segments import Segment
from thematica.model.sentences import name_places
from thematica.steps.recognise import key_of
from thematica.study.new_folder import NewFolder

if TYPE_CHECKING:
    from thematica.study.study import Study


def write_codings(new: NewFolder, study: Study, moved: Mapping[str, MovedDocument]) -> list[CodedRow]:
    """Write each coder's file, and give the rows that must be read back."""
    folder = study.path / "codings"
    parts = study.strands or (study,)
    rows = [row for part in parts for row in _rows(part, folder)]
    ids = {code.id for part in parts for code in part.tree.codes}
    mover = Mover(moved, ids, new.writers)
    files = list_coding_files(folder)
    for file in files:
        old = f"codings/{file.name}"
        content, gone = mover.rewrite(read_any_table(file), {r.line: r for r in rows if r.file == file.name})
        notes = b""
        if is_workbook(file):
            new.notices.append(f"{old}: written as CSV, with the rows of codings and nothing else of the workbook")
        else:
            lines = read_text(file).text.splitlines(keepends=True)
            heads = lines[: next((i for i, line in enumerate(lines) if not line.startswith("# ")), 0)]
            notes = new.writers.text("".join(heads)).encode()
        new.put(
            old,
            f"codings/{new.rename(file, '.csv')}",
            notes + content.removeprefix(b"\xef\xbb\xbf") if notes else content,
        )
        if gone:
            where = name_places("line", gone, most=len(gone))
            new.notices.append(f"{old}: rows whose words are gone were left out ({where})")
    others = [file for file in list_files(folder) if file not in files]
    new.notices += [f"codings/{file.name}: not carried over, since it is not read" for file in others]
    return [row for row in rows if row.outcome not in GONE]


def read_trees(twin: Study) -> None:
    """Read every tree of the new study, and what lies beside it.

    Raises:
        ThemesError: Ids that have become the same, or other mistakes.
    """
    for part in twin.strands or (twin,):
        part.read_tree()


def check_codings(new: NewFolder, twin: Study, rows: Sequence[CodedRow], moved: Mapping[str, MovedDocument]) -> int:
    """Read the new files of codings, and hold each row against the old one; give how many there are.

    Raises:
        InputError: A coding would not stand on its words.
    """
    found = [row for part in twin.strands or (twin,) for row in _rows(part, twin.path / "codings")]
    expected: dict[str, list[tuple[object, ...]]] = {}
    originals: dict[str, str] = {}
    for row in rows:
        place = moved[row.document_id]
        name = new.rename(Path(row.file), ".csv")
        originals[name] = row.file
        code_id = write_id(row.code_id, new.writers.bare)
        start, end = place.rewritten.move(row.start, row.end)
        expected.setdefault(name, []).append((new.writers.name(row.coder), place.id, start, end, code_id))
    read: dict[str, list[tuple[object, ...]]] = {}
    for row in found:
        read.setdefault(row.file, []).append((row.coder, row.document_id, row.start, row.end, row.code_id))
    wrong = {file: _count_differences(own, read.get(file, [])) for file, own in expected.items()}
    problems = [
        Problem(f"{n} codings would not stand on their words; nothing was written", f"codings/{originals[file]}")
        for file, n in wrong.items()
        if n
    ]
    if problems:
        raise InputError(problems)
    return len(found)


def carry_memory(new: NewFolder, study: Study, twin: Study, moved: Mapping[str, MovedDocument]) -> None:
    """Carry over which candidate codes were found and offered: ids and hashes, made anew from the new words."""
    bare = new.writers.bare
    for part, other in zip(study.strands or (study,), twin.strands or (twin,), strict=True):
        known = part.memory.known()
        if known == Known():
            continue
        successors = _follow(part.segments, other.segments, moved) if known.candidates else {}
        candidates = {
            i: tuple(dict.fromkeys(new_key for key in keys for new_key in successors.get(key, ())))
            for i, keys in known.candidates.items()
        }
        codes = {
            (write_id(word, bare) if word == i else new.writers.text(word)): write_id(i, bare)
            for word, i in known.codes.items()
        }
        other.memory.keep(Known(candidates=candidates, offered=known.offered, listed=known.listed, codes=codes))


def _count_differences(expected: Sequence[object], read: Sequence[object]) -> int:
    wrong = sum(one != other for one, other in zip(expected, read, strict=False))
    return wrong + abs(len(expected) - len(read))


def _rows(part: Study, folder: Path) -> tuple[CodedRow, ...]:
    if not folder.is_dir():
        return ()
    remembered = part.memory.remembered(part.corpus, len(part.memory.versions()))
    return read_coded_rows(folder, part.corpus, part.tree, remembered)[1]


def _follow(
    old: Iterable[Segment], new: Iterable[Segment], moved: Mapping[str, MovedDocument]
) -> dict[str, tuple[str, ...]]:
    """Give for the key of each segment those that stand in its place: they overlap it by half of one of them."""
    there: dict[str, list[Segment]] = {}
    for segment in new:
        there.setdefault(segment.document_id, []).append(segment)
    successors: dict[str, tuple[str, ...]] = {}
    for segment in old:
        place = moved[segment.document_id]
        start, end = place.rewritten.move(segment.start, segment.end)
        keys = (
            key_of(other)
            for other in there.get(place.id, ())
            if 2 * (min(end, other.end) - max(start, other.start)) >= min(end - start, other.end - other.start) > 0
        )
        successors[key_of(segment)] = (*successors.get(key_of(segment), ()), *keys)
    return successors
