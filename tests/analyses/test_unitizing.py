from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes import make_corpus
from tests.model.builders import apply_code
from thematica.analyses.unitizing import (
    ContinuumTally,
    Passages,
    binary_unitizing_alpha,
    lay_out,
    merge_overlapping,
    p_k,
    sum_texts,
    tally_passages,
    unitizing_alpha,
    window_diff,
)
from thematica.model.codings import Coding
from thematica.steps.segment import segment

Spans = list[tuple[int, int, int]]
# The book's example: first and last position of each unit, counted from 1, and its value.
ALEX = "1-7:1 8-13:2 31-32:5 33-37:6 38-44:6 45-60:7"
PAUL = "1-7:1 8-13:3 14-21:5 33-44:6"
SUZAN = "1-7:1 8-13:4 14-21:5 33-37:6 38-41:6 42-44:6"
STARGAZER = (2, 3, 3, 1, 3, 6, 3)


def read_passages(written: str) -> Passages:
    spans = []
    for each in written.split():
        place, value = each.split(":")
        first, last = place.split("-")
        spans.append((int(first) - 1, int(last), int(value)))
    return Passages.of(spans)


def tally(coders: Sequence[Spans], length: int, n_values: int) -> ContinuumTally:
    return sum_texts(tally_passages([Passages.of(spans) for spans in coders], [0, length], n_values))


BOOK = sum_texts(tally_passages([read_passages(each) for each in (ALEX, PAUL, SUZAN)], [0, 60], 7))


# --- Published and worked numbers


def test_the_example_of_the_book() -> None:
    assert float(unitizing_alpha(BOOK)) == pytest.approx(0.50998, abs=0.5e-5)
    assert float(binary_unitizing_alpha(BOOK)) == pytest.approx(0.413, abs=0.002)
    assert float(binary_unitizing_alpha(BOOK)) == pytest.approx(0.41360, abs=0.5e-5)


def test_the_sums_of_the_example_of_the_book() -> None:
    assert BOOK.squares.tolist() == [71, 147, 36, 36, 36, 132, 268, 256]
    assert float(BOOK.lengths.sum()) == 180


def test_adjacent_passages_are_not_one_passage() -> None:
    stretches = ["1-13:1 31-60:1", "1-21:1 33-44:1", "1-21:1 33-44:1"]
    merged = sum_texts(tally_passages([read_passages(each) for each in stretches], [0, 60], 1))

    assert float(binary_unitizing_alpha(merged)) == pytest.approx(0.438, abs=0.0005)
    assert float(binary_unitizing_alpha(merged)) != pytest.approx(float(binary_unitizing_alpha(BOOK)), abs=0.01)


@pytest.mark.parametrize(
    ("hypothesis", "differ", "k"),
    [
        ((2, 6, 4, 2, 4, 3), 6, 5),
        ((2, 8, 2, 4, 2, 3), 7, 7),
        ((2, 1, 2, 3, 1, 3, 1, 3, 2, 2, 1), 7, 5),
        ((2, 1, 4, 1, 1, 3, 1, 4, 3, 1), 11, 8),
        ((3, 2, 4, 3, 5, 4), 6, 5),
        ((2, 3, 4, 2, 2, 5, 3), 4, 3),
        ((2, 3, 2, 2, 3, 1, 3, 2, 3), 6, 4),
        (STARGAZER, 0, 0),
    ],
)
def test_window_diff_and_pk_of_the_stargazer_text(hypothesis: tuple[int, ...], differ: int, k: int) -> None:
    assert window_diff(STARGAZER, hypothesis) == pytest.approx(differ / 19)
    assert p_k(STARGAZER, hypothesis) == pytest.approx(k / 19)


def test_divisions_of_different_texts_are_not_compared() -> None:
    with pytest.raises(ValueError, match="21 units, the other of 20"):
        window_diff(STARGAZER, (10, 10))


# --- What must hold for any passages


@st.composite
def cut(draw: st.DrawFn, length: int = 20, n_values: int = 2) -> Spans:
    borders = sorted(draw(st.sets(st.integers(0, length), max_size=8)))
    values = [draw(st.integers(0, n_values)) for _ in borders[1:]]
    return [(a, b, v) for (a, b), v in zip(itertools.pairwise(borders), values, strict=True) if v]


coders_of_one_text = st.lists(cut(), min_size=2, max_size=4)


def by_position(coders: Sequence[Spans], length: int) -> float:
    """Count by hand: every position of every coder, and every pair of them that is not of one passage."""
    values = np.zeros((len(coders), length), dtype=int)
    inside = 0
    for row, spans in zip(values, coders, strict=True):
        for first, last, value in spans:
            row[first:last] = value
            inside += (last - first) ** 2
    gaps = int((values == 0).sum())
    total = values.size
    pairs = itertools.permutations(range(len(coders)), 2)
    observed = sum((values[i] != values[j]).sum() for i, j in pairs) / (len(coders) - 1)
    pool = values.ravel()
    expected = (pool[:, None] != pool[None]).sum() / (total - (inside + gaps) / total)
    return float(1 - observed / expected) if expected else float("nan")


@given(coders_of_one_text)
def test_u_alpha_equals_its_definition_counted_position_by_position(coders: list[Spans]) -> None:
    found = float(unitizing_alpha(tally(coders, 20, 2)))

    assert found == pytest.approx(by_position(coders, 20), nan_ok=True)


@given(coders_of_one_text)
def test_whether_anything_was_marked_is_u_alpha_with_one_value(coders: list[Spans]) -> None:
    marked = [[(a, b, 1) for a, b, _ in spans] for spans in coders]

    found = float(binary_unitizing_alpha(tally(coders, 20, 2)))
    # The squares of adjacent passages stay as they are, so both rest on the same K.
    assert found == pytest.approx(float(unitizing_alpha(tally(marked, 20, 1))), nan_ok=True)


@given(coders_of_one_text, st.randoms(use_true_random=False))
def test_the_order_of_coders_and_the_names_of_values_change_nothing(coders: list[Spans], random: object) -> None:
    before = float(unitizing_alpha(tally(coders, 20, 2)))
    shuffled = [[(a, b, 3 - v) for a, b, v in spans] for spans in coders]
    random.shuffle(shuffled)  # type: ignore[attr-defined]

    assert float(unitizing_alpha(tally(shuffled, 20, 2))) == pytest.approx(before, nan_ok=True)


@given(cut(), st.integers(2, 4))
def test_coders_who_cut_the_same_agree_perfectly(spans: Spans, n_coders: int) -> None:
    found = float(unitizing_alpha(tally([spans] * n_coders, 20, 2)))

    # One value on everything leaves nothing to expect by chance; nor is there anything to agree on without a span.
    one_value = len({value for *_, value in spans}) == 1 and sum(end - start for start, end, _ in spans) == 20
    assert (np.isnan(found) or found == 1) if one_value or not spans else found == pytest.approx(1)


@given(st.lists(coders_of_one_text.filter(lambda coders: len(coders) == 2), min_size=2, max_size=3))
def test_texts_that_lie_one_after_the_other_add_up(texts: list[list[Spans]]) -> None:
    moved = [
        [(a + 20 * at, b + 20 * at, v) for at, text in enumerate(texts) for a, b, v in text[coder]] for coder in (0, 1)
    ]
    together = tally_passages([Passages.of(spans) for spans in moved], 20 * np.arange(len(texts) + 1), 2)

    for at, text in enumerate(texts):
        alone = tally(text, 20, 2)
        for name in ContinuumTally.__dataclass_fields__:
            assert getattr(together, name)[at].tolist() == pytest.approx(getattr(alone, name).tolist())


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)).map(sorted), max_size=8))
def test_merged_passages_cover_the_same_words_and_do_not_overlap(spans: list[list[int]]) -> None:
    merged = merge_overlapping(spans).astype(int).tolist()

    covered = [sum(a <= at < b for a, b in merged) for at in range(30)]
    assert [n > 0 for n in covered] == [any(a <= at < b for a, b in spans) for at in range(30)]
    assert max(covered, default=0) <= 1


# --- Where nothing can be said


def test_where_nobody_marked_anything_nothing_is_defined() -> None:
    nothing = tally([[], []], 1_000_003, 2)

    assert np.isnan(unitizing_alpha(nothing))
    assert np.isnan(binary_unitizing_alpha(nothing))


def test_where_all_marked_the_whole_as_one_passage_nothing_is_defined() -> None:
    assert np.isnan(unitizing_alpha(tally([[(0, 20, 1)], [(0, 20, 1)]], 20, 1)))


def test_a_text_of_no_length_has_no_alpha() -> None:
    assert np.isnan(unitizing_alpha(sum_texts(tally_passages([Passages.of([]), Passages.of([])], [0], 1))))


def test_overlapping_passages_of_one_coder_are_refused() -> None:
    with pytest.raises(ValueError, match="overlap"):
        Passages.of([(0, 5, 1), (4, 8, 2)])


# --- From codings to the continuum

CORPUS = make_corpus([("A", "The lab was cold."), ("Moderator", "And mail?"), ("B", "It waits.")], [("C", "Dark.")])
SEGMENTS = segment(CORPUS, "turn")
COLD, WAITS, DARK = SEGMENTS


def code(start: int, end: int, coder: str = "ana", code_id: str = "labs", document_id: str = "s1") -> Coding:
    return Coding(document_id=document_id, start=start, end=end, quote="", code_id=code_id, coder=coder)


def test_the_continuum_is_what_participants_said_without_blanks_and_moderators() -> None:
    through = code(COLD.start, WAITS.end)

    found = lay_out([through, apply_code(DARK, "labs", "bea")], SEGMENTS, ("ana", "bea"), {"labs": 1})

    assert found.document_ids == ("s1", "s2")
    assert found.edges.tolist() == [0, 26, 31]
    assert [rows.tolist() for rows in found.cut] == [[[0, 26, 1]], [[26, 31, 1]]]
    assert found.is_cut


def test_coding_whole_segments_is_not_cutting() -> None:
    whole = [apply_code(each, "labs", coder) for each in (COLD, DARK) for coder in ("ana", "bea")]

    assert not lay_out(whole, SEGMENTS, ("ana", "bea"), {"labs": 1}).is_cut


def test_passages_are_cut_to_what_all_have_looked_at() -> None:
    found = lay_out([code(COLD.start + 4, WAITS.end)], [COLD], ("ana", "bea"), {"labs": 1})

    assert found.edges.tolist() == [0, 17]
    assert found.cut[0].tolist() == [[4, 17, 1]]


def test_other_codes_coders_and_documents_are_left_out() -> None:
    codings = [
        code(COLD.start, COLD.end, code_id="gone"),
        code(COLD.start, COLD.end, coder="cy"),
        code(0, 5, document_id="s2"),
        code(0, 2),
    ]

    found = lay_out(codings, [COLD], ("ana", "bea"), {"labs": 1})

    assert [len(rows) for rows in found.cut] == [0, 0]


def test_overlapping_passages_of_one_code_are_one_and_of_two_codes_are_no_division() -> None:
    at = COLD.start
    values = {"labs": 1, "mail": 2}
    one_code = lay_out([code(at, at + 8), code(at + 4, at + 12)], SEGMENTS, ("ana", "bea"), values)
    two_codes = lay_out(
        [code(at, at + 8), code(at + 4, at + 12, code_id="mail")],
        SEGMENTS,
        ("ana", "bea"),
        values,
    )

    assert sum_texts(one_code.tally_value(1)).squares.tolist() == [26 + 31 - 12 + 5, 144]
    assert one_code.tally_values(2) is not None
    assert two_codes.tally_values(2) is None
    assert sum_texts(two_codes.tally_value(2)).lengths.tolist() == [2 * 31 - 8, 8]


def test_nothing_to_lay_out_is_no_error() -> None:
    found = lay_out([], [], ("ana", "bea"), {})

    assert found.edges.tolist() == [0]
    assert not found.is_cut
