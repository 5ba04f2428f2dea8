"""A condition that looks at nothing that changes is always true or always false."""

from __future__ import annotations

from collections.abc import Iterator

from botspec.compiler.checks.sides import conditions
from botspec.compiler.checks.walk import walk
from botspec.compiler.context import Context
from botspec.diagnostics.finding import Finding
from botspec.expressions import Rule
from botspec.expressions.tree import Clock, OpeningRange, Position, Series


def constant_rules(context: Context) -> Iterator[Finding]:
    """Enter and exit must read a series, the clock or the position."""
    for key, path, rule in conditions(context):
        if is_constant(rule):
            message = f"the {key} rule is the same at every bar"
            yield context.document.at_value("BS308", path, message, "compare with close, or another series")


def is_constant(rule: Rule) -> bool:
    """True when no bar can change what it comes to."""
    return not any(isinstance(node, Series | Clock | OpeningRange | Position) for node in walk(rule.tree))
