"""Planning: how many participants to ask so that a theme of a given share is heard.

The arithmetic supposes that participants speak independently, that a theme is either heard from one or not, and that
its share of the population is fixed beforehand. For reflexive thematic analysis Braun and Clarke (2021) reject the
premise: themes are made, not waiting to be met; think of information power (Malterud et al. 2016) instead.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from thematica.errors import AnalysisError
from thematica.model.collection import describe_in_html, shorten_frame

if TYPE_CHECKING:
    import pandas as pd

ROUNDING = 1e-12
ASSUMPTIONS = (
    "This supposes that participants speak independently of each other (members of a focus group do not), that a theme "
    "is heard from a participant or not, and that its share was fixed before; it says nothing about how well a theme "
    "is understood. For reflexive thematic analysis Braun and Clarke (2021) reject the premise; consider information "
    "power (Malterud et al. 2016)."
)


def participants_to_hear_once(share: float, assurance: float = 0.95) -> int:
    """Give the number of participants from whom a theme of some share is heard at least once.

    Args:
        share: Share of the population, 0..1, that would voice it.
        assurance: Chance, 0..1, to hear it.

    Raises:
        AnalysisError: Share or assurance is not between 0 and 1.

    Source: Galvin (2015), J Building Eng 1:2–12.

    >>> participants_to_hear_once(0.1), participants_to_hear_once(0.25, 0.9)
    (29, 9)
    """
    _require_share(share, "share")
    _require_share(assurance, "assurance")
    return math.ceil(math.log1p(-assurance) / math.log1p(-share) - ROUNDING)


def participants_to_hear(share: float, times: int = 1, power: float = 0.8) -> int:
    """Give the number of participants of whom several voice a theme of some share.

    Args:
        share: Share of the population, 0..1, that would voice it.
        times: From how many participants it is to be heard.
        power: Chance, 0..1, that at least so many do.

    Raises:
        AnalysisError: Share or power is not between 0 and 1, or times is below 1.

    Source: Fugard and Potts (2015), Int J Soc Res Methodol 18:669–684.

    >>> participants_to_hear(0.1, 2)
    29
    """
    _require_share(share, "share")
    _require_share(power, "power")
    if times < 1:
        raise AnalysisError("a theme must be heard at least once")
    reached, n = 0.0, times - 1
    while reached < power - ROUNDING:  # the chance that the n-th participant is the one who makes the number full
        n += 1
        ways = math.lgamma(n) - math.lgamma(times) - math.lgamma(n - times + 1)
        reached += math.exp(ways + times * math.log(share) + (n - times) * math.log1p(-share))
    return n


def smallest_share_heard(n_participants: int, assurance: float = 0.95) -> float:
    """Give the smallest share of a theme that so many participants let one hear: what a sample can hope for.

    Raises:
        AnalysisError: There is no participant, or the assurance is not between 0 and 1.

    Source: Galvin (2015), J Building Eng 1:2–12, solved for the share.

    >>> round(smallest_share_heard(16), 3)
    0.171
    """
    _require_share(assurance, "assurance")
    if n_participants < 1:
        raise AnalysisError("at least one participant is needed")
    return -math.expm1(math.log1p(-assurance) / n_participants)


@dataclass(frozen=True, slots=True)
class PlannedTheme:
    """How many participants to ask for a theme of one share.

    Attributes:
        share: Share of the population that would voice it, 0..1.
        times: From how many participants it is to be heard.
        power: Chance, 0..1, that it is.
        n_participants: How many to ask.
    """

    share: float
    times: int
    power: float
    n_participants: int


@dataclass(frozen=True)
class Plan:
    """Numbers of participants for themes of several shares."""

    rows: tuple[PlannedTheme, ...]

    def __repr__(self) -> str:
        return f"<Plan: {len(self.rows)} sample sizes>"

    def to_frame(self) -> pd.DataFrame:
        """Give a pandas table with one row a share and number of times."""
        import pandas as pd

        columns = ["share", "times", "power", "n_participants"]
        return pd.DataFrame([[getattr(row, name) for name in columns] for row in self.rows], columns=columns)

    def to_table(self) -> str:
        """Give a table to print: shares down, numbers of times across, participants in the cells.

        >>> print(plan_sample([0.1, 0.5], times=[1, 2]).to_table())
        participants to ask, for a chance of 80%
        voiced by  heard from 1  heard from 2
              10%            16            29
              50%             3             5
        """
        times = list(dict.fromkeys(row.times for row in self.rows))
        cells = {(row.share, row.times): row for row in self.rows}
        lines = ["  ".join(["voiced by", *(f"{f'heard from {n}':>12}" for n in times)])]
        for share in dict.fromkeys(row.share for row in self.rows):
            own = [f"{cells[share, n].n_participants:>{max(12, len(f'heard from {n}'))},}" for n in times]
            lines.append("  ".join([f"{100 * share:>8g}%", *own]))
        powers = ", ".join(dict.fromkeys(f"{100 * row.power:g}%" for row in self.rows))
        return "\n".join([f"participants to ask, for a chance of {powers}", *lines])

    def describe(self) -> str:
        """Say in plain English how many to ask, and what that supposes."""
        found = [
            f"{row.n_participants:,} participants to hear a theme that {100 * row.share:g}% would voice from at least "
            f"{row.times} of them, with a chance of {100 * row.power:g}%"
            for row in self.rows
        ]
        return f"Ask {'; '.join(found)}. {ASSUMPTIONS}" if found else ASSUMPTIONS

    def _repr_html_(self) -> str:
        return describe_in_html(self.describe()) + shorten_frame(self.to_frame(), repr(self), rows=60)


def plan_sample(shares: Sequence[float], *, times: Sequence[int] = (1,), power: float = 0.8) -> Plan:
    """Plan a sample: how many participants for themes of these shares.

    Args:
        shares: Shares of the population, 0..1, that would voice a theme.
        times: From how many participants each is to be heard.
        power: Chance, 0..1, that it is.

    Raises:
        AnalysisError: A share or the power is not between 0 and 1, or a number of times is below 1.

    Source: Fugard and Potts (2015), Int J Soc Res Methodol 18:669–684.

    >>> [row.n_participants for row in plan_sample([0.1, 0.5], times=[1, 2]).rows]
    [16, 29, 3, 5]
    """
    return Plan(
        tuple(
            PlannedTheme(share, number, power, participants_to_hear(share, number, power))
            for share in shares
            for number in times
        )
    )


def _require_share(value: float, name: str) -> None:
    if not 0 < value < 1:
        raise AnalysisError(f"{name} must be between 0 and 1, not {value:g}")
