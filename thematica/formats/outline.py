"""A theme tree from an outline: plain text or Markdown, where the place of a name says what it stands under.

The place is read from headings (``#``, ``##``), from indentation by blanks or tabs, from bullets and from numbers
(``1.1``, ``a)``, ``(i)``), or from several of these together. What follows the name after a colon or a dash is its
definition. Lines such as ``Use when: …`` or ``Examples:`` belong to the name above them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from thematica.errors import MaterialError, Problem, ThemesError
from thematica.formats.decode import read_text
from thematica.formats.themes_writer import Entry, grow_tree
from thematica.formats.themes_yaml import CANDIDATE_ID, COLOR, DERIVED_FROM, LIST_FIELDS
from thematica.model.themes import ThemeTree

# What researchers call the fields of a theme or code, in headings of tables and before a colon in outlines.
WORDS_FOR = {
    "id": "id|code id|identifier",
    "definition": "definition|description|code definition|code description|meaning",
    "use_when": "use when|when to use|use if|include|includes|inclusion|inclusion criteria|inclusion criterion",
    "not_when": "not when|when not to use|do not use when|exclude|excludes|exclusion|exclusion criteria"
    "|exclusion criterion",
    "examples": "example|examples|example quote|example quotes|typical example|typical examples|quotes",
    "close_but_no": "close but no|near miss|near misses|counterexample|counterexamples|atypical examples",
    "derived_from": "derived from",
    "in_vivo": "in vivo",
    "memo": "memo|memos|note|notes|comment|comments|code memo",
    "color": "color|colour",
    "aliases": "alias|aliases|also called|former names|synonyms",
    "candidate_ids": "candidate ids|candidates|from suggestions",
}
FIELD_OF = {word: name for name, words in WORDS_FOR.items() for word in words.split("|")}
ORIGINS = {"inductive": "data", "deductive": "theory"}
YES, NO = ("yes", "true", "1", "x"), ("no", "false", "0", "")

HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*")
RULE = re.compile(r"[ \t]*([-=_*])(?:[ \t]*\1){2,}[ \t]*")
BULLET = re.compile(r"([-*+•‣◦▪●○·–—])[ \t]+")
# "1.", "1.2", "1.2.", "1)", "(1)"; a number alone is one only where it counts on (see _counts_on).
NUMBER = re.compile(r"(\(?)(\d{1,3}(?:\.\d{1,3})*)([.)]?)[ \t]+")
LETTER = re.compile(r"(\(?)([a-z]|[A-Z]|[ivxlcdm]+|[IVXLCDM]+)([.)])[ \t]+")
SEPARATOR = re.compile(r"[ \t]*[:：](?:[ \t]+|$)|[ \t]+[-–—][ \t]+")
EMPHASIS = re.compile(r"^(\*\*|__|\*|_|`)(?=\S)(.+?)(?<=\S)\1")
ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
LABEL = re.compile(r"([^:：]{2,30})[:：](?:\s|$)")
TAB = 4
# A single topmost heading with such a name is the title of the document, not a theme.
TITLES = frozenset(["codebook", "code book", "coding frame", "coding framework", "code system"])


@dataclass(slots=True, kw_only=True)
class _Point:
    """A name in the outline, or a label such as "Examples:", and what stood before it.

    Attributes:
        line: Line in the file.
        indent, column: Where its mark begins and where its text begins; a tab goes on to the next fourth column.
        mark: What stood before it: ``#``, a bullet, ``1``, ``a)``, ``(i)``, or nothing.
        number: The number by its parts; a heading has one part a ``#``.
        text: The line without the mark.
        above: Place of the point above it.
        more: Lines of text that go on below it, each with the blank or empty line before it.
    """

    line: int
    indent: int
    column: int = 0
    mark: str = ""
    number: tuple[int, ...] = ()
    text: str
    above: int | None = None
    more: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return SEPARATOR.split(self.text, maxsplit=1)[0].strip()

    @property
    def definition(self) -> str:
        return "".join([*SEPARATOR.split(self.text, maxsplit=1)[1:], *self.more]).strip()

    @property
    def labels(self) -> str:
        """The field that this line fills in, if it begins with the word for one and a colon."""
        label = LABEL.match(self.text)
        return field_of(label[1]) if label else ""


def read_outline(path: Path) -> tuple[ThemeTree, tuple[str, ...]]:
    """Read a tree from a text file, and what must be said about it.

    Raises:
        ThemesError: Every mistake in the file, with its line.
    """
    try:
        decoded = read_text(path)
    except MaterialError as error:
        raise ThemesError(error.problems) from error
    return parse_outline(decoded.text, path.name, decoded.remarks)


def parse_outline(text: str, file: str, remarks: Sequence[str] = ()) -> tuple[ThemeTree, tuple[str, ...]]:
    r"""Parse the text of an outline.

    A name with others below it becomes a theme, one without becomes a code; codes under no theme are put into a
    theme "Codes".

    Args:
        text: The outline, with LF newlines.
        file: Its name, for messages.
        remarks: What is known already, for example about its encoding.

    Returns:
        The tree, and what was left out or had to be decided, a sentence each.

    Raises:
        ThemesError: Every mistake in the text, with its line.

    >>> tree, _ = parse_outline("Access\n  - Availability: Can she be met?\n  - Distance\n", "plan.txt")
    >>> [(code.name, code.definition) for code in tree.codes]
    [('Availability', 'Can she be met?'), ('Distance', '')]
    """
    outline = _Outline(file, text.split("\n"))
    outline.read()
    entries, more = _entries(outline.points, file)
    if not entries and not outline.problems:
        raise ThemesError([Problem("it names no themes and no codes", file)])
    tree, grown = grow_tree(entries, file, [*outline.problems])
    return tree, (*remarks, *outline.remarks, *more, *grown)


class _Outline:
    """The points of an outline while its lines are being read."""

    def __init__(self, file: str, lines: Sequence[str]) -> None:
        self.file, self.lines = file, lines
        self.points: list[_Point] = []
        self.open: list[int] = []  # places of the points that the next one may stand under, outermost first
        self.problems: list[Problem] = []
        self.remarks: list[str] = []
        headings = sum(bool(HEADING.fullmatch(line)) for line in lines)
        marked = any(BULLET.match(line.strip()) or NUMBER.match(line.strip()) for line in lines)
        self.markdown = headings > 1 or (headings == 1 and marked)

    def read(self) -> None:
        """Read every line."""
        after_blank = True
        for number, line in enumerate(self.lines, 1):
            if line.strip() and not RULE.fullmatch(line):
                self._read_line(number, line, after_blank)
            after_blank = not line.strip()

    def _read_line(self, number: int, line: str, after_blank: bool) -> None:
        heading = HEADING.fullmatch(line)
        if heading and not self.markdown:
            self.remarks.append(f"{self.file}:{number}: a line that begins with '#' was passed over")
            return
        if heading:
            point = _Point(line=number, indent=-1, mark="#", number=(0,) * len(heading[1]), text=heading[2])
        else:
            point = self._point(number, line)
        point.text = self._plain(point.text)
        below = None if heading else self._continued(point, after_blank)
        if below is not None:
            below.more.append(("\n" if after_blank else " ") + point.text)
        elif self.markdown and not point.mark and not point.labels:
            self.remarks.append(f"{self.file}:{number}: a line above the first heading was left out")
        else:
            self._place(point)

    def _plain(self, text: str) -> str:
        text = EMPHASIS.sub(r"\2", text.strip())
        return ESCAPED.sub(r"\1", text) if self.markdown else text

    def _point(self, number: int, line: str) -> _Point:
        """Take the mark off a line."""
        text = line.strip()
        indent = len(line[: len(line) - len(line.lstrip())].expandtabs(TAB))
        mark, end = "", 0
        parts: tuple[int, ...] = ()
        if bullet := BULLET.match(text):
            mark, end = bullet[1], bullet.end()
        elif (counted := NUMBER.match(text)) and bool(counted[1]) <= (counted[3] == ")"):
            parts = tuple(int(part) for part in counted[2].split("."))
            if counted[3] or len(parts) > 1 or self._counts_on(indent, parts[0]):
                mark, end = counted[1] + "1" + counted[3].replace(".", ""), counted.end()
        elif (letter := LETTER.match(text)) and bool(letter[1]) <= (letter[3] == ")"):
            (mark, parts), end = self._letter(*letter.groups()), letter.end()
        return _Point(line=number, indent=indent, column=indent + end, mark=mark, number=parts, text=text[end:])

    def _counts_on(self, indent: int, number: int) -> bool:
        """Say whether a bare number counts: "2 Access" after "1 …", but not "3 reasons to leave"."""
        before = [self.points[i] for i in self.open if self.points[i].indent == indent and self.points[i].mark == "1"]
        return number == 1 or any(point.number[0] == number - 1 for point in before)

    def _letter(self, before: str, word: str, after: str) -> tuple[str, tuple[int, ...]]:
        """Tell a roman ``i)`` from the ninth letter: it is the letter where an ``h)`` stands before it."""
        mark, place = before + ("a" if word.islower() else "A") + after, ord(word[0].lower()) - 96
        roman = before + ("i" if word.islower() else "I") + after
        marks = {self.points[i].mark: self.points[i].number for i in self.open}
        counts_on = len(word) == 1 and marks.get(mark) == (place - 1,)
        is_roman = set(word.lower()) <= set("ivxlcdm") and (len(word) > 1 or roman in marks or word in "iI")
        return (roman, ()) if is_roman and not counts_on else (mark, (place,))

    def _continued(self, point: _Point, after_blank: bool) -> _Point | None:
        """Give the point whose text goes on in this line, if it is not a name of its own."""
        if point.mark or not self.open:
            return None
        top = self.points[self.open[-1]]
        if not self.markdown:
            # Only a wrapped definition: right below its bullet, aligned with its text, in the middle of a sentence.
            wrapped = top.mark and top.definition and point.indent == top.column and point.text[0].islower()
            return top if wrapped and not after_blank else None
        if point.labels:
            return None
        if not after_blank or top.labels:
            return top
        held = (self.points[i] for i in reversed(self.open))
        return next((each for each in held if each.indent < point.indent or each.mark == "#"), top)

    def _place(self, point: _Point) -> None:
        """Close the points that this one does not stand under, and put it below the last that stays open."""
        closed = None
        while self.open and not self._holds(self.points[self.open[-1]], point):
            closed = self.points[self.open.pop()]
        over = self.points[self.open[-1]] if self.open else None
        if (
            point.mark != "#"
            and closed
            and closed.indent > point.indent
            and (over is None or over.indent < point.indent)
        ):
            known = sorted({p.indent for p in self.points if p.mark != "#"})
            message = (
                f"'{point.text}' is indented by {point.indent} blanks, which fits no line above it "
                f"({', '.join(map(str, known))}; a tab counts as {TAB})"
            )
            self.problems.append(Problem(message, self.file, point.line))
        if over and len(point.number) > 1 and over.mark == point.mark != "#" and over.number != point.number[:-1]:
            written, above = (".".join(map(str, p.number)) for p in (point, over))
            message = f"number {written} stands under number {above}; a line is missing, or the number is wrong"
            self.problems.append(Problem(message, self.file, point.line))
        point.above = self.open[-1] if self.open else None
        self.open.append(len(self.points))
        self.points.append(point)

    def _holds(self, over: _Point, point: _Point) -> bool:
        """Say whether a point above may have this one below it."""
        if point.mark == "#" or over.mark == "#":
            return over.mark == "#" and (point.mark != "#" or len(over.number) < len(point.number))
        if over.indent != point.indent:
            return over.indent < point.indent
        if over.mark == point.mark:
            return "1" in over.mark and len(over.number) < len(point.number)
        # Another mark at the same indent goes deeper, unless it was used further up: then it goes on from there.
        used = [self.points[i] for i in self.open if self.points[i].indent == point.indent]
        return not any(each.mark == point.mark for each in used)


def _entries(points: Sequence[_Point], file: str) -> tuple[list[Entry], list[str]]:
    """Turn points into entries; labels are put into the entry above them, a title is dropped."""
    title = _title(points)
    remarks = [] if title is None else [f"{file}:{points[title].line}: '{points[title].name}' was read as the title"]
    texts: dict[int, dict[str, list[str]]] = {}
    label_of: dict[int | None, int] = {}
    for i, point in enumerate(points):
        if point.above in label_of:
            label_of[i] = label_of[point.above]
        elif point.labels and point.above not in (None, title):
            label_of[i] = i
        label = points[label_of[i]] if i in label_of else None
        owner, name = (i, "definition") if label is None or label.above is None else (label.above, label.labels)
        text = point.definition if label in (None, point) else "".join([point.text, *point.more])
        texts.setdefault(owner, {}).setdefault(name, []).extend([text] if text else [])
    kept = [i for i in range(len(points)) if i not in label_of and i != title]
    place_of = {i: place for place, i in enumerate(kept)}
    entries = []
    for i in kept:
        where = f"{file}:{points[i].line}"
        fields, left_out = read_fields(texts[i], where)
        remarks += left_out
        above = points[i].above
        place = None if above is None else place_of.get(above)
        entries.append(Entry(line=points[i].line, name=points[i].name, above=place, fields=fields))
    return entries, remarks


def _title(points: Sequence[_Point]) -> int | None:
    top = [i for i, point in enumerate(points) if point.above is None]
    is_title = len(top) == 1 and points[top[0]].mark == "#" and points[top[0]].name.casefold() in TITLES
    return top[0] if is_title else None


def field_of(word: str) -> str:
    """Give the field that researchers call by a word; empty if there is none.

    >>> field_of("Inclusion_Criteria"), field_of("frequency")
    ('use_when', '')
    """
    return FIELD_OF.get(plain_word(word), "")


def plain_word(word: str) -> str:
    """Give a heading as it is compared: capitals, underscores and a colon do not matter."""
    return re.sub(r"[\s_-]+", " ", word.casefold()).strip(" :*.")


def read_fields(texts: Mapping[str, Sequence[str]], where: str) -> tuple[dict[str, Any], list[str]]:
    """Turn what was written into the values of a theme or code.

    Args:
        texts: The texts of each field, none of them empty.
        where: File and line, for remarks.

    Returns:
        The values, and a sentence for each that a theme or code cannot have: it is left out.
    """
    values: dict[str, Any] = {}
    remarks = []
    for name, written in texts.items():
        text = "\n".join(written)
        value = tuple(written) if name in LIST_FIELDS else _READ[name](text) if name in _READ else text
        if value is None:
            remarks.append(f"{where}: '{text}' cannot be '{name.replace('_', ' ')}'; it was left out")
        elif value:
            values[name] = value
    return values, remarks


def _read_origin(text: str) -> str | None:
    word = ORIGINS.get(text.casefold(), text.casefold())
    return word if word in ("", *DERIVED_FROM) else None


def _read_truth(text: str) -> bool | None:
    return True if text.casefold() in YES else False if text.casefold() in NO else None


def _read_color(text: str) -> str | None:
    return text if not text or COLOR.fullmatch(text) else None


def _read_candidates(text: str) -> tuple[str, ...] | None:
    words = re.split(r"[\s,;]+", text.strip()) if text.strip() else []
    return tuple(dict.fromkeys(words)) if all(CANDIDATE_ID.fullmatch(word) for word in words) else None


_READ: dict[str, Callable[[str], Any]] = {
    "derived_from": _read_origin,
    "in_vivo": _read_truth,
    "color": _read_color,
    "candidate_ids": _read_candidates,
}
