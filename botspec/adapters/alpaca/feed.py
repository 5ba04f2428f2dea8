"""Bars, corporate actions and last prices of stocks from Alpaca's market data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from botspec.adapters.alpaca.actions import read_actions
from botspec.adapters.alpaca.bars import Dropped, panel_of
from botspec.adapters.alpaca.connect import DataConnection
from botspec.adapters.alpaca.connection import Connection
from botspec.adapters.alpaca.orders import Malformed, mapping, time_of
from botspec.adapters.alpaca.prices import bars, last_trades
from botspec.adapters.alpaca.requests import actions_request, unreadable
from botspec.adapters.alpaca.sdk import (
    CorporateActionsClient,
)
from botspec.adapters.alpaca.timeframes import DAILY, INTRADAY, SLOW, Sessions, asked_for, slots
from botspec.data.resample import Reach
from botspec.data.slower import slower
from botspec.domain.rows import QualityRow
from botspec.market.calendar import Session
from botspec.market.calendar import sessions as shipped_sessions
from botspec.market.hours import REGULAR, Hours
from botspec.market.moments import nanoseconds
from botspec.market.panel import CorporateAction, Panel
from botspec.market.slice import Slice
from botspec.spec.words import Timeframe

_RECENT = timedelta(minutes=16)  # the free plan gives no SIP data of the last 15 minutes
_MOMENT = timedelta(microseconds=1)
_LONGEST = timedelta(days=40)  # more than a month


@dataclass(frozen=True, slots=True)
class FeedNames:
    """Which of Alpaca's feeds (iex, sip, ...) history and the present come from."""

    history: str = "iex"
    live: str = "iex"


class AlpacaFeed:
    """ports.feed.Feed. `anchor` is the first date of history: recursive indicators give the same bits from it only.

    `native`: a simulator is asked, which has bars of `timeframe` themselves.
    """

    def __init__(
        self,
        bars: DataConnection,
        actions: Connection[CorporateActionsClient],
        *,
        symbols: Sequence[str],
        timeframe: str,
        anchor: date,
        feeds: FeedNames | None = None,
        native: bool = False,
        hours: Hours = REGULAR,
    ) -> None:
        self._bars = bars
        self._actions = actions
        self._symbols = tuple(symbols)
        self._timeframe = timeframe
        self._asked = timeframe if native else asked_for(timeframe, hours)
        self._anchor = anchor
        self._feeds = feeds or FeedNames()
        self._hours = hours
        self._sessions: Sessions = hours.sessions if hours.always else shipped_sessions
        self._dropped = Dropped()

    def history(self, until: datetime) -> Panel:
        start = datetime.combine(self._anchor, time(), self._hours.zone)
        live, past = self._feeds.live, self._feeds.history
        if past == live or self._hours.always:
            panel = self._panel(live, start, until)
        else:
            panel = self._panel(past, start, until - _RECENT)
            resumed = datetime.combine(self._hours.day(until), time(), self._hours.zone)
            panel = _joined(panel, self._panel(live, resumed, until))
        return replace(panel, actions=self._known_actions(self._anchor, self._hours.day(until)))

    def closed(self, at: datetime) -> Slice | None:
        session = self._session(at - _MOMENT)  # a day without end closes as the next one opens
        if session is None or (self._timeframe not in INTRADAY and session.closes_at != at):
            return None
        panel = self._panel(self._feeds.live, self._opening(session, at), at)
        if not len(panel) or int(panel.closed_at[-1]) != nanoseconds(at):
            return None
        return panel.row(len(panel) - 1)

    def actions(self, at: datetime) -> Sequence[CorporateAction]:
        on = self._hours.day(at)
        return self._known_actions(on, on)

    def prices(self, symbols: Sequence[str], at: datetime) -> Mapping[str, float]:
        """A trade from before the session under way at `at` is not a price of now."""
        raw = last_trades(self._bars, symbols, self._feeds.live)
        session = self._session(at)
        oldest = session.opens_at if session is not None and session.opens_at <= at else None
        try:
            trades = mapping(raw)
            found = {symbol: _price(trades.get(symbol), oldest) for symbol in symbols}
        except Malformed as error:
            raise unreadable(error) from None
        return {symbol: price for symbol, price in found.items() if price is not None}

    def quality(self) -> tuple[QualityRow, ...]:
        """Bars left out so far."""
        told = (
            (self._dropped.impossible, "impossible", "bars whose prices cannot be were left out"),
            (self._dropped.outside, "outside", "bars outside regular sessions were left out"),
        )
        return tuple(
            QualityRow(symbol, what, count, detail)
            for counts, what, detail in told
            for symbol, count in sorted(counts.items())
            if count and (what != "outside" or self._timeframe == DAILY)
        )

    # ---- inside

    def _opening(self, session: Session, at: datetime) -> datetime:
        """A moment from which on the bar that closes at `at` is whole."""
        length = INTRADAY.get(self._timeframe)
        if length is not None:
            return max(at - length, session.opens_at)
        before = _LONGEST if self._timeframe in SLOW else timedelta()
        return datetime.combine(session.on - before, time(), self._hours.zone)

    def _panel(self, feed: str, start: datetime, until: datetime) -> Panel:
        panel = self._asked_panel(feed, start, until)
        if self._asked == self._timeframe:
            return panel
        return slower(panel, Timeframe(self._timeframe), Reach(nanoseconds(start), nanoseconds(until)))

    def _asked_panel(self, feed: str, start: datetime, until: datetime) -> Panel:
        raw = bars(self._bars, self._symbols, self._asked, (start, until), feed, "reading bars")
        sessions = self._sessions(self._hours.day(start), self._hours.day(until))
        try:
            place = slots(self._asked, sessions, self._hours)
            return panel_of(self._symbols, raw, place, nanoseconds(until), self._dropped)
        except Malformed as error:
            raise unreadable(error) from None

    def _known_actions(self, first: date, last: date) -> tuple[CorporateAction, ...]:
        if self._hours.always:
            return ()
        request = actions_request(self._symbols, first, last)
        raw = self._actions.read("reading corporate actions", lambda client: client.get_corporate_actions(request))
        try:
            found = read_actions(raw)
        except Malformed as error:
            raise unreadable(error) from None
        return tuple(action for action in found if first <= action.ex_on <= last and action.symbol in self._symbols)

    def _session(self, at: datetime) -> Session | None:
        on = self._hours.day(at)
        return next(iter(self._hours.all_widened(self._sessions(on, on))), None)


def _joined(past: Panel, recent: Panel) -> Panel:
    """`past`, then what `recent` has beyond it."""
    last = int(past.closed_at[-1]) if len(past) else -1
    rest = recent.between(int(np.searchsorted(recent.closed_at, last, side="right")), len(recent))

    def column(name: str) -> NDArray[Any]:
        return np.asfortranarray(np.concatenate([getattr(past, name), getattr(rest, name)]))

    return replace(
        past,
        opened_at=column("opened_at"),
        closed_at=column("closed_at"),
        session=column("session"),
        open=column("open"),
        high=column("high"),
        low=column("low"),
        close=column("close"),
        volume=column("volume"),
    )


def _price(raw: object, oldest: datetime | None) -> float | None:
    if raw is None:
        return None
    trade = mapping(raw)
    price, at = trade.get("p"), time_of(trade, "t")
    if not isinstance(price, (int, float)) or isinstance(price, bool) or not 0 < price < float("inf"):
        return None
    stale = oldest is not None and (at is None or at < oldest)
    return None if stale else float(price)
