"""What every page of HTML needs: templates that refuse what is missing, and numbers as they are read."""

from __future__ import annotations

import math

import jinja2


def make_environment() -> jinja2.Environment:
    """Give the templates of ``reports/templates``; what is put into them is escaped."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("thematica.reports"), autoescape=True, trim_blocks=True, lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )  # fmt: skip
    environment.filters["percent"] = lambda share: "–" if share is None else f"{share:.0%}"
    environment.filters["count"] = lambda n: f"{n:,}"
    environment.filters |= {"points": _points, "p": _p, "number": _number}
    return environment


def _points(share: float) -> str:
    """Give a difference of shares in points of percent, with its sign."""
    return f"{100 * share:+.0f}".replace("-", "−") if round(100 * share) else "0"


def _p(p: float | None) -> str:
    return "–" if p is None else "< .001" if p < 0.001 else f"{p:.3f}".removeprefix("0")


def _number(value: float | None) -> str:
    return "–" if value is None else "∞" if math.isinf(value) else f"{value:,.1f}"
