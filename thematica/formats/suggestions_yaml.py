"""Add candidate codes under ``suggestions:`` of themes.yaml, by adding lines only.

The file is the researcher's: it is never dumped again from data. New text is spliced in at a place that
the YAML parser names; the result is parsed and compared before anybody sees it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from thematica.errors import StudyError, ThemesError
from thematica.formats.store import write_whole
from thematica.formats.themes_yaml import TEMPLATE, parse_themes
from thematica.formats.yaml_nodes import compose, is_null, quote
from thematica.model.candidates import Suggestion


class CannotSplice(Exception):
    """The file is laid out in a way in which nothing can be added safely."""


def add_suggestions(raw: str, suggestions: Sequence[Suggestion], file: str) -> str:
    """Give the text of themes.yaml with suggestions added; every character of it stays, in order.

    Args:
        raw: The file as it is, newlines and all.
        suggestions: What to add; none: the text comes back unchanged.
        file: Its name, for messages.

    Raises:
        CannotSplice: Nothing can be added safely.
        ThemesError: The file has mistakes.
    """
    if not suggestions:
        return raw
    tree, listed = parse_themes(raw.removeprefix("\ufeff").replace("\r\n", "\n"), file)
    newline = "\r\n" if "\r\n" in raw else "\n"
    at, addition = _locate(raw, suggestions, newline)
    spliced = raw[:at] + addition + raw[at:]
    try:
        after, listed_after = parse_themes(spliced.removeprefix("\ufeff").replace("\r\n", "\n"), file)
    except ThemesError as error:
        raise CannotSplice(str(error)) from error
    if after != tree or listed_after != (*listed, *(s.id for s in suggestions)):
        raise CannotSplice("the result would not say the same as before")
    return spliced


def save_suggestions(path: Path, beside: Path, suggestions: Sequence[Suggestion]) -> list[str]:
    """Add suggestions to themes.yaml, or to a file beside it where that is not safe.

    Args:
        path: themes.yaml; it need not be there yet.
        beside: The file for the other case.
        suggestions: What to add.

    Returns:
        What the researcher should know of it; nothing if the suggestions stand where they belong.

    Raises:
        ThemesError: One of the files has mistakes.
        StudyError: themes.yaml was saved by somebody else meanwhile, or neither file can be added to.
    """
    raw = path.read_bytes() if path.exists() else None
    text = TEMPLATE.format(head="").encode() if raw is None else raw
    try:
        spliced = add_suggestions(text.decode("utf-8"), suggestions, path.name)
    except (CannotSplice, UnicodeDecodeError) as error:
        return [_save_beside(path, beside, suggestions, str(error))]
    if (path.read_bytes() if path.exists() else None) != raw:
        raise StudyError(f"{path.name} was saved in the meantime; nothing was added to it, run again")
    write_whole(path, spliced.encode("utf-8"))
    return []


def _save_beside(path: Path, beside: Path, suggestions: Sequence[Suggestion], reason: str) -> str:
    try:
        before = beside.read_bytes().decode("utf-8") if beside.exists() else ""
        added = add_suggestions(before, suggestions, beside.name)
    except (CannotSplice, UnicodeDecodeError) as error:
        raise StudyError(
            f"suggestions can be added neither to {path.name} ({reason}) nor to {beside.name} ({error}); both were "
            "left untouched"
        ) from error
    write_whole(beside, added.encode("utf-8"))
    return (
        f"{path.name} was left untouched, because nothing can be added to it safely ({reason}); the new suggestions "
        f"are in {beside}"
    )


def _locate(raw: str, suggestions: Sequence[Suggestion], newline: str) -> tuple[int, str]:
    """Find where in the text the new lines go, and write them in the manner of that place."""
    try:
        root = compose(raw)
    except YAMLError as error:
        raise CannotSplice(str(error)) from error
    # The parser does not count a byte order mark that stands before the text.
    shift = 1 if raw.startswith("\ufeff") and root is not None and raw[root.start_mark.index] == "\ufeff" else 0
    value = _value_of(root, "suggestions")
    if root is not None and not is_null(root) and (not isinstance(root, MappingNode) or root.flow_style):
        raise CannotSplice("the whole file is written in { }")
    if value is None:
        end = _end_of_content(raw)
        lead = "" if not raw[:end] or raw[:end].endswith("\n") else newline
        return end, lead + "suggestions:" + newline + _block(suggestions, "  ", newline)
    key_indent = "  "
    if isinstance(value, SequenceNode) and not value.flow_style:
        last = value.value[-1]
        end = _line_end(raw, _last_index(raw, last) + shift)
        lead = "" if raw[:end].endswith("\n") else newline
        return end, lead + _block(suggestions, " " * value.start_mark.column, newline)
    if isinstance(value, SequenceNode):
        end = value.end_mark.index + shift - 1
        lead = ", " if value.value and not raw[:end].rstrip().endswith(",") else ""
        return end, lead + ", ".join(_flow(s) for s in suggestions)
    if isinstance(value, ScalarNode) and is_null(value) and not value.value:
        end = _line_end(raw, _key_end(root, "suggestions") + shift)
        lead = "" if raw[:end].endswith("\n") else newline
        return end, lead + _block(suggestions, key_indent, newline)
    raise CannotSplice("'suggestions:' holds something other than a list")


def _value_of(root: Node | None, key: str) -> Node | None:
    if not isinstance(root, MappingNode):
        return None
    return next((value for name, value in root.value if name.value == key), None)


def _key_end(root: Node | None, key: str) -> int:
    assert isinstance(root, MappingNode)
    return next(int(name.end_mark.index) for name, _ in root.value if name.value == key)


def _last_index(raw: str, node: Node) -> int:
    """Give the index of the last character of an item; the parser's end mark may lie lines below it."""
    end = int(node.end_mark.index)
    if isinstance(node, MappingNode) and node.value and not node.flow_style:
        return (
            _last_index(raw, node.value[-1][1])
            if not is_null(node.value[-1][1])
            else int(node.value[-1][0].end_mark.index)
        )
    if isinstance(node, SequenceNode) and node.value and not node.flow_style:
        return _last_index(raw, node.value[-1])
    return int(node.start_mark.index) + len(raw[node.start_mark.index : end].rstrip())


def _line_end(raw: str, at: int) -> int:
    """Give the index after the end of the line in which a character stands."""
    end = raw.find("\n", max(0, at - 1) if at and raw[at - 1 : at] == "\n" else at)
    return len(raw) if end < 0 else end + 1


def _end_of_content(raw: str) -> int:
    """Give the end of the file, or the place before a line ``...`` or ``---`` that ends the document."""
    at = 0
    begun = False
    for line in raw.splitlines(keepends=True):
        mark = line.rstrip()
        if mark == "..." or (mark == "---" and begun):
            return at
        begun = begun or bool(mark and not mark.startswith(("#", "%", "\ufeff#")))
        at += len(line)
    return len(raw)


def _block(suggestions: Sequence[Suggestion], indent: str, newline: str) -> str:
    lines = []
    for s in suggestions:
        inner = indent + "  "
        lines.append(f"{indent}- id: {s.id}")
        lines.append(f"{inner}code: {_quote(s.name)}")
        lines.append(f"{inner}seen: {s.seen}")
        if s.near:
            lines.append(f"{inner}near: {_quote(s.near)}")
        if s.group:
            lines.append(f"{inner}group: [{', '.join(_quote(name) for name in s.group)}]")
        if s.consistency is not None:
            lines.append(f"{inner}consistency: {s.consistency:.2f}")
        if s.quotes:
            lines.append(f"{inner}quotes:")
            lines += [f"{inner}  - {_quote(quote)}" for quote in s.quotes]
    return "".join(line + newline for line in lines)


def _flow(s: Suggestion) -> str:
    quotes = ", ".join(_quote(quote) for quote in s.quotes)
    near = f", near: {_quote(s.near)}" if s.near else ""
    seen = _quote(s.seen)
    head = f"id: {s.id}, code: {_quote(s.name)}, seen: {seen}{near}"
    consistency = "" if s.consistency is None else f", consistency: {s.consistency:.2f}"
    group = f", group: [{', '.join(_quote(name) for name in s.group)}]" if s.group else ""
    return f"{{{head}{group}{consistency}, quotes: [{quotes}]}}"


def _quote(text: str) -> str:
    return quote(" ".join(text.split()))
