"""How figures look: readable in greyscale, each curve named where it ends."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from thematica.model.sentences import shorten

if TYPE_CHECKING:
    from matplotlib.axes import Axes

PALETTE = ("#1b4965", "#c1121f", "#2a9d8f", "#8f5d00", "#6a4c93", "#5c677d")
DASHES = ("-", "--", "-.", ":", (0, (5, 1)), (0, (3, 1, 1, 1)))
MARKED = 40  # sessions; a longer curve is drawn without a mark at each
BEHIND = {"boxstyle": "round,pad=0.1", "facecolor": "white", "edgecolor": "none"}  # of a label on lines
LABEL_HEIGHT, LABEL_WIDTH = 0.055, 0.25  # of the axes: labels nearer than this would overlap


def name_the_ends(axes: Axes, ends: Mapping[tuple[int, int], Sequence[int]], names: Sequence[str]) -> None:
    """Write the name of each curve at its end; curves that end together share a label, near ones are set apart."""
    from matplotlib.transforms import ScaledTranslation

    height = LABEL_HEIGHT * max((top for _, top in ends), default=0)
    width = LABEL_WIDTH * max((n for n, _ in ends), default=0)
    placed: list[tuple[int, float]] = []
    for (n, top), curves in sorted(ends.items(), key=lambda end: -end[0][1]):
        at = float(top)
        for other, taken in placed:
            if abs(n - other) < width and at > taken - height:
                at = taken - height
        placed.append((n, at))
        axes.annotate(
            f"{', '.join(names[i] for i in curves)} ({top})",
            (n, top),
            xytext=(n, at),
            xycoords="data",
            textcoords=axes.transData + ScaledTranslation(6 / 72, 0, axes.figure.dpi_scale_trans),
            color=PALETTE[curves[0] % len(PALETTE)],
            va="center",
            fontsize=9,
            parse_math=False,
            bbox=BEHIND,
            zorder=50,  # above every line
        )


def wrap_name(name: str, width: int) -> str:
    r"""Break a name into at most two lines; what does not fit is cut.

    >>> wrap_name("Hesitant to speak openly of low marks", 24)
    'Hesitant to speak openly\nof low marks'
    >>> shorten("Hesitant to speak openly", 12)
    'Hesitant to…'
    """
    if len(name) <= width:
        return name
    lines = textwrap.wrap(name, width, break_long_words=True)
    return "\n".join([lines[0], shorten(" ".join(lines[1:]), width)])
