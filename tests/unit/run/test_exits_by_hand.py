"""Every exit the bot watches, on bars a reader can check by eye.

The first bar opens at 100; its close asks for a position, which is opened with the open of the second, at 100 as well.
30 % of 10,000 USD are 30 shares; they are left at the open after the close that says so. A line has the closes from the
second bar on; a bar opens at the close before it.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from botspec.domain.exits import Distance, Unit
from botspec.domain.rows import DecisionRow, DroppedRow, FillRow, IntentRow, WantedRow
from botspec.spec.words import Timeframe
from tests.fakes.bots import Scripted, a_bot, limit_order, scripted, written_exits
from tests.fakes.market import Bar, days, minutes
from tests.fakes.trials import Trial, trial

Sold = list[tuple[str, int, str]]


def bars(closes: str) -> list[Bar]:
    """The day of the decision and one bar a close, each opening at the close before."""
    prices = [100.0, *(float(price) for price in closes.split())]
    opens = [100.0, *prices[:-1]]
    return [(o, max(o, c), min(o, c), c) for o, c in zip(opens, prices, strict=True)]


def run(exits: dict[str, Any], closes: str, *, short: bool = False, **given: Any) -> Trial:
    days_ = bars(closes)
    script = scripted(len(days_), 1, {0: [0]})
    if short:
        never = np.zeros((len(days_), 1), dtype=np.int8)
        script = Scripted(never, never, script.rank, 0, short=(script.enter, script.exit))
    bot = a_bot(script, ["AAA"], exits=written_exits(exits), **given)
    return trial(bot, days({"AAA": days_}))


def left(done: Trial) -> Sold:
    """(leg, shares, price) of everything but the entry."""
    legs = {row.intent.request.client_order_id: row.intent.leg.value for row in done.rows(IntentRow)}
    fills = [row.fill for row in done.rows(FillRow)][1:]
    return [(legs[fill.client_order_id], int(fill.quantity), f"{fill.price.normalize():f}") for fill in fills]


HALF = [{"at": "4%", "part": "50%"}]
EVEN = {"after_gain": "3%", "offset": "0.1%"}

LONG: list[tuple[dict[str, Any], str, Sold]] = [
    # a stop acts at the first close at or below its level, and fills at the next open
    ({"stop_loss": "4%"}, "99 96.01 97 98", []),
    ({"stop_loss": "4%"}, "99 96 97 98", [("stop_loss", 30, "96")]),
    ({"stop_loss": "4%"}, "99 90 97 98", [("stop_loss", 30, "90")]),
    ({"stop_loss": "2.50 USD"}, "98 97.50 99", [("stop_loss", 30, "97.5")]),
    # read once, at the decision (the first bar's low is 100): 100 x 0.95, whatever later bars say
    ({"stop_loss": {"price": "low * 0.95"}}, "96 95.01 95 94", [("stop_loss", 30, "95")]),
    ({"take_profit": "9%"}, "108.99 109 110 111", [("take_profit", 30, "109")]),
    # half of 30 at 4 %, the rest at 9 %
    (
        {"take_profit": [{"at": "4%", "part": "50%"}, {"at": "9%", "part": "50%"}]},
        "104 103 109 110",
        [("take_profit", 15, "104"), ("take_profit", 15, "109")],
    ),
    # thirds are 10 shares (33 % of 30 is 9.9) and the rest stays
    (
        {"take_profit": [{"at": "4%", "part": "33%"}, {"at": "9%", "part": "33%"}]},
        "104 103 109 110",
        [("take_profit", 9, "104"), ("take_profit", 9, "109")],
    ),
    # 5 % below the best close: 110 x 0.95 = 104.50
    ({"trailing_stop": {"distance": "5%"}}, "110 106 104.51 104.50 103", [("trailing_stop", 30, "104.5")]),
    ({"trailing_stop": {"distance": "3 USD"}}, "110 106 106", [("trailing_stop", 30, "106")]),
    # it follows only once 4 % are gained: 103 x 0.98 = 100.94 does not count, 104 x 0.98 = 101.92 does
    (
        {"trailing_stop": {"distance": "2%", "after_gain": "4%"}},
        "103 100.50 104 102 101.92 101",
        [("trailing_stop", 30, "101.92")],
    ),
    # after a gain of 3 % the stop stands at 100.10
    (
        {"break_even": {"after_gain": "3%", "offset": "0.1%"}},
        "102.99 100 103 100.11 100.10 100",
        [("break_even", 30, "100.1")],
    ),
    # the tightest of several gives the reason
    ({"stop_loss": "4%", "break_even": {"after_gain": "3%"}}, "103 95 94", [("break_even", 30, "95")]),
    # the bar of the entry is the first one
    ({"time_limit": "3 bars"}, "101 102 103 104", [("time_limit", 30, "103")]),
    ({"time_limit": "1 bars"}, "101 102", [("time_limit", 30, "101")]),
    # opened on Tuesday at 09:30: two days later is after Thursday's open, so the close of Thursday is the first
    ({"time_limit": "2d"}, "101 102 103 104", [("time_limit", 30, "103")]),
    # what closes everything comes before a target's part
    (
        {"time_limit": "2 bars", "take_profit": [{"at": "4%", "part": "50%"}]},
        "101 104 106",
        [("time_limit", 30, "104")],
    ),
]

SHORT: list[tuple[dict[str, Any], str, Sold]] = [
    ({"stop_loss": "4%"}, "101 103.99 103 102", []),
    ({"stop_loss": "4%"}, "101 104 103 102", [("stop_loss", 30, "104")]),
    ({"take_profit": "9%"}, "91.01 91 90 89", [("take_profit", 30, "91")]),
    ({"trailing_stop": {"distance": "5%"}}, "90 94 94.49 94.50 95", [("trailing_stop", 30, "94.5")]),
    (
        {"break_even": {"after_gain": "3%", "offset": "0.1%"}},
        "97.01 100 97 99.89 99.90 100",
        [("break_even", 30, "99.9")],
    ),
    ({"time_limit": "2 bars"}, "99 98 97", [("time_limit", 30, "98")]),
]


@pytest.mark.parametrize(("exits", "closes", "sold"), LONG)
def test_a_long_position_is_left(exits: dict[str, Any], closes: str, sold: Sold) -> None:
    assert left(run(exits, closes)) == sold


@pytest.mark.parametrize(("exits", "closes", "sold"), SHORT)
def test_a_short_position_is_left(exits: dict[str, Any], closes: str, sold: Sold) -> None:
    assert left(run(exits, closes, short=True)) == sold


def test_a_stop_closes_at_the_market_though_exits_have_a_limit() -> None:
    """The target's limit order at 110 rests; the stop cancels it, and sells at the market once it is gone."""
    done = run({"stop_loss": "4%", "take_profit": "5%"}, "105 105 96 95 94", exit=limit_order("close + 5", "gtc"))
    assert left(done) == [("stop_loss", 30, "95")]


def test_a_distance_is_read_at_the_decision_and_written_down() -> None:
    done = run({"stop_loss": "0.03 * close", "take_profit": {"price": "close * 1.1"}}, "98 97 96")
    (entry,) = [row.wanted for row in done.rows(WantedRow) if row.wanted.leg == "entry"]
    assert entry.exits is not None
    assert (entry.exits.stop_loss, entry.exits.take_profit[0].at.value) == (
        Distance(Unit.USD, Decimal("3.0")),
        Decimal("110.0"),
    )
    assert left(done) == [("stop_loss", 30, "97")]


def test_no_position_is_opened_without_its_exits() -> None:
    done = run({"stop_loss": {"price": "close * 1.01"}}, "99 98")
    assert left(done) == []
    assert [(row.reason, row.detail) for row in done.rows(DecisionRow)] == [
        ("NO_TRADE_NO_EXIT", "close * 1.01 is not below 100.0 USD")
    ]


QUARTERS = 26  # of an hour, from 09:30 to 16:00


def test_everything_is_closed_before_the_session_closes() -> None:
    """Bars of 15 minutes, five before the close: 15:45 is the last close in time, for the fill at 15:45."""
    script = scripted(QUARTERS, 1, {22: [0], 24: [0]})
    flat: list[Bar] = [(100.0,) * 4] * QUARTERS
    bot = a_bot(script, ["AAA"], exits=written_exits({"before_close": "5m"}), timeframe=Timeframe.MINUTES_15)
    done = trial(bot, minutes({"AAA": flat}, width=15))
    assert [(row.intent.leg.value, f"{row.at:%H:%M}") for row in done.rows(IntentRow)] == [
        ("entry", "20:15"),
        ("before_close", "20:45"),
    ]
    assert [(row.reason, f"{row.at:%H:%M}") for row in done.rows(DecisionRow)] == []


def test_nothing_is_opened_that_could_not_be_closed_in_time() -> None:
    script = scripted(QUARTERS, 1, {24: [0]})
    flat: list[Bar] = [(100.0,) * 4] * QUARTERS
    bot = a_bot(script, ["AAA"], exits=written_exits({"before_close": "5m"}), timeframe=Timeframe.MINUTES_15)
    done = trial(bot, minutes({"AAA": flat}, width=15))
    assert [(row.reason, f"{row.at:%H:%M}") for row in done.rows(DecisionRow)] == [("NO_TRADE_BEFORE_CLOSE", "20:45")]
    assert done.intents == []


@pytest.mark.parametrize(
    # entered at 1, out by the rule at 2, wanted again at 4; both symbols ask at 1 and 4
    ("most", "entries"),
    [
        ({"count": 1}, ["AAA", "BBB"]),
        ({"count": 2}, ["AAA", "BBB", "AAA", "BBB"]),
        ({"count": 3, "scope": "bot"}, ["AAA", "BBB", "AAA"]),
        ({"count": 1, "scope": "bot", "per": "week"}, ["AAA"]),
    ],
)
def test_entries_are_counted(most: dict[str, Any], entries: list[str]) -> None:
    flat: list[Bar] = [(100.0,) * 4] * 8
    script = scripted(8, 2, {1: [0, 1], 4: [0, 1]}, {2: [0, 1], 5: [0, 1]})
    bot = a_bot(script, exits=written_exits({"max_entries": most}), timeframe=Timeframe.MINUTES_15)
    done = trial(bot, minutes({"AAA": flat, "BBB": flat}, width=15))
    assert [intent.request.symbol for intent in done.intents if intent.leg == "entry"] == entries


def test_where_entries_wait_for_the_open_they_are_counted_there() -> None:
    flat: list[Bar] = [(100.0,) * 4] * 8
    script = scripted(8, 1, {0: [0], 2: [0], 4: [0]}, {1: [0], 3: [0]})
    bot = a_bot(script, ["AAA"], exits=written_exits({"max_entries": {"count": 1, "per": "week"}}))
    done = trial(bot, days({"AAA": flat}))
    assert [intent.leg.value for intent in done.intents] == ["entry", "exit", "entry"]  # Tuesday, and Monday again
    assert [row.why for row in done.rows(DroppedRow)] == ["1 of 1 entries in this symbol used this week"]
