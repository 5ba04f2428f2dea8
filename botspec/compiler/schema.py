"""JSON Schemas for editors and other tools, made from the models. The compiler itself never reads them."""

from __future__ import annotations

import json
from typing import Any

from botspec.compiler.catalog import Entry, Family, entries
from botspec.diagnostics.codes import CODES
from botspec.diagnostics.finding import Severity
from botspec.spec.model import Spec
from botspec.spec.shape import flow

Schema = dict[str, Any]
DIALECT = "https://json-schema.org/draft/2020-12/schema"
_PLACES = {
    Family.STRATEGY: ("Spec", "strategy"),
    Family.SIZING: ("Spec", "sizing"),
    Family.SLIPPAGE: ("Simulation", "slippage"),
    Family.FEES: ("Simulation", "fees"),
}


def spec_schema() -> Schema:
    """The spec language: envelopes filled with every block of the catalog."""
    schema = Spec.model_json_schema(by_alias=True)
    definitions: Schema = schema.pop("$defs")
    definitions.pop("Block")
    root = schema | {"additionalProperties": False}
    for family, (model, key) in _PLACES.items():
        owner = root if model == "Spec" else definitions[model]
        owner["properties"][key] = owner["properties"][key] | _one_of(family, definitions)
        for left in ("$ref", "anyOf", "default") if family is Family.SIZING else ("$ref",):
            owner["properties"][key].pop(left, None)
    risk = definitions["Risk"]["properties"]
    risk["guards"] |= {"items": _one_of(Family.GUARD, definitions), "default": []}
    risk["limits"] = _limits(risk["limits"], definitions)
    modeline = {"$schema": DIALECT, "title": "botspec spec, version 1"}
    root |= _sized()
    whole: Schema = spoken(
        modeline | {key: value for key, value in root.items() if key != "title"} | {"$defs": definitions}
    )
    return whole


def limits_schema(definitions: Schema) -> Schema:
    """The limits of the catalog, as a mapping; what they need is put among `definitions`."""
    return _limits({"type": "object"}, definitions)


def diagnostics_schema() -> Schema:
    """What `botspec validate --format json` prints."""
    count: Schema = {"type": "integer", "minimum": 0}
    position: Schema = {
        name: {"type": "integer", "minimum": 1} for name in ("line", "column", "end_line", "end_column")
    }
    text: Schema = {"type": "string"}
    related = _object({**position, "label": text})
    related["properties"] = {"path": text, **related["properties"]}  # only where it is another file
    finding = _object(
        {
            "code": {"enum": list(CODES)},
            "severity": {"enum": [severity.value for severity in Severity]},
            "message": text,
            "path": text,
            **position,
            "where": text,
            "label": text,
            "help": text,
            "related": {"type": "array", "items": related},
            "fix": {"type": "array", "items": _object({**position, "text": text})},
        }
    )
    counts = dict.fromkeys(("files", "errors", "warnings", "infos"), count)
    report = _object({"version": {"const": 1}, **counts, "findings": {"type": "array", "items": finding}})
    return {"$schema": DIALECT, "title": "botspec findings, version 1", **report}


def written(schema: Schema) -> str:
    """The schema as it is checked in."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _one_of(family: Family, definitions: Schema) -> Schema:
    """Any block of a family. The kinds stand beside the blocks too, so that an editor offers all of them."""
    of = [entry for entry in entries() if entry.family is family]
    kinds = [{"const": entry.kind, "description": entry.summary} for entry in of]
    return {
        "type": "object",
        "properties": {"kind": {"anyOf": kinds, "description": f"Which {family}."}},
        "required": ["kind"],
        "oneOf": [_block(entry, definitions) for entry in of],
    }


def _sized() -> Schema:
    """A sizing where the strategy has no weights of its own, and none where it has."""
    weighing = [entry.kind for entry in entries() if entry.family is Family.STRATEGY and entry.params.weighs]
    of_weights = {"properties": {"strategy": {"properties": {"kind": {"enum": weighing}}}}}
    return {"if": of_weights, "then": {"not": {"required": ["sizing"]}}, "else": {"required": ["sizing"]}}


def _block(entry: Entry, definitions: Schema) -> Schema:
    schema = _params(entry, definitions)
    schema |= {"title": entry.kind, "description": entry.docs.replace("\n", " ")}
    kind = {"const": entry.kind, "description": entry.summary}
    schema["properties"] = {"kind": kind, **schema.get("properties", {})}
    schema["required"] = ["kind", *schema.get("required", [])]
    return schema


def _limits(schema: Schema, definitions: Schema) -> Schema:
    limits = [entry for entry in entries() if entry.family is Family.LIMIT]
    properties = {entry.kind: _params(entry, definitions)["properties"]["limit"] for entry in limits}
    return schema | {"additionalProperties": False, "properties": properties}


def _params(entry: Entry, definitions: Schema) -> Schema:
    schema = entry.params.model_json_schema(by_alias=True)
    definitions.update(schema.pop("$defs", {}))
    return schema


def spoken(schema: Any) -> Any:  # noqa: ANN401  any part of a schema
    """As an editor should say it: a key is called what it is called, an example is something that can be written."""
    match schema:
        case dict():
            told = _without_null({key: spoken(value) for key, value in schema.items()})
            if isinstance(told.get("properties"), dict):
                told["properties"] = {key: {"title": key} | _named(below) for key, below in told["properties"].items()}
            return told
        case list():
            return [spoken(value) for value in schema]
        case _:
            return schema


def _without_null(schema: Schema) -> Schema:
    """A key is left out or has a value: an empty one is a mistake."""
    kept = [each for each in schema.get("anyOf", ()) if each != {"type": "null"}]
    if len(kept) == len(schema.get("anyOf", ())):
        return schema
    rest = {key: value for key, value in schema.items() if key != "anyOf" and (key, value) != ("default", None)}
    return kept[0] | rest if len(kept) == 1 else {"anyOf": kept} | rest


def _named(schema: Schema) -> Schema:
    """Examples that are mappings become snippets: an editor would write them as [object Object]."""
    rest = {key: value for key, value in schema.items() if key not in ("title", "examples")}
    mappings = [each for each in schema.get("examples", []) if isinstance(each, dict)]
    plain = [each for each in schema.get("examples", []) if not isinstance(each, dict)]
    snippets = [{"label": flow(each), "body": each} for each in mappings]
    return rest | ({"examples": plain} if plain else {}) | ({"defaultSnippets": snippets} if snippets else {})


def _object(properties: Schema) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
