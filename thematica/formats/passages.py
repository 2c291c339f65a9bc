"""Every word that a folder of a study holds beside its transcripts, and where it stands, for names to be looked for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from thematica.errors import MaterialError
from thematica.formats.coding_tables import list_coding_files
from thematica.formats.decode import read_text
from thematica.formats.study_folder import HERS, TEXTS, TREES
from thematica.formats.surveys import find_long, read_survey
from thematica.formats.tables import ENDINGS, read_any_table
from thematica.formats.workbook import is_workbook
from thematica.formats.yaml_nodes import Reader, line_of
from thematica.model.pseudonyms import Kind, Passage
from thematica.model.settings import Settings

OURS = ("results",)  # safe to delete, and made anew
# Of a coder's file: what is no words of hers, or stands in the transcripts already.
CODED = re.compile(
    r"(?:document|start|end|quote|text|before|after|segment_id|made_at|round|done|code.*)", re.IGNORECASE
)
# Of YAML files: ids of ours, and what was offered, whose words are those of the transcripts.
PASSED_OVER = frozenset(("id", "aliases", "from_suggestions", "suggestions", "role", "color", "derived_from"))
COMMENT = re.compile(r"(?:^|\s)#+ ([^\n]*)", re.MULTILINE)
OUR_COMMENT = re.compile(r"perhaps |a program's name|Who speaks: |role: ")
LIKE_WORDS = 4  # words of a value, from which on it is read as sentences


def list_words(root: Path, settings: Settings, unread: list[str]) -> Iterator[Passage]:
    """Give every text of a study's folder but the talk of its transcripts.

    Args:
        root: The folder.
        settings: Which columns hold what.
        unread: Files that cannot be looked into are added here, with the reason.
    """
    codings = list_coding_files(root / "codings")
    for path in sorted(root.rglob("*")):
        parts = path.relative_to(root).parts
        if parts[0] in OURS or any(part.startswith((".", "~$")) for part in parts) or not path.is_file():
            continue
        file = "/".join(parts)
        name = "" if file in HERS else " ".join([*parts[1:-1], path.stem])
        yield Passage(file, 0, name, "name", bare=True)
        ending = path.suffix.lower()
        try:
            if path in codings:
                yield from _of_codings(path, file)
            elif ending in ENDINGS:
                yield from _of_table(path, file, parts[0], settings, unread)
            elif parts[0] == "transcripts":
                yield from _of_captions(path, file)
            elif ending in TREES:
                yield from _of_yaml(path, file)
            elif ending in TEXTS:
                yield Passage(file, 1, read_text(path).text)
            else:
                unread.append(f"{file}: not looked into; names in it are neither offered nor replaced")
        except MaterialError as error:
            unread += [f"{file}: not looked into ({problem.message})" for problem in error.problems]


def _of_captions(path: Path, file: str) -> Iterator[Passage]:
    """Give the notes of a file of captions, which are nobody's talk and stay where they are."""
    if path.suffix.lower() == ".vtt":
        text = read_text(path).text
        for note in re.finditer(r"^NOTE\b.*?(?=\n\n|\Z)", text, re.DOTALL | re.MULTILINE):
            yield Passage(file, text.count("\n", 0, note.start()) + 1, note[0])


def _of_table(path: Path, file: str, folder: str, settings: Settings, unread: list[str]) -> Iterator[Passage]:
    answers, spoken = settings.answers, settings.transcripts
    said: tuple[str, ...] = ()
    bare: tuple[str, ...] = ()
    if folder == "answers":
        said = (*answers.text, *answers.translation)
        bare = (answers.participant, answers.session, answers.question, *answers.attributes)
    elif folder in ("transcripts", "translations"):
        said, bare = (spoken.text, spoken.translation), (spoken.speaker, spoken.question)
    said, bare = (tuple(" ".join(name.split()) for name in names if name) for names in (said, bare))
    table = read_any_table(path, [name for name in said if folder == "answers"], folder, answers.sheet)
    table = read_survey(table).table if folder == "answers" else table
    unread += [remark for remark in table.remarks if "other sheets" in remark or "under no heading" in remark]
    yield from _notes_above(path, file)
    yield from (Passage(file, 1, name, "cell", bare=True) for name in table.columns)
    ids = answers.participant if folder == "answers" else spoken.speaker
    if file in HERS:
        ids, bare = "participant", table.columns
    long = find_long(table)
    for row in table.rows:
        for column, text in row.cells.items():
            if text.strip():
                kind: Kind = "speech" if column in said else "label" if column == ids else "cell"
                kind = "text" if kind == "cell" and column in long else kind
                yield Passage(file, row.line, text, kind, column, bare=column in bare)


def _of_codings(path: Path, file: str) -> Iterator[Passage]:
    table = read_any_table(path, (), "codings")
    yield from _notes_above(path, file)
    for row in table.rows:
        for column, text in row.cells.items():
            if text.strip() and column == "coder":
                yield Passage(file, row.line, text, "label", column, bare=True)
            elif text.strip() and not CODED.fullmatch(column):
                yield Passage(file, row.line, text, "text", column)


def _notes_above(path: Path, file: str) -> Iterator[Passage]:
    for number, line in enumerate([] if is_workbook(path) else read_text(path).text.split("\n"), 1):
        if not line.startswith("# "):
            break
        yield Passage(file, number, line)


def _of_yaml(path: Path, file: str) -> Iterator[Passage]:
    text = read_text(path).text
    bare = file in HERS
    with_keys = file in ("speakers.yaml", "questions.yaml")
    for node, key in _scalars(Reader(path.name).parse(text), with_keys=with_keys):
        value = str(node.value)
        if value.strip():
            kind: Kind = "cell" if bare and len(value.split()) < LIKE_WORDS else "text"
            yield Passage(file, line_of(node), value, kind, bare=bare)
        if key:
            yield Passage(file, line_of(node), key, "cell", bare=True)
    if file != "study.yaml":  # whose comments explain the settings
        for comment in COMMENT.finditer(text):
            if not OUR_COMMENT.match(comment[1]):
                yield Passage(file, text.count("\n", 0, comment.start(1)) + 1, comment[1], bare=bare)


def _scalars(node: Node | None, *, with_keys: bool, named: str = "") -> Iterator[tuple[ScalarNode, str]]:
    """Give each value; with the name of the strand where it is the file of a strand's tree."""
    if isinstance(node, ScalarNode):
        yield node, named
    elif isinstance(node, SequenceNode):
        for each in node.value:
            yield from _scalars(each, with_keys=with_keys)
    elif isinstance(node, MappingNode):
        for key, value in node.value:
            name = str(key.value)
            if with_keys and name not in ("documents", "questions", "turns"):
                yield key, ""
            if name in PASSED_OVER:
                continue
            if name == "trees" and isinstance(value, MappingNode):
                for strand, tree in value.value:
                    yield from _scalars(tree, with_keys=False, named=str(strand.value))
            else:
                yield from _scalars(value, with_keys=with_keys)
