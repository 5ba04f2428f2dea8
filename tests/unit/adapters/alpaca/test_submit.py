from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
import requests

from botspec.adapters.alpaca.broker import AlpacaBroker
from botspec.adapters.alpaca.connect import PAPER, trading
from botspec.adapters.system.transport import NotConnected
from botspec.domain.intents import Intent, Leg
from botspec.domain.orders import OrderRequest, OrderStatus, OrderType, Side, TimeInForce
from botspec.domain.outcomes import Acked, NotSent, Rejected, Unknown
from tests.fakes.transport import CREDENTIALS, FakeTransport, Reply, order_json

AT = datetime(2026, 11, 20, 14, 30, tzinfo=UTC)
NAME = "b1-abcdef-123456-0011223344556677"
REQUEST = OrderRequest(NAME, "AAPL", Side.BUY, OrderType.MARKET, TimeInForce.DAY, Decimal(10))
UNIQUE = Reply({"code": 40010001, "message": "client_order_id must be unique"}, 422)


def intent(request: OrderRequest = REQUEST) -> Intent:
    return Intent(NAME, Leg.ENTRY, "enter", AT, AT, 0, Decimal(150), request)


def broker(transport: FakeTransport, **settings) -> AlpacaBroker:
    return AlpacaBroker(trading(PAPER, CREDENTIALS, transport), prefix="b1-abcdef-", since=AT, **settings)


def submit(*replies, request: OrderRequest = REQUEST):
    transport = FakeTransport(*replies)
    return broker(transport).submit(intent(request), AT), transport


def test_an_order_with_a_readable_answer_is_acked():
    outcome, transport = submit(Reply(order_json()))
    assert isinstance(outcome, Acked)
    assert (outcome.order.id, outcome.order.request) == ("61e69015-8549-4bfd-b9c3-01e75843f47d", REQUEST)
    assert transport.paths == ["POST /v2/orders"]


def test_the_wire_carries_exactly_the_journalled_digits():
    request = replace(
        REQUEST, type=OrderType.LIMIT, quantity=Decimal("0.123456789"), limit_price=Decimal("123.10"), side=Side.SELL
    )
    _, transport = submit(Reply(order_json()), request=request)
    assert transport.body() == {
        "symbol": "AAPL",
        "qty": "0.123456789",
        "side": "sell",
        "type": "limit",
        "time_in_force": "day",
        "order_class": "simple",
        "extended_hours": False,
        "client_order_id": NAME,
        "limit_price": "123.10",
    }


@pytest.mark.parametrize(("quantity", "written"), [("1E+3", "1000"), ("0.1", "0.1"), ("100.00", "100.00")])
def test_decimals_go_out_without_exponent_or_float(quantity, written):
    _, transport = submit(Reply(order_json()), request=replace(REQUEST, quantity=Decimal(quantity)))
    assert transport.body()["qty"] == written


@pytest.mark.parametrize("quantity", ["NaN", "Infinity", "-1", "0"])
def test_a_quantity_that_is_no_positive_number_is_never_sent(quantity):
    transport = FakeTransport(Reply(order_json()))
    with pytest.raises(ValueError, match="positive, finite"):
        broker(transport).submit(intent(replace(REQUEST, quantity=Decimal(quantity))), AT)
    assert transport.requests == []


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (403, {"code": 40310000, "message": "insufficient buying power", "buying_power": "5"}),
        (422, {"code": 42210000, "message": 'asset "ZZZZ" not found'}),
        (422, {"code": 40010001, "message": "qty must be > 0"}),
        (400, {"code": 40010000, "message": "request body format is invalid"}),
    ],
)
def test_a_parsed_no_with_a_known_code_is_rejected(status, body):
    outcome, transport = submit(Reply(body, status))
    assert outcome == Rejected(status, str(body["code"]), body["message"])
    assert len(transport.requests) == 1


@pytest.mark.parametrize(("status", "message"), [(401, "unauthorized."), (403, "forbidden."), (401, "whatever")])
def test_refused_keys_halt(status, message):
    outcome, _ = submit(Reply({"message": message}, status))
    assert outcome == Rejected(status, "", message, halt=True)


AMBIGUOUS = {
    "429": Reply({"code": 42910000, "message": "rate limit exceeded"}, 429),
    "429 without a body": Reply(None, 429),
    "500": Reply({"code": 50010000, "message": "internal server error occurred"}, 500),
    "502 HTML": Reply("<html>bad gateway</html>", 502),
    "503 empty": Reply(None, 503),
    "504": Reply({"message": "gateway timeout"}, 504),
    "read time-out": requests.ReadTimeout("slow"),
    "reset": requests.ConnectionError("the connection broke"),
    "broken while reading": requests.exceptions.ChunkedEncodingError("short"),
    "200 truncated": Reply('{"id": "61e69015", "client_ord'),
    "200 empty": Reply(None),
    "200 HTML": Reply("<html>welcome</html>"),
    "200 list": Reply([]),
    "200 null": Reply("null"),
    "200 without id": Reply({key: value for key, value in order_json().items() if key != "id"}),
    "200 without status": Reply(order_json(status=None)),
    "200 without filled quantity": Reply(order_json(filled_qty=None)),
    "200 NaN": Reply(order_json(qty="NaN")),
    "200 about another order": Reply(order_json(client_order_id="b1-other")),
    "200 about another quantity": Reply(order_json(qty="11")),
    "200 bad time": Reply(order_json(submitted_at="yesterday")),
    "422 truncated": Reply('{"code":42210000,"mess', 422),
    "422 HTML": Reply("<html></html>", 422),
    "422 without code": Reply({"message": "something"}, 422),
    "422 unknown code": Reply({"code": 99, "message": "something"}, 422),
    "400 list": Reply([1], 400),
    "401 HTML": Reply("<html><title>401 Authorization Required</title></html>", 401),
    "403 without code": Reply({"message": "request blocked by the firewall"}, 403),
    "404": Reply({"code": 40410000, "message": "not found"}, 404),
    "409": Reply({"code": 40910000, "message": "conflict"}, 409),
    "301": Reply(None, 301, {"Location": "https://paper-api.alpaca.markets/elsewhere"}),
    "a bug in the client": TypeError("'NoneType' object is not subscriptable"),
}


@pytest.mark.parametrize("reply", AMBIGUOUS.values(), ids=AMBIGUOUS.keys())
def test_whatever_is_not_understood_is_unknown_after_exactly_one_request(reply):
    outcome, transport = submit(reply)
    assert isinstance(outcome, Unknown), outcome
    assert len(transport.requests) == 1


def test_no_connection_means_not_sent():
    outcome, _ = submit(NotConnected("refused"))
    assert isinstance(outcome, NotSent)


def test_an_order_that_is_already_there_is_adopted():
    outcome, transport = submit(UNIQUE, Reply(order_json(status="new")))
    assert isinstance(outcome, Acked)
    assert outcome.order.status is OrderStatus.NEW
    assert transport.paths == ["POST /v2/orders", "GET /v2/orders:by_client_order_id"]
    assert transport.query() == {"client_order_id": NAME}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"symbol": "MSFT"}, "symbol"),
        ({"side": "sell"}, "side"),
        ({"qty": "10.5"}, "quantity"),
        ({"type": "limit"}, "type"),
        ({"limit_price": "1"}, "limit_price"),
        ({"time_in_force": "gtc"}, "time_in_force"),
    ],
)
def test_an_order_that_is_there_but_differs_is_never_adopted(change, field):
    outcome, _ = submit(UNIQUE, Reply(order_json(**change)))
    assert outcome == Unknown(f"an order with this id exists but differs in {field}")


@pytest.mark.parametrize(
    "reply",
    [
        Reply({"code": 40410000, "message": "order not found"}, 404),
        Reply(None, 500),
        requests.ReadTimeout("slow"),
        Reply({"message": "unauthorized."}, 401),
        Reply(order_json(client_order_id="b1-other")),
        Reply({}),
    ],
)
def test_a_duplicate_that_cannot_be_looked_up_stays_unknown(reply):
    outcome, _ = submit(UNIQUE, reply)
    assert isinstance(outcome, Unknown)


def test_a_duplicate_written_with_the_other_code_seen_in_the_wild_is_adopted():
    other = Reply({"code": 42210000, "message": "client_order_id must be unique"}, 422)
    outcome, _ = submit(other, Reply(order_json()))
    assert isinstance(outcome, Acked)
