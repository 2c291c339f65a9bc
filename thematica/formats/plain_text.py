"""Transcripts in plain text: find the turns, who is named before them, and when they were said.

Four layouts are known, and the one that explains most lines is taken:

    FG5C: Yes.  [00:01:02] FG5C: Yes.  FG5C (0:03): Yes.      a label and a colon
    FG5C  0:03                                                a label and a time alone on a line (Otter, Teams, Rev)
    FG5C <tab> Yes.     0:03 <tab> FG5C <tab> Yes.            columns
    FG5C                                                      a known label alone on a line

A fifth has another mark throughout (``[FG5C] Yes.``, ``FG5C – Yes.``), or, in Word, bold letters alone.

A text without any label is prose. No character is taken out of a text: labels and time marks are just not part
of the speech.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from thematica.formats.bold import read_bold, tell_bold
from thematica.formats.columns import read_columns
from thematica.formats.heads import (
    BLANK,
    COLONS,
    INDENT,
    LABEL,
    ONCE,
    SPAN,
    Head,
    Heads,
    first_time,
    odd_layout,
    settle,
)
from thematica.formats.labels import (
    BEFORE_A_TIME,
    LONGEST,
    MODERATOR,
    NOBODY,
    PHONE,
    IsKnown,
    choose_labels,
    clean_label,
    could_be_a_person,
    is_note,
    looks_like_a_name,
)
from thematica.formats.marked import Marked, apart_from_headings, tell_headings
from thematica.formats.talk import F4, TIME, Places, Talk, Transcribed, seconds
from thematica.model.sentences import name_some

# A label at the beginning of a line, perhaps bold or after a dash or a time, and its colon (also full-width).
COLON = re.compile(
    rf"^{INDENT}(?:[-–>*•]{BLANK}*)?(?:(?P<lead>[\[(]?{SPAN}[\])]?|{F4}){BLANK}*(?:[-–|]{BLANK}*)?)?"
    rf"(?:[\[(]{{1,2}}[^\[\]()\n:]{{1,30}}(?:{TIME})?[\])]{{1,2}}{BLANK}*)?"  # "[laughs] FG5C: …"
    rf"(?:\*\*|__)?(?P<label>{LABEL})(?:\*\*|__)?"
    rf"{BLANK}*(?P<mid>[\[(]{SPAN}[\])])?{BLANK}*(?:{COLONS}(?:\*\*|__)?(?=\s|$)|[：︰﹕])",  # wide: no blank follows
    re.MULTILINE,
)
# A label, its colon, and no blank behind it: "P1:Yes." It counts where the label is in use.
CLOSE = re.compile(rf"^{INDENT}(?P<label>{LABEL}){BLANK}*{COLONS}(?=[^\s/])", re.MULTILINE)
# A label and a time alone on a line, in either order; Zoom's saved captions have the label in brackets, Teams' older
# documents a line from one time to another above it.
ARROW = r"\d{1,2}:\d{1,2}:\d{1,2}[.,]\d{1,7}"
HEAD = re.compile(
    rf"^{INDENT}(?:#+{BLANK}+)?(?:\*\*)?(?P<label>(?:[^\W\d_]|\+\d)[^\n\t:]{{0,{LONGEST - 1}}}?)(?:\*\*)?"
    rf"(?P<gap>{BLANK}+(?:[-–|]{BLANK}+)?)(?P<open>[\[(]?)(?P<time>{SPAN})[\])]?{BLANK}*(?P<colon>:?){BLANK}*$"
    rf"|^(?P<first>[\[(]?{SPAN}[\])]?){BLANK}+(?:[-–|]{BLANK}*)?(?P<second>[^\W\d_][^\n\t:]{{0,39}}?):?{BLANK}*$"
    rf"|^\[(?P<caption>[^\]\n:]{{1,60}})\]{BLANK}+\d{{1,2}}:\d{{2}}:\d{{2}}{BLANK}*$"
    rf"|^(?P<since>{ARROW}){BLANK}*-->{BLANK}*{ARROW}{BLANK}*\n\s*(?P<voice>[^\n:]{{1,60}}?){BLANK}*$"
    rf"(?=\n\s*(?!{ARROW})\S)",
    re.MULTILINE,
)
ALONE = re.compile(rf"^(?:#+{BLANK}+)?(?:\*\*)?(?P<label>[^\W_][^\n\t:.,;!?]{{0,39}}?)(?:\*\*)?{BLANK}*$", re.MULTILINE)
SPEAKERS_BLOCK = re.compile(r"^SPEAKERS:?[ \t]*\n*(?P<names>[^\n]+)$", re.MULTILINE)  # Otter lists them
EMPTY_LINE = re.compile(r"\n[ \t]*\n")
PARAGRAPH = re.compile(r"\S(?:.*\S)?(?:\n[ \t]*\S.*)*")  # lines without an empty line between them
# What programs write below the last turn.
FOOT = re.compile(
    r"\n[ \t]*(?:Transcribed by https?://\S+[^\n]*|[^\n:]{1,60} (?:started|stopped) transcription"
    r"|Transcription ended after [\d:]+|This editable transcript was computer generated[^\n]*)\s*\Z"
)
# A time in brackets, or alone on its line: a clock time in speech is never a mark.
CLOSED = rf"\[{SPAN}\]|\(\d{{1,2}}:\d{{2}}:\d{{2}}(?:[.,]\d{{1,3}})?\)|{F4}"
MARK_BEFORE = re.compile(rf"\s*(?P<mark>{CLOSED}|\({TIME}\)|(?<=\n){BLANK}*{TIME}(?={BLANK}*\n))[ \t]*")
MARK_BEHIND = re.compile(rf"(?P<mark>{CLOSED}|\n{BLANK}*{TIME})\s*\Z")
CLOSED_LINE = re.compile(rf"{CLOSED}|^{BLANK}*{TIME}{BLANK}*$", re.MULTILINE)
# What a typist puts between the turns, and nobody has said.
TYPIST = re.compile(r"notes?(?: (?:to|by|from) .{1,30})?|nb|time|summary|transcri\w*", re.IGNORECASE)
LONGEST_MARK = 200  # characters at the end of a speech in which a mark or a foot is looked for
MOST_NAMED = 10  # in one remark
LEAST_NUMBERS = 3  # times that a number stands before a colon until it may be a speaker


def read_plain_text(
    text: str, is_known: IsKnown, places: Places | None = None, marked: Marked | None = None
) -> Transcribed:
    r"""Read a transcript that is a text; one without labels is cut into paragraphs.

    Args:
        text: The transcript, with LF newlines.
        is_known: Whether a label is that of a declared speaker, a moderator or a participant's id.
        places: Where in the file its characters stand, where these are not the lines of the text.
        marked: Its tables and bold letters, where it comes from Word.

    >>> read = read_plain_text("Ana  0:03\nYes. So: fine.\n\nAna  0:09\nNo.\n", lambda label: False)
    >>> [(turn.start, turn.end, turn.label, turn.time) for turn in read.talk]
    [(10, 24, 'Ana', 3.0), (36, 39, 'Ana', 9.0)]
    """
    where = places or Places.of_lines(text)
    shape = marked or Marked()
    heads = find_heads(text, is_known, shape, where)
    unsure = tuple((head.label, head.start) for head in heads.unsure if is_known(head.label) is not None)
    if not heads.taken:
        prose = (Talk(m.start(), m.start() + len(m[0].rstrip())) for m in PARAGRAPH.finditer(text))
        return Transcribed(text, tuple(prose), where, unsure, tuple(tell_bold(text, shape.bold, where)))
    heads, between = apart_from_headings(text, heads, shape.headings)
    talk = cut_speech(text, heads.taken)
    notes = [head for head in heads.taken if is_note(head.label, is_known)]
    remarks = [*heads.remarks, *_tell_doubts(heads.taken, where), *_remark_on_rest(text, heads, talk)]
    if unmarked := _unmarked(text, heads.taken, talk):
        n = sum(not turn.label for turn in unmarked)
        said = (
            f"only '{heads.taken[0].label}' is marked as a speaker; {n} paragraphs without a label are somebody else's"
        )
        return Transcribed(text, unmarked, where, unsure, (said,))
    if notes:
        at = name_some((where.name(head.start) for head in notes), MOST_NAMED)
        remarks.append(f"{len(notes)} notes by an observer ({at}) belong to no turn")
    if between:
        remarks.append(tell_headings(text, between, where))
    apart = set(between)
    kept = tuple(
        t
        for t, head in zip(talk, heads.taken, strict=True)
        if not is_note(head.label, is_known) and (t.start < t.end or (head.start, head.end) not in apart)
    )
    return Transcribed(text, kept, where, unsure, tuple(remarks))


def find_turns(text: str, is_known: IsKnown) -> tuple[Talk, ...]:
    r"""Give the turns of a text alone.

    >>> [(t.label, t.start, t.end) for t in find_turns("FG1A: Yes. So: fine.\nModerator: Why?\n", lambda label: True)]
    [('FG1A', 6, 20), ('Moderator', 32, 36)]
    """
    return read_plain_text(text, is_known).talk


def find_heads(text: str, is_known: IsKnown, marked: Marked | None = None, where: Places | None = None) -> Heads:
    """Find what stands before each turn, in the layout that explains most lines.

    What another layout would have taken for a known speaker, or for one who speaks here, is unsure: a file may
    change its layout half way, and then a turn would be lost without a word.
    """
    shape = marked or Marked()
    timed, colon = _timed_heads(text, is_known), _colon_heads(text, is_known)
    # One line that ends in a time proves nothing where there are colons.
    order = [timed, colon] if len(timed.taken) >= 2 else [colon, timed]
    best = max(order, key=lambda heads: len(heads.taken))
    bold = read_bold(text, is_known, shape.bold)
    # A colon or a time says more than a tab, another mark, or a name alone, of which a text may hold any number.
    explained = 2 * len(best.taken) > text.count("\n")  # most lines: no other layout can have more than twice as many
    for other, times in (
        (read_columns(text, is_known, shape.rows, where), 2),
        (Heads() if explained else odd_layout(text, is_known), 2),
        (_lone_labels(text, is_known), 5),
        (bold, 1.5),
    ):
        best = other if len(other.taken) > times * len(best.taken) else best
    if not best.taken and not shape.rows:
        best = max((settle(text, heads, is_known) for heads in order), key=lambda heads: len(heads.taken))
    if all(is_note(head.label, is_known) for head in best.taken):
        return Heads(unsure=best.unsure)
    speakers = {head.label for head in best.taken}
    others = [
        head
        for heads in (timed, colon, bold)
        if heads is not best
        for head in (*heads.taken, *heads.unsure)
        if head.label in speakers or is_known(head.label)
    ]
    if any(head.until is not None for head in best.taken):
        lines = {text.rfind("\n", 0, at) for head in best.taken for at in (head.start, head.end)}
        apart = [head for head in others if text.rfind("\n", 0, head.start) not in lines]
        return replace(best, unsure=tuple(sorted((*best.unsure, *apart), key=lambda head: head.start)))
    lines = {text.rfind("\n", 0, at) for head in best.taken for at in (head.start, max(head.start, head.end - 1))}
    known = set(others)
    once = [
        head
        for head in (*bold.taken, *bold.unsure)
        if best is not bold and head not in known and text.rfind("\n", 0, head.start) not in lines
    ]
    return settle(text, replace(best, unsure=(*best.unsure, *once)), is_known, others)


def cut_speech(text: str, heads: Sequence[Head]) -> tuple[Talk, ...]:
    """Cut the speech between heads, without blanks and time marks around it.

    A mark at the end of a speech is its end, and so the beginning of the next turn that has no time of its own.
    """
    talk = []
    above = _behind(text, 0, _strip_end(text, 0, heads[0].start)) if heads else None
    ended = above[1] if above else None
    ends = [head.start for head in heads[1:]] + [len(text)]
    for head, next_head in zip(heads, ends, strict=True):
        start, end = head.end, next_head if head.until is None else head.until
        times = [] if head.time is None else [head.time]
        while mark := MARK_BEFORE.match(text, start, end):
            times.append(seconds(first_time(mark["mark"])))
            start = mark.end()
        time = times[0] if times else ended
        ended = None
        end = _strip_end(text, start, end)
        while behind := _behind(text, start, end):
            at, said = behind
            ended = said if said is not None else ended
            end = _strip_end(text, start, at)
        start += len(text[start:end]) - len(text[start:end].lstrip())
        talk.append(Talk(start, end, head.label, "", time))
    return tuple(talk)


def _unmarked(text: str, heads: Sequence[Head], talk: Sequence[Talk]) -> tuple[Talk, ...]:
    """Give the turns of a text in which one person's are marked and the others' are not; empty if it is none.

    Who is marked again after paragraphs without a mark did not say these; an interviewer did not in any case.
    """
    labels = {head.label for head in heads}
    by_name = bool(MODERATOR.fullmatch(heads[0].label))
    if len(labels) > 1 or not (by_name or len(heads) > 1):
        return ()
    found: list[Talk] = []
    rest = 0
    for head, turn in zip(heads, talk, strict=True):
        found += _paragraphs(text, rest, head.start) if rest or by_name else []
        gap = EMPTY_LINE.search(text, turn.start, turn.end)
        end = gap.start() if gap else turn.end
        found.append(replace(turn, end=end))
        rest = max(end, head.end)
    found += _paragraphs(text, rest, talk[-1].end)
    has_more = any(not turn.label and turn.start > talk[0].start for turn in found)
    return tuple(found) if has_more else ()


def _tell_doubts(heads: Sequence[Head], where: Places) -> list[str]:
    """Name what was taken for a speaker though it stands once, or with an odd mark."""
    once = [f"'{head.label}' ({where.name(head.start)})" for head in heads if head.doubt == ONCE]
    odd = [f"'{head.doubt}' ({where.name(head.start)})" for head in heads if head.doubt and head.doubt != ONCE]
    told = []
    for found, said in (
        (once, "taken for speakers though they stand once: {}; if one is none, say {{role: none}} in speakers.yaml"),
        (odd, "taken for speakers, though written in another way than usual: {}"),
    ):
        told += [said.format(name_some(found, MOST_NAMED))] if found else []
    return told


def _paragraphs(text: str, start: int, end: int) -> list[Talk]:
    found = (match for match in PARAGRAPH.finditer(text, start, end) if not match[0].startswith("#"))
    return [Talk(match.start(), match.start() + len(match[0].rstrip())) for match in found]


def _behind(text: str, start: int, end: int) -> tuple[int, float | None] | None:
    """Find a time mark or a program's last line at the end of a speech: where it begins, and its time."""
    at = max(start, end - LONGEST_MARK)
    tail = text[at:end]
    if mark := MARK_BEHIND.search(tail):
        return at + mark.start(), seconds(first_time(mark["mark"]))
    if foot := FOOT.search(tail):
        return at + foot.start(), None
    return None


def _strip_end(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1].isspace():
        end -= 1
    return end


def _colon_heads(text: str, is_known: IsKnown) -> Heads:
    found = list(COLON.finditer(text))
    labels = [clean_label(match["label"]) for match in found]
    # A time before or behind a name proves it, where a sentence would not have one.
    certain = [
        bool(match["mid"] or (match["lead"] and match["lead"][0] in "[(#")) and looks_like_a_name(label)
        for match, label in zip(found, labels, strict=True)
    ]
    taken, unsure = [], []
    chosen = choose_labels(labels, is_known, certain)
    times = Counter(label for label in labels if label.isdigit())
    numbers = {label for label, n in times.items() if n >= (2 if label.startswith("0") else LEAST_NUMBERS)}
    in_use = {label for label, counts in zip(labels, chosen, strict=True) if counts}
    is_lower = bool(in_use) and all(label[0].islower() for label in in_use)
    for match, label, counts in zip(found, labels, chosen, strict=True):
        mark = match["lead"] or match["mid"]
        head = Head(match.start(), match.end(), label, seconds(first_time(mark)) if mark else None)
        if counts:
            taken.append(head)
        elif (
            looks_like_a_name(label)
            or label in numbers
            or (is_lower and label.isalpha() and label not in NOBODY and is_known(label) is not None)
            or (bool(taken) and label[0].isupper() and TYPIST.fullmatch(label) is not None)
        ):
            unsure.append(head)
    begun = {head.start for head in taken}
    taken += [
        Head(match.start(), match.end(), label, None)
        for match in CLOSE.finditer(text)
        if match.start() not in begun and (label := clean_label(match["label"])) in in_use
    ]
    return Heads(tuple(sorted(taken, key=lambda head: head.start)), tuple(unsure))


def _timed_heads(text: str, is_known: IsKnown) -> Heads:
    found = list(HEAD.finditer(text))
    labels = [clean_label(m["label"] or m["second"] or m["caption"] or m["voice"]) for m in found]
    listed = {name.strip() for block in SPEAKERS_BLOCK.finditer(text) for name in block["names"].split(",")}
    certain = [
        label in listed
        or bool(match["colon"] and match["open"])
        or (bool(match["voice"]) and looks_like_a_name(label))
        or (bool(match["label"]) and bool(PHONE.fullmatch(label)))
        or (
            bool(match["label"])
            and len(match["gap"]) > 1
            and match["gap"].isspace()
            and _after_blank(text, match.start())
        )
        for match, label in zip(found, labels, strict=True)
    ]
    counted = choose_labels(labels, is_known, certain)
    taken: list[Head] = []
    unsure: list[Head] = []
    shapes = {_shape(match) for match, counts in zip(found, counted, strict=True) if counts} - {""}
    for match, label, counts in zip(found, labels, counted, strict=True):
        mark = match["time"] or match["first"] or match["since"]
        time = None if mark is None else seconds(mark if match["since"] else first_time(mark))
        head = Head(match.start(), match.end(), label, time)
        is_named = label[0].isupper() or PHONE.fullmatch(label) is not None
        if counts and (is_known(label) or (is_named and not BEFORE_A_TIME.fullmatch(label))):
            taken.append(head)
        elif looks_like_a_name(label) and not BEFORE_A_TIME.fullmatch(label):
            alike = _shape(match) in shapes and could_be_a_person(label) and is_known(label) is not None
            (taken if alike else unsure).append(replace(head, doubt=ONCE) if alike else head)
    return Heads(tuple(taken), tuple(unsure))


def _shape(match: re.Match[str]) -> str:
    """Say how a time stands beside a name alone on a line; empty if a sentence could stand so, too."""
    if match["first"] and not match["first"][0].isdigit():
        return f"{match['first'][0]} before"
    if match["open"]:
        return f"{match['open']} behind"
    if match["gap"] and not match["gap"].isspace():
        return "dash"
    return "gap" if match["gap"] and (len(match["gap"]) > 1 or "\t" in match["gap"]) else ""


def _after_blank(text: str, at: int) -> bool:
    return at == 0 or text[max(0, at - 2) : at] in ("\n", "\n\n")


def _lone_labels(text: str, is_known: IsKnown) -> Heads:
    found = [(match, clean_label(match["label"])) for match in ALONE.finditer(text)]
    known = {label: is_known(label) for _, label in found}
    taken = [Head(match.start(), match.end(), label) for match, label in found if known[label]]
    return Heads(tuple(taken) if len(taken) > 1 else ())


def _remark_on_rest(text: str, found: Heads, talk: Sequence[Talk]) -> list[str]:
    """Say how many words belong to no turn, before the first head (lines with ``#`` are notes) and after it."""
    heads = found.taken
    for start, end in found.headers:
        text = text[:start] + " " * (end - start) + text[end:]
    before = "\n".join(line for line in text[: heads[0].start].split("\n") if not line.startswith("#"))
    starts = [*(head.start for head in heads[1:]), len(text)]
    gaps = []
    for head, turn, start in zip(heads, talk, starts, strict=True):
        # In columns the label may stand behind the words.
        end = turn.end if head.until is None else text.find("\n", turn.end) % (len(text) + 1)
        gaps.append(FOOT.sub("", f"\n{text[end:start]}"))
    before, after = (CLOSED_LINE.sub("", part) for part in (before, "\n".join(gaps)))
    remarks = []
    if n := len(before.strip(" *->–•").split()):
        remarks.append(f"{n} words before the first speaker belong to no turn")
    if n := len(after.split()):
        remarks.append(f"{n} words behind the turns belong to none")
    return remarks
