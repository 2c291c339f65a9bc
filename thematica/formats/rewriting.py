"""A researcher's files with some words of theirs replaced; everything else in them stays as it was typed."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator

from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from thematica.formats.csv_table import DELIMITERS
from thematica.formats.yaml_nodes import Reader, quote

Write = Callable[[str], str]
IDS = ("id", "aliases", "from_suggestions")  # what other files hold on to
KEPT = ("color", "derived_from", "in_vivo")
# Of speakers.yaml: a label, and what is said of it.
ENTRY = re.compile(r"""    ("[^"]*"|'[^']*'|[^\s:#"'][^:#]*):(?:[ ]|$)([^#]*)""")


def write_id(text: str, write_bare: Write) -> str:
    """Give an id with its names replaced; one that holds none stays as it is.

    >>> write_id("grace-helps", lambda text: text.replace("grace", "Mother 1")), write_id("A b", str)
    ('mother-1-helps', 'A b')
    """
    written = write_bare(text)
    return text if written == text else re.sub(r"[^\w]+", "-", written.casefold()).strip("-")


def rewrite_yaml(text: str, file: str, write: Write, write_bare: Write, *, keys: bool = False) -> str:
    """Rewrite the values and the comments of a YAML file; a value that holds no name keeps every character.

    Args:
        text: The file, with LF newlines.
        file: Its name, for messages.
        write: Rewrites what was written for people.
        write_bare: Rewrites ids.
        keys: Whether keys may hold names too, as in speakers.yaml.

    Raises:
        ValueError: It is not YAML.
    """
    reader = Reader(file)
    root = reader.parse(text)
    if reader.problems:
        raise ValueError(str(reader.problems[0]))
    pieces: list[str] = []
    at = 0
    nodes = sorted(_scalars(root, keys=keys), key=lambda found: found[0].start_mark.index)
    for node, kind in nodes:
        start, end = node.start_mark.index, node.end_mark.index
        if start < at or start == end:
            continue  # an alias to what was rewritten already
        raw = text[start:end]
        pieces += [write(text[at:start]), _rewrite_value(node, kind, raw, write, write_bare)]
        at = end
    return "".join([*pieces, write(text[at:])])


def _rewrite_value(node: ScalarNode, kind: str, raw: str, write: Write, write_bare: Write) -> str:
    value = str(node.value)
    if kind == "id":
        written = write_id(value, write_bare)
    elif kind == "kept":
        return raw
    else:
        written = write(value)
    if written == value:
        return raw if node.style not in ("|", ">") else write(raw)  # a comment may stand behind the "|"
    return write(raw) if node.style in ("|", ">") else quote(written)


def _scalars(node: Node | None, kind: str = "", *, keys: bool = False) -> Iterator[tuple[ScalarNode, str]]:
    if isinstance(node, ScalarNode):
        yield node, kind
    elif isinstance(node, SequenceNode):
        for item in node.value:
            yield from _scalars(item, kind, keys=keys)
    elif isinstance(node, MappingNode):
        for key, value in node.value:
            yield key, "" if keys else "kept"
            name = str(key.value)
            below = "id" if name in IDS else "kept" if name in KEPT else kind
            yield from _scalars(value, "" if keys else below, keys=keys)


def rewrite_table(text: str, write_cell: Callable[[str, str], str], write_note: Write) -> str:
    """Rewrite the cells of a CSV file, notes and headings included.

    Args:
        text: The file, with LF newlines.
        write_cell: From the name of a column and a cell to the new cell; headings come with an empty column.
        write_note: Rewrites the lines above the headings.
    """
    notes = []
    while text.startswith(("# ", "sep=")):
        note, _, text = text.partition("\n")
        notes.append(f"{write_note(note)}\n")
    delimiter = find_delimiter(text)
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    columns = rows[0] if rows else []
    for number, row in enumerate(rows):
        heads = columns if number else [""] * len(columns)
        names = [heads[i].strip() if i < len(heads) else "" for i in range(len(row))]
        writer.writerow([write_cell(*each) for each in zip(names, row, strict=True)])
    return "".join([*notes, out.getvalue()])


def find_delimiter(text: str) -> str:
    """Give what separates the columns that the first line names."""
    first = text.partition("\n")[0]
    return max(DELIMITERS, key=first.count)


def drop_twins(text: str, before: str) -> str:
    r"""Keep one of two labels of a document that have become the same, with the same to say of them.

    Args:
        text: speakers.yaml with its names replaced, line for line.
        before: The file as it was.

    Raises:
        ValueError: Not the same is said of labels that have become the same; all of them, a line each.

    >>> old = 'documents:\n  a.txt:\n    Dr K: {role: moderator}\n    Khan: {role: moderator}\n'
    >>> print(drop_twins(old.replace("Dr K", "Tutor 1").replace("Khan", "Tutor 1"), old), end="")
    documents:
      a.txt:
        Tutor 1: {role: moderator}
    """
    kept: list[str] = []
    problems: list[str] = []
    said_of: dict[str, tuple[str, str]] = {}  # label of this document: the former label, and what is said of it
    for number, (line, was) in enumerate(zip(text.splitlines(True), before.splitlines(True), strict=True), 1):
        entry, former = ENTRY.match(line), ENTRY.match(was)
        if not line.startswith("    "):
            said_of = {}
        elif entry and former:
            first, said = said_of.setdefault(entry[1], (former[1], entry[2].strip()))
            if first != former[1] and said and said == entry[2].strip():
                continue
            if first != former[1]:
                problems.append(
                    f"speakers.yaml:{number}: {first} and {former[1]} would both be called {entry[1]}, but not "
                    "the same is said of them; say the same of both, or give them different pseudonyms"
                )
        kept.append(line)
    if problems:
        raise ValueError("\n".join(problems))
    return "".join(kept)
