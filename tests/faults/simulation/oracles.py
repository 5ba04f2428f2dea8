"""What must always hold, looked at from the wire and from the broker; nothing here asks the bot."""

from __future__ import annotations

import sqlite3
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from botspec.domain.intents import Intent
from botspec.domain.orders import OrderClass
from botspec.domain.rows import CancelRow, FillRow, IntentRow, LegRow, OrderRow, OutcomeRow, ReleasedRow, Row, TripRow
from botspec.journal.codec import decode
from botspec.simulator.simulation import Simulation
from tests.faults.simulation.network import Asked

ROOM = Decimal("1.3")  # prices move between decision and acceptance; a doubled position is 1.7 times the limit
LIVE_BY = timedelta(seconds=60)
GIVEN_UP_BY = timedelta(seconds=220)  # two minutes from a look in vain to the next, and heartbeats around them
FRESH = timedelta(seconds=12)  # a bar is waited for 3 s; four times that and its prices are old
RESENT_FOR = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of the spec, written down here a second time."""

    positions: int
    position: Decimal
    notional: Decimal
    per_minute: int
    fresh: timedelta = timedelta(days=5)


LIMITS = {
    "short": Limits(2, Decimal("0.35"), Decimal(40_000), 10),
    "resting": Limits(3, Decimal("0.35"), Decimal(40_000), 10),
    "bracket": Limits(3, Decimal("0.30"), Decimal(100_000), 60),
    "minutes": Limits(2, Decimal("0.35"), Decimal(40_000), 6, FRESH),
    "crowd": Limits(40, Decimal("0.03"), Decimal(4_000), 40, FRESH),
    "thin": Limits(1, Decimal("0.35"), Decimal(40_000), 6, FRESH),
}


@dataclass(slots=True)
class Oracle:
    """Reads the durable part of the journal by a connection of its own, before every byte that leaves."""

    simulation: Simulation
    journal: Path
    limits: Limits
    wrongs: list[str] = field(default_factory=list)
    intents: dict[str, Intent] = field(default_factory=dict)
    cancels: set[str] = field(default_factory=set)
    legs: set[str] = field(default_factory=set)
    trips: dict[str, TripRow] = field(default_factory=dict)
    reasons: Counter[str] = field(default_factory=Counter)
    booked: Counter[str] = field(default_factory=Counter)
    killed: bool = False
    accepted: int = 0
    _first_sent: dict[str, datetime] = field(default_factory=dict)
    _read: int = 0
    _decided: dict[tuple[Any, ...], str] = field(default_factory=dict)
    _unsure: dict[str, datetime] = field(default_factory=dict)

    def wrong(self, invariant: str, text: str) -> None:
        self.wrongs.append(f"{invariant}: {text} at {self.simulation.now:%Y-%m-%d %H:%M:%S}")

    # ---- on the wire

    def before(self, asked: Asked) -> None:
        """Just before a byte of a write leaves."""
        self.catch_up()
        if asked.method == "DELETE":
            self._cancel_is_durable(asked)
        elif asked.orders and asked.wrote is not None:
            self._order_is_durable(asked.wrote)

    def _order_is_durable(self, body: Any) -> None:
        name = str(body.get("client_order_id"))
        intent = self.intents.get(name)
        if intent is None:
            self.wrong("I3", f"order {name} left before its intent was durable")
            return
        if differs := [key for key, value in body.items() if not _same(value, _field(intent, key))]:
            self.wrong("I3", f"order {name} left with other {', '.join(differs)} than journalled")
        if not intent.leg.reduces:
            self._may_enter(name, intent)
        self._throttled(name, intent)
        self._no_self_match(intent)

    def _may_enter(self, name: str, intent: Intent) -> None:
        symbol = intent.request.symbol
        if held := [row.trip.id for row in self.trips.values() if row.trip.stops(symbol)]:
            self.wrong("I5", f"entry {name} left while {held} held")
        if self.killed:
            self.wrong("I5", f"entry {name} left after a person killed")
        self._may_be_late(name, intent)

    def _may_be_late(self, name: str, intent: Intent) -> None:
        """An entry is sized soon after its bar, and sent soon after it was sized."""
        waited = intent.created_at - intent.decided_at
        same_day = intent.created_at.date() == intent.decided_at.date()  # what a last bar decides waits for an open
        if name not in self._first_sent and same_day and waited > self.limits.fresh:
            self.wrong("I10", f"entry {name} of a bar {waited} ago")
        if self.simulation.now - intent.created_at > RESENT_FOR + LIVE_BY:
            self.wrong("I10", f"entry {name} sized {self.simulation.now - intent.created_at} ago")

    def _throttled(self, name: str, intent: Intent) -> None:
        now = self.simulation.now
        if name in self._first_sent or intent.leg.reduces:
            return
        self._first_sent[name] = now
        minute = [at for at in self._first_sent.values() if now - at < timedelta(seconds=60)]
        if len(minute) > self.limits.per_minute:
            self.wrong("I15", f"{len(minute)} entries in a minute")

    def _no_self_match(self, intent: Intent) -> None:
        request = intent.request
        for order in self.simulation.exchange.live_orders():
            other = order.request
            if other.symbol == request.symbol and other.side is not request.side and not order.group_id:
                self.wrong("I16", f"{request.client_order_id} against own live {other.client_order_id}")

    def _cancel_is_durable(self, asked: Asked) -> None:
        order_id = urlsplit(asked.url).path.rsplit("/", 1)[-1]
        order = self.simulation.exchange.order(order_id)
        if order is not None and order.request.client_order_id not in self.cancels | self.legs:
            self.wrong("I3", f"cancel of {order.request.client_order_id} left before it was durable")

    # ---- at the broker

    def delivered(self, asked: Asked, status: int) -> None:
        """A write arrived and was answered with `status`."""
        if not asked.orders or status != 200 or asked.wrote is None:
            return
        self.accepted += 1
        name = str(asked.wrote["client_order_id"])
        intent = self.intents.get(name)
        if intent is not None and not intent.leg.reduces:
            self._within_limits(name, intent.request.symbol)

    def _within_limits(self, name: str, symbol: str) -> None:
        exchange, limits = self.simulation.exchange, self.limits
        buys = [order for order in exchange.live_orders() if order.request.side == "buy"]
        held = {each.symbol for each in exchange.positions.values() if each.quantity}
        names = held | {order.request.symbol for order in buys}
        if len(names) > limits.positions:
            self.wrong("I1", f"{name} makes {len(names)} positions of {limits.positions}")
        price = exchange.last_price(symbol) or Decimal(0)
        waiting = sum((o.request.quantity - o.filled_quantity for o in buys if o.request.symbol == symbol), Decimal(0))
        there = exchange.positions.get(symbol)
        worst = (waiting + (there.quantity if there else Decimal(0))) * price
        if worst > limits.position * exchange.equity() * ROOM:
            self.wrong("I1", f"{name}: {worst:.0f} USD in {symbol}, of {limits.position} of {exchange.equity():.0f}")
        if waiting * price > limits.notional * ROOM:
            self.wrong("I1", f"{name}: {waiting * price:.0f} USD in one order")

    # ---- the journal, as far as it is durable

    def catch_up(self) -> None:
        """Take in the rows committed since."""
        if not self.journal.exists():
            return
        connection = sqlite3.connect(f"file:{self.journal}?mode=ro", uri=True)
        try:
            found = connection.execute("SELECT seq, kind, body FROM rows WHERE seq > ? ORDER BY seq", (self._read,))
            for seq, kind, body in found.fetchall():
                self._read = seq
                self._take(decode(kind, body))
        finally:
            connection.close()

    def _take(self, row: Row) -> None:
        match row:
            case IntentRow(intent=intent):
                self._take_intent(intent)
            case LegRow(intent=intent):
                self.legs.add(intent.request.client_order_id)
            case CancelRow():
                self.cancels.add(row.client_order_id)
            case TripRow() | ReleasedRow():
                self._take_trip(row)
            case FillRow() | OutcomeRow() | OrderRow():
                self._take_news(row)
            case _:
                self._count(row)

    def _take_trip(self, row: TripRow | ReleasedRow) -> None:
        if isinstance(row, TripRow):
            self.trips[row.trip.latch] = row
        else:
            self.trips = {latch: trip for latch, trip in self.trips.items() if trip.trip.id != row.trip_id}

    def _take_news(self, row: FillRow | OutcomeRow | OrderRow) -> None:
        match row:
            case FillRow(fill=fill):
                self.booked[fill.client_order_id] += fill.quantity  # type: ignore[assignment]
            case OrderRow(order=order):
                self._unsure.pop(order.request.client_order_id, None)
            case OutcomeRow(client_order_id=name, outcome=outcome):
                self.reasons[f"submit {outcome}"] += 1
                if outcome in {"unknown", "not_sent"}:
                    self._unsure.setdefault(name, row.at)
                else:
                    self._unsure.pop(name, None)

    def _count(self, row: Row) -> None:
        code = getattr(row, "code", None) or getattr(row, "reason", None) or getattr(row, "limit", None)
        self.reasons[f"{row.kind} {code}" if code else row.kind] += 1

    def _take_intent(self, intent: Intent) -> None:
        name = intent.request.client_order_id
        self.reasons[f"intent {intent.leg}"] += 1
        self._unsure[name] = intent.created_at
        if name in self.intents:
            self.wrong("I2", f"intent {name} journalled twice")
        self.intents[name] = intent
        key = (intent.leg, intent.rule, intent.decided_at, intent.request.symbol, intent.generation)
        if self._decided.setdefault(key, name) != name:
            self.wrong("I2", f"{name} and {self._decided[key]} are one decision")

    # ---- at the end

    def resolved(self, since: datetime) -> None:
        """Faults stopped at `since`, a minute ago: nothing may be unknown but what never arrived and is not wanted."""
        self.catch_up()
        old = [name for name, at in self._unsure.items() if at <= since]
        self._still_unknown([name for name in old if not self._reserved(name)], LIVE_BY)

    def given_up(self, since: datetime) -> None:
        """Faults stopped at `since`, long enough ago to know what never arrived."""
        self.catch_up()
        self._still_unknown([name for name, at in self._unsure.items() if at <= since], GIVEN_UP_BY)

    def _still_unknown(self, names: list[str], after: timedelta) -> None:
        for name in names:
            self.wrong("liveness", f"{name} is still not known {after.seconds} s after faults stopped")

    def _reserved(self, name: str) -> bool:
        intent, arrived = self.intents[name], self.simulation.exchange.by_client_order_id(name) is not None
        stale = self.simulation.now - intent.created_at > RESENT_FOR
        unwanted = not intent.leg.reduces and (stale or self.killed or bool(self.trips))
        return not arrived and (name in self.cancels or unwanted)

    def settled(self) -> None:
        """A run that ended in calm: every order known, every fill booked once, ledger equal to account."""
        self.catch_up()
        exchange = self.simulation.exchange
        at_broker = {order.request.client_order_id: order for order in exchange.orders()}
        for name, order in at_broker.items():
            if name not in self.intents and name not in self.legs:
                self.wrong("I2", f"order {name} at the broker is of no intent")
            if self.booked[name] != order.filled_quantity:
                self.wrong("I7", f"{name}: filled {order.filled_quantity}, booked {self.booked[name]}")
        for name in self.booked.keys() - at_broker.keys():
            self.wrong("I7", f"{name}: booked {self.booked[name]}, and there is no such order")


def _field(intent: Intent, key: str) -> object:
    request = intent.request
    if key == "take_profit" and request.order_class is OrderClass.OCO:
        return request.limit_price  # the two legs are all there is of it
    names = {"qty": "quantity"}
    return getattr(request, names.get(key, key), None)


def _same(sent: object, journalled: object) -> bool:
    if isinstance(sent, dict):
        prices = [journalled] if isinstance(journalled, Decimal) else [getattr(journalled, name, None) for name in sent]
        return [Decimal(value) for value in sent.values()] == prices
    if isinstance(journalled, Decimal):
        return isinstance(sent, str) and Decimal(sent) == journalled
    return sent == journalled
