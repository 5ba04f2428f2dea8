"""Coins have two spellings at Alpaca: BTC/USD in orders and data, BTCUSD in positions and activities."""

from __future__ import annotations

from botspec.adapters.alpaca.orders import Raw, text

QUOTES = ("USDT", "USDC", "USD", "BTC")


def symbol_of(body: Raw) -> str:
    """The symbol as specs write it. Raises Malformed."""
    symbol = text(body, "symbol")
    return pair(symbol) if body.get("asset_class") == "crypto" else symbol


def pair(symbol: str) -> str:
    """A coin's symbol with its slash."""
    if "/" in symbol:
        return symbol
    quote = next((each for each in QUOTES if symbol.endswith(each) and len(symbol) > len(each)), "")
    return f"{symbol.removesuffix(quote)}/{quote}" if quote else symbol
