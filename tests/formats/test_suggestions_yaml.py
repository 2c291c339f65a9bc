"""Candidate codes are added under ``suggestions:`` by adding lines only; the file stays hers."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from thematica.errors import ThemesError
from thematica.formats.suggestions_yaml import CannotSplice, add_suggestions
from thematica.formats.themes_yaml import parse_themes
from thematica.model.candidates import Suggestion
from thematica.model.themes import ThemeTree

NEW = (
    Suggestion(
        id="k-0000000a",
        name="no reply: to e-mail",
        seen="14 segments, 9 participants, 5 sessions",
        near="availability",
        group=("Access", "Between meetings # often"),
        consistency=0.816,
        quotes=('FG4E: "Never", she said.', "FG1A: I wrote\ntwice – nothing \\ at all."),
    ),
    Suggestion(id="k-0000000b", name="No", seen="2 segments, 1 participant, 1 session"),
)

STYLES = {
    "indent of two": """\
# Mine.
themes:
  - id: access   # do not rename
    theme: Access
    # the codes
    codes:
      - id: availability
        code: Availability

suggestions:
  - id: k-00000001
    code: rota
    quotes:
      - "FG1A: The rota."
""",
    "indent of four": """\
themes:
    -   id: access
        theme: Access
        codes:
            -   code: Availability
suggestions:
    -   id: k-00000001
        code: rota
        quotes:
            -   "FG1A: The rota."
    -   id: k-00000002
        code: door
""",
    "lists that are not indented": """\
themes:
- theme: Access
  codes:
  - code: Availability
suggestions:
- id: k-00000001
  code: rota
  quotes:
  - The rota.
""",
    "flow lists": """\
themes: [{theme: Access, codes: [{code: Availability, use_when: [She is away.]}]}]
suggestions: [{id: k-00000001, code: rota}, {id: k-00000002, code: door}]
""",
    "an empty flow list with comments": """\
themes:
  - theme: Access
suggestions: [  # none, yet
  # really none
]  # end
# after
""",
    "a flow list that ends in a comma": """\
themes:
  - theme: Access
suggestions: [
  {id: k-00000001, code: rota},
]
""",
    "quoted and folded scalars": """\
themes:
  - theme: 'It''s "access"'
    definition: >-
      Whether she can
      be met.

      # not a comment
    memo: |
      suggestions:
        - none
    codes:
      - code: "Availability \\u00e9
          and more"
suggestions:
  - id: k-00000001
    code: rota
    memo: |+
      Kept with its lines.
      # not a comment

  - id: k-00000002
    code: >
      a folded
      name
""",
    "a folded scalar at the end": """\
themes:
  - theme: Access
suggestions:
  - id: k-00000001
    code: rota
    memo: >-
      Words over
      two lines.


# the end
""",
    "comments everywhere": """\
# yaml-language-server: $schema=.thematica/themes.schema.json
# top

themes:  # all of them
  # before the first
  - theme: Access  # hers
    # inside
    codes:  # two
      # before a code
      - code: Availability  # one
      # after a code
    # after the codes
  # after the theme
# before the suggestions
suggestions:  # thematica adds here, and only here
  # before the first
  - id: k-00000001  # an id
    # inside
    code: rota  # a name
    # after the last
  # less indented
# the end
""",
    "Windows line ends": "themes:\r\n  - theme: Access\r\nsuggestions:\r\n  - id: k-00000001\r\n    code: rota\r\n",
    "Windows line ends and nothing there": "themes:\r\n  - theme: Access\r\n# below\r\nsuggestions:\r\n# end\r\n",
    "Windows line ends and no key": "# mine\r\nthemes:\r\n  - theme: Access",
    "document markers": """\
%YAML 1.2
# top
---
themes:
  - theme: Access
suggestions:
  - id: k-00000001
    code: rota
...
# after the end
""",
    "document markers and no key": "# top\n---\nthemes:\n  - theme: Access\n...\n",
    "document markers and nothing there": "---\nthemes:\n  - theme: Access\nsuggestions:\n...\n",
    "a byte order mark": "\ufeffthemes:\n  - theme: Access\nsuggestions:\n  - id: k-00000001\n    code: rota\n",
    "a byte order mark and nothing there": "\ufeffthemes:\n  - theme: Access\nsuggestions:\n# end\n",
    "a byte order mark and a flow list": "\ufeffthemes:\n  - theme: Access\nsuggestions: []\n",
    "a byte order mark and no key": "\ufeff# mine\nthemes:\n  - theme: Access\n",
    "anchors and aliases": """\
themes:
  - theme: Access
    codes:
      - code: Availability
        use_when: &when [She is away.]
      - code: Door
        use_when: *when
suggestions:
  - id: k-00000001
    code: &name rota
    quotes: *when
  - id: k-00000002
    near: *name
    code: door
""",
    "a code named No": """\
themes:
  - theme: Answers
    codes:
      - code: No
      - id: '007'
        code: "007"
suggestions:
  - id: k-00000001
    code: No
""",
    "no line end at the end": "themes:\n  - theme: Access\nsuggestions:\n  - id: k-00000001\n    code: rota",
    "no line end after the key": "themes:\n  - theme: Access\nsuggestions:",
    "no line end and no key": "themes:\n  - theme: Access\n    memo: |\n      Words.",
    "no key": "themes:\n  - theme: Access\n\n# the end\n",
    "an empty file": "",
    "nothing but comments": "# one\n# two",
    "suggestions in the middle": """\
# top
suggestions:
  - id: k-00000001
    code: rota

# my themes
themes:
  - theme: Access
""",
    "empty suggestions in the middle": """\
suggestions:
# my themes
themes:
  - theme: Access
""",
    "empty suggestions with comments": """\
themes:
  - theme: Access
suggestions:   # none yet
  # they come here
# the end
""",
    "an item without a value at the end": """\
themes:
  - theme: Access
suggestions:
  - id: k-00000001
    code: rota
    near:
    quotes:
      -
""",
    "blank lines and blanks at the end": "themes:\n  - theme: Access  \nsuggestions:\n  - code: mine   \n \n\n   \n",
    "a quoted key": 'themes:\n  - theme: Access\n"suggestions":\n  - {id: k-00000001, code: rota}\n',
    "signs of two units": "themes:\n  - theme: 😀 Access\nsuggestions:\n  - id: k-00000001\n    code: 😀\n",
}

REFUSED = {
    "everything in braces": "{themes: [{theme: Access}], suggestions: []}\n",
    "an indented file": "  themes:\n    - theme: Access\n",
    "an anchor before the list": "themes:\nsuggestions: &s\n  - id: k-00000001\n    code: rota\n",
    "an alias to an earlier item": """\
themes:
suggestions:
  - id: k-00000001
    code: &name rota
  - id: k-00000002
    code: door
    near: *name
""",
    "an alias to the tree": "themes:\n  - theme: &name Access\nsuggestions:\n  - id: k-00000001\n    near: *name\n",
    "a written null": "themes:\nsuggestions: ~\n",
    "an explicit key": "themes:\n? suggestions\n: - id: k-00000001\n",
    "a comment that ends in a comma": "themes:\nsuggestions: [{id: k-00000001}  # one,\n]\n",
    "an end mark with a comment": "themes:\n  - theme: Access\n...  # end\n",
}


def read(raw: str) -> tuple[ThemeTree, tuple[str, ...]]:
    return parse_themes(raw.removeprefix("\ufeff").replace("\r\n", "\n"), "themes.yaml")


def assert_only_added(raw: str, spliced: str, ids: tuple[str, ...]) -> None:
    """Every original character survives in order, the tree reads the same, the new ids stand at the end."""
    same = next((i for i, (a, b) in enumerate(zip(raw, spliced, strict=False)) if a != b), len(raw))
    assert spliced.endswith(raw[same:])
    assert len(spliced) > len(raw)
    tree, listed = read(raw)
    assert read(spliced) == (tree, (*listed, *ids))


@pytest.mark.parametrize("raw", STYLES.values(), ids=STYLES.keys())
def test_suggestions_are_added_whatever_the_style(raw: str) -> None:
    spliced = add_suggestions(raw, NEW, "themes.yaml")

    assert_only_added(raw, spliced, ("k-0000000a", "k-0000000b"))


@pytest.mark.parametrize("raw", STYLES.values(), ids=STYLES.keys())
def test_what_is_added_twice_stands_in_the_order_in_which_it_was_offered(raw: str) -> None:
    spliced = add_suggestions(add_suggestions(raw, NEW[:1], "themes.yaml"), NEW[1:], "themes.yaml")

    assert_only_added(raw, spliced, ("k-0000000a", "k-0000000b"))


@pytest.mark.parametrize("raw", [*STYLES.values(), *REFUSED.values()], ids=[*STYLES, *REFUSED])
def test_adding_nothing_changes_nothing(raw: str) -> None:
    assert add_suggestions(raw, (), "themes.yaml") == raw


@pytest.mark.parametrize("raw", STYLES.values(), ids=STYLES.keys())
def test_line_ends_stay_as_they_are(raw: str) -> None:
    spliced = add_suggestions(raw, NEW, "themes.yaml")

    windows = "\r\n" in raw
    assert (spliced.count("\r\n") == spliced.count("\n")) is windows


@pytest.mark.parametrize("raw", REFUSED.values(), ids=REFUSED.keys())
def test_a_layout_in_which_nothing_can_be_added_safely_is_refused_or_kept(raw: str) -> None:
    with suppress(CannotSplice):
        assert_only_added(raw, add_suggestions(raw, NEW, "themes.yaml"), ("k-0000000a", "k-0000000b"))


def test_a_file_in_braces_is_refused() -> None:
    with pytest.raises(CannotSplice, match="the whole file is written in"):
        add_suggestions(REFUSED["everything in braces"], NEW, "themes.yaml")


def test_a_file_with_mistakes_is_not_touched() -> None:
    with pytest.raises(ThemesError) as caught:
        add_suggestions("themes:\n  - thme: Access\nsuggestions:\n", NEW, "themes.yaml")

    assert [problem.line for problem in caught.value.problems] == [2, 2]


def test_an_empty_key_is_filled_in_the_manner_of_the_file() -> None:
    assert add_suggestions("themes:\nsuggestions:  # here\n# end\n", NEW, "themes.yaml") == (
        "themes:\n"
        "suggestions:  # here\n"
        "  - id: k-0000000a\n"
        '    code: "no reply: to e-mail"\n'
        "    seen: 14 segments, 9 participants, 5 sessions\n"
        '    near: "availability"\n'
        '    group: ["Access", "Between meetings # often"]\n'
        "    consistency: 0.82\n"
        "    quotes:\n"
        '      - "FG4E: \\"Never\\", she said."\n'
        '      - "FG1A: I wrote twice – nothing \\\\ at all."\n'
        "  - id: k-0000000b\n"
        '    code: "No"\n'
        "    seen: 2 segments, 1 participant, 1 session\n"
        "# end\n"
    )


def test_a_list_that_is_not_indented_goes_on_unindented() -> None:
    spliced = add_suggestions("themes:\nsuggestions:\n- id: k-00000001\n", NEW[1:], "themes.yaml")

    assert spliced.startswith("themes:\nsuggestions:\n- id: k-00000001\n- id: k-0000000b\n  code:")


def test_a_comment_below_the_list_stays_below_it() -> None:
    spliced = add_suggestions(STYLES["suggestions in the middle"], NEW, "themes.yaml")

    assert spliced.endswith("\n\n# my themes\nthemes:\n  - theme: Access\n")


@settings(max_examples=100, deadline=None)
@given(
    name=st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), max_size=20),
    quote=st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), max_size=20),
    style=st.sampled_from(["no key", "flow lists", "indent of four"]),
)
def test_words_are_read_back_as_they_were_offered(name: str, quote: str, style: str) -> None:
    suggestion = Suggestion(id="k-0000000a", name=name, seen="1 segment", near=name, group=(name,), quotes=(quote,))

    added = YAML(typ="safe").load(add_suggestions(STYLES[style], [suggestion], "themes.yaml"))["suggestions"][-1]

    assert added["code"] == " ".join(name.split())
    assert added["quotes"] == [" ".join(quote.split())]


@pytest.mark.parametrize("sign", ["\x92", "\x7f", "\x00", "\x1b", "\ufffe", "\x85", "\u2028"])
def test_a_quote_with_a_character_nobody_sees_can_be_offered(sign: str) -> None:
    quote = f"FG1A: She didn{sign}t reply."
    suggestion = Suggestion(id="k-0000000a", name="reply", seen="1 segment", quotes=(quote,))

    added = YAML(typ="safe").load(add_suggestions("themes:\nsuggestions:\n", [suggestion], "themes.yaml"))

    assert added["suggestions"][0]["quotes"] == [" ".join(quote.split())]


SCALAR = st.sampled_from(
    ["Access", "'No'", '"007"', "No", "a 'name'", '"two: words"', "'# none'", "née", "😀 x", "x-y (z)", '"a \\" b"']
)
COMMENT = st.sampled_from(["", "", "", "  # note", " # a: b", "   #"])
BETWEEN = st.sampled_from(["", "", "", "\n", "# note\n", "      # far in\n", "  \n"])


@st.composite
def files(draw: st.DrawFn) -> str:
    """A themes.yaml as a person might lay it out, sound in itself."""
    inner = draw(st.sampled_from([2, 4]))
    outer = draw(st.sampled_from([0, inner]))
    number = iter(range(1000))

    def line(depth: int, text: str) -> str:
        return " " * depth + text + draw(COMMENT) + "\n" + draw(BETWEEN)

    def entry(depth: int, kind: str) -> str:
        dash = "-" + " " * (inner - 1)
        lines = line(depth, f"{dash}id: n{next(number)}") + line(depth + inner, f"{kind}: {draw(SCALAR)}")
        if draw(st.booleans()):
            lines += line(depth + inner, f"use_when: [{draw(SCALAR)}]")
        if draw(st.booleans()):
            lines += line(depth + inner, "quotes:") + line(depth + inner + outer, f"- {draw(SCALAR)}")
        if draw(st.integers(0, 3)) == 0:
            style = draw(st.sampled_from(["|", ">", "|-", ">-", "|+"]))
            lines += " " * (depth + inner) + f"memo: {style}\n"
            lines += " " * (depth + 2 * inner) + "Words: [of\n\n" + " " * (depth + 2 * inner) + "# hers\n"
        return lines

    def themes(depth: int, levels: int) -> str:
        lines = ""
        for _ in range(draw(st.integers(1, 2))):
            lines += entry(depth, "theme")
            if levels and draw(st.booleans()):
                lines += line(depth + inner, "subthemes:") + themes(depth + inner + outer, levels - 1)
            if draw(st.booleans()):
                lines += line(depth + inner, "codes:")
                lines += "".join(entry(depth + inner + outer, "code") for _ in range(draw(st.integers(1, 2))))
        return lines

    tree = line(0, "themes:") + themes(outer, 1) if draw(st.booleans()) else line(0, "themes: []")
    kind = draw(st.sampled_from(["none", "empty", "flow", "full flow", "block", "block"]))
    offered = {
        "none": "",
        "empty": line(0, "suggestions:"),
        "flow": line(0, "suggestions: []"),
        "full flow": line(0, f"suggestions: [{{id: k-00000001, code: {draw(SCALAR)}}}]"),
        "block": line(0, "suggestions:") + "".join(entry(outer, "code") for _ in range(draw(st.integers(1, 2)))),
    }[kind]
    parts = [tree, offered] if draw(st.booleans()) else [offered, tree]
    text = draw(st.sampled_from(["", "# top\n", "---\n", "# top\n---\n"])) + "".join(parts)
    text += draw(st.sampled_from(["", "# the end\n", "...\n", "\n\n"]))
    if draw(st.booleans()):
        text = text.rstrip("\n")
    if draw(st.booleans()):
        text = text.replace("\n", "\r\n")
    return draw(st.sampled_from(["", "", "\ufeff"])) + text


SUGGESTIONS = st.lists(
    st.builds(
        Suggestion,
        id=st.from_regex(r"k-[0-9a-f]{8}", fullmatch=True),
        name=st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), max_size=10),
        seen=st.just("3 segments, 2 participants, 1 session"),
        near=st.sampled_from(["", "n0", "No: way"]),
        group=st.lists(SCALAR, max_size=2).map(tuple),
        consistency=st.floats(0, 1),
        quotes=st.lists(SCALAR, max_size=2).map(tuple),
    ),
    min_size=1,
    max_size=3,
    unique_by=lambda suggestion: suggestion.id,
)


@settings(max_examples=200, deadline=None)
@given(raw=files(), suggestions=SUGGESTIONS)
def test_whatever_her_file_looks_like_it_is_only_added_to(raw: str, suggestions: list[Suggestion]) -> None:
    assert_only_added(raw, add_suggestions(raw, suggestions, "themes.yaml"), tuple(s.id for s in suggestions))


SCRAPS = (
    *("suggestions:", "themes:", "\n", "\n", "  ", "- ", "id: k-00000001", "code: a", "theme: b", "# c", "[", "]"),
    *("{", "}", "...", "---", "\ufeff", "\r\n", "|", ">", "&a", "*a", " ", ",", "'", '"', "?", "~", "!!seq"),
)


@settings(max_examples=200, deadline=None)
@given(
    raw=st.lists(
        st.sampled_from(SCRAPS),
        max_size=14,
    )
    .map("".join)
    .filter(lambda raw: raw.count("&a") < 2)
)
def test_a_refusal_is_one_of_two_errors_and_nothing_else(raw: str) -> None:
    with suppress(CannotSplice, ThemesError):
        assert_only_added(raw, add_suggestions(raw, NEW, "themes.yaml"), ("k-0000000a", "k-0000000b"))


def test_an_anchor_may_be_given_again() -> None:
    raw = "themes:\n  - theme: &a Access\n    memo: *a\n  - theme: &a Trust\n    memo: *a\nsuggestions:\n"

    assert_only_added(raw, add_suggestions(raw, NEW, "themes.yaml"), ("k-0000000a", "k-0000000b"))
