"""The words of an HTML page, a paragraph a line."""

from __future__ import annotations

import re

from lxml import etree

from thematica.errors import MaterialError, Problem
from thematica.formats.labels import IsKnown
from thematica.formats.plain_text import read_plain_text
from thematica.formats.talk import Transcribed

PARAGRAPHS = frozenset("p div h1 h2 h3 h4 h5 h6 li tr blockquote section article header footer ul ol table pre".split())
UNSEEN = frozenset(("script", "style", "head", "template"))
CELLS = frozenset(("td", "th"))
UNSEEN_CHARACTERS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # no page may hold them, and parsers stop there


def read_html(text: str, file: str, is_known: IsKnown) -> Transcribed:
    """Read a page whose turns are paragraphs, as word processors and Taguette save them.

    The document's text is the page without its markup; between paragraphs there is an empty line.

    Raises:
        MaterialError: Its tags are nested so deep that the parser would leave the rest of the page out.
    """
    return read_plain_text(plain_of_html(text, file), is_known)


def plain_of_html(text: str, file: str = "") -> str:
    r"""Give the words of a page.

    Raises:
        MaterialError: As above.

    >>> plain_of_html("<h2>One</h2><p>Ana: Yes &amp;<br>no</p><p><b>Bo:</b> Hm</p>")
    'One\n\nAna: Yes &\nno\n\nBo: Hm'
    """
    # Not the parser of the standard library: its time grows with the square of the tags that are not closed.
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, recover=True, remove_comments=True, remove_pis=True,
        huge_tree=True,  # tags that are never closed lie within each other, one more with every turn
    )  # fmt: skip
    content = UNSEEN_CHARACTERS.sub(" ", text).encode("utf-8", "replace")
    root = etree.fromstring(content, parser) if content.strip() else None
    if any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log):
        message = "has tags within tags thousands deep, which are perhaps never closed; save the page as .docx or .txt"
        raise MaterialError([Problem(message, file)])
    if root is None:
        return ""
    pieces: list[str] = []
    hidden = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag
        if event == "start":
            hidden += tag in UNSEEN
            pieces.append(_space_around(tag))
            pieces.append("" if hidden else _one_line(element.text))
        else:
            hidden -= tag in UNSEEN
            pieces.append("" if tag in CELLS or tag == "br" else _space_around(tag))
            pieces.append("" if hidden else _one_line(element.tail))
    lines = "".join(pieces).split("\n")
    plain = "\n".join(re.sub(r" {2,}", " ", line).strip(" ") for line in lines)
    return re.sub(r"\n{3,}", "\n\n", plain).strip("\n")


def _space_around(tag: str) -> str:
    if tag == "br":
        return "\n"
    return "\t" if tag in CELLS else "\n\n" if tag in PARAGRAPHS else ""


def _one_line(words: str | None) -> str:
    return re.sub(r"[ \t\r\n\f\v\u00a0]", " ", words or "")
