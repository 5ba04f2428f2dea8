"""What a broker tells when it is asked to catch up. Quantities are cumulative, so hearing twice changes nothing."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from botspec.domain.orders import Order
from botspec.domain.record import Word, record


@record(frozen=True, slots=True)
class OrderUpdated:
    """The newest state of one order."""

    order: Order
    at: datetime


class CashKind(Word):
    """Cash movements that are not fills. UNCLASSIFIED blocks entries until a person looks."""

    FEE = "fee"
    DIVIDEND = "dividend"
    TRANSFER = "transfer"
    UNCLASSIFIED = "unclassified"


@record(frozen=True, slots=True)
class CashMoved:
    """A fee, dividend or transfer; `id` is the broker's and is booked once. `amount` is signed (a fee is negative)."""

    id: str
    kind: CashKind
    amount: Decimal
    on: date
    at: datetime
    symbol: str | None
    description: str

    @property
    def earned(self) -> Decimal:
        """What it changes in the bot's ledger, USD: money that somebody moves, or nobody understands, is no profit."""
        return self.amount if self.kind in {CashKind.FEE, CashKind.DIVIDEND} else Decimal(0)


class SharesKind(Word):
    """Movements of shares or coins that are not fills."""

    SPLIT = "split"
    FEE = "fee"


@record(frozen=True, slots=True)
class SharesMoved:
    """A split, or a fee taken in coins: `quantity` is the signed change of what is held.

    A split keeps the cost of the position and cancels its working orders first. `after` is what is held then and
    `average_price` what a share cost, where the broker tells.
    """

    id: str
    kind: SharesKind
    symbol: str
    quantity: Decimal
    after: Decimal | None
    average_price: Decimal | None
    on: date
    at: datetime
    description: str


BrokerEvent = OrderUpdated | CashMoved | SharesMoved
