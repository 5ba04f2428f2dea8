"""The tables of what may be asked, and the one way they are read."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from itertools import product
from typing import Any

import pytest

from botspec.domain.orders import OrderClass, OrderType, Side, TimeInForce
from botspec.exchange import legality
from botspec.exchange.checks import check, is_plain, problem_of
from botspec.exchange.refusal import Refusal
from tests.fakes.market import order

MONDAY_EVENING = datetime(2010, 1, 5, 1, tzinfo=UTC)  # 20:00 in New York
BLACK_FRIDAY = datetime(2024, 11, 29, tzinfo=UTC)  # closes at 13:00
MONDAY = datetime(2024, 11, 25, tzinfo=UTC)
OPG = "opg orders must be submitted after 7:00pm and before 9:28am"


def message_of(side: str = "buy", quantity: object = 1, at: datetime = MONDAY_EVENING, **asked: Any) -> str | None:
    try:
        check(order(side, quantity, **asked), at)
    except Refusal as refusal:
        return refusal.message
    return None


ASKED: tuple[dict[str, Any], ...] = (
    {},
    {"limit": 10},
    {"stop_price": 10},
    {"trail_price": 1},
    {"extended_hours": True},
    {"type": OrderType.MARKET, "limit": 10},
    {"order_class": OrderClass.BRACKET},
    {"order_class": OrderClass.OCO, "loss": 9},
    {"loss": 9},
)
QUANTITIES = (1, 100, "0", "-1", "0.5", "NaN", "Infinity", "-Infinity")


@pytest.mark.parametrize("life", TimeInForce)
@pytest.mark.parametrize("side", ["buy", "sell"])
def test_no_rule_is_against_what_is_not_asked_of_any(life: TimeInForce, side: str) -> None:
    for asked, quantity in product(ASKED, QUANTITIES):
        asked_for = order(side, quantity, tif=life, **asked)
        if is_plain(asked_for):
            assert problem_of(asked_for, MONDAY_EVENING) is None, asked_for
        plain = not asked and quantity in {1, 100} and life in legality.RESTING
        assert is_plain(asked_for) == plain, asked_for


PRICES: dict[OrderType, dict[str, Any]] = {
    OrderType.MARKET: {},
    OrderType.LIMIT: {"limit": 10},
    OrderType.STOP: {"stop_price": 10},
    OrderType.STOP_LIMIT: {"stop_price": 10, "limit": 10},
    OrderType.TRAILING_STOP: {"trail_price": 1},
}


@pytest.mark.parametrize("kind", PRICES)
@pytest.mark.parametrize("life", TimeInForce)
def test_types_and_lives(kind: OrderType, life: TimeInForce) -> None:
    at_once = {TimeInForce.OPG, TimeInForce.CLS, TimeInForce.IOC, TimeInForce.FOK}
    legal = life not in at_once or kind in {OrderType.MARKET, OrderType.LIMIT}
    assert message_of(tif=life, **PRICES[kind]) == (None if legal else "invalid time_in_force")
    assert (life in legality.TIMES_IN_FORCE[kind]) is legal


@pytest.mark.parametrize("kind", PRICES)
@pytest.mark.parametrize("life", [TimeInForce.DAY, TimeInForce.GTC, TimeInForce.OPG, TimeInForce.IOC])
def test_extended_hours_are_for_resting_limits(kind: OrderType, life: TimeInForce) -> None:
    legal = kind is OrderType.LIMIT and life in {TimeInForce.DAY, TimeInForce.GTC}
    told = message_of(tif=life, extended_hours=True, **PRICES[kind])
    assert told == (None if legal else "extended hours order must be DAY or GTC limit orders")


@pytest.mark.parametrize("kind", PRICES)
@pytest.mark.parametrize("name", [OrderClass.BRACKET, OrderClass.OTO, OrderClass.OCO])
def test_classes_and_types(kind: OrderType, name: OrderClass) -> None:
    legs: dict[str, Any] = {"loss": 9}
    if name is OrderClass.BRACKET:
        legs["take_profit"] = 12
    side = "buy" if name is not OrderClass.OCO else "sell"
    told = message_of(side, order_class=name, **PRICES[kind], **legs)
    legal = kind in legality.CLASS_TYPES[name]
    assert told == (None if legal else f"invalid order type for order_class {name}: {kind}")
    assert legal is (kind is OrderType.LIMIT or (name is not OrderClass.OCO and kind is not OrderType.TRAILING_STOP))


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"type": "limit"}, "limit orders require a limit price"),
        ({"type": "stop"}, "stop orders require a stop price"),
        ({"type": "stop_limit", "limit": 9}, "stop limit orders require both stop and limit price"),
        ({"type": "stop_limit", "stop_price": 9}, "stop limit orders require both stop and limit price"),
        ({"type": "market", "stop_price": 9}, "market orders require no stop or limit price"),
        ({"type": "limit", "limit": 9, "stop_price": 9}, "limit orders require no stop price"),
        ({"type": "stop", "limit": 9, "stop_price": 9}, "stop orders require no limit price"),
        ({"type": "trailing_stop"}, "trailing stop orders must specify one of trail_price or trail_percent"),
        (
            {"trail_price": 1, "trail_percent": 1},
            "trailing stop orders must specify one of trail_price or trail_percent",
        ),
        ({"trail_price": 1, "stop_price": 9}, "trailing stop orders require no stop or limit price"),
        ({"trail_percent": "0.09"}, "trail_percent must be greater than or equal to 0.1"),
        ({"trail_percent": "NaN"}, "trail_percent must be greater than or equal to 0.1"),
        ({"trail_price": 0}, "trail_price must be > 0"),
        ({"type": "market", "trail_price": 1}, "only trailing stop orders take trail_price or trail_percent"),
        ({"stop_price": 0}, "stop_price must be > 0"),
        (
            {"stop_price": "9.001"},
            "invalid stop_price 9.001. sub-penny increment does not fulfill minimum pricing criteria",
        ),
        ({"type": "unrecognised"}, "invalid type"),
        ({"order_class": "unrecognised"}, "invalid order_class"),
    ],
)
def test_prices_that_do_not_fit(asked: dict[str, Any], message: str) -> None:
    assert message_of(**asked) == message


def test_the_smallest_trail_is_taken() -> None:
    assert message_of(trail_percent="0.1") is None


@pytest.mark.parametrize(
    ("life", "day", "utc", "closed"),
    [
        ("opg", MONDAY, (14, 27), None),
        ("opg", MONDAY, (14, 28), OPG),
        ("opg", MONDAY, (23, 59), OPG),
        ("cls", MONDAY, (20, 49), None),
        ("cls", MONDAY, (20, 50), "cls orders must be submitted after 7:00pm and before 3:50pm"),
        ("cls", BLACK_FRIDAY, (17, 49), None),
        ("cls", BLACK_FRIDAY, (17, 50), "cls orders must be submitted after 7:00pm and before 12:50pm"),
        ("opg", BLACK_FRIDAY, (14, 28), OPG),
        ("day", MONDAY, (20, 55), None),
    ],
)
def test_auctions_close_before_they_happen(life: str, day: datetime, utc: tuple[int, int], closed: str | None) -> None:
    at = day.replace(hour=utc[0], minute=utc[1])
    assert message_of(tif=life, at=at) == closed
    assert legality.auction_closed(TimeInForce(life), at) == closed


def test_auctions_open_again_at_seven() -> None:
    seven = datetime(2024, 11, 26, 0, 0, tzinfo=UTC)
    assert legality.auction_closed(TimeInForce.CLS, seven) is None
    assert legality.auction_closed(TimeInForce.OPG, seven) is None


def test_where_the_calendar_ends_the_close_is_at_four() -> None:
    assert legality.auction_closed(TimeInForce.CLS, datetime(2050, 1, 4, 20, 50, tzinfo=UTC)) is not None
    assert legality.auction_closed(TimeInForce.CLS, datetime(2050, 1, 4, 20, 49, tzinfo=UTC)) is None


@pytest.mark.parametrize(("stop", "limit"), [("49.99", "51.98"), ("50", "51.25"), ("10", "10.40"), ("0.5", "0.52")])
def test_collar(stop: str, limit: str) -> None:
    assert legality.collar(Decimal(stop)) == Decimal(limit)


def test_ticks_and_decimals() -> None:
    assert legality.to_increment(Decimal("10.999"), Side.BUY) == Decimal("10.99")
    assert legality.to_increment(Decimal("10.991"), Side.SELL) == Decimal("11.00")
    assert legality.to_increment(Decimal("0.99999"), Side.BUY) == Decimal("0.9999")
    assert [legality.decimals(Decimal(text)) for text in ("1", "1.50", "1E+3", "0.000000001")] == [0, 1, 0, 9]
    assert legality.is_crypto("BTC/USD")
    assert not legality.is_crypto("BRK.B")
