"""What Alpaca passes on for stocks (regulatory fees, from one dated table) and takes for crypto."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_CEILING, Decimal

from botspec.domain.orders import Side
from botspec.exchange.fees.crypto import share_kept
from botspec.exchange.fees.rates import FeeType, rate
from botspec.spec.params import Params

ZERO = Decimal(0)


class AlpacaParams(Params):
    """`fees: {kind: alpaca}` has no parameters."""


class Alpaca:
    """REG and TAF on sells, CAT on both sides, at the rates of the session's date."""

    kind = told = "alpaca"
    per_order = ZERO

    def __init__(self, _: AlpacaParams | None = None) -> None:
        """There is nothing to set."""

    def of(self, side: Side, quantity: Decimal, price: Decimal, on: date) -> Mapping[str, Decimal]:
        """Exact USD by fee type."""
        due = {FeeType.CAT: _cat(quantity, on)}
        if side is Side.SELL:
            due[FeeType.REG] = _reg(quantity * price, on)
            due[FeeType.TAF] = _taf(quantity, on)
        return {fee.value: amount for fee, amount in due.items() if amount > 0}

    def in_kind(self, *, maker: bool) -> Decimal:
        """The part of a crypto trade that Alpaca keeps."""
        return share_kept(maker=maker)


def _reg(principal: Decimal, on: date) -> Decimal:
    found = rate(FeeType.REG, on)
    return ZERO if found is None else principal * found.rate


def _taf(quantity: Decimal, on: date) -> Decimal:
    found = rate(FeeType.TAF, on)
    if found is None:
        return ZERO
    amount = quantity * found.rate
    return amount if found.cap is None else min(amount, found.cap)


def _cat(quantity: Decimal, on: date) -> Decimal:
    found = rate(FeeType.CAT, on)
    return ZERO if found is None else quantity.to_integral_value(ROUND_CEILING) * found.rate
