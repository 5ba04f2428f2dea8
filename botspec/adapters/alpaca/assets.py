"""What Alpaca says of a symbol before it is traded."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from botspec.adapters.alpaca.connection import Connection, HttpError
from botspec.adapters.alpaca.orders import Malformed, Raw, mapping, optional_number
from botspec.adapters.alpaca.sdk import TradingClient
from botspec.domain.assets import NANO, AssetFacts, Steps
from botspec.market.hours import is_pair
from botspec.ports.broker import Unavailable

_NOT_FOUND = 404


def asset_facts(connection: Connection[TradingClient], symbols: Sequence[str]) -> tuple[AssetFacts, ...]:
    """One a symbol, in their order; a symbol that Alpaca does not have cannot be traded. Raises Unavailable."""
    return tuple(_facts(connection, symbol) for symbol in symbols)


def _facts(connection: Connection[TradingClient], symbol: str) -> AssetFacts:
    answer = connection.ask(lambda client: client.get(f"/assets/{quote(symbol, safe='')}"))
    if isinstance(answer, HttpError) and answer.status == _NOT_FOUND:
        return AssetFacts(symbol, tradable=False, fractionable=False, shortable=False)
    try:
        raw = mapping(connection.value(f"reading {symbol}", answer))
    except Malformed as error:
        raise Unavailable(f"Alpaca's asset {symbol} answered with {error}") from None
    said = {name: raw.get(name) is True for name in ("tradable", "fractionable", "shortable", "easy_to_borrow")}
    try:
        return AssetFacts(symbol, **said, steps=_steps(raw) if is_pair(symbol) else None)
    except Malformed as error:
        raise Unavailable(f"Alpaca's asset {symbol} has {error}") from None


def _steps(raw: Raw) -> Steps:
    """A coin's increments; nine digits of what Alpaca does not tell. Raises Malformed."""
    names = ("min_order_size", "min_trade_increment", "price_increment")
    told = [optional_number(raw, name) for name in names]
    for name, value in zip(names, told, strict=True):
        if value is not None and value <= 0:
            raise Malformed(f"a {name} of {value}")
    least, quantity, price = (NANO if value is None else value for value in told)
    return Steps(least, quantity, price)
