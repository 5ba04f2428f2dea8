"""Historical bars, paged by symbol and then by time."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from botspec.market.moments import nanoseconds
from botspec.simulator.answer import Answer
from botspec.simulator.asking import Asked, Bad
from botspec.simulator.render.bars import bars_json
from botspec.simulator.simulation import Simulation
from botspec.simulator.tape import EMPTY, Rows

NEW_YORK = ZoneInfo("America/New_York")
USUAL, MOST = 1000, 10_000


def many(sim: Simulation, asked: Asked) -> Answer:
    """GET /v2/stocks/bars."""
    symbols = asked.words("symbols")
    if not symbols:
        raise Bad("symbols is required")
    bars, token = _page(sim, asked, sorted(set(symbols)))
    return Answer({"bars": bars, "next_page_token": token})


def single(sim: Simulation, asked: Asked) -> Answer:
    """GET /v2/stocks/{symbol}/bars."""
    symbol = asked.path["symbol"]
    bars, token = _page(sim, asked, [symbol])
    return Answer({"symbol": symbol, "bars": bars.get(symbol, []), "next_page_token": token})


def _page(sim: Simulation, asked: Asked, symbols: Sequence[str]) -> tuple[dict[str, Any], str | None]:
    """Up to `limit` bars in all, and where the next page goes on."""
    left = asked.count("limit", USUAL, MOST)
    begin, edge = _resume(asked)
    found: dict[str, Any] = {}
    end = (begin, edge or 0)
    for symbol in symbols:
        rows = _rows(sim, asked, symbol, edge if symbol == begin else None) if symbol >= begin else EMPTY
        page = rows.take(slice(0, left))
        if len(page):
            found[symbol] = bars_json(page)
            left -= len(page)
            end = (symbol, int(page.starts[-1]))
        if len(page) < len(rows):
            return found, _token(*end)
    return found, None


def _rows(sim: Simulation, asked: Asked, symbol: str, after: int | None) -> Rows:
    """The rest of a symbol's bars, in the order asked for."""
    timeframe = asked.query.get("timeframe")
    if not timeframe:
        raise Bad("timeframe is required")
    descending = _descending(asked)
    first, last = _period(sim, asked)
    if after is not None:
        first, last = (first, min(last, after - 1)) if descending else (max(first, after + 1), last)
    rows = sim.tape.rows(symbol, timeframe, (first, last), sim.now, asked.query.get("adjustment") or "raw")
    return rows.take(slice(None, None, -1)) if descending else rows


def _descending(asked: Asked) -> bool:
    sort = asked.query.get("sort") or "asc"
    if sort not in {"asc", "desc"}:
        raise Bad(f"invalid sort: {sort}")
    return sort == "desc"


def _period(sim: Simulation, asked: Asked) -> tuple[int, int]:
    today = datetime.combine(sim.now.astimezone(NEW_YORK).date(), time.min, NEW_YORK)
    start = asked.moment("start") or today
    end = asked.moment("end", end_of_day=True) or sim.now
    return nanoseconds(start), nanoseconds(end)


def _token(symbol: str, edge: int) -> str:
    return base64.urlsafe_b64encode(f"{symbol}|{edge}".encode()).decode()


def _resume(asked: Asked) -> tuple[str, int | None]:
    """The last symbol and left edge of the page before."""
    token = asked.query.get("page_token")
    if not token:
        return "", None
    try:
        symbol, edge = base64.urlsafe_b64decode(token.encode()).decode().split("|")
        return symbol, int(edge)
    except (ValueError, binascii.Error):
        raise Bad("invalid page_token") from None
