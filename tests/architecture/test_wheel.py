"""What is installed from the built wheel is the whole library."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(ROOT)]
    ran = subprocess.run(build, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return next(out.glob("*.whl"))


def test_the_wheel_holds_the_example_the_template_and_the_type_marker(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())

    assert "thematica/py.typed" in names
    for template in ("report", "joint", "groups", "saturation", "cooccurrence", "keywords", "match"):
        assert f"thematica/reports/templates/{template}.html.j2" in names
    assert "thematica/examples/mentoring/themes.yaml" in names
    assert sum(name.startswith("thematica/examples/mentoring/transcripts/") for name in names) == 6
    assert sum(name.startswith("thematica/examples/strands/transcripts/") for name in names) == 11
    assert not [name for name in names if name.startswith(("tests", "benchmarks"))]


def test_every_module_of_the_wheel_can_be_imported_from_it(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path)
    code = (
        "import importlib, pkgutil, sys; sys.path.insert(0, sys.argv[1]); import thematica; "
        "assert thematica.__file__.startswith(sys.argv[1]), thematica.__file__; "
        "found = pkgutil.walk_packages(thematica.__path__, 'thematica.'); "
        "names = [m.name for m in found if not m.name.endswith('__main__')]; "
        "[importlib.import_module(name) for name in names]; "
        "from pathlib import Path; from thematica.formats.study_folder import copy_example; "
        "copy_example('mentoring', Path(sys.argv[1]) / 'copy'); print(len(names))"
    )

    ran = subprocess.run(
        [sys.executable, "-P", "-c", code, str(tmp_path)], capture_output=True, text=True, check=False, cwd=tmp_path
    )

    assert ran.returncode == 0, ran.stderr
    assert int(ran.stdout) > 40
    assert (tmp_path / "copy" / "study.yaml").exists()
