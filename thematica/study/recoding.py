"""List the codings made under an older definition of their code."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from thematica.reports.coded_rows import OlderCoding, find_older, format_older

if TYPE_CHECKING:
    from thematica.study.study import Study


def list_older(study: Study, done: Sequence[str] = ()) -> tuple[OlderCoding, ...]:
    """Save and give the codings under an older definition, but for those of the codes that she is done with."""
    with study.memory.lock:
        tree, _ = study.look()
        versions = study.memory.versions()
        older = find_older(study.rows, tree, versions)
        if done:
            codes = {code.id for code in tree.require(done)}
            seen = [each.row for each in older if each.row.code_id in codes]
            if seen:
                study.memory.confirm(seen, len(versions))
                details = {"codes": sorted(codes), "codings": len(seen), "codebook": len(versions)}
                study.memory.record("recoded", details)
            else:
                study.notices.append(f"nothing of {', '.join(sorted(codes))} was coded under an older definition")
            older = tuple(each for each in older if each.row.code_id not in codes)
        study.save({"recode.csv": format_older(older, study.corpus)})
    return older
