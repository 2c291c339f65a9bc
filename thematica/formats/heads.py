"""What stands before the turns of a text: a speaker's label and its mark, and how sure that is.

Somebody who speaks once, or whose label has another mark than usual (``P1;``), is a speaker where nearly every line or
paragraph begins with one; elsewhere it is named and left to the researcher.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass, replace

from thematica.formats.labels import (
    LONGEST,
    MODERATOR,
    IsKnown,
    choose_labels,
    clean_label,
    could_be_a_person,
    looks_like_a_name,
    may_be_label,
)
from thematica.formats.talk import F4, TIME, Talk, seconds

BLANK = r"[ \t\u00a0]"
SPAN = rf"{TIME}(?:{BLANK}*[-–]{BLANK}*{TIME})?"  # a time, or from one to another
INDENT = r"[ \t\u00a0\u200b\ufeff]*"  # before a label
COLONS = "[:：︰﹕∶]"  # as they come from keyboards and programs
LABEL = rf"(?:(?:[^\W_]|\+\d)[^\n\t:：]{{0,{LONGEST - 1}}}?|\?{{1,3}})"
# A label with a mark that is not a colon. A blank, or the end of the line, follows.
ODD = re.compile(
    rf"^{INDENT}(?:[-–*•]{BLANK}+)?(?:"
    rf"(?P<bracket>[\[(<{{]{BLANK}*(?P<inner>[^\W_][^\n\t:：\[\](){{}}<>]{{0,39}}?){BLANK}*[\])>}}]{BLANK}*[:：]?)"
    rf"|(?P<bold>\*\*(?P<fat>[^\W_][^\n\t:：*]{{0,39}}?)\*\*)"
    rf"|(?P<label>[^\W_][^\n\t:：;>|=\[\](){{}}<]{{0,39}}?)"
    rf"(?:(?P<strong>{BLANK}*[;>|=])|{BLANK}*(?P<time>[\[(]{SPAN}[\])])"
    rf"|(?P<dash>{BLANK}*[-–—]+)|(?P<stop>\.)|(?P<gap>{BLANK}(?={BLANK})))"
    r")(?=\s|$)",
    re.MULTILINE,
)
KINDS = ("bracket", "bold", "strong", "time", "dash", "stop", "gap")
WEAK = ("dash", "stop", "gap")  # marks that a sentence may have behind its first words, too
DENSE = 2 / 3  # of the lines or paragraphs begin with a speaker: then the others that look like one are speakers
AROUND = 3  # lines or paragraphs before one, and behind it
LEAST = 3  # lines that begin so, before anything is concluded from it
PER_PARAGRAPH = 0.8  # of the heads stand behind an empty line: then paragraphs are counted, not lines
LEAST_WORDS = 4  # behind a label, in the middle, where nobody speaks twice: "Age: 42" is no talk
LONGEST_WHO = 500  # characters that say who somebody is, and what stands below
MOST_BELOW = 10  # words below a name, such as a heading; more, and somebody has said them
MOST_ONCE = 100  # who speak once in one transcript; with more, it is a list
ONCE = "speaks once"


@dataclass(frozen=True, slots=True)
class Head:
    """What stands before a turn, from ``start`` to ``end``.

    Attributes:
        until: Where its speech ends, if not where the next one begins.
        doubt: Why it was hard to tell: it speaks once, or has an odd mark (the mark as it stands there).
        goes_on: The label is that of the row above, since its own cell is empty.
    """

    start: int
    end: int
    label: str
    time: float | None = None
    until: int | None = None
    doubt: str = ""
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class Heads:
    """The heads of one layout, and what looks like one but was not taken.

    Attributes:
        remarks: What must be said about the layout.
        headers: Where rows stand that name the columns of a table.
    """

    taken: tuple[Head, ...] = ()
    unsure: tuple[Head, ...] = ()
    remarks: tuple[str, ...] = ()
    headers: tuple[tuple[int, int], ...] = ()


def settle(text: str, heads: Heads, is_known: IsKnown, others: Sequence[Head] = ()) -> Heads:
    """Take those who speak once, and labels with an odd mark, where the text is nearly all turns.

    Args:
        text: The transcript.
        heads: Of the layout that was chosen.
        is_known: Whether a label is known.
        others: What another layout would have taken, for speakers of this one.
    """
    once = [
        head
        for head in heads.unsure
        if (could_be_a_person(head.label) or head.label.isdigit()) and is_known(head.label) is not None
        if not _opens_a_list(text, head.start)
    ]
    if len(once) > MOST_ONCE:
        once = []
    if not heads.taken:
        everybody = _everybody_once(text, once)
        return replace(heads, taken=everybody, unsure=()) if everybody else heads
    units = _units(text, heads.taken)
    first = heads.taken[0].start  # what looks like a label above it is the head of the file: "Place: Leeds"
    behind = sorted(at for at in units if at >= first)
    matches = list(ODD.finditer(text))
    odd = _odd_heads(text, heads, others, matches, is_known)
    opening = {head.start for head in (*heads.taken, *once, *(head for head in odd if not _is_weak(head)))}
    dense = len(behind) >= LEAST and sum(at in opening for at in behind) >= DENSE * len(behind)
    sure = {head.start for head in heads.taken}
    added: dict[int, Head] = {}
    doubtful = (replace(head, doubt=_doubt(head)) for head in once if head.start >= first)
    for head in (*odd, *doubtful):
        among = dense or _stands_among(head.start, behind, sure)
        if among and not _is_weak(head) and (head.start in units or (head.doubt != ONCE and _is_id(head.label))):
            added.setdefault(head.start, head)
    rest = (*heads.unsure, *odd, *_shouted(text, heads, matches))
    left = {head.start: head for head in rest if head.start not in added}
    taken = sorted((*heads.taken, *added.values()), key=lambda head: head.start)
    return replace(heads, taken=tuple(taken), unsure=tuple(left[at] for at in sorted(left)))


def count_preamble(text: str, talk: Sequence[Talk], is_rule: Callable[[str], bool]) -> int:
    """Count what says above the talk who is who, and is no turn: ``Interviewer: Ruth Hartley``, then ``I: …``.

    Such a line has a word for a role that stands once, and a name for words; others of its role speak again and again.

    Args:
        text: The transcript.
        talk: Its turns.
        is_rule: Whether rules alone know a label, and not the researcher.
    """
    times = Counter(turn.label for turn in talk)
    often = {bool(MODERATOR.fullmatch(label)) for label, n in times.items() if n > 1}
    for n, turn in enumerate(talk):
        is_role = times[turn.label] == 1 and turn.label.isalpha() and len(turn.label) > 1 and turn.time is None
        said = text[turn.start : min(turn.end, turn.start + LONGEST_WHO)]
        words, _, below = (part.strip() for part in said.partition("\n"))
        is_who = looks_like_a_name(words) and (" " in words or any(map(str.isdigit, words)))
        is_apart = (
            is_role
            and is_who
            and len(below.split()) <= MOST_BELOW
            and not words.endswith((".", "!", "?"))
            and is_rule(turn.label)
        )
        if not is_apart or bool(MODERATOR.fullmatch(turn.label)) not in often:
            return n
    return 0


def _doubt(head: Head) -> str:
    return f"{head.label}:" if head.label.isdigit() else ONCE


def _opens_a_list(text: str, at: int) -> bool:
    """Say whether the line above ends with a colon, as it does where somebody counts things up."""
    return text[:at].rstrip().endswith((":", "：")) if at else False


def _shouted(text: str, heads: Heads, matches: Sequence[re.Match[str]]) -> list[Head]:
    """Find what nobody else is called and is perhaps a label all the same: ``Maria;``, ``PARTICIPANT –``."""
    lines = {text.rfind("\n", 0, at) for head in heads.taken for at in (head.start, max(head.start, head.end - 1))}
    return [
        _odd_head(match, label, "")
        for match in matches
        if match["strong"] or match["time"] or match["dash"] or _has_colon(match)
        if (label := _label_of(match)) and (not match["dash"] or (label.isupper() and len(label) > 2))
        if could_be_a_person(label) or (_has_colon(match) and may_be_label(label))
        if text.rfind("\n", 0, match.end()) not in lines
    ]


def _stands_among(at: int, units: Sequence[int], sure: Set[int]) -> bool:
    """Say whether nearly all the lines or paragraphs around one begin with a speaker, whatever the rest of the text."""
    place = bisect_left(units, at)
    around = [*units[max(0, place - AROUND) : place], *units[place + 1 : place + 1 + AROUND]]
    return len(around) >= AROUND and sum(unit in sure for unit in around) >= len(around) - 1


def odd_layout(text: str, is_known: IsKnown) -> Heads:
    """Read a text in which labels have a mark of another kind throughout: ``[P1] …``, ``P1 – …``, ``P1 | …``."""
    best = Heads()
    every = list(ODD.finditer(text))
    for kind in KINDS:
        found = [(match, _label_of(match)) for match in every if match[kind]]
        if kind in WEAK:  # any sentence may begin so
            found = [(match, label) for match, label in found if is_known(label) or _is_id(label)]
        chosen = choose_labels([label for _, label in found], is_known)
        taken = tuple(
            _odd_head(match, label, "")
            for (match, label), counts in zip(found, chosen, strict=True)
            if counts and (label[0].isupper() or label[0].isdigit() or is_known(label))
        )
        taken = _with_bracketed(found, taken, is_known) if kind == "bracket" else taken
        units = _units(text, taken)
        dense = len(taken) >= LEAST and 2 * sum(head.start in units for head in taken) >= len(units)
        if dense and len({head.label for head in taken}) > 1 and len(taken) > len(best.taken):
            best = Heads(taken)
    return best


def _with_bracketed(
    found: Sequence[tuple[re.Match[str], str]], taken: tuple[Head, ...], is_known: IsKnown
) -> tuple[Head, ...]:
    """Take who speaks once, where brackets and a colon stand before each turn: ``[P1 and P2]: …``."""
    starts = {head.start for head in taken}
    if not taken or not all(_has_colon(match) for match, _ in found if match.start() in starts):
        return taken
    once = [
        _odd_head(match, label, ONCE)
        for match, label in found
        if match.start() not in starts and _has_colon(match) and may_be_label(label) and is_known(label) is not None
    ]
    return tuple(sorted((*taken, *once), key=lambda head: head.start))


def _has_colon(match: re.Match[str]) -> bool:
    return bool(match["bracket"]) and match["bracket"].endswith((":", "："))


def first_time(mark: str) -> str:
    """Give the first time in a mark, as it stands there."""
    found = re.search(F4 if "#" in mark else TIME, mark)
    return found[0] if found else mark


def _everybody_once(text: str, once: Sequence[Head]) -> tuple[Head, ...]:
    """Give the heads of a text in which everybody speaks once, such as a round of introductions."""
    units = _units(text, once)
    lines = sorted(units)
    here = [head for head in once if head.start in units]
    if len({head.label for head in here}) < LEAST or len(here) < DENSE * len(lines):
        return ()
    ends = [*(head.start for head in here[1:]), len(text)]
    words = sorted(len(text[head.end : end].split()) for head, end in zip(here, ends, strict=True))
    if words[len(words) // 2] < LEAST_WORDS:
        return ()
    return tuple(replace(head, doubt=ONCE) for head in here)


def _units(text: str, heads: Sequence[Head]) -> frozenset[int]:
    """Give where paragraphs begin if heads stand at the beginning of paragraphs, else where lines do."""
    lines = [match.start() for match in re.finditer(r"^(?=[^\n]*\S)(?!#)", text, re.MULTILINE)]
    apart = frozenset(at for at in lines if _is_apart(text, at))
    paragraphs = sum(head.start in apart for head in heads[1:])
    return apart if heads[1:] and paragraphs >= PER_PARAGRAPH * (len(heads) - 1) else frozenset(lines)


def _is_apart(text: str, at: int) -> bool:
    before = text[max(0, at - 40) : at]
    return at == 0 or re.search(r"\n[ \t]*\n$|^[ \t]*\n$", before) is not None


def _odd_heads(
    text: str, heads: Heads, others: Sequence[Head], matches: Sequence[re.Match[str]], is_known: IsKnown
) -> list[Head]:
    """Find labels that are in use, or known, with another mark than usual."""
    in_use = {head.label.casefold() for head in heads.taken}
    lines = {text.rfind("\n", 0, at) for head in heads.taken for at in (head.start, max(head.start, head.end - 1))}
    found = [
        replace(head, doubt=" ".join(text[head.start : head.end].split()))
        for head in others
        if text.rfind("\n", 0, head.start) not in lines and not head.doubt
    ]
    lines |= {text.rfind("\n", 0, head.start) for head in (*heads.unsure, *found)}
    for match in matches:
        label = _label_of(match)
        if text.rfind("\n", 0, match.end()) in lines or not may_be_label(label):
            continue
        if label.casefold() in in_use or ((_is_id(label) or _has_colon(match)) and is_known(label)):
            found.append(_odd_head(match, label, " ".join(match[0].split())))
    return found


def _odd_head(match: re.Match[str], label: str, doubt: str) -> Head:
    mark = match["time"]
    return Head(match.start(), match.end(), label, seconds(first_time(mark)) if mark else None, doubt=doubt)


def _label_of(match: re.Match[str]) -> str:
    return clean_label(match["inner"] or match["fat"] or match["label"] or "")


def _is_weak(head: Head) -> bool:
    """Say whether an odd mark may as well belong to a sentence: "Maria – she came", but not "P1 – she came"."""
    match = ODD.match(head.doubt + " ") if head.doubt and head.doubt != ONCE else None
    return bool(match and any(match[kind] for kind in WEAK) and not _is_id(head.label))


def _is_id(label: str) -> bool:
    return any(c.isdigit() for c in label) or bool(MODERATOR.fullmatch(label) and len(label) > 1)
