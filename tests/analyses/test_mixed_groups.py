"""In mixed focus groups a session counts for a group with what its own participants said, in every analysis."""

from __future__ import annotations

import dataclasses

import pytest

import thematica.model.codings as codings_module
from tests.fakes import make_corpus
from tests.model.builders import TREE, apply_code, look_at
from thematica.analyses.comparison import compare_groups
from thematica.analyses.cooccurrence import WITHIN, count_cooccurrence
from thematica.analyses.keywords import find_keywords
from thematica.analyses.saturation import measure_saturation
from thematica.errors import AnalysisError
from thematica.model.codings import Codings
from thematica.model.corpus import Corpus, Sessions
from thematica.steps.resolve import resolve
from thematica.steps.segment import segment

# INVENTED: two sessions with women (w) and men (m), one of women only.
CORPUS = make_corpus(
    [("w1", "Labs are cold."), ("m1", "Mail waits."), ("w2", "Mail waits.")],
    [("w3", "Labs are cold."), ("m2", "Labs are cold."), ("m3", "Nothing else.")],
    [("w4", "Mail waits."), ("w4", "Labs are cold.")],
    groups={f"{sex}{i}": {"w": "women", "m": "men"}[sex] for sex, n in (("w", 4), ("m", 3)) for i in range(1, n + 1)},
)
SEGMENTS = segment(CORPUS, "turn")
FINAL = resolve(
    Codings(
        [apply_code(s, "labs") for s in SEGMENTS if "Labs" in s.text]
        + [apply_code(s, "replies") for s in SEGMENTS if "Mail" in s.text],
        reviewed=[look_at(s) for s in SEGMENTS],
    )
)
SITES = {"S1": "north", "S2": "north", "S3": "south"}
BY_SITE = dataclasses.replace(
    CORPUS, sessions=Sessions(dataclasses.replace(s, attributes={"site": SITES[s.id]}) for s in CORPUS.sessions)
)


def test_the_curve_of_a_group_has_its_own_voices_only() -> None:
    found = measure_saturation(FINAL, SEGMENTS, CORPUS, TREE, by="group")

    curves = {curve.group: (curve.incidence.unit_ids, curve.cumulative) for curve in found.curves}
    assert curves == {
        "all": (("S1", "S2", "S3"), (2, 2, 2)),
        "men": (("S1", "S2"), (1, 2)),
        "women": (("S1", "S2", "S3"), (2, 2, 2)),
    }


def test_the_counts_of_a_group_have_its_own_voices_only() -> None:
    found = compare_groups(FINAL, SEGMENTS, CORPUS, TREE, by="group", unit="session")

    counts = {(row.group, row.id): (row.n, row.of) for row in found.rows}
    assert counts["women", "labs"] == (3, 3)
    assert counts["men", "labs"] == (1, 2)
    assert counts["men", "replies"] == (1, 2)


@pytest.mark.parametrize(
    ("within", "women", "men"),
    [
        ("session", (2, 3), (0, 2)),
        ("participant", (1, 4), (0, 3)),
        ("turn", (0, 5), (0, 3)),
        ("segment", (0, 5), (0, 3)),
    ],
)
def test_what_goes_together_in_a_group_was_said_by_its_own_participants(
    within: str, women: tuple[int, int], men: tuple[int, int]
) -> None:
    found = count_cooccurrence(FINAL, SEGMENTS, CORPUS, TREE, within=within, by="group")

    for group, expected in (("women", women), ("men", men)):
        (pair,) = (p for p in found.of_group(group).pairs if (p.first_id, p.second_id) == ("replies", "labs"))
        assert (pair.n_both, pair.of) == expected


@pytest.mark.parametrize("within", WITHIN)
def test_an_attribute_of_sessions_parts_them_whole(within: str) -> None:
    found = count_cooccurrence(FINAL, SEGMENTS, BY_SITE, TREE, within=within, by="site")
    alone = count_cooccurrence(FINAL, SEGMENTS, BY_SITE, TREE, within=within)

    assert [each.group for each in found.groups] == ["north", "south"]
    assert sum(each.of for each in found.groups) == found.of == alone.of
    assert found.pairs == alone.pairs
    assert {c.group: c.cumulative for c in measure_saturation(FINAL, SEGMENTS, BY_SITE, TREE, by="site").curves} == {
        "all": (2, 2, 2), "north": (2, 2), "south": (2,)
    }  # fmt: skip


def test_the_words_of_a_group_are_those_of_its_own_participants() -> None:
    found = find_keywords(SEGMENTS, CORPUS, "group", fewest=2)

    n = {(word.group, word.word): (word.n, word.n_speakers) for word in found.words}
    assert n["women", "labs"] == (3, 3)
    assert n["men", "labs"] == (1, 1)


def test_all_analyses_of_a_run_join_its_codings_once(monkeypatch: pytest.MonkeyPatch) -> None:
    joined = []
    join = codings_module.join_to_segments
    monkeypatch.setattr(codings_module, "join_to_segments", lambda *spans: joined.append(spans) or join(*spans))
    final = Codings(FINAL, reviewed=FINAL.reviewed)

    for level in TREE.levels:
        for by in ("", "group"):
            measure_saturation(final, SEGMENTS, CORPUS, TREE, level=level, by=by)
            count_cooccurrence(final, SEGMENTS, CORPUS, TREE, level=level, by=by)
            compare_groups(final, SEGMENTS, CORPUS, TREE, level=level, by=by)

    assert len(joined) == 2  # the codings, and what was looked at


def test_the_table_and_the_words_of_what_goes_together_name_each_group() -> None:
    found = count_cooccurrence(FINAL, SEGMENTS, CORPUS, TREE, within="session", by="group")

    frame = found.to_frame()
    assert frame.groupby(["by", "group"], sort=False).size().to_dict() == {
        ("", "all"): 3,
        ("group", "men"): 3,
        ("group", "women"): 3,
    }
    assert "group women: Replies to mail and Lab work in 2 of 3 (expected 2.0)." in found.describe()
    assert "group men: none together in 2 sessions." in found.describe()


def test_a_group_that_is_called_all_is_refused() -> None:
    corpus: Corpus = make_corpus([("w1", "Labs are cold.")], groups={"w1": "all"})

    with pytest.raises(AnalysisError, match="is called 'all'"):
        count_cooccurrence(Codings(), segment(corpus, "turn"), corpus, TREE, by="group")
