"""Guards that only a live run can trip: a broker not heard, an account that differs, orders sent again and again.

A bot with 10,000 USD holds 30 AAA from the second day's open on and would buy 30 BBB with the third day's close, the
fourth day's open. There is a heartbeat every hour.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from botspec.domain.guards import Trip, Unit
from botspec.domain.orders import OrderRequest, OrderType, Side, TimeInForce
from botspec.domain.rows import FillRow, IntentRow, TripRow
from botspec.market.moments import moment
from botspec.market.panel import Panel
from botspec.ports.broker import Unavailable
from botspec.run.resume import recall
from botspec.spec.words import Timeframe
from tests.fakes.bots import a_bot, guard_of, limit_order, scripted
from tests.fakes.market import days, minutes
from tests.fakes.trials import only, trial
from tests.fakes.world import READS, Trouble, World

FLAT = (100.0, 100.0, 100.0, 100.0)
PANEL = days({"AAA": [FLAT] * 5, "BBB": [FLAT] * 5})
NOON = moment(int(PANEL.opened_at[2])) + timedelta(hours=3)
CLOSE = moment(int(PANEL.closed_at[2]))
HOUR = timedelta(hours=1)
HALT = {"action": "halt", "release": "manual"}


class Meddling(Trouble):
    """Once, at the first look at the broker from `NOON` on, somebody does something in the account."""

    def __init__(self, world: World, meddle: Callable[[Any], None]) -> None:
        super().__init__()
        self.world, self.meddle, self.done = world, meddle, False

    def around(self, name: str, call: Callable[[], Any]) -> Any:
        if not self.done and self.world.venue.now >= NOON:
            self.done = True
            self.meddle(self.world.venue.exchange)
        return super().around(name, call)


class Silent(Trouble):
    """Nothing can be read from the third day's close on, for as long as asked."""

    def __init__(self, world: World, how_long: timedelta) -> None:
        super().__init__()
        self.world, self.how_long = world, how_long

    def around(self, name: str, call: Callable[[], Any]) -> Any:
        if name in READS and CLOSE <= self.world.venue.now < CLOSE + self.how_long:
            raise Unavailable(f"no answer to {name}")
        return super().around(name, call)


def a_world(guard: dict[str, Any], **given: Any) -> World:
    bot = a_bot(scripted(5, 2, {0: [0], 2: [1]}), guards=(guard_of(**guard),), **given)
    return World(bot, PANEL, heartbeat=HOUR, patience=HOUR)


def trip_of(world: World, guard: str) -> Trip:
    """Its only trip, which the next life remembers."""
    (trip,) = [row.trip for row in only(world.rows, TripRow) if row.trip.guard == guard]
    assert recall(world.bot, world.rows).state.trips[guard] == trip
    return trip


def bought(world: World) -> list[str]:
    return [row.fill.symbol for row in only(world.rows, FillRow)]


def sold_by_hand(quantity: int) -> Callable[[Any], None]:
    request = OrderRequest("by-hand", "AAA", Side.SELL, OrderType.MARKET, TimeInForce.DAY, Decimal(quantity))

    def sell(exchange: Any) -> None:
        exchange.submit(request, NOON)

    return sell


def withdrawn(amount: str) -> Callable[[Any], None]:
    def withdraw(exchange: Any) -> None:
        exchange._ledger.cash -= Decimal(amount)

    return withdraw


def test_a_broker_not_heard_for_as_long_as_that_stops_entries() -> None:
    world = a_world({"kind": "stream_down", "limit": "2m", **HALT})
    world.live(Silent(world, timedelta(minutes=5)))

    trip = trip_of(world, "stream_down")
    assert (trip.limit, trip.unit, trip.where) == (120.0, Unit.SECONDS, "heartbeat")
    assert CLOSE + timedelta(minutes=2) <= trip.at < CLOSE + timedelta(minutes=3)
    assert trip.used == (trip.at - CLOSE).total_seconds()
    assert bought(world) == ["AAA"]  # what the close would have bought is not bought


def test_a_shorter_silence_is_let_pass() -> None:
    world = a_world({"kind": "stream_down", "limit": "2m", **HALT})
    world.live(Silent(world, timedelta(seconds=90)))

    assert only(world.rows, TripRow) == []
    assert bought(world) == ["AAA", "BBB"]


def test_shares_that_left_the_account_by_another_hand() -> None:
    world = a_world({"kind": "reconcile_mismatch", "limit": "4 shares", **HALT})
    world.live(Meddling(world, sold_by_hand(5)))

    trip = trip_of(world, "reconcile_mismatch")
    assert (trip.used, trip.limit, trip.unit, trip.cause) == (5.0, 4.0, Unit.SHARES, "AAA")
    assert NOON <= trip.at <= CLOSE + HOUR
    assert bought(world) == ["AAA"]


def test_as_many_as_the_limit_are_let_pass_by_it() -> None:
    world = a_world({"kind": "reconcile_mismatch", "limit": "5 shares", **HALT})
    world.live(Meddling(world, sold_by_hand(5)))

    assert [row.trip.guard for row in only(world.rows, TripRow)] == ["reconcile"]  # which every bot has


@pytest.mark.parametrize(("amount", "trips"), [("150", True), ("-150", True), ("50", False)])
def test_money_that_left_the_account_or_came(amount: str, trips: bool) -> None:  # noqa: FBT001
    """1 % of 10,000 USD is 100 USD."""
    world = a_world({"kind": "account_drift", "limit": "1%", **HALT}, whole_account=True)
    world.live(Meddling(world, withdrawn(amount)))

    found = [row.trip for row in only(world.rows, TripRow) if row.trip.guard == "account_drift"]
    assert [(trip.used, trip.limit, trip.unit) for trip in found] == [(150.0, 100.0, Unit.USD)] * trips
    assert not trips or trip_of(world, "account_drift").at >= NOON


def again_and_again(width: int) -> tuple[Any, Panel]:
    """Every bar it wants AAA at half its price, at once or not at all."""
    bot = a_bot(
        scripted(14, 2, {row: [0] for row in range(14)}),
        timeframe=Timeframe.MINUTE if width == 1 else Timeframe.MINUTES_5,
        entry=limit_order("close * 0.5", "ioc"),
    )
    return bot, minutes({"AAA": [FLAT] * 14, "BBB": [FLAT] * 14}, width=width)


def test_the_tenth_order_sent_again_within_ten_minutes_halts_any_bot() -> None:
    done = trial(*again_and_again(1))

    (row,) = done.rows(TripRow)
    assert (row.trip.guard, row.trip.action, row.trip.used, row.trip.limit) == ("reposts", "halt", 10, 10)
    assert row.trip.cause == "orders of AAA sent again"
    assert len(done.rows(IntentRow)) == 11  # the first was not sent again


def test_the_same_orders_at_more_leisure_do_not() -> None:
    done = trial(*again_and_again(5))

    assert done.rows(TripRow) == []
    assert len(done.rows(IntentRow)) == 14
