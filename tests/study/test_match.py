"""From a sheet of what to look at next to the match, as a researcher does it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.study.test_study import make_study, rows_of
from thematica import AnalysisError, Study, StudyError, cli
from thematica.model.codings import MACHINE, Codings


def fill_a_sheet(study: Study, code: str = "distance", coder: str = "ana") -> list[dict[str, str]]:
    """Fill in a sheet as she does: a code where the clinic is named, a mark where nothing applies."""
    sheet = study.path / f"next-{coder}.csv"
    study.next(sheet, coder=coder, n=20)
    rows = rows_of(sheet)
    for row in rows:
        row |= {"code": code} if "clinic" in row["quote"] else {"done": "x"}
    with (study.path / "codings" / f"{coder}-sheet.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    sheet.unlink()
    return rows


def make_larger_study(path: Path, **choices: str) -> Study:
    study = make_study(path, **choices)
    for n in range(3, 8):
        text = (
            f"Moderator: And you?\nFG{n}A: She never answers e-mails {n}.\nFG{n}B: The clinic is far away, {n} miles.\n"
        )
        (path / "transcripts" / f"fg{n}.txt").write_text(text, encoding="utf-8")
    return study


def test_the_random_rows_of_a_filled_in_sheet_make_the_match(tmp_path: Path) -> None:
    study = make_larger_study(tmp_path)
    rows = fill_a_sheet(study)

    theme, code = study.match()

    drawn = [row["segment_id"] for row in rows if row["chosen"] == "at random"]
    assert len(drawn) >= 2
    assert sorted(segment.id for segment in code.random.segments) == sorted(drawn)
    assert (theme.level, code.level, code.coder, code.unit) == ("theme", "code", "ana", "turn")
    assert {row["statistic"] for row in rows_of(tmp_path / "results" / "match.csv")} >= {"positive", "kappa"}
    assert study.history()[-1].endswith(
        f"measured how well the machine's codings match those of ana, on {len(drawn)} segments drawn at random."
    )


def test_her_answer_on_a_segment_does_not_change_what_the_machine_says_there(tmp_path: Path) -> None:
    one, other = make_larger_study(tmp_path / "one"), make_larger_study(tmp_path / "other")
    rows = fill_a_sheet(one)
    fill_a_sheet(other)
    drawn = next(row for row in rows if row["chosen"] == "at random")
    sheet = tmp_path / "other" / "codings" / "ana-sheet.csv"
    changed = [
        {**row, "code": "" if row["code"] else "distance", "done": "x"}
        if row["segment_id"] == drawn["segment_id"]
        else row
        for row in rows
    ]
    with sheet.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(changed)

    def said_there(study: Study) -> list[str]:
        segment = study.segments[drawn["segment_id"]]
        codings = study.code_with(*study.look())
        return [
            c.code_id
            for c in codings
            if c.coder == MACHINE and (c.document_id, c.start) == (segment.document_id, segment.start)
        ]

    assert said_there(one) == said_there(other)
    hers = [study.match(level="code")[0].find("distance").n_person for study in (one, other)]
    assert abs(hers[0] - hers[1]) == 1


@pytest.mark.parametrize("approach", ["codebook", "reflexive"])
def test_a_run_measures_the_match_where_there_is_a_random_share(tmp_path: Path, approach: str) -> None:
    study = make_larger_study(tmp_path, approach=approach)
    fill_a_sheet(study)

    page = study.run().read_text(encoding="utf-8")

    assert "Match of the machine with people" in page
    assert (tmp_path / "results" / "match.csv").exists()
    assert (tmp_path / "results" / "match_counts.csv").exists()


def test_a_run_without_a_random_share_says_how_to_get_one(tmp_path: Path) -> None:
    page = make_study(tmp_path).run().read_text(encoding="utf-8")

    assert "How well the machine matches ana is not known: none was drawn at random." in page
    assert not (tmp_path / "results" / "match.csv").exists()


def test_the_match_without_a_random_share_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AnalysisError, match="thematica next --coder ana"):
        make_study(tmp_path).match()


def test_the_command_prints_each_level_and_says_where_the_numbers_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fill_a_sheet(make_larger_study(tmp_path))
    capsys.readouterr()

    status = cli.main(["match", str(tmp_path)]), capsys.readouterr()
    one = cli.main(["match", str(tmp_path), "--coder", "ana", "--level", "code"]), capsys.readouterr()
    nobody = cli.main(["match", str(tmp_path), "--coder", "anna"]), capsys.readouterr()

    assert (status[0], one[0], nobody[0]) == (0, 0, 1)
    assert status[1].out.count(" is ready to be trusted when ") == 2
    assert one[1].out.count(" is ready to be trusted when ") == 1
    assert "match.csv" in one[1].err
    assert "did you mean 'ana'" in nobody[1].err


def test_everybody_with_a_random_share_gets_a_match(tmp_path: Path) -> None:
    study = make_larger_study(tmp_path)
    fill_a_sheet(study)
    fill_a_sheet(study, coder="bea")

    assert [(match.coder, match.level) for match in study.match(level="code")] == [("ana", "code"), ("bea", "code")]


def set_choice(study: Study, choice: str) -> Study:
    """Add a choice to study.yaml, and open the study anew."""
    with (study.path / "study.yaml").open("a", encoding="utf-8") as file:
        file.write(f"{choice}\n")
    return Study.open(study.path)


def test_a_sheet_of_what_to_look_at_next_is_not_written_over(tmp_path: Path) -> None:
    study = make_larger_study(tmp_path)
    sheet = tmp_path / "next-ana.csv"
    sheet.write_text("segment_id,code\nfilled in,by hand\n", encoding="utf-8")

    with pytest.raises(StudyError, match="is there already; move it into codings/ when it is filled in"):
        study.next(sheet, coder="ana")

    assert "by hand" in sheet.read_text(encoding="utf-8")


def test_where_one_round_counts_the_match_is_about_that_round(tmp_path: Path) -> None:
    study = make_larger_study(tmp_path)
    fill_a_sheet(study)
    first = study.path / "codings" / "ana-sheet.csv"
    first.rename(first.with_name("ana-first.csv"))
    study = set_choice(study, 'round: "2"')
    rows = fill_a_sheet(study)

    *_, match = study.match()

    drawn = {row["segment_id"] for row in rows if row["chosen"] == "at random"}
    assert {row["round"] for row in rows} == {"2"}
    assert {segment.id for segment in match.random.segments} == drawn
    assert len(match.everything.segments) == len({row["segment_id"] for row in rows})


def test_a_person_without_a_match_does_not_hide_that_of_another(tmp_path: Path) -> None:
    study = make_larger_study(tmp_path)
    fill_a_sheet(study)
    (tmp_path / "codings" / "bea.csv").write_text(
        f"segment_id,code,done,chosen\n{study.segments.ids[0]},,x,at random\n", encoding="utf-8"
    )
    tree, human = study.look()
    coded = study.code_with(tree, human)
    kept = [r for r in coded.reviewed if r.coder != MACHINE or r.start != study.segments[study.segments.ids[0]].start]
    without = Codings(
        [c for c in coded if c.coder != MACHINE or c.start != study.segments[study.segments.ids[0]].start],
        reviewed=kept,
    )

    material = study.gather(without, tree)

    assert {match.coder for match in material.match} == {"ana"}
    assert "drawn at random for bea" in material.no_match
