from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import matplotlib as mpl
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fakes import make_corpus
from tests.model.builders import TREE, apply_code, look_at
from thematica.analyses.agreement import measure_agreement
from thematica.analyses.match import Match, measure_match, with_random_share
from thematica.analyses.match_numbers import (
    NOT_KNOWN,
    NOT_READY,
    READY,
    STATISTICS,
    judge,
    kappa_interval,
    specific_interval,
    tally_cells,
)
from thematica.errors import AnalysisError
from thematica.model.codings import CONSENSUS, MACHINE, Coding, Codings, Reviewed
from thematica.model.segments import Segment
from thematica.model.themes import Code, Theme, ThemeTree
from thematica.steps.segment import segment

LABS, MAIL = "labs", "replies"
CORPUS = make_corpus(
    *[[("Moderator", "How was it?"), (f"P{n}", f"The lab {n}."), ("Q", "Mail.")] for n in range(1, 13)]
)
SEGMENTS = segment(CORPUS, "turn")  # 24, two a session
ALL = tuple(SEGMENTS)


@pytest.fixture(autouse=True)
def _no_windows() -> Iterator[None]:
    mpl.use("Agg")
    import matplotlib.pyplot as plt

    yield
    plt.close("all")


def at_random(each: Segment, coder: str = "ana") -> Reviewed:
    return dataclasses.replace(look_at(each, coder), at_random=True)


def codings_of(
    hers: dict[int, str], machines: dict[int, str], *, drawn: range = range(24), looked: range = range(24)
) -> Codings:
    """Codings of some segments by their number, several codes separated by blanks."""
    records = [
        apply_code(ALL[i], code, who)
        for who, given_here in (("ana", hers), (MACHINE, machines))
        for i, codes in given_here.items()
        for code in codes.split()
    ]
    reviewed = [at_random(ALL[i]) if i in drawn else look_at(ALL[i]) for i in looked]
    return Codings(records, reviewed=[*reviewed, *(look_at(each, MACHINE) for each in ALL)])


def measure(codings: Codings, **choices: object) -> Match:
    tree = choices.pop("tree", TREE)
    return measure_match(codings, SEGMENTS, CORPUS, tree, **{"n_resamples": 50, **choices})


# Drawn are 0 to 9: labs by both on 0 to 3, by ana on 4, by the machine on 5 and 6. The rest was chosen.
SOME = codings_of(
    {**dict.fromkeys(range(5), LABS), 15: LABS},
    {**dict.fromkeys((0, 1, 2, 3, 5, 6), LABS), 16: LABS, 17: MAIL},
    drawn=range(10),
)


# --- The numbers


def test_the_numbers_of_a_code_are_those_of_its_cross_table() -> None:
    labs = measure(SOME).find(LABS)
    value = {name: number.value for name, number in labs.numbers.items()}

    assert (labs.n_both, labs.n_machine_only, labs.n_person_only, labs.n_neither) == (4, 2, 1, 3)
    assert value["precision"] == pytest.approx(4 / 6)
    assert value["recall"] == pytest.approx(4 / 5)
    assert value["positive"] == pytest.approx(8 / 11)
    assert value["negative"] == pytest.approx(6 / 9)
    assert value["percent"] == pytest.approx(0.7)
    assert value["kappa"] == pytest.approx((0.7 - 0.5) / 0.5)  # by chance .6 × .5 + .4 × .5


def test_only_what_was_drawn_at_random_makes_the_estimate() -> None:
    match = measure(SOME)

    assert [segment.id for segment in match.random.segments] == [segment.id for segment in ALL[:10]]
    assert match.find(MAIL).n_used == 0
    (mail,) = (each for each in match.everything.codes if each.id == MAIL)
    assert (len(match.everything.segments), mail.n_machine_only) == (24, 1)


def test_what_was_chosen_gets_no_interval_and_no_verdict() -> None:
    match = measure(SOME)

    together = match.everything.together
    assert all(np.isnan(number.low) and np.isnan(number.high) for number in together.numbers.values())
    assert {each.state for each in match.everything.codes} == {""}
    assert not np.isnan(match.random.together.numbers["positive"].low)


def test_all_together_are_the_decisions_added_up() -> None:
    match = measure(SOME)

    for sample in (match.random, match.everything):
        for cell in ("n_both", "n_machine_only", "n_person_only", "n_neither"):
            assert getattr(sample.together, cell) == sum(getattr(code, cell) for code in sample.codes)


def test_a_theme_is_given_where_any_of_its_codes_is() -> None:
    codings = codings_of({0: "hours", 1: MAIL}, {0: MAIL, 1: "hours"})

    assert measure(codings).random.together.numbers["positive"].value == 0
    assert measure(codings, level="theme").find("mentors").numbers["positive"].value == 1


def test_segments_the_machine_does_not_code_are_left_out_and_counted() -> None:
    codings = codings_of({0: LABS, 1: LABS}, {0: LABS})
    fewer = Codings(
        list(codings),
        reviewed=[
            r
            for r in codings.reviewed
            if not (r.coder == MACHINE and r.start == ALL[1].start and r.document_id == "s1")
        ],
    )

    match = measure(fewer)

    assert (match.n_not_coded, len(match.random.segments), match.find(LABS).n_person_only) == (1, 23, 0)
    assert "Left out is 1 segment" in match.describe()
    assert "1 of them drawn at random: the numbers hold for what the machine does look at" in match.describe()


def test_a_random_share_that_the_machine_left_open_is_not_said_to_be_missing() -> None:
    codings = codings_of({0: LABS}, {0: LABS}, drawn=range(2))
    left_open = {(ALL[i].document_id, ALL[i].start) for i in (0, 1)}
    reviewed = [r for r in codings.reviewed if r.coder != MACHINE or (r.document_id, r.start) not in left_open]
    fewer = Codings([c for c in codings if c.coder != MACHINE], reviewed=reviewed)

    with pytest.raises(AnalysisError, match="all 2 segments drawn at random for ana are left open by the machine"):
        measure(fewer, coder="ana")


# --- Properties

CODES = st.dictionaries(st.integers(0, 23), st.sampled_from([LABS, MAIL, "hours", f"{LABS} {MAIL}"]), max_size=24)
DRAWN = st.integers(1, 24).map(range)


@settings(max_examples=20, deadline=None)
@given(CODES, DRAWN)
def test_a_machine_that_gives_just_what_she_gives_matches_perfectly(hers: dict[int, str], drawn: range) -> None:
    match = measure(codings_of(hers, hers, drawn=drawn), n_resamples=10)

    for sample in (match.random, match.everything):
        for each in (*sample.codes, sample.together):
            assert all(np.isnan(n.value) or n.value == pytest.approx(1) for n in each.numbers.values())
            assert each.n_machine_only == each.n_person_only == 0


@settings(max_examples=20, deadline=None)
@given(CODES, CODES, DRAWN)
def test_the_counts_of_a_code_add_up_to_the_segments(
    hers: dict[int, str], machines: dict[int, str], drawn: range
) -> None:
    match = measure(codings_of(hers, machines, drawn=drawn), n_resamples=10)
    counts = match.counts_to_frame()

    assert (counts[["both", "machine_only", "person_only", "neither"]].sum(axis=1) == counts["n_units"]).all()
    assert set(counts["n_units"]) == {len(drawn), 24}


@settings(max_examples=20, deadline=None)
@given(CODES, CODES, DRAWN)
def test_every_interval_holds_its_value(hers: dict[int, str], machines: dict[int, str], drawn: range) -> None:
    match = measure(codings_of(hers, machines, drawn=drawn), n_resamples=10)

    for each in (*match.random.codes, match.random.together):
        for number in each.numbers.values():
            assert np.isnan(number.value) or number.low - 1e-9 <= number.value <= number.high + 1e-9
            assert np.isnan(number.value) == bool(number.remark)


@settings(max_examples=20, deadline=None)
@given(CODES, CODES, DRAWN)
def test_swapping_two_codes_swaps_their_numbers_and_changes_no_other(
    hers: dict[int, str], machines: dict[int, str], drawn: range
) -> None:
    def swap(given_here: dict[int, str]) -> dict[int, str]:
        other = {LABS: MAIL, MAIL: LABS}
        return {i: " ".join(other.get(code, code) for code in codes.split()) for i, codes in given_here.items()}

    one = measure(codings_of(hers, machines, drawn=drawn), n_resamples=10)
    other = measure(codings_of(swap(hers), swap(machines), drawn=drawn), n_resamples=10)

    assert repr(one.find(LABS).numbers) == repr(other.find(MAIL).numbers)
    assert repr(one.find("hours").numbers) == repr(other.find("hours").numbers)
    assert repr(one.random.together) == repr(other.random.together)


def test_other_ids_of_codes_in_another_order_change_no_number() -> None:
    tree = ThemeTree((Theme(id="t", name="T", codes=(Code(id="x", name="X"), Code(id="y", name="Y"))),))
    renamed = Codings(
        [dataclasses.replace(c, code_id={LABS: "y", MAIL: "x"}[c.code_id]) for c in SOME], reviewed=SOME.reviewed
    )

    one, other = measure(SOME), measure(renamed, tree=tree)

    assert one.find(LABS).numbers == other.find("y").numbers
    assert one.random.together.numbers["positive"] == other.random.together.numbers["positive"]


def test_the_same_seed_gives_the_same_numbers_and_another_hardly_others() -> None:
    one, same, other = (measure(SOME, n_resamples=500, seed=seed) for seed in (1, 1, 2))

    assert repr(one.random) == repr(same.random)
    assert one.find(LABS).numbers["kappa"].low == pytest.approx(other.find(LABS).numbers["kappa"].low, abs=0.05)
    assert one.find(LABS).numbers["kappa"] != other.find(LABS).numbers["kappa"]


# --- Intervals


def test_a_perfect_match_on_few_segments_is_not_certain() -> None:
    five = measure(codings_of(dict.fromkeys(range(5), LABS), dict.fromkeys(range(5), LABS))).find(LABS)

    assert five.numbers["positive"].value == 1
    assert 0.6 < five.numbers["positive"].low < 0.8
    assert five.numbers["kappa"].low < 0.95


def test_the_interval_of_the_positive_match_is_wilsons_of_the_share_both_have() -> None:
    # 4 of 7: Wilson's interval is .2505 to .8418; 2s / (1 + s) of it
    assert specific_interval(4, 3) == pytest.approx((0.4006, 0.9141), abs=1e-4)


def test_the_interval_of_kappa_holds_the_true_kappa_of_small_tables_nearly_as_often_as_it_says() -> None:
    truth = np.array([0.08, 0.04, 0.05, 0.83])
    kappa = float(STATISTICS["kappa"](truth))
    drawn = np.random.default_rng(3).multinomial(40, truth, size=300)

    held = [low <= kappa <= high for low, high in (kappa_interval(tuple(row.tolist()), 1) for row in drawn)]

    assert 0.9 < np.mean(held) <= 1


def test_the_interval_of_all_together_is_at_least_that_of_decisions_taken_one_by_one() -> None:
    alike = codings_of(
        dict.fromkeys(range(0, 24, 4), f"{LABS} {MAIL} hours"), dict.fromkeys(range(0, 24, 8), f"{LABS} {MAIL} hours")
    )
    one_by_one, drawn = measure(alike, n_resamples=0), measure(alike, n_resamples=400)

    for name in STATISTICS:
        narrow, wide = one_by_one.random.together.numbers[name], drawn.random.together.numbers[name]
        assert wide.low <= narrow.low
        assert narrow.high <= wide.high
    positive = drawn.random.together.numbers["positive"]
    assert positive.low < one_by_one.random.together.numbers["positive"].low  # whole segments go together


def test_tallies_of_cells_are_tallies_of_the_ratings() -> None:
    from thematica.analyses.coefficients import krippendorff_alpha, ratings_of_table, tally_ratings

    cells = np.array([40.0, 9.0, 6.0, 45.0])  # both, machine only, person only, neither
    by_ratings = tally_ratings(ratings_of_table([[45, 9], [6, 40]]), 2)

    assert float(STATISTICS["kappa"](cells)) == pytest.approx(0.6995, abs=1e-4)
    assert float(krippendorff_alpha(tally_cells(cells))) == pytest.approx(float(krippendorff_alpha(by_ratings)))


# --- Which codes are ready


def numbers_of(*counts: int) -> dict[str, object]:
    from thematica.analyses.match_numbers import _number

    return {name: _number(name, counts, 1, interval=True) for name in STATISTICS}


@pytest.mark.parametrize(
    ("counts", "state"),
    [
        ((4, 0, 0, 36), NOT_KNOWN),  # too few uses, however good
        ((5, 0, 0, 35), READY),
        ((12, 2, 2, 24), READY),
        ((6, 3, 3, 28), NOT_KNOWN),  # the interval leaves it open
        ((0, 8, 8, 24), NOT_READY),
        ((34, 3, 3, 0), NOT_KNOWN),  # nearly everywhere: met by chance
    ],
)
def test_a_code_is_ready_when_its_interval_says_so(counts: tuple[int, int, int, int], state: str) -> None:
    assert judge(counts, numbers_of(*counts), 0.5) == state


def test_more_can_be_asked_of_a_code_before_it_is_trusted() -> None:
    codings = codings_of(dict.fromkeys(range(6), LABS), dict.fromkeys(range(6), LABS))

    assert measure(codings).codes_in_state(READY)[0].id == LABS
    assert not measure(codings, trusted=0.9).codes_in_state(READY)


# --- What is no estimate


def test_without_a_random_share_it_says_how_to_get_one() -> None:
    with pytest.raises(AnalysisError, match=r"none of the 24 segments .* drawn at random.*thematica next --coder ana"):
        measure(codings_of({0: LABS}, {0: LABS}, drawn=range(0)), coder="ana")
    with pytest.raises(AnalysisError, match="thematica next"):
        measure(codings_of({0: LABS}, {0: LABS}, drawn=range(0)))


def test_drawn_for_one_is_not_drawn_for_another() -> None:
    codings = Codings(list(SOME), reviewed=[*SOME.reviewed, *(look_at(each, "bea") for each in ALL)])

    assert with_random_share(codings) == ("ana",)
    assert measure(codings).coder == "ana"
    with pytest.raises(AnalysisError, match="none of the 24 segments that bea has looked at"):
        measure(codings, coder="bea")


def test_with_two_random_shares_it_asks_whose() -> None:
    codings = Codings(list(SOME), reviewed=[*SOME.reviewed, at_random(ALL[0], "bea")])

    with pytest.raises(AnalysisError, match="for ana, bea"):
        measure(codings)
    assert measure(codings, coder="bea").coder == "bea"


@pytest.mark.parametrize(
    ("choices", "message"),
    [
        ({"coder": MACHINE}, "is the machine"),
        ({"coder": "anna"}, "did you mean 'ana'"),
        ({"level": "branch"}, "branch"),
        ({"unit": "world"}, "no unit 'world'"),
        ({"trusted": 2.0}, "from 0 to 1"),
        ({"resample": "segment"}, "never segments"),
    ],
)
def test_what_cannot_be_asked_is_refused(choices: dict[str, object], message: str) -> None:
    with pytest.raises(AnalysisError, match=message):
        measure(SOME, **choices)


def test_without_the_machine_or_without_a_person_there_is_nothing_to_compare() -> None:
    with pytest.raises(AnalysisError, match="the machine has coded nothing"):
        measure(SOME.by("ana"))
    with pytest.raises(AnalysisError, match="no person has coded"):
        measure(SOME.by(MACHINE))


def test_a_match_is_never_agreement() -> None:
    with pytest.raises(AnalysisError, match="a match"):
        measure_agreement(SOME, SEGMENTS, CORPUS, TREE, coders=("ana", MACHINE))
    words = measure(SOME).describe().lower()
    assert not any(word in words for word in ("agree", "reliab", "accura", "between coders"))
    assert "corroborates nobody" in words


# --- How it reads


def test_the_sentences_name_the_share_the_numbers_and_the_codes() -> None:
    said = measure(SOME, unit="turn", n_resamples=0).describe()

    assert "10 turns drawn at random, which stand for the turns that ana had not coded before" in said
    assert "Of the 6 codings the machine makes there, ana would give 67% (30% to 90%)" in said
    assert "of the 5 ana makes, the machine gives 80%" in said
    assert "thematica next --coder ana" in said
    assert "On all 24 that ana has looked at (14 of them not drawn at random)" in said
    assert "has learnt from ana" in said
    assert "not known yet" in said.lower()


def test_it_says_which_way_what_was_chosen_errs_unless_nothing_was_chosen() -> None:
    drawn = codings_of({0: LABS}, {0: LABS})

    assert "the share of its codings tends to be too low here, and that of ana's too high" in measure(SOME).describe()
    assert "tends to be" not in measure(drawn).describe()


def test_it_says_what_the_intervals_rest_on() -> None:
    assert "the wider of decisions taken one by one and of the 5 sessions drawn anew" in measure(SOME).describe()
    assert "95% intervals; decisions taken one by one)" in measure(SOME, n_resamples=0).describe()
    two = codings_of({0: LABS, 1: LABS}, {0: LABS}, drawn=range(2))
    assert "all being from one session" in measure(two).describe()


def test_a_machine_that_says_nothing_is_told_without_a_share_of_nothing() -> None:
    said = measure(codings_of({0: LABS, 20: LABS}, {}, drawn=range(5))).describe()

    assert "Of the 1 ana makes, the machine gives 0%" in said
    assert "nan" not in said


def test_it_says_when_the_machine_learnt_from_the_consensus() -> None:
    codings = Codings(list(SOME), reviewed=[*SOME.reviewed, look_at(ALL[0], CONSENSUS)])

    assert "has learnt from consensus and ana" in measure(codings).describe()


def test_a_share_without_any_code_is_said_to_be_met_on_absence_only() -> None:
    match = measure(codings_of({20: LABS}, {}, drawn=range(5)))

    assert "absence only" in match.describe()
    assert match.plot() is not None


def test_the_table_has_both_samples_and_every_statistic() -> None:
    table = measure(SOME).to_frame()

    assert len(table) == 2 * (len(TREE.at_level("code")) + 1) * len(STATISTICS)
    row = table[(table["sample"] == "random share") & (table["id"] == LABS) & (table["statistic"] == "recall")].iloc[0]
    assert (row["n_units"], row["value"], row["coder"]) == (10, pytest.approx(0.8), "ana")


def test_the_figure_names_each_used_code_and_says_what_is_not_known() -> None:
    codings = codings_of({**dict.fromkeys(range(8), LABS), 9: MAIL}, dict.fromkeys(range(8), LABS))

    axes = measure(codings, unit="turn").plot()

    names = [label.get_text() for label in axes.get_yticklabels()]
    words = [text.get_text() for text in axes.texts]
    assert names == ["Replies to mail", "Lab work", "all together"]
    assert "not known yet: 1 use" in words
    assert "8, 8, 8" in words
    assert "24 turns drawn at random" in axes.get_xlabel()


def test_a_notebook_shows_the_table_and_the_reading() -> None:
    page = measure(SOME)._repr_html_()

    assert "Lab work" in page
    assert "drawn at random" in page
    assert repr(measure(SOME)) == "<Match: machine and ana, 10 of 24 segments at random, level code>"


def test_codings_of_codes_that_left_the_tree_count_nowhere() -> None:
    gone = Codings(
        [*SOME, Coding(document_id="s1", start=ALL[0].start, end=ALL[0].end, quote="", code_id="gone", coder="ana")],
        reviewed=SOME.reviewed,
    )

    assert repr(measure(gone).random) == repr(measure(SOME).random)
