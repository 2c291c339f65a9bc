"""Ways to code a set after k decisions: baselines, and thematica as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.cluster import AgglomerativeClustering, KMeans
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from benchmarks.coding.researcher import Researcher
from benchmarks.coding.sets import CodedSet
from thematica.backends.linear_coder import LinearCoder
from thematica.model.protocols import Fit
from thematica.steps.abstain import Given, leave_open
from thematica.steps.code import ENOUGH_TO_CALIBRATE
from thematica.steps.review import choose_next

INVERSE_PENALTY = 10.0  # of logistic regression: reproduces the table of issue 5
NEIGHBOURS = 5
LEAST_LIKENESS = 0.3  # cosine; below it no name is near (BERTopic's own .7 leaves nearly every segment out)
BATCH = 20  # suggestions at a time
ERRORS = (0.1, 0.2, 0.3)  # of the codes given, stated beforehand
MOST_SUGGESTED = 400  # decisions; with half of all it hardly matters which
CANDIDATES_A_DECISION = 1.2  # candidates found for each that is placed: some turn out mixed


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a method says after some decisions, of every segment."""

    decisions: int
    fits: NDArray[np.bool_]
    strengths: NDArray[np.float64] | None = None
    sure: Mapping[float, Given] = field(default_factory=dict)  # by the share that may be wrong: what it still gives


class Method(Protocol):
    """Codes a set, asking the researcher; gives an outcome at each number of decisions it is asked for."""

    name: str
    most: int | None  # decisions beyond which it is too slow to run; None where it is not
    seeds: int | None  # fewer than the others', where it is slow

    def run(self, study: CodedSet, her: Researcher, decisions: Sequence[int], seed: int) -> Iterator[Outcome]:
        """Give an outcome for each number of decisions, in rising order."""


Order = Callable[[CodedSet, NDArray[np.intp], int, int], NDArray[np.intp]]
Learner = Callable[[CodedSet, NDArray[np.intp], NDArray[np.bool_]], NDArray[np.bool_]]


@dataclass(frozen=True, slots=True)
class Taught:
    """She codes segments in an order; then a model is fitted to her codings."""

    name: str
    order: Order
    learn: Learner
    from_none: bool = False  # says something without a decision
    most: int | None = None
    seeds: int | None = None

    def run(self, study: CodedSet, her: Researcher, decisions: Sequence[int], seed: int) -> Iterator[Outcome]:
        """Give an outcome for each number of decisions; without a decision, only a method that can."""
        for k in decisions:
            if k or self.from_none:
                rows = self.order(study, her.seen, k, seed) if k else np.array([], dtype=np.intp)
                answers = np.array([her.code(int(row)) for row in rows], dtype=bool).reshape(k, len(study.codes))
                yield Outcome(k, self.learn(study, rows, answers))


def at_random(_: CodedSet, seen: NDArray[np.intp], k: int, __: int) -> NDArray[np.intp]:
    """Take the first of her half, which is in random order."""
    return seen[:k]


def representative(study: CodedSet, seen: NDArray[np.intp], k: int, seed: int) -> NDArray[np.intp]:
    """Take the segment in the middle of each of k groups of similar ones."""
    if k >= len(seen):
        return seen
    groups = KMeans(k, n_init=1, max_iter=30, random_state=seed).fit(study.vectors[seen])
    middles: NDArray[np.intp] = np.unique(groups.transform(study.vectors[seen]).argmin(axis=0))
    rest = np.setdiff1d(np.arange(len(seen)), middles, assume_unique=True)
    return seen[np.concatenate([middles, rest])[:k]]


def logistic(study: CodedSet, rows: NDArray[np.intp], answers: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Fit a logistic regression a code on vectors: score above 0, else the best code."""
    return _logistic(csr_matrix(study.vectors), rows, answers)


def logistic_with_words(study: CodedSet, rows: NDArray[np.intp], answers: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Do the same on vectors and words."""
    words = TfidfVectorizer(sublinear_tf=True, min_df=2, ngram_range=(1, 2)).fit_transform(study.texts)
    return _logistic(hstack([csr_matrix(study.vectors), words]).tocsr(), rows, answers)


def _logistic(x: csr_matrix, rows: NDArray[np.intp], answers: NDArray[np.bool_]) -> NDArray[np.bool_]:
    scores = np.full((x.shape[0], answers.shape[1]), -np.inf)
    model = LogisticRegression(C=INVERSE_PENALTY, class_weight="balanced", max_iter=300)
    for j in np.flatnonzero(answers.any(axis=0)):
        if answers[:, j].all():
            scores[:, j] = 1.0
        else:
            scores[:, j] = model.fit(x[rows], answers[:, j]).decision_function(x)
    fits: NDArray[np.bool_] = scores > 0
    without = ~fits.any(axis=1)
    fits[without, scores[without].argmax(axis=1)] = True
    return fits


def nearest_neighbours(study: CodedSet, rows: NDArray[np.intp], answers: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Give the codes that most of the nearest coded segments have, else the code most of them have."""
    k = min(NEIGHBOURS, len(rows))
    nearest = np.argsort(-(study.vectors @ study.vectors[rows].T), axis=1, kind="stable")[:, :k]
    votes = answers[nearest].mean(axis=1)
    fits: NDArray[np.bool_] = votes >= 0.5
    without = ~fits.any(axis=1)
    fits[without, votes[without].argmax(axis=1)] = True
    return fits


def nearest_name(study: CodedSet, _: NDArray[np.intp], __: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Give the code whose description is nearest, without a decision."""
    middles = np.array([rows.mean(axis=0) for rows in study.descriptions])
    likeness = study.vectors @ (middles / np.linalg.norm(middles, axis=1, keepdims=True)).T
    return likeness == likeness.max(axis=1, keepdims=True)


class Library:
    """thematica as it is: it learns from her codings, and suggests what she looks at next."""

    most = None
    seeds = None

    def __init__(self, name: str, most_suggested: int) -> None:
        self.name = name
        self.most_suggested = most_suggested  # decisions up to which she follows suggestions

    def run(self, study: CodedSet, her: Researcher, decisions: Sequence[int], seed: int) -> Iterator[Outcome]:
        """Give an outcome for each number of decisions; suggestions come in batches of twenty."""
        coder, taught, pool = LinearCoder(), dict[int, frozenset[int]](), np.sort(her.seen)

        def learn() -> Fit:
            alone = np.arange(len(study.texts))
            return coder.assign(study.vectors, study.texts, study.descriptions, taught, alone)

        for k in decisions:
            while len(taught) < k:
                n = min(BATCH, k - len(taught))
                if k <= self.most_suggested:
                    strengths = learn().strengths if taught else None
                    places = [c.place for c in choose_next(study.vectors, strengths, taught, n, seed, pool)]
                else:
                    places = [int(row) for row in her.seen if int(row) not in taught][: k - len(taught)]
                taught |= {row: frozenset(np.flatnonzero(her.code(row)).tolist()) for row in places}
            fit = learn()
            rows = np.array(sorted(taught), dtype=np.intp)
            alone = np.arange(len(study.texts))
            sure = {
                error: leave_open(fit, rows, study.truth[rows], alone, error)
                for error in (ERRORS if k >= ENOUGH_TO_CALIBRATE else ())
            }
            yield Outcome(k, fit.fits, np.asarray(fit.strengths, dtype=np.float64), sure)


class Placed:
    """She places candidates instead of coding segments; all segments of a candidate get its code."""

    name = "candidates placed, their segments coded so"
    most = 400
    seeds = None

    def run(self, study: CodedSet, her: Researcher, decisions: Sequence[int], _: int) -> Iterator[Outcome]:
        """Give an outcome for each number of candidates placed, the largest first."""
        for k in decisions:
            if not 0 < k <= len(study.texts) / 4:
                continue
            n = round(CANDIDATES_A_DECISION * k)
            group = AgglomerativeClustering(n_clusters=n, linkage="ward").fit_predict(study.vectors)
            fits = np.zeros(study.truth.shape, dtype=bool)
            for each in np.argsort(-np.bincount(group, minlength=n), kind="stable")[:k]:
                members = np.flatnonzero(group == each)
                middle = study.vectors[members].mean(axis=0)
                nearest = members[np.argsort(-(study.vectors[members] @ middle), kind="stable")]
                code = her.place(nearest.tolist())
                if code is not None:
                    fits[members, code] = True
            yield Outcome(k, fits)


METHODS: Mapping[str, Method] = {
    method.name: method
    for method in (
        Taught("random, logistic regression", at_random, logistic),
        Taught("random, logistic regression with words", at_random, logistic_with_words),
        Taught("representative, logistic regression", representative, logistic),
        Taught("random, nearest neighbours", at_random, nearest_neighbours),
        Taught("nearest name", at_random, nearest_name, from_none=True, most=0, seeds=1),
        Library("thematica, random", 0),
        Library("thematica, suggested", MOST_SUGGESTED),
        Placed(),
    )
}
