from __future__ import annotations

import dataclasses
import io
import re
from collections.abc import Iterator

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.analyses.test_rarefaction import H1500M, H2000M, TOY
from tests.fakes import PunctuationSplitter, make_corpus
from tests.model.builders import TREE, apply_code, incidence_of_new, incidence_of_occurrences, look_at
from thematica.analyses.richness import estimate_coverage
from thematica.analyses.saturation import Saturation, measure_saturation
from thematica.errors import AnalysisError
from thematica.model.codings import MACHINE, Codings
from thematica.model.corpus import Corpus
from thematica.model.incidence import Incidence
from thematica.model.segments import Segments
from thematica.steps.resolve import resolve
from thematica.steps.segment import segment

FIG_2 = [16, 10, 7, 4, 4, 3, 1, 0]
EXTENDED = [*FIG_2, 0, 0]
SIX_GROUPS = [12, 5, 3, 1, 1, 0]


@pytest.fixture(autouse=True)
def _no_windows() -> Iterator[None]:
    mpl.use("Agg")
    import matplotlib.pyplot as plt

    yield
    plt.close("all")


# --- Estimated completeness: the oracles of Chao and Jost (2012) as recomputed in METHODS 1.6


@pytest.mark.parametrize(
    ("incidence", "coverage"),
    [
        (TOY, 0.9206),
        (incidence_of_occurrences(H2000M, 200), 0.9964),
        (incidence_of_occurrences(H1500M, 200), 0.9889),
    ],
    ids=["toy", "ants at 2000 m", "ants at 1500 m"],
)
def test_published_completeness_is_found_again(incidence: Incidence, coverage: float) -> None:
    assert estimate_coverage(incidence) == pytest.approx(coverage, abs=5e-5)


def test_ants_have_the_published_counts() -> None:
    assert (sum(H2000M), len(H2000M), sum(H1500M), len(H1500M)) == (271, 14, 1170, 56)


def test_completeness_is_1_when_no_code_occurs_in_one_session_only() -> None:
    assert estimate_coverage(incidence_of_occurrences([3, 2, 2], 5)) == 1.0


def test_without_codes_heard_twice_the_other_estimate_is_used() -> None:
    # Q1 = 3, Q2 = 0, T = 4, U = 6: Q0 = 3/4·3·2/2 = 2.25; A = 9/12; coverage = 1 - 3/6·.75 = .625
    assert estimate_coverage(incidence_of_occurrences([3, 1, 1, 1], 4)) == pytest.approx(0.625)


def test_one_code_heard_once_and_none_twice_is_complete_but_is_told() -> None:
    saturation = measure_saturation(incidence_of_occurrences([4, 1], 4))

    assert saturation.curves[0].coverage == 1.0
    assert saturation.curves[0].n_once == 1
    assert "estimated completeness 100% [26%, 100%], 1 heard in one session only, none in two" in saturation.describe()


@pytest.mark.parametrize(
    "incidence",
    [
        incidence_of_occurrences([1, 1], 1),
        incidence_of_occurrences([], 3),
        incidence_of_occurrences([0, 0], 3),
        incidence_of_occurrences([], 0),
    ],
    ids=["one session", "no codes", "codes never heard", "nothing"],
)
def test_completeness_cannot_be_estimated_from_one_session_or_no_code(incidence: Incidence) -> None:
    assert estimate_coverage(incidence) is None
    assert "completeness cannot be estimated" in measure_saturation(incidence).describe()


@given(st.lists(st.integers(0, 8), max_size=12))
def test_completeness_is_a_share_and_codes_never_heard_do_not_change_it(occurrences: list[int]) -> None:
    found = estimate_coverage(incidence_of_occurrences(occurrences, 8))

    assert found is None or 0 <= found <= 1
    assert found == estimate_coverage(incidence_of_occurrences([*occurrences, 0], 8))
    assert found == estimate_coverage(incidence_of_occurrences(occurrences[::-1], 8))


# --- Curves of codings


CORPUS = make_corpus(
    *[
        [("Moderator", "How was it?"), (f"P{n}", f"Cold on day {n}."), (f"Q{n}", f"Mail of day {n}.")]
        for n in range(1, 8)
    ],
    groups={f"P{n}": "first year" for n in range(1, 8)} | {"Q1": "final year", "Q2": "final year"},
)
SEGMENTS = segment(CORPUS, "turn")
COLD = [s for s in SEGMENTS if s.text.startswith("Cold")]
MAIL = [s for s in SEGMENTS if s.text.startswith("Mail")]
CODINGS = resolve(
    Codings(
        [*(apply_code(s, "labs") for s in COLD[:3]), *(apply_code(s, "replies") for s in MAIL[1:4])],
        reviewed=[look_at(s) for s in SEGMENTS],
    )
)


def measure(codings: Codings = CODINGS, **choices: object) -> Saturation:
    return measure_saturation(codings, SEGMENTS, CORPUS, TREE, **choices)


def test_a_curve_counts_codes_in_the_order_of_collection() -> None:
    (curve,) = measure().curves

    assert curve.new == (1, 1, 0, 0, 0, 0, 0)
    assert curve.cumulative == (1, 2, 2, 2, 2, 2, 2)
    assert curve.incidence.unit_ids == tuple(f"S{n}" for n in range(1, 8))


def test_everybody_comes_first_and_then_the_groups() -> None:
    saturation = measure(by="group")

    assert [curve.group for curve in saturation.curves] == ["all", "final year", "first year"]
    assert saturation.curves[2].new == (1, 0, 0, 0, 0, 0, 0)
    assert saturation.curves[1].new == (0, 1)


def test_a_group_with_too_few_sessions_is_not_evaluable() -> None:
    everybody, final_year, first_year = measure(by="group").curves

    assert final_year.assessment.state == "not evaluable"
    assert final_year.assessment.reason == "2 sessions; a base of 4 and a run of 2 need 6"
    assert first_year.assessment.state == "met"
    assert everybody.assessment.state == "met"


@pytest.mark.parametrize("level", ["theme", "subtheme", "category", "code"])
@pytest.mark.parametrize("unit", ["session", "participant"])
def test_curves_never_fall_at_any_level_and_in_any_unit(level: str, unit: str) -> None:
    for curve in measure(level=level, unit=unit, by="group").curves:
        assert all(n >= 0 for n in curve.new)
        assert list(curve.cumulative) == sorted(curve.cumulative)


@given(st.lists(st.lists(st.booleans(), min_size=5, max_size=5), min_size=1, max_size=8))
def test_a_curve_never_falls_and_ends_at_the_number_of_codes_heard(rows: list[list[bool]]) -> None:
    incidence = Incidence(tuple(f"c{i}" for i in range(len(rows))), tuple("12345"), np.array(rows))

    (curve,) = measure_saturation(incidence).curves

    assert list(curve.cumulative) == sorted(curve.cumulative)
    assert curve.cumulative[-1] == sum(any(row) for row in rows)


def test_the_description_names_basis_completeness_and_what_it_cannot_say() -> None:
    described = measure().describe()

    assert "It rests on people's codings (ana 6), with 100% of the segments looked at." in described
    assert "estimated completeness" in described
    assert "whether it is understood no count can say" in described
    assert "In all: 2 codes in 7 sessions, none of them new in the last 5" in described
    assert "base 4, run 2, 5%: met, new information ≤ 5% at 4⁺²" in described


def test_the_description_says_that_no_person_has_checked_the_machine() -> None:
    codings = resolve(Codings([apply_code(COLD[0], "labs", MACHINE)]), "machine")

    assert "the machine's codings (1), which no person has checked" in measure(codings).describe()


def test_a_table_has_no_basis_but_an_order() -> None:
    table = pd.DataFrame({"interview": ["I1", "I1", "I2"], "code": ["cold", "mail", "cold"]})

    described = measure_saturation(Incidence.from_frame(table, session="interview", code="code")).describe()

    assert "In all: 2 codes in 2 sessions" in described
    assert "The sessions are in the order of the rows of the table." in described


@pytest.mark.parametrize("new", [FIG_2, EXTENDED, SIX_GROUPS, [1], [0, 0], []])
def test_no_output_claims_that_saturation_is_reached(new: list[int]) -> None:
    saturation = measure_saturation(incidence_of_new(new))

    shown = [saturation.describe(), saturation._repr_html_(), repr(saturation)]
    shown += [saturation.to_frame().to_csv(), saturation.assessments_to_frame().to_csv()]
    assert not any("saturation reached" in text.casefold() for text in shown)


def test_the_frames_have_one_row_a_group_and_session_and_one_a_group_and_cell() -> None:
    saturation = measure(by="group")

    curves, cells = saturation.to_frame(), saturation.assessments_to_frame()

    assert len(curves) == 7 + 2 + 7
    assert list(curves.columns[:7]) == ["level", "by", "group", "place", "session", "new", "cumulative"]
    assert list(curves.columns[7:]) == ["expected", "expected_low", "expected_high", "completeness"]
    assert len(cells) == 3 * 12
    assert set(cells["state"]) <= {"met", "not reached", "not evaluable"}


def test_the_repr_says_how_much_of_what() -> None:
    assert repr(measure(by="group")) == "<Saturation: 2 codes in 7 sessions, 2 groups>"
    assert repr(measure(level="category")) == "<Saturation: 2 categories in 7 sessions, 0 groups>"


@pytest.mark.parametrize(("unit", "label"), [("session", "Sessions"), ("participant", "Participants")])
def test_a_plot_names_the_unit_and_the_level_on_its_axes(unit: str, label: str) -> None:
    from matplotlib.axes import Axes

    axes = measure(unit=unit, by="group").plot()

    assert isinstance(axes, Axes)
    assert axes.get_xlabel() == f"{label}, one after the other"
    assert axes.get_ylabel() == "Codes heard so far"
    assert len(axes.lines) == 3


def test_a_plot_can_be_drawn_into_axes_that_are_there() -> None:
    import matplotlib.pyplot as plt

    axes = plt.figure().subplots()

    assert measure().plot(axes) is axes


@pytest.mark.parametrize("new", [[], [0, 0], [5], [1] * 60])
def test_a_plot_of_very_little_and_of_very_much_is_drawn(new: list[int]) -> None:
    axes = measure_saturation(incidence_of_new(new)).plot()

    axes.figure.canvas.draw()

    assert len(axes.lines) == (4 if len(new) > 2 else bool(new))  # collected, expected, further, and where they meet


def measure_groups(first: str, second: str) -> Saturation:
    corpus = make_corpus(
        [("A", "Cold."), ("B", "Mail.")], [("A", "Cold."), ("B", "Mail.")], groups={"A": first, "B": second}
    )
    segments = segment(corpus, "turn")
    codings = resolve(Codings([apply_code(s, "labs") for s in segments]))
    return measure_saturation(codings, segments, corpus, TREE, by="group")


def test_dollar_signs_in_the_names_of_groups_are_drawn_as_they_are() -> None:
    axes = measure_groups("under $20,000", "$20,000 or more").plot()
    out = io.StringIO()

    with mpl.rc_context({"svg.fonttype": "none"}):
        axes.figure.savefig(out, format="svg")

    drawn = re.sub(r"<!--.*?-->", "", out.getvalue(), flags=re.DOTALL)
    assert "all, $20,000 or more, under $20,000 (1)" in drawn


def test_curves_that_end_together_share_a_label() -> None:
    axes = measure_groups("first year", "final year").plot()

    assert [text.get_text() for text in axes.texts] == ["all, final year, first year (1)"]


def test_a_curve_alone_stands_beside_the_mean_of_all_orders_with_bands_and_a_forecast() -> None:
    axes = measure_saturation(TOY).plot()

    labels = [text.get_text() for text in axes.texts]
    assert "●— in the order of collection: 10" in labels
    assert "- - mean of all orders, 95% interval" in labels
    assert any(label.startswith("12 sessions: 11 expected\n[10, ") for label in labels)
    assert len(axes.collections) == 2  # the band of the sessions at hand, and the paler one beyond


def test_expected_curves_are_drawn_for_each_group_without_everybody() -> None:
    axes = measure(by="group").plot_expected()
    axes.figure.canvas.draw()

    names = " ".join(text.get_text() for text in axes.texts)
    assert axes.get_xlabel() == "Sessions, whatever their order"
    assert "first year (1)" in names
    assert "final year (1)" in names
    assert "all" not in names
    assert measure_saturation(TOY).plot_expected().texts[0].get_text() == "all (11)"
    assert not measure_saturation(incidence_of_new([])).plot_expected().lines


def test_a_curve_tells_the_next_session_the_sessions_needed_and_other_orders() -> None:
    (curve,) = measure_saturation(TOY).curves

    assert curve.expected_new[0] == pytest.approx(0.357143, abs=5e-7)
    assert curve.expected_new[1] == 0
    assert [found.sessions for found in curve.sessions_needed] == [6, 8]
    assert curve.reordered.n_orders == 720
    assert curve.ten_plus_three.state == "not evaluable"
    assert curve.lowe.index == pytest.approx(100 * 10 / 13)
    assert curve.at_hand.completeness_low < curve.coverage < curve.at_hand.completeness_high


def test_one_session_tells_nothing_further() -> None:
    (curve,) = measure_saturation(incidence_of_new([3])).curves

    assert (curve.order_free, curve.at_hand, curve.expected_new, curve.reordered) == (None, None, None, None)
    assert {found.sessions for found in curve.sessions_needed} == {None}


def test_the_description_forecasts_and_counts_orders_and_cells() -> None:
    described = measure_saturation(TOY).describe()

    assert "estimated completeness 92% [" in described
    assert (
        "Of the twelve usual combinations of base, run and threshold, 2 not reached and 10 not evaluable" in described
    )
    assert "not evaluable: 6 sessions are too few for these, and one quiet session at the end is no run." in described
    assert "In all 720 orders of these sessions, base 4, run 2, 5% is met in 13%, at 4 (4 to 4); nothing" in described
    assert "nothing is new in the last session in 50%." in described
    assert "One more session like these is expected to bring 0.4 new codes [0.0, " in described
    assert "twice as many sessions 11 in all [10, " in described
    assert "Estimated completeness of 90%: 6 sessions (reached), 95%: 8 sessions (2 more)." in described


def test_no_new_codes_after_the_fifth_of_six_groups_meets_no_rule_without_new_information() -> None:
    # The claim itself: the fifth group still brought something, the sixth nothing. One run can be looked at.
    saturation = measure_saturation(incidence_of_new([14, 8, 6, 4, 1, 0]))
    states = {(a.base, a.run, a.threshold): a.state for a in saturation.curves[0].grid}

    assert states.pop((4, 2, 0.05)) == "met"
    assert states.pop((4, 2, 0.0)) == "not reached"
    assert set(states.values()) == {"not evaluable"}
    assert "one quiet session at the end is no run" in saturation.describe()
    assert "not that a further one would bring nothing: it may bring up to" in saturation.describe_basis()
    assert "can show" not in measure_saturation(incidence_of_new([14, 8, 6, 4, 1, 0, 0, 0, 0, 0])).describe()


def test_ten_plus_three_is_told_where_it_can_be_asked() -> None:
    assert (
        "10+3: met, sessions 11 to 13 brought no new code."
        in measure_saturation(incidence_of_new([3] * 10 + [0] * 3)).describe()
    )


def test_groups_are_described_at_equal_completeness_and_never_said_to_be_alike() -> None:
    described = measure(by="group").describe()

    assert "At equal completeness (" in described
    assert [row.group for row in measure(by="group").compare_on_equal_terms("size")] == ["final year", "first year"]
    assert "Intervals that overlap do not show that groups are alike." in described
    assert "At equal completeness" not in measure().describe()


def test_dated_codings_say_when_codes_were_made() -> None:
    dated = [dataclasses.replace(c, made_at=f"2026-03-0{n}") for n, c in enumerate(CODINGS, 1)]
    saturation = measure(resolve(Codings(dated, reviewed=CODINGS.reviewed)), by="group")

    assert saturation.curves[0].creation.new == (1, 1, 0, 0)
    assert saturation.curves[1].creation is None
    assert "By when codes were made: none made in the last 2 (not evaluable, 4 sessions" in saturation.describe()
    assert measure().curves[0].creation.assessment is None
    assert "By when" not in measure().describe()


def test_the_other_frames_have_one_row_a_size_a_group_and_a_code() -> None:
    saturation = measure(by="group")
    expected, summary, codes = (
        saturation.expected_to_frame(),
        saturation.summary_to_frame(),
        saturation.codes_to_frame(),
    )

    assert len(expected) == 14 + 4 + 14
    assert {"codes_low", "codes_high", "completeness_low"} <= set(expected.columns)
    for frame in (expected, saturation.to_frame()):
        assert set(zip(frame["by"], frame["group"], strict=True)) == {
            ("", "all"),
            ("group", "final year"),
            ("group", "first year"),
        }
    assert list(summary["group"]) == ["all", "final year", "first year"]
    assert {"completeness_low", "next_new", "sessions_for_90%", "orders_met", "doubt"} <= set(summary.columns)
    assert len(codes) == 3 * len(TREE.codes)
    assert set(codes[codes["id"] == "labs"]["n_participants"]) == {0, 3}
    assert measure_saturation(incidence_of_new([])).expected_to_frame().empty
    assert measure_saturation(incidence_of_new([])).codes_to_frame().empty


def test_participants_are_counted_beside_sessions_in_either_unit() -> None:
    for unit in ("session", "participant"):
        (use,) = (use for use in measure(unit=unit).curves[0].uses if use.id == "replies")

        assert (use.n_sessions, use.n_participants, use.first_seen) == (3, 3, "S2" if unit == "session" else "Q2")


def test_the_number_of_codes_is_estimated_on_request_only_and_with_the_objection() -> None:
    saturation = measure_saturation(TOY)

    assert "Chao2" not in saturation.describe()
    assert "Codes are not species" in saturation.estimate_number_of_codes().describe()
    assert len(saturation.estimate_number_of_codes(["jackknife 1"]).rows) == 1


def test_the_same_seed_gives_the_same_words() -> None:
    assert measure_saturation(TOY, seed=3).describe() == measure_saturation(TOY, seed=3).describe()


def test_codings_alone_are_refused_with_what_they_need() -> None:
    with pytest.raises(AnalysisError, match="only an Incidence stands alone"):
        measure_saturation(CODINGS)


@pytest.mark.parametrize("choice", [{"level": "topic"}, {"unit": "segment"}, {"by": "age"}])
def test_an_unknown_level_unit_or_attribute_is_refused(choice: dict[str, str]) -> None:
    with pytest.raises(AnalysisError, match=next(iter(choice.values()))):
        measure(**choice)


def test_nothing_at_all_is_a_result() -> None:
    saturation = measure_saturation(Codings(), Segments(), Corpus(), TREE)

    assert saturation.curves[0].assessment.state == "not evaluable"
    assert saturation.describe().startswith("In all: 0 codes in 0 sessions")


def test_a_group_may_be_called_anything_and_its_curve_still_be_shown_in_a_notebook() -> None:
    said = [("P1", "Labs are cold."), ("P2", "Nobody replies.")]
    corpus = make_corpus(said, said, groups={"P1": "<30 & able", "P2": "<b>x</b>"})
    segments = segment(corpus, "turn", PunctuationSplitter())
    codings = Codings([apply_code(each, "labs") for each in segments])

    shown = measure_saturation(codings, segments, corpus, TREE, by="group")._repr_html_()

    assert "<b>x</b>" not in shown
    assert "&lt;30 &amp; able" in shown


def test_groups_are_set_side_by_side_at_equal_completeness_and_at_equally_many_sessions() -> None:
    frame = measure(by="group").equal_terms_to_frame()

    assert list(zip(frame["at_equal"], frame["group"], strict=True)) == [
        ("completeness", "final year"),
        ("completeness", "first year"),
        ("size", "final year"),
        ("size", "first year"),
    ]
    compared = frame[frame["codes"].notna() & (frame["at_equal"] == "size")]
    assert compared["size"].nunique() <= 1
    assert (compared["codes_low"] <= compared["codes_high"]).all()


def test_every_table_says_by_which_attribute_a_group_is_one() -> None:
    saturation = measure(by="group")

    for frame in (saturation.summary_to_frame(), saturation.codes_to_frame(), saturation.assessments_to_frame()):
        assert set(zip(frame["by"], frame["group"], strict=True)) == {
            ("", "all"),
            ("group", "final year"),
            ("group", "first year"),
        }


def test_a_group_has_the_same_colour_in_both_figures() -> None:
    saturation = measure(by="group")
    collected = {text.get_text().split(" (")[0]: text.get_color() for text in saturation.plot().texts}
    expected = {text.get_text().split(" (")[0]: text.get_color() for text in saturation.plot_expected().texts}

    assert {group: collected[group] for group in expected} == expected
