"""A tree from elsewhere becomes a themes.yaml that says exactly the same, in a file that had no themes yet."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.model.builders import TREE
from thematica.errors import ThemesError
from thematica.formats.suggestions_yaml import CannotSplice
from thematica.formats.themes_writer import format_themes, import_tree
from thematica.formats.themes_yaml import CANDIDATE_ID, DERIVED_FROM, TEMPLATE, parse_themes, read_themes
from thematica.model.themes import Code, Theme, ThemeTree

NASTY = (
    "No|yes|null|~|007|1.10|2024-05-01|Peers: support|a #b|- dash|[list]|{map}|&anchor|*alias|!tag|%x|@x|`x|'|\"|\\"
    "|? key|key:|> x|| x|\N{NO-BREAK SPACE}x|two  blanks|line\nline|line\n\n  deep|line\n \nx|\tx|ä:ö|=1+1|a, b|---|..."
    "|x\u2028y|\U0001f600|# x|a: |• x|- a\n- b|n/a|A > B|k-3f2a91c0"
).split("|")
WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), min_size=1, max_size=12)
SENTENCES = st.lists(st.sampled_from(["the", "mentor", "is: busy", "#1", "läßt", "-", "  "]), max_size=60).map(" ".join)
IDS = st.integers(0, 0xFFFFFFFF).map("k-{:08x}".format)


@st.composite
def trees(draw: st.DrawFn, words: st.SearchStrategy[str] = WORDS) -> ThemeTree:
    """Give any tree that a themes.yaml can hold."""
    taken: set[str] = set()
    texts = st.one_of(words, st.sampled_from(NASTY), SENTENCES).map(str.strip)
    names = texts.filter(bool)
    several = st.lists(names, max_size=3).map(tuple)

    def fields() -> dict[str, object]:
        node_id = draw(st.one_of(names, IDS).filter(lambda each: each not in taken))
        taken.add(node_id)
        own = [node_id] if CANDIDATE_ID.fullmatch(node_id) else []
        lists = {key: draw(several) for key in ("use_when", "not_when", "examples", "close_but_no", "aliases")}
        former = [alias for alias in lists["aliases"] if CANDIDATE_ID.fullmatch(alias)]
        return lists | {
            "id": node_id,
            "name": draw(names),
            "definition": draw(texts),
            "memo": draw(texts),
            "derived_from": draw(st.sampled_from(["", *DERIVED_FROM])),
            "in_vivo": draw(st.booleans()),
            "color": draw(st.sampled_from(["", "#3366CC", "#00ff00"])),
            "candidate_ids": tuple(dict.fromkeys([*own, *draw(st.lists(IDS, max_size=3)), *former])),
        }

    def theme(depth: int) -> Theme:
        below = draw(st.integers(0, 2)) if depth < 4 else 0
        subthemes = tuple(theme(depth + 1) for _ in range(below))
        codes = tuple(Code(**fields()) for _ in range(draw(st.integers(0, 2))))  # type: ignore[arg-type]
        return Theme(**fields(), subthemes=subthemes, codes=codes)  # type: ignore[arg-type]

    return ThemeTree(tuple(theme(1) for _ in range(draw(st.integers(0, 2)))))


@settings(deadline=None, max_examples=60)
@given(tree=trees())
def test_any_tree_that_is_written_reads_back_the_same(tree: ThemeTree) -> None:
    assert parse_themes(format_themes(tree), "themes.yaml") == (tree, ())


def test_the_example_is_written_line_by_line_as_it_was_written_by_hand(example: Path) -> None:
    by_hand = (example / "themes.yaml").read_text(encoding="utf-8")
    tree = read_themes(example / "themes.yaml")

    written = format_themes(tree)

    body = by_hand[by_hand.index("themes:\n") : by_hand.index("# thematica adds")]
    folded = "".join(line for line in body.splitlines(keepends=True) if len(line) <= 120)
    assert all(line in written for line in folded.splitlines())
    assert len(written.splitlines()) < 1.05 * len(by_hand.splitlines())


def test_short_texts_stay_in_their_line_and_long_ones_are_folded() -> None:
    long = "The mentor's other duties leave little or no time, and nobody else can be asked instead. " * 2
    code = Code(id="busy", name="No", definition=long.strip(), use_when=("Theatre: first.",), memo="One.\n\n  Two.")

    written = format_themes(ThemeTree((Theme(id="a", name="Access", codes=(code,)),)))

    assert written.split("themes:\n")[1] == (
        "  - id: a\n"
        "    theme: Access\n"
        "    codes:\n"
        "      - id: busy\n"
        '        code: "No"\n'
        "        definition: >-\n"
        "          The mentor's other duties leave little or no time, and nobody else can be asked instead. "
        "The mentor's other\n"
        "          duties leave little or no time, and nobody else can be asked instead.\n"
        '        use_when: ["Theatre: first."]\n'
        "        memo: |-\n"
        "          One.\n"
        "\n"
        "            Two.\n"
        "suggestions:\n"
    )


def test_a_new_file_begins_with_the_head_and_the_line_that_editors_look_for() -> None:
    lines = format_themes(TREE, head="# INVENTED").split("\n")

    assert lines[:2] == ["# INVENTED", "# yaml-language-server: $schema=.thematica/themes.schema.json"]


@pytest.mark.parametrize(
    "broken",
    [
        ThemeTree((Theme(id="a", name="A"), Theme(id="a", name="B"))),
        ThemeTree((Theme(id="a", name=""),)),
        ThemeTree((Theme(id="a", name=" A "),)),
        ThemeTree((Theme(id="a", name="A", color="red"),)),
    ],
    ids=["an id twice", "no name", "blanks around a name", "no color"],
)
def test_a_tree_that_themes_yaml_cannot_say_is_refused(broken: ThemeTree) -> None:
    with pytest.raises(ThemesError):
        format_themes(broken)


WITHOUT_THEMES = {
    "the template": TEMPLATE.format(head=""),
    "nothing": "",
    "only a comment, no newline": "# mine",
    "a comment behind the key": "themes:   # none yet\nsuggestions:\n",
    "an empty list": "# mine\nthemes: []   # none yet\nsuggestions:\n",
    "a list over two lines": "themes: [\n]\nsuggestions:\n",
    "null": "themes: null\n",
    "a tilde": "themes: ~ # none\n",
    "no newline": "suggestions:\nthemes:",
    "no key": "# mine\n\n# offered\n# today\nsuggestions:\n  - id: k-00000001\n    code: rota\n",
    "no key, comment at the top": "# mine\nsuggestions:\n  - id: k-00000001\n    code: rota\n# last\n",
    "a document mark": "%YAML 1.2\n---\n# mine\nthemes:\nsuggestions:\n",
    "an empty list at the very beginning": "themes: []",
    "a blank before the colon": "themes :\nsuggestions: []\n",
}


@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("bom", ["", "\ufeff"], ids=["", "BOM"])
@pytest.mark.parametrize("raw", WITHOUT_THEMES.values(), ids=WITHOUT_THEMES)
def test_a_tree_is_added_to_a_file_without_themes_and_every_line_of_it_stays(raw: str, bom: str, newline: str) -> None:
    listed = parse_themes(raw, "themes.yaml")[1]
    hers = bom + raw.replace("\n", newline)

    imported = import_tree(hers, TREE, "themes.yaml")

    assert parse_themes(imported.removeprefix("\ufeff").replace("\r\n", "\n"), "themes.yaml") == (TREE, listed)
    assert imported == bom + import_tree(hers.removeprefix(bom), TREE, "themes.yaml")
    assert "\n" not in hers or imported.count("\n") == imported.count(newline)
    nothing = re.sub(r"^themes: (\[\s*\]|null|~)", "themes:", hers.removeprefix(bom), flags=re.MULTILINE)
    lines = iter(line.rstrip() for line in imported.removeprefix(bom).splitlines())
    assert all(line.rstrip() in lines for line in nothing.splitlines())


def test_themes_stand_above_the_suggestions_and_the_comment_that_belongs_to_them() -> None:
    imported = import_tree(WITHOUT_THEMES["no key"], TREE, "themes.yaml")

    assert imported.startswith("# mine\n\nthemes:\n  - id: mentors\n")
    assert imported.endswith(WITHOUT_THEMES["no key"].removeprefix("# mine\n\n"))


def test_the_line_for_editors_stays_the_first_where_themes_are_added() -> None:
    imported = import_tree("# yaml-language-server: x\nsuggestions:\n", TREE, "themes.yaml")

    assert imported.startswith("# yaml-language-server: x\nthemes:\n")


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("themes:\n  - theme: Mine\n", "themes.yaml has themes already"),
        ("{themes: , suggestions: }", "the whole file is written in { }"),
        ("themes: [ # none\n]\n", "something other than a list"),
        ("---\n...\n", "not valid YAML"),
    ],
)
def test_nothing_is_added_where_it_is_not_safe(raw: str, reason: str) -> None:
    with pytest.raises(CannotSplice, match=reason):
        import_tree(raw, TREE, "themes.yaml")


def test_mistakes_in_the_file_are_listed_before_anything_is_added() -> None:
    with pytest.raises(ThemesError, match=r"themes\.yaml:1: unknown key 'theme:'; did you mean 'themes'\?"):
        import_tree("theme:\n", TREE, "themes.yaml")


@pytest.mark.parametrize("raw", WITHOUT_THEMES.values(), ids=WITHOUT_THEMES)
def test_a_tree_without_themes_leaves_the_file_as_it_is(raw: str) -> None:
    assert import_tree(raw, ThemeTree(), "themes.yaml") == raw


def test_two_blanks_at_the_end_of_a_line_are_kept() -> None:
    tree = ThemeTree((Theme(id="a", name="A", memo="word  " * 60 + "end"),))

    assert parse_themes(format_themes(tree), "themes.yaml")[0] == tree


def test_an_id_that_is_a_candidates_is_not_written_twice() -> None:
    code = Code(id="k-3f2a91c0", name="No reply", candidate_ids=("k-3f2a91c0", "k-99b01d7e"))

    written = format_themes(ThemeTree((Theme(id="a", name="A", codes=(code,)),)))

    assert written.count("k-3f2a91c0") == 1
    assert "from_suggestions: [k-99b01d7e]\n" in written


@settings(deadline=None, max_examples=25)
@given(tree=trees().filter(lambda tree: bool(tree.themes)), raw=st.sampled_from(list(WITHOUT_THEMES.values())))
def test_any_tree_can_be_added_to_any_file_without_themes(tree: ThemeTree, raw: str) -> None:
    listed = parse_themes(raw, "themes.yaml")[1]

    assert parse_themes(import_tree(raw, tree, "themes.yaml"), "themes.yaml") == (tree, listed)
