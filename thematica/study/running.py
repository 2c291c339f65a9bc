"""Do a run of a study: code, report, or all of it."""

from __future__ import annotations

import dataclasses
from collections import Counter
from typing import TYPE_CHECKING

from thematica.formats.audit_trail import hash_file
from thematica.formats.codings_csv import AS_WRITTEN
from thematica.formats.study_folder import hash_inputs
from thematica.model.codings import Codings
from thematica.model.sentences import name_some
from thematica.reports import tables
from thematica.reports.material import ReportMaterial
from thematica.reports.results import build_results
from thematica.reports.versions import list_versions
from thematica.steps.resolve import resolve

KINDS = ("*.csv", "figures/*")
OF_OTHER_STEPS = ("questions_asked.csv", "recode.csv", "reanchored.csv")  # each is written, or taken away, by its step

if TYPE_CHECKING:
    from thematica.study.study import Study


def report_all(study: Study) -> ReportMaterial:
    """Code with the tree as it is, and save every result."""
    tree, human = study.look()
    material = study.gather(study.code_with(tree, human), tree)
    _save(study, material)
    study.memory.record("report", {"basis": material.final.basis.name})
    return material


def _save(study: Study, material: ReportMaterial) -> None:
    """Save every result, and name those of earlier runs that none of this one has replaced."""
    files = build_results(material)
    study.save(files)
    study.save_reanchored()
    there = [path for kind in KINDS for path in study.results.glob(kind)]
    older = sorted(str(path.relative_to(study.results)) for path in there)
    older = [name for name in older if name not in files and name not in OF_OTHER_STEPS]
    if older:
        study.notices.append(
            f"{study.results} also holds what this run did not write, from before or of yours: "
            f"{name_some(older)}; do not take it for results of now"
        )


def run_all(study: Study) -> ReportMaterial:
    """Run every step, save every result, and note in the audit trail what they rest on."""
    with study.memory.lock:
        study.read()
        inputs = hash_inputs(study.path, study.themes_path.name)
        study.notices += study.corpus.remarks
        tree, human = study.look()  # mistakes in the tree or in codings show now, before the long computing
        study.notices += human.remarks
        found = study.candidates
        offered = study.offer() if study.may_offer else ()
        if study.tree != tree:
            tree, human = study.look()  # she saved it meanwhile; all results rest on what is read here
        codings = study.code_with(tree, human)
        material = study.gather(codings, tree)
        _save(study, material)
        inputs |= {study.themes_path.name: hash_file(study.themes_path)} if study.themes_path.exists() else {}
        counts = {"documents": len(study.corpus), "segments": len(study.segments), "candidate_codes": len(found)}
        study.memory.record(
            "run",
            {
                "settings": dataclasses.asdict(study.settings),
                "versions": list_versions(),
                "inputs": inputs,
                "embedder": study.embeddings.embedder,
                "method": found.method,
                "codebook": len(study.memory.versions()),
                "counts": {**counts, "codings": dict(codings.basis.counts)},
                "reanchored": dict(Counter(row.outcome for row in study.rows if row.outcome != AS_WRITTEN)),
                "offered": offered,
            },
        )
    return material


def code_all(study: Study) -> Codings:
    """Code the segments with the tree, and save all codings."""
    tree, human = study.look()
    codings = study.code_with(tree, human)
    final = resolve(codings, study.settings.basis, study.settings.round)
    study.save(tables.coding_tables(codings, final, study.segments, study.corpus, tree, study.candidates))
    study.save_reanchored()
    study.memory.record("code", {"codings": dict(codings.basis.counts), "basis": final.basis.name})
    return codings
