"""The researcher's tree: themes in themes, codes at the ends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from thematica.errors import AnalysisError, suggest_spelling
from thematica.model.collection import shorten_frame

if TYPE_CHECKING:
    import pandas as pd

# What the field calls the depths of a tree, outermost first; "code" is the end of every branch.
LEVELS = ("theme", "subtheme", "category")
NOTHING = ("-", "–", "—", "none", "nothing")  # what people write into a cell where no code applies


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A named idea that can be applied to a segment.

    Attributes:
        id: Stays the same when the name changes.
        name: What the researcher calls it.
        definition: What it means.
        use_when, not_when: When to apply it, and when not.
        examples, close_but_no: Passages that belong to it, and some that nearly do.
        derived_from: ``data``, ``theory``, ``both`` or empty.
        in_vivo: Whether the name is a participant's own words.
        memo: The researcher's note to herself.
        color: ``#RRGGBB`` or empty.
        aliases: Former ids and names; codings made under them still count.
        candidate_ids: The candidate codes that she placed here.
    """

    id: str
    name: str
    definition: str = ""
    use_when: tuple[str, ...] = ()
    not_when: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    close_but_no: tuple[str, ...] = ()
    derived_from: str = ""
    in_vivo: bool = False
    memo: str = ""
    color: str = ""
    aliases: tuple[str, ...] = ()
    candidate_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme(Code):
    """A pattern of meaning that holds subthemes and codes.

    Attributes:
        subthemes: Themes within this theme.
        codes: Codes directly under it.
    """

    subthemes: tuple[Theme, ...] = ()
    codes: tuple[Code, ...] = ()


@dataclass(frozen=True)
class ThemeTree:
    """Themes, subthemes, categories and codes as the researcher arranged them.

    Attributes:
        themes: The outermost themes, in her order.
    """

    themes: tuple[Theme, ...] = ()

    def __len__(self) -> int:
        return len(self.codes)

    def __iter__(self) -> Iterator[Code]:
        return iter(self.codes)

    def __repr__(self) -> str:
        return f"<ThemeTree: {len(self.themes)} themes, {len(self.codes)} codes>"

    @cached_property
    def _paths(self) -> dict[str, tuple[Code, ...]]:
        return {path[-1].id: path for theme in self.themes for path in _walk(theme, ())}

    @cached_property
    def codes(self) -> tuple[Code, ...]:
        """Every code, in the order of the tree."""
        return tuple(path[-1] for path in self._paths.values() if not isinstance(path[-1], Theme))

    @cached_property
    def nodes(self) -> tuple[Code, ...]:
        """Every theme and code, each theme before what it holds."""
        return tuple(path[-1] for path in self._paths.values())

    @cached_property
    def levels(self) -> tuple[str, ...]:
        """The levels this tree has, from ``theme`` down to ``code``."""
        deepest = max((len(self._paths[code.id]) - 1 for code in self.codes), default=0)
        return (*LEVELS[:deepest], "code")

    def path(self, node_id: str) -> tuple[Code, ...]:
        """Give a theme or code with all the themes above it, outermost first; KeyError if there is none."""
        return self._paths[node_id]

    def find(self, word: str) -> Code | None:
        """Find a code by its id, else a former id or name, else its name; None if there is none, or several."""
        found = self.named(word)
        return self._by_id.get(word) or (found[0] if len(found) == 1 else None)

    def says_nothing(self, cell: str) -> bool:
        """Whether a cell for codes says that none applies: ``-``, ``none``, where no code is called so."""
        return cell.strip().casefold() in NOTHING and self.find(cell.strip()) is None

    def require(self, words: Iterable[str]) -> tuple[Code, ...]:
        """Find codes by their ids or names.

        Raises:
            AnalysisError: Every word that is no code, or the name of several.
        """
        found = {word: self.find(word) for word in words}
        known = [word for code in self.codes for word in (code.id, code.name)]
        wrong = [
            f"'{word}' is the name of several codes; give the id"
            if len(self.named(word)) > 1
            else f"'{word}' is not a code of the tree{suggest_spelling(word, known)}"
            for word, code in found.items()
            if code is None
        ]
        if wrong:
            raise AnalysisError("; ".join(wrong))
        return tuple(code for code in found.values() if code is not None)

    def roll_up(self, code_id: str, level: str) -> Code:
        """Give what stands for a code at a level: itself, or the theme above it at that depth.

        A code whose branch is not that deep is counted under the deepest theme it has.
        """
        path = self.path(code_id)
        if level == "code":
            return path[-1]
        depth = LEVELS.index(level)
        return path[min(depth, len(path) - 2)]

    def at_level(self, level: str) -> tuple[Code, ...]:
        """Give everything that is counted at a level, in the order of the tree.

        Raises:
            AnalysisError: The tree has no such level.
        """
        if level not in (*LEVELS, "code"):
            raise AnalysisError(
                f"there is no level '{level}'{suggest_spelling(level, (*LEVELS, 'code'))} "
                f"(levels: {', '.join((*LEVELS, 'code'))})"
            )
        if self.codes and level not in self.levels:
            raise AnalysisError(f"the tree has no level '{level}' (its levels: {', '.join(self.levels)})")
        return tuple(dict.fromkeys(self.roll_up(code.id, level) for code in self.codes))

    def to_frame(self) -> pd.DataFrame:
        """Give the codebook as a pandas table: one row a code, with the path above it."""
        import pandas as pd

        rows = [
            {
                "code_id": code.id,
                "code": code.name,
                "path": " > ".join(node.name for node in self.path(code.id)[:-1]),
                "definition": code.definition,
                "use_when": "; ".join(code.use_when),
                "not_when": "; ".join(code.not_when),
                "examples": "; ".join(code.examples),
                "close_but_no": "; ".join(code.close_but_no),
                "memo": code.memo,
            }
            for code in self.codes
        ]
        columns = ["code_id", "code", "path", "definition", "use_when", "not_when"]
        return pd.DataFrame(rows, columns=[*columns, "examples", "close_but_no", "memo"])

    def _repr_html_(self) -> str:
        return shorten_frame(self.to_frame(), repr(self), rows=60)

    @cached_property
    def _by_id(self) -> dict[str, Code]:
        return {code.id: code for code in self.codes}

    def named(self, word: str) -> tuple[Code, ...]:
        """Give every code that has this former id or name, or this name (capitals do not matter)."""
        return tuple(self._by_other.get(word) or self._by_other.get(word.casefold()) or ())

    @cached_property
    def _by_other(self) -> dict[str, list[Code]]:
        words: dict[str, list[Code]] = {}
        for code in self.codes:
            for word in dict.fromkeys((*code.aliases, *(alias.casefold() for alias in code.aliases))):
                words.setdefault(word, []).append(code)
        for code in self.codes:
            holders = words.setdefault(code.name.casefold(), [])
            if not any(code.name.casefold() in other.aliases for other in holders):
                holders.append(code)
        return words


def _walk(node: Theme, above: tuple[Code, ...]) -> Iterable[tuple[Code, ...]]:
    here = (*above, node)
    yield here
    for subtheme in node.subthemes:
        yield from _walk(subtheme, here)
    for code in node.codes:
        yield (*here, code)
