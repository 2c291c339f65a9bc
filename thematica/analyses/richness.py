"""Richness: what the codes heard once and twice say about those not heard yet.

All of it rests on counting codes as ecologists count species in plots. Codes are not species: whoever reads makes
them, splits them and merges them. Read the numbers as statements about one codebook, applied by one reader, to
sessions like these.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from thematica.analyses.proportions import Z
from thematica.errors import AnalysisError, suggest_spelling
from thematica.model.collection import describe_in_html
from thematica.model.incidence import Incidence

if TYPE_CHECKING:
    import pandas as pd

Numbers = NDArray[np.float64]
Variant = Literal["classic", "large-sample", "bias-corrected", "bias-corrected, large-sample"]

RARE = 10  # sessions: codes heard in more are frequent, for ICE
METHODS = ("chao2", "chao2 bias-corrected", "jackknife 1", "jackknife 2", "ice", "bootstrap")
NOBODY_ONCE = "degenerate: no code was heard once only, which is no proof that there are no more"
OBJECTION = (
    "These numbers count codes as ecologists count species. Codes are not species: whoever reads makes them, and a "
    "finer codebook has more of them in the same words; Braun and Clarke (2021) reject the idea for reflexive thematic "
    "analysis. At best they say how many more codes sessions like these would bring under this codebook, and Chao2 is "
    "a lower bound even of that."
)


@dataclass(frozen=True, eq=False)
class Occurrences:
    """In how many sessions each code was heard, and the sums that estimates are made of.

    Leading axes are free: one row a resample, say. A published table that gives the sums only can be used, too.

    Attributes:
        n_units: Sessions (or participants).
        n_codes: Codes heard at least once, shape (…).
        n_mentions: Pairs of a code and a session it was heard in, shape (…).
        n_once, n_twice: Codes heard in one session only, and in two, shape (…).
        counts: Sessions each code was heard in, 0 where it was not, shape (…, codes).
    """

    n_units: int
    n_codes: NDArray[np.intp]
    n_mentions: NDArray[np.intp]
    n_once: NDArray[np.intp]
    n_twice: NDArray[np.intp]
    counts: NDArray[np.intp]

    @classmethod
    def of(cls, counts: ArrayLike, n_units: int) -> Occurrences:
        """Make it from the number of sessions each code was heard in, shape (…, codes)."""
        y = np.asarray(counts, dtype=np.intp)
        return cls(n_units, (y > 0).sum(-1), y.sum(-1), (y == 1).sum(-1), (y == 2).sum(-1), y)

    @classmethod
    def of_incidence(cls, incidence: Incidence) -> Occurrences:
        """Make it from codes by sessions."""
        return cls.of(incidence.occurrences, len(incidence.unit_ids))

    @classmethod
    def of_sums(cls, n_units: int, n_codes: int, n_once: int, n_twice: int, n_mentions: int = 0) -> Occurrences:
        """Make it from published sums: enough for Chao2, the jackknives, and what further sessions would bring."""
        codes, mentions, once, twice = np.asarray([n_codes, n_mentions, n_once, n_twice], dtype=np.intp)
        return cls(n_units, codes, mentions, once, twice, np.zeros(0, dtype=np.intp))

    @property
    def is_evaluable(self) -> bool:
        """Whether anything can be estimated: two sessions, and a code."""
        return self.n_units > 1 and bool(np.all(self.n_codes))


def estimate_unseen(heard: Occurrences, variant: Variant = "classic") -> Numbers:
    """Estimate how many codes were not heard: a lower bound, shape (…).

    Args:
        heard: How often codes were heard.
        variant: ``classic``, or ``bias-corrected``; ``large-sample`` leaves the factor (T − 1)/T out.

    Source: Colwell et al. (2012), J Plant Ecol 5:3–21; the variants as in vegan (Oksanen et al.).

    >>> float(estimate_unseen(Occurrences.of([6, 4, 4, 4, 2, 2, 2, 1, 1, 1], 6)))
    1.25
    """
    once, twice = np.asarray(heard.n_once, float), np.asarray(heard.n_twice, float)
    a = 1.0 if "large-sample" in variant else (heard.n_units - 1) / heard.n_units
    pairs = a * once * (once - 1) / 2
    if variant.startswith("bias-corrected"):
        return np.asarray(pairs / (twice + 1), dtype=np.float64)
    unseen: Numbers = np.where(twice > 0, a * once**2 / (2 * np.maximum(twice, 1)), pairs)
    return unseen


def discount_once(heard: Occurrences) -> Numbers:
    """Say by what the share of codes heard once is multiplied to give the share still missing: 0..1, shape (…).

    Source: Chao and Jost (2012), Ecology 93(12):2533–2547, where it is called A.
    """
    once = np.asarray(heard.n_once, float)
    missing = heard.n_units * estimate_unseen(heard)
    factor: Numbers = np.where(once > 0, missing / np.maximum(missing + once, 1), 1.0)
    return factor


def estimate_completeness(heard: Occurrences) -> Numbers:
    """Estimate which share of all mentions belongs to codes already heard, 0..1, shape (…).

    Source: Chao and Jost (2012), Ecology 93(12):2533–2547, eq. 4, incidence form.
    """
    share_once = np.asarray(heard.n_once) / np.maximum(heard.n_mentions, 1)
    return np.asarray(1 - share_once * discount_once(heard), dtype=np.float64)


def estimate_coverage(incidence: Incidence) -> float | None:
    """Estimate which share of all mentions belongs to codes already seen.

    High coverage says that the next session will mostly repeat known codes; it does not say that what was said
    is understood, nor that rare views are covered.

    Args:
        incidence: Codes by sessions.

    Returns:
        Estimated completeness (sample coverage), 0..1; None with fewer than two sessions or no code at all.

    Source: Chao and Jost (2012), Ecology 93(12):2533–2547, eq. 4, incidence form.

    >>> toy = ["111111", "110110", "101101", "011011", "100100", "010010", "001001", "100000", "000100", "000010"]
    >>> matrix = np.array([[c == "1" for c in row] for row in toy])
    >>> estimate_coverage(Incidence(tuple("abcdefghij"), tuple("123456"), matrix))
    0.9206...
    """
    heard = Occurrences.of_incidence(incidence)
    return float(estimate_completeness(heard)) if heard.is_evaluable else None


@dataclass(frozen=True, slots=True)
class Richness:
    """An estimate of how many codes there are, heard or not.

    Attributes:
        method: Which estimate; published programs differ by several codes at six sessions, so name it.
        n_codes: Codes heard.
        value: The estimate; None where it cannot be made.
        standard_error: Of Chao2, else None.
        low, high: 95% interval of Chao2, else None. It is never below the codes heard.
        remark: What to know about it; empty where there is nothing.
    """

    method: str
    n_codes: int
    value: float | None
    standard_error: float | None = None
    low: float | None = None
    high: float | None = None
    remark: str = ""


def estimate_chao2(heard: Occurrences, variant: Variant = "classic") -> Richness:
    """Estimate the number of codes, heard or not: a lower bound, with a log-normal interval.

    Args:
        heard: How often codes were heard.
        variant: As in ``estimate_unseen``; 'classic' unless you compare with a program that prints another.

    Source: Colwell et al. (2012), J Plant Ecol 5:3–21; the interval as in EstimateS (Colwell, user's guide).

    >>> found = estimate_chao2(Occurrences.of([6, 4, 4, 4, 2, 2, 2, 1, 1, 1], 6))
    >>> found.value, round(found.low, 3), round(found.high, 3)
    (11.25, 10.141, 21.117)
    """
    name, seen = f"Chao2, {variant}", int(heard.n_codes)
    if not heard.is_evaluable:
        return Richness(name, seen, None, remark="not evaluable: it needs two sessions and a code")
    unseen = float(estimate_unseen(heard, variant))
    if unseen == 0:
        why = NOBODY_ONCE if heard.n_once == 0 else "degenerate: one code was heard once, none twice"
        return Richness(name, seen, float(seen), remark=why)
    variance = _chao2_variance(heard, variant)
    spread = math.exp(Z * math.sqrt(math.log1p(variance / unseen**2)))
    low, high = seen + unseen / spread, seen + unseen * spread
    return Richness(name, seen, seen + unseen, math.sqrt(variance), low, high)


def _chao2_variance(heard: Occurrences, variant: Variant) -> float:
    q1, q2 = float(heard.n_once), float(heard.n_twice)
    a = 1.0 if "large-sample" in variant else (heard.n_units - 1) / heard.n_units
    if q2 == 0:
        estimate = float(heard.n_codes) + float(estimate_unseen(heard, variant))
        return a * q1 * (q1 - 1) / 2 + a**2 * q1 * (2 * q1 - 1) ** 2 / 4 - a**2 * q1**4 / (4 * estimate)
    if variant.startswith("bias-corrected"):
        first = a * q1 * (q1 - 1) / (2 * (q2 + 1))
        second = a**2 * q1 * (2 * q1 - 1) ** 2 / (4 * (q2 + 1) ** 2)
        return first + second + a**2 * q1**2 * q2 * (q1 - 1) ** 2 / (4 * (q2 + 1) ** 4)
    r = q1 / q2
    return q2 * (a * r**2 / 2 + a**2 * r**3 + a**2 * r**4 / 4)


def estimate_jackknife(heard: Occurrences, order: int = 1) -> Richness:
    """Estimate the number of codes by the first- or second-order jackknife.

    Source: as in vegan (Oksanen et al.), specpool.

    >>> estimate_jackknife(Occurrences.of([6, 4, 4, 4, 2, 2, 2, 1, 1, 1], 6), 2).value
    12.9
    """
    if order not in (1, 2):
        raise AnalysisError("the jackknife is of order 1 or 2")
    name, seen = f"jackknife of order {order}", int(heard.n_codes)
    t, q1, q2 = heard.n_units, int(heard.n_once), int(heard.n_twice)
    if not heard.is_evaluable or t < order + 1:
        return Richness(name, seen, None, remark=f"not evaluable: it needs {order + 1} sessions and a code")
    if order == 1:
        return Richness(name, seen, seen + q1 * (t - 1) / t)
    return Richness(name, seen, seen + q1 * (2 * t - 3) / t - q2 * (t - 2) ** 2 / (t * (t - 1)))


def estimate_bootstrap(heard: Occurrences) -> Richness:
    """Estimate the number of codes by adding the chance of each to be missed.

    Source: as in vegan (Oksanen et al.), specpool.
    """
    name, seen = "bootstrap", int(heard.n_codes)
    if not heard.is_evaluable:
        return Richness(name, seen, None, remark="not evaluable: it needs two sessions and a code")
    y = heard.counts[heard.counts > 0]
    return Richness(name, seen, seen + float(((1 - y / heard.n_units) ** heard.n_units).sum()))


def estimate_ice(incidence: Incidence) -> Richness:
    """Estimate the number of codes from those heard in ten sessions or fewer (ICE).

    Source: EstimateS (Colwell, user's guide).
    """
    heard = Occurrences.of_incidence(incidence)
    y, q1 = heard.counts, int(heard.n_once)
    name, seen = "ICE", int(heard.n_codes)
    if not heard.is_evaluable:
        return Richness(name, seen, None, remark="not evaluable: it needs two sessions and a code")
    rare = (y > 0) & (y <= RARE)
    n_rare, mentions = int(rare.sum()), int(y[rare].sum())
    sessions = int(incidence.matrix[rare].any(axis=0).sum())
    if q1 == mentions or sessions < 2:
        return Richness(name, seen, estimate_chao2(heard).value, remark="ICE cannot be made here; this is Chao2")
    complete = 1 - q1 / mentions
    pairs = float((y[rare] * (y[rare] - 1)).sum())
    varying = max(n_rare / complete * sessions / (sessions - 1) * pairs / mentions**2 - 1, 0.0)
    return Richness(name, seen, seen - n_rare + n_rare / complete + q1 * varying / complete)


def estimate_richness(incidence: Incidence, method: str = "chao2") -> Richness:
    """Estimate how many codes there are, heard or not; read ``OBJECTION`` before you report it.

    Args:
        incidence: Codes by sessions.
        method: ``chao2``, ``chao2 bias-corrected``, ``jackknife 1``, ``jackknife 2``, ``ice`` or ``bootstrap``.

    Raises:
        AnalysisError: There is no such method.
    """
    heard = Occurrences.of_incidence(incidence)
    match method:
        case "chao2":
            return estimate_chao2(heard)
        case "chao2 bias-corrected":
            return estimate_chao2(heard, "bias-corrected")
        case "jackknife 1" | "jackknife 2":
            return estimate_jackknife(heard, int(method[-1]))
        case "ice":
            return estimate_ice(incidence)
        case "bootstrap":
            return estimate_bootstrap(heard)
    known = ", ".join(METHODS)
    raise AnalysisError(f"there is no estimate '{method}'{suggest_spelling(method, METHODS)} (methods: {known})")


@dataclass(frozen=True)
class NumberOfCodes:
    """Estimates of how many codes there are, heard or not, with the objection to making them.

    Attributes:
        rows: Group and estimate.
    """

    rows: tuple[tuple[str, Richness], ...]

    def __repr__(self) -> str:
        return f"<NumberOfCodes: {len(self.rows)} estimates>"

    def to_frame(self) -> pd.DataFrame:
        """Give a pandas table with one row a group and method."""
        import pandas as pd

        columns = ["method", "n_codes", "value", "standard_error", "low", "high", "remark"]
        rows = [[group, *(getattr(found, name) for name in columns)] for group, found in self.rows]
        return pd.DataFrame(rows, columns=["group", *columns])

    def describe(self) -> str:
        """Say in plain English what was estimated, and the objection to it."""
        return "\n".join([*(_describe_richness(group, found) for group, found in self.rows), OBJECTION])

    def _repr_html_(self) -> str:
        return describe_in_html(self.describe()) + self.to_frame().to_html(index=False)


def estimate_number_of_codes(groups: Mapping[str, Incidence], methods: Sequence[str] = METHODS) -> NumberOfCodes:
    """Estimate how many codes there are in each group, heard or not.

    Args:
        groups: Codes by sessions of each group.
        methods: As in ``estimate_richness``.

    Raises:
        AnalysisError: There is no such method.
    """
    return NumberOfCodes(
        tuple(
            (group, estimate_richness(incidence, method)) for group, incidence in groups.items() for method in methods
        )
    )


def _describe_richness(group: str, found: Richness) -> str:
    if found.value is None:
        return f"{group}: {found.method} is {found.remark}."
    interval = f" [{found.low:.1f}, {found.high:.1f}]" if found.low is not None and found.high is not None else ""
    remark = f" ({found.remark})" if found.remark else ""
    return f"{group}: {found.n_codes} codes heard, {found.value:.1f}{interval} by {found.method}{remark}."
