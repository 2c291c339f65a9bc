"""Tables of coders' rows: what stands under an older definition, and where words were found again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from thematica.formats.codings_csv import AS_WRITTEN, GONE, CodedRow
from thematica.formats.csv_table import format_table
from thematica.model.codebook import CodebookVersion, defining_words
from thematica.model.corpus import Corpus
from thematica.model.themes import Code, ThemeTree

OLDER_COLUMNS = (
    "document start end text coder code_id code code_version definition_then definition_now file line"
).split()
REANCHORED_COLUMNS = "document coder file line code outcome start end text".split()


@dataclass(frozen=True, slots=True)
class OlderCoding:
    """A coding made under another definition than the one its code has now.

    Attributes:
        row: The row of the coder's file.
        then: The code as it was defined then.
        now: The code as it is defined now.
    """

    row: CodedRow
    then: Code
    now: Code


def find_older(
    rows: Iterable[CodedRow], tree: ThemeTree, versions: Sequence[CodebookVersion]
) -> tuple[OlderCoding, ...]:
    """Find the codings whose code was defined otherwise when they were made.

    A coding whose code was not in the codebook at that time, or whose version is none of thematica's numbers, is
    not among them: there is nothing to compare.

    Args:
        rows: The rows of the coders' files.
        tree: The tree now.
        versions: The versions of the codebook, oldest first.
    """
    codes = {code.id: code for code in tree.codes}
    trees = {str(version.number): version.tree for version in versions}
    older = []
    for row in rows:
        now, earlier = codes.get(row.code_id), trees.get(row.codebook)
        if now is None or earlier is None or row.outcome in GONE:
            continue
        then = next((found for word in (now.id, *now.aliases) if (found := earlier.find(word))), None)
        if then is not None and defining_words(then) != defining_words(now):
            older.append(OlderCoding(row, then, now))
    return tuple(sorted(older, key=lambda each: tree.codes.index(each.now)))


def describe_definition(code: Code) -> str:
    """Give in one text what a code's codings rest on.

    >>> describe_definition(Code(id="a", name="Access", definition="Can be met.", not_when=("Is not heard.",)))
    'Can be met. Not when: Is not heard.'
    """
    parts = [code.definition]
    parts += [f"Use when: {'; '.join(code.use_when)}"] if code.use_when else []
    parts += [f"Not when: {'; '.join(code.not_when)}"] if code.not_when else []
    return " ".join(part for part in parts if part) or code.name


def format_older(older: Iterable[OlderCoding], corpus: Corpus) -> bytes:
    """Write one row a coding that was made under an older definition, with both definitions."""
    rows = (
        [
            each.row.document_id, each.row.start, each.row.end, _words(each.row, corpus), each.row.coder, each.now.id,
            each.now.name, each.row.codebook, describe_definition(each.then), describe_definition(each.now),
            each.row.file, each.row.line,
        ]
        for each in older
    )  # fmt: skip
    return format_table(OLDER_COLUMNS, rows)


def format_reanchored(rows: Iterable[CodedRow], corpus: Corpus) -> bytes:
    """Write one row a coding whose document was changed since, with what became of it."""
    table = (
        [
            row.document_id, row.coder, row.file, row.line, row.word, row.outcome, row.start, row.end,
            _words(row, corpus),
        ]
        for row in rows
        if row.outcome != AS_WRITTEN
    )  # fmt: skip
    return format_table(REANCHORED_COLUMNS, table)


def _words(row: CodedRow, corpus: Corpus) -> str:
    return corpus.documents[row.document_id].text[row.start : row.end]
