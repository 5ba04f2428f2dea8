"""Guards that can never trip: at 100% everything is lost before, and what nobody measures does not move."""

from __future__ import annotations

from collections.abc import Iterator

from botspec.compiler.context import Context
from botspec.diagnostics.finding import Finding
from botspec.domain.values import Money, Ratio
from botspec.spec.words import OwnScope


def guards(context: Context) -> Iterator[Finding]:
    """Limits that are parts of equity, and what the account does beside a bot that has only a part of it."""
    own = context.spec.capital
    for guard in context.blocks.guards:
        limit = getattr(guard.params, "limit", None)
        scope = getattr(guard.params, "scope", None)
        if guard.kind == "account_drift" and isinstance(own, Money) and scope is not OwnScope.SYMBOL:
            message = f"of {own} alone nobody can tell what is the account's own: this guard never trips"
            fix = "write capital: whole_account, scope: symbol for the shares of its symbols, or remove the guard"
            yield context.document.at_value("BS312", (*guard.path, "kind"), message, fix)
        elif isinstance(limit, Ratio) and limit.value >= 1:
            message = f"a loss of {limit} is never reached in time"
            yield context.document.at_value("BS312", (*guard.path, "limit"), message, "write less than 100%")
