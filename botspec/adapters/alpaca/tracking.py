"""Which orders a broker is asked about, and what it last said of each."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta

from botspec.domain.orders import Order
from botspec.journal.shortened import Shortened

_SENT_MARGIN = timedelta(minutes=5)  # our clock and Alpaca's may differ
_KNOWN_MARGIN = timedelta(seconds=1)


@dataclass(slots=True)
class Seen:
    """One order id of ours: when it was sent if we know, and its newest state if there is one.

    One that is asked for `alone` may be missing from lists: they show a replaced leg as what took its place. Of one
    that is `suspected` an attempt to send it was never answered: whatever a later one comes to, it may still arrive.
    """

    place: int
    sent_at: datetime | None
    order: Order | None = None
    alone: bool = False
    suspected: bool = False

    @property
    def settled(self) -> bool:
        return self.order is not None and not self.order.live

    @property
    def begin(self) -> datetime | None:
        """A moment before it was submitted, None when that is not known."""
        if self.order is not None:
            return self.order.submitted_at - _KNOWN_MARGIN
        return self.sent_at - _SENT_MARGIN if self.sent_at is not None else None


class Tracking:
    """Order ids of one bot, in the order they were sent. Of those that ended a while ago the state is kept in short."""

    def __init__(self) -> None:
        self._seen: dict[str, Seen] = {}
        self._open: dict[str, Seen] = {}
        self._names: dict[str, str] = {}
        self._past = Shortened(Seen)
        self._ended: deque[str] = deque()
        self._places = 0

    def expect(self, client_order_id: str, sent_at: datetime | None) -> None:
        """An order with that id may exist."""
        if client_order_id not in self:
            seen = Seen(self._places, sent_at)
            self._seen[client_order_id] = self._open[client_order_id] = seen
            self._places += 1

    def suspect(self, client_order_id: str) -> None:
        """An attempt to send it was never answered."""
        if client_order_id in self._seen:
            self._seen[client_order_id].suspected = True

    def forget(self, client_order_id: str) -> None:
        """There is no such order, unless an earlier attempt is still on its way."""
        if client_order_id in self._seen and self._seen[client_order_id].suspected:
            return
        self._seen.pop(client_order_id, None)
        self._open.pop(client_order_id, None)

    def look_up(self, client_order_id: str) -> None:
        """Ask about this order by itself until it has ended."""
        seen = self._open.get(client_order_id)
        if seen is not None:
            seen.alone = True

    def named(self, order_id: str | None) -> str | None:
        """The client id of an order by the broker's id; None for one never heard of."""
        return self._names.get(order_id or "")

    def may_change(self, client_order_id: str) -> bool:
        """It was not heard to have ended."""
        return client_order_id in self._open

    def __contains__(self, client_order_id: str) -> bool:
        return client_order_id in self._seen or client_order_id in self._past

    def order(self, client_order_id: str) -> Order | None:
        """Newest state heard of."""
        seen = self._find(client_order_id)
        return seen.order if seen is not None else None

    def place(self, client_order_id: str) -> int:
        """Position among all ids, in the order they were sent."""
        seen = self._find(client_order_id)
        if seen is None:
            raise KeyError(client_order_id)
        return seen.place

    def learn(self, order: Order) -> bool:
        """Take in a state; False when it tells nothing new. A stale read never undoes a newer one."""
        name = order.request.client_order_id
        self.expect(name, order.submitted_at)
        known = self.order(name)
        if known is not None and not _newer(order, known):
            return False
        seen = self._seen[name] = self._past.pop(name) or self._seen[name]
        seen.order = order
        self._names[order.id] = name
        for leg in order.legs:
            self.expect(leg, order.submitted_at)
        if seen.settled:
            self._open.pop(name, None)
            self._ended.append(name)
        return True

    def shorten(self, before: datetime) -> None:
        """Keep in short what ended before that moment."""
        while self._ended:
            seen = self._seen.get(self._ended[0])
            if seen is not None and seen.order is not None and seen.settled:
                if seen.order.updated_at >= before:
                    break
                self._past.keep(self._ended[0], self._seen.pop(self._ended[0]))
            self._ended.popleft()

    def _find(self, client_order_id: str) -> Seen | None:
        return self._seen.get(client_order_id) or self._past.get(client_order_id)

    def unplaced(self) -> list[str]:
        """Open ids that must be looked up one by one: no time is known of them, or lists do not show them."""
        return [name for name, seen in self._open.items() if seen.begin is None or seen.alone]

    def since(self) -> datetime | None:
        """A moment before the oldest order that may still change; None when there is none."""
        return min((seen.begin for seen in self._open.values() if seen.begin is not None), default=None)


def _newer(new: Order, old: Order) -> bool:
    if new == old or (old.status.terminal and not new.status.terminal):
        return False
    if new.filled_quantity < old.filled_quantity:
        return False
    # A fill and an end cannot be undone, whatever the broker's clock says of when.
    further = new.filled_quantity > old.filled_quantity or (new.status.terminal and not old.status.terminal)
    return further or new.updated_at >= old.updated_at
