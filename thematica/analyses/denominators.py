"""Which denominators published counts and percentages can share: a check of tables, one's own among them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import TYPE_CHECKING

from thematica.analyses.proportions import wilson_interval
from thematica.errors import AnalysisError

if TYPE_CHECKING:
    import pandas as pd

Percent = str | int | float | Decimal
HALF = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class PublishedCount:
    """A count with its percentage, as printed.

    Attributes:
        name: What was counted.
        n: How many.
        percent: The percentage, with as many decimals as were printed.
        lowest, highest: The denominators that give this percentage when rounded; highest is None where any larger
            one does, and lowest is above highest where none does.
    """

    name: str
    n: int
    percent: Decimal
    lowest: int
    highest: int | None

    def fits(self, denominator: int) -> bool:
        """Whether the count gives the percentage of this denominator."""
        return self.lowest <= denominator and (self.highest is None or denominator <= self.highest)


@dataclass(frozen=True)
class Denominators:
    """Which denominators a set of counts and percentages can and cannot share.

    Attributes:
        counts: In the order given.
        candidates: Denominators to try, by name, such as asked and answered.
    """

    counts: tuple[PublishedCount, ...]
    candidates: tuple[tuple[str, int], ...] = ()

    @cached_property
    def shared(self) -> tuple[int, int | None] | None:
        """The denominators that fit all counts, from the lowest to the highest; None if there is none."""
        return _common(self.counts)

    @cached_property
    def sets(self) -> tuple[tuple[PublishedCount, ...], ...]:
        """The largest sets of counts that can share a denominator; a count may be in several."""
        possible = [c for c in self.counts if c.highest is None or c.lowest <= c.highest]
        found = {frozenset(c.name for c in possible if c.fits(start.lowest)): None for start in possible}
        largest = [names for names in found if not any(names < other for other in found)]
        return tuple(tuple(c for c in possible if c.name in names) for names in largest)

    @cached_property
    def conflicts(self) -> tuple[tuple[PublishedCount, PublishedCount], ...]:
        """Pairs of counts that no denominator fits."""
        return tuple(
            (one, other)
            for i, one in enumerate(self.counts)
            for other in self.counts[i + 1 :]
            if _common((one, other)) is None
        )

    def __repr__(self) -> str:
        return f"<Denominators: {len(self.counts)} counts, {'one fits' if self.shared else 'none fits'} all>"

    def to_frame(self) -> pd.DataFrame:
        """Give a pandas table with one row a count: which denominators fit, and its share of each candidate."""
        import pandas as pd

        rows = []
        for count in self.counts:
            row: dict[str, object] = {
                "name": count.name, "n": count.n, "percent": str(count.percent),
                "lowest": count.lowest, "highest": count.highest,
            }  # fmt: skip
            for name, of in self.candidates:
                possible = count.n <= of
                low, high = wilson_interval(count.n, of) if possible else (None, None)
                share = count.n / of if possible else None
                row |= {f"share of {name}": share, f"low of {name}": low, f"high of {name}": high}
                row[f"fits {name}"] = count.fits(of)
            rows.append(row)
        return pd.DataFrame(rows)

    def describe(self) -> str:
        """Say in plain English which denominators fit, and which counts cannot be of the same."""
        each = "; ".join(f"{_tell(c)} {_needs(c)}" for c in self.counts)
        if self.shared:
            verdict = f"All can be of {_range(*self.shared)}."
        else:
            verdict = "No denominator fits them all."
            pairs = [f"{one.name} and {other.name}" for one, other in self.conflicts]
            if pairs:
                verdict += f" These cannot share one: {'; '.join(pairs)}."
            sets = [s for s in self.sets if len(s) > 1]
            words = [f"{', '.join(c.name for c in s)} ({_range(*(_common(s) or (0, 0)))})" for s in sets]
            verdict += f" These can: {'; '.join(words)}." if words else ""
        tried = "\n".join(self._try(name, of) for name, of in self.candidates)
        total = sum(c.n for c in self.counts)
        sentences = [
            f"{each}.",
            verdict,
            tried,
            f"Together they count {total:,}: where there are fewer people, some are counted more than once.",
            "A percentage without its denominator cannot be checked.",
        ]
        return "\n".join(sentence for sentence in sentences if sentence)

    def _try(self, name: str, of: int) -> str:
        wrong = [c for c in self.counts if not c.fits(of)]
        of_all = f"Of {of:,}" if name == str(of) else f"Of {of:,} ({name})"
        if not wrong:
            return f"{of_all} all come out as printed."
        said = [
            f"{c.n} is {_round(c.n, of, c.percent)}%, not {c.percent}%" if c.n <= of else f"{c.n} is more than {of:,}"
            for c in wrong
        ]
        return f"{of_all} they do not come out as printed: {'; '.join(said)}."

    def _repr_html_(self) -> str:
        from thematica.model.collection import describe_in_html, shorten_frame

        return describe_in_html(self.describe()) + shorten_frame(self.to_frame(), repr(self))


def find_denominators(
    counts: Iterable[tuple[str, int, Percent]], *, candidates: Iterable[tuple[str, int]] = ()
) -> Denominators:
    """Find which denominators a set of published counts and percentages can and cannot share.

    A percentage that was rounded fits a range of denominators. Halves may have been rounded either way, so both
    are taken as possible; a denominator that does not fit then fits no way of rounding to the nearest.

    Args:
        counts: What was counted, how many, and the percentage as printed: ``"39.0"`` has one decimal, ``39`` none.
        candidates: Denominators to try, by name, such as ``("asked", 362)``.

    Raises:
        AnalysisError: A count or percentage cannot be, or a name is used twice.

    >>> found = find_denominators([("first", 141, 40), ("second", 131, 35)])
    >>> [(each.lowest, each.highest) for each in found.counts], found.shared
    ([(349, 356), (370, 379)], None)
    """
    published = tuple(_bound(name, n, percent) for name, n, percent in counts)
    names = [count.name for count in published]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise AnalysisError(f"counted twice: {', '.join(twice)}; names must differ")
    tried = tuple(candidates)
    if wrong := [name for name, of in tried if of < 1]:
        raise AnalysisError(f"no denominator is below 1: {', '.join(wrong)}")
    return Denominators(published, tried)


def _bound(name: str, n: int, percent: Percent) -> PublishedCount:
    """Find the denominators that a percentage fits."""
    try:
        printed = Decimal(str(percent).strip().rstrip("%").strip())
    except InvalidOperation:
        raise AnalysisError(f"{name}: '{percent}' is no percentage") from None
    if n < 0 or not printed.is_finite() or not 0 <= printed <= 100:
        raise AnalysisError(f"{name}: {n} as {percent}% cannot be")
    half = HALF.scaleb(int(printed.as_tuple().exponent))
    low, high = printed - half, printed + half
    lowest = max(n, 1, math.ceil(100 * n / high))
    highest = math.floor(100 * n / low) if low > 0 else None  # what rounds to 0 fits any larger denominator, too
    return PublishedCount(name, n, printed, lowest, highest)


def _common(counts: Sequence[PublishedCount]) -> tuple[int, int | None] | None:
    if not counts:
        return None
    lowest = max(count.lowest for count in counts)
    ends = [count.highest for count in counts if count.highest is not None]
    highest = min(ends) if ends else None
    return None if highest is not None and highest < lowest else (lowest, highest)


def _round(n: int, of: int, like: Decimal) -> Decimal:
    """Give the percentage with one decimal more than was printed."""
    return (Decimal(100 * n) / of).quantize(Decimal(1).scaleb(int(like.as_tuple().exponent) - 1))


def _tell(count: PublishedCount) -> str:
    printed = f"{count.n} as {count.percent}%"
    return printed if count.name == f"{count.n}={count.percent}" else f"{printed} ({count.name})"


def _needs(count: PublishedCount) -> str:
    if count.highest is not None and count.highest < count.lowest:
        return "fits no denominator"
    return f"needs {_range(count.lowest, count.highest)}"


def _range(lowest: int, highest: int | None) -> str:
    if highest is None:
        return f"{lowest:,} or more"
    return f"{lowest:,}" if lowest == highest else f"{lowest:,} to {highest:,}"
