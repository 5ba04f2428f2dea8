"""What is understood but not run yet is said, never ignored."""

from __future__ import annotations

from collections.abc import Iterator

from botspec.compiler import later as waiting
from botspec.compiler.context import Context
from botspec.diagnostics.finding import Finding
from botspec.spec.words import Scope

_INSTEAD: dict[str, str] = {
    Scope.ACCOUNT: "a bot with a part of the account sees its own part: write capital: whole_account, or scope: bot",
    Scope.SYMBOL: "what it looks at is the bot's, not a symbol's: write scope: bot, or a guard that counts a symbol's "
    "trades: loss_streak, stop_loss_count, low_profit_symbol",
}


def later(context: Context) -> Iterator[Finding]:
    """One finding for each thing that `botspec run` would refuse."""
    for found in waiting.later(context):
        message = f"{found.name} is checked, but this version does not run it yet"
        label = "botspec run refuses it" if found.path != waiting.MODE else "botspec run takes it with a lower --mode"
        label = _INSTEAD.get(found.word, label)
        if found.word:
            yield context.document.at_value("BS113", found.path, message, label)
        else:
            yield context.document.at_key("BS113", found.path, message, label)
