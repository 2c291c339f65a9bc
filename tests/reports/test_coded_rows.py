"""What stands under an older definition, and where words were found again, as tables."""

from __future__ import annotations

import csv
import dataclasses
import io

import pytest

from tests.fakes import make_corpus
from thematica.formats.codings_csv import AS_WRITTEN, CodedRow
from thematica.model.codebook import CodebookVersion
from thematica.model.themes import Code, Theme, ThemeTree
from thematica.reports.coded_rows import describe_definition, find_older, format_older, format_reanchored

# s1: "P1: She is away.\nP2: The rota.\n"
CORPUS = make_corpus([("P1", "She is away."), ("P2", "The rota.")])
AWAY = Code(id="away", name="Away", definition="Cannot be met.")
ROTA = Code(id="rota", name="Rota")
ROW = CodedRow(
    key="1",
    file="ana.csv",
    line=2,
    coder="ana",
    document_id="s1",
    start=4,
    end=16,
    word="Away",
    code_id="away",
    outcome=AS_WRITTEN,
    codebook="1",
)


def tree_of(*codes: Code) -> ThemeTree:
    return ThemeTree((Theme(id="access", name="Access", codes=codes),))


def versions_of(*trees: ThemeTree) -> list[CodebookVersion]:
    return [CodebookVersion(number=i, at="", who="", tree=tree) for i, tree in enumerate(trees, 1)]


def find_after(now: Code, *, then: Code = AWAY, row: CodedRow = ROW) -> list[tuple[Code, Code]]:
    """Find what is older after a code became another."""
    trees = [tree_of(then, ROTA), tree_of(now, ROTA)]
    return [(each.then, each.now) for each in find_older([row], trees[-1], versions_of(*trees))]


def read(raw: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))


@pytest.mark.parametrize(
    "fields",
    [{"definition": "Is never there."}, {"use_when": ("Nobody opens.",)}, {"not_when": ("Nobody listens.",)}],
)
def test_a_coding_is_older_when_its_code_is_defined_otherwise_now(fields: dict[str, object]) -> None:
    now = dataclasses.replace(AWAY, **fields)

    assert find_after(now) == [(AWAY, now)]


def test_what_was_a_reason_to_use_a_code_and_is_one_not_to_makes_a_coding_older() -> None:
    then = dataclasses.replace(AWAY, use_when=("Nobody opens.",))
    now = dataclasses.replace(AWAY, not_when=("Nobody opens.",))

    assert find_after(now, then=then) == [(then, now)]


@pytest.mark.parametrize(
    "fields",
    [
        {"name": "Absent"},
        {"examples": ("She is away.",)},
        {"close_but_no": ("She is late.",)},
        {"memo": "Ask."},
        {"color": "#000000"},
        {"aliases": ("absent",)},
        {"candidate_ids": ("k-0000000a",)},
    ],
)
def test_a_coding_is_not_older_for_what_stands_beside_the_definition(fields: dict[str, object]) -> None:
    assert find_after(dataclasses.replace(AWAY, **fields)) == []


def test_where_there_is_no_definition_the_name_is_what_a_coding_rests_on() -> None:
    then, now = Code(id="away", name="Away"), Code(id="away", name="Not there")

    assert find_after(now, then=then) == [(then, now)]


def test_what_was_defined_and_defined_back_is_not_older() -> None:
    trees = [tree_of(AWAY), tree_of(dataclasses.replace(AWAY, definition="Otherwise.")), tree_of(AWAY)]

    assert find_older([ROW], trees[-1], versions_of(*trees)) == ()


def test_a_coding_made_under_the_definition_of_now_is_not_older() -> None:
    assert find_after(dataclasses.replace(AWAY, definition="New."), row=dataclasses.replace(ROW, codebook="2")) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"codebook": "0"},
        {"codebook": "draft"},
        {"codebook": "9"},
        {"code_id": ""},
        {"code_id": "gone"},
        {"outcome": "lost"},
    ],
    ids=["before any tree", "a word of hers", "a number to come", "nothing applies", "no code of the tree", "lost"],
)
def test_a_coding_with_nothing_to_compare_is_not_older(changes: dict[str, str]) -> None:
    assert find_after(dataclasses.replace(AWAY, definition="New."), row=dataclasses.replace(ROW, **changes)) == []


def test_a_code_that_is_younger_than_the_coding_has_nothing_to_compare() -> None:
    trees = [tree_of(ROTA), tree_of(ROTA, AWAY)]

    assert find_older([ROW], trees[-1], versions_of(*trees)) == ()


def test_a_code_under_its_former_id_is_compared_with_what_it_was() -> None:
    now = Code(id="absent", name="Absent", definition="Is never there.", aliases=("away",))

    assert find_after(now, row=dataclasses.replace(ROW, code_id="absent")) == [(AWAY, now)]


def test_older_codings_stand_in_the_order_of_the_tree_and_then_of_the_files() -> None:
    now = tree_of(*(dataclasses.replace(code, definition="New.") for code in (ROTA, AWAY)))
    rows = [
        dataclasses.replace(ROW, key=str(line), line=line, code_id=code)
        for line, code in ((2, "away"), (3, "rota"), (4, "away"), (5, "rota"))
    ]

    older = find_older(rows, now, versions_of(tree_of(AWAY, ROTA), now))

    assert [each.row.line for each in older] == [3, 5, 2, 4]


@pytest.mark.parametrize(
    ("code", "text"),
    [
        (Code(id="a", name="Away"), "Away"),
        (AWAY, "Cannot be met."),
        (Code(id="a", name="Away", use_when=("Shut.", "Late.")), "Use when: Shut.; Late."),
        (Code(id="a", name="Away", not_when=("Shut.",)), "Not when: Shut."),
    ],
)
def test_a_definition_is_given_in_one_text(code: Code, text: str) -> None:
    assert describe_definition(code) == text


def test_the_table_of_older_codings_has_both_definitions_and_the_place_in_the_coders_file() -> None:
    trees = [tree_of(AWAY), tree_of(dataclasses.replace(AWAY, definition="Is never there."))]

    (row,) = read(format_older(find_older([ROW], trees[-1], versions_of(*trees)), CORPUS))

    assert row == {
        "document": "s1",
        "start": "4",
        "end": "16",
        "text": "She is away.",
        "coder": "ana",
        "code_id": "away",
        "code": "Away",
        "code_version": "1",
        "definition_then": "Cannot be met.",
        "definition_now": "Is never there.",
        "file": "ana.csv",
        "line": "2",
    }


def test_without_older_codings_the_table_has_its_columns_only() -> None:
    assert format_older([], CORPUS).decode("utf-8-sig").startswith("document,start,end,text,coder,")


def test_the_table_of_places_holds_the_rows_whose_document_was_changed() -> None:
    rows = [
        ROW,
        dataclasses.replace(ROW, line=3, outcome="moved"),
        dataclasses.replace(ROW, line=4, outcome="lost", start=5, end=5),
    ]

    table = read(format_reanchored(rows, CORPUS))

    assert [(row["line"], row["outcome"], row["text"]) for row in table] == [
        ("3", "moved", "She is away."),
        ("4", "lost", ""),
    ]
    assert table[0]["code"] == "Away"  # as it is written in her file
