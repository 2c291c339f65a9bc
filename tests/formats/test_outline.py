"""An outline in plain text or Markdown becomes the tree that its author saw."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thematica.errors import ThemesError
from thematica.formats.outline import field_of, parse_outline, read_outline
from thematica.model.themes import Code, Theme, ThemeTree


def read(text: str) -> ThemeTree:
    return parse_outline(text, "plan.txt")[0]


def places(text: str) -> list[str]:
    """Give every theme with a slash, every code without, after the names above."""
    tree = read(text)
    paths = (tree.path(node.id) for node in tree.nodes)
    return ["/".join(n.name for n in path) + "/" * isinstance(path[-1], Theme) for path in paths]


def mistakes(text: str) -> list[str]:
    with pytest.raises(ThemesError) as caught:
        read(text)
    return str(caught.value).split("\n")


SAME = {
    "blanks": "Access\n  Hours\n    early\n    late\n  far\nLearning\n  labs\n",
    "tabs": "Access\n\tHours\n\t\tearly\n\t\tlate\n\tfar\nLearning\n\tlabs\n",
    "bullets": "* Access\n  - Hours\n    • early\n    • late\n  - far\n* Learning\n  - labs\n",
    "bullets under names": "Access\n- Hours\n  - early\n  - late\n- far\n\nLearning\n- labs\n",
    "decimals": "1 Access\n1.1 Hours\n1.1.1 early\n1.1.2 late\n1.2 far\n2 Learning\n2.1 labs\n",
    "decimals with dots, indented": "1. Access\n  1.1. Hours\n    1.1.1. early\n    1.1.2. late\n  1.2. far\n"
    "2. Learning\n  2.1. labs\n",
    "letters": "1. Access\na) Hours\n(i) early\n(ii) late\nb) far\n2. Learning\na) labs\n",
    "capitals and roman numbers": "A. Access\n   I. Hours\n      1) early\n      2) late\n   II. far\n"
    "B. Learning\n   I. labs\n",
    "headings": "# Access\n## Hours\n### early\n### late\n## far\n# Learning\n## labs\n",
    "headings and bullets": "# Access\n\n## Hours\n- early\n- late\n\n## far\n\n# Learning\n* labs\n",
    "a title": "# Codebook\n## Access\n### Hours\n- early\n- late\n### far\n## Learning\n- labs\n",
    "rules and bold": "**Access**\n======\n- **Hours**\n  - early\n  - late\n- far\n---\n**Learning**\n- labs\n",
}


@pytest.mark.parametrize("text", SAME.values(), ids=SAME)
def test_every_way_to_write_an_outline_gives_the_same_tree(text: str) -> None:
    assert places(text) == [
        "Access/",
        "Access/Hours/",
        "Access/Hours/early",
        "Access/Hours/late",
        "Access/far",
        "Learning/",
        "Learning/labs",
    ]


@pytest.mark.parametrize("between", [": ", " – ", " — ", " - ", "： "])
def test_what_follows_a_colon_or_a_dash_is_the_definition(between: str) -> None:
    (code,) = read(f"Access\n  Drop-in at 10:30{between}One may come: always.\n").codes

    assert (code.name, code.definition) == ("Drop-in at 10:30", "One may come: always.")


def test_a_wrapped_definition_goes_on_below_its_bullet() -> None:
    (code,) = read("Access\n- Hours: whether she can\n  be met\n  at all\n").codes

    assert code.definition == "whether she can be met at all"


def test_in_markdown_paragraphs_below_a_heading_are_its_definition() -> None:
    tree = read("# Access\nWho can\nbe met.\n\nAnd where.\n\n- Hours: when\n\n# Labs\n- bench\n")

    assert [theme.definition for theme in tree.themes] == ["Who can be met.\nAnd where.", ""]


def test_lines_with_the_word_for_a_field_belong_to_the_name_above_them() -> None:
    (code,) = read(
        "Access\n  Hours\n    Definition: When she is there.\n    Inclusion criteria: Theatre.\n"
        "    Exclude: She is ill.\n    Examples:\n      - She left: again.\n      - Nobody.\n"
        "    Close but no: On the phone.\n    Notes: ask\n"
        "    Id: 007\n    In vivo: yes\n    Derived from: inductive\n    Color: #3366CC\n    Also called: k1\n"
        "    Candidates: k-3f2a91c0, k-99b01d7e\n"
    ).codes

    assert code == Code(
        id="007",
        name="Hours",
        definition="When she is there.",
        use_when=("Theatre.",),
        not_when=("She is ill.",),
        examples=("She left: again.", "Nobody."),
        close_but_no=("On the phone.",),
        derived_from="data",
        in_vivo=True,
        memo="ask",
        color="#3366CC",
        aliases=("k1",),
        candidate_ids=("k-3f2a91c0", "k-99b01d7e"),
    )


def test_in_markdown_paragraphs_below_a_label_belong_to_it() -> None:
    (code,) = read("# Access\n## Hours\nWhen.\n\n**Memo:** Ask\nAna.\n\nAnd *Bea\\*.\n").codes

    assert (code.definition, code.memo) == ("When.", "Ask Ana.\nAnd *Bea*.")


def test_a_label_below_the_title_is_not_lost() -> None:
    assert places("# Codebook\n## Access\n- far\n\n# Notes: Ask.\n") == [
        "Codebook/", "Codebook/Access/", "Codebook/Access/far", "Codes/", "Codes/Notes",
    ]  # fmt: skip
    assert places("# Codebook\n- Notes: Ask.\n- far\n") == ["Codes/", "Codes/Notes", "Codes/far"]


def test_a_code_that_is_called_like_a_field_stays_a_code() -> None:
    assert places("Writing\n  Notes\n  Examples – of others\n") == ["Writing/", "Writing/Notes", "Writing/Examples"]


def test_codes_under_no_theme_are_put_into_one_and_it_is_said() -> None:
    tree, remarks = parse_outline("Access\n  far\nLabs\nMail\n", "plan.txt")

    assert [(theme.name, [code.name for code in theme.codes]) for theme in tree.themes] == [
        ("Access", ["far"]),
        ("Codes", ["Labs", "Mail"]),
    ]
    assert remarks == ("plan.txt: no theme holds 'Labs', 'Mail'; put into a theme 'Codes'",)


def test_a_number_that_does_not_count_on_belongs_to_the_name() -> None:
    assert places("Reasons\n  3 jobs at once\n  2024 was hard\n")[1:] == [
        "Reasons/3 jobs at once",
        "Reasons/2024 was hard",
    ]


def test_a_letter_after_its_neighbour_is_no_roman_number() -> None:
    assert places("Access\nh) hours\ni) inns\nj) jams\n")[1:] == ["Access/hours", "Access/inns", "Access/jams"]


def test_names_that_are_alike_get_ids_that_differ() -> None:
    tree = read("Access\n  other\n  ???\nCodes\n  other\nalone\n")

    assert [node.id for node in tree.nodes] == [
        "access", "other", "code", "codes", "codes-other", "codes-2", "alone",
    ]  # fmt: skip


def test_nothing_is_passed_over_without_a_word() -> None:
    _, plain = parse_outline("# of the second week\nAccess\n  far\n", "plan.txt")
    _, markdown = parse_outline("Ours.\n\n# Codebook\n## Access\n### far\nColor: red\n", "plan.md")

    assert parse_outline("Access\n  far\n", "plan.txt", ["plan.txt: not UTF-8"])[1] == ("plan.txt: not UTF-8",)
    assert plain == ("plan.txt:1: a line that begins with '#' was passed over",)
    assert markdown == (
        "plan.md:1: a line above the first heading was left out",
        "plan.md:3: 'Codebook' was read as the title",
        "plan.md:5: 'red' cannot be 'color'; it was left out",
    )


def test_every_mistake_is_listed_with_its_line() -> None:
    assert mistakes("1 Access\n    1.1 Hours\n  1.2 Far\n    2.1 Late\n: nameless\n    far\n    Far\n") == [
        "plan.txt:3: 'Far' is indented by 2 blanks, which fits no line above it (0, 4; a tab counts as 4)",
        "plan.txt:4: number 2.1 stands under number 1.2; a line is missing, or the number is wrong",
        "plan.txt:5: the name of the theme or code is missing",
        "plan.txt:7: 'Far' stands twice under '', here and in line 6; names there must differ",
    ]


def test_an_id_that_is_used_twice_is_a_mistake() -> None:
    assert mistakes("A\n  b\n    Id: 7\n  c\n    Id: 7\n") == [
        "plan.txt:4: id '7' is used twice, here and in line 2; ids must differ"
    ]


@pytest.mark.parametrize("text", ["", "\n \n", "---\n", "# only a note\n"])
def test_an_outline_without_names_is_refused(text: str) -> None:
    assert mistakes(text) == ["plan.txt: it names no themes and no codes"]


def test_an_outline_is_read_from_a_file_in_any_known_encoding(tmp_path: Path) -> None:
    path = tmp_path / "plan.txt"
    path.write_bytes("Zugang\r\n\tÖffnungszeiten: früh\r\n".encode("cp1252"))

    assert [code.name for code in read_outline(path)[0]] == ["Öffnungszeiten"]


def test_a_file_that_is_not_there_is_a_mistake_of_the_themes(tmp_path: Path) -> None:
    with pytest.raises(ThemesError, match="cannot be read"):
        read_outline(tmp_path / "plan.txt")


def test_words_for_fields_are_known_however_they_are_written() -> None:
    assert [field_of(word) for word in ("Use_When", "NOT WHEN:", " colour ", "theme")] == [
        "use_when",
        "not_when",
        "color",
        "",
    ]


NAMES = st.text("abcdefghijklm ", min_size=3, max_size=9).map(str.strip).filter(lambda name: len(name) > 2)
SHAPES = st.recursive(st.just({}), lambda below: st.dictionaries(NAMES, below, min_size=1, max_size=3), max_leaves=8)


def outline_of(shape: dict[str, dict], write: str, depth: int = 0, number: str = "") -> str:  # type: ignore[type-arg]
    """Write nested names as an outline in one of four styles."""
    lines = ""
    for n, (name, below) in enumerate(shape.items(), 1):
        counted = f"{number}.{n}" if number else f"{n}"
        lead = {
            "blanks": "   " * depth,
            "bullets": "\t" * depth + "- ",
            "numbers": f"{counted}. ",
            "headings": "#" * (depth + 1) + " ",
        }
        lines += f"{lead[write]}{name}\n{outline_of(below, write, depth + 1, counted)}"
    return lines


def paths_of(shape: dict[str, dict], above: str = "") -> list[str]:  # type: ignore[type-arg]
    return [p for name, below in shape.items() for p in (f"{above}{name}", *paths_of(below, f"{above}{name}/"))]


@settings(deadline=None)
@given(
    shapes=st.dictionaries(NAMES, SHAPES.filter(bool), min_size=2, max_size=3),
    write=st.sampled_from(["blanks", "bullets", "numbers", "headings"]),
)
def test_any_nesting_is_read_as_it_was_written_in_every_style(shapes: dict[str, dict], write: str) -> None:  # type: ignore[type-arg]
    deepest = max(path.count("/") for path in paths_of(shapes)) + 1
    style = "bullets" if write == "headings" and deepest > 6 else write

    assert sorted(place.rstrip("/") for place in places(outline_of(shapes, style))) == sorted(paths_of(shapes))


@settings(deadline=None)
@given(text=st.text(st.sampled_from("ab1.i()-*#: \t\n–\\"), max_size=60))
def test_any_text_is_read_or_refused_with_sentences(text: str) -> None:
    with suppress(ThemesError):
        tree = read(text)

        assert tree.codes
        assert len({node.id for node in tree.nodes}) == len(tree.nodes)
