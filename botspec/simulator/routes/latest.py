"""The newest bars, trades, quotes, order books and snapshots."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from botspec.market.moments import moment, nanoseconds
from botspec.simulator.answer import Answer
from botspec.simulator.asking import Asked, Bad
from botspec.simulator.render.bars import bars_json, coin_bars_json
from botspec.simulator.render.ticks import coin_book, coin_quote, coin_trade, share_quote, share_trade
from botspec.simulator.render.times import stamp
from botspec.simulator.routes.symbols import coins, shares
from botspec.simulator.simulation import Simulation
from botspec.simulator.tape import Rows
from botspec.simulator.widths import DAY

Json = dict[str, Any]
Of = Callable[[Simulation, str], Json | None]
BarsJson = Callable[[Rows], list[Json]]


def _newest(sim: Simulation, symbol: str, timeframe: str, count: int, render: BarsJson) -> Sequence[Json]:
    rows = sim.tape.rows(symbol, timeframe, (0, nanoseconds(sim.now)), sim.now)
    return render(rows.take(slice(max(len(rows) - count, 0), None)))


def _bar(render: BarsJson) -> Of:
    def of(sim: Simulation, symbol: str) -> Json | None:
        found = _newest(sim, symbol, sim.config.timeframe, 1, render)
        return found[-1] if found else None

    return of


def _published(render: Callable[[float, int], Json]) -> Of:
    def of(sim: Simulation, symbol: str) -> Json | None:
        found = sim.venue.last_trade(symbol)
        return None if found is None else {"t": stamp(moment(found.at)), **render(found.price, found.number)}

    return of


def _snapshot(trade: Of, quote: Of, render: BarsJson) -> Of:
    minute = _bar(render)

    def of(sim: Simulation, symbol: str) -> Json | None:
        last = trade(sim, symbol)
        if last is None:
            return None
        shown: Json = {"latestTrade": last, "latestQuote": quote(sim, symbol)}
        if sim.tape.intraday and (bar := minute(sim, symbol)) is not None:
            shown["minuteBar"] = bar
        days = _newest(sim, symbol, DAY, 2, render)
        for name, bar in zip(("dailyBar", "prevDailyBar"), reversed(days), strict=False):
            shown[name] = bar
        return shown

    return of


def _many(of: Of, key: str | None) -> Callable[[Simulation, Asked], Answer]:
    def answer(sim: Simulation, asked: Asked) -> Answer:
        found = _all(sim, of, shares(asked.words("symbols")))
        return Answer(found if key is None else {key: found})

    return answer


def _coins(of: Of, key: str) -> Callable[[Simulation, Asked], Answer]:
    return lambda sim, asked: Answer({key: _all(sim, of, coins(asked))})


def _all(sim: Simulation, of: Of, symbols: Sequence[str]) -> dict[str, Json]:
    return {symbol: value for symbol in symbols if (value := of(sim, symbol)) is not None}


def _single(of: Of, key: str | None) -> Callable[[Simulation, Asked], Answer]:
    def answer(sim: Simulation, asked: Asked) -> Answer:
        symbol = asked.path["symbol"]
        found = of(sim, symbol)
        if found is None:
            raise Bad(f"no {key or 'snapshot'} found for {symbol}", 404)
        return Answer({"symbol": symbol, **(found if key is None else {key: found})})

    return answer


_share_bar, _coin_bar = _bar(bars_json), _bar(coin_bars_json)
_share_trade, _coin_trade = _published(share_trade), _published(coin_trade)
_share_quote, _coin_quote = (
    _published(lambda price, _: share_quote(price)),
    _published(lambda price, _: coin_quote(price)),
)

latest_bars, latest_bar = _many(_share_bar, "bars"), _single(_share_bar, "bar")
latest_trades, latest_trade = _many(_share_trade, "trades"), _single(_share_trade, "trade")
latest_quotes, latest_quote = _many(_share_quote, "quotes"), _single(_share_quote, "quote")
_share_snapshot = _snapshot(_share_trade, _share_quote, bars_json)
snapshots, snapshot = _many(_share_snapshot, None), _single(_share_snapshot, None)
coin_bars, coin_trades = _coins(_coin_bar, "bars"), _coins(_coin_trade, "trades")
coin_quotes = _coins(_coin_quote, "quotes")
coin_books = _coins(_published(lambda price, _: coin_book(price)), "orderbooks")
coin_snapshots = _coins(_snapshot(_coin_trade, _coin_quote, coin_bars_json), "snapshots")
