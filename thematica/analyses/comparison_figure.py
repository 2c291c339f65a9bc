"""The figure of a comparison: a mark for each group's share with its interval, readable in greyscale."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from thematica.analyses.comparison_counts import Voiced
from thematica.analyses.drawing import PALETTE, wrap_name

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from thematica.analyses.comparison import Comparison

MARKS = ("o", "D", "s", "^", "v", "P")
MOST_DRAWN = 30  # codes; a longer figure is not read
MOST_MARKS = 72  # codes times groups: what stands on a page
FEWEST_DRAWN = 5  # codes, however many groups there are
WIDTH = 7.2  # inches
NAME_WIDTH = 36  # characters of a name on a line
STEP = 0.17  # between the groups of one code, where 1 is between codes


def draw_comparison(comparison: Comparison, ax: Axes | None, by: str) -> Axes:
    """Draw the share of each group that voiced each code or theme; the most widely voiced, where there are many."""
    import matplotlib.pyplot as plt

    shown, n_left = _choose(comparison, by)
    axes = ax if ax is not None else plt.subplots(figsize=size_comparison(comparison, by), layout="constrained")[1]
    for y, rows in enumerate(shown):
        for place, row in enumerate(rows):
            _draw_row(axes, row, y + STEP * (place - (len(rows) - 1) / 2) * min(1.0, 5 / len(rows)), place)
    _label(axes, [rows[0].name for rows in shown], comparison.unit, n_left)
    return axes


def size_comparison(comparison: Comparison, by: str = "") -> tuple[float, float]:
    """Give the width and height, in inches, that the figure needs."""
    shown, _ = _choose(comparison, by)
    n_groups = max((len(rows) for rows in shown), default=1)
    return WIDTH, 1.2 + len(shown) * (0.28 + 0.17 * n_groups)


def _choose(comparison: Comparison, by: str) -> tuple[list[list[Voiced]], int]:
    """Choose the codes to draw, the most widely voiced, in the order of the tree; and say how many are left out."""
    chosen = by or (comparison.tallies[0].by if comparison.tallies else "")
    of_node: dict[str, list[Voiced]] = {}
    for row in (*comparison.rows, *comparison.crossed):
        if row.by == chosen and row.of:
            of_node.setdefault(row.id, []).append(row)
    n_groups = max((len(rows) for rows in of_node.values()), default=1)
    most = max(FEWEST_DRAWN, min(MOST_DRAWN, MOST_MARKS // n_groups))
    ranked = sorted(of_node, key=lambda node_id: -sum(row.n for row in of_node[node_id]))
    kept = set(ranked[:most])
    return [rows for node_id, rows in of_node.items() if node_id in kept], len(ranked) - len(kept)


def _draw_row(axes: Axes, row: Voiced, y: float, place: int) -> None:
    """Draw one share with its interval, and write beside it whose it is and how many of how many."""
    color = PALETTE[place % len(PALETTE)]
    low, high = row.interval or (0.0, 0.0)
    axes.plot([low, high], [y, y], color=color, linewidth=1.2, solid_capstyle="butt", zorder=1)
    face = color if place % 2 == 0 else "white"
    axes.plot(
        row.n / row.of, y, marker=MARKS[place % len(MARKS)], markersize=5, color=color, markerfacecolor=face,
        linestyle="", clip_on=False, zorder=2,
    )  # fmt: skip
    who = f"{row.group}  " if row.by else ""
    right: dict[str, Any] = {"textcoords": "offset points", "fontsize": 7, "va": "center", "annotation_clip": False}
    axes.annotate(f"{who}{row.n} of {row.of}", (1, y), (9, 0), color=color, parse_math=False, **right)


def _label(axes: Axes, names: list[str], unit: str, n_left: int) -> None:
    axes.set_yticks(range(len(names)), labels=[wrap_name(name, NAME_WIDTH) for name in names], parse_math=False)
    axes.set_ylim(max(len(names), 1) - 0.45, -0.55)
    for y in range(len(names) - 1):
        axes.axhline(y + 0.5, color=PALETTE[5], linewidth=0.3)
    axes.set_xlim(0, 1)
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1], labels=["0", "25%", "50%", "75%", "100%"])
    left = f"; {n_left} less widely voiced are not drawn" if n_left > 0 else ""
    voiced = "in which it was voiced" if unit == "session" else "who voiced it"
    axes.set_xlabel(f"Share of {unit}s {voiced}\nwith 95% interval (Wilson){left}", fontsize=9)
    axes.tick_params(axis="y", length=0)
    axes.spines[["top", "right", "left"]].set_visible(False)
