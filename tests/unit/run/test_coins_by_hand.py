"""Two days of a coin around the clock, on numbers a reader can check by eye.

10,000 USD; 50 % a position at 100 USD a coin: 50 coins, of which Alpaca keeps 0.25 %. What is sold costs 0.25 % in USD,
taken when the day in UTC is over. Bars are 4 hours wide, some are missing.
"""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import numpy as np

from botspec.domain.orders import TimeInForce
from botspec.domain.rows import CashRow, DroppedRow, FillRow, IntentRow, SharesRow
from botspec.exchange.fees.alpaca import Alpaca
from botspec.execution.policy import OrderPolicy
from botspec.market.hours import ALWAYS
from botspec.market.moments import nanoseconds
from botspec.market.panel import Panel
from botspec.spec.words import Submit, Timeframe
from tests.fakes.bots import a_bot, a_sizing, percent, scripted, written_exits
from tests.fakes.trials import Trial, trial

SATURDAY, SUNDAY, MONDAY = 6, 7, 8  # of January 2024
BARS = [  # day, hour, open high low close
    (SATURDAY, 16, (100, 100, 100, 100)),  # buy
    (SATURDAY, 20, (100, 104, 99, 103)),  # 50 coins at the open, 49.875 are kept
    (SUNDAY, 0, (103, 103, 97, 97.9)),  # below the stop at 98, in the night of Sunday
    (SUNDAY, 4, (97.5, 98, 97, 98)),  # out at the open
    (MONDAY, 4, (98, 98, 98, 98)),
]


def at(day: int, hour: int) -> datetime:
    return datetime(2024, 1, day, hour, tzinfo=UTC)


def panel() -> Panel:
    opened = np.array([nanoseconds(at(day, hour)) for day, hour, _ in BARS], dtype=np.int64)
    prices = [np.array([[float(bar[part])] for *_, bar in BARS], order="F") for part in range(4)]
    session = np.array([at(day, hour).toordinal() for day, hour, _ in BARS], dtype=np.int64)
    return Panel(("BTC/USD",), opened, opened + 4 * 3600 * 10**9, session, *prices, np.full((len(BARS), 1), 1e6))


def two_days(*, fast: bool = True, **given: object) -> Trial:
    market = OrderPolicy(time_in_force=TimeInForce.GTC)
    parts = {"sizing": percent("50", fractional=True), **given}
    bot = a_bot(
        scripted(len(BARS), 1, {0: [0]}),
        ["BTC/USD"],
        timeframe=Timeframe.HOURS_4,
        hours=ALWAYS,
        submit=Submit.NOW,
        entry=market,
        exit=market,
        exits=written_exits({"stop_loss": "2%"}),
        fees=Alpaca(),
        **parts,
    )
    return trial(bot, panel(), fast=fast)


def test_what_fills() -> None:
    fills = [row.fill for row in two_days().rows(FillRow)]
    assert [(fill.at, fill.quantity, fill.price) for fill in fills] == [
        (at(SATURDAY, 20), Decimal(50), Decimal(100)),
        (at(SUNDAY, 4), Decimal("49.875"), Decimal("97.5")),
    ]


def test_a_stop_leaves_when_its_bar_closes_in_the_night_of_sunday() -> None:
    intents = [row.intent for row in two_days().rows(IntentRow)]
    assert [(each.leg.value, each.created_at, each.request.time_in_force.value) for each in intents] == [
        ("entry", at(SATURDAY, 20), "gtc"),
        ("stop_loss", at(SUNDAY, 4), "gtc"),
    ]


def test_fees_are_kept_in_coins_when_bought_and_in_dollars_when_the_day_is_over() -> None:
    done = two_days()
    assert [row.quantity for row in done.rows(SharesRow)] == [Decimal("-0.125")]
    moved = [row.moved for row in done.rows(CashRow)]
    assert [(each.amount, each.at) for each in moved] == [(Decimal("-12.16"), at(MONDAY, 0))]  # 0.25 % of 4,862.8125


def test_the_money() -> None:
    assert two_days().done.desk.state.portfolio.cash == Decimal("9850.6525")  # 10,000 - 5,000 + 4,862.8125 - 12.16
    assert two_days().equity[1] == 5_000 + 49.875 * 103


def test_less_than_ten_dollars_are_no_order() -> None:
    done = two_days(sizing=a_sizing("fixed_notional", notional="9 USD", fractional=True))
    assert done.intents == []
    (dropped,) = done.rows(DroppedRow)
    assert dropped.why == "9.00 USD are less than the 10 that an order for coins may be"


def test_jumping_is_walking() -> None:
    assert two_days().journal.seal() == two_days(fast=False).journal.seal()
