"""Every file of results/, made from the material of a study."""

from __future__ import annotations

from thematica.reports import tables
from thematica.reports.html import build_report
from thematica.reports.material import ReportMaterial


def build_results(material: ReportMaterial) -> dict[str, bytes]:
    """Give the name and content of every file of ``results/``; the same material gives the same bytes."""
    files = tables.coding_tables(
        material.codings, material.final, material.segments, material.corpus, material.tree, material.found
    )
    files["candidate_codes.csv"] = tables.format_candidates(material.found, material.segments, material.places)
    files["comparison.csv"] = tables.format_frames(*(c.to_frame() for c in material.comparison))
    if material.saturation:
        files |= tables.saturation_tables(material.saturation)
    if material.agreement:
        files |= tables.agreement_tables(material.agreement)
    if material.match:
        files |= tables.match_tables(material.match)
    files["report.html"] = build_report(material)
    return files
