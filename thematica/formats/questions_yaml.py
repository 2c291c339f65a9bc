"""questions.yaml: the guiding questions, and the researcher's word on which turn asked which."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import Path

from ruamel.yaml.nodes import Node

from thematica.errors import MaterialError, suggest_spelling
from thematica.formats.decode import read_text
from thematica.formats.talk import stem_of
from thematica.formats.yaml_nodes import Reader, is_null, line_of
from thematica.model.corpus import Corpus
from thematica.model.questions import Guide, GuidingQuestion

NO_QUESTION = "none"  # from here on
PROBE = "probe"  # the turn asks nothing new
KEYS = ("id", "question", "also_asked_as", "only_in")
TURN = re.compile(r"(?:turn[ \t]*|t)?(\d{1,6})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class QuestionsFile:
    """What questions.yaml says, before it is known whether the documents and turns it names are there.

    Attributes:
        file: Its name.
        questions: In their order.
        turns: Document, number of the turn, question id (empty: none; None: a probe), and the line of each decision.
        lines: Question id to its line.
    """

    file: str = "questions.yaml"
    questions: tuple[GuidingQuestion, ...] = ()
    turns: tuple[tuple[str, int, str | None, int], ...] = ()
    lines: dict[str, int] = field(default_factory=dict)


def read_questions(path: Path) -> QuestionsFile:
    """Read questions.yaml.

    Raises:
        MaterialError: Every mistake with its line.
    """
    reader = Reader(path.name)
    root = reader.parse(read_text(path).text)
    top = {} if root is None or is_null(root) else reader.mapping(root, ("questions", "turns"))
    questions: dict[str, GuidingQuestion] = {}
    lines: dict[str, int] = {}
    for node in reader.items(top["questions"]) if "questions" in top else ():
        question = _read_question(reader, node)
        if question is None:
            continue
        if question.id in questions:
            message = f"id '{question.id}' is used twice, here and in line {lines[question.id]}; ids must differ"
            reader.note(message, line_of(node))
        questions.setdefault(question.id, question)
        lines.setdefault(question.id, line_of(node))
    turns = _read_turns(reader, top.get("turns"), questions)
    if reader.problems:
        raise MaterialError(sorted(reader.problems, key=lambda problem: problem.line or 0))
    return QuestionsFile(path.name, tuple(questions.values()), tuple(turns), lines)


def place_guide(found: QuestionsFile, corpus: Corpus) -> tuple[Guide, tuple[str, ...]]:
    """Bring a guide and its corpus together; give remarks on documents and turns that are not there."""
    remarks: list[str] = []
    names = (*corpus.documents.ids, *corpus.sessions.ids)
    questions = []
    for question in found.questions:
        only_in = tuple(name if name in names else stem_of(name) for name in question.only_in)
        for name in only_in:
            if name not in names:
                near = suggest_spelling(name, names)
                line = found.lines[question.id]
                remarks.append(f"{found.file}:{line}: there is no document or session '{name}'{near}")
        questions.append(replace(question, only_in=only_in))
    decided: dict[str, str | None] = {}
    for document, number, question_id, line in found.turns:
        name = document if document in corpus.documents else stem_of(document)
        turn_id = f"{name}:t{number}"
        if name not in corpus.documents:
            near = suggest_spelling(name, corpus.documents.ids)
            remarks.append(f"{found.file}:{line}: there is no document '{document}'{near}")
        elif turn_id not in corpus.turns:
            remarks.append(f"{found.file}:{line}: there is no turn {number} ({name} has {len(corpus.turns_of(name))})")
        else:
            decided[turn_id] = question_id
    return Guide(questions=tuple(questions), decided=decided), tuple(remarks)


def _read_question(reader: Reader, node: Node) -> GuidingQuestion | None:
    fields = reader.mapping(node, KEYS)
    text = reader.text(fields["question"], "question") if "question" in fields else ""
    question_id = reader.text(fields["id"], "id") if "id" in fields else ""
    missing = [key for key in ("id", "question") if key not in fields]
    for key in missing:
        reader.note(f"'{key}:' is missing; a guiding question needs an id and its words", line_of(node))
    if not missing and not (text and question_id):
        reader.note("a guiding question needs an id and its words", line_of(node))
    if question_id.casefold() in (NO_QUESTION, PROBE):
        reader.note(f"'{question_id}' cannot be an id; it has a meaning of its own under 'turns:'", line_of(node))
    if not text or not question_id:
        return None
    return GuidingQuestion(
        id=question_id,
        text=text,
        wordings=reader.texts(fields["also_asked_as"], "also_asked_as") if "also_asked_as" in fields else (),
        only_in=reader.texts(fields["only_in"], "only_in") if "only_in" in fields else (),
    )


def _read_turns(
    reader: Reader, node: Node | None, questions: dict[str, GuidingQuestion]
) -> list[tuple[str, int, str | None, int]]:
    found: list[tuple[str, int, str | None, int]] = []
    for document, turns in {}.items() if node is None or is_null(node) else reader.mapping(node).items():
        for name, value in {}.items() if is_null(turns) else reader.mapping(turns).items():
            question_id = reader.text(value, name)
            number = TURN.fullmatch(name)
            if number is None:
                reader.note(f"'{name}:' is no turn; a turn is written t14", line_of(value))
            elif not question_id and not is_null(value):
                continue  # said already: a number must stand in quotation marks
            elif question_id in questions or question_id.casefold() in (NO_QUESTION, PROBE):
                said = question_id if question_id in questions else None if question_id.casefold() == PROBE else ""
                found.append((document, int(number[1]), said, line_of(value)))
            else:
                near = suggest_spelling(question_id, (*questions, PROBE, NO_QUESTION))
                known = ", ".join((*questions, PROBE, NO_QUESTION))
                reader.note(f"there is no question '{question_id}'{near} (questions: {known})", line_of(value))
    return found
