"""The account of a shadow: last trades as orders come, whole bars for what rests, the same after a death."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from botspec.adapters.shadow_broker import ShadowBroker
from botspec.adapters.sqlite.commands import CommandLog
from botspec.domain.events import BrokerEvent, OrderUpdated
from botspec.domain.intents import Intent, Leg
from botspec.domain.orders import OrderRequest, OrderStatus, OrderType, Side, TimeInForce
from botspec.domain.outcomes import Acked, Rejected
from botspec.market.moments import nanoseconds
from botspec.market.slice import Slice
from tests.fakes.market import an_exchange

OPEN = datetime(2026, 11, 20, 14, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


class Prices:
    """A feed of last trades."""

    def __init__(self) -> None:
        self.last = {"AAPL": 100.0}

    def prices(self, symbols: Sequence[str], at: datetime) -> Mapping[str, float]:  # noqa: ARG002
        return self.last

    def actions(self, at: datetime) -> Sequence[Any]:  # noqa: ARG002
        return ()


def broker(folder: Path, feed: Prices, live: Sequence[str] = ()) -> ShadowBroker:
    exchange = an_exchange(cash=Decimal(10_000), shorting=False, ids="x")
    return ShadowBroker(exchange, feed, ("AAPL",), CommandLog(folder / "account.sqlite"), live=live)  # type: ignore[arg-type]


@pytest.fixture
def feed() -> Prices:
    return Prices()


@pytest.fixture
def shadow(tmp_path: Path, feed: Prices) -> Iterator[ShadowBroker]:
    made = broker(tmp_path, feed)
    yield made
    made._log.close()


def an_intent(name: str, side: Side = Side.BUY, limit: str | None = None, quantity: int = 10) -> Intent:
    kind = OrderType.MARKET if limit is None else OrderType.LIMIT
    price = None if limit is None else Decimal(limit)
    request = OrderRequest(name, "AAPL", side, kind, TimeInForce.DAY, Decimal(quantity), limit_price=price)
    return Intent(name, Leg.ENTRY, "enter", OPEN, OPEN, 0, Decimal(100), request)


def a_bar(begins: datetime, low: float, close: float) -> Slice:
    columns = [np.array([each]) for each in (close, max(close, 101.0), low, close, 1e6)]
    return Slice(("AAPL",), nanoseconds(begins), nanoseconds(begins + MINUTE), begins.date().toordinal(), *columns)


def filled(events: Sequence[BrokerEvent]) -> dict[str, Decimal | None]:
    orders = [event.order for event in events if isinstance(event, OrderUpdated)]
    return {o.request.client_order_id: o.filled_average_price for o in orders if o.status is OrderStatus.FILLED}


def test_a_market_order_gets_the_last_trade_of_its_moment(shadow: ShadowBroker, feed: Prices) -> None:
    feed.last = {"AAPL": 100.5}
    assert isinstance(shadow.submit(an_intent("a"), OPEN + timedelta(seconds=20)), Acked)
    feed.last = {"AAPL": 99.0}
    shadow.submit(an_intent("b"), OPEN + timedelta(seconds=40))
    assert filled(shadow.advance(OPEN + MINUTE, None)) == {"a": Decimal("100.5"), "b": Decimal(99)}
    assert shadow.snapshot().positions[0].quantity == 20


def test_what_rests_never_meets_a_bar_that_began_before_it(shadow: ShadowBroker) -> None:
    shadow.submit(an_intent("a", limit="98"), OPEN + timedelta(seconds=20))
    assert filled(shadow.advance(OPEN + MINUTE, a_bar(OPEN, 97.0, 99.0))) == {}
    later = OPEN + 2 * MINUTE
    assert filled(shadow.advance(later, a_bar(OPEN + MINUTE, 97.5, 99.0))) == {"a": Decimal(98)}


def test_nothing_that_the_account_cannot_pay_or_has_not(shadow: ShadowBroker) -> None:
    assert isinstance(shadow.submit(an_intent("a", quantity=1000), OPEN), Rejected)
    assert isinstance(shadow.submit(an_intent("b", Side.SELL), OPEN), Rejected)


def test_a_later_process_has_the_same_account_and_hears_what_was_not_booked(tmp_path: Path, feed: Prices) -> None:
    first = broker(tmp_path, feed)
    first.submit(an_intent("a"), OPEN)
    first.submit(an_intent("b", limit="90"), OPEN + timedelta(seconds=5))
    first.submit(an_intent("c", limit="91"), OPEN + timedelta(seconds=6))
    first.cancel("c", OPEN + timedelta(seconds=7))
    first.advance(OPEN + MINUTE, a_bar(OPEN, 97.0, 99.0))
    before = first.snapshot()
    first._log.close()  # killed: nobody booked the fill

    second = broker(tmp_path, feed, live=["a"])
    assert second.snapshot() == before
    assert filled(second.advance(OPEN + MINUTE, None)) == {"a": Decimal(100)}
    assert filled(second.advance(OPEN + MINUTE, None)) == {}
    assert isinstance(second.submit(an_intent("a"), OPEN + MINUTE), Rejected)
    second._log.close()


def test_orders_of_the_day_end_with_the_session(shadow: ShadowBroker) -> None:
    shadow.submit(an_intent("a", limit="90"), OPEN)
    shadow.advance(OPEN + timedelta(days=3), None)
    order = shadow.find("a")
    assert order is not None
    assert order.status is OrderStatus.EXPIRED
