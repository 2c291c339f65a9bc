from __future__ import annotations

import pytest

from tests.model.builders import ACCESS, ENGAGEMENT, HOURS, LABS, LEARNING, MENTORS, REPLIES, TREE
from thematica.errors import AnalysisError
from thematica.model.themes import Code, Theme, ThemeTree


def test_a_code_is_found_by_its_id() -> None:
    assert TREE.find("hours") is HOURS


def test_a_code_is_found_by_a_former_id_and_a_former_name() -> None:
    assert TREE.find("times") is HOURS
    assert TREE.find("Opening times") is HOURS


def test_a_code_is_found_by_its_name_and_capitals_do_not_matter() -> None:
    assert TREE.find("Replies to mail") is REPLIES
    assert TREE.find("REPLIES TO MAIL") is REPLIES


def test_a_word_that_names_no_code_finds_nothing() -> None:
    assert TREE.find("parking") is None
    assert ThemeTree().find("hours") is None


def test_a_theme_is_not_found_as_a_code() -> None:
    assert TREE.find("mentors") is None
    assert TREE.find("Mentors") is None


def test_an_id_goes_before_the_former_id_and_the_name_of_another_code() -> None:
    renamed = Code(id="a", name="b", aliases=("c",))
    other = Code(id="b", name="Other")
    third = Code(id="c", name="Third")
    tree = ThemeTree((Theme(id="t", name="T", codes=(renamed, other, third)),))

    assert tree.find("b") is other
    assert tree.find("c") is third


def test_a_former_id_goes_before_the_name_of_another_code() -> None:
    renamed = Code(id="a", name="Labs", aliases=("bench",))
    other = Code(id="b", name="bench")
    tree = ThemeTree((Theme(id="t", name="T", codes=(other, renamed)),))

    assert tree.find("bench") is renamed


def test_a_path_leads_from_the_outermost_theme_to_the_code() -> None:
    assert TREE.path("hours") == (MENTORS, ENGAGEMENT, ACCESS, HOURS)
    assert TREE.path("labs") == (LEARNING, LABS)
    assert TREE.path("engagement") == (MENTORS, ENGAGEMENT)


def test_the_path_of_an_unknown_id_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        TREE.path("parking")


def test_codes_stand_in_the_order_of_the_tree() -> None:
    assert TREE.codes == (HOURS, REPLIES, LABS)
    assert tuple(TREE) == TREE.codes
    assert len(TREE) == 3


def test_nodes_are_all_themes_and_codes_each_theme_before_what_it_holds() -> None:
    assert TREE.nodes == (MENTORS, ENGAGEMENT, ACCESS, HOURS, REPLIES, LEARNING, LABS)


@pytest.mark.parametrize(
    ("themes", "levels"),
    [
        ((LEARNING,), ("theme", "code")),
        ((ENGAGEMENT,), ("theme", "subtheme", "code")),
        ((MENTORS, LEARNING), ("theme", "subtheme", "category", "code")),
        ((), ("code",)),
    ],
)
def test_levels_are_as_many_as_the_deepest_branch_has(themes: tuple[Theme, ...], levels: tuple[str, ...]) -> None:
    assert ThemeTree(themes).levels == levels


@pytest.mark.parametrize(
    ("code", "level", "stands_for_it"),
    [
        ("hours", "theme", "mentors"),
        ("hours", "subtheme", "engagement"),
        ("hours", "category", "access"),
        ("hours", "code", "hours"),
        ("replies", "subtheme", "engagement"),
        ("replies", "category", "engagement"),
        ("labs", "theme", "learning"),
        ("labs", "subtheme", "learning"),
        ("labs", "category", "learning"),
    ],
)
def test_a_code_is_counted_under_the_deepest_theme_it_has(code: str, level: str, stands_for_it: str) -> None:
    assert TREE.roll_up(code, level).id == stands_for_it


def test_each_node_of_a_level_stands_there_once() -> None:
    assert [node.id for node in TREE.at_level("theme")] == ["mentors", "learning"]
    assert [node.id for node in TREE.at_level("category")] == ["access", "engagement", "learning"]
    assert TREE.at_level("code") == TREE.codes


def test_a_theme_without_codes_is_at_no_level() -> None:
    tree = ThemeTree((Theme(id="empty", name="Empty"), LEARNING))

    assert [node.id for node in tree.at_level("theme")] == ["learning"]


def test_an_unknown_level_is_named_with_the_nearest_one() -> None:
    with pytest.raises(AnalysisError, match="no level 'themes'; did you mean 'theme'"):
        TREE.at_level("themes")


def test_the_codebook_has_one_row_a_code_with_the_path_above_it() -> None:
    frame = TREE.to_frame()

    assert list(frame["code_id"]) == ["hours", "replies", "labs"]
    assert frame["path"][0] == "Mentors > Engagement > Access"
    assert frame["definition"][2] == "What happens at the bench."


def test_the_codebook_of_an_empty_tree_has_columns() -> None:
    frame = ThemeTree().to_frame()

    assert len(frame) == 0
    assert "definition" in frame.columns


def test_the_tree_shows_itself_in_a_notebook() -> None:
    assert repr(TREE) == "<ThemeTree: 2 themes, 3 codes>"
    assert "Mentors &gt; Engagement &gt; Access" in TREE._repr_html_()
