"""Cases 1 to 29: what every broker does with orders. One share, far from the market, canceled afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from itertools import count

from botspec.domain.intents import Intent, Leg
from botspec.domain.orders import (
    Changes,
    Order,
    OrderClass,
    OrderRequest,
    OrderStatus,
    OrderType,
    Side,
    StopLoss,
    TimeInForce,
)
from botspec.domain.outcomes import Acked, Rejected, SubmitOutcome
from tests.conformance.case import PORT, case
from tests.conformance.places import Place

FAR = Decimal("1.50")  # nobody sells for that
_NUMBERS = count(1)


def resting(place: Place, **changes: object) -> OrderRequest:
    """A limit buy of one share that will not fill."""
    name = f"{place.prefix}confrm-000000-{next(_NUMBERS):016x}"
    gtc = TimeInForce.GTC
    return replace(
        OrderRequest(name, place.symbol, Side.BUY, OrderType.LIMIT, gtc, Decimal(1), FAR),
        **changes,  # type: ignore[arg-type]
    )


def sent(place: Place, request: OrderRequest) -> SubmitOutcome:
    at = place.now()
    return place.broker.submit(Intent(request.client_order_id, Leg.ENTRY, "rule", at, at, 0, Decimal(10), request), at)


@contextmanager
def worked(place: Place, **changes: object) -> Iterator[Order]:
    """An order at work, canceled in any case."""
    outcome = sent(place, resting(place, **changes))
    assert isinstance(outcome, Acked), outcome
    try:
        yield outcome.order
    finally:
        place.broker.cancel(outcome.order.request.client_order_id, place.now())


def ended(place: Place, client_order_id: str) -> Order:
    def over() -> Order | None:
        found = place.broker.find(client_order_id)
        return found if found is not None and found.status.terminal else None

    found: Order = place.until(over)
    return found


def refused(place: Place, status: int, code: str, **changes: object) -> None:
    request = resting(place, **changes)
    outcome = sent(place, request)
    assert isinstance(outcome, Rejected), outcome
    assert (outcome.http_status, outcome.code) == (status, code), outcome
    assert place.broker.find(request.client_order_id) is None


@case(1, PORT, "the account can be read: number, cash, equity, buying power")
def account(place: Place) -> None:
    found = place.broker.snapshot()
    assert found.number
    assert not found.blocked
    assert found.equity > 0
    assert found.buying_power >= 0


@case(2, PORT, "a resting order is acknowledged, unfilled, and looked up by its client id")
def rests(place: Place) -> None:
    with worked(place) as order:
        assert order.status in {OrderStatus.NEW, OrderStatus.ACCEPTED, OrderStatus.PENDING_NEW}
        assert order.filled_quantity == 0
        found = place.broker.find(order.request.client_order_id)
        assert found is not None
        assert (found.id, found.request) == (order.id, order.request)


@case(3, PORT, "the same client id again never makes a second order")
def once(place: Place) -> None:
    with worked(place) as order:
        sent(place, order.request)
        name = order.request.client_order_id
        working = [each for each in place.broker.snapshot().open_orders if each.request.client_order_id == name]
        assert [each.id for each in working] == [order.id]


@case(4, PORT, "an id that was never used is not found")
def nobody(place: Place) -> None:
    assert place.broker.find(f"{place.prefix}nobody-000000-{0:016x}") is None


@case(5, PORT, "a cancel ends the order; a second one is too late")
def canceled(place: Place) -> None:
    with worked(place) as order:
        name = order.request.client_order_id
        assert place.broker.cancel(name, place.now()) is True
        assert ended(place, name).status is OrderStatus.CANCELED
        assert place.broker.cancel(name, place.now()) is False


@case(6, PORT, "exact prices come back as they were sent")
def exact(place: Place) -> None:
    with worked(place, limit_price=Decimal("1.23")) as order:
        assert order.request.limit_price == Decimal("1.23")


def _is_new(place: Place, order: Order) -> bool:
    found = place.broker.find(order.request.client_order_id)
    return found is not None and found.status is OrderStatus.NEW


@case(7, PORT, "a replacement has its own id and points back; the old order is replaced")
def replaced(place: Place) -> None:
    with worked(place) as order:
        place.until(lambda: _is_new(place, order))
        name = resting(place).client_order_id
        outcome = place.broker.replace(
            order.request.client_order_id, name, Changes(limit_price=Decimal("1.40")), place.now()
        )
        assert isinstance(outcome, Acked), outcome
        try:
            assert (outcome.order.replaces, outcome.order.request.limit_price) == (order.id, Decimal("1.40"))
            assert ended(place, order.request.client_order_id).status is OrderStatus.REPLACED
        finally:
            place.broker.cancel(name, place.now())


@case(8, PORT, "a bracket brings two held legs, and is canceled as one")
def bracket(place: Place) -> None:
    legs = {"take_profit": Decimal(9000), "stop_loss": StopLoss(Decimal("1.00"))}
    with worked(place, order_class=OrderClass.BRACKET, **legs) as order:
        assert len(order.legs) == 2
        place.broker.cancel(order.request.client_order_id, place.now())
        assert ended(place, order.request.client_order_id).status is OrderStatus.CANCELED


@case(9, PORT, "more than the account can pay is refused: 403 40310000")
def too_much(place: Place) -> None:
    refused(place, 403, "40310000", quantity=Decimal(90_000_000))


@case(10, PORT, "a price between two cents is refused: 422 42210000")
def sub_penny(place: Place) -> None:
    refused(place, 422, "42210000", limit_price=Decimal("1.505"))


@case(11, PORT, "a fraction that is not for the day is refused: 422 42210000")
def fraction(place: Place) -> None:
    refused(place, 422, "42210000", quantity=Decimal("0.5"))


@case(12, PORT, "a bracket whose take-profit lies below its entry is refused: 422")
def upside_down(place: Place) -> None:
    legs = {"take_profit": Decimal("1.20"), "stop_loss": StopLoss(Decimal("1.00"))}
    refused(place, 422, "42210000", order_class=OrderClass.BRACKET, **legs)


@case(13, PORT, "an order for a day rests as one for a day")
def for_a_day(place: Place) -> None:
    with worked(place, time_in_force=TimeInForce.DAY) as order:
        assert order.request.time_in_force is TimeInForce.DAY


@case(14, PORT, "an order that rests is among the open ones, and no longer when it is canceled")
def listed(place: Place) -> None:
    with worked(place) as order:
        name = order.request.client_order_id
        assert name in {each.request.client_order_id for each in place.broker.snapshot().open_orders}
        place.broker.cancel(name, place.now())
        ended(place, name)
        assert name not in {each.request.client_order_id for each in place.broker.snapshot().open_orders}
