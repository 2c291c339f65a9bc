"""A review in the terminal: a segment is shown, a line is typed, the decision is saved."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from thematica.errors import AnalysisError, ThematicaError
from thematica.model.themes import Code, Theme, ThemeTree
from thematica.steps.look_up import look_up, require_code

if TYPE_CHECKING:
    from thematica.study.review import Review
    from thematica.study.shown import Shown

HELP = """\
  a code          its number, id, name, or the beginning of one; several with ; between them
  -  or  none     looked at, and no code applies
  ?               the codebook with its numbers;  ? word  only what has that word, with definitions
  m a memo        a memo on this segment          n a name   note a possible new code, as a memo
  s               skip it for now                 u          undo the last decision
  h               these lines                     q          stop; go on another day
  =s              a code whose id is one of these letters"""
WIDEST = 110
MOST_SHOWN = 20  # matches of a search that are shown with their definitions


def converse(review: Review, read: Callable[[str], str], write: Callable[[str], None]) -> None:
    """Show one segment after the other and do what is typed, until there is nothing left, or q, or no more lines.

    Args:
        review: What is decided on; it saves every decision.
        read: Gives what is typed after a prompt, a line with its end; empty when there is no more.
        write: Shows a line.
    """
    _Conversation(review, read, write).hold()


class _Conversation:
    def __init__(self, review: Review, read: Callable[[str], str], write: Callable[[str], None]) -> None:
        self.review, self.read, self.write = review, read, write
        self.width = min(WIDEST, shutil.get_terminal_size().columns) - 2

    def hold(self) -> None:
        if self.review.current:
            self.write(HELP)
        shown = None
        while (current := self._next()) is not None:
            if current is not shown:
                shown = current
                self._show(shown)
            line = self.read("> ")
            if not line or line.strip() == "q":
                return
            try:
                self._do(line.strip())
            except ThematicaError as error:
                self.write(f"  {error}")
        self.write("Everything has been looked at.")

    def _next(self) -> Shown | None:
        if self.review.must_choose:
            self.write("  choosing what to look at next …")
        return self.review.current

    def _do(self, typed: str) -> None:
        """Do what a line says."""
        word, _, rest = typed.partition(" ")
        if not typed or typed == "h":
            self.write(HELP)
        elif self.review.tree.says_nothing(typed):
            self.review.nothing()
            self.write("  saved: nothing applies")
        elif word == "?" or typed.startswith("?"):
            self._tell_codes(typed[1:].strip())
        elif word in ("m", "n"):
            self._note(word, rest.strip())
        elif typed == "s":
            self.review.skip()
            self.write("  skipped")
        elif typed == "u":
            self.review.undo()
            self.write("  taken back")
        else:
            self._give(typed)

    def _note(self, word: str, text: str) -> None:
        if not text:
            self.write(f"  write it behind the {word}")
            return
        (self.review.note if word == "m" else self.review.note_possible)(text)
        self.write("  noted; it is saved with your decision on this segment")

    def _give(self, typed: str) -> None:
        """Give the codes of a line, if each of them is clear."""
        tree = self.review.tree
        typed = typed.removeprefix("=").strip()
        words = [typed] if tree.find(typed) else [part.strip() for part in typed.split(";") if part.strip()]
        for word in words:
            found = look_up(tree, word)
            if len(found) > 1:
                self._list(tree, found)
        try:
            codes = [require_code(tree, word) for word in words]
        except AnalysisError as error:
            raise AnalysisError(f"{error}; nothing was saved (a memo begins with 'm ')") from error
        self.review.give(*(code.id for code in codes))
        self.write(f"  saved: {'; '.join(code.name for code in codes)}")

    def _show(self, shown: Shown) -> None:
        done = f"{self.review.n_decided} decided now, {self.review.n_left} left"
        self.write(f"\n── {shown.place} ── {done}")
        self._wrap(shown.before, "    ")
        self._wrap(shown.segment.text, "  ▌ ")
        self._wrap(shown.translation, "  │ ")
        self._wrap(shown.after, "    ")
        if told := shown.describe_machine():
            self._wrap(told, "  * ")

    def _wrap(self, text: str, indent: str) -> None:
        for line in text.split("\n"):
            for part in textwrap.wrap(line, max(20, self.width - len(indent))):
                self.write(indent + part)

    def _tell_codes(self, word: str) -> None:
        """Show the codebook, or what has a word in it."""
        tree = self.review.tree
        if not word:
            for line in _outline(tree, self.width):
                self.write(line)
            return
        folded = word.casefold()
        found = list(look_up(tree, word))
        found += [code for code in tree.codes if code not in found and folded in _all_words(code)]
        if not found:
            self.write(f"  nothing in the codebook has '{word}'")
        self._list(tree, found[:MOST_SHOWN], defined=True)
        if len(found) > MOST_SHOWN:
            self.write(f"  … and {len(found) - MOST_SHOWN} more")

    def _list(self, tree: ThemeTree, codes: Sequence[Code], *, defined: bool = False) -> None:
        for code in codes:
            above = " > ".join(node.name for node in tree.path(code.id)[:-1])
            self.write(f"  {tree.codes.index(code) + 1:>3}  {code.name}   ({above})")
            if defined:
                self._wrap(code.definition, " " * 7)
                self._wrap("Use when: " + " ".join(code.use_when) if code.use_when else "", " " * 7)
                self._wrap("Not when: " + " ".join(code.not_when) if code.not_when else "", " " * 7)


def _outline(tree: ThemeTree, width: int) -> Iterator[str]:
    """Give the tree a line a theme and code, the codes numbered."""
    number = 0
    for node in tree.nodes:
        depth = len(tree.path(node.id)) - 1
        if isinstance(node, Theme):
            yield f"  {'  ' * depth}{node.name}"
            continue
        number += 1
        definition = " ".join(node.definition.split())
        told = f"{node.name}: {definition}" if definition else node.name
        indent = f"{number:>5}  {'  ' * depth}"
        yield indent + textwrap.shorten(told, max(20, width - len(indent)), placeholder=" …")


def _all_words(code: Code) -> str:
    return " ".join((code.definition, *code.use_when, *code.not_when, *code.examples)).casefold()
