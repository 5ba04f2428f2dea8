"""The JSON Schema of a policy, for editors: its models, with the limits and guards of the catalog."""

from __future__ import annotations

from typing import Any

from botspec.compiler.catalog import Family, entries, kinds
from botspec.compiler.schema import DIALECT, limits_schema, spoken
from botspec.domain.modes import Mode
from botspec.gitops.partial import partial
from botspec.gitops.policy import Policy

Schema = dict[str, Any]
TITLE = "botspec policy, version 1"


def policy_schema() -> Schema:
    """What `botspec.policy.yaml` may say."""
    schema = Policy.model_json_schema(by_alias=True)
    definitions: Schema = schema.setdefault("$defs", {})
    ceilings = definitions["Ceilings"]["properties"]
    ceilings["limits"] |= limits_schema(definitions)
    ceilings["guards"] |= {"properties": _guards(definitions), "additionalProperties": False}
    modes = schema["properties"]["required_guards"]
    names = {"type": "array", "items": {"enum": list(kinds(Family.GUARD))}}
    allowed = {"enum": [mode.value for mode in Mode]}
    schema["properties"]["required_guards"] = modes | {"propertyNames": allowed, "additionalProperties": names}
    whole: Schema = spoken({"$schema": DIALECT, **schema, "title": TITLE, "additionalProperties": False})
    return whole


def _guards(definitions: Schema) -> Schema:
    found: Schema = {}
    for entry in entries():
        if entry.family is Family.GUARD:
            schema = partial(entry.params).model_json_schema(by_alias=True)
            definitions.update(schema.pop("$defs", {}))
            found[entry.kind] = schema | {"description": entry.summary, "title": entry.kind}
    return found
