"""Every state of every order, as `trade_updates` tells it."""

from __future__ import annotations

from decimal import Decimal

from botspec.domain.orders import Order, OrderStatus
from botspec.exchange.exchange import Exchange
from botspec.simulator.identity import action_id
from botspec.simulator.render.money import text
from botspec.simulator.render.orders import as_pending, order_json
from botspec.simulator.render.times import stamp
from botspec.simulator.streams.codec import Message
from botspec.simulator.streams.hub import Hub

EVENTS = {OrderStatus.PARTIALLY_FILLED: "partial_fill", OrderStatus.FILLED: "fill"}
State = tuple[OrderStatus, Decimal, Decimal]


class Updates:
    """Watches the exchange; the hub hears each change once, in the order in which they happen."""

    def __init__(self, exchange: Exchange, hub: Hub, *, pending: bool = False) -> None:
        self._exchange = exchange
        self._pending = pending
        self._hub = hub
        self._seen: dict[str, State] = {order.id: _state(order) for order in exchange.orders()}
        exchange.watch(self.saw)

    def saw(self, order: Order) -> None:
        """The order has been given this state."""
        state = _state(order)
        before = self._seen.get(order.id)
        if before == state:
            return
        self._seen[order.id] = state
        if not self._hub.trading:
            return
        if before is None and self._pending and order.status is OrderStatus.NEW:
            self._hub.update(self._update("pending_new", as_pending(order)))
        event = EVENTS.get(order.status, order.status.value)
        if before is not None and before[:2] == state[:2]:
            event = "restated"  # its quantity follows what its sibling sold
        self._hub.update(self._update(event, order))

    def _update(self, event: str, order: Order) -> Message:
        at = stamp(order.updated_at)
        told: Message = {"event": event, "timestamp": at, "order": order_json(self._exchange, order)}
        if event in EVENTS.values():
            execution = self._exchange.executions[-1]
            told |= {
                "execution_id": action_id("fill", order.id, len(self._exchange.executions) - 1),
                "price": text(execution.price),
                "qty": text(execution.quantity),
                "position_qty": text(self._held(order.request.symbol)),
            }
        return told

    def _held(self, symbol: str) -> Decimal:
        held = self._exchange.positions.get(symbol)
        return Decimal(0) if held is None else held.quantity


def _state(order: Order) -> State:
    return order.status, order.filled_quantity, order.request.quantity
