"""What is kept in short comes out as it was put in, and takes a small part of the room."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

from botspec.domain.intents import Intent, Leg, Wanted
from botspec.domain.orders import Order, OrderRequest, OrderStatus, OrderType, Side, TimeInForce
from botspec.journal.shortened import Shortened
from botspec.run.working import Working


def an_order(number: int) -> Working:
    at = datetime(2024, 1, 2, 15, number % 60, 1, number * 37 % 1_000_000, tzinfo=UTC)
    name, symbol, shares, price = f"bot-{UUID(int=number * 7919)}", f"S{number % 500}", Decimal(number), Decimal("1.5")
    request = OrderRequest(name, symbol, Side.BUY, OrderType.LIMIT, TimeInForce.DAY, shares, price)
    wanted = Wanted(symbol, Side.BUY, Leg.ENTRY, "enter", at, shares, price)
    intent = Intent(f"{symbol}-{at}", Leg.ENTRY, "enter", at, at, 0, price, request)
    order = Order(str(UUID(int=number)), request, OrderStatus.FILLED, shares, price, at, at, at, legs=("a", "b"))
    return Working(intent, "acked", order, wanted=wanted, missing_since=at)


def test_what_comes_out_is_equal_to_what_was_put_in() -> None:
    kept, orders = Shortened(Working), [an_order(number) for number in range(1, 40)]
    for order in orders:
        kept.keep(order.intent.id, order)
    assert len(kept) == len(orders)
    assert list(kept.values()) == orders
    assert all(kept.get(order.intent.id) == order and order.intent.id in kept for order in orders)


def test_what_was_taken_out_or_never_put_in_is_not_there() -> None:
    kept, order = Shortened(Working), an_order(1)
    kept.keep("a", order)
    assert kept.pop("a") == order
    assert (kept.pop("a"), kept.get("a"), "a" in kept, len(kept)) == (None, None, False, 0)


def test_the_newest_of_a_name_counts() -> None:
    kept = Shortened(Working)
    kept.keep("a", an_order(1))
    kept.keep("a", an_order(2))
    assert list(kept.values()) == [an_order(2)]


def test_each_takes_a_small_part_of_its_text() -> None:
    kept = Shortened(Working)
    for number in range(1000):
        kept.keep(f"{number}", an_order(number))
    assert sum(map(len, kept._texts.values())) < 250 * len(kept)
