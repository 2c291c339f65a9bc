"""The audit trail: what ran, when, by whom, with which settings. Lines are only ever added.

It holds ids, counts and hashes; no participant's words.
"""

from __future__ import annotations

import getpass
import hashlib
import json
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from thematica.errors import StudyError


def append_event(path: Path, event: str, details: Mapping[str, Any]) -> None:
    """Add one line: when, who, what, and its details."""
    record = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "who": _who(), "event": event, **details}
    line = (json.dumps(record, ensure_ascii=False, sort_keys=False) + "\n").encode("utf-8", "surrogatepass")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab") as file:
            if file.tell() and not _ends_with_newline(path):
                file.write(b"\n")  # a line cut short by a crash stays as it is; ours begins anew
            file.write(line)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise StudyError(f"{path} cannot be written ({error.strerror})") from error


def read_events(path: Path) -> list[dict[str, Any]]:
    """Give every event that can be read, oldest first; a line cut short by a crash is passed over."""
    if not path.exists():
        return []
    events = []
    for line in path.read_bytes().splitlines():
        try:
            events.append(json.loads(line))
        except ValueError:
            continue
    return events


def hash_file(path: Path) -> str:
    """Give the sha256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _ends_with_newline(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"


def _who() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "unknown"
