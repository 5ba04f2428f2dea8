"""JSON Schemas for editors and other tools, made from the models. The compiler itself never reads them."""

from __future__ import annotations

import json
from typing import Any

from botspec.compiler.catalog import Entry, Family, entries
from botspec.diagnostics.codes import CODES
from botspec.diagnostics.finding import Severity
from botspec.spec.model import Spec

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
        owner["properties"][key] = {
            "oneOf": [_block(entry, definitions) for entry in entries() if entry.family is family]
        }
    risk = definitions["Risk"]["properties"]
    guards = [_block(entry, definitions) for entry in entries() if entry.family is Family.GUARD]
    risk["guards"] |= {"items": {"oneOf": guards}, "default": []}
    risk["limits"] = _limits(risk["limits"], definitions)
    modeline = {"$schema": DIALECT, "title": "botspec spec, version 1"}
    return modeline | {key: value for key, value in root.items() if key != "title"} | {"$defs": definitions}


def diagnostics_schema() -> Schema:
    """What `botspec validate --format json` prints."""
    count: Schema = {"type": "integer", "minimum": 0}
    position: Schema = {
        name: {"type": "integer", "minimum": 1} for name in ("line", "column", "end_line", "end_column")
    }
    text: Schema = {"type": "string"}
    related = _object({**position, "label": text})
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


def _block(entry: Entry, definitions: Schema) -> Schema:
    schema = _params(entry, definitions)
    schema["title"] = entry.kind
    schema["properties"] = {"kind": {"const": entry.kind}, **schema.get("properties", {})}
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


def _object(properties: Schema) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
