"""The command line, as a researcher meets it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.study.test_edits import edit
from tests.study.test_study import TREE, make_study
from thematica import cli
from thematica.formats.study_yaml import read_settings

ODD = {
    "one answer": ("answers/a.csv", b"comment\nShe is very busy\n"),
    "identical answers": ("answers/a.csv", b"comment\n" + b"She is very busy\n" * 30),
    "non-answers only": ("answers/a.csv", b"comment\nnothing\nn/a\n-\nno comment\n"),
    "a turn of 20,000 characters": (
        "transcripts/a.txt",
        b"FG1A: " + b"she was never there when I needed her and " * 500,
    ),
    "emoji": ("answers/a.csv", "comment\n👍👍\n😀 great mentor\n🙈\n".encode()),
    "right-to-left text": (
        "transcripts/a.txt",
        "Moderator: ما رأيك؟\nP01: المرشد مشغول دائما.\nP02: لا أستطيع مقابلته.\n".encode(),
    ),
    "CRLF and a BOM": ("transcripts/a.txt", b"\xef\xbb\xbfModerator: Hi\r\n\r\nFG1A: She is busy.\r\nReally busy.\r\n"),
    "a header only": ("answers/a.csv", b"comment\n"),
}
REFUSED = {
    "an empty file": ("transcripts/a.txt", b"", "a.txt: no words in it"),
    "NUL bytes": ("transcripts/a.txt", b"a\0b", "a.txt: holds NUL bytes"),
    "an empty table": ("answers/a.csv", b"", "a.csv: the table is empty"),
    "ragged rows": (
        "answers/a.csv",
        b"id,comment\n1,a\n2,b,c\n",
        "a.csv:3: 3 cells, but the first line names 2 columns",
    ),
    "a missing column": ("answers/a.csv", b"id,coment\n1,a\n", "a.csv: no column 'comment'; did you mean 'coment'?"),
    "only the beginning of a Word file": ("transcripts/a.docx", b"PK", "a.docx: is damaged or cut off"),
    "only a file of another kind": ("transcripts/a.odt", b"PK", "a.odt: not read; save it as .docx"),
}


def make_odd(path: Path, name: str, content: bytes) -> None:
    (path / name).parent.mkdir(parents=True)
    (path / name).write_bytes(content)
    (path / "themes.yaml").write_text(
        "themes:\n  - theme: A\n    codes:\n      - code: Busy mentor\n", encoding="utf-8"
    )
    (path / "study.yaml").write_text(
        "suggest: at_once\nembedder: tests.fakes:WordEmbedder\nanswers: {text: [comment]}\n", encoding="utf-8"
    )


@pytest.mark.parametrize("case", ODD)
def test_odd_material_gives_a_result(case: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_odd(tmp_path, *ODD[case])

    status = cli.main(["run", str(tmp_path)])

    assert status == 0, capsys.readouterr().err
    assert (tmp_path / "results" / "report.html").exists()


@pytest.mark.parametrize("case", REFUSED)
def test_impossible_material_gives_a_sentence(case: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name, content, sentence = REFUSED[case]
    make_odd(tmp_path, name, content)

    status = cli.main(["run", str(tmp_path)])

    assert status == 1
    assert sentence in capsys.readouterr().err
    assert not (tmp_path / "results").exists()


def test_init_writes_the_choices_it_was_given(tmp_path: Path) -> None:
    status = cli.main(
        [
            "init",
            str(tmp_path / "s"),
            "--approach",
            "framework",
            "--unit",
            "answer",
            "--text",
            "good",
            "bad",
            "--by",
            "site",
        ]
    )

    settings = read_settings(tmp_path / "s" / "study.yaml")
    assert status == 0
    assert (settings.approach, settings.unit, settings.answers.text) == ("framework", "answer", ("good", "bad"))
    assert settings.saturation.by == ("site",)


def test_init_leaves_a_study_that_is_there_as_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_study(tmp_path)
    before = (tmp_path / "study.yaml").read_bytes()

    status = cli.main(["init", str(tmp_path), "--approach", "codebook"])

    assert status == 1
    assert "is a study already" in capsys.readouterr().err
    assert (tmp_path / "study.yaml").read_bytes() == before


def test_read_prints_what_was_understood(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_study(tmp_path)

    cli.main(["read", str(tmp_path)])

    printed = capsys.readouterr()
    assert [line.split()[:3] for line in printed.out.splitlines()[1:]] == [
        ["fg1", "FG1", "4"],
        ["fg2", "FG2", "3"],
        ["all", "2", "sessions"],
    ]
    assert "order of the sessions: the file names, which nobody has confirmed" in printed.err


def test_each_step_has_its_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_study(tmp_path, suggest="after_reading")

    statuses = [cli.main([command, str(tmp_path)]) for command in ("find", "offer", "code", "saturation", "report")]

    assert statuses == [0, 0, 0, 0, 0]
    assert "In all: 2 codes in 1 session" in capsys.readouterr().out
    assert (tmp_path / "results" / "report.html").exists()


def test_saturation_can_be_asked_by_any_attribute(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_study(tmp_path)

    cli.main(["saturation", str(tmp_path), "--by", "group", "--level", "code"])

    assert "group blue: 1 code in 1 session" in capsys.readouterr().out


def test_check_prints_what_was_read_when_there_is_no_mistake(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_study(tmp_path)

    status = cli.main(["check", str(tmp_path)])

    printed = capsys.readouterr()
    assert status == 0
    assert printed.out.startswith("no mistakes in: study.yaml; themes.yaml (")
    assert printed.err == ""


def test_check_prints_every_mistake_and_says_so_in_its_status(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_study(tmp_path)
    edit(tmp_path, "unit: turn", "unit: turns", "study.yaml")
    edit(tmp_path, "code: Distance", "cod: Distance")

    status = cli.main(["check", str(tmp_path)])

    printed = capsys.readouterr()
    lines = printed.err.splitlines()
    assert status == 1
    assert printed.out == ""
    assert lines[0].startswith("note: the codings are checked whole once")
    assert [line.split(" ")[0] for line in lines[1:]] == ["study.yaml:3:", "themes.yaml:6:", "themes.yaml:7:"]


def test_recode_prints_each_code_with_how_many_codings_of_whom(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_study(tmp_path)
    cli.main(["recode", str(tmp_path)])
    before = capsys.readouterr()
    edit(tmp_path, "code: Distance", "code: Distance\n        definition: Only the way there.")

    listed = cli.main(["recode", str(tmp_path)]), capsys.readouterr()
    done = cli.main(["recode", str(tmp_path), "--done", "distance"]), capsys.readouterr()

    assert (before.out, before.err) == ("", "every coding was made under the definition its code has now\n")
    assert (listed[0], listed[1].out) == (0, "distance\t1\tana 1\n")
    assert "thematica recode --done CODE" in listed[1].err
    assert (done[0], done[1].out) == (0, "")


def test_recode_of_a_code_that_is_not_there_is_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_study(tmp_path)

    status = cli.main(["recode", str(tmp_path), "--done", "distanse"])

    assert status == 1
    assert "'distanse' is not a code of the tree; did you mean 'distance'?" in capsys.readouterr().err


def test_history_prints_a_sentence_an_event(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_study(tmp_path)
    cli.main(["offer", str(tmp_path)])
    capsys.readouterr()

    status = cli.main(["history", str(tmp_path)])

    lines = capsys.readouterr().out.splitlines()
    assert status == 0
    assert [line.partition(": ")[2].split(" ")[0] for line in lines] == ["the", "offered"]


def test_history_of_a_study_in_which_nothing_happened_is_empty(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_study(tmp_path)

    assert cli.main(["history", str(tmp_path)]) == 0
    assert capsys.readouterr().out == ""


def test_history_prints_two_versions_of_the_codebook_side_by_side(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_study(tmp_path)
    cli.main(["recode", str(tmp_path)])
    edit(tmp_path, "code: Distance", "code: Far away")
    cli.main(["recode", str(tmp_path)])
    capsys.readouterr()

    compared = cli.main(["history", str(tmp_path), "--codebook", "1", "2"]), capsys.readouterr().out
    missing = cli.main(["history", str(tmp_path), "--codebook", "1", "7"]), capsys.readouterr().err

    assert compared[0] == 0
    assert compared[1].startswith("# Codebook: version 1 and version 2\n")
    assert "- Renamed code 'Distance' to 'Far away'\n" in compared[1]
    assert missing == (1, "there is no version 7 of the codebook (versions: 1 to 2)\n")


def test_a_suggestion_can_be_offered_again_by_its_id(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_study(tmp_path)
    cli.main(["offer", str(tmp_path)])
    first = capsys.readouterr().out.splitlines()
    (tmp_path / "themes.yaml").write_text(TREE, encoding="utf-8")

    nothing = cli.main(["offer", str(tmp_path)]), capsys.readouterr().out
    again = cli.main(["offer", str(tmp_path), "--again", first[1].split("\t")[0]]), capsys.readouterr().out
    unknown = cli.main(["offer", str(tmp_path), "--again", "k-ffffffff"]), capsys.readouterr().err

    assert nothing == (0, "")
    assert again == (0, first[1] + "\n")
    assert unknown == (1, "nothing was offered again: there never was a candidate code 'k-ffffffff'\n")


def test_an_unknown_attribute_is_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_study(tmp_path)

    status = cli.main(["saturation", str(tmp_path), "--by", "grup"])

    assert status == 1
    assert "did you mean 'group'" in capsys.readouterr().err


def test_data_goes_to_stdout_and_messages_to_stderr(tmp_path: Path) -> None:
    make_study(tmp_path)

    ran = subprocess.run(
        [sys.executable, "-m", "thematica", "run", str(tmp_path)], capture_output=True, text=True, check=False
    )

    assert ran.returncode == 0
    assert ran.stdout == f"{tmp_path / 'results' / 'report.html'}\n"
    assert "<Corpus: 2 documents" in ran.stderr


def test_the_demo_runs_on_the_invented_study_and_says_where_the_report_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = cli.main(["demo", str(tmp_path / "demo")])

    printed = capsys.readouterr()
    report = tmp_path / "demo" / "results" / "report.html"
    assert status == 0
    assert str(report) in printed.err
    page = report.read_text(encoding="utf-8")
    assert "people&#39;s codings (author 383)" in page
    assert "33 codes" not in printed.out
    assert cli.main(["demo", str(tmp_path / "demo")]) == 0
    assert "is there already" in capsys.readouterr().err
