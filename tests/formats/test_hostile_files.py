"""Files that are damaged, locked, too large, or not what they say: a sentence each, in bounded time and memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.formats.conversation import FIXTURES, read
from tests.formats.office_files import RELATIONS, TRANSITIONAL, paragraph, write_docx, write_pdf
from thematica.errors import MaterialError
from thematica.formats import transcript_files
from thematica.formats.talk import ENDINGS

MOST_SECONDS = 60.0
MOST_COMPUTING = 40.0  # seconds; a few on an idle machine, but what grows with the square takes minutes
ROOT = Path(__file__).parents[2]
ZEROS = b"0" * (1024 * 1024)

READ_IN_LITTLE_MEMORY = """
import resource, sys
from pathlib import Path
import lxml.etree, pypdf
from tests.formats.conversation import read
from thematica.errors import MaterialError
resource.setrlimit(resource.RLIMIT_AS, (1500 * 2**20, 1500 * 2**20))
try:
    read(Path(sys.argv[1]))
except MaterialError as error:
    print(error)
"""


READ_AND_SAY_HOW_MUCH_MEMORY = """
import sys
from pathlib import Path
from tests.formats.conversation import read
def most():
    return int(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0]) // 1024
before = most()
print(*(turn.label for turn in read(Path(sys.argv[1]))[0].talk), most() - before)
"""


def refuse(path: Path) -> str:
    with pytest.raises(MaterialError) as caught:
        read(path)
    return str(caught.value)


def is_read_or_refused(path: Path) -> bool:
    """Whether a file is read, or refused in one sentence that names it."""
    try:
        read(path)
    except MaterialError as error:
        return str(error).startswith(f"{path.name}:") and "\n" not in str(error)
    return True


def bomb(path: Path, megabytes: int) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("_rels/.rels", RELATIONS.format(main="word/document.xml"))
        with archive.open("word/document.xml", "w", force_zip64=True) as part:
            part.write(f'<w:document xmlns:w="{TRANSITIONAL}"><w:body><w:p><w:r><w:t>'.encode())
            for _ in range(megabytes):
                part.write(ZEROS)
    return path


@pytest.mark.parametrize("ending", [e for e in ENDINGS if e not in (".csv", ".docx", ".pdf")])
def test_an_empty_text_has_no_turns(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"talk{ending}"
    path.write_bytes(b"")

    assert read(path)[0].talk == ()


@pytest.mark.parametrize("ending", [".docx", ".pdf"])
def test_an_empty_document_is_named(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"talk{ending}"
    path.write_bytes(b"")

    assert refuse(path) == f"talk{ending}: is empty"


@pytest.mark.parametrize("share", [0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99])
def test_a_document_that_is_cut_off_is_refused_or_read_never_a_traceback(tmp_path: Path, share: float) -> None:
    written = (
        write_docx(tmp_path / "whole.docx", *(paragraph(f"FG1A: word {n}") for n in range(200))),
        write_pdf(tmp_path / "whole.pdf", *([f"FG1A: word {n}" for n in range(40)] for _ in range(5))),
    )
    for whole in written:
        path = tmp_path / f"cut{whole.suffix}"
        path.write_bytes(whole.read_bytes()[: int(whole.stat().st_size * share)])

        assert is_read_or_refused(path)


@pytest.mark.parametrize("name", ["whole.docx", "whole.pdf"])
@pytest.mark.parametrize("seed", range(12))
def test_a_document_with_broken_bytes_is_refused_or_read_never_a_traceback(
    tmp_path: Path, name: str, seed: int
) -> None:
    if name.endswith("docx"):
        path = write_docx(tmp_path / name, *(paragraph(f"FG1A: word {n}") for n in range(200)))
    else:
        path = write_pdf(tmp_path / name, *([f"FG1A: word {n}" for n in range(40)] for _ in range(3)))
    raw = bytearray(path.read_bytes())
    for place in range(seed * 7 + 20, len(raw), 97):
        raw[place] = (raw[place] + seed + 1) % 256
    path.write_bytes(bytes(raw))

    assert is_read_or_refused(path)


def test_a_word_file_of_some_kilobytes_that_unpacks_to_a_thousand_times_as_much_is_refused(tmp_path: Path) -> None:
    path = bomb(tmp_path / "bomb.docx", 600)
    assert path.stat().st_size < 700 * 1024
    began = time.monotonic()

    ran = subprocess.run(
        [sys.executable, "-c", READ_IN_LITTLE_MEMORY, str(path)],
        capture_output=True, text=True, check=False, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip

    assert ran.stdout == (
        "bomb.docx: unpacks to more than 64 MiB of text, which no transcript has; it was not read\n"
    ), ran.stderr
    assert time.monotonic() - began < MOST_SECONDS


def test_a_document_of_entities_that_multiply_is_refused(tmp_path: Path) -> None:
    entities = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9))
    path = tmp_path / "laughs.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("_rels/.rels", RELATIONS.format(main="word/document.xml"))
        archive.writestr(
            "word/document.xml",
            f'<!DOCTYPE x [<!ENTITY a0 "ha">{entities}]><w:document xmlns:w="{TRANSITIONAL}"><w:body><w:p><w:r>'
            "<w:t>&a9;</w:t></w:r></w:p></w:body></w:document>",
        )

    assert refuse(path) == "laughs.docx: declares entities, which no word processor does; it was not read"


def test_a_document_nested_without_end_is_refused(tmp_path: Path) -> None:
    path = write_docx(tmp_path / "deep.docx", "<w:sdt>" * 100_000 + "</w:sdt>" * 100_000)

    assert refuse(path).startswith("deep.docx: is damaged (")


def test_a_page_whose_tags_are_never_closed_is_read_to_its_end_or_refused(tmp_path: Path) -> None:
    path = tmp_path / "open.html"
    path.write_text("".join(f"<div>FG1{'AB'[n % 2]}: turn {n}" for n in range(1_000)), encoding="utf-8")
    assert [turn.label for turn in read(path)[0].talk] == ["FG1A", "FG1B"] * 500

    path.write_text("<div>FG1A: Yes." * 3_000, encoding="utf-8")
    assert refuse(path).startswith("open.html: has tags within tags thousands deep, which are perhaps never closed")


def test_a_text_of_200_megabytes_in_one_line_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    with path.open("wb") as out:
        out.truncate(200 * 1024 * 1024)
    began = time.process_time()

    assert refuse(path) == (
        "long.txt: is larger than 32 MiB, which no transcript is; split it, or take out what is no text"
    )
    assert time.process_time() - began < 1


@pytest.mark.parametrize("ending", [".txt", ".vtt", ".srt", ".html", ".json"])
@pytest.mark.parametrize(
    "piece", ["a ", "[", "<v ", "<v.a", "<b ", "A: ", "0:01 ", "#00:01", "\t", "- ", "A  0:0", "\n", "# FG1\n\n"]
)
def test_a_line_of_any_one_thing_is_read_in_time_that_grows_with_its_length(
    tmp_path: Path, ending: str, piece: str
) -> None:
    head = "WEBVTT\n\n00:01.000 --> 00:02.000\n" if ending in (".vtt", ".srt") else ""
    path = tmp_path / f"long{ending}"
    path.write_text(head + piece * (300_000 // len(piece)), encoding="utf-8")
    began = time.process_time()

    assert is_read_or_refused(path)
    assert time.process_time() - began < MOST_COMPUTING


CUE = "1\n00:00:01,000 --> 00:00:02,000\n"


@pytest.mark.parametrize(
    "piece", ["a\n\n", ">> ", "- a\n", "[A] b\n", CUE, f"{CUE}[Ana] b\n\n", f"{CUE}Ana: b\n\n", "-->\n", "1\n\n", "a-"]
)  # fmt: skip
def test_captions_of_any_one_thing_are_read_in_time_that_grows_with_their_length(tmp_path: Path, piece: str) -> None:
    path = tmp_path / "long.srt"
    path.write_text(CUE + piece * (400_000 // len(piece)), encoding="utf-8")
    began = time.process_time()

    assert is_read_or_refused(path)
    assert time.process_time() - began < MOST_COMPUTING


@pytest.mark.parametrize(
    "speech",
    [
        {"words": [{"text": "a", "speaker_id": "1"}] * 100_000},
        {"text": "a " * 100_000, "words": [{"word": "b", "start": 1}] * 50_000},
        {"segments": [{"text": "a " * 50_000, "words": [{"word": w, "speaker": w} for w in "ab" * 25_000]}]},
        {"results": {"items": [{"type": "punctuation", "alternatives": [{"content": ","}]}] * 100_000}},
        {"utterances": [{"text": "a", "start": 1, "end": 1e300}] * 50_000},
        {"segments": [{"text": "a", "start": 10**400, "end": -1}]},
    ],
)
def test_recognised_speech_of_any_size_is_read_in_time(tmp_path: Path, speech: dict[str, object]) -> None:
    path = tmp_path / "long.json"
    path.write_text(json.dumps(speech), encoding="utf-8")
    began = time.process_time()

    assert is_read_or_refused(path)
    assert time.process_time() - began < MOST_COMPUTING


def test_a_word_document_of_very_many_bold_speakers_is_read_in_time(tmp_path: Path) -> None:
    bold = [f"<w:r><w:rPr><w:b/></w:rPr><w:t>{label}:</w:t></w:r>" for label in ("Ana", "Ben")]
    said = (paragraph(bold[n % 2], " Yes, that is so.") for n in range(60_000))
    path = write_docx(tmp_path / "long.docx", *said)
    began = time.process_time()

    assert is_read_or_refused(path)
    assert time.process_time() - began < MOST_COMPUTING


def test_a_word_document_of_very_many_headings_is_read_in_time(tmp_path: Path) -> None:
    heading = '<w:pPr><w:pStyle w:val="Heading1"/></w:pPr>'
    pairs = ((paragraph(f"Part {n}", properties=heading), paragraph("P1: Yes, so.")) for n in range(40_000))
    path = write_docx(tmp_path / "long.docx", *(part for pair in pairs for part in pair))
    began = time.process_time()

    assert is_read_or_refused(path)
    assert time.process_time() - began < MOST_COMPUTING


def test_a_pdf_of_thousands_of_lines_on_a_page_is_read_in_time(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "long.pdf", *([(60, n % 842, "12") for n in range(3_000)] for _ in range(2)))
    began = time.process_time()

    assert is_read_or_refused(path)
    assert time.process_time() - began < MOST_COMPUTING


def test_a_long_line_at_the_limit_needs_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_bytes(b"FG1A: " + b"word " * (transcript_files.LARGEST_TEXT // 5 - 2))

    ran = subprocess.run(
        [sys.executable, "-c", READ_AND_SAY_HOW_MUCH_MEMORY, str(path)],
        capture_output=True, text=True, check=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip

    label, more = ran.stdout.split()
    assert label == "FG1A"
    assert 30 < int(more) < 600  # MiB; the file alone has 32


@pytest.mark.parametrize("name", ["colon.txt", "zoom.vtt", "zoom.srt", "whisper.json", "page.html", "otranscribe.otr"])
def test_a_text_with_nul_bytes_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes((FIXTURES / name).read_bytes() + b"\0")

    assert refuse(path) == f"{name}: holds NUL bytes, so it is not a text file; save it as text in UTF-8"


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.txt", b"%PDF-1.4 ...", "is not a .txt file by its first bytes but a PDF; give it the ending .pdf"),
        ("a.txt", b"PK\x03\x04 ...", "is not a .txt file by its first bytes but a Word document, or another ZIP"),
        ("a.docx", b"{\\rtf1 ...", "is not a .docx file by its first bytes but Rich Text"),
        (
            "a.docx",
            b"\xd0\xcf\x11\xe0\xa1\xb1",
            "but an older or a locked Office file: save it as .docx, without a pass",
        ),
        ("a.docx", b"FG1A: Yes.", "is no Word document by its first bytes; if it is text, call it .txt"),
        ("a.pdf", b"FG1A: Yes.", "is damaged or cut off"),
        ("a.pdf", b"PK\x03\x04 ...", "is not a .pdf file by its first bytes but a Word document"),
        ("a.txt", b"WEBVTT\n\n00:01.000 --> 00:02.000\nYes.\n", "but captions; give it the ending .vtt"),
        ("a.srt", b"FG1A: Yes.", "has no captions in it"),
        ("a.json", b"FG1A: Yes.", "is not JSON"),
        ("a.vtt", b"ID3\x04", "is not a .vtt file by its first bytes but a recording"),
    ],
)
def test_a_file_with_a_wrong_ending_is_refused_with_what_it_is(
    tmp_path: Path, name: str, content: bytes, sentence: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)

    said = refuse(path)

    assert sentence in said
    assert said.startswith(name)


def test_a_zip_archive_with_a_password_is_refused(tmp_path: Path) -> None:
    path = write_docx(tmp_path / "locked.docx", paragraph("FG1A: Yes."))
    raw = bytearray(path.read_bytes())
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = raw.find(signature)
        while at >= 0:
            raw[at + flags] |= 1  # the bit that says: encrypted
            at = raw.find(signature, at + 4)
    path.write_bytes(bytes(raw))

    assert refuse(path) == "locked.docx: is protected by a password; save a copy without one"


def test_a_pdf_page_that_unpacks_to_far_more_than_a_page_is_refused(tmp_path: Path) -> None:
    import zlib

    path = write_pdf(tmp_path / "plain.pdf", ["FG1A: Yes."])
    drawn = zlib.compress(b"BT (x) Tj ET\n" * 1_000_000, 9)
    raw = path.read_bytes()
    start, end = raw.index(b"<< /Length"), raw.index(b"endstream")
    packed = b"<< /Filter /FlateDecode /Length %d >>\nstream\n%s\n" % (len(drawn), drawn)
    path.write_bytes(raw[:start] + packed + raw[end:])
    began = time.monotonic()

    assert refuse(path) == "plain.pdf: page 1 is too large to be a page of text"
    assert time.monotonic() - began < MOST_SECONDS


def test_a_list_of_thousands_of_names_is_read_in_time(tmp_path: Path) -> None:
    def name(n: int) -> str:
        return "Name" + "".join(chr(97 + int(digit)) for digit in str(n))

    path = tmp_path / "names.txt"
    path.write_text("".join(f"{name(n)}: yes\n" * (1 + (n % 10 == 0)) for n in range(30_000)), encoding="utf-8")
    began = time.process_time()

    assert len(read(path)[0].labels) == 3_000
    assert time.process_time() - began < MOST_COMPUTING


def test_many_lines_that_could_open_a_session_open_none(tmp_path: Path) -> None:
    path = tmp_path / "groups.txt"
    path.write_text("".join(f"# FG{n}\n\nFG{n}A: Yes.\n\n" for n in range(1, 300)), encoding="utf-8")

    assert len(read(path)) == 1


PIECES = st.one_of(
    st.sampled_from(
        "FG1A|Ana Ruiz|I|Moderator|So|0:03|[00:01:02]|(0:03)|#00:01:40-0#|[laughs]|# FG1|# FG2|Memo".split("|")
    ),
    st.sampled_from(': ： - ** ( [ <v\u00a0Ana> </v> <p> <td> &amp; --> WEBVTT { } " 1 word. é 😀 SPEAKERS'.split(" ")),
    st.sampled_from(
        [
            " ",
            "  ",
            "\t",
            "\n",
            "\n\n",
            "\u2028",
            "\x0b",
            "00:01.000 --> 00:02.000\n",
            "<v Ana>",
            ">> ",
            "- ",
            "[Ana] ",
            "00:01 -> x\n",
        ]
    ),
)


@settings(max_examples=250)
@given(pieces=st.lists(PIECES, max_size=40), ending=st.sampled_from([".txt", ".md", ".vtt", ".srt", ".html", ".json"]))
def test_whatever_stands_in_a_file_turns_lie_in_its_text_in_order_or_it_is_refused(
    tmp_path_factory: pytest.TempPathFactory, pieces: list[str], ending: str
) -> None:
    path = tmp_path_factory.mktemp("any") / f"talk{ending}"
    path.write_text("".join(pieces), encoding="utf-8")
    try:
        transcripts = read(path)
    except MaterialError:
        return

    for transcript in transcripts:
        at = 0
        for turn in transcript.talk:
            words = transcript.text[turn.start : turn.end]
            assert at <= turn.start <= turn.end <= len(transcript.text)
            assert words == words.strip()
            assert transcript.places.name(turn.start)
            at = turn.end
