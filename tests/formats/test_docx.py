"""Word: every word that the document shows, in the turn it belongs to."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.formats.conversation import LABELS, TIMES, WORDS, read, talk, turns
from tests.formats.office_files import STRICT, TRANSITIONAL, deleted, inserted, paragraph, run, table, write_docx
from thematica.errors import MaterialError

TALK = list(zip(LABELS, WORDS, strict=True))
CLOCKS = ("0:01", "0:05", "0:12", "0:20", "0:31", "1:02:18")
DELETED_END = '<w:pPr><w:rPr><w:del w:id="3" w:author="INVENTED"/></w:rPr></w:pPr>'
SPEECH = st.text(st.sampled_from("abc élß.,?!😀 –'&<"), min_size=1, max_size=20).map(str.strip).filter(bool)


def test_a_paragraph_is_a_turn(tmp_path: Path) -> None:
    path = write_docx(tmp_path / "fg5.docx", *(paragraph(f"{label}: {words}") for label, words in TALK))

    assert turns(read(path)) == talk()


def test_otter_has_label_and_time_in_a_paragraph_of_their_own(tmp_path: Path) -> None:
    body = (
        part
        for (label, words), clock in zip(TALK, CLOCKS, strict=True)
        for part in (paragraph(f"{label}  {clock}"), paragraph(words), paragraph())
    )
    path = write_docx(tmp_path / "fg5.docx", paragraph("INVENTED"), *body, paragraph("Transcribed by https://otter.ai"))

    assert turns(read(path)) == talk(TIMES)


def test_teams_has_label_time_and_words_in_one_paragraph_with_soft_breaks(tmp_path: Path) -> None:
    body = (
        paragraph(f"<w:r><w:rPr><w:b/></w:rPr><w:t>{label}</w:t></w:r>", f"   {clock}", "<w:r><w:br/></w:r>", words)
        for (label, words), clock in zip(TALK, CLOCKS, strict=True)
    )
    around = (paragraph("Jane Smith started transcription"), paragraph("Jane Smith stopped transcription"))
    path = write_docx(tmp_path / "fg5.docx", around[0], *body, around[1])

    assert turns(read(path)) == talk(TIMES)


def test_tracked_insertions_stay_and_deletions_go(tmp_path: Path) -> None:
    path = write_docx(
        tmp_path / "fg5.docx",
        paragraph("Moderator: How was ", deleted("the"), inserted("your first"), " year?"),
        paragraph("FG5C: Fine [laughs]. ", properties=DELETED_END),
        paragraph("Yes. So: fine."),
        paragraph(inserted("FG5D: Me too. "), "[inaudible 00:12:44] At 10:30: we left."),
        paragraph(deleted("FG5D: No.")),
        *(paragraph(f"{label}: {words}") for label, words in TALK[3:]),
    )

    transcript = read(path)[0]

    assert turns([transcript]) == talk()
    assert transcript.remarks == (
        "fg5.docx: the document has 2 tracked insertions, kept, 3 tracked deletions, left out",
    )


def test_content_controls_and_text_in_links_are_words(tmp_path: Path) -> None:
    control = "<w:sdt><w:sdtPr><w:alias w:val='name'/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
    path = write_docx(
        tmp_path / "fg5.docx",
        paragraph(control.format(run("Moderator: Why")), f"<w:hyperlink>{run(' now')}</w:hyperlink>", "?"),
        control.format(paragraph("FG5C: The rota.")),
    )

    assert turns(read(path)) == [("Moderator", None, "Why now?"), ("FG5C", None, "The rota.")]


@pytest.mark.parametrize("header", [(), (("Speaker", "Text"),)])
def test_a_table_of_two_columns_is_a_transcript(tmp_path: Path, header: tuple[tuple[str, str], ...]) -> None:
    assert turns(read(write_docx(tmp_path / "fg5.docx", table(*header, *TALK)))) == talk()


def test_a_table_may_have_the_words_before_the_speaker_and_several_paragraphs_in_a_cell(tmp_path: Path) -> None:
    rows = [(clock, words, label) for (label, words), clock in zip(TALK, CLOCKS, strict=True)]
    rows[1] = (rows[1][0], paragraph("Fine [laughs].") + paragraph("Yes. So: fine."), rows[1][2])

    path = write_docx(tmp_path / "fg5.docx", table(("Timespan", "Content", "Speaker"), *rows))

    assert turns(read(path)) == talk(TIMES)


def test_somebody_who_speaks_once_in_a_table_is_a_speaker(tmp_path: Path) -> None:
    rows = (("Ana", "Why?"), ("Bo", "The rota."), ("Ana", "And?"), ("", "Her."), ("Ana", "Thank you."))

    found = turns(read(write_docx(tmp_path / "talk.docx", table(*rows))))

    expected = [*rows[:3], ("Ana", "Her."), rows[4]]  # who spoke before goes on where the cell is empty
    assert [(label, words) for label, _, words in found] == expected


def test_a_deleted_row_of_a_table_is_left_out(tmp_path: Path) -> None:
    gone = table(("FG5C", "Never said."), row_properties='<w:trPr><w:del w:id="4" w:author="INVENTED"/></w:trPr>')
    path = write_docx(tmp_path / "fg5.docx", table(*TALK).replace("</w:tbl>", "") + gone.removeprefix("<w:tbl>"))

    assert turns(read(path)) == talk()


def test_both_editions_of_the_standard_and_any_name_of_the_main_part_are_read(tmp_path: Path) -> None:
    body = [paragraph(f"{label}: {words}") for label, words in TALK]

    path = write_docx(tmp_path / "fg5.docx", *body, namespace=STRICT, main="word/document2.xml")

    assert turns(read(path)) == talk()


def test_speakers_may_be_headings(tmp_path: Path) -> None:
    style = '<w:pPr><w:pStyle w:val="Heading2"/></w:pPr>'
    body = (part for label, words in TALK for part in (paragraph(label, properties=style), paragraph(words)))

    assert turns(read(write_docx(tmp_path / "fg5.docx", *body))) == talk()


def test_paragraphs_of_prose_are_its_units(tmp_path: Path) -> None:
    path = write_docx(tmp_path / "diary.docx", paragraph("She was kind."), paragraph(), paragraph("Then she left."))

    transcript = read(path)[0]

    assert turns([transcript]) == [("", None, "She was kind."), ("", None, "Then she left.")]
    assert transcript.places.name(transcript.talk[1].start) == "paragraph 3"


def test_a_drawing_and_its_twin_for_old_programs_are_read_once(tmp_path: Path) -> None:
    box = "<w:txbxContent>" + paragraph("in a box") + "</w:txbxContent>"
    twins = f'<mc:AlternateContent xmlns:mc="urn:x"><mc:Choice>{box}</mc:Choice>'
    twins += f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    path = write_docx(tmp_path / "fg5.docx", paragraph("FG5C: Look: ", f"<w:r>{twins}</w:r>"))

    assert turns(read(path)) == [("FG5C", None, "Look: \nin a box")]


def test_comments_are_counted_and_footnotes_named_with_their_words_and_place(tmp_path: Path) -> None:
    marks = '<w:r><w:commentReference w:id="1"/></w:r>', '<w:r><w:footnoteReference w:id="1"/></w:r>'
    path = write_docx(tmp_path / "fg5.docx", paragraph("FG5C: The rota.", *marks))
    note = f'<w:footnote w:id="1">{paragraph("She means the night rota.")}</w:footnote>'
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("word/footnotes.xml", f'<w:footnotes xmlns:w="{TRANSITIONAL}">{note}</w:footnotes>')

    assert read(path)[0].remarks == (
        "fg5.docx: the document has 1 comments (thematica import --word reads them)",
        "fg5.docx: the document has 1 footnote, which no turn holds: 'She means the night rota.' (in 'FG5C: The "
        "rota.'); put what was said into the talk, and what was observed into notes/",
    )


@settings(max_examples=60)
@given(said=st.lists(st.tuples(st.sampled_from(["FG1A", "Moderator", "P07"]), SPEECH), min_size=1, max_size=6))
def test_what_is_written_as_word_is_read_as_it_was_said(
    tmp_path_factory: pytest.TempPathFactory, said: list[tuple[str, str]]
) -> None:
    path = tmp_path_factory.mktemp("docx") / "talk.docx"

    write_docx(path, *(paragraph(f"{label}: {words}") for label, words in said))

    assert turns(read(path)) == [(label, None, words) for label, words in said]


def test_a_spreadsheet_that_is_called_docx_is_refused_with_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "answers.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", "<x/>")

    with pytest.raises(MaterialError, match=r"answers.docx: is a ZIP archive, but not a Word document"):
        read(path)


def test_a_deleted_break_is_gone_and_words_that_were_moved_stand_once(tmp_path: Path) -> None:
    gone = '<w:del w:id="5" w:author="INVENTED"><w:r><w:br/><w:tab/></w:r></w:del>'
    path = write_docx(
        tmp_path / "fg5.docx",
        paragraph("FG5C: The ", gone, "rota.", f'<w:moveFrom w:id="6">{run(" Her.")}</w:moveFrom>'),
        paragraph("FG5D: Yes.", f'<w:moveTo w:id="6">{run(" Her.")}</w:moveTo>'),
    )

    assert turns(read(path)) == [("FG5C", None, "The rota."), ("FG5D", None, "Yes. Her.")]


ROWS = (("I", "How was it?"), ("17", "Hard, mostly."), ("", "And tired."), ("I", "And then?"), ("17", "Then: bed."))
TOLD = [("I", "How was it?"), ("17", "Hard, mostly."), ("17", "And tired."), ("I", "And then?"), ("17", "Then: bed.")]


def said(*body: str, folder: Path) -> list[tuple[str, str]]:
    return [(label, words) for label, _, words in turns(read(write_docx(folder / "talk.docx", *body)))]


@pytest.mark.parametrize(
    ("header", "order"),
    [
        ((), "sw"),
        (("Speaker", "Text"), "sw"),
        (("Zeit", "Sprecher/in", "Äußerung"), "tsw"),
        (("Locuteur", "Transcription", "Temps"), "swt"),
        (("Nr", "Wer", "Was gesagt wurde", "Zeit"), "nswt"),
        (("Words", "Who"), "ws"),
    ],
)
def test_a_table_with_numbers_for_speakers_and_empty_cells_is_read_in_any_order(
    tmp_path: Path, header: tuple[str, ...], order: str
) -> None:
    rows = [
        tuple({"s": who, "w": words, "t": f"00:0{n}", "n": str(n)}[column] for column in order)
        for n, (who, words) in enumerate(ROWS)
    ]

    assert said(table(*([header] if header else []), *rows), folder=tmp_path) == TOLD
    remarks = read(tmp_path / "talk.docx")[0].remarks
    at = 4 if header else 3
    assert remarks == (f"talk.docx: rows without a speaker were given to the speaker above: paragraph {at}",)


def test_tables_one_below_the_other_are_read_and_rows_of_another_width_are_named(tmp_path: Path) -> None:
    other = table(("Ward", "Elm", "Leeds"))
    heading = table(("Section 2: nights",))
    found = said(other, table(("Who", "Text"), *ROWS), heading, table(("Who", "Text"), *ROWS), folder=tmp_path)

    assert found == TOLD * 2
    assert (
        "talk.docx: rows of the tables without 2 cells are in no turn: 'Ward Elm Leeds' (paragraph 1), "
        "'Section 2: nights' (paragraph 8)"
    ) in read(tmp_path / "talk.docx")[0].remarks


def test_a_column_of_comments_is_named(tmp_path: Path) -> None:
    rows = [(*row, "she cried" if n == 1 else "") for n, row in enumerate(ROWS)]

    assert said(table(("Who", "Text", "Comment"), *rows), folder=tmp_path) == TOLD
    assert "column 'Comment' of the table is not read (2 words" in read(tmp_path / "talk.docx")[0].remarks[0]


def test_a_table_of_one_column_is_read_like_paragraphs(tmp_path: Path) -> None:
    assert said(table(("I: Why?",), ("P1: Her.",), ("I: And?",)), folder=tmp_path) == [
        ("I", "Why?"), ("P1", "Her."), ("I", "And?"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "mark", ["<w:b/>", '<w:b w:val="1"/>', "<w:i/>", '<w:u w:val="single"/>', '<w:rStyle w:val="Strong"/>']
)
@pytest.mark.parametrize("own_line", [True, False])
def test_bold_letters_alone_mark_a_speaker(tmp_path: Path, mark: str, own_line: bool) -> None:
    talk = [("Interviewer", "Why?"), ("Maria", "Her."), ("Interviewer", "And?"), ("Maria", "No."), ("Jo", "So.")]
    body = []
    for label, words in talk:
        bold = f"<w:r><w:rPr>{mark}</w:rPr><w:t>{label}</w:t></w:r>"
        body += [paragraph(bold), paragraph(words)] if own_line else [paragraph(bold, f" {words}")]

    assert said(*body, folder=tmp_path) == talk


def test_bold_questions_without_any_label_are_named(tmp_path: Path) -> None:
    bold = "<w:r><w:rPr><w:b/></w:rPr><w:t>{}</w:t></w:r>"
    body = [paragraph(bold.format("Why?")), paragraph("Her."), paragraph(bold.format("And?")), paragraph("No.")]

    assert {label for label, _ in said(*body, folder=tmp_path)} == {""}
    assert (
        read(tmp_path / "talk.docx")[0]
        .remarks[0]
        .startswith(
            "talk.docx: paragraphs in bold or italic letters (paragraph 1, paragraph 3) are read like the others"
        )
    )


def test_letters_that_are_not_bold_mark_nobody(tmp_path: Path) -> None:
    plain = '<w:r><w:rPr><w:b w:val="0"/></w:rPr><w:t>{}</w:t></w:r>'
    body = [paragraph(plain.format(name), " says so.") for name in ("Maria", "Jo", "Maria", "Jo")]

    assert {label for label, _ in said(*body, folder=tmp_path)} == {""}


def test_teams_may_begin_its_paragraphs_with_a_line_break_and_somebody_may_be_a_telephone_number(
    tmp_path: Path,
) -> None:
    said = [
        ("Hartley, Ruth", "Why?"),
        ("Ana (Ward B)", "The rota."),
        ("+44 ******1234", "Her."),
        ("Hartley, Ruth", "So."),
    ]
    body = (
        paragraph("<w:r><w:br/></w:r>", f"<w:r><w:rPr><w:b/></w:rPr><w:t>{who}</w:t></w:r>", f"   {n}:07",
                  "<w:r><w:br/></w:r>", words)
        for n, (who, words) in enumerate(said)
    )  # fmt: skip

    (transcript,) = read(write_docx(tmp_path / "fg5.docx", *body))

    assert turns([transcript]) == [(who, 60.0 * n + 7, words) for n, (who, words) in enumerate(said)]
    assert transcript.unsure == ()


@pytest.mark.parametrize("apart", [False, True])
def test_an_older_document_of_teams_has_times_with_an_arrow_a_name_and_words(tmp_path: Path, apart: bool) -> None:
    said = [("Hartley, Ruth", "Why?"), ("Ana", "I told her: no."), ("Hartley, Ruth", "So."), ("Chidi O'Neil", "Yes.")]
    lines = [(f"0:0:{5 * n}.100 --> 0:0:{5 * n + 3}.0", who, words) for n, (who, words) in enumerate(said)]
    brk = "<w:r><w:br/></w:r>"
    body = (
        [paragraph(part) for row in lines for part in row]
        if apart
        else [paragraph(row[0], brk, row[1], brk, row[2]) for row in lines]
    )

    found = turns(read(write_docx(tmp_path / "fg5.docx", *body)))

    assert found == [(who, 5 * n + 0.1, words) for n, (who, words) in enumerate(said)]


def test_headings_between_turns_are_nobody_s_words_and_are_named(tmp_path: Path) -> None:
    style = '<w:pPr><w:pStyle w:val="Heading2"/></w:pPr>'
    path = write_docx(
        tmp_path / "int.docx",
        paragraph("I: How did you start?"), paragraph("B: In May."), paragraph("Life at work", properties=style),
        paragraph("I: And then?"), paragraph("B: Nothing."), paragraph("At home", properties=style),
        paragraph("There it is quiet."), paragraph("I: Thanks."),
    )  # fmt: skip

    (transcript,) = read(path)

    assert turns([transcript]) == [
        ("I", None, "How did you start?"), ("B", None, "In May."), ("I", None, "And then?"), ("B", None, "Nothing."),
        ("B", None, "There it is quiet."), ("I", None, "Thanks."),
    ]  # fmt: skip
    assert transcript.remarks == (
        "int.docx: headings between the turns belong to none: 'Life at work' (paragraph 3), 'At home' (paragraph 6)",
    )


def test_times_that_are_longer_than_the_answers_are_not_the_words(tmp_path: Path) -> None:
    rows = [("Line", "Timecode", "Who", "Transcript"), *(
        (str(n), f"00:00:0{n}", who, words)
        for n, (who, words) in enumerate([("Mod", "Why?"), ("P1", "Rota."), ("Mod", "So?"), ("P1", "No.")], 1)
    )]  # fmt: skip

    found = turns(read(write_docx(tmp_path / "fg5.docx", table(*rows))))

    assert found == [("Mod", 1.0, "Why?"), ("P1", 2.0, "Rota."), ("Mod", 3.0, "So?"), ("P1", 4.0, "No.")]
