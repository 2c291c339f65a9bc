"""Comments put into Word documents for tests, in the XML that Word writes and in that of LibreOffice. All INVENTED."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from tests.formats.office_files import RELATIONS, TRANSITIONAL

Shape = Literal["word", "libreoffice"]
SHAPES: tuple[Shape, ...] = ("word", "libreoffice")
W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
W15 = "http://schemas.microsoft.com/office/word/2012/wordml"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
RELATION_EXTENDED = "http://schemas.microsoft.com/office/2011/relationships/commentsExtended"


@dataclass(frozen=True)
class Note:
    """A comment as it is to be written; ``answers`` is the number of the one it answers."""

    text: str
    author: str = "Ann Example"
    date: str = "2024-05-03T10:00:00Z"
    answers: int | None = None


def start(number: int) -> str:
    return f'<w:commentRangeStart w:id="{number}"/>'


def end(number: int, shape: Shape = "word") -> str:
    return f'<w:commentRangeEnd w:id="{number}"/>{reference(number, shape)}'


def reference(number: int, shape: Shape = "word") -> str:
    style = '<w:rPr><w:rStyle w:val="CommentReference"/></w:rPr>' if shape == "word" else "<w:rPr></w:rPr>"
    return f'<w:r>{style}<w:commentReference w:id="{number}"/></w:r>'


def comment_parts(notes: Sequence[Note], shape: Shape) -> dict[str, str]:
    """Give the parts that hold the comments, by name."""
    comments, threads, people = [], [], []
    for number, note in enumerate(notes):
        lines = note.text.split("\n")
        written = ""
        for place, line in enumerate(lines):
            para = f"{number:04X}{place:04X}"
            last = place == len(lines) - 1
            mark = f' w14:paraId="{para}"' if shape == "word" or last else ""
            ref = "<w:r><w:annotationRef/></w:r>" if shape == "word" and not place else ""
            cut = len(line) // 2  # programs cut runs where they like
            runs = "".join(
                f'<w:r><w:t xml:space="preserve">{escape(part)}</w:t></w:r>' for part in (line[:cut], line[cut:])
            )
            written += f"<w:p{mark}><w:pPr></w:pPr>{ref}{runs}</w:p>"
        date = f' w:date="{note.date}"' if note.date else ""
        comments.append(f'<w:comment w:id="{number}" w:author={quoteattr(note.author)}{date} w:initials="X">{written}'
                        "</w:comment>")  # fmt: skip
        own = f"{number:04X}{len(lines) - 1:04X}"
        above = ""
        if note.answers is not None:
            of = notes[note.answers].text.count("\n")
            above = f' w15:paraIdParent="{note.answers:04X}{of:04X}"'
        threads.append(f'<w15:commentEx w15:paraId="{own}"{above} w15:done="0"/>')
        people.append(f"<w15:person w15:author={quoteattr(note.author)}/>")
    names = f'xmlns:w="{TRANSITIONAL}" xmlns:w14="{W14}" xmlns:w15="{W15}"'
    parts = {
        "word/comments.xml": f"<w:comments {names}>{''.join(comments)}</w:comments>",
        "word/commentsExtended.xml": f"<w15:commentsEx {names}>{''.join(threads)}</w15:commentsEx>",
        "word/_rels/document.xml.rels": (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="c1" Type="{RELATION}" Target="comments.xml"/>'
            f'<Relationship Id="c2" Type="{RELATION_EXTENDED}" Target="commentsExtended.xml"/></Relationships>'
        ),
    }
    if shape == "word":
        parts["word/people.xml"] = f"<w15:people {names}>{''.join(people)}</w15:people>"
    return parts


def write_commented(path: Path, *body: str, notes: Sequence[Note], shape: Shape = "word") -> Path:
    """Write a document whose body has the marks already."""
    document = f'<w:document xmlns:w="{TRANSITIONAL}"><w:body>{"".join(body)}</w:body></w:document>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("_rels/.rels", RELATIONS.format(main="word/document.xml"))
        archive.writestr("word/document.xml", document)
        for name, content in comment_parts(notes, shape).items():
            archive.writestr(name, content)
    return path


def comment_on(
    path: Path, text: str, spans: Sequence[tuple[int, int]], notes: Sequence[Note], shape: Shape = "word"
) -> None:
    """Put comments on spans of a document's text into the copy that was exported of it.

    The paragraphs between the ends of the bookmark are the lines of the text that are not blank, in order.
    """
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    root = etree.fromstring(parts["word/document.xml"])
    w = f"{{{TRANSITIONAL}}}"
    body = root.find(f"{w}body")
    paragraphs = body.findall(f"{w}p")
    first = next(i for i, p in enumerate(paragraphs) if p.find(f"{w}bookmarkStart") is not None)
    at, lines = 0, []
    for line in text.split("\n"):
        if line.strip():
            lines.append((at, line))
        at += len(line) + 1
    for (begin, line), paragraph in zip(lines, paragraphs[first:], strict=False):
        marks = sorted(
            [(a - begin, 1, start(i)) for i, (a, _) in enumerate(spans) if begin <= a <= begin + len(line)]
            + [(b - begin, 0, end(i, shape)) for i, (_, b) in enumerate(spans) if begin <= b <= begin + len(line)]
        )
        kept = [child for child in paragraph if child.tag != f"{w}r"]
        xml, before = "", 0
        for place, _, mark in [*marks, (len(line), 2, "")]:
            xml += _runs(line[before:place]) + mark
            before = place
        for child in list(paragraph):
            paragraph.remove(child)
        made = etree.fromstring(f'<w:p xmlns:w="{TRANSITIONAL}">{xml}</w:p>')
        ends = [child for child in kept if child.tag == f"{w}bookmarkEnd"]
        paragraph.extend([*(child for child in kept if child not in ends), *made, *ends])
    parts["word/document.xml"] = etree.tostring(root)
    made_parts = comment_parts(notes, shape)
    relations = made_parts.pop("word/_rels/document.xml.rels")
    inner = relations.partition('relationships">')[2].removesuffix("</Relationships>")
    name = "word/_rels/document.xml.rels"
    parts[name] = parts[name].replace(b"</Relationships>", f"{inner}</Relationships>".encode())
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for each, content in {**parts, **{key: value.encode() for key, value in made_parts.items()}}.items():
            archive.writestr(each, content)
    path.write_bytes(out.getvalue())


def _runs(words: str) -> str:
    """Runs of one word each, as a word processor leaves them after some editing."""
    runs = []
    for piece in words.replace("\t", "\0\t\0").split("\0"):
        inner = "<w:tab/>" if piece == "\t" else f'<w:t xml:space="preserve">{escape(piece)}</w:t>'
        runs += [f"<w:r>{inner}</w:r>"] if piece else []
    return "".join(runs)
