"""The parts of a Word document, and the elements in them, as everything that reads one needs them.

Elements are known by their names without the namespace: there are two editions of the standard.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from lxml import etree

from thematica.formats.archive import Archive

# Parts of a paragraph that it does not show: deleted or moved away, its properties, the twin of a drawing.
UNSEEN = frozenset(("del", "moveFrom", "pPr", "rPr", "Fallback", "instrText", "delText", "sdtPr", "tblPr", "trPr"))
CHARACTERS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011"}
WRAPPERS = frozenset(("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag", "AlternateContent", "Choice"))
NOT_WORD = "is a ZIP archive, but not a Word document; save it as .docx in a word processor"
OFFICE_DOCUMENT = "/officeDocument"  # how the relationship to the main part ends, in either edition of the standard
HEADING = re.compile(r"heading (\d)")  # the names of styles are English in every language of Word


def read_body(archive: Archive) -> tuple[str, etree._Element, etree._Element]:
    """Give the name of the part with the words, that part, and the text body in it.

    Raises:
        MaterialError: It is damaged, or no Word document.
    """
    main = find_main_part(archive)
    root = parse_part(archive, main)
    body = find(root, "body")
    if body is None:
        raise archive.refuse("is not a Word document, or a damaged one: it has no text body")
    return main, root, body


def find_main_part(archive: Archive) -> str:
    """Find the part with the words; its name is a matter of the program that wrote it.

    Raises:
        MaterialError: There is none.
    """
    if "_rels/.rels" in archive.names:
        for relation in parse_part(archive, "_rels/.rels"):
            if str(relation.get("Type", "")).endswith(OFFICE_DOCUMENT):
                name = str(PurePosixPath("/") / str(relation.get("Target", ""))).lstrip("/")
                if not name.startswith(("xl/", "ppt/")):
                    return name
                raise archive.refuse(NOT_WORD)
    if "word/document.xml" not in archive.names:
        raise archive.refuse(NOT_WORD)
    return "word/document.xml"


def parse_part(archive: Archive, name: str) -> etree._Element:
    """Parse one part of a Word document; a MaterialError if it is damaged or declares entities."""
    # No entity is resolved, nothing is fetched, and lxml itself refuses trees that are too deep.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    content = archive.read(name)
    if b"<!DOCTYPE" in content[:2000]:
        raise archive.refuse("declares entities, which no word processor does; it was not read")
    try:
        return etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise archive.refuse(f"is damaged ({error}); save it again in the program it came from") from error


def local_name(element: etree._Element) -> str:
    """Give the name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def attribute(element: etree._Element | None, name: str) -> str:
    """Give an attribute whatever its namespace; empty where it is not there."""
    found = () if element is None else element.attrib.items()
    return next((str(value) for key, value in found if str(key).rpartition("}")[2] == name), "")


def find(element: etree._Element | None, name: str) -> etree._Element | None:
    """Give the first child of a name."""
    children = () if element is None else element
    return next((child for child in children if isinstance(child.tag, str) and local_name(child) == name), None)


def inner(element: etree._Element, *names: str) -> Iterator[etree._Element]:
    """Give the elements of some names, be they wrapped in content controls or tracked insertions."""
    for child in element:
        if isinstance(child.tag, str) and local_name(child) in names:
            yield child
        elif isinstance(child.tag, str) and local_name(child) in WRAPPERS:
            yield from inner(child, *names)


def style_of(paragraph: etree._Element) -> str:
    """Give the id of the style of a paragraph."""
    return attribute(find(find(paragraph, "pPr"), "pStyle"), "val")


def is_changed_row(row: etree._Element, change: str) -> bool:
    """Say whether a row of a table is deleted (``del``) or put in (``ins``) in a tracked change."""
    return any(
        local_name(mark) == change for properties in row if local_name(properties) == "trPr" for mark in properties
    )


class Styles:
    """How paragraphs of each style stand: as headings, in lists, as a title."""

    def __init__(self, root: etree._Element | None) -> None:
        styles = () if root is None else root
        self._styles = {attribute(style, "styleId"): style for style in styles if local_name(style) == "style"}

    def names(self, style_id: str) -> list[str]:
        """Give the names of a style and of those that it is based on."""
        found: dict[str, str] = {}
        while style_id in self._styles and style_id not in found:
            style = self._styles[style_id]
            found[style_id] = attribute(find(style, "name"), "val").casefold()
            style_id = attribute(find(style, "basedOn"), "val")
        return list(found.values())

    def level_of(self, style_id: str) -> int:
        """Give the level of headings of a style, from 1; 0 where they are none."""
        return next((int(found[1]) for name in self.names(style_id) if (found := HEADING.fullmatch(name))), 0)

    def is_title(self, style_id: str) -> bool:
        """Say whether paragraphs of a style are the document's title."""
        return self.names(style_id)[:1] == ["title"]


def read_styles(archive: Archive, main: str) -> Styles:
    """Read the styles that belong to the part with the words."""
    name = str(PurePosixPath(main).parent / "styles.xml")
    return Styles(parse_part(archive, name) if name in archive.names else None)
