"""Comparison: how many participants, or sessions, of each group voiced each code or theme."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from thematica.analyses.comparison_counts import CROSS, Counting, GroupProfile, profile_groups
from thematica.analyses.comparison_counts import Voiced as Voiced
from thematica.analyses.comparison_numbers import Contrast, GroupTest, Tally, adjust, compute_tests, contrast_groups
from thematica.analyses.comparison_words import read_comparison
from thematica.errors import AnalysisError
from thematica.model.codings import Basis, Codings
from thematica.model.collection import describe_in_html, shorten_frame
from thematica.model.corpus import Corpus
from thematica.model.segments import Segments
from thematica.model.themes import ThemeTree

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

MOST_NAMED = 30  # speakers named in a cell of a table
MIXED = (
    "In mixed sessions one voice is enough for a group: of two groups in a room, the larger one voices more, and an "
    "interval that takes them as independent is wider than need be."
)
COLUMNS = ("level", "by", "group", "id", "name", "n", "of", "share", "low", "high")
MORE_COLUMNS = ("stance", "asked", "n_speakers", "of_speakers", "speakers")
ASKED_COLUMNS = ("share_of_asked", "low_of_asked", "high_of_asked")
CONTRAST_COLUMNS = "level by first second id name difference low high odds_ratio or_low or_high design_effect".split()
TEST_COLUMNS = "level by id name test p p_holm p_bh smallest_p error v v_corrected remark".split()


@dataclass(frozen=True)
class Comparison:
    """Who voiced what, in all and by group.

    Attributes:
        level: ``code``, ``category``, ``subtheme`` or ``theme``.
        unit: ``participant`` or ``session``.
        rows: Everybody first, then each attribute's groups; within them the order of the tree.
        basis: Whose codings it rests on.
        stances: The same by stance, where codings have one.
        crossed: The same by every combination of the attributes, where there are several.
        profiles: How much each group said.
        tallies: The units behind the rows, one an attribute: differences are made from them.
        tests: One a code and attribute, where they were asked for.
        remarks: What a reader must know.
    """

    level: str
    unit: str
    rows: tuple[Voiced, ...]
    basis: Basis
    stances: tuple[Voiced, ...] = ()
    crossed: tuple[Voiced, ...] = ()
    profiles: tuple[GroupProfile, ...] = ()
    tallies: tuple[Tally, ...] = ()
    tests: tuple[GroupTest, ...] = ()
    remarks: tuple[str, ...] = ()

    def __repr__(self) -> str:
        groups = len({(row.by, row.group) for row in self.rows if row.by})
        nodes = len({row.id for row in self.rows})
        return f"<Comparison: {nodes} at level {self.level}, {groups} groups, unit {self.unit}>"

    @cached_property
    def contrasts(self) -> tuple[Contrast, ...]:
        """Every difference between two groups of an attribute."""
        return tuple(each for tally in self.tallies for each in contrast_groups(tally))

    def to_frame(self) -> pd.DataFrame:
        """Give a pandas table with one row a group and code or theme; crossed groups and stances come last."""
        import pandas as pd

        rows = []
        for row in (*self.rows, *self.crossed, *self.stances):
            low, high = row.interval or (None, None)
            few = len(row.speakers) <= MOST_NAMED
            named = "; ".join(row.speakers) if few else f"{len(row.speakers)} participants"
            counts = [self.level, row.by, row.group, row.id, row.name, row.n, row.of, row.share, low, high]
            of_asked = (row.share_of_asked, *(row.interval_of_asked or (None, None)))
            rows.append([*counts, row.stance, row.asked, len(row.speakers), row.of_speakers, named, *of_asked])
        return pd.DataFrame(rows, columns=[*COLUMNS, *MORE_COLUMNS, *ASKED_COLUMNS])

    def contrasts_to_frame(self) -> pd.DataFrame:
        """Give a pandas table with one row a code and pair of groups: difference and odds ratio with intervals."""
        import pandas as pd

        rows = []
        for c in self.contrasts:
            odds = c.odds_ratio
            ratio = (odds.value, odds.low, odds.high) if odds else (None, None, None)
            place = (self.level, c.by, c.first, c.second, c.id, c.name)
            rows.append([*place, c.difference, *c.interval, *ratio, c.design_effect])
        return pd.DataFrame(rows, columns=CONTRAST_COLUMNS)

    def tests_to_frame(self) -> pd.DataFrame:
        """Give a pandas table with one row a code and attribute, where tests were asked for."""
        import pandas as pd

        rows = [[self.level, *(getattr(test, name) for name in TEST_COLUMNS[1:])] for test in self.tests]
        return pd.DataFrame(rows, columns=TEST_COLUMNS)

    def crossed_to_frame(self) -> pd.DataFrame:
        """Give crossed attributes as a table: codes or themes down, cells across, ``n of N`` in them."""
        import pandas as pd

        table: dict[str, dict[str, str]] = {}
        for row in self.crossed:
            table.setdefault(row.id, {"name": row.name})[row.group] = f"{row.n} of {row.of}"
        return pd.DataFrame(list(table.values()))

    def profiles_to_frame(self) -> pd.DataFrame:
        """Give a pandas table with one row a group: sessions, asked, answered, words."""
        import pandas as pd

        names = ["by", "group", "n_sessions", "n_asked", "n_answered", "n_words", "words_per_participant"]
        return pd.DataFrame([[getattr(p, name) for name in names] for p in self.profiles], columns=names)

    def describe(self) -> str:
        """Say in plain English what was counted, how the groups differ, and what that cannot show."""
        return "\n".join(sentence for sentence in read_comparison(self) if sentence)

    def plot(self, ax: Axes | None = None, *, by: str = "") -> Axes:
        """Draw the share of each group that voiced each code or theme, with its interval.

        Args:
            ax: Where to draw.
            by: The attribute; empty: the first one, or everybody where there is none.
        """
        from thematica.analyses.comparison_figure import draw_comparison

        return draw_comparison(self, ax, by)

    def _repr_html_(self) -> str:
        return describe_in_html(self.describe()) + shorten_frame(self.to_frame(), repr(self), rows=60)


def compare_groups(
    codings: Codings,
    segments: Segments,
    corpus: Corpus,
    tree: ThemeTree,
    *,
    level: str = "code",
    by: str | Sequence[str] = (),
    unit: str = "participant",
    tests: bool = False,
    seed: int = 1,
) -> Comparison:
    """Count the participants (or sessions) of each group who voiced each code or theme.

    The denominator is everybody of the group whose words were looked at. For focus groups the session is the
    safer unit: silence there is not disagreement. Where a session holds participants of several groups, it counts
    for each of them with what its participants said.

    Args:
        codings: One resolved set.
        segments, corpus, tree: What the codings are about; give the segments of one question for its denominators.
        level: ``code``, ``category``, ``subtheme`` or ``theme``.
        by: An attribute of participants or sessions, or several; several are also crossed.
        unit: ``participant`` or ``session``.
        tests: Whether to give p-values; they do not fit reflexive thematic analysis.
        seed: Where random draws start, for tests that need them.

    Raises:
        AnalysisError: There is no such level, unit or attribute, or no participant is known.

    Source: Newcombe (1998), Stat Med 17:857–890; tests as their names say.
    """
    if unit == "participant" and not any(segment.participant_id for segment in segments):
        raise AnalysisError("no participant is known in this material; count sessions instead (unit: session)")
    attributes = tuple(dict.fromkeys((by,) if isinstance(by, str) and by else by))
    counting = Counting(codings, segments, corpus, tree, level, unit)
    names = ("", *attributes)
    rows = [row for name in names for row in counting.rows(name)]
    tallies = tuple(counting.tally(name) for name in attributes)
    remarks = list(counting.remarks)
    crossed: tuple[Voiced, ...] = ()
    if unit == "session" and any(tally.mixed for tally in tallies):
        remarks.append(MIXED)
    made = [test for tally in tallies for test in compute_tests(tally, seed)] if tests else []
    if len(attributes) > 1:
        crossing, sentence = counting.cross(attributes)
        crossed = tuple(crossing.rows(CROSS.join(attributes)))
        remarks += [sentence] if sentence else []
        made += [] if sentence or not tests else compute_tests(crossing.tally(CROSS.join(attributes)), seed)
    remarks += dict.fromkeys(f"{test.by}: {test.remark}." for test in made if test.p is None)
    stances = sorted({coding.stance for coding in codings if coding.stance})
    return Comparison(
        level, unit, tuple(rows), codings.basis,
        stances=tuple(row for stance in stances for name in names for row in counting.rows(name, stance)),
        crossed=crossed, profiles=tuple(p for name in names for p in profile_groups(segments, corpus, name)),
        tallies=tallies, tests=adjust(made), remarks=tuple(remarks),
    )  # fmt: skip
