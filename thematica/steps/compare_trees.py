"""Say what was done to a theme tree between two versions of it."""

from __future__ import annotations

from thematica.model.codebook import KINDS, Change
from thematica.model.themes import Code, Theme, ThemeTree

DEFINING = ("definition", "use_when", "not_when")
NOTES = ("examples", "close_but_no", "derived_from", "in_vivo", "memo", "color", "aliases", "candidate_ids")


def compare_trees(before: ThemeTree, after: ThemeTree) -> tuple[Change, ...]:
    """Give every change, told as the researcher made it: by what happened to each theme and code.

    A theme or code is the same while its id is. One that is gone was *merged* if another names it among its aliases
    or took over its suggestions, and was *given another id* if the one that does so is new and nothing else of it
    is left. A new code that shares a suggestion with one that stayed was *split* from it.

    Args:
        before: The older tree.
        after: The newer tree.

    Returns:
        The changes, in the order of ``KINDS`` and of the tree.
    """
    old = {node.id: node for node in before.nodes}
    new = {node.id: node for node in after.nodes}
    kept = old.keys() & new.keys()
    heirs = {gone: heir for gone in old if gone not in new and (heir := _heir(old[gone], before, after, kept))}
    renewed: dict[str, str] = {}
    for gone, heir in heirs.items():
        if heir not in kept and heir not in renewed.values():
            renewed[gone] = heir
    pairs = [(node_id, node_id) for node_id in old if node_id in new] + list(renewed.items())
    changes = [change for was, now in pairs for change in _compare(before, after, was, now, renewed)]
    for node_id, node in new.items():
        if node_id not in old and node_id not in renewed.values():
            source = _source(node, old, new)
            changes.append(Change(kind="split" if source else "added", node_id=node_id, other_id=source))
    for node_id in old:
        if node_id not in new and node_id not in renewed:
            heir = heirs.get(node_id, "")
            changes.append(Change(kind="merged" if heir else "deleted", node_id=node_id, other_id=heir))
    place = {node_id: i for i, node_id in enumerate(dict.fromkeys((*new, *old)))}
    return tuple(sorted(changes, key=lambda c: (KINDS.index(c.kind), place[c.node_id])))


def _compare(before: ThemeTree, after: ThemeTree, was: str, now: str, renewed: dict[str, str]) -> list[Change]:
    """Give what was done to one theme or code that is still there."""
    old, new = before.path(was)[-1], after.path(now)[-1]
    above = [renewed.get(node.id, node.id) for node in before.path(was)[:-1]]
    redefined = tuple(field for field in DEFINING if getattr(old, field) != getattr(new, field))
    noted = tuple(field for field in NOTES if getattr(old, field) != getattr(new, field))
    kind = "" if isinstance(old, Theme) == isinstance(new, Theme) else "theme" if isinstance(new, Theme) else "code"
    told = [
        Change(kind="given another id", node_id=now, other_id=was) if was != now else None,
        Change(kind="renamed", node_id=now, other_id="" if was == now else was) if old.name != new.name else None,
        Change(kind=f"made a {kind}", node_id=now) if kind else None,
        Change(kind="moved", node_id=now) if above[-1:] != [node.id for node in after.path(now)[:-1]][-1:] else None,
        Change(kind="redefined", node_id=now, other_id="" if was == now else was, fields=redefined)
        if redefined
        else None,
        Change(kind="annotated", node_id=now, fields=noted) if noted else None,
    ]
    return [change for change in told if change is not None]


def _heir(gone: Code, before: ThemeTree, after: ThemeTree, kept: set[str]) -> str:
    """Give the id of what took the place of a theme or code that is gone; empty if nothing did."""
    new = [node for node in after.nodes if node.id not in kept]
    alike = [node for node in new if isinstance(node, Theme) == isinstance(gone, Theme)]
    had = {alias for node in before.nodes for alias in node.aliases}
    named = [node for node in after.nodes if {gone.id, gone.name} & set(node.aliases) - had]
    taken = set(gone.candidate_ids)
    held_before = {node.id: set(node.candidate_ids) for node in before.nodes}
    took = [
        node
        for node in after.nodes
        if taken and taken <= set(node.candidate_ids) and not taken <= held_before.get(node.id, set())
    ]
    defined = [node for node in alike if gone.definition and node.definition == gone.definition]
    held = _held(gone)
    holds = [node for node in alike if held and 2 * len(held & _held(node)) >= len(held)]
    return next((node.id for node in (*named, *took, *defined, *holds)), "")


def _held(node: Code) -> set[str]:
    """Give the ids of what stands directly under a theme; nothing stands under a code."""
    return {child.id for child in (*node.subthemes, *node.codes)} if isinstance(node, Theme) else set()


def _source(node: Code, old: dict[str, Code], new: dict[str, Code]) -> str:
    """Give the id of the code that a new one was split from: one that stayed, and shared a suggestion with it."""
    for other in new.values():
        had = set(old[other.id].candidate_ids) if other.id in old else set()
        if other.id != node.id and had & set(node.candidate_ids):
            return other.id
    return ""
