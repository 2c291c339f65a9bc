"""Find coded spans again after their document was corrected, anonymised or added to."""

from __future__ import annotations

import difflib
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from thematica.model.codings import Reanchored

# Shape (3, n): first character, one past the last, and hash of every word of a text.
Words = NDArray[np.uint32]

# Scripts without blanks between words are taken character by character; of marks, those that say something (emoji).
ALONE = "\u0e00-\u0e7f\u0e80-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
PUNCTUATION = r"""\s.,;:!?'"()\[\]{}…–—*/\\<>|_&%$#@+=~^`´‘’“”«»‹›„‚¡¿·•-"""
WORD = re.compile(rf"[{ALONE}]|[^\W{ALONE}]+|[^\w{PUNCTUATION}]")
MARKS_AFTER = re.compile(r"[^\w\s]*")
MARKS_BEFORE = re.compile(r"[^\w\s]*$")
HASHES = 4096  # so few that a dozen words or more share each: a name cannot be read back from them
FEWEST_WORDS = 4  # of a passage to be looked for elsewhere; "Yeah." is said by everybody
FEWEST_ALONE = 3  # words side by side that hold their own amid others
MANY_AROUND = 6  # words before and after a word or two, put in, taken out or replaced, amid which these say nothing
PASSES = 5
MOST_BESIDE = 30  # words beside a passage that was put elsewhere which are looked at, too
SHARE_STILL_THERE = 0.5  # of the words of a span; with fewer of them it is not the same passage any more
MOST_BETWEEN = 12  # words; words of a span with more than that put between them are no passage any more
NOWHERE = -1


def take_words(text: str) -> Words:
    """Give the places of the words of a text, and hashes from which the words cannot be read back.

    Capitals and punctuation do not matter.

    >>> take_words("She is busy.")[:2].tolist()
    [[0, 4, 7], [3, 6, 11]]
    """
    found = [
        (*m.span(), zlib.crc32(m[0].casefold().encode("utf-8", "surrogatepass")) % HASHES) for m in WORD.finditer(text)
    ]
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


_Block = tuple[str, int, int, int, int]  # equal, replace, insert or delete; from, to in the old words, in the new


@dataclass(frozen=True)
class _Alignment:
    """An old text laid beside a new one, word by word.

    ``same`` gives for each old word the same word of the new text; ``first`` and ``last`` the words that stand for it,
    be they the same or others put in its place; NOWHERE where there is none.
    """

    text: str
    before: Words
    after: Words
    same: NDArray[np.intp]
    first: NDArray[np.intp]
    last: NDArray[np.intp]

    def take(self, blocks: Iterable[_Block]) -> None:
        """Lay words beside each other that are the same, or stand for each other."""
        for kind, i, i_end, j, j_end in blocks:
            n, m = i_end - i, j_end - j
            if kind == "equal":
                self.same[i:i_end] = self.first[i:i_end] = self.last[i:i_end] = np.arange(j, j_end)
            elif kind == "replace":
                self.first[i:i_end] = j + np.arange(n) * m // n
                self.last[i:i_end] = np.maximum(self.first[i:i_end], j + -(-(np.arange(n) + 1) * m // n) - 1)

    def left_over(
        self, word: int, there: int, *, backwards: bool = False
    ) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
        """Give the hashes of old and new words beside two places up to the next that have their partner."""
        taken = np.isin(np.arange(self.after.shape[1]), self.same)
        step = -1 if backwards else 1
        at = slice(max(0, word - MOST_BESIDE), word) if backwards else slice(word, word + MOST_BESIDE)
        to = slice(max(0, there - MOST_BESIDE), there) if backwards else slice(there, there + MOST_BESIDE)
        n = _until(self.same[at][::step] != NOWHERE)
        m = _until(taken[to][::step])
        return self.before[2, at][::step][:n][::step], self.after[2, to][::step][:m][::step]

    def near(self, word: int) -> int:
        """Give the character at which an old word stood: after the nearest word before it that is still there."""
        known = self.last[:word][self.last[:word] != NOWHERE]
        return int(self.after[1, known[-1]]) if len(known) else 0


def _align(before: Words, text: str) -> _Alignment:
    after = take_words(text)
    same = np.full(before.shape[1], NOWHERE, dtype=np.intp)
    first, last = same.copy(), same.copy()
    alignment = _Alignment(text, before, after, same, first, last)
    alignment.take(_strengthen(_slide(_compare(before[2], after[2]), before, after)))
    for _ in range(PASSES):
        moved = list(_elsewhere(before[2], after[2], same))
        if not moved:
            break
        alignment.take(moved)
        for _, i, i_end, j, j_end in moved:  # what stood beside a passage may have come along, corrected
            alignment.take(_shift(_compare(*alignment.left_over(i_end, j_end)), i_end, j_end))
            old, new = alignment.left_over(i, j, backwards=True)
            alignment.take(_shift(_compare(old, new), i - len(old), j - len(new)))
    return alignment


def _compare(old: NDArray[np.uint32], new: NDArray[np.uint32]) -> list[_Block]:
    return list(difflib.SequenceMatcher(None, old.tolist(), new.tolist()).get_opcodes())


def _slide(blocks: list[_Block], before: Words, after: Words) -> list[_Block]:
    """Let words that were put in, or taken out, begin where a sentence begins, where that says the same.

    "She is nice. She is busy" after "She is busy": what was put in is "She is nice", not "is nice. She".
    """
    slid: list[_Block] = []
    for kind, i, i_end, j, j_end in blocks:
        left = slid[-1] if slid else None
        if kind in ("insert", "delete") and left is not None and left[0] == "equal":
            words, begin, end = (after, j, j_end) if kind == "insert" else (before, i, i_end)
            most = min(left[2] - left[1], end - begin)
            steps = next((k for k in range(most + 1) if _can_slide(words, begin, end, k)), 0)
            if steps:
                slid[-1] = (left[0], left[1], left[2] - steps, left[3], left[4] - steps)
                i, i_end, j, j_end = i - steps, i_end - steps, j - steps, j_end - steps
                slid.append((kind, i, i_end, j, j_end))
                slid.append(("equal", i_end, i_end + steps, j_end, j_end + steps))
                continue
        slid.append((kind, i, i_end, j, j_end))
    return [block for block in slid if block[1] < block[2] or block[3] < block[4]]


def _can_slide(words: Words, begin: int, end: int, steps: int) -> bool:
    """Say whether a stretch may begin some words earlier: the same words, and a sentence or turn begins there."""
    if not (words[2, begin - steps : begin] == words[2, end - steps : end]).all():
        return False
    at = begin - steps
    return at == 0 or int(words[0, at]) - int(words[1, at - 1]) > 1


def _strengthen(blocks: list[_Block]) -> Iterator[_Block]:
    """Take a word or two that stand alone amid many others for replaced, too: they are there by chance."""
    for at, (kind, i, i_end, j, j_end) in enumerate(blocks):
        beside = (*blocks[max(0, at - 1) : at], *blocks[at + 1 : at + 2])
        between = len(beside) > 1 and all(block[0] != "equal" for block in beside)
        others = sum(max(block[2] - block[1], block[4] - block[3]) for block in beside)
        alone = kind == "equal" and i_end - i < FEWEST_ALONE and between and others >= MANY_AROUND
        yield ("replace" if alone else kind, i, i_end, j, j_end)


def _elsewhere(old: NDArray[np.uint32], new: NDArray[np.uint32], same: NDArray[np.intp]) -> Iterator[_Block]:
    """Find passages among what is left over of both texts; they must be whole in both."""
    left, free = np.flatnonzero(same == NOWHERE), np.setdiff1d(np.arange(len(new)), same)
    for kind, i, i_end, j, j_end in _compare(old[left], new[free]):
        if kind != "equal":
            continue
        here, there = left[i:i_end], free[j:j_end]
        cuts = np.flatnonzero((np.diff(here) > 1) | (np.diff(there) > 1)) + 1
        for a, b in zip(np.split(here, cuts), np.split(there, cuts), strict=True):
            if len(a) >= FEWEST_WORDS:
                yield "equal", int(a[0]), int(a[-1]) + 1, int(b[0]), int(b[-1]) + 1


def _shift(blocks: Iterable[_Block], word: int, there: int) -> Iterator[_Block]:
    for kind, i, i_end, j, j_end in blocks:
        if kind == "equal" and i_end - i >= FEWEST_ALONE:
            yield kind, i + word, i_end + word, j + there, j_end + there


def _until(stops: NDArray[np.bool_]) -> int:
    """Count what stands before the first stop."""
    return int(np.argmax(stops)) if stops.any() else len(stops)


def _follow(span: tuple[int, int], texts: _Alignment) -> Reanchored:
    first = int(np.searchsorted(texts.before[1], span[0], side="right"))
    last = int(np.searchsorted(texts.before[0], span[1], side="left"))
    if first >= last:
        return _place_marks(span, first, texts)
    held = texts.same[first:last]
    if (held != NOWHERE).all() and (np.diff(held) == 1).all():
        return _place_same(span, first, last, int(held[0]), texts)
    words = first + _largest_passage(held)
    if len(words) < SHARE_STILL_THERE * len(held) or not len(words):
        return Reanchored(texts.near(first), texts.near(first), "lost")
    return _place_changed(span, first, last, words, texts)


def _largest_passage(held: NDArray[np.intp]) -> NDArray[np.intp]:
    """Give the places of the words that are still there and lie together in the new text."""
    there = np.flatnonzero(held != NOWHERE)
    there = there[np.argsort(held[there], kind="stable")]
    parts = np.split(there, np.flatnonzero(np.diff(held[there]) > MOST_BETWEEN + 1) + 1)
    return np.sort(max(parts, key=len))


def _place_marks(span: tuple[int, int], word: int, texts: _Alignment) -> Reanchored:
    """Give the span of mere marks: it stays between its two words while they stay as far apart as they were."""
    before, after, same = texts.before, texts.after, texts.same
    last = word == before.shape[1]
    if (word and same[word - 1] == NOWHERE) or (not last and same[word] == NOWHERE):
        return Reanchored(texts.near(word), texts.near(word), "lost")
    old_left = int(before[1, word - 1]) if word else 0
    new_left = int(after[1, same[word - 1]]) if word else 0
    new_right = len(texts.text) if last else int(after[0, same[word]])
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
    words = texts.text[start:end]
    return Reanchored(end - len(words.lstrip()), start + len(words.rstrip()), "moved")


def _place_changed(
    span: tuple[int, int], first: int, last: int, words: NDArray[np.intp], texts: _Alignment
) -> Reanchored:
    """Give the span from the first word that is left to the last, with the marks that belong to them.

    Where the span's own first or last words were replaced, what stands for them belongs to it.
    """
    begin, end_word = int(texts.first[words].min()), int(texts.last[words].max())
    for word in range(int(words[0]) - 1, first - 1, -1):
        if texts.same[word] == NOWHERE and texts.first[word] != NOWHERE:
            begin = min(begin, int(texts.first[word]))
    for word in range(int(words[-1]) + 1, last):
        if texts.same[word] == NOWHERE and texts.last[word] != NOWHERE:
            end_word = max(end_word, int(texts.last[word]))
    start, end = int(texts.after[0, begin]), int(texts.after[1, end_word])
    if span[0] < texts.before[0, first] or texts.same[first] == NOWHERE:
        start -= len(_match(MARKS_BEFORE, texts.text[max(0, start - 9) : start]))
    if span[1] > texts.before[1, last - 1] or texts.same[last - 1] == NOWHERE:
        end += len(_match(MARKS_AFTER, texts.text[end : end + 9]))
    return Reanchored(start, end, "changed")


def _match(marks: re.Pattern[str], text: str) -> str:
    found = marks.search(text)
    return found[0] if found else ""
