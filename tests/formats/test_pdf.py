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
        [
            (60, 810, HEAD),
            "Moderator: How was",
            "your first year?",
            "FG5C: Fine [laughs]. Yes. So:",
            "fine.",
            (280, 30, "- 1 -"),
        ],
        [
            (60, 810, HEAD),
            "FG5D: Me too. [inaudible 00:12:44] At 10:30: we",
            "left.",
            "Moderator: And [Tutor 1]?",
            (280, 30, "- 2 -"),
        ],
        [(60, 810, HEAD), "FG5C: Très busy (pause), I", "waited.", "FG5D: My advice: ask.", (280, 30, "- 3 -")],
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


def body(*lines: str, top: float = 740) -> list[tuple[float, float, str]]:
    return [(60, top - 14 * place, line) for place, line in enumerate(lines)]


TALK = ("Moderator: And?", "FG5C: The rota", "was never done.")


def test_the_date_title_and_address_that_a_browser_prints_on_one_page_are_no_words_and_are_listed(
    tmp_path: Path,
) -> None:
    marks = [(60, 815, "12/03/2026, 10:14"), (300, 815, "Interview with Ana"), (60, 20, "file:///C:/ana.html"),
             (500, 20, "1/1")]  # fmt: skip

    transcript = read(write_pdf(tmp_path / "int.pdf", [*marks[:2], *body(*TALK), *marks[2:]]))[0]

    assert turns([transcript]) == [("Moderator", None, "And?"), ("FG5C", None, "The rota was never done.")]
    assert transcript.remarks == (
        "int.pdf: left out as headers, footers and line numbers (times): '12/03/2026, 10:14 Interview with Ana' (1), "
        "'file:///C:/ana.html 1/1' (1)",
    )


def test_a_date_or_number_among_the_words_stays(tmp_path: Path) -> None:
    path = write_pdf(
        tmp_path / "int.pdf",
        body("Moderator: When?", "FG5C: It says", "12/03/2026, 10:14", "here, or", "12", "or so."),
        body("Moderator: How many?", "FG5C: I think", "7"),
    )

    assert [words for _, _, words in turns(read(path))] == [
        "When?", "It says 12/03/2026, 10:14 here, or 12 or so.", "How many?", "I think 7",
    ]  # fmt: skip


def test_words_that_begin_every_page_where_talk_stands_are_no_header(tmp_path: Path) -> None:
    pages = [body("Yes.", "FG5C: The rota", "nobody did.", "Moderator: Why?", "bus.")] * 4

    found = turns(read(write_pdf(tmp_path / "fg5.pdf", *pages)))

    assert [words for _, _, words in found].count("Why? bus. Yes.") == 3


@pytest.mark.parametrize(
    ("n_pages", "header", "footer", "left"),
    [
        (3, "Confidential", "Page {n} of 3", "'Confidential' (3), 'Page # of #' (3)"),
        (4, "Study X: Interview 12", "- {n} -", "'Study X: Interview 12' (4), '- # -' (4)"),
        (2, "Interview 12, page {n}", "{n}/2", "'Interview #, page #' (2), '#/#' (2)"),
        (3, "[Draft]", "{n}", "'[Draft]' (3), '#' (3)"),
    ],
)
def test_headers_and_page_numbers_of_many_kinds_are_left_out_and_listed(
    tmp_path: Path, n_pages: int, header: str, footer: str, left: str
) -> None:
    pages = [
        [(60, 800, header.format(n=n)), *body(*TALK, f"FG5D: {'Yes' * n}."), (280, 30, footer.format(n=n))]
        for n in range(1, n_pages + 1)
    ]

    transcript = read(write_pdf(tmp_path / "fg5.pdf", *pages))[0]

    assert len(transcript.talk) == 3 * n_pages
    assert [words for _, _, words in turns([transcript])][1:3] == ["The rota was never done.", "Yes."]
    assert transcript.remarks == (f"fg5.pdf: left out as headers, footers and line numbers (times): {left}",)


def test_a_line_of_a_speaker_in_the_margin_of_every_page_is_no_header(tmp_path: Path) -> None:
    pages = [[(60, 815, "Anna: Yes."), *body("Ben: And?", f"Anna: {w}."), (60, 30, "Ben: Hm.")] for w in "abc"]

    assert len(turns(read(write_pdf(tmp_path / "fg5.pdf", *pages)))) == 12


def test_numbers_before_the_lines_are_no_words(tmp_path: Path) -> None:
    lines = ["Moderator: And what", "did you do?", "FG5C: I went to", "see 3 people", "there, and", "nobody",
             "5 of them", "knew.", "FG5D: No."]  # fmt: skip
    path = write_pdf(tmp_path / "fg5.pdf", body(*(f"{n} {line}" for n, line in enumerate(lines, 11))))

    assert [words for _, _, words in turns(read(path))] == [
        "And what did you do?", "I went to see 3 people there, and nobody 5 of them knew.", "No.",
    ]  # fmt: skip


def test_every_fifth_line_may_be_numbered(tmp_path: Path) -> None:
    lines = [f"FG5{'CD'[n % 2]}: word {'abcdefghijklmnopqrstuvwxy'[n]}" for n in range(25)]
    path = write_pdf(tmp_path / "fg5.pdf", body(*(f"{n} {w}" if n % 5 == 0 else w for n, w in enumerate(lines, 1))))

    assert [label for label, _, _ in turns(read(path))] == ["FG5C", "FG5D"] * 12 + ["FG5C"]


def test_words_cut_at_the_end_of_a_line_are_put_together_and_named(tmp_path: Path) -> None:
    path = write_pdf(
        tmp_path / "int.pdf",
        body("Moderator: Was it a begin-", "ning that was frigh-", "tening, well-", "known, or Kranken- und", "Pflege-",
             "und Putzdienst, respon\u00ad", "sible?", "P12: Yes - ", "or no."),
    )  # fmt: skip

    transcript = read(path)[0]

    assert [words for _, _, words in turns([transcript])] == [
        "Was it a beginning that was frightening, well-known, or Kranken- und Pflege- und Putzdienst, responsible?",
        "Yes - or no.",
    ]
    assert transcript.remarks == (
        "int.pdf: words put together that the end of a line had cut: 'beginning' (1), 'frightening' (1), "
        "'well-known' (1), 'responsible' (1)",
    )


def test_a_hyphen_of_a_text_without_hyphenation_stays(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "int.pdf", body("Moderator: Was it long-", "winded?", "P12: No."))

    assert turns(read(path))[0][2] == "Was it long-winded?"


def test_pages_without_a_word_are_named(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "int.pdf", body(*TALK), [], body("FG5D: No."), [(280, 30, "4")])

    assert read(path)[0].remarks[0] == (
        "int.pdf: no text on pages 2, 4 of 4; if there are pictures of text on them, run text recognition (OCR), or "
        "type it out"
    )


def test_ligatures_are_letters() -> None:
    assert pdf._clean("ﬁrst ofﬁce ﬂat\u00adter") == "first office flatter"


def test_who_speaks_once_is_not_joined_to_the_turn_above(tmp_path: Path) -> None:
    lines = (
        *("Mod: And what", "did you do?", "P1: I went there,", "and nobody knew.", "Several: [laughs]", "P2: Me, too."),
        *("P?: No.", "Mod: Why?", "P1: The rota is", "Her: it never", "changes.", "P2: Yes."),
    )

    (transcript,) = read(write_pdf(tmp_path / "fg5.pdf", body(*lines)))

    assert turns([transcript]) == [
        ("Mod", None, "And what did you do?"), ("P1", None, "I went there, and nobody knew."),
        ("Several", None, "[laughs]"), ("P2", None, "Me, too."), ("P?", None, "No."), ("Mod", None, "Why?"),
        ("P1", None, "The rota is Her: it never changes."), ("P2", None, "Yes."),
    ]  # fmt: skip
    assert any("though they stand once: 'Several' (page 1), 'P?' (page 1)" in said for said in transcript.remarks)


def test_a_header_with_a_colon_close_to_the_talk_is_no_speaker(tmp_path: Path) -> None:
    pages = [
        [
            (60, 790, "CONFIDENTIAL: study of handover"),
            (60, 776, "RH/2026"),
            *body(f"Mod: {w}?", f"P1: {w} and", f"{w}.", top=762),
        ]
        for w in ("rota", "ward", "bus", "night")
    ]

    (transcript,) = read(write_pdf(tmp_path / "fg5.pdf", *pages))

    assert transcript.labels == ("Mod", "P1")
    assert len(transcript.talk) == 8
    assert transcript.remarks == (
        "fg5.pdf: left out as headers, footers and line numbers (times): 'CONFIDENTIAL: study of handover' (4), "
        "'RH/2026' (4)",
    )
