"""Columns that identify people: INVENTED cells, every one of which must be offered or told."""

from __future__ import annotations

import pytest

from thematica.model.pseudonyms import Passage, Pseudonym
from thematica.steps.identifiers import find_patterns
from thematica.steps.identifying_columns import find_columns
from thematica.steps.name_parts import NameParts


@pytest.mark.parametrize(
    "address",
    ["mary.o'neill@uni.example", "d’arcy@uni.example", "zoë.müller-groß@uni.example", "a+b&c@uni.example"],
)
def test_an_address_is_found_whole_whatever_letters_it_has(address: str) -> None:
    text = f"Write to '{address}', please."

    assert [text[start:end] for start, end, kind in find_patterns(text) if kind == "e-mail"] == [address]


def test_no_address_takes_long_to_be_looked_for() -> None:
    assert list(find_patterns("a'" * 20_000)) == []


def test_every_address_of_a_column_is_held_and_what_is_none_is_told() -> None:
    cells = ["ana@uni.example", "bea@uni.example", "cleo@uni.example", "dora @uni.example", "anonymous"]
    (column,) = find_columns([Passage("answers/s.csv", n, cell, "cell", "E-mail") for n, cell in enumerate(cells, 2)])

    assert column.values == ("ana@uni.example", "bea@uni.example", "cleo@uni.example", "dora @uni.example")
    assert column.others == ("anonymous",)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Krüger said", ["Krüger"]),
        ("write to akrueger", []),
        ("KRUGER and krüger.csv", ["KRUGER", "krüger"]),
        ("#HildeKrüger", ["Hilde", "Krüger"]),
        ("the grace of Grace", ["Grace"]),
        ("in Leeds University", []),
        ("H. said Dr", []),
    ],
)
def test_parts_of_names_are_found_and_words_that_are_no_names_are_not(text: str, found: list[str]) -> None:
    key = [
        Pseudonym(original="Dr Hilde Krüger", replacement="[Tutor 1]", kind="person"),
        Pseudonym(original="Grace Lee", replacement="[Student 1]", kind="person"),
        Pseudonym(original="Grace", replacement="[Student 1]", kind="person", match_case=True),
        Pseudonym(original="Leeds University", replacement="[University]", kind="organisation"),
    ]

    assert [text[start:end] for start, end, _ in NameParts(key).find(text)] == found
