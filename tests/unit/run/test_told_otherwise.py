"""A broker that takes back what it told: shares of a fill that was busted, a position that has another symbol now."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import ClassVar

import pytest

from botspec.domain.account import AccountSnapshot, BrokerPosition
from botspec.domain.events import BrokerEvent, OrderUpdated
from botspec.domain.guards import Action
from botspec.domain.orders import Order, OrderStatus, Side
from botspec.domain.rows import FillRow, IntentRow, LegRow, NoteRow, TripRow
from botspec.market.moments import moment
from tests.fakes import world as fakes
from tests.fakes.bots import a_bot, scripted, written_exits
from tests.fakes.market import days
from tests.fakes.trials import only
from tests.fakes.world import PolledBroker

PANEL = days({"AAA": [(100.0,) * 4] * 6, "BBB": [(100.0,) * 4] * 6})
FROM = moment(int(PANEL.opened_at[2])) + timedelta(hours=1)
GONE = Decimal(4)


class Changing(PolledBroker):
    """From the third day on it says something else of what is held."""

    def snapshot(self) -> AccountSnapshot:
        found = super().snapshot()
        late = self._venue.now >= FROM
        return replace(found, positions=tuple(map(self.other, found.positions))) if late else found

    def other(self, position: BrokerPosition) -> BrokerPosition:
        return replace(position, symbol="AAAB")


class Busting(Changing):
    """Four shares of each fill are taken back, of the order and of the position."""

    def other(self, position: BrokerPosition) -> BrokerPosition:
        return replace(position, quantity=position.quantity - GONE)

    def _news(self) -> list[BrokerEvent]:
        found, now = super()._news(), self._venue.now
        orders = [order for order in self._venue.exchange.orders() if order.filled_quantity and now >= FROM]
        less = [replace(each, filled_quantity=each.filled_quantity - GONE, updated_at=now) for each in orders]
        return [*found, *(OrderUpdated(each, now) for each in less)]


@pytest.mark.parametrize(("broker", "left"), [(Busting, 26), (Changing, 0)])
def test_it_is_told_nothing_enters_and_no_more_is_sold_than_there_is(
    broker: type[PolledBroker], left: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Thirty AAA were bought; on the fifth day they are to be sold, and on the fourth BBB is to be bought."""
    monkeypatch.setattr(fakes, "PolledBroker", broker)
    bot = a_bot(scripted(6, 2, enter={0: [0], 3: [1]}, exit={4: [0]}))
    world = fakes.World(bot, PANEL, heartbeat=timedelta(hours=1))
    world.live()
    sent = [row.intent.request for row in only(world.rows, IntentRow)]
    assert [(each.symbol, each.side) for each in sent] == [("AAA", Side.BUY), ("AAA", Side.SELL)][: 1 + (left > 0)]
    assert sum(each.quantity for each in sent if each.side is Side.SELL) == left
    trips = [(row.trip.id, row.trip.action) for row in only(world.rows, TripRow)]
    assert trips == [("reconcile-1", Action.BLOCK_ENTRIES)]
    told = [row.text for row in only(world.rows, NoteRow) if row.code == "UNRECONCILED"]
    assert told[0] == f"AAA: the journal says 30, the broker says {left}"
    assert all(row.fill.quantity > 0 for row in only(world.rows, FillRow))


class Forgetful(PolledBroker):
    """The other leg of a pair goes on working when one has filled, until its cancel is asked for."""

    asked: ClassVar[list[str]] = []

    def _news(self) -> list[BrokerEvent]:
        return [event for event in super()._news() if not self._forgets(event)]

    def _forgets(self, event: BrokerEvent) -> bool:
        order = event.order if isinstance(event, OrderUpdated) else None
        if order is None or order.status is not OrderStatus.CANCELED or order.request.client_order_id in self.asked:
            return False
        del self._told[order.id]
        return True

    def find(self, client_order_id: str) -> Order | None:
        found = super().find(client_order_id)
        return None if found is None else self._working(found)

    def snapshot(self) -> AccountSnapshot:
        orders = [self._working(order) for order in self._venue.exchange.orders()]
        return replace(super().snapshot(), open_orders=tuple(order for order in orders if order.live))

    def _working(self, order: Order) -> Order:
        forgotten = order.status is OrderStatus.CANCELED and order.request.client_order_id not in self.asked
        return replace(order, status=OrderStatus.NEW) if forgotten else order

    def cancel(self, client_order_id: str, at: datetime) -> bool:
        self.asked.append(client_order_id)
        return super().cancel(client_order_id, at)


def test_a_leg_that_its_broker_forgot_is_canceled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Forgetful, "asked", [])
    monkeypatch.setattr(fakes, "PolledBroker", Forgetful)
    resting = ["stop_loss", "take_profit"]
    exits = written_exits({"stop_loss": "5%", "take_profit": "5%", "rest_at_broker": resting})
    up = (100.0, 106.0, 100.0, 106.0)
    panel = days({"AAA": [(100.0,) * 4, (100.0, 101.0, 99.0, 100.0), up, *[(106.0,) * 4] * 3]})
    bot = a_bot(scripted(6, 1, enter={0: [0]}), ("AAA",), exits=exits)
    world = fakes.World(bot, panel, heartbeat=timedelta(hours=1))
    world.live()
    assert world.desk.state.portfolio.positions == {}
    legs = [row.intent.request.client_order_id for row in only(world.rows, LegRow)]
    assert set(Forgetful.asked) == set(legs)
    assert not world.desk.state.working
    (told,) = [row for row in only(world.rows, NoteRow) if row.code == "ORPHAN"]
    assert told.text.startswith(f"AAA: {legs[0]} protects nothing any more")
