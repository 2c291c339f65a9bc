"""What a coding of the unseen half is worth: agreement with her, codes left out, and how true the strengths are."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from benchmarks.coding.sets import CodedSet
from thematica.steps.abstain import Given

LIKELY = 0.2  # calibration is measured over pairs of segment and code with at least this strength
BINS = 10


def score(
    study: CodedSet, unseen: NDArray[np.intp], fits: NDArray[np.bool_], strengths: NDArray[np.float64] | None
) -> dict[str, float]:
    """Score what a method says of the half she never sees."""
    truth, said, scored = study.truth[unseen], fits[unseen], study.scored
    wide_truth, wide_said = _with_themes(truth, study.parents), _with_themes(said, study.parents)
    found = {
        "kappa": float(kappas(truth, said)[scored].mean()),
        "micro_f1": _f1(truth, said),
        "macro_f1": float(np.mean([_f1(truth[:, j], said[:, j]) for j in scored])),
        "hierarchical_f1": _f1(wide_truth, wide_said),
        "abstained": float(1 - said.any(axis=1).mean()),
        "codes_a_segment": float(said.sum(axis=1).mean()),
    }
    if strengths is not None:
        found |= calibration(truth, strengths[unseen])
        found["right"] = float(truth[said].mean()) if said.any() else float("nan")
        found["said_to_be_right"] = float(strengths[unseen][said].mean()) if said.any() else float("nan")
    return found


def score_promise(
    study: CodedSet, unseen: NDArray[np.intp], fits: NDArray[np.bool_], error: float, given: Given
) -> dict[str, float]:
    """Say how many of the codes given with a stated error are wrong, and what is left open for its sake.

    The promise holds where the share of wrong ones is at most the stated one and two standard errors, of what is
    counted here and of what the cut was found from.
    """
    truth, said = study.truth[unseen], given.codes[unseen]
    left_open = fits[unseen].any(axis=1) & ~said.any(axis=1)
    n = int(said.sum())
    wrong = float((said & ~truth).sum()) / n if n else float("nan")
    noise = 2 * np.sqrt(error * (1 - error) * (1 / max(n, 1) + 1 / max(given.n_checked, 1)))
    return {
        f"wrong_at_{error}": wrong,
        f"holds_at_{error}": float(not n or wrong <= error + noise),
        f"codes_given_at_{error}": n / max(1, int(fits[unseen].sum())),
        f"left_open_at_{error}": float(left_open.mean()),
    }


def kappas(truth: NDArray[np.bool_], said: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Give Cohen's kappa of each code; an undefined one counts 0."""
    by_her, by_machine = truth.mean(axis=0), said.mean(axis=0)
    chance = by_her * by_machine + (1 - by_her) * (1 - by_machine)
    defined = (by_her > 0) & (by_her < 1) & (by_machine > 0)
    found: NDArray[np.float64] = ((truth == said).mean(axis=0) - chance) / np.where(chance < 1, 1 - chance, 1)
    return np.where(defined, found, 0.0)


def calibration(truth: NDArray[np.bool_], strengths: NDArray[np.float64]) -> dict[str, float]:
    """Give the expected calibration error and the Brier skill over the likely pairs of segment and code.

    Bins are of equal mass. The skill is against the share of right ones among these pairs: 0 is as good as saying
    the same of all, 1 is perfect.
    """
    likely = strengths >= LIKELY
    said, right = strengths[likely], truth[likely].astype(np.float64)
    if len(said) < BINS:
        return {"calibration_error": float("nan"), "brier_skill": float("nan")}
    bins = np.array_split(np.argsort(said, kind="stable"), BINS)
    error = sum(len(each) * abs(said[each].mean() - right[each].mean()) for each in bins) / len(said)
    spread = max(float(right.var()), 1e-12)
    return {"calibration_error": float(error), "brier_skill": 1 - float(np.mean((said - right) ** 2)) / spread}


def _with_themes(given: NDArray[np.bool_], parents: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Add a column for each theme: given where one of its codes is."""
    themes = [given[:, parents == theme].any(axis=1) for theme in range(parents.max(initial=-1) + 1)]
    return np.column_stack([given, *themes])


def _f1(truth: NDArray[np.bool_], said: NDArray[np.bool_]) -> float:
    return 2 * float((truth & said).sum()) / max(1.0, float(truth.sum() + said.sum()))
