"""The commands of several coders, as they meet them."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.study.test_consensus import code, fill
from tests.study.test_review import make_study
from tests.study.test_study import rows_of
from thematica import Study, cli


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    status = cli.main([str(each) for each in arguments])
    said = capsys.readouterr()
    return status, said.out, said.err


def test_from_double_coding_to_a_consensus(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_study(tmp_path)
    code(tmp_path, "ana", (0, "distance"), (1, "distance"), (2, ""))

    status, out, err = run(capsys, "double", tmp_path, "--coders", "ana", "bea", "--share", "1")
    assert (status, out) == (0, f"{tmp_path / 'double-bea.csv'}\n")
    assert "3 drawn at random from the 3 segments that ana had looked at" in err
    assert "coded_blind: [ana, bea]  into study.yaml" in err
    sheet = tmp_path / "double-bea.csv"
    ids = Study.open(tmp_path).segments.ids
    fill(sheet, **{ids[0]: {"code": "distance"}, ids[1]: {"done": "x"}, ids[2]: {"done": "x"}})
    sheet.rename(tmp_path / "codings" / "double-bea.csv")

    status, out, err = run(capsys, "disagreements", tmp_path)
    assert (status, out) == (0, f"{tmp_path / 'to-settle.csv'}\n")
    assert "ana, bea looked at 3 segments together and differ on 1\n" in err
    assert run(capsys, "disagreements", tmp_path)[0] == 1
    assert [row["segment_id"] for row in rows_of(tmp_path / "to-settle.csv")] == [ids[1]]

    status, out, err = run(capsys, "consensus", tmp_path, "--sheet", tmp_path / "to-settle.csv")
    assert (status, out) == (0, f"{tmp_path / 'codings' / 'consensus.csv'}\n")
    assert "added: 2 segments on which all agree, 0 settled on the sheet\nstill open: 1;" in err

    fill(tmp_path / "to-settle.csv", **{ids[1]: {"code": "distanze"}})
    status, out, err = run(capsys, "consensus", tmp_path, "--sheet", tmp_path / "to-settle.csv")
    assert (status, out) == (1, "")
    assert err == "to-settle.csv:2: 'distanze' is not a code of the tree; did you mean 'distance'?\n"
    fill(tmp_path / "to-settle.csv", **{ids[1]: {"code": "distance", "reason": "so"}})
    assert run(capsys, "consensus", tmp_path, "--sheet", tmp_path / "to-settle.csv")[0] == 0
    assert [row["code"] for row in rows_of(tmp_path / "codings" / "consensus.csv")] == ["distance", "", "distance"]


def test_a_sheet_that_is_not_there_is_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_study(tmp_path)

    for arguments in (("consensus", tmp_path), ("review", tmp_path, "--coder", "ana")):
        status, _, err = run(capsys, *arguments, "--sheet", tmp_path / "none.csv")
        assert status == 1
        assert "none.csv: cannot be read (No such file or directory)" in err


def test_a_sheet_for_excel_has_the_codes_to_choose_from(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_study(tmp_path)

    status, out, _ = run(
        capsys, "next", tmp_path, "--coder", "ana", "-n", "3", "--sheet", tmp_path / "codings" / "next-ana.xlsx"
    )

    assert (status, out) == (0, f"{tmp_path / 'codings' / 'next-ana.xlsx'}\n")
    book = load_workbook(tmp_path / "codings" / "next-ana.xlsx")
    assert book.sheetnames == ["Segments", "Codes"]
    book["Segments"].cell(2, 9).value = "Distance"
    book.save(tmp_path / "codings" / "next-ana.xlsx")
    assert [(c.coder, c.code_id) for c in Study.open(tmp_path).human_codings] == [("ana", "distance")]


def test_a_sheet_is_csv_or_excel_and_a_coder_has_a_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_study(tmp_path)

    assert "a sheet is a .csv or .xlsx file" in run(capsys, "next", tmp_path, "--coder", "ana", "--sheet", "a.ods")[2]
    assert "cannot be the name of a file" in run(capsys, "next", tmp_path, "--coder", "a/b", "--sheet", "a.csv")[2]


def test_agreement_of_a_round_that_nobody_coded_in_is_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_study(tmp_path)
    for coder in ("ana", "bea"):
        code(tmp_path, coder, (0, "distance"), round="1")

    status, _, err = run(capsys, "agreement", tmp_path, "--round", "2")

    assert status == 1
    assert "agreement needs two people who have coded" in err
    assert "This is round 1." in run(capsys, "agreement", tmp_path, "--round", "1", "--level", "code")[1]
