"""A tree that comes from elsewhere, grown from names and their places, and written as a new themes.yaml.

A file that is hers is never written again from data: themes are added only where it has none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode

from thematica.errors import Problem, ThemesError
from thematica.formats.suggestions_yaml import CannotSplice
from thematica.formats.themes_yaml import CANDIDATE_ID, TEMPLATE, parse_themes
from thematica.formats.yaml_nodes import compose, is_null, quote
from thematica.model.sentences import quote_some
from thematica.model.themes import Code, Theme, ThemeTree

# The comments that a new themes.yaml begins with; the example below them is not needed where themes stand.
COMMENTS = TEMPLATE.partition("#\n")[0]
WIDTH = 120  # a longer line is folded, so that the file reads without scrolling
INDENT = "  "
# Without quotation marks only what no YAML parser can take for anything but a text.
PLAIN = re.compile(r"[^\W\d_](?:[^:#]|:(?=\S)|(?<=\S)#)*")
FLOW_MARKS = re.compile(r"[\[\]{},]")
WORDS = frozenset("true false yes no on off y n null".split())
EMPTY_LIST = re.compile(r"\[\s*\]")
CODES = "Codes"  # the theme for codes that stand under none: a tree has themes at the top
LOST = -1  # the place above an entry that names something that is not there


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A theme or code with its place, before it is known which of the two it is.

    Attributes:
        line: Line or row in the file.
        name: What it is called.
        above: Place in the list of the entry it stands under; None: at the top; LOST: it names an unknown one.
        is_theme: It is a theme even if nothing stands under it.
        fields: Values of a :class:`Code` by field, an ``id`` among them if it was given one.
    """

    line: int
    name: str
    above: int | None = None
    is_theme: bool = False
    fields: Mapping[str, Any] = field(default_factory=dict)


def grow_tree(entries: Sequence[Entry], file: str, problems: Sequence[Problem] = ()) -> tuple[ThemeTree, list[str]]:
    """Grow a tree from names and their places.

    An entry with others under it becomes a theme, one without becomes a code. Codes that stand under no theme are
    put into a theme "Codes", because a tree has themes at the top and only codes can be applied.

    Args:
        entries: In the order of the file.
        file: Its name, for messages.
        problems: What is known to be wrong already.

    Returns:
        The tree, and what had to be decided, a sentence each.

    Raises:
        ThemesError: Names are missing or stand twice under one theme, ids are used twice, or themes hold each other.
    """
    found = [*problems, *_nameless(entries, file), *_repeated(entries, file), *_circles(entries, file)]
    if found:
        raise ThemesError(sorted(found, key=lambda problem: problem.line or 0))
    growth = _Growth(entries)
    top = [growth.node(place) for place in growth.below.get(None, ())]
    themes = [node for node in top if isinstance(node, Theme)]
    homeless = tuple(node for node in top if not isinstance(node, Theme))
    if not homeless:
        return ThemeTree(tuple(themes)), []
    holder = Theme(id=growth.free_id(CODES, ""), name=CODES, codes=homeless)
    names = quote_some(code.name for code in homeless)
    remark = f"{file}: no theme holds {names}; put into a theme '{CODES}'"
    return ThemeTree((*themes, holder)), [remark]


class _Growth:
    """Entries while they become themes and codes."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = entries
        self.below: dict[int | None, list[int]] = {}
        for place, entry in enumerate(entries):
            self.below.setdefault(entry.above, []).append(place)
        self.taken = {str(entry.fields["id"]) for entry in entries if "id" in entry.fields}

    def node(self, place: int, above: str = "") -> Code:
        """Make a theme or code with all that stands under it."""
        entry = self.entries[place]
        node_id = entry.fields.get("id") or self.free_id(entry.name, above)
        # Ids and former ids that are a candidate's stand for it, as in themes.yaml.
        own, former = (
            [i for i in ids if CANDIDATE_ID.fullmatch(i)] for ids in ([node_id], entry.fields.get("aliases", ()))
        )
        candidate_ids = dict.fromkeys([*own, *entry.fields.get("candidate_ids", ()), *former])
        fields = {**entry.fields, "id": node_id, "name": entry.name, "candidate_ids": tuple(candidate_ids)}
        below = [self.node(child, node_id) for child in self.below.get(place, ())]
        if not below and not entry.is_theme:
            return Code(**fields)
        themes = tuple(node for node in below if isinstance(node, Theme))
        return Theme(**fields, subthemes=themes, codes=tuple(node for node in below if not isinstance(node, Theme)))

    def free_id(self, name: str, above: str) -> str:
        """Make an id from a name: with the id above it before it, or with a number, where it is taken."""
        own = re.sub(r"\W+", "-", name.casefold()).strip("-") or "code"
        longer = f"{above}-{own}" if above else own
        tries = (own, longer, *(f"{longer}-{n}" for n in range(2, len(self.entries) + 4)))
        node_id = next(each for each in tries if each not in self.taken)
        self.taken.add(node_id)
        return node_id


def _nameless(entries: Sequence[Entry], file: str) -> list[Problem]:
    return [Problem("the name of the theme or code is missing", file, e.line) for e in entries if not e.name]


def _repeated(entries: Sequence[Entry], file: str) -> list[Problem]:
    """Find names that stand twice under one theme (with ids of their own they may), and ids used twice."""
    problems = []
    names: dict[tuple[int | None, str], Entry] = {}
    ids: dict[str, Entry] = {}
    for entry in entries:
        node_id = entry.fields.get("id")
        first = names.setdefault((entry.above, entry.name.casefold()), entry)
        if first is not entry and entry.above != LOST and entry.name and not (node_id and first.fields.get("id")):
            under = "at the top" if entry.above is None else f"under '{entries[entry.above].name}'"
            message = f"'{entry.name}' stands twice {under}, here and in line {first.line}; names there must differ"
            problems.append(Problem(message, file, entry.line))
        same = ids.setdefault(node_id, entry) if node_id else entry
        if same is not entry:
            message = f"id '{node_id}' is used twice, here and in line {same.line}; ids must differ"
            problems.append(Problem(message, file, entry.line))
    return problems


def _circles(entries: Sequence[Entry], file: str) -> list[Problem]:
    problems = []
    done: set[int] = set()
    for start in range(len(entries)):
        path: list[int] = []
        place: int | None = start
        while place is not None and place != LOST and place not in done:
            done.add(place)
            path.append(place)
            place = entries[place].above
        if place in path:
            circle = [entries[i].name for i in [*path[path.index(place) :], place]]
            message = f"'{circle[0]}' stands under itself: {' < '.join(circle)}"
            problems.append(Problem(message, file, entries[place].line))
    return problems


def format_themes(tree: ThemeTree, head: str = "") -> str:
    """Write the text of a new themes.yaml.

    Args:
        tree: The themes and codes.
        head: Comment lines for the top of the file.

    Raises:
        ThemesError: The tree holds what themes.yaml cannot say, for example the same id twice.

    >>> from thematica.model.themes import Code, Theme
    >>> door = Code(id="007", name="Open door: always", use_when=("She is there.", "She answers."))
    >>> print(format_themes(ThemeTree((Theme(id="access", name="Access", codes=(door,)),))))
    # yaml-language-server: ...
    themes:
      - id: access
        theme: Access
        codes:
          - id: "007"
            code: "Open door: always"
            use_when: [She is there., She answers.]
    suggestions:
    <BLANKLINE>
    """
    lines = [f"{line}\n" for line in ("themes:", *_block(tree), "suggestions:")]
    start = f"{head}\n" if head and not head.endswith("\n") else head
    text = COMMENTS.format(head=start) + "".join(lines)
    if parse_themes(text, "themes.yaml")[0] != tree:
        raise ThemesError(
            "these themes cannot be written to themes.yaml and read back the same; texts there have no blanks around "
            "them, colors look like #3366CC, and 'derived_from' is data, theory or both"
        )
    return text


def import_tree(raw: str, tree: ThemeTree, file: str) -> str:
    """Give the text of a themes.yaml that has no themes yet, with those of a tree added.

    Nothing is lost but an explicit ``[]`` or ``null`` after ``themes:``; comments, suggestions and newlines stay.

    Args:
        raw: The file as it is, newlines and all.
        tree: What to add; nothing in it: the text comes back unchanged.
        file: Its name, for messages.

    Raises:
        CannotSplice: It has themes already, or nothing can be added safely.
        ThemesError: The file has mistakes.
    """
    before, listed = parse_themes(_plain_newlines(raw), file)
    if not tree.themes:
        return raw
    if before.themes:
        raise CannotSplice(f"{file} has themes already")
    # Versions of the parser differ in whether they count a byte order mark.
    bom = "\ufeff" if raw.startswith("\ufeff") else ""
    spliced = bom + _splice(raw.removeprefix(bom), tree)
    try:
        after = parse_themes(_plain_newlines(spliced), file)
    except ThemesError as error:
        raise CannotSplice(str(error)) from error
    if after != (tree, listed):
        raise CannotSplice("the result would not say the same as the imported themes")
    return spliced


def _plain_newlines(raw: str) -> str:
    return raw.removeprefix("\ufeff").replace("\r\n", "\n")


def _splice(raw: str, tree: ThemeTree) -> str:
    newline = "\r\n" if "\r\n" in raw else "\n"
    lines = "".join(line + newline for line in _block(tree))
    try:
        root = compose(raw)
    except YAMLError as error:
        raise CannotSplice(str(error)) from error
    if isinstance(root, MappingNode) and root.flow_style:
        raise CannotSplice("the whole file is written in { }")
    found = _entry(root, "themes")
    if found is not None:
        start, end = _blank_value(raw, *found)
        raw = raw[:start].rstrip(" ") + raw[end:]
        at = _line_end(raw, start - 1)
    else:
        lines = f"themes:{newline}{lines}"
        suggestions = _entry(root, "suggestions")
        at = len(raw) if suggestions is None else _above(raw, suggestions[0].start_mark.index)
    lead = "" if not raw[:at] or raw[:at].endswith("\n") else newline
    return raw[:at] + lead + lines + raw[at:]


def _entry(root: Node | None, key: str) -> tuple[Node, Node] | None:
    if not isinstance(root, MappingNode):
        return None
    return next(((name, value) for name, value in root.value if name.value == key), None)


def _blank_value(raw: str, key: Node, value: Node) -> tuple[int, int]:
    """Give where the "nothing" after ``themes:`` stands: a ``null``, a ``[]``, or no character at all."""
    after_colon = raw.index(":", key.end_mark.index) + 1
    start, end = int(value.start_mark.index), int(value.end_mark.index)
    if is_null(value) and isinstance(value, ScalarNode) and not value.value:
        return after_colon, after_colon
    if is_null(value) or EMPTY_LIST.fullmatch(raw[start:end]):
        return start, end
    raise CannotSplice("'themes:' holds something other than a list of themes")


def _line_end(raw: str, at: int) -> int:
    end = raw.find("\n", at)
    return len(raw) if end < 0 else end + 1


def _above(raw: str, at: int) -> int:
    """Give the place above a key and the comment lines that belong to it; those at the top belong to the file."""
    start = at
    while start:
        line = raw.rfind("\n", 0, start - 1) + 1
        if not raw[line:start].startswith("#"):
            return start
        start = line
    return at


def _block(tree: ThemeTree) -> list[str]:
    return [line for theme in tree.themes for line in _node(theme, INDENT)]


def _node(node: Code, indent: str) -> list[str]:
    """Write a theme or code as an entry of a list whose dashes stand at an indent."""
    inner = indent + "  "
    lines = [*_text("id", node.id, inner), *_text("theme" if isinstance(node, Theme) else "code", node.name, inner)]
    lines += _text("definition", node.definition, inner)
    lines += _texts("use_when", node.use_when, inner)
    lines += _texts("not_when", node.not_when, inner)
    # Words of participants look like quotations, whether or not YAML asks for it.
    lines += _texts("examples", node.examples, inner, spoken=True)
    lines += _texts("close_but_no", node.close_but_no, inner, spoken=True)
    lines += _text("derived_from", node.derived_from, inner)
    lines += [f"{inner}in_vivo: true"] if node.in_vivo else []
    lines += _text("memo", node.memo, inner)
    lines += [f"{inner}color: {quote(node.color)}"] if node.color else []
    lines += _texts("aliases", node.aliases, inner)
    # An id that is a candidate's stands for its candidate by itself.
    own = node.candidate_ids[:1] == (node.id,) and CANDIDATE_ID.fullmatch(node.id)
    lines += _texts("from_suggestions", node.candidate_ids[1:] if own else node.candidate_ids, inner)
    if isinstance(node, Theme):
        lines += _children("subthemes", node.subthemes, inner)
        lines += _children("codes", node.codes, inner)
    return [f"{indent}- {lines[0].lstrip()}", *lines[1:]]


def _children(key: str, nodes: Sequence[Code], indent: str) -> list[str]:
    if not nodes:
        return []
    return [f"{indent}{key}:", *(line for node in nodes for line in _node(node, indent + INDENT))]


def _text(key: str, text: str, indent: str) -> list[str]:
    return _value(f"{indent}{key}: ", text, indent + INDENT) if text else []


def _texts(key: str, texts: Sequence[str], indent: str, *, spoken: bool = False) -> list[str]:
    if not texts:
        return []
    words = ", ".join(_scalar(text, in_list=True, spoken=spoken) for text in texts)
    line = f"{indent}{key}: [{words}]"
    if len(line) <= WIDTH and not any("\n" in text for text in texts):
        return [line]
    dash = f"{indent}{INDENT}- "
    block = (_value(dash, text, f"{indent}{INDENT}{INDENT}", spoken=spoken) for text in texts)
    return [f"{indent}{key}:", *(each for lines in block for each in lines)]


def _value(lead: str, text: str, indent: str, *, spoken: bool = False) -> list[str]:
    """Write a text after its key or dash: in the same line, folded where long, line by line where it has lines."""
    lines = text.split("\n")
    if all(line.isprintable() for line in lines):
        if len(lines) > 1:
            return [f"{lead}|-", *(indent + line if line else "" for line in lines)]
        if len(lead) + len(text) > WIDTH and "  " not in text:
            return [f"{lead}>-", *(indent + line for line in _fold(text.split(" "), WIDTH - len(indent)))]
    return [lead + _scalar(text, spoken=spoken)]


def _fold(words: Iterable[str], width: int) -> list[str]:
    lines: list[str] = []
    for word in words:
        if lines and len(lines[-1]) + 1 + len(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _scalar(text: str, *, in_list: bool = False, spoken: bool = False) -> str:
    plain = PLAIN.fullmatch(text) and text.isprintable() and text.casefold() not in WORDS
    return text if plain and not spoken and not (in_list and FLOW_MARKS.search(text)) else quote(text)
