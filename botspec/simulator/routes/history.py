"""Historical bars, trades and quotes of stocks and of crypto pairs, many symbols or one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

from botspec.exchange.refusal import Refusal
from botspec.market.moments import nanoseconds
from botspec.simulator.answer import Answer
from botspec.simulator.asking import Asked, Bad
from botspec.simulator.config import BASIC
from botspec.simulator.render.bars import bars_json, coin_bars_json
from botspec.simulator.render.ticks import coin_quotes_json, coin_trades_json, quotes_json, trades_json
from botspec.simulator.routes.pages import Json, page, period
from botspec.simulator.routes.symbols import coins, shares
from botspec.simulator.simulation import Simulation
from botspec.simulator.tape import Rows
from botspec.simulator.ticks import Ticks, ticks

FEEDS = frozenset({"iex", "sip", "otc", "boats", "delayed_sip", "overnight"})
SIP_DELAY = timedelta(minutes=15)
Endpoint = Callable[[Simulation, Asked], Answer]
Pages = Callable[[Simulation, Asked, Sequence[str]], tuple[dict[str, list[Json]], str | None]]


def _bars(render: Callable[[Rows], list[Json]]) -> Pages:
    def pages(sim: Simulation, asked: Asked, symbols: Sequence[str]) -> tuple[dict[str, list[Json]], str | None]:
        timeframe = asked.query.get("timeframe")
        if not timeframe:
            raise Bad("timeframe is required")
        span, adjustment = period(sim, asked), asked.query.get("adjustment") or "raw"
        return page(asked, symbols, lambda name: sim.tape.rows(name, timeframe, span, sim.now, adjustment), render)

    return pages


def _ticks(render: Callable[[Ticks], list[Json]]) -> Pages:
    def pages(sim: Simulation, asked: Asked, symbols: Sequence[str]) -> tuple[dict[str, list[Json]], str | None]:
        span, venue = period(sim, asked), sim.venue
        return page(
            asked, symbols, lambda name: ticks(venue.panel, name, venue.closed_rows, venue.open_row(), span), render
        )

    return pages


def _many(key: str, pages: Pages) -> Endpoint:
    def answer(sim: Simulation, asked: Asked) -> Answer:
        _check_feed(sim, asked)
        found, token = pages(sim, asked, shares(asked.words("symbols")))
        return Answer({key: found, "next_page_token": token})

    return answer


def _single(key: str, pages: Pages) -> Endpoint:
    def answer(sim: Simulation, asked: Asked) -> Answer:
        _check_feed(sim, asked)
        symbol = asked.path["symbol"]
        found, token = pages(sim, asked, [symbol])
        return Answer({"symbol": symbol, key: found.get(symbol, []), "next_page_token": token})

    return answer


def _coins(key: str, pages: Pages) -> Endpoint:
    def answer(sim: Simulation, asked: Asked) -> Answer:
        found, token = pages(sim, asked, coins(asked))
        return Answer({key: found, "next_page_token": token})

    return answer


def _check_feed(sim: Simulation, asked: Asked) -> None:
    """The free plan does not show the last quarter of an hour of all exchanges."""
    feed = asked.query.get("feed") or "iex"
    if feed not in FEEDS:
        raise Bad(f"invalid feed: {feed}")
    if sim.config.plan == BASIC and feed == "sip" and period(sim, asked)[1] > nanoseconds(sim.now - SIP_DELAY):
        raise Refusal(403, 42210000, "subscription does not permit querying recent SIP data")


bars = _many("bars", _bars(bars_json))
bars_of = _single("bars", _bars(bars_json))
trades = _many("trades", _ticks(trades_json))
trades_of = _single("trades", _ticks(trades_json))
quotes = _many("quotes", _ticks(quotes_json))
quotes_of = _single("quotes", _ticks(quotes_json))
coin_bars = _coins("bars", _bars(coin_bars_json))
coin_trades = _coins("trades", _ticks(coin_trades_json))
coin_quotes = _coins("quotes", _ticks(coin_quotes_json))
