from datetime import UTC, datetime
from decimal import Decimal

import pytest

from botspec.adapters.alpaca.orders import Malformed, read_order
from botspec.domain.orders import OrderStatus, OrderType, Side, TimeInForce
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
