"""The schema that editors check themes.yaml by."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from ruamel.yaml import YAML

from thematica.formats.themes_schema import DESCRIPTIONS, format_schema
from thematica.formats.themes_yaml import CODE_KEYS, EVIDENCE, THEME_KEYS

SCHEMA = json.loads(format_schema())


def is_valid(tree: Any) -> bool:
    return jsonschema.Draft7Validator(SCHEMA).is_valid(tree)


def test_it_is_a_schema_of_draft_07() -> None:
    jsonschema.Draft7Validator.check_schema(SCHEMA)


def test_it_knows_exactly_the_fields_that_are_read() -> None:
    assert set(SCHEMA["definitions"]["theme"]["properties"]) == set(THEME_KEYS)
    assert set(SCHEMA["definitions"]["code"]["properties"]) == set(CODE_KEYS)


def test_every_field_of_hers_is_explained() -> None:
    assert set(DESCRIPTIONS) == {*THEME_KEYS, *CODE_KEYS} - set(EVIDENCE)


def test_the_tree_of_the_example_is_valid(example: Path) -> None:
    tree = YAML(typ="safe").load((example / "themes.yaml").read_text(encoding="utf-8"))

    assert len(tree["themes"]) == 2
    assert is_valid(tree)


@pytest.mark.parametrize("tree", [{}, None, {"themes": None, "suggestions": None}])
def test_an_empty_tree_is_valid(tree: Any) -> None:
    assert is_valid(tree)


@pytest.mark.parametrize(
    "tree",
    [
        {"thems": []},
        {"themes": [{"theme": "A", "definiton": "B"}]},
        {"themes": [{"definition": "a theme without a name"}]},
        {"themes": [{"theme": "A", "codes": [{"code": 7}]}]},
        {"themes": [{"theme": "A", "codes": [{"code": "B", "derived_from": "theorie"}]}]},
        {"themes": [{"theme": "A", "codes": [{"code": "B", "color": "red"}]}]},
        {"themes": [{"theme": "A", "codes": [{"code": "B", "from_suggestions": ["three"]}]}]},
    ],
)
def test_a_mistake_is_seen(tree: Any) -> None:
    assert not is_valid(tree)
