"""A condition that looks at no bar is always true or always false."""

from __future__ import annotations

from collections.abc import Iterator

from botspec.compiler.checks.sides import conditions
from botspec.compiler.checks.walk import walk
from botspec.compiler.context import Context
from botspec.diagnostics.finding import Finding
from botspec.expressions.tree import Clock, OpeningRange, Position, Series

_CHANGING = (Series, Clock, OpeningRange, Position)


def constant_rules(context: Context) -> Iterator[Finding]:
    """Enter and exit must read a series."""
    for key, path, rule in conditions(context):
        if not any(isinstance(node, _CHANGING) for node in walk(rule.tree)):
            message = f"the {key} rule is the same at every bar"
            yield context.document.at_value("BS308", path, message, "compare with close, or another series")
