"""What every broker does, whatever it is made of. Cases are numbered so that a report can name them."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pytest

from botspec.domain.events import CashKind, CashMoved, OrderUpdated
from botspec.domain.intents import Intent, Leg
from botspec.domain.orders import (
    GroupRole,
    OrderClass,
    OrderRequest,
    OrderStatus,
    OrderType,
    Side,
    StopLoss,
    TimeInForce,
)
from botspec.domain.outcomes import Acked, Rejected
from tests.contracts.markets import CASH, EX_DATE, InProcess, Market, OverHttp, closed_at, opened_at

DAY, GTC = TimeInForce.DAY, TimeInForce.GTC
OTO = {"take_profit": None, "stop_loss": StopLoss(Decimal(45), Decimal("44.50"))}


@pytest.fixture(params=[InProcess, OverHttp], ids=["exchange", "http"])
def market(request) -> Market:
    return request.param()


def order(number: int, side=Side.BUY, quantity="10", limit=None, symbol="AAA", life=DAY) -> OrderRequest:
    kind = OrderType.MARKET if limit is None else OrderType.LIMIT
    price = None if limit is None else Decimal(limit)
    return OrderRequest(f"b1-abcdef-000000-{number:016x}", symbol, side, kind, life, Decimal(quantity), price)


def send(market: Market, request: OrderRequest, at: datetime):
    intent = Intent(request.client_order_id, Leg.ENTRY, "rule", at, at, 0, Decimal(10), request)
    return market.broker.submit(intent, at)


def states(events) -> list[tuple[str, OrderStatus, Decimal]]:
    return [
        (event.order.request.client_order_id[-1], event.order.status, event.order.filled_quantity)
        for event in events
        if isinstance(event, OrderUpdated)
    ]


def held(market: Market) -> dict[str, Decimal]:
    return {position.symbol: position.quantity for position in market.broker.snapshot().positions}


def test_01_an_order_before_the_open_is_acked_unfilled_and_fills_at_the_open(market):
    outcome = send(market, order(1), closed_at(0))
    assert isinstance(outcome, Acked)
    assert (outcome.order.request, outcome.order.filled_quantity) == (order(1), 0)
    events = market.to_open(1)
    assert states(events) == [("1", OrderStatus.FILLED, Decimal(10))]
    assert events[0].order.filled_average_price == Decimal(11)
    assert events[0].at == opened_at(1)
    assert held(market) == {"AAA": Decimal(10)}


def test_02_a_market_order_in_the_session_fills_at_the_published_price_and_is_told_once(market):
    market.to_open(1)
    outcome = send(market, order(1), opened_at(1))
    assert isinstance(outcome, Acked)
    assert outcome.order.filled_quantity == 0
    assert states(market.to_close(1)) == [("1", OrderStatus.FILLED, Decimal(10))]
    assert states(market.to_open(2)) == []


def test_03_the_same_id_again_never_makes_a_second_order(market):
    send(market, order(1), closed_at(0))
    send(market, order(1), closed_at(0))
    assert len(market.broker.snapshot().open_orders) == 1
    market.to_open(1)
    send(market, order(1), opened_at(1))
    assert held(market) == {"AAA": Decimal(10)}


def test_04_a_limit_rests_and_fills_at_its_price(market):
    send(market, order(1, limit="10.50"), closed_at(0))
    assert states(market.to_open(1)) == [("1", OrderStatus.NEW, Decimal(0))]
    events = market.to_close(1)
    assert states(events) == [("1", OrderStatus.FILLED, Decimal(10))]
    assert events[0].order.filled_average_price == Decimal("10.50")


def test_05_a_day_order_that_is_not_reached_expires_with_the_session(market):
    send(market, order(1, limit="9"), closed_at(0))
    market.to_open(1)
    assert states(market.to_close(1)) == [("1", OrderStatus.EXPIRED, Decimal(0))]
    assert market.broker.snapshot().open_orders == ()


def test_06_a_gtc_order_rests_over_night(market):
    send(market, order(1, side=Side.BUY, limit="9", life=GTC), closed_at(0))
    for row in (1, 2):
        market.to_open(row)
        market.to_close(row)
    (resting,) = market.broker.snapshot().open_orders
    assert (resting.request, resting.live) == (order(1, limit="9", life=GTC), True)


def test_07_a_cancel_is_taken_once(market):
    send(market, order(1, limit="9", life=GTC), closed_at(0))
    market.to_open(1)
    name = order(1).client_order_id
    assert market.broker.cancel(name, opened_at(1)) is True
    assert states(market.to_close(1)) == [("1", OrderStatus.CANCELED, Decimal(0))]
    assert market.broker.cancel(name, closed_at(1)) is False
    assert market.broker.cancel(order(9).client_order_id, closed_at(1)) is False


def test_08_an_order_is_found_by_its_client_id(market):
    assert market.broker.find(order(1).client_order_id) is None
    send(market, order(1), closed_at(0))
    found = market.broker.find(order(1).client_order_id)
    assert found is not None
    assert (found.request, found.status) == (order(1), OrderStatus.ACCEPTED)
    market.to_open(1)
    found = market.broker.find(order(1).client_order_id)
    assert found is not None
    assert found.status is OrderStatus.FILLED


def test_09_what_the_account_cannot_pay_is_rejected(market):
    market.to_open(1)
    outcome = send(market, order(1, quantity="100000"), opened_at(1))
    assert isinstance(outcome, Rejected)
    assert (outcome.http_status, outcome.code, outcome.halt) == (403, "40310000", False)
    assert outcome.message == "insufficient buying power"
    assert market.broker.find(order(1).client_order_id) is None
    assert states(market.to_close(1)) == []


@pytest.mark.parametrize("request_", [order(1, limit="10.505"), order(1, quantity="1.5", life=GTC)])
def test_10_what_no_broker_takes_is_rejected(market, request_):
    outcome = send(market, request_, closed_at(0))
    assert isinstance(outcome, Rejected)
    assert outcome.http_status == 422


def test_11_a_sell_of_more_than_is_held_is_rejected(market):
    send(market, order(1), closed_at(0))
    market.to_open(1)
    outcome = send(market, order(2, side=Side.SELL, quantity="11"), opened_at(1))
    assert isinstance(outcome, Rejected)
    assert outcome.message == "insufficient qty available for order (requested: 11, available: 10)"


def test_12_a_snapshot_is_the_whole_account(market):
    send(market, order(1), closed_at(0))
    send(market, order(2, symbol="BBB", quantity="2", limit="40", life=GTC), closed_at(0))
    market.to_open(1)
    found = market.broker.snapshot()
    assert (found.status, found.blocked) == ("ACTIVE", False)
    assert found.cash == CASH - 110
    assert found.equity == CASH
    assert [(position.symbol, position.quantity, position.average_price) for position in found.positions] == [
        ("AAA", Decimal(10), Decimal(11))
    ]
    assert [open_order.request for open_order in found.open_orders] == [
        order(2, symbol="BBB", quantity="2", limit="40", life=GTC)
    ]


def test_13_hearing_again_tells_nothing_new(market):
    send(market, order(1), closed_at(0))
    assert states(market.to_open(1)) != []
    assert list(market.to_open(1)) == []
    assert list(market.to_close(1)) == []
    assert list(market.to_close(1)) == []


def test_14_fees_are_taken_at_the_end_of_the_session(market):
    send(market, order(1), closed_at(0))
    market.to_open(1)
    send(market, order(2, side=Side.SELL), opened_at(1))
    events = market.to_close(1)
    fees = [event for event in events if isinstance(event, CashMoved)]
    assert fees
    assert {(fee.kind, fee.symbol, fee.at, fee.on) for fee in fees} == {
        (CashKind.FEE, None, closed_at(1), closed_at(1).date())
    }
    assert all(fee.amount < 0 for fee in fees)
    assert market.broker.snapshot().cash == CASH + sum(fee.amount for fee in fees)
    assert list(market.to_open(2)) == []


def test_15_dividends_come_with_the_open_of_the_ex_date(market):
    send(market, order(1), closed_at(0))
    market.to_open(1)
    market.to_close(1)
    (event,) = market.to_open(2)
    assert isinstance(event, CashMoved)
    assert (event.kind, event.symbol, event.amount, event.on) == (CashKind.DIVIDEND, "AAA", Decimal("2.5"), EX_DATE)
    assert event.at == opened_at(2)


def test_16_stops_follow_the_fill_table(market):
    send(market, order(1), closed_at(0))
    market.to_open(1)
    stop = replace(order(2, side=Side.SELL, quantity="4", life=GTC), type=OrderType.STOP, stop_price=Decimal("10.25"))
    trail = replace(order(3, side=Side.SELL, quantity="6", life=GTC), type=OrderType.TRAILING_STOP)
    trail = replace(trail, trail_price=Decimal("0.75"))
    for request in (stop, trail):
        outcome = send(market, request, opened_at(1))
        assert isinstance(outcome, Acked)
        assert outcome.order.request == request
    market.to_close(1)
    assert market.broker.find(order(2).client_order_id).filled_average_price == Decimal("10.25")
    assert market.broker.find(order(3).client_order_id).filled_average_price == Decimal("10.25")
    assert held(market) == {}


def test_17_a_bracket_tells_of_its_legs(market):
    outcome = send(market, bracket(1), closed_at(0))
    assert isinstance(outcome, Acked)
    assert outcome.order.request == bracket(1)
    assert (outcome.order.group_role, len(outcome.order.legs)) == (GroupRole.ENTRY, 2)
    events = market.to_open(1)
    assert [(event.order.group_role, event.order.status) for event in events] == [
        (GroupRole.ENTRY, OrderStatus.FILLED),
        (GroupRole.TAKE_PROFIT, OrderStatus.NEW),
        (GroupRole.STOP_LOSS, OrderStatus.HELD),
    ]
    assert {event.order.group_id for event in events} == {outcome.order.group_id}
    assert tuple(event.order.request.client_order_id for event in events[1:]) == outcome.order.legs
    assert len(market.broker.snapshot().open_orders) == 2
    events = market.to_close(1)
    done = [(event.order.group_role, event.order.status) for event in events if isinstance(event, OrderUpdated)]
    assert done == [
        (GroupRole.TAKE_PROFIT, OrderStatus.FILLED),
        (GroupRole.STOP_LOSS, OrderStatus.CANCELED),
    ]
    assert held(market) == {}


def test_18_canceling_a_bracket_cancels_its_legs(market):
    send(market, replace(bracket(1), type=OrderType.LIMIT, limit_price=Decimal("10.50")), closed_at(0))
    market.to_open(1)
    assert market.broker.cancel(order(1).client_order_id, opened_at(1)) is True
    told = [event.order.status for event in market.to_close(1) if isinstance(event, OrderUpdated)]
    assert told == [OrderStatus.CANCELED] * 3


def test_19_a_short_sale_is_a_negative_position(market):
    send(market, order(1, side=Side.SELL), closed_at(0))
    market.to_open(1)
    found = market.broker.snapshot()
    assert [(position.quantity, position.average_price) for position in found.positions] == [(-10, 11)]
    assert (found.cash, found.equity) == (CASH + 110, CASH)
    market.to_close(1)
    (paid, *_) = market.to_open(2)
    assert (paid.kind, paid.amount) == (CashKind.DIVIDEND, Decimal("-2.5")), "whoever is short pays the dividend"


def test_20_dollars_buy_parts_of_a_share(market):
    request = replace(order(1), quantity=Decimal(0), notional=Decimal(100))
    outcome = send(market, request, closed_at(0))
    assert isinstance(outcome, Acked)
    assert outcome.order.request == request
    (event,) = market.to_open(1)
    assert (event.order.request, event.order.filled_quantity) == (request, Decimal("9.090909090"))


def bracket(number: int) -> OrderRequest:
    """Buys AAA, out at 11.75 or 9.75."""
    legs = {"take_profit": Decimal("11.75"), "stop_loss": StopLoss(Decimal("9.75"))}
    return replace(order(number, life=GTC), order_class=OrderClass.BRACKET, **legs)


def test_21_every_broker_tells_the_same_story_in_the_same_order():
    assert story(InProcess()) == story(OverHttp())


def story(market: Market) -> list[object]:
    """Everything heard in three days with orders of every kind."""
    told: list[object] = [send(market, order(1, quantity="20"), closed_at(0))]
    told.append(send(market, order(2, symbol="BBB", quantity="3", limit="50.25"), closed_at(0)))
    told.append(send(market, order(3, symbol="BBB", quantity="3", limit="40", life=GTC), closed_at(0)))
    told += market.to_open(1)
    told.append(send(market, order(4, quantity="7"), opened_at(1)))
    told.append(send(market, order(5, quantity="999999"), opened_at(1)))
    told += market.to_close(1)
    told.append(market.broker.cancel(order(3).client_order_id, closed_at(1)))
    told.append(send(market, order(6, side=Side.SELL, quantity="27"), closed_at(1)))
    told.append(
        send(
            market,
            replace(bracket(8), symbol="BBB", quantity=Decimal(3), order_class=OrderClass.OTO, **OTO),
            closed_at(1),
        )
    )
    told += market.to_open(2)
    told += market.to_close(2)
    told.append(send(market, order(7, symbol="BBB", side=Side.SELL, quantity="3", limit="99"), closed_at(2)))
    told.append(send(market, order(9, side=Side.SELL, quantity="5"), closed_at(2)))
    told += market.to_open(3)
    told += market.to_close(3)
    snapshot = market.broker.snapshot()
    return [*told, snapshot.cash, snapshot.equity, snapshot.positions, snapshot.open_orders]
