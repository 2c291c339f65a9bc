"""Transcripts in Word: every word that the document shows, tracked insertions among them.

Ready-made readers drop insertions, content controls or tables without a word, so the walk is our own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from lxml import etree

from thematica.formats.archive import Archive
from thematica.formats.columns import Row
from thematica.formats.docx_parts import (
    CHARACTERS,
    UNSEEN,
    WRAPPERS,
    attribute,
    inner,
    is_changed_row,
    local_name,
    parse_part,
    read_body,
    read_styles,
    style_of,
)
from thematica.formats.labels import IsKnown
from thematica.formats.marked import Marked
from thematica.formats.plain_text import read_plain_text
from thematica.formats.talk import Places, Transcribed
from thematica.model.sentences import count, name_some, shorten

COUNTED = {
    "ins": "tracked insertions, kept",
    "del": "tracked deletions, left out",
    "commentReference": "comments (thematica import --word reads them)",
}
FOOTNOTES = ("footnote", "endnote")
MOST_SIGNS = 6  # before a heading in Markdown
LONGEST_NOTE = 80  # characters of a footnote
LONGEST_PLACE = 40  # characters before it
HEADING = re.compile(r"heading|.{0,2}berschrift|tit(?:le|re|el|olo)|t.{0,2}tulo", re.IGNORECASE)  # ids of styles
STRONG = ("Strong", "Fett", "Emphasis", "Hervorhebung")


def read_docx(path: Path, is_known: IsKnown) -> Transcribed:
    """Read a Word document: paragraphs with an empty line between them, a row of a table a paragraph with tabs.

    Raises:
        MaterialError: It is damaged, locked, too large, or no Word document.
    """
    with Archive(path) as archive:
        _, root, body = read_body(archive)
        counts = Counter(local_name(element) for element in root.iter() if isinstance(element.tag, str))
        notes = _read_footnotes(archive, root, [kind for kind in FOOTNOTES if counts[f"{kind}Reference"]])
    paragraphs = _join_deleted_marks(list(_paragraphs(body)))
    numbered = [(number, paragraph) for number, paragraph in enumerate(paragraphs, 1) if paragraph.text.strip()]
    starts, at = [], 0
    rows: list[Row] = []
    bold: list[tuple[int, int]] = []
    headings: list[tuple[int, int]] = []
    for _, paragraph in numbered:
        starts.append(at)
        end = at + len(paragraph.text)
        if paragraph.cells:
            rows.append(Row(at, end, tuple((at + first, at + last) for first, last in paragraph.cells)))
        elif paragraph.bold:  # Teams begins its paragraphs with a line break
            bold.append((at + len(paragraph.text) - len(paragraph.text.lstrip()), at + paragraph.bold))
        if paragraph.is_heading and not paragraph.cells:
            headings.append((at, end))
        at = end + 2
    places = Places("paragraph", tuple(starts), tuple(number for number, _ in numbered))
    text = "\n\n".join(paragraph.text for _, paragraph in numbered)
    read = read_plain_text(text, is_known, places, Marked(tuple(rows), tuple(bold), tuple(headings)))
    said = [f"{counts[name]} {words}" for name, words in COUNTED.items() if counts[name]]
    remarks = [f"the document has {', '.join(said)}"] if said else []
    return Transcribed(read.text, read.talk, read.places, read.unsure, (*read.remarks, *remarks, *notes))


def read_word_notes(path: Path) -> str:
    """Read the words of a Word document with its headings as ``#`` lines, as notes in text files have them.

    Raises:
        MaterialError: It is damaged, locked, too large, or no Word document.
    """
    with Archive(path) as archive:
        main, _, body = read_body(archive)
        styles = read_styles(archive, main)
    lines = []
    for paragraph in _paragraphs(body):
        level = styles.level_of(paragraph.style) or int(styles.is_title(paragraph.style))
        words = " ".join(paragraph.text.split()) if level else paragraph.text
        lines.append(f"{'#' * min(level, MOST_SIGNS)} {words}" if level and words else words)
    return "\n\n".join(line for line in lines if line.strip())


def paragraph_words(element: etree._Element) -> str:
    """Give the words that a paragraph, or a part of one, shows."""
    line = _Line()
    line.add(element)
    return line.text


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """The words of a paragraph, or of a row of a table.

    Attributes:
        goes_on: Its end is deleted, so that the next paragraph follows in the same line.
        style: The id of its style.
        cells: Where the cells of a row stand in it.
        bold: How many characters at its beginning are bold, underlined, in italics, or a heading.
        is_heading: Its style is one of headings.
    """

    text: str
    goes_on: bool = False
    style: str = ""
    cells: tuple[tuple[int, int], ...] = ()
    bold: int = 0
    is_heading: bool = False


@dataclass(slots=True)
class _Line:
    """The words of one paragraph while they are gathered."""

    pieces: list[str] = field(default_factory=list)
    plain_from: int | None = None  # piece with which plain letters begin

    def add(self, element: etree._Element, *, is_bold: bool = False) -> None:
        for child in element:
            name = local_name(child)
            if not isinstance(child.tag, str) or name in UNSEEN:
                continue
            if name == "t":
                if not is_bold and self.plain_from is None and (child.text or "").strip():
                    self.plain_from = len(self.pieces)
                self.pieces.append(child.text or "")
            elif name in CHARACTERS:
                if name in ("br", "cr") and self.plain_from is None and "".join(self.pieces).strip():
                    self.plain_from = len(self.pieces)
                self.pieces.append(CHARACTERS[name])
            elif name == "p":  # a text box stands in the middle of a paragraph
                self.pieces.append("\n")
                self.add(child, is_bold=is_bold)
            else:
                self.add(child, is_bold=is_bold or (name == "r" and _is_emphasised(child)))

    @property
    def text(self) -> str:
        return "".join(self.pieces)

    @property
    def bold(self) -> int:
        """How many characters at its beginning are emphasised."""
        return len("".join(self.pieces[: self.plain_from]).rstrip())


def _is_emphasised(run: etree._Element) -> bool:
    """Say whether a run is bold, underlined or in italics."""
    for properties in run:
        if local_name(properties) == "rPr":
            for mark in properties:
                value = next((str(v) for k, v in mark.attrib.items() if str(k).endswith("val")), "true")
                if local_name(mark) in ("b", "i", "u") and value.lower() not in ("0", "false", "off", "none"):
                    return True
                if local_name(mark) == "rStyle" and value in STRONG:
                    return True
    return False


def _is_heading(paragraph: etree._Element) -> bool:
    return any(
        local_name(style) == "pStyle" and HEADING.match(next((str(v) for v in style.attrib.values()), ""))
        for properties in paragraph
        if local_name(properties) == "pPr"
        for style in properties
    )


def _paragraphs(element: etree._Element) -> Iterator[_Paragraph]:
    for child in element:
        name = local_name(child)
        if name == "p":
            line = _Line()
            is_heading = _is_heading(child)
            line.add(child, is_bold=is_heading)
            yield _Paragraph(line.text, _end_is_deleted(child), style_of(child), bold=line.bold, is_heading=is_heading)
        elif name == "tbl":
            yield from _rows(child)
        elif name in WRAPPERS:
            yield from _paragraphs(child)


def _rows(table: etree._Element) -> Iterator[_Paragraph]:
    for child in table:
        name = local_name(child)
        if name in WRAPPERS:
            yield from _rows(child)
        elif name == "tr" and not is_changed_row(child, "del"):
            cells = [
                "\n".join(paragraph.text for paragraph in _join_deleted_marks(list(_paragraphs(cell))))
                for cell in inner(child, "tc")
            ]
            # A line break in any cell but the last would look like a new row.
            cells = [re.sub(r"\s*\n\s*", " ", cell) for cell in cells[:-1]] + cells[-1:]
            spans, at = [], 0
            for cell in (cell.strip() for cell in cells):
                spans.append((at, at + len(cell)))
                at += len(cell) + 1
            yield _Paragraph("\t".join(cell.strip() for cell in cells), cells=tuple(spans))


def _read_footnotes(archive: Archive, root: etree._Element, kinds: Sequence[str]) -> list[str]:
    """Name the footnotes and endnotes that there are, which are nobody's talk, with the words before each."""
    told = []
    for kind in kinds:
        part = f"word/{kind}s.xml"
        marks = [e for e in root.iter() if isinstance(e.tag, str) and local_name(e) == f"{kind}Reference"]
        words: dict[str, str] = {}
        if part in archive.names:
            for note in parse_part(archive, part):
                line = _Line()
                line.add(note)
                words[attribute(note, "id")] = " ".join(line.text.split())
        shown = []
        for mark in marks:
            short = shorten(words.get(attribute(mark, "id"), ""), LONGEST_NOTE)
            shown.append(f"'{short}' (in '{_around(mark)}')")
        told.append(
            f"the document has {count(len(marks), kind)}, which no turn holds: "
            f"{name_some(shown)}; put what was said into the talk, and what was observed into notes/"
        )
    return told


def _around(mark: etree._Element) -> str:
    """Give the end of what stands before a mark in its paragraph."""
    above = next((e for e in mark.iterancestors() if local_name(e) == "p"), None)
    if above is None:
        return ""
    before = []
    for element in above.iter():
        if element is mark:
            break
        if isinstance(element.tag, str) and local_name(element) == "t":
            before.append(element.text or "")
    words = " ".join("".join(before).split())
    return words if len(words) <= LONGEST_PLACE else f"… {words[-LONGEST_PLACE:].lstrip()}"


def _end_is_deleted(paragraph: etree._Element) -> bool:
    return any(
        local_name(mark) in ("del", "moveFrom")
        for properties in paragraph
        if local_name(properties) == "pPr"
        for run in properties
        if local_name(run) == "rPr"
        for mark in run
    )


def _join_deleted_marks(paragraphs: list[_Paragraph]) -> list[_Paragraph]:
    lines: list[_Paragraph] = []
    goes_on = False
    for paragraph in paragraphs:
        if goes_on:
            lines[-1] = replace(lines[-1], text=lines[-1].text + paragraph.text)
        else:
            lines.append(paragraph)
        goes_on = paragraph.goes_on
    return lines
