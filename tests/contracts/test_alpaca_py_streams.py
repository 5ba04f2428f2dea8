"""alpaca-py's own streams, unmodified, on a loopback port: what a simulated market tells them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from queue import Queue
from typing import Any

import pytest

from tests.fakes.alpaca_py import (
    LimitOrderRequest,
    MarketOrderRequest,
    OrderSide,
    StockDataStream,
    TimeInForce,
    TradingClient,
    TradingStream,
)
from tests.fakes.market import Bar, days, minutes
from tests.fakes.served import PATIENCE, Served, served
from tests.fakes.simulator import KEY, SECRET

pytestmark = pytest.mark.filterwarnings("ignore:websockets.legacy", "ignore:websockets.client")

BEFORE = datetime(2010, 1, 4, 14, 0, tzinfo=UTC)
OPENS = datetime(2010, 1, 4, 14, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
BARS: list[Bar] = [(10.0, 12.0, 9.0, 11.0, 500.0), (11.0, 13.0, 10.5, 12.5, 600.0), (12.5, 12.6, 12.4, 12.5, 700.0)]


@contextmanager
def running(stream: Any, here: Served, subscribed: Callable[[Any], bool]) -> Iterator[None]:
    """The stream in its own thread, until its subscription is acknowledged and after."""
    thread = threading.Thread(target=stream.run, daemon=True)
    thread.start()
    here.wait_until_told(subscribed)
    try:
        yield
    finally:
        stream.stop()
        for session in (*here.simulation.hub.trading, *here.simulation.hub.data):
            session.mailbox.end()
        thread.join(PATIENCE)
        assert not thread.is_alive()


def listening(told: Any) -> bool:
    return isinstance(told, dict) and told["stream"] == "listening"


def acknowledged(told: Any) -> bool:
    return isinstance(told, list) and told[0]["T"] == "subscription"


@pytest.mark.parametrize("frames", ["binary", "text"])
def test_trade_updates_follow_an_order_from_new_to_filled(frames: str) -> None:
    heard: Queue[Any] = Queue()

    async def hear(update: Any) -> None:
        heard.put(update)

    tuesday = OPENS + timedelta(days=1)
    with served(days({"AAPL": BARS}), BEFORE + timedelta(days=1), frames=frames, pending=True) as here:
        stream = TradingStream(KEY, SECRET, url_override=f"{here.ws}/stream")
        stream.subscribe_trade_updates(hear)
        with running(stream, here, listening):
            client = TradingClient(KEY, SECRET, url_override=here.url)
            order = client.submit_order(
                MarketOrderRequest(symbol="AAPL", qty=3, side=OrderSide.BUY, time_in_force=TimeInForce.DAY)
            )
            here.advance(tuesday)
            resting = client.submit_order(
                LimitOrderRequest(
                    symbol="AAPL", qty=1, side=OrderSide.BUY, time_in_force=TimeInForce.DAY, limit_price=1
                )
            )
            client.cancel_order_by_id(resting.id)
            updates = [heard.get(timeout=PATIENCE) for _ in range(6)]
            client._session.close()
    assert [str(getattr(update.event, "value", update.event)) for update in updates] == [
        "accepted",
        "new",
        "fill",
        "pending_new",
        "new",
        "canceled",
    ]
    fill = updates[2]
    assert (fill.order.id, fill.price, fill.qty, fill.position_qty) == (order.id, 11.0, 3.0, 3.0)
    assert fill.order.filled_qty == "3"
    assert fill.timestamp == tuesday
    assert fill.execution_id is not None


def test_minute_bars_trades_quotes_and_the_day_so_far() -> None:
    heard: dict[str, Queue[Any]] = {name: Queue() for name in ("bar", "trade", "quote", "day")}

    def into(name: str) -> Any:
        async def hear(message: Any) -> None:
            heard[name].put(message)

        return hear

    with served(minutes({"AAPL": BARS, "IBM": BARS}), BEFORE, timeframe="1Min") as here:
        stream = StockDataStream(KEY, SECRET, url_override=f"{here.ws}/v2/iex")
        stream.subscribe_bars(into("bar"), "AAPL")
        stream.subscribe_trades(into("trade"), "AAPL")
        stream.subscribe_quotes(into("quote"), "IBM")
        stream.subscribe_daily_bars(into("day"), "*")
        with running(stream, here, acknowledged):
            here.advance(OPENS + 2 * MINUTE)
            bars = [heard["bar"].get(timeout=PATIENCE) for _ in range(2)]
            trades = [heard["trade"].get(timeout=PATIENCE) for _ in range(4)]
            quotes = [heard["quote"].get(timeout=PATIENCE) for _ in range(4)]
            whole = [heard["day"].get(timeout=PATIENCE) for _ in range(4)]
    assert [(bar.symbol, bar.timestamp, bar.open, bar.close, bar.volume) for bar in bars] == [
        ("AAPL", OPENS, 10.0, 11.0, 500.0),
        ("AAPL", OPENS + MINUTE, 11.0, 12.5, 600.0),
    ]
    assert [(trade.price, trade.timestamp) for trade in trades] == [
        (10.0, OPENS),
        (11.0, OPENS + MINUTE),
        (11.0, OPENS + MINUTE),
        (12.5, OPENS + 2 * MINUTE),
    ]
    assert {quote.symbol for quote in quotes} == {"IBM"}
    assert [(day.symbol, day.high, day.low, day.close, day.volume) for day in whole[2:]] == [
        ("AAPL", 13.0, 9.0, 12.5, 1100.0),
        ("IBM", 13.0, 9.0, 12.5, 1100.0),
    ]
    assert whole[0].timestamp == datetime(2010, 1, 4, 5, 0, tzinfo=UTC)


def test_the_test_stream_speaks_at_any_hour() -> None:
    heard: Queue[Any] = Queue()

    async def hear(message: Any) -> None:
        heard.put(message)

    with served(days({"AAPL": BARS}), BEFORE) as here:
        stream = StockDataStream(KEY, SECRET, url_override=f"{here.ws}/v2/test")
        stream.subscribe_quotes(hear, "FAKEPACA")
        with running(stream, here, acknowledged):
            assert heard.get(timeout=PATIENCE).symbol == "FAKEPACA"


def test_a_late_trade_changes_a_bar_and_a_halt_is_told() -> None:
    heard: dict[str, Queue[Any]] = {name: Queue() for name in ("bar", "updated", "status")}

    def into(name: str) -> Any:
        async def hear(message: Any) -> None:
            heard[name].put(message)

        return hear

    with served(minutes({"AAPL": BARS}), BEFORE, timeframe="1Min", chaos="late_trade=1:3") as here:
        stream = StockDataStream(KEY, SECRET, url_override=f"{here.ws}/v2/iex")
        stream.subscribe_bars(into("bar"), "AAPL")
        stream.subscribe_updated_bars(into("updated"), "AAPL")
        stream.subscribe_trading_statuses(into("status"), "AAPL")
        with running(stream, here, acknowledged):
            here.advance(OPENS)
            here.advance(OPENS + MINUTE)
            first = heard["bar"].get(timeout=PATIENCE)
            assert heard["updated"].empty()
            here.advance(OPENS + 3 * MINUTE)
            whole = heard["updated"].get(timeout=PATIENCE)
            here.control("POST", "/sim/status", json={"symbol": "AAPL", "code": "H", "reason": "T12"})
            halt = heard["status"].get(timeout=PATIENCE)
    assert first.volume < whole.volume == 500.0
    assert (first.timestamp, first.close) == (whole.timestamp, whole.close)
    assert (halt.status_code, halt.status_message, halt.reason_code) == ("H", "Trading Halt", "T12")
