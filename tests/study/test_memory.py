"""What is remembered between runs: codings of corrected transcripts, versions of the codebook, and what happened."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from tests.study.test_edits import DISTANCE, count, edit, told
from tests.study.test_study import TRANSCRIPTS, TREE, make_study, rows_of
from thematica import AnalysisError, CodingsError, Study, StudyError

TEXT = TRANSCRIPTS["fg1.txt"]
CLINIC, MAILS = "The clinic is far away.", "She never answers e-mails."
START = TEXT.index(CLINIC)
END = START + len(CLINIC)
# The ways in which one row can say where it stands.
PLACES = {
    "start and end": ("document,start,end,code", f"fg1,{START},{END},distance"),
    "start, end and quote": ("document,start,end,quote,code", f"fg1,{START},{END},{CLINIC},distance"),
    "quote": ("document,quote,code", f"fg1,{CLINIC},distance"),
    "segment": ("segment_id,code", f"fg1:{START}-{END},distance"),
    "segment and quote": ("segment_id,quote,code", f"fg1:{START}-{END},{CLINIC},distance"),
}
MOVED = "fg1 was changed since ana coded it: 1 moved along with their words (results/reanchored.csv)"
CHANGED = "fg1 was changed since ana coded it: 1 on changed words (results/reanchored.csv)"
LOST = "fg1 was changed since ana coded it: 1 lost, their words being gone (not counted) (results/reanchored.csv)"


def make_coded(path: Path, way: str = "start and end", *more: str) -> Study:
    """Make a study with one coding, written in one of the ways, and read it once."""
    study = make_study(path, suggest="never")
    columns, row = PLACES[way]
    (path / "codings" / "ana.csv").write_text("\n".join([columns, row, *more, ""]), encoding="utf-8")
    assert [coding.quote for coding in study.human_codings][:1] == [CLINIC]
    return study


def spans(path: Path) -> tuple[list[tuple[int, int, str]], tuple[str, ...]]:
    """Read the study anew; give where her codings stand and the remarks."""
    codings = Study.open(path).human_codings
    return [(coding.start, coding.end, coding.quote) for coding in codings], codings.remarks


def correct(path: Path, old: str, new: str) -> None:
    edit(path, old, new, "transcripts/fg1.txt")


@pytest.mark.parametrize("way", PLACES)
def test_a_coding_moves_along_when_words_before_it_are_corrected(tmp_path: Path, way: str) -> None:
    make_coded(tmp_path, way)

    correct(tmp_path, "How is it?", "How is it for you here?")

    found, remarks = spans(tmp_path)
    assert found == [(START + 13, END + 13, CLINIC)]
    assert remarks == (() if way == "quote" else (MOVED,))  # a quote is found as it is written


@pytest.mark.parametrize("way", PLACES)
def test_a_coding_on_corrected_words_stands_on_these(tmp_path: Path, way: str) -> None:
    make_coded(tmp_path, way)

    correct(tmp_path, "The clinic is far away", "The klinik is very far away")

    found, remarks = spans(tmp_path)
    assert found == [(START, END + 5, "The klinik is very far away.")]
    assert remarks == (CHANGED,)


@pytest.mark.parametrize("way", PLACES)
def test_a_coding_whose_words_are_gone_is_reported_and_counts_no_more(tmp_path: Path, way: str) -> None:
    make_coded(tmp_path, way)

    correct(tmp_path, "FG1B: The clinic is far away.\n", "")

    study = Study.open(tmp_path)
    assert (len(study.human_codings), study.human_codings.remarks) == (0, (LOST,))
    assert study.human_codings.reviewed == ()


@pytest.mark.parametrize("way", PLACES)
@pytest.mark.parametrize(
    ("old", "new"),
    [("How is it?", "How is it for you?"), ("The clinic is", "This klinik was"), (f"FG1B: {CLINIC}\n", "")],
    ids=["moved", "changed", "lost"],
)
def test_taking_a_correction_back_brings_every_coding_back(tmp_path: Path, way: str, old: str, new: str) -> None:
    make_coded(tmp_path, way)
    before = spans(tmp_path)

    correct(tmp_path, old, new)
    spans(tmp_path)
    (tmp_path / "transcripts" / "fg1.txt").write_text(TEXT, encoding="utf-8")

    assert spans(tmp_path) == before == ([(START, END, CLINIC)], ())


def test_corrections_one_after_the_other_are_followed_from_the_text_that_was_coded(tmp_path: Path) -> None:
    make_coded(tmp_path)

    for old, new in [("How is it?", "How is it here?"), ("How is it", "Well, how is it"), ("The clinic", "Our clinic")]:
        correct(tmp_path, old, new)
        found, remarks = spans(tmp_path)

    assert [quote for *_, quote in found] == ["Our clinic is far away."]
    assert remarks == (CHANGED,)


def test_a_coding_made_after_the_correction_stands_where_it_says(tmp_path: Path) -> None:
    make_coded(tmp_path)
    correct(tmp_path, "How is it?", "How is it for you here?")
    at = TEXT.index(MAILS) + 13

    edit(tmp_path, ",distance\n", f",distance\nfg1,{at},{at + len(MAILS)},unanswered\n", "codings/ana.csv")

    found, remarks = spans(tmp_path)
    assert found == [(START + 13, END + 13, CLINIC), (at, at + len(MAILS), MAILS)]
    assert remarks == (MOVED,)


def test_a_span_that_was_looked_at_without_a_code_moves_along_too(tmp_path: Path) -> None:
    at = TEXT.index("Yeah.")
    make_coded(tmp_path, "start and end", f"fg1,{at},{at + 5},")

    correct(tmp_path, "How is it?", "How is it for you here?")

    reviewed = Study.open(tmp_path).human_codings.reviewed
    assert [(span.start, span.end) for span in reviewed] == [(START + 13, END + 13), (at + 13, at + 18)]


def test_a_quote_that_does_not_stand_where_a_row_says_is_a_mistake_if_it_never_did(tmp_path: Path) -> None:
    make_study(tmp_path)
    (tmp_path / "codings" / "ana.csv").write_text(
        f"document,start,end,quote,code\nfg1,{START + 1},{END + 1},{CLINIC},distance\n", encoding="utf-8"
    )

    with pytest.raises(CodingsError, match=r"^ana\.csv:2: at .* stands “he clinic is far away.”, not “The"):
        _ = Study.open(tmp_path).human_codings


def test_the_file_of_a_coder_is_never_rewritten(tmp_path: Path) -> None:
    study = make_coded(tmp_path)
    before = (tmp_path / "codings" / "ana.csv").read_bytes()

    correct(tmp_path, "How is it?", "How?")
    study.run()

    assert (tmp_path / "codings" / "ana.csv").read_bytes() == before


def test_a_table_says_of_every_coding_of_a_changed_document_where_it_stands(tmp_path: Path) -> None:
    make_coded(tmp_path, "start and end", f"fg1,{TEXT.index('Yeah.')},{TEXT.index('Yeah.') + 5},unanswered")
    correct(tmp_path, "FG1A: Yeah.\n", "")
    correct(tmp_path, "The clinic is far", "The hospital is far")

    Study.open(tmp_path).code()

    rows = rows_of(tmp_path / "results" / "reanchored.csv")
    assert [(row["file"], row["line"], row["code"], row["outcome"], row["text"]) for row in rows] == [
        ("ana.csv", "2", "distance", "changed", "The hospital is far away."),
        ("ana.csv", "3", "unanswered", "lost", ""),
    ]


def test_the_table_is_gone_when_no_document_is_changed_any_more(tmp_path: Path) -> None:
    make_coded(tmp_path)
    Study.open(tmp_path).code()
    without = (tmp_path / "results" / "reanchored.csv").exists()
    correct(tmp_path, "How is it?", "How?")
    Study.open(tmp_path).code()
    made = (tmp_path / "results" / "reanchored.csv").exists()
    (tmp_path / "transcripts" / "fg1.txt").write_text(TEXT, encoding="utf-8")

    Study.open(tmp_path).code()

    assert (without, made, (tmp_path / "results" / "reanchored.csv").exists()) == (False, True, False)


def test_a_run_says_what_became_of_codings_of_changed_documents(tmp_path: Path) -> None:
    make_coded(tmp_path)
    correct(tmp_path, "How is it?", "How?")

    study = Study.open(tmp_path)
    study.run()

    assert MOVED in study.notices
    assert "1 moved" in told(tmp_path)


def test_what_is_remembered_of_a_transcript_holds_none_of_its_words(tmp_path: Path) -> None:
    make_coded(tmp_path, "quote")

    for name in ("codings.json", "texts.npz"):
        stored = (tmp_path / ".thematica" / name).read_bytes().lower()
        assert not [word for word in (b"clinic", b"answers", b"fg1a", b"e-mails") if word in stored], name


def test_without_what_was_remembered_of_a_text_its_codings_are_lost_rather_than_shifted(tmp_path: Path) -> None:
    make_coded(tmp_path)
    (tmp_path / ".thematica" / "texts.npz").unlink()

    correct(tmp_path, "How is it?", "How is it for you here?")

    assert spans(tmp_path)[0] == []


def test_the_codebook_has_no_version_as_long_as_there_is_no_theme(tmp_path: Path) -> None:
    study = make_study(tmp_path, tree="themes:\nsuggestions:\n")

    codings = study.human_codings

    assert study.memory.versions() == ()
    assert {coding.code_version for coding in codings} == {""}


def test_every_new_state_of_the_tree_is_a_version_and_reading_it_again_is_none(tmp_path: Path) -> None:
    study = make_study(tmp_path)

    for old, new in [
        ("code: Distance", "code: Distance"),
        ("code: Distance", "code: Far away"),
        ("code: Far away", "code: Distance"),
        ("suggestions:", "# none\nsuggestions:"),
    ]:
        edit(tmp_path, old, new)
        count(tmp_path)
        count(tmp_path)

    versions = study.memory.versions()
    assert [version.number for version in versions] == [1, 2, 3]
    assert versions[0].tree == versions[2].tree


def test_a_coding_remembers_the_version_under_which_it_was_first_read(tmp_path: Path) -> None:
    make_coded(tmp_path)
    edit(tmp_path, "code: Distance", "code: Far away")
    at = TEXT.index(MAILS)
    edit(tmp_path, ",distance\n", f",distance\nfg1,{at},{at + len(MAILS)},unanswered\n", "codings/ana.csv")

    codings = Study.open(tmp_path).human_codings

    assert [(coding.code_id, coding.code_version) for coding in codings] == [("distance", "1"), ("unanswered", "2")]


def define(path: Path, definition: str) -> None:
    """Give the code 'distance' its name and a definition, in the place of those it had."""
    file = path / "themes.yaml"
    head, _, tail = file.read_text(encoding="utf-8").partition("      - id: distance\n")
    rest = tail.partition("suggestions:\n")[2]
    file.write_text(f"{head}{DISTANCE}        definition: {definition}\nsuggestions:\n{rest}", encoding="utf-8")


def test_recode_lists_the_codings_of_a_code_that_was_defined_anew_and_no_others(tmp_path: Path) -> None:
    at = TEXT.index(MAILS)
    make_coded(tmp_path, "start and end", f"fg1,{at},{at + len(MAILS)},unanswered")
    before = Study.open(tmp_path).recode()
    define(tmp_path, "Only the way there.")

    (older,) = Study.open(tmp_path).recode()

    assert before == ()
    assert (older.row.code_id, older.row.line, older.row.codebook) == ("distance", 2, "1")
    (row,) = rows_of(tmp_path / "results" / "recode.csv")
    assert (row["text"], row["definition_then"], row["definition_now"]) == (CLINIC, "Distance", "Only the way there.")


@pytest.mark.parametrize("word", ["distance", "Distance"])
def test_what_she_has_looked_at_again_is_not_listed_until_the_definition_changes_again(
    tmp_path: Path, word: str
) -> None:
    make_coded(tmp_path)
    define(tmp_path, "Only the way there.")

    left = Study.open(tmp_path).recode(done=[word])
    again = Study.open(tmp_path).recode()
    versions = {coding.code_version for coding in Study.open(tmp_path).human_codings}
    define(tmp_path, "The way there and back.")

    assert (left, again, versions) == ((), (), {"2"})
    assert [each.row.codebook for each in Study.open(tmp_path).recode()] == ["2"]
    assert "looked again at 1 coding under the present definition of 'distance'" in " ".join(
        Study.open(tmp_path).history()
    )


def test_a_definition_taken_back_leaves_nothing_to_recode(tmp_path: Path) -> None:
    make_coded(tmp_path)
    define(tmp_path, "Only the way there.")
    count(tmp_path)

    (tmp_path / "themes.yaml").write_text(TREE, encoding="utf-8")

    assert Study.open(tmp_path).recode() == ()


def test_looking_again_at_a_code_that_is_not_in_the_tree_is_a_sentence_and_nothing_is_remembered(
    tmp_path: Path,
) -> None:
    make_coded(tmp_path)
    define(tmp_path, "Only the way there.")

    with pytest.raises(AnalysisError, match="'distanse' is not a code of the tree; did you mean 'distance'"):
        Study.open(tmp_path).recode(done=["distance", "distanse"])

    assert len(Study.open(tmp_path).recode()) == 1


def test_the_history_tells_what_was_done_in_the_order_in_which_it_was_done(tmp_path: Path) -> None:
    study = make_study(tmp_path)
    study.run()
    edit(tmp_path, "code: Distance", "code: Far away")
    Study.open(tmp_path).code()
    define(tmp_path, "Only the way there.")  # under its former name again
    Study.open(tmp_path).recode(done=["distance"])

    sentences = [sentence.partition(": ")[2] for sentence in study.history()]

    assert sentences[0] == "the tree has 1 theme and 2 codes (version 1 of the codebook)."
    assert sentences[1].startswith("offered k-")
    assert sentences[2].startswith("ran thematica ")
    assert sentences[3] == "in the tree, renamed code 'Distance' to 'Far away' (version 2 of the codebook)."
    assert sentences[4].startswith("coded with the tree (ana 2, ")
    assert "redefined code 'Distance' (definition)" in sentences[5]
    assert sentences[6].startswith("looked again at 1 coding")
    assert len(sentences) == 7


def test_the_history_of_a_study_is_only_ever_added_to(tmp_path: Path) -> None:
    study = make_study(tmp_path)
    trail, codebook = (tmp_path / ".thematica" / name for name in ("audit_trail.jsonl", "codebook.jsonl"))
    before = [b"", b""]

    for name in ("Far away", "Too far", "Distance"):
        count(tmp_path)
        assert trail.read_bytes().startswith(before[0])
        assert codebook.read_bytes().startswith(before[1])
        before = [trail.read_bytes(), codebook.read_bytes()]
        head, _, tail = (tmp_path / "themes.yaml").read_text(encoding="utf-8").partition("id: distance\n")
        edited = f"{head}id: distance\n        code: {name}\nsuggestions:\n"
        assert tail
        (tmp_path / "themes.yaml").write_text(edited, encoding="utf-8")

    assert len(study.history()) == 3


def test_two_versions_of_a_studys_codebook_are_laid_side_by_side(tmp_path: Path) -> None:
    make_coded(tmp_path)
    define(tmp_path, "Only the way there.")
    count(tmp_path)

    page = Study.open(tmp_path).compare_codebooks(1, 2)

    assert page.startswith("# Codebook: version 1 and version 2\n")
    assert "- definition, then: –\n- definition, now: Only the way there." in page
    with pytest.raises(StudyError, match="there is no version 3 of the codebook"):
        Study.open(tmp_path).compare_codebooks(1, 3)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("codings.json", "is damaged"), ("codebook.jsonl", "is damaged"), ("known.json", "is damaged")],
)
def test_a_damaged_memory_is_a_sentence_with_its_file_and_hers_are_left_alone(
    tmp_path: Path, name: str, sentence: str
) -> None:
    make_coded(tmp_path)
    (tmp_path / ".thematica" / name).write_bytes(b'{"a": 1}\n')
    before = (tmp_path / "themes.yaml").read_bytes()

    with pytest.raises(StudyError, match=sentence) as caught:
        Study.open(tmp_path).run()

    assert name in str(caught.value)
    assert (tmp_path / "themes.yaml").read_bytes() == before


def test_the_trail_holds_ids_and_counts_of_what_she_edited_and_none_of_its_words(tmp_path: Path) -> None:
    make_study(tmp_path).run()
    define(tmp_path, "Told by Wellington.")
    count(tmp_path)

    text = (tmp_path / ".thematica" / "audit_trail.jsonl").read_text(encoding="utf-8")
    kinds = Counter(json.loads(line)["event"] for line in text.splitlines())
    assert kinds == {"edited": 2, "offer": 1, "run": 1}
    assert '"node_id": "distance"' in text
    assert "Wellington" not in text
    assert "Distance" not in text
