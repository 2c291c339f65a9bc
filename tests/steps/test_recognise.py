from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from thematica.model.candidates import CandidateCode, CandidateCodes
from thematica.model.segments import Segment, Segments
from thematica.model.themes import Code, Theme, ThemeTree
from thematica.steps.find import new_id
from thematica.steps.recognise import find_members, key_of, recognise

SEGMENT_IDS = [f"d1:{n}" for n in range(12)]


def make_found(*groups: tuple[str, ...]) -> CandidateCodes:
    return CandidateCodes(CandidateCode(id=new_id(group), name=group[0], segment_ids=group) for group in groups)


def make_segment(segment_id: str, moved: int = 0) -> Segment:
    """Make a segment whose text is its name."""
    return Segment(
        id=segment_id,
        document_id="d1",
        turn_id="d1:t1",
        session_id="S",
        start=moved,
        end=moved + 1,
        text=f"Says {segment_id}.",
    )


def again(found: CandidateCodes, known: dict[str, tuple[str, ...]]) -> CandidateCodes:
    """Recognise candidates; the known ones are given by the names of their segments."""
    segments = Segments(make_segment(name) for name in {name for c in found for name in c.segment_ids})
    keys = {known_id: tuple(key_of(make_segment(name)) for name in names) for known_id, names in known.items()}
    seen = {key for each in keys.values() for key in each} | {key_of(segment) for segment in segments}
    return recognise(found, segments, keys, seen)


def ids_of(*groups: tuple[str, ...], known: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    return again(make_found(*groups), known).ids


def test_a_candidate_with_the_same_segments_keeps_its_id() -> None:
    assert ids_of(("a", "b"), known={"k-old": ("a", "b")}) == ("k-old",)


def test_half_in_common_is_enough_to_keep_the_id() -> None:
    assert ids_of(("a", "b", "c"), known={"k-old": ("a", "b", "d")}) == ("k-old",)  # 2 of 4


def test_less_than_half_in_common_is_a_new_candidate() -> None:
    found = ids_of(("a", "b", "c"), known={"k-old": ("a", "d")})  # 1 of 4

    assert found == (new_id(("a", "b", "c")),)


def test_a_known_candidate_is_continued_once_by_the_one_that_has_most_in_common() -> None:
    found = ids_of(("a", "b"), ("c", "d", "e"), known={"k-old": ("a", "b", "c", "d", "e")})

    assert found == (new_id(("a", "b")), "k-old")


def test_two_known_candidates_that_became_one_leave_it_one_id() -> None:
    found = ids_of(("a", "b", "c", "d"), known={"k-1": ("a", "b"), "k-2": ("c", "d")})

    assert found in (("k-1",), ("k-2",))


def test_a_new_candidate_never_gets_an_id_that_was_known() -> None:
    group = ("a", "b")

    found = ids_of(group, known={new_id(group): ("x", "y")})

    assert found[0] != new_id(group)
    assert found[0].startswith("k-")
    assert len(found[0]) == 10


def test_a_correction_earlier_in_the_document_changes_no_key() -> None:
    assert key_of(make_segment("a")) == key_of(make_segment("a", moved=7))


def test_nothing_but_the_id_changes() -> None:
    candidate = CandidateCode(id="k-new", name="cold", segment_ids=("a", "b"), phrases=("cold",), quotes=("a",))
    found = CandidateCodes([candidate], method="by hand", set_aside=[("blank", ("z",))], left_out=["y"])

    same = again(found, {"k-old": ("a", "b")})

    assert (same["k-old"].name, same["k-old"].phrases, same["k-old"].quotes) == ("cold", ("cold",), ("a",))
    assert (same.method, same.set_aside, same.left_out) == ("by hand", (("blank", ("z",)),), ("y",))


def test_nothing_known_and_nothing_found_are_results() -> None:
    assert again(CandidateCodes(), {"k-old": ("a",)}) == CandidateCodes()
    assert ids_of(("a", "b"), known={}) == (new_id(("a", "b")),)


@st.composite
def partitions(draw: st.DrawFn) -> list[tuple[str, ...]]:
    group_of = draw(st.lists(st.integers(0, 4), min_size=len(SEGMENT_IDS), max_size=len(SEGMENT_IDS)))
    return [
        tuple(s for s, g in zip(SEGMENT_IDS, group_of, strict=True) if g == group) for group in sorted(set(group_of))
    ]


@given(now=partitions(), before=partitions(), reuse_ids=st.booleans())
def test_whoever_keeps_an_id_has_half_in_common_and_no_id_occurs_twice(
    now: list[tuple[str, ...]], before: list[tuple[str, ...]], reuse_ids: bool
) -> None:
    # With reuse_ids, known ids are those that the new groups would get for themselves.
    names = [new_id(group) for group in now] if reuse_ids else []
    known = {(names[i] if i < len(names) else f"k-{i}"): group for i, group in enumerate(before)}

    found = again(make_found(*now), known)

    assert [candidate.segment_ids for candidate in found] == now
    assert len(set(found.ids)) == len(now)
    for candidate in found:
        if candidate.id in known:
            mine, theirs = set(candidate.segment_ids), set(known[candidate.id])
            assert len(mine & theirs) >= len(mine | theirs) / 2


@given(now=partitions(), before=partitions())
def test_two_groups_with_more_than_half_in_common_are_one_candidate(
    now: list[tuple[str, ...]], before: list[tuple[str, ...]]
) -> None:
    known = {f"k-{i}": group for i, group in enumerate(before)}

    found = again(make_found(*now), known)

    # Groups of one run do not overlap, so that more than half in common can be so for one pair only.
    for candidate in found:
        for known_id, group in known.items():
            mine, theirs = set(candidate.segment_ids), set(group)
            if len(mine & theirs) > len(mine | theirs) / 2:
                assert candidate.id == known_id


@given(partitions())
def test_the_same_material_keeps_all_its_ids(groups: list[tuple[str, ...]]) -> None:
    known = {f"k-{i}": group for i, group in enumerate(groups)}

    assert again(make_found(*groups), known).ids == tuple(known)


def test_a_candidate_placed_in_the_tree_keeps_the_segments_that_are_still_there() -> None:
    code = Code(id="c", name="C", candidate_ids=("k-1", "k-never"))
    tree = ThemeTree((Theme(id="t", name="T", codes=(code,)),))
    known = {
        "k-1": tuple(key_of(make_segment(name)) for name in ("a", "gone", "b")),
        "k-2": (key_of(make_segment("c")),),
    }
    segments = Segments(make_segment(name) for name in ("a", "b", "c"))

    assert find_members(tree, known, segments) == {"k-1": ["a", "b"], "k-never": []}
