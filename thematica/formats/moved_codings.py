"""A coder's file for documents whose words have moved: places and quotes follow, everything else stays."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from thematica.formats.codings_csv import GONE, SEGMENT_ID, CodedRow
from thematica.formats.csv_table import Row, Table
from thematica.formats.quotes import find_quote
from thematica.formats.rewriting import Writers, format_rows, write_id
from thematica.model.pseudonyms import Rewritten

# Columns that codings are read from; a name that is such a word is none there.
HEADINGS = frozenset(
    "segment_id document start end quote code coder round stance memo reason made_at code_version chosen comment done "
    "before after".split()
)


@dataclass(frozen=True, slots=True)
class MovedDocument:
    """A document's new id, its former text, and the new one with what was replaced."""

    id: str
    text: str
    rewritten: Rewritten


@dataclass(frozen=True, slots=True)
class Mover:
    """What the rows of coders' files are rewritten with.

    Attributes:
        documents: Former id to what became of the document.
        ids: The ids of the tree's codes.
        writers: How names are replaced.
    """

    documents: Mapping[str, MovedDocument]
    ids: Collection[str]
    writers: Writers

    def rewrite(self, table: Table, rows: Mapping[int, CodedRow]) -> tuple[bytes, list[int]]:
        """Write a table of codings anew.

        Args:
            table: As it is.
            rows: By line, where the words of a row stand now.

        Returns:
            A CSV file, and the lines of the rows that were left out because their words are gone.
        """
        written: list[dict[str, str]] = []
        gone = []
        columns = list(table.columns)
        for row in table.rows:
            coded = rows.get(row.line)
            if coded is not None and coded.outcome in GONE:
                gone.append(row.line)
                continue
            cells = {column: self._cell(column, cell) for column, cell in row.cells.items()}
            cells |= self._place(row, coded)
            columns += [column for column in ("start", "end") if column in cells and column not in columns]
            written.append(cells)
        heads = [column if column in HEADINGS else self.writers.bare(column) for column in columns]
        body = [[cells.get(column, "") for column in columns] for cells in written]
        return format_rows([heads, *body], ",").encode("utf-8-sig"), gone

    def _cell(self, column: str, cell: str) -> str:
        if column == "coder":
            return self.writers.name(cell)
        if column == "round":
            return self.writers.bare(cell)
        if column.startswith("code") and column != "code_version":
            if cell.strip() in self.ids:
                return write_id(cell.strip(), self.writers.bare)
            parts = cell.split(";")
            return ";".join(
                write_id(part.strip(), self.writers.bare) if part.strip() in self.ids else self.writers.text(part)
                for part in parts
            )
        return self.writers.text(cell)

    def _place(self, row: Row, coded: CodedRow | None) -> dict[str, str]:
        """Give the cells that say where a row stands."""
        named = SEGMENT_ID.fullmatch(row["segment_id"])
        old_id = named["document"] if named else row["document"]
        moved = self.documents.get(old_id) or self.documents.get(Path(old_id).stem)
        if moved is None:
            return {}
        written = (named["start"], named["end"]) if named else (row["start"], row["end"])
        if coded is not None:
            start, end = moved.rewritten.move(coded.start, coded.end)
        elif all(each.removesuffix(".0").isdecimal() for each in written):
            start, end = moved.rewritten.move(*(int(each.removesuffix(".0")) for each in written))
        else:
            return {"document": moved.id}
        quote = moved.rewritten.text[start:end]
        cells = {"segment_id": f"{moved.id}:{start}-{end}"} if named else {}
        if row["document"]:
            cells["document"] = moved.id
        if row["quote"]:
            cells["quote"] = ("'" if row["quote"].startswith("'") and not quote.startswith("'") else "") + quote
        if row["start"] or (not named and not self._is_found(quote, moved, start)):
            cells |= {"start": str(start), "end": str(end)}
        return cells

    def _is_found(self, quote: str, moved: MovedDocument, start: int) -> bool:
        try:
            return find_quote(moved.rewritten.text, quote, moved.id)[0] == start
        except ValueError:
            return False
