"""What Alpaca's own examples do, but for the addresses, against `botspec simulate serve`; and the same by hand.

One server of four stocks and one of coins, as a person starts them. Only what they print is used.
"""

from __future__ import annotations

import asyncio
import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from queue import Queue
from typing import Any
from urllib.parse import urlsplit

import pytest
import websockets.sync.client as raw

from tests.fakes import alpaca_py as alpaca

ROOT = Path(__file__).parents[2]
PATIENCE = 30
OPENS = datetime(2024, 1, 2, 14, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
SYMBOLS = ("AAA", "BBB", "CCC", "DDD")
pytestmark = pytest.mark.filterwarnings("ignore:websockets.legacy", "ignore:websockets.client", "ignore:unclosed")


class Server:
    """`botspec simulate serve --json --stepped` and what it printed."""

    def __init__(self, *words: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "botspec.cli.main", "simulate", "serve", "--json", "--stepped", *words],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        assert self.process.stdout is not None
        self.ready: dict[str, Any] = json.loads(self.process.stdout.readline())
        self.keys = (self.ready["key"], self.ready["secret"])

    def advance(self, until: datetime) -> None:
        token = {"Authorization": f"Bearer {self.ready['control_token']}"}
        status, _, _ = self.ask("POST", "/sim/advance", token, {"until": until.isoformat()})
        assert status == 200

    def wait_for_listeners(self, *paths: str) -> None:
        """Until the streams have subscribed."""
        deadline = time.monotonic() + PATIENCE
        token = {"Authorization": f"Bearer {self.ready['control_token']}"}
        while not set(paths) <= set(self.ask("GET", "/sim/state", token)[1]["listening"]):
            assert time.monotonic() < deadline, "nobody subscribed"

    def ask(
        self, method: str, path: str, headers: dict[str, str] | None = None, body: object = None
    ) -> tuple[int, Any, dict[str, str]]:
        """By the standard library alone, as curl would."""
        connection = http.client.HTTPConnection(urlsplit(self.ready["url"]).netloc, timeout=PATIENCE)
        keys = {"APCA-API-KEY-ID": self.keys[0], "APCA-API-SECRET-KEY": self.keys[1]} if headers is None else headers
        connection.request(method, path, None if body is None else json.dumps(body), keys)
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        return answer.status, json.loads(text) if text else None, dict(answer.getheaders())

    def end(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(PATIENCE) == 0
        assert self.process.stdout is not None
        self.process.stdout.close()


def write(folder: Path, name: str, start: datetime, price: float) -> None:
    lines = ["timestamp,open,high,low,close,volume"]
    for n in range(30):
        at = start + n * MINUTE
        base = price + n / 10
        lines.append(
            f"{at:%Y-%m-%dT%H:%M:%SZ},{base:.2f},{base + 0.5:.2f},{base - 0.5:.2f},{base + 0.1:.2f},{1000 + n}"
        )
    (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.fixture(scope="module")
def stocks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("stocks")
    for number, symbol in enumerate(SYMBOLS):
        write(folder, symbol, OPENS, 100.0 + number)
    words = ["--bars", str(folder), "--timeframe", "1Min", "--symbols", ",".join(SYMBOLS), "--from", "2024-01-02"]
    server = Server(*words, "--rate-limit", "100000")
    server.advance(OPENS + MINUTE)
    yield server
    server.end()


@pytest.fixture(scope="module")
def coins(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("coins")
    write(folder, "BTCUSD", datetime(2024, 1, 6, 14, tzinfo=UTC), 40_000.0)  # a Saturday
    server = Server("--bars", str(folder), "--timeframe", "1Min", "--symbols", "BTC/USD", "--from", "2024-01-06")
    server.advance(datetime(2024, 1, 6, 14, 1, tzinfo=UTC))
    yield server
    server.end()


@contextmanager
def running(stream: Any, happen: Callable[[], object]) -> Iterator[None]:
    """In its own thread; the test waits for what it hears. A stream that is to stop looks up at its next message."""
    thread = threading.Thread(target=stream.run, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stream.stop()
        happen()
        thread.join(PATIENCE)
        assert not thread.is_alive()


def test_trading(stocks: Server) -> None:
    client = alpaca.TradingClient(*stocks.keys, paper=True, url_override=stocks.ready["url"])
    account = client.get_account()
    assert account.trading_blocked is False
    assert float(account.buying_power) == 200_000
    assets = client.get_all_assets(alpaca.GetAssetsRequest(asset_class="us_equity"))
    assert {asset.symbol for asset in assets} == set(SYMBOLS)
    assert client.get_asset("AAA").tradable
    side, tif = alpaca.OrderSide, alpaca.TimeInForce
    bought = client.submit_order(alpaca.MarketOrderRequest(symbol="AAA", qty=5, side=side.BUY, time_in_force=tif.DAY))
    rested = client.submit_order(
        alpaca.LimitOrderRequest(symbol="BBB", limit_price=50, qty=1, side=side.BUY, time_in_force=tif.GTC)
    )
    bracket = client.submit_order(
        alpaca.MarketOrderRequest(
            symbol="CCC",
            qty=5,
            side=side.BUY,
            time_in_force=tif.DAY,
            order_class=alpaca.OrderClass.BRACKET,
            take_profit=alpaca.TakeProfitRequest(limit_price=120),
            stop_loss=alpaca.StopLossRequest(stop_price=90),
        )
    )
    stocks.advance(OPENS + 2 * MINUTE)
    assert client.get_order_by_id(bought.id).status is alpaca.OrderStatus.FILLED
    assert bought.status is alpaca.OrderStatus.PENDING_NEW
    assert len(bracket.legs) == 2
    open_orders = client.get_orders(alpaca.GetOrdersRequest(status=alpaca.QueryOrderStatus.OPEN, nested=True))
    assert {order.symbol for order in open_orders} == {"BBB", "CCC"}
    replaced = client.replace_order_by_id(rested.id, alpaca.ReplaceOrderRequest(limit_price=51))
    assert replaced.replaces == rested.id
    statuses = client.cancel_orders()
    assert {status.status for status in statuses} == {200}
    assert {position.symbol for position in client.get_all_positions()} == {"AAA", "CCC"}
    client.close_position("AAA", alpaca.ClosePositionRequest(qty="2"))
    client.close_all_positions(cancel_orders=True)
    stocks.advance(OPENS + 3 * MINUTE)
    assert client.get_all_positions() == []
    fills = client.get("/account/activities/FILL")
    assert {fill["symbol"] for fill in fills} == {"AAA", "CCC"}
    watchlist = client.create_watchlist(alpaca.CreateWatchlistRequest(name="mine", symbols=["AAA", "DDD"]))
    assert [asset.symbol for asset in client.get_watchlist_by_id(watchlist.id).assets] == ["AAA", "DDD"]
    client.delete_watchlist_by_id(watchlist.id)
    assert client.get_clock().is_open
    assert client.get_account_configurations().suspend_trade is False
    worth = client.get_portfolio_history(alpaca.GetPortfolioHistoryRequest(period="1D", timeframe="1Min"))
    assert len(worth.equity) == len(worth.timestamp) > 1
    client._session.close()


@pytest.mark.filterwarnings("ignore:The inplace keyword")
def test_stock_data(stocks: Server) -> None:
    client = alpaca.StockHistoricalDataClient(*stocks.keys, url_override=stocks.ready["url"])
    symbols = list(SYMBOLS)
    frame = client.get_stock_bars(
        alpaca.StockBarsRequest(symbol_or_symbols=symbols, timeframe=alpaca.TimeFrame.Minute, start=OPENS)
    ).df
    assert set(frame.index.get_level_values("symbol")) == set(SYMBOLS)
    quotes = client.get_stock_latest_quote(alpaca.StockLatestQuoteRequest(symbol_or_symbols=symbols))
    assert quotes["DDD"].ask_price > 0
    trades = client.get_stock_trades(alpaca.StockTradesRequest(symbol_or_symbols="AAA", start=OPENS))
    assert trades["AAA"][0].price == 100.0
    assert client.get_stock_quotes(alpaca.StockQuotesRequest(symbol_or_symbols="AAA", start=OPENS))["AAA"]
    snapshot = client.get_stock_snapshot(alpaca.StockSnapshotRequest(symbol_or_symbols="BBB"))["BBB"]
    assert snapshot.minute_bar.close > 0
    client._session.close()


def test_both_streams_of_stocks(stocks: Server) -> None:
    heard: Queue[Any] = Queue()
    updates: Queue[Any] = Queue()

    async def bar(message: Any) -> None:
        heard.put(message)

    async def update(message: Any) -> None:
        updates.put(message)

    data = alpaca.StockDataStream(*stocks.keys, url_override=stocks.ready["data_stream"])
    data.subscribe_bars(bar, *SYMBOLS)
    trading = alpaca.TradingStream(*stocks.keys, paper=True, url_override=stocks.ready["trade_stream"])
    trading.subscribe_trade_updates(update)
    client = alpaca.TradingClient(*stocks.keys, url_override=stocks.ready["url"])
    minutes = iter(range(4, 29))

    def happen() -> None:
        client.submit_order(
            alpaca.MarketOrderRequest(
                symbol="DDD", qty=1, side=alpaca.OrderSide.BUY, time_in_force=alpaca.TimeInForce.DAY
            )
        )
        stocks.advance(OPENS + next(minutes) * MINUTE)

    with running(data, happen), running(trading, happen):
        stocks.wait_for_listeners("trade_updates", "/v2/iex")
        happen()
        first, told = heard.get(timeout=PATIENCE), updates.get(timeout=PATIENCE)
    assert first.symbol in SYMBOLS
    assert first.close == pytest.approx(first.open + 0.1)
    assert told.order.symbol == "DDD"
    client._session.close()


def test_crypto_at_the_week_end(coins: Server) -> None:
    data = alpaca.CryptoHistoricalDataClient(url_override=coins.ready["url"])
    bars = data.get_crypto_bars(
        alpaca.CryptoBarsRequest(symbol_or_symbols="BTC/USD", timeframe=alpaca.TimeFrame.Minute)
    )
    assert bars["BTC/USD"][0].close == 40_000.1
    book = data.get_crypto_latest_orderbook(alpaca.CryptoLatestOrderbookRequest(symbol_or_symbols="BTC/USD"))
    assert book["BTC/USD"].bids[0].price > 0
    client = alpaca.TradingClient(*coins.keys, url_override=coins.ready["url"])
    order = client.submit_order(
        alpaca.MarketOrderRequest(
            symbol="BTC/USD", qty=0.01, side=alpaca.OrderSide.BUY, time_in_force=alpaca.TimeInForce.GTC
        )
    )
    heard: Queue[Any] = Queue()

    async def bar(message: Any) -> None:
        heard.put(message)

    stream = alpaca.CryptoDataStream(*coins.keys, url_override=coins.ready["crypto_stream"])
    stream.subscribe_bars(bar, "BTC/USD")
    minutes = iter(range(2, 29))

    def happen() -> None:
        coins.advance(datetime(2024, 1, 6, 14, next(minutes), tzinfo=UTC))

    with running(stream, happen):
        coins.wait_for_listeners("/v1beta3/crypto/us")
        happen()
        assert heard.get(timeout=PATIENCE).symbol == "BTC/USD"
    assert client.get_order_by_id(order.id).status is alpaca.OrderStatus.FILLED
    assert client.get_open_position("BTCUSD").qty == "0.01"
    client._session.close()
    data._session.close()


# ---- other languages: headers, JSON, text frames


def test_a_client_without_alpaca_py(stocks: Server) -> None:
    status, account, headers = stocks.ask("GET", "/v2/account")
    assert (status, account["currency"]) == (200, "USD")
    assert {"x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"} <= {name.lower() for name in headers}
    order = {"symbol": "AAA", "notional": "50", "side": "buy", "type": "market", "time_in_force": "day"}
    assert stocks.ask("POST", "/v2/orders", None, order)[0] == 200
    with raw.connect(stocks.ready["data_stream"], proxy=None) as stream:
        assert json.loads(stream.recv(PATIENCE)) == [{"T": "success", "msg": "connected"}]
        stream.send(json.dumps({"action": "auth", "key": stocks.keys[0], "secret": stocks.keys[1]}))
        assert json.loads(stream.recv(PATIENCE)) == [{"T": "success", "msg": "authenticated"}]
        stream.send(json.dumps({"action": "subscribe", "quotes": ["AAA"]}))
        assert json.loads(stream.recv(PATIENCE))[0]["quotes"] == ["AAA"]
        with raw.connect(stocks.ready["data_stream"], proxy=None, additional_headers=_headers(stocks)) as second:
            second.recv(PATIENCE)
            assert json.loads(second.recv(PATIENCE))[0]["code"] == 406, "one connection an endpoint"


def _headers(server: Server) -> dict[str, str]:
    return {"APCA-API-KEY-ID": server.keys[0], "APCA-API-SECRET-KEY": server.keys[1]}


NODE = """
const ready = JSON.parse(process.env.READY);
const ws = new WebSocket(ready.data_stream.replace("/v2/iex", "/v2/test"));
ws.onmessage = (event) => {
  const [message] = JSON.parse(event.data);
  if (message.msg === "connected") ws.send(JSON.stringify({action: "auth", key: ready.key, secret: ready.secret}));
  if (message.msg === "authenticated") ws.send(JSON.stringify({action: "subscribe", trades: ["FAKEPACA"]}));
  if (message.T === "t") { console.log(JSON.stringify(message)); ws.close(); }
};
ws.onerror = (error) => { console.error(error.message); process.exit(1); };
"""


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
def test_a_client_in_javascript(stocks: Server) -> None:
    done = subprocess.run(
        ["node", "--experimental-websocket", "-e", NODE],
        env={**os.environ, "READY": json.dumps(stocks.ready)},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    if "bad option" in done.stderr:
        pytest.skip("this node has no WebSocket")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["S"] == "FAKEPACA"
    assert json.loads(done.stdout)["t"].endswith("Z")


def test_asyncio_clients_hear_trade_updates_as_binary_json(stocks: Server) -> None:
    from websockets.asyncio.client import connect

    async def authorized() -> Any:
        async with connect(stocks.ready["trade_stream"] + "/", proxy=None) as stream:
            await stream.send(json.dumps({"action": "auth", "key": stocks.keys[0], "secret": stocks.keys[1]}))
            return await asyncio.wait_for(stream.recv(), PATIENCE)

    answer = asyncio.run(authorized())
    assert isinstance(answer, bytes)
    assert json.loads(answer)["data"]["status"] == "authorized"
