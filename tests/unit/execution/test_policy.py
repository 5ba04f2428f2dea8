"""The prices an order takes from its rules, worked out at a market of 100 USD."""

from __future__ import annotations

from decimal import Decimal

import pytest

from botspec.domain.exits import Distance, Unit
from botspec.domain.orders import OrderType, Side
from botspec.execution.exits import Reach
from botspec.execution.policy import NO_TERMS, OrderPolicy, Policies, Terms, trailing
from botspec.expressions import Names, parse_number

MARKET, CENT = Decimal(100), Decimal("0.01")
RULE, OTHER_RULE = parse_number("close", Names()), parse_number("high - low", Names())
STOP, LIMIT, STOP_LIMIT, TRAIL = (OrderType(each) for each in ("stop", "limit", "stop_limit", "trailing_stop"))


@pytest.mark.parametrize(
    ("unit", "value", "told"),
    [
        (Unit.RATIO, "0.03", Terms(trail_percent=Decimal(3))),
        (Unit.USD, "0.4", Terms(trail_price=Decimal("0.40"))),
        (Unit.USD, "0.001", Terms(trail_price=CENT)),
        (Unit.PRICE, "95", Terms(trail_price=Decimal(5))),
        (Unit.PRICE, "103.25", Terms(trail_price=Decimal("3.25"))),
        (Unit.PRICE, "100", Terms(trail_price=CENT)),
    ],
)
def test_how_far_a_trailing_order_follows(unit: Unit, value: str, told: Terms) -> None:
    assert trailing(Distance(unit, Decimal(value)), MARKET) == told


@pytest.mark.parametrize(
    ("policy", "price", "other", "side", "told"),
    [
        (OrderPolicy(), None, None, Side.BUY, NO_TERMS),
        (OrderPolicy(LIMIT, price=RULE), "99.999", None, Side.BUY, Terms(limit_price=Decimal("99.99"))),
        (OrderPolicy(LIMIT, price=RULE), "99.991", None, Side.SELL, Terms(limit_price=Decimal("100.00"))),
        (OrderPolicy(LIMIT, price=RULE), None, None, Side.BUY, None),
        (OrderPolicy(LIMIT, price=RULE), "-1", None, Side.BUY, None),
        (OrderPolicy(LIMIT, price=RULE), "0.0000000001", None, Side.BUY, None),
        (OrderPolicy(STOP, price=RULE), "101.234", None, Side.BUY, Terms(stop_price=Decimal("101.24"))),
        (OrderPolicy(STOP, price=RULE), "98.769", None, Side.SELL, Terms(stop_price=Decimal("98.76"))),
        (
            OrderPolicy(STOP_LIMIT, price=RULE, offset=Reach(Unit.USD, Decimal("0.5"))),
            "101", None, Side.BUY, Terms(Decimal("101.50"), Decimal("101.00")),
        ),
        (
            OrderPolicy(STOP_LIMIT, price=RULE, offset=Reach(Unit.RATIO, Decimal("0.01"))),
            "98", None, Side.SELL, Terms(Decimal("97.02"), Decimal("98.00")),
        ),
        (OrderPolicy(STOP_LIMIT, price=RULE, offset=Reach(Unit.USD, rule=OTHER_RULE)), "101", None, Side.BUY, None),
        (OrderPolicy(TRAIL, trail=Reach(Unit.USD, rule=OTHER_RULE)), None, "0", Side.SELL, None),
        (
            OrderPolicy(TRAIL, trail=Reach(Unit.USD, rule=OTHER_RULE)),
            None, "2", Side.SELL, Terms(trail_price=Decimal(2)),
        ),
    ],
)  # fmt: skip
def test_terms(policy: OrderPolicy, price: str | None, other: str | None, side: Side, told: Terms | None) -> None:
    read = {RULE: price, OTHER_RULE: other}
    assert policy.terms(side, lambda rule: None if read[rule] is None else Decimal(str(read[rule])), MARKET) == told


def test_said_in_words() -> None:
    limit, market = OrderPolicy(LIMIT, price=RULE), OrderPolicy()
    assert (str(limit), str(market)) == ("limit day at close", "market day")
    assert str(Policies.both(market)) == "market day"
    assert str(Policies(limit, market)) == "long limit day at close, short market day"
