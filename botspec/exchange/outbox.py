"""News that nobody has asked for yet."""

from __future__ import annotations

from datetime import datetime
from operator import itemgetter

from botspec.domain.events import BrokerEvent, CashKind, CashMoved, OrderUpdated, SharesKind, SharesMoved
from botspec.domain.orders import Order

DIVIDENDS, SPLITS, ORDERS, FEES = 0, 1, 2, 3


class Outbox:
    """The newest state of every order that changed, and every cash movement, since the last look.

    States between two looks are not told one by one, just as someone who polls would not see them. The order is the
    same for every observer: by time; at one time dividends, splits, then orders as they were submitted, then fees.
    """

    def __init__(self) -> None:
        self._orders: dict[int, Order] = {}
        self._moves: list[CashMoved | SharesMoved] = []

    def changed(self, number: int, order: Order) -> None:
        """The order with that running number has a new state."""
        self._orders[number] = order

    def moved(self, moved: CashMoved | SharesMoved) -> None:
        """Cash or shares came or went beside a fill."""
        self._moves.append(moved)

    def drain(self) -> tuple[BrokerEvent, ...]:
        """Everything since the last call."""
        if not self._orders and not self._moves:
            return ()
        if len(self._orders) == 1 and not self._moves:
            (order,) = self._orders.values()
            self._orders = {}
            return (OrderUpdated(order, order.updated_at),)
        told: list[tuple[tuple[datetime, int, int], BrokerEvent]] = [
            ((order.updated_at, ORDERS, number), OrderUpdated(order, order.updated_at))
            for number, order in self._orders.items()
        ]
        for number, moved in enumerate(self._moves):
            told.append(((moved.at, _rank(moved), number), moved))
        self._orders, self._moves = {}, []
        told.sort(key=_place)
        return tuple([event for _, event in told])


_place = itemgetter(0)


def _rank(moved: CashMoved | SharesMoved) -> int:
    if isinstance(moved, SharesMoved):
        return SPLITS if moved.kind is SharesKind.SPLIT else FEES
    return DIVIDENDS if moved.kind is CashKind.DIVIDEND else FEES
