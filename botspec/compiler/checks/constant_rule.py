"""A condition that looks at no bar is always true or always false."""

from __future__ import annotations

from collections.abc import Iterator

from botspec.compiler.checks.walk import walk
from botspec.compiler.context import Context
from botspec.diagnostics.finding import Finding
from botspec.expressions.tree import Series


def constant_rules(context: Context) -> Iterator[Finding]:
    """Enter and exit must read a series."""
    if context.rules is None or context.strategy.path is None:
        return
    for key, rule in (("enter", context.rules.enter), ("exit", context.rules.exit)):
        if not any(isinstance(node, Series) for node in walk(rule.tree)):
            path = (*context.strategy.path, "long", key)
            message = f"the {key} rule is the same at every bar"
            yield context.document.at_value("BS308", path, message, "compare with close, or another series")
