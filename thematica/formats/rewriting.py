"""A researcher's files with some words of theirs replaced; everything else in them stays as it was typed."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from thematica.errors import MaterialError, Problem
from thematica.formats.choices import columns_of_choices
from thematica.formats.csv_table import DELIMITERS, NO_DELIMITER, Table, find_delimiter, parse_table
from thematica.formats.headings import in_one_line
from thematica.formats.notes import HEADING
from thematica.model.sentences import name_places
from thematica.model.settings import AnswerColumns, TranscriptColumns

Write = Callable[[str], str]
IN_A_PATH = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')  # what no file can be called, on one system or another
# Headings that say what a column is; a name that is such a word is none there.
OUR_HEADINGS = frozenset("participant session order document language".split())


@dataclass(frozen=True, slots=True)
class Writers:
    """How names are replaced.

    Attributes:
        text: In what was said or written for people.
        bare: In labels, ids and values, where a pseudonym stands without its brackets.
    """

    text: Write
    bare: Write

    def name(self, text: str) -> str:
        """Write what a file, a document or a coder is called; there is no such file as ``Ward A/B``.

        >>> Writers(str, lambda text: text.replace("Ada", "Ward A/B")).name("Ada-1")
        'Ward A-B-1'
        """
        written = self.bare(text)
        return text if written == text else IN_A_PATH.sub("-", written).lstrip(".~") or "-"


def write_id(text: str, write_bare: Write) -> str:
    """Give an id with its names replaced; one that holds none stays as it is.

    >>> write_id("grace-helps", lambda text: text.replace("grace", "Mother 1")), write_id("A b", str)
    ('mother-1-helps', 'A b')
    """
    written = write_bare(text)
    return text if written == text else re.sub(r"[^\w]+", "-", written.casefold()).strip("-")


def rewrite_note(text: str, writers: Writers) -> str:
    r"""Rewrite a field note; a heading may name a document, so a pseudonym stands in it as it does there.

    >>> rewrite_note("# Ada\nAda smiled.", Writers(lambda t: t.replace("Ada", "[P]"), lambda t: t.replace("Ada", "P")))
    '# P\n[P] smiled.'
    """
    lines = text.split("\n")
    heads = [n for n, line in enumerate(lines) if HEADING.match(line)]
    pieces = []
    for start, end in zip([-1, *heads], [*heads, len(lines)], strict=True):
        head = [writers.bare(lines[start])] if start >= 0 else []
        body = lines[start + 1 : end]
        pieces += [*head, *([writers.text("\n".join(body))] if body else [])]
    return "\n".join(pieces)


def rewrite_table(text: str, file: str, write_cell: Callable[[str, str], str], write_note: Write) -> str:
    """Rewrite the cells of a CSV file, notes and headings included.

    Args:
        text: The file, with LF newlines.
        file: Its name, for messages.
        write_cell: From the name of a column and a cell to the new cell; headings come with an empty column.
        write_note: Rewrites the lines above the headings.

    Raises:
        MaterialError: What separates the columns cannot be known.
    """
    notes = []
    while text.startswith(("# ", "sep=")):
        note, _, text = text.partition("\n")
        notes.append(f"{write_note(note)}\n")
    delimiter = find_delimiter(text, file)
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    columns = rows[0] if rows else []
    written = []
    for number, row in enumerate(rows):
        heads = columns if number else [""] * len(columns)
        names = [in_one_line(heads[i]) if i < len(heads) else "" for i in range(len(row))]
        written.append([write_cell(*each) for each in zip(names, row, strict=True)])
    return "".join([*notes, format_rows(written, delimiter)])


def format_rows(rows: Iterable[Iterable[str]], delimiter: str) -> str:
    r"""Write rows in which no character of a cell can be taken for what separates the columns, or for a note.

    >>> format_rows([["# of", "a"], ["x;y", "z"]], ",")
    '"# of",a\n"x;y",z\n'
    """
    return "".join(delimiter.join(map(_quote, row)) + "\n" for row in rows)


def _quote(cell: str) -> str:
    is_unclear = bool(set(cell) & {*DELIMITERS, NO_DELIMITER, *'"\n\r'}) or cell.startswith(("# ", "sep="))
    return '"' + cell.replace('"', '""') + '"' if is_unclear else cell


def format_as_csv(table: Table, write_cell: Callable[[str, str], str]) -> bytes:
    """Write the sheet of a workbook as CSV, from which the same cells are read.

    Args:
        table: The sheet as it is read: texts as Excel shows them, what is merged in each of its rows.
        write_cell: As for ``rewrite_table``.

    Raises:
        MaterialError: A row has cells under no heading only, so that it would not be read as a row.
    """
    empty = [row.line for row in table.rows if not any(cell.strip() for cell in row.cells.values())]
    if empty:
        rows = name_places("row", empty)
        message = f"what stands in {rows} stands under no heading; give the column one, or empty them"
        raise MaterialError([Problem(message, table.file)])
    cells = [[write_cell("", column) for column in table.columns]]
    cells += [[write_cell(in_one_line(c), row.cells.get(c, "")) for c in table.columns] for row in table.rows]
    for delimiter in DELIMITERS:
        out = io.StringIO(newline="")
        csv.writer(out, delimiter=delimiter, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(cells)
        if _read_cells(out.getvalue(), table.file) == [[cell.strip() for cell in cells[0]], *cells[1:]]:
            return out.getvalue().encode("utf-8-sig")
    message = "cannot be written as a CSV file from which the same cells are read; save its sheet as .csv yourself"
    raise MaterialError([Problem(message, table.file)])


def _read_cells(text: str, file: str) -> list[list[str]]:
    try:
        found = parse_table(text, file)
    except MaterialError:
        return []  # its columns could be separated otherwise, too
    return [list(found.columns), *([row.cells[c] for c in found.columns] for row in found.rows)]


def cell_of_hers(writers: Writers) -> Callable[[str, str], str]:
    """Give how the cells of participants and sessions are rewritten."""

    def write_cell(column: str, cell: str) -> str:
        known = in_one_line(column or cell).casefold()
        if (not column and known in OUR_HEADINGS) or known in ("order", "language"):
            return cell
        return writers.name(cell) if known == "document" else writers.bare(cell)

    return write_cell


def cell_of_answers(columns: AnswerColumns, writers: Writers) -> Callable[[str, str], str]:
    """Give how the cells of a table of answers are rewritten: answers as text, what describes people as values."""
    one_each = (columns.participant, columns.session, columns.question)
    values = {in_one_line(column) for column in (*one_each, *columns.attributes)}

    def write_cell(column: str, cell: str) -> str:
        if column and column == in_one_line(columns.language):
            return cell
        is_value = not column or column in values or is_choice(column, columns.choices)
        return writers.bare(cell) if is_value else writers.text(cell)

    return write_cell


def is_choice(column: str, questions: Collection[str]) -> bool:
    """Say whether a column holds the choices of a closed question, or one of them."""
    names = [in_one_line(question) for question in questions]
    return any(column == name or columns_of_choices([column], name) for name in names)


def name_unused(table: Table, columns: AnswerColumns | TranscriptColumns) -> list[str]:
    """Name the columns of a table that no analysis uses; they are carried over all the same."""
    if isinstance(columns, TranscriptColumns):
        used = {columns.text, columns.speaker, columns.question, columns.translation}
        choices: tuple[str, ...] = ()
    else:
        one_each = (columns.participant, columns.session, columns.question, columns.language)
        used = {*one_each, *columns.text, *columns.attributes, *columns.translation}
        choices = columns.choices
    used = {in_one_line(column) for column in used}
    heads = [in_one_line(column) for column in table.columns]
    return [head for head in heads if head and head not in used and not is_choice(head, choices)]
