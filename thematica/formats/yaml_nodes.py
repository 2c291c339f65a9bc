"""YAML read as nodes that know their line, so that every mistake can be named with its place.

Values are never converted: a code named ``No`` or ``007`` is a mistake to be quoted by the
researcher, not something to be turned into a truth value or a number behind her back.
"""

from __future__ import annotations

import json
import math
import re
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, ReusedAnchorWarning, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from thematica.errors import Problem, suggest_spelling

# Characters that YAML does not allow, or takes for the end of a line.
UNSEEN = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
MOST_CHARACTERS = 4_000_000  # half a minute's work for the parser; a study of 500 transcripts needs a tenth of it
KINDS = {"bool": "a truth value", "int": "a number", "float": "a number", "timestamp": "a date"}


@dataclass
class Reader:
    """Reads the nodes of one file and gathers every problem on the way.

    Attributes:
        file: Name of the file, for messages.
        problems: What was wrong so far.
    """

    file: str
    problems: list[Problem] = field(default_factory=list)

    def parse(self, text: str) -> Node | None:
        """Parse a text; None when it is empty or not YAML (then a problem is noted)."""
        try:
            root = compose(text)
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            self.problems.append(Problem(_explain(error), self.file, mark.line + 1 if mark else None))
            return None
        except CannotCompose as error:
            self.note(str(error), None)
            return None
        except (YAMLError, ValueError) as error:
            line = text[: getattr(error, "position", 0)].count("\n") + 1
            self.note(f"a character that YAML does not allow ({getattr(error, 'reason', error)})", line)
            return None
        return root

    def note(self, message: str, line: int | None) -> None:
        """Remember a problem."""
        self.problems.append(Problem(message, self.file, line))

    def mapping(self, node: Node, known: Iterable[str] | None = None) -> dict[str, Node]:
        """Give the entries of a mapping; unknown and repeated keys are problems.

        Args:
            node: The node that should be a mapping.
            known: The keys it may have; None: any key, and keys that look like numbers are text.
        """
        if not isinstance(node, MappingNode):
            self.note("'key: value' lines are expected here", line_of(node))
            return {}
        names = None if known is None else tuple(known)
        entries: dict[str, Node] = {}
        for key, value in node.value:
            name = str(key.value)
            if names is not None and name not in names:
                self.note(f"unknown key '{name}:'{suggest_spelling(name, names)}", line_of(key))
            elif name in entries:
                self.note(f"key '{name}:' occurs twice here; keep one", line_of(key))
            else:
                entries[name] = value
                if is_null(value):
                    value.start_mark = key.start_mark  # the parser puts an empty value where the next thing begins
        return entries

    def items(self, node: Node) -> Iterator[Node]:
        """Give the items of a list; an empty value is an empty list."""
        if is_null(node):
            return
        if not isinstance(node, SequenceNode):
            self.note("a list is expected here ('- …' lines)", line_of(node))
            return
        yield from node.value

    def text(self, node: Node, key: str) -> str:
        """Give a text; a number, date or truth value must be put in quotation marks."""
        if is_null(node):
            return ""
        if not isinstance(node, ScalarNode):
            self.note(f"'{key}:' must be a text", line_of(node))
            return ""
        kind = KINDS.get(str(node.tag).rpartition(":")[2])
        if kind:
            self.note(
                f"'{key}: {node.value}' is {kind}; put it in quotation marks: '{key}: \"{node.value}\"'", line_of(node)
            )
            return ""
        # The parser marks the folds of a ">" text with a bell, so that it could be written again as it was.
        value = str(node.value).replace("\a", "") if node.style == ">" else str(node.value)
        try:
            return value.encode("utf-16", "surrogatepass").decode("utf-16").strip()  # "\\ud83d\\ude00" is one character
        except UnicodeDecodeError:
            self.note(f"'{key}:' holds half a character (\\ud800 to \\udfff without its other half)", line_of(node))
            return ""

    def texts(self, node: Node, key: str) -> tuple[str, ...]:
        """Give a list of texts; a single text is a list of one."""
        if isinstance(node, ScalarNode):
            single = self.text(node, key)
            return (single,) if single else ()
        return tuple(text for item in self.items(node) if (text := self.text(item, key)))

    def truth(self, node: Node, key: str) -> bool:
        """Give a truth value."""
        if isinstance(node, ScalarNode) and str(node.value).lower() in ("true", "false"):
            return str(node.value).lower() == "true"
        self.note(f"'{key}:' must be true or false", line_of(node))
        return False

    def number(self, node: Node, key: str) -> float:
        """Give a number."""
        try:
            number = float(node.value)
        except (TypeError, ValueError):
            number = math.nan
        if math.isfinite(number):
            return number
        self.note(f"'{key}:' must be a number", line_of(node))
        return 0.0


class CannotCompose(YAMLError):
    """A text that is too long, or nested too deep, to be parsed by a laptop."""


def compose(text: str) -> Node | None:
    """Parse a text into nodes; an anchor may be given again, the later one counts.

    Raises:
        YAMLError: It is not YAML, or is too long or nested too deep to be a file that somebody has typed.
    """
    if len(text) > MOST_CHARACTERS:
        message = f"is longer than {MOST_CHARACTERS // 10**6} million characters, which no such file is"
        raise CannotCompose(f"{message}; it was not read")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ReusedAnchorWarning)
        try:
            root: Node | None = YAML().compose(text)
        except RecursionError as error:
            raise CannotCompose("is nested far deeper than such a file; it was not read") from error
        return root


def quote(text: str) -> str:
    r"""Write a text in quotation marks, so that YAML reads back exactly this text.

    >>> quote('She said "no"')
    '"She said \\"no\\""'
    """
    return UNSEEN.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(text, ensure_ascii=False))


def line_of(node: Node) -> int:
    """Give the line a node begins in, from 1."""
    return int(node.start_mark.line) + 1


def is_null(node: Node | None) -> bool:
    """Say whether nothing stands there."""
    return node is None or (isinstance(node, ScalarNode) and str(node.tag).endswith(":null"))


def _explain(error: MarkedYAMLError) -> str:
    problem = str(error.problem or error)
    if "mapping values are not allowed" in problem:
        return 'a colon inside a text; put the text in quotation marks: code: "Peers: support"'
    if "character '\\t'" in problem or "\\t" in problem:
        return "a tab; YAML wants blanks for indentation"
    return f"not valid YAML ({problem})"
