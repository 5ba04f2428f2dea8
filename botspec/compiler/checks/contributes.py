"""Contributions come from money of the account that is not the bot's yet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from botspec.compiler.checks.period import days
from botspec.compiler.context import Context
from botspec.diagnostics.finding import Finding
from botspec.domain.modes import Mode
from botspec.domain.values import Money
from botspec.spec.paths import Path
from botspec.spec.words import OnSession
from botspec.strategy.scheduled import scheduled

CONTRIBUTE: Path = ("strategy", "contribute")


def contributes(context: Context) -> Iterator[Finding]:
    """The bot must leave the account something, and a simulated one must have it all."""
    params: Any = context.strategy.params
    contribution = getattr(params, "contribute", None)
    if contribution is None:
        return
    capital = context.spec.capital
    if not isinstance(capital, Money):
        message = "all of the account is the bot's already, so nothing is left to contribute"
        yield context.document.at_key("BS331", CONTRIBUTE, message, "say what it starts with, such as capital: 500 USD")
        return
    period = days(context)
    if period is None or context.spec.mode.rank > Mode.SIMULATE.rank:
        return
    times = len(scheduled(period.first, period.last, contribution.every, OnSession.FIRST))
    needed, cash = Money(capital.amount + times * contribution.amount.amount), context.spec.simulation.cash
    if needed.amount > cash.amount:
        message = f"{times} contributions and the capital come to {needed}, the simulated account has {cash}"
        yield context.document.at_key("BS331", CONTRIBUTE, message, f"write simulation: {{cash: {needed}}}")
