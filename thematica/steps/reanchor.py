"""Find coded spans again after their document was corrected, anonymised or added to."""

from __future__ import annotations

import difflib
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from thematica.model.codings import Reanchored

# Shape (3, n): first character, one past the last, and hash of every word of a text.
Words = NDArray[np.uint32]

WORD = re.compile(r"\w+")
MARKS_AFTER = re.compile(r"[^\w\s]*")
MARKS_BEFORE = re.compile(r"[^\w\s]*$")
FEWEST_WORDS = 4  # of a passage to be looked for elsewhere; "Yeah." is said by everybody
PASSES = 5
SHARE_STILL_THERE = 0.5  # of the words of a span; with fewer of them it is not the same passage any more
MOST_APART = 3  # times as long as it was; words of a span that lie further apart are no passage any more
NOWHERE = -1


def take_words(text: str) -> Words:
    """Give the places and hashes of the words of a text; the words cannot be read back from it.

    Capitals do not matter.

    >>> take_words("She is busy.")[:2].tolist()
    [[0, 4, 7], [3, 6, 11]]
    """
    found = [(*m.span(), zlib.crc32(m[0].casefold().encode("utf-8", "surrogatepass"))) for m in WORD.finditer(text)]
    return np.array(found, dtype=np.uint32).reshape(-1, 3).T


def reanchor(spans: Sequence[tuple[int, int]], before: Words, text: str) -> list[Reanchored]:
    """Find spans of an old text in a new one.

    Both texts are aligned word by word, so that a passage that occurs several times keeps its turn; what is
    left over of both is aligned again, so that a passage that was put elsewhere is found there.

    Args:
        spans: First character and one past the last, in the old text.
        before: The words of the old text (``take_words``).
        text: The new text.

    Returns:
        For each span, in order, where it stands now.
    """
    alignment = _align(before, text)
    return [_follow(span, alignment) for span in spans]


@dataclass(frozen=True)
class _Alignment:
    """An old text laid beside a new one, word by word."""

    text: str
    before: Words
    after: Words
    same: NDArray[np.intp]  # for each old word the same word of the new text, or NOWHERE
    stands_for: NDArray[np.intp]  # for each old word the same word, or the one put in its place, or NOWHERE

    def near(self, word: int) -> int:
        """Give the character at which an old word stood: after the nearest word before it that is still there."""
        known = self.stands_for[:word][self.stands_for[:word] != NOWHERE]
        return int(self.after[1, known[-1]]) if len(known) else 0


def _align(before: Words, text: str) -> _Alignment:
    after = take_words(text)
    n, m = before.shape[1], after.shape[1]
    head = _common(before[2], after[2])
    tail = _common(before[2, head:][::-1], after[2, head:][::-1])
    same = np.full(n, NOWHERE, dtype=np.intp)
    same[:head] = np.arange(head)
    same[n - tail :] = np.arange(m - tail, m)
    stands_for = same.copy()
    for turn in range(PASSES):  # the first finds what stands in the old order, the others what was put elsewhere
        old = np.flatnonzero(same == NOWHERE)
        new = np.setdiff1d(np.arange(m), same)
        matcher = difflib.SequenceMatcher(None, before[2, old].tolist(), after[2, new].tolist())
        codes = matcher.get_opcodes()
        if turn and max((code[2] - code[1] for code in codes if code[0] == "equal"), default=0) < FEWEST_WORDS:
            break
        for kind, i, i_end, j, j_end in codes:
            if kind == "equal" and (i_end - i > 1 or not turn):
                same[old[i:i_end]] = stands_for[old[i:i_end]] = new[j:j_end]
            elif kind == "replace" and not turn:
                stands_for[old[i:i_end]] = new[np.linspace(j, j_end - 1, i_end - i).astype(np.intp)]
    return _Alignment(text, before, after, same, stands_for)


def _common(before: NDArray[np.uint32], after: NDArray[np.uint32]) -> int:
    """Count the words that two texts begin with in common."""
    n = min(len(before), len(after))
    differ = np.flatnonzero(before[:n] != after[:n])
    return int(differ[0]) if len(differ) else n


def _follow(span: tuple[int, int], texts: _Alignment) -> Reanchored:
    first = int(np.searchsorted(texts.before[1], span[0], side="right"))
    last = int(np.searchsorted(texts.before[0], span[1], side="left"))
    if first >= last:
        return _place_marks(span, first, texts)
    held = texts.same[first:last]
    there = held[held != NOWHERE]
    if len(there) == len(held) and (np.diff(there) == 1).all():
        return _place_same(span, first, last, int(there[0]), texts)
    scattered = len(there) > 0 and np.ptp(there) > MOST_APART * len(held) + FEWEST_WORDS
    if scattered or len(there) < SHARE_STILL_THERE * len(held):
        return Reanchored(texts.near(first), texts.near(first), "lost")
    return _place_changed(span, first, last, texts)


def _place_marks(span: tuple[int, int], word: int, texts: _Alignment) -> Reanchored:
    """Give the span of mere marks: it stays between its two words while they stay as far apart as they were."""
    before, after = texts.before, texts.after
    old_left = int(before[1, word - 1]) if word else 0
    new_left = int(after[1, texts.same[word - 1]]) if word and texts.same[word - 1] != NOWHERE else 0
    last = word == before.shape[1]
    if word and texts.same[word - 1] == NOWHERE:
        return Reanchored(texts.near(word), texts.near(word), "lost")
    if not last and texts.same[word] == NOWHERE:
        return Reanchored(texts.near(word), texts.near(word), "lost")
    new_right = len(texts.text) if last else int(after[0, texts.same[word]])
    start, end = new_left + span[0] - old_left, new_left + span[1] - old_left
    if end > new_right or (not last and new_right - new_left != int(before[0, word]) - old_left):
        return Reanchored(new_left, new_left, "lost")
    return Reanchored(start, end, "kept" if (start, end) == span else "moved")


def _place_same(span: tuple[int, int], first: int, last: int, found: int, texts: _Alignment) -> Reanchored:
    """Give the span of the same words at another place, with as many marks around them as before."""
    before, after = texts.before, texts.after
    beyond = found + last - first
    start = int(after[0, found]) + span[0] - int(before[0, first])
    end = int(after[1, beyond - 1]) + span[1] - int(before[1, last - 1])
    start = max(start, int(after[1, found - 1]) if found else 0)
    end = min(end, int(after[0, beyond]) if beyond < after.shape[1] else len(texts.text))
    if (start, end) == span:
        return Reanchored(start, end, "kept")
    return Reanchored(start, start + len(texts.text[start:end].rstrip()), "moved")


def _place_changed(span: tuple[int, int], first: int, last: int, texts: _Alignment) -> Reanchored:
    """Give the span from the first word that is left to the last, with the marks that belong to them."""
    standing = texts.stands_for[first:last]
    standing = standing[standing != NOWHERE]
    start, end = int(texts.after[0, standing.min()]), int(texts.after[1, standing.max()])
    if span[0] < texts.before[0, first] or texts.same[first] == NOWHERE:
        start -= len(_match(MARKS_BEFORE, texts.text[max(0, start - 9) : start]))
    if span[1] > texts.before[1, last - 1] or texts.same[last - 1] == NOWHERE:
        end += len(_match(MARKS_AFTER, texts.text[end : end + 9]))
    return Reanchored(start, end, "changed")


def _match(marks: re.Pattern[str], text: str) -> str:
    found = marks.search(text)
    return found[0] if found else ""
