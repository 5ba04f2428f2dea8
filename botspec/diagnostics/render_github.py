"""Findings as workflow commands, which GitHub shows as annotations beside the changed lines."""

from __future__ import annotations

from collections.abc import Iterable

from botspec.diagnostics.codes import CODES
from botspec.diagnostics.finding import Finding, Severity
from botspec.diagnostics.visible import visible

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_DATA = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_PROPERTY = {**_DATA, ":": "%3A", ",": "%2C"}


def render(findings: Iterable[Finding]) -> str:
    """One command a finding and line."""
    return "".join(f"{_command(finding)}\n" for finding in findings)


def _command(finding: Finding) -> str:
    words = ",".join(f"{name}={_escaped(value, _PROPERTY)}" for name, value in _properties(finding))
    return f"::{_COMMANDS[finding.severity]} {words}::{_escaped(_message(finding), _DATA)}"


def _properties(finding: Finding) -> list[tuple[str, str]]:
    """Columns only within one line: GitHub takes them for nothing else, and the last one is inclusive."""
    span = finding.span
    place = [("file", visible(finding.path)), ("line", str(span.line)), ("endLine", str(span.end_line))]
    if span.line == span.end_line:
        place += [("col", str(span.column)), ("endColumn", str(max(span.column, span.end_column - 1)))]
    return [*place, ("title", f"{finding.code}: {CODES[finding.code].title}")]


def _message(finding: Finding) -> str:
    parts = (finding.message, finding.label, finding.help, f"explain: botspec explain {finding.code}")
    return "\n".join(visible(part) for part in parts if part)


def _escaped(text: str, escapes: dict[str, str]) -> str:
    return "".join(escapes.get(character, character) for character in text)
