"""How the match reads in plain English: never as agreement, since a model trained on hers does not corroborate her."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from thematica.analyses.match_numbers import FEW_USES, NOT_KNOWN, NOT_READY, READY, Matched, Number
from thematica.model.sentences import count, join_names

if TYPE_CHECKING:
    from thematica.analyses.match import Match

FEW = 50  # segments; from fewer, intervals are about a quarter wide, and of most codes nothing is known
NAMED = 6  # codes that are named in a sentence before "and … more"


def read_match(match: Match) -> Iterator[str]:
    """Give the sentences of the reading: from what, the numbers, which codes are ready, what that cannot show."""
    n = len(match.random.segments)
    yield (
        f"The machine is compared with {match.coder} on {count(n, match.unit)} drawn at random, which stand for the "
        f"{match.unit}s that {match.coder} had not coded before; what it says there it says without any person's "
        "codings on them."
    )
    yield _tell_together(match)
    yield from _tell_states(match)
    if n < FEW:
        yield (
            f"From {count(n, match.unit)} intervals are wide; 'thematica next --coder {match.coder}' draws more "
            "(each fifth on its sheets)."
        )
    yield _tell_everything(match)
    if n_out := match.n_not_coded:
        n_drawn = match.n_random_not_coded
        drawn = f", {n_drawn:,} of them drawn at random: the numbers hold for what the machine does look at"
        yield (
            f"Left out {'is' if n_out == 1 else 'are'} {count(n_out, match.unit)} that {match.coder} looked at "
            "and the machine does not code (non-answers and the like, and what it leaves open where an error is stated)"
            f"{drawn if n_drawn else ''}."
        )
    yield (
        "It holds for this material and the machine as it is now, and if no row drawn at random was skipped. The "
        f"machine has learnt from {join_names(match.taught_by)}: it is not a coder, and a match with it corroborates "
        "nobody."
    )


def _tell_together(match: Match) -> str:
    found, coder = match.random.together, match.coder
    if not found.n_used:
        return f"Neither {coder} nor the machine gave any {match.level} there: they meet on absence only."
    told = []
    if found.n_machine:
        share = _percent(found.numbers["precision"])
        told.append(f"of the {count(found.n_machine, 'coding')} the machine makes there, {coder} would give {share}")
    if found.n_person:
        share = _percent(found.numbers["recall"])
        told.append(f"of the {found.n_person:,} {coder} makes, the machine gives {share}")
    positive = _with_interval(found.numbers["positive"])
    text = f"{'; '.join(told)}; the positive match, how often what either gives is given by the other, is {positive}"
    if not np.isnan(found.numbers["kappa"].value):
        text += f", kappa {_with_interval(found.numbers['kappa'])}"
    return f"{text[0].upper()}{text[1:]} (in brackets 95% intervals; {_tell_interval(match)})."


def _tell_interval(match: Match) -> str:
    drawn = match.resampling
    if drawn.n_clusters == 1:
        return f"decisions taken one by one, all being from one {drawn.of}"
    if not drawn.n_draws:
        return "decisions taken one by one"
    return f"the wider of decisions taken one by one and of the {count(drawn.n_clusters, drawn.of)} drawn anew"


def _tell_states(match: Match) -> Iterator[str]:
    codes = match.random.codes
    yield (
        f"A {match.level} is ready to be trusted when its whole interval lies at or above {match.trusted:.2f} and that "
        f"of kappa above 0; where the interval leaves that open, or fewer than {FEW_USES} of these {match.unit}s have "
        "it from either, it is not known yet."
    )
    ready, bad, unknown = (match.codes_in_state(state) for state in (READY, NOT_READY, NOT_KNOWN))
    if ready:
        yield f"Ready: {_name(ready)}."
    if bad:
        yield f"Not ready, the match being too low: {_name(bad)}."
    if unknown:
        few = sum(each.n_used < FEW_USES for each in unknown)
        rare = f", {few} of them for too few uses" if few else ""
        names = f" ({_name(unknown)})" if len(unknown) <= NAMED else ""
        yield f"Not known yet, and so not ready either: {len(unknown)} of {len(codes)}{names}{rare}."


def _tell_everything(match: Match) -> str:
    n, found = len(match.everything.segments), match.everything.together
    chosen = n - len(match.random.segments)
    if not chosen or not found.n_used:
        return ""
    shares = [
        f"{found.numbers[name].value:.2f} of {whose}"
        for name, whose in (("precision", "the machine's codings"), ("recall", f"{match.coder}'s"))
        if not np.isnan(found.numbers[name].value)
    ]
    positive = f"{found.numbers['positive'].value:.2f}"
    return (
        f"On all {n:,} that {match.coder} has looked at ({chosen:,} of them not drawn at random), "
        f"{' and '.join(shares)} are given by the other, too; the positive match is {positive}. That holds for those "
        "only: what is chosen to teach most is where the machine says most, so that for the rest the share of its "
        f"codings tends to be too low here, and that of {match.coder}'s too high."
    )


def _with_interval(number: Number) -> str:
    if np.isnan(number.low):
        return f"{number.value:.2f}"
    return f"{number.value:.2f} ({number.low:.2f} to {number.high:.2f})"


def _percent(number: Number) -> str:
    return f"{number.value:.0%} ({number.low:.0%} to {number.high:.0%})"


def _name(codes: Sequence[Matched]) -> str:
    return join_names([f"'{each.name}'" for each in codes], NAMED)
