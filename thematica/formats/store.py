"""Files written whole or not at all, and the lock that keeps two runs of one study apart."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from thematica.errors import StudyError


def write_whole(path: Path, content: bytes) -> None:
    """Replace a file in one step: whoever reads it meets the old content or the new, never half.

    Raises:
        StudyError: The file cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # A link stays a link: what it points to is replaced.
        target = path.resolve()
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(name).chmod(target.stat().st_mode & 0o777 if target.exists() else 0o644)
            Path(name).replace(target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise StudyError(f"{path} cannot be written ({error.strerror}); is it open in another program?") from error


@contextmanager
def lock(path: Path) -> Iterator[None]:
    """Hold a study's lock while something is written in it.

    Raises:
        StudyError: Another run holds it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    held = FileLock(path)
    try:
        held.acquire(timeout=0)
    except Timeout as error:
        raise StudyError(
            f"another run of thematica is working on {path.parent.parent}; wait until it has finished"
        ) from error
    try:
        yield
    finally:
        held.release()
