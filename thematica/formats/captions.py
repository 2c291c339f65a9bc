"""Captions: WebVTT and SubRip, as Zoom, Teams, YouTube, broadcasters and other programs write them."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from thematica.errors import MaterialError, Problem
from thematica.formats.caption_file import NAMED_ID, Cue, CueFile, read_cues
from thematica.formats.labels import MARK_AFTER, IsKnown, choose_labels, clean_label, looks_like_a_name
from thematica.formats.plain_text import COLON
from thematica.formats.rolling_captions import without_repeats
from thematica.formats.spoken import Link, Said, ends_sentence, join_said, say_that_nobody_is_named
from thematica.formats.talk import Transcribed, compose
from thematica.model.sentences import name_places, name_some

# What may repeat is bounded: a file of nothing but "<v " must not take for ever.
VOICE = re.compile(
    r"<v(?:\.[^\s.<>]{1,60}){0,9}[ \t]+(?P<label>[^<>]{1,200})>(?P<words>.*?)(?=</v>|<v[ .\t]|\Z)", re.DOTALL
)
TAG = re.compile(
    r"</?(?:c|i|b|u|v|s|ruby|rt|lang|font)(?:[. \t][^<>]{0,300})?>|<\d{2}:\d{2}[\d:.]{0,20}>|\{\\[^{}\n]{0,99}\}",
    re.IGNORECASE,
)
BREAK = re.compile(r"<br[ ]?/?>|\\N(?![a-z])", re.IGNORECASE)
# Somebody else begins: ">>" of broadcasters, or a dash before the words of each of two.
CHEVRONS = re.compile(r"(?:^|(?<=\s))>{2,3}(?!>)[ \t]*")
DASH = re.compile(r"^[-–—‐](?![-–—])(?:[ \t]+|(?=[^\W\d_]|[¿¡\"“«\[(]))")
BRACKETS = re.compile(r"^[\[(](?P<label>[^\[\]()\n]{1,60})[\])][ \t]*:?[ \t]*")
MACHINE = re.compile(r"speaker[_ ]?\d{1,3}", re.IGNORECASE)  # as WhisperX writes it: "[SPEAKER_00]: Yes."
WITHIN = re.compile(r"[\[(]([^\[\]()\n]{1,60})[\])]")
SOUND = re.compile(
    r"(?:.*\b)?(?:music\w*|applau\w*|laugh\w*|chuckl\w*|cheer\w*|nois\w*|silence|silent|pause\w*|foreign|inaudible|unclear"
    r"|crosstalk|sound\w*|sigh\w*|cough\w*|door|phone|bell|ring\w*|singing|speaking|musik|applaus|lacht|gelächter"
    r"|rires?|risas|música|musique)(?:\b.*)?",
    re.IGNORECASE,
)
LEAST_BRACKETS = 0.1  # of all cues have a name in brackets, where these are speakers and not words
LEAST_UNNAMED = 0.15  # of the cues have no name, where it is written only when the speaker changes
MOST_REPEATED = 0.05  # of the named cues name the one before again, there
MOST_LINES = 10  # named in one remark
WRITE_NAMES = "Write the name before the caption where somebody begins ('Anna: …'), and what follows is hers"

Mark = Literal["", ">>", "-"]


@dataclass(frozen=True, slots=True)
class Voice:
    """Words of one speaker in one cue, before it is known which labels count."""

    words: str
    label: str
    rest: str  # the words, should the label not count
    cue: Cue
    line: int
    mark: Mark = ""
    is_tag: bool = False  # a voice tag, which needs no proof
    is_first: bool = True  # of its cue
    in_brackets: bool = False


def read_captions(text: str, file: str, is_known: IsKnown) -> Transcribed:
    r"""Read .vtt and .srt; neighbouring cues of one speaker become one turn.

    The document's text is not the file, but its turns, each after its speaker: cues cut sentences at any word.

    Raises:
        MaterialError: There is no cue in it.

    >>> cue = "00:01.000 --> 00:02.000\n<v FG5C>Yes &amp; no</v>\n"
    >>> shown = read_captions(f"WEBVTT\n\n{cue}", "a.vtt", lambda label: True)
    >>> shown.text, shown.talk[0].time
    ('FG5C: Yes & no', 1.0)
    """
    found = read_cues(text)
    if not found.cues:
        message = "has no captions in it; each begins with a line such as 00:00:01.000 --> 00:00:04.000"
        raise MaterialError([Problem(message, file)])
    cues = [cue if _has_voices(cue) else _read_plain(cue) for cue in found.cues]
    cues, n_repeated = without_repeats(cues)
    # Among words ">>" may be anything, unless lines begin so: "Settings >> Audio".
    has_chevrons = any(plain.startswith(">>") for cue in cues for _, plain, _ in cue.lines)
    voices = [voice for cue in cues for voice in _voices(cue, has_chevrons=has_chevrons)]
    maybe = _may_be_names_in_brackets(voices)
    counted = _count_labels(voices, maybe, is_known)
    said, remarks = _attribute(voices, counted, is_known)
    pieces = join_said(said)
    composed, talk, places = compose(pieces, "line")
    if n_repeated:
        remarks.append(f"captions that roll: {n_repeated} lines that repeat the caption before were read once")
    at = {piece.number: turn.start for piece, turn in zip(reversed(pieces), reversed(talk), strict=True)}
    at |= {number: start for start, number in zip(reversed(places.starts), reversed(places.numbers), strict=True)}
    maybe_set = frozenset(maybe)
    unsure = tuple(
        (voice.label, at[voice.line])
        for voice, counts in zip(voices, counted, strict=True)
        if not counts and voice.line in at and _is_unsure(voice, maybe_set)
    )
    unnamed = say_that_nobody_is_named("caption", len(cues), len(talk), WRITE_NAMES)
    return Transcribed(composed, talk, places, unsure, (*_remark_on_file(found), *remarks), unnamed)


def _has_voices(cue: Cue) -> bool:
    return any("<v" in line for _, line, _ in cue.lines)


def _read_plain(cue: Cue) -> Cue:
    lines = tuple((number, _plain(line), line) for number, line, _ in cue.lines)
    return Cue(cue.line, cue.start, cue.end, lines, cue.id)


def _voices(cue: Cue, *, has_chevrons: bool) -> Iterator[Voice]:
    """Give the voices of one cue."""
    body = "\n".join(raw for _, _, raw in cue.lines)
    number = cue.lines[0][0] if cue.lines else cue.line
    found = list(VOICE.finditer(body)) if "<v" in body else []
    if not found and "<v" in body:
        cue = _read_plain(cue)
    named = NAMED_ID.fullmatch(cue.id)
    if not found and named:
        if words := _plain(body):
            yield Voice(words, named["label"].strip(), words, cue, number, is_tag=True)
        return
    if not found:
        yield from _labelled(cue, has_chevrons=has_chevrons)
        return
    if words := _plain(body[: found[0].start()]):
        yield Voice(words, "", words, cue, number)
    for voice in found:
        label = _plain(voice["label"])
        words = _plain(voice["words"])
        behind = _plain(_after(body, voice.end()))
        if words or behind:
            said = f"{words} {behind}".strip() if behind else words
            yield Voice(said, label, said, cue, number, is_tag=True)


def _after(body: str, at: int) -> str:
    """Give what stands between a closed voice and the next one: it belongs to nobody else."""
    rest = body[at:]
    if rest in ("", "</v>"):
        return ""
    start = VOICE.search(rest)
    return rest[: start.start()] if start else rest


def _labelled(cue: Cue, *, has_chevrons: bool) -> Iterator[Voice]:
    """Give the voices of a cue without tags, line by line; a line without label or mark goes on with the one before."""
    is_first = True
    waiting: Mark = ""  # a mark at the end of a line is that of the next
    for number, plain, _ in cue.lines:
        for found, part in _cut_at_marks(plain, has_chevrons=has_chevrons):
            mark, waiting = found or waiting, ""
            if not part:
                waiting = mark
                continue
            match = COLON.match(part)
            label = clean_label(match["label"]) if match else ""
            bracket = None if match or not (is_first or mark) else BRACKETS.match(part)
            end = match.end() if match else bracket.end() if bracket else 0
            if bracket:
                label = bracket["label"].strip()
            words = part[end:].strip()
            yield Voice(words, label, part, cue, number, mark, is_first=is_first, in_brackets=bool(bracket))
            is_first = False


def _cut_at_marks(line: str, *, has_chevrons: bool) -> Iterator[tuple[Mark, str]]:
    """Cut a line where it says that somebody else begins: the mark, and what follows it."""
    mark: Mark = ""
    at = 0
    if dash := DASH.match(line):
        mark, at = "-", dash.end()
    for match in CHEVRONS.finditer(line) if has_chevrons else ():
        if words := line[at : match.start()].strip():
            yield mark, words
        mark, at = ">>", match.end()
    words = line[at:].strip()
    if words or mark:
        yield mark, words


def _count_labels(voices: Sequence[Voice], maybe: Sequence[str], is_known: IsKnown) -> list[bool]:
    """Say of each voice whether what stands before its words is a speaker."""
    tags = {voice.label for voice in voices if voice.is_tag}
    labels = [voice.label if not voice.in_brackets else "" for voice in voices]
    certain = [voice.is_tag or (voice.mark == ">>" and looks_like_a_name(label))
               for voice, label in zip(voices, labels, strict=True)]  # fmt: skip
    counted = choose_labels(labels, lambda label: bool(label) and (label in tags or is_known(label)), certain)
    counted = [counts and bool(label) for counts, label in zip(counted, labels, strict=True)]
    named = {label for label, counts in zip(labels, counted, strict=True) if counts}
    brackets = {
        v.label
        for v in voices
        if v.in_brackets and (v.label in named or is_known(v.label) or MACHINE.fullmatch(v.label))
    }
    n_cues = len({voice.cue.line for voice in voices})
    if not named - brackets and len(maybe) >= max(2.0, LEAST_BRACKETS * n_cues):
        brackets |= {label for label, n in Counter(maybe).items() if n >= 2}
    return [
        voice.label in brackets if voice.in_brackets else counts for voice, counts in zip(voices, counted, strict=True)
    ]


def _may_be_names_in_brackets(voices: Sequence[Voice]) -> list[str]:
    """Give what stands in brackets before words and may be a speaker: "[Anna] Yes.", not "[Music]" or "[Tutor 1]".

    A speaker stands before words, never among them and never alone; and where speakers are written so, many are.
    """
    found = [v for v in voices if v.in_brackets and looks_like_a_name(v.label) and not SOUND.fullmatch(v.label)]
    found = [v for v in found if not MARK_AFTER.match(f" [{v.label}]")]
    if not found:
        return []
    within = set(WITHIN.findall("\n".join(v.words if v.in_brackets else v.rest for v in voices)))
    lone = {v.label for v in found if not v.words and len(v.cue.lines) == 1}
    return [v.label for v in found if v.label not in lone | within]


def _is_unsure(voice: Voice, maybe: frozenset[str] = frozenset()) -> bool:
    if voice.in_brackets:
        return bool(voice.words) and voice.label in maybe
    return looks_like_a_name(voice.label)


def _attribute(voices: Sequence[Voice], counted: Sequence[bool], is_known: IsKnown) -> tuple[list[Said], list[str]]:
    """Say who says what, as far as the file does, and what had to be decided for that."""
    labels = [voice.label if counts else "" for voice, counts in zip(voices, counted, strict=True)]
    is_named = any(labels)
    names = {label for label in set(labels) if looks_like_a_name(label) or (label and is_known(label))}
    # One name alone marks one of several, perhaps only who asks: then the rest is not hers.
    is_carried = len(names) >= 2 and _names_at_changes_only(voices, labels)
    has_chevrons = sum(voice.mark == ">>" for voice in voices) >= 2
    said: list[Said] = []
    carried, alone, dashes = 0, [], []
    for voice, label in zip(voices, labels, strict=True):
        words = voice.words if label or voice.is_tag else voice.rest
        before = said[-1] if said else None
        link: Link = "open"
        if label:
            link = "begins" if voice.mark else "open"
        elif voice.mark:
            link = "begins"
            dashes += [voice.line] if voice.mark == "-" else []
        elif _is_unsure(voice) and (not before or ends_sentence(before.words)):
            link = "begins"  # perhaps somebody who speaks once; the words are nobody else's
        elif before and not voice.is_first:
            label, link = before.label, "goes on"
        elif before and (has_chevrons or (is_carried and before.label)):
            carried += bool(before.label)
            label, link = before.label, "goes on"
        elif is_named:
            alone.append(voice.line)
        said.append(Said(words, label, voice.cue.start, voice.cue.end, voice.line, link))
    remarks = []
    if carried:
        remarks.append(
            f"the speaker is named only where it changes; captions given to the speaker named last: {carried}"
        )
    if has_chevrons:
        remarks.append("'>>' was read as the beginning of somebody else's turn")
    if dashes:
        remarks.append(f"a dash was read as the beginning of somebody else's turn in {_lines(dashes)}")
    if alone:
        remarks.append(f"captions without a name among named ones, so whose they are is not known: {_lines(alone)}")
    return said, remarks


def _names_at_changes_only(voices: Sequence[Voice], labels: Sequence[str]) -> bool:
    """Say whether a name stands only where the speaker changes, so that what follows is the same speaker's.

    Programs that name the speaker of each caption name one twice in a row all the time; then a caption without a
    name is one whose speaker they did not know.
    """
    named = again = bare = 0
    for place, (voice, label) in enumerate(zip(voices, labels, strict=True)):
        if voice.is_tag:
            return False
        if not voice.is_first or (
            not label and (voice.mark or _is_unsure(voice) or not WITHIN.sub("", voice.rest).strip())
        ):
            continue
        named += bool(label)
        bare += not label and named > 0
        again += bool(label) and place > 0 and labels[place - 1] == label
    return bare >= max(2.0, LEAST_UNNAMED * (named + bare)) and again <= MOST_REPEATED * named


def _remark_on_file(found: CueFile) -> list[str]:
    remarks = []
    if found.unread:
        remarks.append(
            f"times that are not written like 00:00:01.000 --> 00:00:04.000, in {_lines(found.unread)}; the words are "
            "read, the time is not"
        )
    if found.backward:
        remarks.append(f"captions that end before they begin: {_lines(found.backward)}; the beginning was taken")
    if found.earlier:
        remarks.append(
            f"captions that begin before the one above them: {_lines(found.earlier)}; the order of the file was kept"
        )
    if found.comments:
        remarks.append(f"notes and styles that are no captions were left out: {_lines(found.comments)}")
    if found.ids:
        remarks.append(f"taken for names of captions, not for words: {name_some(found.ids, MOST_LINES)}")
    if found.preamble:
        remarks.append(f"stands above the first caption and was left out: {name_some(found.preamble, MOST_LINES)}")
    return remarks


def _lines(numbers: Sequence[int]) -> str:
    return name_places("line", numbers, MOST_LINES)


def _plain(marked: str) -> str:
    """Take tags out of a caption and write its entities as characters, on one line."""
    if "<" in marked or "\\" in marked:
        marked = TAG.sub("", BREAK.sub(" ", marked))
    return " ".join((html.unescape(marked) if "&" in marked else marked).split())
