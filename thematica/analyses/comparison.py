"""Comparison: how many participants, or sessions, of each group voiced each code or theme."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from thematica.errors import AnalysisError
from thematica.model.codings import Basis, Codings
from thematica.model.collection import shorten_frame
from thematica.model.corpus import Corpus
from thematica.model.incidence import EVERYBODY, Incidence, count_incidence
from thematica.model.segments import Segments
from thematica.model.themes import ThemeTree

if TYPE_CHECKING:
    import pandas as pd

Z = 1.959963984540054  # standard normal quantile of .975
COLUMNS = ("level", "by", "group", "id", "name", "n", "of", "share", "low", "high")


@dataclass(frozen=True, slots=True)
class Voiced:
    """In how many of a group's participants or sessions a code or theme was voiced.

    Attributes:
        by: The attribute, or empty for everybody.
        group: The group, or ``all``.
        id, name: Of the code or theme.
        n: Participants (or sessions) who voiced it at least once.
        of: Participants (or sessions) of the group with words that were looked at.
    """

    by: str
    group: str
    id: str
    name: str
    n: int
    of: int

    @property
    def share(self) -> float | None:
        """``n / of``, 0..1; None when the group is empty."""
        return self.n / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """95% Wilson interval of the share; None when the group is empty."""
        return wilson_interval(self.n, self.of) if self.of else None


@dataclass(frozen=True)
class Comparison:
    """Who voiced what, in all and by group.

    Attributes:
        level: ``code``, ``category``, ``subtheme`` or ``theme``.
        unit: ``participant`` or ``session``.
        rows: Everybody first, then each attribute's groups; within them the order of the tree.
        basis: Whose codings it rests on.
    """

    level: str
    unit: str
    rows: tuple[Voiced, ...]
    basis: Basis

    def __repr__(self) -> str:
        groups = len({(row.by, row.group) for row in self.rows if row.by})
        nodes = len({row.id for row in self.rows})
        return f"<Comparison: {nodes} at level {self.level}, {groups} groups, unit {self.unit}>"

    def to_frame(self) -> pd.DataFrame:
        """Give a pandas table with one row a group and code or theme."""
        import pandas as pd

        rows = []
        for row in self.rows:
            low, high = row.interval or (None, None)
            rows.append([self.level, row.by, row.group, row.id, row.name, row.n, row.of, row.share, low, high])
        return pd.DataFrame(rows, columns=list(COLUMNS))

    def describe(self) -> str:
        """Say in plain English what was counted and what it cannot show."""
        return (
            f"Counted are {self.unit}s who voiced each {self.level} at least once, among those whose words were "
            f"looked at; it rests on {self.basis.describe()}. Not voicing a view is not lacking it, and who talks more "
            "voices more."
        )

    def _repr_html_(self) -> str:
        return f"<p>{self.describe()}</p>" + shorten_frame(self.to_frame(), repr(self), rows=60)


def wilson_interval(n: int, of: int) -> tuple[float, float]:
    """Give the 95% interval of a proportion that keeps its promise in small groups, too.

    Args:
        n: How many of them.
        of: Of how many; at least 1.

    Returns:
        Lower and upper limit, 0..1.

    Source: Wilson (1927), J Am Stat Assoc 22:209–212.

    >>> tuple(round(limit, 4) for limit in wilson_interval(81, 263))
    (0.2553, 0.3662)
    """
    p = n / of
    z2 = Z * Z
    centre = (p + z2 / (2 * of)) / (1 + z2 / of)
    half = Z / (1 + z2 / of) * math.sqrt(p * (1 - p) / of + z2 / (4 * of * of))
    low = 0.0 if n == 0 else max(0.0, centre - half)
    return low, 1.0 if n == of else min(1.0, centre + half)


def compare_groups(
    codings: Codings,
    segments: Segments,
    corpus: Corpus,
    tree: ThemeTree,
    *,
    level: str = "code",
    by: str | Sequence[str] = (),
    unit: str = "participant",
) -> Comparison:
    """Count the participants (or sessions) of each group who voiced each code or theme.

    The denominator is everybody of the group whose words were looked at. For focus groups the session is the
    safer unit: silence there is not disagreement.

    Args:
        codings: One resolved set.
        segments, corpus, tree: What the codings are about.
        level: ``code``, ``category``, ``subtheme`` or ``theme``.
        by: An attribute of participants or sessions, or several.
        unit: ``participant`` or ``session``.

    Raises:
        AnalysisError: There is no such level, unit or attribute, or no participant is known.
    """
    if unit == "participant" and not any(segment.participant_id for segment in segments):
        raise AnalysisError("no participant is known in this material; count sessions instead (unit: session)")
    names = {node.id: node.name for node in tree.at_level(level)}
    rows: list[Voiced] = []
    for attribute in ("", *((by,) if isinstance(by, str) and by else by)):
        found = count_incidence(codings, segments, corpus, tree, level=level, unit=unit, by=attribute)
        for group, incidence in found.items():
            if (group == EVERYBODY) == (attribute == ""):
                rows += _rows(attribute, group, incidence, names)
    return Comparison(level, unit, tuple(rows), codings.basis)


def _rows(by: str, group: str, incidence: Incidence, names: dict[str, str]) -> list[Voiced]:
    counts = np.asarray(incidence.occurrences)
    of = len(incidence.unit_ids)
    return [
        Voiced(by, group, code_id, names[code_id], int(n), of)
        for code_id, n in zip(incidence.code_ids, counts, strict=True)
    ]
