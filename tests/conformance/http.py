"""Cases 30 to 59: what every Alpaca answers, as bytes on the wire."""

from __future__ import annotations

from typing import Any

from tests.conformance.case import HTTP, case
from tests.conformance.places import Place

NOBODY = "00000000-0000-4000-8000-000000000000"


def resting(place: Place, **changes: Any) -> dict[str, Any]:
    order = {"symbol": place.symbol, "qty": "1", "side": "buy", "type": "limit", "time_in_force": "gtc"}
    return {**order, "limit_price": "1.50", **changes}


@case(30, HTTP, "numbers of the account are strings; the day-trading fields are gone")
def account(place: Place) -> None:
    found = place.http("GET", "/v2/account")
    assert found.status == 200
    assert all(isinstance(found.body[name], str) for name in ("cash", "equity", "buying_power", "multiplier"))
    assert not {"pattern_day_trader", "daytrade_count", "daytrading_buying_power"} & set(found.body)


@case(31, HTTP, "wrong keys: 401 and a message without a code")
def wrong_keys(place: Place) -> None:
    found = place.http("GET", "/v2/account", keys=("PKNOBODY", "nothing"))
    assert found.status == 401
    assert set(found.body) == {"message"}


@case(32, HTTP, "answers say how much of the rate limit is left")
def rate_limit(place: Place) -> None:
    told = {name.lower() for name in place.http("GET", "/v2/clock").headers}
    assert {"x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"} <= told


@case(33, HTTP, "an order: both names of its type, an empty class, strings, nulls, an id where none was sent")
def order(place: Place) -> None:
    found = place.http("POST", "/v2/orders", resting(place))
    assert found.status == 200, found
    try:
        assert found.body["type"] == found.body["order_type"] == "limit"
        assert found.body["order_class"] in {"", "simple"}
        assert (found.body["qty"], found.body["filled_qty"], found.body["filled_avg_price"]) == ("1", "0", None)
        assert found.body["limit_price"] in {"1.5", "1.50"}
        assert found.body["client_order_id"]
        assert found.body["legs"] is None
    finally:
        canceled = place.http("DELETE", f"/v2/orders/{found.body['id']}")
    assert (canceled.status, canceled.body) == (204, None)


@case(34, HTTP, "an unknown order: 404 40410000")
def unknown_order(place: Place) -> None:
    for path in (f"/v2/orders/{NOBODY}", "/v2/orders:by_client_order_id?client_order_id=never-used"):
        found = place.http("GET", path)
        assert (found.status, found.body["code"]) == (404, 40410000)


@case(35, HTTP, "a client id used twice: 422 client_order_id must be unique")
def unique(place: Place) -> None:
    body = resting(place, client_order_id=f"{place.prefix}unique")
    first = place.http("POST", "/v2/orders", body)
    again = place.http("POST", "/v2/orders", body)
    place.http("DELETE", f"/v2/orders/{first.body['id']}")
    assert (again.status, again.body["message"]) == (422, "client_order_id must be unique")
    assert again.body["code"] in {40010001, 42210000}


@case(36, HTTP, "nested legs are listed below their parent, and held")
def nested(place: Place) -> None:
    legs = {"take_profit": {"limit_price": "9000"}, "stop_loss": {"stop_price": "1"}}
    found = place.http("POST", "/v2/orders", resting(place, order_class="bracket", **legs))
    assert found.status == 200, found
    try:
        assert [leg["status"] for leg in found.body["legs"]] == ["held", "held"]
        listed = place.http("GET", "/v2/orders?nested=true&limit=500").body
        (parent,) = [each for each in listed if each["id"] == found.body["id"]]
        assert len(parent["legs"]) == 2
    finally:
        place.http("DELETE", f"/v2/orders/{found.body['id']}")


@case(37, HTTP, "a malformed order: 422 40010001 and Alpaca's words")
def malformed(place: Place) -> None:
    told = {
        "qty or notional is required": {"qty": None},
        "limit orders require a limit price": {"limit_price": None},
        "invalid time_in_force": {"time_in_force": "gtd"},
    }
    for message, changes in told.items():
        body = {name: value for name, value in resting(place, **changes).items() if value is not None}
        found = place.http("POST", "/v2/orders", body)
        assert (found.status, found.body["code"], found.body["message"]) == (422, 40010001, message)


@case(38, HTTP, "an unknown asset: 422 as an order, 404 as an asset")
def unknown_asset(place: Place) -> None:
    found = place.http("POST", "/v2/orders", resting(place, symbol="ZZZZZ"))
    assert (found.status, found.body["code"]) == (422, 42210000)
    assert place.http("GET", "/v2/assets/ZZZZZ").body["message"] == "asset not found for ZZZZZ"


@case(39, HTTP, "a position that is not held: 404 40410000 position does not exist")
def no_position(place: Place) -> None:
    found = place.http("GET", "/v2/positions/BTCUSD" if place.name == "paper" else f"/v2/positions/{place.symbol}")
    assert (found.status, found.body["code"], found.body["message"]) == (404, 40410000, "position does not exist")


@case(40, HTTP, "the clock and the calendar are New York's")
def times(place: Place) -> None:
    clock = place.http("GET", "/v2/clock").body
    assert clock["next_open"][-6:] in {"-05:00", "-04:00"}
    (day, *_) = place.http("GET", "/v2/calendar?start=2024-11-29&end=2024-11-29").body
    assert (day["open"], day["close"]) == ("09:30", "13:00")


@case(41, HTTP, "an asset has the flags that decide about orders")
def asset(place: Place) -> None:
    found = place.http("GET", f"/v2/assets/{place.symbol}").body
    assert {"tradable", "shortable", "easy_to_borrow", "fractionable", "marginable"} <= set(found)
    assert found["class"] == "us_equity"


@case(42, HTTP, "too large a page of bars: 400 and a message without a code")
def page(place: Place) -> None:
    found = place.data("/v2/stocks/bars", symbols=place.symbol, timeframe="1Day", limit=10001)
    assert (found.status, found.body) == (
        400,
        {"message": "invalid limit: larger than the allowed maximum of 10000"},
    )


@case(43, HTTP, "pages of bars go on from their token")
def pages(place: Place) -> None:
    query = {"symbols": place.symbol, "timeframe": "1Day", "start": "2024-11-25", "end": "2024-11-27"}
    first = place.data("/v2/stocks/bars", limit=1, **query).body
    assert [set(bar) for bar in first["bars"][place.symbol]] == [set("tohlcvn") | {"vw"}]
    if place.name == "paper":
        rest = place.data("/v2/stocks/bars", limit=1, page_token=first["next_page_token"], **query).body
        assert rest["bars"][place.symbol][0]["t"] > first["bars"][place.symbol][0]["t"]


@case(44, HTTP, "a width that there is not: 400")
def width(place: Place) -> None:
    found = place.data("/v2/stocks/bars", symbols=place.symbol, timeframe="60Min")
    assert (found.status, set(found.body)) == (400, {"message"})


@case(45, HTTP, "crypto data needs no keys; a pair without its slash is malformed")
def coins(place: Place) -> None:
    found = place.coins("/v1beta3/crypto/us/latest/trades", symbols="BTC/USD")
    assert found.status == 200
    assert found.body["trades"]["BTC/USD"]["tks"] in {"B", "S"}
    refused = place.coins("/v1beta3/crypto/us/latest/trades", symbols="BTCUSD")
    assert (refused.status, set(refused.body)) == (400, {"message"})


@case(46, HTTP, "watchlists are made, read and removed")
def watchlists(place: Place) -> None:
    name = f"{place.prefix}list"
    made = place.http("POST", "/v2/watchlists", {"name": name, "symbols": [place.symbol]})
    assert made.status == 200, made
    path = f"/v2/watchlists/{made.body['id']}"
    assert [each["symbol"] for each in place.http("GET", path).body["assets"]] == [place.symbol]
    assert place.http("DELETE", path).status == 204


@case(47, HTTP, "the history of the account's worth is numbers, not strings")
def worth(place: Place) -> None:
    found = place.http("GET", "/v2/account/portfolio/history?period=1M&timeframe=1D").body
    assert len(found["equity"]) == len(found["timestamp"]) == len(found["profit_loss"])
    assert all(isinstance(value, int | float | None) for value in found["equity"])
