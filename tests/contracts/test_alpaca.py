"""Unmodified alpaca-py, with its typed models, against the simulator; every answer against Alpaca's OpenAPI files."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from botspec.market.panel import ActionKind, CorporateAction, Panel
from botspec.simulator.routes.table import TABLE
from tests.contracts.tour import ask_for_coins, ask_for_the_rest, coins
from tests.fakes.alpaca_py import (
    Adjustment,
    APIError,
    ClosePositionRequest,
    CorporateActionsClient,
    CorporateActionsRequest,
    GetAssetsRequest,
    GetCalendarRequest,
    GetOrdersRequest,
    LimitOrderRequest,
    MarketOrderRequest,
    Order,
    OrderClass,
    OrderSide,
    OrderStatus,
    PositionSide,
    QueryOrderStatus,
    ReplaceOrderRequest,
    StockBarsRequest,
    StockHistoricalDataClient,
    StockLatestBarRequest,
    StockLatestQuoteRequest,
    StockLatestTradeRequest,
    StockSnapshotRequest,
    StopLimitOrderRequest,
    StopLossRequest,
    StopOrderRequest,
    TakeProfitRequest,
    TimeFrame,
    TimeInForce,
    TradeAccount,
    TradingClient,
    TrailingStopOrderRequest,
)
from tests.fakes.market import Bar, days
from tests.fakes.simulator import KEY, SECRET, URL, Seen, Simulated, simulate

OPENAPI = Path(__file__).parents[3] / "shared" / "alpaca"
BEFORE = datetime(2010, 1, 4, 14, 0, tzinfo=UTC)
OPENS = datetime(2010, 1, 4, 14, 30, tzinfo=UTC)
DAY = timedelta(days=1)
BARS: list[Bar] = [(10.0 + n, 12.0 + n, 9.0 + n, 11.0 + n, 5000.0) for n in range(8)]
ACTIONS = (
    CorporateAction("AAPL", date(2010, 1, 6), ActionKind.CASH_DIVIDEND, Decimal("0.25")),
    CorporateAction("IBM", date(2009, 6, 1), ActionKind.SPLIT, Decimal(2)),
    CorporateAction("IBM", date(2009, 7, 1), ActionKind.SPLIT, Decimal("0.1")),
)


@dataclass
class Clients:
    """alpaca-py's own clients; only the transport below `requests` is ours."""

    sim: Simulated
    trading: TradingClient
    data: StockHistoricalDataClient
    actions: CorporateActionsClient


def clients_of(panel: Panel) -> Clients:
    sim = simulate(panel, BEFORE, fees="alpaca", slippage_bps=Decimal(5))
    made = Clients(
        sim,
        TradingClient(KEY, SECRET, url_override=URL),
        StockHistoricalDataClient(KEY, SECRET, url_override=URL),
        CorporateActionsClient(KEY, SECRET, url_override=URL),
    )
    for client in (made.trading, made.data, made.actions):
        client._session.mount("http://", sim.adapter)
        client._session.trust_env = False
    return made


@pytest.fixture
def clients() -> Iterator[Clients]:
    made = clients_of(days({"AAPL": BARS, "IBM": BARS}, actions=ACTIONS))
    yield made
    for client in (made.trading, made.data, made.actions):
        client._session.close()


def market(symbol: str, quantity: float, side: OrderSide = OrderSide.BUY, **given: Any) -> MarketOrderRequest:
    return MarketOrderRequest(symbol=symbol, qty=quantity, side=side, time_in_force=TimeInForce.DAY, **given)


def limit(symbol: str, quantity: float, price: float) -> LimitOrderRequest:
    return LimitOrderRequest(
        symbol=symbol, qty=quantity, side=OrderSide.BUY, time_in_force=TimeInForce.GTC, limit_price=price
    )


def test_a_trading_day_through_the_trading_client(clients: Clients) -> None:
    trading, sim = clients.trading, clients.sim
    account = trading.get_account()
    assert isinstance(account, TradeAccount)
    assert (account.cash, account.status.value) == ("100000", "ACTIVE")
    clock = trading.get_clock()
    assert (clock.is_open, clock.timestamp) == (False, BEFORE)
    calendar = trading.get_calendar(GetCalendarRequest(start=date(2010, 1, 1), end=date(2010, 1, 5)))
    assert [(day.date, day.open) for day in calendar] == [
        (date(2010, 1, 4), datetime(2010, 1, 4, 9, 30)),  # noqa: DTZ001 - alpaca-py's own naive New York time
        (date(2010, 1, 5), datetime(2010, 1, 5, 9, 30)),  # noqa: DTZ001
    ]
    assert [asset.symbol for asset in trading.get_all_assets(GetAssetsRequest())] == ["AAPL", "IBM"]
    assert trading.get_asset("IBM").fractionable
    trading.get_account_configurations()

    sim.advance(OPENS)
    bought = trading.submit_order(market("AAPL", 10, client_order_id="mine"))
    assert isinstance(bought, Order)
    found = trading.get_order_by_client_id("mine")
    assert (found.id, found.status, found.filled_avg_price) == (bought.id, OrderStatus.FILLED, "10.005")
    resting = trading.submit_order(limit("IBM", 5, 8.5))
    replaced = trading.replace_order_by_id(resting.id, ReplaceOrderRequest(qty=6, limit_price=8.25))
    assert (replaced.replaces, replaced.qty, replaced.limit_price) == (resting.id, "6", "8.25")
    assert trading.get_order_by_id(resting.id).status is OrderStatus.REPLACED
    assert [order.id for order in trading.get_orders()] == [replaced.id]
    everything = trading.get_orders(GetOrdersRequest(status=QueryOrderStatus.ALL, limit=500, nested=True))
    assert len(everything) == 3
    trading.cancel_order_by_id(replaced.id)
    trading.submit_order(limit("IBM", 1, 5))
    assert [one.status for one in trading.cancel_orders()] == [200]

    (held,) = trading.get_all_positions()
    assert (held.symbol, held.qty, held.avg_entry_price) == ("AAPL", "10", "10.005")
    assert trading.get_open_position("AAPL").qty_available == "10"
    assert trading.get_open_position(held.asset_id).symbol == "AAPL"
    closing = trading.close_position("AAPL", ClosePositionRequest(qty="4"))
    assert (closing.side, closing.qty) == (OrderSide.SELL, "4")
    sim.advance(OPENS + 2 * DAY)
    (closed,) = trading.close_all_positions(cancel_orders=True)
    assert (closed.status, closed.body.qty) == (200, "6")
    sim.advance(OPENS + 3 * DAY)
    told = trading.get("/account/activities", {"page_size": 50})
    assert [one["activity_type"] for one in told] == ["FEE", "FEE", "FILL", "DIV", "FEE", "FEE", "FILL", "FILL"]
    assert len(trading.get("/account/activities/FILL")) == 3


def test_every_type_and_class_through_the_trading_client(clients: Clients) -> None:
    """Each day opens a dollar above the one before, goes 2 up and 1 down; AAPL opens at 10 on Monday."""
    trading, sim = clients.trading, clients.sim
    sim.advance(OPENS)
    gtc = {"symbol": "AAPL", "time_in_force": TimeInForce.GTC}
    exits = {"take_profit": TakeProfitRequest(limit_price=11.5), "stop_loss": StopLossRequest(stop_price=8.5)}
    bracket = trading.submit_order(
        MarketOrderRequest(**gtc, qty=10, side=OrderSide.BUY, order_class=OrderClass.BRACKET, **exits)
    )
    assert isinstance(bracket, Order)
    assert bracket.legs is not None
    assert [(leg.status, leg.order_class) for leg in bracket.legs] == [(OrderStatus.HELD, OrderClass.BRACKET)] * 2
    stop = trading.submit_order(StopOrderRequest(**gtc, qty=1, side=OrderSide.BUY, stop_price=13.5))
    both = StopLimitOrderRequest(**gtc, qty=1, side=OrderSide.BUY, stop_price=12.5, limit_price=12.75)
    stop_limit = trading.submit_order(both)
    trail = trading.submit_order(TrailingStopOrderRequest(**gtc, qty=1, side=OrderSide.BUY, trail_percent=50))
    trail = trading.replace_order_by_id(trail.id, ReplaceOrderRequest(trail=60))
    assert (trail.trail_percent, trail.hwm, trail.stop_price) == ("60", "10", "16")
    oto = LimitOrderRequest(
        **gtc, qty=5, side=OrderSide.BUY, limit_price=9.5, order_class=OrderClass.OTO, stop_loss=exits["stop_loss"]
    )
    entered = trading.submit_order(oto)
    dollars = trading.submit_order(
        MarketOrderRequest(symbol="AAPL", notional=25, side=OrderSide.BUY, time_in_force=TimeInForce.DAY)
    )
    assert (dollars.qty, dollars.notional) == (None, "25")
    short = trading.submit_order(
        MarketOrderRequest(symbol="IBM", qty=4, side=OrderSide.SELL, time_in_force=TimeInForce.DAY)
    )
    sim.advance(OPENS + DAY)

    def status(order: Any) -> OrderStatus:
        return trading.get_order_by_id(order.id).status

    assert [status(leg) for leg in bracket.legs] == [OrderStatus.FILLED, OrderStatus.CANCELED]
    assert [status(one) for one in (entered, dollars, short)] == [OrderStatus.FILLED] * 3
    nested = trading.get_orders(GetOrdersRequest(nested=True))
    assert {order.id for order in nested} == {stop.id, stop_limit.id, trail.id, entered.id}
    oco = LimitOrderRequest(
        **gtc,
        qty=1,
        side=OrderSide.SELL,
        order_class=OrderClass.OCO,
        take_profit=TakeProfitRequest(limit_price=15),
        stop_loss=StopLossRequest(stop_price=9.5, limit_price=9.4),
    )
    exit_ = trading.submit_order(oco)
    assert (exit_.limit_price, [leg.stop_price for leg in exit_.legs or ()]) == ("15", ["9.5"])
    sold = trading.get_open_position("IBM")
    assert (sold.side, sold.qty, sold.qty_available) == (PositionSide.SHORT, "-4", "-4")
    covering = trading.close_position("IBM")
    assert (covering.side, covering.qty) == (OrderSide.BUY, "4")
    sim.advance(OPENS + 3 * DAY)
    assert [status(one) for one in (stop, stop_limit, exit_)] == [OrderStatus.FILLED] * 2 + [OrderStatus.NEW]
    assert len(trading.get_orders(GetOrdersRequest(status=QueryOrderStatus.ALL, limit=500, nested=True))) == 10


def test_refusals_reach_the_client_as_api_errors(clients: Clients) -> None:
    clients.sim.advance(OPENS)
    for attempt, status, code in (
        (market("ZZZZ", 1), 422, 42210000),
        (market("AAPL", 10**5, OrderSide.SELL), 403, 40310000),
        (market("AAPL", 10**6), 403, 40310000),
    ):
        with pytest.raises(APIError) as caught:
            clients.trading.submit_order(attempt)
        assert (caught.value.status_code, caught.value.code) == (status, code)
    with pytest.raises(APIError, match="position does not exist"):
        clients.trading.get_open_position("AAPL")


def test_market_data_through_the_data_clients(clients: Clients) -> None:
    data = clients.data
    clients.sim.advance(OPENS + 3 * DAY)
    request = StockBarsRequest(
        symbol_or_symbols=["AAPL", "IBM", "ZZZZ"], timeframe=TimeFrame.Day, start=datetime(2010, 1, 1, tzinfo=UTC)
    )
    bars = data.get_stock_bars(request)
    assert [bar.close for bar in bars["AAPL"]] == [11.0, 12.0, 13.0]
    assert bars["IBM"][0].timestamp == datetime(2010, 1, 4, 5, tzinfo=UTC)
    assert "ZZZZ" not in bars.data
    request = StockBarsRequest(
        symbol_or_symbols="AAPL",
        timeframe=TimeFrame.Day,
        start=datetime(2010, 1, 1, tzinfo=UTC),
        adjustment=Adjustment.ALL,
        limit=1,
    )
    assert [bar.close for bar in data.get_stock_bars(request)["AAPL"]] == [round(11 * (1 - 0.25 / 12), 4)]
    both = ["AAPL", "IBM"]
    assert data.get_stock_latest_bar(StockLatestBarRequest(symbol_or_symbols=both))["AAPL"].close == 13.0
    trade = data.get_stock_latest_trade(StockLatestTradeRequest(symbol_or_symbols="AAPL"))["AAPL"]
    assert (trade.price, trade.timestamp) == (13.0, OPENS + 3 * DAY)
    quote = data.get_stock_latest_quote(StockLatestQuoteRequest(symbol_or_symbols=both))["IBM"]
    assert (quote.bid_price, quote.ask_price) == (13.0, 13.0)
    snapshot = data.get_stock_snapshot(StockSnapshotRequest(symbol_or_symbols="AAPL"))["AAPL"]
    assert (snapshot.daily_bar.close, snapshot.previous_daily_bar.close) == (13.0, 12.0)
    for path in ("bars?timeframe=1Day", "bars/latest", "trades/latest", "quotes/latest", "snapshot"):
        clients.sim.get(f"/v2/stocks/AAPL/{path}")
    found = clients.actions.get_corporate_actions(
        CorporateActionsRequest(symbols=["AAPL", "IBM"], start=date(2009, 1, 1), end=date(2010, 1, 8))
    )
    assert {kind: len(several) for kind, several in found.data.items()} == {
        "cash_dividends": 1,
        "forward_splits": 1,
        "reverse_splits": 1,
    }


@pytest.mark.skipif(not OPENAPI.is_dir(), reason=f"Alpaca's OpenAPI files are not beside the project ({OPENAPI.name}/)")
def test_every_answer_is_what_alpacas_openapi_files_describe(clients: Clients) -> None:
    test_a_trading_day_through_the_trading_client(clients)
    test_market_data_through_the_data_clients(clients)
    others = clients_of(days({"AAPL": BARS, "IBM": BARS}))
    test_every_type_and_class_through_the_trading_client(others)
    ask_for_the_rest(clients.sim)
    pairs = coins()
    ask_for_coins(pairs)
    documents = [json.loads((OPENAPI / f"{name}-api.json").read_text("utf-8")) for name in ("trading", "market-data")]
    answered = set()
    for seen in (*clients.sim.adapter.seen, *others.sim.adapter.seen, *pairs.adapter.seen):
        if seen.path.startswith("/sim/"):
            continue
        entry = next(entry for entry in TABLE if entry.method == seen.method and _matches(entry.path, seen.path))
        problems = [problem for document in documents for problem in _problems(document, entry.path, seen)]
        assert not problems, (seen, problems)
        answered.add((entry.method, entry.path))
    assert answered == {(entry.method, entry.path) for entry in TABLE if not entry.path.startswith("/sim/")}


def _matches(template: str, path: str) -> bool:
    return re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), path) is not None and (
        "{" in template or template == path
    )


def _problems(document: Mapping[str, Any], path: str, seen: Seen) -> list[str]:
    """What a document that knows the path says against an answer."""
    operation = document["paths"].get(path, {}).get(seen.method.lower())
    if operation is None:
        return []
    described = operation["responses"].get(str(seen.status))
    if described is None:
        return [f"status {seen.status} is not described"]
    content = described.get("content", {}).get("application/json")
    if content is None:
        return [] if seen.body is None else ["a body where none is described"]
    # `oneOf` two objects without required fields can never hold: every fill is both
    answer = json.loads(json.dumps(content["schema"]).replace('"oneOf"', '"anyOf"'))
    schema = {**answer, "components": document["components"]}
    validator = Draft202012Validator(schema, format_checker=_FORMATS)
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(seen.body)]


_FORMATS = FormatChecker(formats=["date", "uuid"])


@_FORMATS.checks("date-time", raises=ValueError)
def _is_time(value: object) -> bool:
    """RFC 3339; the activities' `date` is a plain date at Alpaca too, whatever its file says."""
    if isinstance(value, str):
        assert datetime.fromisoformat(value)
    return True
