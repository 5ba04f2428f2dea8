"""All orders of the account, and which of them are still at work."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal
from uuid import UUID, uuid5

from botspec.domain.orders import GroupRole, Order, OrderType, Side
from botspec.exchange.legality import collar
from botspec.exchange.trailing import Mark

ZERO = Decimal(0)
NAMESPACE = UUID("6f8b1f0a-5d0c-5e43-9a39-8f0d3f0f7d11")
AVERAGE = Decimal("1e-10")
AT_A_TIME = 32  # ids: alone, each would wait for the code of the hash, which nothing else of an order uses
VARIANT = {f"{digit:x}": "89ab"[digit & 3] for digit in range(16)}


@dataclass(slots=True)
class Group:
    """The orders of one bracket, OCO or OTO that are still at work."""

    id: str
    members: dict[GroupRole, Working] = field(default_factory=dict)

    def others(self, than: Working) -> list[Working]:
        """The members beside `than`."""
        return [member for member in self.members.values() if member is not than]


@dataclass(slots=True)
class Working:
    """A live order: `since` is its arrival in UTC nanoseconds, `value` what its fills were worth.

    `limit` and `stop` are as exact as asked; a stop is `triggered` once. A leg is `dormant` until its entry is filled;
    `entered_in` is then the close of the bar inside which that happened, `on_the_way` when the entry was a stop.
    An order in USD is not `sized` before its first price.
    """

    order: Order
    number: int
    since: int
    remaining: Decimal
    limit: Decimal | None
    stop: Decimal | None
    opens: bool = True
    mark: Mark | None = None
    group: Group | None = None
    dormant: bool = False
    triggered_in: int = 0
    triggered: bool = False
    entered_in: int = 0
    on_the_way: bool = False
    rested: bool = False
    sized: bool = True
    filled: Decimal = ZERO
    value: Decimal = ZERO
    fills: int = 0

    @property
    def symbol(self) -> str:
        """Symbol of the order."""
        return self.order.request.symbol

    @property
    def side(self) -> Side:
        """Side of the order."""
        return self.order.request.side

    @property
    def waits(self) -> bool:
        """True for a stop that has not been touched."""
        return not self.triggered and (self.stop is not None or self.mark is not None)

    def sibling(self, role: GroupRole) -> Working | None:
        """The awake member of its group in that role, None for itself."""
        found = None if self.group is None else self.group.members.get(role)
        return None if found is None or found is self or found.dormant else found

    def take(self, quantity: Decimal, price: Decimal, at: datetime) -> Order:
        """Count a fill; the order with it. Its mean price is exact after one fill, else to ten decimals."""
        self.fills += 1
        self.value += quantity * price
        if self.fills == 1 and quantity == self.remaining:  # all at once, as nearly always
            self.remaining, self.filled = ZERO, quantity
            return self.order.filled(quantity, price, at, done=True)
        self.remaining -= quantity
        self.filled += quantity
        average = price if self.fills == 1 else (self.value / self.filled).quantize(AVERAGE, ROUND_HALF_EVEN)
        return self.order.filled(self.filled, average, at, done=self.remaining == 0)


class Book:
    """Orders by id and by client id; `working` is in order of arrival. `witness` sees each state an order is given."""

    def __init__(self, seed: str) -> None:
        self.witness: Callable[[Order], None] | None = None
        self._ids: list[str] = []
        self._named = hashlib.sha1(uuid5(NAMESPACE, seed).bytes, usedforsecurity=False)
        self.orders: dict[str, Order] = {}
        self.working: dict[str, Working] = {}
        self.opening: set[str] = set()
        self._by_client: dict[str, str] = {}

    def name(self, what: str) -> str:
        """A deterministic id: the UUID of version 5 of `what`, put together here because an order needs one."""
        hashed = self._named.copy()
        hashed.update(what.encode())
        found = hashed.hexdigest()
        return f"{found[:8]}-{found[8:12]}-5{found[13:16]}-{VARIANT[found[16]]}{found[17:20]}-{found[20:32]}"

    def next_id(self) -> str:
        """The id the next order will have."""
        number, known = len(self.orders), len(self._ids)
        if number >= known:
            self._ids += [self.name(f"order {number}") for number in range(known, number + AT_A_TIME)]
        return self._ids[number]

    def next_client_id(self, ahead: int = 0) -> str:
        """A client id for an order that came without one."""
        return self.name(f"client {len(self.orders) + ahead}")

    def client_id_taken(self, client_order_id: str) -> bool:
        """True for every id ever used."""
        return client_order_id in self._by_client

    def by_client_order_id(self, client_order_id: str) -> Order | None:
        """The order of that client id."""
        found = self._by_client.get(client_order_id)
        return None if found is None else self.orders[found]

    def add(self, order: Order, since: int, *, opens: bool = True) -> Working:
        """Put a new order to work."""
        request = order.request
        limit, stop = request.limit_price, request.stop_price
        working = Working(order, len(self.orders), since, request.quantity, limit, stop, opens)
        working.sized = request.notional is None
        if request.type is OrderType.STOP and request.side is Side.BUY and request.stop_price is not None:
            working.limit = collar(request.stop_price)
        self.orders[order.id] = order
        self.working[order.id] = working
        self._by_client[request.client_order_id] = order.id
        if opens:
            self.opening.add(order.id)
        if self.witness is not None:
            self.witness(order)
        return working

    def update(self, working: Working, order: Order) -> None:
        """Keep the order's new state; a terminal one leaves the working set."""
        working.order = order
        self.orders[order.id] = order
        if order.status.terminal:
            self.working.pop(order.id, None)
            if working.group is not None and order.group_role is not None:
                working.group.members.pop(order.group_role, None)
        if self.witness is not None:
            self.witness(order)

    def live(self, symbol: str, side: Side) -> list[Working]:
        """Working orders of one symbol and side."""
        every = self.working.values()
        return [found for found in every if (asked := found.order.request).symbol == symbol and asked.side is side]
