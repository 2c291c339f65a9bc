"""The numbers of agreement: each coefficient of each code with its interval, or in words why there is none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from thematica.analyses import coefficients as of
from thematica.analyses.ratings import Ratings, nodes_of_codes, sum_by_cluster, sum_sets_by_cluster
from thematica.analyses.resampling import CELLS, Estimate, Resampling, cluster_segments, estimate
from thematica.analyses.unitizing import Continuum, ContinuumTally, binary_unitizing_alpha, lay_out, unitizing_alpha
from thematica.model.codings import Codings
from thematica.model.themes import ThemeTree

Numbers = NDArray[np.float64]
ALL = ""  # the id of what is about all codes together
# What is measured for each code, in the order of the table.
STATISTICS: dict[str, Callable[[of.Tally], Numbers]] = {
    "prevalence": of.prevalence,
    "percent": of.percent_agreement,
    "positive": lambda tally: of.specific_agreement(tally)[..., 1],
    "negative": lambda tally: of.specific_agreement(tally)[..., 0],
    "cohen": of.cohen_kappa,
    "fleiss": of.fleiss_kappa,
    "alpha": of.krippendorff_alpha,
    "ac1": of.gwet_ac1,
    "brennan_prediger": of.brennan_prediger,
}
NOBODY = "nobody applied it"
EVERYBODY = "everybody applied it everywhere"


@dataclass(frozen=True, slots=True)
class Coefficient:
    """One number about how far the coders agree on a code, or on all codes.

    Attributes:
        id, name: Of the code or theme; the id is empty for all of them together.
        statistic: ``prevalence`` (share of the decisions that apply the code), ``percent``, ``positive`` and
            ``negative`` (agreement that it applies, and that it does not), ``cohen`` (``conger`` with more than two
            coders), ``fleiss``, ``alpha``, ``ac1``, ``brennan_prediger``; with passages that coders cut themselves
            ``u_alpha``; for all codes also ``equal_sets``, ``alpha_masi`` and ``u_alpha_binary``.
        value: NaN where it is not evaluable.
        low, high: 95% interval, NaN where there is none.
        n_dropped: Resamples left out of the interval because the value was not defined there.
        remark: In words, why it is not evaluable or what to know about it.
    """

    id: str
    name: str
    statistic: str
    value: float
    low: float
    high: float
    n_dropped: int
    remark: str


def measure_codes(ratings: Ratings, cluster_of: NDArray[np.intp], resampling: Resampling) -> list[Coefficient]:
    """Measure each code by itself, and the mean over the codes that anybody applied.

    Args:
        ratings: Who applied what.
        cluster_of: The cluster of each segment, shape (n segments,).
        resampling: What the intervals draw anew.
    """
    names = ["conger" if name == "cohen" and len(ratings.coders) > 2 else name for name in STATISTICS]
    used: NDArray[np.bool_] = np.asarray(ratings.n_applied.any(axis=1))
    found: list[Coefficient] = []
    total, count = np.zeros((2, 1 + resampling.n_draws, len(names)))
    width = max(len(names), 3 * len(ratings.coders)) * max(resampling.n_clusters, resampling.n_draws)
    for part in _parts(len(used), width):
        tally = sum_by_cluster(ratings, cluster_of, resampling.n_clusters, part).tally(resampling)
        values = np.stack([measure(tally) for measure in STATISTICS.values()], axis=-1)
        found_here = estimate(values)
        for i, node in enumerate(ratings.nodes[part]):
            for j, statistic in enumerate(names):
                remark = _remark_on_code(ratings, part.start + i, bool(np.isnan(values[0, i, j])))
                found.append(_coefficient(node.id, node.name, statistic, found_here, (i, j), remark, resampling))
        total += np.nansum(values[:, used[part]], axis=1)
        count += (~np.isnan(values[:, used[part]])).sum(axis=1)
    mean, defined = estimate(of.divide(total, count)), count[0].astype(int)
    for j, statistic in enumerate(names):
        remark = f"mean of {defined[j]} of {len(ratings.nodes)}"
        if not defined[j]:
            remark = f"not evaluable: {_without_segments(ratings) or 'it is so for no code'}"
        found.append(_coefficient(ALL, "mean of the codes", statistic, mean, (j,), remark, resampling))
    return found


def measure_sets(ratings: Ratings, cluster_of: NDArray[np.intp], resampling: Resampling) -> list[Coefficient]:
    """Measure agreement on whole sets of codes: how often they are equal, and alpha with MASI distances."""
    found = estimate(sum_sets_by_cluster(ratings, cluster_of, resampling.n_clusters).measure(resampling))
    why = _without_segments(ratings) or "everybody gave the same set everywhere, so that nothing varies"
    remarks = [f"not evaluable: {why}" if np.isnan(value) else "" for value in found.value]
    return [
        _coefficient(ALL, "sets of codes", statistic, found, (j,), remarks[j], resampling)
        for j, statistic in enumerate(("equal_sets", "alpha_masi"))
    ]


def measure_passages(
    codings: Codings, ratings: Ratings, tree: ThemeTree, level: str, resampling: Resampling
) -> Iterator[Coefficient]:
    """Measure agreement on passages that coders cut themselves; nothing where they coded whole segments only.

    Intervals draw sessions or documents: passages do not end with a participant's words.

    Args:
        codings: The coders' codings.
        ratings: The segments compared; the continuum is what all coders have looked at.
        tree, level: What is counted.
        resampling: What the other intervals draw anew.
    """
    by_all = np.asarray(ratings.looked.all(axis=1)).tolist()
    seen = [segment for segment, all_looked in zip(ratings.segments, by_all, strict=True) if all_looked]
    _, node_of = nodes_of_codes(tree, level)
    continuum = lay_out(codings, seen, ratings.coders, {code_id: i + 1 for code_id, i in node_of.items()})
    if not continuum.is_cut:
        return
    first = {segment.document_id: segment for segment in reversed(seen)}
    of = "session" if resampling.of == "session" else "document"
    clusters, cluster_of = cluster_segments([first[document_id] for document_id in continuum.document_ids], of)
    drawn = Resampling(of, len(clusters), resampling.n_resamples, resampling.seed)
    for i, node in enumerate(ratings.nodes):
        tally = continuum.tally_value(i + 1)
        found = _estimate_passages(tally, (unitizing_alpha,), cluster_of, drawn)
        why = "everybody cut one and the same passage" if tally.lengths[:, 1].any() else NOBODY
        remark = f"not evaluable: {why}" if np.isnan(found.value[0]) else ""
        yield _coefficient(node.id, node.name, "u_alpha", found, (0,), remark, drawn)
    yield from _measure_all_passages(continuum, len(ratings.nodes), cluster_of, drawn)


def _measure_all_passages(
    continuum: Continuum, n_values: int, cluster_of: NDArray[np.intp], drawn: Resampling
) -> Iterator[Coefficient]:
    """Measure passages with whatever code, where no coder's passages with different codes overlap."""
    measures = {"u_alpha": unitizing_alpha, "u_alpha_binary": binary_unitizing_alpha}
    tally = continuum.tally_values(n_values)
    if tally is None:
        remark = "not evaluable: a coder's passages with different codes overlap; see u_alpha of each code"
        yield from (Coefficient(ALL, "passages", name, np.nan, np.nan, np.nan, 0, remark) for name in measures)
        return
    found = _estimate_passages(tally, tuple(measures.values()), cluster_of, drawn)
    for j, name in enumerate(measures):
        remark = "not evaluable: nothing varies" if np.isnan(found.value[j]) else ""
        yield _coefficient(ALL, "passages", name, found, (j,), remark, drawn)


def _estimate_passages(
    tally: ContinuumTally,
    measures: Sequence[Callable[[ContinuumTally], Numbers]],
    cluster_of: NDArray[np.intp],
    resampling: Resampling,
) -> Estimate:
    drawn = []
    for sums in (tally.lengths, tally.common, tally.squares):
        added = np.zeros((resampling.n_clusters, sums.shape[1]))
        np.add.at(added, cluster_of, sums)
        drawn.append(resampling.add_up(added))
    return estimate(np.stack([measure(ContinuumTally(*drawn)) for measure in measures], axis=-1))


def _parts(n: int, width: int) -> Iterator[slice]:
    """Cut the codes into parts whose sums fit into memory."""
    step = max(1, CELLS // max(width, 1))
    for first in range(0, n, step):
        yield slice(first, min(first + step, n))


def _coefficient(
    node_id: str,
    name: str,
    statistic: str,
    found: Estimate,
    at: tuple[int, ...],
    remark: str,
    resampling: Resampling,
) -> Coefficient:
    value, low, high = (float(each[at]) for each in (found.value, found.low, found.high))
    if np.isnan(value):
        return Coefficient(node_id, name, statistic, value, np.nan, np.nan, 0, remark)
    dropped = int(found.dropped[at])
    about = ""
    if resampling.n_resamples:
        if not resampling.n_draws:
            about = f"no interval: all is from one {resampling.of}"
        elif np.isnan(low):
            about = "no interval: it is defined in no resample"
        elif low == high:
            about = "the resamples do not differ, which is not certainty"
    return Coefficient(node_id, name, statistic, value, low, high, dropped, "; ".join(filter(None, (remark, about))))


def _remark_on_code(ratings: Ratings, node: int, undefined: bool) -> str:
    """Say why a coefficient of a code is not evaluable, or what to know about it."""
    applied = ratings.n_applied[node]
    if why := _without_segments(ratings):
        return f"not evaluable: {why}"
    if not applied.any():
        return f"not evaluable: {NOBODY}" if undefined else f"{NOBODY}: they agree on its absence only"
    if (applied == ratings.n_looked).all():
        return f"not evaluable: {EVERYBODY}, so that nothing varies" if undefined else f"{EVERYBODY}: nothing varies"
    if undefined:
        alone = [c for c, n in zip(ratings.coders, ratings.n_looked, strict=True) if not n]
        return f"not evaluable: {', '.join(alone)} looked at no segment that anybody else looked at"
    return ""


def _without_segments(ratings: Ratings) -> str:
    return "" if ratings.segments else "no segment was looked at by two of the coders"
