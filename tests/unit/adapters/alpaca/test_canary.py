"""Keys appear in nothing that a person, a log, a journal or a crash file can see."""

import base64
import logging
import traceback
from datetime import UTC, datetime
from decimal import Decimal
from urllib.parse import quote

import pytest
import requests

from botspec.adapters.alpaca.broker import AlpacaBroker
from botspec.adapters.alpaca.connect import PAPER, trading
from botspec.domain.intents import Intent, Leg
from botspec.domain.orders import OrderRequest, OrderType, Side, TimeInForce
from tests.fakes.transport import CREDENTIALS, KEY_ID, SECRET_KEY, FakeTransport, Reply, order_json

AT = datetime(2026, 11, 20, 14, 30, tzinfo=UTC)
REQUEST = OrderRequest("b1-x", "AAPL", Side.BUY, OrderType.MARKET, TimeInForce.DAY, Decimal(10))
INTENT = Intent("b1-x", Leg.ENTRY, "enter", AT, AT, 0, Decimal(150), REQUEST)
ECHO = f"key {KEY_ID} with {SECRET_KEY}"
FAULTS = [
    Reply({"message": ECHO}, 401),
    Reply({"code": 42210000, "message": f"bad {SECRET_KEY[3:14]}"}, 422),
    Reply({"code": ECHO, "message": "no"}, 422),
    Reply({"code": 50010000, "message": ECHO}, 500),
    Reply(ECHO, 500),
    Reply(ECHO),
    Reply(order_json(client_order_id="b1-x", status=ECHO)),
    Reply(order_json(client_order_id="b1-x", qty=ECHO)),
    Reply(None, 301, {"Location": f"https://example.com/{KEY_ID}"}),
    requests.ReadTimeout(ECHO),
    requests.ConnectionError(ECHO),
    requests.exceptions.InvalidHeader(ECHO),
    TypeError(ECHO),
]


def windows(text: str, width: int = 8) -> set[str]:
    return {text[start : start + width] for start in range(len(text) - width + 1)}


NEEDLES = set().union(
    *(
        windows(form)
        for text in (KEY_ID, SECRET_KEY, f"{KEY_ID}:{SECRET_KEY}")
        for form in (text, quote(text, safe=""), base64.b64encode(text.encode()).decode().rstrip("="))
    )
)


def shown_by(call) -> str:
    """Everything `call` shows: its result, its exception with all causes and contexts, as text."""
    try:
        return repr(call())
    except Exception as error:  # noqa: BLE001 - every kind must keep quiet
        parts = [repr(error), str(error), "".join(traceback.format_exception(error))]
        while error is not None:
            parts.append(repr(vars(error)))
            error = error.__cause__ or error.__context__
        return "\n".join(parts)


@pytest.mark.parametrize("fault", FAULTS, ids=range(len(FAULTS)))
def test_no_fault_shows_eight_letters_of_a_key(fault, caplog, capsys):
    caplog.set_level(logging.DEBUG)
    notes: list[str] = []
    broker = AlpacaBroker(trading(PAPER, CREDENTIALS, FakeTransport(fault)), prefix="b1-", since=AT, note=notes.append)
    shown = [
        shown_by(lambda: broker.submit(INTENT, AT)),
        shown_by(lambda: broker.find("b1-x")),
        shown_by(lambda: broker.cancel("b1-x", AT)),
        shown_by(lambda: broker.advance(AT, None)),
        shown_by(broker.snapshot),
        repr(broker),
        caplog.text,
        *capsys.readouterr(),
        *notes,
    ]
    found = {needle for text in shown for needle in NEEDLES if needle in text}
    assert found == set()


def test_no_exception_leads_to_the_request_that_carries_the_keys():
    broker = AlpacaBroker(
        trading(PAPER, CREDENTIALS, FakeTransport(Reply({"message": "no"}, 500))), prefix="b1-", since=AT
    )
    with pytest.raises(Exception, match="HTTP 500") as caught:
        broker.snapshot()
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None


def test_broker_messages_are_shown_on_one_line_without_terminal_codes():
    evil = "bad\x1b[31m\nINFO forged line" + "x" * 1000
    broker = AlpacaBroker(
        trading(PAPER, CREDENTIALS, FakeTransport(Reply({"code": 42210000, "message": evil}, 422))),
        prefix="b1-",
        since=AT,
    )
    outcome = broker.submit(INTENT, AT)
    assert "\x1b" not in outcome.message
    assert "\n" not in outcome.message
    assert len(outcome.message) <= 300
