"""themes.yaml: her tree, read as she wrote it, with the line of every mistake."""

from __future__ import annotations

from pathlib import Path

import pytest

from thematica.errors import ThemesError
from thematica.formats.themes_yaml import TEMPLATE, parse_themes, read_themes
from thematica.model.themes import Code, Theme, ThemeTree

FULL = """\
# Ours, of the second week.
themes:
  - id: experience
    theme: Experience
    memo: Ask the porters too.
    subthemes:
      - theme: Keeping in Touch
        codes:
          - id: availability
            code: Availability
            definition: Whether the mentor can be met
              when she is needed.
            use_when: [The mentor is busy., The mentor is away.]
            not_when: The mentor is there but does not listen.
            examples:
              - "She is: busy."
            close_but_no: []
            derived_from: both
            in_vivo: True
            color: "#3366cc"
            aliases: [k-1, reach]
            from_suggestions: [k-3f2a91c0, k-99b01d7e, k-3f2a91c0]
    codes:
      - id: k-7c1e02aa
        code: No
        seen: 14 segments
        near: availability
        group: [Access]
        consistency: 0.82
        quotes: [Never.]
        from_suggestions: [k-00000001]
suggestions:
  - id: k-0000000b
    code: no reply
    seen: 7
"""


def mistakes(text: str) -> list[str]:
    with pytest.raises(ThemesError) as caught:
        parse_themes(text, "themes.yaml")
    return str(caught.value).split("\n")


def test_a_tree_is_read_as_she_wrote_it() -> None:
    tree, listed = parse_themes(FULL, "themes.yaml")

    availability = Code(
        id="availability",
        name="Availability",
        definition="Whether the mentor can be met when she is needed.",
        use_when=("The mentor is busy.", "The mentor is away."),
        not_when=("The mentor is there but does not listen.",),
        examples=("She is: busy.",),
        derived_from="both",
        in_vivo=True,
        color="#3366cc",
        aliases=("k-1", "reach"),
        candidate_ids=("k-3f2a91c0", "k-99b01d7e"),
    )
    touch = Theme(id="keeping-in-touch", name="Keeping in Touch", codes=(availability,))
    never = Code(id="k-7c1e02aa", name="No", candidate_ids=("k-7c1e02aa", "k-00000001"))
    experience = Theme(
        id="experience", name="Experience", memo="Ask the porters too.", subthemes=(touch,), codes=(never,)
    )
    assert tree == ThemeTree((experience,))
    assert listed == ("k-0000000b",)


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "themes:\n", "themes: []\nsuggestions:\n", "---\n...\n"])
def test_a_tree_may_be_empty(text: str) -> None:
    assert parse_themes(text, "themes.yaml") == (ThemeTree(), ())


def test_the_tree_of_a_new_study_is_empty() -> None:
    assert parse_themes(TEMPLATE.format(head="# invented\n"), "themes.yaml") == (ThemeTree(), ())


@pytest.mark.parametrize("style", [">", ">-", ">+", ""], ids=["folded", "folded, cut", "folded, kept", "plain"])
def test_a_definition_over_two_lines_is_one_sentence(style: str) -> None:
    text = f"themes:\n  - theme: Access\n    definition: {style}\n      Whether she can\n      be met.\n"

    tree, _ = parse_themes(text, "themes.yaml")

    assert tree.themes[0].definition == "Whether she can be met."


@pytest.mark.parametrize("name", ["No", "yes", "on", "Off", "n", "1.2.3", "12 o'clock", "e-mail"])
def test_a_name_that_other_readers_convert_stays_a_name(name: str) -> None:
    tree, _ = parse_themes(f"themes:\n  - theme: {name}\n", "themes.yaml")

    assert tree.themes[0].name == name


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("007", "a number"),
        ("1.10", "a number"),
        ("2024-05-01", "a date"),
        ("true", "a truth value"),
        ("12e3", "a number"),
    ],
)
def test_a_name_that_is_not_a_text_must_be_quoted(name: str, kind: str) -> None:
    lines = mistakes(f"themes:\n  - id: a\n    theme: {name}\n")

    assert lines == [f"themes.yaml:3: 'theme: {name}' is {kind}; put it in quotation marks: 'theme: \"{name}\"'"]


def test_a_quoted_number_is_a_name() -> None:
    tree, _ = parse_themes("themes:\n  - id: '007'\n    theme: \"1.10\"\n", "themes.yaml")

    assert (tree.themes[0].id, tree.themes[0].name) == ("007", "1.10")


MALFORMED = """\
themes:
  - id: a
  - theme: B
    definiton: x
    codes:
      - id: 007
        code: C
      - code: true
      - code: D
        color: red
      - code: E
        derived_from: feelings
      - code: F
        from_suggestions: [k-1]
      - code: G
        in_vivo: perhaps
      - id: c1
        code: H
      - id: c1
        code: I
      - code: Twice
      - code: Twice
      - code: J
        memo: 2024-05-01
      - just words
      - code: K
        code: L
      - code: M
        memo: [a, b]
      - code: O
        aliases: {a: b}
    subthemes: nothing
them: 3
"""


def test_every_mistake_in_a_tree_is_listed_with_its_line() -> None:
    assert mistakes(MALFORMED) == [
        "themes.yaml:2: 'theme:' is missing; a theme needs a name",
        "themes.yaml:4: unknown key 'definiton:'; did you mean 'definition'?",
        "themes.yaml:6: 'id: 007' is a number; put it in quotation marks: 'id: \"007\"'",
        "themes.yaml:8: 'code: true' is a truth value; put it in quotation marks: 'code: \"true\"'",
        "themes.yaml:10: 'color:' must look like \"#3366CC\"",
        "themes.yaml:12: 'derived_from:' is one of data, theory, both",
        "themes.yaml:14: 'k-1' is not the id of a suggestion (they look like k-3f2a91c0)",
        "themes.yaml:16: 'in_vivo:' must be true or false",
        "themes.yaml:19: id 'c1' is used twice, here and in line 17; ids must differ",
        "themes.yaml:22: id 'twice' is used twice, here and in line 21; ids must differ; "
        "it is made of the name where none is given: give one of them an 'id:' of its own",
        "themes.yaml:24: 'memo: 2024-05-01' is a date; put it in quotation marks: 'memo: \"2024-05-01\"'",
        "themes.yaml:25: 'key: value' lines are expected here",
        "themes.yaml:27: key 'code:' occurs twice here; keep one",
        "themes.yaml:29: 'memo:' must be a text",
        "themes.yaml:31: a list is expected here ('- …' lines)",
        "themes.yaml:32: a list is expected here ('- …' lines)",
        "themes.yaml:33: unknown key 'them:'; did you mean 'themes'?",
    ]


def test_lines_are_counted_in_a_file_with_windows_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "themes.yaml"
    path.write_bytes(MALFORMED.replace("\n", "\r\n").encode("utf-8-sig"))

    with pytest.raises(ThemesError) as caught:
        read_themes(path)

    assert str(caught.value).split("\n") == mistakes(MALFORMED)


def test_every_empty_name_is_listed() -> None:
    assert mistakes("themes:\n  - theme:\n    codes:\n      - code: ''\n      - code:\n") == [
        "themes.yaml:2: 'theme:' is empty; a theme needs a name",
        "themes.yaml:4: 'code:' is empty; a code needs a name",
        "themes.yaml:5: 'code:' is empty; a code needs a name",
    ]


def test_no_code_is_lost_because_its_id_is_empty() -> None:
    text = (
        "themes:\n  - theme: Access\n    codes:\n      - id:\n        code: Rota\n      - id: ''\n        code: Door\n"
    )

    tree, _ = parse_themes(text, "themes.yaml")

    assert [code.name for code in tree.codes] == ["Rota", "Door"]


def test_a_name_of_signs_alone_needs_an_id_of_its_own() -> None:
    lines = mistakes("themes:\n  - theme: Access\n    codes:\n      - code: '?!'\n      - code: '…'\n")

    assert [line.split(" ")[0] for line in lines] == ["themes.yaml:4:", "themes.yaml:5:"]


def test_a_theme_that_holds_itself_is_a_mistake() -> None:
    with pytest.raises(ThemesError):
        parse_themes("themes:\n  - &a\n    theme: Access\n    subthemes: [*a]\n", "themes.yaml")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "themes:\n  - theme: Peers: support\n",
            '2: a colon inside a text; put the text in quotation marks: code: "Peers: support"',
        ),
        ("themes:\n  - theme: A\n\t  memo: b\n", "3: a tab; YAML wants blanks for indentation"),
        ("themes:\n---\nthemes:\n", "2: not valid YAML (but found another document)"),
        ("themes:\n  - theme: A\nmemo: *b\n", "3: not valid YAML (found undefined alias 'b')"),
        ("themes:\n  - theme: A\x1b\n", "2: a character that YAML does not allow (special characters are not allowed)"),
        ("- theme: A\n", "1: 'key: value' lines are expected here"),
        ("themes:\n  theme: A\n", "2: a list is expected here ('- …' lines)"),
        ("themes:\nsuggestions: later\n", "2: a list is expected here ('- …' lines)"),
        ("themes:\nsuggestions:\n  - id: k-0000000a\n    cod: rota\n", "4: unknown key 'cod:'; did you mean 'code'?"),
    ],
)
def test_a_file_of_another_shape_is_refused_with_the_line(text: str, message: str) -> None:
    assert mistakes(text) == [f"themes.yaml:{message}"]


def test_a_file_that_cannot_be_decoded_is_a_mistake_in_the_tree(tmp_path: Path) -> None:
    path = tmp_path / "themes.yaml"
    path.write_bytes("themes:\n".encode("utf-16-le"))

    with pytest.raises(ThemesError, match=r"^themes\.yaml: holds NUL bytes"):
        read_themes(path)


def test_the_tree_of_the_example_can_be_read(example: Path) -> None:
    assert len(read_themes(example / "themes.yaml")) > 0
