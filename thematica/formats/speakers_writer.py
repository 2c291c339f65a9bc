"""Add new speakers to speakers.yaml by adding lines only: what she wrote there stays byte for byte."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ruamel.yaml.nodes import MappingNode, Node

from thematica.errors import MaterialError
from thematica.formats.speakers import Speaker, format_line, parse_speakers
from thematica.formats.talk import stem_of
from thematica.formats.yaml_nodes import compose, is_null, quote
from thematica.model.sentences import name_some

Labels = Mapping[str, Mapping[str, Speaker]]
MOST_NAMED = 10  # in one remark
STEP = 2  # blanks by which a line is indented below the one it belongs to


@dataclass(frozen=True, slots=True)
class Added:
    """A speakers.yaml with new speakers.

    Attributes:
        content: The whole file; as it was where nothing could be added.
        lines: The new lines, by document.
        is_spliced: Whether they stand in it; if not, she may paste them.
    """

    content: bytes
    lines: Mapping[str, tuple[str, ...]]
    is_spliced: bool = True


def add_speakers(raw: bytes, file: str, labels: Labels, hints: Mapping[tuple[str, str], str]) -> Added:
    """Add speakers whom the file does not name and no rule knows, below those of their document.

    What may be a speaker is added as a comment, once: a line that she deleted comes back only while nothing in its
    document names it.

    Args:
        raw: The file as it is.
        file: Its name, for messages.
        labels: File of a transcript, then label, to what it was taken for.
        hints: File and label to a remark of one line.

    Raises:
        MaterialError: The file has mistakes.
    """
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return Added(raw, {}, is_spliced=False)
    newline = "\r\n" if "\r\n" in text else "\n"
    lines = text.replace("\r\n", "\n").split("\n")
    before = parse_speakers("\n".join(lines), file)
    blocks = _Blocks(lines)
    new: dict[str, tuple[str, ...]] = {}
    expected = dict(before)
    for key, found in labels.items():
        stem = stem_of(key)
        fresh = {
            label: speaker
            for label, speaker in found.items()
            if speaker.role == "unknown" and (stem, label) not in before and not blocks.names(stem, label, speaker)
        }
        if fresh:
            new[key] = tuple(format_line(key, label, speaker, hints) for label, speaker in fresh.items())
            shown = {label: Speaker("unknown") for label, speaker in fresh.items() if speaker.is_speaker}
            expected |= {(stem, label): speaker for label, speaker in shown.items()}
    if not new:
        return Added(raw, {})
    spliced = blocks.splice(new)
    if spliced is None:
        return Added(raw, new, is_spliced=False)
    mark = b"\xef\xbb\xbf" if raw.startswith(b"\xef\xbb\xbf") else b""
    content = mark + newline.join(spliced).encode()
    try:
        after = parse_speakers("\n".join(spliced), file)
    except MaterialError:
        return Added(raw, new, is_spliced=False)
    rest = iter(content.split(newline.encode()))
    whole = all(line in rest for line in raw.split(newline.encode()))  # every line that stood there, in order
    if after != expected or not whole:
        return Added(raw, new, is_spliced=False)
    return Added(content, new)


class _Blocks:
    """Where the documents of a speakers.yaml stand in its lines."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        root = compose("\n".join(lines))
        self.is_empty = is_null(root)
        pairs = root.value if isinstance(root, MappingNode) else []
        named: list[tuple[Node, Node]] = [pair for pair in pairs if pair[0].value == "documents"]
        self.key = named[0][0] if named else None
        self.documents = named[0][1] if named else None
        listed = self.documents.value if isinstance(self.documents, MappingNode) else []
        self.found: dict[str, tuple[Node, Node]] = {stem_of(str(key.value)): (key, value) for key, value in listed}

    def names(self, stem: str, label: str, speaker: Speaker) -> bool:
        """Say whether a comment in the block of a document names a label already."""
        if speaker.is_speaker or stem not in self.found:
            return False
        key, value = self.found[stem]
        block = self.lines[key.start_mark.line : self._end(key, value)]
        wanted = re.compile(rf"\s*#\s*(?:{re.escape(quote(label))}|{re.escape(label) or '(?!)'})\s*:")
        return any(wanted.match(line) for line in block)

    def splice(self, new: Mapping[str, tuple[str, ...]]) -> list[str] | None:
        """Give the lines with new ones among them; None where the file is laid out in another way."""
        added: dict[int, list[str]] = {}
        if self.documents is None or is_null(self.documents):
            if not (self.is_empty or self.key is None or is_null(self.documents)):
                return None
            opening: list[str] = [] if self.key is not None else ["documents:"]
            at = self._after_comments(self.key.start_mark.line + 1, STEP) if self.key is not None else self._last()
            blocks = [line for key, lines in new.items() for line in _block(key, lines, STEP)]
            added[at] = [*opening, *blocks]
            return self._insert(added)
        if not isinstance(self.documents, MappingNode) or self.documents.flow_style or not self.documents.value:
            return None
        column = self.documents.value[0][0].start_mark.column
        last_key, last_value = self.documents.value[-1]
        for name, lines in new.items():
            if stem_of(name) not in self.found:
                added.setdefault(self._end(last_key, last_value), []).extend(_block(name, lines, column))
                continue
            key, value = self.found[stem_of(name)]
            if is_null(value):
                indent = column + STEP
            elif isinstance(value, MappingNode) and not value.flow_style and value.value:
                indent = value.value[0][0].start_mark.column
            else:
                return None
            added.setdefault(self._end(key, value), [])[:0] = [" " * indent + line for line in lines]
        return self._insert(added)

    def _insert(self, added: Mapping[int, list[str]]) -> list[str]:
        result = []
        for number, line in enumerate(self.lines):
            result += added.get(number, [])
            result.append(line)
        result += added.get(len(self.lines), [])
        return result

    def _end(self, key: Node, value: Node) -> int:
        """Give the line behind a document: after its last speaker, and the comments that are indented like it."""
        inner = key.start_mark.column + 1
        line = key.start_mark.line if is_null(value) else _last_line(key, value)
        return self._after_comments(line + 1, inner)

    def _after_comments(self, at: int, indent: int) -> int:
        while at < len(self.lines) and re.match(rf"[ ]{{{indent},}}#", self.lines[at]):
            at += 1
        return at

    def _last(self) -> int:
        """Give the line behind everything, before the end of a file that ends with a line."""
        return len(self.lines) - 1 if not self.lines[-1] else len(self.lines)


def _block(key: str, lines: tuple[str, ...], column: int) -> list[str]:
    return [f"{' ' * column}{quote(key)}:", *(" " * (column + STEP) + line for line in lines)]


def _last_line(key: Node, node: Node) -> int:
    if is_null(node):
        return int(key.start_mark.line)
    if isinstance(node, MappingNode) and not node.flow_style and node.value:
        return _last_line(*node.value[-1])
    return int(node.end_mark.line)


def tell_added(added: Added, file: str) -> list[str]:
    """Say which speakers were added, or which lines to paste."""
    if not added.lines:
        return []
    if added.is_spliced:
        names = [
            f"{line.removeprefix('# ').partition(': {')[0]} of {key}{' (as a comment)' if line[0] == '#' else ''}"
            for key, lines in added.lines.items()
            for line in lines
        ]
        return [f"{file}: added, for you to decide: {name_some(names, MOST_NAMED)}"]
    certain = {key: tuple(line for line in lines if line[0] != "#") for key, lines in added.lines.items()}
    pasted = "\n".join(line for key, lines in certain.items() if lines for line in _block(key, lines, STEP))
    if not pasted:
        return []  # what only may be a speaker is named in a remark of its own
    return [f"{file}: nothing could be added safely; these lines belong under 'documents:' there:\n{pasted}"]
