"""A bot is not the account: where real orders go it says what money is its own, and never more than there is."""

from __future__ import annotations

from collections.abc import Iterator

from botspec.compiler.context import Context
from botspec.diagnostics.finding import Finding
from botspec.domain.modes import Mode
from botspec.domain.values import Money


def capital(context: Context) -> Iterator[Finding]:
    """Paper and live need `capital`; a simulated account must have it."""
    yield from _simulated(context)
    if context.spec.mode.rank >= Mode.PAPER.rank and context.spec.capital is None:
        message = f"mode '{context.spec.mode}' needs 'capital': what the bot may call its own"
        yield context.document.at_value("BS406", ("mode",), message, "add capital: 25000 USD")


def _simulated(context: Context) -> Iterator[Finding]:
    wanted, cash = context.spec.capital, context.spec.simulation.cash
    simulated = context.spec.mode.rank <= Mode.SIMULATE.rank
    if simulated and isinstance(wanted, Money) and wanted.amount > cash.amount:
        message = f"the bot calls {wanted} its own, the simulated account has {cash}"
        path = ("simulation", "cash")
        related = (context.document.related(path, "the account"),) if context.document.has(path) else ()
        fix = f"write {cash} or less, or raise simulation.cash"
        yield context.document.at_value("BS316", ("capital",), message, fix, related=related)
