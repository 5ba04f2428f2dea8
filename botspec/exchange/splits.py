"""Splits and stock dividends of what is held: new quantity, the same cost, cash for what is no whole share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_DOWN, ROUND_FLOOR, Decimal

from botspec.domain.account import BrokerPosition
from botspec.domain.events import CashKind, CashMoved, SharesKind, SharesMoved
from botspec.exchange.charges import CENT
from botspec.exchange.legality import FINEST_QUANTITY
from botspec.exchange.refusal import text
from botspec.market.panel import CorporateAction

WHOLE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Split:
    """What a split does to one position."""

    shares: SharesMoved
    cash: CashMoved | None


def split(action: CorporateAction, held: BrokerPosition, price: Decimal, at: datetime) -> Split:
    """`action.value` new shares for one; a holding of whole shares stays whole, what is over is paid at `price`."""
    exact = held.quantity * action.value
    whole = held.quantity == held.quantity.to_integral_value()
    after = exact.quantize(WHOLE if whole else FINEST_QUANTITY, ROUND_DOWN)
    name = f"split {action.symbol} {action.ex_on}"
    told = f"{action.symbol} {text(action.value)} for 1 on {text(held.quantity)} shares"
    moved = SharesMoved(
        id=name,
        kind=SharesKind.SPLIT,
        symbol=action.symbol,
        quantity=after - held.quantity,
        after=after,
        average_price=held.average_price / action.value,
        on=action.ex_on,
        at=at,
        description=told,
    )
    amount = ((exact - after) * price).quantize(CENT, ROUND_FLOOR)
    return Split(moved, _in_lieu(action, name, amount, at) if amount else None)


def _in_lieu(action: CorporateAction, name: str, amount: Decimal, at: datetime) -> CashMoved:
    return CashMoved(
        id=f"{name} cash",
        kind=CashKind.DIVIDEND,
        amount=amount,
        on=action.ex_on,
        at=at,
        symbol=action.symbol,
        description=f"{action.symbol} cash in lieu of a fraction",
    )
