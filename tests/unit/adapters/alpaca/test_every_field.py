"""Each field of each answer, one by one, replaced by what it must not be: never a traceback, never another account."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from botspec.domain.events import OrderUpdated
from botspec.domain.outcomes import Acked, Unknown
from botspec.ports.broker import Unavailable
from tests.fakes.transport import order_json
from tests.unit.adapters.alpaca.test_broker import ACCOUNT, HELD, LATER, NAME, Alpaca, activity, broker, filled, send
from tests.unit.adapters.alpaca.test_feed import BEFORE, CLOSE_25, bar, bars, feed_of

GONE = object()
WRONG = (GONE, None, "", "nonsense", "NaN", "-1e400", [], {}, True, -7)
MONEY = ("cash", "equity", "buying_power")


def changed(
    body: dict[str, object], names: tuple[str, ...] = (), wrongs: tuple[object, ...] = WRONG
) -> Iterator[tuple[str, object, dict[str, object]]]:
    """The body with one field at a time replaced by each of what is wrong."""
    for name in names or tuple(body):
        for wrong in wrongs:
            other = {key: value for key, value in body.items() if key != name}
            yield name, wrong, other if wrong is GONE else {**other, name: wrong}


def test_of_the_answer_to_an_order() -> None:
    """It was taken, whatever is wrong with its words: refused it was not."""
    for name, wrong, body in changed(order_json()):
        outcome = send(broker(Alpaca(**{"POST /orders": body})))
        assert isinstance(outcome, Acked | Unknown), (name, wrong, outcome)


def test_of_an_order_that_is_read_again() -> None:
    """Its fill is the one that was told, or the read is no read."""
    for name, wrong, body in changed(filled()):
        alpaca = Alpaca(**{"POST /orders": order_json()})
        mine = broker(alpaca)
        send(mine)
        alpaca.told["/orders"] = [body]
        try:
            events = [event for event in mine.advance(LATER, None) if isinstance(event, OrderUpdated)]
        except Unavailable:
            continue
        fills = {event.order.filled_quantity for event in events if event.order.request.client_order_id == NAME}
        assert fills <= {10}, (name, wrong, fills)


@pytest.mark.parametrize(("path", "fields"), [("/account", MONEY), ("/positions", ("symbol", "qty", "side"))])
def test_of_what_the_account_holds(path: str, fields: tuple[str, ...]) -> None:
    """A number that is none, a side that is none: unknown, never nothing and never zero."""
    for name, wrong, body in changed(ACCOUNT if path == "/account" else HELD, fields):
        if wrong == -7 and name in MONEY:
            continue  # an account may owe
        told = {"/account": ACCOUNT, "/positions": [], path: body if path == "/account" else [body]}
        if path == "/positions" and name == "symbol" and wrong in ("nonsense", "NaN", "-1e400"):
            continue  # a symbol nobody trades: it differs
        with pytest.raises(Unavailable):
            broker(Alpaca(**told)).snapshot()


def test_of_money_that_came_and_went() -> None:
    """It is told as it is, as one that a person must look at, or not read: never another exception."""
    for _, _, body in changed(activity(1)):
        try:
            list(broker(Alpaca(**{"/account/activities": [body]})).advance(LATER, None))
        except Unavailable:
            continue


STAMPS = ("9999-12-31T23:59:59Z", "0001-01-01T00:00:00+23:59", "2026-11-25T14:30:00", 10**400, float("inf"))


@pytest.mark.parametrize(("timeframe", "stamp"), [("1Day", BEFORE), ("1Min", "2026-11-25T15:30:00Z")])
def test_of_a_bar(timeframe: str, stamp: str) -> None:
    """It is read as something that can have happened, left out, or the read is no read."""
    good = bar(stamp)
    for name, wrong, body in changed(good, ("t", *"ohlcv"), (*WRONG, *STAMPS)):
        feed, *_ = feed_of(bars(AAPL=[body], MSFT=[good]), timeframe=timeframe)
        try:
            panel = feed.history(CLOSE_25)
        except Unavailable:
            continue
        there = panel.close[:, 0] == panel.close[:, 0]
        assert (panel.low[there, 0] > 0).all(), (name, wrong)
        assert (panel.high[there, 0] >= panel.close[there, 0]).all(), (name, wrong)
        assert (panel.volume[there, 0] >= 0).all(), (name, wrong)
