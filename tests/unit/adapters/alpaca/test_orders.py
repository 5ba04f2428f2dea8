from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from botspec.adapters.alpaca.orders import Malformed, differences, read_order, wire
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
from tests.fakes.transport import order_json


def read(**changes):
    notes: list[str] = []
    return read_order(order_json(**changes), notes.append), notes


def test_an_order_is_read_exactly():
    order, notes = read(
        type="limit",
        side="sell",
        time_in_force="gtc",
        qty="0.123456789",
        limit_price="150.10",
        filled_qty="0.1",
        filled_avg_price="150.123456",
        status="partially_filled",
        filled_at="2026-11-20T09:31:00-05:00",
        replaces="old",
        replaced_by="new",
    )
    assert notes == []
    assert order.request.type is OrderType.LIMIT
    assert (order.request.side, order.request.time_in_force) == (Side.SELL, TimeInForce.GTC)
    assert (order.request.quantity, order.request.limit_price) == (Decimal("0.123456789"), Decimal("150.10"))
    assert (order.filled_quantity, order.filled_average_price) == (Decimal("0.1"), Decimal("150.123456"))
    assert order.submitted_at == datetime(2026, 11, 20, 14, 30, 0, 123456, tzinfo=UTC)
    assert order.filled_at == datetime(2026, 11, 20, 14, 31, tzinfo=UTC)
    assert order.filled_at.tzinfo is UTC
    assert (order.replaces, order.replaced_by) == ("old", "new")


def test_numbers_may_come_as_json_numbers():
    order, _ = read(qty=0.1, filled_qty=0, filled_avg_price=150.1)
    assert (order.request.quantity, order.filled_average_price) == (Decimal("0.1"), Decimal("150.1"))


@pytest.mark.parametrize("status", [status for status in OrderStatus if status is not OrderStatus.UNRECOGNISED])
def test_every_documented_status_is_known(status):
    order, notes = read(status=status.value)
    assert order.status is status
    assert notes == []


def test_an_unknown_status_keeps_the_order_live_and_is_told():
    order, notes = read(status="pending_review")
    assert order.live
    assert order.status is OrderStatus.UNRECOGNISED
    assert len(notes) == 1
    assert "pending_review" in notes[0]


def test_unknown_types_and_lives_of_other_peoples_orders_are_read():
    order, notes = read(type="peg", time_in_force="gtd")
    assert (order.request.type, order.request.time_in_force) == (OrderType.UNRECOGNISED, TimeInForce.GTC)
    assert len(notes) == 2


def test_optional_fields_may_be_absent_and_new_ones_present():
    minimal = {
        name: value
        for name, value in order_json().items()
        if name
        in {
            "id",
            "client_order_id",
            "submitted_at",
            "symbol",
            "qty",
            "filled_qty",
            "type",
            "side",
            "time_in_force",
            "status",
        }
    }
    order = read_order({**minimal, "group_role": "entry", "brand_new": {"a": 1}}, lambda _: None)
    assert order.updated_at == order.submitted_at
    assert order.filled_at is None


def test_the_older_name_of_the_type_is_read():
    order, _ = read(type=None, order_type="limit", limit_price="5")
    assert order.request.type is OrderType.LIMIT


@pytest.mark.parametrize(
    "changes",
    [
        {"id": None},
        {"client_order_id": ""},
        {"symbol": 5},
        {"side": "hold"},
        {"status": None},
        {"qty": None},
        {"qty": "ten"},
        {"qty": True},
        {"qty": "Infinity"},
        {"filled_qty": None},
        {"filled_avg_price": "NaN"},
        {"filled_qty": "-5"},
        {"filled_qty": "5", "filled_avg_price": "0"},
        {"filled_qty": "5", "filled_avg_price": "-101.5"},
        {"qty": "1E+999999"},
        {"limit_price": "1E-999999"},
        {"type": None, "order_type": None},
        {"updated_at": "soon"},
        {"submitted_at": "2026-11-20T14:30:00"},
        {"submitted_at": None, "created_at": None, "updated_at": None},
    ],
)
def test_what_nothing_can_stand_in_for_is_malformed(changes):
    with pytest.raises(Malformed):
        read(**changes)


@pytest.mark.parametrize("raw", [None, [], "order", 5])
def test_an_order_is_an_object(raw):
    with pytest.raises(Malformed):
        read_order(raw, lambda _: None)


def request(**changes):
    base = OrderRequest("b1-1", "AAPL", Side.BUY, OrderType.MARKET, TimeInForce.GTC, Decimal(10))
    return replace(base, **changes)


EVERY_KIND = [
    request(),
    request(type=OrderType.STOP, stop_price=Decimal("9.50")),
    request(type=OrderType.STOP_LIMIT, stop_price=Decimal("9.50"), limit_price=Decimal("9.60")),
    request(type=OrderType.TRAILING_STOP, trail_price=Decimal("1.5")),
    request(type=OrderType.TRAILING_STOP, trail_percent=Decimal(2)),
    request(type=OrderType.LIMIT, limit_price=Decimal(9), extended_hours=True),
    request(quantity=Decimal(0), notional=Decimal("12.5"), time_in_force=TimeInForce.DAY),
    request(order_class=OrderClass.BRACKET, take_profit=Decimal(12), stop_loss=StopLoss(Decimal(9), Decimal("8.9"))),
    request(order_class=OrderClass.OTO, stop_loss=StopLoss(Decimal(9))),
    request(order_class=OrderClass.OTO, take_profit=Decimal(12)),
    request(
        side=Side.SELL,
        type=OrderType.LIMIT,
        limit_price=Decimal(12),
        order_class=OrderClass.OCO,
        stop_loss=StopLoss(Decimal(9)),
    ),
]


def answered(sent: OrderRequest):
    """What Alpaca makes of a body: the legs are orders of their own."""
    body = wire(sent)
    profit, loss = body.pop("take_profit", None), body.pop("stop_loss", None)
    legs = []
    if profit is not None and sent.order_class is not OrderClass.OCO:
        legs.append(order_json(client_order_id="profit", type="limit", limit_price=profit["limit_price"]))
    elif profit is not None:
        body["limit_price"] = profit["limit_price"]
    if loss is not None:
        kind = "stop_limit" if "limit_price" in loss else "stop"
        legs.append(order_json(**{"client_order_id": "loss", "type": kind, "limit_price": None, **loss}))
    return order_json(**{"qty": None, **body, "legs": legs or None, "group_role": "entry", "group_id": "g"})


@pytest.mark.parametrize("sent", EVERY_KIND)
def test_every_kind_of_order_goes_out_and_comes_back(sent):
    notes: list[str] = []
    found = read_order(answered(sent), notes.append)
    assert (found.request, notes) == (sent, [])
    assert differences(sent, found.request) == ""
    assert (found.group_id, found.group_role) == ("g", GroupRole.ENTRY)


def test_what_goes_out_for_groups():
    bracket, oco = wire(EVERY_KIND[7]), wire(EVERY_KIND[-1])
    assert (bracket["order_class"], bracket["take_profit"], bracket["stop_loss"]) == (
        "bracket",
        {"limit_price": "12"},
        {"stop_price": "9", "limit_price": "8.9"},
    )
    assert (oco["order_class"], oco["take_profit"], oco["stop_loss"]) == (
        "oco",
        {"limit_price": "12"},
        {"stop_price": "9"},
    )
    assert "limit_price" not in oco
    assert ("qty" in wire(EVERY_KIND[6]), wire(EVERY_KIND[6])["notional"]) == (False, "12.5")


def test_differences_are_named():
    stop = EVERY_KIND[1]
    assert differences(stop, replace(stop, stop_price=Decimal(9), quantity=Decimal(5))) == "quantity, stop_price"
    dollars = EVERY_KIND[6]
    assert differences(dollars, replace(dollars, quantity=Decimal(3))) == "", (
        "Alpaca tells the shares once it knows them"
    )


def test_where_a_trailing_stop_stands_is_not_what_was_asked():
    order, _ = read(type="trailing_stop", trail_price="1.5", stop_price="148.5", hwm="150")
    assert (order.request.stop_price, order.request.trail_price) == (None, Decimal("1.5"))


def test_unknown_classes_and_roles_are_read():
    order, notes = read(order_class="mleg", group_role="spread", group_id="g")
    assert (order.request.order_class, order.group_role, order.group_id) == (OrderClass.UNRECOGNISED, None, "g")
    assert len(notes) == 1
    order, notes = read(order_class="")
    assert (order.request.order_class, notes) == (OrderClass.SIMPLE, [])


def test_legs_are_named_by_their_client_ids():
    order, _ = read(order_class="bracket", legs=[order_json(client_order_id="a"), order_json(client_order_id="b")])
    assert order.legs == ("a", "b")
    with pytest.raises(Malformed):
        read(legs=["a"])
