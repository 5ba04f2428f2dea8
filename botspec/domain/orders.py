"""What is asked of a broker, and what a broker says about it. Names are Alpaca's."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from botspec.domain.record import Word, record


class Side(Word):
    """Direction of an order."""

    BUY = "buy"
    SELL = "sell"

    def __init__(self, _: str) -> None:
        """`sign` is +1 for a buy, -1 for a sell."""
        self.sign: int = 1 if self.name == "BUY" else -1


class PositionSide(Word):
    """Which way a position goes."""

    LONG = "long"
    SHORT = "short"

    def __init__(self, _: str) -> None:
        """`opens` is the side of the orders that open or add to it, `closes` of those that shrink it."""
        self.opens: Side = Side.BUY if self.name == "LONG" else Side.SELL
        self.closes: Side = Side.SELL if self.name == "LONG" else Side.BUY


class OrderType(Word):
    """How an order is priced: what botspec sends, plus one of ours for types seen only in others' orders."""

    MARKET = "market"
    LIMIT = "limit"
    STOP = "stop"
    STOP_LIMIT = "stop_limit"
    TRAILING_STOP = "trailing_stop"
    UNRECOGNISED = "unrecognised"


class OrderClass(Word):
    """Whether an order stands alone or brings others with it. Alpaca also writes `simple` as an empty string."""

    SIMPLE = "simple"
    BRACKET = "bracket"
    OCO = "oco"
    OTO = "oto"
    UNRECOGNISED = "unrecognised"


class GroupRole(Word):
    """What an order is within its bracket, OCO or OTO."""

    ENTRY = "entry"
    TAKE_PROFIT = "take_profit"
    STOP_LOSS = "stop_loss"


class TimeInForce(Word):
    """How long an order lives."""

    DAY = "day"
    GTC = "gtc"
    OPG = "opg"
    CLS = "cls"
    IOC = "ioc"
    FOK = "fok"


class OrderStatus(Word):
    """Alpaca's order states, plus one of ours for a state this version does not know."""

    NEW = "new"
    PARTIALLY_FILLED = "partially_filled"
    FILLED = "filled"
    DONE_FOR_DAY = "done_for_day"
    CANCELED = "canceled"
    EXPIRED = "expired"
    REPLACED = "replaced"
    PENDING_CANCEL = "pending_cancel"
    PENDING_REPLACE = "pending_replace"
    ACCEPTED = "accepted"
    PENDING_NEW = "pending_new"
    ACCEPTED_FOR_BIDDING = "accepted_for_bidding"
    STOPPED = "stopped"
    REJECTED = "rejected"
    SUSPENDED = "suspended"
    CALCULATED = "calculated"
    HELD = "held"
    UNRECOGNISED = "unrecognised"

    def __init__(self, _: str) -> None:
        """`terminal` is True when the broker will never fill the order again; an unrecognised state is not terminal."""
        self.terminal: bool = self.name in {"FILLED", "CANCELED", "EXPIRED", "REPLACED", "REJECTED"}


@record(frozen=True, slots=True)
class StopLoss:
    """The protective leg of a group: a stop, or a stop-limit when it has a limit price."""

    stop_price: Decimal
    limit_price: Decimal | None = None


@record(frozen=True, slots=True)
class OrderRequest:
    """A complete order as it goes out: exact decimals, nothing left to a default.

    `quantity` is 0 when `notional` says how many USD instead. A trailing stop has `trail_price` (USD) or
    `trail_percent` (1 is 1 %). Of an OCO the limit price is the take-profit; bracket and OTO have it in `take_profit`.
    """

    client_order_id: str
    symbol: str
    side: Side
    type: OrderType
    time_in_force: TimeInForce
    quantity: Decimal
    limit_price: Decimal | None = None
    stop_price: Decimal | None = None
    trail_price: Decimal | None = None
    trail_percent: Decimal | None = None
    notional: Decimal | None = None
    extended_hours: bool = False
    order_class: OrderClass = OrderClass.SIMPLE
    take_profit: Decimal | None = None
    stop_loss: StopLoss | None = None


@record(frozen=True, slots=True)
class Order:
    """An order as the broker reports it; `filled_quantity` is cumulative.

    `legs` are the client ids of the orders that came with it. Orders of one bracket, OCO or OTO share a `group_id`.
    """

    id: str
    request: OrderRequest
    status: OrderStatus
    filled_quantity: Decimal
    filled_average_price: Decimal | None
    submitted_at: datetime
    updated_at: datetime
    filled_at: datetime | None = None
    replaces: str | None = None
    replaced_by: str | None = None
    group_id: str | None = None
    group_role: GroupRole | None = None
    legs: tuple[str, ...] = ()

    def filled(self, quantity: Decimal, average: Decimal, at: datetime, *, done: bool) -> Order:
        """With `quantity` filled in all, to the end when `done`."""
        status = OrderStatus.FILLED if done else OrderStatus.PARTIALLY_FILLED
        return Order(
            self.id,
            self.request,
            status,
            quantity,
            average,
            self.submitted_at,
            at,
            at if done else None,
            self.replaces,
            self.replaced_by,
            self.group_id,
            self.group_role,
            self.legs,
        )

    def became(self, status: OrderStatus, at: datetime) -> Order:
        """With another status since `at`."""
        return Order(
            self.id,
            self.request,
            status,
            self.filled_quantity,
            self.filled_average_price,
            self.submitted_at,
            at,
            self.filled_at,
            self.replaces,
            self.replaced_by,
            self.group_id,
            self.group_role,
            self.legs,
        )

    @property
    def live(self) -> bool:
        """True while the broker may still fill it."""
        return not self.status.terminal


@record(frozen=True, slots=True)
class Changes:
    """What a replacement changes, as it is to be then; `trail` is a price or a percent, whichever the order has."""

    quantity: Decimal | None = None
    limit_price: Decimal | None = None
    stop_price: Decimal | None = None
    trail: Decimal | None = None
    time_in_force: TimeInForce | None = None
