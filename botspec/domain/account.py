"""What a broker says about the account: read completely or not at all."""

from __future__ import annotations

from dataclasses import field
from decimal import Decimal

from botspec.domain.orders import Order
from botspec.domain.record import record


@record(frozen=True, slots=True)
class BrokerPosition:
    """A position as the broker reports it; `quantity` is signed, `last_price` the price it is valued at, if told."""

    symbol: str
    quantity: Decimal
    average_price: Decimal
    last_price: Decimal | None = field(default=None, compare=False)  # a moment later it is another


@record(frozen=True, slots=True)
class AccountSnapshot:
    """Account, positions and open orders, read together. `number` is the account number (show the last four only)."""

    number: str
    status: str
    blocked: bool
    cash: Decimal
    equity: Decimal
    buying_power: Decimal
    positions: tuple[BrokerPosition, ...]
    open_orders: tuple[Order, ...]
