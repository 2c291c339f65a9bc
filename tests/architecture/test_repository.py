"""What may be in the repository, and what may not."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LARGEST = 500_000  # bytes
EXAMPLES = sorted(path for path in (ROOT / "examples").rglob("*") if path.is_file())


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_every_file_of_an_example_says_in_its_first_line_that_it_is_invented(path: Path) -> None:
    assert "INVENTED" in path.read_text(encoding="utf-8").split("\n")[0]


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda path: path.name)
def test_every_notebook_on_an_invented_study_says_so_first(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert "INVENTED" in text[: text.index("source") + 200]


def test_no_module_has_more_than_400_lines() -> None:
    long = {
        p.name: n
        for p in (ROOT / "thematica").rglob("*.py")
        if (n := len(p.read_text(encoding="utf-8").splitlines())) > 400
    }

    assert long == {}


def test_no_room_is_called_utils() -> None:
    rooms = {p.stem for p in (ROOT / "thematica").rglob("*.py")} & {"utils", "helpers", "common", "base", "manager"}

    assert rooms == set()


def test_nothing_large_and_no_model_is_in_the_repository() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    files = [ROOT / name for name in listed.split("\0") if name]

    assert files
    assert [str(f) for f in files if f.is_file() and f.stat().st_size > LARGEST] == []
    assert [str(f) for f in files if f.suffix in {".safetensors", ".pt", ".pth", ".bin", ".onnx", ".npy"}] == []
