"""Which versions a result was made with."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version

PACKAGES = ("thematica", "numpy", "scikit-learn", "sentence-transformers", "spacy", "torch")


def list_versions() -> dict[str, str]:
    """Give the versions of thematica, Python and the packages that results depend on."""
    found = {"Python": platform.python_version()}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "not installed"
    return found
