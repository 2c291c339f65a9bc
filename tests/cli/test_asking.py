"""The commands that ask what the codings say, as a researcher meets them."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.study.test_study import make_study
from thematica import Study, cli

SURVEY = "id,ward,good,bad\nA,north,The lab.,\nB,north,The lab.,Mail waits.\nC,south,The lab.,Mail waits.\nD,south,,\n"


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def make_survey(path: Path) -> None:
    """Make the folder of an invented survey of two questions, coded by ana."""
    for folder in ("answers", "codings"):
        (path / folder).mkdir(parents=True)
    (path / "answers" / "invented.csv").write_text(SURVEY, encoding="utf-8")
    (path / "study.yaml").write_text(
        "unit: answer\nembedder: tests.fakes:WordEmbedder\nclusterer: tests.fakes:SameTextClusterer\n"
        "answers: {text: [good, bad], participant: id, attributes: [ward]}\nsaturation: {by: [ward]}\n",
        encoding="utf-8",
    )
    (path / "themes.yaml").write_text(
        "themes:\n  - theme: All\n    codes:\n      - {id: labs, code: Lab work}\n      - {id: mail, code: Replies}\n",
        encoding="utf-8",
    )
    coded = [f"{person}:good,0,8,labs" for person in "ABC"] + [f"{person}:bad,0,11,mail" for person in "BC"]
    (path / "codings" / "ana.csv").write_text("\n".join(["document,start,end,code", *coded, ""]), encoding="utf-8")


def test_compare_prints_a_reading_a_level_and_saves_counts_differences_tests_and_figures(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_study(tmp_path)

    status = cli.main(["compare", str(tmp_path)])

    printed = capsys.readouterr()
    results = tmp_path / "results"
    assert status == 0
    of_themes, of_codes, of_both = printed.out.split("\n\n")
    assert [reading.split(",")[0] for reading in (of_themes, of_codes)] == [
        "Counted are sessions in which each theme was voiced at least once",
        "Counted are sessions in which each code was voiced at least once",
    ]
    assert of_both.startswith("Of all of these:\n- ")
    assert max(map(len, printed.out.splitlines())) <= 110
    assert str(results / "comparison.csv") in printed.err
    assert {row["group"] for row in rows_of(results / "comparison.csv")} == {"all", "blue", "red"}
    assert rows_of(results / "comparison_differences.csv")
    assert {row["by"] for row in rows_of(results / "comparison_tests.csv")} == {"group"}
    assert (results / "figures" / "comparison-code-by-group.svg").exists()


def test_compare_takes_other_attributes_one_level_and_another_unit(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_study(tmp_path)
    people = "participant,group,year\nFG1A,red,1\nFG1B,blue,2\nFG2A,red,1\nFG2B,blue,2\n"
    (tmp_path / "participants.csv").write_text(people, encoding="utf-8")

    status = cli.main(
        ["compare", str(tmp_path), "--by", "year", "group", "--level", "code", "--unit", "participant", "--no-tests"]
    )

    rows = rows_of(tmp_path / "results" / "comparison.csv")
    assert status == 0
    assert capsys.readouterr().out.startswith("Counted are participants who voiced each code")
    assert {row["by"] for row in rows} == {"", "year", "group", "year × group"}
    assert {row["group"] for row in rows if row["by"] == "year × group"} == {"1 × red", "2 × blue"}
    assert not (tmp_path / "results" / "comparison_tests.csv").exists()


def test_compare_tells_of_a_survey_the_answers_to_each_question(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_survey(tmp_path)

    status = cli.main(["compare", str(tmp_path), "--level", "code"])

    readings = capsys.readouterr().out.split("\n\n")
    first, good, bad = (" ".join(reading.replace("\n- ", "\n").split()) for reading in readings[:3])
    assert status == 0
    assert "Lab work by 3 of 3 participants (100.0%; 75.0% of all 4)" in first
    assert "Only answers to 'good' are counted here." in good
    assert "Replies by 2 of 2 participants (100.0%; 50.0% of all 4)" in bad
    assert [row["of"] for row in rows_of(tmp_path / "results" / "comparison.csv") if row["question"] == "bad"][:2] == [
        "2",
        "2",
    ]


def test_cooccurrence_prints_a_reading_and_saves_every_pair(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_study(tmp_path)

    within_turns = cli.main(["cooccurrence", str(tmp_path)]), capsys.readouterr().out
    within_sessions = cli.main(["cooccurrence", str(tmp_path), "--within", "session"]), capsys.readouterr().out

    (row,) = rows_of(tmp_path / "results" / "cooccurrence.csv")
    assert within_turns[0] == within_sessions[0] == 0
    assert "Counted are segments with both of two codes, among 2" in within_turns[1]
    assert "No two codes turn up together." in within_turns[1]
    assert "Messages go unanswered and Distance in 1 (expected 1.0)" in within_sessions[1]
    assert (row["within"], row["n_both"], row["of"]) == ("session", "1", "1")
    assert (tmp_path / "results" / "figures" / "cooccurrence-code-within-session.svg").exists()


def test_keywords_print_a_reading_and_save_every_word(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], example: Path
) -> None:
    study = Study.open(copy_of(example, tmp_path))

    status = cli.main(["keywords", str(study.path)])

    assert status == 0
    assert "Compared are the words of participants by programme" in capsys.readouterr().out
    assert {row["by"] for row in rows_of(study.path / "results" / "keywords.csv")} == {"programme"}
    assert (study.path / "results" / "figures" / "keywords-by-programme.svg").exists()


def copy_of(example: Path, tmp_path: Path) -> Path:
    from thematica.formats.study_folder import copy_example

    copy_example(example.name, tmp_path / "study")
    return tmp_path / "study"


def test_keywords_without_groups_or_words_are_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    study = make_study(tmp_path)
    few = cli.main(["keywords", str(tmp_path)]), capsys.readouterr().err
    text = (study.path / "study.yaml").read_text(encoding="utf-8").replace(", by: [group]", "")
    (study.path / "study.yaml").write_text(text, encoding="utf-8")

    none = cli.main(["keywords", str(tmp_path)]), capsys.readouterr().err

    assert few == (1, "keywords of 'group' need two groups with words of known participants (here: blue, red)\n")
    assert none[0] == 1
    assert "name it with --by, or in study.yaml under saturation: by:" in none[1]


@pytest.mark.parametrize("command", ["compare", "keywords"])
def test_with_the_reflexive_approach_there_is_no_p_value_unless_it_is_asked_for(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], example: Path
) -> None:
    folder = copy_of(example, tmp_path)
    text = (folder / "study.yaml").read_text(encoding="utf-8")
    (folder / "study.yaml").write_text(text.replace("content_analysis #", "reflexive #"), encoding="utf-8")

    cli.main([command, str(folder)])
    usual = capsys.readouterr()
    cli.main([command, str(folder), "--tests"])
    asked = capsys.readouterr()

    assert "Holm" not in usual.out
    assert "have p ≤" not in usual.out
    assert "with which p-values do not go together;\nthey are left out; --tests gives them" in usual.err
    assert "have p ≤" in asked.out
    assert "they are computed because you ask" in asked.err


def test_another_approach_gets_no_note(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_study(tmp_path)

    cli.main(["compare", str(tmp_path), "--tests"])

    assert "note:" not in capsys.readouterr().err


def test_each_question_that_was_asked_is_in_the_history(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_study(tmp_path)
    cli.main(["compare", str(tmp_path)])
    cli.main(["cooccurrence", str(tmp_path)])
    capsys.readouterr()

    cli.main(["history", str(tmp_path)])

    told = capsys.readouterr().out
    assert "compared sessions by group." in told
    assert "counted which two turn up together within a segment (level code)." in told


def test_the_machine_is_not_asked_where_peoples_codings_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_study(tmp_path)

    def refuse(*_: object) -> None:
        raise AssertionError("the machine coded")

    monkeypatch.setattr(Study, "code_with", refuse)

    assert cli.main(["compare", str(tmp_path)]) == 0
    with (tmp_path / "study.yaml").open("a", encoding="utf-8") as file:
        file.write("basis: people+machine\n")
    with pytest.raises(AssertionError, match="the machine coded"):
        cli.main(["compare", str(tmp_path)])


def test_an_unknown_attribute_of_a_comparison_is_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_study(tmp_path)

    assert cli.main(["compare", str(tmp_path), "--by", "grup"]) == 1
    assert "did you mean 'group'" in capsys.readouterr().err


def test_an_attribute_without_words_does_not_keep_the_others_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], example: Path
) -> None:
    folder = copy_of(example, tmp_path)

    people = (folder / "participants.csv").read_text(encoding="utf-8").splitlines()
    more = [people[0], f"{people[1]},country", *(f"{line},here" for line in people[2:])]
    (folder / "participants.csv").write_text("\n".join([*more, ""]), encoding="utf-8")

    found = cli.main(["keywords", str(folder), "--by", "country", "programme"]), capsys.readouterr()
    unknown = cli.main(["keywords", str(folder), "--by", "programme", "countri"]), capsys.readouterr().err

    assert found[0] == 0
    assert found[1].out.startswith("Compared are the words of participants by programme")
    assert "keywords of 'country' need two groups with words of known participants (here: here)" in found[1].err
    assert unknown[0] == 1
    assert "did you mean 'country'" in unknown[1]
