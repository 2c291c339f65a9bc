"""The figures of a study as SVG: the same in the report and in results/figures/, the same bytes each time."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING

from thematica.analyses.agreement import Agreement
from thematica.analyses.comparison import Comparison
from thematica.analyses.comparison_figure import size_comparison
from thematica.analyses.cooccurrence import Cooccurrence
from thematica.analyses.cooccurrence_figure import size_network
from thematica.analyses.keywords import Keywords
from thematica.analyses.keywords_figure import size_keywords
from thematica.analyses.match import Match
from thematica.analyses.saturation import Saturation
from thematica.model.incidence import EVERYBODY

if TYPE_CHECKING:
    from matplotlib.axes import Axes

CURVES = (7.4, 3.9)  # inches
FOLDER = "figures"


def name_figure(*words: str) -> str:
    """Give a file name without its ending; attributes may bear any characters, and no two share a name.

    >>> name_figure("comparison", "code", "by", "Service type")
    'comparison-code-by-Service-type'
    >>> name_figure("comparison", "code", "by", "Service/type")
    'comparison-code-by-Service_type_a5f8'
    """
    return "-".join(_clean(word) for word in words)


def _clean(word: str) -> str:
    if re.fullmatch(r"\w+( \w+)*", word):
        return word.replace(" ", "-")
    digest = hashlib.sha256(word.encode()).hexdigest()[:4]
    return "_".join([*re.findall(r"\w+", word), digest])


def draw_saturation(measured: Iterable[Saturation]) -> dict[str, str]:
    """Draw the curves of each level and attribute; by an attribute, the order-free curves of the codes, too."""
    found = {}
    for each in measured:
        if not each.curves[0].new:
            continue
        name = name_saturation(each)
        found[name] = draw(each.plot, name, CURVES)
        groups = [curve for curve in each.curves if curve.group != EVERYBODY and curve.order_free is not None]
        if each.level == "code" and groups:
            name = name_expected(each)
            found[name] = draw(each.plot_expected, name, CURVES)
    return found


def name_saturation(each: Saturation) -> str:
    """Name the figure of the curves."""
    return name_figure("saturation", each.level, *(("by", each.by) if each.by else ()))


def name_expected(each: Saturation) -> str:
    """Name the figure of the order-free curves."""
    return f"{name_saturation(each)}-order_free"


def draw_comparison(compared: Iterable[Comparison]) -> dict[str, str]:
    """Draw the shares of the groups of each attribute; of everybody where there are no groups."""
    found = {}
    for each in compared:
        for by in [tally.by for tally in each.tallies] or [""]:
            if any(row.n for row in each.rows):
                name = name_comparison(each, by)
                found[name] = draw(partial(each.plot, by=by), name, size_comparison(each, by))
    return found


def name_comparison(each: Comparison, by: str) -> str:
    """Name the figure of one attribute."""
    return name_figure("comparison", each.level, *(("by", by) if by else ()))


def draw_agreement(measured: Iterable[Agreement]) -> dict[str, str]:
    """Draw a row a code for each level."""
    names = {name_agreement(each): each for each in measured}
    return {name: draw(each.plot, name, each.figure_size) for name, each in names.items()}


def draw_matches(measured: Iterable[Match]) -> dict[str, str]:
    """Draw a row a code for each person and level."""
    names = {name_match(each): each for each in measured}
    return {
        name: draw(each.plot, name, (CURVES[0], 1.7 + 0.25 * sum(code.n_used > 0 for code in each.random.codes)))
        for name, each in names.items()
    }


def draw_cooccurrence(counted: Iterable[Cooccurrence]) -> dict[str, str]:
    """Draw the network of each result in which two codes turn up together."""
    names = {name_cooccurrence(each): each for each in counted if each.together}
    return {name: draw(each.plot, name, size_network(each)) for name, each in names.items()}


def draw_keywords(found: Iterable[Keywords]) -> dict[str, str]:
    """Draw the words of the groups of each attribute."""
    names = {name_keywords(each): each for each in found}
    return {name: draw(each.plot, name, size_keywords(each)) for name, each in names.items()}


def name_agreement(each: Agreement) -> str:
    """Name the figure of one level."""
    return name_figure("agreement", each.level, *(("round", each.round) if each.round else ()))


def name_match(each: Match) -> str:
    """Name the figure of one person and level."""
    return name_figure("match", each.level, "with", each.coder)


def name_cooccurrence(each: Cooccurrence) -> str:
    """Name the figure of a network."""
    return name_figure("cooccurrence", each.level, "within", each.within)


def name_keywords(each: Keywords) -> str:
    """Name the figure of one attribute."""
    return name_figure("keywords", "by", each.by)


def draw(plot: Callable[[Axes], object], salt: str, size: tuple[float, float]) -> str:
    """Draw a figure as SVG that can stand within a page, too: no date, no outside references."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context({"svg.hashsalt": salt, "svg.fonttype": "none", "font.family": "sans-serif"}):
        figure = Figure(figsize=size, layout="constrained")
        plot(figure.subplots())
        out = io.StringIO()
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    return out.getvalue()


def as_files(figures: dict[str, str]) -> dict[str, bytes]:
    """Give figures as files of ``results/``."""
    return {f"{FOLDER}/{name}.svg": svg.encode() for name, svg in figures.items()}


def within_page(svg: str) -> str:
    """Give what stands within a page: the drawing without the head of its file."""
    return svg[svg.index("<svg") :]
