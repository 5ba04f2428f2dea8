"""Faults of the account itself: drawn from the order's own id, so that a restart does them again."""

from __future__ import annotations

from decimal import ROUND_FLOOR, Decimal

from botspec.domain.orders import Order, OrderRequest, TimeInForce
from botspec.exchange.legality import FINEST_QUANTITY, fractional, is_crypto
from botspec.simulator.chaos.chaos import Chaos

ONE = Decimal(1)


class AccountChaos:
    """Partial fills and late rejections."""

    def __init__(self, chaos: Chaos) -> None:
        self._chaos = chaos

    def part(self, order_id: str, request: OrderRequest, fills: int, quantity: Decimal) -> Decimal:
        """How much of `quantity` fills now; the first time at most, and never of an order that wants all or nothing."""
        if fills or request.time_in_force is TimeInForce.FOK or not self._chaos.happens("partial_fill", order_id):
            return quantity
        finest = FINEST_QUANTITY if fractional(request) or is_crypto(request.symbol) else ONE
        share = Decimal(str(round(self._chaos.draw("part", order_id), 4)))
        part = (quantity * share).quantize(finest, ROUND_FLOOR)
        if not 0 < part < quantity:
            return quantity
        self._chaos.note("partial_fill", order_id, f"{part} of {quantity}")
        return part

    def rejects(self, order: Order) -> bool:
        """Whether an order that was taken is rejected a moment later."""
        return order.live and self._chaos.happens("late_reject", order.id)

    def rejected(self, order: Order) -> None:
        """It was."""
        self._chaos.note("late_reject", order.id, order.request.client_order_id)
