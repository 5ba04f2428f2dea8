"""A comparison as data."""

from __future__ import annotations

import json
from typing import Any

from botspec.diagnostics.render_json import finding_object
from botspec.gitops.change import Change, Side
from botspec.gitops.compare import Comparison, Digests, SpecDiff
from botspec.gitops.policy import Waiver

Object = dict[str, Any]


def render(found: Comparison, behaviour: list[Object] | None = None) -> str:
    """One object; keys are only ever added."""
    told = {
        "version": 1,
        "base": found.base,
        "head": found.head,
        "worst": found.worst,
        "allowed": found.allowed,
        "specs": [_spec(spec) for spec in found.specs],
        "policy_changes": [_change(change) for change in found.policies],
        "waivers": [_waiver(path, waiver) for path, waiver in found.waivers],
    }
    return (
        json.dumps(told | ({"behaviour": behaviour} if behaviour is not None else {}), indent=2, ensure_ascii=True)
        + "\n"
    )


def _spec(spec: SpecDiff) -> Object:
    old, new = spec.digests
    return {
        "path": spec.path,
        "was": spec.was or None,
        "bot": spec.bot,
        "status": spec.status,
        "worst": spec.worst,
        "old_digests": _digests(old),
        "new_digests": _digests(new),
        "changes": [_change(change) for change in spec.changes],
        "findings": [finding_object(each) for each in (*spec.findings, *spec.said.findings)],
    }


def _digests(digests: Digests | None) -> Object | None:
    return None if digests is None else {"digest": digests.whole, "behaviour": digests.behaviour}


def _change(change: Change) -> Object:
    return {
        "category": change.category,
        "where": change.where,
        "key": list(change.path),
        "before": change.before,
        "after": change.after,
        "note": change.note,
        "old": _side(change.old),
        "new": _side(change.new),
    }


def _side(side: Side | None) -> Object | None:
    if side is None:
        return None
    return {"file": side.file, "line": side.span.line, "column": side.span.column}


def _waiver(path: str, waiver: Waiver) -> Object:
    return {"policy": path, **waiver.model_dump(mode="json")}
