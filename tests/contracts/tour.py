"""A request of every kind that the trading and data clients of alpaca-py do not make by themselves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np

from botspec.market.moments import nanoseconds
from botspec.market.panel import Panel
from tests.fakes.simulator import Simulated, simulate

MIDNIGHT = datetime(2018, 4, 4, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def around_the_clock(count: int = 4, symbol: str = "BTC/USD") -> Panel:
    """Minute bars of a pair from midnight UTC on: opens 7000, 7010, ...; two units around them."""
    opened = np.array([nanoseconds(MIDNIGHT + n * MINUTE) for n in range(count)], dtype=np.int64)
    opens = np.array([[7000.0 + 10 * n] for n in range(count)])
    columns = [np.asfortranarray(opens + offset) for offset in (0.0, 2.0, -2.0, 1.0)]
    session = np.full(count, MIDNIGHT.toordinal(), dtype=np.int64)
    volume = np.asfortranarray(np.full((count, 1), 1.25))
    return Panel((symbol,), opened, opened + 60 * 10**9, session, *columns, volume)


def coins() -> Simulated:
    """A simulator of BTC/USD, a minute after midnight."""
    sim = simulate(around_the_clock(), MIDNIGHT, timeframe="1Min", fees="alpaca")
    sim.advance(MIDNIGHT + MINUTE)
    return sim


def ask_for_coins(sim: Simulated) -> None:
    """Every crypto path."""
    query = {"symbols": "BTC/USD", "start": "2018-04-04T00:00:00Z"}
    sim.get("/v1beta3/crypto/us/bars", timeframe="1Min", **query)
    for name in ("trades", "quotes", "snapshots", "latest/bars", "latest/trades", "latest/quotes", "latest/orderbooks"):
        sim.get(f"/v1beta3/crypto/us/{name}", **query)


def ask_for_the_rest(sim: Simulated) -> None:
    """Settings, worth, watchlists, news and what else is no order."""
    sim.ask("PATCH", "/v2/account/configurations", json={"trade_confirm_email": "all"})
    sim.get("/v2/account/portfolio/history", period="1M", timeframe="1D")
    made = sim.ask("POST", "/v2/watchlists", json={"name": "mine", "symbols": ["AAPL"]}).body
    path = f"/v2/watchlists/{made['id']}"
    sim.get("/v2/watchlists")
    for method in ("GET", "PUT", "POST"):
        body = {"PUT": {"name": "mine"}, "POST": {"symbol": "IBM"}}.get(method)
        sim.ask(method, path, json=body)
        if method == "POST":
            sim.ask("DELETE", f"{path}/IBM")
        sim.ask(method, "/v2/watchlists:by_name?name=mine", json=body)
    sim.ask("DELETE", path)
    sim.ask("POST", "/v2/watchlists", json={"name": "yours"})
    sim.ask("DELETE", "/v2/watchlists:by_name?name=yours")
    for method in ("GET", "PATCH", "DELETE"):
        sim.ask(method, "/v2/orders/")
    sim.get("/v3/clock", markets="NYSE,XNAS")
    sim.get("/v3/calendar/NYSE", start="2010-01-04", end="2010-01-08")
    sim.get("/v1beta1/news")
    sim.get("/v2/stocks/meta/exchanges")
    sim.get("/v2/stocks/meta/conditions/trade", tape="A")
    for name in ("trades", "quotes"):
        sim.get(f"/v2/stocks/{name}", symbols="AAPL,IBM", start="2010-01-01")
        sim.get(f"/v2/stocks/AAPL/{name}", start="2010-01-01")
