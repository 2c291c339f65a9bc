"""What the report shows of each analysis: rows and sentences for its templates, cut to what can be read."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from markupsafe import Markup

from thematica.analyses.comparison import Comparison, Voiced
from thematica.analyses.cooccurrence import Cooccurrence, Pair
from thematica.analyses.keywords import Keywords
from thematica.analyses.match_numbers import FEW_USES, NOT_KNOWN
from thematica.analyses.saturation import Saturation
from thematica.reports import figures
from thematica.reports.material import ReportMaterial

MOST_SESSIONS = 60  # listed one by one; above it a study is summed up
MOST_DIFFERENCES = 12
MOST_CODES = 60  # with where each was heard
MOST_PAIRS = 8  # the most frequent, and as many that stand out
MOST_CELLS = 16  # columns of crossed attributes
MOST_WORDS = 10  # of a group
MOST_QUESTIONS = 8


def show_matrix(material: ReportMaterial, comparison: Comparison) -> dict[str, Any]:
    """Lay the comparison out as a table: themes or codes down, groups across."""
    columns = [(by, group, next(rows)) for (by, group), rows in groupby(comparison.rows, lambda r: (r.by, r.group))]
    by_node: dict[str, list[Voiced]] = {}
    for row in comparison.rows:
        by_node.setdefault(row.id, []).append(row)
    attributes = [tally.by for tally in comparison.tallies] or [""]
    return {
        "level": comparison.level,
        "unit": comparison.unit,
        "columns": columns,
        "asked": bool(material.corpus.answers) and any(row.asked > row.of for _, _, row in columns),
        "unseen": columns[0][2].unseen if material.corpus.answers and columns else 0,
        "rows": [(rows[0].name, rows) for rows in by_node.values()],
        "sentence": comparison.describe(),
        "figures": [
            (by, figure) for by in attributes if (figure := _figure(material, figures.name_comparison(comparison, by)))
        ],
        "differences": _show_differences(comparison),
        "n_differences": sum(c.difference != 0 for c in comparison.contrasts),
        "crossed": _show_crossed(comparison),
    }


def _show_differences(comparison: Comparison) -> list[dict[str, Any]]:
    """Give the largest differences between groups, with the p-value of the attribute where there is one."""
    tests = {(test.by, test.id): test for test in comparison.tests}
    largest = sorted((c for c in comparison.contrasts if c.difference), key=lambda c: -abs(c.difference))
    return [{"contrast": c, "test": tests.get((c.by, c.id))} for c in largest[:MOST_DIFFERENCES]]


def _show_crossed(comparison: Comparison) -> dict[str, Any]:
    """Lay crossed attributes out as a table; cells that nobody is in are left out."""
    cells = {row.group: row.of for row in comparison.crossed if row.of}
    shown = list(cells)[:MOST_CELLS]
    by_node: dict[str, dict[str, Voiced]] = {}
    for row in comparison.crossed:
        by_node.setdefault(row.id, {})[row.group] = row
    return {
        "by": comparison.crossed[0].by if comparison.crossed else "",
        "cells": [(cell, cells[cell]) for cell in shown],
        "left": len(cells) - len(shown),
        "rows": [(next(iter(rows.values())).name, [rows[cell].n for cell in shown]) for rows in by_node.values()],
    }


def show_answers(material: ReportMaterial) -> dict[str, Any]:
    """Lay side by side who answered each question with each code, of those who answered and of those asked."""
    counted = [(question, comparison) for question, comparison in material.answers.items() if comparison.rows]
    shown = counted[:MOST_QUESTIONS]
    by_node: dict[str, tuple[str, list[Voiced]]] = {}
    for _, comparison in shown:
        for row in comparison.rows:
            if not row.by:
                by_node.setdefault(row.id, (row.name, []))[1].append(row)
    heads = [(question, next(row for row in comparison.rows if not row.by)) for question, comparison in shown]
    rows = [(name, cells) for name, cells in by_node.values() if any(cell.n for cell in cells)]
    dropped = len(by_node) - len(rows)
    return {"heads": heads, "rows": rows, "left": len(counted) - len(shown), "dropped": dropped}


def show_saturation(material: ReportMaterial) -> list[dict[str, Any]]:
    """Give each level and attribute with its figures, from the themes to the codes."""
    return [_show_curves(material, each) for each in material.saturation if each.curves[0].new]


def _show_curves(material: ReportMaterial, saturation: Saturation) -> dict[str, Any]:
    plural = "categories" if saturation.level == "category" else f"{saturation.level}s"
    by = f" by {saturation.by}" if saturation.by else ""
    equal = {how: saturation.compare_on_equal_terms(how) if saturation.by else () for how in ("completeness", "size")}
    return {
        "saturation": saturation,
        "svg": _figure(material, figures.name_saturation(saturation)),
        "expected_svg": _figure(material, figures.name_expected(saturation)),
        "by": by,
        "basis": saturation.describe_basis(),
        "plural": plural,
        "steps": len(saturation.curves[0].new) <= MOST_SESSIONS,
        "equal": {how: rows for how, rows in equal.items() if sum(row.codes is not None for row in rows) > 1},
    }


def show_spread(material: ReportMaterial) -> dict[str, Any]:
    """List where each code was heard, the rarest first."""
    if not material.saturation:
        return {}
    lowest = material.saturation[-1]
    uses = sorted(lowest.curves[0].uses, key=lambda use: (use.n_sessions or 0, use.n_participants or 0))
    return {
        "level": lowest.level,
        "uses": uses[:MOST_CODES],
        "left": max(0, len(uses) - MOST_CODES),
        "n_once": sum(use.heard_once for use in uses),
        "unit": lowest.unit,
        "unheard": sum(not use.first_seen for use in uses),
    }


def show_together(material: ReportMaterial, counted: Cooccurrence) -> dict[str, Any]:
    """Give the network, and the pairs that are most often together or stand out most."""
    often = counted.together[:MOST_PAIRS]
    clear = sorted((p for p in counted.together if p.low is not None and p.low > 1), key=lambda p: -(p.low or 0))
    pairs = sorted(dict.fromkeys((*often, *clear[:MOST_PAIRS])), key=lambda p: -p.n_both)
    return {
        "counted": counted,
        "svg": _figure(material, figures.name_cooccurrence(counted)),
        "sentence": counted.describe(),
        "pairs": [(pair, _place_lift(pair)) for pair in pairs],
        "left": len(counted.together) - len(pairs),
    }


def _place_lift(pair: Pair) -> str:
    if pair.low is None or pair.high is None:
        return ""
    return "more often than expected" if pair.low > 1 else "less often than expected" if pair.high < 1 else ""


def show_keywords(material: ReportMaterial, found: Keywords) -> dict[str, Any]:
    """Give the words of each group of an attribute, with the figure."""
    return {
        "keywords": found,
        "svg": _figure(material, figures.name_keywords(found)),
        "sentence": found.describe(),
        "groups": [(group, words, people, found.of(group, n=MOST_WORDS)) for group, words, people in found.groups],
    }


def show_agreement(material: ReportMaterial) -> list[tuple[Any, Markup]]:
    """Give agreement at each level with its figure."""
    return [(each, _figure(material, figures.name_agreement(each))) for each in material.agreement]


def show_matches(material: ReportMaterial) -> list[tuple[str, list[dict[str, Any]]]]:
    """Give for each person the levels with their figures, the finest first."""
    found: dict[str, list[dict[str, Any]]] = {}
    for match in reversed(material.match):
        rows = [each for each in (*match.random.codes, match.random.together) if each.n_used >= FEW_USES]
        svg = _figure(material, figures.name_match(match))
        found.setdefault(match.coder, []).append({"match": match, "rows": rows, "svg": svg})
    for levels in found.values():  # first the finest level of which anything is known
        levels.sort(key=lambda level: all(each.state == NOT_KNOWN for each in level["match"].random.codes))
    return sorted(found.items())


def _figure(material: ReportMaterial, name: str) -> Markup:
    """Give a figure as it stands within the page; empty where it was not drawn."""
    return Markup(figures.within_page(material.figures[name])) if name in material.figures else Markup()
