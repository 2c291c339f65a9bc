"""Leave open what the machine is not sure enough of, so that at most a stated share of what it gives is wrong."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from thematica.model.protocols import Fit

Floats = NDArray[np.floating]
Truths = NDArray[np.bool_]

Z = 1.645  # one-sided 95%; with the share itself instead of its limit, the promise fails in one study of two


@dataclass(frozen=True, slots=True)
class Given:
    """Which codes the machine gives when only so many may be wrong.

    Attributes:
        codes: Shape (n, n codes): the codes given.
        n_checked: How many as sure ones there are on what a person has looked at.
        n_wrong: How many of these she did not give.
    """

    codes: Truths
    n_checked: int
    n_wrong: int


def leave_open(fit: Fit, looked_at: NDArray[np.intp], hers: Truths, together: NDArray[np.intp], error: float) -> Given:
    """Keep the codes that are sure enough for at most a share of them to be wrong, as far as a person has looked.

    The cut is the lowest strength from which on, among the machine's codes on segments a person has looked at (made
    without her answer there), the upper limit of the share she did not give is at most the stated one. It says nothing
    of codes that are missing. As the cut is chosen by the same answers, the promise fails by chance in up to one study
    of ten. Where she looked at what was suggested, it errs on the safe side: that is harder than
    the rest (decision record 0011).

    On a segment she has looked at, the cut is found without her answers there and on what belongs together with it.

    Args:
        fit: What the machine says, shape (n, n codes).
        looked_at: Which of the n segments a person has looked at.
        hers: Shape (len(looked_at), n codes): the codes she gave there.
        together: Shape (n,); segments of the same number are left out together.
        error: The share, 0..1.
    """
    rows, codes = np.nonzero(fit.fits[looked_at])
    strengths, wrong, groups = fit.strengths[looked_at][rows, codes], ~hers[rows, codes], together[looked_at][rows]
    order = np.argsort(-strengths, kind="stable")
    strengths, wrong, groups = strengths[order], wrong[order], groups[order]
    cut = find_cut(strengths, wrong, error)
    given = fit.fits & (fit.strengths >= cut)
    for group in np.unique(together[looked_at]):
        here = looked_at[together[looked_at] == group]
        others = groups != group
        given[here] = fit.fits[here] & (fit.strengths[here] >= find_cut(strengths[others], wrong[others], error))
    sure = strengths >= cut
    return Given(given, int(sure.sum()), int(wrong[sure].sum()))


def find_cut(strengths: Floats, wrong: Truths, error: float) -> float:
    """Give the lowest strength from which on the share of wrong ones is surely at most ``error``; infinity if none is.

    Surely: the upper limit of its one-sided 95% interval is.

    Args:
        strengths: From the highest to the lowest.
        wrong: Whether each was wrong.
        error: The share, 0..1.

    Source: Wilson (1927), Journal of the American Statistical Association 22(158).

    >>> find_cut(np.array([0.9, 0.8, 0.8, 0.7, 0.6]), np.array([False, False, False, False, True]), 0.5)
    0.7
    """
    n = np.arange(1, len(strengths) + 1)
    n_wrong = np.cumsum(wrong)
    spread = Z * np.sqrt(n_wrong * (n - n_wrong) / n + Z**2 / 4)
    enough = (n_wrong + Z**2 / 2 + spread) / (n + Z**2) <= error
    enough[:-1] &= strengths[1:] < strengths[:-1]  # of equal strengths all or none
    return float(strengths[np.flatnonzero(enough)[-1]]) if enough.any() else float("inf")
