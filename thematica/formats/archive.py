"""Parts of a ZIP archive, read without unpacking it: what a small file unpacks to may fill any memory."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path
from types import TracebackType

from thematica.errors import MaterialError, Problem

LARGEST_PART = 64 * 1024 * 1024  # bytes of one part; a transcript of 10,000 words has one or two million
MOST_PARTS = 20_000


class Archive:
    """A ZIP archive, open for reading.

    Raises:
        MaterialError: It is damaged, or not a ZIP archive.
    """

    def __init__(self, path: Path) -> None:
        self.file = path.name
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError) as error:
            raise self._broken(error) from error
        self.names = tuple(self._zip.namelist())
        if len(self.names) > MOST_PARTS:
            raise self.refuse("has far more parts than a document needs")

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._zip.close()

    def read(self, name: str) -> bytes:
        """Read one part.

        Raises:
            MaterialError: It is not there, damaged, locked, or unpacks to more than any transcript.
        """
        try:
            with self._zip.open(name) as part:
                content = part.read(LARGEST_PART + 1)
        except KeyError as error:
            raise self.refuse(f"is damaged: it has no part '{name}'") from error
        except RuntimeError as error:  # zipfile says so where a part is encrypted
            raise self.refuse("is protected by a password; save a copy without one") from error
        except (zipfile.BadZipFile, zlib.error, OSError, ValueError, EOFError) as error:
            raise self._broken(error) from error
        if len(content) > LARGEST_PART:
            raise self.refuse("unpacks to more than 64 MiB of text, which no transcript has; it was not read")
        return content

    def refuse(self, message: str) -> MaterialError:
        """Give the error that says what is wrong with the file."""
        return MaterialError([Problem(message, self.file)])

    def _broken(self, error: Exception) -> MaterialError:
        return self.refuse(f"is damaged or cut off ({error}); get it anew, or save it again where it came from")
