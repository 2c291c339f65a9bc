"""A theme tree from a codebook in Word: as ``thematica export --codebook`` writes it, as a table, or as an outline.

In the first, every theme and code is a heading. Below it stand, of a code, where it belongs (in italics, for people;
its place is that of its heading), its definition, and its other fields behind their names in bold.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from thematica.errors import MaterialError, Problem, ThemesError
from thematica.formats.archive import Archive
from thematica.formats.codebook_table import is_head, parse_codebook
from thematica.formats.csv_table import Row, Table
from thematica.formats.docx import paragraph_words
from thematica.formats.docx_parts import Styles, attribute, find, inner, local_name, read_body, read_styles, style_of
from thematica.formats.outline import TITLES, field_of, parse_outline, read_fields
from thematica.formats.themes_writer import Entry, grow_tree
from thematica.model.themes import ThemeTree

LABEL = re.compile(r"([^:：]{2,30})[:：]\s*")
PATH = " > "


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """A paragraph: its number from 1, its words, its level as a heading (0: none), its depth in a list (-1: none)."""

    number: int
    words: str
    level: int
    depth: int
    is_title: bool
    is_italic: bool
    is_bold: bool  # its first words are


@dataclass(slots=True)
class _Named:
    """A heading, with what stands below it."""

    line: int
    name: str
    level: int
    above: int | None
    is_code: bool = False
    texts: dict[str, list[str]] = field(default_factory=dict)


def read_docx_codebook(path: Path) -> tuple[ThemeTree, tuple[str, ...]]:
    """Read a tree from a Word document, and what must be said about it.

    Raises:
        ThemesError: It cannot be read, or every mistake in it, with the number of its paragraph or row.
    """
    try:
        with Archive(path) as archive:
            main, root, body = read_body(archive)
            styles = read_styles(archive, main)
    except MaterialError as error:
        raise ThemesError(error.problems) from error
    blocks = list(inner(body, "p", "tbl"))
    paragraphs = [_look(number, block, styles) for number, block in enumerate(blocks, 1) if local_name(block) == "p"]
    paragraphs = [each for each in paragraphs if each.words]
    remarks = [f"{path.name}: it has comments, which were not read"] if _has_comments(root) else []
    tables = [table for block in blocks if local_name(block) == "tbl" and (table := _table(block, path.name))]
    if any(each.level for each in paragraphs):
        tree, more = _Headings(path.name, paragraphs).tree()
        if tables:
            more = (*more, f"{path.name}: it has headings, so its tables were not read: {len(tables)}")
    elif tables:
        tree, more = parse_codebook(tables[0])
        if len(tables) > 1:
            more = (*more, f"{path.name}: other tables, which were not read: {len(tables) - 1}")
    else:
        lines = (f"{'  ' * each.depth}- {each.words}" if each.depth >= 0 else each.words for each in paragraphs)
        tree, more = parse_outline("\n".join(lines), path.name)
    return tree, (*remarks, *more)


def _look(number: int, paragraph: etree._Element, styles: Styles) -> _Paragraph:
    properties = find(paragraph, "pPr")
    style_id = style_of(paragraph)
    level = styles.level_of(style_id)
    if not level:
        own = attribute(find(properties, "outlineLvl"), "val")
        level = int(own) + 1 if own.isdecimal() and int(own) < 9 else 0  # 9 is the level of body text
    numbers = find(properties, "numPr")
    depth = attribute(find(numbers, "ilvl"), "val") if numbers is not None else ""
    in_list = numbers is not None or any(name.startswith("list") for name in styles.names(style_id))
    runs = [run for run in paragraph.iter() if isinstance(run.tag, str) and local_name(run) == "r"]
    shown = [run for run in runs if paragraph_words(run).strip()]
    return _Paragraph(
        number=number,
        words="\n".join(line.strip() for line in paragraph_words(paragraph).strip().split("\n")),
        level=level,
        depth=(int(depth) if depth.isdecimal() else 0) if in_list and not level else -1,
        is_title=styles.is_title(style_id),
        is_italic=bool(shown) and all(_is_set(run, "i") for run in shown),
        is_bold=bool(shown) and _is_set(shown[0], "b"),
    )


class _Headings:
    """The entries of a codebook whose themes and codes are headings."""

    def __init__(self, file: str, paragraphs: Sequence[_Paragraph]) -> None:
        self.file = file
        self.found: list[_Named] = []
        self.remarks: list[str] = []
        self.numbers = 0
        self.has_bold = any(each.is_bold and _label(each.words) for each in paragraphs)
        levels = [each for each in paragraphs if each.level]
        top = [each for each in levels if each.level == min(each.level for each in levels)]
        is_title = len(top) == 1 and top[0] is levels[0] and top[0].words.casefold() in TITLES and len(levels) > 1
        names = {" ".join(each.words.split()).casefold() for each in levels}
        left_out = 0
        current = ""  # the field that goes on
        for each in paragraphs:
            if each.is_title or (is_title and each is top[0]):
                continue
            if each.level:
                self._open(each)
                current = ""
            elif not self.found:
                left_out += 1
            else:
                current = self._add(each, current, names)
        if left_out:
            self.remarks.append(f"{file}: paragraphs above the first heading that were left out: {left_out}")
        if self.numbers:
            self.remarks.append(f"{file}: how often a code was voiced is counted anew; left out: {self.numbers}")

    def tree(self) -> tuple[ThemeTree, tuple[str, ...]]:
        """Grow the tree; in a document of ours, what is no code is a theme, though nothing stands under it."""
        is_ours = any(named.is_code for named in self.found)
        entries = []
        for named in self.found:
            fields, remarks = read_fields(named.texts, f"{self.file}: '{named.name}'")
            self.remarks += remarks
            is_theme = is_ours and not named.is_code and "id" in named.texts
            entries.append(Entry(line=named.line, name=named.name, above=named.above, is_theme=is_theme, fields=fields))
        try:
            tree, grown = grow_tree(entries, self.file)
        except ThemesError as error:
            said = (Problem(f"paragraph {each.line}: {each.message}", each.file) for each in error.problems)
            raise ThemesError(said) from error
        return tree, (*self.remarks, *grown)

    def _open(self, heading: _Paragraph) -> None:
        above = next((i for i in range(len(self.found) - 1, -1, -1) if self._holds(i, heading.level)), None)
        name = heading.words.replace("\n", " ")
        self.found.append(_Named(heading.number, name, heading.level, above))

    def _holds(self, place: int, level: int) -> bool:
        return self.found[place].level < level

    def _above(self, named: _Named) -> list[int]:
        places: list[int] = []
        while named.above is not None:
            places.insert(0, named.above)
            named = self.found[named.above]
        return places

    def _add(self, each: _Paragraph, current: str, names: set[str]) -> str:
        """Add a paragraph to what stands below the last heading; give the field that goes on."""
        named = self.found[-1]
        path = PATH.join(self.found[place].name for place in self._above(named))
        parts = {part.strip().casefold() for part in " ".join(each.words.split()).split(PATH)}
        if each.is_italic and not named.texts and not current and (each.words == path or parts <= names):
            named.is_code = True
            return ""
        label = LABEL.match(each.words) if each.is_bold or not self.has_bold else None
        own = field_of(label[1]) if label else ""
        if label and own:
            if rest := each.words[label.end() :].strip():
                named.texts.setdefault(own, []).append(rest)
            return own
        if label and each.is_bold and each.words[label.end() :].strip().isdecimal():
            self.numbers += 1
            return ""
        texts = named.texts.setdefault(current or "definition", [])
        texts.append(each.words)
        return current


def _label(words: str) -> str:
    label = LABEL.match(words)
    return field_of(label[1]) if label else ""


def _table(element: etree._Element, file: str) -> Table | None:
    """Read a table whose first row names columns; None where it does not."""
    rows = list(inner(element, "tr"))
    cells = [["\n".join(_cell_lines(cell)) for cell in inner(row, "tc")] for row in rows]
    if not cells or not is_head(cells[0]):
        return None
    columns = tuple(" ".join(cell.split()) for cell in cells[0])
    named = [i for i, column in enumerate(columns) if column and column not in columns[:i]]
    body = (
        Row(number, {columns[i]: row[i] for i in named if i < len(row)})
        for number, row in enumerate(cells[1:], 2)
        if any(row)
    )
    return Table(file, tuple(columns[i] for i in named), tuple(body))


def _cell_lines(cell: etree._Element) -> Iterator[str]:
    for paragraph in inner(cell, "p"):
        properties = find(paragraph, "pPr")
        mark = "- " if find(properties, "numPr") is not None else ""
        if words := paragraph_words(paragraph).strip():
            yield mark + words


def _is_set(run: etree._Element, name: str) -> bool:
    mark = find(find(run, "rPr"), name)
    return mark is not None and attribute(mark, "val") not in ("0", "false", "off")


def _has_comments(root: etree._Element) -> bool:
    return any(isinstance(each.tag, str) and local_name(each) == "commentReference" for each in root.iter())
