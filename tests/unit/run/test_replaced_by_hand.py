"""Orders that a person changes at the broker's own page: what takes their place is the bot's own order.

Bars of 30 minutes from 9:30 on. The first closes at 100 and asks for 30 shares at 99; the order leaves at 10:00, and
somebody changes it at once.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import cycle
from typing import Any

import pytest

from botspec.app.aftermath import Lines
from botspec.domain.events import BrokerEvent, OrderUpdated
from botspec.domain.orders import OrderStatus, Side
from botspec.domain.rows import CancelRow, FillRow, IntentRow, LegRow, NoteRow, ReleasedRow, TripRow
from botspec.run.differences import Acceptance, adopt, find_differences
from botspec.run.projection import _claims
from botspec.spec.words import Timeframe
from tests.fakes import world as fakes
from tests.fakes.bots import a_bot, limit_order, scripted, written_exits
from tests.fakes.market import minutes
from tests.fakes.trials import only
from tests.fakes.world import Died, PolledBroker, Trouble, World
from tests.unit.run.test_restart import calls
from tests.unit.run.test_unfilled_by_hand import patient

QUIET, DEEP = "100 100 99.5 100", "100 100 94 95"
AT = datetime(2024, 1, 2, 15, tzinfo=UTC)
STOPPED = written_exits({"stop_loss": "4%", "rest_at_broker": ["stop_loss"]})


class Hand(PolledBroker):
    """Changes the first order that rests, as `changes` says; hides what took its place for `hidden` looks."""

    changes: dict[str, Any] = {}  # noqa: RUF012  a test sets it
    hidden = 0

    def _news(self) -> list[BrokerEvent]:
        exchange = self._venue.exchange
        orders = exchange.orders()
        if orders and orders[0].status is OrderStatus.NEW:
            exchange.replace(orders[0].id, self._venue.now, **type(self).changes)
        news = super()._news()
        if type(self).hidden > 0 and any(order.replaces for order in exchange.orders()):
            type(self).hidden -= 1
            successors = [each for each in news if isinstance(each, OrderUpdated) and each.order.replaces]
            for each in successors:
                del self._told[each.order.id]
            return [each for each in news if each not in successors]
        return news


def a_world(monkeypatch: pytest.MonkeyPatch, bars: str, hidden: int = 0, **given: Any) -> World:
    monkeypatch.setattr(fakes, "PolledBroker", Hand)
    Hand.changes, Hand.hidden = given.pop("changes"), hidden
    rows = [tuple(float(price) for price in bar.split()) for bar in ("100 100 100 100", *bars.split(","))]
    panel = minutes({"AAA": rows}, width=30)  # type: ignore[dict-item]
    entry = given.pop("entry", limit_order("close * 0.99", "gtc"))
    environment = {"heartbeat": timedelta(minutes=5)} if given.pop("beats", False) else {}
    bot = a_bot(scripted(len(rows), 1, {0: [0]}), ["AAA"], timeframe=Timeframe.MINUTES_30, entry=entry, **given)
    return World(bot, panel, **environment)


def bought(world: World) -> list[tuple[int, str]]:
    return [(int(row.fill.quantity), f"{row.fill.price.normalize():f}") for row in only(world.rows, FillRow)]


def notes(world: World, code: str) -> list[str]:
    return [row.text for row in only(world.rows, NoteRow) if row.code == code]


def test_its_quantity_and_price_count_and_its_fills_are_the_bots(monkeypatch: pytest.MonkeyPatch) -> None:
    changes = {"quantity": Decimal(40), "limit_price": Decimal(98)}
    world = a_world(monkeypatch, f"{QUIET},{QUIET},{DEEP},{QUIET}", changes=changes)
    world.live(steps=2)
    assert world.desk is not None
    assert _claims(world.desk.state, []) == [("AAA", Side.BUY, Decimal(40), Decimal(98))]
    world.live()
    assert bought(world)[0] == (40, "98")
    (leg,) = [row for row in only(world.rows, LegRow) if row.intent.replaces]
    assert leg.intent.replaces == only(world.rows, IntentRow)[0].intent.request.client_order_id
    (said,) = [row for row in only(world.rows, NoteRow) if row.code == "REPLACED"]
    assert "quantity 30 is 40, limit_price 99.0 is 98" in said.text
    assert "changed by hand: AAA: an order was changed" in str(Lines("trend").of(said))
    assert notes(world, "UNRECONCILED") == []


def test_the_exits_that_came_with_an_entry_stay_with_what_took_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    changes = {"limit_price": Decimal(98)}
    bars = f"{QUIET},{QUIET},100 100 97 97,96 97 94 94,{QUIET}"
    world = a_world(monkeypatch, bars, changes=changes, exits=STOPPED)
    world.live()
    assert bought(world) == [(30, "98"), (30, "95.04")]
    assert notes(world, "UNRECONCILED") == notes(world, "UNPROTECTED") == []
    assert len(only(world.rows, IntentRow)) == 1  # nothing was placed or closed for want of protection


def test_it_is_canceled_as_the_order_it_took_the_place_of(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = patient(30, "cancel")
    world = a_world(monkeypatch, f"{QUIET},{QUIET},{DEEP}", changes={"limit_price": Decimal(98)}, entry=entry)
    world.live()
    (cancel,) = only(world.rows, CancelRow)
    (leg,) = only(world.rows, LegRow)
    assert cancel.client_order_id == leg.intent.request.client_order_id
    assert bought(world) == []


def test_until_it_is_shown_it_counts_as_what_it_was_and_nothing_enters(monkeypatch: pytest.MonkeyPatch) -> None:
    world = a_world(monkeypatch, f"{QUIET},{QUIET},{DEEP}", 14, changes={"limit_price": Decimal(98)}, beats=True)
    world.live(steps=2)
    assert world.desk is not None
    (working,) = world.desk.state.working.values()
    assert (working.lost, working.remaining) == (True, Decimal(30))
    assert "what took its place is not shown" in notes(world, "UNRECONCILED")[0]
    assert [row.trip.guard for row in only(world.rows, TripRow)] == ["reconcile"]
    Hand.hidden = 0
    world.live()
    assert bought(world) == [(30, "98")]
    assert [row.guard for row in only(world.rows, ReleasedRow)] == ["reconcile"]


def test_what_is_gone_for_good_is_let_go_by_whoever_adopts_it(monkeypatch: pytest.MonkeyPatch) -> None:
    world = a_world(monkeypatch, f"{QUIET},{QUIET}", 1000, changes={"limit_price": Decimal(98)}, beats=True)
    world.live(steps=2)
    desk = world.desk
    assert desk is not None
    found = find_differences(desk, world.brokers[-1].snapshot(), first_start=False)
    assert adopt(desk, found, Acceptance([each.text for each in found], "ann", "it is gone"), AT) == []
    assert desk.state.working == {}


def test_a_process_that_dies_at_any_call_goes_on_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def lived(trouble: Trouble) -> World:
        world = a_world(monkeypatch, f"{QUIET},{DEEP},{QUIET}", changes={"limit_price": Decimal(98)}, beats=True)
        try:
            world.live(trouble)
        except Died:
            world.live()
        return world

    counting = Trouble()
    lived(counting)
    for call, kind in zip(calls(counting, 3), cycle(("die_before", "die_after")), strict=False):
        world = lived(Trouble(call, kind))
        assert bought(world) == [(30, "98")], (call, kind)
        assert len(only(world.rows, IntentRow)) == 1, (call, kind)
        assert len(only(world.rows, LegRow)) == 1, (call, kind)
