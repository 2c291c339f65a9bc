"""The figure of the match: each code's positive match with its interval, and how often it was given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from thematica.analyses.drawing import PALETTE
from thematica.analyses.match_numbers import FEW_USES, NOT_KNOWN, NOT_READY, READY, Matched
from thematica.model.sentences import count, shorten

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from thematica.analyses.match import Match

# Marks that differ in greyscale, too: full for what is ready, empty for what is not, a bare line for what is open.
MARKS: dict[str, dict[str, Any]] = {
    READY: {"marker": "o", "markersize": 6, "color": PALETTE[0]},
    NOT_READY: {"marker": "o", "markersize": 6, "color": PALETTE[0], "markerfacecolor": "white"},
    NOT_KNOWN: {"marker": "|", "markersize": 9, "color": PALETTE[5]},
    "": {"marker": "D", "markersize": 5.5, "color": PALETTE[0]},
}
LONGEST = 40  # characters of a name


def draw_match(match: Match, ax: Axes | None) -> Axes:
    """Draw a row a code; those with too few uses get words instead of an interval, those without any are left out."""
    import matplotlib.pyplot as plt

    rows = (*(each for each in match.random.codes if each.n_used), match.random.together)
    axes = ax if ax is not None else plt.subplots(figsize=(7.2, 1.3 + 0.27 * len(rows)), layout="constrained")[1]
    for y, each in enumerate(rows):
        _draw_row(axes, y, each)
    axes.axvline(match.trusted, color=PALETTE[5], linewidth=0.8, linestyle=":")
    axes.axhline(len(rows) - 1.5, color=PALETTE[5], linewidth=0.6)
    axes.set_xlim(-0.03, 1.03)
    axes.set_ylim(len(rows) - 0.4, -0.9)
    axes.set_yticks(range(len(rows)), labels=[shorten(each.name, LONGEST) for each in rows], parse_math=False)
    _write_margin(axes, rows, match)
    n = f"{count(len(match.random.segments), match.unit)} drawn at random"
    axes.set_xlabel(f"Positive match on {n}, with 95% interval")
    axes.tick_params(axis="y", length=0)
    axes.spines[["top", "right", "left"]].set_visible(False)
    return axes


def _draw_row(axes: Axes, y: int, each: Matched) -> None:
    positive = each.numbers["positive"]
    if each.state == NOT_KNOWN and each.n_used < FEW_USES:
        words = f"not known yet: {each.n_used} {'use' if each.n_used == 1 else 'uses'}"
        axes.text(0, y, words, va="center", fontsize=8, style="italic", color=PALETTE[5])
        return
    if not each.n_used:
        axes.text(0, y, "given by neither", va="center", fontsize=8, style="italic", color=PALETTE[5])
        return
    mark = MARKS[each.state]
    axes.plot([positive.low, positive.high], [y, y], color=mark["color"], linewidth=1.6, solid_capstyle="butt")
    axes.plot(positive.value, y, **mark)


def _write_margin(axes: Axes, rows: tuple[Matched, ...], match: Match) -> None:
    """Name the marks above, and write at the right how often each code was given by whom."""
    from matplotlib.lines import Line2D

    small: dict[str, Any] = {
        "transform": axes.get_yaxis_transform(), "fontsize": 8, "va": "center", "ha": "left", "parse_math": False,
    }  # fmt: skip
    axes.text(1.02, -0.75, f"{match.coder}, machine, both", **small)
    axes.text(match.trusted, -0.75, "ready from here", fontsize=8, va="center", color=PALETTE[5])
    for y, each in enumerate(rows):
        axes.text(1.02, y, f"{each.n_person:,}, {each.n_machine:,}, {each.n_both:,}", **small)
    marks = [
        Line2D([], [], label=state, linestyle="-", linewidth=1.6, **MARKS[state])
        for state in (READY, NOT_READY, NOT_KNOWN)
    ]
    axes.legend(handles=marks, loc="lower left", bbox_to_anchor=(0, 1), ncols=3, frameon=False, fontsize=8)
