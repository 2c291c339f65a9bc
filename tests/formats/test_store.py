"""Files are written whole or not at all, and two runs of one study keep apart."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from thematica.errors import StudyError
from thematica.formats.store import StudyLock, write_whole


def test_a_file_is_written_with_the_folders_above_it(tmp_path: Path) -> None:
    write_whole(tmp_path / "a" / "b" / "memo.txt", b"one")

    assert (tmp_path / "a" / "b" / "memo.txt").read_bytes() == b"one"


def test_a_file_is_replaced_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "memo.txt"
    path.write_bytes(b"a longer text")

    write_whole(path, b"short")

    assert path.read_bytes() == b"short"
    assert list(tmp_path.iterdir()) == [path]


def test_who_may_read_a_file_stays_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "memo.txt"
    path.write_bytes(b"one")
    path.chmod(0o640)

    write_whole(path, b"two")

    assert path.stat().st_mode & 0o777 == 0o640


def test_a_new_file_can_be_read_by_colleagues(tmp_path: Path) -> None:
    write_whole(tmp_path / "memo.txt", b"one")

    assert (tmp_path / "memo.txt").stat().st_mode & 0o777 == 0o644


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    target = tmp_path / "elsewhere" / "memo.txt"
    target.write_bytes(b"one")
    (tmp_path / "memo.txt").symlink_to(target)

    write_whole(tmp_path / "memo.txt", b"two")

    assert (tmp_path / "memo.txt").is_symlink()
    assert target.read_bytes() == b"two"


def test_what_cannot_be_written_leaves_the_old_file_and_no_traces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "memo.txt"
    path.write_bytes(b"one")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(StudyError) as caught:
        write_whole(path, b"two")

    expected = f"{path} cannot be written (No space left on device); is it open in another program?"
    assert str(caught.value) == expected
    assert path.read_bytes() == b"one"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_in_the_place_of_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "memo.txt").mkdir()

    with pytest.raises(StudyError, match=r"memo\.txt cannot be written"):
        write_whole(tmp_path / "memo.txt", b"one")

    assert [path.name for path in tmp_path.iterdir()] == ["memo.txt"]


def test_two_runs_cannot_work_on_one_study(tmp_path: Path) -> None:
    path = tmp_path / "rota" / ".thematica" / "lock"

    with StudyLock(path), pytest.raises(StudyError) as caught, StudyLock(path):
        pass

    expected = f"another run of thematica is working on {tmp_path / 'rota'}; wait until it has finished"
    assert str(caught.value) == expected


def test_a_run_that_failed_does_not_keep_the_lock(tmp_path: Path) -> None:
    path = tmp_path / ".thematica" / "lock"
    with pytest.raises(ValueError, match="broken"), StudyLock(path):
        raise ValueError("broken")

    with StudyLock(path):
        held = path.exists()

    assert held
