"""What every page of HTML needs: templates that refuse what is missing, and figures that can stand within a page."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Protocol

import jinja2

if TYPE_CHECKING:
    from matplotlib.axes import Axes


class Drawn(Protocol):
    """A result that draws itself."""

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw into these axes."""


def make_environment() -> jinja2.Environment:
    """Give the templates of ``reports/templates``; what is put into them is escaped."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("thematica.reports"), autoescape=True, trim_blocks=True, lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )  # fmt: skip
    environment.filters["percent"] = lambda share: "–" if share is None else f"{share:.0%}"
    environment.filters["count"] = lambda n: f"{n:,}"
    return environment


def draw_svg(result: Drawn, salt: str, height: float = 3.9) -> str:
    """Draw a figure as SVG that can stand within a page: no date, no outside references, the same bytes each time."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context({"svg.hashsalt": salt, "svg.fonttype": "none", "font.family": "sans-serif"}):
        figure = Figure(figsize=(7.4, height), layout="constrained")
        result.plot(figure.subplots())
        out = io.StringIO()
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None}, transparent=True)
    return out.getvalue()[out.getvalue().index("<svg") :]
