"""Double coding, disagreements, and what is settled."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.study.test_review import make_study
from tests.study.test_strands import make_strands
from tests.study.test_study import rows_of
from thematica import AnalysisError, CodingsError, Study, StudyError
from thematica.steps.resolve import resolve

HEAD = "segment_id,code,memo,round\n"


def code(path: Path, coder: str, *rows: tuple[int, str], memo: str = "", round: str = "") -> None:
    """Let somebody code segments by their numbers; an empty code says that nothing applies."""
    file = path / "codings" / f"{coder}.csv"
    ids = Study.open(path).segments.ids
    text = file.read_text(encoding="utf-8") if file.exists() else HEAD
    file.write_text(text + "".join(f"{ids[i]},{word},{memo},{round}\n" for i, word in rows), encoding="utf-8")


def fill(sheet: Path, **cells: dict[str, str]) -> None:
    """Fill in rows of a sheet by the id of their segment."""
    rows = rows_of(sheet)
    for row in rows:
        row.update(cells.get(row["segment_id"], {}))
    with sheet.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """Ana and bea agree on segments 0, 1 (nothing) and 2; differ on 3 and 4; ana alone has looked at 5."""
    make_study(tmp_path)
    code(tmp_path, "ana", (0, "distance"), (1, ""), (2, "unanswered"), (3, "distance"), (5, "distance"), memo="of ana")
    code(tmp_path, "ana", (4, "distance"), (4, "unanswered"))
    code(tmp_path, "bea", (0, "Distance"), (1, ""), (2, "unanswered"), (3, ""), (4, "unanswered"), memo="of bea")
    return Study.open(tmp_path)


def sheet_of(study: Study, name: str = "to-settle.csv") -> Path:
    sheet = study.path / name
    study.disagreements(sheet)
    return sheet


def problems_of(study: Study, sheet: Path) -> list[str]:
    with pytest.raises(CodingsError) as caught:
        study.consensus(sheet)
    assert not (study.path / "codings" / "consensus.csv").exists()
    return [str(problem) for problem in caught.value.problems]


# --- Double coding


def test_sheets_are_blind_and_go_to_those_who_have_not_looked(study: Study) -> None:
    made = study.double(["ana", "cleo"], share=0.5, seed=3)

    (file, n) = made.sheets["cleo"]
    assert list(made.sheets) == ["cleo"]
    assert (made.n_drawn, made.frame) == (3, "the 6 segments that ana had looked at")
    assert n == made.n_drawn + made.n_added
    rows = rows_of(file)
    assert {(row["coder"], row["code"], row["done"], row["memo"]) for row in rows} == {("cleo", "", "", "")}
    assert {row["segment_id"] for row in rows} <= set(study.segments.ids[:6])
    assert not {"at random"} & {row["chosen"] for row in rows}
    assert "distance" not in file.read_text(encoding="utf-8-sig").casefold()


def test_where_nobody_has_looked_both_get_the_same_sheet(study: Study) -> None:
    made = study.double(["cleo", "dora"], share=0.25, round="2", kind="xlsx")

    ids = []
    for coder in ("cleo", "dora"):
        sheet = load_workbook(made.sheets[coder][0]).active
        rows = list(sheet.iter_rows(min_row=2, values_only=True))
        assert {(row[4], row[12]) for row in rows} == {(coder, "2")}
        ids.append([row[0] for row in rows])
        assert sum(row[11] == "at random" for row in rows) == made.n_drawn == 6
    assert ids[0] == ids[1]


def test_the_same_seed_draws_the_same(tmp_path: Path) -> None:
    drawn = []
    for name in ("a", "b"):
        study = make_study(tmp_path / name)
        study.double(["ana", "bea"], share=0.3, seed=5)
        drawn.append((tmp_path / name / "double-ana.csv").read_bytes())

    assert drawn[0] == drawn[1]


def test_a_sheet_filled_in_and_moved_just_works_and_agreement_says_how_it_was_drawn(tmp_path: Path) -> None:
    study = make_study(tmp_path)
    made = study.double(["ana", "bea"], share=0.5, seed=1)
    for coder, (file, _) in made.sheets.items():
        fill(file, **{row["segment_id"]: {"code": "distance"} for row in rows_of(file)})
        file.rename(tmp_path / "codings" / file.name)
        assert coder in ("ana", "bea")

    (measured, *_) = Study.open(tmp_path).agreement(level="code")

    assert measured.coders == ("ana", "bea")
    assert "They were drawn at random: 50% of all 24 segments, stratified by session and candidate code (seed 1)" in (
        measured.describe()
    )
    assert "Whether they coded blind of each other is not recorded" in measured.describe()
    settings = (tmp_path / "study.yaml").read_text(encoding="utf-8")
    (tmp_path / "study.yaml").write_text(settings + "coded_blind: [ana, bea]\n", encoding="utf-8")
    again = Study.open(tmp_path)
    assert "ana and bea coded without seeing each other's codings" in again.agreement(level="code")[0].describe()
    page = again.report().read_text(encoding="utf-8")
    assert "They were drawn at random: 50%" in page
    assert "without seeing each other" in page


def test_what_was_drawn_is_in_the_audit_trail_and_told(study: Study) -> None:
    study.double(["ana", "bea"], share=0.5)

    event = study.memory.events()[-1]
    assert set(event["drawn"]) | set(event["added"]) <= set(study.segments.ids)
    assert (event["share"], event["seed"], event["coders"]) == (0.5, 1, ["ana", "bea"])
    assert "drew 3 segments at random from the 6 segments that ana or bea had looked at" in study.history()[-1]


@pytest.mark.parametrize(
    ("coders", "choices", "said"),
    [
        (["ana"], {}, "two different people"),
        (["ana", "ana"], {}, "two different people"),
        (["ana", "thematica"], {}, "not a person"),
        (["ana", "consensus"], {}, "not a person"),
        (["ana", "b/c"], {}, "name of a file"),
        (["ana", "cleo"], {"share": 0}, "lies above 0"),
        (["ana", "cleo"], {"share": 1.5}, "lies above 0"),
        (["ana", "cleo"], {"of": "words"}, "cannot be drawn"),
    ],
)
def test_what_cannot_be_drawn_is_a_sentence(
    study: Study, coders: list[str], choices: dict[str, object], said: str
) -> None:
    with pytest.raises(StudyError, match=said):
        study.double(coders, **choices)  # type: ignore[arg-type]


def test_a_sheet_that_is_there_is_not_written_over(study: Study) -> None:
    study.double(["ana", "cleo"], share=1)
    before = (study.path / "double-cleo.csv").read_bytes()

    with pytest.raises(StudyError, match=r"double-cleo\.csv is there already"):
        study.double(["ana", "cleo"], share=0.5)

    assert (study.path / "double-cleo.csv").read_bytes() == before


def test_whole_documents_can_be_drawn(tmp_path: Path) -> None:
    study = make_study(tmp_path)

    made = study.double(["ana", "bea"], share=0.5, of="documents")

    assert made.n_drawn == 12
    assert len({row["document"] for row in rows_of(made.sheets["ana"][0])}) == 1


# --- Disagreements


def test_each_disagreement_is_shown_with_both_codings_memos_and_what_stands_around(study: Study) -> None:
    sheet = study.path / "to-settle.csv"

    found = study.disagreements(sheet)

    assert (found.coders, found.n_compared, found.n_apart) == (("ana", "bea"), 5, 2)
    third, fourth = rows_of(sheet)
    assert third["segment_id"] == study.segments.ids[3]
    assert (third["codes_by_ana"], third["memo_by_ana"]) == ("Distance", "of ana")
    assert (third["codes_by_bea"], third["memo_by_bea"]) == ("", "of bea")
    assert fourth["codes_by_ana"] == "Messages go unanswered; Distance"
    assert third["quote"] in third["before"] + third["quote"]
    assert study.segments[third["segment_id"]].text == third["quote"]
    assert "Moderator: How was it?" in third["before"]
    assert (third["code"], third["reason"], third["done"]) == ("", "", "")


def test_a_sheet_of_disagreements_is_not_written_over(study: Study) -> None:
    sheet = sheet_of(study)
    fill(sheet, **{study.segments.ids[3]: {"code": "distance", "reason": "it is far"}})

    with pytest.raises(StudyError, match="is there already; settle what is on it"):
        study.disagreements(sheet)

    assert "it is far" in sheet.read_text(encoding="utf-8")


def test_two_people_are_needed(tmp_path: Path) -> None:
    make_study(tmp_path)
    code(tmp_path, "ana", (0, "distance"))

    with pytest.raises(AnalysisError, match="two people who have coded"):
        Study.open(tmp_path).disagreements(tmp_path / "s.csv")


# --- Consensus


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_is_settled_becomes_the_consensus_with_its_reason(study: Study, kind: str) -> None:
    sheet = sheet_of(study, f"to-settle.{kind}")
    ids = study.segments.ids
    if kind == "csv":
        fill(sheet, **{ids[3]: {"code": "Distance", "reason": "she means the way"}, ids[4]: {"done": "x"}})
    else:
        book = load_workbook(sheet)
        head = [cell.value for cell in book.active[1]]
        book.active.cell(2, head.index("code") + 1).value = "Distance"
        book.active.cell(2, head.index("reason") + 1).value = "she means the way"
        book.active.cell(3, head.index("done") + 1).value = "x"
        book.save(sheet)

    settled = study.consensus(sheet)

    assert (settled.n_agreed, settled.n_adjudicated, settled.n_open, settled.n_without_reason) == (3, 2, 0, 1)
    rows = rows_of(study.path / "codings" / "consensus.csv")
    assert [(row["segment_id"], row["code"], row["memo"], row["chosen"]) for row in rows] == [
        (ids[0], "distance", "", "agreed"),
        (ids[1], "", "", "agreed"),
        (ids[2], "unanswered", "", "agreed"),
        (ids[3], "distance", "she means the way", "adjudicated"),
        (ids[4], "", "", "adjudicated"),
    ]
    final = resolve(Study.open(study.path).human_codings)
    by_place = {f"{c.document_id}:{c.start}-{c.end}": (c.coder, c.code_id) for c in final}
    assert by_place == {
        ids[0]: ("consensus", "distance"),
        ids[2]: ("consensus", "unanswered"),
        ids[3]: ("consensus", "distance"),
        ids[5]: ("ana", "distance"),
    }


def test_what_is_left_blank_stays_open_and_can_be_settled_later(study: Study) -> None:
    sheet = sheet_of(study)
    ids = study.segments.ids
    fill(sheet, **{ids[3]: {"code": "distance", "reason": "r"}})
    first = study.consensus(sheet)
    before = (study.path / "codings" / "consensus.csv").read_bytes()
    again = study.disagreements(study.path / "rest.csv")
    fill(study.path / "rest.csv", **{ids[4]: {"code": "distance; unanswered"}})

    second = study.consensus(study.path / "rest.csv")

    assert (first.n_adjudicated, first.n_open) == (1, 1)
    assert (again.n_apart, again.n_settled) == (2, 1)
    assert (second.n_agreed, second.n_adjudicated, second.n_before, second.n_open) == (0, 1, 3, 0)
    assert (study.path / "codings" / "consensus.csv").read_bytes().startswith(before)
    assert study.consensus(study.path / "rest.csv").n_adjudicated == 0
    assert len(rows_of(study.path / "codings" / "consensus.csv")) == 6


def test_every_problem_of_the_sheet_is_listed_with_its_row_and_nothing_is_written(study: Study) -> None:
    sheet = sheet_of(study)
    ids, texts = study.segments.ids, study.segments.texts
    text = sheet.read_text(encoding="utf-8-sig")
    head = next(csv.reader([text.partition("\n")[0]]))
    rows = rows_of(sheet)

    def line(i: int, **cells: str) -> str:
        row = {**(rows[i] if i < 2 else {}), "before": "", "after": "", **cells}
        return ",".join('"' + row.get(column, "").replace('"', '""') + '"' for column in head) + "\n"

    sheet.write_text(
        ",".join(head)
        + "\n"
        + line(0, code="kindness")
        + line(0, code="distanse")
        + line(0, quote=texts[9], code="distance")
        + line(0, code="distance")
        + line(0, code="unanswered")
        + line(1, codes_by_bea="Distance", done="x")
        + line(2, segment_id=ids[0], code="distance", codes_by_ana="", codes_by_bea="Distance")
        + line(2, segment_id=ids[5], code="distance")
        + line(2, segment_id="zz:1-2", code="distance"),
        encoding="utf-8",
    )

    assert problems_of(study, sheet) == [
        "to-settle.csv:2: 'kindness' is not a code of the tree",
        "to-settle.csv:3: 'distanse' is not a code of the tree; did you mean 'distance'?",
        f"to-settle.csv:4: '{ids[3]}' is “{texts[3]}”, not “{texts[9]}”; were cells moved to another row?",
        f"to-settle.csv:6: '{ids[3]}' is decided twice, here and in row 5",
        "to-settle.csv:7: bea gives Messages go unanswered there, not Distance: "
        "the codings were changed since the sheet was written",
        "to-settle.csv:8: ana gives Distance there, not no code: the codings were changed since the sheet was written",
        f"to-settle.csv:9: not two of ana, bea have looked at '{ids[5]}'",
        "to-settle.csv:10: 'zz:1-2' is not a segment of this study",
    ]


def test_a_sheet_of_something_else_is_refused_with_what_is_missing(study: Study) -> None:
    other = study.path / "other.csv"
    other.write_text("segment_id,code,codes_by_ana,codes_by_bea ana\nx,,,\n", encoding="utf-8")
    study.next(study.path / "next.csv", coder="ana", n=2)

    assert [problem.partition(" (columns")[0] for problem in problems_of(study, other)] == [
        "other.csv: no column 'reason'",
        "other.csv: column 'codes_by_bea ana': nobody called 'bea ana' has coded",
    ]
    assert "is it a sheet of disagreements?" in problems_of(study, study.path / "next.csv")[-1]


def test_what_stands_in_the_consensus_stays_and_a_contradiction_is_refused(study: Study) -> None:
    ids = study.segments.ids
    mine = study.path / "codings" / "consensus.csv"
    mine.write_text(f"segment_id,code\n{ids[0]},unanswered\n{ids[3]},\n{ids[9]},distance\n", encoding="utf-8")
    before = mine.read_bytes()
    sheet = study.path / "s.csv"
    sheet.write_text(
        "segment_id,quote,codes_by_ana,codes_by_bea,code,reason,done\n"
        f"{ids[3]},,Distance,,distance,,\n{ids[4]},,Distance; unanswered,unanswered,distance,,\n",
        encoding="utf-8",
    )

    with pytest.raises(CodingsError) as caught:
        study.consensus(sheet)

    assert [str(problem).partition(";")[0] for problem in caught.value.problems] == [
        f"s.csv: '{ids[0]}': consensus.csv:2 says Messages go unanswered, the coders now agree on Distance",
        f"s.csv:2: '{ids[3]}': consensus.csv:3 says no code, this row says Distance",
    ]
    assert mine.read_bytes() == before
    assert [path.name for path in sorted((study.path / "codings").iterdir())] == ["ana.csv", "bea.csv", "consensus.csv"]


def test_a_consensus_made_by_hand_is_added_to_in_a_file_beside_it(study: Study) -> None:
    mine = study.path / "codings" / "consensus.csv"
    mine.write_text(f"segment_id,code\n{study.segments.ids[9]},distance\n", encoding="utf-8")
    before = mine.read_bytes()

    settled = study.consensus(sheet_of(study))

    assert mine.read_bytes() == before
    assert settled.file.name == "consensus-reviewed.csv"
    assert len(Study.open(study.path).human_codings.by("consensus").reviewed) == 4


def test_the_trail_holds_what_was_settled_and_no_words(study: Study) -> None:
    sheet = sheet_of(study)
    ids = study.segments.ids
    fill(sheet, **{ids[3]: {"code": "distance", "reason": "P said secretly"}})

    study.consensus(sheet)

    event = study.memory.events()[-1]
    assert (event["event"], event["coders"], event["agreed"]) == ("consensus", ["ana", "bea"], 3)
    assert [place[:2] for place in event["adjudicated"]] == [[ids[3], ["distance"]]]
    assert "secretly" not in str(event)
    assert "added to the consensus of ana, bea: 3 agreed, 1 settled afterwards" in study.history()[-1]


def test_rounds_are_settled_each_on_its_own(tmp_path: Path) -> None:
    make_study(tmp_path)
    for coder, first, second in (("ana", "distance", "distance"), ("bea", "unanswered", "distance")):
        code(tmp_path, coder, (0, first), round="1")
        code(tmp_path, coder, (0, second), round="2")
    study = Study.open(tmp_path)

    with pytest.raises(StudyError, match=r"several rounds \('1', '2'\) are not settled together; say which: --round"):
        study.disagreements(tmp_path / "s.csv")
    one = study.disagreements(tmp_path / "one.csv", round="1")
    two = study.disagreements(tmp_path / "two.csv", round="2")

    assert (one.n_apart, two.n_apart) == (1, 0)
    assert [row["round"] for row in rows_of(tmp_path / "one.csv")] == ["1"]
    measured = study.agreement(level="code")
    assert [(a.round, a.find("equal_sets").value) for a in measured] == [("1", 0), ("2", 1)]
    assert {row["round"] for row in rows_of(tmp_path / "results" / "disagreements.csv")} == {"1"}
    assert [a.round for a in study.agreement(level="code", round="2")] == ["2"]


def test_the_round_of_the_settings_is_what_results_rest_on(tmp_path: Path) -> None:
    make_study(tmp_path)
    code(tmp_path, "ana", (0, "unanswered"), (1, "unanswered"), round="1")
    code(tmp_path, "ana", (0, "distance"), round="2")
    settings = (tmp_path / "study.yaml").read_text(encoding="utf-8")
    (tmp_path / "study.yaml").write_text(settings + 'round: "2"\n', encoding="utf-8")
    study = Study.open(tmp_path)

    page = study.run().read_text(encoding="utf-8")

    assert "people&#39;s codings (ana 1; round 2)" in page
    codings = rows_of(tmp_path / "results" / "codings.csv")
    assert [row["code_id"] for row in codings if row["coder"] == "ana" and row["final"] == "yes"] == ["distance"]
    assert len([row for row in codings if row["coder"] == "ana"]) == 3


def test_what_is_left_of_a_passage_beside_a_consensus_is_in_the_table_of_codings(tmp_path: Path) -> None:
    study = make_study(tmp_path)
    first, second = list(study.segments)[:2]
    passage = f"document,start,end,code\n{first.document_id},{first.start},{second.end},distance\n"
    (tmp_path / "codings" / "ana.csv").write_text(passage, encoding="utf-8")
    (tmp_path / "codings" / "consensus.csv").write_text(f"segment_id,code\n{first.id},unanswered\n", encoding="utf-8")

    Study.open(tmp_path).code()

    final = [row for row in rows_of(tmp_path / "results" / "codings.csv") if row["final"] == "yes"]
    assert [(row["coder"], row["code_id"], row["end"]) for row in final] == [
        ("consensus", "unanswered", str(first.end)),
        ("ana", "distance", str(second.end)),
    ]
    segments = rows_of(tmp_path / "results" / "segments.csv")
    assert [row["code_ids"] for row in segments[:2]] == ["unanswered", "distance"]


# --- Rounds and strands


def test_the_consensus_of_the_one_round_there_is_belongs_to_that_round(tmp_path: Path) -> None:
    make_study(tmp_path)
    code(tmp_path, "ana", (0, "distance"), (1, "distance"), round="1")
    code(tmp_path, "bea", (0, "distance"), (1, ""), round="1")
    study = Study.open(tmp_path)

    study.consensus(sheet_of(study))
    code(tmp_path, "ana", (0, "unanswered"), round="2")

    assert {row["round"] for row in rows_of(tmp_path / "codings" / "consensus.csv")} == {"1"}
    assert [c.code_id for c in resolve(Study.open(tmp_path).human_codings, round="2")] == ["unanswered"]


def test_what_a_consensus_without_a_round_settled_is_not_settled_again_in_a_round(study: Study) -> None:
    code(study.path, "consensus", (3, "distance"))
    code(study.path, "dora", (3, ""), (4, ""), round="2")
    code(study.path, "ella", (3, "unanswered"), (4, "unanswered"), round="2")
    study = Study.open(study.path)

    found = study.disagreements(study.path / "two.csv", round="2")

    assert (found.n_apart, found.n_settled) == (2, 1)
    assert [row["segment_id"] for row in rows_of(study.path / "two.csv")] == [study.segments.ids[4]]


def test_coders_who_agree_on_all_of_a_round_make_a_consensus_of_it(study: Study) -> None:
    code(study.path, "dora", (3, "distance"), round="2")
    code(study.path, "ella", (3, "distance"), round="2")
    study = Study.open(study.path)
    sheet = study.path / "two.csv"
    study.disagreements(sheet, coders=["dora", "ella"], round="2")

    made = study.consensus(sheet, round="2")

    assert made.n_agreed == 1
    assert {row["round"] for row in rows_of(made.file)} == {"2"}


def test_a_sheet_of_another_round_than_is_asked_for_is_refused(study: Study) -> None:
    sheet = sheet_of(study)
    rows = rows_of(sheet)
    fill(sheet, **{row["segment_id"]: {"round": "1"} for row in rows})

    with pytest.raises(CodingsError, match="this sheet is about round '1', not '2'"):
        study.consensus(sheet, round="2")


def test_the_round_of_study_yaml_is_the_one_that_is_double_coded_and_settled(study: Study) -> None:
    with (study.path / "study.yaml").open("a", encoding="utf-8") as file:
        file.write('round: "2"\n')
    code(study.path, "dora", (3, "distance"), round="2")
    code(study.path, "ella", (3, "unanswered"), round="2")
    study = Study.open(study.path)

    made = study.double(["dora", "cleo"], share=1)
    found = study.disagreements(study.path / "to-settle.csv")

    assert {row["round"] for row in rows_of(made.sheets["cleo"][0])} == {"2"}
    assert (found.coders, found.n_apart) == (("dora", "ella"), 1)


def test_blind_sheets_of_two_strands_do_not_take_each_others_place(tmp_path: Path) -> None:
    study = make_strands(tmp_path)

    sheets = [
        file for strand in study.strands for file, _ in strand.double(["cleo", "dora"], share=0.5).sheets.values()
    ]

    assert len({file.name for file in sheets}) == 4
