"""How the numbers of agreement read in plain English."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from thematica.analyses.agreement_numbers import ALL, Coefficient
from thematica.model.sentences import count, join_names

if TYPE_CHECKING:
    from thematica.analyses.agreement import Agreement

FEW = 10  # sessions; an interval that rests on fewer says little
RARE = 0.05  # of the decisions; where a code is rarer (or as rarely left out), kappa and alpha say little
ALMOST = 1e-9  # less than this is missing to 1 only by rounding
NAMED = 5  # codes that are named in a sentence before "and … more"
HEADLINE = (
    ("percent", "percent agreement"),
    ("positive", "positive agreement"),
    ("cohen", "Cohen's kappa"),
    ("conger", "Conger's kappa"),
    ("alpha", "Krippendorff's alpha"),
    ("ac1", "Gwet's AC1"),
)


def read_agreement(agreement: Agreement) -> Iterator[str]:
    """Give the sentences of the reading: who and what, the numbers, and what they cannot show."""
    ratings, unit = agreement.ratings, agreement.unit
    who = "both have" if len(ratings.coders) == 2 else "at least two of them have"
    empty = f"{ratings.n_uncoded:,} of them got no {agreement.level} from anybody"
    yield (
        f"Compared are {join_names(ratings.coders)} on {count(len(ratings.segments), unit)} that {who} looked at; "
        f"{empty if ratings.n_uncoded else f'each of them got a {agreement.level} from somebody'}."
    )
    yield _describe_round(agreement)
    yield agreement.drawn
    if agreement.frame == "documents":
        yield "The whole of every document in which a coder has coded anything is taken as looked at."
    if ratings.n_looked_once or ratings.n_not_looked:
        yield (
            f"Left out are {ratings.n_looked_once:,} that only one of them, and {ratings.n_not_looked:,} that none of "
            "them has looked at."
        )
    yield _describe_silence(agreement)
    if not ratings.segments:
        return
    yield _describe_means(agreement)
    yield _describe_codes(agreement)
    passages = [c for c in agreement.coefficients if c.id == ALL and c.statistic == "u_alpha"]
    yield from (f"On passages as the coders cut them, u-alpha is {_with_interval(c)}." for c in passages)
    yield _describe_interval(agreement)
    yield _describe_rare(agreement)
    yield f"Every number here depends on how many {unit}s without a code are compared."
    if ratings.n_uncounted:
        why = f"their code has left the tree, or they lie on no {unit}"
        yield f"Codings that count nowhere ({why}): {ratings.n_uncounted:,}."
    yield _describe_blindness(agreement)
    yield (
        "No number is a verdict: agreement does not show that the codings are right, and codings that were talked over "
        "first are not independent."
    )


def _describe_round(agreement: Agreement) -> str:
    """Say which rounds of coding are compared, where that is a question."""
    if agreement.round is not None:
        return f"This is round {agreement.round}." if agreement.round else "This is what names no round of coding."
    if len(agreement.rounds) < 2:
        return ""
    named = join_names([name or "none named" for name in agreement.rounds])
    return f"Codings of several rounds are taken together here (rounds {named}), so that one coder's may contradict."


def _describe_blindness(agreement: Agreement) -> str:
    """Say whether the coders are known to have coded blind of each other; nothing in the codings shows it."""
    if set(agreement.coders) <= set(agreement.coded_blind):
        return f"{join_names(agreement.coders)} coded without seeing each other's codings, as the team has recorded."
    return "Whether they coded blind of each other is not recorded (coded_blind: in study.yaml)."


def _describe_silence(agreement: Agreement) -> str:
    """Say whose codings do not show what was passed over: silence is missing there, not disagreement."""
    names, ratings = join_names(agreement.ratings.without_empty), agreement.ratings
    if not names or (not ratings.n_looked_once and ratings.looked.all()):
        return ""
    return (
        f"Nothing is known that {names} looked at and left without a code, so that what {names} passed over in silence "
        "is missing here, not disagreement; if whole documents were read, measure with frame 'documents'."
    )


def _describe_means(agreement: Agreement) -> str:
    means = {c.statistic: c for c in agreement.coefficients if c.id == ALL}
    told = [f"{label} {_with_interval(means[name])}" for name, label in HEADLINE if name in means]
    used = int(agreement.ratings.n_applied.any(axis=1).sum())
    if not used:
        return f"Nobody applied any {agreement.level} there: there is nothing to agree on but absence."
    return (
        f"Mean over the {count(used, agreement.level)} that anybody applied, each where it is evaluable: "
        f"{'; '.join(told)}. On whole sets of codes: alpha with MASI distances {_with_interval(means['alpha_masi'])}, "
        f"equal sets {_with_interval(means['equal_sets'])}."
    )


def _describe_codes(agreement: Agreement) -> str:
    alphas = [c for c in agreement.coefficients if c.statistic == "alpha" and c.id != ALL]
    known = [c for c in alphas if not np.isnan(c.value)]
    said = ""
    if len(known) > 1:
        lowest = min(known, key=lambda c: c.value)
        said = f"Alpha is lowest for '{lowest.name}' ({lowest.value:.2f}). "
    unknown = [f"'{c.name}' ({c.remark.removeprefix('not evaluable: ')})" for c in alphas if np.isnan(c.value)]
    if unknown:
        said += f"Alpha and kappa are not evaluable for {join_names(unknown, NAMED)}."
    return said.strip()


def _describe_interval(agreement: Agreement) -> str:
    drawn = agreement.resampling
    if not drawn.n_draws:
        return f"There are no intervals: {count(drawn.n_clusters, drawn.of)} to draw from." if drawn.n_resamples else ""
    said = f"Intervals hold 95% of {drawn.n_draws:,} resamples of the {count(drawn.n_clusters, drawn.of)}, drawn whole"
    if drawn.n_clusters < len(agreement.ratings.segments):
        said += f", since {agreement.unit}s of one {drawn.of} resemble each other"
    if drawn.n_clusters < FEW:
        said += "; from so few they say little"
    dropped = max((c.n_dropped for c in agreement.coefficients), default=0)
    if dropped:
        said += f"; resamples in which a number is not evaluable are left out of its interval (up to {dropped:,})"
    return f"{said}."


def _describe_rare(agreement: Agreement) -> str:
    shares = [c for c in agreement.coefficients if c.statistic == "prevalence" and c.id != ALL]
    rare = [f"'{c.name}'" for c in shares if 0 < c.value < RARE or 1 - RARE < c.value < 1]
    if not rare:
        return ""
    return (
        f"Applied in under {RARE:.0%} (or over {1 - RARE:.0%}) of the decisions: {join_names(rare, NAMED)}. There "
        "kappa and alpha can be low though the coders seldom differ, and percent agreement and AC1 high though they "
        "agree on little but absence (the paradox of prevalence); read positive agreement beside them."
    )


def _with_interval(found: Coefficient) -> str:
    if np.isnan(found.value):
        return found.remark
    return _round(found.value) + ("" if np.isnan(found.low) else f" ({_round(found.low)} to {_round(found.high)})")


def _round(value: float) -> str:
    """Round to two digits, but to 1 only what is 1."""
    return ">0.99" if 0.995 <= value < 1 - ALMOST else f"{value:.2f}"
