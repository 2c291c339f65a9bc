"""A name is found wherever it is: in every kind of file and writing; and what cannot be searched is said."""

from __future__ import annotations

import base64
import bz2
import gzip
import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName

from tests.formats.office_files import paragraph, write_docx, write_pdf
from thematica.errors import MaterialError
from thematica.formats.leaks import find_leaks
from thematica.model.pseudonyms import Pseudonym
from thematica.steps.pseudonymise import Names

NAME = "Zoë Quillfeather"  # INVENTED
AUTHOR = b"Author\0" + NAME.encode()
NAMES = Names([Pseudonym(original=NAME, replacement="[Student 1]", line=2)])


def zipped(**parts: str | bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def workbook(change: Callable[[Workbook], object]) -> bytes:
    book = Workbook()
    book.active["A1"] = "nothing"
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def png(kind: bytes, chunk: bytes) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", len(chunk)) + kind + chunk + b"\0\0\0\0"


def arrays(**named: np.ndarray) -> bytes:
    out = io.BytesIO()
    np.savez_compressed(out, **named)
    return out.getvalue()


def docx(path: Path, *body: str) -> bytes:
    return write_docx(path / "made.docx", *body).read_bytes()


def pdf_with_author() -> bytes:
    from pypdf import PdfWriter

    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.add_metadata({"/Author": NAME})
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def set_creator(book: Workbook) -> None:
    book.properties.creator = NAME


def set_hidden(book: Workbook) -> None:
    book.create_sheet("other")["B2"] = NAME
    book["other"].sheet_state = "hidden"


def set_comment(book: Workbook) -> None:
    book.active["A1"].comment = Comment("look", NAME)


def set_name(book: Workbook) -> None:
    book.defined_names["x"] = DefinedName("x", attr_text=f'"{NAME}"')


SPLIT = "<w:r><w:t>Zoë Quill</w:t></w:r><w:r><w:t>feather</w:t></w:r>"
KINDS: dict[str, Callable[[Path], bytes]] = {
    "a.txt": lambda _: f"one\n\nshe is {NAME}.".encode(),
    "utf16.txt": lambda _: f"\ufeff{NAME}".encode("utf-16-le"),
    "windows.txt": lambda _: NAME.encode("cp1252"),
    "a.csv": lambda _: f'who\n"{NAME}"\n'.encode(),
    "a.json": lambda _: b'{"who": "Zo\\u00eb Quillfeather"}',
    "a.html": lambda _: b"<p>Zo&euml; <b>Quill</b>feather</p><p>Next</p>",
    "attribute.html": lambda _: b'<p title="Zo&#235; Quillfeather">no</p>',
    "link.html": lambda _: b'<a href="x/Zo%C3%AB%20Quillfeather.txt">no</a>',
    "picture.html": lambda _: b'<img src="data:image/png;base64,' + base64.b64encode(png(b"tEXt", AUTHOR)),
    "a.svg": lambda _: f"<svg><text>Zoë</text><title>{NAME}</title></svg>".encode(),
    "a.rtf": lambda _: b"{\\rtf1 Zo\\'eb {\\b Quill}feather}",
    "old.doc": lambda _: b"\xd0\xcf\x11\xe0\0\0" + NAME.encode("utf-16-le"),
    "a.gz": lambda _: gzip.compress(NAME.encode()),
    "a.bz2": lambda _: bz2.compress(NAME.encode()),
    "a.xz": lambda _: lzma.compress(NAME.encode()),
    "a.zip": lambda _: zipped(**{"in.zip": zipped(a=NAME)}),
    "part.zip": lambda _: zipped(**{f"{NAME}.txt": "nothing"}),
    "a.qdpx": lambda _: zipped(**{"project.qde": f'\ufeff<?xml version="1.0"?><User name="{NAME}"/>'}),
    "source.qdpx": lambda _: zipped(**{"project.qde": "<p/>", "sources/a.txt": NAME}),
    "a.docx": lambda path: docx(path, paragraph(SPLIT), paragraph("Next.")),
    "tracked.docx": lambda path: docx(path, f'<w:p><w:ins w:id="1" w:author="{NAME}"/></w:p>'),
    "core.docx": lambda _: zipped(**{"docProps/core.xml": f"<c><creator>{NAME}</creator><last>Bo</last></c>"}),
    "comments.docx": lambda _: zipped(**{"word/comments.xml": f'<c><comment author="{NAME}"/></c>'}),
    "header.docx": lambda _: zipped(**{"word/header1.xml": f"<h><w:p>{SPLIT}</w:p><w:p>Next</w:p></h>"}),
    "cell.xlsx": lambda _: workbook(lambda book: book.active.append([NAME])),
    "creator.xlsx": lambda _: workbook(set_creator),
    "hidden.xlsx": lambda _: workbook(set_hidden),
    "comment.xlsx": lambda _: workbook(set_comment),
    "defined.xlsx": lambda _: workbook(set_name),
    "sheet.xlsx": lambda _: workbook(lambda book: book.create_sheet(NAME)),
    "text.png": lambda _: png(b"tEXt", b"Author\0" + NAME.encode("latin-1")),
    "packed.png": lambda _: png(b"zTXt", b"Author\0\0" + zlib.compress(NAME.encode("latin-1"))),
    "itxt.png": lambda _: png(b"iTXt", b"Author\0\x01\0\0\0" + zlib.compress(NAME.encode())),
    "a.npz": lambda _: arrays(words=np.array(["no", NAME])),
    "fields.npz": lambda _: arrays(rows=np.array([(1, NAME)], dtype=[("n", "i4"), ("who", "U40")])),
    "bytes.npz": lambda _: arrays(words=np.array([NAME.encode()])),
    "objects.npz": lambda _: arrays(words=np.array([NAME, 1], dtype=object)),
    "key.npz": lambda _: arrays(**{NAME: np.zeros(3)}),
    "a.pdf": lambda path: write_pdf(path / "made.pdf", [f"I saw {NAME}."]).read_bytes(),
    "author.pdf": lambda _: pdf_with_author(),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_a_name_is_found_in_every_kind_of_file(kind: str, tmp_path: Path) -> None:
    folder = tmp_path / "study" / ".thematica"
    folder.mkdir(parents=True)
    (folder / kind).write_bytes(KINDS[kind](tmp_path))

    found = find_leaks(tmp_path / "study", NAMES.find)

    assert {leak.file.partition("!")[0] for leak in found} == {f".thematica/{kind}"}
    assert all(leak.row == 2 and "Quillfeather" not in leak.replacement for leak in found)


def test_a_name_is_found_in_the_name_of_a_file_and_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / NAME).mkdir()
    (tmp_path / NAME / f"{NAME}.npy").write_bytes(b"")

    assert [(leak.file, leak.line) for leak in find_leaks(tmp_path, NAMES.find)] == [
        (NAME, 0), (f"{NAME}/{NAME}.npy", 0),
    ]  # fmt: skip


def test_a_leak_in_a_text_is_given_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"one\ntwo\nthree {NAME}\n", encoding="utf-8")
    (tmp_path / "a.html").write_text(f"<p>\n<b\n>Zoë</b> Quillfeather</p>{NAME[:0]}", encoding="utf-8")

    assert [(leak.file, leak.line) for leak in find_leaks(tmp_path, NAMES.find)] == [("a.html", 3), ("a.txt", 3)]


@pytest.mark.parametrize(
    ("kind", "content", "why"),
    [
        ("cut.gz", gzip.compress(NAME.encode())[:-9], "is damaged"),
        ("cut.pdf", b"%PDF-1.4 nothing follows", "is damaged"),
        ("bomb.gz", gzip.compress(bytes(65 * 2**20)), "64 MiB"),
        ("deep.zip", zipped(a=zipped(a=zipped(a=zipped(a=zipped(a=zipped(a=NAME)))))), "archives"),
    ],
    ids=("cut", "cut_pdf", "bomb", "deep"),
)
def test_what_cannot_be_searched_is_said_beside_what_was_found(
    kind: str, content: bytes, why: str, tmp_path: Path
) -> None:
    (tmp_path / kind).write_bytes(content)
    (tmp_path / "a.txt").write_text(NAME, encoding="utf-8")

    with pytest.raises(MaterialError) as caught:
        find_leaks(tmp_path, NAMES.find)

    assert "a.txt:1: holds what row 2" in str(caught.value)
    assert kind in str(caught.value)
    assert why in str(caught.value)


def test_nothing_is_found_where_no_name_is(tmp_path: Path) -> None:
    (tmp_path / "a.npz").write_bytes(arrays(vectors=np.zeros((40, 8), dtype=np.float32)))
    (tmp_path / "b.xlsx").write_bytes(workbook(lambda book: book.active.append(["Zoë", "Quill feather"])))
    (tmp_path / "c.html").write_text("<p>Zoë</p><p>Quillfeathers</p>", encoding="utf-8")

    assert find_leaks(tmp_path, NAMES.find) == []
