"""What a broker last said of each order, whether it is kept whole or in short."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from botspec.adapters.alpaca.tracking import Tracking
from botspec.domain.orders import Order, OrderRequest, OrderStatus, OrderType, Side, TimeInForce

AT = datetime(2024, 1, 2, 15, tzinfo=UTC)
LATER = AT + timedelta(hours=1)
REQUEST = OrderRequest("bot-1", "AAA", Side.BUY, OrderType.MARKET, TimeInForce.DAY, Decimal(10))
ORDER = Order("b1", REQUEST, OrderStatus.FILLED, Decimal(10), Decimal("9.5"), AT, AT, AT, legs=("bot-2",))


@pytest.fixture
def tracking() -> Tracking:
    known = Tracking()
    known.expect("bot-0", AT)
    known.learn(ORDER)
    known.shorten(LATER)
    return known


def test_one_that_ended_is_known_as_before(tracking: Tracking) -> None:
    assert tracking._seen.keys() == {"bot-0", "bot-2"}
    assert "bot-1" in tracking
    assert tracking.order("bot-1") == ORDER
    assert (tracking.place("bot-0"), tracking.place("bot-1"), tracking.place("bot-2")) == (0, 1, 2)
    assert tracking.named("b1") == "bot-1"
    assert not tracking.may_change("bot-1")


def test_it_is_no_news_and_is_not_expected_anew(tracking: Tracking) -> None:
    assert not tracking.learn(ORDER)
    assert not tracking.learn(replace(ORDER, status=OrderStatus.NEW, filled_quantity=Decimal(0)))
    tracking.expect("bot-1", LATER)
    assert tracking.since() == AT - timedelta(minutes=5)
    assert tracking.place("bot-1") == 1


def test_what_changes_it_after_all_is_news(tracking: Tracking) -> None:
    more = replace(ORDER, filled_quantity=Decimal(12), updated_at=LATER)
    assert tracking.learn(more)
    assert tracking.order("bot-1") == more
    assert not tracking.learn(more)
    tracking.shorten(LATER + timedelta(seconds=1))
    assert tracking.order("bot-1") == more


def test_what_ended_of_late_or_may_still_change_is_kept_whole() -> None:
    known = Tracking()
    known.learn(replace(ORDER, status=OrderStatus.NEW, filled_quantity=Decimal(0), legs=()))
    known.shorten(LATER)
    assert known._seen.keys() == {"bot-1"}
    known.learn(replace(ORDER, legs=()))
    known.shorten(AT)
    assert known._seen.keys() == {"bot-1"}
