"""Orders that were put in the place of ours at somebody's hand: no list need show them, only the old one names them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from botspec.adapters.alpaca.tracking import Tracking
from botspec.domain.orders import Order


class Kin:
    """`find` looks up by client id, `by_id` by the broker's; what is not shown yet is asked for again the next time."""

    def __init__(
        self, tracking: Tracking, find: Callable[[str], Order | None], by_id: Callable[[str], Order | None]
    ) -> None:
        self._tracking, self._find, self._by_id = tracking, find, by_id
        self._hidden: set[str] = set()

    def of(self, orders: Sequence[Order]) -> list[Order]:
        """What replaced `orders`, and what they replaced, where that is ours and not among them. Raises Unavailable."""
        linked = [order for order in orders if order.replaced_by is not None or order.replaces is not None]
        if not (linked or self._hidden):
            return []
        told, found = {order.id for order in orders}, [*self._shown(self._hidden)]
        todo = [*linked, *found]
        while todo:
            more = [*self._before(todo[0], told), *self._shown(self._next(todo[0], told))]
            told.update(order.id for order in more)
            found += more
            todo = [*todo[1:], *more]
        return found

    def _shown(self, order_ids: set[str]) -> Iterator[Order]:
        for order_id in sorted(order_ids):
            order = self._by_id(order_id)
            if order is None:
                self._hidden.add(order_id)
            else:
                self._hidden.discard(order_id)
                yield order

    def _next(self, order: Order, told: set[str]) -> set[str]:
        name = order.replaced_by
        unknown = name is not None and name not in told and self._tracking.named(name) is None
        return {name} - self._hidden if unknown and name is not None else set()

    def _before(self, order: Order, told: set[str]) -> Iterator[Order]:
        """A leg that was replaced is in no list any more."""
        name = self._tracking.named(order.replaces)
        if name is not None and order.replaces not in told and self._tracking.may_change(name):
            old = self._find(name)
            if old is not None:
                yield old
