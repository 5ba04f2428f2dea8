"""Worst cases by symbol are worked out when they are asked for, and never change."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from botspec.domain.orders import Side
from botspec.domain.portfolio import Position
from botspec.risk.limits.exposure import Exposure, Exposures

AT = datetime(2024, 1, 2, tzinfo=UTC)
HELD = {symbol: Position(symbol, Decimal(10), Decimal(90), AT) for symbol in ("AAA", "BBB")}


@pytest.fixture
def asked():
    return []


@pytest.fixture
def exposures(asked):
    def price(position):
        asked.append(position.symbol)
        return Decimal(100)

    return Exposures(HELD, price)


def test_only_what_is_asked_for_is_priced_and_once(exposures, asked):
    assert exposures.open_positions == 2
    assert asked == []
    assert [exposures.worst("BBB").notional for _ in range(2)] == [1000, 1000]
    assert asked == ["BBB"]


def test_all_of_them_come_in_the_order_held_then_ordered(exposures):
    more = exposures.set("CCC", Exposure(Decimal(0), Decimal(0)).with_order(Side.BUY, Decimal(1), Decimal(5)))

    assert list(more) == ["AAA", "BBB", "CCC"]
    assert len(more) == more.open_positions == 3
    assert [exposure.usd for exposure in more.values()] == [1000, 1000, 5]
    with pytest.raises(KeyError):
        more["DDD"]


def test_one_more_order_leaves_the_book_before_it_alone(exposures):
    more = exposures.set("AAA", exposures.worst("AAA").with_order(Side.BUY, Decimal(1), Decimal(102)))

    assert more.worst("AAA").usd == 1102
    assert exposures.worst("AAA").usd == 1000
    assert more.open_positions == exposures.open_positions == 2


def test_a_sale_in_flight_is_still_an_open_position(exposures):
    assert (
        exposures.set("AAA", exposures.worst("AAA").with_order(Side.SELL, Decimal(10), Decimal(0))).open_positions == 2
    )
    assert exposures.set("CCC", Exposure(Decimal(0), Decimal(0))).open_positions == 2
