"""Her YAML files with names replaced: what a key or a value is decides how; the rest keeps every character."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from thematica.formats.rewriting import Write, Writers, write_id
from thematica.formats.yaml_nodes import Reader, compose, line_of, quote

Path = tuple[str, ...]
Rule = Callable[[Path, bool], Write | None]  # from the keys that lead to a scalar, and whether it is the last of them
IDS = ("id", "aliases", "from_suggestions")  # what other files hold on to
KEPT = ("color", "derived_from", "in_vivo")
# Of study.yaml: what is no word of hers.
CHOICES = frozenset(
    "approach language unit suggest machine_error embedder clusterer allow_download allow_network seed".split()
)
NUMBERS = frozenset("base run threshold unit".split())  # of saturation
BASES = frozenset(("consensus", "people", "people+machine", "machine"))
MARKS = re.compile(
    r"(?:[&!]\S*\s+)+"
)  # what stands before a value: an anchor, by which it is named elsewhere, or a tag
DECISIONS = frozenset(("none", "probe"))  # of questions.yaml, where a turn asks no question of hers


def rule_of(file: str, writers: Writers) -> Rule:
    """Give how each scalar of a file is rewritten; None: it is kept.

    Args:
        file: Its name: study.yaml, speakers.yaml, questions.yaml, else a tree.
        writers: How names are replaced.
    """

    def write_setting(path: Path, is_key: bool) -> Write | None:
        if not path:
            return None
        if path[:2] == ("strands", "trees") and len(path) == 3:
            return writers.bare if is_key else writers.name
        if is_key or path[0] in CHOICES or (path[0] == "saturation" and path[-1] in NUMBERS):
            return None
        if path[0] in ("basis", "coded_blind"):
            return lambda value: value if value in BASES else writers.name(value)
        return writers.text if path[0] == "non_answers" else writers.bare

    def write_speaker(path: Path, is_key: bool) -> Write | None:
        if is_key:
            return {2: writers.name, 3: writers.bare}.get(len(path))
        return None if path[-1:] == ("role",) else writers.bare

    def write_question(path: Path, is_key: bool) -> Write | None:
        if is_key:
            return writers.name if path[:1] == ("turns",) and len(path) == 2 else None
        return lambda value: value if path[:1] == ("turns",) and value in DECISIONS else writers.bare(value)

    def write_tree(path: Path, is_key: bool) -> Write | None:
        last = path[-1] if path else ""
        if is_key or last in KEPT:
            return None
        return (lambda value: write_id(value, writers.bare)) if last in IDS else writers.text

    rules = {"study.yaml": write_setting, "speakers.yaml": write_speaker, "questions.yaml": write_question}
    return rules.get(file, write_tree)


def rewrite_yaml(text: str, file: str, rule: Rule, write: Write) -> str:
    """Rewrite a YAML file; a scalar that holds no name keeps every character.

    Args:
        text: The file, with LF newlines.
        file: Its name, for messages.
        rule: How each key and value is rewritten.
        write: Rewrites comments, and what stands in blocks of lines.

    Raises:
        ValueError: It is not YAML.
    """
    reader = Reader(file)
    root = reader.parse(text)
    if reader.problems:
        raise ValueError(str(reader.problems[0]))
    pieces: list[str] = []
    at = 0
    for node, path, is_key in sorted(_scalars(root), key=lambda found: found[0].start_mark.index):
        start, end = node.start_mark.index, node.end_mark.index
        if start < at or start == end:
            continue  # an alias to what was rewritten already
        pieces += [write(text[at:start]), _rewrite_value(node, text[start:end], rule(path, is_key), write)]
        at = end
    return "".join([*pieces, write(text[at:])])


def _rewrite_value(node: ScalarNode, raw: str, write_value: Write | None, write: Write) -> str:
    if write_value is None:
        return raw
    value = str(node.value)
    if node.style in ("|", ">"):
        return write(raw)  # its comment may stand behind the "|"
    written = write_value(value)
    marks = MARKS.match(raw)
    return raw if written == value else f"{marks[0] if marks else ''}{quote(written)}"


def _scalars(node: Node | None, path: Path = (), *, is_key: bool = False) -> Iterator[tuple[ScalarNode, Path, bool]]:
    if isinstance(node, ScalarNode):
        yield node, path, is_key
    elif isinstance(node, SequenceNode):
        for item in node.value:
            yield from _scalars(item, path)
    elif isinstance(node, MappingNode):
        for key, value in node.value:
            below = (*path, str(key.value))
            yield from _scalars(key, below, is_key=True)
            yield from _scalars(value, below)


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
    lines = text.splitlines(keepends=True)
    problems: list[str] = []
    for new, old in zip(_labels_of(compose(text)), _labels_of(compose(before)), strict=True):
        first: dict[str, tuple[str, object]] = {}
        for (key, value), (former, _) in zip(new, old, strict=True):
            label, said = str(key.value), _plain(value)
            other = first.setdefault(label, (str(former.value), said))
            if other[0] == str(former.value):
                continue
            last = _last_line(value) if line_of(value) > line_of(key) or said else line_of(key)
            is_alone = lines[line_of(key) - 1][: key.start_mark.column].strip() == ""
            if other[1] == said and is_alone:
                lines[line_of(key) - 1 : last] = [""] * (last - line_of(key) + 1)
            else:
                problems.append(
                    f"speakers.yaml:{line_of(key)}: {other[0]} and {former.value} would both be called {label}, but "
                    + ("not the same is said of them" if other[1] != said else "they stand in one line")
                    + "; say the same of both, each on a line, or give them different pseudonyms"
                )
    if problems:
        raise ValueError("\n".join(problems))
    return "".join(lines)


def _labels_of(root: Node | None) -> list[list[tuple[Node, Node]]]:
    """Give the entries of each document of a speakers.yaml."""
    found = []
    for key, documents in root.value if isinstance(root, MappingNode) else ():
        if str(key.value) == "documents" and isinstance(documents, MappingNode):
            found += [labels.value for _, labels in documents.value if isinstance(labels, MappingNode)]
    return found


def _plain(node: Node) -> object:
    """Give what a node says, however it is written; None where nothing stands."""
    if isinstance(node, MappingNode):
        return sorted((str(key.value), repr(_plain(value))) for key, value in node.value)
    return [_plain(each) for each in node.value] if isinstance(node, SequenceNode) else str(node.value) or None


def _last_line(node: Node) -> int:
    if not isinstance(node, MappingNode | SequenceNode) or node.flow_style:
        return int(node.end_mark.line) + 1
    parts = [each for pair in node.value for each in (pair if isinstance(pair, tuple) else (pair,))]
    return max((_last_line(each) for each in parts), default=line_of(node))
