"""A bot is not the account: where real orders go it says what money is its own."""

from __future__ import annotations

from collections.abc import Iterator

from botspec.compiler.context import Context
from botspec.diagnostics.finding import Finding
from botspec.domain.modes import Mode


def capital(context: Context) -> Iterator[Finding]:
    """Paper and live need `capital`."""
    if context.spec.mode.rank >= Mode.PAPER.rank and context.spec.capital is None:
        message = f"mode '{context.spec.mode}' needs 'capital': what the bot may call its own"
        yield context.document.at_value("BS406", ("mode",), message, "add capital: 25000 USD")
