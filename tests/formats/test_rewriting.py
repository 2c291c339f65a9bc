"""Words in files of hers are replaced, and every other character stays."""

from __future__ import annotations

import pytest

from thematica.formats.csv_table import parse_table
from thematica.formats.pseudonym_key import add_suggestions, read_key
from thematica.formats.rewriting import Writers, is_choice, rewrite_table
from thematica.formats.rewritten_yaml import drop_twins, rewrite_yaml, rule_of
from thematica.formats.themes_yaml import parse_themes
from thematica.steps.pseudonymise import fold_form


def write(text: str) -> str:
    return text.replace("Sara", "[Student: 1]")


def bare(text: str) -> str:
    return text.replace("Sara", "Student 1").replace("sara", "Student 1")


WRITERS = Writers(write, bare)


def test_a_tree_keeps_every_character_but_its_names() -> None:
    text = (
        "# Sara's tree\nthemes:\n"
        "- theme:   Sara\n  id: sara-helps # kept\n  definition: >\n    Folded Sara,\n    twice.\n"
        "  codes:\n  -   {code: 'x', examples: [Sara said so, other]}\nsuggestions:\n"
    )

    written = rewrite_yaml(text, "themes.yaml", rule_of("themes.yaml", WRITERS), write)

    assert written == text.replace("# Sara", "# [Student: 1]").replace(
        "theme:   Sara", 'theme:   "[Student: 1]"'
    ).replace("sara-helps", '"student-1-helps"').replace("Folded Sara", "Folded [Student: 1]").replace(
        "[Sara said so", '["[Student: 1] said so"'
    )
    assert parse_themes(written, "themes.yaml")[0].themes[0].id == "student-1-helps"


def test_a_value_that_is_named_elsewhere_keeps_its_anchor() -> None:
    text = (
        "themes:\n  - theme: &who Sara\n    memo: *who\n    codes:\n      - code: !!str Sara's\n        not_when:\n"
        "          - |  # of Sara\n            Sara\n            said\n          - So\n            Sara\n"
    )

    written = rewrite_yaml(text, "themes.yaml", rule_of("themes.yaml", WRITERS), write)

    (theme,) = parse_themes(written, "themes.yaml")[0].themes
    assert (theme.name, theme.memo) == ("[Student: 1]", "[Student: 1]")
    assert theme.codes[0].name == "[Student: 1]'s"
    assert theme.codes[0].not_when == ("[Student: 1]\nsaid", "So [Student: 1]")
    assert "# of [Student: 1]" in written


def test_a_tree_without_names_keeps_every_byte() -> None:
    text = "themes:   # mine\n  - {theme: 'A', codes: [ {code: B} ]}\n\n\nsuggestions:\n"

    assert rewrite_yaml(text, "themes.yaml", rule_of("themes.yaml", WRITERS), write) == text


def test_cells_are_rewritten_by_column_and_notes_stay() -> None:
    table = '# of Sara\nid;said\nSara;"Sara; yes"\n'

    written = rewrite_table(table, "a.csv", lambda column, cell: bare(cell) if column == "id" else write(cell), write)

    assert written == '# of [Student: 1]\nid;said\nStudent 1;"[Student: 1]; yes"\n'


def test_a_key_in_yaml_has_pseudonyms_in_brackets(tmp_path) -> None:
    path = tmp_path / "key.yaml"
    path.write_text("Tutor 1: [Dr Okonjo, Okonjo]\nStudent 2: {forms: Will, match_case: false}\n")

    found = [(p.original, p.replacement, p.match_case) for p in read_key(path, fold_form)]

    assert found == [("Dr Okonjo", "[Tutor 1]", False), ("Okonjo", "[Tutor 1]", False), ("Will", "[Student 2]", False)]


def test_the_capital_of_a_name_that_is_a_word_counts_unless_she_says_no(tmp_path) -> None:
    path = tmp_path / "key.csv"
    path.write_text("original,replacement,match_case\nGrace,[A],\nMay,[B],no\nSara,[C],\nBridge,[D],yes\n")

    assert [p.match_case for p in read_key(path, fold_form)] == [True, False, False, True]


@pytest.mark.parametrize(("name", "head"), [("k.csv", "original;replacement;kind\nSara;[S];"), ("k.yaml", "S: [Sara]")])
def test_suggestions_never_change_what_stands_in_a_key(name: str, head: str, tmp_path) -> None:
    path = tmp_path / name
    path.write_text(head)

    n = add_suggestions(path, [("SARA", "person", "2", "x"), ("Multan", "place", "1", "in Multan")], fold_form)
    again = add_suggestions(path, [("Multan", "place", "1", "in Multan")], fold_form)

    assert path.read_text().startswith(head + "\n")
    assert path.read_text().count("Multan") == (1 if name == "k.csv" else 2)
    assert (n, again) == (1, 0)
    assert [p.original for p in read_key(path, fold_form)] == ["Sara"]


def test_labels_that_become_one_must_be_said_the_same_of() -> None:
    old = (
        "documents:\n  a.txt:\n    Dr K: {role: moderator} # asks\n    Khan: {role: moderator}\n"
        "    Sara: {participant: P1}\n    Sarah: {participant: P2}\n  b.txt:\n    Khan: {role: participant}\n"
    )
    new = old.replace("Dr K:", "Tutor 1:").replace("Khan:", "Tutor 1:")

    assert drop_twins(new, old) == (
        "documents:\n  a.txt:\n    Tutor 1: {role: moderator} # asks\n"
        "    Sara: {participant: P1}\n    Sarah: {participant: P2}\n  b.txt:\n    Tutor 1: {role: participant}\n"
    )
    with pytest.raises(ValueError, match=r"speakers\.yaml:6: Sara and Sarah would both be called Student 1"):
        drop_twins(new.replace("Sarah:", "Student 1:").replace("Sara:", "Student 1:"), old)


@pytest.mark.parametrize(
    "table",
    [
        'said,id\n"Sara; yes",P1\n"no; no",P2\n',
        '"# of Sara",id\nx,P1\n',
        'id;"What, if anything, is good, Sara?"\nP1;"Yes, a; b"\nP2;no\n',
        'good\n"a, b"\n"c, Sara"\n',
        'sep=;\nid;said\nP1;"a ""b"" c"\n',
        "id\tsaid\nP1\ta, b\nP2\tc, d\n",
    ],
)
def test_a_table_is_read_in_the_same_cells_as_before(table: str) -> None:
    written = rewrite_table(table, "a.csv", lambda _, cell: cell.replace("Sara", "S"), write)

    old, new = parse_table(table, "a.csv"), parse_table(written, "a.csv")
    assert new.columns == tuple(column.replace("Sara", "S") for column in old.columns)
    assert [[*row.cells.values()] for row in new.rows] == [
        [cell.replace("Sara", "S") for cell in row.cells.values()] for row in old.rows
    ]


@pytest.mark.parametrize(
    ("column", "choice"),
    [
        ("met", True),
        ("met_2", True),
        ("met___email", True),
        ("met (choice=By e-mail)", True),
        ("met[SQ001]", True),
        ("met/email", True),
        ("met_4_TEXT", False),
        ("method", False),
    ],
)
def test_the_columns_of_a_closed_question_are_known_as_they_are_when_they_are_read(column: str, choice: bool) -> None:
    assert is_choice(column, ["met"]) is choice
