"""The audit trail read back as sentences, and two versions of the codebook laid side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from thematica.errors import StudyError
from thematica.model.codebook import Change, CodebookVersion
from thematica.model.sentences import count, name_some
from thematica.model.themes import Code, Theme, ThemeTree
from thematica.steps.compare_trees import compare_trees

MOST_NAMED = 12  # of a kind in one sentence
SAID = {"given another id": "gave another id to"}
FIELDS = {
    "definition": "definition",
    "use_when": "when to use it",
    "not_when": "when not to use it",
    "examples": "examples",
    "close_but_no": "passages that nearly belong",
    "derived_from": "where it comes from",
    "in_vivo": "whether it is in a participant's words",
    "memo": "memo",
    "color": "colour",
    "aliases": "former ids and names",
    "candidate_ids": "suggestions placed in it",
}


def tell_history(events: Iterable[Mapping[str, Any]], versions: Sequence[CodebookVersion]) -> list[str]:
    """Tell what happened in a study, a sentence or two an event, oldest first; times are UTC.

    Args:
        events: The audit trail.
        versions: The versions of the codebook; they have the names that the trail does not hold.
    """
    told = []
    inputs: Mapping[str, str] = {}
    for event in events:
        kind = str(event.get("event", ""))
        tell = TELLERS.get(kind)
        said = f"{kind or 'something'} was done" if tell is None else tell(event, versions)
        if "inputs" in event:
            said += _tell_inputs(inputs, event["inputs"])
            inputs = event["inputs"]
        who = f"{event.get('who', 'somebody')}{_strand(event)}"
        told.append(f"{str(event.get('at', '')).replace('T', ' ')[:16]} {who}: {said}.")
    return told


def describe_changes(changes: Sequence[Change], before: ThemeTree, after: ThemeTree) -> list[str]:
    """Say in words what was done to the tree, all changes of a kind together.

    >>> from thematica.model.themes import Theme
    >>> tree = ThemeTree((Theme(id="a", name="Access", codes=(Code(id="b", name="Waiting"),)),))
    >>> describe_changes(compare_trees(ThemeTree(), tree), ThemeTree(), tree)
    ["added theme 'Access', code 'Waiting'"]
    """
    old = {node.id: node for node in before.nodes}
    new = {node.id: node for node in after.nodes}
    words: dict[str, list[str]] = {}
    for change in changes:
        now = new.get(change.node_id)
        was = old.get(change.node_id if change.kind in ("merged", "split") else change.other_id or change.node_id)
        words.setdefault(change.kind, []).append(_in_words(change, was, now, old, after))
    return [_list(f"{SAID.get(kind, kind)} ", parts) for kind, parts in words.items()]


def format_comparison(versions: Sequence[CodebookVersion], first: int, second: int) -> str:
    """Lay two versions of the codebook side by side, in Markdown, as an appendix to print.

    Args:
        versions: All versions, oldest first.
        first, second: The numbers of the two.

    Raises:
        StudyError: There is no version of such a number.
    """
    numbered = {version.number: version for version in versions}
    if missing := [str(number) for number in (first, second) if number not in numbered]:
        raise StudyError(
            f"there is no version {' and no version '.join(missing)} of the codebook "
            f"(versions: {f'1 to {len(numbered)}' if numbered else 'none yet; a run notes the first'})"
        )
    return _lay_side_by_side(numbered[first], numbered[second])


def _lay_side_by_side(before: CodebookVersion, after: CodebookVersion) -> str:
    changes = compare_trees(before.tree, after.tree)
    lines = [f"# Codebook: version {before.number} and version {after.number}", ""]
    for version in (before, after):
        counts = f"{count(len(version.tree.themes), 'theme')}, {count(len(version.tree.codes), 'code')}"
        lines.append(f"- Version {version.number}: found on {version.at[:10]}, {counts}")
    lines.append("")
    if not changes:
        return "\n".join([*lines, "Nothing was added, renamed, moved, merged, deleted or defined anew.", ""])
    lines += ["## What was done", ""]
    lines += [f"- {words[0].upper()}{words[1:]}" for words in describe_changes(changes, before.tree, after.tree)]
    redefined = [change for change in changes if change.kind == "redefined"]
    if redefined:
        lines += ["", "## Definitions", ""]
    for change in redefined:
        now = after.tree.path(change.node_id)[-1]
        was = before.tree.path(change.other_id or change.node_id)[-1]
        lines += [f"### {now.name}", ""]
        for name in change.fields:
            lines += [f"- {FIELDS[name]}, then: {_value(was, name)}", f"- {FIELDS[name]}, now: {_value(now, name)}"]
        lines.append("")
    gone = [change for change in changes if change.kind in ("deleted", "merged")]
    if gone:
        lines += ["", "## Deleted or merged", ""]
    for change in gone:
        path = before.tree.path(change.node_id)
        where = " > ".join(node.name for node in path)
        lines.append(f"- {where}: {path[-1].definition or 'no definition'}")
    return "\n".join(lines).rstrip() + "\n"


def _in_words(change: Change, was: Code | None, now: Code | None, old: Mapping[str, Code], after: ThemeTree) -> str:
    node = now or was
    if node is None:
        return f"'{change.node_id}'"
    kind = "theme" if isinstance(node, Theme) else "code"
    name = f"{kind} '{node.name}'"
    new = {each.id: each for each in after.nodes}
    other = new.get(change.other_id) or old.get(change.other_id)
    if change.kind == "renamed" and was is not None:
        return f"{kind} '{was.name}' to '{node.name}'"
    if change.kind == "given another id":
        return f"{name} ('{change.other_id}' to '{change.node_id}')"
    if change.kind == "moved":
        above = after.path(change.node_id)[:-1]
        return f"{name} to {' > '.join(each.name for each in above) or 'the top'}"
    if change.kind in ("merged", "split") and other is not None:
        return f"{name} {'into' if change.kind == 'merged' else 'from'} '{other.name}'"
    if change.fields:
        return f"{name} ({', '.join(FIELDS[field] for field in change.fields)})"
    return name


def _value(code: Code, name: str) -> str:
    value = {"definition": code.definition, "use_when": code.use_when, "not_when": code.not_when}[name]
    return value if isinstance(value, str) and value else "; ".join(value) or "–"


def _strand(event: Mapping[str, Any]) -> str:
    return f" [{event['strand']}]" if event.get("strand") else ""


def _list(lead: str, parts: Sequence[str]) -> str:
    return lead + name_some(parts, MOST_NAMED)


def _tell_edited(event: Mapping[str, Any], versions: Sequence[CodebookVersion]) -> str:
    number = int(event.get("codebook", 0))
    trees = {version.number: version.tree for version in versions}
    before, after = trees.get(number - 1, ThemeTree()), trees.get(number, ThemeTree())
    changes = [Change(**{**change, "fields": tuple(change["fields"])}) for change in event.get("changes", ())]
    removed = event.get("suggestions_removed", ())
    said = [f"removed {count(len(removed), 'suggestion')} ({', '.join(removed)})"] if removed else []
    if number == 1 and changes:
        themes = f"{count(len(after.themes), 'theme')} and {count(len(after.codes), 'code')}"
        return "; ".join([f"the tree has {themes} (version 1 of the codebook)", *said])
    said = [*describe_changes(changes, before, after), *said]
    if not said:
        return f"changed the order of the tree (version {number} of the codebook)"
    return f"in the tree, {'; '.join(said)}" + (f" (version {number} of the codebook)" if changes else "")


def _tell_run(event: Mapping[str, Any], _: Sequence[CodebookVersion]) -> str:
    counts = event.get("counts", {})
    codings = ", ".join(f"{coder} {n:,}" for coder, n in counts.get("codings", {}).items())
    settings = event.get("settings", {})
    said = (
        f"ran thematica {event.get('version', '')} (approach {settings.get('approach')}, unit {settings.get('unit')}, "
        f"seed {settings.get('seed')}) on {count(counts.get('documents', 0), 'document')} with "
        f"{count(counts.get('segments', 0), 'segment')}: {count(counts.get('candidate_codes', 0), 'candidate code')} "
        f"by {event.get('method')}, codings: {codings or 'none'}"
    )
    moved = event.get("reanchored", {})
    return said + (
        f"; codings in documents that were changed: {', '.join(f'{n} {o}' for o, n in moved.items())}" if moved else ""
    )


def _tell_remainder(event: Mapping[str, Any], versions: Sequence[CodebookVersion]) -> str:
    return f"of what fits no code, {_tell_offer(event, versions)}"


def _tell_offer(event: Mapping[str, Any], _: Sequence[CodebookVersion]) -> str:
    offered, removed = event.get("offered", ()), event.get("found_again_but_removed", ())
    said = f"offered {_list('', list(offered))}" if offered else "had nothing new to offer"
    if event.get("again"):
        said += f" ({', '.join(event['again'])} again, as asked for)"
    return said + (f"; found again but removed before, not offered: {_list('', list(removed))}" if removed else "")


def _tell_code(event: Mapping[str, Any], _: Sequence[CodebookVersion]) -> str:
    codings = ", ".join(f"{coder} {n:,}" for coder, n in event.get("codings", {}).items())
    return f"coded with the tree ({codings or 'no codings'}; basis {event.get('basis')})"


def _tell_recoded(event: Mapping[str, Any], _: Sequence[CodebookVersion]) -> str:
    codes = ", ".join(f"'{code}'" for code in event.get("codes", ()))
    return f"looked again at {count(event.get('codings', 0), 'coding')} under the present definition of {codes}"


def _tell_init(event: Mapping[str, Any], _: Sequence[CodebookVersion]) -> str:
    settings = event.get("settings", {})
    return (
        f"set up the study '{settings.get('name')}' (approach {settings.get('approach')}, unit {settings.get('unit')})"
    )


def _tell_saturation(event: Mapping[str, Any], _: Sequence[CodebookVersion]) -> str:
    by = [name for name in dict.fromkeys(event.get("by", ())) if name]
    return f"measured saturation of {', '.join(dict.fromkeys(event.get('levels', ())))}" + (
        f" by {', '.join(by)}" if by else ""
    )


def _tell_double(event: Mapping[str, Any], _: Sequence[CodebookVersion]) -> str:
    drawn, added = len(event.get("drawn", ())), len(event.get("added", ()))
    who = ", ".join(event.get("coders", ()))
    return (
        f"drew {count(drawn, 'segment')} at random from {event.get('frame')} for {who} to code{_in_round(event)} "
        f"({event.get('share', 0):.0%}, seed {event.get('seed')})"
        + (f", and {added:,} more so that rare matters are seen" if added else "")
    )


def _for_coder(event: Mapping[str, Any]) -> str:
    return f" by {event['coder']}" if event.get("coder") else ""


def _in_round(event: Mapping[str, Any]) -> str:
    return f" in round {event['round']}" if event.get("round") else ""


def _tell_inputs(before: Mapping[str, str], now: Mapping[str, str]) -> str:
    """Say which files are not what they were at the run before."""
    if not before:
        return ""
    changed = [name for name in now if name in before and now[name] != before[name]]
    groups = {
        "changed": changed,
        "new": [name for name in now if name not in before],
        "gone": [name for name in before if name not in now],
    }
    said = [f"{word}: {_list('', names)}" for word, names in groups.items() if names]
    return f"; files since the run before: {'; '.join(said)}" if said else "; no file was changed since the run before"


TELLERS: Mapping[str, Callable[[Mapping[str, Any], Sequence[CodebookVersion]], str]] = {
    "init": _tell_init,
    "edited": _tell_edited,
    "find": lambda event, _: (
        f"found {count(event.get('candidate_codes', 0), 'candidate code')} by {event.get('method')}"
    ),
    "offer": _tell_offer,
    "offer_remainder": _tell_remainder,
    "code": _tell_code,
    "recoded": _tell_recoded,
    "saturation": _tell_saturation,
    "agreement": lambda event, _: f"measured agreement between {', '.join(event.get('coders', ()))}",
    "match": lambda event, _: (
        f"measured how well the machine's codings match those of {', '.join(event.get('coders', ()))}, on "
        f"{count(event.get('at_random', 0), 'segment')} drawn at random"
    ),
    "comparison": lambda event, _: (
        f"compared {event.get('unit')}s by {', '.join(event.get('by', ())) or 'nothing, all of them together'}"
    ),
    "cooccurrence": lambda event, _: (
        f"counted which two turn up together within a {event.get('within')} (level {event.get('level')})"
    ),
    "keywords": lambda event, _: f"found the words of groups by {', '.join(event.get('by', ()))}",
    "pseudonymised": lambda event, _: (
        f"wrote this study from another one, with {count(event.get('replaced', 0), 'name')} replaced in "
        f"{count(event.get('documents', 0), 'document')}, by a key that lies elsewhere"
    ),
    "names_restored": lambda event, _: (
        f"wrote this study from another one, with {count(event.get('replaced', 0), 'name')} put back by a key"
    ),
    "report": lambda event, _: f"wrote the report (basis {event.get('basis')})",
    "run": _tell_run,
    "next": lambda event, _: (
        f"wrote a sheet of {count(event.get('segments', 0), 'segment')} for {event.get('coder')}, "
        f"{event.get('at_random')} of them drawn at random"
    ),
    "review": lambda event, _: (
        f"{event.get('coder')} began to decide one segment at a time"
        f"{_in_round(event)}{', the machine shown' if event.get('machine_shown') else ', blind'}"
    ),
    "reviewed": lambda event, _: (
        f"{event.get('coder')} decided on {count(event.get('decided', 0), 'segment')}{_in_round(event)}"
    ),
    "double": _tell_double,
    "disagreements": lambda event, _: (
        f"listed the disagreements of {', '.join(event.get('coders', ()))}{_in_round(event)}: "
        f"{event.get('apart', 0):,} of {count(event.get('compared', 0), 'segment')}"
    ),
    "consensus": lambda event, _: (
        f"added to the consensus of {', '.join(event.get('coders', ()))}{_in_round(event)}: "
        f"{event.get('agreed', 0):,} agreed, {len(event.get('adjudicated', ())):,} settled afterwards"
    ),
    "joint display": lambda event, _: f"laid side by side: {', '.join(event.get('strands', ()))}",
    "exported": lambda event, _: f"wrote version {event.get('codebook')} of the codebook as .{event.get('kind')}",
    "exported to Word": lambda event, _: (
        f"wrote {count(event.get('documents', 0), 'transcript')} as Word documents to be coded in the margin"
        f"{_for_coder(event)} (version {event.get('codebook')} of the codebook)"
    ),
    "imported from Word": lambda event, _: (
        f"read the comments of {count(event.get('files', 0), 'Word document')} as "
        f"{count(event.get('codings', 0), 'coding')} by {', '.join(event.get('coders', ())) or 'nobody'}; "
        f"{count(event.get('unused', 0), 'comment')} could not be used, "
        f"{count(event.get('new_codes', 0), 'name')} of codes not in the tree"
    ),
    "imported": lambda event, _: (
        f"imported a codebook of {count(event.get('codes', 0), 'code')} into {event.get('into')}"
    ),
}
