"""Exits of entries that fill inside a bar: placed at that moment, on bars a reader can check by eye.

The first bar's close asks for a position. The second opens at 100; a line has its open, high, low and close. The exits
are 4 % below and 5 % above the price of the entry, both at the broker; nothing left means that they are still there.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from botspec.domain.rows import FillRow, IntentRow, OrderRow
from botspec.execution.policy import OrderPolicy
from botspec.market.moments import moment
from botspec.spec.words import Submit, Timeframe
from tests.fakes.bots import a_bot, limit_order, scripted, stop_order, written_exits
from tests.fakes.market import Bar, days, minutes
from tests.fakes.trials import Trial, only, trial
from tests.fakes.world import World

FLAT: Bar = (100.0, 100.0, 100.0, 100.0)
BOTH = {"stop_loss": "4%", "take_profit": "5%", "rest_at_broker": ["stop_loss", "take_profit"]}
TRAILING = {"trailing_stop": {"distance": "4%"}, "rest_at_broker": ["trailing_stop"]}
LIMIT, STOP, MARKET = limit_order("close * 0.95"), stop_order("close * 1.02"), OrderPolicy()
DAILY: dict[str, Any] = {}
BY_THE_MINUTE: dict[str, Any] = {"timeframe": Timeframe.MINUTES_15, "submit": Submit.NOW}


def bot_and_bars(exits: dict[str, Any], entry: OrderPolicy, bar: Bar, how: dict[str, Any]) -> tuple[Any, Any]:
    bot = a_bot(scripted(4, 1, {0: [0]}), ["AAA"], exits=written_exits(exits), entry=entry, **how)
    bars = {"AAA": [FLAT, bar, (bar[3],) * 4, (bar[3],) * 4]}
    return bot, minutes(bars, width=15) if how else days(bars)


def prices(rows: list[FillRow]) -> list[str]:
    return [f"{row.fill.price.normalize():f}" for row in rows]


@pytest.mark.parametrize("how", [DAILY, BY_THE_MINUTE], ids=["days", "quarters of an hour"])
@pytest.mark.parametrize(
    ("exits", "entry", "bar", "filled"),
    [
        # bought at 95 on the way down; the stop at 91.20, the target at 99.75
        (BOTH, LIMIT, (100.0, 101.0, 94.0, 95.5), ["95"]),
        (BOTH, LIMIT, (100.0, 101.0, 91.2, 95.5), ["95", "91.2"]),
        # above the target before the entry, or after it? only where the close shows it
        (BOTH, LIMIT, (100.0, 101.0, 94.0, 99.74), ["95"]),
        (BOTH, LIMIT, (100.0, 101.0, 94.0, 99.75), ["95", "99.75"]),
        # both: the stop was
        (BOTH, LIMIT, (100.0, 101.0, 91.0, 100.0), ["95", "91.2"]),
        # bought at 102 on the way up; the stop at 97.92, the target at 107.10, which lies further on the same way
        (BOTH, STOP, (100.0, 103.0, 98.0, 102.5), ["102"]),
        (BOTH, STOP, (100.0, 107.1, 98.0, 102.5), ["102", "107.1"]),
        (BOTH, STOP, (100.0, 103.0, 97.9, 102.5), ["102", "97.92"]),
        # bought at the open: the whole bar comes after it
        (BOTH, MARKET, (100.0, 105.0, 96.1, 100.0), ["100", "105"]),
        (BOTH, MARKET, (100.0, 106.0, 96.0, 100.0), ["100", "96"]),
        # what opens better than its limit fills at the open
        (BOTH, LIMIT, (94.0, 98.7, 93.0, 94.0), ["94", "98.7"]),
        # a trailing stop begins at the fill, 91.20, and follows the close, not a high that may have been before
        (TRAILING, LIMIT, (100.0, 104.0, 94.0, 95.5), ["95"]),
        (TRAILING, LIMIT, (100.0, 104.0, 91.2, 95.5), ["95", "91.2"]),
    ],
)
def test_they_meet_the_rest_of_the_bar(
    exits: dict[str, Any], entry: OrderPolicy, bar: Bar, filled: list[str], how: dict[str, Any]
) -> None:
    bot, panel = bot_and_bars(exits, entry, bar, how)
    tested = trial(bot, panel)
    assert prices(tested.rows(FillRow)) == filled
    world = World(bot, panel)
    world.live()
    kinds = (IntentRow, OrderRow, FillRow)
    lived = [row for row in world.rows if isinstance(row, kinds)]
    assert lived == [row for row in tested.journal.rows() if isinstance(row, kinds)]


def placed_at(done: Trial) -> list[str]:
    protecting = [row.intent for row in done.rows(IntentRow) if row.intent.rests]
    return [f"{intent.decided_at:%H:%M:%S.%f}" for intent in protecting]


def test_when_they_are_sent() -> None:
    """At the open of the bar, or as its last microsecond tells how far it went."""
    bar: Bar = (100.0, 101.0, 94.0, 95.5)
    assert placed_at(trial(*bot_and_bars(BOTH, MARKET, bar, BY_THE_MINUTE))) == ["14:45:00.000001"]
    assert placed_at(trial(*bot_and_bars(BOTH, LIMIT, bar, BY_THE_MINUTE))) == ["14:59:59.999999"]


def test_an_entry_filled_in_part_at_real_pace_is_ended_after_five_seconds() -> None:
    """A tenth of 200 shares fill; the rest is canceled, and what is held has its stop, long before the bar closes."""
    first: Bar = (100.0, 101.0, 99.0, 100.0, 200.0)
    bot = a_bot(
        scripted(3, 1, {0: [0]}),
        ["AAA"],
        exits=written_exits(BOTH),
        entry=MARKET,
        max_participation=Decimal("0.1"),
        **BY_THE_MINUTE,
    )
    panel = minutes({"AAA": [(*FLAT, 200.0), first, first]}, width=15)
    world = World(bot, panel, heartbeat=timedelta(minutes=10))
    world.live()
    (oco,) = [row for row in only(world.rows, IntentRow) if row.intent.rests]
    assert int(oco.intent.request.quantity) == 20
    assert oco.at - moment(int(panel.opened_at[1])) <= timedelta(seconds=10)
