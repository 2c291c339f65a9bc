"""Which code occurs in which session or participant: what saturation needs, with or without text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from thematica.errors import AnalysisError
from thematica.model.attributes import sort_values
from thematica.model.codings import Codings
from thematica.model.corpus import Corpus
from thematica.model.segments import Segment, Segments
from thematica.model.themes import ThemeTree

if TYPE_CHECKING:
    import pandas as pd

UNITS = ("session", "participant")
NOWHERE = -1  # the row of a code that has left the tree, the column of words of nobody known
EVERYBODY = "all"  # the name of the group that everybody belongs to


@dataclass(frozen=True, eq=False)
class Incidence:
    """Codes by sessions or participants, present or absent.

    Attributes:
        code_ids: The rows.
        unit_ids: The columns, in the order of collection.
        matrix: Shape (n codes, n units), True where the code occurs in the unit.
        unit: ``session`` or ``participant``.
        order_source: In words, where the order of the units comes from.
    """

    code_ids: tuple[str, ...]
    unit_ids: tuple[str, ...]
    matrix: NDArray[np.bool_]
    unit: str = "session"
    order_source: str = "the table"

    def __post_init__(self) -> None:
        if self.matrix.shape != (len(self.code_ids), len(self.unit_ids)):
            raise ValueError(f"{len(self.code_ids)} codes and {len(self.unit_ids)} units, but {self.matrix.shape}")
        self.matrix.setflags(write=False)

    def __repr__(self) -> str:
        return f"<Incidence: {len(self.code_ids)} codes × {len(self.unit_ids)} {self.unit}s>"

    @property
    def occurrences(self) -> NDArray[np.intp]:
        """In how many units each code occurs, shape (n codes,)."""
        counts: NDArray[np.intp] = self.matrix.sum(axis=1)
        return counts

    @property
    def new(self) -> NDArray[np.intp]:
        """How many codes occur for the first time in each unit, shape (n units,)."""
        seen = self.matrix[self.matrix.any(axis=1)]
        if not len(seen):
            return np.zeros(len(self.unit_ids), dtype=np.intp)
        return np.bincount(seen.argmax(axis=1), minlength=len(self.unit_ids))

    @classmethod
    def from_frame(cls, table: pd.DataFrame, *, session: str, code: str) -> Incidence:
        """Make it from a table with one row a code and session, in the order of collection.

        Args:
            table: Any table; rows with an empty code say that the session was looked at.
            session: Name of the column of sessions.
            code: Name of the column of codes.

        Raises:
            AnalysisError: A column is missing, or a row names no session.
        """
        missing = [name for name in (session, code) if name not in table.columns]
        if missing:
            known = ", ".join(str(name) for name in table.columns)
            raise AnalysisError(f"the table has no column {', '.join(missing)} (columns: {known})")
        if table[session].isna().any():
            row = int(table[session].isna().to_numpy().argmax())
            raise AnalysisError(f"row {row + 1} of the table names no {session}")
        pairs = [
            (str(unit), "" if value != value or value is None else str(value).strip())
            for unit, value in zip(table[session], table[code], strict=True)
        ]
        units = list(dict.fromkeys(unit for unit, _ in pairs))
        codes = list(dict.fromkeys(value for _, value in pairs if value))
        return cls.fill(codes, units, ((c, u) for u, c in pairs if c), "session", "the rows of the table")

    @classmethod
    def fill(
        cls,
        codes: list[str],
        units: list[str],
        cells: Iterable[tuple[str, str]],
        unit: str,
        order_source: str,
    ) -> Incidence:
        """Make it from the pairs of code and unit that occur; every pair must be among the rows and columns."""
        row = {c: i for i, c in enumerate(codes)}
        column = {u: i for i, u in enumerate(units)}
        matrix = np.zeros((len(codes), len(units)), dtype=np.bool_)
        for c, u in cells:
            matrix[row[c], column[u]] = True
        return cls(tuple(codes), tuple(units), matrix, unit, order_source)


def count_incidence(
    codings: Codings,
    segments: Segments,
    corpus: Corpus,
    tree: ThemeTree,
    *,
    level: str = "code",
    unit: str = "session",
    by: str = "",
) -> dict[str, Incidence]:
    """Count which code (or theme) was voiced in which unit, by everybody and by each group.

    Only units with at least one segment that was looked at become columns: silence counts as absence only
    where somebody has listened. Codings of codes that left the tree do not count. Where the groups are of
    participants, a session counts for a group with what its participants said.

    Args:
        codings: One resolved set.
        segments: The segments the codings are joined to.
        corpus: Gives the order of the units, and the groups.
        tree: Gives the rows.
        level: ``code``, ``category``, ``subtheme`` or ``theme``.
        unit: ``session`` or ``participant``.
        by: An attribute of participants or sessions; empty: no groups.

    Returns:
        ``all`` first, then the groups in alphabetical order.

    Raises:
        AnalysisError: There is no such level, unit or attribute, or a group is called ``all``.
    """
    if unit not in UNITS:
        raise AnalysisError(f"there is no unit '{unit}' (units: {', '.join(UNITS)})")
    rows = tuple(node.id for node in tree.at_level(level))
    ordered = tuple(segments)
    groups = group_of_segments(ordered, corpus, by)
    group_names = list_groups(groups, by)
    order, source = corpus.sessions.ids, corpus.order_source
    if unit == "participant":
        order, source = _order_participants(corpus), f"{source}, then of the participants"
    row_of = {node_id: row for row, node_id in enumerate(rows)}
    row_of_code = {code.id: row_of[tree.roll_up(code.id, level).id] for code in tree.codes}
    column_of = {unit_id: column for column, unit_id in enumerate(order)}
    unit_ids = (s.session_id if unit == "session" else s.participant_id or "" for s in ordered)
    columns = np.array([column_of.get(unit_id, NOWHERE) for unit_id in unit_ids], dtype=np.intp)
    joined = codings.join(segments)
    coded = np.array([row_of_code.get(coding.code_id, NOWHERE) for coding in codings], dtype=np.intp)
    coded = coded[joined.coding_at]
    names = np.array(groups, dtype=np.str_)
    found = {}
    for group in group_names:
        within = (columns != NOWHERE) & ((group == EVERYBODY) | (names == group))
        looked_at = np.unique(columns[joined.looked_at[within[joined.looked_at]]])
        counts = (coded != NOWHERE) & within[joined.segment_at]
        matrix = np.zeros((len(rows), len(looked_at)), dtype=np.bool_)
        matrix[coded[counts], np.searchsorted(looked_at, columns[joined.segment_at[counts]])] = True
        found[group] = Incidence(rows, tuple(order[at] for at in looked_at.tolist()), matrix, unit, source)
    return found


def _order_participants(corpus: Corpus) -> tuple[str, ...]:
    """Order participants by the session they first took part in."""
    place = {session_id: i for i, session_id in enumerate(corpus.sessions.ids)}
    first = {
        p.id: min((place[s] for s in p.session_ids if s in place), default=len(place)) for p in corpus.participants
    }
    return tuple(sorted(first, key=lambda person_id: first[person_id]))


def list_groups(groups: Iterable[str], by: str) -> tuple[str, ...]:
    """List everybody, then the groups in the order of their names, numbers by size; the empty one is none.

    Raises:
        AnalysisError: A group is called ``all``.
    """
    names = set(groups) - {""}
    if EVERYBODY in names:
        raise AnalysisError(
            f"a group of '{by}' is called '{EVERYBODY}', which stands for everybody; give it another name"
        )
    return EVERYBODY, *sort_values(names)


def group_of_segments(segments: Iterable[Segment], corpus: Corpus, by: str) -> list[str]:
    """Give the group of each segment, in their order; empty where it belongs to none.

    Raises:
        AnalysisError: There is no such attribute.
    """
    if not by:
        return ["" for _ in segments]
    corpus.require_attribute(by)
    of_people = corpus.groups_of_participants(by)
    if of_people is not None:
        return [of_people.get(s.participant_id or "", "") for s in segments]
    of_sessions = corpus.groups_of_sessions(by) or {}
    return [of_sessions.get(s.session_id, "") for s in segments]
