"""What the README and the documents show is what happens."""

from __future__ import annotations

import dataclasses
import re
import subprocess
import sys
from pathlib import Path

import pytest

import thematica as th
from thematica import cli
from thematica.formats.speakers import parse_speakers
from thematica.formats.talk import ENDINGS
from thematica.formats.themes_yaml import parse_themes
from thematica.model.settings import AnswerColumns

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
FORMATS = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")


def test_the_ten_lines_print_what_the_readme_says() -> None:
    code, output = re.search(r"```python\n(.*?)```\n\n```text\n(.*?)```", README, re.DOTALL).groups()

    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)

    assert ran.returncode == 0, ran.stderr
    assert ran.stdout == output


def test_the_tree_of_the_readme_is_a_tree() -> None:
    tree, _ = parse_themes(re.search(r"```yaml\n(.*?)```", README, re.DOTALL)[1], "README.md")

    assert [code.id for code in tree.codes] == ["availability"]


def test_every_beginning_of_a_study_in_the_documents_is_understood(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shown = re.findall(r"thematica (init [^#`\n]+)", README + FORMATS)

    statuses = [cli.main([*line.split(), "--approach", "codebook"]) for line in shown]

    assert statuses == [0, 0]


def test_every_command_is_in_the_readme_and_nothing_else() -> None:
    documented = re.findall(r"^\| `(\w+)` \|", README, re.MULTILINE)

    assert documented == [command.name for command in cli.COMMANDS]


@pytest.mark.parametrize("command", [command.name for command in cli.COMMANDS])
def test_every_command_has_help(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        cli.main([command, "--help"])

    assert stopped.value.code == 0
    assert len(capsys.readouterr().out.split("\n")) > 5


@pytest.mark.parametrize("path", [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))])
def test_every_file_that_a_document_names_is_there(path: Path) -> None:
    named = re.findall(
        r"`((?:docs|examples|notebooks|tests|thematica|benchmarks)/[\w./-]+)`", path.read_text(encoding="utf-8")
    )

    assert [name for name in named if not (ROOT / name).exists() and "NNNN" not in name] == []


def test_every_make_target_of_the_documents_exists() -> None:
    targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    named = re.findall(r"^make (\w+)", README + (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"), re.MULTILINE)

    assert set(named) <= set(targets)


def test_every_ending_that_is_read_is_in_the_documents() -> None:
    of_transcripts = re.search(r"## Transcripts\n(.*?)\n## ", FORMATS, re.DOTALL)[1]
    first_page = re.search(r"^\| transcripts .*$", README, re.MULTILINE)[0]

    named = set(re.findall(r"`(\.\w+)`", of_transcripts))
    assert named | {".htm"} == set(ENDINGS)
    assert set(re.findall(r"`(\.\w+)`", first_page)) == named


def test_every_setting_of_answers_in_the_documents_is_one() -> None:
    table = re.search(r"\| what is written under `answers:`.*?\n\n", FORMATS, re.DOTALL)[0]
    named = re.findall(r"`(\w+):`", "\n".join(row.split("|")[1] for row in table.splitlines()[2:] if row))

    assert set(named) <= {field.name for field in dataclasses.fields(AnswerColumns)}
    assert len(named) == 5


def test_the_lines_of_speakers_in_the_documents_are_read() -> None:
    lines = re.findall(r"^\| `(\".*?\})` \|", FORMATS, re.MULTILINE)
    written = "documents:\n  fg1:\n" + "".join(f"    {line}\n" for line in lines)

    read = parse_speakers(written.encode(), "speakers.yaml")

    assert [label for _, label in read] == ["Speaker 3", "", "Note"]
    assert [said.is_speaker for said in read.values()] == [True, True, False]


def test_the_review_in_a_notebook_of_the_documents_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    invented = "Moderator: How is it?\n\nFG1A: She is very busy.\n\nFG1B: We meet every week.\n"
    tree = re.search(r"```yaml\n(.*?)```", README, re.DOTALL)[1]
    files = {"study.yaml": "unit: turn\n", "transcripts/fg1.txt": invented, "themes.yaml": tree}
    for name, text in files.items():
        file = tmp_path / "my-study" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    code = re.search(r"```python\n(.*?)```", FORMATS, re.DOTALL)[1]

    exec(code, {"th": th})

    decided = (tmp_path / "my-study" / "codings" / "ana.csv").read_text(encoding="utf-8")
    assert "availability" in decided
    assert "ask FG3" in decided
