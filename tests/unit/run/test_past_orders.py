"""Orders of a live run that ended a while ago, kept in short: known for the whole session, and small."""

from __future__ import annotations

import gc
import tracemalloc
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from botspec.adapters.alpaca.tracking import Tracking
from botspec.domain.orders import Order, OrderStatus, Side
from botspec.domain.rows import FillRow, OrderRow
from botspec.journal.codec import decode, encode
from botspec.run.booking import book_order
from botspec.run.leaving import is_settled
from tests.fakes.bots import a_bot, scripted
from tests.fakes.desks import a_desk, a_wish, at_row, reported, work
from tests.fakes.market import days
from tests.fakes.trials import only

if TYPE_CHECKING:
    from botspec.run.desk import Desk

AT = at_row(days({"AAA": [(100.0,) * 4] * 3, "BBB": [(100.0,) * 4] * 3}), 0)
LATER = AT + timedelta(hours=1)
CANCELED, FILLED, PARTLY = OrderStatus.CANCELED, OrderStatus.FILLED, OrderStatus.PARTIALLY_FILLED
TRIPS, EACH = 90, 800  # bytes that stay in the bot for an ended order; whole it takes some 3000


def told(desk: Desk, name: str, status: OrderStatus, filled: int) -> Order:
    price = Decimal(100) if filled else None
    order = reported(desk, name, status=status, filled_quantity=Decimal(filled), filled_average_price=price)
    book_order(desk, order, AT)
    return order


def canceled() -> tuple[Desk, str]:
    """An order of which nothing filled, an hour after its end."""
    desk = a_desk(a_bot(scripted(3, 2, {1: [1]})))
    name = work(desk, a_wish("AAA", AT), AT)
    told(desk, name, CANCELED, 0)
    desk.state.shorten(LATER)
    assert not desk.state.ended
    return desk, name


def test_a_late_fill_of_an_order_kept_in_short_is_booked_once() -> None:
    desk, name = canceled()
    for _ in range(2):
        told(desk, name, CANCELED, 30)
        desk.state.shorten(LATER)

    assert [row.fill.quantity for row in only(desk.journal.rows(), FillRow)] == [30]
    assert desk.state.portfolio.quantity("AAA") == 30
    assert desk.state.order(name) is desk.state.ended[name]  # it is held: whole again
    assert desk.state.past is not None
    assert name not in desk.state.past


def test_a_decision_whose_order_is_kept_in_short_never_becomes_another() -> None:
    desk, _ = canceled()

    assert is_settled(desk, a_wish("AAA", AT))


def test_what_an_ended_order_leaves_behind_is_small() -> None:
    desk = a_desk(a_bot(scripted(3, 2, {1: [1]})))
    into = work(desk, a_wish("AAA", AT), AT)
    told(desk, into, FILLED, 10)
    out = work(desk, a_wish("AAA", AT, Side.SELL), AT)
    told(desk, out, FILLED, 10)
    written = [(row.kind, encode(row).replace(into, "NAME-in").replace(out, "NAME-out")) for row in desk.journal.rows()]
    trip, tracking = [(kind, body) for kind, body in written if "NAME" in body], Tracking()
    _trade(desk, tracking, trip, range(TRIPS))
    tracemalloc.start()
    try:
        begun = _held()
        _trade(desk, tracking, trip, range(TRIPS, 2 * TRIPS))
        each = (_held() - begun) / (2 * TRIPS)
    finally:
        tracemalloc.stop()

    assert desk.state.past is not None
    assert len(desk.state.past) >= 4 * TRIPS
    assert each < EACH


def _trade(desk: Desk, tracking: Tracking, trip: list[tuple[str, str]], numbers: range) -> None:
    """In and out, by rows that share nothing with those before them."""
    for number in numbers:
        for kind, body in trip:
            row = decode(kind, body.replace("NAME", f"a-bot-1f2e3d-{number:016}"))
            desk.state.apply(row)
            if isinstance(row, OrderRow):
                tracking.learn(row.order)
        desk.state.settle()
        desk.state.shorten(LATER)
        tracking.shorten(LATER)


def _held() -> int:
    gc.collect()
    return tracemalloc.get_traced_memory()[0]
