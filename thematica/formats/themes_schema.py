"""A JSON Schema of themes.yaml, written beside the tree so that editors complete and check its fields."""

from __future__ import annotations

import json
from typing import Any

from thematica.formats.themes_yaml import DERIVED_FROM, EVIDENCE, LIST_FIELDS

TEXTS = {"oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
DESCRIPTIONS = {
    "id": "What codings hold on to; keep it when you rename. Made from the name if it is left out.",
    "theme": "The name of the theme.",
    "code": "The name of the code.",
    "definition": "What it means.",
    "use_when": "When to apply it.",
    "not_when": "When not to apply it, and what applies instead.",
    "examples": "Passages that belong to it.",
    "close_but_no": "Passages that nearly belong to it, but do not.",
    "aliases": "Former ids and names; codings made under them still count.",
    "derived_from": "Whether it comes from the data, from theory, or from both.",
    "in_vivo": "Whether the name is a participant's own words.",
    "memo": "Your note to yourself.",
    "color": "As #RRGGBB.",
    "from_suggestions": "Ids of candidate codes that you placed here.",
    "subthemes": "Themes within this theme.",
    "codes": "Codes of this theme.",
}


def format_schema() -> bytes:
    """Write the schema as JSON Schema draft-07, the newest that editors' YAML support checks by."""
    fields: dict[str, Any] = {key: {"type": ["string", "null"]} for key in ("id", "definition", "memo")}
    fields |= dict.fromkeys(LIST_FIELDS, TEXTS)
    fields["derived_from"] = {"enum": list(DERIVED_FROM)}
    fields["in_vivo"] = {"type": "boolean", "default": False}
    fields["color"] = {"type": "string", "pattern": "^#[0-9A-Fa-f]{6}$"}
    fields["from_suggestions"] = {"type": "array", "items": {"type": "string", "pattern": "^k-[0-9a-f]{8}$"}}
    evidence: dict[str, Any] = {
        key: {"description": "Evidence of the day it was offered; ignored."} for key in EVIDENCE
    }
    code = _record("code", {"code": {"type": "string"}, **fields}, evidence)
    theme = _record("theme", {"theme": {"type": "string"}, **fields}, evidence)
    theme["properties"]["subthemes"] = _list("theme", DESCRIPTIONS["subthemes"])
    theme["properties"]["codes"] = _list("code", DESCRIPTIONS["codes"])
    schema = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "themes.yaml of thematica",
        "type": ["object", "null"],
        "properties": {
            "themes": _list("theme", "Your themes, the outermost first."),
            "suggestions": _list("code", "Candidate codes; thematica adds here, and only here."),
        },
        "additionalProperties": False,
        "definitions": {"theme": theme, "code": code},
    }
    return (json.dumps(schema, indent=1) + "\n").encode()


def _record(kind: str, fields: dict[str, Any], evidence: dict[str, Any]) -> dict[str, Any]:
    described = {key: {**value, "description": DESCRIPTIONS[key]} for key, value in fields.items()}
    properties = {**described, **evidence}
    return {"type": "object", "properties": properties, "required": [kind], "additionalProperties": False}


def _list(kind: str, description: str) -> dict[str, Any]:
    return {"type": ["array", "null"], "description": description, "items": {"$ref": f"#/definitions/{kind}"}}
