"""The account of an exchange that runs in this process, as a broker tells it."""

from __future__ import annotations

from botspec.domain.account import AccountSnapshot
from botspec.exchange.exchange import Exchange


def account_of(exchange: Exchange, number: str) -> AccountSnapshot:
    """As it stands."""
    return AccountSnapshot(
        number=number,
        status="ACTIVE",
        blocked=False,
        cash=exchange.cash,
        equity=exchange.equity(),
        buying_power=exchange.buying_power(),
        positions=tuple(exchange.positions.values()),
        open_orders=exchange.live_orders(),
    )
