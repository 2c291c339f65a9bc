"""A theme tree from a codebook in CSV or Excel, as other programs write it, or as people keep it.

The columns are known by their headings, in whatever order. Where a row stands is read from a column ``parent``, from a
``path``, from one column a level (blank cells mean "the same as above"), or from a column ``level``.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from pathlib import Path

from thematica.errors import MaterialError, Problem, ThemesError, suggest_spelling
from thematica.formats.csv_table import Row, Table, read_table
from thematica.formats.outline import WORDS_FOR, field_of, plain_word, read_fields
from thematica.formats.themes_writer import LOST, Entry, grow_tree
from thematica.formats.themes_yaml import LIST_FIELDS
from thematica.formats.workbook import is_workbook, read_workbook
from thematica.model.themes import ThemeTree

FIELD_WORDS = tuple(word for words in WORDS_FOR.values() for word in words.split("|"))
NAME_WORDS = frozenset("name|title|tag|label|code name|theme name|node".split("|"))
PARENT_WORDS = frozenset("parent|parent name|parent id|parent code|parent theme|parent category|belongs to".split("|"))
PATH_WORDS = frozenset("path|code path|full path|hierarchy".split("|"))
LEVEL_WORDS = frozenset("level|kind|depth".split("|"))
# What a level is called, and how deep it stands; a leaf on a theme's level is a theme without codes yet.
DEPTHS = {
    "theme": 0,
    "main theme": 0,
    "subtheme": 1,
    "sub theme": 1,
    "category": 2,
    "subcategory": 3,
    "sub category": 3,
}
CODE_DEPTHS = {"code": 8, "subcode": 9, "sub code": 9}
NUMBERED = re.compile(r"(?:level|theme|category|code) \d")
SEPARATORS = (">", "::", "\\", "/")  # the first that occurs in a column of paths is the one
BULLET = "• "


def read_codebook(path: Path) -> tuple[ThemeTree, tuple[str, ...]]:
    """Read a tree from a ``.csv`` or ``.xlsx`` file, and what must be said about it.

    Raises:
        ThemesError: Every mistake in the file, with its line or row.
    """
    return parse_codebook(read_codebook_table(path))


def read_codebook_table(path: Path) -> Table:
    """Read the table of a codebook: a CSV file, or the sheet of a workbook that has the headings of one.

    Raises:
        ThemesError: The file cannot be read as a table.
    """
    try:
        return read_workbook(path, is_head, _names_codes, "a codebook") if is_workbook(path) else read_table(path)
    except MaterialError as error:
        raise ThemesError(error.problems) from error


def parse_codebook(table: Table) -> tuple[ThemeTree, tuple[str, ...]]:
    r"""Read a tree from a table.

    A row with others under it becomes a theme, one without becomes a code, unless its level is a theme's; codes
    under no theme are put into a theme "Codes". Rows may stand in any order. A name may stand twice under one
    theme only where both have an id.

    Returns:
        The tree, and what was left out or had to be decided, a sentence each.

    Raises:
        ThemesError: Every mistake in the table, with its line.

    >>> from thematica.formats.csv_table import parse_table
    >>> table = parse_table("name,parent,definition\nDistance,Access,Too far\nAccess,,\n", "codebook.csv")
    >>> tree, _ = parse_codebook(table)
    >>> [(node.name, node.definition) for node in tree.nodes]
    [('Access', ''), ('Distance', 'Too far')]
    """
    codebook = _Codebook(table)
    codebook.read()
    if not codebook.entries and not codebook.problems:
        raise ThemesError([Problem("it names no themes and no codes", table.file)])
    tree, grown = grow_tree(codebook.entries, table.file, codebook.problems)
    return tree, (*table.remarks, *codebook.remarks, *grown)


class _Codebook:
    """The entries of a codebook while its rows are being read."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.entries: list[Entry] = []
        self.problems: list[Problem] = []
        self.remarks: list[str] = []
        self.columns: dict[str, str] = {}  # the column of each field
        self.levels: list[str] = []  # one column a level, outermost first
        self._paths: dict[tuple[str, ...], int] = {}
        self._implied: set[int] = set()

    def read(self) -> None:
        """Read every row, in the layout that the headings say."""
        self._know_columns()
        if "parent" in self.columns and "name" in self.columns:
            self._read_parents()
        elif "path" in self.columns:
            self._read_paths()
        elif len(self.levels) > 1:
            self._read_levels()
        elif "name" in self.columns:
            self._read_depths()
        else:
            known = ", ".join(f"'{column}'" for column in self.table.columns)
            message = f"no column says what the codes are called; head it 'code', or 'name' (columns: {known})"
            self.problems.append(Problem(message, self.table.file))

    def _know_columns(self) -> None:
        unread = []
        for column in self.table.columns:
            word = plain_word(column)
            field = _role(word)
            if field == "levels":
                self.levels.append(column)
            elif field and field not in self.columns:
                self.columns[field] = column
            elif column:
                unread.append(column)
        code = next((column for column in self.levels if plain_word(column) == "code"), None)
        if code and "name" in self.columns and "id" not in self.columns:
            self.columns["id"] = code  # "code, name": the code is its number or short form
            self.levels.remove(code)
        self.levels.sort(key=lambda column: plain_word(column) in CODE_DEPTHS)
        unread += self._choose_layout()
        if unread:
            known = (*FIELD_WORDS, *NAME_WORDS, *PARENT_WORDS, *PATH_WORDS)
            named = (f"'{column}'{suggest_spelling(plain_word(column), known)}" for column in unread)
            self.remarks.append(f"{self.table.file}: columns that were not read: {', '.join(named)}")

    def _choose_layout(self) -> list[str]:
        """Settle which column holds the name, and give those that are then not needed."""
        name = self.columns.get("name")
        if "parent" in self.columns or "path" in self.columns:
            if name is None and self.levels:
                self.columns["name"] = self.levels.pop()
            unread, self.levels = self.levels, []
            return unread
        self.levels += [name] if name is not None else []
        if self.levels:
            self.columns["name"] = self.levels[-1]
        if len(self.levels) == 2:
            # "name, theme": the theme is a parent where it is itself the name of a row that stands at the top.
            above, name = self.levels
            top = {row[name] for row in self.table.rows if not row[above]}
            if top & {row[above] for row in self.table.rows} - {""}:
                self.columns["parent"] = above
        return []

    def _cell(self, row: Row, field: str) -> str:
        return row[self.columns[field]] if field in self.columns else ""

    def _entry(self, row: Row, name: str, above: int | None, level: str = "") -> Entry:
        texts = {}
        for field, column in self.columns.items():
            if row[column] and field in WORDS_FOR:
                texts[field] = split_texts(row[column]) if field in LIST_FIELDS else [row[column]]
        fields, left_out = read_fields(texts, f"{self.table.file}:{row.line}")
        self.remarks += left_out
        return Entry(line=row.line, name=name, above=above, is_theme=plain_word(level) in DEPTHS, fields=fields)

    def _read_parents(self) -> None:
        rows = self.table.rows
        ids = {self._cell(row, "id"): i for i, row in enumerate(rows) if self._cell(row, "id")}
        names: dict[str, list[int]] = {}
        for i, row in enumerate(rows):
            for word in dict.fromkeys((self._cell(row, "name"), self._cell(row, "name").casefold())):
                names.setdefault(word, []).append(i)
        for i, row in enumerate(rows):
            parent = self._cell(row, "parent")
            above = None
            if parent in ids:
                above = ids[parent]
            elif parent:
                above = self._named(parent, i, names, tuple(ids))
            self.entries.append(self._entry(row, self._cell(row, "name"), above, self._cell(row, "level")))

    def _named(self, parent: str, i: int, names: dict[str, list[int]], ids: Sequence[str]) -> int:
        """Give the place of the entry that a parent names; a theme may have a code of its own name."""
        found = names.get(parent) or names.get(parent.casefold()) or []
        others = [place for place in found if place != i] or found
        if len(others) == 1:
            return others[0]
        line = self.table.rows[i].line
        if others:
            lines = " and ".join(str(self.table.rows[place].line) for place in others)
            message = f"'{parent}' is the name of several (lines {lines}); give them ids, and name the parent by its id"
        else:
            known = dict.fromkeys([*(self._cell(row, "name") for row in self.table.rows), *ids])
            message = f"no row is called '{parent}', which '{self._cell(self.table.rows[i], 'name')}' stands under"
            message += suggest_spelling(parent, known)
        self.problems.append(Problem(message, self.table.file, line))
        return LOST

    def _read_paths(self) -> None:
        cells = [self._cell(row, "path") for row in self.table.rows]
        separator = next((mark for mark in SEPARATORS if any(mark in cell for cell in cells)), ">")
        if separator == "/":
            self.remarks.append(f"{self.table.file}: '/' in the paths was read as 'holds'; write 'A > B' if it is not")
        paths = [[part.strip() for part in cell.split(separator)] if cell else [] for cell in cells]
        names = [self._cell(row, "name") for row in self.table.rows]
        ends_in_name = all(path[-1:] == [name] for path, name in zip(paths, names, strict=True) if path)
        for row, path, name in zip(self.table.rows, paths, names, strict=True):
            whole = path if "name" not in self.columns or (ends_in_name and path) else [*path, name]
            self._put(whole or [""], row, self._cell(row, "level"))

    def _read_levels(self) -> None:
        carried = [""] * len(self.levels)
        skipped = 0
        for row in self.table.rows:
            cells = [row[column] for column in self.levels]
            first = next((i for i, cell in enumerate(cells) if cell), None)
            if first is None:
                self._put([""], row, "")
                continue
            carried = [*carried[:first], *cells[first:]]
            path = [cell for cell in carried if cell]
            deepest = max(i for i, cell in enumerate(carried) if cell)
            skipped += "" in carried[first:deepest]
            self._put(path, row, self.levels[deepest] if deepest < len(self.levels) - 1 else "")
        if skipped:
            message = f"{skipped} rows leave a level out between two others; they stand directly under the outer one"
            self.remarks.append(f"{self.table.file}: {message}")

    def _read_depths(self) -> None:
        """Read rows whose place follows from a column "level" and the rows above; without one, a list of codes."""
        levels = [self._cell(row, "level") for row in self.table.rows]
        depths = [_depth(level) for level in levels]
        known = [depth for depth in depths if depth is not None]
        top = min(known, default=0)
        above: list[tuple[int, int]] = []
        for i, (row, depth) in enumerate(zip(self.table.rows, depths, strict=True)):
            if depth is None and known:
                message = f"level '{levels[i]}' is neither a number nor theme, subtheme, category or code"
                self.problems.append(Problem(message, self.table.file, row.line))
            depth = top if depth is None else depth
            while above and above[-1][0] >= depth:
                above.pop()
            if depth > top and not above and depth not in CODE_DEPTHS.values():
                message = f"nothing stands above '{self._cell(row, 'name')}', which is on level '{levels[i]}'"
                self.problems.append(Problem(message, self.table.file, row.line))
            self.entries.append(self._entry(row, self._cell(row, "name"), above[-1][1] if above else None, levels[i]))
            above.append((depth, i))
        if not known and any(levels):
            self.remarks.append(f"{self.table.file}: the column '{self.columns['level']}' was not understood")

    def _put(self, path: Sequence[str], row: Row, level: str) -> None:
        """Add the entry at the end of a path, and those above it that have no row of their own so far."""
        above = None
        keys = [tuple(name.casefold() for name in path[: i + 1]) for i in range(len(path))]
        for key, name in zip(keys[:-1], path[:-1], strict=True):
            if key not in self._paths:
                self._paths[key] = len(self.entries)
                self._implied.add(len(self.entries))
                self.entries.append(Entry(line=row.line, name=name, above=above))
            above = self._paths[key]
        entry = self._entry(row, path[-1], above, level)
        place = self._paths.get(keys[-1])
        if place is not None and place in self._implied:
            self._implied.discard(place)
            self.entries[place] = dataclasses.replace(entry, name=self.entries[place].name)
        else:
            self._paths.setdefault(keys[-1], len(self.entries))
            self.entries.append(entry)


def split_texts(cell: str) -> tuple[str, ...]:
    r"""Take several texts out of a cell: one a line, with or without a bullet before it.

    Lines that are indented by two blanks go on with a text after ``•``, as the export writes them.

    >>> split_texts("- She is busy.\n- She is away.")
    ('She is busy.', 'She is away.')
    >>> split_texts("• One\n  more.\n• Two.")
    ('One\nmore.', 'Two.')
    """
    if cell.startswith(BULLET):
        texts = re.split(r"\n" + BULLET, cell.removeprefix(BULLET))
        return tuple(text.replace("\n  ", "\n") for text in texts)
    lines = (re.sub(r"^(?:[-*•–]|\d{1,2}[.)])[ \t]+", "", line.strip()).strip() for line in cell.split("\n"))
    return tuple(line for line in lines if line)


def _role(word: str) -> str:
    if word in DEPTHS or word in CODE_DEPTHS or NUMBERED.fullmatch(word):
        return "levels"
    roles = (("name", NAME_WORDS), ("parent", PARENT_WORDS), ("path", PATH_WORDS), ("level", LEVEL_WORDS))
    return next((role for role, words in roles if word in words), field_of(word))


def _depth(level: str) -> int | None:
    word = plain_word(level)
    return int(word) if word.isdecimal() else (DEPTHS | CODE_DEPTHS).get(word)


def is_head(cells: Sequence[str]) -> bool:
    """Say whether the cells of a row are the headings of a codebook."""
    return any(_role(plain_word(cell)) for cell in cells)


def _names_codes(columns: Sequence[str]) -> bool:
    return any(_role(plain_word(column)) in ("name", "levels") for column in columns)
