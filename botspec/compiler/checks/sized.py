"""Who says how much: a sizing block, or the strategy's own weights, never both."""

from __future__ import annotations

from collections.abc import Iterator

from botspec.compiler.context import Context
from botspec.diagnostics.finding import Finding
from botspec.spec.paths import Path

SIZING: Path = ("sizing",)


def sized(context: Context) -> Iterator[Finding]:
    """A size that is missing, or one too many."""
    kind, written = context.strategy.kind, context.document.has(SIZING)
    if context.strategy.params.weighs and written:
        message = f"'{kind}' has weights of its own, so nothing is left to size"
        yield context.document.at_key("BS330", SIZING, message, "remove it")
    elif not context.strategy.params.weighs and not written:
        message = f"missing key 'sizing': '{kind}' does not say how much"
        yield context.document.at_top("BS102", message, "add sizing: {kind: percent_of_equity, percent: 10%}")
