"""Files that are damaged, locked, too large or not what they say, wherever a study reads one: sentences only."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

from tests.formats.office_files import paragraph, write_docx, write_pdf
from tests.study.test_study import make_study
from thematica.cli import main
from thematica.errors import ThematicaError
from thematica.formats.themes_yaml import read_themes

ROOT = Path(__file__).parents[2]
MIB = 2**20
MOST_MEMORY = 1000  # MiB; thematica itself, with what reads Office files, takes 60
MOST_COMPUTING = 60.0  # seconds; one or two on an idle machine
LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + "EncryptedPackage".encode("utf-16-le")

CHECK_AND_SAY_WHAT_IT_COST = """
import sys, time
from pathlib import Path
from thematica.cli import main
from thematica.errors import ThematicaError
from thematica.formats.themes_yaml import read_themes
status = main(["check", sys.argv[1]])
most = int(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0]) // 1024
print(status, most, time.process_time())
"""


def book(path: Path) -> Path:
    workbook = Workbook()
    for row in (["participant", "session", "code", "quote"], *([f"P{n}", f"s{n}", "c", "q"] for n in range(99))):
        workbook.active.append(row)
    workbook.save(path)
    return path


def whole(path: Path) -> bytes:
    """A file of the kind that a name says, whole."""
    if path.suffix == ".xlsx":
        return book(path).read_bytes()
    if path.suffix == ".pdf":
        return write_pdf(path, [f"FG1A: word {n}" for n in range(40)]).read_bytes()
    if path.suffix == ".docx":
        return write_docx(path, *(paragraph(f"FG1A: word {n}") for n in range(99))).read_bytes()
    return "participant,answer\nP1,Très".encode()


def truncated(path: Path) -> None:
    content = whole(path)
    path.write_bytes(content[: len(content) - max(1, len(content) * 2 // 5)])


def locked(path: Path) -> None:
    raw = bytearray(whole(path))
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = raw.find(signature)
        while at >= 0:
            raw[at + flags] |= 1  # the bit that says: encrypted
            at = raw.find(signature, at + 4)
    path.write_bytes(bytes(raw) if path.suffix in (".docx", ".xlsx") else LOCKED)


def bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in ("word/document.xml", "word/comments.xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml"):
            archive.writestr(part, bytes(130 * MIB))


def nested(path: Path) -> None:
    path.write_text("[" * 30_000 + "]" * 30_000, encoding="utf-8")


HOSTILE: dict[str, Callable[[Path], object]] = {
    "empty": lambda path: path.write_bytes(b""),
    "blank": lambda path: path.write_bytes(b"\n \n"),
    "NULs": lambda path: path.write_bytes(b"participant,answer\nP1,yes\0no\n"),
    "truncated": truncated,
    "locked": locked,
    "an old Office file": lambda path: path.write_bytes(LOCKED),
    "a picture": lambda path: path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9),
    "another kind": lambda path: path.write_bytes(
        whole(path.with_suffix(".docx" if path.suffix != ".docx" else ".pdf"))
    ),
    "no encoding": lambda path: path.write_bytes(b"participant,answer\nP1,\x81\x8d\x8f\n"),
    "nested": nested,
    "a link in a circle": lambda path: path.symlink_to(path.name),
}
# Where a file stands in a study (or beside it: "@"), and the command that reads it.
CHECK = ("check", "STUDY")
PLACES: dict[str, tuple[str, ...]] = {
    **{f"transcripts/odd{e}": CHECK for e in ".txt .md .vtt .srt .json .otr .html .csv .docx .pdf".split()},
    **{f"{name}{e}": CHECK for e in (".csv", ".xlsx") for name in ("answers/odd", "codings/odd", "participants")},
    **{f"sessions{e}": CHECK for e in (".csv", ".xlsx")},
    **{f"notes/odd{e}": CHECK for e in (".md", ".txt", ".docx")},
    **{f"translations/fg1{e}": CHECK for e in (".txt", ".docx", ".vtt", ".pdf", ".csv")},
    **{f"{name}.yaml": CHECK for name in ("themes", "study", "speakers", "questions")},
    **{f"@book{e}": ("import", "--codebook", "FILE", "STUDY") for e in (".csv", ".xlsx", ".docx", ".txt", ".md")},
    "@copy.docx": ("import", "--word", "FILE", "STUDY"),
    **{f"@key{e}": ("pseudonymise", "--key", "FILE", "--to", "NEW", "STUDY") for e in (".csv", ".yaml")},
}
FINE = {  # what is not wrong: nothing stands in it, or it is what the name says
    "empty", "blank", "truncated",
}  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_whatever_a_file_holds_the_command_line_answers_in_sentences(
    place: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong: list[str] = []
    make_study(tmp_path / "whole")
    for kind, make in HOSTILE.items():
        folder = tmp_path / kind.replace(" ", "-")
        study = folder / "study"
        shutil.copytree(tmp_path / "whole", study)
        file = folder / place[1:] if place.startswith("@") else study / place
        file.parent.mkdir(exist_ok=True)
        if file.suffix == ".xlsx":
            file.with_suffix(".csv").unlink(missing_ok=True)
        file.unlink(missing_ok=True)
        make(file)
        words = {"STUDY": str(study), "FILE": str(file), "NEW": str(folder / "new")}

        try:
            status = main([words.get(word, word) for word in PLACES[place]])
        except Exception as error:
            wrong.append(f"{kind}: {type(error).__name__}: {error}")
            continue

        said = "".join(capsys.readouterr())
        if status not in (0, 1) or "Traceback" in said or not said.strip():
            wrong.append(f"{kind}: status {status}: {said[:200]}")
        is_named = file.name in said
        if status and not is_named:
            wrong.append(f"{kind}: refused, and the file is not named: {said[:200]}")
        if not status and kind not in FINE and not is_named:
            wrong.append(f"{kind}: passed over in silence")

    assert wrong == []


@pytest.mark.parametrize(
    "place", ["answers/odd.csv", "codings/odd.csv", "notes/odd.md", "themes.yaml", "transcripts/odd.html"]
)
def test_a_line_of_30_megabytes_costs_bounded_time_and_memory(place: str, tmp_path: Path) -> None:
    study = tmp_path / "study"
    make_study(study)
    (study / place).parent.mkdir(exist_ok=True)
    (study / place).write_bytes(b"id,answer\nP1,Yes\nP2," + b"word, " * (5 * MIB))

    ran = subprocess.run(
        [sys.executable, "-c", CHECK_AND_SAY_WHAT_IT_COST, str(study)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip

    status, memory, seconds = ran.stdout.split()[-3:]
    assert status in ("0", "1"), ran.stderr
    assert "Traceback" not in ran.stderr
    assert 30 < float(memory) < MOST_MEMORY  # the file alone has 30
    assert float(seconds) < MOST_COMPUTING


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("themes: [" + "word, " * 700_000 + "]", "themes.yaml: is longer than 4 million characters"),
        ("[" * 3_000 + "]" * 3_000, "themes.yaml: is nested far deeper than such a file"),
    ],
)
def test_yaml_that_nobody_has_typed_is_refused_before_it_is_parsed(text: str, sentence: str, tmp_path: Path) -> None:
    (tmp_path / "themes.yaml").write_text(text, encoding="utf-8")

    with pytest.raises(ThematicaError) as caught:
        read_themes(tmp_path / "themes.yaml")

    assert str(caught.value).startswith(sentence)
