"""Joint display: the trees of several strands side by side, each with its own counts."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from thematica.analyses.near_codes import NearCodes, find_near_codes
from thematica.errors import AnalysisError
from thematica.model.codings import Basis, share_looked_at
from thematica.model.collection import describe_in_html, shorten_frame
from thematica.model.incidence import EVERYBODY, Incidence, count_incidence
from thematica.model.protocols import Vectors
from thematica.model.sentences import count
from thematica.model.strands import Strand
from thematica.model.themes import LEVELS, Code, Theme

if TYPE_CHECKING:
    import pandas as pd

CAVEAT = (
    "That words lie near each other is an aid to reading; whether two codes mean the same is for you to judge, and one "
    "strand does not corroborate the other."
)
COLUMNS = (
    "strand level path id name definition n_sessions of_sessions n_participants of_participants near_codes"
).split()


@dataclass(frozen=True, slots=True, kw_only=True)
class LaidOut:
    """One theme or code of a strand.

    Attributes:
        strand: The strand.
        level: ``theme``, ``subtheme``, ``category`` or ``code``.
        path: Names of the themes above it, outermost first.
        id, name, definition: As they stand in the tree.
        n_sessions, of_sessions: In how many of the strand's sessions that were looked at it was voiced.
        n_participants, of_participants: By how many of the strand's participants; 0 of 0 where speakers are not known.
        near: Names of the near codes, and for a theme those of its codes, each with its strand.
        one_each: Whether each session that was looked at is one participant's, as in interviews.
    """

    strand: str
    level: str
    path: tuple[str, ...]
    id: str
    name: str
    definition: str
    n_sessions: int
    of_sessions: int
    n_participants: int
    of_participants: int
    near: tuple[str, ...]
    one_each: bool

    def describe_counts(self) -> str:
        """Say how many voiced it: participants where each has a session of her own, else sessions, then speakers."""
        if self.one_each:
            return f"{self.n_participants} of {self.of_participants} participants"
        said = f"{self.n_sessions} of {count(self.of_sessions, 'session')}"
        return f"{said}, {self.n_participants} of {self.of_participants} speakers" if self.of_participants else said


@dataclass(frozen=True)
class JointDisplay:
    """The trees of several strands side by side.

    Attributes:
        rows: Every theme and code, strand by strand in the order of its tree.
        near_codes: Codes of different strands whose words lie near each other.
        threshold: How alike they had to be, or None where there are too few codes to tell.
        bases: Strand to whose codings its numbers rest on.
        shares_looked_at: Strand to the share of its segments that was looked at, 0..1.
    """

    rows: tuple[LaidOut, ...]
    near_codes: tuple[NearCodes, ...]
    threshold: float | None
    bases: Mapping[str, Basis]
    shares_looked_at: Mapping[str, float]

    def __repr__(self) -> str:
        return f"<JointDisplay: {len(self.bases)} strands, {len(self.rows)} themes and codes>"

    def of_strand(self, strand: str) -> tuple[LaidOut, ...]:
        """Give the themes and codes of one strand."""
        return tuple(row for row in self.rows if row.strand == strand)

    def themes_without_near_codes(self, strand: str) -> tuple[LaidOut, ...]:
        """Give the outermost themes of a strand none of whose codes lies near a code of another strand."""
        return tuple(row for row in self.of_strand(strand) if row.level == "theme" and not row.near)

    def to_frame(self) -> pd.DataFrame:
        """Give a pandas table with one row a theme or code: strand, path, counts, near codes."""
        import pandas as pd

        rows = [
            [
                row.strand, row.level, " > ".join(row.path), row.id, row.name, row.definition, row.n_sessions,
                row.of_sessions, row.n_participants, row.of_participants, "; ".join(row.near),
            ]
            for row in self.rows
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=COLUMNS)

    def near_to_frame(self) -> pd.DataFrame:
        """Give a pandas table with one row a pair of near codes, with their likeness."""
        import pandas as pd

        names = [field.name for field in dataclasses.fields(NearCodes)]
        return pd.DataFrame([[getattr(pair, name) for name in names] for pair in self.near_codes], columns=names)

    def describe(self) -> str:
        """Say in plain English what stands side by side, and what that does not show."""
        told = []
        for strand, basis in self.bases.items():
            rows = self.of_strand(strand)
            themes = [row for row in rows if row.level == "theme"]
            codes = sum(row.level == "code" for row in rows)
            said = ", ".join(f"'{row.name}' ({row.describe_counts()})" for row in themes)
            told.append(
                f"{strand}: {count(len(themes), 'theme')} with {codes} "
                f"code{'' if codes == 1 else 's'}, from {basis.describe()} on "
                f"{self.shares_looked_at[strand]:.0%} of the segments" + (f": {said}." if said else ".")
            )
        pairs = len(self.near_codes)
        if self.threshold is not None:
            told.append(
                f"{pairs or 'No'} pair{'' if pairs == 1 else 's'} of codes of different strands "
                f"lie{'s' if pairs == 1 else ''} near each other (each the other's nearest, likeness at least "
                f"{self.threshold:.2f}: nearer than three quarters of the codes are to the nearest of their own tree)."
            )
        return "\n".join([*told, CAVEAT])

    def _repr_html_(self) -> str:
        return describe_in_html(self.describe()) + shorten_frame(self.to_frame(), repr(self), rows=60)


def lay_out(strands: Sequence[Strand], described: Mapping[str, Sequence[Vectors]]) -> JointDisplay:
    """Lay the trees of several strands side by side.

    Args:
        strands: The strands, in the order in which they are to stand.
        described: For each strand and each code of its tree, in order, the vectors of its texts, shape (n, d).

    Raises:
        AnalysisError: There are fewer than two strands, or two of the same name.
    """
    names = [strand.name for strand in strands]
    if len(names) < 2 or len(set(names)) < len(names):
        raise AnalysisError(f"a joint display takes two strands or more, each with its own name (given: {names})")
    near, threshold = find_near_codes(strands, described)
    said: dict[tuple[str, str], list[str]] = {}
    for pair in near:
        said.setdefault((pair.first_strand, pair.first_id), []).append(f"{pair.second} ({pair.second_strand})")
        said.setdefault((pair.second_strand, pair.second_id), []).append(f"{pair.first} ({pair.first_strand})")
    return JointDisplay(
        rows=tuple(row for strand in strands for row in _rows(strand, said)),
        near_codes=near,
        threshold=threshold,
        bases={strand.name: strand.codings.basis for strand in strands},
        shares_looked_at={strand.name: share_looked_at(strand.codings, strand.segments) for strand in strands},
    )


def _rows(strand: Strand, near: Mapping[tuple[str, str], Sequence[str]]) -> list[LaidOut]:
    tree = strand.tree
    sessions, people = (
        count_incidence(strand.codings, strand.segments, strand.corpus, tree, unit=unit)[EVERYBODY]
        for unit in ("session", "participant")
    )
    one_each = bool(people.unit_ids) and strand.segments.one_each
    rows = []
    for node in tree.nodes:
        above = tree.path(node.id)[:-1]
        codes = _codes_under(node)
        rows.append(
            LaidOut(
                strand=strand.name,
                level=LEVELS[min(len(above), len(LEVELS) - 1)] if isinstance(node, Theme) else "code",
                path=tuple(each.name for each in above),
                id=node.id,
                name=node.name,
                definition=node.definition,
                n_sessions=_count(sessions, codes),
                of_sessions=len(sessions.unit_ids),
                n_participants=_count(people, codes),
                of_participants=len(people.unit_ids),
                near=tuple(dict.fromkeys(name for code in codes for name in near.get((strand.name, code), ()))),
                one_each=one_each,
            )
        )
    return rows


def _codes_under(node: Code) -> list[str]:
    if not isinstance(node, Theme):
        return [node.id]
    return [code for each in (*node.subthemes, *node.codes) for code in _codes_under(each)]


def _count(incidence: Incidence, codes: Sequence[str]) -> int:
    """Count the units in which any of some codes was voiced."""
    rows = [i for i, code_id in enumerate(incidence.code_ids) if code_id in codes]
    return int(incidence.matrix[rows].any(axis=0).sum()) if rows else 0
