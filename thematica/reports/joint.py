"""The joint display as a page and as tables: the strands of a study side by side."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from thematica.analyses.joint_display import CAVEAT, JointDisplay
from thematica.analyses.saturation import Saturation
from thematica.model.codings import share_looked_at
from thematica.model.corpus import Corpus
from thematica.model.settings import Settings
from thematica.reports import figures
from thematica.reports.material import ReportMaterial
from thematica.reports.page import make_environment
from thematica.reports.quotes import choose_quotes
from thematica.reports.tables import format_frames

LEVELS_SHOWN = ("theme", "code")


@dataclass(frozen=True, kw_only=True)
class JointMaterial:
    """Everything the joint page is made from.

    Attributes:
        settings, corpus: The whole study.
        remarks: What belongs to no strand, and which strand has nothing yet.
        strands: Strand to its material.
        reports: Strand to the place of its own report, seen from the page.
        display: The trees side by side; None while only one strand has material.
    """

    settings: Settings
    corpus: Corpus
    remarks: tuple[str, ...]
    strands: Mapping[str, ReportMaterial]
    reports: Mapping[str, str]
    display: JointDisplay | None


def build_joint_results(material: JointMaterial) -> dict[str, bytes]:
    """Give the name and content of what lies in ``results/`` beside the strands' own folders."""
    files = {"report.html": build_joint_page(material)}
    if material.display is not None:
        files["joint_display.csv"] = format_frames(material.display.to_frame())
        files["near_codes.csv"] = format_frames(material.display.near_to_frame())
    return files


def build_joint_page(material: JointMaterial) -> bytes:
    """Write the joint display as one HTML file; the same material gives the same bytes."""
    page = make_environment().get_template("joint.html.j2").render(
        title=material.settings.name or "Thematic analysis",
        m=material,
        columns=[_column(material, name) for name in material.strands],
        near=_near(material),
        caveat=CAVEAT,
        figures=_figures(material),
    )  # fmt: skip
    return page.encode()


def join_saturation(strands: Mapping[str, ReportMaterial], level: str) -> Saturation | None:
    """Put the curves of all strands at one level together, each under its own tree; None where fewer than two are."""
    found = {name: next((s for s in m.saturation if s.level == level), None) for name, m in strands.items()}
    measured = {name: s for name, s in found.items() if s is not None and s.curves[0].new}
    if len(measured) < 2:
        return None
    first = next(iter(measured.values()))
    curves = tuple(dataclasses.replace(s.curves[0], group=name) for name, s in measured.items())
    return dataclasses.replace(first, by="", curves=curves, basis=None)


def _column(material: JointMaterial, name: str) -> dict[str, Any]:
    """Gather what stands in the column of one strand."""
    own = material.strands[name]
    rows = () if material.display is None else material.display.of_strand(name)
    return {
        "name": name,
        "report": material.reports[name],
        "sessions": len(own.corpus.sessions),
        "participants": len(own.corpus.present),
        "segments": len(own.segments),
        "basis": own.final.basis.describe(),
        "share": share_looked_at(own.final, own.segments),
        "themes": [{"row": row, "counts": row.describe_counts(), "depth": len(row.path)} for row in rows],
        "alone": [] if material.display is None else material.display.themes_without_near_codes(name),
    }


def _near(material: JointMaterial) -> list[dict[str, Any]]:
    """Give each pair of near codes with their definitions and a quote of each, the most alike first."""
    if material.display is None:
        return []
    pairs = sorted(material.display.near_codes, key=lambda pair: -pair.likeness)
    return [
        {
            "pair": pair,
            "sides": [
                _side(material, pair.first_strand, pair.first_id),
                _side(material, pair.second_strand, pair.second_id),
            ],
        }
        for pair in pairs
    ]


def _side(material: JointMaterial, strand: str, code_id: str) -> dict[str, Any]:
    own = material.strands[strand]
    path = own.tree.path(code_id)
    quotes = choose_quotes(own, own.codings_of[code_id])
    return {"strand": strand, "node": path[-1], "above": " > ".join(n.name for n in path[:-1]), "quotes": quotes[:1]}


def _figures(material: JointMaterial) -> list[dict[str, Any]]:
    joined = [(level, join_saturation(material.strands, level)) for level in LEVELS_SHOWN]
    return [
        {
            "saturation": saturation,
            "plural": f"{level}s",
            "svg": Markup(figures.within_page(figures.draw(saturation.plot, f"joint-{level}", figures.CURVES))),
        }
        for level, saturation in joined
        if saturation is not None
    ]
