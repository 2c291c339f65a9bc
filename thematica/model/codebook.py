"""The codebook as it was at some moment, and how two of its versions differ."""

from __future__ import annotations

from dataclasses import dataclass

from thematica.model.themes import Code, ThemeTree

# What was done to a theme or code, in the order in which it is told.
KINDS = (
    "added",
    "renamed",
    "given another id",
    "made a theme",
    "made a code",
    "moved",
    "merged",
    "split",
    "deleted",
    "redefined",
    "annotated",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CodebookVersion:
    """The researcher's tree as thematica found it.

    Attributes:
        number: Counted from 1; a new number whenever the tree says something else than before.
        at: When it was found, in UTC.
        who: Who ran thematica then.
        tree: The tree.
    """

    number: int
    at: str
    who: str
    tree: ThemeTree


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that was done to a theme or code between two versions of the codebook.

    Attributes:
        kind: One of ``KINDS``.
        node_id: The theme or code; its new id where it was given another.
        other_id: What it was merged into, what it was split from, or its former id if it was given another; else
            empty.
        fields: The fields that changed, where it was redefined or annotated.
    """

    kind: str
    node_id: str
    other_id: str = ""
    fields: tuple[str, ...] = ()


def defining_words(code: Code) -> tuple[str, ...]:
    """Give what a coding rests on: the definition and when to use it and not; the name where there is none of these.

    Examples, memos and colours may change without a coding having to be looked at again.

    >>> defining_words(Code(id="a", name="Access"))
    ('Access',)
    """
    words = (code.definition, *code.use_when, "not:", *code.not_when)
    return words if any(word for word in words if word != "not:") else (code.name,)
