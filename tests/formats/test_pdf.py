"""PDF: wrapped lines joined, what stands on every page left out and named, and no turn lost."""

from __future__ import annotations

import logging
from itertools import chain
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.errors import DependencyError

from tests.formats.conversation import LABELS, TIMES, WORDS, read, talk, turns
from tests.formats.office_files import write_pdf
from thematica.errors import MaterialError
from thematica.formats import pdf

PLAIN = tuple(words.replace(" 😀", "") for words in WORDS)
CLOCKS = ("0:01", "0:05", "0:12", "0:20", "0:31", "1:02:18")
OTTER = [[f"{label}  {clock}", words, ""] for label, clock, words in zip(LABELS, CLOCKS, PLAIN, strict=True)]
HEAD = "INVENTED study of mentoring"


def test_otter_is_read_over_the_end_of_a_page(tmp_path: Path) -> None:
    pages = ["INVENTED", *chain(*OTTER[:3])], [*chain(*OTTER[3:]), "Transcribed by https://otter.ai"]

    assert turns(read(write_pdf(tmp_path / "fg5.pdf", *pages))) == talk(TIMES, words=PLAIN)


def test_one_space_before_the_time_is_enough_for_a_speaker_who_recurs(tmp_path: Path) -> None:
    pages = [line.replace("  ", " ") for line in chain(*OTTER)]

    assert turns(read(write_pdf(tmp_path / "fg5.pdf", pages))) == talk(TIMES, words=PLAIN)


def test_wrapped_lines_are_joined_and_headers_and_page_numbers_left_out(tmp_path: Path) -> None:
    path = write_pdf(
        tmp_path / "fg5.pdf",
        [HEAD, "Moderator: How was", "your first year?", "FG5C: Fine [laughs]. Yes. So:", "fine.", (280, 30, "- 1 -")],
        [
            HEAD,
            "FG5D: Me too. [inaudible 00:12:44] At 10:30: we",
            "left.",
            "Moderator: And [Tutor 1]?",
            (280, 30, "- 2 -"),
        ],
        [HEAD, "FG5C: Très busy (pause), I", "waited.", "FG5D: My advice: ask.", (280, 30, "- 3 -")],
    )

    transcript = read(path)[0]

    assert turns([transcript]) == talk(words=PLAIN)
    assert [transcript.places.name(turn.start) for turn in transcript.talk[1:4]] == ["page 1", "page 2", "page 2"]
    assert transcript.remarks == (
        "fg5.pdf: left out as headers, footers and line numbers (times): 'INVENTED study of mentoring' (3), "
        "'- # -' (3)",
    )


def test_a_turn_that_begins_every_page_is_no_header(tmp_path: Path) -> None:
    page = ["Moderator: And?", "FG5C: The rota.", "Moderator: Yes?", "FG5C: Her."]

    assert len(turns(read(write_pdf(tmp_path / "fg5.pdf", page, page, page)))) == 12


def test_a_line_that_every_page_has_between_turns_stays(tmp_path: Path) -> None:
    page = ["Moderator: And?", "FG5C: She is", "never there", "when I", "look", "for her", "at noon, see", "FG5C: Yes."]

    found = turns(read(write_pdf(tmp_path / "fg5.pdf", page, page, page)))

    assert [words for _, _, words in found][1::3] == ["She is never there when I look for her at noon, see"] * 3


def test_a_long_print_cut_into_pages_has_no_line_twice_and_no_line_numbers(tmp_path: Path) -> None:
    left = [(20.0, 780.0, "1"), (20.0, 760.0, "2"), (20.0, -20.0, "3"), (20.0, -40.0, "4")]
    path = write_pdf(
        tmp_path / "P1.pdf",
        [(60, 780, "Dan: Why?"), (60, 760, "Participant: The rota,"), (60, 60, "and this line is cut"), *left],
        [(60, 790, "and this line is cut"), (60, 770, "Dan: And?"), (60, 750, "Participant: Her."), *left[2:]],
    )

    assert [(label, words) for label, _, words in turns(read(path))] == [
        ("Dan", "Why?"), ("Participant", "The rota, and this line is cut"), ("Dan", "And?"), ("Participant", "Her."),
    ]  # fmt: skip


def test_prose_is_put_together_from_wrapped_lines(tmp_path: Path) -> None:
    path = write_pdf(
        tmp_path / "diary.pdf",
        ["INVENTED diary.", "She was kind to everybody who came to the library and", "stayed.",
         "Then she left the library for good and did not come", "back."],
    )  # fmt: skip

    assert [words for _, _, words in turns(read(path))] == [
        "INVENTED diary.",
        "She was kind to everybody who came to the library and stayed.",
        "Then she left the library for good and did not come back.",
    ]


def test_a_scan_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(MaterialError, match=r"scan.pdf: has no text in it, only pictures of pages; run text recog"):
        read(write_pdf(tmp_path / "scan.pdf", [], []))


def lock(folder: Path, password: str) -> Path:
    writer = PdfWriter(clone_from=PdfReader(write_pdf(folder / "plain.pdf", ["FG5C: The rota.", "FG5C: Her."])))
    writer.encrypt(password, owner_password="other", algorithm="RC4-128")
    writer.write(folder / "locked.pdf")
    return folder / "locked.pdf"


@pytest.mark.parametrize(("password", "is_read"), [("secret", False), ("", True)])
def test_a_locked_pdf_is_refused_and_one_that_only_may_not_be_changed_is_read(
    tmp_path: Path, password: str, is_read: bool
) -> None:
    path = lock(tmp_path, password)

    if is_read:
        assert len(turns(read(path))) == 2
    else:
        with pytest.raises(MaterialError, match=r"locked.pdf: is protected by a password; save a copy without one"):
            read(path)


def test_a_cipher_that_cannot_be_opened_is_named_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise DependencyError("cryptography is needed")

    path = lock(tmp_path, "secret")
    monkeypatch.setattr(PdfReader, "decrypt", refuse)

    with pytest.raises(MaterialError, match=r"locked.pdf: is protected; open it and print it to a new PDF"):
        read(path)


def test_a_file_that_takes_too_long_is_left_with_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MOST_SECONDS", -1.0)

    with pytest.raises(MaterialError, match=r"fg5.pdf: takes too long to read \(page 1\)"):
        read(write_pdf(tmp_path / "fg5.pdf", ["FG5C: The rota."]))


def test_reading_leaves_the_logging_of_other_programs_as_it_was(tmp_path: Path) -> None:
    logging.getLogger("pypdf").setLevel(logging.INFO)

    read(write_pdf(tmp_path / "fg5.pdf", ["FG5C: The rota."]))

    assert logging.getLogger("pypdf").level == logging.INFO
