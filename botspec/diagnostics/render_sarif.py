"""Findings as SARIF 2.1.0, the format of code scanning."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any
from urllib.parse import quote

from botspec.diagnostics.codes import CODES
from botspec.diagnostics.finding import Finding, Severity
from botspec.diagnostics.source import Span
from botspec.diagnostics.visible import visible

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
Object = dict[str, Any]


def render(findings: Sequence[Finding], pages: Mapping[str, str], version: str) -> str:
    """One run. `pages` are the explanations of the codes that occur, as Markdown."""
    codes = sorted({finding.code for finding in findings})
    driver = {
        "name": "botspec",
        "semanticVersion": version,
        "rules": [_rule(code, pages[code]) for code in codes],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, codes.index(finding.code)) for finding in findings],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=True) + "\n"


def _rule(code: str, page: str) -> Object:
    title, _, rest = page.partition("\n")
    first = " ".join(rest.strip().split("\n\n", 1)[0].split())
    return {
        "id": code,
        "shortDescription": {"text": CODES[code].title},
        "fullDescription": {"text": first},
        "help": {"text": f"botspec explain {code}", "markdown": page},
        "defaultConfiguration": {"level": _LEVELS[CODES[code].severity]},
        "properties": {"title": title.removeprefix("# ")},
    }


def _result(finding: Finding, index: int) -> Object:
    fixes = {"fixes": [_fix(finding)]} if finding.fix else {}
    related = [
        _place(other.path or finding.path, other.span) | {"message": {"text": visible(other.label)}}
        for other in finding.related
    ]
    return {
        "ruleId": finding.code,
        "ruleIndex": index,
        "level": _LEVELS[finding.severity],
        "message": {"text": _message(finding)},
        "locations": [_place(finding.path, finding.span)],
        **({"relatedLocations": related} if related else {}),
        "partialFingerprints": {"botspecFinding/v1": _fingerprint(finding)},
        **fixes,
    }


def _message(finding: Finding) -> str:
    advice = f" ({finding.label})" if finding.label else ""
    more = f"\n{finding.help}" if finding.help else ""
    return "\n".join(map(visible, f"{finding.message}{advice}{more}".split("\n")))


def _place(path: str, span: Span) -> Object:
    return {"physicalLocation": {"artifactLocation": _artifact(path), "region": _region(span)}}


def _artifact(path: str) -> Object:
    """A URI, relative as the path was."""
    return {"uri": ("file://" if path.startswith("/") else "") + quote(path, errors="replace")}


def _region(span: Span) -> Object:
    return {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }


def _fix(finding: Finding) -> Object:
    changes = [{"deletedRegion": _region(edit.span), "insertedContent": {"text": edit.text}} for edit in finding.fix]
    return {
        "description": {"text": visible(finding.label or finding.message)},
        "artifactChanges": [{"artifactLocation": _artifact(finding.path), "replacements": changes}],
    }


def _fingerprint(finding: Finding) -> str:
    """The same while the finding is, wherever in the file it moves."""
    told = json.dumps((finding.code, finding.path, finding.where, finding.message))
    return sha256(told.encode()).hexdigest()[:32]
