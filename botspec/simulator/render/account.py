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
    exchange: Exchange, *, seed: str, created_at: datetime, now: datetime, last_equity: Decimal, multiplier: int
) -> dict[str, Any]:
    """Money as strings; `cash` and `equity` exact."""
    worth = exchange.worth()
    equity = worth.equity
    power = exchange.buying_power()
    return {
        "id": account_id(seed),
        "account_number": account_number(seed),
        "status": "ACTIVE",
        "crypto_status": "INACTIVE",
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
        "trade_suspended_by_user": False,
        "shorting_enabled": exchange.may_short,
        "options_approved_level": 0,
        "options_trading_level": 0,
    }


def configurations_json(*, multiplier: int, shorting: bool) -> dict[str, Any]:
    """What the account is set to; nothing here can be changed."""
    return {
        "disable_overnight_trading": True,
        "fractional_trading": True,
        "max_margin_multiplier": str(multiplier),
        "max_options_trading_level": 0,
        "no_shorting": not shorting,
        "ptp_no_exception_entry": False,
        "suspend_trade": False,
        "trade_confirm_email": "none",
    }
