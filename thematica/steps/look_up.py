"""Find codes of the tree by what a coder types."""

from __future__ import annotations

from collections.abc import Callable

from thematica.errors import AnalysisError, suggest_spelling
from thematica.model.themes import Code, ThemeTree


def look_up(tree: ThemeTree, typed: str) -> tuple[Code, ...]:
    """Find the codes that what was typed may stand for; one means that it is clear.

    An id, a name or a former one comes first, then the number of the code in the tree (from 1; ``#3`` where ``3`` is a
    code's id), then what begins so, then what holds a word that begins so, then what holds it anywhere.

    >>> from thematica.model.themes import Theme
    >>> codes = (Code(id="aw", name="Away"), Code(id="il", name="Ill or away"))
    >>> tree = ThemeTree((Theme(id="t", name="T", codes=codes),))
    >>> [[code.id for code in look_up(tree, typed)] for typed in ("away", "2", "aw", "or", "a", "x")]
    [['aw'], ['il'], ['aw'], ['il'], ['aw'], []]
    """
    typed = typed.strip()
    if not typed:
        return ()
    if (found := tree.find(typed)) is not None:
        return (found,)
    number = typed.removeprefix("#")
    if number.isdecimal() and 1 <= int(number) <= len(tree.codes):
        return (tree.codes[int(number) - 1],)
    word = typed.casefold()
    tests: tuple[Callable[[str], bool], ...] = (
        lambda text: text == word,
        lambda text: text.startswith(word),
        lambda text: f" {word}" in text,
        lambda text: word in text,
    )
    for test in tests:
        matches = tuple(code for code in tree.codes if any(map(test, _texts(code))))
        if matches:
            return matches
    return ()


def require_code(tree: ThemeTree, typed: str) -> Code:
    """Find the one code that was meant.

    Raises:
        AnalysisError: Several begin like that, or none does.
    """
    found = look_up(tree, typed)
    if len(found) == 1:
        return found[0]
    if found:
        several = ", ".join(f"{tree.codes.index(code) + 1} {code.name}" for code in found)
        raise AnalysisError(f"'{typed}' may be {several}")
    near = suggest_spelling(typed, [word for code in tree.codes for word in (code.id, code.name)])
    raise AnalysisError(f"'{typed}' is not a code of the tree{near}")


def _texts(code: Code) -> tuple[str, ...]:
    return tuple(text.casefold() for text in (code.id, code.name, *code.aliases))
