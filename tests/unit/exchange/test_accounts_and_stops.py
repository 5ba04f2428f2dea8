"""Small sums of an account, and where trailing stops stand."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest

from botspec.domain.orders import OrderRequest, OrderType, Side, TimeInForce
from botspec.exchange.checks import problem_of
from botspec.exchange.ledger import Ledger
from botspec.exchange.legality import MAX_CLIENT_ORDER_ID
from botspec.exchange.margin import worth
from botspec.exchange.trailing import stop_from, stops_ahead
from botspec.market.calendar import sessions
from tests.fakes.market import MONDAY


def trailing(side: Side, percent: str) -> OrderRequest:
    one = Decimal(1)
    return OrderRequest("t", "AAA", side, OrderType.TRAILING_STOP, TimeInForce.DAY, one, trail_percent=Decimal(percent))


@pytest.mark.parametrize(("side", "stop"), [(Side.SELL, "97.12"), (Side.BUY, "103.14")])
def test_a_trailing_stop_is_rounded_away_from_the_market(side: Side, stop: str) -> None:
    """3 % beside 100.13 are 97.1261 and 103.1339: it is touched later, never sooner."""
    assert stop_from(trailing(side, "3"), 100.13) == Decimal(stop)


@pytest.mark.parametrize(("side", "stops"), [(Side.SELL, [96.0, 96.0, 115.2]), (Side.BUY, [104.0, 93.6, 93.6])])
def test_stops_ahead_follow_the_bars_before(side: Side, stops: list[float]) -> None:
    extremes = np.array([90.0, 120.0, 80.0])
    assert stops_ahead(trailing(side, "4"), 100.0, extremes).tolist() == pytest.approx(stops)


def test_a_short_that_was_covered_is_none_any_more() -> None:
    ledger = Ledger(Decimal(1000))
    ledger.book("AAA", Side.SELL, Decimal(2), Decimal(10))
    ledger.book("BBB", Side.SELL, Decimal(2), Decimal(10))
    assert ledger.short == {"AAA", "BBB"}
    ledger.book("AAA", Side.BUY, Decimal(2), Decimal(9))
    ledger.book("BBB", Side.BUY, Decimal(3), Decimal(9))  # and one more
    assert ledger.short == set()
    assert ledger.cash == Decimal(995)


def test_part_of_a_share_is_long() -> None:
    found = worth(Decimal(100), [("AAA", Decimal("0.5"), Decimal(30)), ("BBB", Decimal("-0.5"), Decimal(10))])
    assert (found.long, found.short, found.equity) == (Decimal(15), Decimal(5), Decimal(110))


@pytest.mark.parametrize(("longer", "refused"), [(0, False), (1, True)])
def test_the_longest_client_order_id(longer: int, refused: bool) -> None:  # noqa: FBT001
    name = "x" * (MAX_CLIENT_ORDER_ID + longer)
    one, price = Decimal(1), Decimal(10)
    asked = OrderRequest(name, "AAA", Side.BUY, OrderType.LIMIT, TimeInForce.DAY, one, price)
    assert (problem_of(asked, sessions(MONDAY, MONDAY)[0].opens_at) is not None) == refused
