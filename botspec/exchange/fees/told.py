"""Fees by name and rate, for a simulator in another process: `alpaca`, `per_share 0.005`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation

from botspec.domain.values import Money
from botspec.exchange.fees.alpaca import Alpaca
from botspec.exchange.fees.bps import Bps, BpsParams
from botspec.exchange.fees.fees import Fees
from botspec.exchange.fees.none import NoFees
from botspec.exchange.fees.per_order import PerOrder, PerOrderParams
from botspec.exchange.fees.per_share import PerShare, PerShareParams

_PLAIN: Mapping[str, Callable[[], Fees]] = {"none": NoFees, "alpaca": Alpaca}
_RATED: Mapping[str, Callable[[Decimal], Fees]] = {
    "per_share": lambda rate: PerShare(PerShareParams(amount=Money(rate))),
    "per_order": lambda rate: PerOrder(PerOrderParams(amount=Money(rate))),
    "bps": lambda rate: Bps(BpsParams(bps=rate)),
}


def told_fees(text: str) -> Fees:
    """The fees whose `told` is `text`. Raises ValueError."""
    kind, _, rate = text.partition(" ")
    if kind in _PLAIN and not rate:
        return _PLAIN[kind]()
    try:
        amount = Decimal(rate)
    except InvalidOperation:
        amount = Decimal(0)
    if kind not in _RATED or not amount.is_finite() or amount <= 0:
        raise ValueError(f"'{text}' are no fees: write none, alpaca, per_share 0.005, per_order 1 or bps 1")
    return _RATED[kind](amount)
