"""The audit trail: lines are only ever added, and a crash loses at most the last one."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from thematica.errors import StudyError
from thematica.formats.audit_trail import append_event, hash_file, read_events


def test_events_are_read_in_the_order_in_which_they_happened(tmp_path: Path) -> None:
    path = tmp_path / ".thematica" / "audit_trail.jsonl"

    append_event(path, "read", {"n_documents": 6})
    append_event(path, "offer", {"ids": ["k-0000000a"], "memo": "née\nline"})

    events = read_events(path)
    assert [event["event"] for event in events] == ["read", "offer"]
    assert events[0]["n_documents"] == 6
    assert events[1]["memo"] == "née\nline"


def test_an_event_says_when_and_by_whom(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "ana")

    append_event(tmp_path / "trail", "read", {})

    (event,) = read_events(tmp_path / "trail")
    assert list(event) == ["at", "who", "event"]
    assert event["who"] == "ana"
    assert abs((datetime.now(UTC) - datetime.fromisoformat(event["at"])).total_seconds()) < 60


def test_what_was_written_before_is_never_changed(tmp_path: Path) -> None:
    path = tmp_path / "trail"
    append_event(path, "read", {})
    before = path.read_bytes()

    append_event(path, "find", {})

    assert path.read_bytes().startswith(before)
    assert path.read_bytes().count(b"\n") == 2


def test_a_line_cut_short_by_a_crash_costs_no_other_line(tmp_path: Path) -> None:
    path = tmp_path / "trail"
    append_event(path, "read", {})
    append_event(path, "find", {})
    cut = path.read_bytes()[:-9]
    path.write_bytes(cut)

    append_event(path, "offer", {})

    assert path.read_bytes().startswith(cut + b"\n")
    assert [event["event"] for event in read_events(path)] == ["read", "offer"]


def test_a_line_that_is_not_text_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "trail"
    path.write_bytes(b'\xff\xfe\n\n{"event": "read"}\n')

    assert read_events(path) == [{"event": "read"}]


def test_a_study_that_never_ran_has_no_events(tmp_path: Path) -> None:
    assert read_events(tmp_path / "trail") == []


def test_a_trail_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "trail").mkdir()

    with pytest.raises(StudyError) as caught:
        append_event(tmp_path / "trail", "read", {})

    assert str(caught.value) == f"{tmp_path / 'trail'} cannot be written (Is a directory)"


def test_a_line_is_json_with_letters_as_they_are(tmp_path: Path) -> None:
    append_event(tmp_path / "trail", "read", {"name": "née"})

    line = (tmp_path / "trail").read_text(encoding="utf-8")
    assert "née" in line
    assert json.loads(line)["name"] == "née"


def test_a_file_is_known_by_its_sha256(tmp_path: Path) -> None:
    (tmp_path / "fg1.txt").write_bytes(b"FG1A: Yes.\n")

    assert hash_file(tmp_path / "fg1.txt") == hashlib.sha256(b"FG1A: Yes.\n").hexdigest()
