"""The newest bars, trades, quotes and snapshots."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from botspec.market.moments import moment, nanoseconds
from botspec.simulator.answer import Answer
from botspec.simulator.asking import Asked, Bad
from botspec.simulator.render.bars import bars_json, quote_json, trade_json
from botspec.simulator.simulation import Simulation
from botspec.simulator.tape import DAY

Json = dict[str, Any]
Of = Callable[[Simulation, str], Json | None]


def _bar(sim: Simulation, symbol: str) -> Json | None:
    found = _newest(sim, symbol, sim.config.timeframe, 1)
    return found[-1] if found else None


def _newest(sim: Simulation, symbol: str, timeframe: str, count: int) -> Sequence[Json]:
    rows = sim.tape.rows(symbol, timeframe, (0, nanoseconds(sim.now)), sim.now)
    return bars_json(rows.take(slice(max(len(rows) - count, 0), None)))


def _trade(sim: Simulation, symbol: str) -> Json | None:
    return _published(sim, symbol, trade_json)


def _quote(sim: Simulation, symbol: str) -> Json | None:
    return _published(sim, symbol, quote_json)


def _published(sim: Simulation, symbol: str, render: Callable[..., Json]) -> Json | None:
    found = sim.venue.last_trade(symbol)
    return None if found is None else render(found[0], moment(found[1]))


def _snapshot(sim: Simulation, symbol: str) -> Json | None:
    trade, quote = _trade(sim, symbol), _quote(sim, symbol)
    if trade is None:
        return None
    shown: Json = {"latestTrade": trade, "latestQuote": quote}
    if sim.tape.intraday and (bar := _bar(sim, symbol)) is not None:
        shown["minuteBar"] = bar
    days = _newest(sim, symbol, DAY, 2)
    for name, bar in zip(("dailyBar", "prevDailyBar"), reversed(days), strict=False):
        shown[name] = bar
    return shown


def _many(of: Of, key: str | None) -> Callable[[Simulation, Asked], Answer]:
    def answer(sim: Simulation, asked: Asked) -> Answer:
        symbols = asked.words("symbols")
        if not symbols:
            raise Bad("symbols is required")
        found = {symbol: value for symbol in symbols if (value := of(sim, symbol)) is not None}
        return Answer(found if key is None else {key: found})

    return answer


def _single(of: Of, key: str | None) -> Callable[[Simulation, Asked], Answer]:
    def answer(sim: Simulation, asked: Asked) -> Answer:
        symbol = asked.path["symbol"]
        found = of(sim, symbol)
        if found is None:
            raise Bad(f"no {key or 'snapshot'} found for {symbol}", 404)
        return Answer({"symbol": symbol, **(found if key is None else {key: found})})

    return answer


latest_bars = _many(_bar, "bars")
latest_bar = _single(_bar, "bar")
latest_trades = _many(_trade, "trades")
latest_trade = _single(_trade, "trade")
latest_quotes = _many(_quote, "quotes")
latest_quote = _single(_quote, "quote")
snapshots = _many(_snapshot, None)
snapshot = _single(_snapshot, None)
