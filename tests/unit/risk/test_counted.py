"""What guards count: rejections within a window, what lies in the week under way, the rule of an order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import ClassVar

import pytest

from botspec.domain.intents import Intent, Leg
from botspec.domain.orders import OrderRequest, OrderType, Side, TimeInForce
from botspec.domain.portfolio import Fill
from botspec.domain.trades import Trade
from botspec.risk.guards.events import Activity, Counted, Events, Rejection, Sign, Slip
from botspec.risk.guards.guard import EventGuard, asks_of
from botspec.risk.guards.runaway import BUILT_IN, RejectedInARow
from botspec.spec.words import Window
from tests.fakes.bots import guard_of
from tests.fakes.written import compiled

ALL_GUARDS = Path(__file__).parents[2] / "specs" / "ok" / "guards-all.yaml"
TUESDAY = datetime(2024, 11, 26, 15, 0, tzinfo=UTC)


def seen(*minutes_ago: int) -> Activity:
    rejections = [Rejection(TUESDAY - timedelta(minutes=each), "AAA") for each in minutes_ago]
    return Activity(Events(rejections=rejections), TUESDAY, TUESDAY.date().toordinal(), Decimal(10_000))


@pytest.mark.parametrize(
    ("minutes_ago", "most"), [((), None), ((5, 0), None), ((5, 3, 0), 3), ((10, 3, 0), None), ((9, 3, 1, 0), 4)]
)
def test_rejections_count_within_their_window(minutes_ago: tuple[int, ...], most: int | None) -> None:
    terms = {"limit": 3, "window": "10m", "action": "halt", "release": "manual"}
    sign = guard_of("reject_rate", **terms).look(seen(*minutes_ago))
    assert (None if sign is None else sign.used) == most
    assert sign is None or isinstance(sign, Sign)


@pytest.mark.parametrize(("in_a_row", "trips"), [(4, False), (5, True), (6, True)])
def test_the_fifth_rejection_in_a_row_trips(in_a_row: int, *, trips: bool) -> None:
    rejections = [Rejection(TUESDAY, "AAA", number) for number in range(1, in_a_row + 1)]
    activity = Activity(Events(rejections=rejections), TUESDAY, TUESDAY.date().toordinal(), Decimal(10_000))
    assert (RejectedInARow().look(activity) is not None) is trips


@pytest.mark.parametrize(
    ("day", "within"), [(23, False), (24, False), (25, True), (26, True)], ids=["Saturday", "Sunday", "Monday", "today"]
)
def test_a_week_begins_on_monday(day: int, *, within: bool) -> None:
    assert seen().is_within(Window.WEEK, TUESDAY.replace(day=day)) is within


def test_on_a_sunday_the_week_before_it_is_under_way() -> None:
    sunday = datetime(2024, 12, 1, 15, 0, tzinfo=UTC)
    activity = Activity(Events(), sunday, sunday.date().toordinal(), Decimal(10_000))
    days = [activity.is_within(Window.WEEK, sunday - timedelta(days=back)) for back in (0, 6, 7)]
    assert days == [True, True, False]


def test_an_order_that_nobody_sent_has_no_rule() -> None:
    assert Events().rule("somebody-elses") == ""


class Watched(Activity):
    """Notes what a guard looks at."""

    asked: ClassVar[set[str]] = set()

    def trades(self) -> Iterator[Trade]:
        self.asked.add("trades")
        return iter(())

    def slips(self) -> Iterator[Slip]:
        self.asked.add("slips")
        return iter(())


def test_what_a_guard_looks_at_is_kept_for_it() -> None:
    every = (*compiled(ALL_GUARDS).guards, *BUILT_IN)
    guards = [guard for guard in every if isinstance(guard, EventGuard)]
    assert len(guards) >= 9
    for guard in guards:
        Watched.asked.clear()
        guard.look(Watched(Events(), TUESDAY, TUESDAY.date().toordinal(), Decimal(10_000)))
        assert {what for what in ("trades", "slips") if asks_of([guard], what)} == Watched.asked, guard.name


def test_what_nobody_looks_at_is_not_kept() -> None:
    events, fill = Events(of_trades=False, of_slips=False), Fill("a", "AAA", Side.BUY, Decimal(1), Decimal(9), TUESDAY)
    request = OrderRequest("a", "AAA", Side.BUY, OrderType.MARKET, TimeInForce.DAY, Decimal(1))
    order = Intent("a", Leg.ENTRY, "enter", TUESDAY, TUESDAY, 0, Decimal(9), request)
    events.sent(order, TUESDAY)
    events.filled(fill, order)
    events.filled(replace(fill, side=Side.SELL), order)
    events.moved("AAA", Decimal(1))
    assert (events.counted, events.rules, dict(events.matching.lots)) == (Counted(), {}, {})
    assert events.fresh == {"AAA": None}
