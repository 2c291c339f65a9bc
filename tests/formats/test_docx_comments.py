"""Comments in Word documents: the words each stands on, who wrote it, when, and what was answered."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.formats.commented_files import SHAPES, Note, Shape, end, reference, start, write_commented
from tests.formats.conversation import read as read_as_transcript
from tests.formats.office_files import STRICT, TRANSITIONAL, deleted, inserted, paragraph, table
from thematica.errors import MaterialError
from thematica.formats.docx_comments import Reply, WordComment, name_copy, read_comments

NOTE = Note("far: she says so")
both = pytest.mark.parametrize("shape", SHAPES)


def words_of(path: Path) -> list[str]:
    """Give for each comment the words it stands on, lines joined by a bar."""
    read = read_comments(path)
    return [" | ".join(read.text[c.start : c.end].strip().split("\n")) for c in read.comments]


def states(path: Path) -> list[str]:
    return [comment.state for comment in read_comments(path).comments]


@both
def test_a_comment_has_its_words_author_date_and_text(tmp_path: Path, shape: Shape) -> None:
    path = write_commented(
        tmp_path / "fg1.docx",
        paragraph("Ana: It is ", start(0), "too far", end(0, shape), " away."),
        notes=[Note("far: says “so” & <twice>\nsecond line", "Ann Ä. Example", "2024-05-03T10:00:00Z")],
        shape=shape,
    )

    (comment,) = read_comments(path).comments

    assert comment == WordComment(
        id="0",
        author="Ann Ä. Example",
        made_at="2024-05-03T10:00:00Z",
        text="far: says “so” & <twice>\nsecond line",
        start=11,
        end=18,
    )


@both
def test_overlapping_and_nested_comments_keep_their_own_words(tmp_path: Path, shape: Shape) -> None:
    path = write_commented(
        tmp_path / "fg1.docx",
        paragraph(
            start(0), "one ", start(1), "two ", start(2), "three ", end(0, shape), "four", end(2, shape), " five",
            end(1, shape),
        ),
        notes=[NOTE] * 3,
        shape=shape,
    )  # fmt: skip

    assert words_of(path) == ["one two three", "two three four five", "three four"]


@both
def test_a_comment_over_several_paragraphs_has_them_all(tmp_path: Path, shape: Shape) -> None:
    path = write_commented(
        tmp_path / "fg1.docx",
        paragraph("Ana: one ", start(0), "two"),
        paragraph("Ben: three"),
        paragraph("Ana: four", end(0, shape), " five"),
        notes=[NOTE],
        shape=shape,
    )

    assert words_of(path) == ["two | Ben: three | Ana: four"]


@both
def test_marks_between_paragraphs_and_around_tables_are_found(tmp_path: Path, shape: Shape) -> None:
    path = write_commented(
        tmp_path / "fg1.docx",
        paragraph("one"),
        start(0),
        table(["Ana", "two"]),
        f'<w:p><w:commentRangeEnd w:id="0"/>{reference(0, shape)}<w:r><w:t>three</w:t></w:r></w:p>',
        notes=[NOTE],
        shape=shape,
    )

    assert [words.split() for words in words_of(path)] == [["Ana", "|", "two"]]


@both
def test_tracked_insertions_are_words_and_deletions_none(tmp_path: Path, shape: Shape) -> None:
    within = inserted("three").replace("<w:r>", start(1) + "<w:r>", 1).replace("</w:ins>", "</w:ins>" + end(1, shape))
    path = write_commented(
        tmp_path / "fg1.docx",
        paragraph(start(0), "one ", deleted("two "), within, end(0, shape)),
        paragraph("four ", start(2), deleted("five"), end(2, shape)),
        paragraph(start(3), deleted("six"), " seven", end(3, shape)),
        notes=[NOTE] * 4,
        shape=shape,
    )

    assert words_of(path) == ["one three", "three", "", "seven"]
    assert states(path) == ["", "", "deleted", ""]


@both
def test_marks_within_a_deletion_hold_the_words_around_it(tmp_path: Path, shape: Shape) -> None:
    gone = deleted("two").replace("<w:r>", start(0) + "<w:r>", 1)
    path = write_commented(
        tmp_path / "fg1.docx", paragraph("one ", gone, "three", end(0, shape)), notes=[NOTE], shape=shape
    )

    assert words_of(path) == ["three"]


@both
def test_a_comment_on_no_words_says_why(tmp_path: Path, shape: Shape) -> None:
    path = write_commented(
        tmp_path / "fg1.docx",
        paragraph("one ", reference(0, shape), "two", start(1), " ", end(1, shape), "three", start(3), end(3, shape)),
        notes=[NOTE] * 4,
        shape=shape,
    )
    found = {comment.id: comment.state for comment in read_comments(path).comments}

    assert found == {"0": "point", "1": "blank", "2": "nowhere", "3": "point"}


@both
def test_answers_are_the_discussion_of_the_comment_that_began_it(tmp_path: Path, shape: Shape) -> None:
    notes = [
        Note("far: one\nand more"),
        Note("I think not.", "Ben", "2024-05-04T09:00:00Z", answers=0),
        Note("near"),
        Note("Agreed.", "Ann Example", "2024-05-05T09:00:00Z", answers=1),
    ]
    marks = "".join(start(i) for i in range(4)), "".join(end(i, shape) for i in range(4))
    path = write_commented(tmp_path / "fg1.docx", paragraph(marks[0], "words", marks[1]), notes=notes, shape=shape)

    first, second = read_comments(path).comments

    assert (first.text, second.text) == ("far: one\nand more", "near")
    assert first.replies == (
        Reply("Ben", "2024-05-04T09:00:00Z", "I think not."),
        Reply("Ann Example", "2024-05-05T09:00:00Z", "Agreed."),
    )
    assert second.replies == ()


def test_comments_that_answer_each_other_in_a_circle_are_both_there(tmp_path: Path) -> None:
    path = write_commented(
        tmp_path / "fg1.docx",
        paragraph(start(0), start(1), "words", end(0), end(1)),
        notes=[Note("a", answers=1), Note("b", answers=0)],
    )

    assert [comment.text for comment in read_comments(path).comments] == ["a", "b"]


def test_the_strict_edition_is_read_as_well(tmp_path: Path) -> None:
    path = write_commented(tmp_path / "a.docx", paragraph("one ", start(0), "two", end(0)), notes=[NOTE])
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(tmp_path / "strict.docx", "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(TRANSITIONAL.encode(), STRICT.encode()))

    assert words_of(tmp_path / "strict.docx") == ["two"]


def test_a_document_without_comments_has_none(tmp_path: Path) -> None:
    path = write_commented(tmp_path / "fg1.docx", paragraph("one"), notes=[])

    assert read_comments(path).comments == ()


@pytest.mark.parametrize("part", ["word/comments.xml", "word/commentsExtended.xml", "word/document.xml"])
def test_entities_are_never_resolved(tmp_path: Path, part: str) -> None:
    path = write_commented(tmp_path / "a.docx", paragraph("one ", start(0), "two", end(0)), notes=[NOTE])
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(tmp_path / "bad.docx", "w") as new:
        for name in old.namelist():
            head = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>' if name == part else b""
            new.writestr(name, head + old.read(name))

    with pytest.raises(MaterialError, match=r"bad\.docx: declares entities"):
        read_comments(tmp_path / "bad.docx")


def test_a_comments_part_that_unpacks_without_end_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.docx"
    write_commented(path, paragraph("one"), notes=[NOTE])
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, b" " * (65 * 1024 * 1024) if name == "word/comments.xml" else content)

    with pytest.raises(MaterialError, match=r"bomb\.docx: unpacks to more than 64 MiB"):
        read_comments(path)


@pytest.mark.parametrize("coder", ["", "ann", "Ann, O'B; =x%"])
@pytest.mark.parametrize("document", ["fg1", "fg 1, “late” coder=x"])
def test_a_copy_names_its_document_and_coder(tmp_path: Path, document: str, coder: str) -> None:
    path = write_commented(tmp_path / "a.docx", paragraph("one"), notes=[])
    about = (
        '<c xmlns="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"><keywords>{}</keywords></c>'
    )
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("docProps/core.xml", about.format(f"hers, {name_copy(document, coder)}"))

    read = read_comments(path)

    assert (read.document_id, read.coder) == (document, coder)


WORDS = st.text(st.sampled_from("ab é😀\t.,"), max_size=8)
PIECES = st.lists(
    st.one_of(
        WORDS.map(paragraph),
        WORDS.map(lambda words: paragraph(inserted(words), "x", deleted("gone"), "<w:r><w:br/><w:tab/></w:r>")),
        st.lists(WORDS, min_size=1, max_size=3).map(lambda cells: table(cells, cells)),
        WORDS.map(lambda words: f"<w:sdt><w:sdtContent>{paragraph(words)}</w:sdtContent></w:sdt>"),
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=60, deadline=None)
@given(PIECES)
def test_its_words_are_those_of_the_transcript(tmp_path_factory: pytest.TempPathFactory, body: list[str]) -> None:
    path = write_commented(tmp_path_factory.mktemp("docx") / "fg1.docx", *body, notes=[])

    assert read_comments(path).text.split() == "".join(t.text for t in read_as_transcript(path)).split()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["kept", "put in", "deleted"]), WORDS.filter(str.strip)), min_size=1))
def test_its_words_before_tracked_changes_have_what_was_deleted_and_not_what_was_put_in(
    tmp_path_factory: pytest.TempPathFactory, parts: list[tuple[str, str]]
) -> None:
    write = {"kept": lambda words: words, "put in": inserted, "deleted": deleted}
    row = table(["x"], row_properties="<w:trPr><w:ins/></w:trPr>")
    body = [paragraph(start(0), *(write[kind](words) for kind, words in parts), end(0)), row]
    path = write_commented(tmp_path_factory.mktemp("docx") / "fg1.docx", *body, notes=[NOTE])

    read = read_comments(path)

    stood = "".join(words for kind, words in parts if kind != "put in")
    assert "".join(read.before.split()) == "".join(stood.split())
    (comment,) = read.comments
    assert "".join(read.before[comment.start_before : comment.end_before].split()) == "".join(stood.split())
    assert "".join(read.text.split()) == "".join("".join(w for kind, w in parts if kind != "deleted").split()) + "x"


def test_text_that_follows_text_in_a_comment_is_the_line_break_that_libreoffice_left_out(tmp_path: Path) -> None:
    path = write_commented(tmp_path / "a.docx", paragraph(start(0), "one", end(0)), notes=[NOTE])
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    before, _, rest = parts["word/comments.xml"].partition("<w:r>")
    parts["word/comments.xml"] = f"{before}<w:r><w:t>far</w:t><w:t>near</w:t></w:r>{rest.rpartition('</w:r>')[2]}"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)

    assert read_comments(path).comments[0].text == "far\nnear"
