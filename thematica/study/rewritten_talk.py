"""The transcripts of a study, and their translations, written anew and read back turn by turn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from thematica.errors import MaterialError, Problem, StudyError
from thematica.formats.csv_table import read_table
from thematica.formats.participants import read_participants
from thematica.formats.rewritten_transcripts import NewTranscript, NewTurn, ways_to_write
from thematica.formats.speakers import Speakers, read_speakers
from thematica.formats.study_yaml import read_settings
from thematica.formats.tables import find_table
from thematica.formats.talk import Talk
from thematica.formats.transcript_files import Transcript, read_transcript, why_not_read
from thematica.formats.transcripts import list_files
from thematica.model.pseudonyms import Rewritten
from thematica.model.settings import Settings
from thematica.steps.pseudonymise import Names
from thematica.study.new_folder import TWINS, NewFolder, find_twin
from thematica.study.rewritten_files import tell_unused

BE_LABELS = (
    "nothing was written; give speakers a pseudonym that is as much a label as the name was ([Moderator 1] for who "
    "asks), and name them in speakers.yaml"
)
SAME_TIME = 0.001  # seconds


@dataclass(frozen=True, slots=True)
class Plan:
    """One document, and what becomes of it."""

    id: str
    source: str
    text: str
    talk: tuple[Talk, ...]
    rewritten: Rewritten

    @classmethod
    def of(cls, names: Names, document_id: str, source: str, text: str, talk: Sequence[Talk]) -> Plan:
        """Replace the names of a document; none goes over the border of a turn."""
        spans = sorted((turn.start, turn.end) for turn in talk)
        is_table = source.lower().endswith(".csv")
        rewritten = names.replace(text, [(0, len(text))] if is_table and not spans else spans)
        return cls(document_id, source, text, tuple(talk), rewritten)

    def new_turns(self, names: Names, shift: int = 0) -> tuple[NewTurn, ...]:
        """Give its turns as they must be read back."""
        moved = ((turn, *self.rewritten.move(turn.start, turn.end)) for turn in self.talk)
        return tuple(
            NewTurn(
                start=start + shift, end=end + shift, label=names.write_bare(turn.label), time=turn.time,
                question=names.write_bare(turn.question), translation=names.write(turn.translation),
            )
            for turn, start, end in moved
        )  # fmt: skip


def write_talk(new: NewFolder, folder: str, settings: Settings) -> list[Plan]:
    """Write each file of a folder of transcripts in the first way that is read back as the same turns.

    Args:
        new: What is written, with the tables and speakers.yaml that its readers need.
        folder: ``transcripts`` or ``translations``.
        settings: Those of the old study.

    Returns:
        What became of each document.

    Raises:
        MaterialError: A file cannot be read, or would not be read as the same turns.
        StudyError: Two files would have one name.
    """
    files = [file for file in list_files(new.study / folder) if not why_not_read(file)]
    left_out = [file for file in list_files(new.study / folder) if why_not_read(file)]
    new.notices += [f"{folder}/{file.name}: not carried over, since it is not read" for file in left_out]
    if not files:
        return []
    _require_names(new, folder, files)
    before = _speakers_of(new.study, settings)
    with new.named_as_before():
        now = read_settings(new.path / "study.yaml")
        after = _speakers_of(new.path, now)
    plans, lost = [], []
    for file in files:
        here = read_transcript(file, before, settings.transcripts)
        own = [Plan.of(new.names, t.id, t.file, t.text, t.talk) for t in here]
        if file.suffix.lower() == ".csv":
            tell_unused(new, f"{folder}/{file.name}", read_table(file), settings.transcripts)
        difference = _write(new, file, own, settings, (after, now))
        if difference:
            message = f"with its names replaced it would not be read as the same turns ({difference}), so {BE_LABELS}"
            lost.append(Problem(message, file.name))
        plans += own
    if lost:
        raise MaterialError(lost)
    return plans


def _write(
    new: NewFolder, file: Path, plans: Sequence[Plan], settings: Settings, reading: tuple[Speakers, Settings]
) -> str:
    """Write one file; where no way is found, say how it would be read."""
    difference = ""
    ways = ways_to_write(_new_transcript(new.names, file, plans), new.names.replace, settings.transcripts)
    for with_times in (True, False):
        for ending, make in ways:
            old, name = f"{file.parent.name}/{file.name}", f"{file.parent.name}/{new.rename(file, ending)}"
            new.put(old, name, make())
            try:
                found = read_transcript(new.path / name, reading[0], reading[1].transcripts)
            except MaterialError:
                found = ()
            difference = _compare(new.names, plans, found, with_times=with_times)
            if not difference:
                if ending != file.suffix.lower():
                    new.notices.append(f"{old}: written as text, with the same turns")
                if not with_times:
                    new.notices.append(f"{old}: the times of its turns could not be kept")
                return ""
            new.take_back(name)
    return difference


def _new_transcript(names: Names, file: Path, plans: Sequence[Plan]) -> NewTranscript:
    turns: list[NewTurn] = []
    size = 0
    for plan in plans:
        turns += plan.new_turns(names, size)
        size += len(plan.rewritten.text)
    labels = dict.fromkeys(turn.label for plan in plans for turn in plan.talk if turn.label)
    text = "".join(plan.rewritten.text for plan in plans)
    return NewTranscript(file=file, text=text, turns=tuple(turns), labels=tuple(labels))


def _compare(names: Names, plans: Sequence[Plan], found: Sequence[Transcript], *, with_times: bool) -> str:
    """Say where what was read differs from what must be read; empty if it is the same."""
    if len(plans) != len(found):
        return f"as {len(found)} documents, not {len(plans)}"
    for plan, transcript in zip(plans, found, strict=True):
        turns = plan.new_turns(names)
        read = [(t.start, t.end, t.label, t.question, t.translation) for t in transcript.talk]
        for number, turn in enumerate(turns, 1):
            if [(turn.start, turn.end, turn.label, turn.question, turn.translation)] != read[number - 1 : number]:
                there = f"'{read[number - 1][2]}'" if number <= len(read) else "nobody"
                return f"turn {number}, of '{turn.label}', would be another one, of {there}"
        if plan.rewritten.text != transcript.text or len(read) != len(turns):
            return f"{len(read)} turns, and other words; before {len(turns)}"
        times = zip(turns, transcript.talk, strict=True)
        if with_times and not all(_is_same_time(one.time, other.time) for one, other in times):
            return "at other times"
    return ""


def _is_same_time(one: float | None, other: float | None) -> bool:
    return one is other if one is None or other is None else abs(one - other) < SAME_TIME


def _require_names(new: NewFolder, folder: str, files: Sequence[Path]) -> None:
    """Refuse names by which two documents would be one."""
    named: dict[str, str] = {}
    for file in files:
        name = f"{folder}/{new.rename(file, file.suffix)}"
        other = find_twin(new.rename(file, ""), file.name, named)
        if other:
            raise StudyError(f"{folder}/{other} and {folder}/{file.name} would both be called {name}; {TWINS}")
        named[new.rename(file, "")] = file.name


def _speakers_of(path: Path, settings: Settings) -> Speakers:
    """Give who a label is in a study, as its reader knows it."""
    declared = read_speakers(path / "speakers.yaml") if (path / "speakers.yaml").is_file() else {}
    table = find_table(path, "participants")
    people = read_participants(table).participants if table else ()
    return Speakers.build(declared, people, settings.participant_id)
