"""Findings as a person reads them on a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from botspec.diagnostics.finding import Finding, Related
from botspec.diagnostics.source import Source, Span
from botspec.diagnostics.visible import visible, width

WIDEST = 160


def render(findings: Iterable[Finding], sources: Mapping[str, Source]) -> str:
    """All findings, an empty line between them. `sources` are the texts by path."""
    return "\n".join(_finding(finding, sources) for finding in findings)


def oneline(finding: Finding) -> str:
    """`path:line:col: severity: message [code]`."""
    span = finding.span
    fix = f" ({finding.label})" if finding.label else ""
    return visible(
        f"{finding.path}:{span.line}:{span.column}: {finding.severity}: {finding.message}{fix} [{finding.code}]"
    )


def _finding(finding: Finding, sources: Mapping[str, Source]) -> str:
    span, source = finding.span, sources.get(finding.path)
    last = max([span.line, *(related.span.line for related in finding.related)])
    gutter = " " * len(str(last))
    lines = [
        f"{finding.severity}[{finding.code}]: {visible(finding.message)}",
        f" --> {visible(finding.path)}:{span.line}:{span.column}",
    ]
    if source is not None and source.line(span.line):
        lines += [f"{gutter} |", *_snippet(source, span, finding.label, gutter, "^")]
    elif finding.label:
        lines.append(f"{gutter} = {visible(finding.label)}")
    for related in finding.related:
        lines += _related(related, source if not related.path else sources.get(related.path), gutter)
    if finding.help:
        lines.append(f"{gutter} = help: {visible(finding.help)}")
    lines.append(f"{gutter} = explain: botspec explain {finding.code}")
    return "\n".join(lines) + "\n"


def _related(related: Related, source: Source | None, gutter: str) -> list[str]:
    span = related.span
    elsewhere = [f"{gutter}::: {visible(related.path)}:{span.line}:{span.column}"] if related.path else []
    if source is None:
        return elsewhere
    return [*elsewhere, f"{gutter} |", *_snippet(source, span, related.label, gutter, "-")]


def _snippet(source: Source, span: Span, label: str, gutter: str, mark: str) -> list[str]:
    text = source.line(span.line)
    start = min(span.column - 1, len(text))
    end = span.end_column - 1 if span.end_line == span.line else len(text.rstrip())
    first, cut = _window(text, start)
    before, marked = text[first:start], text[start : max(start, min(end, cut))]
    under = " " * width(before) + mark * max(1, width(marked))
    number = str(span.line).rjust(len(gutter))
    return [
        f"{number} | {visible(text[first:cut])}".rstrip(),
        f"{gutter} | {under} {visible(label)}".rstrip(),
    ]


def _window(text: str, start: int) -> tuple[int, int]:
    """Which part of a very long line to show."""
    if len(text) <= WIDEST:
        return 0, len(text)
    first = max(0, min(start - WIDEST // 2, len(text) - WIDEST))
    return first, first + WIDEST
