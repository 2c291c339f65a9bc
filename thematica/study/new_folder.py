"""A study's new folder while it is written: out of sight until it is whole, and nothing left of it if it fails."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePath

from filelock import FileLock, Timeout

from thematica.errors import InputError, Problem, StudyError
from thematica.formats.rewriting import Writers
from thematica.steps.pseudonymise import Names

PREFIX = ".thematica-unfinished-"  # of the folder in which a study is written; it lies beside the one it becomes
TWINS = "name one of them otherwise, or give their names different pseudonyms"
BUSY = "busy.lock"  # held while a run writes there; a run that was killed holds nothing


class NewFolder:
    """Where the files of the new study are written.

    Args:
        path: The folder, out of sight.
        study: The folder of the old study.
        names: What is replaced.

    Attributes:
        notices: What she should know, in sentences.
        named: The new path of each file to the old one, within the study.
    """

    def __init__(self, path: Path, study: Path, names: Names) -> None:
        self.path, self.study, self.names = path, study, names
        self.writers = Writers(names.write, names.write_bare)
        self.notices: list[str] = []
        self.named: dict[str, str] = {}

    def put(self, old: str, new: str, content: str | bytes) -> None:
        """Write a file.

        Raises:
            StudyError: Another file has become of the same name.
        """
        other = find_twin(new, old, self.named)
        if other:
            raise StudyError(f"{other} and {old} would both be called {new}; {TWINS}")
        self.named[new] = old
        path = self.path / new
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, str):
            # A spreadsheet program takes a table for UTF-8 only where it begins with a BOM.
            mark = "\ufeff" if new.endswith(".csv") and not content.isascii() else ""
            content = f"{mark}{content}".encode("utf-8", "surrogatepass")
        path.write_bytes(content)

    def take_back(self, new: str) -> None:
        """Remove a file that was written in a way that did not do."""
        (self.path / new).unlink(missing_ok=True)
        self.named.pop(new, None)

    def rename(self, file: PurePath, ending: str) -> str:
        """Give the name of a file without the names it holds."""
        return self.writers.name(file.stem) + ending

    @contextmanager
    def named_as_before(self) -> Iterator[None]:
        """Let what is wrong with the new study be said of the old one, which is the one that she can put right."""
        try:
            yield
        except InputError as error:
            known = {PurePath(new).name: old for new, old in self.named.items()} | self.named
            told = [Problem(self._said(p.message), known.get(p.file or "", p.file), p.line) for p in error.problems]
            raise type(error)([Problem(f"{self._why()}:"), *told]) from error
        except StudyError as error:
            raise StudyError(f"{self._why()}: {self._said(str(error))}") from error

    def _why(self) -> str:
        return "with its names replaced, the study cannot be read, so nothing was written"

    def _said(self, message: str) -> str:
        return message.replace(str(self.path), str(self.study))


def find_twin(new: str, old: str, named: Mapping[str, str]) -> str:
    """Give the old name of another file that would have the same new name, on a system that knows no capitals either.

    >>> find_twin("P1.txt", "Ada.txt", {"p1.txt": "ida.txt"}), find_twin("ANA.csv", "ANA.csv", {"ana.csv": "ana.csv"})
    ('ida.txt', '')
    """
    for path, other in named.items():
        are_alike = path.casefold() == new.casefold() and other.casefold() != old.casefold()
        if other != old and (path == new or are_alike):
            return other
    return ""


@contextmanager
def unfinished_folder(to: Path) -> Iterator[Path]:
    """Give a folder out of sight, beside the one that it becomes; whatever happens, nothing of it is left.

    Raises:
        StudyError: Nothing can be written there.
    """
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        scratch = Path(tempfile.mkdtemp(dir=to.parent, prefix=PREFIX))
    except OSError as error:
        raise StudyError(f"nothing can be written into {to.parent} ({error.strerror})") from error
    lock = FileLock(scratch / BUSY)
    try:
        lock.acquire(timeout=0)
        yield scratch / "study"
    except OSError as error:
        raise StudyError(f"{to} could not be written ({error.strerror or error}); nothing of it was kept") from error
    except StudyError as error:
        raise StudyError(str(error).replace(str(scratch / "study"), str(to))) from error
    finally:
        lock.release()
        shutil.rmtree(scratch, ignore_errors=True)


def remove_unfinished(folder: Path) -> int:
    """Remove the folders of runs that were killed; one that a run still writes into stays. Give how many there were."""
    n = 0
    for left in sorted(folder.glob(f"{PREFIX}*")):
        lock = FileLock(left / BUSY)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            continue
        except OSError:
            continue  # somebody else's
        lock.release()
        shutil.rmtree(left, ignore_errors=True)
        n += 1
    return n


def put_in_place(written: Path, to: Path) -> None:
    """Give the finished study its name, in one step.

    Raises:
        StudyError: Something has come to lie there meanwhile.
    """
    try:
        if to.is_dir() and not any(to.iterdir()):
            to.rmdir()
        if to.exists():
            raise StudyError(f"{to} is there already; name a new folder")
        written.rename(to)
    except OSError as error:
        raise StudyError(f"{to} could not be written ({error.strerror}); nothing of it was kept") from error
