"""What the market-data streams say when a bar opens and closes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np

from botspec.exchange.legality import is_crypto
from botspec.exchange.prices import usable
from botspec.market.moments import nanoseconds
from botspec.simulator.render.ticks import coin_book, coin_quote, coin_trade, share_quote, share_trade
from botspec.simulator.streams.codec import At, Message
from botspec.simulator.streams.hub import Hub
from botspec.simulator.streams.late import LateTrades
from botspec.simulator.ticks import closing, opening
from botspec.simulator.venue import Phase, Venue

MINUTE = "1Min"


class Prints:
    """Watches the venue. A bar is a trade at its open and one at its close, a quote with each, and the bar itself.

    `bars` are minutes, as at Alpaca: wider bars are not told there. `dailyBars` go on with every bar of the day.
    """

    def __init__(self, venue: Venue, timeframe: str, hub: Hub, late: LateTrades | None = None) -> None:
        self._late = late
        self._venue = venue
        self._timeframe = timeframe
        self._hub = hub
        self._hours = venue.hours
        self._market = "crypto" if self._hours.around_the_clock else "stocks"
        venue.watchers.append(self.happened)

    def happened(self, phase: Phase, row: int) -> None:
        """A bar has opened or closed, or a session has ended."""
        if not self._hub.data:
            return
        match phase:
            case Phase.OPEN:
                self._hub.market(self._market, list(self._opening(row)))
            case Phase.CLOSE:
                self._hub.market(self._market, [*self._closing(row), *self._bars(row), *self._days(row)])
            case Phase.SESSION_END:
                pass

    def _opening(self, row: int) -> Iterator[Message]:
        panel = self._venue.panel
        at = At(int(panel.opened_at[row]))
        for symbol, price in zip(panel.symbols, panel.open[row].tolist(), strict=True):
            if usable(price):
                yield from _traded(symbol, price, at, opening(row))

    def _closing(self, row: int) -> Iterator[Message]:
        panel = self._venue.panel
        at = At(int(panel.closed_at[row]))
        for symbol, price in zip(panel.symbols, panel.close[row].tolist(), strict=True):
            if usable(price):
                yield from _traded(symbol, price, at, closing(row))

    def _bars(self, row: int) -> Iterator[Message]:
        if self._timeframe == MINUTE:
            panel = self._venue.panel
            at = At(int(panel.opened_at[row]))
            for bar in self._told("b", at, row, row):
                yield bar if self._late is None else self._late.told(bar, self._venue.now)

    def _days(self, row: int) -> Iterator[Message]:
        """The day so far."""
        if not self._hub.wants(self._market, "dailyBars"):
            return
        panel = self._venue.panel
        core = self._hours.market.core_on(date.fromordinal(int(panel.session[row])))
        first = int(np.searchsorted(panel.session, panel.session[row], side="left"))
        if core is not None:
            first = max(first, int(np.searchsorted(panel.opened_at, nanoseconds(core.opens_at))))
        if row < first or (core is not None and int(panel.opened_at[row]) >= nanoseconds(core.closes_at)):
            return  # what is traded before the open and after the close does not move a day's bar
        yield from self._told("d", At(self._hours.midnight(int(panel.session[row]))), first, row)

    def _told(self, kind: str, at: At, first: int, last: int) -> Iterator[Message]:
        """Rows `first` to `last` as one bar a symbol, of those that traded in the last one."""
        panel = self._venue.panel
        rows = slice(first, last + 1)
        for column, symbol in enumerate(panel.symbols):
            if not usable(float(panel.close[last, column])):
                continue
            opens, volume = panel.open[rows, column], float(np.nansum(panel.volume[rows, column]))
            yield {
                "T": kind,
                "S": symbol,
                "t": at,
                "o": float(opens[~np.isnan(opens)][0]),
                "h": float(np.fmax.reduce(panel.high[rows, column])),
                "l": float(np.fmin.reduce(panel.low[rows, column])),
                "c": float(panel.close[last, column]),
                "v": volume if self._hours.around_the_clock else int(volume),
                "n": 0,
                "vw": 0.0,
            }


def _traded(symbol: str, price: float, at: At, number: int) -> Iterator[Message]:
    if is_crypto(symbol):
        yield {"T": "t", "S": symbol, "t": at, **coin_trade(price, number)}
        yield {"T": "q", "S": symbol, "t": at, **coin_quote(price)}
        yield {"T": "o", "S": symbol, "t": at, **coin_book(price), "r": True}
    else:
        yield {"T": "t", "S": symbol, "t": at, **share_trade(price, number)}
        yield {"T": "q", "S": symbol, "t": at, **share_quote(price)}
