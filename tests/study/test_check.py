"""Every file of a study is checked at once, and nothing is written."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from tests.study.test_edits import DISTANCE, edit
from tests.study.test_study import TREE, make_study
from thematica import Study
from thematica.study.check import Checked

MISTAKEN = {
    "study.yaml": """\
name: Test
aproach: codebook
unit: turns
embedder: tests.fakes:WordEmbedder
saturation: {base: 1, run: 1, treshold: 0.1}
seed: -4
""",
    "themes.yaml": """\
themes:
  - theme: Contact
    codes:
      - id: unanswered
        code: Messages go unanswered
        definiton: No reply.
      - id: unanswered
        code: 007
suggestions:
""",
    "participants.csv": "participant,group\nFG1A,red\n,blue\nFG1A,blue\n",
    "sessions.csv": "session,order\nFG1,first\nFG2,2\nFG2,3\n",
    "speakers.yaml": "documents:\n  fg1.txt:\n    Moderator: {role: moderater}\n    FG1A: {roll: participant}\n",
}
MISTAKES = [
    "study.yaml:2: unknown key 'aproach:'; did you mean 'approach'?",
    "study.yaml:3: 'unit: turns' is not a choice; did you mean 'turn'? (sentence, turn, answer, paragraph)",
    "study.yaml:5: unknown key 'treshold:'; did you mean 'threshold'?",
    "study.yaml:6: 'seed: -4' must lie between 0 and 4294967295",
    "themes.yaml:6: unknown key 'definiton:'; did you mean 'definition'?",
    "themes.yaml:7: id 'unanswered' is used twice, here and in line 4; ids must differ",
    "themes.yaml:8: 'code: 007' is a number; put it in quotation marks: 'code: \"007\"'",
    "participants.csv:3: 'participant' is empty",
    "participants.csv:4: participant 'FG1A' has other attributes in an earlier row",
    "sessions.csv:2: order 'first' of session 'FG1' is not a number",
    "sessions.csv:4: session 'FG2' says something else in an earlier row",
    "speakers.yaml:3: 'role: moderater' is not a role (participant, moderator, unknown, none)",
    "speakers.yaml:4: unknown key 'roll:'; did you mean 'role'?",
    "fg3.txt: holds NUL bytes, so it is not a text file; save it as text in UTF-8",
]
CODED = """\
document,start,end,quote,code
fg11,,,The clinic is far away.,distance
fg1,,,Nowhere to be found.,distance
fg1,4,9999,,distance
fg1,four,9,,distance
fg1,,,,distance
fg1,22,48,She answers.,unanswered
fg1,,,The clinic is far away.,distanse
fg1,,,The clinic is far away.,distance
"""
CODING_MISTAKES = [
    "ana.csv:2: there is no document 'fg11'; did you mean 'fg1'? (documents: fg1, fg2)",
    "ana.csv:3: “Nowhere to be found.” does not occur in 'fg1'",
    "ana.csv:4: 4-9999 does not lie in 'fg1', which has 97 characters",
    "ana.csv:5: 'start' and 'end' must be whole numbers, not 'four' and '9'",
    "ana.csv:6: no place: a row needs 'document' with 'start' and 'end', or with 'quote', or a 'segment_id'",
    "ana.csv:7: at 22-48 of 'fg1' stands “FG1A: She never answers e-”, not “She answers.”; "
    "has the text been changed since it was coded?",
    "ana.csv:8: 'distanse' is not a code of the tree; did you mean 'distance'?",
    "bea.csv: no column 'code' (columns: 'document', 'start', 'end')",
]


def check(path: Path) -> Checked:
    return Study.open(path).check()


def problems(path: Path) -> list[str]:
    return [str(problem) for problem in check(path).problems]


def take_hashes(path: Path) -> dict[str, str]:
    """Give a hash of every file of a study, so that anything written shows."""
    return {
        str(file.relative_to(path)): hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else "a folder"
        for file in sorted(path.rglob("*"))
    }


def make_mistaken(path: Path) -> None:
    make_study(path)
    for name, text in MISTAKEN.items():
        (path / name).write_text(text, encoding="utf-8")
    (path / "transcripts" / "fg3.txt").write_bytes(b"a\0b")


def test_a_study_without_mistakes_says_what_was_read(tmp_path: Path) -> None:
    make_study(tmp_path)

    checked = check(tmp_path)

    assert checked.problems == ()
    assert [words.split(" (")[0] for words in checked.read] == [
        "study.yaml",
        "themes.yaml",
        "2 documents, 4 participants",
        checked.read[3],
    ]
    assert checked.read[3].startswith("2 rows of 1 file")


def test_the_mistakes_of_every_file_are_listed_at_once_with_their_lines(tmp_path: Path) -> None:
    make_mistaken(tmp_path)

    assert problems(tmp_path) == MISTAKES


def test_the_mistakes_of_every_coder_are_listed_at_once_with_their_lines(tmp_path: Path) -> None:
    make_study(tmp_path)
    (tmp_path / "codings" / "ana.csv").write_text(CODED, encoding="utf-8")
    (tmp_path / "codings" / "bea.csv").write_text("document,start,end\nfg1,4,9\n", encoding="utf-8")

    assert problems(tmp_path) == CODING_MISTAKES


def test_codings_that_could_not_be_checked_are_not_passed_over_in_silence(tmp_path: Path) -> None:
    make_mistaken(tmp_path)

    assert "the codings are checked whole once the tree and the material can be read" in check(tmp_path).remarks


@pytest.mark.parametrize("ran", [False, True], ids=["never ran", "ran before"])
@pytest.mark.parametrize("mistaken", [False, True], ids=["no mistake", "mistakes"])
def test_checking_writes_nothing(tmp_path: Path, *, ran: bool, mistaken: bool) -> None:
    study = make_study(tmp_path / "study")
    if ran:
        study.offer()
        edit(tmp_path / "study", "How is it?", "How is it here?", "transcripts/fg1.txt")
        edit(tmp_path / "study", DISTANCE, "")
    if mistaken:
        for name, text in MISTAKEN.items():
            (tmp_path / "study" / name).write_text(text, encoding="utf-8")
    before = take_hashes(tmp_path)

    check(tmp_path / "study")

    assert take_hashes(tmp_path) == before


def test_a_mistake_a_run_stops_at_is_one_that_check_names_and_the_other_way_round(tmp_path: Path) -> None:
    make_study(tmp_path)
    (tmp_path / "codings" / "ana.csv").write_text(CODED, encoding="utf-8")
    (tmp_path / "codings" / "bea.csv").write_text("document,start,end\nfg1,4,9\n", encoding="utf-8")

    with pytest.raises(Exception, match="no column 'code'") as caught:
        Study.open(tmp_path).run()

    assert str(caught.value).split("\n") == problems(tmp_path)


def test_a_coder_or_attribute_that_study_yaml_names_and_nobody_knows_is_a_mistake_with_its_line(
    tmp_path: Path,
) -> None:
    make_study(tmp_path)
    edit(tmp_path, "suggest: at_once\n", "suggest: at_once\nbasis: anna\n", "study.yaml")
    edit(tmp_path, "by: [group]", "by: [grup]", "study.yaml")

    assert problems(tmp_path) == [
        "study.yaml:8: no participant and no session has an attribute 'grup'; did you mean 'group'? "
        "(known attributes: group)",
        "study.yaml:5: 'basis: anna': nobody of that name has coded; did you mean 'ana'?",
    ]


@pytest.mark.parametrize("basis", ["ana", "people", "machine", "people+machine"])
def test_a_basis_that_is_there_is_no_mistake(tmp_path: Path, basis: str) -> None:
    make_study(tmp_path)
    edit(tmp_path, "suggest: at_once\n", f"suggest: at_once\nbasis: {basis}\n", "study.yaml")

    assert problems(tmp_path) == []


def test_an_id_in_the_tree_that_no_candidate_ever_had_is_worth_a_look(tmp_path: Path) -> None:
    study = make_study(tmp_path)
    (known, *_) = study.offer()
    wrong = f"{known[:-1]}{'0' if known[-1] != '0' else '1'}"

    edit(tmp_path, DISTANCE, f"{DISTANCE}        from_suggestions: [{wrong}]\n")

    assert check(tmp_path).remarks[0] == (
        f"themes.yaml:8: no candidate code ever had the id '{wrong}'; did you mean '{known}'?"
    )
    assert problems(tmp_path) == []


def test_an_id_that_is_also_the_former_id_of_another_code_is_worth_a_look(tmp_path: Path) -> None:
    make_study(tmp_path)
    edit(tmp_path, "code: Messages go unanswered", "code: Messages go unanswered\n        aliases: [distance]")

    (remark,) = check(tmp_path).remarks

    assert remark == (
        "themes.yaml:6: 'distance' is a former id of 'Messages go unanswered' and the id of 'Distance'; the id counts"
    )


def test_codings_that_count_nowhere_and_documents_that_were_changed_are_worth_a_look(tmp_path: Path) -> None:
    study = make_study(tmp_path)
    text = (tmp_path / "transcripts" / "fg1.txt").read_text(encoding="utf-8")
    at = text.index("The clinic")
    row = f"document,start,end,code\nfg1,{at},{at + 23},distance\n"
    (tmp_path / "codings" / "ana.csv").write_text(row, encoding="utf-8")
    assert len(study.human_codings) == 1

    edit(tmp_path, "How is it?", "How is it here?", "transcripts/fg1.txt")
    edit(tmp_path, DISTANCE, "")

    moved, gone = check(tmp_path).remarks
    assert moved.startswith("fg1 was changed since ana coded it: 1 moved")
    assert gone.startswith("1 coding by ana with 'distance', which is not a code of the tree")


def test_a_file_of_suggestions_beside_the_tree_is_checked_too(tmp_path: Path) -> None:
    make_study(tmp_path)
    (tmp_path / "themes.suggestions.yaml").write_text("suggestions:\n  - id: k-0000000a\n    cod: Rota\n")

    assert problems(tmp_path) == ["themes.suggestions.yaml:3: unknown key 'cod:'; did you mean 'code'?"]


def test_a_study_without_material_is_a_problem_and_its_other_files_are_checked_all_the_same(tmp_path: Path) -> None:
    make_study(tmp_path, tree=TREE.replace("code: Distance", "cod: Distance"))
    for file in (tmp_path / "transcripts").iterdir():
        file.unlink()

    found = problems(tmp_path)

    assert found[:2] == [
        "themes.yaml:6: 'code:' is missing; a code needs a name",
        "themes.yaml:7: unknown key 'cod:'; did you mean 'code'?",
    ]
    assert "has nothing to read" in found[2]


def test_a_tree_that_is_not_there_yet_is_no_mistake(tmp_path: Path) -> None:
    make_study(tmp_path)
    (tmp_path / "themes.yaml").unlink()

    assert problems(tmp_path) == []


@pytest.mark.parametrize("name", ["known.json", "codings.json", "codebook.jsonl"])
def test_a_damaged_memory_is_a_problem_named_once_with_its_file(tmp_path: Path, name: str) -> None:
    study = make_study(tmp_path)
    assert len(study.human_codings) == 2
    (tmp_path / ".thematica" / name).write_bytes(b'{"a": 1}\n')

    (problem,) = problems(tmp_path)

    assert f"{name} is damaged" in problem


def test_lines_are_counted_in_files_with_windows_line_ends_and_a_byte_order_mark(tmp_path: Path) -> None:
    make_mistaken(tmp_path)
    for name, text in MISTAKEN.items():
        (tmp_path / name).write_bytes(text.replace("\n", "\r\n").encode("utf-8-sig"))

    assert problems(tmp_path) == MISTAKES


def test_a_round_that_nobody_coded_in_is_a_mistake_and_a_blind_coder_to_come_a_remark(tmp_path: Path) -> None:
    make_study(tmp_path)
    edit(tmp_path, "suggest: at_once\n", 'suggest: at_once\nround: "2"\ncoded_blind: [ana, baa]\n', "study.yaml")

    assert problems(tmp_path) == ["study.yaml:5: 'round: 2': nobody has coded in that round"]
    assert check(tmp_path).remarks == ("study.yaml: coded_blind names 'baa', who has not coded (yet)",)


def test_codings_may_be_workbooks_and_other_files_in_their_folder_are_named(tmp_path: Path) -> None:
    make_study(tmp_path)
    for name in ("notes.docx", "~$ana.xlsx"):
        (tmp_path / "codings" / name).write_bytes(b"PK")

    assert check(tmp_path).remarks == (
        "codings/notes.docx: not read; codings are .csv and .xlsx files; 'thematica import --word' reads comments in "
        "Word",
    )
    (tmp_path / "codings" / "bea.xlsx").write_bytes(b"PK")
    assert problems(tmp_path) == ["bea.xlsx: cannot be read as an Excel workbook; save it again as .xlsx"]


def test_a_consensus_that_is_not_there_is_a_mistake(tmp_path: Path) -> None:
    make_study(tmp_path)
    edit(tmp_path, "suggest: at_once\n", "suggest: at_once\nbasis: consensus\n", "study.yaml")

    assert problems(tmp_path) == ["study.yaml:5: 'basis: consensus': there is no consensus yet"]
