"""INVENTED talk in the layouts of Word documents and PDFs: what writes each, and the turns it holds."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain
from pathlib import Path

from tests.formats.conversation import LABELS, TIMES, WORDS, Turns, talk
from tests.formats.office_files import deleted, inserted, paragraph, run, table, write_docx, write_pdf

CLOCKS = ("0:01", "0:05", "0:12", "0:20", "0:31", "1:02:18")
SAID = tuple(zip(LABELS, CLOCKS, WORDS, strict=True))
PLAIN = tuple(words.replace(" 😀", "") for words in WORDS)  # no letter of a PDF's Helvetica
PRINTED = tuple(zip(LABELS, CLOCKS, PLAIN, strict=True))
TITLE = paragraph("INVENTED")


def colon(path: Path) -> Path:
    return write_docx(path, *(paragraph(f"{label}: {words}") for label, _, words in SAID))


def otter(path: Path) -> Path:
    blocks = ((paragraph(f"{label}  {clock}"), paragraph(words), paragraph()) for label, clock, words in SAID)
    return write_docx(path, TITLE, *chain(*blocks), paragraph("Transcribed by https://otter.ai"))


def teams(path: Path) -> Path:
    turns = (
        paragraph(f"<w:r><w:rPr><w:b/></w:rPr><w:t>{label}</w:t></w:r>", f"   {clock}", "<w:r><w:br/></w:r>", words)
        for label, clock, words in SAID
    )
    return write_docx(path, paragraph("Jane Smith started transcription"), *turns)


def table_of_two(path: Path) -> Path:
    return write_docx(path, table(*((label, words) for label, _, words in SAID)))


def table_of_three(path: Path) -> Path:
    rows = ((clock, words, label) for label, clock, words in SAID)
    return write_docx(path, table(("Timespan", "Content", "Speaker"), *rows))


def tracked(path: Path) -> Path:
    first, second, *rest = (paragraph(f"{label}: {words}") for label, _, words in SAID[1:])
    asked = paragraph("Moderator: How was ", deleted("the"), inserted("your first"), " year?")
    return write_docx(path, asked, first, paragraph(deleted("FG5D: No.")), second, *rest)


def controls(path: Path) -> Path:
    control = "<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>"
    turns = (paragraph(control.format(run(f"{label}: ")), words) for label, _, words in SAID)
    return write_docx(path, *(control.format(turn) for turn in turns))


def printed_otter(path: Path) -> Path:
    blocks = [[f"{label}  {clock}", words, ""] for label, clock, words in PRINTED]
    return write_pdf(path, ["INVENTED", *chain(*blocks[:3])], [*chain(*blocks[3:])])


def printed_wrapped(path: Path) -> Path:
    lines: list[str | tuple[float, float, str]] = []
    for label, _, words in PRINTED:
        half = len(words) // 2
        cut = words.index(" ", half) if " " in words[half:] else len(words)
        lines += filter(None, (f"{label}: {words[:cut]}", words[cut:].strip()))
    head: tuple[float, float, str] = (60, 810, "INVENTED study of mentoring")
    return write_pdf(path, *([head, *lines[n : n + 4]] for n in range(0, len(lines), 4)))


LAYOUTS: dict[str, tuple[Callable[[Path], Path], Turns]] = {
    "colon.docx": (colon, talk()),
    "otter.docx": (otter, talk(TIMES)),
    "teams.docx": (teams, talk(TIMES)),
    "table.docx": (table_of_two, talk()),
    "table_time.docx": (table_of_three, talk(TIMES)),
    "tracked.docx": (tracked, talk()),
    "controls.docx": (controls, talk()),
    "otter.pdf": (printed_otter, talk(TIMES, words=PLAIN)),
    "wrapped.pdf": (printed_wrapped, talk(words=PLAIN)),
}
