"""Captions: WebVTT and SubRip, as Zoom, Teams and other programs write them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from thematica.errors import MaterialError, Problem
from thematica.formats.labels import IsKnown, choose_labels, clean_label, looks_like_a_name
from thematica.formats.plain_text import COLON
from thematica.formats.talk import TIME, Piece, Transcribed, compose, seconds

CUE = re.compile(rf"^[ \t]*(?P<start>{TIME})[ \t]*-->[ \t]*(?P<end>{TIME})")
# What may repeat is bounded: a file of nothing but "<v " must not take for ever.
VOICE = re.compile(
    r"<v(?:\.[^\s.<>]{1,60}){0,9}[ \t]+(?P<label>[^<>]{1,200})>(?P<words>.*?)(?=</v>|<v[ .\t]|\Z)", re.DOTALL
)
TAG = re.compile(
    r"</?(?:c|i|b|u|v|s|ruby|rt|lang|font)(?:[. \t][^<>]{0,300})?>|<\d{2}:\d{2}[\d:.]{0,20}>|\{\\[^{}\n]{0,99}\}"
)
BLOCK = re.compile(r"(?:NOTE|STYLE|REGION)\b")  # blocks of WebVTT that are not captions


@dataclass(frozen=True, slots=True)
class Voice:
    """Words of one speaker in one cue, before it is known which labels count."""

    words: str
    label: str
    rest: str  # the words, should the label not count
    time: float
    line: int
    is_marked: bool = False  # a voice tag, which needs no proof
    is_first: bool = True  # of its cue


def read_captions(text: str, file: str, is_known: IsKnown) -> Transcribed:
    r"""Read .vtt and .srt; neighbouring cues of one speaker become one turn, cues of nobody stay as they are.

    The document's text is not the file, but its turns, each after its speaker: cues cut sentences at any word.

    Raises:
        MaterialError: There is no cue in it.

    >>> cue = "00:01.000 --> 00:02.000\n<v FG5C>Yes &amp; no</v>\n"
    >>> shown = read_captions(f"WEBVTT\n\n{cue}", "a.vtt", lambda label: True)
    >>> shown.text, shown.talk[0].time
    ('FG5C: Yes & no', 1.0)
    """
    voices = [voice for line, block in _blocks(text) for voice in _voices(block, line)]
    if not voices:
        if "-->" in text:
            return Transcribed("", (), compose([], "line")[2])
        message = "has no captions in it; each begins with a line such as 00:00:01.000 --> 00:00:04.000"
        raise MaterialError([Problem(message, file)])
    marked = {voice.label for voice in voices if voice.is_marked}
    counted = choose_labels(
        [voice.label for voice in voices],
        lambda label: label in marked or is_known(label),
        [voice.is_marked for voice in voices],
    )
    pieces, unsure = _merge(voices, counted)
    composed, talk, places = compose(pieces, "line")
    at = {piece.number: turn.start for piece, turn in zip(reversed(pieces), reversed(talk), strict=True)}
    found = tuple((label, at[line]) for label, line in unsure if line in at)
    return Transcribed(composed, talk, places, found)


def _blocks(text: str) -> Iterator[tuple[int, list[str]]]:
    """Give what stands between empty lines, with the number of its first line."""
    block: list[str] = []
    first = 1
    for number, line in enumerate([*text.split("\n"), ""], 1):
        if line.strip():
            first = first if block else number
            block.append(line)
        elif block:
            yield first, block
            block = []


def _voices(block: list[str], line: int) -> Iterator[Voice]:
    """Give the voices of one cue; its id is whatever stands before its times."""
    place = next((i for i, each in enumerate(block) if CUE.match(each)), None)
    if place is None or BLOCK.match(block[0]):
        return
    match = CUE.match(block[place])
    time = seconds(match["start"]) if match else 0.0
    body = "\n".join(block[place + 1 :])
    number = line + place + 1
    found = list(VOICE.finditer(body))
    if not found:
        yield from _labelled(block[place + 1 :], time, number)
        return
    if words := _plain(body[: found[0].start()]):
        yield Voice(words, "", words, time, number)
    for voice in found:
        label = _plain(voice["label"])
        words = _plain(voice["words"])
        behind = _plain(_after(body, voice.end()))
        if words or behind:
            yield Voice(f"{words} {behind}".strip(), label, words, time, number, is_marked=True)


def _after(body: str, at: int) -> str:
    """Give what stands between a closed voice and the next one: it belongs to nobody else."""
    rest = body[at:]
    start = VOICE.search(rest)
    return rest[: start.start()] if start else rest


def _labelled(lines: list[str], time: float, number: int) -> Iterator[Voice]:
    """Give the voices of a cue without tags, line by line; a line without a label goes on with the one before."""
    first = True
    for offset, line in enumerate(lines):
        plain = _plain(line)
        match = COLON.match(plain)
        label = clean_label(match["label"]) if match else ""
        if not plain:
            continue
        words = plain[match.end() :].strip() if match else plain
        yield Voice(words, label, plain, time, number + offset, is_first=first)
        first = False


def _merge(voices: list[Voice], counted: list[bool]) -> tuple[list[Piece], list[tuple[str, int]]]:
    pieces: list[Piece] = []
    unsure: list[tuple[str, int]] = []
    for voice, counts in zip(voices, counted, strict=True):
        label = voice.label if counts else ""
        words = voice.words if counts or voice.is_marked else voice.rest
        if not counts and voice.label and looks_like_a_name(voice.label):
            unsure.append((voice.label, voice.line))
        goes_on = bool(pieces) and ((bool(label) and pieces[-1].label == label) or (not label and not voice.is_first))
        if goes_on:
            before = pieces[-1]
            joined = f"{before.words} {words}".strip()
            pieces[-1] = Piece(joined, before.label, before.time, before.number)
        else:
            pieces.append(Piece(words, label, voice.time, voice.line))
    return pieces, unsure


def _plain(marked: str) -> str:
    """Take tags out of a caption and write its entities as characters, on one line."""
    return " ".join(html.unescape(TAG.sub("", marked)).split())
