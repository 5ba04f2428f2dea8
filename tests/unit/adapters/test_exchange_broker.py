"""A back-test's broker: sessions end by the calendar, a dividend is for who held over the close, jumps stop in time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from botspec.adapters.exchange_broker import ExchangeBroker, session_closes
from botspec.domain.events import CashKind, CashMoved, OrderUpdated
from botspec.domain.intents import Intent, Leg
from botspec.domain.orders import OrderStatus
from botspec.domain.outcomes import Acked, Rejected
from botspec.exchange.fees.alpaca import Alpaca
from botspec.market.calendar import session_on
from botspec.market.moments import moment, nanoseconds
from botspec.market.panel import ActionKind, CorporateAction, Panel
from botspec.spec.words import Timeframe
from tests.fakes.market import an_exchange, days, order
from tests.properties.random_bots import a_panel

FLAT = (100.0, 101.0, 99.0, 100.0)
SECOND = date(2024, 11, 19)


def half_hours(sessions: int = 2, pays: date | None = None) -> Panel:
    """Half hours of AAA, BBB and CCC at 100 from Monday 2024-11-18 on; AAA may pay 0.50 USD."""
    panel = a_panel(1, Timeframe.MINUTES_30, sessions, 0.0)
    for name in ("open", "high", "low", "close"):
        getattr(panel, name)[:] = 100.0
    paid = (CorporateAction("AAA", pays, ActionKind.CASH_DIVIDEND, Decimal("0.5")),) if pays else ()
    return replace(panel, actions=paid)


def without(panel: Panel, *rows: int) -> Panel:
    names = ("opened_at", "closed_at", "session", "open", "high", "low", "close", "volume")
    return replace(panel, **{name: np.delete(getattr(panel, name), rows, axis=0) for name in names})


def sent(broker: ExchangeBroker, panel: Panel, row: int, side: str, quantity: int, **given: Any) -> Any:
    """At the close of a row."""
    at = moment(int(panel.closed_at[row]))
    request = order(side, quantity, **{"symbol": "AAA", **given})
    intent = Intent(request.client_order_id, Leg.ENTRY, "enter", at, at, 0, Decimal(100), request)
    return broker.submit(intent, at)


def walk(broker: ExchangeBroker, panel: Panel, *rows: int) -> list[Any]:
    events: list[Any] = []
    for row in rows:
        events += broker.advance(moment(int(panel.closed_at[row])), panel.row(row))
    return events


def moves(events: list[Any]) -> list[tuple[CashKind, Decimal]]:
    return [(event.kind, event.amount) for event in events if isinstance(event, CashMoved)]


def statuses(events: list[Any]) -> list[OrderStatus]:
    return [event.order.status for event in events if isinstance(event, OrderUpdated)]


def test_a_dividend_is_paid_once_at_the_open_to_who_held_over_the_close() -> None:
    panel = half_hours(2, SECOND)
    broker = ExchangeBroker(an_exchange(), panel)
    walk(broker, panel, 0)
    sent(broker, panel, 0, "buy", 10)
    events = walk(broker, panel, *range(1, 26))

    assert moves(events) == [(CashKind.DIVIDEND, Decimal("5.00"))]
    (paid,) = [event for event in events if isinstance(event, CashMoved)]
    assert paid.at == moment(int(panel.opened_at[13]))


def test_who_buys_on_the_ex_date_gets_none() -> None:
    panel = half_hours(2, SECOND)
    broker = ExchangeBroker(an_exchange(), panel)
    walk(broker, panel, *range(15))
    sent(broker, panel, 14, "buy", 10)

    assert moves(walk(broker, panel, *range(15, 26))) == []
    assert broker.exchange.positions["AAA"].quantity == 10


def test_fees_and_day_orders_end_at_the_official_close() -> None:
    panel = half_hours(2)
    broker = ExchangeBroker(an_exchange(fees=Alpaca()), panel)
    walk(broker, panel, 0)
    sent(broker, panel, 0, "buy", 10)
    walk(broker, panel, 1)
    sent(broker, panel, 1, "sell", 10)
    sent(broker, panel, 1, "buy", 10, symbol="BBB", limit="50")
    events = walk(broker, panel, *range(2, 13))

    assert statuses(events) == [OrderStatus.FILLED, OrderStatus.EXPIRED]
    assert [event.at for event in events][-1] == moment(int(panel.closed_at[12]))
    assert {kind for kind, _ in moves(events)} == {CashKind.FEE}


@pytest.mark.parametrize("jump", [False, True])
def test_a_session_whose_last_bars_are_missing_ends_before_the_next_opens(*, jump: bool) -> None:
    panel = without(half_hours(2), 11, 12)
    broker = ExchangeBroker(an_exchange(fees=Alpaca()), panel)
    walk(broker, panel, 0)
    sent(broker, panel, 0, "buy", 10)
    sent(broker, panel, 0, "buy", 10, limit="50")
    walk(broker, panel, *range(1, 11))
    assert not broker.session_over(panel, 10)
    assert broker.next_event(panel, 11) == 11  # the close is overdue: nothing may be jumped over
    events = broker.advance(moment(int(panel.opened_at[11])), panel.row(11)) if jump else walk(broker, panel, 11)

    close = session_on(date(2024, 11, 18)).closes_at
    assert statuses(list(events)) == [OrderStatus.EXPIRED]
    assert {event.at for event in events} == {close}


def test_an_early_close_is_a_close() -> None:
    panel = half_hours(9)
    friday = date(2024, 11, 29).toordinal()
    last = int(np.searchsorted(panel.session, friday, side="right")) - 1
    broker = ExchangeBroker(an_exchange(), panel)

    assert session_closes(panel)[friday] == nanoseconds(session_on(date(2024, 11, 29)).closes_at)
    assert broker.session_over(panel, last)
    assert not broker.session_over(panel, last - 1)
    assert (panel.session == friday).sum() == 7


def test_a_session_the_calendar_does_not_know_ends_with_its_last_bar() -> None:
    sunday = date(2024, 11, 24).toordinal()
    panel = days({"AAA": [FLAT]})
    panel = replace(panel, session=np.array([sunday], dtype=np.int64))

    assert session_closes(panel) == {sunday: int(panel.closed_at[0])}


def test_a_jump_stops_where_something_could_happen() -> None:
    panel = half_hours(3, SECOND)
    broker = ExchangeBroker(an_exchange(fees=Alpaca()), panel)
    walk(broker, panel, 0)
    assert broker.next_event(panel, 1) == 39  # nothing held, nothing ordered: the end
    sent(broker, panel, 0, "buy", 10)
    assert broker.next_event(panel, 1) == 1  # sent and not yet told
    walk(broker, panel, 1)
    sent(broker, panel, 1, "sell", 2)
    walk(broker, panel, 2)
    assert broker.next_event(panel, 3) == 12  # fees, with the session's last bar
    walk(broker, panel, 12)
    assert broker.next_event(panel, 13) == 13  # the dividend
    walk(broker, panel, 13)
    assert broker.next_event(panel, 14) == 39
    sent(broker, panel, 13, "sell", 8, limit="120")
    walk(broker, panel, 14)
    assert broker.next_event(panel, 15) == 25  # it expires


def test_advance_is_idempotent() -> None:
    panel = half_hours(1)
    broker = ExchangeBroker(an_exchange(), panel)
    walk(broker, panel, 0)
    sent(broker, panel, 0, "buy", 10)
    assert len(walk(broker, panel, 1)) == 1
    assert walk(broker, panel, 1, 1) == []
    assert broker.exchange.positions["AAA"].quantity == 10


def test_answers_are_outcomes_and_a_dead_order_is_not_canceled() -> None:
    panel = half_hours(1)
    broker = ExchangeBroker(an_exchange(), panel)
    walk(broker, panel, 0)
    at = moment(int(panel.closed_at[0]))
    taken = sent(broker, panel, 0, "buy", 10, client_order_id="mine", limit="90")
    assert isinstance(taken, Acked)
    assert broker.find("mine") == taken.order
    refused = sent(broker, panel, 0, "sell", 10)
    assert isinstance(refused, Rejected)
    assert (refused.http_status, refused.halt) == (403, False)
    assert broker.cancel("mine", at)
    assert not broker.cancel("mine", at + timedelta(minutes=1))
    assert not broker.cancel("nobody's", at)
    assert broker.find("nobody's") is None


def test_the_snapshot_is_the_account() -> None:
    panel = half_hours(1)
    broker = ExchangeBroker(an_exchange(), panel)
    walk(broker, panel, 0)
    sent(broker, panel, 0, "buy", 10)
    sent(broker, panel, 0, "buy", 1, limit="1")
    walk(broker, panel, 1)
    snapshot = broker.snapshot()

    assert [(held.symbol, held.quantity) for held in snapshot.positions] == [("AAA", 10)]
    assert (snapshot.cash, snapshot.equity) == (Decimal(99_000), Decimal(100_000))
    assert len(snapshot.open_orders) == 1
