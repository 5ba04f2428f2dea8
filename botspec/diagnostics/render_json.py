"""Findings as data: schemas/diagnostics-v1.schema.json is the shape."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from botspec.diagnostics.finding import Finding, Related, Severity
from botspec.diagnostics.source import Span


def render(findings: Sequence[Finding], files: int) -> str:
    """One object: the findings and how many there are of each severity."""
    counts = {f"{severity}s": sum(f.severity is severity for f in findings) for severity in Severity}
    report = {
        "version": 1,
        "files": files,
        "errors": counts["errors"],
        "warnings": counts["warnings"],
        "infos": counts["infos"],
        "findings": [finding_object(finding) for finding in findings],
    }
    return json.dumps(report, indent=2, ensure_ascii=True) + "\n"


def finding_object(finding: Finding) -> dict[str, Any]:
    """One finding, as the schema has it."""
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "message": finding.message,
        "path": finding.path,
        **_span(finding.span),
        "where": finding.where,
        "label": finding.label,
        "help": finding.help,
        "related": [_related(related) for related in finding.related],
        "fix": [{**_span(edit.span), "text": edit.text} for edit in finding.fix],
    }


def _related(related: Related) -> dict[str, Any]:
    elsewhere = {"path": related.path} if related.path else {}
    return {**elsewhere, **_span(related.span), "label": related.label}


def _span(span: Span) -> dict[str, int]:
    return {
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
    }
