"""How many orders left today: by the day in New York, by symbol, what waits included."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from botspec.domain.intents import Intent, Leg, Wanted
from botspec.domain.orders import OrderRequest, OrderType, Side, TimeInForce
from botspec.domain.portfolio import Portfolio
from botspec.domain.rows import IntentRow, WantedRow
from botspec.risk.limits.max_orders_per_day import MaxOrdersPerDay, MaxOrdersPerDayParams
from botspec.run.projection import project
from botspec.run.state import State
from tests.fakes.bots import a_bot, scripted
from tests.fakes.desks import a_desk

LATE = datetime(2024, 11, 26, 4, 59, tzinfo=UTC)  # 23:59 in New York, still the 25th


def a_state() -> State:
    return State(Portfolio(Decimal(1000)), Portfolio(Decimal(1000)))


def wish(symbol: str, at: datetime) -> Wanted:
    return Wanted(symbol, Side.BUY, Leg.ENTRY, "enter", at, Decimal(1), Decimal(10))


def sent(state: State, number: int, symbol: str, at: datetime) -> None:
    wanted = wish(symbol, at)
    request = OrderRequest(f"id-{number}", symbol, Side.BUY, OrderType.MARKET, TimeInForce.DAY, Decimal(1))
    intent = Intent(f"{number}", Leg.ENTRY, "enter", at, at, 0, Decimal(10), request)
    state.apply(IntentRow(at, intent, wanted, {}))


def test_the_day_turns_at_midnight_in_new_york() -> None:
    state = a_state()
    sent(state, 1, "AAA", LATE - timedelta(hours=5))
    sent(state, 2, "AAA", LATE)
    sent(state, 3, "BBB", LATE)
    assert state.orders_today(LATE) == {"AAA": 2, "BBB": 1}
    assert state.orders_today(LATE + timedelta(minutes=1)) == {}

    sent(state, 4, "BBB", LATE + timedelta(minutes=1))
    assert state.orders_today(LATE + timedelta(minutes=1)) == {"BBB": 1}


def test_what_waits_counts_as_sent() -> None:
    state = a_state()
    sent(state, 1, "AAA", LATE)
    state.apply(WantedRow(LATE, wish("AAA", LATE)))
    state.apply(WantedRow(LATE, wish("BBB", LATE)))
    per_day = MaxOrdersPerDay(MaxOrdersPerDayParams(limit=9))
    desk = a_desk(a_bot(scripted(1, 2), limits=(per_day,)))
    desk.state = state
    book = project(desk, {}.get, Decimal(1000), LATE)

    assert book.orders_today == {"AAA": 2, "BBB": 1}
    assert book.open_orders == 3
