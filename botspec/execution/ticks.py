"""Alpaca's price increments: cents from 1 USD up, hundredths of a cent below; what is below a cent is a coin."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from botspec.domain.orders import Side

CENT = Decimal("0.01")
SUB_PENNY = Decimal("0.0001")
NANO = Decimal("1e-9")


def passive(price: Decimal, side: Side) -> Decimal:
    """`price` rounded to the tick away from the market: down for a buy, up for a sell."""
    tick = CENT if price >= 1 else SUB_PENNY if price >= CENT else NANO
    rounding = ROUND_FLOOR if side is Side.BUY else ROUND_CEILING
    return (price / tick).to_integral_value(rounding=rounding) * tick
