"""themes.yaml: the researcher's tree, read with the line of every mistake."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml.nodes import MappingNode, Node

from thematica.errors import MaterialError, ThemesError
from thematica.formats.decode import read_text
from thematica.formats.yaml_nodes import Reader, is_null, line_of
from thematica.model.themes import Code, Theme, ThemeTree

TEXT_FIELDS = ("definition", "memo")
LIST_FIELDS = ("use_when", "not_when", "examples", "close_but_no", "aliases")
DERIVED_FROM = ("data", "theory", "both")
# Evidence of the day a candidate was offered: accepted anywhere, and ignored.
EVIDENCE = ("seen", "near", "group", "consistency", "quotes")
COMMON = ("id", *TEXT_FIELDS, *LIST_FIELDS, "derived_from", "in_vivo", "color", "from_suggestions", *EVIDENCE)
THEME_KEYS = ("theme", *COMMON, "subthemes", "codes")
CODE_KEYS = ("code", *COMMON)
TOP_KEYS = ("themes", "suggestions")
CANDIDATE_ID = re.compile(r"k-[0-9a-f]{8}")
COLOR = re.compile(r"#[0-9A-Fa-f]{6}")

TEMPLATE = """\
{head}# yaml-language-server: $schema=.thematica/themes.schema.json
# Your themes and codes. Edit freely: rename, move, merge, delete, comment; ids keep the codings attached.
# thematica only ever adds lines under "suggestions:" at the end.
#
# themes:
#   - id: experience
#     theme: Mentorship Experience
#     subthemes:
#       - id: engagement
#         theme: Engagement
#         codes:
#           - id: availability
#             code: Availability
#             definition: Whether the mentor can be met when the student needs it.
#             use_when: ["The mentor is busy, absent, or hard to schedule."]
#             not_when: [The mentor is there but does not listen.]
#             examples: ["She is very busy, it is hard to find a time."]
#             from_suggestions: [k-3f2a91c0]    # ids of candidate codes you placed here
themes:
suggestions:
"""


@dataclass
class _Tree:
    """The tree while it is being read."""

    reader: Reader
    lines: dict[str, int] = field(default_factory=dict)
    made: set[str] = field(default_factory=set)  # ids that were made of names
    above: set[int] = field(default_factory=set)

    def theme(self, node: Node) -> Theme | None:
        if id(node) in self.above:
            self.reader.note("this theme holds itself, by an alias ('*…')", line_of(node))
            return None
        entries = self.reader.mapping(node, THEME_KEYS)
        if not isinstance(node, MappingNode):
            return None
        self.above.add(id(node))
        common = self._common(node, entries, "theme")
        subthemes = [self.theme(n) for n in self._list(entries, "subthemes")]
        codes = [self.code(n) for n in self._list(entries, "codes")]
        self.above.discard(id(node))
        return Theme(
            **common,
            subthemes=tuple(t for t in subthemes if t is not None),
            codes=tuple(c for c in codes if c is not None),
        )

    def code(self, node: Node) -> Code | None:
        entries = self.reader.mapping(node, CODE_KEYS)
        return Code(**self._common(node, entries, "code")) if isinstance(node, MappingNode) else None

    def _list(self, entries: dict[str, Node], key: str) -> list[Node]:
        return list(self.reader.items(entries[key])) if key in entries else []

    def _common(self, node: Node, entries: dict[str, Node], kind: str) -> dict[str, Any]:
        reader = self.reader
        name = self._name(node, entries, kind)
        given = reader.text(entries["id"], "id") if "id" in entries else ""
        node_id = given or _id_from(name)
        if name and not node_id:
            reader.note(f"'{kind}: {name}' has no letters to make an id from; give it an 'id:'", line_of(node))
        self._claim(node_id, line_of(entries.get("id", node)), given=bool(given))
        values: dict[str, Any] = {"id": node_id, "name": name}
        values |= {key: reader.text(entries[key], key) for key in (*TEXT_FIELDS, "color") if key in entries}
        values |= {key: reader.texts(entries[key], key) for key in LIST_FIELDS if key in entries}
        if values.get("color") and not COLOR.fullmatch(values["color"]):
            reader.note("'color:' must look like \"#3366CC\"", line_of(entries["color"]))
        if "in_vivo" in entries and not is_null(entries["in_vivo"]):
            values["in_vivo"] = reader.truth(entries["in_vivo"], "in_vivo")
        if "derived_from" in entries:
            values["derived_from"] = reader.text(entries["derived_from"], "derived_from")
            if values["derived_from"] not in ("", *DERIVED_FROM):
                reader.note(f"'derived_from:' is one of {', '.join(DERIVED_FROM)}", line_of(entries["derived_from"]))
        values["candidate_ids"] = self._candidate_ids(node_id, entries, values.get("aliases", ()))
        return values

    def _name(self, node: Node, entries: dict[str, Node], kind: str) -> str:
        if kind not in entries:
            self.reader.note(f"'{kind}:' is missing; a {kind} needs a name", line_of(node))
            return ""
        n_before = len(self.reader.problems)
        name = self.reader.text(entries[kind], kind)
        if not name and len(self.reader.problems) == n_before:
            self.reader.note(f"'{kind}:' is empty; a {kind} needs a name", line_of(entries[kind]))
        return name

    def _candidate_ids(self, node_id: str, entries: dict[str, Node], aliases: tuple[str, ...]) -> tuple[str, ...]:
        ids = [node_id] if CANDIDATE_ID.fullmatch(node_id) else []
        if "from_suggestions" in entries:
            for candidate_id in self.reader.texts(entries["from_suggestions"], "from_suggestions"):
                if CANDIDATE_ID.fullmatch(candidate_id):
                    ids.append(candidate_id)
                else:
                    message = f"'{candidate_id}' is not the id of a suggestion (they look like k-3f2a91c0)"
                    self.reader.note(message, line_of(entries["from_suggestions"]))
        ids += [alias for alias in aliases if CANDIDATE_ID.fullmatch(alias)]  # a code of a suggestion, merged into this
        return tuple(dict.fromkeys(ids))

    def _claim(self, node_id: str, line: int, *, given: bool) -> None:
        if not node_id:
            return
        if node_id in self.lines:
            either = not given or node_id in self.made
            hint = (
                "; it is made of the name where none is given: give one of them an 'id:' of its own" if either else ""
            )
            message = f"id '{node_id}' is used twice, here and in line {self.lines[node_id]}; ids must differ{hint}"
            self.reader.note(message, line)
        self.lines.setdefault(node_id, line)
        if not given:
            self.made.add(node_id)


def read_themes(path: Path) -> ThemeTree:
    """Read the researcher's tree.

    Raises:
        ThemesError: Every mistake in the file, with its line.
    """
    try:
        text = read_text(path).text
    except MaterialError as error:
        raise ThemesError(error.problems) from error
    return parse_themes(text, path.name)[0]


def parse_themes(text: str, file: str) -> tuple[ThemeTree, tuple[str, ...]]:
    """Parse the text of a themes.yaml.

    Returns:
        The tree, and the ids that stand under ``suggestions:`` now.

    Raises:
        ThemesError: Every mistake in the text, with its line.
    """
    reader = Reader(file)
    root = reader.parse(text)
    entries = {} if root is None or is_null(root) else reader.mapping(root, TOP_KEYS)
    tree = _Tree(reader)
    nodes = reader.items(entries["themes"]) if "themes" in entries else ()
    themes = tuple(theme for node in nodes if (theme := tree.theme(node)) is not None)
    listed = _listed(reader, entries["suggestions"]) if "suggestions" in entries else ()
    if reader.problems:
        raise ThemesError(sorted(reader.problems, key=lambda p: p.line or 0))
    return ThemeTree(themes), listed


def _listed(reader: Reader, node: Node) -> tuple[str, ...]:
    """Give the ids under ``suggestions:``; whatever else stands there is hers to change."""
    found = []
    for item in reader.items(node):
        entries = reader.mapping(item, (*CODE_KEYS, "theme"))
        if "id" in entries:
            found.append(reader.text(entries["id"], "id"))
    return tuple(found)


def _id_from(name: str) -> str:
    """Make an id from a name, for a theme or code that was given none.

    >>> _id_from("Mentor Availability")
    'mentor-availability'
    """
    return re.sub(r"[^\w]+", "-", name.casefold()).strip("-")
