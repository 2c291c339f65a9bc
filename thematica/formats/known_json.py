"""What thematica remembers of a study between runs: candidate codes, what was offered, codes that were there."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from thematica.errors import StudyError
from thematica.formats.store import write_whole
from thematica.model.candidates import CandidateCode, CandidateCodes
from thematica.model.segments import Segments


@dataclass(frozen=True)
class Known:
    """The memory of a study.

    Attributes:
        candidates: Id to the keys of the segments of every candidate code ever found.
        names: Id to the name it had when it was found last.
        offered: Ids that were offered under ``suggestions:``.
        listed: Ids that stood under ``suggestions:`` when the tree was last read.
        codes: Every id and name a code of the tree ever had, to its id.
        found: The candidate codes of the latest run.
        made_by: What embeds, groups and cuts into segments, by name, as it was in the latest run.
        segments: For each document the keys of its segments in the latest run, in their order.
        fingerprint: Of what they were found from; the same fingerprint gives the same candidate codes.
    """

    candidates: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    offered: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()
    codes: Mapping[str, str] = field(default_factory=dict)
    found: CandidateCodes = field(default_factory=CandidateCodes)
    made_by: tuple[str, ...] = ()
    segments: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    fingerprint: str = ""


def read_known(path: Path) -> Known:
    """Read the memory of a study; a study that never ran has an empty one.

    Raises:
        StudyError: The file is damaged.
    """
    if not path.exists():
        return Known()
    try:
        stored = json.loads(path.read_bytes())
        found = stored["found"]
        return Known(
            candidates={key: tuple(ids) for key, ids in stored["candidates"].items()},
            names=stored.get("names", {}),
            offered=tuple(stored["offered"]),
            listed=tuple(stored.get("listed", ())),
            codes=stored["codes"],
            found=CandidateCodes(
                (_candidate(record) for record in found["candidates"]),
                method=found["method"],
                set_aside=[(reason, tuple(ids)) for reason, ids in found["set_aside"]],
                left_out=found["left_out"],
            ),
            made_by=tuple(stored.get("made_by", ())),
            segments={key: tuple(keys) for key, keys in stored.get("segments", {}).items()},
            fingerprint=stored["fingerprint"],
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise StudyError(
            f"{path} is damaged ({type(error).__name__}); put back a copy of it, or delete it: then suggestions you "
            "have removed from themes.yaml will be offered again"
        ) from error


def write_known(path: Path, known: Known) -> None:
    """Write the memory of a study."""
    found = known.found
    stored = {
        "candidates": {key: list(ids) for key, ids in known.candidates.items()},
        "names": dict(known.names),
        "offered": list(known.offered),
        "listed": list(known.listed),
        "codes": dict(known.codes),
        "found": {
            "candidates": [dataclasses.asdict(candidate) for candidate in found],
            "method": found.method,
            "set_aside": [[reason, list(ids)] for reason, ids in found.set_aside],
            "left_out": list(found.left_out),
        },
        "made_by": list(known.made_by),
        "segments": {key: list(keys) for key, keys in known.segments.items()},
        "fingerprint": known.fingerprint,
    }
    write_whole(path, json.dumps(stored, ensure_ascii=False, indent=0).encode("utf-8", "surrogatepass"))


def take_fingerprint(segments: Segments, made_by: Sequence[str]) -> str:
    """Give a hash of what candidate codes are found from; the same hash means the same candidate codes."""
    made_from = ([(segment.id, segment.text) for segment in segments], list(made_by))
    return hashlib.sha256(json.dumps(made_from).encode()).hexdigest()


def _candidate(record: dict[str, Any]) -> CandidateCode:
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in record.items()}
    return CandidateCode(**values)
