from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator

import matplotlib as mpl
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests.fakes import make_corpus
from tests.model.builders import TREE, apply_code, look_at
from thematica.analyses.agreement import Agreement, measure_agreement
from thematica.analyses.agreement_numbers import STATISTICS, Coefficient
from thematica.analyses.coefficients import MISSING, Tally, tally_ratings
from thematica.analyses.ratings import collect_ratings, sum_by_cluster, sum_sets_by_cluster
from thematica.analyses.resampling import Resampling, cluster_segments, estimate
from thematica.errors import AnalysisError
from thematica.model.codings import CONSENSUS, MACHINE, Coding, Codings
from thematica.model.corpus import Corpus
from thematica.model.segments import Segments
from thematica.model.themes import Theme, ThemeTree
from thematica.steps.segment import segment

CORPUS = make_corpus(
    [("Moderator", "How was it?"), ("A", "The lab was cold."), ("B", "Mail waits.")],
    [("C", "The lab was dark."), ("D", "I liked it."), ("E", "So did I.")],
)
SEGMENTS = segment(CORPUS, "turn")
A, B, C, D, E = SEGMENTS
# Compared are A to D: bea has not looked at E. Nobody coded B. For labs: both A, ana alone C, bea alone D.
CODINGS = Codings(
    [apply_code(A, "labs"), apply_code(C, "labs"), apply_code(A, "labs", "bea"), apply_code(D, "labs", "bea")],
    reviewed=[*(look_at(each) for each in SEGMENTS), *(look_at(each, "bea") for each in (A, B, C, D))],
)


@pytest.fixture(autouse=True)
def _no_windows() -> Iterator[None]:
    mpl.use("Agg")
    import matplotlib.pyplot as plt

    yield
    plt.close("all")


def measure(codings: Codings = CODINGS, corpus: Corpus = CORPUS, **choices: object) -> Agreement:
    tree = choices.pop("tree", TREE)
    return measure_agreement(codings, segment(corpus, "turn"), corpus, tree, **{"n_resamples": 50, **choices})


def values(agreement: Agreement, node_id: str = "") -> dict[str, float]:
    return {c.statistic: c.value for c in agreement.coefficients if c.id == node_id}


def code_everywhere(*who_applies_what: tuple[str, str, str], coders: str = "ana bea") -> Codings:
    """Codings (segments by letter, coder, code) of coders who have all looked at everything."""
    by_letter = dict(zip("ABCDE", SEGMENTS, strict=True))
    return Codings(
        [apply_code(by_letter[at], code, coder) for places, coder, code in who_applies_what for at in places],
        reviewed=[look_at(each, coder) for each in SEGMENTS for coder in coders.split()],
    )


# --- Rounds, and who coded blind


def in_round(coding: Coding, round: str) -> Coding:
    return dataclasses.replace(coding, round=round)


ROUNDS = Codings(
    [
        *(in_round(apply_code(each, "labs", coder), "1") for each in (A, C) for coder in ("ana", "bea")),
        *(in_round(apply_code(A, code, coder), "2") for coder, code in (("ana", "labs"), ("bea", "replies"))),
    ]
)


def test_a_round_is_compared_on_its_own() -> None:
    first, second = measure(ROUNDS, round="1"), measure(ROUNDS, round="2")

    assert [len(each.ratings.segments) for each in (first, second)] == [2, 1]
    assert first.find("equal_sets").value == 1
    assert second.find("equal_sets").value == 0
    assert "This is round 2." in second.describe()
    assert set(first.to_frame()["round"]) == {"1"}
    assert set(second.disagreements()["round"]) == {"2"}


def test_rounds_that_are_taken_together_are_named() -> None:
    both = measure(ROUNDS)

    assert both.rounds == ("1", "2")
    assert "several rounds are taken together here (rounds 1 and 2)" in both.describe()
    assert "round" not in measure().describe()


def test_a_round_in_which_one_alone_has_coded_is_refused() -> None:
    with pytest.raises(AnalysisError, match="two people who have coded"):
        measure(Codings([in_round(apply_code(A, "labs"), "1"), apply_code(A, "labs", "bea")]), round="1")


def test_nothing_is_said_to_be_blind_that_the_team_has_not_recorded() -> None:
    unknown = "Whether they coded blind of each other is not recorded"

    assert unknown in measure().describe()
    assert unknown in measure(coded_blind=["ana"]).describe()
    assert unknown not in measure(coded_blind=["bea", "ana"]).describe()
    assert "ana and bea coded without seeing each other's codings" in measure(coded_blind=["bea", "ana"]).describe()


# --- The frame


def test_compared_is_what_two_coders_have_looked_at_uncoded_or_not() -> None:
    ratings = measure().ratings

    assert [each.id for each in ratings.segments] == [A.id, B.id, C.id, D.id]
    assert (ratings.n_uncoded, ratings.n_looked_once, ratings.n_not_looked) == (1, 1, 0)


def test_the_numbers_of_a_case_counted_by_hand() -> None:
    found = values(measure(), "labs")

    assert found == pytest.approx(
        {
            "prevalence": 0.5,
            "percent": 0.5,
            "positive": 0.5,
            "negative": 0.5,
            "cohen": 0,
            "fleiss": 0,
            "alpha": 0.125,  # 1 - (8 - 1) * 4 / (8² - 4² - 4²)
            "ac1": 0,
            "brennan_prediger": 0,
        }
    )


def test_who_has_not_looked_is_missing_and_does_not_disagree() -> None:
    codings = Codings(
        [apply_code(s, "labs", coder) for s in (A, B) for coder in ("ana", "bea")],
        reviewed=[look_at(s, coder) for s in SEGMENTS for coder in ("ana", "bea")] + [look_at(A, "cy")],
    )

    agreement = measure(codings)

    assert agreement.find("percent", "labs").value == pytest.approx((4 + 1 / 3) / 5)
    assert agreement.counts_to_frame().query("id == 'labs'")["n_looked_at"].tolist() == [5, 5, 1]


def test_by_documents_what_a_coder_passed_over_is_a_decision() -> None:
    silent = Codings([apply_code(A, "labs"), apply_code(B, "labs", "bea")])

    recorded, whole = measure(silent), measure(silent, frame="documents")

    assert len(recorded.ratings.segments) == 0
    assert "Nothing is known that ana and bea looked at and left without a code" in recorded.describe()
    assert [each.id for each in whole.ratings.segments] == [A.id, B.id]
    assert whole.find("percent", "labs").value == 0
    assert "The whole of every document" in whole.describe()
    assert "Nothing is known" not in whole.describe()


def test_a_theme_applies_where_any_of_its_codes_does() -> None:
    codings = code_everywhere(("A", "ana", "hours"), ("A", "bea", "replies"))

    assert measure(codings).find("percent", "hours").value == 0.8
    assert measure(codings, level="subtheme").find("percent", "engagement").value == 1
    assert [node.id for node in measure(codings, level="theme").ratings.nodes] == ["mentors", "learning"]


def test_codings_that_count_nowhere_are_counted() -> None:
    gone = apply_code(A, "gone")
    label = Coding(document_id="s1", start=0, end=9, quote="Moderator", code_id="labs", coder="ana")

    agreement = measure(Codings([*CODINGS, gone, label], reviewed=CODINGS.reviewed))

    assert agreement.ratings.n_uncounted == 2
    assert "count nowhere (their code has left the tree, or they lie on no segment): 2" in agreement.describe()
    assert values(agreement, "labs") == values(measure(), "labs")


def test_the_same_code_twice_on_a_segment_counts_once() -> None:
    twice = Codings([*CODINGS, *CODINGS], reviewed=CODINGS.reviewed)

    assert repr(measure(twice).coefficients) == repr(measure().coefficients)


# --- Who may be compared


def test_everybody_but_the_machine_and_the_consensus_is_compared() -> None:
    more = [apply_code(A, "labs", name) for name in (MACHINE, CONSENSUS)]

    assert measure(Codings([*CODINGS, *more], reviewed=CODINGS.reviewed)).coders == ("ana", "bea")


@pytest.mark.parametrize(
    ("coders", "why"),
    [
        (("ana", MACHINE), "is the machine.*is a match, and agreement is between people"),
        (("ana", CONSENSUS), "settled on together"),
        (("ana", "beaa"), "nobody called 'beaa' has coded; did you mean 'bea'"),
        (("ana",), r"needs two people who have coded \(here: ana\)"),
        ("ana", r"needs two people who have coded \(here: ana\)"),
        (("ana", "ana"), "needs two people"),
    ],
)
def test_agreement_is_between_two_people_who_have_coded(coders: tuple[str, ...], why: str) -> None:
    with pytest.raises(AnalysisError, match=why):
        measure(coders=coders)


def test_a_resolved_set_has_nobody_to_compare() -> None:
    with pytest.raises(AnalysisError, match="a set that was resolved"):
        measure(CODINGS.by("ana"))


@pytest.mark.parametrize(
    "choice",
    [
        {"level": "topic"},
        {"unit": "participant"},
        {"frame": "everything"},
        {"resample": "segment"},
        {"n_resamples": -1},
    ],
)
def test_an_unknown_choice_is_refused(choice: dict[str, object]) -> None:
    with pytest.raises(AnalysisError, match=str(next(iter(choice.values())))):
        measure(**choice)


def test_segments_of_another_corpus_are_refused() -> None:
    with pytest.raises(AnalysisError, match="documents that are not in the corpus: s1, s2"):
        measure_agreement(CODINGS, SEGMENTS, Corpus(), TREE)


# --- Where nothing can be said


def test_a_code_that_nobody_applied_is_not_evaluable_and_agreement_on_its_absence_says_so() -> None:
    agreement = measure()

    for statistic in ("positive", "cohen", "fleiss", "alpha"):
        found = agreement.find(statistic, "hours")
        assert math.isnan(found.value)
        assert math.isnan(found.low)
        assert found.remark == "not evaluable: nobody applied it"
    for statistic in ("percent", "negative", "ac1", "brennan_prediger"):
        found = agreement.find(statistic, "hours")
        assert found.value == 1
        assert found.remark.startswith("nobody applied it: they agree on its absence only")


def test_codes_that_nobody_applied_are_not_in_the_mean() -> None:
    agreement = measure()

    assert agreement.find("percent").value == 0.5
    assert agreement.find("alpha").value == pytest.approx(0.125)
    assert agreement.find("alpha").remark == "mean of 1 of 3"


def test_a_code_that_everybody_applied_everywhere_is_not_evaluable() -> None:
    agreement = measure(code_everywhere(("ABCDE", "ana", "labs"), ("ABCDE", "bea", "labs")))

    assert agreement.find("alpha", "labs").remark == (
        "not evaluable: everybody applied it everywhere, so that nothing varies"
    )
    assert math.isnan(agreement.find("negative", "labs").value)
    assert agreement.find("positive", "labs").value == 1
    assert agreement.find("alpha_masi").remark.startswith("not evaluable: everybody gave the same set")


def test_coders_who_looked_at_nothing_together_have_no_number() -> None:
    apart = measure(Codings([apply_code(A, "labs"), apply_code(C, "labs", "bea")]))

    assert all(math.isnan(c.value) for c in apart.coefficients)
    assert {c.remark for c in apart.coefficients} == {
        "not evaluable: no segment was looked at by two of the coders",
    }
    assert "Compared are ana and bea on 0 segments" in apart.describe()
    apart.plot().figure.canvas.draw()


def test_a_coder_who_shares_no_segment_leaves_kappa_undefined_and_is_named() -> None:
    codings = code_everywhere(("AB", "ana", "labs"), ("A", "bea", "labs"))
    alone = Codings(codings, reviewed=[r for r in codings.reviewed if r.start != E.start])
    more = Codings([*alone, apply_code(E, "labs", "cy")], reviewed=alone.reviewed)

    agreement = measure(more)

    assert agreement.find("conger", "labs").remark == (
        "not evaluable: cy looked at no segment that anybody else looked at"
    )
    assert not math.isnan(agreement.find("alpha", "labs").value)


def test_nothing_at_all_is_a_result() -> None:
    empty = ThemeTree((Theme(id="t", name="T"),))

    agreement = measure(tree=empty)

    assert agreement.find("alpha").remark == "not evaluable: it is so for no code"
    assert "Nobody applied any code there" in agreement.describe()
    agreement.plot().figure.canvas.draw()


# --- Intervals


def test_one_session_gives_no_interval_and_says_why() -> None:
    one = make_corpus([("A", "The lab was cold."), ("B", "Mail waits.")])
    first, second = segment(one, "turn")
    codings = Codings(
        [apply_code(first, "labs"), apply_code(first, "labs", "bea")],
        reviewed=[look_at(second), look_at(second, "bea")],
    )

    found = measure(codings, one).find("alpha", "labs")
    assert (found.value, found.remark) == (1, "no interval: all is from one session")
    assert math.isnan(found.low)
    by_person = measure(codings, one, resample="participant")
    assert by_person.resampling.n_clusters == 2
    assert by_person.find("alpha", "labs").remark == "the resamples do not differ, which is not certainty"


def test_resamples_in_which_a_code_does_not_vary_are_dropped_and_counted() -> None:
    found = measure(code_everywhere(("A", "ana", "labs"), ("A", "bea", "labs")), n_resamples=400)

    assert 50 < found.find("alpha", "labs").n_dropped < 150  # neither of two sessions is s1 in a quarter of them
    assert "left out of its interval (up to" in found.describe()


def test_without_resamples_there_are_no_intervals() -> None:
    agreement = measure(n_resamples=0)

    assert all(math.isnan(c.low) for c in agreement.coefficients)
    assert agreement.find("alpha", "labs").remark == ""


def test_limits_are_ordered_and_the_same_for_the_same_seed() -> None:
    many = make_corpus(*([(f"P{i}", "Words.")] for i in range(30)))
    segments = tuple(segment(many, "turn"))
    codings = Codings(
        [apply_code(s, "labs", coder) for coder, step in (("ana", 2), ("bea", 3)) for s in segments[::step]],
        reviewed=[look_at(s, coder) for s in segments for coder in ("ana", "bea")],
    )
    first, again, other = (measure(codings, many, n_resamples=200, seed=seed) for seed in (1, 1, 2))

    assert repr(first.coefficients) == repr(again.coefficients)
    assert first.find("alpha", "labs") != other.find("alpha", "labs")
    assert first.find("alpha", "labs").value == other.find("alpha", "labs").value
    assert all(c.low <= c.high for c in first.coefficients if not math.isnan(c.low))


def test_a_larger_bootstrap_in_pieces_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = measure()
    monkeypatch.setattr("thematica.analyses.resampling.CELLS", 3)
    monkeypatch.setattr("thematica.analyses.ratings.CELLS", 1)
    monkeypatch.setattr("thematica.analyses.agreement_numbers.CELLS", 1)

    pieces = measure()

    for one, other in zip(whole.coefficients, pieces.coefficients, strict=True):
        assert (one.id, one.statistic, one.n_dropped) == (other.id, other.statistic, other.n_dropped)
        assert [one.value, one.low, one.high] == pytest.approx([other.value, other.low, other.high], nan_ok=True)


def test_percentiles_leave_out_what_is_not_defined() -> None:
    draws = np.array([[np.nan, 5.0], [1.0, np.nan], [2.0, np.nan], [3.0, np.nan]])

    found = estimate(np.concatenate(([[2.0, 5.0]], draws)))

    assert found.value.tolist() == [2, 5]
    assert found.low.tolist() == pytest.approx([np.percentile([1, 2, 3], 2.5), 5])
    assert found.high.tolist() == pytest.approx([np.percentile([1, 2, 3], 97.5), 5])
    assert found.dropped.tolist() == [1, 3]


def test_a_segment_of_an_unknown_participant_belongs_to_its_document() -> None:
    anonymous = Corpus(documents=CORPUS.documents, turns=CORPUS.turns, sessions=CORPUS.sessions)
    unknown = [type(s)(**{**{name: getattr(s, name) for name in s.__slots__}, "participant_id": None}) for s in (A, C)]

    names, places = cluster_segments([*unknown, B, D, *unknown], "participant")

    assert names == ("s1", "s2", "B", "D")
    assert places.tolist() == [0, 1, 2, 3, 0, 1]
    assert measure(corpus=anonymous).resampling.n_clusters == 2


# --- Against brute force

PEOPLE = ("ana", "bea", "cy")
cell = st.sampled_from(["", "-", "labs", "hours", "labs hours"])
cells = st.lists(st.lists(cell, min_size=3, max_size=3), min_size=5, max_size=5)


def codings_of(table: list[list[str]], codes: dict[str, str] | None = None) -> Codings:
    """A row a segment, a column a coder: empty (not looked), "-" (nothing applies), or codes."""
    seen = [
        (s, coder, cell)
        for s, row in zip(SEGMENTS, table, strict=True)
        for coder, cell in zip(PEOPLE, row, strict=True)
    ]
    names = codes or {}
    return Codings(
        [
            apply_code(s, names.get(code, code), coder)
            for s, coder, cell in seen
            for code in cell.split()
            if code != "-"
        ],
        reviewed=[look_at(s, coder) for s, coder, cell in seen if cell],
    )


def ratings_of(table: list[list[str]], code: str) -> NDArray[np.intp]:
    rows = [row for row in table if sum(cell != "" for cell in row) > 1]
    return np.array([[MISSING if not cell else int(code in cell.split()) for cell in row] for row in rows]).reshape(
        -1, 3
    )


@given(cells)
def test_the_sums_of_the_frame_equal_those_of_the_plain_table(table: list[list[str]]) -> None:
    ratings = collect_ratings(codings_of(table), SEGMENTS, TREE, "code", PEOPLE, whole=False)
    names, cluster_of = cluster_segments(ratings.segments, "document")
    nothing_drawn = Resampling("document", len(names), 0, 1)

    found = sum_by_cluster(ratings, cluster_of, len(names), slice(0, 3)).tally(nothing_drawn)

    for i, code in enumerate(("hours", "replies", "labs")):
        plain = tally_ratings(ratings_of(table, code), 2)
        for name in Tally.__dataclass_fields__:
            assert getattr(found, name)[0, i] == pytest.approx(getattr(plain, name))


@given(cells)
@settings(max_examples=30)
def test_each_resample_is_what_one_gets_from_the_documents_drawn(table: list[list[str]]) -> None:
    ratings = collect_ratings(codings_of(table), SEGMENTS, TREE, "code", PEOPLE, whole=False)
    names, cluster_of = cluster_segments(ratings.segments, "document")
    resampling = Resampling("document", len(names), 8, 3)
    found = sum_by_cluster(ratings, cluster_of, len(names), slice(2, 3)).tally(resampling)
    weights = resampling.add_up(np.eye(len(names)))
    plain = ratings_of(table, "labs")

    for draw, drawn in enumerate(weights.astype(int)):
        again = np.concatenate([plain[cluster_of == c] for c, n in enumerate(drawn) for _ in range(n)] or [plain])
        for name, statistic in STATISTICS.items():
            expected = statistic(tally_ratings(again, 2)).tolist()
            assert statistic(found)[draw, 0] == pytest.approx(expected, nan_ok=True), name


@given(cells)
@settings(max_examples=50)
def test_alpha_of_sets_equals_its_definition(table: list[list[str]]) -> None:
    ratings = collect_ratings(codings_of(table), SEGMENTS, TREE, "code", PEOPLE, whole=False)
    names, cluster_of = cluster_segments(ratings.segments, "document")
    ((equal, alpha),) = sum_sets_by_cluster(ratings, cluster_of, len(names)).measure(
        Resampling("document", len(names), 0, 1)
    )
    units = [[frozenset(cell.split()) - {"-"} for cell in row if cell] for row in table]
    units = [sets for sets in units if len(sets) > 1]
    pool = [each for sets in units for each in sets]

    def masi(a: frozenset[str], b: frozenset[str]) -> float:
        if a == b:
            return 0.0
        return 1 - len(a & b) / len(a | b) * (2 / 3 if a <= b or b <= a else 1 / 3 if a & b else 0)

    seen = sum(sum(masi(a, b) for a in sets for b in sets) / (len(sets) - 1) for sets in units)
    by_chance = sum(masi(a, b) for a in pool for b in pool) / (len(pool) - 1) if pool else 0
    same = [np.mean([a == b for i, a in enumerate(s) for j, b in enumerate(s) if i != j]) for s in units]
    assert alpha == pytest.approx(1 - seen / by_chance if by_chance else math.nan, nan_ok=True)
    assert equal == pytest.approx(np.mean(same) if same else math.nan, nan_ok=True)


@given(cells)
@settings(max_examples=30)
def test_renaming_coders_and_codes_changes_no_number(table: list[list[str]]) -> None:
    def numbers(codings: Codings, labs: str, hours: str) -> list[float]:
        if len(codings.coders) < 2:
            return []
        found = measure(codings, n_resamples=0)
        return [value for node_id in (labs, hours, "") for value in values(found, node_id).values()]

    before = numbers(codings_of(table), "labs", "hours")
    swapped = codings_of([row[::-1] for row in table], {"labs": "hours", "hours": "labs"})

    assert numbers(swapped, "hours", "labs") == pytest.approx(before, nan_ok=True)


def test_perfect_agreement_is_one() -> None:
    agreement = measure(code_everywhere(("AC", "ana", "labs"), ("AC", "bea", "labs")), n_resamples=0)

    assert {c.value for c in agreement.coefficients if c.id == "labs"} - {0.4} == {1}
    assert agreement.find("alpha_masi").value == agreement.find("equal_sets").value == 1


def test_the_order_in_which_coders_are_named_changes_no_number() -> None:
    first, second = measure(coders=("ana", "bea")), measure(coders=("bea", "ana"))

    assert second.coders == ("bea", "ana")
    assert repr(first.coefficients) == repr(second.coefficients)


# --- Passages


def cut_codings() -> Codings:
    half = Coding(document_id="s1", start=A.start, end=A.start + 9, quote="", code_id="labs", coder="ana")
    whole = apply_code(A, "labs", "bea")
    return Codings([half, whole], reviewed=[look_at(s, coder) for s in SEGMENTS for coder in ("ana", "bea")])


def test_passages_that_coders_cut_themselves_are_judged_by_u_alpha() -> None:
    agreement = measure(cut_codings())

    # 17 + 11 + 17 + 11 + 9 characters: ana marks 9 of them, bea 17.
    length, marked, squares = 65, 26, 81 + 289
    observed = 2 * (17 - 9)
    total = 2 * length
    spread = total - (squares + total - marked) / total
    expected = 2 * marked * (total - marked) / spread
    assert agreement.find("u_alpha", "labs").value == pytest.approx(1 - observed / expected)
    assert agreement.find("u_alpha").value == pytest.approx(agreement.find("u_alpha", "labs").value)
    assert agreement.find("u_alpha", "hours").remark == "not evaluable: nobody applied it"
    assert "On passages as the coders cut them, u-alpha is" in agreement.describe()


def test_where_coders_cut_nothing_there_is_no_u_alpha() -> None:
    assert "u_alpha" not in values(measure(), "labs")
    with pytest.raises(KeyError):
        measure().find("u_alpha")


def test_overlapping_passages_with_different_codes_have_u_alpha_by_code_only() -> None:
    codings = cut_codings()
    more = Codings([*codings, apply_code(A, "hours", "bea")], reviewed=codings.reviewed)

    agreement = measure(more)

    assert math.isnan(agreement.find("u_alpha").value)
    assert "overlap; see u_alpha of each code" in agreement.find("u_alpha_binary").remark
    assert not math.isnan(agreement.find("u_alpha", "labs").value)


# --- Tables, words and figures


def test_the_frame_has_one_row_a_code_and_statistic() -> None:
    frame = measure(unit="turn").to_frame()

    assert list(frame.columns[:8]) == ["level", "unit", "n_units", "coders", "id", "name", "statistic", "value"]
    assert len(frame) == 3 * 9 + 9 + 2
    assert not frame.duplicated(["id", "statistic"]).any()
    assert set(frame["unit"]) == {"turn"}
    assert frame.loc[frame["value"].isna(), "remark"].ne("").all()


def test_more_than_two_coders_have_conger_s_kappa() -> None:
    found = values(measure(code_everywhere(("A", "ana", "labs"), coders="ana bea cy")), "labs")

    assert "conger" in found
    assert "cohen" not in found


def test_each_disagreement_is_shown_with_both_codings_and_the_words() -> None:
    frame = measure().disagreements()

    assert frame["segment"].tolist() == [C.id, D.id]
    assert frame["applied_by"].tolist() == ["ana", "bea"]
    assert frame["not_applied_by"].tolist() == ["bea", "ana"]
    assert frame["codes_by_ana"].tolist() == ["Lab work", ""]
    assert frame["text"].tolist() == ["The lab was dark.", "I liked it."]


def test_disagreements_of_three_say_who_has_not_looked() -> None:
    codings = codings_of([["labs", "-", ""], ["labs", "labs", "labs"], ["-"] * 3, ["hours", "labs", "labs"], [""] * 3])

    frame = measure(codings).disagreements("Lab work")

    assert frame["segment"].tolist() == [A.id, D.id]
    assert frame["not_applied_by"].tolist() == ["bea", "ana"]
    assert frame["codes_by_cy"].isna().tolist() == [True, False]
    assert len(measure(codings).disagreements("hours")) == 1


def test_an_unknown_code_has_no_disagreements() -> None:
    with pytest.raises(AnalysisError, match="there is no code 'lab'; did you mean 'labs'"):
        measure().disagreements("lab")


def test_without_disagreement_the_table_is_empty_and_has_its_columns() -> None:
    frame = measure(code_everywhere(("A", "ana", "labs"), ("A", "bea", "labs"))).disagreements()

    assert len(frame) == 0
    assert list(frame.columns[-3:]) == ["codes_by_ana", "codes_by_bea", "text"]


def test_the_description_says_who_on_what_and_what_it_does_not_show() -> None:
    described = measure(unit="turn").describe()

    assert described.startswith("Compared are ana and bea on 4 turns that both have looked at; 1 of them got no code")
    assert "1 that only one of them, and 0 that none of them has looked at" in described
    assert "Krippendorff's alpha 0.12" in described
    assert "Alpha and kappa are not evaluable for 'Office hours' (nobody applied it)" in described
    assert "2 sessions, drawn whole, since turns of one session resemble each other; from so few they say little" in (
        described
    )
    assert "No number is a verdict" in described
    assert "reliab" not in described


def test_the_description_warns_of_rare_codes() -> None:
    many = make_corpus([(f"P{i}", "Words.") for i in range(60)])
    first, *rest = segment(many, "turn")
    codings = Codings(
        [apply_code(first, "labs"), apply_code(rest[0], "labs", "bea")],
        reviewed=[look_at(s, coder) for s in (first, *rest) for coder in ("ana", "bea")],
    )

    described = measure(codings, many, resample="participant").describe()

    assert "Applied in under 5% (or over 95%) of the decisions: 'Lab work'." in described
    assert "paradox of prevalence" in described
    assert "percent agreement 0.97" in described


def test_nearly_one_is_not_written_as_one() -> None:
    many = make_corpus([(f"P{i}", "Words.") for i in range(400)])
    segments = tuple(segment(many, "turn"))
    codings = Codings(
        [apply_code(s, "labs", coder) for s in segments[:200] for coder in ("ana", "bea")][:-1],
        reviewed=[look_at(s, coder) for s in segments for coder in ("ana", "bea")],
    )

    assert "percent agreement >0.99" in measure(codings, many, n_resamples=0).describe()


def test_the_figure_shows_every_code_and_why_one_has_no_number() -> None:
    axes = measure(unit="turn").plot()

    axes.figure.canvas.draw()
    written = [text.get_text() for text in axes.texts]
    assert [label.get_text() for label in axes.get_yticklabels()] == [
        *("Office hours", "Replies to mail", "Lab work"),
        "mean of the codes",
    ]
    assert written.count("not evaluable: nobody applied it") == 2
    assert "applied by ana, bea" in written
    assert "2, 2" in written
    assert "4 turns" in axes.get_xlabel()


def test_the_figure_is_drawn_where_it_is_asked_for() -> None:
    import matplotlib.pyplot as plt

    _, axes = plt.subplots()

    assert measure().plot(axes) is axes


def test_the_repr_says_who_and_how_much() -> None:
    agreement = measure()

    assert repr(agreement) == "<Agreement: ana, bea on 4 segments, 3 at level code>"
    assert "&lt;Agreement" in agreement._repr_html_()
    assert "not evaluable" in agreement._repr_html_()


def test_a_coefficient_is_found_by_statistic_and_code() -> None:
    found = measure().find("alpha", "labs")

    assert isinstance(found, Coefficient)
    assert (found.name, found.value) == ("Lab work", pytest.approx(0.125))


def test_segments_need_not_come_in_any_order() -> None:
    backwards = Segments(reversed(tuple(SEGMENTS)))
    found = measure_agreement(cut_codings(), backwards, CORPUS, TREE, n_resamples=0)

    straight = measure(cut_codings(), n_resamples=0)
    assert [c.value for c in found.coefficients] == pytest.approx([c.value for c in straight.coefficients], nan_ok=True)
