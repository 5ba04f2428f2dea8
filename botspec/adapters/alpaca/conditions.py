"""What limits ask just before an order leaves: the quote of now, and whether a share is lent easily."""

from __future__ import annotations

from decimal import Decimal

from botspec.adapters.alpaca.assets import asset_facts
from botspec.adapters.alpaca.connect import DataConnection
from botspec.adapters.alpaca.connection import Connection
from botspec.adapters.alpaca.orders import Malformed, mapping, number
from botspec.adapters.alpaca.prices import last_quote
from botspec.adapters.alpaca.sdk import TradingClient


class AlpacaConditions:
    """Asks each time; a quote that is crossed, one-sided or not there is not known."""

    def __init__(self, data: DataConnection, trading: Connection[TradingClient], feed: str) -> None:
        self._data, self._trading, self._feed = data, trading, feed

    def spread(self, symbol: str) -> Decimal | None:
        """(ask - bid) / the price between them. Raises Unavailable."""
        answer = last_quote(self._data, symbol, self._feed)
        try:
            quote = mapping(mapping(self._data.value(f"reading the quote of {symbol}", answer))[symbol])
            bid, ask = number(quote, "bp"), number(quote, "ap")
        except (Malformed, KeyError):
            return None
        return 2 * (ask - bid) / (ask + bid) if 0 < bid <= ask else None

    def easy_to_borrow(self, symbol: str) -> bool | None:
        """As the asset is listed. Raises Unavailable."""
        (facts,) = asset_facts(self._trading, [symbol])
        return facts.easy_to_borrow
