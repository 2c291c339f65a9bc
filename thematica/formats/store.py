"""Files written whole or not at all, and the lock that keeps two runs of one study apart."""

from __future__ import annotations

import os
import tempfile
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
            Path(name).chmod(target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask())
            Path(name).replace(target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise StudyError(f"{path} cannot be written ({error.strerror}); is it open in another program?") from error


class StudyLock:
    """Held while a study is worked on; whoever holds it may take it again.

    Args:
        path: The lock file, within the study's ``.thematica``.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = FileLock(path)

    def __enter__(self) -> None:
        """Take the lock.

        Raises:
            StudyError: Another run holds it, or the folder cannot be written to.
        """
        study = self.path.parent.parent
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._lock.acquire(timeout=0)
        except Timeout as error:
            raise StudyError(f"another run of thematica is working on {study}; wait until it has finished") from error
        except OSError as error:
            raise StudyError(f"{study} cannot be written to ({error.strerror})") from error

    def __exit__(self, *raised: object) -> None:
        """Give the lock back."""
        self._lock.release()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
