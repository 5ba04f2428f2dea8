"""What Alpaca says of a symbol before it is traded."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from botspec.adapters.alpaca.connection import Connection, HttpError
from botspec.adapters.alpaca.orders import Malformed, mapping
from botspec.adapters.alpaca.sdk import TradingClient
from botspec.domain.assets import AssetFacts
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
    return AssetFacts(symbol, **said)
