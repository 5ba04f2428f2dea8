"""Every refusal with Alpaca's status, code and body; a refused request changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from botspec.domain.orders import OrderRequest, OrderStatus, TimeInForce
from botspec.exchange.exchange import Exchange
from botspec.exchange.refusal import Refusal
from tests.fakes.market import Bar, Walk, an_exchange, days, order

QUIET: Bar = (10.0, 10.0, 10.0, 10.0)
NOON = timedelta(hours=2)


def in_session(cash: int = 10_000, held: int = 0) -> tuple[Walk, datetime]:
    """The second day's bar is under way at 10 USD."""
    walk = Walk(days({"AAPL": [QUIET] * 3, "IBM": [QUIET] * 3}), an_exchange(cash=Decimal(cash + 10 * held)))
    opened_at = walk.open()
    if held:
        walk.exchange.submit(order("buy", held), opened_at)
    walk.close()
    opened_at = walk.open()
    walk.exchange.drain()
    return walk, opened_at


def refused(act: Callable[[], object]) -> Refusal:
    with pytest.raises(Refusal) as caught:
        act()
    return caught.value


@pytest.mark.parametrize(
    ("request_", "status", "code", "message"),
    [
        (order("buy", 0), 422, 40010001, "qty must be > 0"),
        (order("buy", "-1"), 422, 40010001, "qty must be > 0"),
        (order("buy", "NaN"), 422, 40010001, "qty must be > 0"),
        (order("buy", "0.0000000001"), 422, 40010001, "qty must have no more than 9 decimal places"),
        (
            order("buy", 1, client_order_id="x" * 129),
            422,
            40010001,
            "client_order_id must be no more than 128 characters",
        ),
        (order("buy", "0.5", tif="gtc"), 422, 42210000, "fractional orders must be DAY orders"),
        (
            order("buy", 1, limit="290.123"),
            422,
            42210000,
            "invalid limit_price 290.123. sub-penny increment does not fulfill minimum pricing criteria",
        ),
        (
            order("buy", 1, limit="0.12345"),
            422,
            42210000,
            "invalid limit_price 0.12345. sub-penny increment does not fulfill minimum pricing criteria",
        ),
        (order("buy", 1, limit=0), 422, 40010001, "limit_price must be > 0"),
        (order("buy", 1, symbol="ZZZZ"), 422, 42210000, 'asset "ZZZZ" has no price yet'),
        (order("sell", "0.5"), 422, 42210000, "fractional orders cannot be sold short"),
        (order("buy", 1, tif="opg"), 403, 40310000, "opg orders must be submitted after 7:00pm and before 9:28am"),
    ],
)
def test_catalogue(request_: OrderRequest, status: int, code: int, message: str) -> None:
    walk, at = in_session()
    refusal = refused(lambda: walk.exchange.submit(request_, at))
    assert (refusal.http_status, refusal.body()) == (status, {"code": code, "message": message})
    assert walk.exchange.orders() == ()
    assert walk.exchange.drain() == ()


def test_types_and_prices_must_fit() -> None:
    walk, at = in_session()
    limited, market = order("buy", 1, limit=9), order("buy", 1)
    no_limit = replace(limited, limit_price=None)
    assert refused(lambda: walk.exchange.submit(no_limit, at)).message == "limit orders require a limit price"
    with_limit = replace(market, limit_price=Decimal(9))
    assert (
        refused(lambda: walk.exchange.submit(with_limit, at)).message == "market orders require no stop or limit price"
    )


def test_the_closing_auction_is_closed_from_ten_to_four_until_seven() -> None:
    walk, _ = in_session()
    late = datetime(2010, 1, 5, 20, 50, tzinfo=UTC)
    message = "cls orders must be submitted after 7:00pm and before 3:50pm"
    assert refused(lambda: walk.exchange.submit(order("buy", 1, tif="cls"), late)).message == message
    in_time = late - timedelta(seconds=1)
    assert walk.exchange.submit(order("buy", 1, tif="cls"), in_time).status is OrderStatus.NEW


def test_a_client_id_is_used_once_for_ever() -> None:
    walk, at = in_session()
    walk.exchange.submit(order("buy", 1, client_order_id="once"), at)
    refusal = refused(lambda: walk.exchange.submit(order("buy", 1, client_order_id="once"), at))
    assert (refusal.http_status, refusal.code, refusal.message) == (422, 40010001, "client_order_id must be unique")


def test_buying_power_is_twice_the_equity_less_what_works() -> None:
    walk, at = in_session(cash=10_000)
    assert walk.exchange.buying_power() == 20_000
    walk.exchange.submit(order("buy", 500, limit=9), at)
    assert walk.exchange.buying_power() == 15_500
    refusal = refused(lambda: walk.exchange.submit(order("buy", 1551, symbol="IBM"), at))
    assert refusal.body() == {
        "code": 40310000,
        "message": "insufficient buying power",
        "buying_power": "15500",
        "cost_basis": "15510",
    }
    walk.exchange.submit(order("buy", 1550, symbol="IBM"), at)
    assert walk.exchange.cash == -5500
    assert walk.exchange.equity() == 10_000
    assert walk.exchange.buying_power() == 0


def test_below_two_thousand_there_is_no_margin() -> None:
    walk, at = in_session(cash=1999)
    assert walk.exchange.buying_power() == 1999
    refused(lambda: walk.exchange.submit(order("buy", 200), at))
    walk.exchange.submit(order("buy", 199), at)


def test_shares_in_a_working_sell_are_held() -> None:
    walk, at = in_session(held=23)
    working = walk.exchange.submit(order("sell", 20, limit=11), at)
    assert walk.exchange.reserved("AAPL") == 20
    refusal = refused(lambda: walk.exchange.submit(order("sell", 5), at))
    assert (refusal.http_status, refusal.body()) == (
        403,
        {
            "code": 40310000,
            "message": "insufficient qty available for order (requested: 5, available: 3)",
            "available": "3",
            "existing_qty": "23",
            "held_for_orders": "20",
            "related_orders": [working.id],
            "symbol": "AAPL",
        },
    )


def test_one_order_does_not_turn_long_into_short() -> None:
    walk, at = in_session(held=10)
    refusal = refused(lambda: walk.exchange.submit(order("sell", 11), at))
    assert refusal.message == "insufficient qty available for order (requested: 11, available: 10)"


@pytest.mark.parametrize(
    ("first", "second", "kind"),
    [
        (("buy", 1, {"limit": 9}), ("sell", 1, {}), "market/stop"),
        (("sell", 1, {"limit": 11}), ("buy", 1, {}), "market/stop"),
        (("buy", 1, {"limit": 9}), ("sell", 1, {"limit": 9}), "limit"),
        (("sell", 1, {"limit": 11}), ("buy", 1, {"limit": 12}), "limit"),
        (("buy", 1, {"limit": 9}), ("sell", 1, {"limit": "9.01"}), None),
        (("sell", 1, {"limit": 11}), ("buy", 1, {"limit": "10.99"}), None),
    ],
)
def test_no_order_may_meet_an_own_one(
    first: tuple[str, int, dict[str, Any]], second: tuple[str, int, dict[str, Any]], kind: str | None
) -> None:
    walk, at = in_session(held=10)
    existing = walk.exchange.submit(order(first[0], first[1], **first[2]), at)
    attempt = order(second[0], second[1], **second[2])
    if kind is None:
        walk.exchange.submit(attempt, at)
        return
    refusal = refused(lambda: walk.exchange.submit(attempt, at))
    assert (refusal.http_status, refusal.body()) == (
        403,
        {
            "code": 40310000,
            "message": "potential wash trade detected. use complex orders",
            "reject_reason": f"opposite side {kind} order exists",
            "existing_order_id": existing.id,
        },
    )


def test_cancel() -> None:
    walk, at = in_session()
    working = walk.exchange.submit(order("buy", 1, limit=9), at)
    assert walk.exchange.cancel(working.id, at + NOON).status is OrderStatus.CANCELED
    refusal = refused(lambda: walk.exchange.cancel(working.id, at))
    assert (refusal.http_status, refusal.code, refusal.message) == (
        422,
        42210000,
        'order is already in "canceled" state',
    )
    unknown = refused(lambda: walk.exchange.cancel("nobody", at))
    assert (unknown.http_status, unknown.body()) == (404, {"code": 40410000, "message": "order not found for nobody"})
    assert not walk.exchange.has_live_orders


def replaced(exchange: Exchange, at: datetime, order_id: str, **changes: Any) -> Refusal:
    return refused(lambda: exchange.replace(order_id, at, **changes))


def test_what_cannot_be_replaced() -> None:
    walk, at = in_session(held=10)
    exchange = walk.exchange
    assert replaced(exchange, at, "nobody", quantity=Decimal(1)).http_status == 404
    filled = exchange.submit(order("buy", 1), at)
    assert (
        replaced(exchange, at, filled.id, quantity=Decimal(2)).message == "unable to replace order, order is not open"
    )
    working = exchange.submit(order("buy", 5, limit=9), at)
    before = exchange.orders()
    assert replaced(exchange, at, working.id).message == "order parameters are not changed"
    assert replaced(exchange, at, working.id, quantity=Decimal(5)).message == "order parameters are not changed"
    assert "sub-penny" in replaced(exchange, at, working.id, limit_price=Decimal("9.001")).message
    assert replaced(exchange, at, working.id, quantity=Decimal(100_000)).message == "insufficient buying power"
    assert exchange.orders() == before, "a refused replacement leaves everything as it was"
    assert exchange.has_live_orders
    exchange.replace(working.id, at, limit_price=Decimal(8))
    assert replaced(exchange, at, working.id, quantity=Decimal(6)).message == "order already replaced"
    walk.close()
    waiting = exchange.submit(order("buy", 1, limit=9), at + timedelta(hours=8))
    message = replaced(exchange, at, waiting.id, quantity=Decimal(2)).message
    assert message == "cannot replace order in accepted status"


def test_a_replacement_takes_over_what_is_left() -> None:
    walk = Walk(
        days({"AAPL": [QUIET, (9.0, 9.0, 9.0, 9.0, 300.0), QUIET]}), an_exchange(max_participation=Decimal("0.1"))
    )
    walk.pass_rows()
    opened_at = walk.open()
    old = walk.exchange.submit(order("buy", 100, limit="9.50", tif="gtc"), opened_at)
    new = walk.exchange.replace(old.id, opened_at, quantity=Decimal(80), limit_price=Decimal(9), client_order_id="new")
    assert (new.request.quantity, new.request.limit_price, new.replaces) == (50, 9, old.id)
    found = walk.exchange.order(old.id)
    assert found is not None
    assert (found.status, found.filled_quantity, found.replaced_by) == (OrderStatus.REPLACED, 30, new.id)
    assert "filled_qty" in replaced(walk.exchange, opened_at, new.id, quantity=Decimal(0)).message
    assert walk.exchange.live_orders() == (new,)
    assert walk.exchange.by_client_order_id("new") == new


def test_a_replacement_may_live_longer() -> None:
    walk, at = in_session()
    old = walk.exchange.submit(order("buy", 5, limit=9), at)
    new = walk.exchange.replace(old.id, at, time_in_force=TimeInForce.GTC)
    assert new.request.time_in_force is TimeInForce.GTC
    walk.close()
    assert walk.exchange.live_orders() == (new,)


def test_a_stop_to_buy_lies_above_the_price() -> None:
    walk, at = in_session()
    refusal = refused(lambda: walk.exchange.submit(order("buy", 1, stop_price="9.99"), at))
    assert (refusal.http_status, refusal.message) == (422, "stop price must be greater than current price")
    assert walk.exchange.submit(order("buy", 1, stop_price="10.01"), at).status is OrderStatus.NEW


def test_ids_are_the_same_in_every_run_and_differ_by_seed() -> None:
    first, second, other = (an_exchange(ids=seed) for seed in ("a", "a", "b"))
    at = datetime(2010, 1, 4, 22, tzinfo=UTC)
    placed = [each.submit(order("buy", 1, limit=9), at).id for each in (first, second, other)]
    assert placed[0] == placed[1] != placed[2]
