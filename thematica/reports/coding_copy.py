"""A transcript as a Word document to be coded in its margin: its words, numbers beside them, the codebook behind.

The numbers of lines and turns are made by the word processor and are no text, so that the words between the two ends of
the bookmark are the document's words and nothing else.
"""

from __future__ import annotations

import dataclasses
import io
from bisect import bisect_left
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from thematica.formats.docx_comments import WORDS_MARK, name_copy
from thematica.formats.workbook import UNWRITABLE, without_times
from thematica.model.corpus import Document, Turn
from thematica.model.themes import ThemeTree
from thematica.reports.codebook import add_codebook, number_pages

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

# Properties of a paragraph that the standard wants behind the one that leaves it unnumbered.
BEHIND_LINE_NUMBERS = "pBdr shd tabs suppressAutoHyphens spacing ind contextualSpacing jc outlineLvl rPr sectPr".split()
HOW = (
    "Select words and insert a comment: the name of a code, or “code: why you gave it”. Several codes are separated by "
    "a semicolon, or stand on a line each. A name that is not in the codebook below is taken for a new code. "
    "Leave the text itself as it is."
)


def format_copy(document: Document, turns: Sequence[Turn], tree: ThemeTree, coder: str = "") -> bytes:
    """Write a copy for one coder, or for anybody; nobody's codes are in it. The same input gives the same bytes.

    Args:
        document: The transcript.
        turns: Its turns, in order.
        tree: The codes of the appendix, without the machine's suggestions and the researcher's memos.
        coder: Whom the copy is for: comments in it count as hers.
    """
    import docx
    from docx.shared import Cm, Pt

    file = docx.Document()
    about = file.core_properties
    for each in ("author", "comments", "subject", "last_modified_by"):
        setattr(about, each, "")
    about.title, about.keywords = show(document.id), name_copy(document.id, coder)
    normal = file.styles["Normal"]
    normal.font.size = Pt(11)
    normal.paragraph_format.space_after = Pt(6)
    for section in file.sections:
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin, section.right_margin = Cm(3), Cm(5)
    number_pages(file)
    head = [file.add_heading(show(document.id), 0), file.add_paragraph()]
    head[1].add_run(HOW + (f" Coder: {show(coder)}." if coder else "")).italic = True
    _leave_unnumbered(head)  # line 1 is the first of what was said
    _number_lines(file)
    _add_words(file, document.text, turns)
    if tree.nodes:
        from docx.enum.section import WD_SECTION

        _end_numbers(file.add_section(WD_SECTION.NEW_PAGE))
        n_before = len(file.paragraphs)
        file.add_heading("Codebook", 1)
        add_codebook(file, _without_suggestions(tree), {}, below=1)
        _leave_unnumbered(file.paragraphs[n_before:])  # LibreOffice numbers the lines of all sections or of none
    out = io.BytesIO()
    file.save(out)
    return without_times(out.getvalue())


def show(text: str) -> str:
    r"""Give a text as Word can hold it, character for character.

    >>> show("a\x07b\x1fc")
    'a\ufffdb c'
    """
    return UNWRITABLE.sub(lambda found: " " if found[0].isspace() else "\ufffd", text)


def _add_words(file: WordDocument, text: str, turns: Sequence[Turn]) -> None:
    """Write a text line by line, the number of a turn beside the line in which its speech begins."""
    from docx.shared import Cm

    starts = [turn.start for turn in turns]
    numbering = _make_numbering(file) if _can_number(text, starts) else ""
    paragraphs = []
    at = 0
    for line in text.split("\n"):
        first, beyond = bisect_left(starts, at), bisect_left(starts, at + len(line) + 1)
        if line.strip():
            paragraph = file.add_paragraph()
            paragraph.paragraph_format.left_indent = Cm(1)
            paragraphs.append(paragraph)
            split = max(0, starts[first] - at) if beyond > first else 0
            if split:
                paragraph.add_run(show(line[:split])).bold = True
            paragraph.add_run(show(line[split:]))
            if numbering and beyond > first:
                _number(paragraph, numbering)
        at += len(line) + 1
    if paragraphs:
        _mark("bookmarkStart", paragraphs[0], name=WORDS_MARK)
        _mark("bookmarkEnd", paragraphs[-1])


def _can_number(text: str, starts: Sequence[int]) -> bool:
    """Say whether each turn begins on a line of its own, so that numbers in order are those of the ids."""
    lines = [text.count("\n", 0, start) for start in starts]
    rows = text.split("\n")
    return len(set(lines)) == len(lines) and all(rows[line].strip() for line in lines)


def _element(tag: str, **attributes: str) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    return element


def _mark(tag: str, paragraph: Any, **attributes: str) -> None:
    mark = _element(tag, id="9000", **attributes)
    inner = paragraph._p  # noqa: SLF001  # python-docx has no bookmarks of its own
    if tag == "bookmarkEnd":
        inner.append(mark)
    else:
        inner.insert(1 if inner.pPr is not None else 0, mark)


def _make_numbering(file: WordDocument) -> str:
    """Add a list that numbers turns as their ids do, and give its number."""
    numbering = file.part.numbering_part.element
    taken = {each.get(_w("abstractNumId")) for each in numbering if each.tag == _w("abstractNum")}
    name = str(max((int(each) for each in taken if each), default=0) + 1)
    abstract = _element("abstractNum", abstractNumId=name)
    level = _element("lvl", ilvl="0")
    for child in (
        _element("start", val="1"), _element("numFmt", val="decimal"), _element("lvlText", val="t%1"),
        _element("lvlJc", val="left"), _element("pPr"),
    ):  # fmt: skip
        level.append(child)
    level[-1].append(_element("ind", left="567", hanging="567"))
    grey = _element("rPr")
    grey.append(_element("color", val="808080"))
    level.append(grey)
    abstract.append(level)
    numbering.insert(0, abstract)
    return str(numbering.add_num(int(name)).numId)


def _w(name: str) -> str:
    from docx.oxml.ns import qn

    return str(qn(f"w:{name}"))


def _number(paragraph: Any, numbering: str) -> None:
    properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001  # nor can it number paragraphs
    number = properties.get_or_add_numPr()
    number.append(_element("ilvl", val="0"))
    number.append(_element("numId", val=numbering))


def _number_lines(file: WordDocument) -> None:
    section = file.sections[0]._sectPr  # noqa: SLF001  # nor lines
    place = section.find(_w("cols"))
    numbers = _element("lnNumType", countBy="1", restart="continuous")
    if place is None:
        section.append(numbers)
    else:
        place.addprevious(numbers)


def _leave_unnumbered(paragraphs: Sequence[Any]) -> None:
    for paragraph in paragraphs:
        properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001
        later = (f"w:{name}" for name in BEHIND_LINE_NUMBERS)
        properties.insert_element_before(_element("suppressLineNumbers"), *later)


def _end_numbers(section: Any) -> None:
    for each in section._sectPr.findall(_w("lnNumType")):  # noqa: SLF001
        section._sectPr.remove(each)  # noqa: SLF001


def _without_suggestions(tree: ThemeTree) -> ThemeTree:
    """Leave out what the machine offered and what she wrote for herself."""

    def strip(node: Any) -> Any:
        inner = {name: tuple(map(strip, getattr(node, name))) for name in ("subthemes", "codes") if hasattr(node, name)}
        return dataclasses.replace(node, candidate_ids=(), memo="", **inner)

    return ThemeTree(tuple(map(strip, tree.themes)))
