"""A text changed in places, everything else kept byte for byte."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import unified_diff
from operator import itemgetter

from botspec.diagnostics.source import Source, Span


@dataclass(frozen=True, slots=True)
class Edit:
    """What to write in place of the characters of `span`; nothing removes them, an empty span inserts."""

    span: Span
    text: str


def apply(source: Source, edits: Iterable[Edit]) -> str:
    """The text with all edits made, each meant for the text as it was; insertions at one place keep their order.

    Raises ValueError when two overlap.
    """
    text, done, parts = source.text, 0, []
    placed = [(*source.offsets(edit.span), edit.text) for edit in edits]
    for start, end, new in sorted(placed, key=itemgetter(0, 1)):
        if start < done:
            raise ValueError("two edits overlap")
        parts += [text[done:start], new]
        done = end
    return "".join([*parts, text[done:]])


def overlap(first: Edit, second: Edit) -> bool:
    """True when both change one character, or insert at one place."""
    one, other = first.span, second.span
    starts = (one.line, one.column), (other.line, other.column)
    ends = (one.end_line, one.end_column), (other.end_line, other.end_column)
    return starts[0] == starts[1] or (starts[0] < ends[1] and starts[1] < ends[0])


def diff(path: str, before: str, after: str) -> str:
    """A unified diff, as `git diff` shows it; empty when nothing changed."""
    name = path.lstrip("/")
    lines = unified_diff(before.splitlines(keepends=True), after.splitlines(keepends=True), f"a/{name}", f"b/{name}")
    ended = (line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)
    return "".join(ended)
