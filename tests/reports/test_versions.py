from __future__ import annotations

import pytest

import thematica
from thematica.reports import versions


def test_versions_name_thematica_python_and_what_results_depend_on() -> None:
    found = versions.list_versions()

    assert found["thematica"] == thematica.__version__
    assert set(found) == {"Python", *versions.PACKAGES}
    assert all(found.values())


def test_a_package_that_is_missing_is_said_to_be_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(versions, "PACKAGES", ("no-such-package",))

    assert versions.list_versions()["no-such-package"] == "not installed"
