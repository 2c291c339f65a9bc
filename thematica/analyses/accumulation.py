"""Accumulation models and the saturation index of Lowe et al.: secondary, to compare with papers that report it.

The models give all codes one chance to be heard, or shrink it by a fixed law; what the sessions themselves show of
rare codes is not used.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from thematica.errors import AnalysisError
from thematica.model.incidence import Incidence

MODELS = ("IS", "IW", "SW")


def accumulate(model: str, total: float, chance: float, sessions: float) -> float:
    """Give the codes that a model expects of so many sessions.

    Args:
        model: ``IS``, ``IW`` or ``SW``, as its authors call them.
        total: Codes in all.
        chance: Chance of a code to be heard in a session, between 0 and 1.
        sessions: Number of sessions.

    Raises:
        AnalysisError: There is no such model, or the chance is not between 0 and 1.

    Source: Lowe, Norris, Farris and Babbage (2018), Field Methods 30:191–207.

    >>> [round(accumulate(model, 50, 0.3, 5), 4) for model in MODELS]
    [41.5965, 34.0909, 26.7191]
    """
    if not 0 < chance < 1:
        raise AnalysisError("the chance of a code must be between 0 and 1")
    if model == "IS":
        return float(total * (1 - (1 - chance) ** sessions))
    if model == "IW":
        return total * chance * sessions / (1 + chance * (sessions - 1))
    if model == "SW":
        logs = math.lgamma(1 - chance + sessions) - math.lgamma(1 - chance) - math.lgamma(1 + sessions)
        return total * (1 - math.exp(logs))
    raise AnalysisError(f"there is no model '{model}' (models: {', '.join(MODELS)})")


@dataclass(frozen=True, slots=True)
class LoweIndex:
    """The saturation index of Lowe et al., by their direct estimate of the model IW.

    Attributes:
        total, chance: Codes in all and chance of a code in a session, as estimated; None where it is not evaluable.
        index: Codes heard as percent of the total, which is rounded down as its authors do; it may pass 100.
        reason: In words.
    """

    total: float | None
    chance: float | None
    index: float | None
    reason: str

    def expect(self, sessions: float) -> float | None:
        """Give the codes that the model expects of so many sessions; None where there is no estimate."""
        if self.total is None or self.chance is None:
            return None
        return accumulate("IW", self.total, self.chance, sessions) if self.chance < 1 else self.total


def index_lowe(incidence: Incidence) -> LoweIndex:
    """Compute the index of Lowe et al. from the mean number of codes a session and the number heard in all.

    The mean over sessions stands for their first session, so that the index does not depend on the order. It is a
    secondary method without an interval: its forecasts are about as far off as those of the order-free curve, but on
    one set of interviews they missed about a quarter of the codes that came (``benchmarks/README.md``).

    Source: Lowe, Norris, Farris and Babbage (2018), Field Methods 30:191–207.
    """
    n, seen = len(incidence.unit_ids), int(incidence.matrix.any(axis=1).sum())
    mean = float(incidence.matrix.sum() / n) if n else 0.0
    return estimate_lowe(mean, n, seen, incidence.unit)


def estimate_lowe(first: float, n_units: int, n_codes: int, unit: str = "session") -> LoweIndex:
    """Estimate the model IW directly from the codes of one session and of all.

    >>> found = estimate_lowe(15, 20, 45)
    >>> round(found.total, 1), round(found.index, 1)
    (50.3, 90.0)
    """
    if n_units < 2 or n_units * first <= n_codes:
        why = f"too few {unit}s" if n_units < 2 else f"no code was heard in two {unit}s"
        return LoweIndex(None, None, None, f"not evaluable: {why}")
    total = (n_units - 1) * first * n_codes / (n_units * first - n_codes)
    index = 100 * n_codes / math.floor(total + 1e-9)
    return LoweIndex(total, first / total, index, f"{n_codes} codes of an estimated {total:.1f}: {index:.0f}%")
