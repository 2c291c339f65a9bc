"""What `import thematica` promises."""

from __future__ import annotations

import thematica as th


def test_the_public_names_are_sorted_and_complete() -> None:
    assert th.__all__ == sorted(th.__all__)
    assert set(th.__all__) == set(th._HOME)


def test_every_public_name_is_there_and_described() -> None:
    undescribed = [name for name in th.__all__ if not getattr(th, name).__doc__]

    assert undescribed == []


def test_the_public_names_are_these() -> None:
    functions = [name for name in th.__all__ if name.islower()]

    assert functions == [
        "assign_codes",
        "compare_groups",
        "compare_questions",
        "count_cooccurrence",
        "divide_corpus",
        "embed",
        "find_candidate_codes",
        "find_denominators",
        "find_keywords",
        "make_joint_display",
        "measure_agreement",
        "measure_match",
        "measure_saturation",
        "plan_sample",
        "read_answers",
        "read_codings",
        "read_themes",
        "read_transcripts",
        "recognise_questions",
        "resolve",
        "segment",
        "suggest_next",
    ]


def test_every_error_is_a_thematica_error() -> None:
    errors = [getattr(th, name) for name in th.__all__ if name.endswith("Error")]

    assert len(errors) == 9
    assert all(issubclass(error, th.ThematicaError) for error in errors)
