"""A bot whose exit is its entry leaves the moment it came."""

from __future__ import annotations

from collections.abc import Iterator

from botspec.compiler.checks.sides import conditions
from botspec.compiler.context import Context
from botspec.diagnostics.finding import Finding
from botspec.expressions import Rule
from botspec.spec.paths import Path


def exit_is_entry(context: Context) -> Iterator[Finding]:
    """Compares the texts without their white space."""
    entry: tuple[Path, Rule] | None = None
    for key, path, rule in conditions(context):
        if key == "enter":
            entry = (path, rule)
        elif entry is not None and "".join(entry[1].text.split()) == "".join(rule.text.split()):
            related = context.document.related(entry[0], "the entry")
            message = "the exit rule is the entry rule"
            yield context.document.at_value("BS307", path, message, "say when to leave", related=(related,))
