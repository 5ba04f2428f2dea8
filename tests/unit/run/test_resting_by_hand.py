"""Exits that rest at the broker, on bars a reader can check by eye.

The first bar's close asks for a position; it is opened with the second bar, at 100: 30 shares. A line has the bars from
the second on: open, high, low, close.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from botspec.domain.orders import OrderClass, OrderType, TimeInForce
from botspec.domain.rows import CancelRow, DroppedRow, FillRow, IntentRow, LegRow, NoteRow, SharesRow, TripRow
from botspec.execution.policy import OrderPolicy
from botspec.market.panel import ActionKind, CorporateAction
from tests.fakes.bots import a_bot, a_guard, guard_of, scripted, written_exits
from tests.fakes.market import Bar, days
from tests.fakes.trials import Trial, trial

GTC, DAY = OrderPolicy(time_in_force=TimeInForce.GTC), OrderPolicy()
FLAT: Bar = (100.0, 100.0, 100.0, 100.0)
BOTH = {"stop_loss": "4%", "take_profit": "5%", "rest_at_broker": ["stop_loss", "take_profit"]}
STOP = {"stop_loss": "4%", "rest_at_broker": ["stop_loss"]}
TARGET = {"take_profit": "5%", "rest_at_broker": ["take_profit"]}


def run(exits: dict[str, Any], bars: list[Bar], *, leaves: int | None = None, **given: Any) -> Trial:
    script = scripted(len(bars) + 1, 1, {0: [0]}, {} if leaves is None else {leaves: [0]})
    bot = a_bot(script, ["AAA"], **{"exits": written_exits(exits), "entry": GTC, **given})
    return trial(bot, days({"AAA": [FLAT, *bars]}))


def sold(done: Trial) -> list[tuple[str, int, str]]:
    """(leg, shares, price) of everything but the entry."""
    legs = {row.intent.request.client_order_id: row.intent.leg.value for row in done.rows(IntentRow)}
    legs |= {row.intent.request.client_order_id: row.intent.leg.value for row in done.rows(LegRow)}
    fills = [row.fill for row in done.rows(FillRow)][1:]
    return [(legs[fill.client_order_id], int(fill.quantity), f"{fill.price.normalize():f}") for fill in fills]


@pytest.mark.parametrize(
    ("exits", "entry", "bar", "left"),
    [
        # with a GTC entry they come as a bracket or an OTO; with a DAY entry as an OCO or a stop after the fill
        (BOTH, GTC, (100.0, 104.9, 96.1, 100.0), []),
        (BOTH, DAY, (100.0, 104.9, 96.1, 100.0), []),
        # the very bar of the entry, inside it
        (BOTH, GTC, (100.0, 105.0, 96.1, 100.0), [("take_profit", 30, "105")]),
        (BOTH, DAY, (100.0, 105.0, 96.1, 100.0), [("take_profit", 30, "105")]),
        (BOTH, GTC, (100.0, 104.0, 95.0, 100.0), [("stop_loss", 30, "96")]),
        (BOTH, DAY, (100.0, 104.0, 95.0, 100.0), [("stop_loss", 30, "96")]),
        # both could have been: the stop was
        (BOTH, GTC, (100.0, 106.0, 95.0, 100.0), [("stop_loss", 30, "96")]),
        (BOTH, DAY, (100.0, 106.0, 95.0, 100.0), [("stop_loss", 30, "96")]),
        (STOP, GTC, (100.0, 106.0, 96.0, 100.0), [("stop_loss", 30, "96")]),
        (STOP, DAY, (100.0, 106.0, 96.0, 100.0), [("stop_loss", 30, "96")]),
        (TARGET, GTC, (100.0, 105.0, 90.0, 100.0), [("take_profit", 30, "105")]),
        (TARGET, DAY, (100.0, 105.0, 90.0, 100.0), [("take_profit", 30, "105")]),
    ],
)
def test_they_work_from_the_bar_of_the_entry_on(
    exits: dict[str, Any], entry: OrderPolicy, bar: Bar, left: list[tuple[str, int, str]]
) -> None:
    assert sold(run(exits, [bar, FLAT], entry=entry)) == left


@pytest.mark.parametrize("entry", [GTC, DAY])
def test_they_rest_over_nights(entry: OrderPolicy) -> None:
    quiet: Bar = (100.0, 101.0, 99.0, 100.0)
    done = run(BOTH, [quiet, quiet, quiet, (94.0, 95.0, 93.0, 94.0), quiet], entry=entry)
    assert sold(done) == [("stop_loss", 30, "94")]  # opened below the stop


@pytest.mark.parametrize("entry", [GTC, DAY])
@pytest.mark.parametrize("exits", [BOTH, STOP])
def test_a_stop_that_fills_at_the_broker_counts_as_a_stop(exits: dict[str, Any], entry: OrderPolicy) -> None:
    guards = (a_guard("stop_loss_count", 1, "halt"), guard_of("cooldown", after="stop_loss", wait="3 bars"))
    hit: Bar = (100.0, 101.0, 95.0, 100.0)
    trips = [row.trip for row in run(exits, [FLAT, hit, FLAT], entry=entry, guards=guards).rows(TripRow)]
    assert {(trip.guard, trip.session) for trip in trips} == {
        ("stop_loss_count", date(2010, 1, 6).toordinal()),
        ("cooldown", date(2010, 1, 6).toordinal()),
    }


def test_a_target_that_fills_at_the_broker_is_no_stop() -> None:
    hit: Bar = (100.0, 106.0, 99.0, 100.0)
    done = run(BOTH, [FLAT, hit, FLAT], guards=(a_guard("stop_loss_count", 1, "halt"),))
    assert sold(done) == [("take_profit", 30, "105")]
    assert done.rows(TripRow) == []


def test_what_is_sent() -> None:
    (entry,) = [row.intent.request for row in run(BOTH, [FLAT]).rows(IntentRow)]
    assert entry.order_class is OrderClass.BRACKET
    assert entry.take_profit == 105
    assert entry.stop_loss is not None
    assert entry.stop_loss.stop_price == 96

    (entry,) = [row.intent.request for row in run(STOP, [FLAT]).rows(IntentRow)]
    assert (entry.order_class, entry.take_profit) == (OrderClass.OTO, None)

    _, oco = [row.intent.request for row in run(BOTH, [FLAT], entry=DAY).rows(IntentRow)]
    assert (oco.order_class, oco.type, oco.limit_price) == (OrderClass.OCO, OrderType.LIMIT, 105)
    assert oco.time_in_force is TimeInForce.GTC

    _, stop = [row.intent.request for row in run(STOP, [FLAT], entry=DAY).rows(IntentRow)]
    assert (stop.order_class, stop.type, stop.stop_price) == (OrderClass.SIMPLE, OrderType.STOP, 96)


TRAILING = {"stop_loss": "20%", "trailing_stop": {"distance": "5%"}, "rest_at_broker": ["trailing_stop"]}


@pytest.mark.parametrize("entry", [GTC, DAY])
def test_a_trailing_stop_is_alpacas_own_and_follows_the_best_price_within_bars(entry: OrderPolicy) -> None:
    """Best after the second day 110, so 5 % below it 104.50; the third day opens above that and falls through it."""
    up: Bar = (100.0, 110.0, 100.0, 109.0)
    done = run(TRAILING, [(100.0, 101.0, 99.0, 100.0), up, (108.0, 108.0, 104.0, 107.0), FLAT], entry=entry)
    assert sold(done) == [("trailing_stop", 30, "104.5")]
    _, sent = [row.intent.request for row in done.rows(IntentRow)]
    assert (sent.type, sent.order_class, sent.trail_percent) == (OrderType.TRAILING_STOP, OrderClass.SIMPLE, 5)
    assert sent.time_in_force is TimeInForce.GTC


def test_a_trailing_stop_in_money_gaps_through_its_level() -> None:
    exits = {"trailing_stop": {"distance": "3 USD"}, "rest_at_broker": ["trailing_stop"]}
    done = run(exits, [(100.0, 101.0, 99.0, 100.0), (94.0, 95.0, 93.0, 94.0), FLAT])
    assert sold(done) == [("trailing_stop", 30, "94")]


def test_prices_lie_on_the_tick_the_stop_later_the_target_better() -> None:
    exits = {"stop_loss": "0.123 USD", "take_profit": "0.123 USD", "rest_at_broker": ["stop_loss", "take_profit"]}
    (entry,) = [row.intent.request for row in run(exits, [FLAT]).rows(IntentRow)]
    assert entry.stop_loss is not None
    assert (entry.stop_loss.stop_price, entry.take_profit) == (Decimal("99.87"), Decimal("100.13"))


def test_the_rule_cancels_them_and_sells_once_they_are_gone() -> None:
    """Decided at the second close, left at the third open; what rests protects the night between."""
    quiet: Bar = (100.0, 101.0, 99.0, 100.0)
    done = run(BOTH, [quiet, quiet, (102.0, 103.0, 101.0, 102.0), quiet], leaves=2)
    assert sold(done) == [("exit", 30, "102")]
    assert [row.why for row in done.rows(CancelRow)] == ["exit wanted", "exit wanted"]


def test_a_leg_filled_meanwhile_wins() -> None:
    """The rule says at the second close that it wants out; the third day opens below the stop."""
    quiet: Bar = (100.0, 101.0, 99.0, 100.0)
    done = run(BOTH, [quiet, quiet, (90.0, 91.0, 89.0, 90.0), quiet], leaves=2)
    assert sold(done) == [("stop_loss", 30, "90")]
    assert [row.why for row in done.rows(DroppedRow)] == ["nothing left to close"]


def test_what_the_bot_watches_makes_them_go_too() -> None:
    quiet: Bar = (100.0, 101.0, 99.0, 100.0)
    done = run({**BOTH, "time_limit": "2 bars"}, [quiet, quiet, (102.0, 103.0, 101.0, 102.0), quiet])
    assert sold(done) == [("time_limit", 30, "102")]
    trailed = run(
        {**BOTH, "trailing_stop": {"distance": "1%"}},
        [(100.0, 104.0, 100.0, 104.0), (103.0, 103.0, 102.0, 102.0), (102.0, 103.0, 101.0, 102.0), quiet],
    )
    assert sold(trailed) == [("trailing_stop", 30, "102.96")]  # moved there at the close of 104


def test_a_ladder_rests_as_one_oco_a_rung() -> None:
    exits = {
        "stop_loss": "4%",
        "take_profit": [{"at": "3%", "part": "50%"}, {"at": "6%", "part": "50%"}],
        "rest_at_broker": ["stop_loss", "take_profit"],
    }
    done = run(exits, [(100.0, 103.0, 99.0, 100.0), (100.0, 101.0, 95.0, 96.0), FLAT])
    requests = [row.intent.request for row in done.rows(IntentRow)][1:]
    assert [(each.order_class.value, int(each.quantity), each.limit_price) for each in requests] == [
        ("oco", 15, Decimal(103)),
        ("oco", 15, Decimal(106)),
    ]
    assert sold(done) == [("take_profit", 15, "103"), ("stop_loss", 15, "96")]


def test_an_entry_filled_in_part_is_ended_with_its_bar_and_protected() -> None:
    """A tenth of 120 shares: 12 of 30 fill at the open. At the close the rest is canceled, an OCO takes its place."""
    first: Bar = (100.0, 101.0, 99.0, 100.0, 120.0)
    done = run(BOTH, [first, (100.0, 101.0, 95.0, 96.0, 1e6), (*FLAT, 1e6)], max_participation=Decimal("0.1"))
    oco = [row.intent.request for row in done.rows(IntentRow)][1]
    assert (oco.order_class.value, int(oco.quantity)) == ("oco", 12)
    assert sold(done) == [("stop_loss", 12, "96")]


def test_an_entry_whose_stop_was_passed_over_night_is_dropped() -> None:
    exits = {"stop_loss": {"price": "close * 0.97"}, "rest_at_broker": ["stop_loss"]}
    done = run(exits, [(96.0, 96.0, 96.0, 96.0), (96.0,) * 4])
    assert sold(done) == []
    assert [row.why for row in done.rows(DroppedRow)] == [
        "the stop at 97.0 USD is less than a cent from 96.0 USD, or beyond it"
    ]


def test_a_flatten_takes_them_away() -> None:
    from tests.fakes.bots import a_guard

    exits = {"stop_loss": "30%", "take_profit": "30%", "rest_at_broker": ["stop_loss", "take_profit"]}
    done = run(
        exits,
        [(100.0, 100.0, 100.0, 100.0), (100.0, 100.0, 90.0, 90.0), (91.0, 91.0, 91.0, 91.0), (91.0,) * 4],
        guards=(a_guard("daily_loss", "2%", "flatten"),),
    )
    assert sold(done) == [("flatten", 30, "91")]
    assert done.rows(NoteRow) == []


def split_run(exits: dict[str, Any], bars: list[Bar], **given: Any) -> Trial:
    """A split of 2 for 1 with the open of the fourth bar (Thursday)."""
    script = scripted(len(bars) + 1, 1, {0: [0], 3: [0]})
    bot = a_bot(script, ["AAA"], **{"exits": written_exits(exits), "entry": GTC, **given})
    actions = (CorporateAction("AAA", date(2010, 1, 7), ActionKind.SPLIT, Decimal(2)),)
    return trial(bot, days({"AAA": [FLAT, *bars]}, actions=actions))


QUIET: Bar = (100.0, 101.0, 99.0, 100.0)
HALVES: Bar = (50.0, 50.5, 49.5, 50.0)


def test_a_split_cancels_what_rests_and_it_is_placed_again_rescaled() -> None:
    done = split_run(BOTH, [QUIET, QUIET, HALVES, (50.0, 51.0, 47.0, 48.0), HALVES])
    assert [(row.symbol, row.what, row.quantity) for row in done.rows(SharesRow)] == [("AAA", "split", 30)]
    oco = [row.intent.request for row in done.rows(IntentRow)][1]
    assert (int(oco.quantity), oco.limit_price) == (60, Decimal("52.5"))
    assert oco.stop_loss is not None
    assert oco.stop_loss.stop_price == 48
    assert sold(done) == [("stop_loss", 60, "48")]


def test_money_and_the_best_price_are_of_new_shares_after_a_split() -> None:
    """2 USD of 100 are 1 USD of 50; the best close, 101 in old shares, is 50.50."""
    bars = [(100.0, 101.0, 99.0, 101.0), QUIET, (50.0, 50.0, 49.6, 49.6), (49.6, 49.6, 49.5, 49.5), HALVES]
    done = split_run({"trailing_stop": {"distance": "2 USD"}}, bars)
    assert sold(done) == [("trailing_stop", 60, "50")]
    assert [row.why for row in done.rows(DroppedRow)] == []


@pytest.mark.parametrize("exits", [BOTH, {**BOTH, "before_close": "5m"}])
def test_an_oco_is_placed_after_the_fill_though_a_bracket_could_have_been(exits: dict[str, Any]) -> None:
    """Opened at 102 instead of 100: its prices are 4 % and 5 % from there."""
    bar: Bar = (102.0, 107.0, 99.0, 102.0)
    done = run(exits, [bar, (102.0, 107.1, 99.0, 102.0), FLAT], exit=OrderPolicy(apart=True))
    entry, oco, *_ = [row.intent.request for row in done.rows(IntentRow)]
    assert entry.order_class is OrderClass.SIMPLE
    assert (oco.order_class, oco.limit_price, oco.time_in_force) == (OrderClass.OCO, Decimal("107.1"), TimeInForce.GTC)
    assert oco.stop_loss is not None
    assert oco.stop_loss.stop_price == Decimal("97.92")
    if "before_close" not in exits:
        assert sold(done) == [("take_profit", 29, "107.1")]
