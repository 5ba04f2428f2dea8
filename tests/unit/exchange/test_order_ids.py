"""Ids of orders are made some at a time."""

from __future__ import annotations

from datetime import UTC, datetime

from botspec.domain.orders import OrderStatus
from botspec.exchange.book import AT_A_TIME, Book
from botspec.exchange.intake import take_in
from tests.fakes.market import order

AT = datetime(2025, 3, 3, 15, tzinfo=UTC)


def test_each_order_has_its_own_whenever_it_was_made() -> None:
    book, count = Book("main"), AT_A_TIME + 2
    taken = [take_in(book, order("buy", 1), AT, OrderStatus.NEW, opens=True) for _ in range(count)]

    assert [working.order.id for working in taken] == [book.name(f"order {number}") for number in range(count)]
