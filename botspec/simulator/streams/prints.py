"""What the market-data streams say when a bar opens and closes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time
from zoneinfo import ZoneInfo

import numpy as np

from botspec.exchange.prices import usable
from botspec.market.moments import nanoseconds
from botspec.simulator.render.bars import TAPE, VENUE
from botspec.simulator.streams.codec import At, Message
from botspec.simulator.streams.hub import Hub
from botspec.simulator.venue import Phase, Venue

NEW_YORK = ZoneInfo("America/New_York")
MINUTE = "1Min"
DAY = "1Day"
MARKET = "stocks"


class Prints:
    """Watches the venue. A bar is a trade at its open and one at its close, a quote with each, and the bar itself.

    `bars` are minutes, as at Alpaca: wider bars are not told there. `dailyBars` go on with every bar of the day.
    """

    def __init__(self, venue: Venue, timeframe: str, hub: Hub) -> None:
        self._venue = venue
        self._timeframe = timeframe
        self._hub = hub
        venue.watchers.append(self.happened)

    def happened(self, phase: Phase, row: int) -> None:
        """A bar has opened or closed, or a session has ended."""
        if not self._hub.data:
            return
        match phase:
            case Phase.OPEN:
                self._hub.market(MARKET, list(self._opening(row)))
            case Phase.CLOSE:
                self._hub.market(MARKET, [*self._closing(row), *self._bars(row), *self._days(row)])
            case Phase.SESSION_END:
                pass

    def _opening(self, row: int) -> Iterator[Message]:
        panel = self._venue.panel
        at = At(int(panel.opened_at[row]))
        for symbol, price in zip(panel.symbols, panel.open[row].tolist(), strict=True):
            if usable(price):
                yield from _traded(symbol, price, at, 2 * row + 1)

    def _closing(self, row: int) -> Iterator[Message]:
        panel = self._venue.panel
        at = At(int(panel.closed_at[row]))
        for symbol, price in zip(panel.symbols, panel.close[row].tolist(), strict=True):
            if usable(price):
                yield from _traded(symbol, price, at, 2 * row + 2)

    def _bars(self, row: int) -> Iterator[Message]:
        if self._timeframe == MINUTE:
            panel = self._venue.panel
            at = At(int(panel.opened_at[row]))
            yield from self._told("b", at, row, row)

    def _days(self, row: int) -> Iterator[Message]:
        """The day so far."""
        if not self._hub.wants(MARKET, "dailyBars"):
            return
        panel = self._venue.panel
        first = int(np.searchsorted(panel.session, panel.session[row], side="left"))
        day = datetime.fromordinal(int(panel.session[row]))
        yield from self._told("d", At(nanoseconds(datetime.combine(day, time.min, NEW_YORK))), first, row)

    def _told(self, kind: str, at: At, first: int, last: int) -> Iterator[Message]:
        """Rows `first` to `last` as one bar a symbol, of those that traded in the last one."""
        panel = self._venue.panel
        rows = slice(first, last + 1)
        for column, symbol in enumerate(panel.symbols):
            if not usable(float(panel.close[last, column])):
                continue
            opens = panel.open[rows, column]
            yield {
                "T": kind,
                "S": symbol,
                "t": at,
                "o": float(opens[~np.isnan(opens)][0]),
                "h": float(np.fmax.reduce(panel.high[rows, column])),
                "l": float(np.fmin.reduce(panel.low[rows, column])),
                "c": float(panel.close[last, column]),
                "v": int(np.nansum(panel.volume[rows, column])),
                "n": 0,
                "vw": 0.0,
            }


def _traded(symbol: str, price: float, at: At, number: int) -> Iterator[Message]:
    yield {"T": "t", "S": symbol, "t": at, "x": VENUE, "p": price, "s": 1, "c": ["@"], "i": number, "z": TAPE}
    side = {"bx": VENUE, "bp": price, "bs": 1, "ax": VENUE, "ap": price, "as": 1}
    yield {"T": "q", "S": symbol, "t": at, **side, "c": ["R"], "z": TAPE}
