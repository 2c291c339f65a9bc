from __future__ import annotations

import io
import re
from collections.abc import Iterator

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes import make_corpus
from tests.model.builders import TREE, apply_code, incidence_of_new, incidence_of_occurrences, look_at
from thematica.analyses.saturation import (
    Assessment,
    Saturation,
    assess_new_information,
    estimate_coverage,
    measure_saturation,
)
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
TOY = ["111111", "110110", "101101", "011011", "100100", "010010", "001001", "100000", "000100", "000010"]
TOY_INCIDENCE = Incidence(tuple("abcdefghij"), tuple("123456"), np.array([[c == "1" for c in row] for row in TOY]))
H2000M = [80, 59, 34, 23, 19, 15, 13, 8, 8, 4, 3, 2, 2, 1]
H1500M = [
    *(144, 113, 79, 76, 74, 73, 53, 50, 43, 33, 32, 30, 29, 25, 25, 25, 24, 23, 23, 19, 18, 17, 17, 11, 11),
    *(9, 9, 9, 9, 6, 6, 5, 5, 5, 5, 4, 4, 3, 3, 2, 2, 2, 2),
    *[1] * 13,
]
NEW = st.lists(st.integers(0, 20), max_size=14)
CELLS = [(b, r, t) for t in (0.05, 0.0) for b in (4, 5, 6) for r in (2, 3)]


@pytest.fixture(autouse=True)
def _no_windows() -> Iterator[None]:
    mpl.use("Agg")
    import matplotlib.pyplot as plt

    yield
    plt.close("all")


def grid_of(new: list[int]) -> dict[tuple[int, int, float], Assessment]:
    (curve,) = measure_saturation(incidence_of_new(new)).curves
    return {(a.base, a.run, a.threshold): a for a in curve.grid}


# --- Base size, run length, threshold: the oracles of Guest, Namey and Chen (2020)


def test_figure_2_of_the_paper_is_met_at_six_plus_two() -> None:
    found = assess_new_information(FIG_2)

    assert (found.state, found.at, found.place) == ("met", 6, "6⁺²")
    assert found.shares == pytest.approx((7 / 37, 4 / 37, 1 / 37))
    assert [round(share, 4) for share in found.shares] == [0.1892, 0.1081, 0.0270]


def test_figure_2_of_the_paper_is_not_reached_with_a_run_of_three() -> None:
    found = assess_new_information(FIG_2, run=3)

    assert (found.state, found.at, found.place) == ("not reached", None, "")
    assert found.shares == pytest.approx((8 / 37, 4 / 37))


def test_the_extended_figure_is_met_at_seven_plus_two_without_anything_new() -> None:
    assert assess_new_information(EXTENDED, threshold=0).place == "7⁺²"


def test_a_base_of_six_has_44_codes_and_is_met_at_six_plus_two() -> None:
    found = assess_new_information(EXTENDED, base=6)

    assert found.place == "6⁺²"
    assert found.shares[0] == pytest.approx(1 / 44)


@pytest.mark.parametrize(("base", "run", "threshold"), CELLS)
def test_every_cell_of_the_extended_figure_is_at_six_or_at_seven(base: int, run: int, threshold: float) -> None:
    found = grid_of(EXTENDED)[base, run, threshold]

    assert (found.state, found.at) == ("met", 6 if threshold else 7)


def test_six_focus_groups_can_be_looked_at_in_two_of_twelve_cells() -> None:
    grid = grid_of(SIX_GROUPS)

    assert grid[4, 2, 0.05].place == "4⁺²"
    assert grid[4, 2, 0.05].shares == pytest.approx((1 / 21,))
    assert grid[4, 2, 0.0].state == "not reached"
    assert [a.state for cell, a in grid.items() if cell[:2] != (4, 2)] == ["not evaluable"] * 10


def test_a_seventh_focus_group_without_anything_new_meets_the_threshold_of_nothing() -> None:
    assert assess_new_information([*SIX_GROUPS, 0], threshold=0).place == "5⁺²"


def test_the_toy_matrix_is_not_reached() -> None:
    (curve,) = measure_saturation(TOY_INCIDENCE).curves

    assert curve.new == (5, 2, 1, 1, 1, 0)
    assert curve.assessment.state == "not reached"
    assert curve.assessment.shares == pytest.approx((1 / 9,))


def test_all_twelve_cells_are_always_given() -> None:
    assert sorted(grid_of([1])) == sorted(CELLS)


@pytest.mark.parametrize(
    ("new", "reason"),
    [
        ([], "0 sessions; a base of 4 and a run of 2 need 6"),
        ([3], "1 session; a base of 4 and a run of 2 need 6"),
        ([3, 1, 0, 0, 0], "5 sessions; a base of 4 and a run of 2 need 6"),
        ([0, 0, 0, 0, 2, 1], "no code occurs in the first 4 sessions"),
    ],
)
def test_what_cannot_be_looked_at_is_not_evaluable_and_says_why(new: list[int], reason: str) -> None:
    found = assess_new_information(new)

    assert (found.state, found.reason, found.shares) == ("not evaluable", reason, ())


def test_a_met_threshold_says_what_later_sessions_brought() -> None:
    assert "but the sessions after that brought 5 more" in assess_new_information([9, 1, 0, 0, 0, 0, 5]).reason


@given(NEW, st.sampled_from((4, 5, 6)), st.sampled_from((0.05, 0.0)))
def test_a_longer_run_is_never_met_earlier(new: list[int], base: int, threshold: float) -> None:
    two = assess_new_information(new, base=base, run=2, threshold=threshold)
    three = assess_new_information(new, base=base, run=3, threshold=threshold)

    assert three.at is None or (two.at is not None and two.at <= three.at)


@given(NEW, st.sampled_from((4, 5, 6)), st.sampled_from((2, 3)))
def test_a_stricter_threshold_is_never_met_earlier(new: list[int], base: int, run: int) -> None:
    loose = assess_new_information(new, base=base, run=run, threshold=0.05)
    strict = assess_new_information(new, base=base, run=run, threshold=0.0)

    assert strict.at is None or (loose.at is not None and loose.at <= strict.at)


@given(NEW, st.sampled_from(CELLS))
def test_the_place_is_the_first_run_that_adds_no_more_than_the_threshold(
    new: list[int], cell: tuple[int, int, float]
) -> None:
    base, run, threshold = cell
    found = assess_new_information(new, base=base, run=run, threshold=threshold)
    enough = [
        s
        for s in range(base, len(new) - run + 1)
        if 100 * sum(new[s : s + run]) <= round(100 * threshold) * sum(new[:base])
    ]
    evaluable = len(new) >= base + run and sum(new[:base]) > 0

    expected = "not evaluable" if not evaluable else "met" if enough else "not reached"
    assert found.state == expected
    assert found.at == (enough[0] if expected == "met" else None)
    assert found.reason


@given(NEW)
def test_a_further_session_does_not_move_a_place_that_was_met(new: list[int]) -> None:
    before, after = assess_new_information(new), assess_new_information([*new, 7])

    assert before.at is None or before.at == after.at


# --- Estimated completeness: the oracles of Chao and Jost (2012) as recomputed in METHODS 1.6


@pytest.mark.parametrize(
    ("incidence", "coverage"),
    [
        (TOY_INCIDENCE, 0.9206),
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
    assert "estimated completeness 100%, 1 heard in one session only" in saturation.describe()


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
    assert "whether they are understood it cannot say" in described
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
    assert list(curves.columns) == ["level", "by", "group", "place", "session", "new", "cumulative"]
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

    assert len(axes.lines) == bool(new)


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
