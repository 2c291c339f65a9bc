from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.model.builders import apply_code, look_at, make_segments
from thematica.model.codings import (
    MACHINE,
    Basis,
    Coding,
    Codings,
    Reviewed,
    count_by_coder,
    join_to_segments,
    share_looked_at,
)
from thematica.model.segments import Segment, Segments

SEGMENTS = make_segments("0123456789", "0123456789", "0123456789")  # 0-10, 11-21, 22-32


def span(start: int, end: int, document_id: str = "d1", coder: str = "ana") -> Reviewed:
    return Reviewed(document_id=document_id, start=start, end=end, coder=coder)


def joined(*spans: Reviewed, segments: Segments = SEGMENTS) -> list[tuple[int, int]]:
    spans_at, segments_at = join_to_segments(spans, segments)
    return [(int(i), int(j)) for i, j in zip(spans_at, segments_at, strict=True)]


def test_a_span_lies_on_the_segment_it_equals() -> None:
    assert joined(span(11, 21)) == [(0, 1)]


def test_a_coded_clause_lies_on_its_sentence() -> None:
    assert joined(span(13, 15)) == [(0, 1)]


def test_a_coded_passage_lies_on_every_sentence_within_it() -> None:
    assert joined(span(0, 32)) == [(0, 0), (0, 1), (0, 2)]


def test_half_of_a_segment_is_enough_and_less_is_not() -> None:
    segments = make_segments("0123456789", "0" * 30)

    assert (0, 0) in joined(span(5, 30), segments=segments)
    assert (0, 0) not in joined(span(6, 30), segments=segments)


def test_half_of_the_span_is_enough_and_less_is_not() -> None:
    assert joined(span(8, 12)) == [(0, 0)]
    assert joined(span(9, 14)) == [(0, 1)]


def test_a_span_across_two_sentences_lies_on_both_when_each_holds_half_of_itself() -> None:
    assert joined(span(5, 16)) == [(0, 0), (0, 1)]


def test_spans_within_each_other_are_joined_each_for_itself() -> None:
    assert joined(span(0, 21), span(12, 18)) == [(0, 0), (0, 1), (1, 1)]


def test_segments_within_each_other_are_all_joined() -> None:
    nested = Segments([*make_segments("0" * 20), *make_segments("0" * 5, document_id="d1")])

    assert joined(span(0, 5), segments=nested) == [(0, 0), (0, 1)]


def test_a_span_of_another_document_lies_on_nothing() -> None:
    assert joined(span(0, 10, "d2")) == []


def test_spans_that_only_touch_do_not_lie_on_each_other() -> None:
    assert joined(span(10, 11)) == []
    assert joined(span(21, 22), span(32, 40)) == []


def test_an_empty_span_lies_on_nothing() -> None:
    assert joined(span(4, 4)) == []


def test_nothing_joined_with_nothing_is_nothing() -> None:
    assert joined(segments=Segments()) == []
    assert joined(span(0, 10), segments=Segments()) == []
    assert joined() == []


PLACES = st.lists(st.tuples(st.sampled_from(["d1", "d2", "d3"]), st.integers(0, 34), st.integers(1, 12)), max_size=8)


@pytest.mark.parametrize("pairs_at_once", [1, 1_000_000])
@given(places=PLACES, others=PLACES)
def test_a_span_lies_on_a_segment_when_they_share_half_of_one_of_them(
    pairs_at_once: int, places: list[tuple[str, int, int]], others: list[tuple[str, int, int]]
) -> None:
    spans = [span(start, start + length, document_id) for document_id, start, length in places]
    segments = [span(start, start + length, document_id) for document_id, start, length in others]
    expected = []
    for i, one in enumerate(spans):
        words = {(one.document_id, at) for at in range(one.start, one.end)}
        shares = [len(words & {(s.document_id, at) for at in range(s.start, s.end)}) for s in segments]
        halves = [min(one.end - one.start, s.end - s.start) / 2 for s in segments]
        hits = [j for j, shared in enumerate(shares) if shared and shared >= halves[j]]
        most = [shares.index(max(shares))] if any(shares) else []
        expected += [(i, j) for j in hits or most]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("thematica.model.codings.PAIRS", pairs_at_once)
        span_at, segment_at = join_to_segments(spans, segments)

    assert list(zip(span_at.tolist(), segment_at.tolist(), strict=True)) == expected


def test_a_set_of_codings_is_joined_once_to_the_same_segments() -> None:
    codings = Codings([apply_code(next(iter(SEGMENTS)), "hours")])
    others = make_segments("Something else.", document_id="d9")

    assert codings.join(SEGMENTS) is codings.join(SEGMENTS)
    assert codings.join(SEGMENTS).looked_at.tolist() == [0]
    assert codings.join(others).looked_at.tolist() == []
    assert codings.join(SEGMENTS).segment_at.tolist() == [0]


def test_a_coding_evenly_across_two_sentences_is_not_lost_between_them() -> None:
    first, second = (
        Segment(
            id=f"d:{start}-{start + 99}",
            document_id="d",
            turn_id="t",
            session_id="s",
            start=start,
            end=start + 99,
            text="x" * 99,
        )
        for start in (0, 100)
    )
    across = Coding(document_id="d", start=79, end=120, quote="x", code_id="c", coder="ana")

    spans, places = join_to_segments([across], Segments([first, second]))

    assert (spans.tolist(), places.tolist()) == ([0], [0])


def test_what_was_coded_has_been_looked_at() -> None:
    first, second, _ = SEGMENTS

    codings = Codings([apply_code(first, "hours")], reviewed=[look_at(second)])

    assert set(codings.reviewed) == {look_at(first), look_at(second)}


def test_a_span_looked_at_twice_is_listed_once() -> None:
    first = next(iter(SEGMENTS))

    codings = Codings([apply_code(first, "hours"), apply_code(first, "labs")], reviewed=[look_at(first)])

    assert codings.reviewed == (look_at(first),)


def test_a_coder_who_looked_and_coded_nothing_is_a_coder() -> None:
    codings = Codings(reviewed=[look_at(next(iter(SEGMENTS)), "bea")])

    assert codings.coders == ("bea",)
    assert len(codings) == 0


def test_coders_are_in_alphabetical_order_and_the_machine_is_last() -> None:
    first = next(iter(SEGMENTS))

    codings = Codings(apply_code(first, "hours", coder) for coder in (MACHINE, "zoe", "ana"))

    assert codings.coders == ("ana", "zoe", MACHINE)


def test_the_codings_of_one_coder_come_with_what_she_looked_at() -> None:
    first, second, third = SEGMENTS
    codings = Codings(
        [apply_code(first, "hours", "ana"), apply_code(second, "labs", "bea")],
        reviewed=[look_at(third, "ana"), look_at(third, "bea")],
        remarks=["two lines could not be placed"],
    )

    hers = codings.by("ana")

    assert list(hers) == [apply_code(first, "hours", "ana")]
    assert set(hers.reviewed) == {look_at(first, "ana"), look_at(third, "ana")}
    assert hers.remarks == ("two lines could not be placed",)


def test_codings_are_equal_when_records_and_what_was_looked_at_are() -> None:
    first, second, _ = SEGMENTS
    codings = Codings([apply_code(first, "hours")])

    assert codings == Codings([apply_code(first, "hours")], reviewed=[look_at(first)])
    assert hash(codings) == hash(Codings([apply_code(first, "hours")]))
    assert codings != Codings([apply_code(first, "hours")], reviewed=[look_at(second)])
    assert codings != Codings([apply_code(first, "labs")])


def test_the_share_looked_at_is_of_all_segments() -> None:
    first, second, _ = SEGMENTS

    assert share_looked_at(Codings(reviewed=[look_at(first), look_at(second)]), SEGMENTS) == 2 / 3
    assert share_looked_at(Codings(reviewed=[look_at(first, "ana"), look_at(first, "bea")]), SEGMENTS) == 1 / 3
    assert share_looked_at(Codings(), Segments()) == 0.0


def test_codings_are_counted_by_coder() -> None:
    first, second, _ = SEGMENTS
    codings = [apply_code(first, "hours", "bea"), apply_code(second, "hours", "bea"), apply_code(first, "labs", "ana")]

    assert count_by_coder(codings) == (("ana", 1), ("bea", 2))


def test_a_basis_names_people_and_machine_apart() -> None:
    basis = Basis("people+machine", (("ana", 1200), (MACHINE, 40)))

    assert (basis.n_people, basis.n_machine) == (1200, 40)
    assert basis.describe() == (
        "people's codings (ana 1,200) and the machine's codings (40), which no person has checked"
    )


def test_no_codings_at_all_are_said_to_be_none() -> None:
    assert Codings().basis.describe() == "no codings at all"


def test_the_frame_of_codings_has_one_row_a_coding() -> None:
    first, second, _ = SEGMENTS
    codings = Codings([apply_code(first, "hours"), apply_code(second, "labs")])

    frame = codings.to_frame()

    assert list(frame["code_id"]) == ["hours", "labs"]
    assert "labs" in codings._repr_html_()
    assert "ana 2" in repr(codings)


def test_what_was_drawn_at_random_stays_so_when_it_is_mentioned_again_or_coded() -> None:
    drawn = dataclasses.replace(span(0, 10), at_random=True)

    for reviewed in ([drawn, span(0, 10)], [span(0, 10), drawn]):
        codings = Codings([apply_code(next(iter(SEGMENTS)), "labs")], reviewed=reviewed)
        assert codings.reviewed == (drawn,)


def test_the_codings_of_one_coder_keep_what_was_drawn_at_random_for_that_coder() -> None:
    drawn = dataclasses.replace(span(0, 10), at_random=True)

    codings = Codings(reviewed=[drawn, span(0, 10, coder="bea")])

    assert codings.by("ana").reviewed == (drawn,)
    assert not codings.by("bea").reviewed[0].at_random
