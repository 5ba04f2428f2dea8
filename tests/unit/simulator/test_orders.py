"""Orders and positions over HTTP, and the catalogue of errors."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.fakes.market import Bar, days
from tests.fakes.simulator import Simulated, simulate

QUIET: Bar = (10.0, 10.5, 9.5, 10.0)
BEFORE = datetime(2010, 1, 4, 14, 0, tzinfo=UTC)
OPENS = datetime(2010, 1, 4, 14, 30, tzinfo=UTC)
CLOSES = datetime(2010, 1, 4, 21, 0, tzinfo=UTC)


@pytest.fixture
def sim() -> Simulated:
    """The first session is under way at 10 USD."""
    simulated = simulate(days({"AAPL": [QUIET] * 5, "IBM": [QUIET] * 5}), BEFORE)
    simulated.advance(OPENS)
    return simulated


def body(**changes: Any) -> dict[str, Any]:
    wanted = {"symbol": "AAPL", "qty": "10", "side": "buy", "type": "market", "time_in_force": "day", **changes}
    return {name: value for name, value in wanted.items() if value is not None}


def limit(price: object, **changes: Any) -> dict[str, Any]:
    return body(type="limit", limit_price=price, **changes)


def sent(sim: Simulated, **changes: Any) -> dict[str, Any]:
    seen = sim.ask("POST", "/v2/orders", json=body(**changes))
    assert seen.status == 200, seen
    found: dict[str, Any] = seen.body
    return found


ERRORS: list[tuple[str, str, Any, int, dict[str, Any]]] = [
    ("POST", "/v2/orders", body(symbol="ZZZZ"), 422, {"code": 42210000, "message": 'asset "ZZZZ" not found'}),
    ("POST", "/v2/orders", body(symbol=None), 422, {"code": 40010001, "message": "symbol is required"}),
    ("POST", "/v2/orders", body(qty="0"), 422, {"code": 40010001, "message": "qty must be > 0"}),
    ("POST", "/v2/orders", body(qty="ten"), 422, {"code": 40010001, "message": "invalid qty"}),
    ("POST", "/v2/orders", body(qty=True), 422, {"code": 40010001, "message": "invalid qty"}),
    ("POST", "/v2/orders", body(qty="Infinity"), 422, {"code": 40010001, "message": "invalid qty"}),
    ("POST", "/v2/orders", body(qty="1e999999"), 422, {"code": 40010001, "message": "invalid qty"}),
    ("POST", "/v2/orders", body(qty=10**18), 422, {"code": 40010001, "message": "invalid qty"}),
    ("POST", "/v2/orders", body(qty="\u0661\u0662"), 422, {"code": 40010001, "message": "invalid qty"}),
    ("POST", "/v2/orders", body(qty=None), 422, {"code": 40010001, "message": "qty or notional is required"}),
    (
        "POST",
        "/v2/orders",
        body(notional="5"),
        422,
        {"code": 40010001, "message": "only one of qty or notional is accepted"},
    ),
    (
        "POST",
        "/v2/orders",
        body(qty=None, notional="0.99"),
        422,
        {"code": 40010001, "message": "notional must be >= 1.00"},
    ),
    ("POST", "/v2/orders", body(side="hold"), 422, {"code": 40010001, "message": "invalid side"}),
    ("POST", "/v2/orders", body(time_in_force="gtd"), 422, {"code": 40010001, "message": "invalid time_in_force"}),
    ("POST", "/v2/orders", body(type="magic"), 422, {"code": 40010001, "message": "invalid type"}),
    ("POST", "/v2/orders", body(type="unrecognised"), 422, {"code": 40010001, "message": "invalid type"}),
    (
        "POST",
        "/v2/orders",
        body(order_class="mleg"),
        422,
        {"code": 42210000, "message": "mleg orders are not available in this simulator"},
    ),
    (
        "POST",
        "/v2/orders",
        body(stop_loss={"stop_price": "9"}),
        422,
        {"code": 40010001, "message": "take_profit and stop_loss require an order_class"},
    ),
    (
        "POST",
        "/v2/orders",
        body(extended_hours=True),
        422,
        {"code": 42210000, "message": "extended hours order must be DAY or GTC limit orders"},
    ),
    ("POST", "/v2/orders", limit(None), 422, {"code": 40010001, "message": "limit orders require a limit price"}),
    (
        "POST",
        "/v2/orders",
        body(limit_price="9"),
        422,
        {"code": 40010001, "message": "market orders require no stop or limit price"},
    ),
    (
        "POST",
        "/v2/orders",
        limit("9.001"),
        422,
        {
            "code": 42210000,
            "message": "invalid limit_price 9.001. sub-penny increment does not fulfill minimum pricing criteria",
        },
    ),
    (
        "POST",
        "/v2/orders",
        body(qty="100000"),
        403,
        {
            "code": 40310000,
            "message": "insufficient buying power",
            "buying_power": "200000",
            "cost_basis": "1000000",
        },
    ),
    (
        "POST",
        "/v2/orders",
        body(side="sell", qty="0.5"),
        422,
        {"code": 42210000, "message": "fractional orders cannot be sold short"},
    ),
    (
        "POST",
        "/v2/orders",
        body(client_order_id="x" * 129),
        422,
        {"code": 40010001, "message": "client_order_id must be no more than 128 characters"},
    ),
    ("GET", "/v2/orders/none", None, 404, {"code": 40410000, "message": "order not found for none"}),
    ("DELETE", "/v2/orders/none", None, 404, {"code": 40410000, "message": "order not found for none"}),
    ("PATCH", "/v2/orders/none", {"qty": "1"}, 404, {"code": 40410000, "message": "order not found for none"}),
    (
        "GET",
        "/v2/orders:by_client_order_id?client_order_id=none",
        None,
        404,
        {"code": 40410000, "message": "order not found for none"},
    ),
    ("GET", "/v2/positions/AAPL", None, 404, {"code": 40410000, "message": "position does not exist"}),
    ("DELETE", "/v2/positions/AAPL", None, 404, {"code": 40410000, "message": "position does not exist"}),
    ("GET", "/v2/assets/ZZZZ", None, 404, {"code": 40410000, "message": "asset not found for ZZZZ"}),
    ("GET", "/v2/nowhere", None, 404, {"code": 40410000, "message": "endpoint not found: /v2/nowhere"}),
    ("GET", "/v2/stocks/bars?timeframe=1Day", None, 400, {"message": "symbols is required"}),
    ("GET", "/v2/stocks/bars?symbols=AAPL", None, 400, {"message": "timeframe is required"}),
    (
        "GET",
        "/v2/stocks/bars?symbols=AAPL&timeframe=60Foo",
        None,
        400,
        {"message": "invalid timeframe: 60Foo"},
    ),
    (
        "GET",
        "/v2/stocks/bars?symbols=AAPL&timeframe=5Min",
        None,
        400,
        {"message": "invalid timeframe: 5Min: this simulator has 1Day bars and what they add up to"},
    ),
    (
        "GET",
        "/v2/stocks/bars?symbols=AAPL&timeframe=1Day&limit=10001",
        None,
        400,
        {"message": "invalid limit: larger than the allowed maximum of 10000"},
    ),
    ("GET", "/v2/stocks/bars?symbols=AAPL&timeframe=1Day&start=soon", None, 400, {"message": "invalid start: soon"}),
    (
        "GET",
        "/v2/stocks/bars?symbols=AAPL&timeframe=1Day&page_token=!",
        None,
        400,
        {"message": "invalid page_token"},
    ),
    ("GET", "/v2/stocks/ZZZZ/trades/latest", None, 404, {"message": "no trade found for ZZZZ"}),
]


@pytest.mark.parametrize(("method", "path", "content", "status", "expected"), ERRORS)
def test_error_catalogue(
    sim: Simulated, method: str, path: str, content: Any, status: int, expected: dict[str, Any]
) -> None:
    seen = sim.ask(method, path, json=content)
    assert (seen.status, seen.body) == (status, expected)
    assert sim.get("/v2/orders", status="all") == []


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"null", b'{"qty": NaN}', b"\xff", b"[" * 5000])
def test_a_body_that_is_no_object(sim: Simulated, content: bytes) -> None:
    seen = sim.ask("POST", "/v2/orders", data=content)
    expected = (422, 40010001) if content == b"" else (400, 40010000)
    assert (seen.status, seen.body["code"]) == expected


def test_a_body_may_be_large_only_up_to_a_point(sim: Simulated) -> None:
    assert sim.ask("POST", "/v2/orders", data=b" " * 70_000).status == 413


def test_numbers_come_as_strings_or_numbers_and_the_content_type_does_not_matter(sim: Simulated) -> None:
    text = b'{"symbol":"AAPL","qty":0.123456789,"side":"buy","type":"limit","limit_price":9.10,"time_in_force":"day"}'
    seen = sim.ask("POST", "/v2/orders", data=text)
    assert (seen.status, seen.body["qty"], seen.body["limit_price"]) == (200, "0.123456789", "9.1")


def test_an_order_from_new_to_filled(sim: Simulated) -> None:
    placed = sent(sim, client_order_id="mine")
    assert (placed["status"], placed["filled_qty"], placed["filled_avg_price"]) == ("new", "0", None)
    assert placed["expires_at"] == "2010-01-04T21:00:00Z"
    found = sim.get("/v2/orders:by_client_order_id", client_order_id="mine")
    assert (found["status"], found["filled_qty"], found["filled_avg_price"]) == ("filled", "10", "10")
    assert found["filled_at"] == "2010-01-04T14:30:00Z"
    assert found == sim.get(f"/v2/orders/{placed['id']}")
    assert sim.get("/v2/account")["cash"] == "99900"


def test_a_waiting_order_is_accepted_then_new_then_expired(sim: Simulated) -> None:
    sim.advance(CLOSES)
    placed = sent(sim, type="limit", limit_price="9")
    assert (placed["status"], placed["expires_at"]) == ("accepted", "2010-01-05T21:00:00Z")
    sim.advance(OPENS + timedelta(days=1))
    assert sim.get(f"/v2/orders/{placed['id']}")["status"] == "new"
    sim.advance(CLOSES + timedelta(days=1))
    found = sim.get(f"/v2/orders/{placed['id']}")
    assert (found["status"], found["expired_at"]) == ("expired", "2010-01-05T21:00:00Z")


def test_listing_orders(sim: Simulated) -> None:
    first = sent(sim, type="limit", limit_price="9", time_in_force="gtc")
    second = sent(sim, symbol="IBM")
    sim.advance(CLOSES)
    third = sent(sim, symbol="IBM", type="limit", limit_price="8")

    def ids(**query: Any) -> list[str]:
        return [order["id"] for order in sim.get("/v2/orders", **query)]

    names = {first["id"]: "first", second["id"]: "second", third["id"]: "third"}
    assert [names[one] for one in ids()] == ["third", "first"]
    assert [names[one] for one in ids(status="closed")] == ["second"]
    assert [names[one] for one in ids(status="all", direction="asc")] == ["first", "second", "third"]
    assert [names[one] for one in ids(status="all", limit=1)] == ["third"]
    assert [names[one] for one in ids(status="all", symbols="IBM,GOOG")] == ["third", "second"]
    assert ids(status="all", side="sell") == []
    assert [names[one] for one in ids(status="all", after="2010-01-04T14:30:00Z")] == ["third"]
    assert [names[one] for one in ids(status="all", until="2010-01-04T21:00:00Z")] == ["second", "first"]
    assert [names[one] for one in ids(status="all", after_order_id=first["id"])] == ["third", "second"]
    assert [names[one] for one in ids(status="all", before_order_id=second["id"])] == ["first"]
    assert ids(status="all", asset_class="crypto") == []
    assert sim.ask("GET", "/v2/orders?status=funny").status == 422


def test_cancel_replace_and_cancel_all(sim: Simulated) -> None:
    placed = sent(sim, type="limit", limit_price="9", time_in_force="gtc")
    seen = sim.ask("PATCH", f"/v2/orders/{placed['id']}", json={"qty": "12", "limit_price": "9.25"})
    assert (seen.status, seen.body["qty"], seen.body["limit_price"]) == (200, "12", "9.25")
    assert seen.body["replaces"] == placed["id"]
    old = sim.get(f"/v2/orders/{placed['id']}")
    assert (old["status"], old["replaced_by"], old["replaced_at"]) == (
        "replaced",
        seen.body["id"],
        "2010-01-04T14:30:00Z",
    )
    refused = sim.ask("PATCH", f"/v2/orders/{seen.body['id']}", json={"stop_price": "9"})
    assert refused.status == 422
    assert sim.ask("PATCH", f"/v2/orders/{seen.body['id']}", json={"time_in_force": "opg"}).status == 422
    gone = sim.ask("DELETE", f"/v2/orders/{seen.body['id']}")
    assert (gone.status, gone.body) == (204, None)
    again = sim.ask("DELETE", f"/v2/orders/{seen.body['id']}")
    assert (again.status, again.body) == (422, {"code": 42210000, "message": 'order is already in "canceled" state'})
    other = sent(sim, type="limit", limit_price="9")
    everything = sim.ask("DELETE", "/v2/orders")
    assert (everything.status, [(one["id"], one["status"]) for one in everything.body]) == (207, [(other["id"], 200)])


def test_a_position_and_closing_it(sim: Simulated) -> None:
    sent(sim)
    sim.advance(OPENS + timedelta(days=1))
    held = sim.get("/v2/positions/AAPL")
    assert held == sim.get(f"/v2/positions/{held['asset_id']}")
    assert (held["qty"], held["avg_entry_price"], held["market_value"], held["qty_available"]) == (
        "10",
        "10",
        "100",
        "10",
    )
    half = sim.ask("DELETE", "/v2/positions/AAPL?percentage=25")
    assert (half.status, half.body["qty"], half.body["side"], half.body["type"]) == (200, "2.5", "sell", "market")
    assert sim.ask("DELETE", "/v2/positions/AAPL?qty=2").body["qty"] == "2"
    assert sim.ask("DELETE", "/v2/positions/AAPL?qty=2&percentage=3").status == 422
    assert sim.ask("DELETE", "/v2/positions/AAPL?percentage=101").status == 422
    assert sim.ask("DELETE", "/v2/positions/AAPL").body["qty"] == "5.5"
    assert sim.get("/v2/positions") == []


def test_closing_everything_says_what_could_not_be_closed(sim: Simulated) -> None:
    sent(sim)
    sent(sim, symbol="IBM")
    working = sim.ask("POST", "/v2/orders", json=limit("11", side="sell", qty="4")).body
    closed = sim.ask("DELETE", "/v2/positions").body
    by_symbol = {one["symbol"]: one for one in closed}
    assert (by_symbol["AAPL"]["status"], by_symbol["AAPL"]["body"]["related_orders"]) == (403, [working["id"]])
    assert by_symbol["IBM"]["status"] == 200
    closed = sim.ask("DELETE", "/v2/positions?cancel_orders=True").body
    assert [(one["symbol"], one["status"]) for one in closed] == [("AAPL", 200)]
    assert sim.get("/v2/positions") == []


def test_intraday_gain_counts_todays_shares_from_their_price_and_the_others_from_last_nights() -> None:
    bars: list[Bar] = [(10.0, 10.0, 10.0, 10.0), (12.0, 12.0, 12.0, 11.0), (13.0, 13.0, 13.0, 13.0)]
    sim = simulate(days({"AAPL": bars}), BEFORE)
    sim.advance(OPENS)
    sent(sim)
    sim.advance(OPENS + timedelta(days=1))
    sent(sim, qty="30")
    held = sim.get("/v2/positions/AAPL")
    assert (held["lastday_price"], held["current_price"], held["change_today"]) == ("10", "12", "0.2")
    assert (held["unrealized_pl"], held["unrealized_intraday_pl"]) == ("20", "20")
    sim.advance(OPENS + timedelta(days=2))
    held = sim.get("/v2/positions/AAPL")
    assert (held["lastday_price"], held["unrealized_intraday_pl"]) == ("11", "80")
    assert sim.get("/v2/account")["last_equity"] == "99980"
