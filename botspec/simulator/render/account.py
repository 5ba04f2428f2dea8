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

# What never changes here: no options, no transfers, no blocks.
_FIXED = {
    "status": "ACTIVE",
    "crypto_status": "ACTIVE",
    "currency": "USD",
    "options_buying_power": "0",
    "last_maintenance_margin": "0",
    "sma": "0",
    "accrued_fees": "0",
    "pending_transfer_in": "0",
    "pending_transfer_out": "0",
    "intraday_adjustments": "0",
    "trading_blocked": False,
    "transfers_blocked": False,
    "account_blocked": False,
    "options_approved_level": 0,
    "options_trading_level": 0,
}


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
    return {
        "id": account_id(seed),
        "account_number": account_number(seed),
        **_FIXED,
        **_worth(exchange),
        "last_equity": text(last_equity),
        "multiplier": str(multiplier),
        "balance_asof": now.date().isoformat(),
        "created_at": stamp(created_at),
        "trade_suspended_by_user": suspended,
        "shorting_enabled": exchange.may_short,
    }


def _worth(exchange: Exchange) -> dict[str, str]:
    worth = exchange.worth()
    equity, power = text(worth.equity), cents(exchange.buying_power())
    return {
        "cash": text(exchange.cash),
        "equity": equity,
        "portfolio_value": equity,
        "buying_power": power,
        "regt_buying_power": power,
        "non_marginable_buying_power": cents(exchange.buying_power(margin=False)),
        "long_market_value": text(worth.long + worth.coins),
        "short_market_value": text(-worth.short),
        "initial_margin": cents((worth.long + worth.short) * INITIAL + worth.coins),
        "maintenance_margin": cents(exchange.maintenance()),
        "pending_reg_taf_fees": cents(exchange.pending_fees),
    }
