"""The account as Alpaca sends it: without the day-trading fields, which it dropped in 2026."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from botspec.exchange.exchange import Exchange
from botspec.exchange.margin import INITIAL
from botspec.simulator.identity import account_id, account_number
from botspec.simulator.render.money import cents, text
from botspec.simulator.render.times import stamp


def account_json(
    exchange: Exchange,
    *,
    seed: str,
    created_at: datetime,
    now: datetime,
    last_equity: Decimal,
    multiplier: int,
    suspended: bool = False,
) -> dict[str, Any]:
    """Money as strings; `cash` and `equity` exact."""
    worth = exchange.worth()
    equity = worth.equity
    power = exchange.buying_power()
    return {
        "id": account_id(seed),
        "account_number": account_number(seed),
        "status": "ACTIVE",
        "crypto_status": "ACTIVE",
        "currency": "USD",
        "cash": text(exchange.cash),
        "equity": text(equity),
        "last_equity": text(last_equity),
        "portfolio_value": text(equity),
        "buying_power": cents(power),
        "regt_buying_power": cents(power),
        "non_marginable_buying_power": cents(exchange.buying_power(margin=False)),
        "options_buying_power": "0",
        "long_market_value": text(worth.long + worth.coins),
        "short_market_value": text(-worth.short),
        "initial_margin": cents((worth.long + worth.short) * INITIAL + worth.coins),
        "maintenance_margin": cents(exchange.maintenance()),
        "last_maintenance_margin": "0",
        "sma": "0",
        "multiplier": str(multiplier),
        "accrued_fees": "0",
        "pending_reg_taf_fees": cents(exchange.pending_fees),
        "pending_transfer_in": "0",
        "pending_transfer_out": "0",
        "intraday_adjustments": "0",
        "balance_asof": now.date().isoformat(),
        "created_at": stamp(created_at),
        "trading_blocked": False,
        "transfers_blocked": False,
        "account_blocked": False,
        "trade_suspended_by_user": suspended,
        "shorting_enabled": exchange.may_short,
        "options_approved_level": 0,
        "options_trading_level": 0,
    }
