"""Copies that are spelled out, because one is made of every order: not a field is forgotten."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime
from decimal import Decimal

from botspec.domain.orders import Order, OrderStatus
from botspec.run.working import Working

AT = datetime(2024, 1, 2, tzinfo=UTC)


def unlike_any_other(cls):
    """A value whose every field differs from its default."""
    return cls(**{field.name: f"a {field.name}" for field in fields(cls)})


def test_a_working_order_keeps_everything_but_what_is_new():
    working = unlike_any_other(Working)

    assert working.now("an order") == replace(working, order="an order")
    assert working.answered("acked", AT) == replace(working, outcome="acked", missing_since=AT)


def test_an_order_keeps_everything_but_what_a_fill_changes():
    order = unlike_any_other(Order)
    filled = {"filled_quantity": Decimal(3), "filled_average_price": Decimal(7), "updated_at": AT}

    whole = order.filled(Decimal(3), Decimal(7), AT, done=True)
    part = order.filled(Decimal(3), Decimal(7), AT, done=False)

    assert whole == replace(order, status=OrderStatus.FILLED, filled_at=AT, **filled)
    assert part == replace(order, status=OrderStatus.PARTIALLY_FILLED, filled_at=None, **filled)
