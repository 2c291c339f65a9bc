"""What a key must not do: call somebody what another is called already, or make another person of a speaker."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from thematica.errors import InputError, MaterialError, Problem
from thematica.model.corpus import Corpus, Turn
from thematica.model.pseudonyms import Passage, Pseudonym
from thematica.model.sentences import name_places, name_some
from thematica.steps.pseudonymise import Names

MOST_TURNS = 3  # that are named for one way in which they differ


def refuse_taken(passages: Sequence[Passage], key: Sequence[Pseudonym], file: str) -> None:
    """Refuse replacements that stand in the material already, as they would be written there.

    Args:
        passages: Everything the study says.
        key: The rows with a replacement.
        file: The name of the key.

    Raises:
        InputError: Each of them, with the places.
    """
    first: dict[str, Pseudonym] = {}
    for pseudonym in key:
        first.setdefault(pseudonym.replacement, pseudonym)
    names = Names(key)
    spoken = Names(Pseudonym(original=p.replacement, replacement="?", line=p.line) for p in first.values())
    bare = Names(Pseudonym(original=p.bare, replacement="?", line=p.line) for p in first.values())
    places: dict[int, dict[str, None]] = {}
    for passage in passages:
        finder = bare if passage.bare else spoken
        taken = [(start, end) for start, end, _ in finder.find(passage.text)]
        if not taken:
            continue
        replaced = [(start, end) for start, end, _ in names.find(passage.text)]
        for start, end, pseudonym in finder.find(passage.text):
            if not any(start < other and at < end for at, other in replaced):
                places.setdefault(pseudonym.line, {})[passage.where(start)] = None
    problems = []
    for pseudonym in first.values():
        found = list(places.get(pseudonym.line, ()))
        if found:
            problems.append(
                Problem(
                    f"'{pseudonym.replacement}' stands in the study already ({name_some(found, between='; ')}): "
                    "nobody could tell the two apart, and --reverse would put a name there; write another replacement, "
                    "one in brackets with a number, or, if this study was pseudonymised before, take the one it was "
                    "made of",
                    file,
                    pseudonym.line,
                )
            )
    if problems:
        raise InputError(problems)


def count_elsewhere(passages: Sequence[Passage], names: Names) -> dict[int, int]:
    """Count how often each row of the key is found in other files than documents."""
    counts: Counter[int] = Counter()
    for passage in passages:
        of_document = passage.kind == "speech" or (passage.kind != "name" and passage.file.startswith("transcripts/"))
        if not of_document:
            counts.update(done.line for done in names.replace(passage.text, () if passage.bare else None).replacements)
    return dict(sorted(counts.items()))


def compare_people(
    old: Corpus, new: Corpus, names: Names, key: Sequence[Pseudonym], *, reverse: bool = False
) -> tuple[str, ...]:
    """Hold session, participant and role of each turn against what they were.

    Args:
        old, new: The study before, and as it is read back.
        names: What was replaced.
        key: The rows with a replacement.
        reverse: Names were put back: [Student 1] was known for a participant, and the name need not be.

    Returns:
        What she should know, in sentences.

    Raises:
        MaterialError: A pseudonym looks like the id of a session or of a participant, and was taken for one.
    """
    sources = {document.id: document.source for document in old.documents}
    wrong: dict[tuple[str, str, str], list[int]] = {}
    placed: dict[str, str] = {}
    became: dict[str, dict[str, None]] = {}
    numbers: Counter[str] = Counter()
    for was, now in zip(_in_order(old, names), _in_order(new, None), strict=True):
        numbers[was.document_id] += 1
        session = names.write_bare(old.documents[was.document_id].session_id)
        found = {
            "session": (session, new.documents[now.document_id].session_id),
            "role": (was.role, now.role),
            "participant": (names.write_bare(was.participant_id or ""), now.participant_id or ""),
        }
        if reverse:
            found = {"session": found["session"]}
        elif was.role == "unknown" and now.role != "unknown":
            placed[now.speaker] = now.role
            found = {"session": found["session"]}
        if was.participant_id and now.participant_id:
            became.setdefault(now.participant_id, {})[was.participant_id] = None
        for what, (expected, read) in found.items():
            if expected != read:
                said = (sources[was.document_id], f"{what} {expected or 'none'}", f"{what} {read or 'none'}")
                wrong.setdefault(said, []).append(numbers[was.document_id])
    if wrong:
        raise MaterialError([_explain(said, turns, key) for said, turns in wrong.items()])
    notices = [
        f"'{label}' is read as a {role} now, though nobody has said who that is; say it in speakers.yaml"
        for label, role in placed.items()
    ]
    notices += [
        f"{len(people)} participants have become one, {person}, since the key calls them the same; if they are not one "
        "person, give them different pseudonyms"
        for person, people in became.items()
        if len(people) > 1
    ]
    return tuple(notices)


def _in_order(corpus: Corpus, names: Names | None) -> Iterator[Turn]:
    """Give all turns, documents in the order of their names as they are in the new study."""
    turns: dict[str, list[Turn]] = {}
    for turn in corpus.turns:
        turns.setdefault(turn.document_id, []).append(turn)

    def place(number: int, source: str) -> tuple[str, int]:
        stem = source.rpartition(".")[0]
        return (names.write_bare(stem) if names else stem, number)

    ordered = sorted((place(i, d.source), d.id) for i, d in enumerate(corpus.documents))
    for _, document_id in ordered:
        yield from turns.get(document_id, ())


def _explain(said: tuple[str, str, str], turns: Sequence[int], key: Sequence[Pseudonym]) -> Problem:
    source, expected, read = said
    where = name_places("turn", turns, MOST_TURNS)
    rows = [p.line for p in key if p.bare and p.bare.casefold().startswith(read.partition(" ")[2].casefold())]
    row = f" (row {rows[0]} of the key)" if rows else ""
    why = f"a pseudonym looks like an id{row}; nothing was written: choose one that does not, such as [Student 1]"
    if expected == "role moderator":
        why = (
            "nothing tells any longer who asks; nothing was written: choose a pseudonym such as [Moderator 1], or say "
            "in speakers.yaml who it is"
        )
    return Problem(f"{where} would be read as {read}, not {expected}: {why}", source)
