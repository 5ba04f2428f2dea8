"""The error catalogue as requests: each line that Alpaca was seen to answer with, and how to get it here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.contracts.tour import MIDNIGHT, MINUTE, around_the_clock
from tests.fakes.market import Bar, days
from tests.fakes.simulator import Seen, Simulated, simulate

QUIET: Bar = (10.0, 10.5, 9.5, 10.0)
MONDAY = datetime(2010, 1, 4, tzinfo=UTC)
OPENS = MONDAY + timedelta(hours=14, minutes=30)
FLAGS = {"RGC": "untradable", "TXN": "no_short", "BRK": "whole_shares", "OLD": "liquidation"}
Json = Mapping[str, Any]
Request = tuple[str, str, Json | None]

ORDER = {"symbol": "AAPL", "qty": "10", "side": "buy", "type": "market", "time_in_force": "day"}
COINS = {"symbol": "BTC/USD", "qty": "1", "side": "buy", "type": "market", "time_in_force": "gtc"}
FORBIDDEN, MISSING, INVALID, RULE = 40310000, 40410000, 40010001, 42210000


@dataclass(frozen=True)
class Row:
    """One line: `before` is done first ("{0}" in a path is the id of its first order), then `ask` is refused."""

    id: str
    ask: Request
    status: int
    code: int | None
    message: str
    extra: tuple[str, ...] = ()
    before: Sequence[Request] = ()
    world: str = "stocks"
    at: timedelta = timedelta()
    config: Json = field(default_factory=dict)


def order(**changes: Any) -> Request:
    body = {name: value for name, value in {**ORDER, **changes}.items() if value is not None}
    return "POST", "/v2/orders", body


def limit(price: str, **changes: Any) -> Request:
    return order(type="limit", limit_price=price, **changes)


def coin(**changes: Any) -> Request:
    return order(**{**COINS, **changes})


BRACKET = {"order_class": "bracket", "take_profit": {"limit_price": "12"}, "stop_loss": {"stop_price": "9"}}
SELL_BRACKET = {**BRACKET, "side": "sell", "take_profit": {"limit_price": "8"}, "stop_loss": {"stop_price": "12"}}
BUY, RESTING = order(), limit("9")
SELLS_ALL = order(side="sell", type="limit", limit_price="11")
AFTER_NINE_28, AFTER_THREE_50 = timedelta(), timedelta(hours=6, minutes=25)

ROWS: tuple[Row, ...] = (
    Row("A1", ("GET", "/v2/account", None), 401, None, "unauthorized.", config={"secret": "another"}),
    Row("B1", order(qty="100000"), 403, FORBIDDEN, "insufficient buying power", ("buying_power", "cost_basis")),
    Row(
        "B2",
        order(side="sell", qty="10"),
        403,
        FORBIDDEN,
        "insufficient qty available for order (requested: 10, available: 0)",
        ("available", "existing_qty", "held_for_orders", "related_orders", "symbol"),
        before=(BUY, SELLS_ALL),
    ),
    Row(
        "B3",
        coin(side="sell", qty="2"),
        403,
        FORBIDDEN,
        "insufficient balance for BTC (requested: 2, available: 0.9975)",
        before=(coin(), ("STEP", "60", None)),
        world="coins",
    ),
    Row("B4", coin(qty="0.001"), 403, FORBIDDEN, "cost basis must be >= minimal amount of order 10", world="coins"),
    Row("B5", order(side="sell"), 403, FORBIDDEN, "account is not allowed to short", config={"shorting": False}),
    Row("B6", order(symbol="BRK", qty="0.5"), 403, FORBIDDEN, 'asset "BRK" is not fractionable'),
    Row(
        "B7",
        order(qty="0.5"),
        403,
        FORBIDDEN,
        "fractional trading is disabled for this account",
        before=(("PATCH", "/v2/account/configurations", {"fractional_trading": False}),),
    ),
    Row("B8", order(symbol="OLD"), 403, FORBIDDEN, "asset OLD is restricted to liquidation only"),
    Row(
        "B9",
        order(),
        403,
        FORBIDDEN,
        "new orders are rejected by user request",
        before=(("PATCH", "/v2/account/configurations", {"suspend_trade": True}),),
    ),
    Row(
        "B10",
        order(time_in_force="opg"),
        403,
        FORBIDDEN,
        "opg orders must be submitted after 7:00pm and before 9:28am",
        at=AFTER_NINE_28,
    ),
    Row(
        "B11",
        order(time_in_force="cls"),
        403,
        FORBIDDEN,
        "cls orders must be submitted after 7:00pm and before 3:50pm",
        at=AFTER_THREE_50,
    ),
    Row(
        "B12",
        order(side="sell", qty="1"),
        403,
        FORBIDDEN,
        "potential wash trade detected. use complex orders",
        ("existing_order_id", "reject_reason"),
        before=(BUY, RESTING),
    ),
    Row("C1", ("GET", "/v2/orders/nobody", None), 404, MISSING, "order not found for nobody"),
    Row("C2", ("GET", "/v2/positions/AAPL", None), 404, MISSING, "position does not exist"),
    Row("C3", ("DELETE", "/v2/positions/AAPL", None), 404, MISSING, "position does not exist"),
    Row("C4", ("GET", "/v2/assets/ZZZZ", None), 404, MISSING, "asset not found for ZZZZ"),
    Row("C5", ("GET", "/v2/positions/BTC/USD", None), 404, MISSING, "endpoint not found: /v2/positions/BTC/USD"),
    Row(
        "D1",
        order(client_order_id="same"),
        422,
        INVALID,
        "client_order_id must be unique",
        before=(order(client_order_id="same"),),
    ),
    Row("D2", order(client_order_id="x" * 129), 422, INVALID, "client_order_id must be no more than 128 characters"),
    Row("D3", order(qty="0"), 422, INVALID, "qty must be > 0"),
    Row("D4", order(notional="5"), 422, INVALID, "only one of qty or notional is accepted"),
    Row("D5", order(qty=None), 422, INVALID, "qty or notional is required"),
    Row("D6", order(type="limit"), 422, INVALID, "limit orders require a limit price"),
    Row("D7", order(type="stop"), 422, INVALID, "stop orders require a stop price"),
    Row(
        "D8",
        order(type="stop_limit", stop_price="11"),
        422,
        INVALID,
        "stop limit orders require both stop and limit price",
    ),
    Row("D9", order(limit_price="9"), 422, INVALID, "market orders require no stop or limit price"),
    Row("D10", order(time_in_force="gtd"), 422, INVALID, "invalid time_in_force"),
    Row(
        "D11",
        order(type="trailing_stop"),
        422,
        INVALID,
        "trailing stop orders must specify one of trail_price or trail_percent",
    ),
    Row(
        "D12",
        order(type="trailing_stop", trail_percent="0.05"),
        422,
        INVALID,
        "trail_percent must be greater than or equal to 0.1",
    ),
    Row(
        "D13", coin(type="stop", stop_price="8000"), 422, INVALID, "invalid order type for crypto order", world="coins"
    ),
    Row("D14", order(order_class="oto"), 422, INVALID, "oto orders require either take_profit or stop_loss"),
    Row("D15", ("DELETE", "/v2/orders/", None), 422, INVALID, "order_id is missing"),
    Row(
        "D16",
        coin(),
        422,
        INVALID,
        "asset BTC/USD is not active",
        world="coins",
        config={"assets": {"BTC/USD": "inactive"}},
    ),
    Row("D17", order(qty=None, notional="0.99"), 422, INVALID, "notional must be >= 1.00"),
    Row("E1", order(symbol="ZZZZ"), 422, RULE, 'asset "ZZZZ" not found'),
    Row("E2", order(symbol="RGC"), 422, RULE, 'asset "RGC" is not tradable'),
    Row("E3", order(symbol="TXN", side="sell"), 422, RULE, 'asset "TXN" cannot be sold short'),
    Row("E4", limit("9", qty="0.5", time_in_force="gtc"), 422, RULE, "fractional orders must be DAY orders"),
    Row("E5", limit("10", qty="0.5", **BRACKET), 422, RULE, "fractional orders must be simple orders"),
    Row("E6", order(side="sell", qty="0.5"), 422, RULE, "fractional orders cannot be sold short"),
    Row("E7", order(extended_hours=True), 422, RULE, "extended hours order must be DAY or GTC limit orders"),
    Row(
        "E8",
        limit("9.001"),
        422,
        RULE,
        "invalid limit_price 9.001. sub-penny increment does not fulfill minimum pricing criteria",
    ),
    Row(
        "E9",
        coin(
            side="sell",
            order_class="oco",
            type="limit",
            take_profit={"limit_price": "8000"},
            stop_loss={"stop_price": "6000"},
        ),
        422,
        RULE,
        "crypto orders not allowed for advanced order_class: oco",
        world="coins",
    ),
    Row("E10", order(**SELL_BRACKET), 422, RULE, "bracket orders must be entry orders", before=(BUY,)),
    Row(
        "E11",
        order(order_class="bracket", stop_loss={"stop_price": "9"}),
        422,
        RULE,
        "bracket orders require take_profit.limit_price",
    ),
    Row(
        "E12",
        order(**{**BRACKET, "stop_loss": {"stop_price": "10"}}),
        422,
        RULE,
        "stop_loss.stop_price must be <= base_price - 0.01",
        ("base_price",),
    ),
    Row(
        "E13",
        order(**{**BRACKET, "take_profit": {"limit_price": "10"}}),
        422,
        RULE,
        "take_profit.limit_price must be >= base_price + 0.01",
        ("base_price",),
    ),
    Row(
        "E14",
        order(side="sell", type="stop", stop_price="11"),
        422,
        RULE,
        "stop price must be less than current price",
        ("market_price", "stop_price"),
        before=(BUY,),
    ),
    Row(
        "E15",
        order(position_intent="buy_to_close"),
        422,
        RULE,
        "position intent mismatch, inferred: buy_to_open, specified: buy_to_close",
    ),
    Row(
        "E16",
        ("PATCH", "/v2/orders/{0}", {"qty": "5"}),
        422,
        RULE,
        "cannot replace order in accepted status",
        before=(RESTING,),
        at=timedelta(hours=8),
    ),
    Row(
        "E17",
        ("PATCH", "/v2/orders/{0}", {"qty": "4"}),
        422,
        RULE,
        "order already replaced",
        before=(RESTING, ("PATCH", "/v2/orders/{0}", {"qty": "5"})),
    ),
    Row(
        "E18",
        ("PATCH", "/v2/orders/{0}", {"qty": "10"}),
        422,
        RULE,
        "order parameters are not changed",
        before=(RESTING,),
    ),
    Row(
        "E19",
        ("PATCH", "/v2/orders/{0}", {"qty": "2"}),
        422,
        RULE,
        "qty must be > filled_qty",
        before=(limit("10", qty="5"),),
        config={"max_participation": "0.000002"},
    ),
    Row(
        "E20",
        ("PATCH", "/v2/orders/{0}", {"qty": "5"}),
        422,
        RULE,
        "unable to replace order, order is not open",
        before=(RESTING, ("DELETE", "/v2/orders/{0}", None)),
    ),
    Row("E21", ("DELETE", "/v2/orders/{0}", None), 422, RULE, 'order is already in "filled" state', before=(BUY,)),
    Row("F1", ("GET", "/v2/clock", None), 429, 42910000, "rate limit exceeded", config={"requests_per_minute": 0}),
    Row(
        "G1",
        ("GET", "/v2/stocks/bars?symbols=AAPL&timeframe=1Day&limit=10001", None),
        400,
        None,
        "invalid limit: larger than the allowed maximum of 10000",
    ),
    Row(
        "G2",
        ("GET", "/v1beta3/crypto/us/bars?symbols=BTCUSD&timeframe=1Min", None),
        400,
        None,
        "invalid symbol: BTCUSD does not match ^[A-Z]+x?/[A-Z]+$",
        world="coins",
    ),
    Row("G3", ("GET", "/v2/stocks/bars?symbols=AAPL&timeframe=60Min", None), 400, None, "invalid timeframe: 60Min"),
    Row(
        "G4",
        ("GET", "/v2/stocks/bars?symbols=AAPL&timeframe=1Day&feed=sip", None),
        403,
        RULE,
        "subscription does not permit querying recent SIP data",
        config={"plan": "basic"},
    ),
)


def world_of(row: Row) -> Simulated:
    """The market in which a row is asked: the first session under way at 10 USD, or coins a minute after midnight."""
    given = {"fees": "alpaca", "assets": FLAGS, **row.config}
    known = None
    if "secret" in given:
        known = given.pop("secret")
    if "max_participation" in given:
        from decimal import Decimal

        given["max_participation"] = Decimal(given["max_participation"])
    if row.world == "coins":
        sim = simulate(
            around_the_clock(), MIDNIGHT, timeframe="1Min", **{**given, "assets": row.config.get("assets", {})}
        )
        sim.advance(MIDNIGHT + MINUTE)
        return sim
    bars = {symbol: [QUIET] * 5 for symbol in ("AAPL", "IBM", *FLAGS)}
    sim = simulate(days(bars), OPENS - timedelta(minutes=30), **({**given, "secret": known} if known else given))
    sim.advance(OPENS + row.at)
    return sim


def asked(row: Row) -> Seen:
    """What the row's request is answered with."""
    sim = world_of(row)
    ids: list[str] = []
    for method, path, body in row.before:
        if method == "STEP":
            sim.advance(sim.simulation.now + timedelta(seconds=int(path)))
            continue
        seen = sim.ask(method, path.format(*ids), json=body)
        assert seen.status < 300, seen
        if isinstance(seen.body, dict) and "id" in seen.body:
            ids.append(seen.body["id"])
    method, path, body = row.ask
    return sim.ask(method, path.format(*ids), json=body)
