"""A day with its early and late hours, half-hours with gaps, on prices a reader can check by eye.

10,000 USD, 30 % a position: 30 shares each time. Times are New York's, on 5 January 2024 and after the weekend.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import numpy as np

from botspec.domain.orders import OrderStatus, OrderType
from botspec.domain.rows import FillRow, IntentRow, OrderRow, WantedRow
from botspec.market.calendar import NEW_YORK
from botspec.market.hours import EXTENDED
from botspec.market.moments import nanoseconds
from botspec.market.panel import Panel
from botspec.spec.words import Submit, Timeframe
from tests.fakes.bots import a_bot, limit_order, scripted, written_exits
from tests.fakes.trials import Trial, trial

FRIDAY, MONDAY = date(2024, 1, 5), date(2024, 1, 8)
BARS = [  # day, opens, open high low close
    (FRIDAY, "04:00", (100, 100, 100, 100)),  # buy at 100 or better
    (FRIDAY, "05:00", (100.5, 101, 99.5, 101)),  # it comes down to the limit: filled before the open
    (FRIDAY, "08:00", (98, 98, 97, 97)),  # below the stop at 98: a market order, which waits for the open
    (FRIDAY, "08:30", (99, 99.5, 99, 99.5)),  # too late to think better of it
    (FRIDAY, "09:30", (98.5, 98.6, 98.4, 98.4)),  # out at the open; buy again at 98.40
    (FRIDAY, "10:00", (98.6, 98.9, 98.5, 98.8)),
    (FRIDAY, "16:00", (98.7, 98.7, 98.3, 98.6)),  # filled after the close; sell at 98.60
    (FRIDAY, "17:00", (98.5, 98.55, 98.5, 98.5)),  # not for that: the order lives until eight
    (MONDAY, "04:30", (98.7, 98.7, 98.7, 98.7)),  # sell again, at 98.70
    (MONDAY, "09:30", (99, 99, 99, 99)),  # sold, at the better open
]


def at(day: date, clock: str) -> datetime:
    return datetime.combine(day, datetime.strptime(clock, "%H:%M").time(), NEW_YORK).astimezone(UTC)  # noqa: DTZ007


def panel() -> Panel:
    opened = np.array([nanoseconds(at(day, clock)) for day, clock, _ in BARS], dtype=np.int64)
    prices = [np.array([[float(bar[part])] for *_, bar in BARS], order="F") for part in range(4)]
    session = np.array([day.toordinal() for day, *_ in BARS], dtype=np.int64)
    volume = np.full((len(BARS), 1), 1e6)
    return Panel(("AAA",), opened, opened + 30 * 60 * 10**9, session, *prices, volume)


def a_day(*, fast: bool = True) -> Trial:
    outside = replace(limit_order("close"), extended_hours=True)
    script = scripted(len(BARS), 1, {0: [0], 4: [0]}, {6: [0], 8: [0]})
    bot = a_bot(
        script,
        ["AAA"],
        timeframe=Timeframe.MINUTES_30,
        hours=EXTENDED,
        submit=Submit.NOW,
        entry=outside,
        exit=outside,
        exits=written_exits({"stop_loss": "2%"}),
    )
    return trial(bot, panel(), fast=fast)


FILLS = [  # filled at, quantity, price; a limit inside its bar counts as filled with the bar's close
    (at(FRIDAY, "05:30"), 30, "100"),
    (at(FRIDAY, "09:30"), 30, "98.5"),
    (at(FRIDAY, "16:30"), 30, "98.4"),
    (at(MONDAY, "09:30"), 30, "99"),
]
SENT = [  # leg, decided at, sent at, as what
    ("entry", at(FRIDAY, "04:30"), at(FRIDAY, "04:30"), OrderType.LIMIT),
    ("stop_loss", at(FRIDAY, "08:30"), at(FRIDAY, "09:30"), OrderType.MARKET),
    ("entry", at(FRIDAY, "10:00"), at(FRIDAY, "10:00"), OrderType.LIMIT),
    ("exit", at(FRIDAY, "16:30"), at(FRIDAY, "16:30"), OrderType.LIMIT),
    ("exit", at(MONDAY, "05:00"), at(MONDAY, "05:00"), OrderType.LIMIT),
]


def test_what_is_sent_and_when() -> None:
    intents = [row.intent for row in a_day().rows(IntentRow)]
    assert [(each.leg.value, each.decided_at, each.created_at, each.request.type) for each in intents] == SENT
    assert [each.request.extended_hours for each in intents] == [True, False, True, True, True]


def test_what_fills_and_at_which_price() -> None:
    fills = [row.fill for row in a_day().rows(FillRow)]
    assert [(fill.at, int(fill.quantity), f"{fill.price.normalize():f}") for fill in fills] == FILLS


def test_the_money() -> None:
    done = a_day()
    assert done.done.desk.state.portfolio.cash == Decimal(10_000) + 30 * (Decimal("-1.5") + Decimal("0.6"))
    assert done.equity[2] == 10_000 - 30 * 3  # marked at the last price before the open
    assert done.equity[-1] == 9_973


def test_an_order_for_the_day_lives_until_eight() -> None:
    ended = [row.order for row in a_day().rows(OrderRow) if row.order.status is OrderStatus.EXPIRED]
    assert [order.updated_at for order in ended] == [at(FRIDAY, "20:00")]


def test_the_stop_is_wanted_once_and_waits() -> None:
    wanted = [row for row in a_day().rows(WantedRow) if row.wanted.leg.value == "stop_loss"]
    assert [row.at for row in wanted] == [at(FRIDAY, "08:30")]


def test_jumping_is_walking() -> None:
    assert a_day().journal.seal() == a_day(fast=False).journal.seal()
