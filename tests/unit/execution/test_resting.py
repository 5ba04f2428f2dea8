"""Exits that wait at the broker, line by line: a position opened at 100 USD, and the orders that protect it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from botspec.domain.exits import Distance, ExitPlan, Rung, Unit
from botspec.domain.intents import Leg, Proposal
from botspec.domain.orders import OrderClass, OrderType, Side, TimeInForce
from botspec.execution.exits import Exits, NoDistance, Reach
from botspec.execution.policy import NO_TERMS, Terms
from botspec.execution.resting import Bare, Protection, lives, protections, with_exits
from botspec.expressions import Names, parse_number

PRICE, WHOLE = Decimal(100), Decimal(1)
BOTH, TRAILING = ("stop_loss", "take_profit"), ("trailing_stop",)


def part(ratio: str, of: str = "1") -> Rung:
    return Rung(Distance(Unit.RATIO, Decimal(ratio)), Decimal(of))


def at(price: str) -> Distance:
    return Distance(Unit.PRICE, Decimal(price))


STOP = Distance(Unit.RATIO, Decimal("0.04"))
LADDER = ExitPlan(stop_loss=STOP, take_profit=(part("0.05", "0.5"), part("0.1", "0.5")), rests=BOTH)


@pytest.mark.parametrize(
    ("plan", "opens", "quantity", "taken", "told"),
    [
        # a ladder: an OCO for each rung, each with the stop
        (LADDER, Side.BUY, "10", "0", [("5", "96", "105"), ("5", "96", "110")]),
        (LADDER, Side.SELL, "10", "0", [("5", "104", "95"), ("5", "104", "90")]),
        (LADDER, Side.BUY, "5", "5", [("5", "96", "110")]),  # the first rung is done
        (ExitPlan(stop_loss=STOP, take_profit=(part("0.05", "0.5"),), rests=BOTH), Side.BUY, "10", "0",
         [("5", "96", "105"), ("5", "96", None)]),
        (ExitPlan(stop_loss=STOP, take_profit=(part("0.05"),), rests=("stop_loss",)), Side.BUY, "10", "0",
         [("10", "96", None)]),
        (ExitPlan(stop_loss=STOP, take_profit=(part("0.05"),), rests=("take_profit",)), Side.BUY, "10", "0",
         [("10", None, "105")]),
        # parts of shares: one order, the stop if there is one
        (LADDER, Side.BUY, "2.5", "0", [("2.5", "96", None)]),
        (ExitPlan(take_profit=(part("0.05"),), rests=("take_profit",)), Side.BUY, "2.5", "0", [("2.5", None, "105")]),
        (ExitPlan(trail=STOP, rests=TRAILING), Side.BUY, "2.5", "0", []),
    ],
)  # fmt: skip
def test_what_protects(plan: ExitPlan, opens: Side, quantity: str, taken: str, told: list[tuple[str, ...]]) -> None:
    found = protections(plan, PRICE, opens, Bare(Decimal(quantity), Decimal(10), Decimal(taken)))
    expected = [Protection(*(None if each is None else Decimal(each) for each in line)) for line in told]
    assert found == expected


def test_a_trailing_stop_begins_below_the_entry_and_is_no_stop_order() -> None:
    (found,) = protections(
        ExitPlan(trail=STOP, rests=TRAILING), PRICE, Side.BUY, Bare(Decimal(10), Decimal(10), Decimal(0))
    )
    assert (found.trail, found.begins) == (Terms(trail_percent=Decimal(4)), Decimal("96.00"))
    assert (found.leg, found.type, found.price) == (Leg.TRAILING_STOP, OrderType.TRAILING_STOP, Decimal("96.00"))


@pytest.mark.parametrize(
    ("plan", "leg", "type_", "price"),
    [
        (Protection(WHOLE, stop=Decimal(96)), Leg.STOP_LOSS, OrderType.STOP, "96"),
        (Protection(WHOLE, Decimal(96), Decimal(105)), Leg.TAKE_PROFIT, OrderType.LIMIT, "105"),
    ],
)
def test_what_it_is(plan: Protection, leg: Leg, type_: OrderType, price: str) -> None:
    assert (plan.leg, plan.type, plan.price, plan.trail) == (leg, type_, Decimal(price), NO_TERMS)


def entry(side: Side = Side.BUY, quantity: str = "10") -> Proposal:
    return Proposal("AAA", side, Leg.ENTRY, OrderType.MARKET, TimeInForce.GTC, Decimal(quantity), PRICE)


@pytest.mark.parametrize(
    ("side", "plan", "why"),
    [
        (Side.BUY, ExitPlan(stop_loss=at("100"), rests=BOTH), "the stop at 100.* less than a cent from 100"),
        (Side.SELL, ExitPlan(stop_loss=at("99"), rests=BOTH), "the stop at 99.* or beyond it"),
        (Side.BUY, ExitPlan(take_profit=(Rung(at("100"), WHOLE),), rests=BOTH), "the target at 100.*less than a cent"),
        (Side.SELL, ExitPlan(take_profit=(Rung(at("101"), WHOLE),), rests=BOTH), "the target at 101.* or beyond it"),
    ],
)
def test_an_exit_beyond_the_market_is_no_exit(side: Side, plan: ExitPlan, why: str) -> None:
    with pytest.raises(NoDistance, match=why):
        with_exits(entry(side), plan, groups=True)


def test_what_leaves_with_the_entry() -> None:
    one = ExitPlan(stop_loss=STOP, take_profit=(part("0.05"),), rests=BOTH)
    both = with_exits(entry(), one, groups=True)
    assert (both.order_class, both.stop_loss, both.take_profit) == (OrderClass.BRACKET, 96, 105)
    alone = with_exits(entry(), ExitPlan(stop_loss=STOP, rests=BOTH), groups=True)
    assert (alone.order_class, alone.stop_loss, alone.take_profit) == (OrderClass.OTO, 96, None)
    for proposal, plan, groups in (
        (entry(), one, False),
        (entry(quantity="2.5"), one, True),
        (entry(), LADDER, True),
        (entry(), ExitPlan(stop_loss=STOP), True),
    ):
        assert with_exits(proposal, plan, groups=groups) == proposal
    assert [lives("AAPL", Decimal(each)) for each in ("10", "2.5")] == [TimeInForce.GTC, TimeInForce.DAY]
    assert lives("BTC/USD", Decimal("2.5")) is TimeInForce.GTC


RULE = parse_number("low", Names())


@pytest.mark.parametrize(
    ("reach", "read", "why"),
    [
        (Reach(Unit.USD, rule=RULE), None, "low has no value here"),
        (Reach(Unit.USD, rule=RULE), "0", "low has no value here"),
        (Reach(Unit.PRICE, rule=RULE), "100", "low is not below 100 USD"),
        (Reach(Unit.USD), None, "a distance has no value here"),
    ],
)
def test_an_entry_cannot_freeze_what_is_not_known_or_on_the_wrong_side(
    reach: Reach, read: str | None, why: str
) -> None:
    with pytest.raises(NoDistance, match=why):
        Exits(stop_loss=reach).plan(lambda _: None if read is None else Decimal(read), PRICE, 1)


def test_without_distances_nothing_is_frozen() -> None:
    assert Exits().plan(lambda _: None, PRICE, 1) is None
