"""Field notes and memos: where they belong, and that nothing of them is lost or counted."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from tests.formats.office_files import paragraph, write_docx
from thematica import MaterialError
from thematica.formats.notes import read_notes
from thematica.formats.transcripts import read_transcripts
from thematica.model.corpus import Corpus
from thematica.model.notes import Note

# INVENTED transcripts.
TIMED = "[00:00:01] Moderator: How was it?\n[00:01:00] FG1A: Cold.\n[00:02:30] FG1B: Quiet.\n"
UNTIMED = "Moderator: How was it?\nFG2A: Cold.\nFG2B: Quiet.\n"


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    folder = tmp_path / "transcripts"
    folder.mkdir()
    (folder / "fg1.txt").write_text(TIMED, encoding="utf-8")
    (folder / "fg2.txt").write_text(UNTIMED, encoding="utf-8")
    return read_transcripts(folder)[0]


def read(tmp_path: Path, corpus: Corpus, **files: str) -> tuple[tuple[Note, ...], tuple[str, ...]]:
    folder = tmp_path / "notes"
    folder.mkdir()
    for name, text in files.items():
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
    return read_notes(folder, corpus)


def test_a_file_called_like_a_document_is_about_it_and_its_session(tmp_path: Path, corpus: Corpus) -> None:
    notes, remarks = read(tmp_path, corpus, fg1="It rained.\n\nNobody took a biscuit.\n")

    assert notes == (
        Note(
            text="It rained.\n\nNobody took a biscuit.", session_id="FG1", document_id="fg1", source="fg1.md"
        ),
    )  # fmt: skip
    assert remarks == ()


def test_a_session_is_named_however_it_is_spelt(tmp_path: Path, corpus: Corpus) -> None:
    notes, _ = read(tmp_path, corpus, **{"FG 2": "Loud."})

    assert [(note.session_id, note.document_id) for note in notes] == [("FG2", "fg2")]


def test_headings_open_documents_times_and_turns(tmp_path: Path, corpus: Corpus) -> None:
    text = "# fg1, seminar room\nChairs in a ring.\n## 00:01:10 FG1A\nArms folded.\n# fg2\n## turn 3\nLaughs.\n"

    notes, remarks = read(tmp_path, corpus, diary=text)

    assert [(n.document_id, n.turn_id, n.time, n.heading, n.text) for n in notes] == [
        ("fg1", "", None, "seminar room", "Chairs in a ring."),
        ("fg1", "fg1:t2", 70.0, "FG1A", "Arms folded."),
        ("fg2", "fg2:t3", None, "", "Laughs."),
    ]
    assert remarks == ()


def test_a_time_before_the_first_turn_belongs_to_the_first(tmp_path: Path, corpus: Corpus) -> None:
    notes, _ = read(tmp_path, corpus, fg1="## 0:00\nLate start.\n")

    assert notes[0].turn_id == "fg1:t1"


def test_a_place_that_is_not_there_is_said_with_its_line_and_the_note_kept(tmp_path: Path, corpus: Corpus) -> None:
    notes, remarks = read(tmp_path, corpus, fg2="Cold.\n## turn 9\nSighs.\n## 00:01:00\nNods.\n")

    assert [(n.text, n.turn_id) for n in notes] == [("Cold.", ""), ("Sighs.", ""), ("Nods.", "")]
    assert notes[1].heading == "turn 9"
    assert remarks == (
        "notes/fg2.md:2: there is no 'turn 9' (fg2 has 3 turns)",
        "notes/fg2.md:4: '00:01:00' cannot be placed in the text, which has no times; shown with its session",
    )


def test_a_file_that_names_nothing_is_kept_and_a_near_name_offered(tmp_path: Path, corpus: Corpus) -> None:
    notes, remarks = read(tmp_path, corpus, fgg1="## 00:01:10\nI am the outsider here.\n")

    assert [(n.session_id, n.time, n.text) for n in notes] == [("", 70.0, "I am the outsider here.")]
    assert any("fgg1.md: names no document and no session; did you mean 'fg1'?" in remark for remark in remarks)


def test_comments_are_passed_over_and_lines_still_counted(tmp_path: Path, corpus: Corpus) -> None:
    notes, remarks = read(tmp_path, corpus, fg1="<!-- INVENTED\nnote -->\nWarm.\n## turn 77\nWhy?\n")

    assert [note.text for note in notes] == ["Warm.", "Why?"]
    assert remarks[0].startswith("notes/fg1.md:4:")


def test_other_files_are_named_and_unreadable_ones_refused(tmp_path: Path, corpus: Corpus) -> None:
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "photo.jpg").write_bytes(b"\xff\xd8")

    assert read_notes(folder, corpus) == ((), ("notes/photo.jpg: not read; notes are .docx, .md or .txt files",))

    (folder / "fg1.md").write_bytes(b"a\0b\0")
    with pytest.raises(MaterialError, match=r"fg1\.md"):
        read_notes(folder, corpus)


def test_without_a_folder_there_are_no_notes(tmp_path: Path, corpus: Corpus) -> None:
    assert read_notes(tmp_path / "none", corpus) == ((), ())


def test_a_part_of_a_corpus_keeps_its_own_notes_and_those_on_the_study(tmp_path: Path, corpus: Corpus) -> None:
    import dataclasses

    notes, _ = read(tmp_path, corpus, fg1="One.", fg2="Two.", diary="Three.")

    part = dataclasses.replace(corpus, notes=notes).restrict({"fg2"})

    assert [note.text for note in part.notes] == ["Three.", "Two."]


STYLES = (
    '<?xml version="1.0"?><w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    '<w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="berschrift2"><w:name w:val="heading 2"/></w:style></w:styles>'
)


def styled(words: str, style: str) -> str:
    return paragraph(words, properties=f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>')


def test_notes_in_word_are_placed_by_their_headings(tmp_path: Path, corpus: Corpus) -> None:
    folder = tmp_path / "notes"
    folder.mkdir()
    path = write_docx(
        folder / "week one.docx",
        styled("fg1", "berschrift1"), paragraph("INVENTED: it rained."),
        styled("00:01:00", "berschrift2"), paragraph("Everybody nodded."), paragraph("Twice."),
        styled("fg2", "berschrift1"), styled("turn 2", "berschrift2"), paragraph("She looked away."),
    )  # fmt: skip
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("word/styles.xml", STYLES)

    notes, remarks = read_notes(folder, corpus)

    assert [(note.document_id, note.turn_id, note.text) for note in notes] == [
        ("fg1", "", "INVENTED: it rained."),
        ("fg1", "fg1:t2", "Everybody nodded.\n\nTwice."),
        ("fg2", "fg2:t2", "She looked away."),
    ]
    assert remarks == ()


@pytest.mark.parametrize("kind", ["docx", "txt"])
def test_a_line_that_is_only_a_name_a_time_or_a_turn_places_what_follows(
    tmp_path: Path, corpus: Corpus, kind: str
) -> None:
    folder = tmp_path / "notes"
    folder.mkdir()
    lines = ["FG1:", "[00:01:00] Everybody nodded.", "At 10:30 we left.", "fg2", "Turn 2", "She looked away."]
    if kind == "docx":
        write_docx(folder / "notes.docx", *map(paragraph, lines))
    else:
        (folder / "notes.txt").write_text("\n\n".join(lines), encoding="utf-8")

    notes, remarks = read_notes(folder, corpus)

    assert [(note.turn_id, note.text) for note in notes] == [
        ("fg1:t2", "Everybody nodded.\n\nAt 10:30 we left."),
        ("fg2:t2", "She looked away."),
    ]
    assert remarks == ()


def test_a_memo_in_word_that_names_nothing_is_about_the_whole_study(tmp_path: Path, corpus: Corpus) -> None:
    folder = tmp_path / "notes"
    folder.mkdir()
    write_docx(folder / "memo on method.docx", paragraph("I was a student here."))
    (folder / "broken.docx").write_bytes(b"PK no archive")

    with pytest.raises(MaterialError, match=r"broken\.docx"):
        read_notes(folder, corpus)
    (folder / "broken.docx").unlink()
    notes, remarks = read_notes(folder, corpus)

    assert [(note.session_id, note.text) for note in notes] == [("", "I was a student here.")]
    assert "names no document and no session" in remarks[0]
