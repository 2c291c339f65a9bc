"""How a comparison reads in plain English: the effect and what its interval excludes first, p-values last."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from thematica.analyses.comparison_counts import Voiced
from thematica.analyses.comparison_numbers import LEVEL, MOST_PAIRED, Contrast, GroupTest

if TYPE_CHECKING:
    from thematica.analyses.comparison import Comparison

NAMED = 3  # codes, or differences, that are named in a sentence
UNEVEN = 1.25  # times as many words a participant: who talked so much more had more chances to voice anything


def read_comparison(comparison: Comparison) -> Iterator[str]:
    """Give the sentences of the reading: what was counted, how groups differ, and what that cannot show."""
    yield (
        f"Counted are {comparison.unit}s who voiced each {comparison.level} at least once, among those whose words "
        f"were looked at; it rests on {comparison.basis.describe()}."
        if comparison.unit == "participant"
        else f"Counted are sessions in which each {comparison.level} was voiced at least once, among those whose "
        f"words were looked at; it rests on {comparison.basis.describe()}."
    )
    yield _most_voiced(comparison)
    yield _denominators(comparison)
    for tally in comparison.tallies:
        own = [contrast for contrast in comparison.contrasts if contrast.by == tally.by]
        yield _differences(own)
        if len(tally.groups) > MOST_PAIRED:
            yield f"{tally.by} has {len(tally.groups)} groups, too many to pair; they stand in the table."
        yield _words_said(comparison, tally.by)
    yield from _tests(comparison.tests)
    yield from comparison.remarks
    yield "Not voicing a view is not lacking it, and who talks more voices more."


def _most_voiced(comparison: Comparison) -> str:
    everybody = [row for row in comparison.rows if not row.by and row.n]
    top = sorted(everybody, key=lambda row: -row.n)[:NAMED]
    return f"Voiced most widely: {'; '.join(_voiced(row, comparison.unit) for row in top)}." if top else ""


def _voiced(row: Voiced, unit: str) -> str:
    words = f"{row.name} {'in' if unit == 'session' else 'by'} {row.n} of {row.of} {unit}s"
    if unit == "session" and row.of_speakers:
        words += f" ({len(row.speakers)} of {row.of_speakers} named speakers)"
    elif unit == "participant" and row.share is not None and row.share_of_asked is not None and row.asked > row.of:
        words += f" ({row.share:.1%}; {row.share_of_asked:.1%} of all {row.asked:,})"
    return words


def _denominators(comparison: Comparison) -> str:
    row = next((row for row in comparison.rows if not row.by), None)
    if row is None or row.asked <= row.of:
        return ""
    return (
        f"Shares are of the {row.of:,} {comparison.unit}s whose words were looked at; the material has {row.asked:,}, "
        "of whom each share would be smaller."
    )


def _differences(contrasts: Sequence[Contrast]) -> str:
    """Name the largest differences, and say what the others exclude: never that there is none."""
    if not contrasts:
        return ""
    largest = sorted(contrasts, key=lambda c: -abs(c.difference))[:NAMED]
    named = "; ".join(_difference(c) for c in largest if c.difference)
    clear = sum(c.excludes_none for c in contrasts)
    first = f"{contrasts[0].by}: {'the largest differences: ' + named if named else 'no share differs'}."
    if clear == len(contrasts):
        return first
    open_ones = [c.interval for c in contrasts if not c.excludes_none]
    lows, highs = [-100 * low for low, _ in open_ones], [100 * high for _, high in open_ones]
    narrow, wide = min(map(max, lows, highs)), max(map(max, lows, highs))
    reach = f"{narrow:.0f} points" if round(narrow) == round(wide) else f"{narrow:.0f} to {wide:.0f} points"
    hold, exclude = ("interval holds", "it excludes") if len(contrasts) == 1 else ("intervals hold", "they exclude")
    return (
        f"{first} {len(open_ones)} of {len(contrasts)} {hold} 0, which does not say that the groups are alike: "
        f"{exclude} differences of more than {reach}, and no others."
    )


def _difference(c: Contrast) -> str:
    low, high = (100 * limit for limit in c.interval)
    return (
        f"{c.name}, {c.first}: {c.n_first} of {c.of_first}, {c.second}: {c.n_second} of {c.of_second}, "
        f"{100 * c.difference:+.0f} points (95% interval {low:+.0f} to {high:+.0f})"
    ).replace(" -", " −")


def _words_said(comparison: Comparison, by: str) -> str:
    spoke = [(p.group, p.words_per_participant) for p in comparison.profiles if p.by == by]
    means = [(group, words) for group, words in spoke if words]
    if len(means) < 2 or max(w for _, w in means) < UNEVEN * min(w for _, w in means):
        return ""
    (least, few), (most, many) = (pick(means, key=lambda each: each[1]) for pick in (min, max))
    return (
        f"{most} said {many:,.0f} words a participant, {least} {few:,.0f}: part of a difference may be talk time, and "
        "not opinion."
    )


def _tests(tests: Sequence[GroupTest]) -> Iterator[str]:
    """Say what the tests showed; a large p is no evidence that groups are alike."""
    made = [test for test in tests if test.p is not None]
    if not made:
        return
    below = sorted((t for t in made if (t.p_holm or 0) <= LEVEL and t.p_holm is not None), key=lambda t: t.p or 0)
    named = [f"{t.name} by {t.by}, p = {_p(t.p)}, adjusted {_p(t.p_holm)}" for t in below[:NAMED]]
    found = f"; the smallest: {'; '.join(named)}" if named else ""
    floors = [test.smallest_p for test in made if test.smallest_p is not None]
    yield (
        f"Of {len(made)} tests, {len(below)} have p ≤ {LEVEL:g} after Holm's adjustment over all of them{found} (the "
        f"smallest possible p is {_p(min(floors))})."
    )
    yield (
        "A larger p is no evidence that groups are alike, and in a purposive sample every p describes this sample only."
    )


def _p(p: float | None) -> str:
    return "–" if p is None else "below .001" if p < 0.001 else f"{p:.3f}".lstrip("0")
