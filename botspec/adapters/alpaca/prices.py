"""Bars, last trades and quotes as Alpaca tells them, of shares or of pairs: the client of a connection says which."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from botspec.adapters.alpaca.connection import Connection, Result
from botspec.adapters.alpaca.requests import bars_request, timeframe_of
from botspec.adapters.alpaca.sdk import (
    CryptoBarsRequest,
    CryptoLatestQuoteRequest,
    CryptoLatestTradeRequest,
    DataFeed,
    StockLatestQuoteRequest,
    StockLatestTradeRequest,
)
from botspec.market.hours import is_pair


def bars(
    data: Connection[Any], symbols: Sequence[str], timeframe: str, span: tuple[datetime, datetime], feed: str, what: str
) -> object:
    """Raw JSON by symbol, both ends of `span` included. Raises Unavailable, CredentialsRefused."""
    if not is_pair(symbols[0]):
        shares = bars_request(symbols, timeframe, *span, feed)
        return data.read(what, lambda client: client.get_stock_bars(shares))
    width = timeframe_of(timeframe)
    coins = CryptoBarsRequest(symbol_or_symbols=list(symbols), timeframe=width, start=span[0], end=span[1])
    return data.read(what, lambda client: client.get_crypto_bars(coins))


def last_trades(data: Connection[Any], symbols: Sequence[str], feed: str) -> object:
    """Raw JSON by symbol. Raises Unavailable, CredentialsRefused."""
    if not is_pair(symbols[0]):
        shares = StockLatestTradeRequest(symbol_or_symbols=list(symbols), feed=DataFeed(feed))
        return data.read("reading prices", lambda client: client.get_stock_latest_trade(shares))
    coins = CryptoLatestTradeRequest(symbol_or_symbols=list(symbols))
    return data.read("reading prices", lambda client: client.get_crypto_latest_trade(coins))


def last_quote(data: Connection[Any], symbol: str, feed: str) -> Result:
    """Raw JSON by symbol, or why there is none."""
    if not is_pair(symbol):
        share = StockLatestQuoteRequest(symbol_or_symbols=[symbol], feed=DataFeed(feed))
        return data.ask(lambda client: client.get_stock_latest_quote(share))
    coin = CryptoLatestQuoteRequest(symbol_or_symbols=[symbol])
    return data.ask(lambda client: client.get_crypto_latest_quote(coin))
