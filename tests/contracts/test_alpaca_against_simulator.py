"""The Alpaca adapter and the shipped simulator understand each other."""

from datetime import timedelta
from decimal import Decimal

import numpy as np
import pytest

from botspec.adapters.alpaca.connect import corporate_actions, market_data, trading
from botspec.adapters.alpaca.feed import AlpacaFeed
from botspec.adapters.alpaca.times import broker_sessions, clock_skew
from botspec.adapters.system.secret import Credentials, Secret
from botspec.adapters.system.simulated_clock import SteppedClock
from botspec.domain.events import CashMoved, OrderUpdated
from botspec.domain.orders import OrderStatus, Side
from botspec.market.panel import ROW_FIELDS
from botspec.ports.broker import CredentialsRefused, Unavailable
from tests.contracts.markets import DAYS, OPENS, SYMBOLS, OverHttp, closed_at, opened_at, three_days
from tests.contracts.test_broker_contract import order, send


@pytest.fixture
def market() -> OverHttp:
    return OverHttp()


@pytest.fixture
def feed(market) -> AlpacaFeed:
    return AlpacaFeed(
        market_data(market.origin, market.credentials, market.transport),
        corporate_actions(market.origin, market.credentials, market.transport),
        symbols=SYMBOLS,
        timeframe="1Day",
        anchor=DAYS[0].on,
    )


# ---- bars


def test_history_is_bit_for_bit_what_the_simulator_has(market, feed):
    market.control.advance(closed_at(2))
    found, expected = feed.history(closed_at(2)), three_days().upto(3)
    for name in ROW_FIELDS:
        assert np.array_equal(getattr(found, name), getattr(expected, name)), name
    assert found.actions == expected.actions
    assert found.symbols == SYMBOLS


def test_nothing_of_the_future_is_seen(market, feed):
    market.control.advance(opened_at(2))
    assert len(feed.history(closed_at(3))) == 2
    assert feed.closed(closed_at(2)) is None


def test_a_moments_bars_are_its_row(market, feed):
    market.control.advance(closed_at(2))
    found, expected = feed.closed(closed_at(2)), three_days().row(2)
    assert (found.opened_at, found.closed_at, found.session) == (
        expected.opened_at,
        expected.closed_at,
        expected.session,
    )
    assert np.array_equal(found.close, expected.close)


def test_prices_at_the_open_are_the_opening_prices(market, feed):
    market.control.advance(opened_at(1))
    assert feed.prices(SYMBOLS, opened_at(1)) == dict(zip(SYMBOLS, OPENS[1].tolist(), strict=True))


def test_prices_before_the_open_are_not_those_of_the_session(market, feed):
    market.control.advance(opened_at(1) - timedelta(minutes=1))
    assert feed.prices(SYMBOLS, opened_at(1)) == {}


def test_actions_come_with_their_session(market, feed):
    market.control.advance(closed_at(3))
    assert [len(feed.actions(closed_at(row))) for row in range(4)] == [0, 0, 1, 0]


# ---- the account


def test_wrong_keys_are_refused(market):
    keys = Credentials("other", Secret("PKNOBODY"), Secret("nothing"))
    connection = trading(market.origin, keys, market.transport)
    with pytest.raises(CredentialsRefused, match="account 'other'"):
        clock_skew(connection, lambda: opened_at(1))


def test_a_restarted_broker_goes_on_where_the_journal_ends(market):
    send(market, order(1), closed_at(0))
    send(market, order(2, symbol="BBB", limit="9"), closed_at(0))
    market.to_open(1)
    send(market, order(3, side=Side.SELL), opened_at(1))
    (sold, expired, *fees) = market.to_close(1)
    assert isinstance(sold, OrderUpdated)
    assert isinstance(expired, OrderUpdated)
    known = [fee.id for fee in fees if isinstance(fee, CashMoved)]
    assert known

    nothing_missed = market.connect(booked=known)
    assert list(nothing_missed.advance(closed_at(1), None)) == []

    missed = market.connect(booked=known[:1])
    missed.track(order(2).client_order_id)
    missed.track(order(3).client_order_id)
    events = missed.advance(closed_at(1), None)
    orders = [event.order for event in events if isinstance(event, OrderUpdated)]
    assert {(found.request.client_order_id[-1], found.status) for found in orders} == {
        ("3", OrderStatus.FILLED),
        ("2", OrderStatus.EXPIRED),
    }
    assert [event.id for event in events if isinstance(event, CashMoved)] == known[1:]


def test_a_step_asks_little(market):
    send(market, order(1), closed_at(0))
    market.transport.paths.clear()
    market.to_open(1)
    assert market.transport.paths == ["POST /sim/advance", "GET /v2/orders", "GET /v2/account/activities"]
    market.transport.paths.clear()
    market.to_close(1)
    assert market.transport.paths == ["POST /sim/advance", "GET /v2/account/activities"]


def test_exact_decimals_go_there_and_back(market):
    send(market, order(1, quantity="0.123456789"), closed_at(0))
    (event,) = market.to_open(1)
    assert event.order.filled_quantity == Decimal("0.123456789")


# ---- time


def test_the_simulators_calendar_is_the_exchanges(market):
    connection = trading(market.origin, market.credentials, market.transport)
    assert broker_sessions(connection, DAYS[0].on, DAYS[-1].on) == DAYS


def test_the_simulators_clock_is_the_runs_clock(market):
    clock = SteppedClock(market.control)
    clock.wait_until(opened_at(2))
    connection = trading(market.origin, market.credentials, market.transport)
    assert clock_skew(connection, clock.now) == timedelta(0)
    with pytest.raises(Unavailable, match="control handle"):
        type(market.control)(market.origin, Secret("wrong"), market.transport).now()
