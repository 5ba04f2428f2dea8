"""Back-tests by hand: limit orders, orders that leave at once, missing bars, orders larger than the market."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from botspec.domain.orders import OrderStatus
from botspec.domain.rows import DroppedRow, IntentRow, OrderRow, WantedRow
from botspec.exchange.slippage.bps import Bps, BpsParams
from botspec.market.moments import moment
from botspec.market.panel import Panel
from botspec.spec.words import Timeframe
from tests.fakes.bots import a_bot, a_guard, limit_order, scripted
from tests.fakes.market import NO_BAR, Bar, days, minutes
from tests.fakes.trials import Trial, only, trial
from tests.fakes.world import World
from tests.properties.random_bots import a_panel

FLAT: Bar = (100.0, 100.0, 100.0, 100.0)


def one(bars: list[Bar]) -> Panel:
    return days({"AAA": bars})


def ran(panel: Panel, enter: int | None = 0, leave: int | None = None, **given: Any) -> Trial:
    """AAA's entry signal at one row, its exit signal at another; jumping and walking agree."""
    entries = {} if enter is None else {enter: [0]}
    exits = {} if leave is None else {leave: [0]}
    bot = a_bot(scripted(len(panel), 1, entries, exits), ("AAA",), **given)
    jumped, walked = trial(bot, panel), trial(bot, panel, fast=False)
    assert jumped.journal.seal() == walked.journal.seal()
    return jumped


def filled(done: Trial) -> list[tuple[str, Decimal, Decimal, Any]]:
    return [(fill.side.value, fill.quantity, fill.price, fill.at) for fill in done.fills]


def states(done: Trial) -> list[str]:
    return [row.order.status.value for row in done.rows(OrderRow)]


def opened(panel: Panel, row: int) -> Any:
    return moment(int(panel.opened_at[row]))


def closed(panel: Panel, row: int) -> Any:
    return moment(int(panel.closed_at[row]))


def test_decided_at_the_close_filled_at_the_next_open_with_slippage() -> None:
    panel = one([FLAT, (110.0, 120.0, 105.0, 115.0), (130.0, 130.0, 125.0, 128.0), FLAT])
    done = ran(panel, 0, 1, slippage=Bps(BpsParams(bps=Decimal(10))))

    assert filled(done) == [
        ("buy", 27, Decimal("110.1100"), opened(panel, 1)),  # 3,000 / 110
        ("sell", 27, Decimal("129.8700"), opened(panel, 2)),
    ]
    cash = 10_000 - 27 * 110.11
    assert done.equity == pytest.approx([10_000, cash + 27 * 115, cash + 27 * 129.87, cash + 27 * 129.87])


@pytest.mark.parametrize(
    ("bar", "price", "at_open"),
    [
        ((100.0, 101.0, 98.0, 100.0), "99", False),  # touched inside the bar: at the limit
        ((98.5, 101.0, 98.0, 100.0), "98.5", True),  # opened better: at the open
        ((99.0, 101.0, 99.0, 100.0), "99.0", True),
        ((100.0, 101.0, 99.0, 100.0), "99", False),
    ],
)
def test_a_limit_entry_fills_at_the_better_of_open_and_limit(bar: Bar, price: str, *, at_open: bool) -> None:
    panel = one([FLAT, bar, FLAT])
    done = ran(panel, entry=limit_order("close * 0.99"))

    assert filled(done) == [("buy", 30, Decimal(price), opened(panel, 1) if at_open else closed(panel, 1))]


def test_a_day_order_ends_with_its_session() -> None:
    panel = one([FLAT, (100.0, 101.0, 99.01, 100.0), (90.0, 91.0, 89.0, 90.0)])
    done = ran(panel, entry=limit_order("close * 0.99", "day"))

    assert (filled(done), states(done)) == ([], ["expired"])
    assert [row.order.updated_at for row in done.rows(OrderRow)] == [closed(panel, 1)]


def test_a_gtc_order_rests_until_it_is_touched() -> None:
    panel = one([FLAT, (100.0, 101.0, 99.01, 100.0), FLAT, FLAT, (100.0, 101.0, 98.99, 100.0), FLAT])
    done = ran(panel, entry=limit_order("close * 0.99", "gtc"))

    assert filled(done) == [("buy", 30, 99, closed(panel, 4))]
    assert len(done.intents) == 1


def test_a_resting_entry_is_canceled_by_the_exit_signal_also_when_jumping() -> None:
    panel = one([FLAT, FLAT, FLAT, (90.0, 90.0, 90.0, 90.0), (90.0, 90.0, 90.0, 90.0)])
    done = ran(panel, 0, 2, entry=limit_order("close * 0.95", "gtc"))

    assert (filled(done), states(done)) == ([], ["canceled"])


def test_a_trip_cancels_a_resting_entry() -> None:
    """BBB is bought at the open and falls; AAA's limit is never touched until after the trip."""
    panel = days({"AAA": [FLAT, FLAT, FLAT, (98.0,) * 4, FLAT], "BBB": [FLAT, (98.0,) * 4, (80.0,) * 4, FLAT, FLAT]})
    bot = a_bot(scripted(5, 2, {0: [0, 1]}), entry=limit_order("close * 0.985", "gtc"), guards=(a_guard("drawdown"),))
    done = trial(bot, panel)

    assert [fill.symbol for fill in done.fills] == ["BBB"]
    assert [row.order.status.value for row in done.rows(OrderRow)] == ["filled", "canceled"]


def test_an_exit_limit_is_rounded_up_and_sells_at_it() -> None:
    panel = one([FLAT, FLAT, (100.0, 102.0, 100.0, 101.0), FLAT])
    done = ran(panel, 0, 1, exit=limit_order("close * 1.012345"))

    assert filled(done)[1] == ("sell", 30, Decimal("101.24"), closed(panel, 2))


def at_once(bars: list[Bar], enter: int, **given: Any) -> tuple[Panel, Trial]:
    panel = minutes({"AAA": bars})
    return panel, ran(panel, enter, timeframe=Timeframe.MINUTE, **given)


def test_an_intraday_order_leaves_at_the_close_and_meets_the_next_bar() -> None:
    panel, done = at_once([FLAT, (101.0, 102.0, 99.0, 100.0), FLAT], 0)

    (row,) = done.rows(IntentRow)
    assert row.at == closed(panel, 0) == opened(panel, 1)
    assert row.intent.reference_price == 100
    assert filled(done) == [("buy", 30, 101, opened(panel, 1))]


def test_an_intraday_order_waits_for_the_symbols_own_next_bar() -> None:
    panel = minutes({"AAA": [FLAT, NO_BAR, (103.0, 103.0, 103.0, 103.0)], "BBB": [FLAT] * 3})
    bot = a_bot(scripted(3, 2, {0: [0]}), timeframe=Timeframe.MINUTE)
    done = trial(bot, panel)

    assert filled(done) == [("buy", 30, 103, opened(panel, 2))]
    assert done.equity == [10_000.0] * 3


def two_sessions(last: Bar = FLAT, first: Bar = FLAT) -> Panel:
    """Half hours of two sessions, 13 each; `last` ends the first, `first` begins the second."""
    panel = a_panel(1, Timeframe.MINUTES_30, 2, 0.0)
    for number, name in enumerate(("open", "high", "low", "close")):
        column = getattr(panel, name)
        column[:] = 100.0
        column[12], column[13] = last[number], first[number]
    return panel


def test_the_last_bars_decision_leaves_at_the_next_open_sized_anew() -> None:
    panel = two_sessions(last=(100.0, 100.0, 80.0, 80.0), first=(120.0, 120.0, 120.0, 120.0))
    bot = a_bot(scripted(26, 3, {12: [0]}), ("AAA", "BBB", "CCC"), timeframe=Timeframe.MINUTES_30)
    done, world = trial(bot, panel), World(bot, panel)
    world.live()

    (row,) = done.rows(IntentRow)
    assert (row.at, row.intent.request.quantity) == (opened(panel, 13), 25)  # 3,000 / 120
    assert filled(done) == [("buy", 25, 120, opened(panel, 13))]
    assert only(world.rows, IntentRow) == [row]


def test_an_entry_whose_symbol_does_not_open_is_dropped() -> None:
    panel = days({"AAA": [FLAT, NO_BAR, FLAT], "BBB": [FLAT] * 3})
    done = trial(a_bot(scripted(3, 2, {0: [0]})), panel)

    assert [row.why for row in done.rows(DroppedRow)] == ["no fresh price"]
    assert done.intents == []


def test_an_exit_whose_symbol_does_not_open_waits() -> None:
    panel = days({"AAA": [FLAT, FLAT, NO_BAR, (97.0,) * 4], "BBB": [FLAT] * 4})
    done = trial(a_bot(scripted(4, 2, {0: [0]}, {1: [0]})), panel)

    assert filled(done)[1] == ("sell", 30, 97, opened(panel, 3))


def thin(volume: float) -> Bar:
    return (*FLAT[:3], 100.0, volume)


def test_a_large_order_takes_its_share_of_several_bars() -> None:
    panel, done = at_once([thin(1e6), thin(100), thin(150), thin(1e6)], 0, max_participation=Decimal("0.1"))

    assert [(quantity, at) for _, quantity, _, at in filled(done)] == [
        (10, opened(panel, 1)),
        (15, opened(panel, 2)),
        (5, opened(panel, 3)),
    ]
    assert states(done) == ["partially_filled", "partially_filled", "filled"]


def test_what_a_day_order_could_not_fill_ends_with_the_session_and_is_not_bought_again() -> None:
    panel = one([thin(1e6), thin(100), thin(1e6), thin(1e6)])
    done = ran(panel, max_participation=Decimal("0.1"))

    assert [quantity for _, quantity, _, _ in filled(done)] == [10]
    assert [row.order.status for row in done.rows(OrderRow)][-1] is OrderStatus.EXPIRED
    assert len(done.rows(WantedRow)) == 1
