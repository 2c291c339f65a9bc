"""Word documents and PDFs written for tests, from as little XML and as few operators as the formats allow."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

TRANSITIONAL = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"'
    ' Target="{main}"/></Relationships>'
)


def run(words: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{escape(words)}</w:t></w:r>'


def paragraph(*content: str, properties: str = "") -> str:
    """A paragraph of runs and other XML; plain words are made a run."""
    return f"<w:p>{properties}{''.join(c if c.startswith('<') else run(c) for c in content)}</w:p>"


def inserted(words: str) -> str:
    return f'<w:ins w:id="1" w:author="INVENTED" w:date="2024-05-03T10:00:00Z">{run(words)}</w:ins>'


def deleted(words: str) -> str:
    return (
        '<w:del w:id="2" w:author="INVENTED" w:date="2024-05-03T10:00:00Z">'
        f"<w:r><w:delText>{escape(words)}</w:delText></w:r></w:del>"
    )


def table(*rows: Sequence[str], row_properties: str = "") -> str:
    """A table; each cell is words, or paragraphs as XML."""
    cells = (
        "".join(f"<w:tc>{cell if cell.startswith('<w:p>') else paragraph(cell)}</w:tc>" for cell in row) for row in rows
    )
    return f"<w:tbl>{''.join(f'<w:tr>{row_properties}{row}</w:tr>' for row in cells)}</w:tbl>"


def write_docx(path: Path, *body: str, namespace: str = TRANSITIONAL, main: str = "word/document.xml") -> Path:
    document = f'<?xml version="1.0"?><w:document xmlns:w="{namespace}"><w:body>{"".join(body)}</w:body></w:document>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("_rels/.rels", RELATIONS.format(main=main))
        archive.writestr(main, document)
    return path


def write_pdf(path: Path, *pages: Sequence[str | tuple[float, float, str]]) -> Path:
    """A PDF with one font; a line is words, set below the line before, or (x, y, words)."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica "
               b"/Encoding /WinAnsiEncoding >>"]  # fmt: skip
    kids = []
    for lines in pages:
        placed = [line if isinstance(line, tuple) else (60, 780 - 14 * i, line) for i, line in enumerate(lines)]
        drawn = b"\n".join(
            b"BT /F1 10 Tf %d %d Td (%s) Tj ET"
            % (x, y, words.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)"))
            for x, y, words in placed
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn))
        kids.append(len(objects) + 1)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>" % len(objects)
        )
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(b"%d 0 R" % kid for kid in kids))
    out = bytearray(b"%PDF-1.4\n% INVENTED\n")
    offsets = []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    path.write_bytes(bytes(out))
    return path
