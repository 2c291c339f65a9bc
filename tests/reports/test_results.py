from __future__ import annotations

from tests.reports.builders import make_material
from tests.reports.test_html import with_match
from thematica.reports.results import build_results


def test_every_result_is_made_and_the_same_material_gives_the_same_bytes() -> None:
    files = build_results(make_material())

    assert sorted(files) == [
        "candidate_codes.csv",
        "code_spread.csv",
        "codebook.csv",
        "codings.csv",
        "comparison.csv",
        "comparison_differences.csv",
        "cooccurrence.csv",
        *sorted(f"figures/{name}.svg" for name in make_material().figures),
        "keywords.csv",
        "report.html",
        "saturation.csv",
        "saturation_expected.csv",
        "saturation_groups.csv",
        "saturation_rule.csv",
        "saturation_summary.csv",
        "segments.csv",
    ]
    assert files == build_results(make_material())


def test_where_saturation_was_left_out_there_is_no_table_of_it() -> None:
    files = build_results(make_material(approach="reflexive"))

    assert not [name for name in files if "saturation" in name or name == "code_spread.csv"]
    assert "report.html" in files


def test_where_the_match_is_known_there_are_its_numbers_and_its_counts() -> None:
    files = build_results(with_match(make_material()))

    assert files["match.csv"].startswith(
        b"\xef\xbb\xbflevel,unit,coder,sample,n_units,id,name,state,statistic,value,low,high"
    )
    assert b"random share,3,labs,Lab work,not known yet" in files["match_counts.csv"]
