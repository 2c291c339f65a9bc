"""What the README shows is what happens."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from thematica import cli
from thematica.formats.themes_yaml import parse_themes

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_ten_lines_print_what_the_readme_says() -> None:
    code, output = re.search(r"```python\n(.*?)```\n\n```text\n(.*?)```", README, re.DOTALL).groups()

    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)

    assert ran.returncode == 0, ran.stderr
    assert ran.stdout == output


def test_the_tree_of_the_readme_is_a_tree() -> None:
    tree, _ = parse_themes(re.search(r"```yaml\n(.*?)```", README, re.DOTALL)[1], "README.md")

    assert [code.id for code in tree.codes] == ["availability"]


def test_every_command_line_of_the_readme_is_understood(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    shown = re.findall(r"thematica (init [^#`\n]+)", README)

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
