"""The command line in a study with strands: all of them, or the one that is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.study.test_strands import SESSIONS, STRANDS, STUDENTS, make_strands
from tests.study.test_study import rows_of
from thematica import cli


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = cli.main(list(arguments))
    printed = capsys.readouterr()
    return status, printed.out, printed.err


def test_a_command_is_done_for_each_strand(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_strands(tmp_path)

    status, out, err = run(capsys, "code", str(tmp_path))

    assert status == 0
    assert [line for line in out.splitlines() if line.startswith("ana")] == ["ana\t2", "ana\t2"]
    assert [line for line in err.splitlines() if line.startswith("--")] == ["-- students", "-- faculty"]


def test_a_command_is_done_for_the_strand_that_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_strands(tmp_path)

    status, out, _ = run(capsys, "offer", str(tmp_path), "--strand", "faculty")

    assert status == 0
    assert out.startswith("k-")
    assert (tmp_path / "themes.yaml").read_text(encoding="utf-8") == STUDENTS


@pytest.mark.parametrize(
    "arguments",
    [
        ("export", "--codebook", "book.md"),
        ("import", "--codebook", "book.md"),
        ("history", "--codebook", "1", "2"),
        ("offer", "--again", "k-00000000"),
        ("recode", "--done", "distance"),
        ("next", "--coder", "ana", "--sheet", "sheet.csv"),
    ],
)
def test_what_goes_into_or_comes_out_of_one_tree_asks_for_a_strand(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    make_strands(tmp_path)

    status, _, err = run(capsys, arguments[0], str(tmp_path), *arguments[1:])

    assert status == 1
    assert err.startswith("each strand of this study has its own tree; say which: --strand students | faculty")
    assert (tmp_path / "themes.yaml").read_text(encoding="utf-8") == STUDENTS


def test_sheets_of_two_strands_do_not_take_each_others_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_strands(tmp_path)

    status, out, _ = run(capsys, "next", str(tmp_path), "--coder", "bea", "-n", "1")

    assert status == 0
    assert [Path(line).name for line in out.splitlines()] == ["next-students-bea.csv", "next-faculty-bea.csv"]


def test_a_sheet_of_a_strand_of_any_name_lies_in_the_study(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_strands(
        tmp_path,
        sessions=SESSIONS.replace("faculty", "faculty / staff"),
        settings=STRANDS.replace("faculty:", "faculty / staff:"),
    )

    _, out, _ = run(capsys, "next", str(tmp_path), "--coder", "bea", "--strand", "faculty / staff")

    assert out == f"{tmp_path / 'next-faculty-staff-bea.csv'}\n"
    assert {row["document"] for row in rows_of(tmp_path / "next-faculty-staff-bea.csv")} == {"int1", "int2"}


def test_what_one_strand_cannot_answer_is_asked_of_the_other_all_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_strands(tmp_path)
    (tmp_path / "codings" / "bea.csv").write_text(
        "document,quote,code\nint1,My evenings are full of e-mails.,evenings\nint2,Nobody trained me for it.,\n",
        encoding="utf-8",
    )

    status, out, err = run(capsys, "agreement", str(tmp_path), "--level", "code")

    assert status == 1
    assert "ana and bea" in out
    assert err.splitlines()[-1].startswith("students: agreement needs two people who have coded (here: ana)")


def test_a_strand_of_no_study_with_strands_is_a_mistake(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_strands(tmp_path, settings="")

    status, _, err = run(capsys, "code", str(tmp_path), "--strand", "faculty")

    assert status == 1
    assert err.startswith("this study has no strands; study.yaml names them under 'strands:'")


def test_the_whole_is_read_and_checked_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_strands(tmp_path)

    assert run(capsys, "read", str(tmp_path))[1].count("\n") == 6
    assert run(capsys, "read", str(tmp_path), "--strand", "students")[1].count("\n") == 4
    assert "2 rows of 1 file in codings/ for faculty" in run(capsys, "check", str(tmp_path))[1]


def test_the_example_in_strands_runs_as_a_demo(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(capsys, "demo", str(tmp_path / "demo"), "--example", "strands")

    assert status == 0, err
    assert out.strip() == str(tmp_path / "demo" / "results" / "report.html")
    assert "themes-students.yaml or " in err
    for name in ("report.html", "students/report.html", "faculty/report.html", "joint_display.csv", "near_codes.csv"):
        assert (tmp_path / "demo" / "results" / name).stat().st_size > 100
