"""Keywords: which words one group uses more than the others, and whether more than one of its speakers does."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from thematica.analyses.permutation import CELLS, Design, draw_allocations, mix_groups, plan_exchange, share_rooms
from thematica.analyses.proportions import Numbers, adjust_benjamini_hochberg
from thematica.errors import AnalysisError
from thematica.model.collection import describe_in_html, shorten_frame
from thematica.model.corpus import Corpus
from thematica.model.incidence import group_of_segments
from thematica.model.segments import Segments

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

Places = NDArray[np.intp]
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
NAMED = 6  # words named for a group in a sentence
OFTEN = 10  # words given for a group
CLEAR = 1.96  # z of a word that stands out; of many words some do by chance
COLUMNS = "by group word z log_odds n n_others n_speakers n_speakers_others p p_bh".split()


@dataclass(frozen=True, slots=True)
class Keyword:
    """How much more one group uses a word than the others.

    Attributes:
        group: The group.
        word: In small letters.
        z: Log-odds ratio divided by its standard error; above 0: the group uses it more.
        log_odds: Log-odds ratio (natural logarithm).
        n, n_others: How often the group and the others said it.
        n_speakers, n_speakers_others: How many participants of the group and of the others said it.
        p: How often a z as far from 0 comes up when speakers' groups are exchanged; None where that was not done.
        p_bh: Adjusted over all words and groups (Benjamini and Hochberg).
    """

    group: str
    word: str
    z: float
    log_odds: float
    n: int
    n_others: int
    n_speakers: int
    n_speakers_others: int
    p: float | None = None
    p_bh: float | None = None


@dataclass(frozen=True)
class Keywords:
    """Which words the groups of an attribute use more than the others.

    Attributes:
        by: The attribute.
        groups: Groups, with how many words and speakers each has.
        words: For each group its words, the most typical first.
        fewest: Speakers that a word must have.
        n_draws: How often speakers' groups were exchanged; 0: no p-values.
        exchanged: Who was exchanged, in words.
        smallest_p: No p below this was possible, before adjustment; None where none was asked for.
    """

    by: str
    groups: tuple[tuple[str, int, int], ...]
    words: tuple[Keyword, ...]
    fewest: int
    n_draws: int
    exchanged: str
    smallest_p: float | None = None

    def __repr__(self) -> str:
        return f"<Keywords: {len({w.word for w in self.words})} words in {len(self.groups)} groups of {self.by}>"

    def of(self, group: str, *, n: int = OFTEN) -> tuple[Keyword, ...]:
        """Give the words that several speakers of a group use more than the others, the most typical first."""
        own = (word for word in self.words if word.group == group and word.n_speakers >= self.fewest)
        return tuple(word for word in own if word.z > 0)[:n]

    def to_frame(self) -> pd.DataFrame:
        """Give a pandas table with one row a group and word."""
        import pandas as pd

        rows = [[self.by, *(getattr(word, name) for name in COLUMNS[1:])] for word in self.words]
        return pd.DataFrame(rows, columns=COLUMNS)

    def describe(self) -> str:
        """Say in plain English which words are typical of whom, and what that cannot show."""
        sentences = [
            f"Compared are the words of participants by {self.by}: "
            f"{'; '.join(f'{name} {words:,} words of {people}' for name, words, people in self.groups)} speakers."
        ]
        for group, _, _ in self.groups:
            top = [f"{w.word} ({w.n} times, {w.n_speakers} speakers)" for w in self.of(group, n=NAMED) if w.z > CLEAR]
            sentences.append(f"Typical of {group}: {', '.join(top)}." if top else f"No word stands out in {group}.")
        if self.n_draws:
            n = sum(w.p_bh is not None and w.p_bh <= 0.05 for w in self.words)
            sentences.append(
                f"With {self.exchanged} ({self.n_draws:,} random draws), {n} of {len(self.words)} have p ≤ 0.05 after "
                f"the adjustment of Benjamini and Hochberg; before it, no p below {self.smallest_p:.2g} was possible."
            )
        sentences.append(
            f"Only words of {self.fewest} speakers or more are shown: one person who likes a word is not a group. "
            "The z takes words as independent, which those of one speaker are not: it ranks words and tests nothing. "
            "A word is not a theme: read it where it was said."
        )
        return "\n".join(sentences)

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the most typical words of each group: their z, and how many speakers used them."""
        from thematica.analyses.keywords_figure import draw_keywords

        return draw_keywords(self, ax)

    def _repr_html_(self) -> str:
        return describe_in_html(self.describe()) + shorten_frame(self.to_frame(), repr(self))


def log_odds(y1: Numbers, y2: Numbers, prior: Numbers, n1: Numbers, n2: Numbers) -> tuple[Numbers, Numbers]:
    """Give how much more often words occur in the first of two texts: log-odds ratio and its z.

    The prior adds to each text the words of an imagined third one, so that rare words do not come first.

    Args:
        y1, y2: How often each word occurs in the texts, shape (…, n words).
        prior: How often it occurs in the imagined text, shape (n words,).
        n1, n2: All words of the texts, shape (…, 1).

    Returns:
        δ and ζ = δ/σ, both of the shape of ``y1``.

    Source: Monroe, Colaresi and Quinn (2008), Political Analysis 16:372–403, eqs. 16, 19 and 22.

    >>> fox = "the quick brown fox jumps over the lazy pig".split()
    >>> donkey = "the lazy purple pig jumps over the lazier donkey".split()
    >>> words = sorted({*fox, *donkey})
    >>> y1, y2 = (np.array([text.count(word) for word in words], dtype=float) for text in (fox, donkey))
    >>> delta, z = log_odds(y1, y2, np.full(11, 0.05), np.array([9.0]), np.array([9.0]))
    >>> at = words.index("quick")
    >>> round(float(delta[at]), 7), round(float(z[at]), 7)
    (3.1557481, 0.6894228)
    """
    total = prior.sum()
    first, second = y1 + prior, y2 + prior
    delta: Numbers = np.log(first / (n1 + total - first)) - np.log(second / (n2 + total - second))
    z: Numbers = delta / np.sqrt(1 / first + 1 / second)
    return delta, z


def log_likelihood(a: int, b: int, c: int, d: int) -> float | None:
    """Give G² of a word in two texts, from the cells of the word alone; compare with chi-square, 1 df.

    Args:
        a, b: How often the word occurs in the texts.
        c, d: All words of the texts.

    Returns:
        None where a text is empty or the word does not occur.

    Source: Rayson and Garside (2000), ACL workshop on comparing corpora, pp. 1–6.

    >>> round(log_likelihood(100, 50, 10000, 10000), 4)
    16.9899
    """
    if not c or not d or not a + b:
        return None
    return _g2([(a, c * (a + b) / (c + d)), (b, d * (a + b) / (c + d))])


def log_likelihood_of_table(a: int, b: int, c: int, d: int) -> float | None:
    """Give G² of a word in two texts, from all four cells: the word and all other words.

    Args:
        a, b: How often the word occurs in the texts.
        c, d: All words of the texts.

    Returns:
        None where a text is empty or the word does not occur.

    Source: Dunning (1993), Comput Linguist 19:61–74.

    >>> round(log_likelihood_of_table(100, 50, 10000, 10000), 4)
    17.1158
    """
    if not c or not d or not a + b:
        return None
    n, s = c + d, a + b
    others = [(c - a, c * (n - s) / n), (d - b, d * (n - s) / n)]
    return _g2([(a, c * s / n), (b, d * s / n), *others])


def _g2(cells: Sequence[tuple[int, float]]) -> float:
    return float(2 * sum(seen * np.log(seen / expected) for seen, expected in cells if seen))


def find_keywords(
    segments: Segments,
    corpus: Corpus,
    by: str,
    *,
    fewest: int = 3,
    leave_out: Collection[str] = (),
    n_draws: int = 0,
    seed: int = 1,
) -> Keywords:
    """Find the words that each group of participants uses more than all the others.

    Each group is set against all others by the log-odds ratio with an informative prior: as many words as an
    average speaker says, distributed like everybody's words together. Because words of one speaker are not
    independent, a word counts only if several speakers used it, and p-values, where asked for, exchange speakers
    between groups (or sessions, where the group belongs to the session, or speakers within their sessions, where
    groups were mixed).

    Args:
        segments: Words of participants whose speaker is known; others are left out.
        corpus: Gives the groups.
        by: An attribute of participants or sessions.
        fewest: Participants who must have used a word.
        leave_out: Words that are not looked at.
        n_draws: How often speakers are exchanged for p-values; 0: no p-values.
        seed: Where the draws start.

    Raises:
        AnalysisError: There is no such attribute, no known participant, or fewer than two groups with words.

    Source: Monroe, Colaresi and Quinn (2008), Political Analysis 16:372–403.
    """
    if not by:
        raise AnalysisError("keywords need an attribute to compare by")
    counts = _count_words(segments, corpus, by, {word.casefold() for word in leave_out}, fewest)
    if len(counts.groups) < 2 or counts.x.shape[1] < 2:
        known = ", ".join(counts.groups) or "none"
        raise AnalysisError(f"keywords of '{by}' need two groups with words of known participants (here: {known})")
    prior = counts.x.sum(axis=0) / len(counts.x)
    labels = counts.group_of[None, :]
    delta, z = _compare(counts, labels, prior)
    exchange = plan_exchange(counts.group_of, counts.session_of)
    p = _exchange(counts, *exchange, prior, z[0], n_draws, seed) if n_draws else np.full(z[0].shape, np.nan)
    rows = [row for group in range(len(counts.groups)) for row in _rank(counts, group, z[0], delta[0], p)]
    adjusted = adjust_benjamini_hochberg([row.p for row in rows if row.p is not None])
    words = tuple(replace(row, p_bh=q) for row, q in zip(rows, adjusted, strict=True)) if n_draws else tuple(rows)
    sizes = np.bincount(counts.group_of)
    said = [int(counts.x[counts.group_of == group].sum()) for group in range(len(sizes))]
    groups = tuple(zip(counts.groups, said, sizes.tolist(), strict=True))
    least = max(exchange[0].smallest_p, 1 / (n_draws + 1)) if n_draws else None
    return Keywords(by, groups, words, fewest, n_draws, counts.exchanged, least)


@dataclass(frozen=True, eq=False)
class _Words:
    """How often each speaker said each word; who spoke in two groups is two speakers."""

    words: tuple[str, ...]
    groups: tuple[str, ...]
    group_of: Places
    session_of: Places
    x: Numbers

    @property
    def exchanged(self) -> str:
        if not share_rooms(self.session_of):
            return "speakers exchanged between groups"
        mixed = mix_groups(self.group_of, self.session_of)
        return "speakers exchanged within each session" if mixed else "whole sessions exchanged between groups"


def _count_words(segments: Segments, corpus: Corpus, by: str, leave_out: Collection[str], fewest: int) -> _Words:
    ordered = tuple(segments)
    spoken: dict[tuple[str, str], Counter[str]] = {}
    session_of: dict[tuple[str, str], str] = {}
    for segment, group in zip(ordered, group_of_segments(ordered, corpus, by), strict=True):
        if segment.participant_id and group and segment.answer_kind == "substantive":
            key = (group, segment.participant_id)
            found = (word.casefold().replace("’", "'") for word in WORD.findall(segment.text))
            spoken.setdefault(key, Counter()).update(word for word in found if word not in leave_out)
            session_of.setdefault(key, segment.session_id)
    keys = sorted(key for key in spoken if spoken[key])
    speakers = Counter(word for key in keys for word in spoken[key])
    words = tuple(sorted(word for word, n in speakers.items() if n >= fewest))
    place = {word: at for at, word in enumerate(words)}
    x = np.zeros((len(keys), len(words) + 1))  # the last column: all words of fewer speakers, together
    for row, key in enumerate(keys):
        for word, n in spoken[key].items():
            x[row, place.get(word, len(words))] += n
    if not x[:, -1].any():
        x = x[:, :-1]
    groups = tuple(dict.fromkeys(group for group, _ in keys))
    group_of = np.array([groups.index(group) for group, _ in keys], dtype=np.intp)
    _, sessions = np.unique([session_of[key] for key in keys], return_inverse=True)
    return _Words(words, groups, group_of, sessions.astype(np.intp), x)


def _compare(counts: _Words, labels: Places, prior: Numbers) -> tuple[Numbers, Numbers]:
    """Set each group against all others, for each way to label the speakers: shapes (n ways, n groups, n words)."""
    deltas, zs = [], []
    everybody = counts.x.sum(axis=0)
    for group in range(len(counts.groups)):
        own = (labels == group).astype(np.float64) @ counts.x
        others = everybody - own
        n1, n2 = own.sum(axis=1, keepdims=True), others.sum(axis=1, keepdims=True)
        delta, z = log_odds(own, others, prior, n1, n2)
        deltas.append(delta)
        zs.append(z)
    return np.stack(deltas, axis=1), np.stack(zs, axis=1)


def _rank(counts: _Words, group: int, z: Numbers, delta: Numbers, p: Numbers) -> Iterator[Keyword]:
    """Give the words of a group, the most typical first."""
    own = counts.group_of == group
    n, others = counts.x[own].sum(axis=0), counts.x[~own].sum(axis=0)
    people, strangers = (counts.x[own] > 0).sum(axis=0), (counts.x[~own] > 0).sum(axis=0)
    order = np.lexsort((np.arange(len(counts.words)), -z[group, : len(counts.words)]))
    for at in order.tolist():
        numbers = (int(n[at]), int(others[at]), int(people[at]), int(strangers[at]))
        chance = None if np.isnan(p[group, at]) else float(p[group, at])
        yield Keyword(
            counts.groups[group], counts.words[at], float(z[group, at]), float(delta[group, at]), *numbers, chance
        )


def _exchange(
    counts: _Words, design: Design, carry: Places, prior: Numbers, z: Numbers, n_draws: int, seed: int
) -> Numbers:
    """Give how often each word's z is as far from 0 when groups are exchanged, shape (n groups, n words)."""
    as_far = np.zeros(z.shape)
    step = max(1, CELLS // max(z.size, 1))
    for labels in draw_allocations(design, n_draws, seed):
        for first in range(0, len(labels), step):
            found = _compare(counts, labels[first : first + step][:, carry], prior)[1]
            as_far += (np.abs(found) >= np.abs(z) - 1e-9).sum(axis=0)
    p: Numbers = (as_far + 1) / (n_draws + 1)
    return p
