"""Which versions a result was made with."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version

from thematica import __version__

PACKAGES = ("numpy", "scikit-learn", "sentence-transformers", "spacy", "torch")


def list_versions() -> dict[str, str]:
    """Give the versions of thematica, Python and the packages that results depend on."""
    found = {"thematica": __version__, "Python": platform.python_version()}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "not installed"
    return found
