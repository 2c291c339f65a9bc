"""Coefficients of agreement between coders, from ratings of units in categories.

Every coefficient takes a ``Tally``: the sums over units that it needs. Sums can be added up and weighted, so that the
same few formulas give the number of one code, and those of every code in a thousand bootstrap resamples at once.
Where a coefficient is not defined (nothing was rated twice, nothing varies), it is NaN.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Numbers = NDArray[np.float64]
MISSING = -1  # a unit that the coder has not looked at; "looked, does not apply" is a category of its own
NOTHING = 1e-12  # below this a denominator is 0 but for rounding


@dataclass(frozen=True, eq=False)
class Tally:
    """The sums over units that coefficients are made of; leading axes (resamples, codes) are free.

    Attributes:
        n_units: Units with a rating, shape (…).
        n_paired: Units with two ratings or more, shape (…).
        agreeing: Sum over these of the share of pairs of coders who chose the same category, shape (…).
        disagreeing: Sum over these of the ordered pairs of coders who did not, each divided by the coders less
            one, shape (…).
        chosen: How often each category was chosen in these, shape (…, categories).
        matched, possible: Ordered pairs of coders in these of whom both chose the category, and of whom the
            first did, shape (…, categories).
        shares: Sum over all units of the share of its ratings in each category, shape (…, categories).
        by_coder: How often each coder chose each category, shape (…, coders, categories); empty where the table
            does not say who.
    """

    n_units: Numbers
    n_paired: Numbers
    agreeing: Numbers
    disagreeing: Numbers
    chosen: Numbers
    matched: Numbers
    possible: Numbers
    shares: Numbers
    by_coder: Numbers


def tally_counts(counts: ArrayLike, by_coder: ArrayLike = ()) -> Tally:
    """Add up a table of how many coders put each unit in each category.

    Args:
        counts: Shape (n units, n categories), with a column for every category that could be chosen.
        by_coder: Where it is known, how often each coder chose each category, shape (n coders, n categories).
    """
    table = np.asarray(counts, dtype=np.float64)
    table = table[table.sum(axis=1) > 0]
    paired = table[table.sum(axis=1) > 1]
    r = paired.sum(axis=1)
    same = (paired * (paired - 1)).sum(axis=1)
    return Tally(
        n_units=np.array(float(len(table))),
        n_paired=np.array(float(len(paired))),
        agreeing=(same / (r * (r - 1))).sum(),
        disagreeing=((r * (r - 1) - same) / (r - 1)).sum(),
        chosen=paired.sum(axis=0),
        matched=(paired * (paired - 1)).sum(axis=0),
        possible=(paired * (r[:, None] - 1)).sum(axis=0),
        shares=(table / table.sum(axis=1, keepdims=True)).sum(axis=0),
        by_coder=np.asarray(by_coder, dtype=np.float64).reshape(-1, table.shape[1]),
    )


def tally_ratings(ratings: ArrayLike, n_categories: int) -> Tally:
    """Add up a table of the category that each coder chose for each unit.

    Args:
        ratings: Shape (n units, n coders); categories count from 0, and -1 is a missing rating.
        n_categories: Of the codebook, chosen or not: AC1 and Brennan–Prediger depend on it.
    """
    chose = _one_hot(ratings, n_categories)
    return tally_counts(chose.sum(axis=1), chose.sum(axis=0))


def prevalence(tally: Tally) -> Numbers:
    """Give how often the last category was chosen: "applies", for a code that applies or not; 0..1.

    Every unit weighs the same, however many coders rated it.
    """
    return _prevalence(tally)[..., -1]


def percent_agreement(tally: Tally) -> Numbers:
    """Give the share of pairs of coders, 0..1, who chose the same category, averaged over units.

    It counts agreement by chance, too: on a rare code it is high whatever the coders do.
    """
    return divide(tally.agreeing, tally.n_paired)


def specific_agreement(tally: Tally) -> Numbers:
    """Give for each category how often a coder's choice of it is met by another coder's, 0..1, shape (…, categories).

    For a code that applies or not, the last is positive, the first negative agreement. Read both: a rare code can
    have nearly perfect negative agreement and no positive agreement at all.

    Source: Cicchetti and Feinstein (1990), J Clin Epidemiol 43:551–558, here for any number of coders.

    >>> table = [[118, 5], [2, 0]]
    >>> specific_agreement(tally_ratings(ratings_of_table(table), 2)).round(4).tolist()
    [0.9712, 0.0]
    """
    return divide(tally.matched, tally.possible)


def cohen_kappa(tally: Tally) -> Numbers:
    """Give Cohen's kappa for two coders, Conger's for more: chance from each coder's own habits.

    It is 1 for perfect agreement and 0 for as much as by chance. It falls when a code is rare, though the coders
    disagree no more often (the paradox of kappa), and rises when they use a code unequally often.

    Args:
        tally: With ``by_coder``; every coder must have rated something.

    Source: Cohen (1960), Educ Psychol Meas 20:37–46; Conger (1980), Psychol Bull 88:322–328.

    >>> table = [[40, 9], [6, 45]]
    >>> round(float(cohen_kappa(tally_ratings(ratings_of_table(table), 2))), 4)
    0.6995
    """
    n_coders = tally.by_coder.shape[-2]
    if n_coders < 2:
        return np.full(np.shape(tally.n_units), np.nan)
    habits = divide(tally.by_coder, tally.by_coder.sum(axis=-1, keepdims=True))
    mean, spread = habits.mean(axis=-2), habits.var(axis=-2, ddof=1)
    return _correct(percent_agreement(tally), (mean**2 - spread / n_coders).sum(axis=-1))


def fleiss_kappa(tally: Tally) -> Numbers:
    """Give Fleiss' kappa for any number of coders (Scott's pi for two): chance from how often each category is chosen.

    Like Cohen's kappa it falls when a code is rare.

    Source: Fleiss (1971), Psychol Bull 76:378–382; missing ratings as in Gwet (2014), Handbook of Inter-Rater
    Reliability.

    >>> table = [[7, 1], [3, 5]]
    >>> round(float(fleiss_kappa(tally_counts(table))), 6)
    0.161905
    """
    return _correct(percent_agreement(tally), (_prevalence(tally) ** 2).sum(axis=-1))


def gwet_ac1(tally: Tally) -> Numbers:
    """Give Gwet's AC1: chance is assumed to be small where one category is chosen nearly always.

    It does not fall with a rare code, and so is high when coders agree on little but that it does not apply: read
    positive agreement beside it. It depends on how many categories there are, and on the uncoded units.

    Source: Gwet (2008), Br J Math Stat Psychol 61:29–48.

    >>> table = [[13, 0, 0], [0, 20, 7], [0, 4, 56]]
    >>> round(float(gwet_ac1(tally_ratings(ratings_of_table(table), 3))), 7)
    0.8493305
    """
    shares = _prevalence(tally)
    others = max(shares.shape[-1] - 1, 0)
    return _correct(percent_agreement(tally), divide((shares * (1 - shares)).sum(axis=-1), others))


def brennan_prediger(tally: Tally) -> Numbers:
    """Give Brennan and Prediger's kappa (PABAK for two categories): chance is one over the number of categories.

    For a code that applies or not it is percent agreement, stretched so that one half becomes 0.

    Source: Brennan and Prediger (1981), Educ Psychol Meas 41:687–699.

    >>> table = [[80, 10], [5, 5]]
    >>> round(float(brennan_prediger(tally_ratings(ratings_of_table(table), 2))), 2)
    0.7
    """
    return _correct(percent_agreement(tally), np.array(1 / tally.shares.shape[-1]))


def krippendorff_alpha(tally: Tally) -> Numbers:
    """Give Krippendorff's alpha for categories without order; missing ratings are allowed.

    Nearly Fleiss' kappa, with a correction for few units; units rated once do not count. It, too, falls when a code
    is rare.

    Source: Krippendorff (2011), Computing Krippendorff's Alpha-Reliability.

    >>> first, second = "0100000010", "1110010000"
    >>> round(float(krippendorff_alpha(tally_ratings([[int(a), int(b)] for a, b in zip(first, second)], 2))), 6)
    0.095238
    """
    n = tally.chosen.sum(axis=-1)
    return 1 - divide((n - 1) * tally.disagreeing, n**2 - (tally.chosen**2).sum(axis=-1))


def krippendorff_alpha_by_distance(counts: ArrayLike, distances: ArrayLike) -> float:
    """Give Krippendorff's alpha for values that are more or less far apart, such as sets of codes.

    Args:
        counts: How many coders gave each unit each value, shape (n units, n values).
        distances: Between the values, shape (n values, n values), as they enter the sum (squared where the
            metric squares them).

    Source: Krippendorff (2011), Computing Krippendorff's Alpha-Reliability.
    """
    table, far = np.asarray(counts, dtype=np.float64), np.asarray(distances, dtype=np.float64)
    table = table[table.sum(axis=1) > 1]
    per_unit = np.einsum("ic,ck,ik->i", table, far, table) / (table.sum(axis=1) - 1)
    chosen = table.sum(axis=0)
    n = chosen.sum()
    return float(1 - divide((n - 1) * per_unit.sum(), chosen @ far @ chosen))


def masi_distances(first: ArrayLike, second: ArrayLike) -> Numbers:
    """Give the distance, 0..1, of each of some sets of codes from each of others: MASI.

    Equal sets are at 0, two empty ones as well; sets of which one contains the other are nearer than sets that only
    overlap, and sets without a common code are at 1.

    Args:
        first, second: Which codes are in each set, shape (n sets, n codes).

    Source: Passonneau (2006), LREC.

    >>> masi_distances([[1, 1, 0, 0]], [[1, 1, 1, 1], [0, 1, 1, 0]]).round(4).tolist()
    [[0.6667, 0.8889]]
    """
    one, other = np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)
    return _masi(one @ other.T, one.sum(axis=1)[:, None], other.sum(axis=1)[None, :])


def masi_of_pairs(first: ArrayLike, second: ArrayLike) -> Numbers:
    """Give the MASI distance of each set from its partner, shape (n sets,); see ``masi_distances``."""
    one, other = np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)
    return _masi((one * other).sum(axis=1), one.sum(axis=1), other.sum(axis=1))


def prevalence_index(tally: Tally) -> Numbers:
    """Give how unequally often two categories were chosen, 0 (as often) to 1 (one of them never).

    The nearer to 1, the lower kappa and alpha at the same percent agreement.

    Source: Byrt, Bishop and Carlin (1993), J Clin Epidemiol 46:423–429.

    >>> table = [[80, 10], [5, 5]]
    >>> round(float(prevalence_index(tally_ratings(ratings_of_table(table), 2))), 2)
    0.75
    """
    shares = _prevalence(tally)
    return np.abs(shares[..., 0] - shares[..., 1])


def bias_index(tally: Tally) -> Numbers:
    """Give by how much two coders differ in how often they chose the first of two categories, 0..1.

    Source: Byrt, Bishop and Carlin (1993), J Clin Epidemiol 46:423–429.
    """
    habits = divide(tally.by_coder, tally.by_coder.sum(axis=-1, keepdims=True))
    return np.abs(habits[..., 0, 0] - habits[..., 1, 0])


def ratings_of_table(table: ArrayLike) -> NDArray[np.intp]:
    """Write a cross-table of two coders (first: rows, second: columns) as ratings, shape (n units, 2)."""
    cells = np.asarray(table, dtype=np.intp)
    return np.repeat(np.argwhere(cells >= 0), cells.ravel(), axis=0)


def standard_error(ratings: ArrayLike, n_categories: int, coefficient: Callable[[Tally], Numbers]) -> float:
    """Give the analytic standard error of a chance-corrected coefficient, as if units were independent.

    Segments of one transcript are not independent; ``measure_agreement`` therefore resamples whole sessions, and this
    serves to compare with other programs. Programs that start from the cross-table of two coders print a value
    smaller by the factor ``sqrt((n - 1) / n)``.

    Args:
        ratings: As in ``tally_ratings``.
        n_categories: Of the codebook.
        coefficient: ``cohen_kappa``, ``fleiss_kappa``, ``gwet_ac1`` or ``brennan_prediger``.

    Source: Gwet (2008), Br J Math Stat Psychol 61:29–48; Gwet (2014), Handbook of Inter-Rater Reliability.
    """
    chose = _one_hot(ratings, n_categories)
    chose = chose[chose.sum(axis=(1, 2)) > 0]
    counts, tally = chose.sum(axis=1), tally_ratings(ratings, n_categories)
    r, n = counts.sum(axis=1), len(counts)
    kappa, agree = float(coefficient(tally)), float(percent_agreement(tally))
    chance = (agree - kappa) / (1 - kappa) if kappa < 1 else 0.0
    same = (counts * (counts - 1)).sum(axis=1) / np.maximum(r * (r - 1), 1)
    by_unit = n / float(tally.n_paired) * (same - chance * (r > 1)) / (1 - chance)
    expected = _CHANCE_BY_UNIT[coefficient](chose, _prevalence(tally))
    influence = by_unit - 2 * (1 - kappa) * (expected - chance) / (1 - chance)
    return float(np.sqrt(((influence - kappa) ** 2).sum() / (n * (n - 1))))


def alpha_standard_error(counts: ArrayLike) -> float:
    """Give the analytic standard error of nominal alpha, as if units were independent; see ``standard_error``.

    Args:
        counts: As in ``tally_counts``.

    Source: Gwet (2014), Handbook of Inter-Rater Reliability.
    """
    table = np.asarray(counts, dtype=np.float64)
    table = table[table.sum(axis=1) > 1]
    r, n = table.sum(axis=1), len(table)
    mean = r.mean()
    same = (table * (table - 1)).sum(axis=1) / (mean * (r - 1))
    shares = (table / mean).mean(axis=0)
    chance = (shares**2).sum()
    agree = (1 - 1 / r.sum()) * same.mean() + 1 / r.sum()
    kappa = (same.mean() - chance) / (1 - chance)
    by_unit = (same - agree * (r - mean) / mean - chance) / (1 - chance)
    expected = table @ shares / mean - chance * (r - mean) / mean
    influence = by_unit - 2 * (1 - kappa) * (expected - chance) / (1 - chance)
    return float(np.sqrt(((influence - kappa) ** 2).sum() / (n * (n - 1))))


def fleiss_null_error(counts: ArrayLike) -> float:
    """Give the standard error that Fleiss' kappa has if coders only guess; every unit must have as many ratings.

    Source: Fleiss, Nee and Landis (1979), Psychol Bull 86:974–977.
    """
    table = np.asarray(counts, dtype=np.float64)
    n, m = len(table), table[0].sum()
    shares = table.sum(axis=0) / table.sum()
    spread = shares * (1 - shares)
    total = spread.sum()
    excess = total**2 - (spread * (1 - 2 * shares)).sum()
    return float(np.sqrt(2 * excess / (n * m * (m - 1))) / total)


def _one_hot(ratings: ArrayLike, n_categories: int) -> Numbers:
    """Give 1 where a coder chose a category, shape (n units, n coders, n categories)."""
    table = np.asarray(ratings, dtype=np.intp)
    chose: Numbers = (table[..., None] == np.arange(n_categories)).astype(np.float64)
    return chose


def divide(above: Any, below: Any) -> Numbers:
    """Divide, and give NaN where there is nothing to divide by."""
    above, below = np.broadcast_arrays(np.asarray(above, dtype=np.float64), np.asarray(below, dtype=np.float64))
    quotient: Numbers = np.full(above.shape, np.nan)
    np.divide(above, below, out=quotient, where=np.abs(below) > NOTHING)
    return quotient


def _correct(agree: Numbers, chance: Numbers) -> Numbers:
    return divide(agree - chance, 1 - chance)


def _prevalence(tally: Tally) -> Numbers:
    return divide(tally.shares, np.asarray(tally.n_units)[..., None])


def _masi(common: Numbers, one: Numbers, other: Numbers) -> Numbers:
    union = one + other - common
    distance: Numbers = np.divide(common, union, out=np.ones_like(union), where=union > 0)
    distance *= 1.0 + (common == np.minimum(one, other)) + (common == np.maximum(one, other))  # 1: they only overlap
    distance /= -3
    distance += 1
    return distance


def _share_of_ratings(chose: Numbers) -> Numbers:
    counts = chose.sum(axis=1)
    shares: Numbers = counts / counts.sum(axis=1, keepdims=True)
    return shares


def _conger_chance(chose: Numbers, _: Numbers) -> Numbers:
    n, m, _ = chose.shape
    rated = chose.sum(axis=2)  # (units, coders)
    n_rated = rated.sum(axis=0)
    habits = chose.sum(axis=0) / n_rated[:, None]
    own = chose - (rated - n_rated / n)[:, :, None] * habits
    others = habits.sum(axis=0) - habits
    chance: Numbers = np.einsum("g,igk,gk->i", n / n_rated, own, others) / (m * (m - 1))
    return chance


# What each unit adds to the agreement expected by chance.
_CHANCE_BY_UNIT: dict[Callable[[Tally], Numbers], Callable[[Numbers, Numbers], Numbers]] = {
    cohen_kappa: _conger_chance,
    fleiss_kappa: lambda chose, shares: _share_of_ratings(chose) @ shares,
    gwet_ac1: lambda chose, shares: _share_of_ratings(chose) @ (1 - shares) / (len(shares) - 1),
    brennan_prediger: lambda chose, shares: np.full(len(chose), 1 / len(shares)),
}
