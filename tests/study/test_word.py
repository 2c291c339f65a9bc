"""Coding in the margin of Word: copies written, comments read back, and nothing of anybody lost."""

from __future__ import annotations

import re
import shutil
import zipfile
from pathlib import Path

import docx
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.formats.commented_files import SHAPES, Note, Shape, comment_on, end, reference, start, write_commented
from tests.formats.office_files import deleted, inserted, paragraph
from tests.study.test_edits import edit
from tests.study.test_study import make_study, rows_of
from thematica import CodingsError, Study, StudyError, cli
from thematica.formats.docx_comments import read_comments

both = pytest.mark.parametrize("shape", SHAPES)
FG1 = "Moderator: How is it?\nFG1A: She never answers e-mails.\nFG1B: The clinic is far away.\nFG1A: Yeah.\n"


def make_copy(path: Path, coder: str = "") -> tuple[Study, Path]:
    """A study, and the copy of its first transcript."""
    study = make_study(path / "study")
    return study, study.export_word(path / "word", coder=coder)[0]


def span(words: str, text: str = FG1) -> tuple[int, int]:
    assert text.count(words) == 1
    return text.index(words), text.index(words) + len(words)


def comment(copy: Path, *commented: tuple[str, Note], shape: Shape = "word") -> None:
    comment_on(copy, FG1, [span(words) for words, _ in commented], [note for _, note in commented], shape)


def coded(path: Path) -> list[tuple[str, str, str]]:
    """Give the quote, code and memo of each row of a file."""
    return [(row["quote"], row["code"], row["memo"]) for row in rows_of(path)]


def read_all(root: Path) -> dict[str, bytes]:
    """Give every file of a study but those that only note what was done."""
    return {str(p): p.read_bytes() for p in sorted(root.rglob("*")) if p.is_file() and ".thematica" not in p.parts}


def test_a_copy_shows_the_words_the_numbers_and_the_codebook(tmp_path: Path) -> None:
    _, copy = make_copy(tmp_path)
    document = docx.Document(str(copy))
    read = read_comments(copy)

    assert read.text[slice(*read.words)] == FG1.rstrip("\n")
    numbered = [p.text for p in document.paragraphs if p._p.pPr is not None and p._p.pPr.numPr is not None]
    assert numbered == FG1.splitlines()
    assert [run.text for p in document.paragraphs for run in p.runs if run.bold and p.text in numbered] == [
        "Moderator: ", "FG1A: ", "FG1B: ", "FG1A: ",
    ]  # fmt: skip
    assert [p.text for p in document.paragraphs if p.style.name.startswith("Heading")] == [
        "Codebook", "Contact", "Messages go unanswered", "Distance",
    ]  # fmt: skip
    xml = zipfile.ZipFile(copy).read("word/document.xml").decode()
    assert xml.count("<w:lnNumType") == 1
    assert '<w:lvlText w:val="t%1"/>' in zipfile.ZipFile(copy).read("word/numbering.xml").decode()


def test_the_numbers_of_turns_are_left_out_where_they_would_not_be_those_of_the_ids(tmp_path: Path) -> None:
    study = make_study(tmp_path / "study")
    text = "FG1A (0:01): \nFG1B (0:02): Here.\n"
    (study.path / "transcripts" / "fg1.txt").write_text(text, encoding="utf-8")
    turns = [turn for turn in Study.open(study.path).corpus.turns if turn.document_id == "fg1"]
    (copy, _) = Study.open(study.path).export_word(tmp_path / "word")

    numbered = [
        p.text for p in docx.Document(str(copy)).paragraphs if p._p.pPr is not None and p._p.pPr.numPr is not None
    ]
    rows = text.splitlines()
    assert numbered in ([], [rows[text.count("\n", 0, turn.start)] for turn in turns])


def test_only_lines_of_the_transcript_are_numbered_in_any_word_processor(tmp_path: Path) -> None:
    _, copy = make_copy(tmp_path)
    document = docx.Document(str(copy))

    numbered = [p.text for p in document.paragraphs if p.text and not p._p.xpath("./w:pPr/w:suppressLineNumbers")]

    assert numbered == FG1.splitlines()
    headings = [p._p.pPr for p in document.paragraphs if p.style.name.startswith("Heading")]
    for properties in headings:  # in the order that the standard wants
        names = [child.tag.rpartition("}")[2] for child in properties]
        assert names.index("suppressLineNumbers") > names.index("pStyle")
        assert "rPr" not in names[: names.index("suppressLineNumbers")]


def test_the_same_study_gives_the_same_bytes_and_a_copy_holds_nobodys_codes(tmp_path: Path) -> None:
    study, copy = make_copy(tmp_path, "ben")
    study.run()
    Study.open(study.path).export_word(tmp_path / "again", coder="ben")

    assert (tmp_path / "again" / copy.name).read_bytes() == copy.read_bytes()
    assert copy.name == "fg1-ben.docx"
    shown = read_comments(copy)
    assert (shown.comments, shown.document_id, shown.coder) == ((), "fg1", "ben")
    assert "ana" not in shown.text.casefold().split()
    assert "k-" not in shown.text


def test_a_copy_that_may_hold_comments_is_never_written_over(tmp_path: Path) -> None:
    study, copy = make_copy(tmp_path)
    comment(copy, ("far away", Note("distance")))
    before = copy.read_bytes()
    (tmp_path / "word" / "fg2.docx").unlink()

    with pytest.raises(StudyError, match=r"may hold comments: .*fg1\.docx.*nothing was written"):
        study.export_word(tmp_path / "word")

    assert copy.read_bytes() == before
    assert not (tmp_path / "word" / "fg2.docx").exists()


@both
def test_comments_are_codings_with_span_author_date_and_memo(tmp_path: Path, shape: Shape) -> None:
    study, copy = make_copy(tmp_path)
    comment(
        copy,
        ("never answers", Note("unanswered: twice; at least", "Ann Example", "2024-05-03T10:00:00Z")),
        ("The clinic is far away.\nFG1A: Yeah.", Note("distance\nunanswered: too", "Ben", "2024-05-04T11:00:00Z")),
        ("answers e-mails.", Note("Distance; unanswered", "Ben", "")),
        shape=shape,
    )

    written = study.import_word(copy)

    assert [path.name for path in written] == ["Ann Example-word.csv", "Ben-word.csv"]
    found = {
        (c.coder, c.document_id, c.start, c.end, c.code_id, c.memo, c.made_at)
        for c in Study.open(study.path).human_codings
        if c.coder != "ana"
    }
    across, end_of = span("The clinic is far away.\nFG1A: Yeah."), span("answers e-mails.")
    assert found == {
        ("Ann Example", "fg1", *span("never answers"), "unanswered", "twice; at least", "2024-05-03T10:00:00Z"),
        ("Ben", "fg1", *across, "distance", "", "2024-05-04T11:00:00Z"),
        ("Ben", "fg1", *across, "unanswered", "too", "2024-05-04T11:00:00Z"),
        ("Ben", "fg1", *end_of, "distance", "", ""),
        ("Ben", "fg1", *end_of, "unanswered", "", ""),
    }


@both
def test_answers_stand_in_the_memo_as_reasons(tmp_path: Path, shape: Shape) -> None:
    study, copy = make_copy(tmp_path)
    reply = Note("Is it?\ndistance: no", "Ben", "2024-05-04T09:00:00Z", answers=0)
    comment(copy, ("far away", Note("distance: so far")), ("is far", reply), shape=shape)

    (path,) = study.import_word(copy)

    assert coded(path) == [("far away", "distance", "so far\nBen (2024-05-04): Is it?\ndistance: no")]


def test_a_label_beside_the_words_is_left_out_and_what_stands_on_no_speech_is_told(tmp_path: Path) -> None:
    study, copy = make_copy(tmp_path)
    document = docx.Document(str(copy))
    head, *_, last = document.paragraphs
    label, speech = next(p.runs for p in document.paragraphs if p.text.startswith("FG1B: "))
    moderator = next(p.runs[0] for p in document.paragraphs if p.text.startswith("Moderator: "))
    for runs in (head.runs[0], last.runs[0], moderator, [label, speech]):
        document.add_comment(runs, text="distance", author="Ann Example")
    document.save(str(copy))

    (path,) = study.import_word(copy)

    assert coded(path) == [("The clinic is far away.", "distance", "")]
    unused = [notice for notice in study.notices if notice.startswith("not used: fg1.docx, comment")]
    assert len(unused) == 3
    assert ["on the heading or the codebook" in notice for notice in unused] == [True, False, True]
    assert "“distance” on “Moderator:” stands on a label, heading or note only, not on what" in unused[1]
    assert "1 coding took in a label or a time beside the speech; these were left out" in study.notices


def test_a_name_that_is_no_code_is_offered_kept_and_counts_once_it_is_one(tmp_path: Path) -> None:
    study, copy = make_copy(tmp_path)
    comment(copy, ("far away", Note("transport: bus")), ("never", Note("transport")), ("clinic", Note("distanse")))

    (path,) = study.import_word(copy)

    assert [row["code"] for row in rows_of(path)] == ["transport", "distanse", "transport"]
    new = [notice for notice in study.notices if "is no code of the tree yet" in notice]
    assert new == [
        "'distanse' is no code of the tree yet (1 coding: fg1:t3 “clinic”); did you mean 'Distance'?; kept, not "
        "counted: it counts once a code of this name is in your tree",
        "'transport' is no code of the tree yet (2 codings: fg1:t2 “never”, fg1:t3 “far away”); kept, not counted: "
        "it counts once a code of this name is in your tree",
    ]
    opened = Study.open(study.path)
    assert opened.check().problems == ()
    assert any("'transport'" in remark for remark in opened.check().remarks)
    edit(study.path, "      - id: distance\n", "      - id: t\n        code: Transport\n      - id: distance\n")
    codings = Study.open(study.path).human_codings
    assert [c.memo for c in codings if c.code_id == "t"] == ["", "bus"]


def test_a_second_import_gives_way_only_to_the_same_document_and_keeps_what_was_there(tmp_path: Path) -> None:
    study, copy = make_copy(tmp_path, "ann")
    other = tmp_path / "word" / "fg2-ann.docx"
    text = (study.path / "transcripts" / "fg2.txt").read_text(encoding="utf-8")
    comment_on(other, text, [span("far away", text)], [Note("distance: two")])
    fresh = copy.read_bytes()
    comment(copy, ("far away", Note("distance: one")), ("never", Note("unanswered")))
    (path,) = study.import_word(tmp_path / "word")
    once = path.read_bytes()
    assert study.import_word(tmp_path / "word") == (path,)
    assert path.read_bytes() == once
    assert not list((study.path / ".thematica").glob("replaced/*"))

    copy.write_bytes(fresh)
    comment(copy, ("far away", Note("distance: other")))
    study.import_word(copy)

    assert coded(path) == [("far away", "distance", "other"), ("far away", "distance", "two")]
    (kept,) = (study.path / ".thematica" / "replaced").iterdir()
    assert kept.read_bytes() == once
    assert any(f"2 rows of an earlier import gave way; the file as it was: {kept}" in n for n in study.notices)


def test_a_document_read_again_under_another_name_gives_no_coding_twice(tmp_path: Path) -> None:
    study, copy = make_copy(tmp_path)
    fresh = copy.read_bytes()
    dates = [f"2024-05-03T10:0{n}:00Z" for n in range(3)]
    comment(
        copy,
        ("far away", Note("distance", date=dates[0])),
        ("never", Note("unanswered", date=dates[1])),
        ("Yeah", Note("distance", date=dates[2])),
    )
    study.import_word(copy)
    copy.write_bytes(fresh)
    comment(
        copy,
        ("clinic is far away", Note("distance: widened", date=dates[0])),
        ("never", Note("unanswered", date=dates[1])),
    )
    renamed = copy.rename(copy.with_name("fg1 (2).docx"))

    (path,) = study.import_word(renamed)

    assert coded(path) == [
        ("never", "unanswered", ""), ("clinic is far away", "distance", "widened"), ("Yeah", "distance", ""),
    ]  # fmt: skip
    assert any("1 row of an earlier import gave way" in notice for notice in study.notices)
    assert any("still there: 1 row from fg1.docx, of which other comments were read now" in n for n in study.notices)


def test_comments_do_not_come_to_agree_with_themselves_under_two_names(tmp_path: Path) -> None:
    study, copy = make_copy(tmp_path)
    comment(copy, ("far away", Note("distance")))
    study.import_word(copy)
    before = read_all(study.path)

    with pytest.raises(
        CodingsError, match=r"Ann Example-word\.csv: the same comments are there already by 'Ann Example'"
    ):
        study.import_word(copy, coder="ann")

    assert read_all(study.path) == before


@pytest.mark.parametrize("other", ["ann example", "ANN EXAMPLE ", "Ann  Example"])
def test_a_coder_is_the_same_however_her_name_is_typed(tmp_path: Path, other: str) -> None:
    study, copy = make_copy(tmp_path)
    comment(copy, ("never", Note("unanswered")), ("far away", Note("distance", author=other, date="")))

    (path,) = study.import_word(copy)
    study.import_word(copy, coder=other)

    assert [file.name for file in (study.path / "codings").glob("*word*")] == [path.name] == ["Ann Example-word.csv"]
    assert Study.open(study.path).human_codings.coders == ("Ann Example", "ana")


@pytest.mark.parametrize("nobody", ["Author", "Unknown Author", "Verfasser", "Microsoft Office User"])
def test_a_name_that_a_program_writes_for_anybody_is_asked_about(tmp_path: Path, nobody: str) -> None:
    study, copy = make_copy(tmp_path)
    comment(copy, ("far away", Note("distance", nobody)))

    with pytest.raises(CodingsError, match=f"by '{nobody}', which a word processor writes for anybody; say .*--coder"):
        study.import_word(copy)

    assert [path.name for path in study.import_word(copy, coder="ann")] == ["ann-word.csv"]


def test_documents_of_other_programs_in_the_folder_are_told_with_what_to_do(tmp_path: Path) -> None:
    study, copy = make_copy(tmp_path)
    comment(copy, ("far away", Note("distance")))
    (copy.parent / "fg2.odt").write_bytes(b"x")
    (copy.parent / "~$fg1.docx").write_bytes(b"x")

    study.import_word(copy.parent)

    told = "not read: fg2.odt: comments are read from .docx files; open it in the program it was written with, and save"
    assert any(notice.startswith(told) for notice in study.notices)
    with pytest.raises(StudyError, match=r"fg2\.odt: comments are read from \.docx files; .* save it as \.docx"):
        study.import_word(copy.parent / "fg2.odt")


def test_a_file_of_hers_that_has_the_name_is_left_alone(tmp_path: Path) -> None:
    study, copy = make_copy(tmp_path, "ann")
    hers = study.path / "codings" / "ann-word.csv"
    hers.write_text("document,quote,code\nfg1,far away,distance\n", encoding="utf-8")
    comment(copy, ("never", Note("unanswered")))

    (path,) = study.import_word(copy)

    assert path.name == "ann-word-2.csv"
    assert hers.read_text(encoding="utf-8") == "document,quote,code\nfg1,far away,distance\n"


@pytest.mark.parametrize(
    ("made_for", "said", "authors", "coders"),
    [
        ("", "", ("Ann", "Ben"), ["Ann", "Ben"]),
        ("", "cleo", ("Ann", "Ben"), ["cleo"]),
        ("ben", "", ("B. Smith", "B. Smith"), ["ben"]),
        ("ben", "", ("B. Smith", "Ann"), ["Ann", "B. Smith"]),
        ("ben", "cleo", ("B. Smith", "B. Smith"), ["cleo"]),
        ("", "", ("Dr. A/B: C", "Dr. A/B: C"), ["Dr. A/B: C"]),
    ],
)
def test_whose_the_comments_are(
    tmp_path: Path, made_for: str, said: str, authors: tuple[str, str], coders: list[str]
) -> None:
    study, copy = make_copy(tmp_path, made_for)
    comment(copy, ("far away", Note("distance", authors[0])), ("never", Note("unanswered", authors[1])))

    study.import_word(copy, coder=said)

    told = "the comments of Ann, Ben were all taken as cleo's, as --coder says"
    assert (told in study.notices) == (said == "cleo" and authors == ("Ann", "Ben"))
    assert sorted(set(Study.open(study.path).human_codings.coders) - {"ana"}) == coders


@both
def test_comments_in_her_own_transcript_are_read(tmp_path: Path, shape: Shape) -> None:
    study = make_study(tmp_path / "study")
    path = write_commented(
        study.path / "transcripts" / "fg3.docx",
        paragraph("INVENTED interview"),
        paragraph("Moderator: Well?"),
        paragraph("FG3A: It ", inserted("really "), deleted("hardly "), start(0), "is far", end(0, shape), " to go."),
        paragraph(start(1), "FG3B: No one", start(2), " answers", end(2, shape), "."),
        paragraph("FG3A: Never", end(1, shape), reference(3, shape), "."),
        paragraph("FG3B: ", start(4), deleted("Gone."), end(4, shape), "Here."),
        notes=[Note("distance"), Note("unanswered: both"), Note("unanswered"), Note("distance"), Note("distance")],
        shape=shape,
    )
    study = Study.open(study.path)

    (written,) = study.import_word(path)

    assert coded(written) == [
        ("is far", "distance", ""),
        ("No one answers. FG3A: Never", "unanswered", "both"),
        ("answers", "unanswered", ""),
    ]
    text = study.corpus.documents["fg3"].text
    assert all(text[int(row["start"]) : int(row["end"])].split() == row["quote"].split() for row in rows_of(written))
    unused = [notice for notice in study.notices if notice.startswith("not used")]
    assert ["stands between words" in unused[0], "deleted in a tracked change" in unused[1]] == [True, True]
    assert len(unused) == 2


def test_a_document_of_another_name_is_known_by_its_words_though_they_were_corrected(tmp_path: Path) -> None:
    study = make_study(tmp_path / "study")
    path = write_commented(
        tmp_path / "My transcript (final).docx",
        paragraph("Focus group"),
        paragraph("Moderator: How is it?"),
        paragraph("FG1A: She never ", start(0), "answers emails", end(0), "."),
        paragraph("FG1B: The ", start(1), "clinic is far", end(1), " away, really."),
        paragraph("FG1A: Yeah."),
        notes=[Note("unanswered"), Note("distance")],
    )

    (written,) = study.import_word(path)

    assert [row[:2] for row in coded(written)] == [("answers e-mails.", "unanswered"), ("clinic is far", "distance")]
    assert [n for n in study.notices if n.startswith("its words are not those")] == [
        "its words are not those of the study's transcript, whose nearest words were taken: My transcript "
        "(final).docx, comment 1 “unanswered” on fg1:t2 “answers e-mails.”"
    ]


@pytest.mark.parametrize("moved", ["start to the end", "end to the start", "start twice"])
@pytest.mark.parametrize("corrected", [False, True])
def test_marks_that_a_word_processor_moved_lose_no_comment(tmp_path: Path, moved: str, corrected: bool) -> None:
    study, copy = make_copy(tmp_path)
    comment(copy, ("never answers", Note("unanswered")), ("far away", Note("distance")))
    with zipfile.ZipFile(copy) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    xml = parts["word/document.xml"].decode()
    mark = re.search(r"<w:bookmarkStart[^>]*>", xml)[0]
    last = re.search(r"<w:bookmarkEnd[^>]*>", xml)[0]
    if moved == "start to the end":
        xml = xml.replace(mark, "").replace(last, mark + last)
    elif moved == "end to the start":
        xml = xml.replace(last, "").replace(mark, mark + last)
    else:
        xml = xml.replace(last, mark.replace("9000", "9001") + last.replace("9000", "9001"))
    parts["word/document.xml"] = xml.replace("Yeah", "Yeah, yes" if corrected else "Yeah").encode()
    with zipfile.ZipFile(copy, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)

    (path,) = study.import_word(copy)

    assert [row[:2] for row in coded(path)] == [("never answers", "unanswered"), ("far away", "distance")]


def test_every_problem_of_every_file_is_listed_and_nothing_is_written(tmp_path: Path) -> None:
    study, copy = make_copy(tmp_path)
    same = "      - id: distance\n        code: Distance\n"
    edit(study.path, same, f"{same}      - id: far\n        code: Distance\n      - id: d2\n        code: DISTANCE\n")
    comment(copy, ("far away", Note("distance")), ("never", Note("DISTANCE")), ("clinic", Note("distance", "")))
    other = tmp_path / "word" / "fg2.docx"
    other.write_bytes(b"PK\x03\x04 cut off")
    (tmp_path / "word" / "fg3.docx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 locked")
    write_commented(tmp_path / "word" / "x.docx", paragraph(start(0), "Nobody said so", end(0)), notes=[Note("far")])
    study = Study.open(study.path)
    before = read_all(study.path)

    with pytest.raises(CodingsError) as raised:
        study.import_word(tmp_path / "word")

    problems = [str(problem) for problem in raised.value.problems]
    assert len(problems) == 5
    assert "is the name of several codes; write the id" in problems[0]
    assert "fg1.docx, comment 2 “distance” has no author; say whose it is with --coder" in problems[1]
    assert problems[2].startswith("fg2.docx: is damaged")
    assert problems[3].startswith("fg3.docx: ")
    assert problems[4] == "x.docx: holds the words of no transcript of the study; is it another study's?"
    assert read_all(study.path) == before


@pytest.mark.parametrize("name", ["nothing.docx", "empty", "a.doc"])
def test_what_cannot_be_read_is_refused_in_a_sentence(tmp_path: Path, name: str) -> None:
    study = make_study(tmp_path / "study")
    (tmp_path / "empty").mkdir()
    (tmp_path / "a.doc").write_bytes(b"x")

    with pytest.raises(StudyError, match=r"no file or folder|holds no \.docx|comments are read from \.docx"):
        study.import_word(tmp_path / name)


def test_the_history_tells_both(tmp_path: Path) -> None:
    study, copy = make_copy(tmp_path, "ben")
    comment(copy, ("far away", Note("distance; new one")), ("never", Note("Why does she say so?")))
    study.import_word(copy)

    told = [sentence.partition(": ")[2] for sentence in study.history()]

    assert "wrote 2 transcripts as Word documents to be coded in the margin by ben (version 1 of the codebook)." in told
    assert (
        "read the comments of 1 Word document as 2 codings by ben; 1 comment could not be used, 1 name of codes not in "
        "the tree." in told
    )


def test_the_command_line_does_both_and_refuses_a_coder_for_a_codebook(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    study = make_study(tmp_path / "study")
    there = [str(study.path), "--word", str(tmp_path / "word"), "--coder", "ben"]

    assert cli.main(["export", *there]) == 0
    comment(tmp_path / "word" / "fg1-ben.docx", ("far away", Note("distance")))
    assert cli.main(["import", *there]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == str(study.path / "codings" / "ben-word.csv")
    assert cli.main(["export", str(study.path), "--codebook", str(tmp_path / "a.md"), "--coder", "ben"]) == 1


WORDS = st.text(st.sampled_from("ab é😀\t.,?!'&<[]\x0b\u200d"), min_size=1, max_size=25)
SPEECH = WORDS.map(lambda words: f"x{' '.join(words.split())}")
MEMO = st.text(st.sampled_from("ab ,.:é😀'\"=<-"), max_size=12).map(lambda memo: " ".join(memo.split()))
CODES = ("unanswered", "distance", "new idea")


@settings(max_examples=25, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(
    talk=st.lists(st.tuples(st.sampled_from(["FG1A", "FG1B", "Moderator"]), SPEECH), min_size=2, max_size=8),
    shape=st.sampled_from(SHAPES),
    data=st.data(),
)
def test_comments_on_a_copy_come_back_as_the_codings_they_are(
    tmp_path_factory: pytest.TempPathFactory, talk: list[tuple[str, str]], shape: Shape, data: st.DataObject
) -> None:
    root = tmp_path_factory.mktemp("word")
    study = make_study(root / "study")
    (study.path / "codings" / "ana.csv").unlink()
    text = "".join(f"{label}: {words}\n" for label, words in talk)
    (study.path / "transcripts" / "fg1.txt").write_text(text, encoding="utf-8", newline="")
    study = Study.open(study.path)
    copy = study.export_word(root / "word", coder="cleo")[0]
    turns = [turn for turn in study.corpus.turns if turn.document_id == "fg1"]
    text = study.corpus.documents["fg1"].text
    assert len(turns) == len(talk)
    spoken = [at for turn in turns for at in range(turn.start, turn.end) if not text[at].isspace()]
    ends = st.integers(0, len(spoken) - 1)
    spans, notes, expected = [], [], set()
    for _ in range(data.draw(st.integers(1, 5))):
        first, last = sorted((data.draw(ends), data.draw(ends)))
        place = (spoken[first], spoken[last] + 1)
        given_codes = data.draw(st.lists(st.tuples(st.sampled_from(CODES), MEMO), min_size=1, max_size=3,
                                         unique_by=lambda pair: pair[0]))  # fmt: skip
        date = data.draw(st.sampled_from(["", "2024-05-03T10:00:00Z", "2025-01-01T00:00:00"]))
        notes.append(Note("\n".join(f"{code}: {memo}" for code, memo in given_codes), "C.", date))
        spans.append(place)
        expected |= {(*place, code, memo, date) for code, memo in given_codes}
    comment_on(copy, text, spans, notes, shape)

    (written,) = study.import_word(copy)

    rows = rows_of(written)
    assert {(int(r["start"]), int(r["end"]), r["code"], r["memo"].strip(), r["made_at"]) for r in rows} == expected
    assert {row["coder"] for row in rows} == {"cleo"}
    assert all(text[int(row["start"]) : int(row["end"])].split() == row["quote"].split() for row in rows)
    counted = {(c.start, c.end, c.code_id) for c in Study.open(study.path).human_codings if c.coder == "cleo"}
    assert counted == {each[:3] for each in expected}
    shutil.rmtree(root)


def test_words_without_a_comment_were_looked_at_where_she_says_that_she_read_the_whole(tmp_path: Path) -> None:
    study, copy = make_copy(tmp_path, coder="eva")
    comment(copy, ("She never answers e-mails.", Note("Distance", "eva")))

    study.import_word(copy)
    assert any("say --whole" in notice for notice in study.notices)
    (written,) = study.import_word(copy, whole=True)

    assert [(q, c) for q, c, _ in coded(written)] == [
        ("She never answers e-mails.", "distance"), ("She never answers e-mails.", ""),
        ("The clinic is far away.", ""), ("Yeah.", ""),
    ]  # fmt: skip
    assert any("eva has looked at all of it, as --whole says: 3 turns" in notice for notice in study.notices)


def test_a_comment_that_names_a_code_beside_something_else_says_so(tmp_path: Path) -> None:
    study, copy = make_copy(tmp_path, coder="eva")
    comment(copy, ("She never answers e-mails.", Note("Distance; is it really so?", "eva")))

    study.import_word(copy)

    (told,) = [notice for notice in study.notices if notice.startswith("not used")]
    assert "names 'Distance' beside what is no code, so nothing was taken" in told


def test_whole_goes_with_word_only(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_study(tmp_path)

    assert cli.main(["import", str(tmp_path), "--codebook", "x.csv", "--whole"]) != 0
    assert "--whole goes with --word" in capsys.readouterr().err
