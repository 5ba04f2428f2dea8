"""No rule may need a bar that comes later: what it was in a back-test could not be repeated with money."""

from __future__ import annotations

from collections.abc import Iterator

from botspec.compiler.context import Context
from botspec.diagnostics.finding import Finding
from botspec.expressions import Rule
from botspec.expressions.ahead import ahead
from botspec.spec.paths import Path


def look_ahead(context: Context) -> Iterator[Finding]:
    """One finding a rule, over the compiled trees: library strategies and what names stand for included."""
    for path, rule in _rules(context):
        found = ahead(rule)
        if found:
            message = f"this rule looks ahead: {found[0].why}"
            at = path if context.document.has(path) else (context.strategy.path or ("strategy",))
            yield context.document.at_key("BS340", at, message, "use bars that have closed")


def _rules(context: Context) -> Iterator[tuple[Path, Rule]]:
    if context.rules is None:
        return
    yield from ((("strategy",), rule) for rule in context.rules.sides)
    yield from ((("orders", name, "price"), rule) for name, rule in context.rules.prices.items())
    yield from context.rules.others.items()
