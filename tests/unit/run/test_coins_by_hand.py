"""Two days of a coin around the clock, on numbers a reader can check by eye.

10,000 USD; 50 % a position at 100 USD a coin: 50 coins, of which Alpaca keeps 0.25 %. What is sold costs 0.25 % in USD,
taken when the day in UTC is over. Bars are 4 hours wide, some are missing.
"""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import numpy as np

from botspec.domain.assets import Steps
from botspec.domain.intents import Leg, Wanted
from botspec.domain.orders import Side, TimeInForce
from botspec.domain.rows import (
    AssetRow,
    CashRow,
    DecisionRow,
    DroppedRow,
    FillRow,
    IntentRow,
    OutcomeRow,
    SharesRow,
    WantedRow,
)
from botspec.exchange.fees.alpaca import Alpaca
from botspec.execution.policy import OrderPolicy
from botspec.market.hours import ALWAYS
from botspec.market.moments import nanoseconds
from botspec.market.panel import Panel
from botspec.run.release import release
from botspec.spec.words import Submit, Timeframe
from tests.fakes.bots import a_bot, a_sizing, limit_order, percent, scripted, written_exits
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
    parts = {"sizing": percent("50", fractional=True), "entry": market, **given}
    bot = a_bot(
        scripted(len(BARS), 1, {0: [0]}),
        ["BTC/USD"],
        timeframe=Timeframe.HOURS_4,
        hours=ALWAYS,
        submit=Submit.NOW,
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


COARSE = Steps(least=Decimal("0.01"), quantity=Decimal("0.02"), price=Decimal("0.5"))


def coarse(steps: Steps = COARSE, *, fast: bool = True, **given: object) -> Trial:
    """The same two days at a broker that takes orders in steps of its own."""
    return two_days(fast=fast, steps={"BTC/USD": steps}, **given)


def test_orders_are_rounded_down_to_what_the_broker_takes_and_a_rest_of_less_is_no_position() -> None:
    done = coarse(sizing=a_sizing("fixed_notional", notional="5003 USD", fractional=True))

    assert [row.steps for row in done.rows(AssetRow)] == [COARSE]
    assert [row.intent.request.quantity for row in done.rows(IntentRow)] == [Decimal("50.02"), Decimal("49.88")]
    assert {row.outcome for row in done.rows(OutcomeRow)} == {"acked"}
    state = done.done.desk.state  # 50.02 less 0.25 % are 49.89495: what is left is less than two hundredths
    assert state.portfolio.quantity("BTC/USD") == Decimal("0.01495")
    assert state.engaged == frozenset()
    assert state.side_of("BTC/USD") is None


def test_less_than_the_least_is_no_trade_and_never_an_order() -> None:
    least = Steps(least=Decimal(60), quantity=Decimal("0.01"), price=Decimal("0.01"))
    done = coarse(least)
    assert done.intents == []
    (decided,) = [row for row in done.rows(DecisionRow) if row.reason == "NO_TRADE_TOO_SMALL"]
    assert "less than the 60 that the broker takes an order for" in decided.detail


def test_what_became_too_little_by_the_time_it_leaves_is_dropped() -> None:
    done = coarse(Steps(least=Decimal(50), quantity=Decimal("0.01"), price=Decimal("0.01")), cash=5_000)
    desk, late = done.done.desk, at(MONDAY, 8)
    desk.record(WantedRow(late, Wanted("BTC/USD", Side.BUY, Leg.ENTRY, "enter", late, Decimal(50), Decimal(50))))
    release(desk, {"BTC/USD": 51.0}, 5_000.0, late)
    (dropped,) = done.rows(DroppedRow)
    assert dropped.why.startswith("49.019607843 are less than the 50 that the broker takes an order for")
    assert done.intents == []


def test_a_limit_is_one_the_broker_takes_away_from_the_market() -> None:
    assert coarse(entry=limit_order("close + 0.3", "gtc")).intents[0].request.limit_price == Decimal("100.0")


def test_in_steps_jumping_is_walking() -> None:
    assert coarse().journal.seal() == coarse(fast=False).journal.seal()


def test_jumping_is_walking() -> None:
    assert two_days().journal.seal() == two_days(fast=False).journal.seal()
