"""Ridge regression of all codes at once, also without some of what was taught, from one inverse."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from thematica.model.protocols import Vectors

Floats = NDArray[np.floating]

PENALTY = 1.5  # of the regression; flat between 1 and 3


class Inverse:
    """The inverse G of K + penalty, K being the likeness of taught rows with one another.

    What is said of the regression without some rows follows from G without inverting again: the inverse without the
    rows F is G[R, R] - G[R, F] inverse(G[F, F]) G[F, R]. The answers given on F occur nowhere in it.

    Source: Rasmussen and Williams (2006), Gaussian Processes for Machine Learning, eq. 5.12 and A.12.

    Args:
        full: G, shape (m, m).
        rows: Which of the m rows the regression is made from; the rest of them are the rows F.
    """

    def __init__(self, full: Floats, rows: NDArray[np.intp]) -> None:
        from scipy.linalg import solve_triangular

        self._full, self._rows = full, rows
        gone = np.setdiff1d(np.arange(len(full)), rows, assume_unique=True)
        self._lost = np.zeros((0, len(rows)))
        if len(gone):
            root = np.linalg.cholesky(full[np.ix_(gone, gone)])
            self._lost = solve_triangular(root, full[np.ix_(gone, rows)], lower=True, check_finite=False)

    def times(self, given: Vectors) -> Floats:
        """Multiply with what was given, shape (len(rows), n codes)."""
        spread = np.zeros((len(self._full), given.shape[1]))
        spread[self._rows] = given
        product: Floats = (self._full @ spread)[self._rows]
        return product - self._lost.T @ (self._lost @ given)

    def diagonal(self) -> Floats:
        """Give the diagonal, shape (len(rows),)."""
        found: Floats = np.diag(self._full)[self._rows] - np.einsum("ij,ij->j", self._lost, self._lost)
        return found

    def block(self, members: NDArray[np.intp]) -> Floats:
        """Give what stands where some of the rows meet one another."""
        places, lost = self._rows[members], self._lost[:, members]
        found: Floats = self._full[np.ix_(places, places)] - lost.T @ lost
        return found


def invert(likeness: Vectors) -> Floats:
    """Give the inverse of a likeness of rows with one another plus the penalty, by Cholesky's method.

    In double precision, so that her own answer cancels to the last digit.
    """
    from scipy.linalg import lapack

    raised = likeness.astype(np.float64)
    raised[np.diag_indices_from(raised)] += PENALTY
    root, failed = lapack.dpotrf(raised.T, lower=True, clean=True, overwrite_a=True)
    if failed:
        raise np.linalg.LinAlgError("the likeness of texts with one another is no likeness: an eigenvalue is negative")
    lower, _ = lapack.dpotri(root, lower=True, overwrite_c=True)  # above the diagonal it is 0
    lower[np.diag_indices_from(lower)] /= 2
    found: Floats = lower + lower.T
    return found


def regress(inverse: Inverse, given: Vectors, groups: NDArray[np.intp]) -> tuple[Floats, Floats, Floats]:
    """Give the weights of the taught rows; what is said of each row without its group; and how often it was given.

    For a group B of the taught rows the prediction without it is given[B] - inverse(G[B, B]) a[B], where a = G given:
    exact, and at no further cost. How often each code was given is counted without the group, too.
    """
    weights = inverse.times(given)
    own = given - weights / inverse.diagonal()[:, None]
    left = given.sum(axis=0) - given
    for group in np.flatnonzero(np.bincount(groups) > 1):
        members = np.flatnonzero(groups == group)
        own[members] = given[members] - np.linalg.solve(inverse.block(members), weights[members])
        left[members] = given.sum(axis=0) - given[members].sum(axis=0)
    return weights, own, left
