"""Speakers: from the label before a turn to a role and a participant; speakers.yaml keeps what she decided."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import get_args

from thematica.errors import MaterialError
from thematica.formats.decode import read_text
from thematica.formats.labels import MODERATOR
from thematica.formats.participants import fold_id
from thematica.formats.talk import stem_of
from thematica.formats.yaml_nodes import Reader, is_null, line_of, quote
from thematica.model.corpus import Participant, Role
from thematica.model.sentences import name_some

ROLES: dict[str, Role] = {role: role for role in get_args(Role)}
NOBODY = "none"  # no speaker: words of the turn before


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who a label stands for.

    Attributes:
        role: ``participant``, ``moderator`` or ``unknown``.
        participant_id: The participant, if it is one.
        session_id: The session that the label itself names (``FG5C`` names ``FG5``), if any.
        is_speaker: No: the researcher said so, or nobody has decided it yet.
        note: What speaks for it, where that is undecided.
    """

    role: Role
    participant_id: str | None = None
    session_id: str | None = None
    is_speaker: bool = True
    note: str = ""


@dataclass(frozen=True)
class Speakers:
    """The rules by which labels become people, the researcher's own decisions first.

    Attributes:
        declared: Document id and label to what speakers.yaml says.
        participant_ids: Folded id to the id as participants.csv writes it.
        rule: What a participant's id looks like; its group ``session`` names the session.
    """

    declared: Mapping[tuple[str, str], Speaker] = field(default_factory=dict)
    participant_ids: Mapping[str, str] = field(default_factory=dict)
    rule: re.Pattern[str] = re.compile(r"(?!)")

    @classmethod
    def build(
        cls, declared: Mapping[tuple[str, str], Speaker], participants: Iterable[Participant], participant_id: str
    ) -> Speakers:
        """Gather what speakers.yaml says, the known participants and the rule for ids."""
        ids = {fold_id(person.id): person.id for person in participants}
        return cls(declared, ids, re.compile(participant_id, re.IGNORECASE))

    def identify(self, document_id: str, label: str) -> Speaker:
        """Say who a label stands for; a label nobody declared and no rule knows stays ``unknown``."""
        match = self.rule.fullmatch(label)
        session = match.groupdict().get("session") if match else None
        person = self.participant_ids.get(fold_id(label))
        said = self.declared.get((document_id, label), Speaker("unknown"))
        if said.role != "unknown":
            return Speaker(said.role, said.participant_id, session)
        if person is not None:
            return Speaker("participant", person, session)
        if match:
            return Speaker("participant", label, session)
        return Speaker("moderator" if MODERATOR.fullmatch(label) else "unknown")

    def is_declared(self, document_id: str, label: str) -> bool:
        """Say whether speakers.yaml has a line for a label."""
        return (document_id, label) in self.declared

    def is_by_rule(self, document_id: str, label: str) -> bool:
        """Say whether nobody has decided who a label is: neither speakers.yaml nor participants.csv knows it."""
        said = self.declared.get((document_id, label))
        return (said is None or said.role == "unknown") and fold_id(label) not in self.participant_ids

    def unused(self, labels: Mapping[str, Iterable[str]]) -> list[str]:
        """Say which documents and labels of speakers.yaml do not occur."""
        found = {document: set(here) for document, here in labels.items()}
        gone = [
            f"{document}: {label}"
            for (document, label), said in self.declared.items()
            if said.is_speaker and label not in found.get(document, ())
        ]
        return [f"speakers.yaml names speakers who do not occur: {name_some(gone, 10)}"] if gone else []

    def is_known(self, document_id: str, label: str) -> bool | None:
        """Say whether a label is declared or matches a rule, so that it counts even if it occurs once.

        None: speakers.yaml says that it is no speaker.
        """
        said = self.declared.get((document_id, label))
        if said is not None and not said.is_speaker:
            return None
        declared = said is not None
        # A single letter or "So" at the beginning of a line is a label only if it recurs.
        long = len(label) > 2 or any(character.isdigit() for character in label)
        return declared or (long and self.identify(document_id, label).role != "unknown")


def read_speakers(path: Path) -> dict[tuple[str, str], Speaker]:
    """Read speakers.yaml: for each document, each label's role and participant.

    Raises:
        MaterialError: Every mistake with its line.
    """
    return parse_speakers(read_text(path).text, path.name)


def parse_speakers(text: str, file: str) -> dict[tuple[str, str], Speaker]:
    """Read the text of speakers.yaml.

    Raises:
        MaterialError: Every mistake with its line.
    """
    reader = Reader(file)
    root = reader.parse(text)
    declared: dict[tuple[str, str], Speaker] = {}
    top = {} if root is None or is_null(root) else reader.mapping(root, ("documents",))
    documents = top.get("documents")
    for name, labels in {} if documents is None or is_null(documents) else reader.mapping(documents).items():
        for label, node in {} if is_null(labels) else reader.mapping(labels).items():
            fields = {} if is_null(node) else reader.mapping(node, ("role", "participant"))
            person = reader.text(fields["participant"], "participant") if "participant" in fields else ""
            role = reader.text(fields["role"], "role") if "role" in fields else ""
            role = role or ("participant" if person else "unknown")
            if role == NOBODY and label and not person:
                declared[stem_of(name), label] = Speaker("unknown", is_speaker=False)
                continue
            if role not in ROLES:
                known = ", ".join((*ROLES, NOBODY))
                reader.note(f"'role: {role}' is not a role ({known})", line_of(node))
                continue
            declared[stem_of(name), label] = Speaker(ROLES[role], person or None)
    if reader.problems:
        raise MaterialError(reader.problems)
    return declared


def format_speakers(
    labels: Mapping[str, Mapping[str, Speaker]], head: str = "", hints: Mapping[tuple[str, str], str] | None = None
) -> bytes:
    """Write a first speakers.yaml with what the rules propose, for the researcher to correct.

    Args:
        labels: File name, then label, to what is proposed; what may be a speaker is written as a comment.
        head: Lines to put on top, each beginning with ``#``.
        hints: File name and label to a remark of one line, written as a comment behind the speaker.
    """
    lines = [
        "# Who speaks: proposed by thematica from the labels, yours to correct. It is never overwritten: new",
        "# speakers are added below those of their document.",
        "# role: participant | moderator | unknown | none (no speaker: words of the turn before)",
        "documents:" if any(labels.values()) else "documents: {}",
    ]
    for file, found in labels.items():
        if found:
            lines.append(f"  {quote(file)}:")
            lines += [f"    {format_line(file, label, speaker, hints or {})}" for label, speaker in found.items()]
    return (head + "\n".join(lines) + "\n").encode()


def format_line(file: str, label: str, speaker: Speaker, hints: Mapping[tuple[str, str], str]) -> str:
    """Write the line of one speaker; a comment if it is not known whether it is one."""
    hint = hints.get((file, label))
    person = speaker.participant_id or (stem_of(file) if not label and not speaker.is_speaker else "")
    role = "participant" if not label and not speaker.is_speaker else speaker.role
    fields = f"role: {role}" + (f", participant: {quote(person)}" if person else "")
    line = f"{quote(label)}: {{{fields}}}"
    if not speaker.is_speaker:
        return f"# {line}  # {speaker.note}"
    return line + (f"  # {hint}" if hint else "")
