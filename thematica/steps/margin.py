"""What stands in the margin of a document: which codes a comment gives, and which words it stands on."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from thematica.model.codings import Reanchored
from thematica.model.corpus import Turn
from thematica.model.themes import ThemeTree
from thematica.steps.reanchor import reanchor, take_words

MOST_WORDS = 6  # of a name that is no code yet; what is longer is a remark
SENTENCE = re.compile(r"[.?!…]\W*$")
BULLET = re.compile(r"^(?:[-–•*]\s+|#+\s*)")
NEAR = 0.7  # alike so far, 0..1, two names may be one with a slip
WORD = re.compile(r"\w{3,}")
# What may be meant to stand between two codes; a comment is read as several only where ';' does.
APART = re.compile(r"[,/+&|]| and | und ")
# What word processors put in place of what was typed.
TYPED = str.maketrans({"‘": "'", "’": "'", "‚": "'", "“": '"', "”": '"', "„": '"', "–": "-", "—": "-", "\u2011": "-"})

IsCode = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Given:
    """A code that a comment gives, as it is written there, and why."""

    word: str
    memo: str = ""


def read_comment(text: str, is_code: IsCode) -> tuple[Given, ...]:
    r"""Read a comment as codes with their memos: ``code: memo``, codes separated by ``;`` or one a line.

    A memo belongs to the codes before it on its line that have none of their own. After a colon, what follows a
    semicolon begins another code only where it is one; a name of more than a few words, or one that ends like a
    sentence, is a remark: it belongs to the line above, if that gives a code, and otherwise is nothing.

    Args:
        text: What was written, lines separated by LF.
        is_code: Whether a name is that of a code there is.

    >>> known = {"waiting", "rota"}.__contains__
    >>> read_comment("waiting; rota: both; see above", known)
    (Given(word='waiting', memo='both; see above'), Given(word='rota', memo='both; see above'))
    >>> read_comment("waiting: long\nrota\nShe said so twice.", known)
    (Given(word='waiting', memo='long'), Given(word='rota', memo='She said so twice.'))
    >>> read_comment("Should we ask her about this again?", known)
    ()
    """
    given: list[Given] = []
    line_before = 0  # where the codes of the last line that gave any begin
    for line in filter(None, (BULLET.sub("", line.strip()) for line in text.splitlines())):
        found = _read_line(line, is_code)
        if found:
            line_before = len(given)
            given += found
        elif given:
            given[line_before:] = [Given(g.word, f"{g.memo}\n{line}".lstrip("\n")) for g in given[line_before:]]
    merged: dict[str, list[str]] = {}
    for each in given:
        merged.setdefault(each.word, []).append(each.memo)
    return tuple(Given(word, "\n".join(filter(None, memos))) for word, memos in merged.items())


def _read_line(line: str, is_code: IsCode) -> list[Given]:
    if is_code(line):
        return [Given(line)]
    given: list[Given] = []
    waiting = 0  # codes from here on have no memo yet
    has_memo = False
    for part in line.split(";"):
        word, memo, is_known = _split(part, is_code)
        if has_memo and not is_known:  # the semicolon was one of the memo
            given[waiting:] = [Given(g.word, f"{g.memo};{part}") for g in given[waiting:]]
            continue
        if not word:
            continue
        if not is_known and not _may_be_name(word):
            return []
        if has_memo:
            waiting, has_memo = len(given), False
        given.append(Given(word))
        if memo is not None:
            given[waiting:] = [Given(g.word, memo) for g in given[waiting:]]
            has_memo = True
    return [Given(each.word, each.memo.strip()) for each in given]


def _split(part: str, is_code: IsCode) -> tuple[str, str | None, bool]:
    """Give the code of a part, its memo, and whether it is a code there is; the longest name that is one counts.

    Without a colon there is no memo.
    """
    if is_code(part.strip()):
        return part.strip(), None, True
    colons = [match.start() for match in re.finditer("[:：]", part)]
    for at in reversed(colons):
        if is_code(part[:at].strip()):
            return part[:at].strip(), part[at + 1 :], True
    if not colons:
        return part.strip(), None, False
    return part[: colons[0]].strip(), part[colons[0] + 1 :], False


def _may_be_name(word: str) -> bool:
    return len(word.split()) <= MOST_WORDS and not SENTENCE.search(word) and any(map(str.isalnum, word))


class CodeNames:
    """Codes by what somebody wrote into a comment, whatever a word processor made of it.

    Args:
        tree: The codes.
        former: Names and ids of codes that earlier trees had.
    """

    def __init__(self, tree: ThemeTree, former: Mapping[str, str]) -> None:
        self.tree, self.former = tree, former
        self._folded: dict[str, set[str]] = {}
        for code in tree.codes:
            for word in (code.id, code.name, *code.aliases):
                self._folded.setdefault(_fold(word), set()).add(code.id)

    def knows(self, word: str) -> bool:
        """Say whether a word stands for a code, or for several."""
        return bool(self.tree.find(word) or _fold(word) in self._folded or word in self.former)

    def find(self, word: str) -> str:
        """Give the id of the code that a word stands for, the word itself if it is no code of now.

        Raises:
            ValueError: It is the name of several.
        """
        if (code := self.tree.find(word)) is not None:
            return code.id
        ids = sorted(self._folded.get(_fold(word), ()))
        if len(ids) > 1:
            raise ValueError(f"'{word}' is the name of several codes; write the id ({', '.join(map(repr, ids))})")
        return ids[0] if ids else word

    def is_new(self, word: str) -> bool:
        """Say whether no code has, or had, this name."""
        return not self.knows(word)

    def hint(self, text: str) -> str:
        """Say what may have been meant by a name that is no code, or a remark that names one; empty if nothing is.

        >>> from thematica.model.themes import Code, Theme
        >>> codes = Code(id="far", name="Distance"), Code(id="bus", name="Transport")
        >>> names = CodeNames(ThemeTree((Theme(id="t", name="Access", codes=codes),)), {})
        >>> names.hint("Distance, transport"), names.hint("distanse"), names.hint("transport - she says so")
        ("; several codes are separated by ';'", "; did you mean 'Distance'?", "; a memo stands behind ':'")
        """
        parts = [part.strip() for part in APART.split(text) if part.strip()]
        known = [part for part in parts if self.knows(part)]
        if len(parts) > 1 and (len(known) > 1 or (known and "," in text)):
            return "; several codes are separated by ';'"
        words = text.split()
        begins = (" ".join(words[:n]).rstrip("-–—=>.,( ") for n in range(len(words) - 1, 0, -1))
        if any(map(self.knows, begins)):
            return "; a memo stands behind ':'"
        if len(words) > MOST_WORDS:
            return ""
        spelled = {_fold(word): word for code in self.tree.codes for word in (code.id, code.name)}
        near = [spelled[name] for name in get_close_matches(_fold(text), spelled, n=1, cutoff=NEAR)]
        if not near:  # the same words in another order, or some of them
            typed = set(WORD.findall(_fold(text)))
            near = [word for name, word in spelled.items() if typed and _holds(typed, set(WORD.findall(name)))]
        return f"; did you mean '{near[0]}'?" if len({self.find(word) for word in near}) == 1 else ""


def _holds(some: set[str], others: set[str]) -> bool:
    return bool(others) and (some <= others or others <= some)


def _fold(word: str) -> str:
    return " ".join(word.translate(TYPED).casefold().split())


def share_held(text: str, document: str) -> float:
    """Give the share of a document's words that another text has, each as often; 0 for a document without words.

    >>> share_held("Heading. She is busy", "she is very busy")
    0.75
    """
    there, here = (Counter(take_words(each)[2].tolist()) for each in (text, document))
    return (there & here).total() / here.total() if here else 0.0


def holds_letters(text: str, document: str) -> bool:
    r"""Say whether a text holds a document letter for letter, whatever the blanks between them.

    >>> holds_letters("Heading. She is busy", "She  is\nbusy"), holds_letters("She was busy", "She is busy")
    (True, False)
    """
    shown, wanted = ("".join(each.split()) for each in (text, document))
    return shown.count(wanted) == 1


def follow_spans(text: str, spans: Sequence[tuple[int, int]], document: str) -> list[Reanchored]:
    r"""Find spans of a text in a document whose words it holds, blanks around them left out.

    Where the text holds the document character by character, whatever the blanks between them, spans are exact
    (``kept``); otherwise both are aligned word by word (``steps.reanchor``). What stands on nothing of it is ``lost``.

    >>> follow_spans("Title\n\nShe is  busy", [(0, 10), (11, 19), (0, 3)], "She is busy")
    ... # doctest: +NORMALIZE_WHITESPACE
    [Reanchored(start=0, end=3, outcome='kept'), Reanchored(start=4, end=11, outcome='kept'),
     Reanchored(start=0, end=0, outcome='lost')]
    """
    there = [at for at, letter in enumerate(text) if not letter.isspace()]
    here = [at for at, letter in enumerate(document) if not letter.isspace()]
    shown, wanted = "".join(text[at] for at in there), "".join(document[at] for at in here)
    before = shown.find(wanted)
    if before >= 0 and shown.find(wanted, before + 1) < 0:
        return [_follow_letters(span, there, here, before) for span in spans]
    trimmed = [_trim(text, *span) for span in spans]
    return reanchor(trimmed, take_words(text), document)


def _follow_letters(span: tuple[int, int], there: Sequence[int], here: Sequence[int], before: int) -> Reanchored:
    first = max(bisect_left(there, span[0]) - before, 0)
    last = min(bisect_left(there, span[1]) - before, len(here)) - 1
    if first > last:
        return Reanchored(0, 0, "lost")
    return Reanchored(here[first], here[last] + 1, "kept")


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    words = text[start:end]
    return start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())


def keep_to_speech(text: str, start: int, end: int, turns: Iterable[Turn]) -> tuple[int, int] | None:
    """Leave out of a span the labels, times and notes at its edges; None where there is nothing else.

    Args:
        text: The document's text.
        start, end: The span.
        turns: The turns of the document, in order.
    """
    spoken = [(turn.start, turn.end) for turn in turns if turn.start < end and start < turn.end]
    if not spoken:
        return None
    first, last = max(start, spoken[0][0]), min(end, spoken[-1][1])
    first, last = _trim(text, first, last)
    return (first, last) if first < last else None
