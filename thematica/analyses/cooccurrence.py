"""Co-occurrence: which codes turn up together, within a segment, a turn, a participant or a session."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from thematica.analyses.ratings import nodes_of_codes
from thematica.analyses.resampling import CELLS, Resampling, estimate
from thematica.errors import AnalysisError, suggest_spelling
from thematica.model.codings import Basis, Codings
from thematica.model.collection import describe_in_html, shorten_frame
from thematica.model.corpus import Corpus
from thematica.model.incidence import EVERYBODY, group_of_segments, list_groups
from thematica.model.segments import Segment, Segments
from thematica.model.sentences import name_some
from thematica.model.themes import Code, ThemeTree

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

Places = NDArray[np.intp]
WITHIN = ("segment", "turn", "participant", "session")
FEWEST = 5  # sessions; drawing fewer anew says nothing about other sessions
ENOUGH = 20  # sessions; with fewer, intervals of the bootstrap are too narrow
NAMED = 3  # pairs that are named in a sentence
COLUMNS = (
    "level within by group first_id first second_id second n_first n_second n_both of expected lift low high "
    "jaccard remark"
).split()


@dataclass(frozen=True, slots=True)
class Pair:
    """How often two codes or themes turn up together.

    Attributes:
        first_id, first, second_id, second: Ids and names, in the order of the tree.
        n_first, n_second: In how many units each occurs.
        n_both: In how many units both occur.
        of: Units that were looked at.
        low, high: 95% interval of the lift, or None.
        remark: Why there is no interval, or why the lift says nothing.
    """

    first_id: str
    first: str
    second_id: str
    second: str
    n_first: int
    n_second: int
    n_both: int
    of: int
    low: float | None = None
    high: float | None = None
    remark: str = ""

    @property
    def expected(self) -> float:
        """Units in which both would occur if neither had to do with the other."""
        return self.n_first * self.n_second / self.of if self.of else 0.0

    @property
    def lift(self) -> float | None:
        """How many times more often together than expected; None where one of them never occurs."""
        return self.n_both / self.expected if self.expected else None

    @property
    def jaccard(self) -> float | None:
        """Share of the units with either code that have both, 0..1; None where neither occurs."""
        either = self.n_first + self.n_second - self.n_both
        return self.n_both / either if either else None


@dataclass(frozen=True)
class Cooccurrence:
    """Which codes turn up together.

    Attributes:
        level: ``code``, ``category``, ``subtheme`` or ``theme``.
        within: ``segment``, ``turn``, ``participant`` or ``session``.
        of: Units that were looked at.
        nodes: Codes or themes, with the number of units in which each occurs.
        pairs: Every pair, in the order of the tree.
        resampling: How the intervals were made: whole sessions were drawn anew.
        basis: Whose codings it rests on.
        by: The attribute of the groups, or empty.
        group: The group that is counted, or ``all``.
        groups: The same for each group, where an attribute was given.
    """

    level: str
    within: str
    of: int
    nodes: tuple[tuple[Code, int], ...]
    pairs: tuple[Pair, ...]
    resampling: Resampling
    basis: Basis
    by: str = ""
    group: str = EVERYBODY
    groups: tuple[Cooccurrence, ...] = ()

    def __repr__(self) -> str:
        together = sum(pair.n_both > 0 for pair in self.pairs)
        pairs = f"{together} of {len(self.pairs)} pairs at level {self.level}"
        return f"<Cooccurrence: {pairs} within {self.of} {self.within}s>"

    @property
    def together(self) -> tuple[Pair, ...]:
        """The pairs that turn up together, the most frequent first."""
        return tuple(sorted((pair for pair in self.pairs if pair.n_both), key=lambda pair: -pair.n_both))

    def to_frame(self) -> pd.DataFrame:
        """Give a pandas table with one row a pair: everybody's, then those of each group."""
        import pandas as pd

        rows = [
            [self.level, self.within, each.by, each.group, *(getattr(pair, name) for name in COLUMNS[4:])]
            for each in (self, *self.groups)
            for pair in each.pairs
        ]
        return pd.DataFrame(rows, columns=COLUMNS)

    def of_group(self, group: str) -> Cooccurrence:
        """Give what turns up together in one group; KeyError if there is no such group."""
        return {each.group: each for each in self.groups}[group]

    def describe(self) -> str:
        """Say in plain English what goes together, and what that cannot show."""
        together = self.together
        often = together[:NAMED]
        clear = sorted((p for p in together if p.low is not None and p.low > 1), key=lambda p: -(p.low or 0))
        sentences = [
            f"Counted are {self.within}s with both of two {_plural(self.level)}, among {self.of:,} that were looked "
            f"at; it rests on {self.basis.describe()}."
        ]
        if not often:
            sentences.append(f"No two {_plural(self.level)} turn up together.")
        if often:
            named = "; ".join(f"{p.first} and {p.second} in {p.n_both:,} (expected {p.expected:.1f})" for p in often)
            sentences.append(f"Most often together: {named}.")
        if clear:
            named = "; ".join(
                f"{p.first} and {p.second}, {p.lift:.1f} times (95% interval {p.low:.1f} to {p.high:.1f})"
                for p in clear[:NAMED]
            )
            sentences.append(f"Together more often than their numbers make likely: {named}.")
        sentences.append(self._describe_intervals(len(together)))
        sentences += [each.describe_group() for each in self.groups]
        sentences.append(
            f"That two {_plural(self.level)} go together does not say that one leads to the other, or that "
            "participants see a link."
        )
        if self.within in ("segment", "turn"):
            sentences.append("How often depends on how the text was cut.")
        return "\n".join(sentences)

    def describe_group(self) -> str:
        """Say which pairs are most often together in this group."""
        often = sorted((pair for pair in self.pairs if pair.n_both), key=lambda pair: -pair.n_both)[:NAMED]
        named = "; ".join(
            f"{p.first} and {p.second} in {p.n_both:,} of {self.of:,} (expected {p.expected:.1f})" for p in often
        )
        return f"{self.by} {self.group}: {named or f'none together in {self.of:,} {self.within}s'}."

    def _describe_intervals(self, n: int) -> str:
        if not self.resampling.n_draws or self.resampling.n_clusters < FEWEST:
            n = self.resampling.n_clusters
            few = "1 session is" if n == 1 else f"{n} sessions are"
            return f"There are no intervals: {few} too few to be drawn anew."
        n_sessions = self.resampling.n_clusters
        narrow = " With so few they are narrower than they should be." if n_sessions < ENOUGH else ""
        return (
            f"Intervals draw whole sessions anew ({n_sessions:,} of them), since passages of one session resemble each "
            f"other; of {n} pairs some will stand out by chance.{narrow}"
        )

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the network: codes on a circle in the order of the tree, a line for each pair, wider the more often."""
        from thematica.analyses.cooccurrence_figure import draw_network

        return draw_network(self, ax)

    def _repr_html_(self) -> str:
        return describe_in_html(self.describe()) + shorten_frame(self.to_frame(), repr(self))


def count_cooccurrence(
    codings: Codings,
    segments: Segments,
    corpus: Corpus,
    tree: ThemeTree | None = None,
    *,
    within: str = "segment",
    level: str = "code",
    by: str = "",
    n_resamples: int = 1000,
    seed: int = 1,
) -> Cooccurrence:
    """Count in how many segments, turns, participants or sessions two codes turn up together.

    Counted are only units that were looked at. The lift is how many times more often two codes are together than
    they would be if neither had to do with the other; a code that occurs in every unit has a lift of 1 with all.

    Args:
        codings: One resolved set.
        segments, corpus: What the codings are about.
        tree: Gives the names, the order and the levels; without it, codes by their ids.
        within: ``segment``, ``turn``, ``participant`` or ``session``.
        level: ``code``, ``category``, ``subtheme`` or ``theme``; two codes of one theme count once.
        by: An attribute of participants or sessions, to count each group by itself, too. Where sessions are mixed, a
            session or turn counts for a group with what its participants said.
        n_resamples: How often sessions are drawn anew for the intervals; 0: no intervals.
        seed: Where the draws start.

    Raises:
        AnalysisError: There is no such unit, level or attribute, or no participant is known.

    Source: lift after Brin et al. (1997), SIGMOD Record 26(2):255–264 (there: interest); intervals: see ``estimate``.
    """
    if within not in WITHIN:
        raise AnalysisError(f"there is no unit '{within}'{suggest_spelling(within, WITHIN)} ({', '.join(WITHIN)})")
    if tree is None and level != "code":
        raise AnalysisError(f"the level '{level}' needs the tree")
    if strange := sorted({s.session_id for s in segments if s.session_id not in corpus.sessions}):
        raise AnalysisError(f"segments of sessions that are not in the corpus: {name_some(strange)}")
    ordered = tuple(segments)
    units = [_unit(segment, within) for segment in ordered]
    if within == "participant" and ordered and not any(units):
        raise AnalysisError("no participant is known in this material; count within sessions instead")
    nodes, node_of = _nodes(codings, tree, level)
    group_of = group_of_segments(ordered, corpus, by)
    found = []
    for group in list_groups(group_of, by):
        own = [unit if group in (EVERYBODY, of) else "" for unit, of in zip(units, group_of, strict=True)]
        x, clusters = _lay_out(codings, segments, own, nodes, node_of)
        resampling = Resampling("session", len(set(clusters.tolist())), n_resamples, seed)
        pairs = _count_pairs(x, nodes, clusters, resampling)
        counted = tuple((node, int(n)) for node, n in zip(nodes, x.sum(axis=0), strict=True))
        name = by if group != EVERYBODY else ""
        found.append(Cooccurrence(level, within, len(x), counted, pairs, resampling, codings.basis, name, group))
    return replace(found[0], groups=tuple(found[1:]))


def _lay_out(
    codings: Codings, segments: Segments, units: Sequence[str], nodes: Sequence[Code], node_of: Mapping[str, int]
) -> tuple[NDArray[np.bool_], NDArray[np.intp]]:
    """Give which unit that was looked at has which code, shape (n units, n codes), and the session of each unit."""
    joined = codings.join(segments)
    row_of: dict[str, int] = {}
    for at in joined.looked_at.tolist():
        if units[at]:
            row_of.setdefault(units[at], len(row_of))
    x = np.zeros((len(row_of), len(nodes)), dtype=np.bool_)
    records = tuple(codings)
    for i, at in zip(joined.coding_at.tolist(), joined.segment_at.tolist(), strict=True):
        if units[at] and records[i].code_id in node_of:
            x[row_of[units[at]], node_of[records[i].code_id]] = True
    session_of: dict[str, str] = {}
    for unit, segment in zip(units, segments, strict=True):
        session_of.setdefault(unit, segment.session_id)
    _, clusters = np.unique([session_of[unit] for unit in row_of], return_inverse=True)
    return x, clusters.astype(np.intp)


def _unit(segment: Segment, within: str) -> str:
    """Name the unit a segment belongs to; empty where it belongs to none."""
    if within == "segment":
        return segment.id
    if within == "turn":
        return segment.turn_id
    return segment.session_id if within == "session" else segment.participant_id or ""


def _nodes(codings: Codings, tree: ThemeTree | None, level: str) -> tuple[tuple[Code, ...], dict[str, int]]:
    """Give what is counted at a level, and for each code its place among it."""
    if tree is None:
        ids = sorted({coding.code_id for coding in codings})
        return tuple(Code(id=code_id, name=code_id) for code_id in ids), {c: i for i, c in enumerate(ids)}
    return nodes_of_codes(tree, level)


def _count_pairs(
    x: NDArray[np.bool_], nodes: Sequence[Code], session_of: NDArray[np.intp], resampling: Resampling
) -> tuple[Pair, ...]:
    of, single = len(x), x.sum(axis=0)
    numbers = x.astype(np.float64)
    both = (numbers.T @ numbers).astype(np.intp)
    together = [(i, j) for i, j in combinations(range(len(nodes)), 2) if both[i, j]]
    limits = _bootstrap(x, together, session_of, resampling)
    pairs = []
    for i, j in combinations(range(len(nodes)), 2):
        low, high = limits.get((i, j), (None, None))
        remark = "" if low is not None else "never together: no interval" if not both[i, j] else "no interval"
        if of and of in (single[i], single[j]):
            low, high, remark = None, None, "one of them is in every unit: the lift is 1 whatever was said"
        one, other = nodes[i], nodes[j]
        counts = (int(single[i]), int(single[j]), int(both[i, j]), of)
        pairs.append(Pair(one.id, one.name, other.id, other.name, *counts, low, high, remark))
    return tuple(pairs)


def _bootstrap(
    x: NDArray[np.bool_], pairs: Sequence[tuple[int, int]], session_of: NDArray[np.intp], resampling: Resampling
) -> dict[tuple[int, int], tuple[float, float]]:
    """Give the interval of the lift of each pair; none with fewer than five sessions."""
    if not pairs or resampling.n_clusters < FEWEST or not resampling.n_draws:
        return {}
    units, codes = x.nonzero()
    single = resampling.count(session_of[units], codes, x.shape[1])
    of = resampling.count(session_of, np.zeros(len(x), dtype=np.intp), 1)
    unit_at, one, other = _list_together(units, codes)
    first, second = np.array(pairs, dtype=np.intp).T
    place = np.full((x.shape[1], x.shape[1]), -1, dtype=np.intp)
    place[first, second] = np.arange(len(pairs))
    kinds = place[one, other]
    step = max(1, CELLS // len(of))
    found: dict[tuple[int, int], tuple[float, float]] = {}
    for begin in range(0, len(pairs), step):
        end = min(begin + step, len(pairs))
        here = (kinds >= begin) & (kinds < end)
        both = resampling.count(session_of[unit_at[here]], kinds[here] - begin, end - begin)
        expected = single[:, first[begin:end]] * single[:, second[begin:end]] / of
        limits = estimate(np.divide(both, expected, out=np.full_like(both, np.nan), where=expected > 0))
        found |= dict(zip(pairs[begin:end], zip(limits.low.tolist(), limits.high.tolist(), strict=True), strict=True))
    return found


def _list_together(units: Places, codes: Places) -> tuple[Places, Places, Places]:
    """Give each unit with each two of its codes, from units with their codes in ascending order."""
    after = np.searchsorted(units, units, side="right") - np.arange(len(units)) - 1  # codes of the unit still to come
    one = np.repeat(np.arange(len(units)), after)
    other = one + 1 + np.arange(len(one)) - np.repeat(np.cumsum(after) - after, after)
    return units[one], codes[one], codes[other]


def _plural(level: str) -> str:
    return "categories" if level == "category" else f"{level}s"
