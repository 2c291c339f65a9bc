"""Every file of results/, made from the material of a study."""

from __future__ import annotations

from thematica.reports import tables
from thematica.reports.figures import as_files
from thematica.reports.html import build_report
from thematica.reports.material import ReportMaterial
from thematica.reports.questions import question_tables


def build_results(material: ReportMaterial) -> dict[str, bytes]:
    """Give the name and content of every file of ``results/``; the same material gives the same bytes."""
    files = tables.coding_tables(
        material.codings, material.final, material.segments, material.corpus, material.tree, material.found
    )
    files["candidate_codes.csv"] = tables.format_candidates(material.found, material.segments, material.places)
    files |= tables.comparison_tables(material.comparison, material.answers)
    files |= question_tables(material.corpus, material.by_question)
    files |= tables.by_question_tables(material.questions)
    files |= tables.cooccurrence_tables(material.cooccurrence)
    files |= tables.keyword_tables(material.keywords)
    if material.saturation:
        files |= tables.saturation_tables(material.saturation)
    if material.agreement:
        files |= tables.agreement_tables(material.agreement)
    if material.match:
        files |= tables.match_tables(material.match)
    files |= as_files(material.figures)
    files["report.html"] = build_report(material)
    return files
