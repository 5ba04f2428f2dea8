"""What YAML cuts where a person did not mean it: a call inside `{ }`, a key whose ':' has no space behind it."""

from __future__ import annotations

import re

from botspec.diagnostics.codes import finding
from botspec.diagnostics.edits import Edit
from botspec.diagnostics.finding import Finding
from botspec.diagnostics.source import Source
from botspec.spec.quoting import LONGEST, quoted

_NO_SPACE = re.compile(r"(?P<key>[A-Za-z_]\w*):(?P<value>[^\s:/].*)")

_WORDS = re.compile(r"[A-Z][A-Z0-9./]*(?:, *[A-Z][A-Z0-9./]*)+(?=\s*[,}])")


def cut_short(source: Source, offset: int) -> Finding | None:
    """A plain value of `{key: value}` that a `,` or `[` at `offset` ended, though its brackets were open.

    `{fast: sma(close, 20)}`: YAML ends the value at the comma, while the person meant all of the call.
    """
    text = source.text
    line = text.rfind("\n", 0, offset) + 1
    start = text.rfind(": ", line, offset) + 2
    end = _paired_end(text, start)
    if start < line + 2 or end <= offset or text[start] in "'\"[{":
        return None
    meant = text[start:end].rstrip()
    span, fix = source.span(start, start + len(meant)), quoted(source, start, start + len(meant))
    message = "inside { } YAML ends a text at a comma or a bracket"
    return finding("BS005", source.path, span, message, f"put it in quotes: {_in_quotes(meant)}", fix=fix)


def no_list(source: Source, offset: int) -> Finding | None:
    """`{symbols: AAPL, IBM}`: words that are a list, without its brackets; the one at `offset` is not the first."""
    text = source.text
    line = text.rfind("\n", 0, offset) + 1
    start = text.rfind(": ", line, offset) + 2
    match = _WORDS.match(text, start)
    if start < line + 2 or match is None or not match.start() < offset < match.end():
        return None
    meant, span = f"[{match[0]}]", source.span(match.start(), match.end())
    return finding("BS005", source.path, span, "a list has no brackets", f"write {meant}", fix=(Edit(span, meant),))


def no_space(source: Source, start: int, end: int) -> Finding | None:
    """`key:value`, which YAML reads as one word."""
    match = _NO_SPACE.fullmatch(source.text[start:end])
    if match is None:
        return None
    span, meant = source.span(start, end), f"{match['key']}: {match['value']}"
    return finding("BS005", source.path, span, "no space after ':'", f"write {meant}", fix=(Edit(span, meant),))


def _in_quotes(text: str) -> str:
    doubled = text.replace("'", "''")
    return f"'{doubled}'"


def _paired_end(text: str, start: int) -> int:
    """The first `,`, bracket or line end after `start` that does not belong to a bracket opened after it."""
    depth = 0
    for at in range(start, min(len(text), start + LONGEST)):
        if text[at] == "\n" or (not depth and text[at] in ",)]}"):
            return at
        depth += (text[at] in "([{") - (text[at] in ")]}")
    return start
