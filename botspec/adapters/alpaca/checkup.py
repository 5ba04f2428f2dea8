"""What a doctor asks Alpaca: whose keys these are, what the account may do, and whether data may be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from botspec.adapters.alpaca.connection import Connection
from botspec.adapters.alpaca.orders import mapping, text
from botspec.adapters.alpaca.sdk import DataFeed, StockHistoricalDataClient, StockLatestTradeRequest, TradingClient

_BLOCKS = ("account_blocked", "trading_blocked", "trade_suspended_by_user", "transfers_blocked")


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """`number` is masked; `blocks` are the flags that are set, `multiplier` the buying power allowed on margin.

    `equity` is in USD, None where it is not told.
    """

    number: str
    status: str
    blocks: tuple[str, ...]
    shorting: bool
    multiplier: str
    equity: Decimal | None = None


def account_facts(connection: Connection[TradingClient]) -> AccountFacts:
    """Raises Unavailable, CredentialsRefused, Malformed."""
    body = mapping(connection.read("reading the account", lambda client: client.get("/account")))
    number = text(body, "account_number" if body.get("account_number") else "id")
    return AccountFacts(
        number=f"…{number[-4:]}",
        status=text(body, "status"),
        blocks=tuple(name for name in _BLOCKS if body.get(name, False) is not False),
        shorting=body.get("shorting_enabled") is True,
        multiplier=str(body.get("multiplier") or "1"),
        equity=_usd(body.get("equity")),
    )


def _usd(told: object) -> Decimal | None:
    try:
        found = Decimal(str(told))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def read_prices(connection: Connection[StockHistoricalDataClient], symbols: Sequence[str], feed: str) -> None:
    """One question a live feed is asked all the time. Raises Unavailable, CredentialsRefused."""
    request = StockLatestTradeRequest(symbol_or_symbols=list(symbols), feed=DataFeed(feed))
    connection.read(f"reading prices of feed {feed}", lambda client: client.get_stock_latest_trade(request))
