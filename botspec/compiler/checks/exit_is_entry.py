"""A bot whose exit is its entry leaves the moment it came."""

from __future__ import annotations

from collections.abc import Iterator

from botspec.compiler.context import Context
from botspec.diagnostics.finding import Finding


def exit_is_entry(context: Context) -> Iterator[Finding]:
    """Compares the texts without their white space."""
    strategy, rules = context.strategy, context.strategy.texts.long
    if strategy.path is None or "".join(rules.enter.split()) != "".join(rules.exit.split()):
        return
    long = (*strategy.path, "long")
    related = context.document.related((*long, "enter"), "the entry")
    message = "the exit rule is the entry rule"
    yield context.document.at_value("BS307", (*long, "exit"), message, "say when to leave", related=(related,))
