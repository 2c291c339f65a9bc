"""The codebook as researchers print, share and archive it: a table in CSV or Excel, pages in Word or Markdown."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

from thematica.errors import ThemesError
from thematica.formats.codebook_table import BULLET, split_texts
from thematica.formats.csv_table import format_table
from thematica.formats.workbook import LONGEST, UNWRITABLE, set_text, without_times
from thematica.model.themes import LEVELS, Code, Theme, ThemeTree

if TYPE_CHECKING:
    from docx.document import Document

Kind = Literal["csv", "xlsx", "docx", "md"]
KINDS: tuple[Kind, ...] = ("csv", "xlsx", "docx", "md")
Counts = Mapping[str, Mapping[str, int]]
COLUMNS = (
    "level path name id parent definition use_when not_when examples close_but_no derived_from in_vivo memo color"
    " aliases candidate_ids"
).split()
# What stands on a page below the name of a theme or code; its definition stands there without a label.
LABELS = {
    "use_when": "Use when",
    "not_when": "Not when",
    "examples": "Examples",
    "close_but_no": "Close but no",
    "derived_from": "Derived from",
    "in_vivo": "In vivo",
    "memo": "Memo",
    "aliases": "Also called",
    "id": "Id",
    "candidate_ids": "Candidates",
}
WIDE = frozenset("definition use_when not_when examples close_but_no memo".split())
TITLE = "Codebook"
MARKDOWN = re.compile(r"[\\`*_\[\]<>]|&(?=#?\w+;)|^(?:[-+#]|\d+(?=[.)]))")


def format_codebook(tree: ThemeTree, kind: Kind, counts: Counts | None = None) -> bytes:
    """Write the codebook; the same tree gives the same bytes.

    CSV and Excel have a row for every theme and code and read back to the same tree
    (:mod:`thematica.formats.codebook_table`); several texts in a cell stand one below the other.

    Args:
        tree: The themes and codes.
        kind: ``csv``, ``xlsx``, ``docx`` (Word) or ``md`` (Markdown).
        counts: How often each code was voiced, by heading: ``{"participants": {"availability": 9}}``; a code
            that is not named there was voiced by none. Themes show a number only where one is given.

    Raises:
        ThemesError: A text is too long for Excel.

    >>> tree = ThemeTree((Theme(id="access", name="Access", codes=(Code(id="far", name="Distance"),)),))
    >>> print(format_codebook(tree, "md", {"sessions": {"far": 5}}).decode())
    # Codebook
    <BLANKLINE>
    ## Access
    <BLANKLINE>
    **Id:** access
    <BLANKLINE>
    ### Distance
    <BLANKLINE>
    **Id:** far
    <BLANKLINE>
    **Sessions:** 5
    <BLANKLINE>
    """
    return _WRITERS[kind](tree, counts or {})


def _csv(tree: ThemeTree, counts: Counts) -> bytes:
    return format_table([*COLUMNS, *counts], _rows(tree, counts))


def _rows(tree: ThemeTree, counts: Counts) -> Iterator[list[object]]:
    for node in tree.nodes:
        path = tree.path(node.id)
        level = LEVELS[min(len(path), len(LEVELS)) - 1] if isinstance(node, Theme) else "code"
        parent = path[-2].id if len(path) > 1 else ""
        row: list[object] = [level, " > ".join(above.name for above in path[:-1]), node.name, node.id, parent]
        row += [node.definition, *map(_join, (node.use_when, node.not_when, node.examples, node.close_but_no))]
        row += [node.derived_from, node.in_vivo, node.memo, node.color, _join(node.aliases)]
        row.append(" ".join(node.candidate_ids))
        yield [
            each.replace("\r\n", "\n").replace("\r", "\n") if isinstance(each, str) else each
            for each in [*row, *_counted(node, counts).values()]
        ]


def _join(texts: Sequence[str]) -> str:
    """Put several texts into one cell, a bullet before each; a single one as it is, if it reads back as one."""
    if not texts or (len(texts) == 1 and split_texts(texts[0]) == tuple(texts)):
        return "".join(texts)
    return "\n".join(BULLET + text.replace("\n", "\n  ") for text in texts)


def _counted(node: Code, counts: Counts) -> dict[str, int | None]:
    none = None if isinstance(node, Theme) else 0
    return {heading: numbers.get(node.id, none) for heading, numbers in counts.items()}


def _heading(column: str) -> str:
    words = column.replace("_", " ")
    return words[:1].upper() + words[1:]


def _xlsx(tree: ThemeTree, counts: Counts) -> bytes:
    """Write a sheet in which every text is a text: an id stays ``007``, and ``=1+1`` is no formula."""
    from openpyxl import Workbook  # type: ignore[import-untyped]
    from openpyxl.styles import Alignment, Font, PatternFill  # type: ignore[import-untyped]
    from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]

    book = Workbook()
    book.properties.creator, book.properties.title = None, TITLE
    sheet = book.active
    sheet.title = TITLE
    columns = [*COLUMNS, *counts]
    head: list[object] = [_heading(column) for column in columns]
    for number, row in enumerate([head, *_rows(tree, counts)], 1):
        bold = row[0] != "code"
        for place, value in enumerate(row, 1):
            cell = sheet.cell(number, place)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=bold)
            if number == 1:
                cell.fill = PatternFill("solid", fgColor="DDDDDD")
            _set(cell, value)
    for place, column in enumerate(columns, 1):
        width = 50 if column in WIDE else 28 if column in ("path", "name") else 14
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    out = io.BytesIO()
    book.save(out)
    return without_times(out.getvalue())


def _set(cell: Any, value: object) -> None:
    if value is None or value == "":
        return
    if isinstance(value, int) and not isinstance(value, bool):
        cell.value = value
        return
    text = {True: "yes", False: "no"}.get(value, "") if isinstance(value, bool) else str(value)
    if len(text) > LONGEST:
        raise ThemesError(f"a text is longer than the {LONGEST} characters of an Excel cell: '{text[:60]}…'; take CSV")
    set_text(cell, text)


def _labelled(node: Code, counts: Counts) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Give what stands below a name: each label with its texts, nothing for what is empty."""
    for field, label in LABELS.items():
        value = getattr(node, field)
        texts = ("yes",) * value if isinstance(value, bool) else (value,) if isinstance(value, str) else value
        if any(texts):
            yield label, tuple(texts)
    for heading, number in _counted(node, counts).items():
        if number is not None:
            yield _heading(heading), (str(number),)


def _docx(tree: ThemeTree, counts: Counts) -> bytes:
    """Write pages with a heading for every theme and code, and page numbers."""
    import docx
    from docx.shared import Cm, Pt

    document = docx.Document()
    for about in ("author", "comments", "keywords", "subject", "last_modified_by"):
        setattr(document.core_properties, about, "")
    document.core_properties.title = TITLE
    normal = document.styles["Normal"]
    normal.font.size = Pt(10.5)
    normal.paragraph_format.space_after = Pt(4)
    for section in document.sections:
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.5)
    number_pages(document)
    document.add_heading(TITLE, 0)
    add_codebook(document, tree, counts)
    out = io.BytesIO()
    document.save(out)
    return without_times(out.getvalue())


def add_codebook(document: Document, tree: ThemeTree, counts: Counts, *, below: int = 0) -> None:
    """Add a heading for every theme and code to a Word document, with what is said of it, below so many levels."""
    for node in tree.nodes:
        _add_node(document, node, tree.path(node.id), counts, below)


def _add_node(document: Document, node: Code, path: Sequence[Code], counts: Counts, below: int) -> None:
    document.add_heading(_writable(node.name), min(len(path) + below, 9))
    if not isinstance(node, Theme):
        above = document.add_paragraph()
        above.add_run(_writable(" > ".join(each.name for each in path[:-1]))).italic = True
        above.paragraph_format.keep_with_next = True
    if node.definition:
        document.add_paragraph(_writable(node.definition))
    for label, texts in _labelled(node, counts):
        paragraph = document.add_paragraph()
        paragraph.add_run(f"{label}: ").bold = True
        if len(texts) == 1 or label == LABELS["candidate_ids"]:
            paragraph.add_run(_writable(", ".join(texts)))
            continue
        paragraph.paragraph_format.keep_with_next = True
        for text in texts:
            document.add_paragraph(_writable(text), style="List Bullet")


def number_pages(document: Document) -> None:
    """Put the number of the page at its foot."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for kind in ("begin", "PAGE", "end"):
        run = paragraph.add_run().element
        part = OxmlElement("w:instrText" if kind == "PAGE" else "w:fldChar")
        if kind == "PAGE":
            part.text = kind
        else:
            part.set(qn("w:fldCharType"), kind)
        run.append(part)


def _writable(text: str) -> str:
    return UNWRITABLE.sub("", text)


def _md(tree: ThemeTree, counts: Counts) -> bytes:
    """Write a heading for every theme and code; :mod:`thematica.formats.outline` reads it again."""
    paragraphs = [f"# {TITLE}"]
    for node in tree.nodes:
        paragraphs.append(f"{'#' * min(len(tree.path(node.id)) + 1, 6)} {_escape(' '.join(node.name.split()))}")
        paragraphs += [_escape(line.strip()) for line in node.definition.splitlines() if line.strip()]
        for label, texts in _labelled(node, counts):
            words = [_escape(" ".join(text.split())) for text in texts]
            if len(words) == 1 or label == LABELS["candidate_ids"]:
                paragraphs.append(f"**{label}:** {', '.join(words)}")
            else:
                paragraphs += [f"**{label}:**", "\n".join(f"- {word}" for word in words)]
    return ("\n\n".join(paragraphs) + "\n").encode("utf-8")


def _escape(text: str) -> str:
    return MARKDOWN.sub(lambda mark: f"{mark[0]}\\" if mark[0].isdecimal() else f"\\{mark[0]}", text)


_WRITERS: dict[Kind, Callable[[ThemeTree, Counts], bytes]] = {"csv": _csv, "xlsx": _xlsx, "docx": _docx, "md": _md}
