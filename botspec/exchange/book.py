"""All orders of the account, and which of them are still at work."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from uuid import UUID, uuid5

from botspec.domain.orders import Order, OrderStatus, OrderType, Side

ZERO = Decimal(0)
NAMESPACE = UUID("6f8b1f0a-5d0c-5e43-9a39-8f0d3f0f7d11")
AVERAGE = Decimal("1e-10")


@dataclass(slots=True)
class Working:
    """A live order: `since` is its arrival in UTC nanoseconds, `value` what its fills were worth."""

    order: Order
    number: int
    since: int
    remaining: Decimal
    limit: float | None
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

    def average(self, price: Decimal) -> Decimal:
        """Mean fill price: exact after one fill at `price`, else to ten decimals."""
        if self.fills == 1:
            return price
        filled = self.order.request.quantity - self.remaining
        return (self.value / filled).quantize(AVERAGE, ROUND_HALF_EVEN)


class Book:
    """Orders by id and by client id; `working` is in order of arrival."""

    def __init__(self, seed: str) -> None:
        self._namespace = uuid5(NAMESPACE, seed)
        self.orders: dict[str, Order] = {}
        self.working: dict[str, Working] = {}
        self._by_client: dict[str, str] = {}

    def name(self, what: str) -> str:
        """A deterministic id."""
        return str(uuid5(self._namespace, what))

    def next_id(self) -> str:
        """The id the next order will have."""
        return self.name(f"order {len(self.orders)}")

    def client_id_taken(self, client_order_id: str) -> bool:
        """True for every id ever used."""
        return client_order_id in self._by_client

    def by_client_order_id(self, client_order_id: str) -> Order | None:
        """The order of that client id."""
        found = self._by_client.get(client_order_id)
        return None if found is None else self.orders[found]

    def add(self, order: Order, since: int) -> Working:
        """Put a new order to work."""
        limit = order.request.limit_price
        working = Working(
            order=order,
            number=len(self.orders),
            since=since,
            remaining=order.request.quantity,
            limit=float(limit) if limit is not None and order.request.type is OrderType.LIMIT else None,
        )
        self.orders[order.id] = order
        self.working[order.id] = working
        self._by_client[order.request.client_order_id] = order.id
        return working

    def update(self, working: Working, order: Order) -> None:
        """Keep the order's new state; a terminal one leaves the working set."""
        working.order = order
        self.orders[order.id] = order
        if order.status.terminal:
            self.working.pop(order.id, None)

    def live(self, symbol: str, side: Side) -> list[Working]:
        """Working orders of one symbol and side."""
        return [found for found in self.working.values() if found.symbol == symbol and found.side is side]

    def has_accepted(self) -> bool:
        """True while an order waits for a session to open."""
        return any(found.order.status is OrderStatus.ACCEPTED for found in self.working.values())
