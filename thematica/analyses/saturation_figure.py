"""How saturation is drawn: readable in greyscale, every curve named where it ends, intervals as bands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from thematica.analyses.drawing import DASHES, MARKED, PALETTE, name_the_ends
from thematica.analyses.new_information import name_level

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from thematica.analyses.order_free import OrderFreeCurve
    from thematica.analyses.saturation import Saturation, SaturationCurve

SIZE = (6.4, 3.8)  # inches: a column and a half of a journal
GREY, DARK = "#8d99a6", "#4a5561"
BAND = 0.3  # how dark a band is; half of it beyond the sessions at hand
LABELS_AT = 0.25  # of the codes heard
BESIDE = 0.015  # of the axis
FAN = 2.0  # a forecast's upper limit is drawn to at most so many times what is expected


def draw_collected(saturation: Saturation, ax: Axes | None) -> Axes:
    """Draw the curves in the order of collection; a curve that stands alone with the order-free one beside it."""
    axes = ax if ax is not None else _make_axes()
    drawn = [curve for curve in saturation.curves if curve.new]
    ends: dict[tuple[int, int], list[int]] = {}
    for i, curve in enumerate(saturation.curves):
        if not curve.new:
            continue
        n, top = len(curve.new), curve.cumulative[-1]
        marker: Any = "o" if n <= MARKED else None
        style = {"color": PALETTE[i % len(PALETTE)], "linestyle": DASHES[i % len(DASHES)], "marker": marker}
        axes.plot(range(1, n + 1), curve.cumulative, markersize=3.5, zorder=3 + len(drawn) - i, **style)
        ends.setdefault((n, top), []).append(i)
    highest = float(max((top for _, top in ends), default=1))
    if len(drawn) == 1 and drawn[0].order_free is not None:
        highest = _add_order_free(axes, drawn[0], drawn[0].order_free)
    else:
        name_the_ends(axes, ends, [curve.group for curve in saturation.curves])
    _finish(axes, saturation, highest, f"{saturation.unit.capitalize()}s, one after the other")
    return axes


def draw_expected(saturation: Saturation, ax: Axes | None) -> Axes:
    """Draw the order-free curves of the groups with their bands; dotted beyond the sessions at hand, with a bar."""
    axes = ax if ax is not None else _make_axes()
    first = 1 if len(saturation.curves) > 1 else 0  # a group looks the same in both figures
    numbered = list(enumerate(saturation.curves))[first:]
    drawn = [(i, curve.order_free) for i, curve in numbered if curve.order_free is not None]
    ends: dict[tuple[int, int], list[int]] = {}
    highest = 1.0
    for place, (i, free) in enumerate(drawn):
        color, last = PALETTE[i % len(PALETTE)], int(free.sizes[-1])
        _draw_line(axes, free, color, DASHES[i % len(DASHES)])
        within, end = free.sizes <= free.n_units, float(free.codes[-1])
        low, high = free.codes_low, np.minimum(free.codes_high, FAN * free.codes)
        axes.fill_between(free.sizes[within], low[within], high[within], color=color, alpha=BAND / 2, linewidth=0)
        at = last - (place % 4) * BESIDE * last  # bars that would lie on each other stand side by side
        axes.plot([at, at], [low[-1], high[-1]], color=color, linewidth=1.2, marker="_", markersize=6, zorder=2)
        highest = max(highest, float(high.max()))
        ends.setdefault((last, round(end)), []).append(i)
    name_the_ends(axes, ends, [curve.group for curve in saturation.curves])
    _finish(axes, saturation, highest, f"{saturation.unit.capitalize()}s, whatever their order")
    return axes


def _make_axes() -> Axes:
    import matplotlib.pyplot as plt

    axes: Axes = plt.subplots(figsize=SIZE, layout="constrained")[1]
    return axes


def _finish(axes: Axes, saturation: Saturation, highest: float, along: str) -> None:
    from matplotlib.ticker import MaxNLocator

    axes.set_xlabel(along)
    axes.set_ylabel(f"{name_level(saturation.level).capitalize()} heard so far")
    axes.set_ylim(0, 1.06 * highest or 1)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.spines[["top", "right"]].set_visible(False)
    axes.margins(x=0.02)


def _add_order_free(axes: Axes, curve: SaturationCurve, free: OrderFreeCurve) -> float:
    """Lay the order-free curve under the curve of collection, and name both; gives the height that it needs."""
    n, last, unit = free.n_units, int(free.sizes[-1]), curve.incidence.unit
    high = np.minimum(free.codes_high, FAN * free.codes)
    low, at_hand = free.codes_low.copy(), free.sizes == n
    within, beyond = free.sizes <= n, free.sizes >= n
    axes.fill_between(free.sizes[within], low[within], high[within], color=GREY, alpha=BAND, linewidth=0)
    highest = float(max(high.max(), curve.cumulative[-1]))
    low[at_hand] = high[at_hand] = free.codes[at_hand]  # the forecast begins at what was heard
    axes.fill_between(free.sizes[beyond], low[beyond], high[beyond], color=GREY, alpha=BAND / 2, linewidth=0)
    _draw_line(axes, free, DARK, (0, (4, 2)))
    axes.axvline(n, color=GREY, linewidth=0.8, zorder=1)
    low_place = (n, LABELS_AT * curve.cumulative[-1])  # below a curve that bends, there is room
    _name(axes, f"●— in the order of collection: {curve.cumulative[-1]}", low_place, (-6, 0), PALETTE[0])
    _name(axes, "- - mean of all orders, 95% interval", low_place, (-6, -14), DARK)
    forecast = f"{last:,} {unit}s: {free.codes[-1]:.0f} expected\n[{low[-1]:.0f}, {free.codes_high[-1]:.0f}]"
    _name(axes, forecast, (last, float(low[-1])), (0, -6), DARK)
    return highest


def _name(axes: Axes, text: str, at: tuple[float, float], offset: tuple[int, int], color: str) -> None:
    """Write a label to the left of a place and below it."""
    how: dict[str, Any] = {"textcoords": "offset points", "ha": "right", "va": "top", "fontsize": 9, "zorder": 6}
    axes.annotate(text, at, xytext=offset, color=color, parse_math=False, **how)


def _draw_line(axes: Axes, free: OrderFreeCurve, color: str, dashes: Any) -> None:
    within, beyond = free.sizes <= free.n_units, free.sizes >= free.n_units
    axes.plot(free.sizes[within], free.codes[within], color=color, linestyle=dashes, linewidth=1.3, zorder=2)
    axes.plot(free.sizes[beyond], free.codes[beyond], color=color, linestyle=":", linewidth=1.3, zorder=2)
