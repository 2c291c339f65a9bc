"""What was done to a tree is told as she did it: by what happened to each theme and code."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thematica.model.codebook import KINDS, Change
from thematica.model.themes import Code, Theme, ThemeTree
from thematica.steps.compare_trees import compare_trees

AWAY = Code(id="away", name="Away", definition="Cannot be met.", candidate_ids=("k-0000000a",))
ROTA = Code(id="rota", name="Rota", candidate_ids=("k-0000000b", "k-0000000c"))
DOOR = Code(id="door", name="Door")
ACCESS = Theme(id="access", name="Access", codes=(AWAY, ROTA))
BARRIERS = Theme(id="barriers", name="Barriers", codes=(DOOR,))
TREE = ThemeTree((Theme(id="contact", name="Contact", subthemes=(ACCESS,)), BARRIERS))


def compare(*codes: Code, before: tuple[Code, ...] = (AWAY, ROTA)) -> list[Change]:
    """Compare two trees of one theme."""
    trees = [ThemeTree((Theme(id="access", name="Access", codes=each),)) for each in (before, codes)]
    return list(compare_trees(*trees))


def change(code: Code, **fields: object) -> Code:
    return dataclasses.replace(code, **fields)


def test_equal_trees_have_no_changes() -> None:
    assert compare_trees(TREE, TREE) == ()
    assert compare_trees(ThemeTree(), ThemeTree()) == ()


def test_a_new_code_is_added() -> None:
    assert compare(AWAY, ROTA, DOOR) == [Change(kind="added", node_id="door")]


def test_everything_is_added_to_an_empty_tree_themes_before_what_they_hold() -> None:
    changes = compare_trees(ThemeTree(), TREE)

    assert [each.kind for each in changes] == ["added"] * 6
    assert [each.node_id for each in changes] == ["contact", "access", "away", "rota", "barriers", "door"]


def test_a_code_that_is_gone_was_deleted() -> None:
    assert compare(AWAY) == [Change(kind="deleted", node_id="rota")]


def test_a_theme_that_is_gone_with_its_codes_was_deleted_and_so_were_they() -> None:
    changes = compare_trees(TREE, ThemeTree(TREE.themes[:1]))

    assert changes == (Change(kind="deleted", node_id="barriers"), Change(kind="deleted", node_id="door"))


def test_another_name_under_the_same_id_is_a_renaming() -> None:
    assert compare(AWAY, change(ROTA, name="Shifts")) == [Change(kind="renamed", node_id="rota")]


@pytest.mark.parametrize(
    "now",
    [
        change(ROTA, id="shifts"),
        change(ROTA, id="shifts", candidate_ids=(), aliases=("rota",)),
    ],
    ids=["it has its suggestions", "it names the former id"],
)
def test_the_same_code_under_a_new_id_was_given_another_id(now: Code) -> None:
    kinds = [(each.kind, each.node_id, each.other_id) for each in compare(AWAY, now)]

    assert kinds[0] == ("given another id", "shifts", "rota")
    assert {kind for kind, *_ in kinds[1:]} <= {"annotated"}


def test_the_same_definition_under_a_new_id_was_given_another_id_and_renamed() -> None:
    before = (change(AWAY, candidate_ids=()), ROTA)
    now = Code(id="absent", name="Absent", definition="Cannot be met.")

    assert compare(now, ROTA, before=before) == [
        Change(kind="renamed", node_id="absent", other_id="away"),
        Change(kind="given another id", node_id="absent", other_id="away"),
    ]


def test_a_theme_under_a_new_id_that_holds_what_it_held_was_given_another_id_and_nothing_in_it_moved() -> None:
    reach = change(ACCESS, id="reach", name="Reach")

    changes = compare_trees(TREE, ThemeTree((change(TREE.themes[0], subthemes=(reach,)), BARRIERS)))

    assert changes == (
        Change(kind="renamed", node_id="reach", other_id="access"),
        Change(kind="given another id", node_id="reach", other_id="access"),
    )


def test_a_new_theme_that_holds_less_than_half_of_what_a_theme_held_is_another_theme() -> None:
    before = ThemeTree((change(ACCESS, codes=(AWAY, ROTA, DOOR)),))
    after = ThemeTree((Theme(id="place", name="Place", codes=(DOOR,)), Theme(id="time", name="Time", codes=(ROTA,))))

    changes = [(each.kind, each.node_id) for each in compare_trees(before, after)]

    assert changes == [
        ("added", "place"),
        ("added", "time"),
        ("moved", "door"),
        ("moved", "rota"),
        ("deleted", "access"),
        ("deleted", "away"),
    ]


def test_a_code_under_another_theme_was_moved() -> None:
    now = ThemeTree(
        (
            change(TREE.themes[0], subthemes=(change(ACCESS, codes=(AWAY,)),)),
            change(BARRIERS, codes=(DOOR, ROTA)),
        )
    )

    assert compare_trees(TREE, now) == (Change(kind="moved", node_id="rota"),)


def test_a_theme_moved_with_its_codes_is_one_change() -> None:
    now = ThemeTree((change(TREE.themes[0], subthemes=()), change(BARRIERS, subthemes=(ACCESS,))))

    assert compare_trees(TREE, now) == (Change(kind="moved", node_id="access"),)


def test_a_subtheme_put_at_the_top_was_moved() -> None:
    now = ThemeTree((change(TREE.themes[0], subthemes=()), ACCESS, BARRIERS))

    assert compare_trees(TREE, now) == (Change(kind="moved", node_id="access"),)


def test_a_code_with_a_suggestion_of_its_own_is_no_part_of_another() -> None:
    added = Code(id="nights", name="Nights", candidate_ids=("k-0000000d",))

    assert compare(AWAY, ROTA, added) == [Change(kind="added", node_id="nights")]


def test_another_order_is_no_change_of_any_theme_or_code() -> None:
    assert compare(ROTA, AWAY) == []
    assert compare_trees(TREE, ThemeTree(TREE.themes[::-1])) == ()


def test_a_code_whose_id_another_names_as_alias_was_merged_into_it() -> None:
    assert compare(change(AWAY, aliases=("rota",))) == [
        Change(kind="merged", node_id="rota", other_id="away"),
        Change(kind="annotated", node_id="away", fields=("aliases",)),
    ]


def test_a_code_whose_suggestions_another_took_over_was_merged_into_it() -> None:
    heir = change(AWAY, candidate_ids=(*AWAY.candidate_ids, *ROTA.candidate_ids))

    assert compare(heir) == [
        Change(kind="merged", node_id="rota", other_id="away"),
        Change(kind="annotated", node_id="away", fields=("candidate_ids",)),
    ]


def test_a_code_of_whose_suggestions_only_a_part_was_taken_over_was_deleted() -> None:
    heir = change(AWAY, candidate_ids=(*AWAY.candidate_ids, "k-0000000b"))

    assert Change(kind="deleted", node_id="rota") in compare(heir)


def test_two_codes_that_became_a_new_one_were_merged_into_it() -> None:
    now = Code(id="times", name="Times", aliases=("away", "rota"))

    kinds = {(each.kind, each.node_id, each.other_id) for each in compare(now)}

    assert ("given another id", "times", "away") in kinds
    assert ("merged", "rota", "times") in kinds
    assert not {kind for kind, *_ in kinds} & {"added", "deleted"}


def test_an_alias_that_was_there_before_makes_no_heir() -> None:
    before = (change(AWAY, aliases=("rota",)), ROTA)

    assert compare(before[0], before=before) == [Change(kind="deleted", node_id="rota")]


def test_a_new_code_that_shares_a_suggestion_with_one_that_stayed_was_split_from_it() -> None:
    nights = Code(id="nights", name="Nights", candidate_ids=("k-0000000b",))

    assert compare(AWAY, ROTA, nights) == [Change(kind="split", node_id="nights", other_id="rota")]
    assert compare(AWAY, change(ROTA, candidate_ids=("k-0000000c",)), nights) == [
        Change(kind="split", node_id="nights", other_id="rota"),
        Change(kind="annotated", node_id="rota", fields=("candidate_ids",)),
    ]


@pytest.mark.parametrize(
    ("field", "value"),
    [("definition", "Is never there."), ("use_when", ("Nobody opens.",)), ("not_when", ("Nobody listens.",))],
)
def test_what_a_coding_rests_on_is_defined_anew(field: str, value: object) -> None:
    assert compare(change(AWAY, **{field: value}), ROTA) == [Change(kind="redefined", node_id="away", fields=(field,))]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("examples", ("She is away.",)),
        ("close_but_no", ("She is late.",)),
        ("derived_from", "theory"),
        ("in_vivo", True),
        ("memo", "Ask the porters."),
        ("color", "#3366CC"),
        ("aliases", ("absent",)),
        ("candidate_ids", ("k-0000000a", "k-0000000d")),
    ],
)
def test_what_stands_beside_a_definition_is_annotated(field: str, value: object) -> None:
    assert compare(change(AWAY, **{field: value}), ROTA) == [Change(kind="annotated", node_id="away", fields=(field,))]


def test_changes_are_told_in_one_order_whatever_was_done_first() -> None:
    before = (AWAY, ROTA, DOOR, Code(id="lift", name="Lift"))
    now = (
        change(DOOR, name="Doors", memo="Which?"),
        change(AWAY, definition="Is never there.", aliases=("rota",)),
        Code(id="stairs", name="Stairs"),
    )

    kinds = [each.kind for each in compare(*now, before=before)]

    assert kinds == ["added", "renamed", "merged", "deleted", "redefined", "annotated", "annotated"]
    assert kinds == sorted(kinds, key=KINDS.index)


def test_what_happens_to_a_theme_happens_to_it_as_to_a_code() -> None:
    now = ThemeTree((change(TREE.themes[0], name="Reach", definition="All of it.", memo="?"), BARRIERS))

    assert compare_trees(TREE, now) == (
        Change(kind="renamed", node_id="contact"),
        Change(kind="redefined", node_id="contact", fields=("definition",)),
        Change(kind="annotated", node_id="contact", fields=("memo",)),
    )


WORDS = st.sampled_from(["Away", "Rota", "Door", "Nights", ""])


@st.composite
def trees(draw: st.DrawFn) -> ThemeTree:
    """Give a tree of up to three levels; every id is used once, names and suggestions may recur."""
    numbers = iter(range(100))

    def fields(kind: str) -> dict[str, object]:
        return {
            "id": f"{kind}{next(numbers)}",
            "name": draw(WORDS) or "Unnamed",
            "definition": draw(WORDS),
            "memo": draw(WORDS),
            "candidate_ids": tuple(draw(st.lists(st.sampled_from(["k-1", "k-2", "k-3"]), max_size=2, unique=True))),
        }

    def theme(depth: int) -> Theme:
        return Theme(
            **fields("t"),
            codes=tuple(Code(**fields("c")) for _ in range(draw(st.integers(0, 3)))),
            subthemes=tuple(theme(depth + 1) for _ in range(draw(st.integers(0, 2 if depth < 2 else 0)))),
        )

    return ThemeTree(tuple(theme(0) for _ in range(draw(st.integers(1, 3)))))


def replace_node(tree: ThemeTree, node_id: str, edit: Callable[[Code], Code | None]) -> ThemeTree:
    """Give the tree with one theme or code replaced, or taken out where the edit gives None."""

    def walk(node: Code) -> Code | None:
        if node.id == node_id:
            return edit(node)
        if not isinstance(node, Theme):
            return node
        subthemes = tuple(found for each in node.subthemes if (found := walk(each)) is not None)
        codes = tuple(found for each in node.codes if (found := walk(each)) is not None)
        return dataclasses.replace(node, subthemes=subthemes, codes=codes)

    return ThemeTree(tuple(found for each in tree.themes if (found := walk(each)) is not None))


@given(tree=trees())
def test_any_tree_compared_with_itself_has_no_changes(tree: ThemeTree) -> None:
    assert compare_trees(tree, tree) == ()


@given(before=trees(), after=trees())
def test_every_change_names_a_theme_or_code_of_one_of_the_trees_and_none_is_told_twice(
    before: ThemeTree, after: ThemeTree
) -> None:
    changes = compare_trees(before, after)

    ids = {node.id for node in (*before.nodes, *after.nodes)}
    assert all(each.kind in KINDS and each.node_id in ids and each.other_id in {*ids, ""} for each in changes)
    assert len(set(changes)) == len(changes)
    gone = {node.id for node in before.nodes} - {node.id for node in after.nodes}
    told = {each.node_id for each in changes if each.kind in ("deleted", "merged")}
    renewed = {each.other_id for each in changes if each.kind == "given another id"}
    assert told | renewed == gone
    assert not told & renewed


@given(tree=trees(), data=st.data(), field=st.sampled_from(["name", "definition", "memo"]))
def test_one_edit_of_a_field_is_the_one_change_told(tree: ThemeTree, data: st.DataObject, field: str) -> None:
    node = data.draw(st.sampled_from(tree.nodes))

    after = replace_node(tree, node.id, lambda each: dataclasses.replace(each, **{field: "Something else"}))

    kind = {"name": "renamed", "definition": "redefined", "memo": "annotated"}[field]
    fields = () if field == "name" else (field,)
    assert compare_trees(tree, after) == (Change(kind=kind, node_id=node.id, fields=fields),)


@given(tree=trees(), data=st.data())
def test_one_code_added_is_the_one_change_told(tree: ThemeTree, data: st.DataObject) -> None:
    theme = data.draw(st.sampled_from([node for node in tree.nodes if isinstance(node, Theme)]))
    new = Code(id="new", name="New")

    after = replace_node(tree, theme.id, lambda each: dataclasses.replace(each, codes=(new, *theme.codes)))

    assert compare_trees(tree, after) == (Change(kind="added", node_id="new"),)
    assert compare_trees(after, tree) == (Change(kind="deleted", node_id="new"),)


@given(tree=trees(), data=st.data())
def test_one_code_moved_is_the_one_change_told(tree: ThemeTree, data: st.DataObject) -> None:
    themes = [node for node in tree.nodes if isinstance(node, Theme)]
    if len(themes) < 2 or not tree.codes:
        return
    code = data.draw(st.sampled_from(tree.codes))
    old = tree.path(code.id)[-2]
    target = data.draw(st.sampled_from([theme for theme in themes if theme.id != old.id]))

    without = replace_node(tree, code.id, lambda _: None)
    after = replace_node(without, target.id, lambda each: dataclasses.replace(each, codes=(*each.codes, code)))

    assert compare_trees(tree, after) == (Change(kind="moved", node_id=code.id),)


@given(tree=trees(), data=st.data())
def test_one_merge_by_alias_is_told_as_a_merge(tree: ThemeTree, data: st.DataObject) -> None:
    if len(tree.codes) < 2:
        return
    gone, heir = data.draw(st.lists(st.sampled_from(tree.codes), min_size=2, max_size=2, unique=True))

    without = replace_node(tree, gone.id, lambda _: None)
    after = replace_node(without, heir.id, lambda each: dataclasses.replace(each, aliases=(gone.id,)))

    assert compare_trees(tree, after) == (
        Change(kind="merged", node_id=gone.id, other_id=heir.id),
        Change(kind="annotated", node_id=heir.id, fields=("aliases",)),
    )


@given(tree=trees(), data=st.data())
def test_one_other_id_is_told_as_another_id_when_the_former_is_named(tree: ThemeTree, data: st.DataObject) -> None:
    node = data.draw(st.sampled_from(tree.nodes))

    after = replace_node(tree, node.id, lambda each: dataclasses.replace(each, id="new", aliases=(each.id,)))

    assert compare_trees(tree, after) == (
        Change(kind="given another id", node_id="new", other_id=node.id),
        Change(kind="annotated", node_id="new", fields=("aliases",)),
    )
