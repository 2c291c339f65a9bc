"""The words of an HTML page, a paragraph a line."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from thematica.formats.labels import IsKnown
from thematica.formats.plain_text import read_plain_text
from thematica.formats.talk import Transcribed

PARAGRAPHS = frozenset("p div h1 h2 h3 h4 h5 h6 li tr blockquote section article header footer ul ol table pre".split())
UNSEEN = frozenset(("script", "style", "head", "template"))


def read_html(text: str, is_known: IsKnown) -> Transcribed:
    """Read a page whose turns are paragraphs, as word processors and Taguette save them.

    The document's text is the page without its markup; between paragraphs there is an empty line.
    """
    return read_plain_text(plain_of_html(text), is_known)


def plain_of_html(text: str) -> str:
    r"""Give the words of a page.

    >>> plain_of_html("<h2>One</h2><p>Ana: Yes &amp;<br>no</p><p><b>Bo:</b> Hm</p>")
    'One\n\nAna: Yes &\nno\n\nBo: Hm'
    """
    page = _Page()
    page.feed(text)
    page.close()
    lines = "".join(page.pieces).split("\n")
    plain = "\n".join(" ".join(re.split(r"[ \f\v]+", line.replace("\u00a0", " "))).strip(" ") for line in lines)
    return re.sub(r"\n{3,}", "\n\n", plain).strip("\n")


class _Page(HTMLParser):
    """Gathers the words of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.unseen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 (HTMLParser hands them over)
        if tag in UNSEEN:
            self.unseen.append(tag)
        elif tag == "br":
            self.pieces.append("\n")
        elif tag in ("td", "th"):
            self.pieces.append("\t")
        elif tag in PARAGRAPHS:
            self.pieces.append("\n\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in UNSEEN:
            self.unseen = self.unseen[:-1]
        elif tag in PARAGRAPHS:
            self.pieces.append("\n\n")

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.pieces.append(data.replace("\n", " ").replace("\r", " ").replace("\t", " "))
