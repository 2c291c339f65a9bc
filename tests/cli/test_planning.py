"""The commands that need no study."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.study.test_study import make_study
from thematica import cli


def test_the_plan_is_the_table_of_fugard_and_potts(capsys: pytest.CaptureFixture[str]) -> None:
    status = cli.main(["plan", "--share", "0.05", "0.1", "0.5", "--instances", "1", "2", "10"])

    printed = capsys.readouterr().out.splitlines()
    assert status == 0
    assert [line.split() for line in printed[2:5]] == [
        ["5%", "32", "59", "249"],
        ["10%", "16", "29", "124"],
        ["50%", "3", "5", "24"],
    ]
    assert "Braun and Clarke (2021) reject the premise" in printed[5]


def test_one_instance_with_an_assurance_is_the_number_of_galvin(capsys: pytest.CaptureFixture[str]) -> None:
    cli.main(["plan", "--share", "0.25", "--instances", "1", "--power", "0.9"])

    assert "25%             9" in capsys.readouterr().out


def test_the_plan_can_be_asked_the_other_way_round(capsys: pytest.CaptureFixture[str]) -> None:
    cli.main(["plan", "--participants", "16", "--power", "0.95"])

    assert "a theme that 17.1% or more of the population would voice" in capsys.readouterr().out


def test_with_a_study_the_plan_says_what_further_sessions_would_bring(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], example: Path
) -> None:
    from thematica.formats.study_folder import copy_example

    copy_example(example.name, tmp_path / "study")

    status = cli.main(["plan", str(tmp_path / "study")])

    last = capsys.readouterr().out.splitlines()[-1]
    assert status == 0
    assert last.startswith("code: 33 in 6 sessions, estimated completeness 100%; one more is expected to bring 0.0 new")
    assert "95% complete: 3 sessions (reached)" in last
    assert not (tmp_path / "study" / "results").exists()


def test_one_session_is_too_few_for_a_forecast(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_study(tmp_path, approach="reflexive")

    cli.main(["plan", str(tmp_path)])

    printed = capsys.readouterr()
    assert "code: 2 in 1 session; further sessions cannot be forecast from so few" in printed.out
    assert "with which saturation does not go together" in printed.err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--share", "2"], "share must be between 0 and 1, not 2"),
        (["--power", "1"], "power must be between 0 and 1, not 1"),
        (["--instances", "0"], "a theme must be heard at least once"),
        (["--participants", "0"], "at least one participant is needed"),
    ],
)
def test_a_plan_that_cannot_be_is_a_sentence(
    arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["plan", *arguments]) == 1
    assert capsys.readouterr().err == f"{sentence}\n"


def test_denominators_say_which_published_percentages_cannot_share_one(capsys: pytest.CaptureFixture[str]) -> None:
    status = cli.main(["denominators", "141=40", "131=35", "22=6", "10=3%", "--of", "362"])

    told = " ".join(capsys.readouterr().out.split())
    assert status == 0
    assert "141 as 40% needs 349 to 356; 131 as 35% needs 370 to 379" in told
    assert "No denominator fits them all. These cannot share one: 141=40 and 131=35." in told
    assert "Of 362 they do not come out as printed: 141 is 39.0%, not 40%; 131 is 36.2%, not 35%." in told


def test_counts_and_denominators_may_have_names(capsys: pytest.CaptureFixture[str]) -> None:
    cli.main(["denominators", "busy mentor:141=39.0", "--of", "asked=362", "answered=341"])

    told = capsys.readouterr().out
    assert "141 as 39.0% (busy mentor) needs 362" in told
    assert "Of 362 (asked) all come out as printed." in told
    assert "Of 341 (answered) they do not come out as printed: 141 is 41.35%, not 39.0%." in told


def test_every_count_that_cannot_be_read_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    status = cli.main(["denominators", "141", "12=4", "a=b", "--of", "many"])

    assert status == 1
    assert capsys.readouterr().err.splitlines() == [
        "'141' is no count with its percentage, such as 141=40 or busy:141=40",
        "'a=b' is no count with its percentage, such as 141=40 or busy:141=40",
        "'many' is no denominator, such as 362 or asked=362",
    ]
