"""The network of codes that turn up together, readable in greyscale."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from thematica.analyses.drawing import PALETTE
from thematica.model.sentences import shorten

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from thematica.analyses.cooccurrence import Cooccurrence, Pair
    from thematica.model.themes import Code

MOST_LINES = 30  # pairs; a network with more cannot be read
MOST_NUMBERED = 16  # lines that bear their number
WIDEST, LARGEST = 5.0, 16.0  # points
MOST_LEVEL = 12  # names that stand level around a circle; more are turned, so that they do not overlap
NAME_WIDTH = 22  # characters of a name
FAR = 1.11  # of the radius: where names stand


def draw_network(cooccurrence: Cooccurrence, ax: Axes | None) -> Axes:
    """Draw codes on a circle in the order of the tree, and a line for each pair that turns up together.

    Lines are dark where the interval of the lift lies above 1, else light and dashed.
    """
    import matplotlib.pyplot as plt

    together, shown, nodes = _choose(cooccurrence)
    turned = len(nodes) > MOST_LEVEL
    axes = ax if ax is not None else plt.subplots(figsize=size_network(cooccurrence), layout="constrained")[1]
    turn = {node.id: math.pi / 2 - 2 * math.pi * i / max(len(nodes), 1) for i, (node, _) in enumerate(nodes)}
    most = max((p.n_both for p in shown), default=1)
    for place, pair in reversed(list(enumerate(shown))):
        _draw_line(axes, pair, turn, most, numbered=place < MOST_NUMBERED)
    _draw_nodes(axes, nodes, turn, turned=turned)
    left = f"; the {len(shown)} most frequent of {len(together)} pairs" if len(together) > len(shown) else ""
    axes.set_xlabel(
        f"Lines: {cooccurrence.within}s with both, of {cooccurrence.of:,}{left}.\n"
        "Dark: together more often than expected (interval of the lift above 1).",
        fontsize=8,
    )
    wide, high = (2.35, 2.35) if turned else (1.9, 1.25)
    axes.set(xlim=(-wide, wide), ylim=(-high, high), aspect="equal", xticks=[], yticks=[])
    axes.spines[:].set_visible(False)
    return axes


def size_network(cooccurrence: Cooccurrence) -> tuple[float, float]:
    """Give the width and height, in inches, that the figure needs."""
    return (7.2, 7.8) if len(_choose(cooccurrence)[2]) > MOST_LEVEL else (7.2, 5.4)


def _choose(cooccurrence: Cooccurrence) -> tuple[tuple[Pair, ...], tuple[Pair, ...], list[tuple[Code, int]]]:
    """Give the pairs that turn up together, the most frequent first, those to draw, and the codes they are of."""
    together = cooccurrence.together
    shown = together[:MOST_LINES]
    ids = {node_id for p in shown for node_id in (p.first_id, p.second_id)}
    return together, shown, [(node, n) for node, n in cooccurrence.nodes if node.id in ids]


def _draw_nodes(axes: Axes, nodes: Sequence[tuple[Code, int]], turn: dict[str, float], *, turned: bool) -> None:
    """Draw each code, larger the more units it occurs in, and name it beside the circle."""
    largest = max((n for _, n in nodes), default=1)
    for node, n in nodes:
        angle = turn[node.id]
        x, y = math.cos(angle), math.sin(angle)
        axes.plot(x, y, "o", color=PALETTE[0], markersize=4 + LARGEST * math.sqrt(n / largest) / 2, zorder=3)
        words: dict[str, Any] = {"ha": "left" if x > 0.1 else "right" if x < -0.1 else "center", "fontsize": 8}
        words["va"] = "bottom" if y > 0.95 else "top" if y < -0.95 else "center"
        if turned:
            slope = math.degrees(angle) if x >= 0 else math.degrees(angle) - 180
            words |= {"ha": "left" if x >= 0 else "right", "va": "center", "rotation": slope}
            words["rotation_mode"] = "anchor"
        axes.text(FAR * x, FAR * y, f"{shorten(node.name, NAME_WIDTH)} ({n:,})", parse_math=False, **words)


def _draw_line(axes: Axes, pair: Pair, turn: dict[str, float], most: int, *, numbered: bool) -> None:
    clear = pair.low is not None and pair.low > 1
    (x1, y1), (x2, y2) = ((math.cos(turn[i]), math.sin(turn[i])) for i in (pair.first_id, pair.second_id))
    axes.plot(
        [x1, x2], [y1, y2], color=PALETTE[0] if clear else "#aab2bd", linestyle="-" if clear else (0, (3, 1)),
        linewidth=max(0.6, WIDEST * pair.n_both / most), solid_capstyle="butt", zorder=2 if clear else 1,
    )  # fmt: skip
    if numbered:
        at = 0.42  # not the middle, where lines cross
        box = {"boxstyle": "round,pad=0.15", "facecolor": "white", "edgecolor": "none"}
        x, y = x1 + at * (x2 - x1), y1 + at * (y2 - y1)
        axes.text(x, y, f"{pair.n_both:,}", fontsize=7, ha="center", va="center", bbox=box, zorder=4)
