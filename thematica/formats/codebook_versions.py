"""The versions of the codebook: every state in which thematica found the tree. Lines are only ever added.

The tree is kept whole, her examples included, so that two versions can be laid side by side and a deleted code
can be read again.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from thematica.errors import StudyError
from thematica.formats.audit_trail import append_event, read_events
from thematica.model.codebook import CodebookVersion
from thematica.model.themes import Code, Theme, ThemeTree


def read_versions(path: Path) -> tuple[CodebookVersion, ...]:
    """Read every version, oldest first; a line cut short by a crash is passed over.

    Raises:
        StudyError: A line says something else than a tree.
    """
    try:
        return tuple(
            CodebookVersion(
                number=line["version"],
                at=line["at"],
                who=line["who"],
                tree=ThemeTree(tuple(_theme(theme) for theme in line["themes"])),
            )
            for line in read_events(path)
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise StudyError(f"{path} is damaged ({type(error).__name__}: {error}); put back a copy of it") from error


def add_version(path: Path, tree: ThemeTree) -> CodebookVersion:
    """Write the tree as the newest version."""
    number = len(read_versions(path)) + 1
    append_event(path, "codebook", {"version": number, "themes": [dataclasses.asdict(theme) for theme in tree.themes]})
    return read_versions(path)[-1]


def _theme(record: Mapping[str, Any]) -> Theme:
    return Theme(
        **_fields(record),
        subthemes=tuple(_theme(each) for each in record["subthemes"]),
        codes=tuple(Code(**_fields(each)) for each in record["codes"]),
    )


def _fields(record: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: tuple(value) if isinstance(value, list) else value
        for key, value in record.items()
        if key not in ("subthemes", "codes")
    }
