"""Rows of a key that are filled in together: the forms of one person, the cells of one column."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Sequence

from thematica.errors import Problem
from thematica.model.pseudonyms import Pseudonym

KEPT = ("-", "–", "—")  # written in the place of a replacement: this form stays as it is
NUMBER = re.compile(r"#(?!\d)")  # of a group of different values: each gets a number
Fold = Callable[[str], str]


def fill_groups(found: Sequence[Pseudonym], file: str, fold: Fold) -> tuple[list[Pseudonym], list[Problem]]:
    """Give each row without a replacement that of its group; one that says '-' stays without.

    A group is named by the form in full, whose row belongs to it, or by anything else. Where '#' is written once for
    the rows of a column, each different value gets a number, in the order of the rows.

    Args:
        found: The rows of the key, with what was written.
        file: Its name, for messages.
        fold: Writes forms that find the same words in the same way.
    """

    def plain(text: str) -> str:
        return fold(text).casefold()

    problems: list[Problem] = []
    heads = {plain(p.original) for p in found}
    members: dict[str, list[int]] = {}
    for i, pseudonym in enumerate(found):
        if pseudonym.group:
            members.setdefault(plain(pseudonym.group), []).append(i)
    filled = list(found)
    # Columns first, since what they give to a person is given to the shorter forms of her name.
    for group in sorted(members, key=lambda group: (group in heads, group)):
        own = [i for i, p in enumerate(found) if plain(p.original) == group and p.group != group]
        rows = list(dict.fromkeys([*own, *members[group]]))
        written = list(dict.fromkeys(p.replacement for p in (filled[i] for i in rows) if _is_written(p)))
        if not written:
            continue
        head = next((filled[i].replacement for i in own if _is_written(filled[i])), "")
        if len(written) > 1 and not head:
            open_rows = [found[i].line for i in rows if not found[i].replacement]
            if open_rows:
                said = ", ".join(f"'{each}'" for each in written)
                name = found[rows[-1]].group
                message = f"the group '{name}' has several replacements ({said}); write one in this row, or '-'"
                problems.append(Problem(message, file, open_rows[0]))
            continue
        shared = head or written[0]
        numbers: dict[str, int] = {}
        for i in rows:
            if NUMBER.search(shared) and group not in heads:
                if not found[i].replacement or found[i].replacement == shared:
                    n = numbers.setdefault(plain(found[i].original), len(numbers) + 1)
                    filled[i] = dataclasses.replace(found[i], replacement=NUMBER.sub(str(n), shared))
            elif not filled[i].replacement:
                filled[i] = dataclasses.replace(filled[i], replacement=shared)
    return [p for p in filled if p.replacement not in KEPT], problems


def _is_written(pseudonym: Pseudonym) -> bool:
    return bool(pseudonym.replacement) and pseudonym.replacement not in KEPT
