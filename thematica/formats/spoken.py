"""From captions and recognised speech to turns: what belongs together where a speaker is known, and where nobody is.

A caption is cut by the clock, not by who speaks. Captions of one known speaker are joined. Where no speaker is known
there are no turns to be found; then sentences are put together again, and cut where people most often take turns
(decision record 0020).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from thematica.formats.talk import Piece
from thematica.model.sentences import count

# How a stretch follows the one before, as far as the file says: somebody else begins, the same one goes on, or open.
Link = Literal["begins", "goes on", "open"]

PAUSE = 2.0  # seconds; people who talk with each other seldom leave more than one between them
LONG_PAUSE = 10.0  # after so many no sentence goes on
LONG = 60.0  # seconds of talk by nobody in particular after which the next end of a sentence ends the turn
TOO_LONG = 180.0  # and the next end of a caption
USUAL = 5.0  # seconds of a caption that has no times
BACK = 10.0  # seconds back in time: another recording begins
FEW = 0.05  # of all captions end a sentence: nobody has set full stops

CLOSING = r"[\"'”’»«›)\]]*"
MARK_BEHIND = re.compile(r"(?:[ ]?[\[(♪][^\[\]()]{0,60}[\])♪])+$|[ ]?♪+$")  # "[laughs]" says nothing about the sentence
END = re.compile(rf"[.!?…。！？؟।॥؛]{CLOSING}$")
TRAILS_OFF = re.compile(r"(?:\.\.|…)$")
SHORT = re.compile(r"\b(?:dr|mr|mrs|ms|prof|vs|e\.g|i\.e|z\.b|bzw)\.$", re.IGNORECASE)
QUESTION = re.compile(rf"[?？؟]{CLOSING}$")
STATEMENT = re.compile(rf"[.!。！।]{CLOSING}\s")


NOBODY = (
    "no {unit} names a speaker, so nobody knows who says what; {n} became {turns}, cut at pauses, questions and ends "
    "of sentences, and count for the session only. {what}; if only one person speaks, speakers.yaml can say who, by a "
    'line for ""'
)


@dataclass(frozen=True, slots=True)
class Said:
    """Words between two times.

    Attributes:
        words: What was said.
        label: Who, as far as the file says.
        start, end: Seconds, where the file has them.
        number: Its line or segment in the file.
        link: How it follows what stands before it.
    """

    words: str
    label: str = ""
    start: float | None = None
    end: float | None = None
    number: int = 0
    link: Link = "open"


def join_said(said: Sequence[Said]) -> list[Piece]:
    """Join what one speaker said; where nobody is named in the whole file, join sentences at their usual seams.

    >>> one, two = Said("How was", start=0.0, end=1.0), Said("it?", start=1.0, end=2.0)
    >>> [piece.words for piece in join_said([one, two, Said("Fine.", start=2.0, end=3.0)])]
    ['How was it?', 'Fine.']
    """
    is_named = any(each.label for each in said)
    bare = [each for each in said if not each.label]
    is_pointed = sum(ends_sentence(each.words) for each in bare) > FEW * len(bare)
    runs: list[list[Said]] = []
    for each in said:
        if runs and _is_one_sentence(runs[-1], each, is_pointed=is_pointed):
            runs[-1].append(each)
        else:
            runs.append([each])
    return [_piece(run) for run in (runs if is_named else _join_sentences(runs, is_pointed=is_pointed))]


def say_that_nobody_is_named(unit: str, n: int, n_turns: int, what_to_do: str) -> str:
    """Say what was made of captions or segments without speakers, and what she can do."""
    return NOBODY.format(unit=unit, n=count(n, unit), turns=count(n_turns, "turn"), what=what_to_do)


def _is_one_sentence(run: Sequence[Said], after: Said, *, is_pointed: bool) -> bool:
    """Say whether the same speaker, or the same sentence of nobody, goes on."""
    last = run[-1]
    if after.label or last.label:
        return after.label == last.label
    if after.link != "open":
        return after.link == "goes on"
    if not is_pointed:
        return _gap(run, after) < PAUSE and _length(run, after) < LONG
    is_over = ends_sentence(last.words) and not (
        TRAILS_OFF.search(last.words) and after.words.lstrip(" .…")[:1].islower()
    )
    return not is_over and _gap(run, after) < LONG_PAUSE and _length(run, after) < TOO_LONG


def _join_sentences(runs: Sequence[list[Said]], *, is_pointed: bool) -> list[list[Said]]:
    """Join the sentences of nobody in particular until there is a pause, or a question, or they get long."""
    turns: list[list[Said]] = []
    is_closed = True
    for run in runs:
        words = " ".join(each.words for each in run)
        asks = bool(QUESTION.search(words))
        is_alone = asks and not STATEMENT.search(words)
        apart = run[0].link == "begins"
        if is_closed or apart or is_alone or _gap(turns[-1], run[0]) >= PAUSE or _length(turns[-1], run[0]) >= LONG:
            turns.append(list(run))
        else:
            turns[-1] += run
        # Who was marked as somebody else said this, and perhaps nothing more.
        is_closed = asks or not is_pointed or turns[-1][0].link == "begins"
    return turns


def ends_sentence(words: str) -> bool:
    """Say whether a sentence ends here."""
    bare = words[-200:]
    if bare.endswith(("]", ")", "♪")):
        bare = MARK_BEHIND.sub("", bare)
    return not bare or has_stop(bare)


def has_stop(words: str) -> bool:
    """Say whether the last word has a full stop, or what is like one: "Dr." has none.

    >>> has_stop("Yes."), has_stop("Dr."), has_stop("[laughs]")
    (True, False, False)
    """
    return bool(END.search(words) and not SHORT.search(words))


def _gap(run: Sequence[Said], after: Said) -> float:
    """Give the seconds of silence before a stretch; none where times are not known."""
    ends = [each.end for each in run[-3:] if each.end is not None]
    if after.start is None or not ends:
        return 0.0
    begun = run[-1].start
    if begun is not None and after.start < begun - BACK:
        return LONG_PAUSE
    return max(0.0, after.start - max(ends))


def _length(run: Sequence[Said], after: Said) -> float:
    """Give the seconds that a run lasts until what follows."""
    begun = run[0].start
    if begun is None or after.start is None or after.start < begun:
        return USUAL * len(run)
    return after.start - begun


def _piece(run: Sequence[Said]) -> Piece:
    words: list[str] = []
    inner: list[tuple[int, int]] = []
    at = 0
    for each in run:
        if words and each.words and each.number != run[0].number:
            inner.append((at, each.number))
        if each.words:
            words.append(each.words)
            at += len(each.words) + 1
    return Piece(" ".join(words), run[0].label, run[0].start, run[0].number, inner=tuple(inner))
