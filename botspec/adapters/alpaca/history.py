"""Alpaca's history as it is: nothing placed, joined or taken out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, time, timedelta

import numpy as np

from botspec.adapters.alpaca.actions import read_actions
from botspec.adapters.alpaca.bars import KEYS
from botspec.adapters.alpaca.connect import DataConnection
from botspec.adapters.alpaca.connection import Connection
from botspec.adapters.alpaca.orders import Malformed, mapping, sequence
from botspec.adapters.alpaca.prices import bars
from botspec.adapters.alpaca.requests import actions_request, unreadable
from botspec.adapters.alpaca.sdk import CorporateActionsClient
from botspec.data.recorded import NOTHING, Days, Recorded
from botspec.market.hours import core_hours
from botspec.market.panel import CorporateAction

RECENT = timedelta(minutes=16)  # the free plan gives no SIP data of the last 15 minutes
_ZULU = "Z"


class AlpacaHistory:
    """data.recorded.Source. Connections are made when the first question is asked: what is held needs no keys."""

    def __init__(
        self,
        bars: Callable[[], DataConnection],
        actions: Callable[[], Connection[CorporateActionsClient]],
        *,
        feed: str,
        timeframe: str,
        now: datetime,
    ) -> None:
        self._bars = bars
        self._actions = actions
        self._feed = feed
        self._timeframe = timeframe
        self._now = now

    def bars(self, symbols: Sequence[str], days: Days) -> Mapping[str, Recorded]:
        zone = core_hours(symbols).zone
        start = datetime.combine(days.first, time(), zone)
        end = datetime.combine(days.last + timedelta(days=1), time(), zone) - timedelta(seconds=1)
        end = min(end, self._now - RECENT)
        if end <= start:
            return dict.fromkeys(symbols, NOTHING)
        raw = bars(self._bars(), symbols, self._timeframe, (start, end), self._feed, "reading history")
        try:
            answered = mapping(raw)
            return {symbol: _recorded(answered.get(symbol)) for symbol in symbols}
        except Malformed as error:
            raise unreadable(error) from None

    def actions(self, symbols: Sequence[str], days: Days) -> Sequence[CorporateAction]:
        if core_hours(symbols).always:
            return ()
        request = actions_request(symbols, days.first, days.last)
        raw = self._actions().read("reading corporate actions", lambda client: client.get_corporate_actions(request))
        try:
            found = read_actions(raw)
        except Malformed as error:
            raise unreadable(error) from None
        return tuple(each for each in found if days.first <= each.ex_on <= days.last and each.symbol in symbols)


def _recorded(raw: object) -> Recorded:
    """In order of time, each moment once (the last one said). Raises Malformed."""
    bars = [mapping(bar) for bar in sequence(raw if raw is not None else [])]
    try:
        stamps = np.array([_stamp(str(bar["t"])) for bar in bars], dtype="datetime64[ns]").astype(np.int64)
        values = np.array([[bar.get(key) for key in KEYS] for bar in bars], dtype=np.float64).reshape(len(bars), 5)
    except (KeyError, TypeError, ValueError):
        raise Malformed("a bar without a time, or whose prices are no numbers") from None
    order = np.argsort(stamps, kind="stable")
    stamps, values = stamps[order], values[order]
    last = np.append(np.diff(stamps) != 0, [True] * bool(len(stamps))).astype(bool)
    return Recorded(stamps[last], values[last])


def _stamp(text: str) -> str:
    if not text.endswith(_ZULU):
        raise ValueError(text)
    return text[:-1]
